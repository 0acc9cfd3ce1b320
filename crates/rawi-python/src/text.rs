//! Texts and metadata that come from Python.

use crate::errors::InputError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use rawi_core::Meta;

/// A `str` as text. One with half characters (lone surrogates), as a wrong decoding leaves them, is none.
pub(crate) fn of(value: &Bound<'_, PyAny>, what: &str) -> PyResult<String> {
    if !value.is_instance_of::<PyString>() {
        let kind = value.get_type().name()?;
        return Err(InputError::new_err(format!("{what} is a str, and this is {kind}")));
    }
    value.extract::<String>().map_err(|error| {
        InputError::new_err(format!(
            "{what} holds half characters, which are no text ({error}); decode its bytes with the right encoding, or \
             errors=\"replace\""
        ))
    })
}

/// Metadata from a dict: texts, numbers, dates (as ISO 8601); `None` is nothing known.
pub(crate) fn meta(values: &Bound<'_, PyDict>, meta: &mut Meta) -> PyResult<()> {
    for (name, value) in values {
        let name = of(&name, "the name of a metadata field")?;
        if let Some(value) = scalar(&value, &name)? {
            meta.set(name, value);
        }
    }
    Ok(())
}

/// One value of the metadata as text.
pub(crate) fn scalar(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<String>> {
    if value.is_none() {
        return Ok(None);
    }
    if value.is_instance_of::<PyString>() {
        return of(value, &format!("`{name}`")).map(Some);
    }
    // datetime.date, datetime.datetime, pandas.Timestamp; NaT has no date.
    if let Ok(iso) = value.getattr("isoformat") {
        let iso: String = iso.call0()?.extract()?;
        return Ok(Some(iso).filter(|iso| iso != "NaT"));
    }
    let kind = value.get_type().name()?.to_string();
    match kind.as_str() {
        // Missing values of a table.
        "float" if value.extract::<f64>().is_ok_and(f64::is_nan) => Ok(None),
        "NAType" => Ok(None),
        "int" | "float" | "bool" | "Decimal" | "UUID" => Ok(Some(value.str()?.extract()?)),
        _ => Err(InputError::new_err(format!("`{name}` is a text, a number or a date, and this is {kind}"))),
    }
}
