//! The rules of the crate doc, each by its number, and the law that a transcript reads back.

use proptest::prelude::*;
use rawi_core::host;
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{DocError, DocWarning, Document, Layer, MetaChange, Span, layers};
use rawi_transcript::{Options, parse, render};
use serde_json::{Value, json};

fn doc(source: &str, layer: &[(&str, usize, usize, Value)]) -> Document {
    let mut doc = Document::new("", source).unwrap();
    let mut names: Vec<&str> = layer.iter().map(|row| row.0).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let rows = layer.iter().filter(|row| row.0 == name);
        let (spans, values) = rows.map(|row| (Span::new(row.1, row.2), row.3.clone())).unzip();
        doc.insert_layer(name, Layer::new::<Value>(source, spans, values).unwrap()).unwrap();
    }
    doc
}

#[track_caller]
fn check(doc: &Document, expected: &str) {
    let got = render(doc, &Options::default());
    assert_eq!(got, expected);
    assert_eq!(render(&parse(&got).unwrap(), &Options::default()), got, "read back");
}

#[test]
fn rule_1_every_line_once_with_its_facts() {
    check(&doc("أولا\n\nثالثا", &[("a", 10, 20, Value::Null)]), "line  أولا\nline\nline  ثالثا\n  a 0..10  ثالثا\n");
    check(&doc("", &[]), "line\n");
}

#[test]
fn rule_2_a_fact_shows_what_it_covers() {
    check(
        &doc("عام 1990", &[("years", 7, 11, json!({"label": "Y", "value": 1990}))]),
        "line  عام 1990\n  years Y 7..11 value=1990  1990\n",
    );
    check(&doc("عام", &[("tokens", 0, 6, json!({"kind": "word"}))]), "line  عام\n  tokens word 0..6  عام\n");
    let quotes = parse("line  عام\n  quotes indirect 0..6  عام\n").unwrap();
    assert_eq!(quotes.raw_layer("quotes").unwrap().json(0), json!({"kind": "indirect"}));
    let wrong = parse("line  عام 1990\n  years Y 6..11  1990\n").unwrap_err();
    assert_eq!(wrong.to_string(), "line 2 of the transcript: 6..11 covers ` 1990`, not `1990`");
}

#[test]
fn rule_3_an_edit_moves_nothing_on_other_lines() {
    let facts = [("a", 3, 8, json!({"span": [0, 2]}))];
    check(
        &doc("ab\ncd\nef", &facts),
        "line  ab\nline  cd\n  a 0..+1:2 span=-1:0..2  cd\\nef\n    .span  ab\nline  ef\n",
    );
    let before = render(&doc("ab\ncd", &[("a", 3, 5, Value::Null)]), &Options::default());
    let after = render(&doc("xyz\nab\ncd", &[("a", 7, 9, Value::Null)]), &Options::default());
    assert_eq!(after, format!("line  xyz\n{before}"));
}

#[test]
fn rule_4_sorted_and_chosen_by_name() {
    let facts =
        [("b", 0, 1, Value::Null), ("a", 1, 2, Value::Null), ("a", 0, 1, Value::Null), ("a", 0, 2, Value::Null)];
    let doc = doc("xy", &facts);
    check(&doc, "line  xy\n  a 0..2  xy\n  a 0..1  x\n  a 1..2  y\n  b 0..1  x\n");
    assert_eq!(render(&doc, &Options::only(["b"])), "line  xy\n  b 0..1  x\n");
}

#[test]
fn rule_5_arabic_stands_last_and_alone() {
    check(
        &doc("الشرع", &[("m", 0, 10, json!({"label": "PERS", "name": "أحمد الشرع", "id": "x y"}))]),
        "line  الشرع\n  m PERS 0..10 id=\"x y\"  الشرع\n    .name  أحمد الشرع\n",
    );
}

#[test]
fn rule_5_the_words_of_inner_spans_stand_below() {
    let text = "على بعد كيلومترين";
    let value = json!({"unit": {"name": "km", "span": [14, 32]}, "spans": [[0, 6], [7, 13]]});
    let shown = "line  على بعد كيلومترين\n  a 0..6 unit.name=km unit.span=14..32 spans=0..6,7..13,  على\n    .unit.span  كيلومترين\n    .spans  على | بعد\n";
    check(&doc(text, &[("a", 0, 6, value)]), shown);
    // They are checked when they are read, and need not be written.
    let wrong = parse(&shown.replace(".unit.span  كيلومترين", ".unit.span  كيلومتر")).unwrap_err();
    assert_eq!(wrong.to_string(), "line 3 of the transcript: `unit.span` covers `كيلومترين`, not `كيلومتر`");
    let short: String =
        shown.lines().filter(|line| !line.starts_with("    ")).map(|line| format!("{line}\n")).collect();
    assert_eq!(render(&parse(&short).unwrap(), &Options::default()), shown);
    // Under any key, by the schema.
    let at = Field::new("at", Kind::Span, "");
    let schema = Schema::new([
        Field::new("verb", Kind::Span, ""),
        Field::new("list", Kind::List(Box::new(Kind::Group(vec![at]))), ""),
        Field::new("parts", Kind::spans(), ""),
    ]);
    let value = json!({"verb": [0, 6], "list": [{"at": [7, 13]}], "parts": [[0, 6]], "numbers": [0, 6]});
    let mut doc = Document::new("", text).unwrap();
    let layer = Layer::new(text, vec![Span::new(0, 6)], vec![value]).unwrap().described(Some(schema));
    doc.insert_layer("said", layer).unwrap();
    check(
        &doc,
        "line  على بعد كيلومترين\n  said 0..6 verb=0..6 list.0.at=7..13 parts=0..6, numbers.0=0 numbers.1=6  على\n    .verb  على\n    .list.0.at  بعد\n    .parts  على\n",
    );
}

