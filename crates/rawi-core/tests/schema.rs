//! One declaration of a layer's values: what comes from it, and what is refused by it.

#![allow(missing_docs)] // the fields of a test

use rawi_core::host::{self, StoredLayer};
use rawi_core::layers::{self, Clitics, Mentions, Number, Summary, Token, TokenKind, Unit};
use rawi_core::schema::{Field, Kind, Ref, Schema, each_span};
use rawi_core::{
    Contract, Doc, Document, Layer, LayerKey, LayerValue, Output, Provenance, Renames, Slot, Span, Stage, StageError,
    Table, Verdict,
};
use serde_json::{Value, json};

const TEXT: &str = "وبيروت قرب البحر";

rawi_core::schema! {
    /// A value with a field
    /// of every kind.
    #[derive(PartialEq)]
    pub struct All {
        /// Some text.
        pub text: String,
        /// From 0 to 255.
        pub small: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub share: Option<f64>,
        pub sure: bool,
        pub side: Side,
        pub at: Span,
        pub parts: Vec<Span>,
        pub who: Option<Ref<Mentions>>,
        pub inner: Inner,
        pub list: Vec<Inner>,
        #[serde(default)]
        pub r#type: String,
    }
}

rawi_core::schema! {
    #[derive(PartialEq)]
    #[allow(missing_docs)] // a test's
    pub struct Inner {
        pub at: Span,
    }
}

rawi_core::schema! {
    /// A side.
    #[derive(Hash)]
    pub enum Side {
        /// At the left.
        Left = "left",
        /// At the right.
        FarRight = "far-right",
    }
}

static ALL: LayerKey<All> = LayerKey::new("all");

fn all() -> All {
    All {
        text: "x".into(),
        small: 3,
        share: Some(0.5),
        sure: true,
        side: Side::FarRight,
        at: Span::new(2, 12),
        parts: vec![Span::new(0, 2), Span::new(2, 12)],
        who: None,
        inner: Inner { at: Span::new(0, 2) },
        list: vec![Inner { at: Span::new(2, 12) }],
        r#type: String::new(),
    }
}

type Rows<T> = Vec<(Span, T)>;
/// Gives these rows in these layers.
struct Gives<T: LayerValue>(Vec<(LayerKey<T>, Rows<T>)>);

impl<T: LayerValue> Stage for Gives<T> {
    fn contract(&self) -> Contract {
        self.0.iter().fold(Contract::new(), |contract, (key, _)| contract.provides(key))
    }
    fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        for (key, rows) in &self.0 {
            for (span, value) in rows {
                out.layer(key)?.push(*span, value.clone());
            }
        }
        Ok(Verdict::Keep)
    }
}

fn doc() -> Document {
    Document::new("a", TEXT).unwrap()
}

/// What is said when one row of `key` is given.
fn refused<T: LayerValue>(key: LayerKey<T>, rows: Vec<(Span, T)>) -> String {
    doc().apply(&Gives(vec![(key, rows)])).unwrap_err().to_string()
}

#[test]
fn a_declaration_gives_type_json_and_schema() {
    let value = all();
    let json = serde_json::to_value(&value).unwrap();
    assert_eq!(serde_json::from_value::<All>(json.clone()).unwrap(), value);
    assert_eq!(json["side"], "far-right");
    let schema = ALL.schema().unwrap();
    let kinds: Vec<(&str, &str, bool)> =
        schema.fields().iter().map(|field| (field.name.as_ref(), field.kind.name(), field.optional)).collect();
    assert_eq!(
        kinds,
        [
            ("text", "text", false),
            ("small", "integer", false),
            ("share", "decimal", true),
            ("sure", "boolean", false),
            ("side", "enum", false),
            ("at", "span", false),
            ("parts", "spans", false),
            ("who", "ref", true),
            ("inner", "group", false),
            ("list", "list", false),
            ("type", "text", true),
        ]
    );
    assert_eq!(schema.fields()[1].kind, Kind::Integer { min: 0, max: 255 });
    assert_eq!(schema.fields()[0].doc, "Some text.");
    assert_eq!(schema.references(), [("who".to_owned(), "mentions".to_owned())]);
    assert_eq!(schema.spans_by_name(), ["at", "parts", "inner.at", "list.at"]);
    assert_eq!((Side::from_name("far-right"), Side::from_name("up")), (Some(Side::FarRight), None));
    assert!(serde_json::from_str::<Side>("\"up\"").unwrap_err().to_string().contains("far-right"));
}

