//! The record: what is written is read back equal, in every unit of offsets.

use proptest::prelude::*;
use rawi_core::{Alignment, DocError, Document, Layer, Provenance, Span, View, layers::*};
use rawi_io::record::{Offsets, RecordOptions, json_schema, read, write};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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
    let token = Token { kind: TokenKind::Word, clitics: Clitics::new(5, &[2]).unwrap() };
    doc.insert_layer("tokens", Layer::new(source, vec![Span::new(5, 17)], vec![token]).unwrap()).unwrap();
    doc.insert_layer("marks", Layer::new(source, vec![Span::new(0, 4)], vec![Value::Null]).unwrap()).unwrap();
    let mut alignment = Alignment::builder();
    alignment.replace(4, 1);
    alignment.copy(source.len() - 4);
    let view = View::new(source, format!("?{}", &source[4..]), alignment.finish()).unwrap();
    doc.insert_view("normal", view).unwrap();
    doc.push_error(DocError {
        stage: "values".into(),
        kind: "input".into(),
        message: "no".into(),
        span: Some(Span::new(19, 23)),
    });
    doc
}

#[test]
fn the_default_is_the_text_and_every_layer_but_tokens() {
    let expected = concat!(
        r#"{"rawi":1,"id":"a-1","meta":{"title":"عنوان"},"text":"😀 وبيروت \"1990\".\n","layers":{"#,
        r#""marks":{"rows":[[0,4]]},"#,
        r#""mentions":{"by":{"stage":"tagger","uses":"tagger","version":"0.1.0","hash":"ab12"},"#,
        r#""rows":[[7,17,{"label":"GPE","entity":"LB-BA","confidence":0.9,"by":"g:x"}]]}},"#,
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
    assert_eq!(chars["layers"], json!({"tokens": {"rows": [[2, 8, {"kind": "word", "clitics": [[2, 3]]}]]}}));
    assert_eq!(chars["views"]["normal"]["runs"], json!([[0, 0, 1, 1]]));
    assert_eq!(chars["errors"][0]["span"], json!([10, 14]));
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
        (r#"{"x":{"rows":[[0,1]]}}"#, "a: layer `x`: [0,1] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[0,5]]}}"#, "a: layer `x`: [0,5] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[2,0]]}}"#, "a: layer `x`: [2,0] is no range of whole characters of the text"),
        (r#"{"x":{"rows":[[2,2]]}}"#, "a: layer `x`: span 2..2 covers nothing (the text has 4 bytes)"),
    ] {
        assert_eq!(of(layers), message);
    }
    assert!(of(r#"{"x":{"rows":[[0]]}}"#).contains("expected a row [start, end, value]"));
    assert!(of(r#"{"x":{"rows":[[0,2,1,1]]}}"#).contains("expected a row [start, end, value]"));
    let view = r#"{"rawi":1,"id":"a","text":"اب","views":{"v":{"text":"ا","runs":[]}},"layers":{}}"#;
    assert!(error(view).starts_with("a: view `v`: alignment"), "{}", error(view));
}

#[test]
fn a_value_that_cannot_be_written_leaves_nothing() {
    let source = "اب";
    let mut doc = Document::new("a", source).unwrap();
    let value = json!({"span": [0, 1]});
    doc.insert_layer("bad", Layer::new(source, vec![Span::new(0, 2)], vec![value]).unwrap()).unwrap();
    let mut out = b"before".to_vec();
    let options = RecordOptions { offsets: Offsets::Chars, ..RecordOptions::default() };
    let error = write(&doc, &options, &mut out).unwrap_err();
    assert_eq!(error, "layer `bad`, row 0 cannot be written: 1 is no place in the text");
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
            doc.push_error(DocError { stage: "s".into(), kind: "bug".into(), message, span: Some(span) });
        }
        for offsets in [Offsets::Bytes, Offsets::Chars, Offsets::Utf16] {
            let line = line(&doc, &everything(&doc, offsets));
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
