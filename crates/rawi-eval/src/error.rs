use std::fmt;

/// Why nothing could be measured: what is wrong, with file and line where it is the gold's, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError(pub String);

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EvalError {}

impl From<rawi_core::StageError> for EvalError {
    fn from(error: rawi_core::StageError) -> Self {
        Self(error.to_string())
    }
}
