use crate::escape::unescape;
use crate::render::{as_span, is_bare, words_of};
use crate::words::{is_place, split_attribute, split_words, unquoted};
use rawi_core::host;
use rawi_core::schema::{Field, Kind, SPAN_KEYS, Schema};
use rawi_core::{Alignment, DocError, DocWarning, Document, Layer, MetaChange, Span, View, layers};
use serde_json::{Map, Number, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Why a transcript could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line of the transcript, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the transcript: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// The document that a transcript tells of: its text, layers (values as JSON, without provenance), errors, and views, each
/// aligned line by line. Of metadata it has what stages set.
///
/// Beside what [`render`](crate::render) writes, lines may be numbered, which a person who writes one may want:
///
/// ```
/// let plain = rawi_transcript::parse("line  وبيروت\n  mentions GPE 2..12  بيروت\n").unwrap();
/// let numbered = rawi_transcript::parse("line 1  وبيروت\n  mentions GPE 1:2..12  بيروت\n").unwrap();
/// assert_eq!(plain, numbered);
/// ```
///
/// # Errors
/// The first line that does not follow the [crate's rules](crate), or whose covered text is not what its offsets cover.
pub fn parse(transcript: &str) -> Result<Document, ParseError> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for (i, line) in transcript.lines().enumerate() {
        if !line.trim().is_empty() {
            lines.push((i + 1, line));
        }
    }
    // The source first: offsets and covered texts are checked against it.
    let mut source = String::new();
    let mut starts = Vec::new();
    for &(number, line) in &lines {
        if let Some(rest) = line.strip_prefix("line").filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            if !starts.is_empty() {
                source.push('\n');
            }
            starts.push(source.len());
            let text = line_text(rest, starts.len()).and_then(unescape);
            source.push_str(&text.map_err(|message| ParseError { line: number, message })?);
        }
    }
    let (layers, views) = (BTreeMap::new(), BTreeMap::new());
    let mut reader = Reader {
        source: &source,
        starts,
        current: None,
        layers,
        last: None,
        views,
        errors: Vec::new(),
        warnings: Vec::new(),
        meta: Vec::new(),
        whole: BTreeSet::new(),
        spans: BTreeMap::new(),
    };
    for &(number, line) in &lines {
        reader.line(line).map_err(|message| ParseError { line: number, message })?;
    }
    let views: Result<Vec<_>, _> = reader.views.iter().map(|(name, lines)| Ok((name, reader.view(lines)?))).collect();
    let views = views.map_err(|message| ParseError { line: 0, message })?;
    let whole = |error: rawi_core::StageError| ParseError { line: 0, message: error.to_string() };
    let mut doc = Document::new("", source.as_str()).map_err(whole)?;
    for (name, view) in views {
        doc.insert_view(name, view).map_err(whole)?;
    }
    for (name, rows) in reader.layers {
        let (spans, values): (Vec<Span>, Vec<Value>) = rows.into_iter().unzip();
        let mut schema = layers::schema_of(&name).or_else(|| declared(reader.spans.get(&name)?));
        if reader.whole.contains(&name) {
            schema = Some(schema.unwrap_or_else(|| Schema::new([])).whole());
        }
        doc.insert_layer(name, Layer::new(&source, spans, values).map_err(whole)?.described(schema)).map_err(whole)?;
    }
    for (name, value) in reader.meta {
        doc.meta_mut().set(&name, value);
        host::insert_meta_change(&mut doc, name, MetaChange::default());
    }
    for warning in reader.warnings {
        host::push_warning(&mut doc, warning);
    }
    for error in reader.errors {
        host::push_error(&mut doc, error);
    }
    Ok(doc)
}

/// The text behind `line` or `line N`, still escaped.
fn line_text(rest: &str, number: usize) -> Result<&str, String> {
    if rest.trim_end().is_empty() || rest.starts_with("  ") {
        return Ok(rest.trim_start_matches(' '));
    }
    let (said, text) = rest[1..].split_once("  ").unwrap_or((&rest[1..], ""));
    match said.trim_end().parse::<usize>() {
        Ok(said) if said == number => Ok(text.trim_start_matches(' ')),
        Ok(said) => Err(format!("this is line {number} of the text, not {said}")),
        Err(_) => Err("two blanks part `line` from its text".to_owned()),
    }
}

