//! What a worker survives, and what becomes of the documents around the one that broke it.

use super::{ISOLATED, TOKENS, built, faults, load, pipeline};
use rawi::config::PlannedStage;
use rawi::core::{Document, ErrorKind};
use rawi::loader::Loader;
use rawi::runner::{OnError, Outcome, Pipeline};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn isolated(folder: &TempDir, library: &Path, options: &str, worker: &str) -> Vec<PlannedStage> {
    let options = format!("{options}\n{ISOLATED}worker = {{ {worker} }}\n");
    load(folder, library, &options).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Errors of documents, in their order; nothing else may be in a document that has one.
fn errors(pipeline: &Pipeline, texts: &[&str]) -> Vec<Vec<String>> {
    let one = |(i, text): (usize, &&str)| {
        let doc = Document::new(i.to_string(), *text).unwrap();
        let Outcome::Kept(doc) = pipeline.process(doc, OnError::Keep) else { panic!("not kept") };
        assert_eq!((doc.id(), doc.source()), (i.to_string().as_str(), *text));
        assert!(doc.errors().is_empty() != (doc.layers().count() == 0), "{doc:?}");
        doc.errors().iter().map(|error| format!("{}: {}", error.kind, error.message)).collect()
    };
    texts.iter().enumerate().map(one).collect()
}

#[test]
fn a_document_that_breaks_its_worker_costs_no_other_document() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    for (fault, expected) in [
        ("abort", "its worker was ended by SIGABRT (6); it may use 300 MB (`worker.memory`)"),
        ("exit", "its worker ended by itself, with exit code 3"),
        ("segv", "its worker was ended by SIGSEGV (11)"),
        ("double-free", "its worker was ended by SIGABRT (6)"),
        ("stack", "its worker was ended by SIG"),
        ("loop", "it did not return within 2 s (`worker.deadline`), and was ended"),
        ("bomb", "its worker was ended by SIGABRT (6); it may use 300 MB"),
        ("garbage", "its worker sent what is no answer"),
        ("close", "its worker "),
    ] {
        // A machine that has much else to do is no fault.
        let deadline = if fault == "loop" { 2 } else { 120 };
        let worker = format!("deadline = {deadline}, memory = \"300 MB\"");
        let stages = isolated(&folder, &library, &format!("fault = {fault:?}\nsometimes = true"), &worker);
        let pipeline = Pipeline::from(stages);
        let errors = errors(&pipeline, &["بيروت", "حلب!", "دمشق", "!", "!", "تدمر"]);
        for (i, broken) in [false, true, false, true, true, false].into_iter().enumerate() {
            if !broken {
                assert!(errors[i].is_empty(), "{fault}: {errors:?}");
                continue;
            }
            let [error] = &errors[i][..] else { panic!("{fault}: {errors:?}") };
            assert!(error.starts_with("bug: plugin faults.so, stage faults: "), "{fault}: {error}");
            assert!(error.contains(expected), "{fault}: {error}");
            assert!(error.contains("tell its author"), "it does not say what to do: {error}");
        }
    }
}

#[test]
fn a_stage_that_breaks_its_worker_when_it_is_made_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    for (fault, expected) in [("abort-create", "SIGABRT"), ("hang-create", "did not return within 5 s")] {
        let options = format!("fault = {fault:?}\n{ISOLATED}worker = {{ deadline = 5 }}\n");
        let message = load(&folder, &library, &options).expect_err(fault);
        assert!(message.contains(expected) && message.contains("when it was made"), "{fault}: {message}");
        assert!(message.contains("tell its author"), "it does not say what to do: {message}");
    }
    let library = faults(&folder, "constructor.so", &["CONSTRUCTOR"]);
    let message = load(&folder, &library, ISOLATED).expect_err("its constructor aborts");
    assert!(message.contains("when it was loaded, its worker was ended by SIGABRT"), "{message}");
    assert!(message.contains("help: "), "it does not say what to do: {message}");
}

