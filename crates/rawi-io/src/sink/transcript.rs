use super::config::{OpenSink, Opened, SinkConfig};
use super::context::SinkContext;
use super::lines::{Encode, LineFile};
use super::output::Output;
use super::place::Place;
use crate::error::OpenError;
use rawi_core::{Document, SlotKind};
use schemars::JsonSchema;
use serde::Deserialize;

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
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError> {
        let show = cx.layers.clone().or_else(|| self.show.clone());
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ".txt")?;
        let out = Output::create(place.file("transcript.txt")?)?;
        let files = Vec::from_iter(out.path());
        let encoder = Encoder(rawi_transcript::Options { show, provenance: false });
        Ok(Opened { sink: LineFile::new(encoder, out).into(), place, files })
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