#[test]
fn rule_6_what_cannot_be_seen_is_escaped() {
    check(&doc("\u{64B}أ\u{64B} \u{200F}ب\\ـ\r", &[]), "line  \\u{64B}أ\u{64B} \\u{200F}ب\\\\ـ\\r\n");
    check(&doc(" a ", &[("a", 0, 1, Value::Null)]), "line  \\u{20}a\\u{20}\n  a 0..1  \\u{20}\n");
}

#[test]
fn rule_7_numbers_and_inner_values() {
    let value = json!({"score": 0.123_456, "one": 1.0, "unit": {"name": "km", "span": [0, 1]}, "list": [1, {"a": "2025"}], "no": []});
    check(
        &doc("xy", &[("a", 0, 2, value)]),
        "line  xy\n  a 0..2 score=0.1235 one=1.0 unit.name=km unit.span=0..1 list.0=1 list.1.a=\"2025\" no=[]  xy\n    .unit.span  x\n",
    );
    check(
        &doc("xy", &[("a", 0, 2, json!({"clitics": [[0, 1]]}))]),
        "line  xy\n  a 0..2 clitics=0..1,  xy\n    .clitics  x\n",
    );
    check(&doc("xy", &[("a", 0, 2, json!(7))]), "line  xy\n  a 0..2 =7  xy\n");
}

#[test]
fn rule_8_no_provenance_unless_asked() {
    let doc = doc("xy", &[("a", 0, 2, json!({"label": "GPE", "confidence": 0.5, "by": "gazetteer"}))]);
    check(&doc, "line  xy\n  a GPE 0..2  xy\n");
    let asked = render(&doc, &Options { provenance: true, ..Options::default() });
    assert!(asked.contains("  a GPE 0..2 confidence=0.5 by=gazetteer  xy\n"), "{asked}");
}

#[test]
fn rule_9_what_is_said_of_the_document_as_a_whole() {
    let text = "أولا\nثانيا";
    let mut doc = Document::new("", text).unwrap();
    let values = vec![json!({"label": "sport", "at": [9, 19], "name": "رياضة"}), json!({"sure": 0.5})];
    let at = Field::new("at", Kind::Span, "").optional();
    let fields = [Field::new("label", Kind::Text, "").optional(), at, Field::new("name", Kind::Text, "").optional()];
    let whole = Span::new(0, text.len());
    let layer = Layer::new(text, vec![whole, whole], values).unwrap().described(Some(Schema::new(fields).whole()));
    doc.insert_layer("topics", layer).unwrap();
    check(
        &doc,
        "line  أولا\nline  ثانيا\ndocument topics sport at=+1:0..10\n    .at  ثانيا\n    .name  رياضة\ndocument topics sure=0.5\n",
    );
}

#[test]
fn rule_9_empty_layers_metadata_warnings_and_errors() {
    let mut doc = Document::new("", "xy").unwrap();
    doc.insert_layer("mentions", Layer::new::<Value>("xy", vec![], vec![]).unwrap()).unwrap();
    let (stage, kind, message) = ("tagger".to_owned(), "input".to_owned(), "no words".to_owned());
    host::push_error(&mut doc, DocError { stage, kind, message, span: Some(Span::new(0, 2)) });
    let (stage, message) = ("tagger".to_owned(), "few words".to_owned());
    host::push_warning(&mut doc, DocWarning { stage, message, span: Some(Span::new(0, 1)) });
    doc.meta_mut().set("topic", "سياسة");
    for name in ["topic", "url of it"] {
        host::insert_meta_change(&mut doc, name.to_owned(), MetaChange::default());
    }
    check(
        &doc,
        "line  xy\nempty mentions\nmeta topic  سياسة\nmeta \"url\\u0020of\\u0020it\"\nwarning tagger 0..1  few words\nerror tagger input 0..2  no words\n",
    );
}

#[test]
fn a_standard_layer_reads_back_typed() {
    let got = parse("line  وبيروت\n  mentions GPE 2..12 entity=LB-BA  بيروت\n    .name  بيروت\n").unwrap();
    let mentions = got.layer(&layers::MENTIONS).unwrap().unwrap();
    assert_eq!((mentions.values()[0].label.as_str(), mentions.values()[0].name.as_deref()), ("GPE", Some("بيروت")));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1000i32..1000).prop_map(|n| Value::from(f64::from(n) / 16.0)),
        "[a-zA-Z0-9 .=\"\\\\-]{0,6}".prop_map(Value::from),
        "[ابت \u{200F}\u{64B}\n]{1,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-c .\"=é1]{0,3}", inner), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_transcript_reads_back(
        source in "[ابتأ \u{200F}\u{64B}\n\r\\\\ x:=\u{640}]{1,30}",
        rows in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), value(), "[ab]"), 0..6),
    ) {
        let bounds: Vec<usize> = source.char_indices().map(|(i, _)| i).chain([source.len()]).collect();
        let rows: Vec<_> = rows.iter().map(|(a, b, value, name)| {
            let (a, b) = (a.index(bounds.len() - 1), b.index(bounds.len() - 1));
            (name.as_str(), bounds[a.min(b)], bounds[a.max(b) + 1], value.clone())
        }).collect();
        let doc = doc(&source, &rows);
        let text = render(&doc, &Options { provenance: true, ..Options::default() });
        let back = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(back.source(), doc.source());
        for (name, layer) in doc.layers() {
            let other = back.raw_layer(name).unwrap();
            prop_assert_eq!(layer.spans(), other.spans());
            for i in 0..layer.len() {
                prop_assert_eq!(layer.json(i), other.json(i), "{}", text);
            }
        }
    }
}