#[test]
fn a_schema_is_the_same_after_json() {
    for (_, schema) in layers::standard().into_iter().chain([("all", ALL.schema().unwrap())]) {
        assert_eq!(Schema::from_json(&schema.to_json()), Ok(schema));
    }
}

#[test]
fn json_that_is_no_schema_is_refused_with_its_place() {
    let field = |extra: Value| {
        let mut field = json!({ "name": "x", "kind": "text" });
        field.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ "fields": [field] })
    };
    let mut deep = json!({ "kind": "text" });
    for _ in 0..200 {
        deep = json!({ "kind": "list", "of": deep });
    }
    let mut many = Vec::new();
    for i in 0..2000 {
        many.push(json!({ "name": format!("f{i}"), "kind": "text" }));
    }
    for (json, expected) in [
        (json!([]), "expected an object"),
        (json!({}), "fields: expected a list of fields"),
        (json!({ "fields": [], "extra": 1 }), "`extra` is no key here"),
        (field(json!({ "kind": "int" })), "fields[0].kind: `int` is no kind"),
        (field(json!({ "names": [] })), "fields[0].names: a field of kind `text` has no `names`"),
        (field(json!({ "kind": "enum" })), "fields[0]: an `enum` has `names`"),
        (field(json!({ "kind": "integer", "max": -1 })), "fields[0].max: expected no negative number"),
        (field(json!({ "kind": "list" })), "fields[0].of: a `list` says what it is a list `of`"),
        (field(json!({ "kind": "ref" })), "fields[0]: `layer` is missing"),
        (field(json!({ "optional": 1 })), "fields[0].optional: expected true or false"),
        (field(json!({ "name": "" })), "fields[0].name: is empty"),
        (json!({ "fields": [{ "name": "a", "kind": "text" }, { "name": "a", "kind": "text" }] }), "`a` is there twice"),
        (field(json!({ "kind": "list", "of": deep })), "lists and groups stand at most 8 deep"),
        (json!({ "fields": many }), "a schema has at most 1000 fields"),
    ] {
        let error = Schema::from_json(&json).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_a_stage_gives_is_checked_inside_its_values() {
    let row = Span::new(0, 12);
    let with = |change: &dyn Fn(&mut All)| {
        let mut value = all();
        change(&mut value);
        refused(LayerKey::new("all"), vec![(row, value)])
    };
    assert!(doc().apply(&Gives(vec![(LayerKey::new("all"), vec![(row, all())])])).is_ok());
    for (said, expected) in [
        (with(&|v| v.share = Some(f64::INFINITY)), "row 0: `share`: inf is no finite number (bytes 0..12)"),
        (with(&|v| v.share = Some(f64::NAN)), "`share`: NaN is no finite number"),
        (with(&|v| v.at = Span::new(1, 4)), "`at`: span 1..4 cuts a character"),
        (with(&|v| v.at = Span::new(4, 4)), "`at`: span 4..4 covers nothing"),
        (with(&|v| v.parts[1] = Span::new(0, 4000)), "`parts.1`: span 0..4000 ends past the text"),
        (with(&|v| v.inner.at = Span::new(0, 1)), "`inner.at`: span 0..1 cuts a character"),
        (with(&|v| v.list[0].at = Span::new(0, 1)), "`list.0.at`: span 0..1 cuts a character"),
        (with(&|v| v.who = Some(Ref::new(7))), "row 0 refers to row 7 of layer `mentions`, and it is not there"),
    ] {
        assert!(said.contains("layer `all`") && said.contains(expected), "{said}");
    }
    let number = Number {
        label: layers::Label::CARDINAL,
        value: Some(f64::INFINITY),
        min: None,
        max: None,
        unit: Some(Unit { name: "m".into(), span: Span::new(0, 2) }),
        form: layers::NumberForm::Digits,
        iso: None,
    };
    assert!(refused(LayerKey::new("numbers"), vec![(row, number)]).contains("`value`: inf is no finite number"));
    let token = Token { clitics: Clitics::new(2, &[2]).unwrap(), ..Token::new(TokenKind::Word) };
    assert!(refused(LayerKey::flat("tokens"), vec![(row, token)]).contains("do not stand at the beginning"));
    let token = Token { clitics: Clitics::new(0, &[1]).unwrap(), ..Token::new(TokenKind::Word) };
    assert!(refused(LayerKey::flat("tokens"), vec![(row, token)]).contains("`clitics.0`: span 0..1 cuts a character"));
    // A type without a schema: what stands under the keys of spans.
    let said = refused(LayerKey::new("odd"), vec![(row, json!({ "a": [{ "spans": [[0, 2], [1, 4]] }] }))]);
    assert!(said.contains("layer `odd`: row 0: `a.0.spans.1`: span 1..4 cuts a character"), "{said}");
}

#[test]
fn what_must_not_overlap_does_not() {
    let rows = |key: LayerKey<Summary>, spans: &[(usize, usize)]| {
        let value = Summary { rank: 1, score: 0.5 };
        let rows = spans.iter().map(|&(start, end)| (Span::new(start, end), value)).collect();
        doc().apply(&Gives(vec![(key, rows)]))
    };
    let wrong = rows(LayerKey::flat("summary"), &[(4, 6), (0, 12), (15, 17)]).unwrap_err().to_string();
    assert!(wrong.contains("rows 0 (0..12) and 1 (4..6) overlap, which they may not here"), "{wrong}");
    assert!(rows(LayerKey::flat("summary"), &[(0, 2), (4, 6)]).is_ok());
    assert!(rows(LayerKey::new("summary"), &[(0, 12), (4, 6)]).is_ok());
    // Read with a key that allows none: the document is told of, nothing panics.
    let value = Value::from(serde_json::Map::from_iter([("kind".to_owned(), json!("word"))]));
    let layer = Layer::new(TEXT, vec![Span::new(0, 12), Span::new(2, 12)], vec![value.clone(), value]).unwrap();
    let mut doc = doc();
    doc.insert_layer("tokens", layer).unwrap();
    let error = doc.layer(&layers::TOKENS).unwrap_err().to_string();
    assert!(error.contains("layer `tokens`: rows 0 (0..12) and 1 (2..12) overlap"), "{error}");
}

fn stored(name: &str, schema: Option<Schema>, rows: Vec<(usize, usize, Value)>) -> StoredLayer {
    let (spans, values) = rows.into_iter().map(|(start, end, value)| (Span::new(start, end), value)).unzip();
    StoredLayer {
        name: name.to_owned(),
        spans,
        values,
        schema,
        refers: Vec::new(),
        provenance: Provenance::default(),
        earlier: Vec::new(),
    }
}

#[test]
fn what_is_stored_is_checked_by_its_schema() {
    let insert = |name: &str, rows| host::insert_stored(&mut doc(), vec![stored(name, layers::schema_of(name), rows)]);
    for (name, value, expected) in [
        ("numbers", json!({ "form": "digits" }), "`label`: is missing"),
        ("numbers", json!({ "label": "X", "form": "roman" }), "`form`: `roman` is none of digits"),
        ("numbers", json!({ "label": 3, "form": "digits" }), "`label`: expected a name, found 3"),
        ("numbers", json!({ "label": "X", "form": "digits", "value": "3" }), "`value`: expected a number, found \"3\""),
        (
            "numbers",
            json!({ "label": "X", "form": "digits", "unit": { "name": "m", "span": [0, 1] } }),
            "`unit.span`: span 0..1 cuts a character",
        ),
        (
            "numbers",
            json!({ "label": "X", "form": "digits", "unit": { "name": "m", "span": [4] } }),
            "`unit.span`: expected a span [start, end], found [4]",
        ),
        ("tokens", json!({ "kind": "word", "clitics": [[0, 1]] }), "`clitics.0`: span 0..1 cuts a character"),
        ("summary", json!({ "rank": -1, "score": 1 }), "`rank`: -1 is no whole number from 0"),
        ("summary", json!({ "rank": 1.5, "score": 1 }), "`rank`: 1.5 is no whole number from 0"),
        ("summary", json!([1]), "expected an object, found [1]"),
        ("custom", json!({ "span": [0, 1] }), "`span`: span 0..1 cuts a character"),
    ] {
        let error = insert(name, vec![(0, 12, value)]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("layer `{name}`: row 0: {expected}")), "{error}");
        assert!(error.contains("(bytes 0..12)"), "{error}");
    }
    let word = || json!({ "kind": "word" });
    let error = insert("tokens", vec![(0, 4, word()), (2, 12, word())]).unwrap_err().to_string();
    assert!(error.starts_with("layer `tokens`: rows 0 (0..4) and 1 (2..12) overlap"), "{error}");
    // What a later version adds stays, and so does a custom layer of any shape.
    let new = json!({ "kind": "word", "lemma": "بيروت", "span": [0, 2] });
    assert!(insert("tokens", vec![(0, 12, new)]).is_ok());
    assert!(insert("custom", vec![(0, 12, json!([1, "two", null]))]).is_ok());
}

