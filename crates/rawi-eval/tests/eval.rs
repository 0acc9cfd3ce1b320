//! Gold as people write it, and what comes of it.

use rawi_config::{MemoryAssets, PlannedStage, Registry, StageEntry, check_text};
use rawi_core::layers::{CLAIMS, SENTENCES};
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Contract, Doc, Output, Slot, Span, Stage, StageError, Verdict};
use rawi_eval::{Classes, Counts, EvalError, Gold, Scores, Settings, evaluate};
use serde_json::{Value, json};

/// Marks each word that begins with `س` in a layer of its own: which letter ends it, its first letter, how long it is.
struct Marker;

const LAYER: &str = "org.example.marks";

impl Stage for Marker {
    fn contract(&self) -> Contract {
        let ends = Kind::Enum { names: ["م", "ل"].map(Into::into).to_vec(), open: false };
        let schema = Schema::new([
            Field::new("ends", ends, "The last letter."),
            Field::new("first", Kind::Span, "The first letter."),
            Field::new("size", Kind::Group(vec![Field::new("letters", Kind::INTEGER, "How many.")]), "Its size."),
        ]);
        Contract::new().provides(Slot::layer(LAYER).with_schema(Some(schema)))
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        if doc.source().contains("عطل") {
            return Err(StageError::input("on purpose"));
        }
        let mut rows = Vec::new();
        for (start, word) in doc.source().split(' ').scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        }) {
            if word.starts_with('س') {
                let last = word.chars().last().unwrap().to_string();
                let value =
                    json!({"ends": last, "first": [start, start + 2], "size": {"letters": word.chars().count()}});
                rows.push((Span::new(start, start + word.len()), value));
            }
        }
        let layer = out.layer(&rawi_core::LayerKey::<Value>::new(LAYER))?;
        rows.into_iter().for_each(|(span, value)| layer.push(span, value));
        Ok(Verdict::Keep)
    }
}

fn stages(toml: &str) -> Vec<PlannedStage> {
    let schema = json!({ "type": "object", "additionalProperties": false });
    let registry = Registry::new()
        .stage::<rawi_segmenter::Segmenter>()
        .stage::<rawi_tagger::TaggerConfig>()
        .stage::<rawi_values::NumbersConfig>()
        .stage_entry(StageEntry::from_json("marker", "1.0.0", schema, |_, _| Ok(Box::new(Marker))));
    let outcome = check_text("a.toml", &format!("rawi = 1\n{toml}"), &MemoryAssets::default(), &registry);
    outcome.plan.unwrap_or_else(|| panic!("{}", outcome.problems)).stages
}

const NAMES: &str =
    "[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'tagger'\nmodel = 'none'\n[[stage]]\nuses = 'numbers'\n";
const MARKER: &str = "[[stage]]\nuses = 'marker'\n";

fn run(toml: &str, gold: &str, settings: &Settings) -> Result<Scores, EvalError> {
    evaluate(&Gold::from_jsonl("gold.jsonl", gold)?, stages(toml), settings)
}

fn counts(right: usize, wrong: usize, missed: usize) -> Counts {
    Counts { right, wrong, missed }
}

#[test]
fn rows_count_however_they_are_written() {
    for row in ["[5, 7, 12]", "[5, 7, \"12\", \"more\"]", "{\"start\": 5, \"end\": 7, \"value\": 12.0}"] {
        let gold = format!("{{\"text\": \"أحصى 12 كتابا\", \"gold\": {{\"numbers\": [{row}]}}}}");
        let scores = run(NAMES, &gold, &Settings::default()).unwrap();
        assert_eq!(scores.tasks[0].rows, [("numbers".to_owned(), counts(1, 0, 0))], "{row}");
    }
}

