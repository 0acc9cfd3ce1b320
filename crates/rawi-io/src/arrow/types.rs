//! The types of columns.

use arrow_schema::{DataType, Field, Fields};
use rawi_core::schema::{Column, ColumnType, Schema};
use std::collections::HashMap;
use std::sync::Arc;

/// The type of Arrow for a column.
#[must_use]
pub fn data_type(kind: &ColumnType) -> DataType {
    match kind {
        ColumnType::Dictionary => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        ColumnType::Int64 => DataType::Int64,
        ColumnType::UInt64 => DataType::UInt64,
        ColumnType::UInt32 => DataType::UInt32,
        ColumnType::Float64 => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Struct(columns) => DataType::Struct(fields_of(columns)),
        ColumnType::List(item) => DataType::List(Arc::new(item_field(item))),
        // Text, and what a later version of the schema may have, as JSON.
        _ => DataType::Utf8,
    }
}

/// The fields of Arrow for columns; what a column says stands in the metadata `doc`.
#[must_use]
pub fn fields_of(columns: &[Column]) -> Fields {
    columns
        .iter()
        .map(|column| {
            let field = Field::new(&column.name, data_type(&column.kind), column.nullable);
            if column.doc.is_empty() {
                return field;
            }
            field.with_metadata(HashMap::from([("doc".to_owned(), column.doc.clone())]))
        })
        .collect()
}

/// The items of a list are never null.
pub(crate) fn item_field(kind: &ColumnType) -> Field {
    Field::new("item", data_type(kind), false)
}

/// The columns of a layer's rows; of one without a schema the value as JSON, in a column `value`.
pub(crate) fn columns_of(schema: Option<&Schema>) -> Vec<Column> {
    match schema {
        Some(schema) => schema.columns(),
        None => {
            let mut columns = Schema::new(Vec::new()).columns();
            let mut value = columns[2].clone();
            (value.name, value.doc, value.nullable) = ("value".to_owned(), "The value, as JSON.".to_owned(), true);
            columns.push(value);
            columns
        }
    }
}
