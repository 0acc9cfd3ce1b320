//! A document as Python has it.

use crate::errors::InputError;
use crate::inner::{Inner, Rejection};
use crate::rows::Layer;
use crate::values::json;
use crate::view::View;
use pyo3::exceptions::{PyAttributeError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};
use rawi_core::Span;
use rawi_io::Offsets;
use rawi_io::record::{self, RecordOptions, Rows};
use std::sync::Arc;

/// Reads the name of a unit of offsets.
pub(crate) fn offsets(name: &str) -> PyResult<Offsets> {
    match name {
        "chars" => Ok(Offsets::Chars),
        "bytes" => Ok(Offsets::Bytes),
        "utf16" => Ok(Offsets::Utf16),
        other => Err(InputError::new_err(format!(
            "offsets=\"{other}\"; offsets count \"chars\" (of Python's str), \"bytes\" (of UTF-8) or \"utf16\" (units, as in JavaScript)"
        ))),
    }
}

pub(crate) fn offsets_name(offsets: Offsets) -> &'static str {
    match offsets {
        Offsets::Chars => "chars",
        Offsets::Bytes => "bytes",
        Offsets::Utf16 => "utf16",
    }
}

/// A report with what the stages found in it. Layers are attributes that hold rows in the order of the text
/// (`doc.mentions[0].text`), views are attributes with a text of their own (`doc.normal.text`).
#[pyclass(frozen, module = "rawi", name = "Document", subclass)]
pub(crate) struct Document {
    pub(crate) inner: Arc<Inner>,
}

impl Document {
    /// What stands for a document: one, or the record of one as a line (`str`, `bytes`) or as a dict.
    pub(crate) fn given(value: &Bound<'_, PyAny>) -> PyResult<Arc<Inner>> {
        if let Ok(document) = value.cast::<Self>() {
            return Ok(Arc::clone(&document.get().inner));
        }
        let line = match value.cast::<PyDict>() {
            Ok(dict) => value.py().import("json")?.call_method1("dumps", (dict,))?,
            Err(_) if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() => value.clone(),
            Err(_) => {
                let kind = value.get_type().name()?;
                return Err(InputError::new_err(format!("{kind} is no document, and no record of one")));
            }
        };
        Ok(Self::from_json(&line, offsets_name(Offsets::Bytes))?.inner)
    }

    fn slot<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some((_, table)) = self.inner.table(name) {
            return Ok(Some(Bound::new(py, Layer { inner: Arc::clone(&self.inner), table })?.into_any()));
        }
        match View::of(&self.inner, name) {
            Some(view) => Ok(Some(Bound::new(py, view)?.into_any())),
            None => Ok(None),
        }
    }

    /// Where something stands, in the units of this document.
    fn ends(&self, span: Option<Span>) -> Option<(usize, usize)> {
        let units = self.inner.units();
        span.map(|span| (units.of_byte(span.start()), units.of_byte(span.end())))
    }

    /// What a stage said of this document, as a dict; `kind` is a failure's.
    fn said<'py>(
        &self,
        py: Python<'py>,
        stage: &str,
        kind: Option<&str>,
        message: &str,
        span: Option<Span>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("stage", stage)?;
        if let Some(kind) = kind {
            dict.set_item("kind", kind)?;
        }
        dict.set_item("message", message)?;
        dict.set_item("span", self.ends(span))?;
        Ok(dict)
    }

    fn absent(&self, name: &str) -> String {
        // It may be missing because its stage failed: that is what a person wants to know then.
        if let Some(error) = self.inner.document.errors().first() {
            return format!("`{name}` is not there: stage `{}` failed: {}", error.stage, error.message);
        }
        let there: Vec<&str> = self.layers().into_iter().chain(self.views()).collect();
        let there = if there.is_empty() { "no layer and no view".to_owned() } else { there.join(", ") };
        format!("nothing is called `{name}`; there is {there}")
    }

    fn record(&self, options: &RecordOptions) -> PyResult<Vec<u8>> {
        let mut line = Vec::new();
        record::write(&self.inner.document, options, &mut line).map_err(InputError::new_err)?;
        Ok(line)
    }
}

