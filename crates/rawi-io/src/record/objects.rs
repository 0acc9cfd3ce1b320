//! Rows as objects, in which every key is there.

use super::rows::{ROW_KEYS, WHOLE};
use super::text;
use super::units::Units;
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Document, Layer};
use serde_json::{Map, Value};

/// The keys that the rows of a layer have: those of its schema, then what values have besides. `None` if values cannot stand
/// beside a row's own keys, and stand whole.
fn keys(layer: &Layer, values: &[Value]) -> Option<Vec<Field>> {
    let mut fields: Vec<Field> = layer.schema().map_or_else(Vec::new, |schema: &Schema| schema.fields().to_vec());
    for value in values {
        match value {
            Value::Object(object) => {
                for key in object.keys() {
                    if !fields.iter().any(|field| field.name == key.as_str()) {
                        // Of its kind nothing is known, and nothing is asked.
                        fields.push(Field::new(key.clone(), Kind::Text, "").optional());
                    }
                }
            }
            Value::Null => {}
            _ => return None,
        }
    }
    let clashes = |field: &Field| ROW_KEYS.contains(&field.name.as_ref()) || field.name == WHOLE;
    if fields.iter().any(clashes) { None } else { Some(fields) }
}

/// Appends the rows of `layer` to `out`, without the brackets around them.
pub(crate) fn write_rows(doc: &Document, layer: &Layer, units: &Units<'_>, out: &mut Vec<u8>) -> Result<(), String> {
    let mut values = Vec::with_capacity(layer.len());
    for i in 0..layer.len() {
        let mut value = layer.json(i);
        if units.are_converted() {
            units.value_of_bytes(layer.schema(), &mut value).map_err(|e| format!("row {i} cannot be written: {e}"))?;
        }
        values.push(value);
    }
    let fields = keys(layer, &values);
    for (i, (&span, value)) in layer.spans().iter().zip(&values).enumerate() {
        out.extend_from_slice(if i > 0 { b",{\"start\":" } else { b"{\"start\":" });
        text::integer(units.of_byte(span.start()) as u64, out);
        text::key("end", out);
        text::integer(units.of_byte(span.end()) as u64, out);
        text::key("text", out);
        match layer.is_whole() {
            true => out.extend_from_slice(b"null"),
            false => text::string(doc.text(span), out),
        }
        match &fields {
            Some(fields) => {
                let none = Map::new();
                write_fields(value.as_object().unwrap_or(&none), fields, out);
            }
            None => {
                text::key(WHOLE, out);
                json(value, out);
            }
        }
        out.push(b'}');
    }
    Ok(())
}

/// Every field, each with a comma before it.
fn write_fields(object: &Map<String, Value>, fields: &[Field], out: &mut Vec<u8>) {
    for field in fields {
        out.push(b',');
        text::string(&field.name, out);
        out.push(b':');
        write_value(object.get(field.name.as_ref()).unwrap_or(&Value::Null), &field.kind, out);
    }
}

fn write_value(value: &Value, kind: &Kind, out: &mut Vec<u8>) {
    match (kind, value) {
        (Kind::Group(fields), Value::Object(object)) => {
            let begin = out.len();
            write_fields(object, fields, out);
            // What the schema does not have stays.
            for (key, value) in object.iter().filter(|(key, _)| !fields.iter().any(|field| field.name == key.as_str()))
            {
                out.push(b',');
                text::string(key, out);
                out.push(b':');
                json(value, out);
            }
            match out.get_mut(begin) {
                Some(comma) => *comma = b'{',
                None => out.push(b'{'),
            }
            out.push(b'}');
        }
        (Kind::List(item), Value::Array(items)) if !matches!(**item, Kind::Span) => {
            out.push(b'[');
            for (i, value) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_value(value, item, out);
            }
            out.push(b']');
        }
        _ => json(value, out),
    }
}

fn json(value: &Value, out: &mut Vec<u8>) {
    // Writing to a `Vec` cannot fail, and a value of JSON can be written.
    let _ = serde_json::to_writer(out, value);
}
