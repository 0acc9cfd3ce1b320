use super::objects;
use super::options::{Offsets, RecordOptions, Rows, VERSION};
use super::text::{integer, integers, key, string};
use super::units::Units;
use crate::rejected::Rejected;
use rawi_core::layers::{SPAN_KEYS, TOKENS, is_standard};
use rawi_core::{Document, Layer, Meta, MetaChange, Provenance, Span, View};
use serde_json::Value;
use std::collections::BTreeSet;

/// Appends the record of `doc` to `out`, without a line end. There is none inside it.
///
/// # Errors
/// If a value cannot be written as JSON, or holds a span that is none of the text where offsets are not bytes; `out` is
/// then as it was.
pub fn write(doc: &Document, options: &RecordOptions, out: &mut Vec<u8>) -> Result<(), String> {
    let begin = out.len();
    let result = record(doc, options, out);
    if result.is_err() {
        out.truncate(begin);
    }
    result
}

fn record(doc: &Document, options: &RecordOptions, out: &mut Vec<u8>) -> Result<(), String> {
    let units = Units::new(doc.source(), options.offsets);
    head(doc.id(), doc.meta(), options.offsets, out);
    map("changed", doc.meta_changes(), out, write_change);
    if options.text {
        key("text", out);
        string(doc.source(), out);
    }
    let views = doc.views().filter(|(name, _)| options.views.iter().any(|wanted| wanted == name));
    map("views", views, out, |view, out| write_view(view, &units, options.offsets, out));
    key("layers", out);
    out.push(b'{');
    let mut first = true;
    let wanted = wanted(doc, options.layers.as_deref());
    for (name, layer) in doc.layers().filter(|(name, _)| wanted.contains(name)) {
        if !first {
            out.push(b',');
        }
        first = false;
        string(name, out);
        out.push(b':');
        write_layer(doc, name, layer, &units, options.rows, out).map_err(|error| format!("layer `{name}`, {error}"))?;
    }
    out.push(b'}');
    list("warnings", doc.warnings(), out, |warning, out| {
        said(&warning.stage, None, &warning.message, warning.span, &units, out);
    });
    list("errors", doc.errors(), out, |error, out| {
        said(&error.stage, Some(&error.kind), &error.message, error.span, &units, out);
    });
    out.push(b'}');
    Ok(())
}

/// A list under its name, unless it is empty.
fn list<T>(name: &str, items: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    let Some((first, others)) = items.split_first() else { return };
    key(name, out);
    out.push(b'[');
    write(first, out);
    for item in others {
        out.push(b',');
        write(item, out);
    }
    out.push(b']');
}

/// An object under its name, unless it is empty.
fn map<'d, T: 'd>(
    name: &str,
    items: impl Iterator<Item = (&'d str, &'d T)>,
    out: &mut Vec<u8>,
    write: impl Fn(&T, &mut Vec<u8>),
) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    key(name, out);
    object(items, out, write);
}

/// An object.
fn object<'d, T: ?Sized + 'd>(
    items: impl Iterator<Item = (&'d str, &'d T)>,
    out: &mut Vec<u8>,
    write: impl Fn(&T, &mut Vec<u8>),
) {
    out.push(b'{');
    for (i, (name, item)) in items.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        string(name, out);
        out.push(b':');
        write(item, out);
    }
    out.push(b'}');
}

/// What a stage said of a document, and where; `kind` is a failure's.
fn said(stage: &str, kind: Option<&str>, message: &str, span: Option<Span>, units: &Units<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"stage\":");
    string(stage, out);
    if let Some(kind) = kind {
        key("kind", out);
        string(kind, out);
    }
    key("message", out);
    string(message, out);
    if let Some(span) = span {
        key("span", out);
        write_span(span, units, out);
    }
    out.push(b'}');
}

