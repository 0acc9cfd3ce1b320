//! A plugin declares what the layers of its own hold, as a stage in Rust does.

use super::{ISOLATED, built, compile, load, pipeline, with_workers};
use rawi::core::schema::Schema;
use rawi::core::{Document, Table};
use rawi::runner::{OnError, Outcome, Pipeline};
use std::path::PathBuf;
use tempfile::TempDir;

/// `tests/plugins/declares.c` with this schema and this value, both JSON.
fn declares(folder: &TempDir, schema: &str, row: &str) -> PathBuf {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let defines = [format!("-DSCHEMA={}", quoted(schema)), format!("-DROW={}", quoted(row))];
    let source = "tests/plugins/declares.c";
    compile(folder, "declares.so", &["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", &defines[0], &defines[1], source])
}

/// What becomes of a document of one word.
fn process(folder: &TempDir, schema: &str, row: &str, isolation: &str) -> Result<Document, String> {
    let stages = load(folder, &declares(folder, schema, row), isolation)?;
    let pipeline = Pipeline::from(stages);
    match pipeline.process(Document::new("a", "وبيروت").unwrap(), OnError::Keep) {
        Outcome::Kept(doc) => match doc.errors().first() {
            Some(error) => Err(error.message.clone()),
            None => Ok(doc),
        },
        Outcome::Dropped { reason, .. } => Err(reason),
        Outcome::Failed(failure) => Err(failure.message),
    }
}

const PLACE: &str = r#"{"overlap":false,"fields":[{"name":"verb","kind":"span","doc":"Where."},
    {"name":"year","kind":"integer","min":1900,"optional":true},{"name":"who","kind":"ref","layer":"mentions","optional":true}]}"#;

#[test]
fn a_declared_layer_is_checked_and_has_columns_and_words() {
    let folder = tempfile::tempdir().unwrap();
    let schema = PLACE.replace('\n', " ");
    for isolation in ["", ISOLATED] {
        let doc = process(&folder, &schema, r#"{"verb":[2,12],"year":1990}"#, isolation).unwrap();
        let layer = doc.raw_layer("own").unwrap();
        assert_eq!(layer.schema(), Some(&Schema::from_json(&serde_json::from_str(&schema).unwrap()).unwrap()));
        let table = Table::new(layer.schema());
        let cells: Vec<String> = table.row(&doc, layer, 0).iter().map(ToString::to_string).collect();
        assert_eq!(cells, ["بيروت", "1990", ""]);
        let transcript = rawi::transcript::render(&doc, &rawi::transcript::Options::default());
        assert_eq!(transcript, "line  وبيروت\n  own 0..2 verb=2..12 year=1990  و\n    .verb  بيروت\n");
        for (row, expected) in [
            (r#"{"verb":[1,12]}"#, "layer `own`: row 0: `verb`: span 1..12 cuts a character"),
            (r#"{"verb":[2,99]}"#, "layer `own`: row 0: `verb`: span 2..99 ends past the text"),
            (r#"{"year":1990}"#, "layer `own`: row 0: `verb`: is missing"),
            (r#"{"verb":[2,12],"year":1}"#, "`year`: 1 is no whole number from 1900"),
            (r#"{"verb":[2,12],"yeer":1990}"#, "`yeer`: the layer's schema does not have this key"),
            (r#"{"verb":[2,12],"who":3}"#, "row 0 refers to row 3 of layer `mentions`, and it is not there"),
            (r#"{"verb":[2,12],"year":9e999}"#, "the value is not JSON: number out of range"),
            (r#"[2,12]"#, "expected an object, found [2,12]"),
        ] {
            let error = process(&folder, &schema, row, isolation).expect_err(row);
            assert!(error.contains(expected), "{isolation}{row}: {error}");
        }
    }
}

#[test]
fn a_schema_that_is_none_is_refused_when_the_stage_is_made() {
    let folder = tempfile::tempdir().unwrap();
    for isolation in ["", ISOLATED] {
        for (schema, expected) in [
            ("{", "layer `own`: its schema is not JSON"),
            (r#"{"fields":[{"name":"x","kind":"int"}]}"#, "layer `own`: its schema: fields[0].kind: `int` is no kind"),
        ] {
            let error = process(&folder, schema, "{}", isolation).expect_err(schema);
            assert!(error.contains(expected), "{schema}: {error}");
        }
        // None at all is JSON, as ever.
        assert!(process(&folder, "", r#"{"any":[1,"two"]}"#, isolation).is_ok());
        let error = process(&folder, "", r#"{"span":[1,2]}"#, isolation).unwrap_err();
        assert!(error.contains("layer `own`: row 0: `span`: span 1..2 cuts a character"), "{error}");
    }
}

#[test]
fn the_schema_of_a_stage_in_rust_crosses() {
    let folder = tempfile::tempdir().unwrap();
    for isolation in ["", ISOLATED] {
        let library = built("rawi-years-plugin").display().to_string();
        let stage = format!(
            "[[stage]]\nuses = \"segmenter\"\n[[stage]]\nuses = \"years\"\nplugin = {library:?}\nallow-unpinned = true\n{isolation}"
        );
        let stages = pipeline(&with_workers(), &folder, &stage).unwrap();
        let years = stages.iter().find_map(|stage| stage.contract.provides.iter().find(|slot| slot.name == "years"));
        assert_eq!(years.unwrap().schema, rawi_years::YEARS.schema());
    }
}

#[test]
fn rows_of_the_document_as_a_whole_stand_at_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let schema = r#"{"whole":true,"fields":[{"name":"sure","kind":"boolean"}]}"#;
    for isolation in ["", ISOLATED] {
        let error = process(&folder, schema, r#"{"sure":true}"#, isolation).unwrap_err();
        let expected = "row 0 stands at 0..2; the annotations of this layer are of the document as a whole (0..12)";
        assert!(error.contains(expected), "{error}");
    }
}
