//! The whole command on what once ended a run: one bad document or plugin costs itself, and all others are written.

use rawi_tests::{built, root};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `rawi` in `folder`.
fn rawi(folder: &Path, args: &[&str]) -> Output {
    Command::new(built("rawi")).args(args).current_dir(folder).output().expect("rawi runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn records(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a record is JSON")).collect()
}

/// A line of JSON for `text`.
fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "text": text }))
}

#[test]
fn long_runs_of_number_words_and_fractions_cost_no_one_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let odd = [
        format!("المئة {}", "والمئة ".repeat(8000)),
        "1/".repeat(100_000),
        "ثلاثة أرباع ".repeat(8000),
        "(".repeat(100_000),
        "قال: «".repeat(20_000),
    ];
    let mut input = line("first", "زار الوزير بيروت يوم 5 مايو 2020.");
    for (i, text) in odd.iter().enumerate() {
        input.push_str(&line(&format!("odd-{i}"), text));
        input.push_str(&line(&format!("good-{i}"), "زار الوزير بيروت يوم 5 مايو 2020."));
    }
    std::fs::write(folder.path().join("in.jsonl"), input).expect("a file");
    let output = rawi(folder.path(), &["run", "news", "in.jsonl", "-o", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let records = records(&output.stdout);
    assert_eq!(records.len(), 1 + 2 * odd.len());
    for record in &records {
        assert!(record["errors"].is_null(), "{}: {}", record["id"], record["errors"]);
    }
    for record in records.iter().filter(|record| !record["id"].as_str().expect("an id").starts_with("odd")) {
        assert_eq!(record["layers"]["dates"], records[0]["layers"]["dates"], "{}", record["id"]);
    }
}

#[test]
fn a_page_that_nests_without_end_is_refused_and_the_others_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let article = "<html><body><article><p>زار الوزير بيروت يوم 5 مايو 2020، وقال إن العمل مستمر حتى نهاية العام.</p></article></body></html>";
    for (name, page) in [
        ("a.html", article.to_owned()),
        ("b.html", format!("<html><body><svg>{}</svg><p>نص</p></body></html>", "<path>".repeat(100_000))),
        ("c.html", article.to_owned()),
    ] {
        std::fs::write(folder.path().join(name), page).expect("a file");
    }
    let output = rawi(
        folder.path(),
        &["run", "news", "a.html", "b.html", "c.html", "-o", "out.jsonl", "--rejected", "no.jsonl"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let read = |name: &str| records(&std::fs::read(folder.path().join(name)).expect("it is written"));
    let ids: Vec<Value> = read("out.jsonl").into_iter().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, ["a", "c"], "{}", told(&output));
    let rejected = read("no.jsonl");
    let text = rejected[0].to_string();
    assert!(rejected.len() == 1 && text.contains("b.html") && text.contains("nested"), "{text}");
}

/// `tests/plugins/faults.c`, whose stage calls `exit(0)` on documents with a `!`.
fn exits(folder: &Path, isolation: &str) -> Output {
    let library = folder.join("faults.so");
    let compiled = Command::new("cc")
        .args(["-std=gnu99", "-w", "-shared", "-fPIC", "-O1", "-I", "crates/rawi-plugin/include"])
        .args(["tests/plugins/faults.c", "-lm", "-o"])
        .arg(&library)
        .current_dir(root())
        .status();
    assert!(compiled.expect("the tests need a C compiler named cc").success());
    let pipeline = format!(
        "rawi = 1\n[source]\nuses = \"jsonl\"\nfiles = [\"in.jsonl\"]\n[[stage]]\nplugin = \"faults.so\"\n\
         allow-unpinned = true\nfault = \"exit-0\"\nsometimes = true\n{isolation}[run]\non-error = \"keep\"\n"
    );
    std::fs::write(folder.join("run.toml"), pipeline).expect("a file");
    let input: String = (0..20).map(|i| line(&i.to_string(), if i == 7 { "بيروت!" } else { "بيروت" })).collect();
    std::fs::write(folder.join("in.jsonl"), input).expect("a file");
    rawi(folder, &["run", "run.toml", "-o", "out.jsonl"])
}

#[test]
fn a_plugin_that_calls_exit_in_a_worker_costs_one_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = exits(folder.path(), "isolation = \"process\"\n");
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let records = records(&std::fs::read(folder.path().join("out.jsonl")).expect("it is written"));
    assert_eq!(records.len(), 20);
    for (i, record) in records.iter().enumerate() {
        assert_eq!(record["id"], i.to_string());
        assert_eq!(record["errors"].is_array(), i == 7, "{record}");
    }
    let error = records[7]["errors"][0].to_string();
    assert!(error.contains("its worker ended by itself, with exit code 0"), "{error}");
}
