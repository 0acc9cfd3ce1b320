//! Documents as columns.
#![cfg(feature = "arrow")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Document, Layer, LayerKey, Span, layers};
use rawi_io::Offsets;
use rawi_io::arrow::{DocumentColumns, LayerColumns};

const TEXT: &str = "قتل 7 جنود و12 مدنيا في حلب.";

/// The bytes of `words` in the text.
fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn report() -> Document {
    let mut doc = Document::new("a", TEXT).unwrap();
    doc.meta_mut().set("title", "عنوان");
    doc.meta_mut().set("region", "الشمال");
    let numbers = [
        serde_json::json!({ "label": "CARDINAL", "value": 7, "form": "digits" }),
        serde_json::json!({ "label": "CARDINAL", "min": 12, "form": "digits", "unit": { "name": "person", "span": span("مدنيا") } }),
    ];
    let numbers: Vec<layers::Number> = numbers.map(|number| serde_json::from_value(number).unwrap()).into();
    let layer = Layer::new(TEXT, vec![span("7"), span("12")], numbers).unwrap();
    doc.insert_layer("numbers", layer).unwrap();
    doc
}

fn batch(columns: &DocumentColumns, docs: &[Document]) -> RecordBatch {
    let rows: Vec<_> = docs.iter().map(|doc| columns.row(doc).unwrap()).collect();
    columns.batch(&rows).unwrap()
}

#[test]
fn a_document_is_a_row_and_a_layer_a_list_of_structs() {
    let columns = DocumentColumns::new([
        ("numbers".to_owned(), layers::schema_of("numbers")),
        ("text".to_owned(), None),
        ("summary".to_owned(), layers::schema_of("summary")),
    ]);
    let none = Document::new("b", "لا شيء").unwrap();
    let batch = batch(&columns, &[report(), none]);
    assert_eq!(batch.schema(), columns.schema());
    assert_eq!((batch.num_rows(), batch["id"].as_string::<i32>().value(1)), (2, "b"));
    assert_eq!(batch["title"].as_string::<i32>().value(0), "عنوان");
    assert!(batch["title"].is_null(1));
    assert_eq!(batch["meta"].as_map().value(0).column(1).as_string::<i32>().value(0), "الشمال");
    assert!(batch.column_by_name("layer.text").is_some(), "a layer called as a column is");

    let numbers = batch["numbers"].as_list::<i32>();
    assert!(numbers.is_null(1), "no layer is not an empty one");
    let rows = numbers.value(0);
    let rows = rows.as_struct();
    let starts = rows["start"].as_primitive::<UInt32Type>();
    let ends = rows["end"].as_primitive::<UInt32Type>();
    assert_eq!(&TEXT[starts.value(1) as usize..ends.value(1) as usize], "12");
    assert_eq!(rows["text"].as_string::<i32>().value(1), "12");
    assert_eq!(rows["value"].as_primitive::<Float64Type>().value(0), 7.0);
    assert!(rows["value"].is_null(1));
    let labels = rows["label"].as_dictionary_opt::<Int32Type>();
    let label = labels.map_or_else(
        || rows["label"].as_string::<i32>().value(0).to_owned(),
        |labels| labels.values().as_string::<i32>().value(0).to_owned(),
    );
    assert_eq!(label, "CARDINAL");
    let unit = rows["unit"].as_struct();
    assert!(unit.is_null(0));
    let place = unit["span"].as_struct();
    let (start, end) = (place["start"].as_primitive::<UInt32Type>(), place["end"].as_primitive::<UInt32Type>());
    assert_eq!(&TEXT[start.value(1) as usize..end.value(1) as usize], "مدنيا");
}

#[test]
fn offsets_count_what_is_asked_for_inside_values_too() {
    let table = LayerColumns::new("numbers", layers::schema_of("numbers").as_ref()).offsets(Offsets::Chars);
    let doc = report();
    let batch = table.batch([&doc, &doc]).unwrap();
    assert_eq!(batch.num_rows(), 4);
    let chars: Vec<char> = TEXT.chars().collect();
    let word = |start: u32, end: u32| chars[start as usize..end as usize].iter().collect::<String>();
    let (starts, ends) = (batch["start"].as_primitive::<UInt32Type>(), batch["end"].as_primitive::<UInt32Type>());
    assert_eq!(word(starts.value(3), ends.value(3)), "12");
    let unit = batch["unit"].as_struct()["span"].as_struct().clone();
    let (starts, ends) = (unit["start"].as_primitive::<UInt32Type>(), unit["end"].as_primitive::<UInt32Type>());
    assert_eq!(word(starts.value(1), ends.value(1)), "مدنيا");
}