/// What of a document is written.
fn record_options(
    offsets: Offsets,
    rows: &str,
    layers: Option<Vec<String>>,
    views: Vec<String>,
    text: bool,
) -> PyResult<RecordOptions> {
    let rows = match rows {
        "arrays" => Rows::Arrays,
        "objects" => Rows::Objects,
        other => {
            return Err(InputError::new_err(format!("rows=\"{other}\"; rows are \"objects\" or \"arrays\"")));
        }
    };
    Ok(RecordOptions { text, views, layers, offsets, rows })
}

#[pymethods]
impl Document {
    /// The document that a record holds: a line of what `rawi run -o out.jsonl` writes, as `str` or `bytes`.
    ///
    /// Raises `InputError` if it is none, saying why.
    #[staticmethod]
    #[pyo3(signature = (record, *, offsets = "chars"))]
    fn from_json(record: &Bound<'_, PyAny>, offsets: &str) -> PyResult<Self> {
        let offsets = self::offsets(offsets)?;
        let read = |line: &[u8]| record::read(line).map_err(|error| InputError::new_err(error.to_string()));
        let document = match record.cast::<PyBytes>() {
            Ok(bytes) => read(bytes.as_bytes())?,
            Err(_) => read(crate::text::of(record, "a record")?.as_bytes())?,
        };
        Ok(Self { inner: Arc::new(Inner::new(document, offsets, None)) })
    }

    /// The document's id.
    #[getter]
    fn id(&self) -> &str {
        self.inner.document.id()
    }

    /// The text as it was received.
    #[getter]
    fn text(&self) -> &str {
        self.inner.document.source()
    }