#[test]
fn a_worker_that_cannot_start_is_tried_again_and_is_nobodys_fault() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    // The system starts no program that somebody writes to.
    let program = folder.path().join("worker");
    std::fs::copy(built("rawi"), &program).unwrap();
    let busy_for_a_moment = || {
        let writer = std::fs::File::options().append(true).open(&program).unwrap();
        assert_eq!(Command::new(&program).output().unwrap_err().kind(), std::io::ErrorKind::ExecutableFileBusy);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            drop(writer);
        })
    };
    let loader = Loader::new().workers(&program, &["plugin", "worker"]);
    let registry = rawi::builtin_stages().plugins(move |request| loader.resolve(request));
    let stage = format!(
        "[[stage]]\nplugin = {:?}\nallow-unpinned = true\nfault = \"abort\"\nsometimes = true\n{ISOLATED}",
        library.display().to_string()
    );
    let busy = busy_for_a_moment();
    let stages = pipeline(&registry, &folder, &stage).unwrap_or_else(|problems| panic!("{problems}"));
    busy.join().unwrap();
    let pipeline = Pipeline::from(stages);
    assert_eq!(errors(&pipeline, &["!"])[0].len(), 1, "this one broke the worker");
    let busy = busy_for_a_moment();
    assert!(errors(&pipeline, &["ب"])[0].is_empty(), "and this one waits for another");
    busy.join().unwrap();

    assert_eq!(errors(&pipeline, &["!"])[0].len(), 1);
    std::fs::remove_file(&program).unwrap();
    let Outcome::Failed(failure) = pipeline.process(Document::new("a", "ب").unwrap(), OnError::Keep) else {
        panic!("a document is charged with it")
    };
    assert_eq!(failure.kind, ErrorKind::Asset, "{}", failure.message);
    assert!(failure.message.contains("its worker cannot be started: "), "{}", failure.message);
    assert!(!failure.message.contains("author"), "{}", failure.message);
}

#[test]
fn faults_in_a_row_end_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    let options = "fault = \"abort\"\nsometimes = true";
    let run = |faults: u32, texts: &[&str]| -> Vec<String> {
        let stages = isolated(&folder, &library, options, &format!("faults = {faults}"));
        let pipeline = Pipeline::from(stages);
        let mut words = Vec::new();
        for text in texts {
            words.push(match pipeline.process(Document::new("a", *text).unwrap(), OnError::Keep) {
                Outcome::Kept(doc) if doc.errors().is_empty() => "fine".to_owned(),
                Outcome::Kept(_) => "failed".to_owned(),
                Outcome::Failed(failure) => failure.message,
                Outcome::Dropped { .. } => "dropped".to_owned(),
            });
        }
        words
    };
    // Each document alone is the policy's; those in a row are counted by whoever runs many.
    assert_eq!(run(3, &["!", "!", "ب", "!", "!", "!"]), ["failed", "failed", "fine", "failed", "failed", "failed"]);
    let all = |faults: u32| {
        let texts = ["!", "!", "ب", "!", "!", "!", "ب"];
        let records: Vec<String> = texts.iter().map(|text| format!("{{\"text\": \"{text}\"}}\n")).collect();
        std::fs::write(folder.path().join("in.jsonl"), records.concat()).unwrap();
        let path = file(&folder, &library, &format!("{options}\nworker = {{ faults = {faults} }}"));
        let output = Command::new(built("rawi")).args(["run", "-o", "-", "--threads", "4"]).arg(path).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told) = all(3);
    let expected =
        "3 documents in a row ended like this, and `worker.faults` allows no more: take the stage out, or raise it";
    assert!(code == Some(1) && told.contains(expected), "{told}");
    let (code, told) = all(0);
    assert!(code == Some(1) && told.contains("7  documents read, 7 written"), "{told}");
}

