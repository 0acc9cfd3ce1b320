//! A sink as a table of the pipeline file.

use super::boxed::BoxSink;
use super::context::SinkContext;
use super::place::Place;
use crate::error::OpenError;
use rawi_core::SlotKind;
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// The options of a sink, ready to be opened.
pub trait OpenSink: Send + Sync {
    /// Opens temporary files.
    ///
    /// # Errors
    /// If no place is named, a file is there already, or the place cannot be written.
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError>;

    /// The folder that it writes into part by part, if it can and its place is a folder: a run into it can be resumed.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    fn folder(&self, cx: &SinkContext) -> Result<Option<PathBuf>, OpenError> {
        let _ = cx;
        Ok(None)
    }

    /// The views and layers that the options ask for, by name, without a kind where it may be either: a pipeline that does
    /// not give one of them was not meant so.
    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)>;
}

/// An open sink.
pub struct Opened {
    /// The sink.
    pub sink: BoxSink<'static>,
    /// Where it writes.
    pub place: Place,
    /// The files that will appear.
    pub files: Vec<PathBuf>,
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
