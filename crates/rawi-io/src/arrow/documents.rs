//! A table whose rows are documents.

use super::tables::LayerRows;
use super::types::{columns_of, fields_of};
use super::values::list;
use crate::record::{Offsets, Units};
use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder, StructBuilder, UInt32Builder};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field, Schema as ArrowSchema, SchemaRef};
use rawi_core::schema::{Column, ColumnType, Schema};
use rawi_core::{DocError, DocWarning, Document, Span};
use std::sync::Arc;

/// Metadata that has a column of its own.
const NAMED: [&str; 4] = ["title", "outlet", "published", "url"];

/// Columns that are no layers.
const TAKEN: [&str; 9] = ["id", "title", "outlet", "published", "url", "meta", "text", "errors", "warnings"];

/// Which columns documents have, and how they are made.
#[derive(Clone, Debug)]
pub struct DocumentColumns {
    layers: Vec<LayerColumn>,
    offsets: Offsets,
    /// Whether what the documents came with is left out.
    only_found: bool,
    schema: SchemaRef,
}

#[derive(Clone, Debug)]
struct LayerColumn {
    layer: String,
    columns: Vec<Column>,
    schema: Option<Schema>,
}

/// What a document puts into its row.
#[derive(Clone, Debug)]
pub struct DocumentRow {
    id: String,
    meta: Vec<(String, String)>,
    text: String,
    layers: Vec<Option<LayerRows>>,
    errors: Vec<DocError>,
    warnings: Vec<DocWarning>,
}

impl DocumentRow {
    /// Memory that it holds, in bytes, about.
    #[must_use]
    pub fn held(&self) -> usize {
        let meta: usize = self.meta.iter().map(|(name, value)| name.len() + value.len() + 48).sum();
        let layers: usize = self.layers.iter().flatten().map(LayerRows::held).sum();
        self.id.len() + self.text.len() + meta + layers + (self.errors.len() + self.warnings.len()) * 256
    }
}

impl DocumentColumns {
    /// Columns for these layers, each with its schema; a row of one without a schema is JSON, in a column `value`. A layer that
    /// bears the name of another column is called `layer.NAME`.
    #[must_use]
    pub fn new(layers: impl IntoIterator<Item = (String, Option<Schema>)>) -> Self {
        let layers = layers.into_iter().map(|(layer, schema)| {
            let columns = columns_of(schema.as_ref());
            LayerColumn { layer, columns, schema }
        });
        let layers: Vec<LayerColumn> = layers.collect();
        let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
        let mut fields = vec![text("id", false)];
        fields.extend(NAMED.map(|name| text(name, true)));
        fields.extend([Field::new("meta", meta_builder().finish().data_type().clone(), false), text("text", false)]);
        for layer in &layers {
            let item = Field::new("item", DataType::Struct(fields_of(&layer.columns)), false);
            fields.push(Field::new(column_name(&layer.layer), DataType::List(Arc::new(item)), true));
        }
        fields.push(Field::new("errors", said_builder(ERROR).finish().data_type().clone(), false));
        fields.push(Field::new("warnings", said_builder(WARNING).finish().data_type().clone(), false));
        Self { layers, offsets: Offsets::Bytes, only_found: false, schema: Arc::new(ArrowSchema::new(fields)) }
    }

