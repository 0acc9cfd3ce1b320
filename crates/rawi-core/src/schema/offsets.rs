use super::kind::{Field, Kind, Schema};
use super::spans::{SPAN_KEYS, as_span};
use crate::span::Span;
use serde_json::Value;

/// Puts every span of a value through `convert`, at any depth: by the schema, and where it says nothing, or there is none, by
/// [`SPAN_KEYS`]. What stands in place of a span and is none stays as it is.
///
/// ```
/// use rawi_core::{Span, schema::each_span};
/// let mut value = serde_json::json!({ "cue": { "span": [2, 12] } });
/// each_span(None, &mut value, &mut |span| Ok::<_, ()>(Span::new(span.start() / 2, span.end() / 2))).unwrap();
/// assert_eq!(value.to_string(), r#"{"cue":{"span":[1,6]}}"#);
/// ```
///
/// # Errors
/// The first that `convert` gives.
pub fn each_span<E>(
    schema: Option<&Schema>,
    value: &mut Value,
    convert: &mut dyn FnMut(Span) -> Result<Span, E>,
) -> Result<(), E> {
    object(value, schema.map_or(&[], Schema::fields), convert)
}

fn object<E>(value: &mut Value, fields: &[Field], convert: &mut dyn FnMut(Span) -> Result<Span, E>) -> Result<(), E> {
    let Value::Object(object) = value else { return by_keys(value, false, convert) };
    for (key, value) in object {
        match fields.iter().find(|field| field.name == key.as_str()) {
            Some(field) => by_kind(value, &field.kind, convert)?,
            None => by_keys(value, SPAN_KEYS.contains(&key.as_str()), convert)?,
        }
    }
    Ok(())
}

fn by_kind<E>(value: &mut Value, kind: &Kind, convert: &mut dyn FnMut(Span) -> Result<Span, E>) -> Result<(), E> {
    match (kind, value) {
        (Kind::Span, value) => one(value, convert),
        (Kind::List(item), Value::Array(items)) => items.iter_mut().try_for_each(|value| by_kind(value, item, convert)),
        (Kind::Group(fields), value) => object(value, fields, convert),
        _ => Ok(()),
    }
}

fn by_keys<E>(value: &mut Value, is_span: bool, convert: &mut dyn FnMut(Span) -> Result<Span, E>) -> Result<(), E> {
    match value {
        Value::Object(entries) => {
            entries.iter_mut().try_for_each(|(key, value)| by_keys(value, SPAN_KEYS.contains(&key.as_str()), convert))
        }
        Value::Array(items) if is_span && matches!(items.as_slice(), [Value::Number(_), Value::Number(_)]) => {
            one(value, convert)
        }
        Value::Array(items) => items.iter_mut().try_for_each(|value| by_keys(value, is_span, convert)),
        _ => Ok(()),
    }
}

fn one<E>(value: &mut Value, convert: &mut dyn FnMut(Span) -> Result<Span, E>) -> Result<(), E> {
    if let Some(span) = as_span(value) {
        let span = convert(span)?;
        *value = Value::from(vec![span.start(), span.end()]);
    }
    Ok(())
}

impl Schema {
    /// Dotted names of the fields that hold spans and are not known by their key alone ([`SPAN_KEYS`]): a record names them,
    /// so that who has not this schema can convert them all the same.
    #[must_use]
    pub fn spans_by_name(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.each_leaf(&mut |path, _, kind| {
            if *kind == Kind::Span && path.last().is_some_and(|key| !SPAN_KEYS.contains(key)) {
                found.push(path.join("."));
            }
        });
        found
    }
}
