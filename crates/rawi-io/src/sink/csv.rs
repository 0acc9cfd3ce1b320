use super::{Encode, FileSink, OpenSink, Sink, SinkConfig, SinkContext};
use crate::OpenError;
use crate::record::{Offsets, Units};
use rawi_core::{Document, SlotKind, layers};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::io::Write as _;
use std::sync::Arc;

/// A table with one row a mention: `id,start,end,text,label,entity,name,confidence`.
///
/// A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front, so that no
/// spreadsheet takes words of a report for a formula.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CsvSink {
    /// A file ending in `.csv` or `.csv.gz`, a folder (the file is `mentions.csv` there), or `-` for standard output.
    /// Relative to the pipeline file.
    pub path: Option<String>,
    /// The layer whose annotations are the rows; of a value the keys `label`, `entity`, `name` and `confidence` are
    /// written.
    pub layer: String,
    /// Whether a last column holds the sentence a mention stands in.
    pub sentence: bool,
    /// What offsets count.
    pub offsets: Offsets,
    /// Whether the file begins with a byte order mark, without which Excel does not show Arabic.
    pub bom: bool,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

impl Default for CsvSink {
    fn default() -> Self {
        Self {
            path: None,
            layer: layers::MENTIONS.name().to_owned(),
            sentence: false,
            offsets: Offsets::Bytes,
            bom: false,
            overwrite: false,
        }
    }
}

impl SinkConfig for CsvSink {
    const NAME: &'static str = "csv";
    const SUMMARY: &'static str = "writes a table, one row a mention";

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSink for CsvSink {
    fn open(&self, cx: &SinkContext) -> Result<Box<dyn Sink>, OpenError> {
        let head = format!(
            "{}id,start,end,text,label,entity,name,confidence{}\n",
            if self.bom { "\u{FEFF}" } else { "" },
            if self.sentence { ",sentence" } else { "" }
        );
        let encoder = Encoder { layer: self.layer.clone(), sentence: self.sentence, offsets: self.offsets };
        FileSink::open(cx, self.path.as_deref(), self.overwrite, "mentions.csv", Arc::new(encoder), head.as_bytes())
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        let sentences = self.sentence.then(|| layers::SENTENCES.name());
        [self.layer.as_str()]
            .into_iter()
            .chain(sentences)
            .map(|name| (Some(SlotKind::Layer), name.to_owned()))
            .collect()
    }
}

struct Encoder {
    layer: String,
    sentence: bool,
    offsets: Offsets,
}

impl Encode for Encoder {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), String> {
        let Some(layer) = doc.raw_layer(&self.layer) else { return Ok(()) };
        let sentences = match self.sentence {
            true => doc.layer(&layers::SENTENCES).map_err(|error| error.to_string())?,
            false => None,
        };
        let units = Units::new(doc.source(), self.offsets);
        for (i, &span) in layer.spans().iter().enumerate() {
            let value = layer.json(i);
            cell(doc.id(), out);
            // Writing to a `Vec` cannot fail.
            let _ = write!(out, ",{},{},", units.of_byte(span.start()), units.of_byte(span.end()));
            cell(doc.text(span), out);
            for key in ["label", "entity", "name", "confidence"] {
                out.push(b',');
                match value.get(key) {
                    Some(Value::String(text)) => cell(text, out),
                    Some(Value::Null) | None => {}
                    Some(other) => cell(&other.to_string(), out),
                }
            }
            if self.sentence {
                out.push(b',');
                let holding = sentences.as_ref().and_then(|sentences| sentences.covering(span).next());
                cell(holding.map_or("", |(sentence, _)| doc.text(sentence)), out);
            }
            out.push(b'\n');
        }
        Ok(())
    }
}

fn cell(text: &str, out: &mut Vec<u8>) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.contains([',', '"', '\n', '\r']);
    if quoted {
        out.push(b'"');
    }
    if formula {
        out.push(b'\'');
    }
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    if quoted {
        out.push(b'"');
    }
}
