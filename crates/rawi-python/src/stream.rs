//! `rawi.Stream`: batches for whoever reads Arrow.

use crate::capsules::{schema_capsule, stream_capsule, stream_of};
use crate::columns::Options;
use crate::errors::InputError;
use crate::map;
use crate::pipeline::Pipeline;
use crate::transform::Transform;
use crate::values::json;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use std::sync::{Arc, Mutex, PoisonError};

/// A table that is made as it is read, batch by batch: pyarrow, polars, DuckDB and whatever else knows Arrow's PyCapsule interface
/// take it (`pyarrow.table(stream)`, `polars.DataFrame(stream)`). It can be read once, and what `whole()` gives of it any number of times.
#[pyclass(frozen, module = "rawi")]
pub(crate) struct Stream {
    /// None if it was read.
    rest: Mutex<Option<Rest>>,
    schema: SchemaRef,
}

/// What can still be read.
enum Rest {
    ToMake(Box<Transform>),
    Made(Vec<RecordBatch>),
}

impl Stream {
    /// One batch, which can be read again and again.
    pub(crate) fn of(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), rest: Mutex::new(Some(Rest::Made(vec![batch]))) }
    }

    /// What can be read, which can be done once unless it is made.
    fn take(&self) -> PyResult<Rest> {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Rest::Made(batches)) = &*rest {
            return Ok(Rest::Made(batches.clone()));
        }
        rest.take().ok_or_else(|| InputError::new_err("the stream was read already; transform the table again"))
    }

    /// All its batches.
    fn batches(&self, py: Python<'_>) -> PyResult<Vec<RecordBatch>> {
        match self.take()? {
            Rest::ToMake(mut transform) => std::iter::from_fn(|| transform.step(py).transpose()).collect(),
            Rest::Made(batches) => Ok(batches),
        }
    }
}

#[pymethods]
impl Stream {
    /// The batches, by Arrow's PyCapsule interface. A schema that is asked for is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        match self.take()? {
            Rest::ToMake(transform) => stream_capsule(py, transform),
            Rest::Made(batches) => {
                let batches = batches.into_iter().map(Ok);
                stream_capsule(py, Box::new(RecordBatchIterator::new(batches, Arc::clone(&self.schema))))
            }
        }
    }

    /// The schema, by Arrow's PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.schema)
    }

    /// The names of its columns.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// All of it, made now and held in memory: a stream that can be read again and again.
    fn whole(&self, py: Python<'_>) -> PyResult<Self> {
        let batches = self.batches(py)?;
        Ok(Self { rest: Mutex::new(Some(Rest::Made(batches))), schema: Arc::clone(&self.schema) })
    }

    /// All of it as a dict of lists, for whoever has no library of tables: rows of layers are dicts, days and times ISO 8601 texts.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let batches = self.batches(py)?;
        let dict = PyDict::new(py);
        for (at, field) in self.schema.fields().iter().enumerate() {
            let values = PyList::empty(py);
            for column in batches.iter().map(|batch| batch.column(at)) {
                for row in 0..column.len() {
                    let value = rawi_io::arrow::json(column, row);
                    let named = |error| InputError::new_err(format!("column `{}`: {error}", field.name()));
                    values.append(json(py, &value.map_err(named)?)?)?;
                }
            }
            dict.set_item(field.name(), values)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!("<Stream {}>", self.names().join(", "))
    }
}

/// The rows of `table` (a dict of lists, or anything with `__arrow_c_stream__` or `__arrow_c_array__`) with what the pipeline finds in
/// them.
#[pyfunction]
#[pyo3(signature = (pipeline, table, *, text, id, meta, layers, views, explode, keep, prefix, threads, forgive))]
#[allow(clippy::too_many_arguments)] // each has its name where it is called, in Python
pub(crate) fn _transform(
    pipeline: &Bound<'_, Pipeline>,
    table: &Bound<'_, PyAny>,
    text: String,
    id: Option<String>,
    meta: Vec<(String, String)>,
    layers: Option<Vec<String>>,
    views: Vec<String>,
    explode: Option<String>,
    keep: bool,
    prefix: String,
    threads: usize,
    forgive: bool,
) -> PyResult<Stream> {
    let pipeline = pipeline.get();
    let mut layers = layers.unwrap_or_else(|| {
        let names = pipeline.loaded.layers.iter().map(|(name, _)| name.clone());
        names.filter(|name| name != rawi_core::layers::TOKENS.name()).collect()
    });
    layers.extend(explode.clone().filter(|layer| !layers.contains(layer)));
    let threads = map::threads(if threads == 0 { pipeline.loaded.threads } else { threads })?;
    let input = match table.cast::<PyDict>() {
        Ok(lists) => of_lists(lists)?,
        Err(_) => stream_of(table)?,
    };
    let offsets = pipeline.offsets;
    let options = Options { text, id, meta, layers, views, explode, keep, prefix, offsets, threads, forgive };
    let transform = Transform::new(Arc::clone(&pipeline.loaded), input, options).map_err(InputError::new_err)?;
    Ok(Stream { schema: transform.schema(), rest: Mutex::new(Some(Rest::ToMake(Box::new(transform)))) })
}

/// Lists of texts, numbers and dates as a table of texts.
fn of_lists(lists: &Bound<'_, PyDict>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let mut columns = Vec::new();
    for (name, values) in lists {
        let name = crate::text::of(&name, "the name of a column")?;
        let values: Vec<Option<String>> =
            values.try_iter()?.map(|value| crate::text::scalar(&value?, &name)).collect::<PyResult<_>>()?;
        columns.push((name, StringArray::from(values)));
    }
    let fields: Vec<Field> = columns.iter().map(|(name, _)| Field::new(name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| Arc::new(array) as arrow_array::ArrayRef).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays);
    let batch =
        batch.map_err(|error| InputError::new_err(format!("the lists of a table are equally long: {error}")))?;
    Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
}
