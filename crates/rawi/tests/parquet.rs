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
