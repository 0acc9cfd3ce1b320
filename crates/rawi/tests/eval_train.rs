//! `rawi eval` and `rawi train`, as a user runs them.

mod support;

use std::fs;
use support::rawi;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const GOLD: &str = concat!(
    r#"{"id":"a","text":"وبيروت عاصمة لبنان.","gold":{"mentions":[[1,6,"GPE"],[13,18,"GPE"]]}}"#,
    "\n",
    r#"{"id":"b","text":"في دمشق نهر.","gold":{"mentions":[{"start":3,"end":7,"type":"GPE"},{"start":8,"end":11,"type":"LOC"}]}}"#,
    "\n"
);

#[test]
fn eval_counts_and_gates() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gold.jsonl"), GOLD).expect("written");
    let run = |more: &[&str]| rawi(folder.path(), &[&["eval", "news", "gold.jsonl"], more].concat());
    let exact = run(&["--exact", "--classes", "places"]);
    let shown = text(&exact.stdout);
    assert!(shown.contains("micro        P 100.00  R  75.00  F1  85.71   (gold 4, found 3, right 3)"), "{shown}");
    assert_eq!(run(&["--exact", "--min-f1", "0.8"]).status.code(), Some(0));
    assert_eq!(run(&["--exact", "--min-f1", "90"]).status.code(), Some(1));
    let missing = run(&["--task", "dates"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("has no gold for this task"), "{}", text(&missing.stderr));
}

#[test]
fn training_gives_the_same_bytes_and_a_model_that_a_pipeline_uses() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let sentence = |name: &str| format!("قال\tO\nالوزير\tO\n{name}\tB-PERS\nإن\tO\nالعمل\tO\nبدأ\tO\n\n");
    let gold: String = ["سامر", "فادي", "رائد", "نزار"].iter().map(|name| sentence(name)).collect();
    fs::write(at("gold.conll"), gold).expect("written");
    for model in ["one.model", "two.model"] {
        let trained = rawi(folder.path(), &["train", "tagger", "gold.conll", "--knowledge", "none", "-q", "-o", model]);
        assert_eq!(trained.status.code(), Some(0), "{}", text(&trained.stderr));
    }
    assert_eq!(fs::read(at("one.model")).expect("a model"), fs::read(at("two.model")).expect("a model"));
    let pipeline = "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\nuses = \"tagger\"\nmodel = \"one.model\"\nembedded = []\n";
    fs::write(at("own.toml"), pipeline).expect("written");
    let found =
        rawi(folder.path(), &["inspect", "own.toml", "--text", "قال الوزير شادي إن العمل بدأ", "--show", "mentions"]);
    assert!(text(&found.stdout).contains("mentions PERS 20..28  شادي"), "{}", text(&found.stdout));

    fs::write(at("bad.conll"), "قال\tO\nكلمة\n").expect("written");
    let bad = rawi(folder.path(), &["train", "tagger", "bad.conll", "-o", "x.model"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("bad.conll: line 2"), "{}", text(&bad.stderr));
}
