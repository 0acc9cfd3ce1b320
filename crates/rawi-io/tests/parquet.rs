//! Parquet: what is written is read again, and tables of others are.
#![cfg(feature = "parquet")]

mod common;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use common::{Folder, read, strings};
use parquet::arrow::ArrowWriter;
use rawi_core::{DocError, Document, Layer, LayerKey, Span, host, layers};
use rawi_io::{JsonlSource, Offsets, OpenSink, OpenSource as _, ParquetSink, ParquetSource, SinkContext};
use std::sync::Arc;

const TEXT: &str = "قتل 7 جنود و12 مدنيا في حلب.";

/// A layer without a schema.
static LOOSE: LayerKey<serde_json::Value> = LayerKey::new("org.example.loose");

fn source(files: &[&str]) -> ParquetSource {
    serde_json::from_value(serde_json::json!({ "files": files })).unwrap()
}

fn report(i: usize) -> Document {
    let mut doc = Document::new(format!("d{i}"), TEXT).unwrap();
    doc.meta_mut().set("title", "عنوان");
    doc.meta_mut().set("region", "الشمال");
    let place = |words: &str| Span::new(TEXT.find(words).unwrap(), TEXT.find(words).unwrap() + words.len());
    let numbers: Vec<layers::Number> = [
        serde_json::json!({ "label": "CARDINAL", "value": 7, "form": "digits" }),
        serde_json::json!({ "label": "CARDINAL", "value": 12, "form": "digits", "unit": { "name": "person", "span": place("مدنيا") } }),
    ]
    .map(|number| serde_json::from_value(number).unwrap())
    .into();
    doc.insert_layer("numbers", Layer::new(TEXT, vec![place("7"), place("12")], numbers).unwrap()).unwrap();
    if i.is_multiple_of(2) {
        let none = Layer::new(TEXT, Vec::new(), Vec::<layers::Sentence>::new()).unwrap();
        doc.insert_layer(layers::SENTENCES.name(), none).unwrap();
        let values =
            vec![serde_json::json!({ "x": [1, "س"], "span": [0, 6] }), serde_json::json!("7"), serde_json::Value::Null];
        let places = vec![place("7"), place("12"), place("حلب")];
        doc.insert_layer(LOOSE.name(), Layer::new(TEXT, places, values).unwrap()).unwrap();
        let (stage, kind) = ("tagger".to_owned(), "input".to_owned());
        host::push_error(&mut doc, DocError { stage, kind, message: "why".into(), span: Some(place("حلب")) });
    }
    doc
}

fn write(folder: &Folder, name: &str, offsets: Offsets, documents: usize) {
    let cx = SinkContext {
        base: folder.root().to_owned(),
        given: strings(&["tokens", "numbers", "sentences", LOOSE.name()]),
        schemas: ["numbers", "sentences"].map(|name| (name.to_owned(), layers::schema_of(name).unwrap())).into(),
        ..SinkContext::default()
    };
    let sink = ParquetSink { path: Some(name.into()), offsets, ..ParquetSink::default() };
    let mut opened = sink.open(&cx).unwrap();
    let prepare = opened.sink.prepare();
    for i in 0..documents {
        let part = prepare.document(&report(i)).unwrap().unwrap();
        assert!(part.held() > TEXT.len());
        opened.sink.take(part).unwrap();
    }
    for file in opened.sink.finish().unwrap() {
        file.appear().unwrap();
    }
}

#[test]
fn records_come_back_as_they_were_whatever_offsets_count() {
    for offsets in [Offsets::Bytes, Offsets::Chars, Offsets::Utf16] {
        let folder = Folder::new();
        write(&folder, "a.parquet", offsets, 1100);
        let found = read(&source(&["a.parquet"]), &folder.context());
        assert!(found.errors.is_empty(), "{:?}", found.errors.first());
        assert_eq!(found.docs.len(), 1100);
        for (i, doc) in found.docs.iter().enumerate() {
            let (wanted, numbers) = (report(i), layers::NUMBERS.name());
            assert_eq!(
                (doc.id(), doc.source(), doc.meta(), doc.errors()),
                (wanted.id(), TEXT, wanted.meta(), wanted.errors())
            );
            assert_eq!(doc.raw_layer(numbers), wanted.raw_layer(numbers), "{i}");
            assert_eq!(doc.raw_layer(LOOSE.name()), wanted.raw_layer(LOOSE.name()), "{i}");
            let (sentences, wanted) = (doc.raw_layer("sentences"), wanted.raw_layer("sentences"));
            assert_eq!(sentences, wanted, "an empty layer is there");
        }
    }
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let folder = Folder::new();
    write(&folder, "a.parquet", Offsets::Bytes, 700);
    write(&folder, "b.parquet", Offsets::Bytes, 700);
    assert!(std::fs::read(folder.path("a.parquet")).unwrap() == std::fs::read(folder.path("b.parquet")).unwrap());
}