/// Where in the document something was said of it.
fn place(text: &str) -> Result<Span, String> {
    let (start, end) = text.split_once("..").ok_or("a place in the document is START..END")?;
    let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
    Span::checked(number(start)?, number(end)?).ok_or_else(|| "a place ends before it starts".to_owned())
}

struct Reader<'a> {
    source: &'a str,
    starts: Vec<usize>,
    /// The source line that facts stand under.
    current: Option<usize>,
    layers: BTreeMap<String, Vec<(Span, Value)>>,
    /// The layer of the fact last read: `.key` lines add to it.
    last: Option<String>,
    /// Of each view its text on each line of the source that shows one.
    views: BTreeMap<String, BTreeMap<usize, String>>,
    errors: Vec<DocError>,
    warnings: Vec<DocWarning>,
    /// Metadata that a stage set.
    meta: Vec<(String, String)>,
    /// The layers whose annotations are of the document as a whole.
    whole: BTreeSet<String>,
    /// Of each layer the paths at which a place stands.
    spans: BTreeMap<String, BTreeSet<String>>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (head, text) = line.trim_start().split_once("  ").unwrap_or((line.trim_start(), ""));
        let indent = line.len() - line.trim_start().len();
        let mut words = split_words(head);
        let first = words.next().unwrap_or("");
        match (indent, first) {
            (0, "line") => self.current = Some(self.current.map_or(0, |line| line + 1)),
            (0, "empty") => {
                let name = words.next().ok_or("`empty` needs the name of a layer")?;
                self.layers.entry(name.to_owned()).or_default();
            }
            (0, "error") => {
                let (Some(stage), Some(kind)) = (words.next(), words.next()) else {
                    return Err("an error is `error STAGE KIND  MESSAGE`".to_owned());
                };
                let (stage, kind, span) = (stage.to_owned(), kind.to_owned(), words.next().map(place).transpose()?);
                self.errors.push(DocError { stage, kind, message: unescape(text)?, span });
            }
            (0, "warning") => {
                let stage = words.next().ok_or("a warning is `warning STAGE  MESSAGE`")?.to_owned();
                let span = words.next().map(place).transpose()?;
                self.warnings.push(DocWarning { stage, message: unescape(text)?, span });
            }
            (0, "meta") => {
                let name = key_of(words.next().ok_or("metadata is `meta NAME  VALUE`")?)?;
                self.meta.push((name, unescape(text)?));
            }
            (0, "by") => {} // provenance is shown, never read
            (2, "view") => {
                let name = words.next().ok_or("`view` needs the name of a view")?;
                let line = self.current.ok_or("a view stands under a `line`")?;
                self.views.entry(name.to_owned()).or_default().insert(line, unescape(text)?);
            }
            (2, layer) => self.fact(layer, words, &unescape(text)?)?,
            (0, "document") => {
                let name = words.next().ok_or("`document` needs the name of a layer")?.to_owned();
                let mut words = words.peekable();
                let head = words.next_if(|word| !word.contains('='));
                let value = self.value(&name, head, words, 0)?;
                self.whole.insert(name.clone());
                self.add(name, Span::new(0, self.source.len()), value);
            }
            (4.., path) if path.starts_with('.') => {
                let (path, text, source) = (&path[1..], unescape(text)?, self.source);
                let value = self.last_value().ok_or("a `.key` line needs a fact before it")?;
                match get(value, path).and_then(spans_in) {
                    // Words of spans that stand on the line: they say nothing new, and must be right.
                    Some(spans) => {
                        let words = words_of(source, &spans);
                        if words != text {
                            return Err(format!("`{path}` covers `{words}`, not `{text}`"));
                        }
                    }
                    None => set(value, path, Value::String(text))?,
                }
            }
            _ => {
                return Err(format!(
                    "`{first}` opens no line of a transcript; expected `line`, `document`, `empty`, `meta`, `warning`, `error`, or a fact indented by two"
                ));
            }
        }
        Ok(())
    }

    /// A view of these lines: each line of the source became the view's as one unit.
    fn view(&self, lines: &BTreeMap<usize, String>) -> Result<View, String> {
        let mut alignment = Alignment::builder();
        let mut text = String::new();
        for (number, from) in self.source.split('\n').enumerate() {
            if number > 0 {
                alignment.copy(1);
                text.push('\n');
            }
            let to = lines.get(&number).map_or("", String::as_str);
            match (from, to) {
                _ if from == to => alignment.copy(from.len()),
                ("", _) => return Err(format!("line {} is empty, so a view cannot have text there", number + 1)),
                _ => alignment.replace(from.len(), to.len()),
            }
            text.push_str(to);
        }
        View::new(self.source, text, alignment.finish()).map_err(|error| error.to_string())
    }

    fn last_value(&mut self) -> Option<&mut Value> {
        self.layers.get_mut(self.last.as_ref()?)?.last_mut().map(|(_, value)| value)
    }

    fn fact<'w>(&mut self, layer: &str, words: impl Iterator<Item = &'w str>, text: &str) -> Result<(), String> {
        let line = self.current.ok_or("a fact stands under a `line`")?;
        let mut words = words.peekable();
        let head = words.next_if(|word| !is_place(word) && !word.contains('='));
        let place = words.next().ok_or("a fact needs START..END")?;
        let span = self.place(place, line)?;
        if self.starts.partition_point(|&start| start <= span.start()) != line + 1 && !place.starts_with(['+', '-']) {
            return Err(format!("{place} does not begin on line {}, which it stands under", line + 1));
        }
        let covered =
            self.source.get(span.range()).ok_or_else(|| format!("{place} is no range of whole characters"))?;
        if covered != text {
            return Err(format!("{place} covers `{covered}`, not `{text}`"));
        }
        let value = self.value(layer, head, words, line)?;
        self.add(layer.to_owned(), span, value);
        Ok(())
    }

    fn add(&mut self, layer: String, span: Span, value: Value) {
        self.layers.entry(layer.clone()).or_default().push((span, value));
        self.last = Some(layer);
    }

    /// What a fact says beside its place: its label or kind, and attributes with places from `line` on.
    fn value<'w>(
        &mut self,
        layer: &str,
        head: Option<&str>,
        words: impl Iterator<Item = &'w str>,
        line: usize,
    ) -> Result<Value, String> {
        let mut value = Value::Null;
        if let Some(head) = head {
            // `kind` where a standard layer has one and no label; every other head is a label.
            let has = |key: &str| {
                layers::schema_of(layer).is_some_and(|schema| schema.fields().iter().any(|f| f.name == key))
            };
            let key = if has("kind") && !has("label") { "kind" } else { "label" };
            set(&mut value, key, Value::String(head.to_owned()))?;
        }
        for word in words {
            let (path, text) = split_attribute(word).ok_or_else(|| format!("`{word}` is no KEY=VALUE"))?;
            let read = self.scalar(text, line)?;
            if spans_in(&read).is_some() && is_places(text) {
                // A list is told by its first item.
                let path = if text.ends_with(',') { format!("{path}.0") } else { path.to_owned() };
                self.spans.entry(layer.to_owned()).or_default().insert(path);
            }
            set(&mut value, path, read)?;
        }
        Ok(value)
    }

    fn scalar(&self, text: &str, line: usize) -> Result<Value, String> {
        if is_places(text) {
            let json = |span: Span| Value::from(vec![span.start(), span.end()]);
            return match text.strip_suffix(',') {
                Some(list) => list.split(',').map(|place| self.place(place, line).map(json)).collect(),
                None => self.place(text, line).map(json),
            };
        }
        if is_bare(text) {
            return Ok(Value::String(text.to_owned()));
        }
        if text.contains(['.', 'e'])
            && let Some(number) = text.parse().ok().and_then(Number::from_f64)
        {
            return Ok(Value::Number(number));
        }
        serde_json::from_str(text).map_err(|_| format!("`{text}` is no value; put a string in quotes"))
    }

    /// Bytes of the source from `3..8`, `3..+1:8` or `-2:3..8`. With a sign lines are counted from `line`, without from the
    /// top of the text, from 1: `4:3..8`.
    fn place(&self, text: &str, line: usize) -> Result<Span, String> {
        let wrong = || format!("`{text}` is no place; expected START..END in bytes of the line");
        let (start, end) = text.split_once("..").ok_or_else(wrong)?;
        let resolve = |part: &str, from: usize| -> Option<(usize, usize)> {
            let (lines, byte) = part.split_once(':').unwrap_or(("+0", part));
            let count = lines.parse::<i64>().ok()?;
            let from = if lines.starts_with(['+', '-']) { i64::try_from(from).ok()? } else { -1 };
            let target = usize::try_from(from.checked_add(count)?).ok()?;
            Some((target, self.starts.get(target)?.checked_add(byte.parse().ok()?)?))
        };
        let (first, start) = resolve(start, line).ok_or_else(wrong)?;
        let (_, end) = resolve(end, first).ok_or_else(wrong)?;
        Span::checked(start, end).ok_or_else(wrong)
    }
}

