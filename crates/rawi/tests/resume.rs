//! Runs that are killed at any moment and gone on with.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PIPELINE: &str = r#"
rawi = 1
[[stage]]
uses = "normalizer"
[[stage]]
uses = "segmenter"
[[stage]]
uses = "dates"
[run]
shard-documents = 40
on-error = "drop"
threads = 2
"#;

fn rawi(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rawi"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command
}

fn run(folder: &Path, out: &str) -> Command {
    rawi(folder, &["run", "p.toml", "in.jsonl", "-o", out, "--quiet"])
}

fn prepare(documents: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sentence = "أعلنت الوزارة في 15 مايو 2020 أن القافلة وصلت إلى المدينة قبل ثلاثة أيام. ";
    let lines = (0..documents).map(|i| match i % 50 {
        49 => format!("{{\"id\": \"d{i}\", \"tex\n"),
        _ => format!("{{\"id\": \"d{i}\", \"published\": \"2020-05-20\", \"text\": \"{}\"}}\n", sentence.repeat(40)),
    });
    std::fs::write(folder.path().join("in.jsonl"), lines.collect::<String>()).unwrap();
    std::fs::write(folder.path().join("p.toml"), PIPELINE).unwrap();
    folder
}

/// Every file below `out`, hidden ones too, but the lock.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for folder in [out.to_owned(), out.join(".rawi")] {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue }; // stopped before it was made
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(out).unwrap().to_string_lossy().into_owned();
            if path.is_file() && name != ".rawi/lock" {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn assert_same(out: &Path, whole: &BTreeMap<String, Vec<u8>>, place: &str) {
    let found = files(out);
    assert!(found.keys().eq(whole.keys()), "{place}: {:?} and not {:?}", found.keys(), whole.keys());
    for (name, bytes) in &found {
        assert!(*bytes == whole[name], "{place}: {name} differs");
    }
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).stderr(Stdio::null()).status();
    let _ = killed.unwrap(); // it may have ended before
}

/// Waits until a run has made something: by then it hears signals, and has all of its work before it.
fn wait_until(begun: impl Fn() -> bool) {
    let since = Instant::now();
    while !begun() {
        assert!(since.elapsed() < Duration::from_secs(60), "the run has not begun");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The temporary files in a folder.
fn temporary(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".tmp")).count()
}

/// Whether whoever runs these tests wants a signal ignored, as `nohup` does and a shell for what it runs in the background:
/// rawi obeys that.
fn is_ignored(signal: &str) -> bool {
    let bit = match signal {
        "HUP" => 0,
        "INT" => 1,
        _ => return false,
    };
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> bit & 1 == 1)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How often each is tried: more with `RAWI_KILLS=1000`.
#[allow(clippy::disallowed_methods)] // a test may be told to try more
fn times() -> u32 {
    std::env::var("RAWI_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(6)
}

#[test]
fn killed_at_any_moment_a_run_ends_as_if_it_had_not_been() {
    let folder = prepare(400);
    let began = Instant::now();
    let done = run(folder.path(), "whole").output().unwrap();
    let takes = began.elapsed();
    assert_eq!(done.status.code(), Some(1), "documents that cannot be read are findings: {}", text(&done));
    let whole = files(&folder.path().join("whole"));
    assert!(whole.contains_key("part-00010.jsonl") && whole.contains_key("part-00002.rejected.jsonl"));
    // Not random: spread over the whole run, each time a little later.
    let (mut interrupted, mut tries) = (0, 0);
    for name in ["KILL", "TERM", "INT"] {
        for i in 0..times() {
            let out = folder.path().join("out");
            let _ = std::fs::remove_dir_all(&out);
            let mut rounds = 0;
            loop {
                let mut child = run(folder.path(), "out").stderr(Stdio::piped()).spawn().unwrap();
                if rounds < 3 {
                    let share = f64::from(tries * 37 % 100) / 100.0;
                    std::thread::sleep(takes.mul_f64(share));
                    signal(&child, name);
                    tries += 1;
                }
                let status = child.wait().unwrap();
                rounds += 1;
                if status.code() == Some(1) {
                    break;
                }
                interrupted += 1;
                assert!(matches!(status.code(), None | Some(130)), "{name} {i}: {status}");
                if name != "KILL" {
                    let left: Vec<String> = files(&out).into_keys().filter(|name| name.ends_with(".tmp")).collect();
                    assert!(left.is_empty(), "{name} {i}: {left:?}");
                }
            }
            assert_same(&out, &whole, &format!("{name} {i}"));
        }
    }
    assert!(interrupted > tries / 4, "{interrupted} of {tries} came in time");
    let status = rawi(folder.path(), &["status", "out", "--verify"]).output().unwrap();
    assert_eq!(status.status.code(), Some(1));
    let told = String::from_utf8(status.stdout).unwrap();
    assert!(told.contains("10  shards, all of the input") && told.contains("8  rejected by `source`"), "{told}");
}

#[test]
fn a_signal_ends_a_run_of_large_documents_soon_and_what_is_said_is_true() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), PIPELINE).unwrap();
    let text_of = "أعلنت الوزارة في 15 مايو 2020 أن القافلة وصلت. ".repeat(40_000);
    let lines: String = (0..8).map(|i| format!("{{\"id\": \"d{i}\", \"text\": \"{text_of}\"}}\n")).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    for (name, out) in [("TERM", "o.jsonl"), ("HUP", "o.jsonl"), ("INT", "dir/")] {
        if is_ignored(name) {
            continue;
        }
        let child = run(folder.path(), out).stderr(Stdio::piped()).spawn().unwrap();
        wait_until(|| temporary(folder.path()) > 0 || folder.path().join("dir/.rawi/lock").exists());
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{name}: {}", text(&output));
        let said = text(&output);
        match out {
            "dir/" => assert!(said.contains("shards with") && said.contains("are finished in dir/"), "{said}"),
            _ => assert!(said.contains("no output was kept (a run into a folder can be resumed"), "{said}"),
        }
        assert_eq!(temporary(folder.path()), 0, "{name}");
    }
}

