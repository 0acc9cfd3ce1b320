use super::config::{OpenSink, Opened, SinkConfig};
use super::context::SinkContext;
use super::lines::{Encode, LineFile};
use super::output::Output;
use super::place::Place;
use crate::error::OpenError;
use crate::record::{self, Offsets, RecordOptions, Rows};
use rawi_core::{Document, SlotKind};
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::PathBuf;

/// Records: one JSON object a line, as docs/record.md tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct JsonlSink {
    /// A file ending in `.jsonl` or `.jsonl.gz`, a folder (the files are `part-00001.jsonl` and so on there, or `records.jsonl` if the run has other outputs), or `-` for standard
    /// output. Relative to the pipeline file.
    pub path: Option<String>,
    /// Whether the source text is written. A record without it cannot be read again.
    pub text: bool,
    /// Views to write; none unless named.
    pub views: Vec<String>,
    /// Layers to write; if not given, every layer but `tokens`.
    pub layers: Option<Vec<String>>,
    /// What offsets count.
    pub offsets: Offsets,
    /// How rows are written: `arrays`, `[start, end, value]`, or `objects`, which programs that read columns want.
    pub rows: Rows,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

impl Default for JsonlSink {
    fn default() -> Self {
        let RecordOptions { text, views, layers, offsets, rows } = RecordOptions::default();
        Self { path: None, text, views, layers, offsets, rows, overwrite: false }
    }
}

impl SinkConfig for JsonlSink {
    const NAME: &'static str = "jsonl";
    const SUMMARY: &'static str = "writes records, one JSON object a line";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSink for JsonlSink {
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError> {
        let options = RecordOptions {
            text: self.text,
            views: self.views.clone(),
            layers: cx.layers.clone().or_else(|| self.layers.clone()),
            offsets: self.offsets,
            rows: self.rows,
        };
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ".jsonl")?;
        let out = Output::create(place.file("records.jsonl")?)?;
        let files = Vec::from_iter(out.path());
        Ok(Opened { sink: LineFile::new(Encoder(options), out).into(), place, files })
    }

    fn folder(&self, cx: &SinkContext) -> Result<Option<PathBuf>, OpenError> {
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ".jsonl")?;
        Ok(place.folder().map(PathBuf::from))
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        let views = self.views.iter().map(|name| (Some(SlotKind::View), name.clone()));
        views.chain(self.layers.iter().flatten().map(|name| (Some(SlotKind::Layer), name.clone()))).collect()
    }
}

struct Encoder(RecordOptions);

impl Encode for Encoder {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), String> {
        record::write(doc, &self.0, out).map_err(|error| error.to_string())?;
        out.push(b'\n');
        Ok(())
    }
}
