//! Records as Parquet.

use super::config::{OpenSink, Opened, SinkConfig};
use super::context::SinkContext;
use super::contract::{Prepare, Sink};
use super::error::SinkError;
use super::output::{Output, WholeFile};
use super::place::Place;
use crate::arrow::{DocumentColumns, DocumentRow};
use crate::error::OpenError;
use crate::record::Offsets;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rawi_core::schema::Schema;
use rawi_core::{Document, Provenance, SlotKind, layers};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows that are made columns at once.
const BATCH: usize = 512;

/// Bytes of a group of rows, as they are held before they are written.
const GROUP: usize = 32 << 20;

/// Records as a Parquet file, a row a document and a column for each layer, as docs/record.md tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ParquetSink {
    /// A file ending in `.parquet`, or a folder (the file is `records.parquet` there). Relative to the pipeline file.
    pub path: Option<String>,
    /// Layers to write; if not given, every layer but `tokens`.
    pub layers: Option<Vec<String>>,
    /// What offsets count.
    pub offsets: Offsets,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

impl Default for ParquetSink {
    fn default() -> Self {
        Self { path: None, layers: None, offsets: Offsets::Bytes, overwrite: false }
    }
}

impl SinkConfig for ParquetSink {
    const NAME: &'static str = "parquet";
    const SUMMARY: &'static str = "writes records as Parquet, a column for each layer";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

const ENDING: &str = ".parquet";

impl OpenSink for ParquetSink {
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError> {
        let place = self.place(cx)?;
        if place.is_stream() {
            return Err(OpenError::of("path", "Parquet cannot be written to a stream; name a file or a folder"));
        }
        let names = cx.layers.as_ref().or(self.layers.as_ref());
        let wanted: Vec<String> = match names {
            Some(names) => names.clone(),
            None => cx.given.iter().filter(|name| *name != layers::TOKENS.name()).cloned().collect(),
        };
        let columns = wanted.into_iter().map(|name| (name.clone(), cx.schemas.get(&name).cloned()));
        let columns = Arc::new(DocumentColumns::new(columns).offsets(self.offsets));
        let out = Output::create(place.file("records.parquet")?)?;
        let files = Vec::from_iter(out.path());
        let writer = writer(Stream(out), columns.schema()).map_err(|error| OpenError::of("path", error.to_string()))?;
        let rows = Rows { columns, offsets: self.offsets, writer, waiting: Vec::new(), held: 0, by: BTreeMap::new() };
        Ok(Opened { sink: rows.into(), place, files })
    }

    fn folder(&self, cx: &SinkContext) -> Result<Option<PathBuf>, OpenError> {
        Ok(self.place(cx)?.folder().map(PathBuf::from))
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        self.layers.iter().flatten().map(|name| (Some(SlotKind::Layer), name.clone())).collect()
    }
}

/// A writer of rows with these columns.
fn writer<W: io::Write + Send>(out: W, schema: SchemaRef) -> parquet::errors::Result<ArrowWriter<W>> {
    let properties = WriterProperties::builder()
        // The fastest level of zstd packs as fast as one thread makes records.
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        // Nobody asks which pages hold texts between two others.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        // Hardly a text or an id comes twice.
        .set_column_dictionary_enabled(ColumnPath::from("text"), false)
        .set_column_dictionary_enabled(ColumnPath::from("id"), false);
    ArrowWriter::try_new(out, schema, Some(properties.build()))
}

/// The bytes of a Parquet file that holds a table.
///
/// # Errors
/// If the table has more than the format can hold.
pub fn parquet(table: &RecordBatch) -> Result<Vec<u8>, String> {
    let written = writer(Vec::new(), table.schema()).and_then(|mut writer| {
        writer.write(table)?;
        writer.into_inner()
    });
    written.map_err(|error| error.to_string())
}

impl ParquetSink {
    fn place(&self, cx: &SinkContext) -> Result<Place, OpenError> {
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ENDING)?;
        let named = cx.out.as_deref().or(self.path.as_deref()).unwrap_or_default();
        if named.ends_with(".gz") {
            return Err(OpenError::of(
                "path",
                format!("{named}: Parquet is packed already; name a file ending in {ENDING}"),
            ));
        }
        Ok(place)
    }
}