#[test]
fn references_point_to_rows_that_are_there() {
    let schema = || Some(Schema::new([Field::new("who", Kind::Ref("mentions".into()), "")]));
    let mention = || json!({ "label": "GPE" });
    let quotes = |row: u64| stored("quotes", schema(), vec![(0, 12, json!({ "who": row }))]);
    let mentions = || stored("mentions", layers::schema_of("mentions"), vec![(0, 2, mention()), (2, 12, mention())]);
    assert!(host::insert_stored(&mut doc(), vec![mentions(), quotes(1)]).is_ok());
    // Whatever their order.
    assert!(host::insert_stored(&mut doc(), vec![quotes(0), mentions()]).is_ok());
    let error = host::insert_stored(&mut doc(), vec![quotes(2), mentions()]).unwrap_err().to_string();
    assert!(
        error.starts_with("layer `quotes`: row 0 refers to row 2 of layer `mentions`, and it has 2 rows"),
        "{error}"
    );
    let error = host::insert_stored(&mut doc(), vec![quotes(0)]).unwrap_err().to_string();
    assert!(error.contains("row 0 refers to row 0 of layer `mentions`, and it is not there"), "{error}");
    // Numbers of rows mean nothing if the rows stand in another order now.
    let moved = stored("mentions", layers::schema_of("mentions"), vec![(2, 12, mention()), (0, 2, mention())]);
    let error = host::insert_stored(&mut doc(), vec![quotes(0), moved]).unwrap_err().to_string();
    assert!(error.contains("layer `mentions`: its rows are not in order, and `quotes` refers to them"), "{error}");
    // A layer goes with the one that it refers to.
    let mut doc = doc();
    let more = stored(
        "more",
        Some(Schema::new([Field::new("quote", Kind::Ref("quotes".into()), "")])),
        vec![(0, 2, json!({ "quote": 0 }))],
    );
    host::insert_stored(&mut doc, vec![mentions(), quotes(1), more]).unwrap();
    assert!(host::remove(&mut doc, &Slot::layer("mentions")));
    assert_eq!(doc.layers().count(), 0);
}

