//! What goes wrong, as Python's exceptions.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::{create_exception, types::PyDict};
use rawi_runner::Failure;

create_exception!(rawi, Error, PyException, "Whatever rawi refuses; the classes below it say what.");
create_exception!(
    rawi,
    PipelineError,
    Error,
    "A pipeline that cannot run. The message shows every mistake at its place, as `rawi check` does.\n\n\
     `problems`: a dict for each, with `code`, `severity`, `message`, `line`, `column` and `help`."
);
create_exception!(
    rawi,
    InputError,
    Error,
    "A text, a value or an argument that is none; the message says which and what to do."
);
create_exception!(
    rawi,
    StageError,
    Error,
    "A stage failed on a document, in a pipeline with `on-error = \"stop\"`.\n\n\
     `stage`: its id. `kind`: \"input\", \"asset\" or \"bug\". `document`: the id of the document."
);

/// A stage's failure that ends the work.
pub(crate) fn failure(py: Python<'_>, failure: &Failure) -> PyErr {
    let document = failure.document.id();
    let place = failure.span.map_or_else(String::new, |span| format!(" (bytes {span})"));
    let error =
        StageError::new_err(format!("document `{document}`, stage `{}`: {}{place}", failure.stage, failure.message));
    let value = error.value(py);
    let _ = value.setattr("stage", &failure.stage);
    let _ = value.setattr("kind", failure.kind.as_str());
    let _ = value.setattr("document", document);
    error
}

/// What `warnings.warn` tells.
pub(crate) fn warn(py: Python<'_>, message: &str) -> PyResult<()> {
    let arguments = PyDict::new(py);
    arguments.set_item("stacklevel", 1)?;
    py.import("warnings")?.call_method("warn", (message,), Some(&arguments))?;
    Ok(())
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("Error", py.get_type::<Error>())?;
    module.add("PipelineError", py.get_type::<PipelineError>())?;
    module.add("InputError", py.get_type::<InputError>())?;
    module.add("StageError", py.get_type::<StageError>())
}
