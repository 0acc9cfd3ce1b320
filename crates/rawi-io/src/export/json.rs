//! Formats that are JSON.

use super::names::{Dropped, Name, characters, names};
use rawi_core::Document;
use serde_json::{Map, Value, json};

fn line(value: &Value, out: &mut Vec<u8>) {
    // Writing to a `Vec` cannot fail, and a value of JSON can be written.
    let _ = serde_json::to_writer(&mut *out, value);
}

fn meta(doc: &Document) -> Map<String, Value> {
    doc.meta().iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

pub(crate) fn doccano(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let units = characters(doc);
    let label = |name: &Name| json!([units.of_byte(name.span.start()), units.of_byte(name.span.end()), name.label]);
    let labels: Vec<Value> = names(doc)?.iter().map(label).collect();
    dropped.names += labels.len() as u64;
    let mut object = Map::from_iter([
        ("id".to_owned(), doc.id().into()),
        ("text".to_owned(), doc.source().into()),
        ("label".to_owned(), labels.into()),
    ]);
    if !doc.meta().is_empty() {
        object.insert("meta".to_owned(), meta(doc).into());
    }
    line(&Value::Object(object), out);
    out.push(b'\n');
    Ok(())
}

/// A task, without what stands between two.
pub(crate) fn label_studio(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let units = characters(doc);
    let result = |(i, name): (usize, &Name)| {
        json!({
            "id": format!("{}-{}", doc.id(), i + 1), "from_name": "label", "to_name": "text", "type": "labels",
            "value": {
                "start": units.of_byte(name.span.start()), "end": units.of_byte(name.span.end()), "text": doc.text(name.span),
                "labels": [name.label],
            },
        })
    };
    let results: Vec<Value> = names(doc)?.iter().enumerate().map(result).collect();
    dropped.names += results.len() as u64;
    let mut data = meta(doc);
    data.insert("text".to_owned(), doc.source().into());
    data.insert("document".to_owned(), doc.id().into());
    line(&json!({ "data": data, "predictions": [{ "model_version": "rawi", "result": results }] }), out);
    Ok(())
}

/// Characters of the text that are given before and behind a name.
const AROUND: usize = 32;

pub(crate) fn web_annotation(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let units = characters(doc);
    let source = doc.meta().url().map_or_else(|| format!("urn:rawi:{}", escaped(doc.id())), str::to_owned);
    let page = format!("urn:rawi:{}", escaped(doc.id()));
    let text = doc.source();
    let item = |(i, name): (usize, &Name)| {
        let (start, end) = (name.span.start(), name.span.end());
        let before: String = text[..start].chars().rev().take(AROUND).collect::<Vec<_>>().into_iter().rev().collect();
        let behind: String = text[end..].chars().take(AROUND).collect();
        let mut body =
            vec![json!({ "type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": name.label })];
        if let Some(entity) = &name.entity {
            body.push(json!({ "type": "SpecificResource", "purpose": "identifying", "source": format!("urn:rawi:entity:{}", escaped(entity)) }));
        }
        json!({
            "id": format!("{page}:mention:{}", i + 1), "type": "Annotation", "body": body,
            "target": {
                "source": source,
                "selector": [
                    { "type": "TextPositionSelector", "start": units.of_byte(start), "end": units.of_byte(end) },
                    { "type": "TextQuoteSelector", "exact": doc.text(name.span), "prefix": before, "suffix": behind },
                ],
            },
        })
    };
    let items: Vec<Value> = names(doc)?.iter().enumerate().map(item).collect();
    dropped.names += items.len() as u64;
    let page =
        json!({ "@context": "http://www.w3.org/ns/anno.jsonld", "id": page, "type": "AnnotationPage", "items": items });
    line(&page, out);
    out.push(b'\n');
    Ok(())
}

/// What may stand in a URN.
fn escaped(id: &str) -> String {
    let mut out = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