#[test]
fn a_layer_can_refer_to_its_own_rows() {
    rawi_core::schema! {
        /// A value that refers to another of its layer.
        struct Part {
            /// What it is part of.
            of: Option<Ref<Parts>>,
        }
    }
    enum Parts {}
    impl rawi_core::schema::Target for Parts {
        const LAYER: &'static str = "parts";
    }
    let insert = |rows: Vec<(usize, usize, Option<usize>)>| {
        let spans = rows.iter().map(|&(start, end, _)| Span::new(start, end)).collect();
        let values = rows.iter().map(|&(.., of)| Part { of: of.map(Ref::new) }).collect();
        let layer = Layer::new(doc().source(), spans, values).unwrap();
        doc().insert_layer("parts", layer).map_err(|error| error.to_string())
    };
    assert_eq!(insert(vec![(0, 2, None), (2, 12, Some(0))]), Ok(()));
    let error = insert(vec![(0, 2, None), (2, 12, Some(2))]).unwrap_err();
    assert!(error.starts_with("row 1 refers to row 2 of layer `parts`, and it has 2 rows"), "{error}");
    // The numbers were right before the rows were put in order.
    let error = insert(vec![(2, 12, None), (0, 2, Some(0))]).unwrap_err();
    assert!(error.contains("of layer `parts`, and its rows were not given in order"), "{error}");
}

