use crate::document::Document;
use crate::layer::Layer;
use crate::schema::{Kind, Schema, as_span, gather};
use serde_json::Value;
use std::borrow::Cow;

/// The rows of a layer as a flat table: a column for every field that is no group, named with dots (`unit.name`), and a row of
/// [cells](Cell) for every annotation. A span gives the words that it covers, a reference those of the row that it points to; of
/// a list, and of the fields of groups in a list, a cell holds all, with ` | ` between them. A layer without a schema has one
/// column `value`, which is JSON.
///
/// ```
/// use rawi_core::{Document, Layer, Span, Table, layers::*};
/// let text = "على بعد 12 كيلومترا";
/// let unit = Unit { name: "km".into(), span: Span::new(17, 33) };
/// let number = Number { label: Label::QUANTITY, value: Some(12.0), min: None, max: None, unit: Some(unit), form: NumberForm::Digits, iso: None };
/// let mut doc = Document::new("a", text).unwrap();
/// doc.insert_layer("numbers", Layer::new(text, vec![Span::new(14, 16)], vec![number]).unwrap()).unwrap();
/// let table = Table::new(NUMBERS.schema().as_ref());
/// let columns: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
/// assert_eq!(columns, ["label", "value", "min", "max", "unit.name", "unit.span", "form", "iso"]);
/// let cells: Vec<String> = table.row(&doc, doc.raw_layer("numbers").unwrap(), 0).iter().map(ToString::to_string).collect();
/// assert_eq!(cells, ["QUANTITY", "12", "", "", "km", "كيلومترا", "digits", ""]);
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<TableColumn>,
    paths: Vec<Vec<String>>,
    kinds: Vec<Kind>,
    /// Whether there is a schema: without one the value is the only cell.
    typed: bool,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableColumn {
    /// The field's name, behind those of the groups that it stands in.
    pub name: String,
    /// What it says.
    pub doc: String,
}

/// A cell of a [`Table`]; shown as it stands in a table of text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// The value lacks the field.
    Empty,
    /// Text, a name, words of the source, or several of anything.
    Text(Cow<'a, str>),
    /// A number, in its digits.
    Number(String),
    /// True or false.
    Boolean(bool),
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => f.write_str(number),
            Self::Boolean(value) => write!(f, "{value}"),
        }
    }
}

impl Table {
    /// The table of a layer with this schema.
    #[must_use]
    pub fn new(schema: Option<&Schema>) -> Self {
        let mut table = Self { columns: Vec::new(), paths: Vec::new(), kinds: Vec::new(), typed: schema.is_some() };
        match schema {
            Some(schema) => schema.each_leaf(&mut |path, doc, kind| {
                table.columns.push(TableColumn { name: path.join("."), doc: doc.to_owned() });
                table.paths.push(path.iter().map(|&key| key.to_owned()).collect());
                table.kinds.push(kind.clone());
            }),
            None => {
                let doc = "The value as JSON: its stage does not say what it holds.".to_owned();
                table.columns.push(TableColumn { name: "value".to_owned(), doc });
            }
        }
        table
    }

    /// The columns, in the order of the fields.
    #[must_use]
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// The cells of annotation `row` of `layer`, a layer of `doc`: as many as there are columns.
    #[must_use]
    pub fn row<'a>(&self, doc: &'a Document, layer: &Layer, row: usize) -> Vec<Cell<'a>> {
        let value = layer.json(row);
        if !self.typed {
            return vec![if value.is_null() { Cell::Empty } else { Cell::Text(value.to_string().into()) }];
        }
        let cell = |(path, kind): (&Vec<String>, &Kind)| {
            let mut found = Vec::new();
            gather(&value, path, *kind == Kind::Span, &mut found);
            let is_list = found.len() > 1;
            let mut cells = found.into_iter().map(|value| cell(doc, value, kind));
            if !is_list {
                return cells.next().unwrap_or(Cell::Empty);
            }
            Cell::Text(cells.map(|cell| cell.to_string()).collect::<Vec<_>>().join(" | ").into())
        };
        self.paths.iter().zip(&self.kinds).map(cell).collect()
    }
}

fn cell<'a>(doc: &'a Document, value: &Value, kind: &Kind) -> Cell<'a> {
    let words = |span: crate::span::Span| doc.source().get(span.range()).map(|words| Cell::Text(words.into()));
    let shown = match kind {
        Kind::Span => as_span(value).and_then(words),
        Kind::Ref(layer) => value.as_u64().and_then(|row| {
            let spans = doc.raw_layer(layer)?.spans();
            words(*spans.get(usize::try_from(row).ok()?)?)
        }),
        _ => None,
    };
    shown.unwrap_or_else(|| match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::Text(text.clone().into()),
        Value::Number(number) => Cell::Number(number.to_string()),
        Value::Bool(value) => Cell::Boolean(*value),
        other => Cell::Text(other.to_string().into()),
    })
}
