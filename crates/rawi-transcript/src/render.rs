use crate::escape::escape;
use rawi_core::schema::{Field, Kind, SPAN_KEYS, Schema};
use rawi_core::{Document, Provenance, Span};
use serde_json::Value;
use std::fmt::Write as _;

/// Keys of a value that say who made it rather than what the text says (rule 8).
const PROVENANCE_KEYS: [&str; 2] = ["by", "confidence"];

/// Where each line of the source starts, in bytes.
fn line_starts(source: &str) -> Vec<usize> {
    std::iter::once(0).chain(source.match_indices('\n').map(|(i, _)| i + 1)).collect()
}

/// What a transcript shows.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Names of layers and views, in the order of their names whatever the order here; `None` shows every layer and no view.
    pub show: Option<Vec<String>>,
    /// Also who made each layer, and the values' `by` and `confidence`.
    pub provenance: bool,
}

impl Options {
    /// Shows these layers and views.
    pub fn only<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self { show: Some(names.into_iter().map(Into::into).collect()), provenance: false }
    }

    fn layer(&self, name: &str) -> bool {
        self.show.as_ref().is_none_or(|show| show.iter().any(|s| s == name))
    }

    fn view(&self, name: &str) -> bool {
        self.show.as_ref().is_some_and(|show| show.iter().any(|s| s == name))
    }
}

/// The transcript of a document, by the [crate's rules](crate).
#[must_use]
pub fn render(doc: &Document, options: &Options) -> String {
    let source = doc.source();
    let starts = line_starts(source);
    let shown = doc.layers().filter(|(name, _)| options.layer(name));
    let (whole, layers): (Vec<_>, Vec<_>) = shown.partition(|(_, layer)| layer.is_whole());
    let mut next = vec![0; layers.len()];
    let mut out = String::new();
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(source.len(), |&next| next - 1);
        text_line(&mut out, "line", &source[start..end]);
        for (name, view) in doc.views().filter(|(name, _)| options.view(name)) {
            text_line(&mut out, &format!("  view {name}"), view.slice(Span::new(start, end)));
        }
        // A span that starts at the line break itself still belongs to the line it ends.
        let line_end = starts.get(number + 1).copied().unwrap_or(usize::MAX);
        for (&(name, layer), next) in layers.iter().zip(&mut next) {
            while let Some(&span) = layer.spans().get(*next).filter(|span| span.start() < line_end) {
                let place = Place { source, starts: &starts, line: number };
                let Fact { head, inline, below } = Fact::of(layer.json(*next), layer.schema(), &place, options);
                let head = format!("  {name} {head}{}{inline}", place.show(span));
                text_line(&mut out, &head, &source[span.range()]);
                out.push_str(&below);
                *next += 1;
            }
        }
    }
    let place = Place { source, starts: &starts, line: 0 };
    for (name, layer) in &whole {
        for row in 0..layer.len() {
            let Fact { head, inline, below } = Fact::of(layer.json(row), layer.schema(), &place, options);
            let line = format!("document {name} {head}");
            let _ = writeln!(out, "{}{inline}", line.trim_end());
            out.push_str(&below);
        }
    }
    for (name, layer) in doc.layers().filter(|(name, _)| options.layer(name)) {
        if options.provenance {
            for by in layer.earlier().iter().chain([layer.provenance()]) {
                provenance(&mut out, name, by);
            }
        }
        if layer.is_empty() {
            let _ = writeln!(out, "empty {name}");
        }
    }
    for (name, change) in doc.meta_changes().filter(|(name, _)| options.layer(name)) {
        if options.provenance {
            for by in change.earlier.iter().chain([&change.by]) {
                provenance(&mut out, &format!("meta {name}"), by);
            }
        }
        text_line(&mut out, &format!("meta {}", key_text(name)), doc.meta().get(name).unwrap_or_default());
    }
    let at = |span: Option<Span>| span.map_or(String::new(), |span| format!(" {span}"));
    for warning in doc.warnings() {
        text_line(&mut out, &format!("warning {}{}", warning.stage, at(warning.span)), &warning.message);
    }
    for error in doc.errors() {
        let place = at(error.span);
        text_line(&mut out, &format!("error {} {}{place}", error.stage, error.kind), &error.message);
    }
    out
}

fn provenance(out: &mut String, of: &str, by: &Provenance) {
    let Provenance { stage, uses, version, hash } = by;
    let _ = writeln!(out, "by {of} stage={stage} uses={uses} version={version} hash={hash}");
}

struct Place<'a> {
    source: &'a str,
    starts: &'a [usize],
    line: usize,
}

impl Place<'_> {
    fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte) - 1
    }

    /// `3..8`, `3..+1:8`, `-2:3..8`: from the line the fact stands under (rule 3).
    fn show(&self, span: Span) -> String {
        let first = self.line_of(span.start());
        // The last byte's line, so that a span which ends with its line does not reach into the next.
        let last = self.line_of(span.end().saturating_sub(1).max(span.start()));
        let mut text = String::new();
        if first != self.line {
            let _ = write!(text, "{:+}:", first as i64 - self.line as i64);
        }
        let _ = write!(text, "{}..", span.start() - self.starts[first]);
        if last != first {
            let _ = write!(text, "+{}:", last - first);
        }
        let _ = write!(text, "{}", span.end() - self.starts[last]);
        text
    }
}

/// What a value says, in the parts of its line and the lines below.
struct Fact {
    /// Its label or kind, and a blank; nothing without one.
    head: String,
    inline: String,
    below: String,
}

