use super::kind::{Field, Kind, Schema};
use super::spans::{SPAN_KEYS, as_span};
use crate::error::StageError;
use crate::span::Span;
use serde_json::Value;
use std::borrow::Cow;

/// Why a value cannot stand in its layer: the dotted name of the field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    path: String,
    what: String,
}

impl Wrong {
    /// What is wrong, without a place.
    #[cold]
    pub fn new(what: impl Into<String>) -> Self {
        Self { path: String::new(), what: what.into() }
    }

    /// The same in the field or item `name`.
    #[cold]
    #[must_use]
    pub fn within(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.to_owned() } else { format!("{name}.{}", self.path) };
        self
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        f.write_str(&self.what)
    }
}

/// Refuses a span that is empty or is no range of whole characters of `source`.
#[inline]
pub(crate) fn check_span(source: &str, span: Span) -> Result<(), StageError> {
    if is_whole(source, span) { Ok(()) } else { Err(StageError::bug(refused(source, span))) }
}

#[inline]
fn is_whole(source: &str, span: Span) -> bool {
    source.is_char_boundary(span.start()) && source.is_char_boundary(span.end()) && !span.is_empty()
}

#[cold]
fn refused(source: &str, span: Span) -> String {
    let what = if span.is_empty() {
        "covers nothing"
    } else if span.end() > source.len() {
        "ends past the text"
    } else {
        "cuts a character"
    };
    format!("span {span} {what} (the text has {} bytes)", source.len())
}

/// How far the values of a layer refer into another layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// The other layer.
    pub(crate) layer: Cow<'static, str>,
    /// The greatest row that is referred to.
    pub(crate) row: u64,
    /// The row that refers to it.
    pub(crate) from: usize,
}

