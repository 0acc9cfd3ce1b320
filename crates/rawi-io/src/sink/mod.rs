//! Where documents go.
//!
//! Every sink writes to a file that appears under its name only when [`Sink::finish`] has made it whole; until then it
//! has a temporary name that begins with a dot. Documents that were rejected go to a file of their own beside it:
//! `rejected.jsonl` in a folder, `x.rejected.jsonl` beside `x.jsonl`, and nowhere for standard output. It is made only
//! if there are any.

mod csv;
mod jsonl;
mod transcript;

pub use csv::CsvSink;
pub use jsonl::JsonlSink;
pub use transcript::TranscriptSink;

use crate::output::{Output, Place};
use crate::source::Origin;
use crate::{OpenError, record};
use rawi_core::{Document, SlotKind, Span};
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Makes bytes of a document, on any thread.
pub trait Encode: Send + Sync {
    /// Appends the whole document to `out`, with its line ends.
    ///
    /// # Errors
    /// What hinders it, if a value cannot be written; `out` may then hold part of the document.
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), String>;
}

/// Writes encoded documents in the order they come.
///
/// Dropped before [`finish`](Self::finish) it leaves no file that looks whole.
pub trait Sink: Send {
    /// What makes the bytes that [`write`](Self::write) takes.
    fn encoder(&self) -> Arc<dyn Encode>;

    /// Writes one encoded document.
    ///
    /// # Errors
    /// If the medium fails; nothing more can be written then.
    fn write(&mut self, id: &str, encoded: &[u8]) -> Result<(), SinkError>;

    /// Writes down a document that does not go on.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn reject(&mut self, rejected: &Rejected) -> Result<(), SinkError>;

    /// Makes the files whole and gives them their names; which they are, none for standard output.
    ///
    /// # Errors
    /// If the medium fails; the files then do not appear.
    fn finish(self: Box<Self>) -> Result<Vec<PathBuf>, SinkError>;
}

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

/// A document that does not go on: dropped by a stage's verdict, failed under `on-error = "drop"`, or not readable.
///
/// With its document it is written as a record with one more key, `rejected`, so that the file can be an input again.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Where it was read.
    pub origin: Origin,
    /// Its id, if it is known.
    pub id: Option<String>,
    /// The stage's id in the pipeline; none if the source could not read it.
    pub stage: Option<String>,
    /// `dropped`, `source`, or the kind of a stage's error: `input`, `asset`, `bug`.
    pub kind: String,
    /// The reason, or what happened.
    pub message: String,
    /// Where in the source text, in bytes.
    pub span: Option<Span>,
    /// The document, if it could be read; its text and metadata are written, its layers are not.
    pub document: Option<Document>,
}

/// What a sink is opened with.
#[derive(Clone, Debug, Default)]
pub struct SinkContext {
    /// The folder of the pipeline file; the sink's `path` is relative to it.
    pub base: PathBuf,
    /// File, folder or `-` from the command line, relative to the working folder; it replaces `path`.
    pub out: Option<String>,
    /// Whether files that are there already may be replaced, besides the sink's own option.
    pub overwrite: bool,
}

/// The options of a sink, ready to be opened.
pub trait OpenSink: Send + Sync {
    /// Opens temporary files.
    ///
    /// # Errors
    /// If no place is named, a file is there already, or the place cannot be written.
    fn open(&self, cx: &SinkContext) -> Result<Box<dyn Sink>, OpenError>;

    /// The views and layers that the options ask for, by name, without a kind where it may be either: a pipeline that does
    /// not give one of them was not meant so.
    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)>;
}

/// The options of a sink as a table of the pipeline file.
pub trait SinkConfig: OpenSink + DeserializeOwned + Default + 'static {
    /// The name after `uses =`.
    const NAME: &'static str;
    /// What it writes, in a line.
    const SUMMARY: &'static str;

    /// JSON Schema of the options.
    fn schema() -> serde_json::Value;
}

/// The sink for a place on the command line, by its ending: `.csv` and `.csv.gz` is the table of mentions, `.txt` the
/// transcript, all else (`.jsonl`, `.jsonl.gz`, a folder, `-`) the record. Open it with [`SinkContext::out`].
#[must_use]
pub fn sink_for(out: &str) -> Box<dyn OpenSink> {
    let plain = out.strip_suffix(".gz").unwrap_or(out);
    if plain.ends_with(".csv") {
        Box::new(CsvSink::default())
    } else if plain.ends_with(".txt") {
        Box::new(TranscriptSink::default())
    } else {
        Box::new(JsonlSink::default())
    }
}

/// All three sinks: one file, and one for what was rejected.
struct FileSink {
    encoder: Arc<dyn Encode>,
    out: Output,
    rejected: Option<Output>,
    rejected_place: Option<Place>,
    line: Vec<u8>,
}

impl FileSink {
    /// `name` is the file's name in a folder, its ending the one a file must have.
    fn open(
        cx: &SinkContext,
        path: Option<&str>,
        overwrite: bool,
        name: &str,
        encoder: Arc<dyn Encode>,
        head: &[u8],
    ) -> Result<Box<dyn Sink>, OpenError> {
        let place = Place::find(cx, path, overwrite || cx.overwrite, name)?;
        let rejected_place = place.rejected()?;
        let mut out = Output::create(&place)?;
        out.write(head).map_err(|error| OpenError::of("path", error.message))?;
        Ok(Box::new(Self { encoder, out, rejected: None, rejected_place, line: Vec::new() }))
    }
}

impl Sink for FileSink {
    fn encoder(&self) -> Arc<dyn Encode> {
        Arc::clone(&self.encoder)
    }

    fn write(&mut self, _id: &str, encoded: &[u8]) -> Result<(), SinkError> {
        self.out.write(encoded)
    }

    fn reject(&mut self, rejected: &Rejected) -> Result<(), SinkError> {
        let Some(place) = &self.rejected_place else { return Ok(()) };
        let out = match &mut self.rejected {
            Some(out) => out,
            none => {
                none.insert(Output::create(place).map_err(|error| SinkError { message: error.message, closed: false })?)
            }
        };
        self.line.clear();
        record::write_rejected(rejected, &mut self.line);
        out.write(&self.line)
    }

    fn finish(self: Box<Self>) -> Result<Vec<PathBuf>, SinkError> {
        // What was rejected first: the main file is the sign that all is there.
        let rejected = match (self.rejected, &self.rejected_place) {
            (Some(out), _) => out.finish()?,
            (None, Some(place)) => {
                place.remove_stale()?;
                None
            }
            (None, None) => None,
        };
        let mut files = Vec::from_iter(self.out.finish()?);
        files.extend(rejected);
        Ok(files)
    }
}