#[test]
fn every_standard_layer_has_columns_and_one_without_a_schema_stands_as_json() {
    for name in ["sentences", "tokens", "mentions", "numbers", "dates", "quotes", "summary"] {
        let schema = layers::schema_of(name).unwrap();
        let table = LayerColumns::new(name, Some(&schema));
        assert_eq!(table.batch([]).unwrap().num_rows(), 0);
        assert_eq!(table.schema().fields().len(), schema.columns().len() + 1);
    }
    static LOOSE: LayerKey<serde_json::Value> = LayerKey::new("org.example.loose");
    let mut doc = Document::new("a", TEXT).unwrap();
    let values = vec![serde_json::json!({ "x": [1, null] }), serde_json::Value::Null];
    doc.insert_layer(LOOSE.name(), Layer::new(TEXT, vec![span("7"), span("12")], values).unwrap()).unwrap();
    let batch = LayerColumns::new(LOOSE.name(), None).batch([&doc]).unwrap();
    assert_eq!(batch.schema().field_with_name("value").unwrap().data_type(), &DataType::Utf8);
    assert_eq!(batch["value"].as_string::<i32>().value(0), r#"{"x":[1,null]}"#);
    assert!(batch["value"].is_null(1));
}

/// Columns below this one that say they have no nulls, and have some; `name` is how it is reached.
fn broken_promises(name: &str, field: &arrow_schema::Field, column: &dyn Array) -> Vec<String> {
    let mut found = Vec::new();
    if !field.is_nullable() && column.null_count() > 0 {
        found.push(name.to_owned());
    }
    match field.data_type() {
        DataType::Struct(fields) => {
            for (field, column) in fields.iter().zip(column.as_struct().columns()) {
                found.extend(broken_promises(&format!("{name}.{}", field.name()), field, column));
            }
        }
        DataType::List(item) => {
            found.extend(broken_promises(&format!("{name}.item"), item, column.as_list::<i32>().values()));
        }
        _ => {}
    }
    found
}

#[test]
fn a_column_that_may_have_no_nulls_has_none_below_a_null_either() {
    // The first number has no unit, which has a name and a span if it is there.
    let columns = DocumentColumns::new([("numbers".to_owned(), layers::schema_of("numbers"))]);
    let batch = batch(&columns, &[report()]);
    let numbers = batch["numbers"].as_list::<i32>().values();
    assert!(numbers.as_struct()["unit"].is_null(0) && numbers.as_struct()["unit"].is_valid(1));
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        assert_eq!(broken_promises(field.name(), field, column), Vec::<String>::new());
    }
}

#[test]
fn a_value_that_fits_no_column_costs_its_document_and_names_the_place() {
    let mut doc = Document::new("a", TEXT).unwrap();
    let values = vec![serde_json::json!({ "label": "CARDINAL", "value": "seven", "form": "digits" })];
    doc.insert_layer("numbers", Layer::new(TEXT, vec![span("7")], values).unwrap()).unwrap();
    let columns = DocumentColumns::new([("numbers".to_owned(), layers::schema_of("numbers"))]);
    let error = columns.row(&doc).unwrap_err();
    assert_eq!(error, "layer `numbers`, row 0: `value`: \"seven\" is no number");
}

#[test]
fn a_row_of_the_document_as_a_whole_repeats_no_text() {
    let schema = Schema::new([Field::new("topic", Kind::Text, "What it is about.")]).whole();
    let mut doc = report();
    let whole = Span::new(0, doc.source().len());
    let layer = Layer::new(doc.source(), vec![whole], vec![serde_json::json!({"topic": "x"})]).unwrap();
    doc.insert_layer("topics", layer.described(Some(schema.clone()))).unwrap();
    let table = LayerColumns::new("topics", Some(&schema)).batch([&doc]).unwrap();
    assert_eq!((table.num_rows(), table.column_by_name("text").unwrap().null_count()), (1, 1));
}
