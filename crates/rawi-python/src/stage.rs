//! Stages written in Python, under the same contract and checks as others.

use crate::document::Document as PyDocument;
use crate::errors::InputError;
use crate::inner::Inner;
use crate::values::{json, of_python};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rawi_config::StageEntry;
use rawi_core::host::{self, StoredLayer};
use rawi_core::schema::Schema;
use rawi_core::{
    Contract, Doc, Document, LayerKey, Output, Provenance, Slot, SlotKind, Stage, StageError, Verdict, ViewKey, layers,
};
use rawi_io::Offsets;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The entry of a `rawi.stage` in a registry.
pub(crate) fn entry(stage: &Bound<'_, PyAny>, offsets: Offsets) -> PyResult<StageEntry> {
    let text = |name: &str| -> PyResult<String> { stage.getattr(name)?.extract() };
    let read = |name: &str| -> PyResult<Value> { of_python(&stage.getattr(name)?) };
    let name = text("name")?;
    let slots = |of: &str| -> PyResult<Vec<Slot>> {
        let names: Vec<String> = stage.getattr(of)?.extract()?;
        Ok(names.iter().map(|name| slot(name)).collect())
    };
    let mut contract = Contract { requires: slots("requires")?, optional: slots("optional")?, ..Contract::default() };
    let Value::Object(provides) = read("provides")? else {
        return Err(InputError::new_err(format!("stage `{name}`: `provides` is a dict of layers")));
    };
    for (layer, schema) in provides {
        let slot = slot(&layer);
        if slot.kind == SlotKind::Meta {
            contract.provides.push(slot);
            continue;
        }
        let schema = Schema::from_json(&schema)
            .map_err(|error| InputError::new_err(format!("stage `{name}`, layer `{layer}`: {error}")))?;
        let slot = slot.with_schema(Some(schema));
        // One that it also requires is the same slot, given anew.
        for required in contract.requires.iter_mut().filter(|required| **required == slot) {
            required.clone_from(&slot);
        }
        contract.provides.push(slot);
    }
    let batch: usize = stage.getattr("batch")?.extract()?;
    let made = stage.clone().unbind();
    let build = move |options: Value, _: &rawi_core::Assets<'_>| {
        Python::attach(|py| {
            let options = json(py, &options).map_err(|error| told(py, &error))?;
            let call = made.call_method1(py, "make", (options,)).map_err(|error| told(py, &error))?;
            Ok::<_, String>(Box::new(PyStage { call, contract: contract.clone(), offsets, batch }) as Box<dyn Stage>)
        })
        .map_err(StageError::asset)
    };
    let mut entry = StageEntry::from_json(name, text("version")?, read("options")?, build);
    (entry.summary, entry.fingerprint) = (text("summary")?, text("fingerprint")?);
    Ok(entry)
}

/// `tokens` is a layer, `view normal` a view, `meta topic` metadata.
fn slot(name: &str) -> Slot {
    match name.split_once(' ') {
        Some(("view", view)) => Slot::view(view),
        Some(("meta", meta)) => Slot::meta(meta),
        _ => Slot::layer(name).with_schema(layers::schema_of(name)),
    }
}

struct PyStage {
    /// Called with a document, and gives rows; or with a list of them, and gives as many lists of rows.
    call: Py<PyAny>,
    contract: Contract,
    offsets: Offsets,
    /// The most documents in such a list; 1 for no list.
    batch: usize,
}

impl Stage for PyStage {
    fn contract(&self) -> Contract {
        self.contract.clone()
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        put(self.alone(doc)?, out).map(|()| Verdict::Keep)
    }

    fn batch_size(&self) -> usize {
        self.batch
    }

    fn process_batch(&self, docs: &[Doc<'_>], outs: &mut [Output]) -> Vec<Result<Verdict, StageError>> {
        // One of them may have broken the call: alone it costs no other.
        let given = self.ask(docs).unwrap_or_else(|_| docs.iter().map(|doc| self.alone(*doc)).collect());
        given.into_iter().zip(outs).map(|(given, out)| put(given?, out).map(|()| Verdict::Keep)).collect()
    }
}

type Rows = Vec<(rawi_core::Span, Value)>;

/// What a stage gave for a document.
#[derive(Default)]
struct Given {
    /// Of each layer its rows.
    layers: Vec<(String, Rows)>,
    /// Metadata by name.
    meta: Vec<(String, String)>,
}

fn put(given: Given, out: &mut Output) -> Result<(), StageError> {
    for (layer, rows) in given.layers {
        let builder = out.layer(&LayerKey::<Value>::named(layer))?;
        rows.into_iter().for_each(|(span, value)| builder.push(span, value));
    }
    for (name, value) in given.meta {
        out.set_meta(&name, value)?;
    }
    Ok(())
}

impl PyStage {
    /// What the stage gives for one document.
    fn alone(&self, doc: Doc<'_>) -> Result<Given, StageError> {
        self.ask(&[doc])?.pop().unwrap_or_else(|| Ok(Given::default()))
    }