impl Fact {
    fn of(value: Value, schema: Option<&Schema>, place: &Place<'_>, options: &Options) -> Self {
        let known = schema.map_or(&[][..], Schema::fields);
        let mut attributes = Attributes { place, inline: String::new(), below: String::new() };
        let mut head = String::new();
        match value {
            Value::Object(mut fields) if !fields.is_empty() => {
                if !options.provenance {
                    fields.retain(|key, _| !PROVENANCE_KEYS.contains(&key.as_str()));
                }
                for key in ["label", "kind"] {
                    if let Some(Value::String(text)) = fields.get(key)
                        && is_bare(text)
                    {
                        head = format!("{text} ");
                        fields.shift_remove(key);
                        break;
                    }
                }
                for (key, value) in &fields {
                    attributes.add(&key_text(key), key, value, kind_of(known, key));
                }
            }
            Value::Null => {}
            other => attributes.add("", "", &other, None),
        }
        let Attributes { inline, below, .. } = attributes;
        Self { head, inline, below }
    }
}

struct Attributes<'a> {
    place: &'a Place<'a>,
    inline: String,
    below: String,
}

impl Attributes<'_> {
    /// `kind` is what the layer's schema says of the value, if it does.
    fn add(&mut self, path: &str, key: &str, value: &Value, kind: Option<&Kind>) {
        let (is_span, are_spans) = match kind {
            Some(kind) => (*kind == Kind::Span, *kind == Kind::spans()),
            None => (SPAN_KEYS.contains(&key), SPAN_KEYS.contains(&key)),
        };
        if is_span && let Some(span) = as_span(value) {
            return self.spans(path, &[span], "");
        }
        if are_spans
            && let Some(items) = value.as_array().filter(|items| !items.is_empty())
            && let Some(spans) = items.iter().map(as_span).collect::<Option<Vec<_>>>()
        {
            // The comma at the end tells a list of one from a span.
            return self.spans(path, &spans, ",");
        }
        let text = match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => match number.as_f64() {
                Some(float) if number.is_f64() => float_text(float),
                _ => number.to_string(),
            },
            Value::String(text) if is_bare(text) => text.clone(),
            // Two blanks would end the facts of the line.
            Value::String(text) if text.bytes().all(|b| matches!(b, b' '..=b'~')) => {
                value.to_string().replace("  ", " \\u0020")
            }
            Value::String(text) => {
                text_line(&mut self.below, &format!("    .{path}"), text);
                return;
            }
            Value::Array(items) if items.is_empty() => "[]".to_owned(),
            Value::Array(items) => {
                let kind = match kind {
                    Some(Kind::List(item)) => Some(&**item),
                    _ => None,
                };
                for (i, item) in items.iter().enumerate() {
                    self.add(&format!("{path}.{i}"), key, item, kind);
                }
                return;
            }
            Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
            Value::Object(fields) => {
                let known = match kind {
                    Some(Kind::Group(known)) => known.as_slice(),
                    _ => &[],
                };
                for (key, value) in fields {
                    self.add(&format!("{path}.{}", key_text(key)), key, value, kind_of(known, key));
                }
                return;
            }
        };
        let _ = write!(self.inline, " {path}={text}");
    }

    /// Places on the fact's line, and their words below it.
    fn spans(&mut self, path: &str, spans: &[Span], end: &str) {
        let places: Vec<String> = spans.iter().map(|&span| self.place.show(span)).collect();
        let _ = write!(self.inline, " {path}={}{end}", places.join(","));
        text_line(&mut self.below, &format!("    .{path}"), &words_of(self.place.source, spans));
    }
}

/// The words of spans inside a value, as they stand in one line.
pub(crate) fn words_of(source: &str, spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| source.get(span.range()).unwrap_or_default()).collect();
    words.join(" | ")
}

fn kind_of<'s>(fields: &'s [Field], key: &str) -> Option<&'s Kind> {
    fields.iter().find(|field| field.name == key).map(|field| &field.kind)
}

pub(crate) fn as_span(value: &Value) -> Option<Span> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    Span::checked(usize::try_from(start.as_u64()?).ok()?, usize::try_from(end.as_u64()?).ok()?)
}

/// Rounded to 4 digits, always with a point, so that it reads back as a float.
fn float_text(float: f64) -> String {
    if float != 0.0 && (float.abs() < 0.000_05 || float.abs() >= 1e15) {
        return format!("{float:.4e}");
    }
    let text = format!("{float:.4}");
    let text = text.trim_end_matches('0');
    let text = if text.ends_with('.') { format!("{text}0") } else { text.to_owned() };
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// A string that can stand without quotes and is not taken for anything else.
pub(crate) fn is_bare(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.:/+%@-".contains(&b);
    text.bytes().all(plain)
        && text.bytes().any(|b| b.is_ascii_alphanumeric())
        && !matches!(text, "null" | "true" | "false")
        && text.parse::<f64>().is_err()
        && !text.contains("..")
}

fn key_text(key: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(plain) && !key.as_bytes()[0].is_ascii_digit() {
        return key.to_owned();
    }
    // JSON's escapes keep any key ASCII; what looks like an index is quoted, so that it is not taken for one.
    let mut quoted = String::from("\"");
    for c in key.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' if !matches!(c, '=' | '.' | ' ') => quoted.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
        }
    }
    quoted + "\""
}

fn text_line(out: &mut String, head: &str, text: &str) {
    out.push_str(head);
    if !text.is_empty() {
        out.push_str("  ");
        escape(text, out);
    }
    out.push('\n');
}
