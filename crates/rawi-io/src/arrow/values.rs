//! Values of JSON as arrays of Arrow, by the columns of a schema.

use super::types::{fields_of, item_field};
use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, StringArray, StructArray, UInt32Array, UInt64Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use rawi_core::schema::{Column, ColumnType};
use serde_json::Value;
use std::sync::Arc;

/// The array of a column for `values`; `None` and `null` are null.
///
/// A span, `[start, end]`, is a struct of `start` and `end`. What is no text where text is wanted is written as JSON.
///
/// ```
/// use rawi_core::schema::ColumnType;
/// use rawi_io::arrow::array;
/// let (seven, none) = (serde_json::json!(7), serde_json::json!(null));
/// let column = array(&ColumnType::Float64, &[Some(&seven), Some(&none), None]).unwrap();
/// assert_eq!((column.len(), column.null_count()), (3, 2));
/// ```
///
/// # Errors
/// If a value does not fit the column, or is missing where one must stand.
pub fn array(kind: &ColumnType, values: &[Option<&Value>]) -> Result<ArrayRef, String> {
    let values: Vec<Option<&Value>> = values.iter().map(|value| value.filter(|value| !value.is_null())).collect();
    typed(kind, &values)
}

fn typed(kind: &ColumnType, values: &[Option<&Value>]) -> Result<ArrayRef, String> {
    fn each<T>(
        values: &[Option<&Value>],
        what: &str,
        of: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<Option<T>>, String> {
        let read = |value: &&Value| of(value).ok_or_else(|| format!("{value} is no {what}"));
        values.iter().map(|value| value.as_ref().map(read).transpose()).collect()
    }
    Ok(match kind {
        ColumnType::Dictionary => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            for value in values {
                match value.map(|value| value.as_str().ok_or_else(|| format!("{value} is no name"))).transpose()? {
                    Some(name) => _ = builder.append(name).map_err(|error| error.to_string())?,
                    None => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }
        ColumnType::Int64 => Arc::new(Int64Array::from(each(values, "whole number of 64 bits", Value::as_i64)?)),
        ColumnType::UInt64 => Arc::new(UInt64Array::from(each(values, "whole number from 0", Value::as_u64)?)),
        ColumnType::UInt32 => {
            let small = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
            Arc::new(UInt32Array::from(each(values, "whole number of 32 bits", small)?))
        }
        ColumnType::Float64 => Arc::new(Float64Array::from(each(values, "number", Value::as_f64)?)),
        ColumnType::Boolean => Arc::new(BooleanArray::from(each(values, "truth value", Value::as_bool)?)),
        ColumnType::Struct(columns) => Arc::new(structs(columns, values)?),
        ColumnType::List(item) => {
            let mut lengths = Vec::with_capacity(values.len());
            let mut items = Vec::new();
            for value in values {
                let Some(value) = value else {
                    lengths.push(0);
                    continue;
                };
                let Value::Array(list) = value else { return Err(format!("{value} is no list")) };
                lengths.push(list.len());
                items.extend(list.iter().map(Some));
            }
            if items.iter().any(|item| item.is_none_or(Value::is_null)) {
                return Err("a list holds null".to_owned());
            }
            let array = typed(item, &items)?;
            Arc::new(list(item, lengths, array, values.iter().map(Option::is_some).collect())?)
        }
        _ => Arc::new(StringArray::from_iter(values.iter().map(|value| {
            value.map(|value| value.as_str().map_or_else(|| value.to_string().into(), std::borrow::Cow::Borrowed))
        }))),
    })
}

/// Whether a value can stand in a column, which costs less than making the column.
///
/// # Errors
/// What does not fit.
pub(crate) fn fits(kind: &ColumnType, value: &Value) -> Result<(), String> {
    let (fits, what) = match kind {
        ColumnType::Dictionary => (value.is_string(), "name"),
        ColumnType::Int64 => (value.is_i64(), "whole number of 64 bits"),
        ColumnType::UInt64 => (value.is_u64(), "whole number from 0"),
        ColumnType::UInt32 => (value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()), "whole number of 32 bits"),
        ColumnType::Float64 => (value.is_number(), "number"),
        ColumnType::Boolean => (value.is_boolean(), "truth value"),
        ColumnType::Struct(columns) => match value {
            Value::Object(_) => return columns.iter().try_for_each(|column| fits_column(column, value)),
            Value::Array(pair) if pair.len() == columns.len() => {
                return columns.iter().zip(pair).try_for_each(|(column, value)| fits(&column.kind, value));
            }
            _ => (false, "object"),
        },
        ColumnType::List(item) => match value {
            Value::Array(items) => return items.iter().try_for_each(|value| fits(item, value)),
            _ => (false, "list"),
        },
        _ => (true, "text"),
    };
    if fits { Ok(()) } else { Err(format!("{value} is no {what}")) }
}

/// The same for the field of an object.
pub(crate) fn fits_column(column: &Column, object: &Value) -> Result<(), String> {
    match object.get(&column.name).filter(|value| !value.is_null()) {
        Some(value) => fits(&column.kind, value).map_err(|error| format!("`{}`: {error}", column.name)),
        None if column.nullable => Ok(()),
        None => Err(format!("`{}` is missing", column.name)),
    }
}

/// A list of `lengths[i]` of `items` for each `i`.
pub(crate) fn list(
    item: &ColumnType,
    lengths: Vec<usize>,
    items: ArrayRef,
    there: Vec<bool>,
) -> Result<ListArray, String> {
    if i32::try_from(items.len()).is_err() {
        return Err("more rows in one batch than 32 bits can count".to_owned());
    }
    let nulls = there.contains(&false).then(|| NullBuffer::from(there));
    ListArray::try_new(Arc::new(item_field(item)), OffsetBuffer::from_lengths(lengths), items, nulls)
        .map_err(|error| error.to_string())
}

/// A value that can stand in a column and says nothing.
fn empty(kind: &ColumnType) -> Value {
    match kind {
        ColumnType::Int64 | ColumnType::UInt64 | ColumnType::UInt32 => 0.into(),
        ColumnType::Float64 => 0.0.into(),
        ColumnType::Boolean => false.into(),
        ColumnType::Struct(columns) => {
            let fields = columns.iter().filter(|column| !column.nullable);
            fields.map(|column| (column.name.clone(), empty(&column.kind))).collect()
        }
        ColumnType::List(_) => Value::Array(Vec::new()),
        _ => "".into(),
    }
}

fn structs(columns: &[Column], values: &[Option<&Value>]) -> Result<StructArray, String> {
    let mut arrays = Vec::with_capacity(columns.len());
    for (i, column) in columns.iter().enumerate() {
        let empty = empty(&column.kind);
        let mut inner = Vec::with_capacity(values.len());
        for value in values {
            let field = match value {
                Some(Value::Object(object)) => object.get(&column.name),
                // A span.
                Some(Value::Array(pair)) if pair.len() == columns.len() => pair.get(i),
                Some(other) => return Err(format!("{other} is no object")),
                None => None,
            };
            let field = field.filter(|field| !field.is_null());
            inner.push(match (field, value) {
                (None, Some(_)) if !column.nullable => return Err(format!("`{}` is missing", column.name)),
                // Below a null nothing is read, but a column that says it has no nulls must have none there either: pyarrow writes it
                // to no Parquet file else.
                (None, None) if !column.nullable => Some(&empty),
                (field, _) => field,
            });
        }
        arrays.push(typed(&column.kind, &inner).map_err(|error| format!("{}: {error}", column.name))?);
    }
    let nulls = values.iter().any(Option::is_none).then(|| values.iter().map(Option::is_some).collect::<NullBuffer>());
    // The length is said, because there may be no column.
    StructArray::try_new_with_length(fields_of(columns), arrays, nulls, values.len()).map_err(|error| error.to_string())
}