#[test]
fn odd_gold_is_told_with_its_line() {
    let told = |line: &str| {
        let gold = format!("{{\"text\": \"في دمشق\", \"gold\": {{\"mentions\": []}}}}\n\n{line}\n");
        run(NAMES, &gold, &Settings::default()).expect_err(line).to_string()
    };
    for (line, expected) in [
        ("[]", "gold.jsonl:3: a report is an object"),
        ("{", "gold.jsonl:3: no JSON"),
        ("{\"gold\": {}}", "gold.jsonl:3: `text` is missing"),
        ("{\"text\": 3}", "gold.jsonl:3: `text` is missing, or is no string"),
        ("{\"text\": \"x\", \"meta\": \"2020\"}", "gold.jsonl:3: `meta` is no object"),
        ("{\"text\": \"x\", \"gold\": []}", "gold.jsonl:3: `gold` is no object"),
        ("{\"text\": \"x\", \"gold\": {\"mentions\": {}}}", "gold.jsonl:3: `gold.mentions` is no list of rows"),
        ("{\"text\": \"x\", \"gold\": {}}", "gold.jsonl:3: no `gold.mentions`; write `[]`"),
        ("{\"text\": \"x\", \"gold\": {\"mentions\": [3]}}", "gold.jsonl:3: row 1 of `gold.mentions`: 3 is no row"),
        ("{\"text\": \"x\", \"gold\": {\"mentions\": [[0, -1, \"ORG\"]]}}", "has no start and end in characters"),
        (
            "{\"text\": \"x\", \"gold\": {\"mentions\": [[0, 2, \"ORG\"]]}}",
            "0..2 is no place in a text of 1 characters",
        ),
        ("{\"text\": \"xy\", \"gold\": {\"mentions\": [[1, 0, \"ORG\"]]}}", "1..0 is no place"),
        (
            "{\"text\": \"xy\", \"gold\": {\"mentions\": [[0, 1]]}}",
            "gold.jsonl:3: the name 0..1 of the gold has no label",
        ),
        (
            "{\"text\": \"xy\", \"gold\": {\"mentions\": [{\"start\": 0, \"end\": 1, \"type\": \"ORG\", \"alt\": [3]}]}}",
            "`alt` is no list of lists",
        ),
        (
            "{\"text\": \"x\", \"gold\": {\"mentions\": [], \"optional\": [[9, 9]]}}",
            "row 1 of `gold.optional`: 9..9 is no place",
        ),
        ("{\"text\": \"x\", \"summaries\": [3]}", "gold.jsonl:3: `summaries` holds something that is no string"),
    ] {
        let message = told(line);
        assert!(message.contains(expected), "{line}: {message}");
    }
    let all = Gold::from_jsonl("g", "{\n{\n").unwrap_err().to_string();
    assert_eq!(all.lines().count(), 2, "{all}");
    assert!(Gold::from_jsonl("g", "\n").unwrap_err().to_string().contains("no report"));
}

#[test]
fn tasks_and_labels_that_nobody_knows_are_told() {
    let gold = "{\"text\": \"في دمشق\", \"gold\": {\"mentions\": [[3, 7, \"GPEE\"]], \"claims\": [{\"what\": 1}]}}";
    let scores = run(NAMES, gold, &Settings::default()).unwrap();
    assert_eq!(scores.warnings[0], "not measured, because the pipeline does not give it: `claims`");
    assert!(
        scores.warnings[1].contains("`GPEE`") && scores.warnings[1].ends_with("did you mean `GPE`?"),
        "{:?}",
        scores.warnings
    );
    let gold = "{\"text\": \"في دمشق\", \"gold\": {\"mentions\": [[3, 7, \"PER\"]]}}";
    let full = run(NAMES, gold, &Settings::default()).unwrap();
    assert_eq!(full.warnings.len(), 1, "{:?}", full.warnings);
    let folded = run(NAMES, gold, &Settings { classes: Classes::Anercorp, ..Settings::default() }).unwrap();
    assert!(folded.warnings.is_empty(), "{:?}", folded.warnings);
    let told = |task: &str, fields: &[&str]| {
        let fields = fields.iter().map(|name| (*name).to_owned()).collect();
        run(NAMES, gold, &Settings { task: Some(task.to_owned()), fields, ..Settings::default() })
            .unwrap_err()
            .to_string()
    };
    assert!(told("mention", &[]).ends_with("did you mean `mentions`?"));
    assert!(told("weapons", &[]).ends_with("it has `mentions`"));
    assert!(told("mentions", &["lable"]).ends_with("did you mean `label`?"));
    let other = "{\"text\": \"x\", \"gold\": {\"weapons\": []}}";
    let told = run(NAMES, other, &Settings::default()).unwrap_err().to_string();
    assert!(told.starts_with("the pipeline gives nothing that the gold has"), "{told}");
}

