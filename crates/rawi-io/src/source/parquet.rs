//! Parquet files, a row a document.

use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::files::list;
use super::input::{InputFile, too_long};
use super::jsonl::JsonlSource;
use crate::arrow::json;
use crate::error::OpenError;
use crate::format::Format;
use crate::origin::Origin;
use crate::record::WHOLE;
use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Meta, host, layers};
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
    /// What the file says of the records it holds, if it is rawi's own.
    records: Option<Records>,
    batch: Option<(RecordBatch, usize)>,
    row: u64,
    rows: u64,
    bytes: u64,
}

impl Rows {
    fn open(&self, file: InputFile) -> Result<Open, SourceError> {
        let failed = |error: &dyn std::fmt::Display| damaged(file.origin(0), error);
        let path = file.path.as_deref().unwrap_or(std::path::Path::new(""));
        let input = File::open(path).map_err(|error| file.failed(0, &error))?;
        let bytes = input.metadata().map_or(0, |meta| meta.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(|error| failed(&error))?;
        let meta = builder.metadata().file_metadata();
        let rows = u64::try_from(meta.num_rows()).unwrap_or(0);
        let facts = meta.key_value_metadata().into_iter().flatten().find(|pair| pair.key == "rawi");
        let records = facts.map(|pair| Records::read(pair.value.as_deref().unwrap_or_default()));
        let records = records.transpose().map_err(|error| failed(&error))?;
        let builder = match records {
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
        Ok(Open { file, reader, records, batch: None, row: 0, rows, bytes })
    }
}

fn damaged(origin: Origin, what: &dyn std::fmt::Display) -> SourceError {
    SourceError::new(origin, None, format!("cannot be read as Parquet: {what}; get the file again"))
}

impl Open {
    /// The next row as a line of JSON.
    fn next(&mut self) -> Option<Result<Vec<u8>, String>> {
        loop {
            if let Some((batch, at)) = self.batch.as_mut().filter(|(batch, at)| *at < batch.num_rows()) {
                *at += 1;
                self.row += 1;
                let object = columns(batch, *at - 1);
                return Some(object.and_then(|object| match &self.records {
                    Some(records) => records.line(object),
                    None => Ok(Value::Object(without_fraction(object)).to_string().into_bytes()),
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

/// What a file of rawi's own says of its records.
struct Records {
    version: Value,
    offsets: Value,
    layers: Vec<LayerOf>,
}

/// A layer of such records.
struct LayerOf {
    name: String,
    column: String,
    /// What a record says of it beside its rows.
    head: Map<String, Value>,
    /// What its columns were made by; the rows of one without stand as JSON in the field `value`.
    schema: Option<Schema>,
}

impl Records {
    /// From the file's metadata.
    fn read(facts: &str) -> Result<Self, String> {
        let mut facts: Map<String, Value> =
            serde_json::from_str(facts).map_err(|error| format!("what it says of its records is no JSON: {error}"))?;
        let of_layers = facts.get_mut("layers").and_then(Value::as_object_mut).map(std::mem::take);
        let mut layers = Vec::new();
        for (name, mut head) in of_layers.unwrap_or_default() {
            let head = head.as_object_mut().map(std::mem::take).unwrap_or_default();
            let column = head.get("column").and_then(Value::as_str).unwrap_or(&name).to_owned();
            let schema = head.get("schema").filter(|schema| !schema.is_null()).map(Schema::from_json);
            let schema = schema.transpose().map_err(|error| format!("the schema of its layer `{name}`: {error}"))?;
            layers.push(LayerOf { name, column, head, schema });
        }
        let mut take = |key: &str| facts.remove(key).unwrap_or_default();
        Ok(Self { version: take("rawi"), offsets: take("offsets"), layers })
    }

    /// The record that a row stands for, as a line of JSON.
    fn line(&self, mut row: Map<String, Value>) -> Result<Vec<u8>, String> {
        let mut meta = match row.remove("meta") {
            Some(Value::Object(meta)) => meta,
            _ => Map::new(),
        };
        for name in ["title", "outlet", "published", "url"] {
            if let Some(value @ Value::String(_)) = row.remove(name) {
                meta.insert(name.to_owned(), value);
            }
        }
        let mut of_layers = Map::new();
        for layer in &self.layers {
            let Some(Value::Array(mut rows)) = row.remove(&layer.column) else { continue };
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                if layer.name == layers::NUMBERS.name() {
                    *row = without_fraction(std::mem::take(row));
                }
                match &layer.schema {
                    Some(schema) => pair_spans(schema.fields(), row),
                    None => whole_value(row).map_err(|error| format!("column `{}`: {error}", layer.column))?,
                }
            }
            let mut head = layer.head.clone();
            head.insert("rows".to_owned(), rows.into());
            of_layers.insert(layer.name.clone(), head.into());
        }
        let mut said = |column: &str| match row.remove(column) {
            Some(Value::Array(said)) => said.into_iter().map(with_span).collect(),
            _ => Vec::new(),
        };
        let (errors, warnings) = (said("errors"), said("warnings"));
        let record = serde_json::json!({
            "rawi": self.version, "offsets": self.offsets, "id": row.remove("id"), "meta": meta, "text": row.remove("text"),
            "layers": of_layers, "warnings": warnings, "errors": errors,
        });
        Ok(record.to_string().into_bytes())
    }
}

/// The numbers of an object that are whole without a fraction: so rawi writes its numbers, and so an id is meant that stands in a
/// column of floats, as others make one where a number is missing.
fn without_fraction(mut object: Map<String, Value>) -> Map<String, Value> {
    /// From here on floats skip whole numbers.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    for value in object.values_mut().filter(|value| value.is_f64()) {
        if let Some(whole) = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < EXACT) {
            *value = (whole as i64).into();
        }
    }
    object
}

/// Spans of a row, which are structs in columns, as the pairs that they are in a record.
fn pair_spans(fields: &[Field], object: &mut Map<String, Value>) {
    fn pair(kind: &Kind, value: &mut Value) {
        match (kind, value) {
            (Kind::Span, value @ Value::Object(_)) => *value = vec![value["start"].take(), value["end"].take()].into(),
            (Kind::List(item), Value::Array(items)) => items.iter_mut().for_each(|value| pair(item, value)),
            (Kind::Group(fields), Value::Object(object)) => pair_spans(fields, object),
            _ => {}
        }
    }
    for field in fields {
        if let Some(value) = object.get_mut(field.name.as_ref()) {
            pair(&field.kind, value);
        }
    }
}

/// The value of a row whose layer has no schema, where records have it.
fn whole_value(row: &mut Map<String, Value>) -> Result<(), String> {
    if let Some(Value::String(json)) = row.remove("value") {
        let value = serde_json::from_str(&json).map_err(|error| format!("`value` is no JSON: {error}"))?;
        row.insert(WHOLE.to_owned(), value);
    }
    Ok(())
}

/// A failure or a warning as records have it: its place is a pair there.
fn with_span(mut said: Value) -> Value {
    if let Some(object) = said.as_object_mut() {
        let ends = [object.remove("start"), object.remove("end")].map(|end| end.filter(|end| !end.is_null()));
        if let [Some(start), Some(end)] = ends {
            object.insert("span".to_owned(), Value::Array(vec![start, end]));
        }
    }
    said
}

impl Source for Rows {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        loop {
            let Some(open) = &mut self.open else {
                let file = self.files.next()?;
                let origin = file.origin(0);
                let opened = host::guard(|| self.open(file)).unwrap_or_else(|panic| Err(damaged(origin, &panic)));
                match opened {
                    Ok(open) => self.open = Some(open),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            // What a damaged file makes its reader do is that file's error.
            let found = host::guard(|| open.next()).unwrap_or_else(|panic| Some(Err(panic)));
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
                    return Some(Err(damaged(origin, &message)));
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
