//! A table of one layer.

use super::types::{columns_of, fields_of};
use super::values::{array, fits_column};
use crate::record::{Offsets, Units};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema as ArrowSchema, SchemaRef};
use rawi_core::Document;
use rawi_core::schema::{Column, Schema};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The rows of one layer as columns: `id` of the document, `start`, `end`, `text`, and the fields of the schema.
#[derive(Clone, Debug)]
pub struct LayerColumns {
    layer: String,
    columns: Vec<Column>,
    typed: bool,
    offsets: Offsets,
    schema: SchemaRef,
}

impl LayerColumns {
    /// The table of a layer; of one without a schema the value stands as JSON in a column `value`.
    #[must_use]
    pub fn new(layer: &str, schema: Option<&Schema>) -> Self {
        let columns = columns_of(schema);
        let id = Arc::new(Field::new("id", DataType::Utf8, false));
        let fields: Vec<_> = [id].into_iter().chain(fields_of(&columns).iter().cloned()).collect();
        let (typed, table) = (schema.is_some(), Arc::new(ArrowSchema::new(fields)));
        Self { layer: layer.to_owned(), columns, typed, offsets: Offsets::Bytes, schema: table }
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

    /// The rows of all documents, in order.
    ///
    /// # Errors
    /// If a value does not fit its column; the document and the row are named.
    pub fn batch<'d>(&self, docs: impl IntoIterator<Item = &'d Document>) -> Result<RecordBatch, String> {
        let (mut ids, mut rows) = (Vec::new(), LayerRows::default());
        for doc in docs {
            let before = rows.len();
            rows.push(doc, &self.layer, self.typed, &Units::new(doc.source(), self.offsets))?;
            ids.extend(std::iter::repeat_n(doc.id(), rows.len() - before));
        }
        let ids: ArrayRef = Arc::new(StringArray::from(ids));
        let arrays: Vec<ArrayRef> = [ids].into_iter().chain(LayerRows::arrays(&[&rows], &self.columns)?).collect();
        RecordBatch::try_new(self.schema(), arrays).map_err(|error| format!("layer `{}`: {error}", self.layer))
    }
}

/// Rows of a layer, taken off their documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct LayerRows {
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// The words; none of an annotation of the document as a whole.
    texts: Vec<Option<String>>,
    values: Vec<Value>,
}

impl LayerRows {
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Adds the rows that `doc` has in the layer.
    pub(crate) fn push(&mut self, doc: &Document, name: &str, typed: bool, units: &Units<'_>) -> Result<(), String> {
        let Some(layer) = doc.raw_layer(name) else { return Ok(()) };
        let place = |row: usize, error: String| format!("document `{}`, layer `{name}`, row {row}: {error}", doc.id());
        for (i, &span) in layer.spans().iter().enumerate() {
            let offset = |byte| u32::try_from(units.of_byte(byte)).map_err(|error| place(i, error.to_string()));
            self.starts.push(offset(span.start())?);
            self.ends.push(offset(span.end())?);
            self.texts.push((!layer.is_whole()).then(|| doc.text(span).to_owned()));
            let mut value = layer.json(i);
            if units.are_converted() {
                units.value_of_bytes(layer.schema(), &mut value).map_err(|error| place(i, error))?;
            }
            self.values.push(match typed {
                true => value,
                false if value.is_null() => Value::Object(Map::new()),
                false => Value::Object(Map::from_iter([("value".to_owned(), value.to_string().into())])),
            });
        }
        Ok(())
    }

    /// Whether they fit into `columns`, of which the first three are `start`, `end` and `text`.
    pub(crate) fn fit(&self, columns: &[Column]) -> Result<(), String> {
        self.values.iter().enumerate().try_for_each(|(row, value)| {
            let mut fields = columns.iter().skip(3);
            fields.try_for_each(|column| fits_column(column, value)).map_err(|error| format!("row {row}: {error}"))
        })
    }

    /// Memory that they hold, about.
    pub(crate) fn held(&self) -> usize {
        self.texts.iter().map(|text| text.as_ref().map_or(0, String::capacity) + 24).sum::<usize>() + self.len() * 256
    }

    /// The arrays of `columns`, of which the first three are `start`, `end` and `text`, for the rows of all `parts`.
    pub(crate) fn arrays(parts: &[&Self], columns: &[Column]) -> Result<Vec<ArrayRef>, String> {
        let offsets =
            |of: fn(&Self) -> &Vec<u32>| UInt32Array::from_iter_values(parts.iter().flat_map(|part| of(part)).copied());
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(offsets(|part| &part.starts)),
            Arc::new(offsets(|part| &part.ends)),
            Arc::new(StringArray::from_iter(parts.iter().flat_map(|part| &part.texts).map(Option::as_deref))),
        ];
        for column in columns.iter().skip(arrays.len()) {
            let values = parts.iter().flat_map(|part| &part.values).map(|value| value.get(&column.name));
            arrays.push(column_array(column, &values.collect::<Vec<_>>())?);
        }
        Ok(arrays)
    }
}

/// The array of a column, which says whether a row may lack it.
fn column_array(column: &Column, values: &[Option<&Value>]) -> Result<ArrayRef, String> {
    let missing = values.iter().position(|value| value.is_none_or(Value::is_null));
    if let (Some(row), false) = (missing, column.nullable) {
        return Err(format!("row {row}: `{}` is missing", column.name));
    }
    array(&column.kind, values).map_err(|error| format!("`{}`: {error}", column.name))
}

/// A table that is no layer's: each row has a value of JSON for each field of `schema`, in its order.
///
/// # Errors
/// If a value does not fit its column, or is missing where one must stand; the row or the column is named.
///
/// ```
/// use rawi_core::schema::{Field, Kind, Schema};
/// use rawi_io::arrow::table;
/// let schema = Schema::new([Field::new("place", Kind::Text, ""), Field::new("count", Kind::INTEGER, "").optional()]);
/// let batch = table(&schema, &[vec!["حلب".into(), 3.into()], vec!["دمشق".into(), ().into()]]).unwrap();
/// assert_eq!((batch.num_rows(), batch.column(1).null_count()), (2, 1));
/// ```
pub fn table(schema: &Schema, rows: &[Vec<Value>]) -> Result<RecordBatch, String> {
    // Without the three that only the rows of a layer have.
    let columns = schema.columns().split_off(3);
    let arrays = columns.iter().enumerate().map(|(at, column)| {
        let values: Vec<Option<&Value>> = rows.iter().map(|row| row.get(at)).collect();
        column_array(column, &values)
    });
    let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields_of(&columns))), arrays).map_err(|error| error.to_string())
}
