//! Layers and their rows, with what the schema says they hold.

use crate::errors::InputError;
use crate::inner::{Inner, Table};
use crate::values::json;
use pyo3::exceptions::{PyAttributeError, PyIndexError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyTuple};
use rawi_core::schema::{Field, Kind, SPAN_KEYS};
use serde_json::{Map, Value};
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::{Arc, OnceLock};

/// A place in the text of a document: ``document.text[span.start:span.end] == span.text``, where offsets are characters.
///
/// It unpacks as a pair: ``start, end = span``.
#[pyclass(frozen, module = "rawi")]
pub(crate) struct Span {
    inner: Arc<Inner>,
    /// Where it begins, in the offsets of its document.
    #[pyo3(get)]
    start: usize,
    /// Where it ends, in the offsets of its document.
    #[pyo3(get)]
    end: usize,
}

#[pymethods]
impl Span {
    /// The words that it covers.
    #[getter]
    fn text(&self) -> PyResult<&str> {
        text(&self.inner, self.start, self.end)
    }

    fn __len__(&self) -> usize {
        2
    }

    fn __getitem__(&self, index: isize) -> PyResult<usize> {
        match index {
            0 | -2 => Ok(self.start),
            1 | -1 => Ok(self.end),
            _ => Err(PyIndexError::new_err("a span has a start and an end")),
        }
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.extract::<(usize, usize)>().is_ok_and(|other| other == (self.start, self.end))
            || other.cast::<Self>().is_ok_and(|other| (other.get().start, other.get().end) == (self.start, self.end))
    }

    fn __hash__(&self) -> u64 {
        hash(&(self.start, self.end))
    }

    fn __repr__(&self) -> String {
        format!("Span({}, {})", self.start, self.end)
    }
}

fn hash(of: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn text(inner: &Inner, start: usize, end: usize) -> PyResult<&str> {
    let span = inner.bytes(start, end).ok_or_else(|| no_place(start, end))?;
    Ok(inner.document.text(span))
}

/// What is said of offsets that are none of a text.
pub(crate) fn no_place(start: usize, end: usize) -> PyErr {
    InputError::new_err(format!(
        "[{start}, {end}] is no place in the text: it ends past it, cuts a character, or ends before it begins"
    ))
}

/// The rows of a layer, in the order of the text: a sequence.
#[pyclass(frozen, module = "rawi", sequence)]
pub(crate) struct Layer {
    pub(crate) inner: Arc<Inner>,
    pub(crate) table: Arc<Table>,
}

impl Layer {
    fn row(&self, index: usize) -> Row {
        Row { inner: Arc::clone(&self.inner), table: Arc::clone(&self.table), index, value: OnceLock::new() }
    }
}

#[pymethods]
impl Layer {
    /// The layer's name.
    #[getter]
    fn name(&self) -> &str {
        &self.table.name
    }

    /// Names of the fields that a row has beside `start`, `end` and `text`, by the layer's schema.
    #[getter]
    fn fields(&self) -> Vec<&str> {
        self.table.fields.iter().map(|field| field.name.as_ref()).collect()
    }

    /// Which stage made it, and from what: a dict with `stage`, `uses`, `version` and `hash`.
    #[getter]
    fn by<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        if let Some(layer) = self.inner.document.raw_layer(&self.table.name) {
            let by = layer.provenance();
            for (key, value) in [("stage", &by.stage), ("uses", &by.uses), ("version", &by.version), ("hash", &by.hash)]
            {
                dict.set_item(key, value)?;
            }
        }
        Ok(dict)
    }

    /// Start and end of every row, in the offsets of the document: what spaCy, pandas or numpy want of a layer at once.
    fn spans(&self) -> Vec<(usize, usize)> {
        self.table.spans.clone()
    }

    /// The rows that lie wholly within a place of the text.
    fn within(&self, start: usize, end: usize) -> Vec<Row> {
        let inside = |&index: &usize| self.table.spans[index].0 >= start && self.table.spans[index].1 <= end;
        (0..self.table.spans.len()).filter(inside).map(|index| self.row(index)).collect()
    }

    fn __len__(&self) -> usize {
        self.table.spans.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let len = self.table.spans.len();
        if let Ok(slice) = index.cast::<PySlice>() {
            let indices = slice.indices(len as isize)?;
            let list = PyList::empty(py);
            let mut at = indices.start;
            for _ in 0..indices.slicelength {
                list.append(Bound::new(py, self.row(at as usize))?)?;
                at += indices.step;
            }
            return Ok(list.into_any());
        }
        let index: isize = index.extract()?;
        let at = if index < 0 { index + len as isize } else { index };
        if at < 0 || at >= len as isize {
            return Err(PyIndexError::new_err(format!("row {index} of layer `{}`, which has {len}", self.table.name)));
        }
        Ok(Bound::new(py, self.row(at as usize))?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<layer `{}`, {} rows>", self.table.name, self.table.spans.len())
    }
}

/// A row of a layer: `start`, `end`, `text`, and the fields of the layer's schema as attributes (`class_` for one called `class`, or
/// `row["class"]`). A field that the row lacks is `None`, and a list `()`; one that refers to a row of another layer is that row.
#[pyclass(frozen, module = "rawi")]
pub(crate) struct Row {
    inner: Arc<Inner>,
    table: Arc<Table>,
    index: usize,
    value: OnceLock<Value>,
}

impl Row {
    fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            let layer = self.inner.document.raw_layer(&self.table.name);
            layer.map_or(Value::Null, |layer| self.inner.value(layer, self.index))
        })
    }

    fn field<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        match (name, self.value()) {
            ("start", _) => Ok(Some(self.start().into_pyobject(py)?.into_any())),
            ("end", _) => Ok(Some(self.end().into_pyobject(py)?.into_any())),
            ("text", _) => Ok(Some(self.text().into_pyobject(py)?.into_any())),
            ("value", value) if !value.is_object() && self.table.fields.is_empty() => json(py, value).map(Some),
            (name, Value::Object(object)) => field(py, &self.inner, object, &self.table.fields, name),
            (name, _) => field(py, &self.inner, &Map::new(), &self.table.fields, name),
        }
    }

    fn names(&self) -> Vec<String> {
        ["start", "end", "text"].map(str::to_owned).into_iter().chain(names(self.value(), &self.table.fields)).collect()
    }
}