#[test]
fn any_layer_is_measured_by_its_schema() {
    let text = "سلام سال على سبيل سهم";
    let gold = |rows: &str| format!("{{\"text\": \"{text}\", \"gold\": {{\"{LAYER}\": [{rows}]}}}}");
    let rows = "[0, 4, {\"ends\": \"م\", \"first\": [0, 1], \"size.letters\": 4}], [5, 8, {\"ends\": \"م\"}], [9, 12]";
    let all = run(MARKER, &gold(rows), &Settings::default()).unwrap();
    let expected =
        [("(none)", counts(0, 0, 1)), ("ل", counts(0, 2, 0)), ("م", counts(1, 1, 1)), (LAYER, counts(1, 3, 2))];
    assert_eq!(all.tasks[0].rows, expected.map(|(label, counts)| (label.to_owned(), counts)));
    let nested = run(MARKER, &gold("[0, 4, {\"size\": {\"letters\": 4}}]"), &Settings::default()).unwrap();
    assert_eq!(nested.tasks[0].rows, [(LAYER.to_owned(), counts(1, 3, 0))]);
    let by = |fields: &[&str], rows: &str| {
        let fields = fields.iter().map(|name| (*name).to_owned()).collect();
        let settings = Settings { task: Some(LAYER.to_owned()), fields, ..Settings::default() };
        run(MARKER, &gold(rows), &settings).map(|scores| scores.tasks[0].rows.last().unwrap().1)
    };
    assert_eq!(
        by(&["size.letters"], "[0, 4, {\"size\": {\"letters\": 4}}], [5, 8, {\"size\": {\"letters\": 4}}]"),
        Ok(counts(1, 3, 1))
    );
    assert_eq!(by(&["first"], "{\"start\": 0, \"end\": 4, \"first\": [0, 1]}"), Ok(counts(1, 3, 0)));
    let told = by(&["ends"], "[0, 4, {\"ends\": \"x\"}]").unwrap_err().to_string();
    assert_eq!(told, "gold.jsonl:1: the row 0..4 of the gold: no stage gives `x`; there are م, ل");
    let told = by(&["first"], "[0, 4, {\"first\": [0, 99]}]").unwrap_err().to_string();
    assert!(told.contains("[0,99] is no place"), "{told}");
    assert!(by(&["size"], "").unwrap_err().to_string().contains("has no field `size`"));
}

#[test]
fn a_report_that_a_stage_fails_on_counts_as_missed() {
    let gold = format!(
        "{{\"text\": \"سلام عطل\", \"gold\": {{\"{LAYER}\": [[0, 4]]}}}}\n{{\"text\": \"سلام\", \"gold\": {{\"{LAYER}\": [[0, 4]]}}}}"
    );
    let scores = run(MARKER, &gold, &Settings::default()).unwrap();
    assert_eq!(scores.tasks[0].rows, [(LAYER.to_owned(), counts(1, 0, 1))]);
}