/// Whether `text` is a place, or a list of them, each with a comma behind it.
fn is_places(text: &str) -> bool {
    text.strip_suffix(',').map_or_else(|| is_place(text), |list| list.split(',').all(is_place))
}

/// The span, or the spans of a list, that a value is.
fn spans_in(value: &Value) -> Option<Vec<Span>> {
    match as_span(value) {
        Some(span) => Some(vec![span]),
        None => value.as_array().filter(|items| !items.is_empty())?.iter().map(as_span).collect::<Option<Vec<Span>>>(),
    }
}

/// What the paths say at which spans stand, of a layer that nobody declares; nothing, if their keys alone say as much.
fn declared(paths: &BTreeSet<String>) -> Option<Schema> {
    let usual = |path: &String| {
        parts(path).filter(|part| part.parse::<usize>().is_err()).last().is_some_and(|key| SPAN_KEYS.contains(&key))
    };
    if paths.iter().all(usual) {
        return None;
    }
    let mut fields: Vec<Field> = Vec::new();
    for path in paths {
        let path: Vec<&str> = parts(path).collect();
        declare(&mut fields, &path);
    }
    Some(Schema::new(fields))
}

fn declare(fields: &mut Vec<Field>, path: &[&str]) {
    let [key, rest @ ..] = path else { return };
    let lists = rest.iter().take_while(|part| part.parse::<usize>().is_ok()).count();
    let below = &rest[lists..];
    if !fields.iter().any(|field| field.name == *key) {
        let mut kind = if below.is_empty() { Kind::Span } else { Kind::Group(Vec::new()) };
        for _ in 0..lists {
            kind = Kind::List(Box::new(kind));
        }
        fields.push(Field::new((*key).to_owned(), kind, "").optional());
    }
    let Some(field) = fields.iter_mut().find(|field| field.name == *key) else { return };
    let mut kind = &mut field.kind;
    while let Kind::List(item) = kind {
        kind = item;
    }
    if let Kind::Group(fields) = kind {
        declare(fields, below);
    }
}