/// An output that bytes are written to.
struct Stream(Output);

impl io::Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes.to_vec()).map_err(|error| io::Error::other(error.message))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Rows {
    columns: Arc<DocumentColumns>,
    offsets: Offsets,
    writer: ArrowWriter<Stream>,
    waiting: Vec<DocumentRow>,
    held: usize,
    /// What made each layer, with the layers that it refers to.
    by: BTreeMap<String, Facts>,
}

/// What a record says of a layer beside its rows and their schema.
#[derive(Clone)]
struct Facts {
    by: Provenance,
    refs: Vec<(String, String)>,
}

/// Makes the rows.
struct MakesRows(Arc<DocumentColumns>);

/// The row of a document, and what made its layers.
struct Part {
    row: DocumentRow,
    by: Vec<(String, Facts)>,
}

impl Prepare for MakesRows {
    type Part = Box<dyn std::any::Any + Send>;

    fn document(&self, doc: &Document) -> Result<Option<Self::Part>, String> {
        let row = self.0.row(doc)?;
        let facts = |name: &str| {
            let layer = doc.raw_layer(name)?;
            Some((name.to_owned(), Facts { by: layer.provenance().clone(), refs: layer.references() }))
        };
        let by = self.0.layers().filter_map(|(name, ..)| facts(name)).collect();
        Ok(Some(Box::new(Part { row, by })))
    }

    fn held(&self, part: &Self::Part) -> usize {
        part.downcast_ref::<Part>().map_or(0, |part| part.row.held() + part.by.len() * 256)
    }
}

impl Rows {
    fn flush(&mut self) -> Result<(), SinkError> {
        let rows = std::mem::take(&mut self.waiting);
        self.held = 0;
        let batch = self.columns.batch(&rows).map_err(lost)?;
        self.writer.write(&batch).map_err(|error| lost(error.to_string()))?;
        if self.writer.in_progress_size() > GROUP {
            self.writer.flush().map_err(|error| lost(error.to_string()))?;
        }
        Ok(())
    }
}

fn lost(message: impl Into<String>) -> SinkError {
    SinkError { message: message.into(), closed: false }
}

impl Sink for Rows {
    type Prepare = MakesRows;

    fn prepare(&self) -> MakesRows {
        MakesRows(Arc::clone(&self.columns))
    }

    fn take(&mut self, part: Box<dyn std::any::Any + Send>) -> Result<(), SinkError> {
        let Ok(part) = part.downcast::<Part>() else { return Err(lost("a part that was made for another sink")) };
        let Part { row, by } = *part;
        for (layer, facts) in by {
            self.by.entry(layer).or_insert(facts);
        }
        self.held += row.held();
        self.waiting.push(row);
        if self.waiting.len() >= BATCH || self.held >= GROUP { self.flush() } else { Ok(()) }
    }

    fn finish(mut self) -> Result<Vec<WholeFile>, SinkError> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        let layers: serde_json::Map<String, serde_json::Value> = self
            .columns
            .layers()
            .filter_map(|(layer, column, schema)| {
                let Facts { by, refs } = self.by.get(layer)?;
                let refs: BTreeMap<&str, &str> = refs.iter().map(|(field, to)| (field.as_str(), to.as_str())).collect();
                let schema = schema.map(Schema::to_json);
                Some((layer.to_owned(), json!({ "column": column, "by": by, "refs": refs, "schema": schema })))
            })
            .collect();
        let facts = json!({ "rawi": crate::record::VERSION, "offsets": self.offsets, "layers": layers });
        self.writer.append_key_value_metadata(KeyValue::new("rawi".to_owned(), facts.to_string()));
        let Stream(out) = self.writer.into_inner().map_err(|error| lost(error.to_string()))?;
        Ok(Vec::from_iter(out.finish()?))
    }
}
