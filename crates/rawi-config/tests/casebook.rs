//! `tests/cases/*.md`: headings are cases; a `toml` block is a pipeline, the `problems` block after it what a user then
//! reads. `RAWI_UPDATE=1 cargo test -p rawi-config` rewrites the latter.

mod common;

use rawi_config::{check_text, explain, explanations};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

/// Problems of files that cannot stand in a Markdown block; `tests/files.rs` has them.
const ELSEWHERE: [&str; 5] = ["file-unreadable", "file-too-large", "not-utf8", "too-many-problems", "too-many-tables"];

/// A fenced block: its info string and where its text stands.
fn blocks(book: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in book.split_inclusive('\n') {
        let next = at + line.len();
        if let Some(info) = line.strip_prefix("```") {
            open = match open {
                None => Some((info.trim(), next)),
                Some((info, start)) => {
                    blocks.push((info, start..at));
                    None
                }
            };
        }
        at = next;
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn shown(info: &str, pipeline: &str) -> String {
    let registry = match info {
        "toml no-plugins" => common::registry_without_plugins(),
        _ => common::registry(),
    };
    let checked = check_text("pipeline.toml", pipeline, &common::assets(), &registry);
    assert_eq!(checked.plan.is_none(), checked.problems.has_errors(), "{}", checked.problems);
    for problem in checked.problems.iter() {
        assert!(explain(problem.code).is_some(), "{} is not explained", problem.code);
        let says = problem.code == "syntax" || !problem.label.is_empty() || problem.help.is_some();
        assert!(says, "{problem:?} says neither why nor what to do");
    }
    match checked.problems.is_empty() {
        true => "no problems\n".to_owned(),
        false => format!("{}\n", checked.problems),
    }
}

#[test]
fn every_case_shows_what_the_casebook_says() {
    let update = std::env::var_os("RAWI_UPDATE").is_some();
    let mut folder: Vec<PathBuf> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    folder.sort();
    let mut wrong = String::new();
    let mut codes = BTreeSet::new();
    for path in folder {
        let book = std::fs::read_to_string(&path).unwrap();
        let mut rewritten = String::new();
        let mut from = 0;
        let mut pipeline: Option<(&str, &str)> = None;
        for (info, range) in blocks(&book) {
            if info.starts_with("toml") {
                assert!(pipeline.is_none(), "{}: a pipeline without problems block", path.display());
                pipeline = Some((info, &book[range]));
                continue;
            }
            assert_eq!(info, "problems", "{}: a block of another kind", path.display());
            let (info, text) = pipeline.take().expect("a pipeline before the problems");
            let now = shown(info, text);
            codes.extend(explanations().iter().map(|e| e.code).filter(|code| now.contains(&format!("[{code}]"))));
            let before = &book[range.clone()];
            if before != now {
                let heading = book[..range.start].lines().rev().find(|l| l.starts_with('#')).unwrap_or_default();
                let _ = writeln!(wrong, "{} {heading}\n--- casebook\n{before}--- now\n{now}", path.display());
            }
            rewritten.push_str(&book[from..range.start]);
            rewritten.push_str(&now);
            from = range.end;
        }
        assert!(pipeline.is_none(), "{}: a pipeline without problems block", path.display());
        rewritten.push_str(&book[from..]);
        if update && rewritten != book {
            std::fs::write(&path, rewritten).unwrap();
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}\nRAWI_UPDATE=1 rewrites the casebook");
    let missing: Vec<_> = explanations()
        .iter()
        .map(|e| e.code)
        .filter(|code| !codes.contains(code) && !ELSEWHERE.contains(code))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn wrong_examples_are_wrong_and_right_ones_right() {
    for explanation in explanations() {
        let examples: Vec<&str> = blocks(explanation.text).iter().map(|(_, r)| &explanation.text[r.clone()]).collect();
        match examples[..] {
            [] => {}
            [wrong, right] => {
                let found = common::check(wrong).problems;
                assert!(found.iter().any(|p| p.code == explanation.code), "{}: {found}", explanation.code);
                let found = common::check(right).problems;
                assert!(found.is_empty(), "{}: {found}", explanation.code);
            }
            _ => panic!("{}: a wrong and a right example are wanted", explanation.code),
        }
    }
}

#[test]
fn codes_are_unique_and_explained_in_order() {
    let mut seen = BTreeSet::new();
    for explanation in explanations() {
        assert!(seen.insert(explanation.code), "{} twice", explanation.code);
        assert_eq!(explain(explanation.code), Some(explanation));
        assert!(!explanation.title.ends_with('.'), "{}", explanation.title);
    }
    assert_eq!(explain("no-such-code"), None);
}