#[test]
fn references_follow_renames() {
    rawi_core::schema! {
        /// A value that refers to a mention.
        pub struct Points {
            /// The mention.
            pub who: Ref<Mentions>,
        }
    }
    static POINTS: LayerKey<Points> = LayerKey::new("points");
    let renames: Renames = [("mentions", "mentions.news")].into_iter().collect();
    let stage = Gives(vec![(LayerKey::<Points>::new("points"), vec![(Span::new(0, 12), Points { who: Ref::new(0) })])]);
    let give = |doc: &mut Document| {
        let mut out = Output::new(&stage.contract());
        stage.process(Doc::new(doc), &mut out).unwrap();
        let changes = host::finish(out, doc.source()).unwrap();
        host::commit(doc, changes, &Provenance::default(), &renames)
    };
    let error = give(&mut doc()).unwrap_err().to_string();
    assert!(error.contains("layer `points`: row 0 refers to row 0 of layer `mentions.news`, and it is not"), "{error}");
    let mut doc = doc();
    let mention = stored("mentions.news", layers::schema_of("mentions"), vec![(0, 12, json!({ "label": "GPE" }))]);
    host::insert_stored(&mut doc, vec![mention]).unwrap();
    give(&mut doc).unwrap();
    let schema = doc.raw_layer("points").unwrap().schema().unwrap();
    assert_eq!(schema.references(), [("who".to_owned(), "mentions.news".to_owned())]);
    let contract = stage.contract().renamed(&renames);
    assert_eq!(contract.provides[0].schema, doc.raw_layer("points").unwrap().schema().cloned());
    assert!(contract.provides[0].schema != POINTS.schema());
}

