use super::config::{OpenSink, Opened, SinkConfig};
use super::context::SinkContext;
use super::contract::{Prepare, Sink};
use super::error::SinkError;
use super::output::{Output, WholeFile};
use super::place::Place;
use crate::error::OpenError;
use crate::record::{Offsets, Units};
use rawi_core::{Cell, Document, Layer, SlotKind, Table, layers};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;

/// Tables, one for each layer, with a row for each annotation: the report's id, title, outlet and day, where the annotation
/// stands, its words, and every field of its value. A layer without a schema has one column `value` with JSON. The columns of
/// a layer that no stage of the pipeline gives are those of the first record that has it.
///
/// A cell of text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front, so that no
/// spreadsheet takes words of a report for a formula.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CsvSink {
    /// A file ending in `.csv` or `.csv.gz`, a folder (the files are `mentions.csv` and so on there), or `-` for standard
    /// output. Several tables go to `out.mentions.csv` and so on beside `out.csv`. Relative to the pipeline file.
    pub path: Option<String>,
    /// The layer whose annotations are the rows, or a list of layers, each a table of its own.
    pub layer: Layers,
    /// Whether a last column holds the sentence an annotation stands in.
    pub sentence: bool,
    /// What offsets count.
    pub offsets: Offsets,
    /// Whether the files begin with a byte order mark, without which Excel does not show Arabic.
    pub bom: bool,
    /// Whether files that are there already are replaced.
    pub overwrite: bool,
}

impl Default for CsvSink {
    fn default() -> Self {
        let layer = Layers(vec![layers::MENTIONS.name().to_owned()]);
        Self { path: None, layer, sentence: false, offsets: Offsets::Bytes, bom: true, overwrite: false }
    }
}

/// One layer, `"mentions"`, or several, `["mentions", "numbers"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers(pub Vec<String>);

impl<'de> Deserialize<'de> for Layers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Layers;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a layer, or a list of them")
            }
            fn visit_str<E>(self, name: &str) -> Result<Layers, E> {
                Ok(Layers(vec![name.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Layers, A::Error> {
                let mut names: Vec<String> = Vec::new();
                while let Some(name) = seq.next_element()? {
                    if names.contains(&name) {
                        return Err(A::Error::custom(format!("`{name}` stands in the list twice")));
                    }
                    names.push(name);
                }
                if names.is_empty() {
                    return Err(A::Error::custom("no layer is named; a table needs one"));
                }
                Ok(Layers(names))
            }
        }
        deserializer.deserialize_any(Names)
    }
}

impl JsonSchema for Layers {
    fn schema_name() -> Cow<'static, str> {
        "Layers".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The name of a layer, or a list of them.",
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            ],
        })
    }
}

impl SinkConfig for CsvSink {
    const NAME: &'static str = "csv";
    const SUMMARY: &'static str = "writes tables, one a layer, with a row for each annotation";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

/// What every row begins with.
const COLUMNS: [&str; 7] = ["id", "title", "outlet", "published", "start", "end", "text"];

impl OpenSink for CsvSink {
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError> {
        const ENDING: &str = ".csv";
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ENDING)?;
        let names = cx.layers.as_ref().unwrap_or(&self.layer.0);
        let one = names.len() == 1;
        if !one && place.is_stream() {
            return Err(OpenError::of(
                "path",
                format!(
                    "{} tables ({}) cannot stand in one stream; name a folder, or a file for one layer",
                    names.len(),
                    names.join(", ")
                ),
            ));
        }
        let known =
            names.iter().map(|name| (name.clone(), cx.schemas.get(name).map(|schema| Table::new(Some(schema)))));
        let rows = Arc::new(TableRows { tables: known.collect(), sentence: self.sentence, offsets: self.offsets });
        let (mut tables, mut files) = (Vec::new(), Vec::new());
        for (name, known) in &rows.tables {
            let target = if one { place.file(&format!("{name}{ENDING}"))? } else { place.part(name, ENDING)? };
            let out = Output::create(target)?;
            files.extend(out.path());
            let mut file = TableFile { layer: name.clone(), out, bom: self.bom, columns: None };
            if let Some(table) = known {
                file.begin(rows.columns(table)).map_err(|error| OpenError::of("path", error.message))?;
            }
            tables.push(file);
        }
        Ok(Opened { sink: Tables { rows, tables }.into(), place, files })
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        let sentences = self.sentence.then(|| layers::SENTENCES.name().to_owned());
        self.layer.0.iter().cloned().chain(sentences).map(|name| (Some(SlotKind::Layer), name)).collect()
    }
}

/// Makes the rows.
struct TableRows {
    /// Each layer with its table, where the pipeline says what the layer holds.
    tables: Vec<(String, Option<Table>)>,
    sentence: bool,
    offsets: Offsets,
}

/// What a document has for one table.
struct TablePart {
    rows: Vec<u8>,
    /// The line of column names, where only the record tells it, and whose record that is.
    told: Option<(Vec<u8>, String)>,
}

