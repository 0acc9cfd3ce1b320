use super::kind::{Field, Kind, Schema};

/// A column of a table that holds the values of a layer, in the terms of Arrow and Parquet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name: the field's.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// What it holds.
    pub kind: ColumnType,
    /// Whether a row may lack it.
    pub nullable: bool,
}

/// What a column holds, by the names of Arrow's types.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Text.
    Utf8,
    /// Text from few different ones: indices of 32 bits into a dictionary.
    Dictionary,
    /// Whole numbers, negative ones too.
    Int64,
    /// Whole numbers from 0.
    UInt64,
    /// Row numbers and offsets.
    UInt32,
    /// Numbers.
    Float64,
    /// True or false.
    Boolean,
    /// Columns within the column.
    Struct(Vec<Column>),
    /// Any number of these.
    List(Box<Self>),
}

impl Schema {
    /// The columns of a table of this layer's rows: `start`, `end`, `text` (the words that the row covers), and the fields.
    ///
    /// ```
    /// use rawi_core::layers::NUMBERS;
    /// use rawi_core::schema::ColumnType;
    /// let columns = NUMBERS.schema().unwrap().columns();
    /// assert_eq!(columns[0].name, "start");
    /// let value = columns.iter().find(|column| column.name == "value").unwrap();
    /// assert_eq!((&value.kind, value.nullable), (&ColumnType::Float64, true));
    /// ```
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let fixed = |name: &str, kind, doc: &str, nullable| Column {
            name: name.to_owned(),
            doc: doc.to_owned(),
            kind,
            nullable,
        };
        let mut columns = vec![
            fixed("start", ColumnType::UInt32, "Where the row begins in the source text.", false),
            fixed("end", ColumnType::UInt32, "Where it ends.", false),
            fixed("text", ColumnType::Utf8, "The words that it covers.", self.is_whole()),
        ];
        columns.extend(self.fields().iter().map(column));
        columns
    }
}

fn column(field: &Field) -> Column {
    let (name, doc) = (field.name.clone().into_owned(), field.doc.clone().into_owned());
    Column { name, doc, kind: column_type(&field.kind), nullable: field.optional }
}

fn column_type(kind: &Kind) -> ColumnType {
    match kind {
        Kind::Text => ColumnType::Utf8,
        Kind::Integer { min: 0.., .. } => ColumnType::UInt64,
        Kind::Integer { .. } => ColumnType::Int64,
        Kind::Decimal => ColumnType::Float64,
        Kind::Boolean => ColumnType::Boolean,
        Kind::Enum { .. } => ColumnType::Dictionary,
        Kind::Span => {
            let end = |name: &str| Column {
                name: name.to_owned(),
                doc: String::new(),
                kind: ColumnType::UInt32,
                nullable: false,
            };
            ColumnType::Struct(vec![end("start"), end("end")])
        }
        Kind::Ref(_) => ColumnType::UInt32,
        Kind::List(item) => ColumnType::List(Box::new(column_type(item))),
        Kind::Group(fields) => ColumnType::Struct(fields.iter().map(column).collect()),
    }
}
