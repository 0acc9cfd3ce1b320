//! Tables of Arrow across the border of Python, without a copy: the C data interface in PyCapsules, which pyarrow, polars, pandas,
//! DuckDB and others speak.
//!
//! The crates that do this are made for other versions: `pyo3-arrow` 0.20 for arrow 59, `arrow-pyarrow` 60 for pyo3 0.29, and it gives
//! tables of pyarrow alone.

use crate::errors::InputError;
use arrow_array::cast::AsArray as _;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, make_array};
use arrow_schema::{DataType, Schema};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::CStr;
use std::ptr::NonNull;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The batches that an object of Python gives by `__arrow_c_stream__`, or the one that it gives by `__arrow_c_array__`.
pub(crate) fn stream_of(object: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if let Ok(method) = object.getattr("__arrow_c_stream__") {
        let capsule = method.call0()?.cast_into::<PyCapsule>()?;
        return Ok(Box::new(reader(&capsule)?));
    }
    if let Ok(method) = object.getattr("__arrow_c_array__") {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = method.call0()?.extract()?;
        let batch = batch(&schema, &array)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let kind = object.get_type().name()?;
    Err(InputError::new_err(format!(
        "{kind} is no table: give one of pyarrow, pandas, polars or DuckDB, a dict of lists, or whatever else has `__arrow_c_stream__`"
    )))
}

fn refused(error: impl std::fmt::Display) -> PyErr {
    InputError::new_err(error.to_string())
}

#[allow(unsafe_code)] // moving a stream out of C's hands has no safe form
fn reader(capsule: &Bound<'_, PyCapsule>) -> PyResult<RecordBatchStreamReader> {
    let pointer: NonNull<FFI_ArrowArrayStream> = capsule.pointer_checked(Some(STREAM))?.cast();
    // SAFETY: a capsule of this name holds a valid stream by Arrow's PyCapsule interface, and its pointer lives as long as the capsule,
    // which is borrowed here. The stream is moved out, and what is left in its place says that it was released, so that the destructor
    // of the capsule does nothing.
    unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) }.map_err(refused)
}

#[allow(unsafe_code)] // the same for an array
fn batch(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<RecordBatch> {
    let schema: NonNull<FFI_ArrowSchema> = schema.pointer_checked(Some(SCHEMA))?.cast();
    let array: NonNull<FFI_ArrowArray> = array.pointer_checked(Some(ARRAY))?.cast();
    // SAFETY: capsules of these names hold a valid schema and a valid array of that schema by the same interface, and live as long as
    // they are borrowed here. The array is moved out and marked as released, the schema only read.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    let array = make_array(data.map_err(refused)?);
    match array.data_type() {
        DataType::Struct(_) if array.null_count() == 0 => Ok(RecordBatch::from(array.as_struct())),
        other => Err(InputError::new_err(format!("an array of {other} is no table; a table is an array of structs"))),
    }
}

/// Batches for Python: released by who reads them, or with the capsule.
pub(crate) fn stream_capsule<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// A schema for Python.
pub(crate) fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(refused)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}