/// The keys and indices of a dotted path; a key in quotes stays in them.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path.strip_prefix('.').unwrap_or(path); // a value that is itself a list has no key
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = unquoted(rest, |b| b == b'.').unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        rest = tail.strip_prefix('.').unwrap_or(tail);
        Some(part)
    })
}

/// The key that a part of a path is.
fn key_of(part: &str) -> Result<String, String> {
    if part.starts_with('"') {
        return serde_json::from_str(part).map_err(|_| format!("{part} is no key"));
    }
    Ok(part.to_owned())
}

/// What stands at the dotted `path` below `root`.
fn get<'v>(root: &'v Value, path: &str) -> Option<&'v Value> {
    parts(path).try_fold(root, |at, part| match part.parse::<usize>() {
        Ok(index) => at.get(index),
        Err(_) => at.get(key_of(part).ok()?),
    })
}

/// Puts `value` at the dotted `path` below `root`, making objects and lists on the way.
fn set(root: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let mut at = root;
    for part in parts(path) {
        at = if let Ok(index) = part.parse::<usize>() {
            if at.is_null() {
                *at = Value::Array(Vec::new());
            }
            let items = at.as_array_mut().ok_or_else(|| format!("`{path}`: {index} is no index of a list here"))?;
            // Items that stand on lines of their own come later, so an index may run ahead; not so far as to fill memory.
            if index > items.len() + 10_000 {
                return Err(format!("`{path}`: the list has {} items so far", items.len()));
            }
            if index >= items.len() {
                items.resize(index + 1, Value::Null);
            }
            &mut items[index]
        } else {
            if at.is_null() {
                *at = Value::Object(Map::new());
            }
            let fields = at.as_object_mut().ok_or_else(|| format!("`{path}`: `{part}` is no key here"))?;
            fields.entry(key_of(part)?).or_insert(Value::Null)
        };
    }
    *at = value;
    Ok(())
}
