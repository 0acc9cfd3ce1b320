//! rawi as a module of Python, `rawi._rawi`: pipelines and documents. What needs nothing of Rust is written in Python, in `python/`.
//!
//! Whoever writes Rust wants the crate `rawi`.
#![deny(unsafe_code)] // but for tables that cross the border (capsules.rs)

mod capsules;
mod columns;
mod corpus;
mod document;
mod errors;
mod events;
mod inner;
mod loaded;
mod map;
mod normal;
mod pipeline;
mod rows;
mod stage;
mod stream;
mod text;
mod transform;
mod values;
mod view;

use pyo3::prelude::*;
use pyo3::types::PyDict;

// Documents are made on one thread and freed on another, which the allocator of glibc answers with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The command `rawi` with these arguments, and its exit code.
#[pyfunction]
fn _command(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> PyResult<u8> {
    let program = loaded::program(py)?;
    let arguments = ["rawi".into()].into_iter().chain(arguments);
    Ok(py.detach(|| rawi::cli::run(arguments, &program)))
}

/// The bundled reports, written for this project: dicts with `id`, `text` and metadata, to try things on.
#[pyfunction]
fn seeds(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    let one = |(id, text, meta): (&str, &str, Vec<(&str, &str)>)| {
        let dict = PyDict::new(py);
        dict.set_item("id", id)?;
        dict.set_item("text", text)?;
        meta.into_iter().try_for_each(|(name, value)| dict.set_item(name, value))?;
        Ok(dict)
    };
    rawi::seeds().map(one).collect()
}

/// The standard layers: by name, what their rows hold.
#[pyfunction]
fn _standard_schemas(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let schemas = rawi_core::layers::standard().into_iter().map(|(name, schema)| (name.to_owned(), schema.to_json()));
    values::json(py, &schemas.collect::<serde_json::Map<_, _>>().into())
}

/// See the module's own page.
#[pymodule]
fn _rawi(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    errors::add(module)?;
    module.add_class::<pipeline::Pipeline>()?;
    module.add_class::<map::Map>()?;
    module.add_class::<document::Document>()?;
    module.add_class::<rows::Layer>()?;
    module.add_class::<rows::Row>()?;
    module.add_class::<rows::Group>()?;
    module.add_class::<rows::Span>()?;
    module.add_class::<view::View>()?;
    module.add_class::<stream::Stream>()?;
    module.add_function(wrap_pyfunction!(stream::_transform, module)?)?;
    module.add_function(wrap_pyfunction!(events::figures, module)?)?;
    module.add_function(wrap_pyfunction!(events::dossier, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_digests, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_frequencies, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_links, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_groups, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_clusters, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::_events, module)?)?;
    module.add_function(wrap_pyfunction!(normal::normalize, module)?)?;
    module.add_function(wrap_pyfunction!(seeds, module)?)?;
    module.add_function(wrap_pyfunction!(_command, module)?)?;
    module.add_function(wrap_pyfunction!(_standard_schemas, module)?)?;
    module.add_function(wrap_pyfunction!(document::_restore, module)?)?;
    module.add_function(wrap_pyfunction!(pipeline::_unpack, module)?)?;
    Ok(())
}