/// The line of a rejected document, with its line end.
pub(crate) fn write_rejected(rejected: &Rejected, out: &mut Vec<u8>) {
    match &rejected.document {
        Some(doc) => {
            // It can be an input again, and is then read as it was.
            head(doc.id(), &doc.source_meta(), Offsets::Bytes, out);
            key("text", out);
            string(doc.source(), out);
            out.push(b',');
        }
        None => {
            out.push(b'{');
            if let Some(id) = &rejected.id {
                out.extend_from_slice(b"\"id\":");
                string(id, out);
                out.push(b',');
            }
            if let Some(raw) = rejected.raw.as_ref().filter(|raw| !raw.meta.is_empty()) {
                out.extend_from_slice(b"\"meta\":");
                object(raw.meta.iter(), out, string);
                out.push(b',');
            }
        }
    }
    out.extend_from_slice(b"\"rejected\":{\"file\":");
    string(&rejected.origin.file, out);
    if rejected.origin.line > 0 {
        key("line", out);
        integer(rejected.origin.line, out);
    }
    if let Some(stage) = &rejected.stage {
        key("stage", out);
        string(stage, out);
    }
    key("kind", out);
    string(&rejected.kind, out);
    key("message", out);
    string(&rejected.message, out);
    if let Some(span) = rejected.span {
        key("span", out);
        write_span(span, &Units::new("", Offsets::Bytes), out);
    }
    if let Some(raw) = &rejected.raw {
        match std::str::from_utf8(&raw.bytes) {
            Ok(text) => {
                key("raw", out);
                string(text, out);
            }
            Err(_) => {
                key("raw-hex", out);
                string(&base16ct::lower::encode_string(&raw.bytes), out);
            }
        }
    }
    out.extend_from_slice(b"}}\n");
}

/// Up to and without the text; the object is left open.
fn head(id: &str, meta: &Meta, offsets: Offsets, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"rawi\":");
    integer(VERSION, out);
    match offsets {
        Offsets::Bytes => {}
        Offsets::Chars => out.extend_from_slice(b",\"offsets\":\"chars\""),
        Offsets::Utf16 => out.extend_from_slice(b",\"offsets\":\"utf16\""),
    }
    key("id", out);
    string(id, out);
    key("meta", out);
    object(meta.iter(), out, string);
}

/// Who set metadata, and what it was before.
fn write_change(MetaChange { by, earlier, was }: &MetaChange, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"by\":");
    write_provenance(by, out);
    list("earlier", earlier, out, write_provenance);
    if let Some(was) = was {
        key("was", out);
        string(was, out);
    }
    out.push(b'}');
}

fn write_view(view: &View, source: &Units<'_>, offsets: Offsets, out: &mut Vec<u8>) {
    let text = Units::new(view.text(), offsets);
    out.extend_from_slice(b"{\"text\":");
    string(view.text(), out);
    key("runs", out);
    out.push(b'[');
    for (i, run) in view.alignment().runs().iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        let ends = |units: &Units<'_>, start: u32, len: u32| {
            let from = units.of_byte(start as usize);
            (from as u64, (units.of_byte((start + len) as usize) - from) as u64)
        };
        let (start, len) = ends(source, run.source, run.source_len);
        let (view_start, view_len) = ends(&text, run.view, run.view_len);
        integers([start, view_start, len, view_len], out);
    }
    out.extend_from_slice(b"]}");
}

/// The layers to write: those that are asked for, and those that they refer to, without which their references mean nothing.
fn wanted<'d>(doc: &'d Document, asked: Option<&[String]>) -> BTreeSet<&'d str> {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = doc
        .layers()
        .map(|(name, _)| name)
        .filter(|name| match asked {
            Some(asked) => asked.iter().any(|wanted| wanted == name),
            None => *name != TOKENS.name(),
        })
        .collect();
    while let Some(name) = next.pop() {
        if wanted.insert(name)
            && let Some(layer) = doc.raw_layer(name)
        {
            let to: Vec<String> = layer.references().into_iter().map(|(_, to)| to).collect();
            next.extend(doc.layers().map(|(name, _)| name).filter(|name| to.iter().any(|to| to == name)));
        }
    }
    wanted
}

