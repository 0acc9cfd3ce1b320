use super::options::{Offsets, VERSION};
use super::rows::StoredRows;
use super::units::Units;
use rawi_core::host::{self, StoredLayer};
use rawi_core::schema::Schema;
use rawi_core::{Alignment, DocError, DocWarning, Document, Meta, MetaChange, Provenance, Run, Span, View, layers};
use serde::Deserialize;
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
    let checked = lost_digits(line).map_or(Ok(()), Err);
    checked.and_then(|()| document(stored)).map_err(|message| RecordError { id: Some(id), message })
}

/// A whole number of more than 64 bits: as a float it would become another one, and two ids the same. Looked for in steps, since
/// there is hardly ever one.
fn lost_digits(line: &[u8]) -> Option<String> {
    /// As many digits fit in 64 bits.
    const FIT: usize = 19;
    let mut at = FIT;
    while at < line.len() {
        if !line[at].is_ascii_digit() {
            at += FIT + 1;
            continue;
        }
        let start = line[..at].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |before| before + 1);
        let end = line[at..].iter().position(|b| !b.is_ascii_digit()).map_or(line.len(), |after| at + after);
        let fraction = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b'.' | b'e' | b'E'));
        let digits = std::str::from_utf8(&line[start..end]).unwrap_or_default();
        let whole = !fraction(line.get(end)) && !fraction(start.checked_sub(1).and_then(|before| line.get(before)));
        // An exponent of so many digits is none that a parser takes.
        if end - start > FIT && whole && digits.parse::<u64>().is_err() && !in_string(&line[..start]) {
            return Some(format!(
                "column {}: the whole number {digits} does not fit in 64 bits and would lose digits; write it as a string",
                start + 1
            ));
        }
        at = end + FIT + 1;
    }
    None
}

/// Whether a string is open at the end of `line`, which begins outside of one.
fn in_string(line: &[u8]) -> bool {
    let (mut open, mut escaped) = (false, false);
    for &byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if open => escaped = true,
            b'"' => open = !open,
            _ => {}
        }
    }
    open
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
        _ if text == "number out of range" => {
            format!(
                "column {}: the number is too large to be one (JSON knows no infinite ones); mend it",
                error.column()
            )
        }
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
    for (name, change) in stored.changed {
        host::insert_meta_change(&mut doc, name, change);
    }
    let units = Units::new(doc.source(), stored.offsets);
    let (mut views, mut layers, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (name, view) in stored.views {
        let view = view.read(&units, stored.offsets).map_err(|error| format!("view `{name}`: {error}"))?;
        views.push((name, view));
    }
    for (name, layer) in stored.layers {
        let layer = layer.read(&name, &units).map_err(|error| format!("layer `{name}`: {error}"))?;
        layers.push(layer);
    }
    let in_bytes = |span: Span| span_to_bytes(&units, span.start(), span.end());
    for mut error in stored.errors {
        error.span = error.span.map(in_bytes).transpose()?;
        errors.push(error);
    }
    let mut warnings = stored.warnings;
    for warning in &mut warnings {
        warning.span = warning.span.map(in_bytes).transpose()?;
    }
    for (name, view) in views {
        doc.insert_view(name, view).map_err(|error| error.to_string())?;
    }
    host::insert_stored(&mut doc, layers).map_err(|error| error.to_string())?;
    for error in errors {
        host::push_error(&mut doc, error);
    }
    for warning in warnings {
        host::push_warning(&mut doc, warning);
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
    changed: BTreeMap<String, MetaChange>,
    #[serde(default)]
    offsets: Offsets,
    text: Option<String>,
    #[serde(default)]
    views: BTreeMap<String, StoredView>,
    #[serde(default)]
    layers: BTreeMap<String, LayerOf>,
    #[serde(default)]
    errors: Vec<DocError>,
    #[serde(default)]
    warnings: Vec<DocWarning>,
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
struct LayerOf {
    #[serde(default)]
    by: Provenance,
    #[serde(default)]
    earlier: Vec<Provenance>,
    /// Dotted names of fields that hold spans under other keys than the usual ones.
    #[serde(default)]
    spans: Vec<String>,
    /// Dotted names of fields that refer to rows of other layers, and these.
    #[serde(default)]
    refs: BTreeMap<String, String>,
    /// What the values of a layer of somebody's own hold, as a plugin declares it.
    #[serde(default)]
    schema: Option<Value>,
    rows: StoredRows,
}

impl LayerOf {
    fn read(self, name: &str, units: &Units<'_>) -> Result<StoredLayer, String> {
        let StoredRows { offsets: pairs, mut values } = self.rows;
        let mut spans = Vec::with_capacity(pairs.len());
        for (row, (start, end)) in pairs.into_iter().enumerate() {
            let span = span_to_bytes(units, start as usize, end as usize);
            spans.push(span.map_err(|error| format!("row {row}: {error}"))?);
        }
        let declared = || {
            let schema = self.schema.as_ref().map(Schema::from_json).transpose();
            schema.map_err(|error| format!("`schema`: {error}; mend it or take it out"))
        };
        let schema = if layers::is_standard(name) { layers::schema_of(name) } else { declared()? };
        // Who has the schema needs no names, and must not convert twice.
        let at: &[String] = if schema.is_some() { &[] } else { &self.spans };
        if units.are_converted() || !at.is_empty() {
            for (row, value) in values.iter_mut().enumerate() {
                let converted = units.value_to_bytes(schema.as_ref(), at, value);
                converted.map_err(|error| format!("row {row}: {error}"))?;
            }
        }
        let (name, refers) = (name.to_owned(), self.refs.into_iter().collect());
        Ok(StoredLayer { name, spans, values, schema, refers, provenance: self.by, earlier: self.earlier })
    }
}