/// What a value can be checked against: the text, and the annotation that it belongs to. It notes references, which can be
/// checked only when all layers are there.
#[derive(Debug)]
pub struct Check<'a> {
    source: &'a str,
    row: Span,
    index: usize,
    reach: Vec<Reach>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self { source, row: Span::default(), index: 0, reach: Vec::new() }
    }

    /// Goes on to the value of annotation `index`, which stands at `row`.
    #[inline]
    pub(crate) fn at(&mut self, index: usize, row: Span) {
        (self.index, self.row) = (index, row);
    }

    pub(crate) fn into_reach(self) -> Vec<Reach> {
        self.reach
    }

    /// The span of the annotation.
    #[must_use]
    pub fn row(&self) -> Span {
        self.row
    }

    /// A place in the source text.
    ///
    /// # Errors
    /// If it covers nothing or is no range of whole characters.
    #[inline]
    pub fn span(&mut self, span: Span) -> Result<(), Wrong> {
        if is_whole(self.source, span) { Ok(()) } else { Err(Wrong::new(refused(self.source, span))) }
    }

    /// Row `row` of `layer`.
    pub fn reference(&mut self, layer: &str, row: u64) {
        match self.reach.iter_mut().find(|known| known.layer == layer) {
            Some(known) if known.row >= row => {}
            Some(known) => (known.row, known.from) = (row, self.index),
            None => self.reach.push(Reach { layer: layer.to_owned().into(), row, from: self.index }),
        }
    }

    /// A value by its fields. `closed`: a key that is none of them is refused.
    ///
    /// # Errors
    /// The first thing that is not as the fields say.
    pub(crate) fn value(&mut self, value: &Value, fields: &[Field], closed: bool) -> Result<(), Wrong> {
        let object = match value {
            Value::Object(object) => object,
            Value::Null if fields.iter().all(|field| field.optional) => return Ok(()),
            other => return Err(expected("an object", other)),
        };
        let mut required = 0;
        for (key, value) in object {
            let Some(field) = fields.iter().find(|field| field.name == key.as_str()) else {
                if closed {
                    return Err(Wrong::new("the layer's schema does not have this key").within(key));
                }
                self.keys(value, SPAN_KEYS.contains(&key.as_str())).map_err(|wrong| wrong.within(key))?;
                continue;
            };
            required += usize::from(!field.optional);
            if !(field.optional && value.is_null()) {
                self.kind(value, &field.kind, closed).map_err(|wrong| wrong.within(key))?;
            }
        }
        if required < fields.iter().filter(|field| !field.optional).count() {
            let missing = fields.iter().find(|field| !field.optional && !object.contains_key(field.name.as_ref()));
            return Err(Wrong::new("is missing").within(missing.map_or("", |field| &field.name)));
        }
        Ok(())
    }

    fn kind(&mut self, value: &Value, kind: &Kind, closed: bool) -> Result<(), Wrong> {
        match (kind, value) {
            (Kind::Text, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => Ok(()),
            (Kind::Decimal, Value::Number(_)) => Ok(()), // JSON has no other numbers than finite ones
            (Kind::Integer { min, max }, Value::Number(number)) => {
                let fits = match (number.as_u64(), number.as_i64()) {
                    (Some(number), _) => number <= *max && i64::try_from(number).map_or(true, |number| number >= *min),
                    (None, Some(number)) => number >= *min,
                    (None, None) => false,
                };
                let what = || format!("{number} is no whole number from {min} to {max}");
                if fits { Ok(()) } else { Err(Wrong::new(what())) }
            }
            (Kind::Enum { names, open }, Value::String(name)) => {
                if *open || names.iter().any(|known| known == name) {
                    return Ok(());
                }
                Err(Wrong::new(format!("`{name}` is none of {}", names.join(", "))))
            }
            (Kind::Span, value) => match as_span(value) {
                Some(span) => self.span(span),
                None => Err(expected("a span [start, end]", value)),
            },
            (Kind::Ref(layer), Value::Number(number)) => match number.as_u64() {
                Some(row) => {
                    self.reference(layer, row);
                    Ok(())
                }
                None => Err(Wrong::new(format!("{number} is no number of a row"))),
            },
            (Kind::List(item), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(i, value)| self.kind(value, item, closed).map_err(|w| w.within(&i.to_string())))
            }
            (Kind::Group(fields), Value::Object(_)) => self.value(value, fields, closed),
            (kind, value) => Err(expected(
                match kind {
                    Kind::Text => "a text",
                    Kind::Integer { .. } => "a whole number",
                    Kind::Decimal => "a number",
                    Kind::Boolean => "true or false",
                    Kind::Enum { .. } => "a name",
                    Kind::Ref(_) => "the number of a row",
                    Kind::List(_) => "a list",
                    Kind::Span | Kind::Group(_) => "an object",
                },
                value,
            )),
        }
    }

    /// A value without a schema: what stands under the keys of spans, at any depth (JSON is never deeper than its parser lets
    /// it be).
    pub(crate) fn keys(&mut self, value: &Value, is_span: bool) -> Result<(), Wrong> {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    self.keys(value, SPAN_KEYS.contains(&key.as_str())).map_err(|wrong| wrong.within(key))?;
                }
                Ok(())
            }
            Value::Array(items) => match items.as_slice() {
                [Value::Number(_), Value::Number(_)] if is_span => match as_span(value) {
                    Some(span) => self.span(span),
                    None => Err(expected("a span [start, end]", value)),
                },
                items => {
                    let mut items = items.iter().enumerate();
                    items.try_for_each(|(i, value)| self.keys(value, is_span).map_err(|w| w.within(&i.to_string())))
                }
            },
            _ => Ok(()),
        }
    }
}

impl Schema {
    /// Whether values of JSON are what this schema says, of annotations at `spans` of `source`; a key that it does not have is
    /// refused. References are looked at when all layers are there.
    ///
    /// # Errors
    /// The first that is not, with its row.
    pub fn check(&self, source: &str, spans: &[Span], values: &[Value]) -> Result<(), Wrong> {
        let mut check = Check::new(source);
        for (row, (&span, value)) in spans.iter().zip(values).enumerate() {
            check.at(row, span);
            check.value(value, self.fields(), true).map_err(|wrong| Wrong::new(format!("row {row}: {wrong}")))?;
        }
        Ok(())
    }
}

#[cold]
fn expected(what: &str, found: &Value) -> Wrong {
    let mut shown = found.to_string();
    if let Some((cut, _)) = shown.char_indices().nth(60) {
        shown.truncate(cut);
        shown.push_str("...");
    }
    Wrong::new(format!("expected {what}, found {shown}"))
}