#[test]
fn deep_and_large_gold_is_read_on_a_small_stack() {
    let work = || {
        let deep = format!("{{\"text\": \"x\", \"gold\": {}{}}}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(Gold::from_jsonl("g", &deep).unwrap_err().to_string().starts_with("g:1: no JSON: recursion limit"));
        let wrong = Gold::from_jsonl("g", &"{\n".repeat(50_000)).unwrap_err().to_string();
        assert_eq!(wrong.lines().count(), 21);
        let text = "س ".repeat(50_000);
        let rows: Vec<Value> = (0..50_000).map(|i| json!([2 * i, 2 * i + 1, {"ends": "م"}])).collect();
        let gold = json!({"text": text, "gold": {LAYER: rows}}).to_string();
        let gold = Gold::from_jsonl("g", &gold).unwrap();
        assert_eq!(gold.layers(), [LAYER]);
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

#[test]
fn names_of_conll_keep_their_places() {
    let text = "في دمشق نهر".to_owned();
    let place = text.find("دمشق").map(|at| (at, at + "دمشق".len(), "GPE".to_owned())).unwrap();
    let gold = Gold::from_names("a.conll", [(text, vec![place])]);
    let scores = evaluate(&gold, stages(NAMES), &Settings::default()).unwrap();
    assert_eq!(scores.tasks[0].rows.last().unwrap().1, counts(1, 0, 0));
}

/// A claim that [`Teller`] gives: predicate, count, class, whether it is denied, and the words that it stands at.
type Given = (&'static str, u64, &'static str, bool, &'static str);

/// Gives the claims that it was made with.
struct Teller(&'static [Given]);

impl Stage for Teller {
    fn contract(&self) -> Contract {
        Contract::new().requires(&SENTENCES).provides(&CLAIMS)
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let layer = out.layer(&CLAIMS)?;
        for (predicate, count, class, negated, words) in self.0 {
            let start = doc.source().find(words).unwrap();
            let claim = json!({"predicate": predicate, "count": count, "form": "number", "subject": {"class": class},
                "negated": negated, "sentence": 0, "rule": "test"});
            layer.push(Span::new(start, start + words.len()), serde_json::from_value(claim).unwrap());
        }
        Ok(Verdict::Keep)
    }
}

fn told(given: &'static [Given], gold: &str) -> Result<Scores, EvalError> {
    let schema = json!({ "type": "object", "additionalProperties": false });
    let registry = Registry::new().stage::<rawi_segmenter::Segmenter>().stage_entry(StageEntry::from_json(
        "teller",
        "1.0.0",
        schema,
        move |_, _| Ok(Box::new(Teller(given))),
    ));
    let toml = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'teller'\n";
    let stages = check_text("a.toml", toml, &MemoryAssets::default(), &registry).plan.unwrap().stages;
    evaluate(&Gold::from_jsonl("gold.jsonl", gold)?, stages, &Settings::default())
}

#[test]
fn claims_count_by_what_was_done_and_to_how_many() {
    let gold = r#"{"text": "قتل ثلاثة جنود وأصيب خمسة، ولم يخطف سبعة، وقد يعتقل عشرة بعد 12 هجوما.", "claims": [
        {"predicate": "killed", "count": 3, "subject_class": "security_forces", "kind": "explicit", "count_start": 4, "count_end": 14},
        {"predicate": "injured", "count": 5, "kind": "explicit"},
        {"predicate": "detained", "count": 10, "kind": "explicit", "hypothetical": true},
        {"predicate": "attacked", "count": 12, "kind": "explicit", "dup": true}]}"#
        .replace('\n', " ");
    let given: &[Given] = &[
        ("killed", 3, "militants", false, "ثلاثة"),
        ("injured", 6, "unknown", false, "خمسة"),
        ("kidnapped", 7, "unknown", true, "سبعة"),
        ("detained", 10, "unknown", false, "عشرة"),
        ("attacked", 12, "objects", false, "12"),
        ("rescued", 2, "unknown", false, "بعد"),
    ];
    let scores = told(given, &gold).unwrap();
    let rows = [
        ("detained", counts(0, 1, 0)),
        ("injured", counts(0, 1, 1)),
        ("killed", counts(1, 0, 0)),
        ("with class", counts(0, 3, 2)),
        ("claims", counts(1, 2, 1)),
    ];
    assert_eq!(scores.tasks[0].rows, rows.map(|(name, counts)| (name.to_owned(), counts)));
    assert_eq!(scores.warnings, ["claims: 1 told as facts that the gold has as denied or planned"]);
}

#[test]
fn as_many_claims_are_paired_as_can_be() {
    // The first stands nearer to the row that the second needs.
    let gold = r#"{"text": "قتل ثلاثة ثم قتل ثلاثة أو أربعة", "gold": {"claims": [
        {"predicate": "killed", "count": 3, "count_alt": [4], "start": 4}, {"predicate": "killed", "count": 3, "start": 17}]}}"#
        .replace('\n', " ");
    let scores =
        told(&[("killed", 3, "unknown", false, "ثلاثة"), ("killed", 4, "unknown", false, "أربعة")], &gold).unwrap();
    assert_eq!(scores.tasks[0].rows.last().unwrap().1, counts(2, 0, 0));
}

#[test]
fn odd_rows_of_claims_are_told_with_their_place() {
    for (row, message) in [
        (r#"[0, 3]"#, "a claim is an object with `predicate` and `count`"),
        (r#"{"predicate": "killed", "count": 1.5}"#, "`count` is 1.5; write a whole number or null"),
        (r#"{"predicate": "killed", "count": 1, "start": 99}"#, "`start` is no place in a text of 3 characters"),
    ] {
        let gold = format!("{{\"text\": \"قتل\", \"claims\": [{row}]}}");
        let error = told(&[], &gold).unwrap_err().to_string();
        assert_eq!(error, format!("gold.jsonl:1: row 1 of `gold.claims`: {message}"));
    }
}
