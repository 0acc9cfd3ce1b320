//! The JSONL record, version 1: how a document is stored. `docs/record.md` tells it field by field, [`json_schema`] in
//! JSON Schema.

mod objects;
mod options;
mod read;
mod rows;
mod schema;
mod text;
mod units;
mod write;

pub use options::{Offsets, RecordOptions, Rows, VERSION};
pub use read::{RecordError, read};
pub use schema::{json_schema, json_schema_of};
pub use units::{Marks, Units};
pub use write::write;

#[cfg(feature = "sources")]
pub(crate) use read::malformed;
#[cfg(feature = "parquet")]
pub(crate) use rows::WHOLE;
pub(crate) use write::write_rejected;
