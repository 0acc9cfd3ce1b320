//! Records as Parquet are the same records.
#![cfg(feature = "parquet")]

mod support;

use std::fs;
use std::path::Path;
use support::rawi;

#[track_caller]
fn fine(folder: &Path, args: &[&str]) {
    let output = rawi(folder, args);
    assert_eq!(output.status.code(), Some(0), "rawi {args:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Every layer of `news`, tokens too.
const LAYERS: &str = "tokens,sentences,mentions,mentions.nested,quotes,dates,numbers,claims,summary";

#[test]
fn records_through_parquet_are_the_records() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let seeds = seeds.to_str().unwrap();
    fs::write(folder.join("empty.txt"), "لا شيء هنا.").unwrap();
    let inputs = ["run", "news", seeds, "empty.txt", "--layer", LAYERS];
    fine(folder, &[&inputs[..], &["-o", "a.jsonl", "-o", "a.parquet"]].concat());
    // A stage that gives a view, which neither writes.
    let provides: Vec<String> = LAYERS.split(',').map(|layer| format!("{layer:?}")).collect();
    for uses in ["parquet", "jsonl"] {
        let pipeline = format!(
            "rawi = 1\n[source]\nuses = {uses:?}\nprovides = [{}]\n[[stage]]\nuses = \"normalizer\"\n",
            provides.join(", ")
        );
        fs::write(folder.join(format!("{uses}.toml")), pipeline).unwrap();
    }
    fine(folder, &["run", "parquet.toml", "a.parquet", "-o", "b.jsonl", "--layer", LAYERS]);
    fine(folder, &["run", "jsonl.toml", "a.jsonl", "-o", "b.parquet", "--layer", LAYERS]);
    fine(folder, &["run", "parquet.toml", "b.parquet", "-o", "c.jsonl", "--layer", LAYERS]);
    let records = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let wanted = records("a.jsonl");
    assert_eq!(wanted.lines().count(), 6);
    for name in ["b.jsonl", "c.jsonl"] {
        for (found, wanted) in records(name).lines().zip(wanted.lines()) {
            assert_eq!(found, wanted, "{name}");
        }
        assert_eq!(records(name), wanted);
    }
}

#[test]
fn figures_as_parquet_are_the_figures() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let figures = |format: &str| {
        let output = rawi(folder, &["figures", seeds.to_str().unwrap(), "--format", format, "--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    fs::write(folder.join("figures.parquet"), figures("parquet")).unwrap();
    // A row a document, whose text is the sentence of the figure.
    let columns = ["event", "predicate", "report", "count", "text", "start", "suicide", "verdict", "speaker"];
    fs::write(
        folder.join("read.toml"),
        format!(
            "rawi = 1\n[source]\nuses = \"parquet\"\ntext = \"sentence\"\nmeta = {columns:?}\n[[stage]]\nuses = \"normalizer\"\n"
        ),
    )
    .unwrap();
    fine(folder, &["run", "read.toml", "figures.parquet", "-o", "read.jsonl"]);
    let found: Vec<serde_json::Value> = fs::read_to_string(folder.join("read.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["meta"].clone())
        .collect();
    let events: serde_json::Value = serde_json::from_slice(&figures("json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut rows = found.iter();
    for event in events["events"].as_array().unwrap() {
        for quantity in ["figures", "background"].iter().flat_map(|list| event[list].as_array().unwrap()) {
            for cell in quantity["cells"].as_array().unwrap() {
                let row = rows.next().expect("a row a figure");
                let wanted = [
                    &event["id"],
                    &quantity["predicate"],
                    &cell["report"],
                    &cell["count"],
                    &cell["text"],
                    &cell["span"][0],
                    &quantity["suicide"],
                    &quantity["verdict"],
                    &cell["speaker"],
                ];
                for (column, wanted) in columns.iter().zip(wanted) {
                    let nothing = wanted.is_null() || *wanted == "";
                    assert!(text(&row[column]) == text(wanted) || row[column].is_null() && nothing, "{column}: {row}");
                }
            }
        }
    }
    assert!(rows.next().is_none() && found.len() > 20);
}