    /// What is known beside the text: a dict of texts, as `title`, `published`, `outlet`, `url`.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, value) in self.inner.document.meta().iter() {
            dict.set_item(name, value)?;
        }
        Ok(dict)
    }

    /// What offsets count: "chars", "bytes" or "utf16".
    #[getter]
    fn offsets(&self) -> &'static str {
        offsets_name(self.inner.offsets)
    }

    /// Names of the layers that are there.
    #[getter]
    fn layers(&self) -> Vec<&str> {
        self.inner.document.layers().map(|(name, _)| name).collect()
    }

    /// Names of the views that are there.
    #[getter]
    fn views(&self) -> Vec<&str> {
        self.inner.document.views().map(|(name, _)| name).collect()
    }

    /// Failures of stages on this document, in a pipeline with `on-error = "keep"`: dicts with `stage`, `kind`, `message`, `span`.
    #[getter]
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for error in self.inner.document.errors() {
            list.append(self.said(py, &error.stage, Some(&error.kind), &error.message, error.span)?)?;
        }
        Ok(list)
    }

    /// What stages say of the document without failing on it: dicts with `stage`, `message`, `span`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for warning in self.inner.document.warnings() {
            list.append(self.said(py, &warning.stage, None, &warning.message, warning.span)?)?;
        }
        Ok(list)
    }

    /// Why the document does not go on: `None`, or a dict with `stage`, `kind` ("dropped" by a stage, or the kind of its failure in
    /// a pipeline with `on-error = "drop"`) and `message`.
    #[getter]
    fn rejected<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(rejection) = &self.inner.rejected else { return Ok(None) };
        let dict = PyDict::new(py);
        dict.set_item("stage", &rejection.stage)?;
        dict.set_item("kind", &rejection.kind)?;
        dict.set_item("message", &rejection.message)?;
        Ok(Some(dict))
    }

    /// The document as one line of JSON: the record that the command writes, which `from_json` and `rawi run` read again.
    ///
    /// `rows`: "arrays" (`[start, end, value]`, as the command writes) or "objects". `layers`: which, all but `tokens` if left out.
    /// `views`: which. `offsets`: what they count, as the document's if left out. `text`: whether the text is written.
    #[pyo3(signature = (*, rows = "arrays", layers = None, views = Vec::new(), offsets = None, text = true))]
    fn to_json(
        &self,
        rows: &str,
        layers: Option<Vec<String>>,
        views: Vec<String>,
        offsets: Option<&str>,
        text: bool,
    ) -> PyResult<String> {
        let offsets = offsets.map_or(Ok(self.inner.offsets), self::offsets)?;
        let line = self.record(&record_options(offsets, rows, layers, views, text)?)?;
        String::from_utf8(line).map_err(|error| InputError::new_err(error.to_string()))
    }

    /// The same as dicts, lists and numbers, with rows as dicts unless `rows="arrays"`.
    #[pyo3(signature = (*, rows = "objects", layers = None, views = Vec::new(), offsets = None, text = true))]
    fn to_dict<'py>(
        &self,
        py: Python<'py>,
        rows: &str,
        layers: Option<Vec<String>>,
        views: Vec<String>,
        offsets: Option<&str>,
        text: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let offsets = offsets.map_or(Ok(self.inner.offsets), self::offsets)?;
        let line = self.record(&record_options(offsets, rows, layers, views, text)?)?;
        let value = serde_json::from_slice(&line).map_err(|error| InputError::new_err(error.to_string()))?;
        json(py, &value)
    }

    /// The readable rendering, one fact a line, as `rawi inspect` prints it; offsets in it are bytes. `show`: which layers and
    /// views, all if left out. `provenance`: also who made what, and how sure it is.
    #[pyo3(signature = (show = None, *, provenance = false))]
    fn transcript(&self, show: Option<Vec<String>>, provenance: bool) -> PyResult<String> {
        if let Some(name) = show
            .iter()
            .flatten()
            .find(|name| self.inner.document.raw_layer(name).is_none() && self.inner.document.view(name).is_none())
        {
            return Err(InputError::new_err(self.absent(name)));
        }
        Ok(rawi_transcript::render(&self.inner.document, &rawi_transcript::Options { show, provenance }))
    }

    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        if !name.starts_with("__") {
            if let Some(slot) = self.slot(py, name)? {
                return Ok(slot);
            }
            // `mentions.nested` is no name in Python.
            let dotted =
                self.layers().into_iter().chain(self.views()).find(|known| known.replace(['.', '-'], "_") == name);
            if let Some(slot) = dotted.map(|known| self.slot(py, known)).transpose()?.flatten() {
                return Ok(slot);
            }
        }
        Err(PyAttributeError::new_err(self.absent(name)))
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.slot(py, name)?.ok_or_else(|| PyKeyError::new_err(self.absent(name)))
    }

    fn __contains__(&self, name: &str) -> bool {
        self.inner.document.raw_layer(name).is_some() || self.inner.document.view(name).is_some()
    }

    fn __dir__(slf: &Bound<'_, Self>) -> PyResult<Vec<String>> {
        let of_type = slf.get_type().dir()?.extract::<Vec<String>>()?;
        let this = slf.get();
        let own = this.layers().into_iter().chain(this.views()).map(|name| name.replace(['.', '-'], "_"));
        Ok(of_type.into_iter().chain(own).collect())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner.document == other.get().inner.document)
    }

    fn __repr__(&self) -> String {
        let document = &self.inner.document;
        let layers: Vec<String> = document.layers().map(|(name, layer)| format!("{name} {}", layer.len())).collect();
        let errors = if document.errors().is_empty() { "" } else { "; with errors" };
        format!(
            "<Document {:?}, {} characters; {}{errors}>",
            document.id(),
            document.source().chars().count(),
            layers.join(", ")
        )
    }

    /// As a notebook shows it: from right to left, with names, numbers and dates marked.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("rawi._html")?.call_method1("_page", (slf,))
    }

    /// For `pickle`, which Spark, Ray and multiprocessing use: the record with all that is in it.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let names = |of: Vec<&str>| of.into_iter().map(str::to_owned).collect();
        let options = record_options(Offsets::Bytes, "arrays", Some(names(self.layers())), names(self.views()), true)?;
        let record = PyBytes::new(py, &self.record(&options)?);
        let rejected = self.inner.rejected.as_ref().map(|r| (r.stage.clone(), r.kind.clone(), r.message.clone()));
        let restore = py.import("rawi._rawi")?.getattr("_restore")?;
        Ok((restore, (record, self.offsets(), rejected).into_pyobject(py)?))
    }
}

/// A document that was pickled.
#[pyfunction]
#[pyo3(signature = (record, offsets, rejected))]
pub(crate) fn _restore(record: &[u8], offsets: &str, rejected: Option<(String, String, String)>) -> PyResult<Document> {
    let document = record::read(record).map_err(|error| InputError::new_err(error.to_string()))?;
    let rejected = rejected.map(|(stage, kind, message)| Rejection { stage, kind, message });
    Ok(Document { inner: Arc::new(Inner::new(document, self::offsets(offsets)?, rejected)) })
}
