//! The columns that come out of a table: its own, then those of what the stages find.

use crate::loaded::Loaded;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array as _, ArrayRef, Int64Array, ListArray, RecordBatch, StringArray, StructArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use arrow_select::take::take;
use rawi_core::schema::Schema as LayerSchema;
use rawi_io::Offsets;
use rawi_io::arrow::{DocumentColumns, DocumentRow};
use std::sync::Arc;

/// What is made of a table.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The column that holds the texts.
    pub(crate) text: String,
    /// The column that holds the ids; else they are the numbers of the rows.
    pub(crate) id: Option<String>,
    /// Names of the metadata, and the columns that hold them.
    pub(crate) meta: Vec<(String, String)>,
    /// The layers that become columns.
    pub(crate) layers: Vec<String>,
    /// The views whose texts become columns.
    pub(crate) views: Vec<String>,
    /// The layer of which each row becomes a row of the table.
    pub(crate) explode: Option<String>,
    /// Whether the columns of the table stay; if not, `row` says which row it was.
    pub(crate) keep: bool,
    /// Stands before the names of new columns.
    pub(crate) prefix: String,
    /// What offsets count.
    pub(crate) offsets: Offsets,
    /// Threads that work, at least one.
    pub(crate) threads: usize,
    /// A failure ends nothing, whatever the pipeline says.
    pub(crate) forgive: bool,
}

/// The name of the column that says which row it was.
const ROW: &str = "row";

/// The columns that come out, and how they are made.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) options: Options,
    pub(crate) documents: DocumentColumns,
    /// Positions of the used columns in the input.
    pub(crate) text: usize,
    pub(crate) id: Option<usize>,
    pub(crate) meta: Vec<(String, usize)>,
    pub(crate) schema: SchemaRef,
}

/// What a report gave.
pub(crate) struct Found {
    pub(crate) row: DocumentRow,
    /// The texts of the views that are columns.
    pub(crate) views: Vec<Option<String>>,
}

impl Columns {
    /// The columns for a table of this schema.
    pub(crate) fn new(loaded: &Loaded, input: &Schema, options: Options) -> Result<Self, String> {
        let text = find(input, &options.text, "text")?;
        let id = options.id.as_deref().map(|name| find(input, name, "id")).transpose()?;
        let meta = options.meta.iter().map(|(name, column)| Ok((name.clone(), find(input, column, name)?)));
        let meta = meta.collect::<Result<Vec<_>, String>>()?;
        let layers: Vec<_> = options.layers.iter().map(|name| layer(loaded, name)).collect::<Result<_, String>>()?;
        let views = loaded.views();
        if let Some(view) = options.views.iter().find(|view| !views.contains(view)) {
            return Err(format!("no stage gives a view `{view}`; there is {}", views.join(", ")));
        }
        let documents = DocumentColumns::new(layers).offsets(options.offsets).only_found();
        let mut columns = Self { options, documents, text, id, meta, schema: Arc::new(Schema::empty()) };
        columns.schema = Arc::new(columns.schema_for(input)?);
        Ok(columns)
    }

    fn schema_for(&self, input: &Schema) -> Result<Schema, String> {
        let (kept, metadata): (Vec<FieldRef>, _) = match self.options.keep {
            true => (input.fields().iter().cloned().collect(), input.metadata().clone()),
            false => (vec![Arc::new(Field::new(ROW, DataType::Int64, false))], Default::default()),
        };
        let fields: Vec<FieldRef> = kept.into_iter().chain(self.added()).collect();
        for (at, field) in fields.iter().enumerate() {
            if fields[..at].iter().any(|other| other.name() == field.name()) {
                return Err(format!("there is a column `{}` already; name a `prefix=` for the new ones", field.name()));
            }
        }
        Ok(Schema::new_with_metadata(fields, metadata))
    }

    /// The columns that are new.
    fn added(&self) -> Vec<FieldRef> {
        let named =
            |field: &Field, name: &str| Arc::new(field.clone().with_name(format!("{}{name}", self.options.prefix)));
        let mut fields = Vec::new();
        let mut of_documents = self.of_documents();
        let said = of_documents.split_off(self.options.layers.len());
        for (layer, field) in self.options.layers.iter().zip(of_documents) {
            match row_fields(field.data_type()) {
                Some(inner) if self.options.explode.as_ref() == Some(layer) => {
                    let begin = layer.replace('.', "_");
                    let of_row = |field: &FieldRef| field.as_ref().clone().with_nullable(true);
                    fields
                        .extend(inner.iter().map(|field| named(&of_row(field), &format!("{begin}_{}", field.name()))));
                }
                _ => fields.push(named(&field, field.name())),
            }
        }
        fields.extend(self.options.views.iter().map(|view| named(&Field::new(view, DataType::Utf8, true), view)));
        fields.extend(said.iter().map(|field| named(field, field.name())));
        fields
    }

    /// The columns of layers, of errors and of warnings, as documents have them.
    fn of_documents(&self) -> Vec<FieldRef> {
        self.documents.schema().fields().iter().map(plain_field).collect()
    }