/// A pipeline file with this plugin, for the command.
fn file(folder: &TempDir, library: &Path, options: &str) -> std::path::PathBuf {
    let path = folder.path().join("run.toml");
    let text = format!(
        "rawi = 1\n[source]\nuses = \"jsonl\"\nfiles = [\"in.jsonl\"]\n[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{ISOLATED}{options}\n",
        library.display().to_string()
    );
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn on_all_threads_every_document_is_accounted_for_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    let records: String = (0..400)
        .map(|i| format!("{{\"id\": \"{i}\", \"text\": \"بيروت {i}{}\"}}\n", if i % 40 == 7 { "!" } else { "" }))
        .collect();
    std::fs::write(folder.path().join("in.jsonl"), records).unwrap();
    let run = |threads: &str| {
        // It prints to stdout too, where the records go.
        let path = file(&folder, &library, "fault = \"abort\"\nsometimes = true");
        let output =
            Command::new(built("rawi")).args(["run", "-o", "-", "--threads", threads]).arg(path).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    let ids: Vec<serde_json::Value> = one.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(ids.len(), 400);
    for (i, record) in ids.iter().enumerate() {
        assert_eq!(record["id"], i.to_string());
        assert_eq!(record["errors"].is_array(), i % 40 == 7, "{record}");
    }
}

#[test]
fn what_a_plugin_prints_or_reads_is_not_the_runs() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    std::fs::write(folder.path().join("in.jsonl"), "{\"id\": \"a\", \"text\": \"بيروت\"}\n").unwrap();
    for fault in ["print", "read"] {
        let path = file(&folder, &library, &format!("fault = {fault:?}"));
        let output = Command::new(built("rawi")).args(["run", "-o", "-"]).arg(path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one record and nothing else");
        assert_eq!(record["id"], "a");
    }
}

#[test]
fn twenty_thousand_documents_and_three_plugins() {
    const COUNT: usize = 20_000;
    let folder = tempfile::tempdir().unwrap();
    faults(&folder, "faults.so", &[]);
    let record = |i: usize| {
        let mark = if i % 10 == 3 { "!" } else { "" };
        format!("{{\"id\": \"{i}\", \"text\": \"بيروت {i} في {}{mark}\"}}\n", 1900 + i % 200)
    };
    std::fs::write(folder.path().join("in.jsonl"), (0..COUNT).map(record).collect::<String>()).unwrap();
    // One fails, one runs in workers.
    let plugin =
        |package: &str| format!("plugin = {:?}\nallow-unpinned = true\n", built(package).display().to_string());
    let pipeline = format!(
        "rawi = 1\n[source]\nuses = \"jsonl\"\nfiles = [\"in.jsonl\"]\n{TOKENS}[[stage]]\n{}{ISOLATED}[[stage]]\n{}[[stage]]\n\
         plugin = \"faults.so\"\nallow-unpinned = true\nfault = \"inside\"\nsometimes = true\n\
         rename = {{ tokens = \"faults.tokens\", mentions = \"faults.mentions\" }}\n",
        plugin("rawi-years-plugin"),
        plugin("rawi-trial"),
    );
    std::fs::write(folder.path().join("run.toml"), pipeline).unwrap();
    let run = |out: &str| {
        let command = ["run", "run.toml", "-o", out];
        let output = Command::new(built("rawi")).args(command).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("20,000  documents read, 20,000 written"), "{told}");
        assert!(told.contains("2,000  written with a failed stage"), "{told}");
        std::fs::read_to_string(folder.path().join(out)).unwrap()
    };
    let first = run("a.jsonl");
    assert!(first == run("b.jsonl"), "two runs gave other bytes");
    for (i, line) in first.lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["id"], i.to_string());
        assert_eq!(record["errors"].as_array().map_or(0, Vec::len), usize::from(i % 10 == 3), "{record}");
        assert!(record["layers"]["years"].is_object() && record["layers"]["lengths"].is_object(), "{record}");
    }
    assert_eq!(first.lines().count(), COUNT);
}

/// The processes that `parent` started.
fn children(parent: u32) -> Vec<String> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    std::fs::read_to_string(path).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_worker_does_not_outlive_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    std::fs::write(folder.path().join("in.jsonl"), "{\"id\": \"a\", \"text\": \"بيروت\"}\n").unwrap();
    let path = file(&folder, &library, "fault = \"loop\"");
    let mut command = Command::new(built("rawi"));
    let mut run = command.args(["run", "-o", "-", "--threads", "1"]).arg(path).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    let worker = loop {
        if let Some(worker) = children(run.id()).pop() {
            break worker;
        }
        assert!(Instant::now() < until, "no worker was started");
        std::thread::sleep(Duration::from_millis(10));
    };
    run.kill().unwrap();
    run.wait().unwrap();
    // A process that is gone but not yet waited for by its new parent has no command line.
    while std::fs::read(format!("/proc/{worker}/cmdline")).is_ok_and(|line| !line.is_empty()) {
        assert!(Instant::now() < until, "worker {worker} is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
}
