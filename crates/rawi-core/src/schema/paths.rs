use super::spans::as_span;
use serde_json::Value;

/// What stands at the keys `path`; of lists on the way, and at its end, all items. Where spans stand, `[start, end]` is one and
/// no list.
pub(crate) fn gather<'v, K: AsRef<str>>(value: &'v Value, path: &[K], spans: bool, found: &mut Vec<&'v Value>) {
    match (value, path) {
        (Value::Null, _) => {}
        (Value::Array(items), _) if !(spans && path.is_empty() && as_span(value).is_some()) => {
            items.iter().for_each(|item| gather(item, path, spans, found));
        }
        (value, []) => found.push(value),
        (Value::Object(object), [key, rest @ ..]) => {
            if let Some(value) = object.get(key.as_ref()) {
                gather(value, rest, spans, found);
            }
        }
        _ => {}
    }
}