    /// The rows of `batch`, the first of which is row `first` of the table, with what was found in them.
    pub(crate) fn batch(
        &self,
        batch: &RecordBatch,
        first: usize,
        found: Vec<Found>,
    ) -> Result<RecordBatch, ArrowError> {
        let (rows, views): (Vec<DocumentRow>, Vec<Vec<Option<String>>>) =
            found.into_iter().map(|found| (found.row, found.views)).unzip();
        let documents = self.documents.batch(&rows).map_err(|error| ArrowError::ExternalError(error.into()))?;
        let mut made = documents.columns().iter().map(plain_array).collect::<Result<Vec<_>, _>>()?;
        let said = made.split_off(self.options.layers.len());
        let kept: Vec<ArrayRef> = match self.options.keep {
            true => batch.columns().to_vec(),
            false => {
                vec![Arc::new(Int64Array::from_iter_values((first..).take(batch.num_rows()).map(|row| row as i64)))]
            }
        };
        let of_view = |at: usize| Arc::new(StringArray::from_iter(views.iter().map(|texts| texts[at].as_deref())));
        let views = (0..self.options.views.len()).map(|at| of_view(at) as ArrayRef);
        let behind: Vec<ArrayRef> = views.chain(said).collect();
        let exploded = self.options.layers.iter().position(|layer| self.options.explode.as_ref() == Some(layer));
        let columns = match exploded {
            None => [kept, made, behind].concat(),
            Some(at) => explode(&kept, &made, at, &behind)?,
        };
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

/// The position of a column that holds texts, numbers or dates.
fn find(input: &Schema, name: &str, what: &str) -> Result<usize, String> {
    let at = input.index_of(name).map_err(|_| {
        let there: Vec<&str> = input.fields().iter().map(|field| field.name().as_str()).collect();
        format!("there is no column `{name}` ({what}) among {}; name it with `{what}=`", there.join(", "))
    })?;
    match input.field(at).data_type() {
        kind @ (DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_)) => {
            Err(format!("column `{name}` holds {kind} and no text"))
        }
        kind if kind.is_nested() => Err(format!("column `{name}` holds {kind} and no text")),
        _ => Ok(at),
    }
}

/// The layer `name` of a pipeline, with what its rows hold.
fn layer(loaded: &Loaded, name: &str) -> Result<(String, Option<LayerSchema>), String> {
    loaded.layers.iter().find(|(known, _)| known == name).cloned().ok_or_else(|| {
        let there: Vec<&str> = loaded.layers.iter().map(|(name, _)| name.as_str()).collect();
        format!("no stage gives a layer `{name}`; there is {}", there.join(", "))
    })
}

/// Of the column of a layer the fields of its rows.
fn row_fields(kind: &DataType) -> Option<&arrow_schema::Fields> {
    let DataType::List(item) = kind else { return None };
    match item.data_type() {
        DataType::Struct(fields) => Some(fields),
        _ => None,
    }
}

/// Columns with a row for each row of the layer at `at` of `made`; a row of the table without one stays.
fn explode(kept: &[ArrayRef], made: &[ArrayRef], at: usize, behind: &[ArrayRef]) -> Result<Vec<ArrayRef>, ArrowError> {
    let lists = made[at].as_list::<i32>();
    let (mut of, mut items): (Vec<u64>, Vec<Option<u64>>) = Default::default();
    for (row, ends) in lists.value_offsets().windows(2).enumerate() {
        let (from, to) = (ends[0] as u64, ends[1] as u64);
        items.extend((from..to).map(Some).chain((from == to).then_some(None)));
        of.resize(items.len(), row as u64);
    }
    let (of, items) = (UInt64Array::from(of), UInt64Array::from(items));
    let inner = lists.values().as_struct().columns().iter().map(|column| take(column, &items, None));
    let inner = inner.collect::<Result<Vec<_>, _>>()?;
    let again = |column: &ArrayRef| take(column, &of, None);
    let mut columns = kept.iter().chain(&made[..at]).map(again).collect::<Result<Vec<_>, _>>()?;
    columns.extend(inner);
    columns.extend(made[at + 1..].iter().chain(behind).map(again).collect::<Result<Vec<_>, _>>()?);
    Ok(columns)
}

/// The same type of what every engine reads: text, whole numbers with a sign, no dictionaries.
fn plain(kind: &DataType) -> DataType {
    match kind {
        DataType::Dictionary(_, value) => plain(value),
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::List(item) => DataType::List(plain_field(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(plain_field).collect()),
        other => other.clone(),
    }
}

fn plain_field(field: &FieldRef) -> FieldRef {
    Arc::new(field.as_ref().clone().with_data_type(plain(field.data_type())))
}

/// The values of [`DocumentColumns`] in [`plain`] types.
fn plain_array(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Dictionary(..) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            take(dictionary.values(), dictionary.keys(), None)?
        }
        DataType::UInt32 => Arc::new(array.as_primitive::<UInt32Type>().unary::<_, Int64Type>(i64::from)),
        DataType::UInt64 => {
            let signed = |number: u64| i64::try_from(number).map_err(|error| ArrowError::CastError(error.to_string()));
            Arc::new(array.as_primitive::<UInt64Type>().try_unary::<_, Int64Type, _>(signed)?)
        }
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let items = plain_array(list.values())?;
            Arc::new(ListArray::try_new(plain_field(item), list.offsets().clone(), items, list.nulls().cloned())?)
        }
        DataType::Struct(fields) => {
            let inner = array.as_struct().columns().iter().map(plain_array).collect::<Result<Vec<_>, _>>()?;
            let fields = fields.iter().map(plain_field).collect();
            Arc::new(StructArray::try_new_with_length(fields, inner, array.nulls().cloned(), array.len())?)
        }
        _ => Arc::clone(array),
    })
}