fn write_layer(
    doc: &Document,
    name: &str,
    layer: &Layer,
    units: &Units<'_>,
    rows: Rows,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    out.push(b'{');
    if *layer.provenance() != Provenance::default() {
        out.extend_from_slice(b"\"by\":");
        write_provenance(layer.provenance(), out);
        out.push(b',');
    }
    if !layer.earlier().is_empty() {
        out.extend_from_slice(b"\"earlier\":[");
        for (i, earlier) in layer.earlier().iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            write_provenance(earlier, out);
        }
        out.extend_from_slice(b"],");
    }
    let spans = layer.schema().map_or_else(Vec::new, |schema| schema.spans_by_name());
    if !spans.is_empty() {
        out.extend_from_slice(b"\"spans\":[");
        for (i, name) in spans.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            string(name, out);
        }
        out.extend_from_slice(b"],");
    }
    let refs = layer.references();
    if !refs.is_empty() {
        out.extend_from_slice(b"\"refs\":{");
        for (i, (field, to)) in refs.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            string(field, out);
            out.push(b':');
            string(to, out);
        }
        out.extend_from_slice(b"},");
    }
    // What a standard layer holds every reader knows.
    if let Some(schema) = layer.schema().filter(|_| !is_standard(name)) {
        out.extend_from_slice(b"\"schema\":");
        let schema = without_doc(schema.to_json());
        serde_json::to_writer(&mut *out, &schema).map_err(|error| error.to_string())?;
        out.push(b',');
    }
    out.extend_from_slice(b"\"rows\":[");
    match rows {
        Rows::Arrays => write_arrays(layer, &spans, units, out)?,
        Rows::Objects => objects::write_rows(doc, layer, units, out)?,
    }
    out.extend_from_slice(b"]}");
    Ok(())
}

fn write_provenance(by: &Provenance, out: &mut Vec<u8>) {
    let Provenance { stage, uses, version, hash } = by;
    out.extend_from_slice(b"{\"stage\":");
    string(stage, out);
    key("uses", out);
    string(uses, out);
    key("version", out);
    string(version, out);
    key("hash", out);
    string(hash, out);
    out.push(b'}');
}

/// A schema without its texts for people, which would stand in every record. Schemas are as deep as their declaration.
fn without_doc(schema: Value) -> Value {
    match schema {
        Value::Object(object) => {
            let kept = object.into_iter().filter(|(key, _)| key != "doc");
            Value::Object(kept.map(|(key, value)| (key, without_doc(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_doc).collect()),
        other => other,
    }
}

/// `spans`: dotted names of fields that hold spans under other keys than the usual ones.
fn write_arrays(layer: &Layer, spans: &[String], units: &Units<'_>, out: &mut Vec<u8>) -> Result<(), String> {
    let named = spans.iter().map(|name| name.rsplit('.').next().unwrap_or(name));
    let keys: Vec<&str> = SPAN_KEYS.into_iter().chain(named).collect();
    for (i, &span) in layer.spans().iter().enumerate() {
        out.extend_from_slice(if i > 0 { b",[" } else { b"[" });
        pair(span, units, out);
        let row_end = out.len();
        out.push(b',');
        let failed = |error: &dyn std::fmt::Display| format!("row {i} cannot be written: {error}");
        layer.write_json(i, out).map_err(|e| failed(&e))?;
        if units.are_converted() && may_hold(&keys, &out[row_end + 1..]) {
            out.truncate(row_end + 1);
            let mut value = layer.json(i);
            units.value_of_bytes(layer.schema(), &mut value).map_err(|e| failed(&e))?;
            serde_json::to_writer(&mut *out, &value).map_err(|e| failed(&e))?;
        }
        if &out[row_end + 1..] == b"null" {
            out.truncate(row_end);
        }
        out.push(b']');
    }
    Ok(())
}

/// Most values hold no span, and need not be taken apart to convert offsets.
fn may_hold(keys: &[&str], json: &[u8]) -> bool {
    std::str::from_utf8(json).is_ok_and(|json| keys.iter().any(|key| json.contains(key)))
}

fn write_span(span: Span, units: &Units<'_>, out: &mut Vec<u8>) {
    out.push(b'[');
    pair(span, units, out);
    out.push(b']');
}

fn pair(span: Span, units: &Units<'_>, out: &mut Vec<u8>) {
    integer(units.of_byte(span.start()) as u64, out);
    out.push(b',');
    integer(units.of_byte(span.end()) as u64, out);
}
