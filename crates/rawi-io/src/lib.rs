//! Where documents come from and where they go: [sources](Source), [sinks](Sink) and the JSONL [record].
//!
//! A source hands out undecoded documents ([`Raw`]) in order, which is cheap; decoding them (JSON, character sets,
//! HTML) is [`Decode`], which many threads call at once. A sink is the same turned round: [`Prepare`] makes its part of each
//! document, on any thread, and the sink takes the parts in order. Files appear under their names only when they are whole.
//!
//! Look elsewhere if you want to run stages over documents (`rawi-runner`), or to read pipeline files
//! (`rawi-config`). What a record holds is told in `docs/record.md`.
//!
//! ```
//! use rawi_core::Document;
//! use rawi_io::record::{self, RecordOptions};
//! let mut line = Vec::new();
//! let doc = Document::new("a-1", "وبيروت عاصمة لبنان.").unwrap();
//! record::write(&doc, &RecordOptions::default(), &mut line).unwrap();
//! assert_eq!(record::read(&line).unwrap(), doc);
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "sources")]
mod charset;
mod disk;
mod error;
pub mod export;
mod format;
mod origin;
pub mod record;
mod rejected;
mod replace;
pub mod sink;
pub mod source;
#[cfg(feature = "sources")]
mod wide;

pub use disk::{Disk, DiskCall, FileWriter, Lock};
pub use error::OpenError;
pub use format::Format;
pub use origin::Origin;
pub use record::{Offsets, RecordOptions};
pub use rejected::{Rejected, RejectedRaw};
pub use replace::replace;
pub use sink::{
    BoxPrepare, BoxSink, CsvSink, JsonlSink, OpenSink, Opened, Part, Place, Prepare, RejectedSink, Sink, SinkConfig,
    SinkContext, SinkError, TranscriptSink, WholeFile, sink_for,
};
#[cfg(feature = "html")]
pub use source::HtmlSource;
#[cfg(feature = "sources")]
pub use source::{CsvSource, JsonlSource, TextSource, source_for};
pub use source::{Decode, Ids, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
#[cfg(feature = "parquet")]
pub use {
    sink::{ParquetSink, parquet},
    source::ParquetSource,
};