impl TableRows {
    /// The line of column names.
    fn columns(&self, table: &Table) -> Vec<u8> {
        let mut line = Vec::new();
        let columns = COLUMNS.into_iter().chain(table.columns().iter().map(|column| column.name.as_str()));
        for (i, column) in columns.chain(self.sentence.then_some("sentence")).enumerate() {
            if i > 0 {
                line.push(b',');
            }
            cell(column, &mut line);
        }
        line.push(b'\n');
        line
    }

    fn of_layer(&self, doc: &Document, layer: &Layer, table: &Table, out: &mut Vec<u8>) -> Result<(), String> {
        let sentences = match self.sentence {
            true => doc.layer(&layers::SENTENCES).map_err(|error| error.to_string())?,
            false => None,
        };
        let units = Units::new(doc.source(), self.offsets);
        let mut report = Vec::new();
        let meta = doc.meta();
        for text in [Some(doc.id()), meta.title(), meta.outlet(), meta.published()] {
            cell(text.unwrap_or_default(), &mut report);
            report.push(b',');
        }
        for (i, &span) in layer.spans().iter().enumerate() {
            out.extend_from_slice(&report);
            // Writing to a `Vec` cannot fail.
            let _ = write!(out, "{},{},", units.of_byte(span.start()), units.of_byte(span.end()));
            cell(if layer.is_whole() { "" } else { doc.text(span) }, out);
            for value in table.row(doc, layer, i) {
                out.push(b',');
                match value {
                    Cell::Text(text) => cell(&text, out),
                    // What is no text is no formula either: `-5` stays a number.
                    other => out.extend_from_slice(other.to_string().as_bytes()),
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

impl Prepare for Arc<TableRows> {
    /// What each table gets; none where the document does not have the layer.
    type Part = Vec<Option<TablePart>>;

    fn document(&self, doc: &Document) -> Result<Option<Self::Part>, String> {
        let mut part = Vec::with_capacity(self.tables.len());
        for (name, known) in &self.tables {
            let Some(layer) = doc.raw_layer(name) else {
                part.push(None);
                continue;
            };
            let mut rows = Vec::new();
            let told = match known {
                Some(table) => {
                    self.of_layer(doc, layer, table, &mut rows)?;
                    None
                }
                None => {
                    let table = Table::new(layer.schema());
                    self.of_layer(doc, layer, &table, &mut rows)?;
                    Some((self.columns(&table), doc.id().to_owned()))
                }
            };
            part.push(Some(TablePart { rows, told }));
        }
        Ok(Some(part))
    }

    fn held(&self, part: &Self::Part) -> usize {
        let told = |(columns, id): &(Vec<u8>, String)| columns.capacity() + id.capacity();
        let held = |part: &TablePart| part.rows.capacity() + part.told.as_ref().map_or(0, told);
        part.iter().map(|part| size_of::<Option<TablePart>>() + part.as_ref().map_or(0, held)).sum()
    }
}

struct Tables {
    rows: Arc<TableRows>,
    tables: Vec<TableFile>,
}

/// The file of one table.
struct TableFile {
    layer: String,
    out: Output,
    bom: bool,
    /// The line of column names, once it is written.
    columns: Option<Vec<u8>>,
}

impl TableFile {
    fn begin(&mut self, columns: Vec<u8>) -> Result<(), SinkError> {
        let mark = if self.bom { "\u{FEFF}" } else { "" };
        self.out.write([mark.as_bytes(), &columns].concat())?;
        self.columns = Some(columns);
        Ok(())
    }

    fn write(&mut self, part: TablePart) -> Result<(), SinkError> {
        if let Some((told, id)) = part.told {
            match &self.columns {
                None => self.begin(told)?,
                Some(columns) if *columns == told => {}
                Some(columns) => return Err(self.other_columns(columns, &told, &id)),
            }
        }
        self.out.write(part.rows)
    }

    /// Records of two makes in one run.
    fn other_columns(&self, columns: &[u8], told: &[u8], id: &str) -> SinkError {
        let line = |columns: &[u8]| String::from_utf8_lossy(columns).trim_end().to_owned();
        let message = format!(
            "the layer `{}` of document `{id}` has the columns {}, that of the records before it {}; write them to tables of \
             their own",
            self.layer,
            line(told),
            line(columns)
        );
        SinkError { message, closed: false }
    }
}

impl Sink for Tables {
    type Prepare = Arc<TableRows>;

    fn prepare(&self) -> Arc<TableRows> {
        Arc::clone(&self.rows)
    }

    fn take(&mut self, part: Vec<Option<TablePart>>) -> Result<(), SinkError> {
        let mut given = self.tables.iter_mut().zip(part).filter_map(|(table, part)| Some((table, part?)));
        given.try_for_each(|(table, part)| table.write(part))
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        let mut whole = Vec::new();
        for mut table in self.tables {
            if table.columns.is_none() {
                table.begin(self.rows.columns(&Table::new(None)))?; // no record had the layer
            }
            whole.extend(table.out.finish()?);
        }
        Ok(whole)
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
