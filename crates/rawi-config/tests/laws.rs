//! Whatever the size of a pipeline file and however deep it nests: a small stack is enough, and twice the file is at most
//! 2.2 times the work. Work is counted in bytes that are allocated, which every list, message and comparison of names costs.

mod common;

use rawi_tests::work;
use std::fmt::Write as _;

#[global_allocator]
static ALLOCATOR: work::Counting = work::Counting;

/// Checks a file in a thread with little room for recursion; gives the codes of its problems and the bytes allocated.
fn checked(text: String) -> (Vec<&'static str>, u64) {
    let checking = move || {
        let mut codes = Vec::new();
        let work = work::of(|| {
            let outcome = common::check(&text);
            let _ = outcome.problems.render(false, 120);
            let _ = outcome.problems.to_json();
            codes = outcome.problems.iter().map(|problem| problem.code).collect();
        });
        (codes, work.bytes)
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(checking).unwrap().join().expect("no panic")
}

/// A head, as many lines as are asked for, an end.
fn file(head: &str, count: usize, line: impl Fn(usize) -> String, end: &str) -> String {
    (0..count).fold(head.to_owned(), |mut text, i| {
        let _ = write!(text, "{}", line(i));
        text
    }) + end
}

const HEAD: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n";

#[test]
fn deep_files_need_no_stack() {
    for (name, text) in [
        ("lists", format!("rawi = 1\nx = {}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("lists that stay open", format!("{HEAD}abbreviations = {}", "[".repeat(50_000))),
        ("tables", format!("rawi = 1\nx = {}1{}", "{ a = ".repeat(50_000), " }".repeat(50_000))),
        ("a dotted key", format!("rawi = 1\n{}a = 1\n", "a.".repeat(50_000))),
        ("a dotted key in a stage", format!("{HEAD}{}a = 1\n", "a.".repeat(50_000))),
        ("a dotted header", format!("rawi = 1\n[{}a]\n", "a.".repeat(50_000))),
        ("a dotted name in a rename", format!("{HEAD}rename = {{ {}a = 'x' }}\n", "a.".repeat(50_000))),
        ("both in turn", format!("rawi = 1\nx = {}", "[{a=".repeat(50_000))),
    ] {
        assert!(!checked(text).0.is_empty(), "{name} are no pipeline");
    }
}

#[test]
fn work_grows_with_the_file() {
    type Make = (&'static str, &'static str, Box<dyn Fn(usize) -> String>);
    let pile = |head: &'static str, line: fn(usize) -> String, end: &'static str| {
        Box::new(move |count: usize| file(head, count, line, end)) as Box<dyn Fn(usize) -> String>
    };
    let files: Vec<Make> = vec![
        ("keys nobody knows", "unknown-key", pile(HEAD, |i| format!("key{i} = 1\n"), "")),
        (
            "keys above all",
            "unknown-key",
            pile("rawi = 1\n", |i| format!("key{i} = 1\n"), "[[stage]]\nuses = 'segmenter'\n"),
        ),
        (
            "stages",
            "provided-twice",
            pile("rawi = 1\n", |i| format!("[[stage]]\nuses = 'segmenter'\nid = 's{i}'\n"), ""),
        ),
        (
            "tests",
            "too-many-tables",
            pile(HEAD, |i| format!("[[test]]\nname = 't{i}'\ntext = 'x'\nshow = ['tokens']\n"), ""),
        ),
        ("words shown", "test-show", pile(HEAD_SHOW, |i| format!("'s{i}', "), "]\n")),
        ("layers of records", "", pile(GIVEN, |i| format!("'l{i}', "), "]\n[[stage]]\nuses = 'segmenter'\n")),
        ("layers that are required", "missing-layer", pile(MERGE, |i| format!("'layer{i}', "), "]\n")),
        ("layers that are written", "sink-slot", pile(SINK, |i| format!("'layer{i}', "), "]\n")),
        ("renames", "rename-unknown", pile(HEAD, |i| format!("rename.token{i} = 'x{i}'\n"), "")),
        ("files that are not there", "asset-missing", pile(FILES, |i| format!("'names{i}.tsv', "), "]\n")),
        ("values of another type", "wrong-type", pile(FILES, |i| format!("{i}, "), "]\n")),
        ("metadata of a test", "wrong-type", pile(META, |i| format!("k{i} = {i}\n"), "")),
        ("what is no TOML", "syntax", pile(HEAD, |i| format!("x{i} = y\n"), "")),
        ("a key again and again", "duplicate-key", pile(HEAD, |_| "id = 'a'\n".to_owned(), "")),
    ];
    for (name, code, make) in files {
        let (codes, half) = checked(make(25_000));
        let (codes_of_whole, whole) = checked(make(50_000));
        assert!(!codes_of_whole.contains(&"file-too-large"), "{name}");
        assert!(code.is_empty() || codes.contains(&code), "{name}: {codes:?}");
        assert!(whole as f64 <= 2.2 * half as f64, "{name}: {half} bytes become {whole}");
    }
}

const HEAD_SHOW: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[test]]\nname = 'a'\ntext = 'x'\nshow = [";
const GIVEN: &str = "rawi = 1\n[source]\nuses = 'jsonl'\nprovides = [";
const MERGE: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'merge'\nlayers = [";
const SINK: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[sink]\nuses = 'jsonl'\nlayers = [";
const FILES: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'tagger'\ngazetteers = [";
const META: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[test]]\nname = 'a'\ntext = 'x'\n[test.meta]\n";
