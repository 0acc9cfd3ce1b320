//! The record: what is written is read back equal, in every unit of offsets.

use proptest::prelude::*;
use rawi_core::host;
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Alignment, DocError, DocWarning, Document, Layer, MetaChange, Provenance, Span, View, layers::*};
use rawi_io::record::{Offsets, RecordOptions, Rows, json_schema, read, write};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

fn line(doc: &Document, options: &RecordOptions) -> String {
    let mut out = Vec::new();
    write(doc, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn everything(doc: &Document, offsets: Offsets) -> RecordOptions {
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    RecordOptions {
        text: true,
        views: names(doc.views().map(|(name, _)| name).collect()),
        layers: Some(names(doc.layers().map(|(name, _)| name).collect())),
        offsets,
        rows: Rows::Arrays,
    }
}

fn example() -> Document {
    let source = "😀 وبيروت \"1990\".\n";
    let mut doc = Document::new("a-1", source).unwrap();
    doc.meta_mut().set("title", "عنوان");
    let by = Provenance { stage: "tagger".into(), uses: "tagger".into(), version: "0.1.0".into(), hash: "ab12".into() };
    let mention =
        Mention { label: Label::GPE, entity: Some("LB-BA".into()), name: None, confidence: 0.9, by: "g:x".into() };
    let mentions = Layer::new(source, vec![Span::new(7, 17)], vec![mention]).unwrap().with_provenance(by);
    doc.insert_layer("mentions", mentions).unwrap();
    let token = Token { clitics: Clitics::new(5, &[2]).unwrap(), ..Token::new(TokenKind::Word) };
    doc.insert_layer("tokens", Layer::new(source, vec![Span::new(5, 17)], vec![token]).unwrap()).unwrap();
    doc.insert_layer("marks", Layer::new(source, vec![Span::new(0, 4)], vec![Value::Null]).unwrap()).unwrap();
    let mut alignment = Alignment::builder();
    alignment.replace(4, 1);
    alignment.copy(source.len() - 4);
    let view = View::new(source, format!("?{}", &source[4..]), alignment.finish()).unwrap();
    doc.insert_view("normal", view).unwrap();
    host::push_error(
        &mut doc,
        DocError { stage: "values".into(), kind: "input".into(), message: "no".into(), span: Some(Span::new(19, 23)) },
    );
    let (stage, message) = ("values".to_owned(), "an odd year".to_owned());
    host::push_warning(&mut doc, DocWarning { stage, message, span: Some(Span::new(19, 23)) });
    doc
}

#[test]
fn rows_of_the_document_as_a_whole_repeat_no_text() {
    let source = "نص قصير";
    let schema = Schema::new([Field::new("topic", Kind::Text, "What it is about.")]).whole();
    let mut doc = Document::new("a", source).unwrap();
    let whole = Span::new(0, source.len());
    let layer = Layer::new(source, vec![whole], vec![json!({"topic": "x"})]).unwrap().described(Some(schema));
    doc.insert_layer("topics", layer).unwrap();
    let options = RecordOptions { rows: Rows::Objects, ..everything(&doc, Offsets::Chars) };
    let written = line(&doc, &options);
    let expected = r#""schema":{"overlap":true,"whole":true,"fields":[{"name":"topic","kind":"text"}]},"rows":[{"start":0,"end":7,"text":null,"topic":"x"}]"#;
    assert!(written.contains(expected), "{written}");
    assert_eq!(read(written.as_bytes()).unwrap(), doc);
    let wrong = written.replace("\"end\":7", "\"end\":2");
    let message = read(wrong.as_bytes()).unwrap_err().message;
    assert!(
        message.contains(
            "layer `topics`: row 0 stands at 0..4; the annotations of this layer are of the document as a whole (0..13)"
        ),
        "{message}"
    );
}

#[test]
fn metadata_that_stages_set_reads_back() {
    let mut doc = example();
    let by = |stage: &str| Provenance { stage: stage.into(), uses: "x".into(), version: "1".into(), hash: "ab".into() };
    let change = MetaChange { by: by("b"), earlier: vec![by("a")], was: Some("قبل".into()) };
    host::insert_meta_change(&mut doc, "title".to_owned(), change);
    host::insert_meta_change(&mut doc, "topic".to_owned(), MetaChange { by: by("a"), ..MetaChange::default() });
    let written = line(&doc, &everything(&doc, Offsets::Bytes));
    let expected = concat!(
        r#""meta":{"title":"عنوان"},"changed":{"title":{"by":{"stage":"b","uses":"x","version":"1","hash":"ab"},"#,
        r#""earlier":[{"stage":"a","uses":"x","version":"1","hash":"ab"}],"was":"قبل"},"topic":{"by":{"stage":"a","#,
    );
    assert!(written.contains(expected), "{written}");
    assert_eq!(read(written.as_bytes()).unwrap(), doc);
}

#[test]
fn the_default_is_the_text_and_every_layer_but_tokens() {
    let expected = concat!(
        r#"{"rawi":1,"id":"a-1","meta":{"title":"عنوان"},"text":"😀 وبيروت \"1990\".\n","layers":{"#,
        r#""marks":{"rows":[[0,4]]},"#,
        r#""mentions":{"by":{"stage":"tagger","uses":"tagger","version":"0.1.0","hash":"ab12"},"#,
        r#""rows":[[7,17,{"label":"GPE","entity":"LB-BA","confidence":0.9,"by":"g:x"}]]}},"#,
        r#""warnings":[{"stage":"values","message":"an odd year","span":[19,23]}],"#,
        r#""errors":[{"stage":"values","kind":"input","message":"no","span":[19,23]}]}"#,
    );
    assert_eq!(line(&example(), &RecordOptions::default()), expected);
}

#[test]
fn offsets_count_what_the_record_says() {
    let doc = example();
    let chosen = |offsets| -> Value {
        let options = RecordOptions {
            views: vec!["normal".into(), "none".into()],
            layers: Some(vec!["tokens".into(), "none".into()]),
            offsets,
            ..RecordOptions::default()
        };
        serde_json::from_str(&line(&doc, &options)).unwrap()
    };
    let chars = chosen(Offsets::Chars);
    assert_eq!(chars["offsets"], "chars");
    assert_eq!(
        chars["layers"],
        json!({"tokens": {"spans": ["enclitics"], "rows": [[2, 8, {"kind": "word", "clitics": [[2, 3]]}]]}})
    );
    assert_eq!(chars["views"]["normal"]["runs"], json!([[0, 0, 1, 1]]));
    assert_eq!(chars["errors"][0]["span"], json!([10, 14]));
    assert_eq!(chars["warnings"][0]["span"], json!([10, 14]));
    let utf16 = chosen(Offsets::Utf16);
    assert_eq!(utf16["layers"]["tokens"]["rows"], json!([[3, 9, {"kind": "word", "clitics": [[3, 4]]}]]));
    assert_eq!(utf16["views"]["normal"]["runs"], json!([[0, 0, 2, 1]]));
}

#[test]
fn a_record_reads_back_equal() {
    let doc = example();
    for offsets in [Offsets::Bytes, Offsets::Chars, Offsets::Utf16] {
        assert_eq!(read(line(&doc, &everything(&doc, offsets)).as_bytes()).unwrap(), doc, "{offsets:?}");
    }
    let back = read(line(&doc, &everything(&doc, Offsets::Chars)).as_bytes()).unwrap();
    let tokens = back.layer(&TOKENS).unwrap().unwrap();
    assert_eq!(tokens.values()[0].clitics.iter().next(), Some(Span::new(5, 7)));
}

#[test]
fn unknown_layers_and_keys_do_no_harm() {
    let line = r#"{"future":[1,{"x":null}],"layers":{"org.example.x":{"rows":[[0,2,{"deep":{"spans":[[0,2]],"n":1.5}}],[2,4]]}},"text":"اب","id":"a","rawi":1}"#;
    let doc = read(line.as_bytes()).unwrap();
    let layer = doc.raw_layer("org.example.x").unwrap();
    assert_eq!((layer.len(), layer.json(0)), (2, json!({"deep": {"spans": [[0, 2]], "n": 1.5}})));
    assert_eq!(read(self::line(&doc, &RecordOptions::default()).as_bytes()).unwrap(), doc);
}

#[test]
fn what_is_no_record_is_told() {
    let error = |line: &str| {
        let error = read(line.as_bytes()).unwrap_err();
        format!("{}: {error}", error.id.clone().unwrap_or_default())
    };
    let of = |layers: &str| error(&format!(r#"{{"rawi":1,"id":"a","text":"اب","layers":{layers}}}"#));
    assert_eq!(
        error(r#"{"rawi":1,"id":"a","layers":{}}"#),
        "a: a record without its text, which cannot be read again; write it with `text = true`"
    );
    assert_eq!(
        error(r#"{"rawi":2,"id":7,"content":"x"}"#),
        ": a record of version 2, and this program reads version 1; use a newer one"
    );
    assert_eq!(error(r#"{"rawi":1,"id":7}"#), ": column 16: invalid type: integer `7`, expected a string");
    assert_eq!(
        error(r#"{"rawi":1,"id":"a","#),
        ": malformed JSON at column 19: EOF while parsing a value; mend the line or take it out"
    );
    for (layers, message) in [
        (r#"{"x":{"rows":[[0,1]]}}"#, "a: layer `x`: row 0: [0,1] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[0,5]]}}"#, "a: layer `x`: row 0: [0,5] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[2,0]]}}"#, "a: layer `x`: row 0: [2,0] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[2,2]]}}"#, "a: layer `x`: span 2..2 covers nothing (the text has 4 bytes)"),
    ] {
        assert_eq!(of(layers), message);
    }
    assert!(of(r#"{"x":{"rows":[[0]]}}"#).contains("expected a row [start, end, value]"));
    assert!(of(r#"{"x":{"rows":[[0,2,1,1]]}}"#).contains("expected a row [start, end, value]"));
    let view = r#"{"rawi":1,"id":"a","text":"اب","views":{"v":{"text":"ا","runs":[]}},"layers":{}}"#;
    assert!(error(view).starts_with("a: view `v`: alignment"), "{}", error(view));
}

static WRITTEN: AtomicBool = AtomicBool::new(false);

/// Can be written until [`WRITTEN`] is set.
#[derive(Clone, Debug, Deserialize)]
struct Once;

impl rawi_core::LayerValue for Once {}

impl Serialize for Once {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if WRITTEN.load(Ordering::Relaxed) {
            return Err(serde::ser::Error::custom("not twice"));
        }
        serializer.serialize_unit()
    }
}

#[test]
fn a_value_that_cannot_be_written_leaves_nothing() {
    let source = "اب";
    let mut doc = Document::new("a", source).unwrap();
    doc.insert_layer("bad", Layer::new(source, vec![Span::new(0, 2)], vec![Once]).unwrap()).unwrap();
    WRITTEN.store(true, Ordering::Relaxed);
    let mut out = b"before".to_vec();
    let error = write(&doc, &RecordOptions::default(), &mut out).unwrap_err();
    assert_eq!(error, "layer `bad`, row 0 cannot be written: not twice");
    assert_eq!(out, b"before");
}

#[test]
fn the_schema_names_every_key_that_is_written() {
    let schema = json_schema();
    let mut doc = example();
    doc.meta_mut().set("outlet", "صحيفة");
    let record: Value = serde_json::from_str(&line(&doc, &everything(&doc, Offsets::Chars))).unwrap();
    for key in record.as_object().unwrap().keys() {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
    let layer = &schema["properties"]["layers"]["additionalProperties"]["properties"];
    for key in record["layers"]["mentions"].as_object().unwrap().keys() {
        assert!(layer.get(key).is_some(), "{key}");
    }
}

/// Arabic text with everything that makes offsets hard.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "وبيروت",
        "وﻷحمد",
        "ﷺ",
        "العَرَبِيَّة",
        "إعمـــار",
        "😀",
        "Reuters",
        "\r\n",
        "\u{FEFF}",
        "\u{200F}",
        "\u{064B}",
        "\u{2067}",
        "\0",
        "\"",
        "\\",
        "\u{1}",
        "\u{1F}",
        " ",
        "٪١٢",
        "𐤀𐤁",
        "\u{2028}",
        "\n",
        "é",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Custom {
    score: f32,
    weight: f64,
    name: String,
    span: Span,
    spans: Vec<Span>,
}

impl rawi_core::LayerValue for Custom {}

/// Spans of whole characters of `text`.
fn spans(text: &str, picks: &[(usize, usize)]) -> Vec<Span> {
    let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let place = |pick: usize| ends[pick % ends.len()];
    picks
        .iter()
        .map(|&(a, b)| (place(a).min(place(b)), place(a).max(place(b))))
        .filter(|(start, end)| start < end)
        .map(|(start, end)| Span::new(start, end))
        .collect()
}

rawi_core::schema! {
    /// A ship.
    #[derive(PartialEq)]
    pub struct Ship {
        /// What it is called.
        pub name: String,
        /// Where its port stands.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub port: Option<Span>,
    }
}

#[test]
fn a_layer_of_ones_own_brings_its_schema() {
    let source = "رست المنارة في صور";
    let mut doc = Document::new("a", source).unwrap();
    let port = source.find("صور").unwrap();
    let ship = Ship { name: "المنارة".into(), port: Some(Span::new(port, source.len())) };
    let ships = Layer::new(source, vec![Span::new(7, 21)], vec![ship]).unwrap();
    let schema = ships.schema().cloned().unwrap();
    doc.insert_layer("org.example.ships", ships).unwrap();
    for (offsets, rows) in [(Offsets::Bytes, Rows::Arrays), (Offsets::Chars, Rows::Objects)] {
        let line = line(&doc, &RecordOptions { rows, ..everything(&doc, offsets) });
        let back = read(line.as_bytes()).unwrap();
        let read = back.raw_layer("org.example.ships").unwrap();
        let fields = |schema: &Schema| {
            let kinds = schema.fields().iter().map(|field| (field.name.clone(), field.kind.clone(), field.optional));
            kinds.collect::<Vec<_>>()
        };
        assert_eq!(fields(read.schema().unwrap()), fields(&schema));
        assert_eq!(read.json(0), json!({ "name": "المنارة", "port": [port, source.len()] }));
        assert!(!line.contains("What it is called"), "texts for people stay out: {line}");
    }
    // Its values are checked by it.
    let bytes = line(&doc, &everything(&doc, Offsets::Bytes));
    let error = read(bytes.replace("\"name\":\"المنارة\"", "\"name\":7").as_bytes()).unwrap_err();
    assert!(error.message.starts_with("layer `org.example.ships`: row 0: `name`: "), "{error}");
    let error = read(bytes.replace("\"kind\":\"text\"", "\"kind\":\"txt\"").as_bytes()).unwrap_err();
    assert!(
        error.message.starts_with("layer `org.example.ships`: `schema`: fields[0].kind: `txt` is no kind"),
        "{error}"
    );
    // A standard layer is what every reader knows it to be.
    assert!(!line_of_numbers().contains("\"schema\""));
    for name in STANDARD {
        assert!(schema_of(name).is_some(), "{name}");
    }
}

fn line_of_numbers() -> String {
    let doc = example();
    line(&doc, &everything(&doc, Offsets::Bytes))
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        text in text(),
        id in text(),
        meta in prop::collection::btree_map("[a-z]{1,4}", text(), 0..4),
        picks in prop::collection::vec((any::<usize>(), any::<usize>()), 0..20),
        score in any::<f32>().prop_filter("finite", |f| f.is_finite()),
        weight in any::<f64>().prop_filter("finite", |f| f.is_finite()),
        dropped in any::<u64>(),
    ) {
        let mut doc = Document::new(id, text.as_str()).unwrap();
        for (name, value) in meta {
            doc.meta_mut().set(name, value);
        }
        let spans = spans(&text, &picks);
        let values: Vec<Custom> = spans
            .iter()
            .map(|&span| Custom { score, weight, name: text.clone(), span, spans: spans.clone() })
            .collect();
        doc.insert_layer("custom", Layer::new(&text, spans.clone(), values).unwrap()).unwrap();
        doc.insert_layer("bare", Layer::new(&text, spans.clone(), vec![(); spans.len()]).unwrap()).unwrap();
        // A view without every character whose bit is set, and with two bytes for every NUL.
        let (mut view, mut alignment) = (String::new(), Alignment::builder());
        for (i, c) in text.chars().enumerate() {
            if dropped >> (i % 64) & 1 == 1 {
                alignment.replace(c.len_utf8(), 0);
            } else if c == '\0' {
                alignment.replace(1, 2);
                view.push('ا');
            } else {
                alignment.copy(c.len_utf8());
                view.push(c);
            }
        }
        doc.insert_view("normal", View::new(&text, view, alignment.finish()).unwrap()).unwrap();
        if let Some(&span) = spans.first() {
            let message = text.clone();
            host::push_error(&mut doc, DocError { stage: "s".into(), kind: "bug".into(), message, span: Some(span) });
        }
        for (offsets, rows) in [
            (Offsets::Bytes, Rows::Arrays),
            (Offsets::Chars, Rows::Arrays),
            (Offsets::Utf16, Rows::Arrays),
            (Offsets::Bytes, Rows::Objects),
            (Offsets::Chars, Rows::Objects),
        ] {
            let line = line(&doc, &RecordOptions { rows, ..everything(&doc, offsets) });
            prop_assert!(!line.contains('\n'));
            let back = read(line.as_bytes()).unwrap();
            prop_assert_eq!(&back, &doc);
            if !spans.is_empty() {
                let custom = rawi_core::LayerKey::<Custom>::new("custom");
                let (written, read) = (doc.layer(&custom).unwrap().unwrap(), back.layer(&custom).unwrap().unwrap());
                prop_assert_eq!(written.values(), read.values());
            }
        }
    }

    #[test]
    fn damaged_records_never_panic(cut in 0usize..400, at in 0usize..400, byte in any::<u8>()) {
        let doc = example();
        for offsets in [Offsets::Bytes, Offsets::Utf16] {
            let mut bytes = line(&doc, &everything(&doc, offsets)).into_bytes();
            let _ = read(&bytes[..cut.min(bytes.len())]);
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = read(&bytes);
        }
    }
}

#[test]
fn the_example_of_the_documentation_is_a_record() {
    let page = include_str!("../../../docs/record.md");
    let block = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let doc = read(block.as_bytes()).unwrap();
    let covered = |layer: &str| -> Vec<&str> {
        doc.raw_layer(layer).unwrap().spans().iter().map(|&span| doc.text(span)).collect()
    };
    assert_eq!(covered("mentions"), ["سامي الأحمد", "بيروت"]);
    assert_eq!(covered("numbers"), ["12"]);
    assert_eq!(doc.layer(&NUMBERS).unwrap().unwrap().values()[0].value, Some(12.0));
    assert_eq!(covered("dates"), ["مايو 2025"]);
    assert!(doc.layer(&DATES).is_ok() && doc.layer(&SENTENCES).is_ok());
    let written: Value = serde_json::from_str(&line(&doc, &everything(&doc, Offsets::Bytes))).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(block).unwrap());
}

/// A record of one layer that no program knows, with these keys beside its rows.
fn with_layer(name: &str, head: &str, rows: &str) -> String {
    format!(r#"{{"rawi":1,"id":"a","text":"وبيروت قرب","layers":{{"{name}":{{{head}"rows":{rows}}}}}}}"#)
}

#[test]
fn what_a_record_holds_is_checked_with_its_place() {
    let error = |name: &str, rows: &str| read(with_layer(name, "", rows).as_bytes()).unwrap_err().to_string();
    for (name, rows, expected) in [
        (
            "tokens",
            r#"[[0,4,{"kind":"word"}],[2,12,{"kind":"word"}]]"#,
            "layer `tokens`: rows 0 (0..4) and 1 (2..12) overlap",
        ),
        (
            "tokens",
            r#"[[0,12,{"kind":"word","clitics":[[0,1]]}]]"#,
            "layer `tokens`: row 0: `clitics.0`: span 0..1 cuts",
        ),
        ("numbers", r#"[[0,12,{"label":"X","form":"digits","value":9e999}]]"#, "the number is too large to be one"),
        (
            "numbers",
            r#"[[0,12,{"label":"X","form":"digits","value":"9"}]]"#,
            "layer `numbers`: row 0: `value`: expected a number",
        ),
        (
            "numbers",
            r#"[[0,12,{"label":"X","form":"digits","unit":{"name":"m","span":[0,99]}}]]"#,
            "`unit.span`: span 0..99 ends past",
        ),
        ("mentions", r#"[[0,12]]"#, "layer `mentions`: row 0: expected an object, found null"),
        (
            "mentions",
            r#"[[0,2,{"label":"GPE"}],[1,12,{"label":"GPE"}]]"#,
            "layer `mentions`: row 1: [1,12] is no range",
        ),
        ("mine", r#"[[0,12,{"span":[0,1]}]]"#, "layer `mine`: row 0: `span`: span 0..1 cuts a character"),
        ("mine", r#"[{"start":0,"text":"x"}]"#, "missing field `end`"),
    ] {
        let error = error(name, rows);
        assert!(error.contains(expected), "{error}");
    }
    assert!(error("numbers", "[[0,12,{\"value\":9e999}]]").starts_with("column "));
}

#[test]
fn whole_numbers_keep_their_digits_or_are_refused() {
    let read = |value: &str| read(with_layer("mine", "", &format!("[[0,12,{{\"id\":{value}}}]]")).as_bytes());
    for kept in
        ["9007199254740993", "18446744073709551615", "-9223372036854775808", "\"123456789012345678901234567890\""]
    {
        let doc = read(kept).unwrap();
        assert_eq!(doc.raw_layer("mine").unwrap().json(0)["id"].to_string(), kept);
        let again = rawi_io::record::read(line(&doc, &RecordOptions::default()).as_bytes()).unwrap();
        assert_eq!(again, doc);
    }
    for fraction in ["0.12345678901234567890123", "12345678901234567890123.5", "1.5e20"] {
        assert!(read(fraction).is_ok(), "{fraction}");
    }
    for lost in ["18446744073709551616", "123456789012345678901234567890", "-123456789012345678901234567890"] {
        let error = read(lost).unwrap_err().to_string();
        let digits = lost.trim_start_matches('-');
        assert!(error.contains(&format!("the whole number {digits} does not fit in 64 bits")), "{error}");
        assert!(error.starts_with("column "), "{error}");
    }
}

#[test]
fn rows_can_be_objects_with_every_key() {
    let mut doc = example();
    let source = doc.source().to_owned();
    let odd = vec![json!({"text": 1, "other": null}), json!({"text": 2})];
    doc.insert_layer("odd", Layer::new(&source, vec![Span::new(0, 4), Span::new(5, 7)], odd).unwrap()).unwrap();
    let numbers = Layer::new::<Number>(&source, Vec::new(), Vec::new()).unwrap();
    doc.insert_layer("numbers", numbers).unwrap();
    let options = |offsets| RecordOptions { rows: Rows::Objects, ..everything(&doc, offsets) };
    let written: Value = serde_json::from_str(&line(&doc, &options(Offsets::Chars))).unwrap();
    let rows = |name: &str| written["layers"][name]["rows"].to_string();
    assert_eq!(
        rows("mentions"),
        r#"[{"start":3,"end":8,"text":"بيروت","label":"GPE","entity":"LB-BA","name":null,"confidence":0.9,"by":"g:x"}]"#
    );
    assert_eq!(
        rows("tokens"),
        r#"[{"start":2,"end":8,"text":"وبيروت","kind":"word","clitics":[[2,3]],"enclitics":null}]"#
    );
    assert_eq!(rows("marks"), r#"[{"start":0,"end":1,"text":"😀"}]"#);
    assert_eq!(rows("numbers"), "[]");
    // Values that cannot stand beside a row's own keys stand whole.
    assert_eq!(
        rows("odd"),
        r#"[{"start":0,"end":1,"text":"😀","_value":{"text":1,"other":null}},{"start":2,"end":3,"text":"و","_value":{"text":2}}]"#
    );
    for offsets in [Offsets::Bytes, Offsets::Chars, Offsets::Utf16] {
        assert_eq!(read(line(&doc, &options(offsets)).as_bytes()).unwrap(), doc, "{offsets:?}");
    }
}

rawi_core::schema! {
    /// A value with spans under keys of its own, and a reference.
    #[derive(PartialEq)]
    pub struct Said {
        /// Who.
        pub who: rawi_core::schema::Ref<Mentions>,
        /// Where the verb stands.
        pub verb: Span,
        /// Where else.
        pub again: Vec<Place>,
    }
}
rawi_core::schema! {
    /// A place.
    #[derive(PartialEq)]
    pub struct Place {
        /// In the text.
        pub at: Span,
    }
}

#[test]
fn spans_and_references_of_a_schema_are_told_to_who_has_it_not() {
    let mut doc = example();
    let source = doc.source().to_owned();
    let said = Said {
        who: rawi_core::schema::Ref::new(0),
        verb: Span::new(5, 7),
        again: vec![Place { at: Span::new(7, 17) }],
    };
    let layer = Layer::new(&source, vec![Span::new(5, 17)], vec![said.clone()]).unwrap();
    doc.insert_layer("said", layer).unwrap();
    // What a chosen layer refers to comes along.
    let options =
        |offsets| RecordOptions { layers: Some(vec!["said".to_owned()]), offsets, ..RecordOptions::default() };
    let mut written: Value = serde_json::from_str(&line(&doc, &options(Offsets::Chars))).unwrap();
    let declared = written["layers"]["said"].as_object_mut().unwrap().remove("schema").unwrap();
    assert_eq!(declared["fields"][0], json!({ "name": "who", "kind": "ref", "layer": "mentions" }));
    let layers: Vec<&String> = written["layers"].as_object().unwrap().keys().collect();
    assert_eq!(layers, ["mentions", "said"]);
    assert_eq!(
        written["layers"]["said"].to_string(),
        r#"{"spans":["verb","again.at"],"refs":{"who":"mentions"},"rows":[[2,8,{"who":0,"verb":[2,3],"again":[{"at":[3,8]}]}]]}"#
    );
    for (offsets, schema) in [Offsets::Bytes, Offsets::Chars, Offsets::Utf16].into_iter().zip([true, false, true]) {
        let mut record: Value = serde_json::from_str(&line(&doc, &options(offsets))).unwrap();
        if !schema {
            record["layers"]["said"].as_object_mut().unwrap().remove("schema");
        }
        let back = read(record.to_string().as_bytes()).unwrap();
        let key = rawi_core::LayerKey::<Said>::new("said");
        assert_eq!(back.layer(&key).unwrap().unwrap().values(), std::slice::from_ref(&said));
        assert_eq!(back.raw_layer("said").unwrap().references(), [("who".to_owned(), "mentions".to_owned())]);
    }
    let dangling = with_layer("said", r#""refs":{"who":"mentions"},"#, r#"[[0,12,{"who":0}]]"#);
    let error = read(dangling.as_bytes()).unwrap_err().to_string();
    assert!(
        error.starts_with("layer `said`: row 0 refers to row 0 of layer `mentions`, and it is not there"),
        "{error}"
    );
    let cut = with_layer("said", r#""spans":["verb"],"#, r#"[[0,12,{"verb":[0,1]}]]"#);
    let error = read(cut.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("layer `said`: row 0: [0,1] is no place in the text"), "{error}");
}

#[test]
fn the_schema_has_the_standard_layers() {
    let schema = json_schema();
    let mentions = &schema["properties"]["layers"]["properties"]["mentions"]["properties"]["rows"]["items"]["anyOf"];
    assert_eq!(mentions[0]["prefixItems"][2]["required"], json!(["label"]));
    assert_eq!(mentions[0]["prefixItems"][2]["properties"]["confidence"]["type"], "number");
    let names: Vec<&String> = mentions[1]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["start", "end", "text", "label", "entity", "name", "confidence", "by"]);
}
