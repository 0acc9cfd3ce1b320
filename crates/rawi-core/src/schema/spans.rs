use crate::span::Span;
use serde_json::Value;

/// Keys under which a value without a schema holds a span `[start, end]` or a list of spans, in bytes of the source text.
pub const SPAN_KEYS: [&str; 3] = ["span", "spans", "clitics"];

/// The span that a value is, `[start, end]`.
pub(crate) fn as_span(value: &Value) -> Option<Span> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    Span::checked(usize::try_from(start.as_u64()?).ok()?, usize::try_from(end.as_u64()?).ok()?)
}