#[test]
fn the_second_signal_stops_at_once_and_leaves_no_temporary_file() {
    let folder = prepare(4000);
    let mut child = run(folder.path(), "o.jsonl").stderr(Stdio::piped()).spawn().unwrap();
    wait_until(|| temporary(folder.path()) > 0);
    signal(&child, "TERM");
    signal(&child, "TERM");
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_a_killed_run_left_beside_a_file_is_taken_away_by_the_next() {
    let folder = prepare(2000);
    let mut child = run(folder.path(), "o.jsonl").stderr(Stdio::null()).spawn().unwrap();
    wait_until(|| temporary(folder.path()) > 0);
    signal(&child, "KILL");
    child.wait().unwrap();
    assert_eq!(temporary(folder.path()), 1);
    assert_eq!(run(folder.path(), "o.jsonl").output().unwrap().status.code(), Some(1));
    assert_eq!(temporary(folder.path()), 0);
}

#[test]
fn what_changed_is_told_by_name_and_a_single_file_says_that_it_cannot_be_resumed() {
    let folder = prepare(100);
    run(folder.path(), "out").output().unwrap();
    std::fs::write(
        folder.path().join("p.toml"),
        PIPELINE.replace("uses = \"dates\"", "uses = \"dates\"\nwords = [\"mine.tsv\"]"),
    )
    .unwrap();
    std::fs::write(folder.path().join("mine.tsv"), "").unwrap();
    let refused = run(folder.path(), "out").output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused).contains("stage `dates`: its file mine.tsv is new"), "{}", text(&refused));
    let anew = rawi(folder.path(), &["run", "p.toml", "in.jsonl", "-o", "out", "--restart"]).output().unwrap();
    assert_eq!(anew.status.code(), Some(1), "{}", text(&anew));

    let errors = rawi(folder.path(), &["errors", "out"]).output().unwrap();
    let told = String::from_utf8(errors.stdout).unwrap();
    assert!(
        told.contains("2  `source` (source): malformed JSON") && told.contains("for example in.jsonl:50"),
        "{told}"
    );
    let kept = rawi(folder.path(), &["errors", "out/part-00001.jsonl"]).output().unwrap();
    assert_eq!(kept.status.code(), Some(2));
    assert!(text(&kept).contains("part-00001.jsonl:1: this document was not rejected"), "{}", text(&kept));
    let file = rawi(folder.path(), &["run", "p.toml", "in.jsonl", "-o", "o.jsonl", "--restart"]).output().unwrap();
    assert_eq!(file.status.code(), Some(2));
    assert!(
        text(&file).contains("only a run whose one output is a folder of records can be resumed"),
        "{}",
        text(&file)
    );
}
