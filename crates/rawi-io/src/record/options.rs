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

/// How the rows of layers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// `[start, end, value]`: the shortest.
    #[default]
    Arrays,
    /// `{"start": ..., "end": ..., "text": ..., ...}` with every key of the layer in every row, null where a value lacks it: what
    /// programs that read columns want (pyarrow, polars, DuckDB, pandas).
    Objects,
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
    /// How rows are written.
    pub rows: Rows,
}

/// The text, every layer but `tokens`, no view, offsets in bytes, rows as arrays.
impl Default for RecordOptions {
    fn default() -> Self {
        Self { text: true, views: Vec::new(), layers: None, offsets: Offsets::Bytes, rows: Rows::Arrays }
    }
}