#[test]
fn tables_of_others_are_read_by_the_names_of_their_columns() {
    let folder = Folder::new();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("number", Arc::new(Int64Array::from(vec![7, 8, 9]))),
        ("body", Arc::new(StringArray::from(vec![Some("نص"), Some("آخر"), None]))),
        ("published", Arc::new(StringArray::from(vec!["18/05/2025", "2025-05-19", ""]))),
        ("other", Arc::new(Int64Array::from(vec![1, 2, 3]))),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap();
    let file = std::fs::File::create(folder.path("a.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let options = serde_json::json!({ "files": ["a.parquet"], "id": "number", "text": "body" });
    let mapped: ParquetSource = serde_json::from_value(options).unwrap();
    let found = read(&mapped, &folder.context());
    assert_eq!(found.ids(), ["7", "8"]);
    assert_eq!(found.docs[0].meta().published(), Some("2025-05-18"));
    assert!(found.errors[0].to_string().contains("no field `body` with the text"), "{:?}", found.errors);
}

#[test]
fn what_is_no_parquet_is_an_error_with_its_name() {
    let folder = Folder::new();
    folder.write("a.parquet", "PAR1 not really");
    write(&folder, "b.parquet", Offsets::Bytes, 3);
    let whole = std::fs::read(folder.path("b.parquet")).unwrap();
    folder.write("c.parquet", &whole[..whole.len() - 20]);
    let found = read(&source(&["a.parquet", "b.parquet", "c.parquet"]), &folder.context());
    assert_eq!((found.docs.len(), found.errors.len()), (3, 2));
    assert!(
        found.errors.iter().all(|error| error.message.starts_with("cannot be read as Parquet: ")),
        "{:?}",
        found.errors
    );
    let error = source(&["-"]).open(&folder.context()).err().unwrap();
    assert!(error.to_string().contains("not from standard input"), "{error}");
    let _ = JsonlSource::default();
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic() {
    let folder = Folder::new();
    write(&folder, "a.parquet", Offsets::Bytes, 20);
    let whole = std::fs::read(folder.path("a.parquet")).unwrap();
    // Places and bytes that look random and are the same every time.
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut refused = 0;
    for round in 0..400_usize {
        let mut bytes = whole.clone();
        for _ in 0..=round % 4 {
            // Half of them in the description at the end, where more depends on each byte.
            let at = if next(2) == 0 { next(bytes.len()) } else { bytes.len() - 1 - next(bytes.len().min(4000)) };
            bytes[at] = next(256) as u8;
        }
        if round.is_multiple_of(7) {
            bytes.truncate(next(whole.len()));
        }
        folder.write("b.parquet", &bytes);
        let found = read(&source(&["b.parquet"]), &folder.context());
        assert!(found.docs.len() + found.errors.len() <= 41, "{round}");
        refused += usize::from(!found.errors.is_empty());
    }
    assert!(refused > 200, "{refused}");
}

#[cfg(feature = "zstd")]
#[test]
fn what_zstd_has_packed_is_read_and_what_is_cut_off_is_told() {
    let folder = Folder::new();
    let lines: String = (0..1000).map(|i| format!("{{\"id\":\"d{i}\",\"text\":\"نص رقم {i}\"}}\n")).collect();
    let packed = zstd::encode_all(lines.as_bytes(), 3).unwrap();
    folder.write("a.jsonl.zst", &packed);
    let jsonl = |name: &str| JsonlSource { files: strings(&[name]), ..JsonlSource::default() };
    assert_eq!(read(&jsonl("a.jsonl.zst"), &folder.context()).docs.len(), 1000);
    folder.write("b.jsonl.zst", &packed[..packed.len() / 2]);
    let found = read(&jsonl("b.jsonl.zst"), &folder.context());
    assert!(
        found.errors[0].message.contains("cut off") || found.errors[0].message.contains("damaged"),
        "{:?}",
        found.errors
    );
}
