use super::{Offsets, Units, VERSION};
use rawi_core::{Alignment, DocError, Document, Layer, Meta, Provenance, Run, Span, View};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Why a line is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// The record's id, if it could be read.
    pub id: Option<String>,
    /// What, why, and what to do.
    pub message: String,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RecordError {}

/// The document that a record holds. Values of layers stay JSON until a stage asks for its type, so layers that this
/// program has never heard of are kept as they are. Keys it does not know are passed over.
///
/// # Errors
/// If `line` is no record of [version 1](super::VERSION), has no text, or holds a span that is none of its text.
pub fn read(line: &[u8]) -> Result<Document, RecordError> {
    let stored: Stored = match serde_json::from_slice(line) {
        Ok(stored) => stored,
        Err(error) => {
            // Another version may have other fields: that it is one is then the better message.
            let message = match version(line) {
                Some(found) if found != VERSION => other_version(found),
                _ => malformed(&error),
            };
            return Err(RecordError { id: None, message });
        }
    };
    let id = stored.id.clone();
    document(stored).map_err(|message| RecordError { id: Some(id), message })
}

/// What `rawi` says in a line that is a JSON object.
fn version(line: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Head {
        rawi: u64,
    }
    serde_json::from_slice::<Head>(line).ok().map(|head| head.rawi)
}

fn other_version(found: u64) -> String {
    format!("a record of version {found}, and this program reads version {VERSION}; use a newer one")
}

/// An error of the JSON parser, for one line.
pub(crate) fn malformed(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    match error.classify() {
        serde_json::error::Category::Data => format!("column {}: {text}", error.column()),
        _ => format!("malformed JSON at column {}: {text}; mend the line or take it out", error.column()),
    }
}

fn document(stored: Stored) -> Result<Document, String> {
    if stored.rawi != VERSION {
        return Err(other_version(stored.rawi));
    }
    let Some(text) = stored.text else {
        return Err("a record without its text, which cannot be read again; write it with `text = true`".to_owned());
    };
    let mut doc = Document::new(stored.id, text).map_err(|error| error.to_string())?;
    *doc.meta_mut() = stored.meta;
    let units = Units::new(doc.source(), stored.offsets);
    let (mut views, mut layers, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (name, view) in stored.views {
        let view = view.read(&units, stored.offsets).map_err(|error| format!("view `{name}`: {error}"))?;
        views.push((name, view));
    }
    for (name, layer) in stored.layers {
        let layer = layer.read(&units, stored.offsets).map_err(|error| format!("layer `{name}`: {error}"))?;
        layers.push((name, layer));
    }
    for mut error in stored.errors {
        if let Some(span) = error.span {
            error.span = Some(span_to_bytes(&units, span.start(), span.end())?);
        }
        errors.push(error);
    }
    for (name, view) in views {
        doc.insert_view(name, view).map_err(|error| error.to_string())?;
    }
    for (name, layer) in layers {
        doc.insert_layer(name, layer).map_err(|error| error.to_string())?;
    }
    for error in errors {
        doc.push_error(error);
    }
    Ok(doc)
}

#[derive(Deserialize)]
struct Stored {
    rawi: u64,
    id: String,
    #[serde(default)]
    meta: Meta,
    #[serde(default)]
    offsets: Offsets,
    text: Option<String>,
    #[serde(default)]
    views: BTreeMap<String, StoredView>,
    #[serde(default)]
    layers: BTreeMap<String, StoredLayer>,
    #[serde(default)]
    errors: Vec<DocError>,
}

#[derive(Deserialize)]
struct StoredView {
    text: String,
    runs: Vec<(u32, u32, u32, u32)>,
}

impl StoredView {
    fn read(self, units: &Units<'_>, offsets: Offsets) -> Result<View, String> {
        let text = Units::new(&self.text, offsets);
        let mut runs = Vec::with_capacity(self.runs.len());
        for (run_source, run_view, source_len, view_len) in self.runs {
            let from = span_to_bytes(units, run_source as usize, run_source as usize + source_len as usize)?;
            let to = span_to_bytes(&text, run_view as usize, run_view as usize + view_len as usize)?;
            runs.push(Run {
                source: from.start() as u32,
                view: to.start() as u32,
                source_len: from.len() as u32,
                view_len: to.len() as u32,
            });
        }
        View::new(units.text(), self.text, Alignment::from_runs(runs)).map_err(|error| error.to_string())
    }
}

fn span_to_bytes(units: &Units<'_>, start: usize, end: usize) -> Result<Span, String> {
    let span = units.to_byte(start).zip(units.to_byte(end)).and_then(|(start, end)| Span::checked(start, end));
    span.ok_or_else(|| format!("[{start},{end}] is no range of whole characters of the text"))
}

#[derive(Deserialize)]
struct StoredLayer {
    #[serde(default)]
    by: Provenance,
    rows: Rows,
}

impl StoredLayer {
    fn read(self, units: &Units<'_>, offsets: Offsets) -> Result<Layer, String> {
        let Rows { offsets: pairs, mut values } = self.rows;
        let mut spans = Vec::with_capacity(pairs.len());
        for (start, end) in pairs {
            spans.push(span_to_bytes(units, start as usize, end as usize)?);
        }
        if offsets != Offsets::Bytes {
            for value in &mut values {
                units.value_to_bytes(value)?;
            }
        }
        let layer = Layer::new(units.text(), spans, values).map_err(|error| error.message().to_owned())?;
        Ok(layer.with_provenance(self.by))
    }
}

/// `[[start,end,value],...]`, where the value may be missing.
#[derive(Default)]
struct Rows {
    offsets: Vec<(u32, u32)>,
    values: Vec<Value>,
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Rows;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of rows [start, end, value]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rows, A::Error> {
                let mut rows = Rows::default();
                while seq.next_element_seed(Row(&mut rows))?.is_some() {}
                Ok(rows)
            }
        }
        deserializer.deserialize_seq(All)
    }
}

struct Row<'a>(&'a mut Rows);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row [start, end, value]")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let start = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let end = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        self.0.offsets.push((start, end));
        self.0.values.push(seq.next_element()?.unwrap_or(Value::Null));
        if seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(4, &self));
        }
        Ok(())
    }
}
