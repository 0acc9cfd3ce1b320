//! Why a sink cannot go on.

use std::fmt;

/// Why nothing more can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkError {
    /// What, why, and what to do.
    pub message: String,
    /// Whether the reader of a pipe went away, as `head` does: no failure worth a message.
    pub closed: bool,
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SinkError {}
