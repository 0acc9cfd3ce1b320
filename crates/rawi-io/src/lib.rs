//! Where documents come from and where they go: [sources](Source), [sinks](Sink) and the JSONL [record].
//!
//! A source hands out undecoded documents ([`Raw`]) in order, which is cheap; decoding them (JSON, character sets,
//! HTML) and encoding what the stages gave is [`Decode`] and [`Encode`], which many threads call at once. A sink writes
//! what was encoded, in order, to files that appear under their names only when they are whole.
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

mod charset;
mod files;
mod input;
mod output;
pub mod record;
pub mod sink;
pub mod source;

pub use output::replace;
pub use record::{Offsets, RecordOptions};
pub use sink::{
    CsvSink, Encode, JsonlSink, OpenSink, Rejected, Sink, SinkConfig, SinkContext, SinkError, TranscriptSink, sink_for,
};
pub use source::{
    CsvSource, Decode, Format, HtmlSource, Ids, JsonlSource, OpenSource, Origin, Raw, Source, SourceConfig,
    SourceContext, SourceError, TextSource, source_for,
};

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
