//! Cells of columns as JSON.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// Row `row` of a column as JSON. Days and times are ISO 8601, a map is an object.
///
/// # Errors
/// If the column is of a type that has no JSON: binary, decimals, intervals.
pub fn json(column: &ArrayRef, row: usize) -> Result<Value, String> {
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    let float = |number: f64| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number);
    Ok(match column.data_type() {
        DataType::Null => Value::Null,
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float32 => float(f64::from(column.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => float(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => date(i64::from(column.as_primitive::<Date32Type>().value(row)) * 86_400),
        DataType::Date64 => date(column.as_primitive::<Date64Type>().value(row) / 1000),
        DataType::Timestamp(TimeUnit::Second, _) => date(column.as_primitive::<TimestampSecondType>().value(row)),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            date(column.as_primitive::<TimestampMillisecondType>().value(row) / 1000)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            date(column.as_primitive::<TimestampMicrosecondType>().value(row) / 1_000_000)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            date(column.as_primitive::<TimestampNanosecondType>().value(row) / 1_000_000_000)
        }
        DataType::Dictionary(key, _) => match **key {
            DataType::Int8 => named::<Int8Type>(column, row)?,
            DataType::Int16 => named::<Int16Type>(column, row)?,
            DataType::Int32 => named::<Int32Type>(column, row)?,
            DataType::Int64 => named::<Int64Type>(column, row)?,
            DataType::UInt8 => named::<UInt8Type>(column, row)?,
            DataType::UInt16 => named::<UInt16Type>(column, row)?,
            DataType::UInt32 => named::<UInt32Type>(column, row)?,
            _ => return Err("a dictionary with keys that are no numbers".to_owned()),
        },
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns();
            let mut object = Map::new();
            for (field, column) in fields.iter().zip(columns) {
                object.insert(field.name().clone(), json(column, row)?);
            }
            Value::Object(object)
        }
        DataType::List(_) => items(&column.as_list::<i32>().value(row))?,
        DataType::LargeList(_) => items(&column.as_list::<i64>().value(row))?,
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            let mut object = Map::new();
            for entry in 0..entries.len() {
                let (key, value) = (json(entries.column(0), entry)?, json(entries.column(1), entry)?);
                object.insert(key.as_str().map_or_else(|| key.to_string(), str::to_owned), value);
            }
            Value::Object(object)
        }
        other => return Err(format!("{other} is no type that can be read here")),
    })
}

fn items(items: &ArrayRef) -> Result<Value, String> {
    (0..items.len()).map(|item| json(items, item)).collect::<Result<Vec<Value>, String>>().map(Value::Array)
}

fn named<K: ArrowDictionaryKeyType>(column: &ArrayRef, row: usize) -> Result<Value, String> {
    let dictionary = column.as_dictionary::<K>();
    dictionary.key(row).map_or(Ok(Value::Null), |key| json(dictionary.values(), key))
}

/// A time as ISO 8601, without the time of the day where it is midnight.
fn date(seconds: i64) -> Value {
    let Ok(time) = Timestamp::from_second(seconds) else { return Value::Null };
    let date: Date = time.to_zoned(TimeZone::UTC).date();
    if seconds % 86_400 == 0 { date.to_string().into() } else { time.to_string().into() }
}
