//! Parquet files, a row a document.

use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::files::list;
use super::input::{InputFile, too_long};
use super::jsonl::JsonlSource;
use crate::arrow::json;
use crate::error::OpenError;
use crate::format::Format;
use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use rawi_core::Meta;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fs::File;
use std::sync::Arc;

/// Rows that are unpacked at once.
const BATCH: usize = 64;

/// Parquet files, a row a document: a column with the text and others with its metadata, as the fields of `jsonl`; or records that
/// rawi has written, with their layers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ParquetSource(JsonlSource);

impl schemars::JsonSchema for ParquetSource {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ParquetSource".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        JsonlSource::json_schema(generator)
    }
}

impl SourceConfig for ParquetSource {
    const NAME: &'static str = Format::Parquet.name();
    const SUMMARY: &'static str = "reads Parquet files, one document a row, and rawi's own";

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSource for ParquetSource {
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError> {
        let listing = list(cx, &self.0.files, Format::Parquet)?;
        if listing.files.iter().any(|file| file.input.path.is_none()) {
            return Err(OpenError::of("files", "Parquet is read from its end, so not from standard input; name files"));
        }
        let files: Vec<InputFile> = listing.files.into_iter().map(|file| file.input).collect();
        Ok(Box::new(Rows {
            decoder: self.0.decoder(files.len() > 1),
            wanted: self.0.field_names(),
            files: files.into_iter(),
            open: None,
            before: 0,
            total: listing.total,
            max_document: cx.max_document,
            notes: listing.notes,
        }))
    }
}

struct Rows {
    decoder: Arc<dyn Decode>,
    /// The columns that are used of files that hold no records.
    wanted: Vec<String>,
    files: std::vec::IntoIter<InputFile>,
    open: Option<Open>,
    /// Bytes of the files before the open one.
    before: u64,
    total: Option<u64>,
    max_document: u64,
    notes: Vec<String>,
}

struct Open {
    file: InputFile,
    reader: ParquetRecordBatchReader,
    /// What the file says of the records it holds.
    record: Option<Value>,
    batch: Option<(RecordBatch, usize)>,
    row: u64,
    rows: u64,
    bytes: u64,
}

impl Rows {
    fn open(&self, file: InputFile) -> Result<Open, SourceError> {
        let failed = |error: &dyn std::fmt::Display| {
            SourceError::new(file.origin(0), None, format!("cannot be read as Parquet: {error}; get the file again"))
        };
        let path = file.path.as_deref().unwrap_or(std::path::Path::new(""));
        let input = File::open(path).map_err(|error| file.failed(0, &error))?;
        let bytes = input.metadata().map_or(0, |meta| meta.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(|error| failed(&error))?;
        let meta = builder.metadata().file_metadata();
        let rows = u64::try_from(meta.num_rows()).unwrap_or(0);
        let facts = meta.key_value_metadata().into_iter().flatten().find(|pair| pair.key == "rawi");
        let record = facts.and_then(|pair| serde_json::from_str(pair.value.as_deref()?).ok());
        let builder = match record {
            Some(_) => builder,
            None => {
                let schema = builder.schema();
                let used = schema.fields().iter().enumerate().filter(|(_, field)| self.wanted.contains(field.name()));
                let used: Vec<usize> = used.map(|(at, _)| at).collect();
                let mask = ProjectionMask::roots(builder.parquet_schema(), used);
                builder.with_projection(mask)
            }
        };
        let reader = builder.with_batch_size(BATCH).build().map_err(|error| failed(&error))?;
        Ok(Open { file, reader, record, batch: None, row: 0, rows, bytes })
    }
}

impl Open {
    /// The next row as a line of JSON.
    fn next(&mut self) -> Option<Result<Vec<u8>, String>> {
        loop {
            if let Some((batch, at)) = self.batch.as_mut().filter(|(batch, at)| *at < batch.num_rows()) {
                *at += 1;
                self.row += 1;
                let object = columns(batch, *at - 1);
                return Some(object.map(|object| match &self.record {
                    Some(facts) => record(object, facts).to_string().into_bytes(),
                    None => Value::Object(object).to_string().into_bytes(),
                }));
            }
            match self.reader.next()? {
                Ok(batch) => self.batch = Some((batch, 0)),
                Err(error) => return Some(Err(error.to_string())),
            }
        }
    }
}

/// A row with the columns as keys.
fn columns(batch: &RecordBatch, row: usize) -> Result<Map<String, Value>, String> {
    let schema = batch.schema();
    let cells = schema.fields().iter().zip(batch.columns());
    cells
        .map(|(field, column)| {
            Ok((field.name().clone(), json(column, row).map_err(|e| format!("column `{}`: {e}", field.name()))?))
        })
        .collect()
}

/// The record that a row of a file of rawi's stands for.
fn record(mut row: Map<String, Value>, facts: &Value) -> Value {
    let mut meta = match row.remove("meta") {
        Some(Value::Object(meta)) => meta,
        _ => Map::new(),
    };
    for name in ["title", "outlet", "published", "url"] {
        if let Some(value @ Value::String(_)) = row.remove(name) {
            meta.insert(name.to_owned(), value);
        }
    }
    let mut layers = Map::new();
    for (layer, of) in facts["layers"].as_object().into_iter().flatten() {
        let column = of["column"].as_str().unwrap_or(layer);
        let Some(Value::Array(rows)) = row.remove(column) else { continue };
        let (by, spans, refs) = (of["by"].clone(), of["spans"].clone(), of["refs"].clone());
        layers.insert(layer.clone(), serde_json::json!({ "by": by, "spans": spans, "refs": refs, "rows": rows }));
    }
    let errors = match row.remove("errors") {
        Some(Value::Array(errors)) => errors.into_iter().map(error).collect(),
        _ => Vec::new(),
    };
    let take = |row: &mut Map<String, Value>, key: &str| row.remove(key).unwrap_or(Value::Null);
    let (id, text) = (take(&mut row, "id"), take(&mut row, "text"));
    serde_json::json!({
        "rawi": facts["rawi"], "offsets": facts["offsets"], "id": id, "meta": meta, "text": text, "layers": layers, "errors": errors,
    })
}

fn error(mut error: Value) -> Value {
    if let Some(object) = error.as_object_mut() {
        let ends = [object.remove("start"), object.remove("end")].map(|end| end.filter(|end| !end.is_null()));
        if let [Some(start), Some(end)] = ends {
            object.insert("span".to_owned(), Value::Array(vec![start, end]));
        }
    }
    error
}

impl Source for Rows {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        loop {
            let Some(open) = &mut self.open else {
                let file = self.files.next()?;
                match self.open(file) {
                    Ok(open) => self.open = Some(open),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            let found = open.next();
            let origin = open.file.origin(open.row);
            let read = self.before + (open.bytes as u128 * u128::from(open.row) / u128::from(open.rows.max(1))) as u64;
            match found {
                None => {
                    self.before += open.bytes;
                    self.open = None;
                }
                Some(Ok(bytes)) if bytes.len() as u64 > self.max_document.saturating_mul(4) => {
                    return Some(Err(SourceError::new(origin, None, too_long(self.max_document))));
                }
                Some(Ok(bytes)) => return Some(Ok(Raw { origin, id: None, meta: Meta::default(), bytes, read })),
                Some(Err(message)) => {
                    // What is damaged is damaged to the end of the file.
                    self.before += open.bytes;
                    self.open = None;
                    return Some(Err(SourceError::new(
                        origin,
                        None,
                        format!("cannot be read as Parquet: {message}; get the file again"),
                    )));
                }
            }
        }
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::clone(&self.decoder)
    }

    fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}
