//! `rawi.Pipeline`.

use crate::document::{self, Document};
use crate::errors::failure;
use crate::loaded::{From, Loaded, load, toml_text};
use crate::map::{Map, item};
use crate::stage::entry;
use crate::values::{json, of_python};
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBytes, PyDict, PyTuple};
use rawi_io::Offsets;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Stages that read a report one after the other.
///
/// `source`: the name of an embedded pipeline ("news"), the path of a pipeline file (TOML), or a dict of the same shape:
/// `{"stage": [{"uses": "normalizer"}, {"uses": "segmenter"}]}`; files that a dict names are relative to the working folder.
/// `stages`: stages of your own (`rawi.stage`) that it may name; in a dict one may also stand where its name would.
/// `offsets`: what the offsets of its documents count: "chars" of Python's `str`, "bytes" of UTF-8, or "utf16".
///
/// Raises `PipelineError` if it cannot run, with every mistake at its place. What `rawi check` warns of is a Python warning.
#[pyclass(frozen, module = "rawi", name = "Pipeline", subclass)]
pub(crate) struct Pipeline {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) offsets: Offsets,
    /// Stages of Python that it may name.
    stages: Vec<Py<PyAny>>,
}

impl Pipeline {
    fn load(py: Python<'_>, from: From, stages: Vec<Py<PyAny>>, offsets: &str) -> PyResult<Self> {
        let offsets = document::offsets(offsets)?;
        let entries = stages.iter().map(|stage| entry(stage.bind(py), offsets)).collect::<PyResult<_>>()?;
        Ok(Self { loaded: Arc::new(load(py, from, entries)?), offsets, stages })
    }
}

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (source = None, *, offsets = "chars", stages = Vec::new()))]
    fn new(py: Python<'_>, source: Option<&Bound<'_, PyAny>>, offsets: &str, stages: Vec<Py<PyAny>>) -> PyResult<Self> {
        let mut stages = stages;
        let from = match source {
            None => From::Name("news".to_owned()),
            Some(source) => match source.cast::<PyDict>() {
                Ok(dict) => {
                    // A stage of Python may stand where its name would.
                    let named = py.import("rawi._stage")?.call_method1("named", (dict,))?;
                    let (dict, own): (Bound<'_, PyAny>, Vec<Py<PyAny>>) = named.extract()?;
                    stages.extend(own);
                    let value = of_python(&dict)?;
                    let (name, base) = ("<dict>".to_owned(), PathBuf::from("."));
                    From::Text { name, text: toml_text(&value)?, base }
                }
                Err(_) => {
                    let path = py.import("os")?.call_method1("fspath", (source,))?;
                    From::Name(crate::text::of(&path, "the path of a pipeline")?)
                }
            },
        };
        Self::load(py, from, stages, offsets)
    }

    /// A pipeline from the text of a pipeline file (TOML). `base`: the folder that names of files in it are relative to.
    #[staticmethod]
    #[pyo3(signature = (text, *, base = PathBuf::from("."), offsets = "chars", stages = Vec::new()))]
    fn from_toml(py: Python<'_>, text: String, base: PathBuf, offsets: &str, stages: Vec<Py<PyAny>>) -> PyResult<Self> {
        Self::load(py, From::Text { name: "<text>".to_owned(), text, base }, stages, offsets)
    }

    /// Reads one report. Other threads of Python run meanwhile.
    ///
    /// `text`: a `str`, or a `Document` whose layers are kept unless a stage gives them anew. `id`: the document's. Other keyword
    /// arguments are its metadata: `title`, `outlet`, `url`, `published` (a date, or ISO 8601 text: what relative dates count
    /// from), and any other.
    ///
    /// A stage's failure is kept in `doc.errors`, or raised as `StageError`, as the pipeline's `on-error` says. A document that does
    /// not go on says so in `doc.rejected`.
    #[pyo3(signature = (text, /, *, id = None, **meta))]
    fn __call__(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        id: Option<&Bound<'_, PyAny>>,
        meta: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Document> {
        let document = item(text, id, meta, "text")?;
        let inner = py.detach(|| self.loaded.process(document, self.offsets)).map_err(|error| failure(py, &error))?;
        Ok(Document { inner: Arc::new(inner) })
    }

    /// Reads many reports, on many threads, and gives their documents in the same order as they are done: an iterator.
    ///
    /// `texts`: any iterable, endless ones too, of `str`; of dicts with `text` and, if they are there, `id` and metadata; of pairs
    /// `(text, metadata)`; or of `Document`. Of them at most a few hundred are read ahead. `threads`: 0 for as many as the machine has
    /// (or as the pipeline says); 1024 at most.
    ///
    /// An exception of the iterable is raised after the documents before it. Ctrl-C ends the wait.
    #[pyo3(signature = (texts, *, threads = 0))]
    fn map(&self, texts: &Bound<'_, PyAny>, threads: usize) -> PyResult<Map> {
        let threads = if threads == 0 { self.loaded.threads } else { threads };
        Map::new(&self.loaded, self.offsets, texts.try_iter()?, threads)
    }

    /// The pipeline's name: its file, or `<news>`.
    #[getter]
    fn name(&self) -> &str {
        &self.loaded.description.name
    }

    /// Its stages: a dict for each, with `id`, `uses`, `version`, `requires`, `provides`, `assets` and `hash`, which is the same if
    /// and only if the stage does the same.
    #[getter]
    fn stages<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json(py, &serde_json::json!(self.loaded.description.stages))
    }

    /// Names of the layers that documents have in the end.
    #[getter]
    fn layers(&self) -> Vec<&str> {
        self.loaded.layers.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Names of the views that documents have in the end.
    #[getter]
    fn views(&self) -> Vec<String> {
        self.loaded.views()
    }

    /// The layers that documents have in the end and what their rows hold: by name, the schema as a dict with `overlap` and `fields`.
    #[getter]
    fn schemas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, schema) in &self.loaded.schemas {
            dict.set_item(name, json(py, &schema.to_json())?)?;
        }
        Ok(dict)
    }

    /// What offsets count: "chars", "bytes" or "utf16".
    #[getter]
    fn offsets(&self) -> &'static str {
        document::offsets_name(self.offsets)
    }

    fn __repr__(&self) -> String {
        let ids: Vec<&str> = self.loaded.description.stages.iter().map(|stage| stage.id.as_str()).collect();
        format!("<Pipeline {}: {}>", self.loaded.description.name, ids.join(", "))
    }

    /// For `pickle`: the text of the pipeline with the files that it was made from, so that it runs on a machine without them.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (name, text, files) = self.loaded.parcel()?;
        let dict = PyDict::new(py);
        for (name, bytes) in &files {
            dict.set_item(name, PyBytes::new(py, bytes))?;
        }
        let stages: Vec<Py<PyAny>> = self.stages.iter().map(|stage| stage.clone_ref(py)).collect();
        let unpack = py.import("rawi._rawi")?.getattr("_unpack")?;
        Ok((unpack, (name, text, dict, self.offsets(), stages).into_pyobject(py)?))
    }
}

/// A pipeline that was pickled.
#[pyfunction]
pub(crate) fn _unpack(
    py: Python<'_>,
    name: String,
    text: String,
    files: BTreeMap<String, Vec<u8>>,
    offsets: &str,
    stages: Vec<Py<PyAny>>,
) -> PyResult<Pipeline> {
    Pipeline::load(py, From::Parcel { name, text, files }, stages, offsets)
}
