//! Where a document was read.

use std::fmt;
use std::sync::Arc;

/// Where a document was read: a file and a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file as the user would name it; `stdin` for standard input.
    pub file: Arc<str>,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 { write!(f, ":{}", self.line) } else { Ok(()) }
    }
}