#[pymethods]
impl Row {
    /// Where it begins, in the offsets of the document.
    #[getter]
    fn start(&self) -> usize {
        self.table.spans[self.index].0
    }

    /// Where it ends, in the offsets of the document.
    #[getter]
    fn end(&self) -> usize {
        self.table.spans[self.index].1
    }

    /// The words that it covers.
    #[getter]
    fn text(&self) -> &str {
        let layer = self.inner.document.raw_layer(&self.table.name);
        layer.map_or("", |layer| self.inner.document.text(layer.spans()[self.index]))
    }

    /// Its number in the layer, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    /// The name of its layer.
    #[getter]
    fn layer(&self) -> &str {
        &self.table.name
    }

    /// The row as dicts, lists and numbers; spans as pairs, rows of other layers as their numbers.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("start", self.start())?;
        dict.set_item("end", self.end())?;
        dict.set_item("text", self.text())?;
        match self.value() {
            Value::Object(object) => {
                for name in names(self.value(), &self.table.fields) {
                    dict.set_item(&name, json(py, object.get(&name).unwrap_or(&Value::Null))?)?;
                }
            }
            Value::Null => {
                for field in &self.table.fields {
                    dict.set_item(field.name.as_ref(), py.None())?;
                }
            }
            other => dict.set_item("value", json(py, other)?)?,
        }
        Ok(dict)
    }

    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, name)?.ok_or_else(|| {
            let there = self.names().join(", ");
            PyAttributeError::new_err(format!("a row of layer `{}` has no `{name}`; it has {there}", self.table.name))
        })
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, name)?.ok_or_else(|| PyKeyError::new_err(name.to_owned()))
    }

    fn __dir__(&self) -> Vec<String> {
        self.names().into_iter().chain(["index", "layer", "to_dict"].map(str::to_owned)).collect()
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            (self.start(), self.end(), &self.table.name, self.value())
                == (other.start(), other.end(), &other.table.name, other.value())
        })
    }

    fn __hash__(&self) -> u64 {
        hash(&(self.start(), self.end(), &self.table.name))
    }

    fn __repr__(&self) -> String {
        shown(
            &format!("{}[{}]", self.table.name, self.index),
            Some((self.start(), self.end(), self.text())),
            self.value(),
        )
    }
}

/// Fields that belong together, as the speaker of a quote: attributes as in a row.
#[pyclass(frozen, module = "rawi")]
pub(crate) struct Group {
    inner: Arc<Inner>,
    value: Map<String, Value>,
    fields: Vec<Field>,
}

impl Group {
    fn names(&self) -> Vec<String> {
        keys(&self.value, &self.fields)
    }
}

#[pymethods]
impl Group {
    /// The group as dicts, lists and numbers; spans as pairs, rows of other layers as their numbers.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for name in self.names() {
            dict.set_item(&name, json(py, self.value.get(&name).unwrap_or(&Value::Null))?)?;
        }
        Ok(dict)
    }

    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        field(py, &self.inner, &self.value, &self.fields, name)?.ok_or_else(|| {
            PyAttributeError::new_err(format!("there is no `{name}`; there is {}", self.names().join(", ")))
        })
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        field(py, &self.inner, &self.value, &self.fields, name)?.ok_or_else(|| PyKeyError::new_err(name.to_owned()))
    }

    fn __dir__(&self) -> Vec<String> {
        self.names().into_iter().chain(["to_dict".to_owned()]).collect()
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().value == self.value)
    }

    fn __hash__(&self) -> u64 {
        hash(&Value::Object(self.value.clone()).to_string())
    }

    fn __repr__(&self) -> String {
        shown("", None, &Value::Object(self.value.clone()))
    }
}

