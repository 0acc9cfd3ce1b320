use super::{Encode, FileSink, OpenSink, Sink, SinkConfig, SinkContext};
use crate::OpenError;
use rawi_core::{Document, SlotKind};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Transcripts, to be read: `document ID`, the transcript, and an empty line for each document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TranscriptSink {
    /// A file ending in `.txt` or `.txt.gz`, a folder (the file is `transcript.txt` there), or `-` for standard output.
    /// Relative to the pipeline file.
    pub path: Option<String>,
    /// Layers and views to show; if not given, every layer and no view.
    pub show: Option<Vec<String>>,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

impl SinkConfig for TranscriptSink {
    const NAME: &'static str = "transcript";
    const SUMMARY: &'static str = "writes transcripts, to be read by people";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSink for TranscriptSink {
    fn open(&self, cx: &SinkContext) -> Result<Box<dyn Sink>, OpenError> {
        let encoder = Encoder(rawi_transcript::Options { show: self.show.clone(), provenance: false });
        FileSink::open(cx, self.path.as_deref(), self.overwrite, "transcript.txt", Arc::new(encoder), b"")
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        self.show.iter().flatten().map(|name| (None, name.clone())).collect()
    }
}

struct Encoder(rawi_transcript::Options);

impl Encode for Encoder {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), String> {
        let mut text = String::from("document ");
        rawi_transcript::escape(doc.id(), &mut text);
        text.push('\n');
        text.push_str(&rawi_transcript::render(doc, &self.0));
        text.push('\n');
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
