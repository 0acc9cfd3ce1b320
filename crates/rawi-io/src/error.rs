//! Why a source or a sink cannot be opened.

use std::fmt;

/// Why a source or a sink could not be opened: what, why, and what to do. No document was read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// The option of the pipeline file that is at fault (`files`, `path`), if one is.
    pub option: Option<&'static str>,
    /// What, why, and what to do.
    pub message: String,
}

impl OpenError {
    /// An error that no single option is to blame for.
    pub fn new(message: impl Into<String>) -> Self {
        Self { option: None, message: message.into() }
    }

    /// An error in the value of `option`.
    pub fn of(option: &'static str, message: impl Into<String>) -> Self {
        Self { option: Some(option), message: message.into() }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OpenError {}