#[test]
fn what_a_reader_expects_is_compared() {
    let schema = |fields: Vec<Field>| Schema::new(fields);
    let f = |name: &'static str, kind: Kind| Field::new(name, kind, "");
    let names = |names: &[&'static str], open| Kind::Enum { names: names.iter().map(|&n| n.into()).collect(), open };
    let ok = |given: Vec<Field>, wanted: Vec<Field>| assert_eq!(schema(given).serves(&schema(wanted)), Ok(()));
    let no = |given: Vec<Field>, wanted: Vec<Field>, expected: &str| {
        assert_eq!(schema(given).serves(&schema(wanted)).unwrap_err().to_string(), expected);
    };
    for (_, schema) in layers::standard() {
        assert_eq!(schema.serves(&schema), Ok(()));
    }
    ok(vec![f("a", Kind::Text), f("b", Kind::Span)], vec![f("a", Kind::Text)]);
    ok(vec![], vec![f("a", Kind::Text).optional()]);
    ok(vec![f("a", Kind::INTEGER)], vec![f("a", Kind::Decimal)]);
    ok(vec![f("a", names(&["x"], false))], vec![f("a", names(&["x", "y"], false))]);
    ok(vec![f("a", Kind::Text)], vec![f("a", names(&["x"], true))]);
    ok(vec![f("a", names(&["x"], false))], vec![f("a", Kind::Text)]);
    no(vec![], vec![f("a", Kind::Text)], "`a`: expected, and it is not there");
    no(vec![f("a", Kind::Text).optional()], vec![f("a", Kind::Text)], "`a`: expected in every value, and some lack it");
    no(vec![f("a", Kind::Decimal)], vec![f("a", Kind::INTEGER)], "`a`: expected an integer, and it is a decimal");
    no(
        vec![f("a", names(&["x", "z"], false))],
        vec![f("a", names(&["x"], false))],
        "`a`: expected one of x, and it may also be z",
    );
    no(
        vec![f("a", names(&["x"], true))],
        vec![f("a", names(&["x"], false))],
        "`a`: expected one of x, and it may be any name",
    );
    let group = |kind| Kind::Group(vec![f("b", Kind::List(Box::new(kind)))]);
    no(vec![f("a", group(Kind::Text))], vec![f("a", group(Kind::Span))], "`a.b`: expected a span, and it is a text");
    no(
        vec![f("a", Kind::Ref("mentions".into()))],
        vec![f("a", Kind::Ref("tokens".into()))],
        "`a`: expected a row of `tokens`, and it is one of `mentions`",
    );
}

#[test]
fn spans_are_found_at_any_depth() {
    let schema = ALL.schema().unwrap();
    let mut value = serde_json::to_value(all()).unwrap();
    value["new"] = json!({ "span": [0, 2], "other": [0, 2] });
    let mut seen = Vec::new();
    each_span(Some(&schema), &mut value, &mut |span| {
        seen.push(span);
        Ok::<_, ()>(Span::new(span.start() / 2, span.end() / 2))
    })
    .unwrap();
    assert_eq!(seen.len(), 6);
    assert_eq!(value["list"], json!([{ "at": [1, 6] }]));
    assert_eq!(value["new"], json!({ "span": [0, 1], "other": [0, 2] }));
}

#[test]
fn rows_become_flat_tables() {
    let schema = ALL.schema();
    let mut value = all();
    (value.who, value.list) = (Some(Ref::new(1)), vec![Inner { at: Span::new(0, 2) }, Inner { at: Span::new(2, 12) }]);
    let mention = || json!({ "label": "GPE" });
    let mut doc = doc();
    let mentions = stored("mentions", layers::schema_of("mentions"), vec![(0, 2, mention()), (2, 12, mention())]);
    host::insert_stored(&mut doc, vec![mentions]).unwrap();
    doc.apply(&Gives(vec![(LayerKey::new("all"), vec![(Span::new(0, 12), value)])])).unwrap();
    let table = Table::new(schema.as_ref());
    let cells = table.row(&doc, doc.raw_layer("all").unwrap(), 0);
    let shown: Vec<String> =
        table.columns().iter().zip(&cells).map(|(column, cell)| format!("{}={cell}", column.name)).collect();
    assert_eq!(
        shown,
        [
            "text=x",
            "small=3",
            "share=0.5",
            "sure=true",
            "side=far-right",
            "at=بيروت",
            "parts=و | بيروت",
            "who=بيروت",
            "inner.at=و",
            "list.at=و | بيروت",
            "type="
        ]
    );
    assert_eq!(table.columns()[0].doc, "Some text.");
    let odd = Layer::new(TEXT, vec![Span::new(0, 2)], vec![json!({ "a": [1, null] })]).unwrap();
    doc.insert_layer("odd", odd).unwrap();
    let table = Table::new(None);
    assert_eq!(table.row(&doc, doc.raw_layer("odd").unwrap(), 0)[0].to_string(), r#"{"a":[1,null]}"#);
    // Large whole numbers keep their digits.
    let schema = Schema::new([Field::new("id", Kind::INTEGER, "")]);
    let row = vec![(0, 2, json!({ "id": 9_007_199_254_740_993_u64 }))];
    host::insert_stored(&mut doc, vec![stored("ids", Some(schema.clone()), row)]).unwrap();
    let cells = Table::new(Some(&schema)).row(&doc, doc.raw_layer("ids").unwrap(), 0);
    assert_eq!(cells[0].to_string(), "9007199254740993");
}
