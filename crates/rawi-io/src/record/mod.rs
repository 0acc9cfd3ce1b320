//! The JSONL record, version 1: how a document is stored. `docs/record.md` tells it field by field, [`json_schema`] in
//! JSON Schema.

mod read;
mod schema;
mod units;
mod write;

pub use read::{RecordError, read};
pub use schema::json_schema;
pub use write::write;

pub(crate) use read::malformed;
pub(crate) use units::Units;
pub(crate) use write::write_rejected;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version that is written and read.
pub const VERSION: u64 = 1;

/// What the offsets of a record count, in the source text and in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Offsets {
    /// Bytes of UTF-8, as in Rust, Go and `cut -b`.
    #[default]
    Bytes,
    /// Characters (Unicode scalar values), as in Python.
    Chars,
    /// UTF-16 units, as in JavaScript, Java and C#.
    Utf16,
}

/// What of a document is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOptions {
    /// Whether the source text is written. A record without it cannot be read again.
    pub text: bool,
    /// Views to write; a name that a document does not have is passed over.
    pub views: Vec<String>,
    /// Layers to write, likewise; `None` is every layer but `tokens`.
    pub layers: Option<Vec<String>>,
    /// What offsets count.
    pub offsets: Offsets,
}

/// The text, every layer but `tokens`, no view, offsets in bytes.
impl Default for RecordOptions {
    fn default() -> Self {
        Self { text: true, views: Vec::new(), layers: None, offsets: Offsets::Bytes }
    }
}
