//! Rows of the gold: `[START, END, VALUE]`, or objects with `start`, `end` and fields.

use crate::error::EvalError;
use crate::gold::GoldReport;
use crate::offsets::Offsets;
use rawi_core::Span;
use serde_json::{Map, Value};

/// A row of the gold.
#[derive(Clone, Debug)]
pub(crate) struct GoldRow {
    /// In characters.
    pub(crate) start: usize,
    /// In characters.
    pub(crate) end: usize,
    /// The same in bytes of the text.
    pub(crate) span: Span,
    /// The fields by name: of an object all but the offsets, of a list its third item under the name that it has there.
    pub(crate) fields: Map<String, Value>,
    /// Whether it is written as an object.
    pub(crate) is_object: bool,
    /// Rows of which all of one list may stand in its place.
    pub(crate) alternatives: Vec<Vec<GoldRow>>,
}

impl GoldReport {
    /// The rows of `layer`; none if the report has none of it. `third` names the third item of a row written as a list.
    pub(crate) fn rows(
        &self,
        layer: &str,
        third: Option<&str>,
        offsets: &Offsets,
    ) -> Result<Option<Vec<GoldRow>>, EvalError> {
        self.rows_by(layer, |row| read(row, third, offsets))
    }

    /// The rows of `layer`, each as `read` has it; none if the report has none of it.
    pub(crate) fn rows_by<T>(
        &self,
        layer: &str,
        read: impl Fn(&Value) -> Result<T, String>,
    ) -> Result<Option<Vec<T>>, EvalError> {
        let Some(rows) = self.layers.get(layer).and_then(Value::as_array) else { return Ok(None) };
        let wrong = |(number, message): (usize, String)| {
            EvalError(format!("{}: row {} of `gold.{layer}`: {message}", self.place, number + 1))
        };
        let read = rows.iter().enumerate().map(|(number, row)| read(row).map_err(|message| (number, message)));
        read.collect::<Result<Vec<_>, _>>().map(Some).map_err(wrong)
    }

    /// The rows of `layer`, which the report has to have.
    pub(crate) fn required(
        &self,
        layer: &str,
        third: Option<&str>,
        offsets: &Offsets,
    ) -> Result<Vec<GoldRow>, EvalError> {
        self.rows(layer, third, offsets)?.ok_or_else(|| self.lacks(layer))
    }

    /// The error of a report that has no `layer`.
    pub(crate) fn lacks(&self, layer: &str) -> EvalError {
        EvalError(format!("{}: no `gold.{layer}`; write `[]` if there is nothing to find in it", self.place))
    }
}

fn read(row: &Value, third: Option<&str>, offsets: &Offsets) -> Result<GoldRow, String> {
    let mut read = simple(row, third, offsets)?;
    // Alternatives have none of their own.
    if let Some(alternatives) = read.fields.remove("alt") {
        let Value::Array(lists) = alternatives else { return Err("`alt` is no list of lists of rows".to_owned()) };
        for list in lists {
            let Value::Array(rows) = list else { return Err("`alt` is no list of lists of rows".to_owned()) };
            let rows = rows.iter().map(|row| simple(row, third, offsets)).collect::<Result<_, _>>();
            read.alternatives.push(rows.map_err(|message| format!("`alt`: {message}"))?);
        }
    }
    Ok(read)
}

fn simple(row: &Value, third: Option<&str>, offsets: &Offsets) -> Result<GoldRow, String> {
    let number = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let (start, end, fields, is_object) = match row {
        Value::Array(items) => {
            let fields = match (items.get(2), third) {
                (None, _) => Map::new(),
                (Some(Value::Object(fields)), None) => fields.clone(),
                (Some(value), Some(third)) => Map::from_iter([(third.to_owned(), value.clone())]),
                (Some(_), None) => return Err("the third item of a row is an object of fields".to_owned()),
            };
            (number(items.first()), number(items.get(1)), fields, false)
        }
        Value::Object(object) => {
            let mut fields = object.clone();
            fields.remove("start");
            fields.remove("end");
            // Names of the gold call their label so.
            if let (Some("label"), Some(label)) = (third, fields.remove("type")) {
                fields.insert("label".to_owned(), label);
            }
            (number(object.get("start")), number(object.get("end")), fields, true)
        }
        _ => return Err(format!("{row} is no row; write [START, END, ...] or an object with `start` and `end`")),
    };
    let (Some(start), Some(end)) = (start, end) else {
        return Err(format!("{row} has no start and end in characters"));
    };
    let Some(span) = offsets.span(start, end) else {
        return Err(format!("{start}..{end} is no place in a text of {} characters", offsets.len()));
    };
    Ok(GoldRow { start, end, span, fields, is_object, alternatives: Vec::new() })
}