/// The names of a value's fields: those of the schema, then what the value has besides.
fn names(value: &Value, fields: &[Field]) -> Vec<String> {
    match value {
        Value::Object(object) => keys(object, fields),
        Value::Null => keys(&Map::new(), fields),
        _ => keys(&Map::new(), fields).into_iter().chain(["value".to_owned()]).collect(),
    }
}

/// The same of an object.
fn keys(object: &Map<String, Value>, fields: &[Field]) -> Vec<String> {
    let declared = fields.iter().map(|field| field.name.clone().into_owned());
    let others = object.keys().filter(|key| !fields.iter().any(|field| field.name == key.as_str()));
    declared.chain(others.cloned()).collect()
}

/// The field `name` of a value; none if neither schema nor value have it.
fn field<'py>(
    py: Python<'py>,
    inner: &Arc<Inner>,
    object: &Map<String, Value>,
    fields: &[Field],
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    // `row.class_` for a name that Python keeps for itself.
    let known = |name: &str| object.contains_key(name) || fields.iter().any(|field| field.name == name);
    let name = name.strip_suffix('_').filter(|plain| !known(name) && known(plain)).unwrap_or(name);
    let declared = fields.iter().find(|field| field.name == name);
    match (object.get(name), declared) {
        (None, None) => Ok(None),
        (None, Some(field)) if matches!(field.kind, Kind::List(_)) => Ok(Some(PyTuple::empty(py).into_any())),
        (None, Some(_)) => Ok(Some(py.None().into_bound(py))),
        (Some(value), Some(field)) => typed(py, inner, value, &field.kind).map(Some),
        (Some(value), None) if SPAN_KEYS.contains(&name) => untyped_spans(py, inner, value).map(Some),
        (Some(value), None) => json(py, value).map(Some),
    }
}

/// A value as its kind says: spans, rows and groups as objects of their own.
fn typed<'py>(py: Python<'py>, inner: &Arc<Inner>, value: &Value, kind: &Kind) -> PyResult<Bound<'py, PyAny>> {
    match (kind, value) {
        (Kind::Span, value) => span(py, inner, value),
        (Kind::Ref(layer), Value::Number(number)) => {
            let row = number.as_u64().and_then(|row| usize::try_from(row).ok());
            match (row, inner.table(layer)) {
                (Some(index), Some((layer, table))) if index < layer.len() => {
                    let row = Row { inner: Arc::clone(inner), table, index, value: OnceLock::new() };
                    Ok(Bound::new(py, row)?.into_any())
                }
                // A record may have been written without the other layer.
                _ => json(py, value),
            }
        }
        (Kind::List(item), Value::Array(items)) => {
            let items: Vec<Bound<'py, PyAny>> =
                items.iter().map(|value| typed(py, inner, value, item)).collect::<PyResult<_>>()?;
            Ok(PyTuple::new(py, items)?.into_any())
        }
        (Kind::Group(fields), Value::Object(object)) => {
            let group = Group { inner: Arc::clone(inner), value: object.clone(), fields: fields.clone() };
            Ok(Bound::new(py, group)?.into_any())
        }
        (_, value) => json(py, value),
    }
}

fn span<'py>(py: Python<'py>, inner: &Arc<Inner>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    let ends = value.as_array().and_then(|ends| match ends.as_slice() {
        [start, end] => Some((usize::try_from(start.as_u64()?).ok()?, usize::try_from(end.as_u64()?).ok()?)),
        _ => None,
    });
    match ends {
        Some((start, end)) => Ok(Bound::new(py, Span { inner: Arc::clone(inner), start, end })?.into_any()),
        None => json(py, value),
    }
}

/// What stands under a key of spans in a value without a schema.
fn untyped_spans<'py>(py: Python<'py>, inner: &Arc<Inner>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Array(items) if items.iter().all(Value::is_array) => {
            let items: Vec<Bound<'py, PyAny>> =
                items.iter().map(|value| span(py, inner, value)).collect::<PyResult<_>>()?;
            Ok(PyTuple::new(py, items)?.into_any())
        }
        value => span(py, inner, value),
    }
}

/// A row or a group for a person: its words, and the fields that it has.
fn shown(name: &str, place: Option<(usize, usize, &str)>, value: &Value) -> String {
    const MOST: usize = 60;
    let mut parts = Vec::new();
    if let Some((start, end, text)) = place {
        let cut: String = text.chars().take(MOST).collect();
        let more = if cut.len() < text.len() { "..." } else { "" };
        parts.push(format!("{start}:{end} {cut:?}{more}"));
    }
    match value {
        Value::Object(object) => {
            parts.extend(
                object.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| format!("{key}={value}")),
            );
        }
        Value::Null => {}
        other => parts.push(format!("value={other}")),
    }
    format!(
        "<{}>",
        [name.to_owned()].into_iter().filter(|name| !name.is_empty()).chain(parts).collect::<Vec<_>>().join(" ")
    )
}