    /// The same without what the documents came with: of id, metadata and text nothing is copied.
    #[must_use]
    pub fn only_found(mut self) -> Self {
        let fields = self.schema.fields().iter().skip(NAMED.len() + 3).cloned();
        self.schema = Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>()));
        self.only_found = true;
        self
    }

    /// The same with offsets that count this.
    #[must_use]
    pub fn offsets(mut self, offsets: Offsets) -> Self {
        self.offsets = offsets;
        self
    }

    /// The schema of the table.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The layers, in order, each with the name of its column and the schema that this was made by.
    pub fn layers(&self) -> impl Iterator<Item = (&str, String, Option<&Schema>)> {
        self.layers.iter().map(|layer| (layer.layer.as_str(), column_name(&layer.layer), layer.schema.as_ref()))
    }

    /// What a document puts into its row: the work that many threads can do.
    ///
    /// # Errors
    /// If a value does not fit its column; the layer and the row are named.
    pub fn row(&self, doc: &Document) -> Result<DocumentRow, String> {
        let units = Units::new(doc.source(), self.offsets);
        let mut layers = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let mut rows = LayerRows::default();
            rows.push(doc, &layer.layer, layer.schema.is_some(), &units)?;
            // Tried here, where it costs one document and not a batch.
            rows.fit(&layer.columns).map_err(|error| format!("layer `{}`, {error}", layer.layer))?;
            layers.push(doc.raw_layer(&layer.layer).map(|_| rows));
        }
        let (mut errors, mut warnings) = (doc.errors().to_vec(), doc.warnings().to_vec());
        let of_errors = errors.iter_mut().map(|error| &mut error.span);
        for span in of_errors.chain(warnings.iter_mut().map(|warning| &mut warning.span)).flatten() {
            *span = Span::new(units.of_byte(span.start()), units.of_byte(span.end()));
        }
        let (id, meta, text) = match self.only_found {
            true => Default::default(),
            false => (
                doc.id().to_owned(),
                doc.meta().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
                doc.source().to_owned(),
            ),
        };
        Ok(DocumentRow { id, meta, text, layers, errors, warnings })
    }

    /// The rows as one batch.
    ///
    /// # Errors
    /// If the rows were made for other columns, or there are more than 32 bits can count.
    pub fn batch(&self, rows: &[DocumentRow]) -> Result<RecordBatch, String> {
        let mut arrays = if self.only_found { Vec::new() } else { came_with(rows)? };
        for (i, layer) in self.layers.iter().enumerate() {
            let found = rows.iter().map(|row| row.layers.get(i).map(Option::as_ref).ok_or("a row of other columns"));
            let found: Vec<Option<&LayerRows>> = found.collect::<Result<_, _>>()?;
            let lengths: Vec<usize> = found.iter().map(|rows| rows.map_or(0, LayerRows::len)).collect();
            let there = found.iter().map(Option::is_some).collect();
            let parts: Vec<&LayerRows> = found.into_iter().flatten().collect();
            let inner = LayerRows::arrays(&parts, &layer.columns);
            let inner = inner.map_err(|error| format!("layer `{}`, {error}", layer.layer))?;
            let items =
                StructArray::try_new_with_length(fields_of(&layer.columns), inner, None, lengths.iter().sum::<usize>());
            let items: ArrayRef = Arc::new(items.map_err(|error| error.to_string())?);
            arrays.push(Arc::new(list(&ColumnType::Struct(layer.columns.clone()), lengths, items, there)?));
        }
        let (mut errors, mut warnings) = (said_builder(ERROR), said_builder(WARNING));
        for row in rows {
            for DocError { stage, kind, message, span } in &row.errors {
                say(errors.values(), &[stage, kind, message], *span);
            }
            for DocWarning { stage, message, span } in &row.warnings {
                say(warnings.values(), &[stage, message], *span);
            }
            errors.append(true);
            warnings.append(true);
        }
        arrays.extend([errors, warnings].map(|mut said| Arc::new(said.finish()) as ArrayRef));
        RecordBatch::try_new(self.schema(), arrays).map_err(|error| error.to_string())
    }
}

/// The columns of what the documents came with.
fn came_with(rows: &[DocumentRow]) -> Result<Vec<ArrayRef>, String> {
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.id)))];
    for name in NAMED {
        let value = |row: &DocumentRow| row.meta.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        arrays.push(Arc::new(StringArray::from_iter(rows.iter().map(value))));
    }
    let mut meta = meta_builder();
    for row in rows {
        for (name, value) in row.meta.iter().filter(|(name, _)| !NAMED.contains(&name.as_str())) {
            meta.keys().append_value(name);
            meta.values().append_value(value);
        }
        meta.append(true).map_err(|error| error.to_string())?;
    }
    arrays.push(Arc::new(meta.finish()));
    arrays.push(Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.text))));
    Ok(arrays)
}

fn column_name(layer: &str) -> String {
    if TAKEN.contains(&layer) { format!("layer.{layer}") } else { layer.to_owned() }
}

fn meta_builder() -> MapBuilder<StringBuilder, StringBuilder> {
    MapBuilder::new(None, StringBuilder::new(), StringBuilder::new())
}

/// The texts of a failure, and of a warning, before the place.
const ERROR: &[&str] = &["stage", "kind", "message"];
const WARNING: &[&str] = &["stage", "message"];

fn said_builder(texts: &[&str]) -> ListBuilder<StructBuilder> {
    let texts = texts.iter().map(|name| Field::new(*name, DataType::Utf8, false));
    let ends = ["start", "end"].map(|name| Field::new(name, DataType::UInt32, true));
    ListBuilder::new(StructBuilder::from_fields(texts.chain(ends).collect::<Vec<_>>(), 0))
}

/// Appends what a stage said of a document, and where.
fn say(said: &mut StructBuilder, texts: &[&str], span: Option<Span>) {
    for (at, text) in texts.iter().enumerate() {
        if let Some(builder) = said.field_builder::<StringBuilder>(at) {
            builder.append_value(text);
        }
    }
    let ends = span.map_or([None; 2], |span| [Some(span.start() as u32), Some(span.end() as u32)]);
    for (at, end) in (texts.len()..).zip(ends) {
        if let Some(builder) = said.field_builder::<UInt32Builder>(at) {
            builder.append_option(end);
        }
    }
    said.append(true);
}
