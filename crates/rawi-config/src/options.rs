//! The options of a stage, source or sink as they stand in the file, with the place of each.

use rawi_core::StageError;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value of the file with its place.
pub(crate) type Node<'t> = Spanned<DeValue<'t>>;
/// A table of the file.
pub(crate) type Table<'t> = DeTable<'t>;

/// Why something could not be built from its options.
pub(crate) enum BuildError {
    /// An option has the wrong type or value.
    Option { message: String, span: Option<Range<usize>> },
    /// The options could be read, but do not serve.
    Stage(StageError),
}

impl From<StageError> for BuildError {
    fn from(error: StageError) -> Self {
        Self::Stage(error)
    }
}

impl From<BuildError> for StageError {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Option { message, .. } => Self::asset(message),
            BuildError::Stage(error) => error,
        }
    }
}

/// Options, given in a pipeline file or as JSON.
pub(crate) enum Options<'t> {
    Toml(Spanned<Table<'t>>),
    Json(Value),
}

impl Options<'_> {
    /// Reads them into the type that takes them.
    pub(crate) fn read<C: DeserializeOwned>(&self) -> Result<C, BuildError> {
        match self {
            Self::Toml(table) => C::deserialize(table.clone().into_deserializer())
                .map_err(|e| BuildError::Option { message: e.message().to_owned(), span: e.span() }),
            Self::Json(value) => {
                C::deserialize(value).map_err(|e| BuildError::Option { message: e.to_string(), span: None })
            }
        }
    }

    /// The same as JSON.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Toml(table) => table_json(table.get_ref()),
            Self::Json(value) => value.clone(),
        }
    }
}

/// A table as JSON, keys in order.
pub(crate) fn table_json(table: &Table<'_>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by(|a, b| a.0.get_ref().cmp(b.0.get_ref()));
    entries
        .into_iter()
        .map(|(key, value)| (key.get_ref().to_string(), json(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A value as JSON; a date becomes a string, and so does what JSON cannot hold (`nan`, very large numbers).
pub(crate) fn json(node: &Node<'_>) -> Value {
    match node.get_ref() {
        DeValue::String(s) => Value::from(s.as_ref()),
        DeValue::Integer(_) => match integer(node) {
            Some(i) => i64::try_from(i).map(Value::from).or_else(|_| u64::try_from(i).map(Value::from)),
            None => return Value::from(node_text(node)),
        }
        .unwrap_or_else(|_| Value::from(node_text(node))),
        DeValue::Float(f) => {
            let parsed = f.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
            parsed.map_or_else(|| Value::from(f.as_str()), Value::Number)
        }
        DeValue::Boolean(b) => Value::from(*b),
        DeValue::Datetime(d) => Value::from(d.to_string()),
        DeValue::Array(array) => array.iter().map(json).collect(),
        DeValue::Table(table) => table_json(table),
    }
}

/// A number as it stands in the file.
pub(crate) fn node_text(node: &Node<'_>) -> String {
    match node.get_ref() {
        DeValue::Integer(i) => i.to_string(),
        DeValue::Float(f) => f.to_string(),
        DeValue::Datetime(d) => d.to_string(),
        DeValue::Boolean(b) => b.to_string(),
        DeValue::String(s) => s.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    }
}

/// A whole number, `None` if it is none or is larger than any computer's.
pub(crate) fn integer(node: &Node<'_>) -> Option<i128> {
    let i = node.get_ref().as_integer()?;
    i128::from_str_radix(i.as_str(), i.radix()).ok()
}

/// Takes out what the parser put in place of what it could not read.
pub(crate) fn prune(table: &mut Table<'_>) {
    fn unread(node: &Node<'_>) -> bool {
        node.span() == (0..0) && matches!(node.get_ref(), DeValue::Integer(_))
    }
    fn value(node: &mut Node<'_>) {
        match node.get_mut() {
            DeValue::Table(table) => prune(table),
            DeValue::Array(array) => {
                if array.iter().any(unread) {
                    *array = array.iter().filter(|n| !unread(n)).cloned().collect();
                }
                for node in array.iter_mut() {
                    value(node);
                }
            }
            _ => {}
        }
    }
    let gone: Vec<String> = table.iter().filter(|(_, v)| unread(v)).map(|(k, _)| k.get_ref().to_string()).collect();
    for key in gone {
        table.remove(key.as_str());
    }
    for (_, v) in table.iter_mut() {
        value(v);
    }
}

/// The key of `table` whose name or value holds `span`.
pub(crate) fn key_at(table: &Table<'_>, span: &Range<usize>) -> Option<String> {
    fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
        outer.start <= inner.start && inner.end <= outer.end && *outer != (0..0)
    }
    fn within(node: &Node<'_>, span: &Range<usize>) -> bool {
        holds(&node.span(), span)
            || match node.get_ref() {
                DeValue::Table(table) => table.iter().any(|(k, v)| holds(&k.span(), span) || within(v, span)),
                DeValue::Array(array) => array.iter().any(|v| within(v, span)),
                _ => false,
            }
    }
    table.iter().find(|(k, v)| holds(&k.span(), span) || within(v, span)).map(|(k, _)| k.get_ref().to_string())
}

/// Every string of a table with its place: the first, where it stands several times.
pub(crate) struct Strings(BTreeMap<String, Range<usize>>);

impl Strings {
    pub(crate) fn of(table: &Table<'_>) -> Self {
        // No deeper than the parser lets a file nest.
        fn search(node: &Node<'_>, found: &mut BTreeMap<String, Range<usize>>) {
            match node.get_ref() {
                DeValue::String(s) => _ = found.entry(s.to_string()).or_insert_with(|| node.span()),
                DeValue::Table(table) => table.iter().for_each(|(_, v)| search(v, found)),
                DeValue::Array(array) => array.iter().for_each(|v| search(v, found)),
                _ => {}
            }
        }
        let mut found = BTreeMap::new();
        table.iter().for_each(|(_, v)| search(v, &mut found));
        Self(found)
    }

    /// The place of `text`.
    pub(crate) fn place(&self, text: &str) -> Option<Range<usize>> {
        self.0.get(text).cloned()
    }

    /// The place of the longest string that `message` begins with, behind which stands a colon: a file.
    pub(crate) fn file_of(&self, message: &str) -> Option<Range<usize>> {
        let colons: Vec<usize> = message.match_indices(':').map(|(at, _)| at).take(100).collect();
        colons.into_iter().rev().find_map(|at| self.place(&message[..at]))
    }

    /// The place of the longest string that stands in `message`.
    pub(crate) fn within(&self, message: &str) -> Option<Range<usize>> {
        // Each is looked for, which is too much for a list of thousands.
        if self.0.len() > 1000 {
            return None;
        }
        let inside = self.0.iter().filter(|(text, _)| text.len() > 2 && message.contains(text.as_str()));
        inside.max_by_key(|(text, _)| text.len()).map(|(_, place)| place.clone())
    }
}