    /// What the stage gives for each of these documents; an error is the call's.
    fn ask(&self, docs: &[Doc<'_>]) -> Result<Vec<Result<Given, StageError>>, StageError> {
        let inner = |doc: &Doc<'_>| Ok(Arc::new(Inner::new(self.part(*doc)?, self.offsets, None)));
        let inners = docs.iter().map(inner).collect::<Result<Vec<_>, StageError>>()?;
        Python::attach(|py| {
            let input = |error: PyErr| StageError::input(told(py, &error));
            let given = self.call(py, &inners).map_err(input)?;
            Ok(given.iter().zip(&inners).map(|(given, inner)| self.take(given, inner).map_err(input)).collect())
        })
    }

    fn call<'py>(&self, py: Python<'py>, inners: &[Arc<Inner>]) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let document = |inner: &Arc<Inner>| Bound::new(py, PyDocument { inner: Arc::clone(inner) });
        let documents = inners.iter().map(document).collect::<PyResult<Vec<_>>>()?;
        let call = self.call.bind(py);
        if self.batch == 1 {
            return documents.into_iter().map(|document| call.call1((document,))).collect();
        }
        let given: Vec<Bound<'py, PyAny>> = call.call1((documents,))?.try_iter()?.collect::<PyResult<_>>()?;
        match given.len() == inners.len() {
            true => Ok(given),
            false => Err(InputError::new_err(format!(
                "a stage with `batch` gives a list with the rows of each document: {} documents, {} lists",
                inners.len(),
                given.len()
            ))),
        }
    }

    /// What the contract reads of a document.
    fn part(&self, doc: Doc<'_>) -> Result<Document, StageError> {
        let mut part = Document::new(doc.id(), doc.source())?;
        *part.meta_mut() = doc.meta().clone();
        let mut stored = Vec::new();
        for slot in self.contract.requires.iter().chain(&self.contract.optional) {
            match slot.kind {
                SlotKind::Layer => {}
                SlotKind::View => {
                    if let Some(view) = doc.optional_view(&ViewKey::named(slot.name.clone()))? {
                        part.insert_view(&slot.name, view.clone())?;
                    }
                    continue;
                }
                // All of it is there.
                SlotKind::Meta => continue,
            }
            let Some(rows) = doc.optional(&LayerKey::<Value>::named(slot.name.clone()))? else { continue };
            // References mean something only where the other layer is read too.
            let refers = |schema: &Schema| {
                schema.references().iter().all(|(_, to)| *to == slot.name || self.contract.reads(SlotKind::Layer, to))
            };
            stored.push(StoredLayer {
                name: slot.name.clone(),
                spans: rows.spans().to_vec(),
                values: rows.values().to_vec(),
                schema: slot.schema.clone().filter(refers),
                refers: Vec::new(),
                provenance: Provenance::default(),
                earlier: Vec::new(),
            });
        }
        host::insert_stored(&mut part, stored)?;
        Ok(part)
    }

    /// What the stage gave: rows of each layer, and metadata.
    fn take(&self, given: &Bound<'_, PyAny>, inner: &Inner) -> PyResult<Given> {
        let provides = &self.contract.provides;
        let mut found = Given::default();
        if let ([slot], false) = (provides.as_slice(), given.is_instance_of::<PyDict>()) {
            take_one(slot, given, inner, &mut found)?;
            return Ok(found);
        }
        let given = given.cast::<PyDict>().map_err(|_| {
            let names: Vec<String> = provides.iter().map(name_of).collect();
            InputError::new_err(format!("a stage that gives several things gives a dict of them: {}", names.join(", ")))
        })?;
        for (name, given) in given {
            let name: String = name.extract()?;
            let slot = provides.iter().find(|slot| name_of(slot) == name).cloned();
            // What the contract does not provide is refused where it is written.
            take_one(&slot.unwrap_or_else(|| Slot::layer(name)), &given, inner, &mut found)?;
        }
        Ok(found)
    }
}

/// What a stage of Python calls it: `tokens`, `meta topic`.
fn name_of(slot: &Slot) -> String {
    match slot.kind {
        SlotKind::Meta => format!("meta {}", slot.name),
        SlotKind::Layer | SlotKind::View => slot.name.clone(),
    }
}

