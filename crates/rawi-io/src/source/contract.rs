//! What a source is.

use crate::error::OpenError;
use crate::origin::Origin;
use rawi_core::{Document, Meta};
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// One undecoded document.
#[derive(Clone, Debug)]
pub struct Raw {
    /// Where it was read.
    pub origin: Origin,
    /// Its id, where the source knows it without decoding.
    pub id: Option<String>,
    /// What the source knows beside the document, from a table of metadata or the cells of a row.
    pub meta: Meta,
    /// What has to be decoded: a file, a line, a cell.
    pub bytes: Vec<u8>,
    /// Bytes of input consumed up to the end of this document, as they lie on disk (packed, where they are);
    /// cumulative over all files, for progress.
    pub read: u64,
}

/// Hands out documents in order. Reading is cheap; [`decoder`](Self::decoder) does the work, on any thread.
pub trait Source: Send {
    /// The next document, or why there is none in its place; `None` at the end.
    ///
    /// After an error that is not [fatal](SourceError::fatal) the next call goes on with the next document.
    fn next(&mut self) -> Option<Result<Raw, SourceError>>;

    /// What makes documents of what this source hands out.
    fn decoder(&self) -> Arc<dyn Decode>;

    /// Bytes of input in all, as they lie on disk; `None` where it cannot be known (standard input).
    fn total_bytes(&self) -> Option<u64>;

    /// What the user should be told and is no error, each said once: what is new since the last call. Ask after opening
    /// and after the last document.
    fn notes(&mut self) -> Vec<String>;
}

/// Makes a document of what a source handed out.
pub trait Decode: Send + Sync {
    /// Decodes one document.
    ///
    /// # Errors
    /// If it is not what the source can read; never [fatal](SourceError::fatal).
    fn decode(&self, raw: Raw) -> Result<Document, SourceError>;
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// Where.
    pub origin: Origin,
    /// The document's id, if it is known.
    pub id: Option<String>,
    /// What, why, and what to do.
    pub message: String,
    /// Whether the source cannot go on: the medium fails. Otherwise this document is rejected as `on-error` says.
    pub fatal: bool,
}

impl SourceError {
    /// This document is rejected, the run may go on.
    pub fn new(origin: Origin, id: Option<String>, message: impl Into<String>) -> Self {
        Self { origin, id, message: message.into(), fatal: false }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

impl std::error::Error for SourceError {}

/// What a source is opened with.
#[derive(Clone, Debug)]
pub struct SourceContext {
    /// The folder of the pipeline file; the source's `files` are relative to it.
    pub base: PathBuf,
    /// Files, globs, folders or `-` from the command line, relative to the working folder; they replace `files`.
    pub inputs: Option<Vec<String>>,
    /// The most bytes that one document may have, unpacked; larger ones are rejected while they are read.
    pub max_document: u64,
}

/// 8 MB: the default of [`SourceContext::max_document`].
pub const MAX_DOCUMENT: u64 = 8_000_000;

impl Default for SourceContext {
    fn default() -> Self {
        Self { base: PathBuf::new(), inputs: None, max_document: MAX_DOCUMENT }
    }
}

/// The options of a source, ready to be opened.
pub trait OpenSource: Send + Sync {
    /// Finds the files and opens the first of them.
    ///
    /// # Errors
    /// If there is nothing to read, a file cannot be found, or two files have the same id.
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError>;
}

/// The options of a source as a table of the pipeline file.
pub trait SourceConfig: OpenSource + DeserializeOwned + Default + 'static {
    /// The name after `uses =`.
    const NAME: &'static str;
    /// What it reads, in a line.
    const SUMMARY: &'static str;

    /// JSON Schema of the options.
    fn schema() -> serde_json::Value;
}