fn take_one(slot: &Slot, given: &Bound<'_, PyAny>, inner: &Inner, found: &mut Given) -> PyResult<()> {
    let name = slot.name.clone();
    if slot.kind != SlotKind::Meta {
        let rows = rows(given, inner, &name, slot.schema.as_ref())?;
        found.layers.push((name, rows));
    } else if !given.is_none() {
        let value = given.extract().map_err(|_| {
            InputError::new_err(format!(
                "metadata `{name}` is a text, \"\" for nothing known, or None to leave it as it is"
            ))
        })?;
        found.meta.push((name, value));
    }
    Ok(())
}

/// The rows of one layer: dicts with `start` and `end`, or `(start, end, fields)`, or `(place, fields)`.
fn rows(given: &Bound<'_, PyAny>, inner: &Inner, layer: &str, schema: Option<&Schema>) -> PyResult<Rows> {
    let mut found = Rows::new();
    if given.is_none() {
        return Ok(found);
    }
    let whole = schema.is_some_and(Schema::is_whole);
    // A document without text has no annotations, also none as a whole.
    if whole && inner.document.source().is_empty() {
        return Ok(found);
    }
    for (number, row) in given.try_iter()?.enumerate() {
        let (start, end, fields) = row_of(&row?, whole.then(|| inner.length()))
            .map_err(|error| InputError::new_err(format!("row {number} of `{layer}`: {}", error.value(given.py()))))?;
        let span = inner.bytes(start, end).filter(|span| !span.is_empty()).ok_or_else(|| {
            InputError::new_err(format!("row {number} of `{layer}`: [{start}, {end}] is no place in the text"))
        })?;
        let mut value = match fields {
            Some(fields) => of_python(fields.as_any())?,
            None => Value::Object(Map::new()),
        };
        to_bytes(inner, schema, &mut value)?;
        found.push((span, value));
    }
    Ok(found)
}

/// Places inside a value count as those of the document.
fn to_bytes(inner: &Inner, schema: Option<&Schema>, value: &mut Value) -> PyResult<()> {
    rawi_core::schema::each_span(schema, value, &mut |span| {
        inner
            .bytes(span.start(), span.end())
            .ok_or_else(|| InputError::new_err(format!("[{}, {}] is no place in the text", span.start(), span.end())))
    })
}

type RowOf<'py> = (usize, usize, Option<Bound<'py, PyDict>>);

/// `whole`: the length of the text, of a row of the document as a whole, which may leave its place out.
fn row_of<'py>(row: &Bound<'py, PyAny>, whole: Option<usize>) -> PyResult<RowOf<'py>> {
    if let Ok(dict) = row.cast::<PyDict>() {
        let fields = dict.copy()?;
        if let (Some(length), false) = (whole, fields.contains("start")?) {
            return Ok((0, length, Some(fields)));
        }
        let end = |key: &str| -> PyResult<usize> {
            let value = fields.get_item(key)?.ok_or_else(|| InputError::new_err(format!("`{key}` is missing")))?;
            fields.del_item(key)?;
            value.extract()
        };
        let (start, end) = (end("start")?, end("end")?);
        if fields.contains("text")? {
            fields.del_item("text")?;
        }
        return Ok((start, end, Some(fields)));
    }
    if let Ok(tuple) = row.cast::<PyTuple>() {
        if let Ok((start, end)) = tuple.extract::<(usize, usize)>() {
            return Ok((start, end, None));
        }
        if let Ok((start, end, fields)) = tuple.extract::<(usize, usize, Bound<'_, PyDict>)>() {
            return Ok((start, end, Some(fields)));
        }
        if let Ok((place, fields)) = tuple.extract::<(Bound<'_, PyAny>, Bound<'_, PyDict>)>() {
            let (start, end) = crate::view::pair(&place)?;
            return Ok((start, end, Some(fields)));
        }
        return Err(InputError::new_err("a row is (start, end, fields) or (place, fields)"));
    }
    let (start, end) = crate::view::pair(row)?;
    Ok((start, end, None))
}

/// An exception of a stage, with the line that raised it.
fn told(py: Python<'_>, error: &PyErr) -> String {
    let mut place = String::new();
    let mut at = error.traceback(py).map(Bound::into_any);
    while let Some(traceback) = at {
        let next = traceback.getattr("tb_next").ok().filter(|next| !next.is_none());
        if next.is_none() {
            let line = traceback.getattr("tb_lineno").and_then(|line| line.extract::<usize>());
            let code = traceback.getattr("tb_frame").and_then(|frame| frame.getattr("f_code"));
            let file = code.and_then(|code| code.getattr("co_filename")).and_then(|file| file.extract::<String>());
            if let (Ok(line), Ok(file)) = (line, file) {
                place = format!(" ({file}:{line})");
            }
        }
        at = next;
    }
    format!("{error}{place}")
}
