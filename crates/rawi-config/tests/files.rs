//! Pipelines that are files, and files that are no pipelines.

mod common;

use rawi_config::{MAX_FILE, Severity, check_file};
use std::fs;
use std::path::Path;

fn codes(path: &Path) -> Vec<&'static str> {
    let checked = check_file(path, &common::registry());
    assert!(!checked.problems.to_string().is_empty() || checked.plan.is_some());
    checked.problems.iter().map(|p| p.code).collect()
}

#[test]
fn a_file_that_is_not_there_or_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(codes(&folder.path().join("gone.toml")), ["file-unreadable"]);
    assert_eq!(codes(folder.path()), ["file-unreadable"]);
}

#[test]
fn a_file_that_is_too_large() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    fs::write(&path, "#".repeat(MAX_FILE as usize + 1)).unwrap();
    assert_eq!(codes(&path), ["file-too-large"]);
}

#[test]
fn a_file_in_windows_1256() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.toml");
    fs::write(&path, b"rawi = 1\n# \xC3\xCE\xC8\xC7\xD1\n").unwrap();
    let checked = check_file(&path, &common::registry());
    assert_eq!(codes(&path), ["not-utf8"]);
    assert!(checked.problems.to_string().contains("old.toml:2:3"), "{}", checked.problems);
}

#[test]
fn more_problems_than_anybody_reads() {
    let text: String = (0..500).map(|i| format!("[[stage]]\nuses = \"none-{i}\"\n")).collect();
    let problems = common::check(&text).problems;
    assert_eq!(problems.len(), 101);
    assert!(problems.iter().any(|p| p.code == "too-many-problems" && p.message.contains("401")), "{problems}");
}

#[test]
fn more_stages_than_anybody_has() {
    let stage = |i| format!("[[stage]]\nuses = 'segmenter'\nrename = {{ tokens = 't{i}', sentences = 's{i}' }}\n");
    let stages: String = (0..1001).map(stage).collect();
    let problems = common::check(&format!("rawi = 1\n{stages}")).problems;
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["too-many-tables"]);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark() {
    let checked = common::check("\u{FEFF}rawi = 1\r\n[[stage]]\r\nuses = \"segmentor\"\r\n");
    let problem = checked.problems.iter().next().unwrap();
    assert_eq!(checked.problems.place(problem.span.clone().unwrap().start), (3, 8));
    assert!(checked.problems.to_string().contains("pipeline.toml:3:8"), "{}", checked.problems);
    let checked = common::check("\u{FEFF}uses = 1\r\n[[stage]]\r\nuses = \"segmenter\"\r\n");
    assert!(checked.problems.to_string().contains("pipeline.toml:1:1"), "{}", checked.problems);
}

#[test]
fn files_are_relative_to_the_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("lists")).unwrap();
    fs::write(folder.path().join("lists/names.tsv"), "بيروت\tGPE\n").unwrap();
    let path = folder.path().join("news.toml");
    let pipeline = |name: &str| {
        format!("rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'tagger'\ngazetteers = ['{name}']\n")
    };
    fs::write(&path, pipeline("lists/names.tsv")).unwrap();
    let checked = check_file(&path, &common::registry());
    let plan = checked.plan.unwrap_or_else(|| panic!("{}", checked.problems));
    assert_eq!(plan.base.as_deref(), Some(folder.path()));
    assert_eq!(plan.stages[1].assets.len(), 1);
    assert_eq!(plan.stages[1].assets[0].0, "lists/names.tsv");
    assert_eq!(plan.stages[1].assets[0].1.len(), 64);

    fs::write(&path, pipeline("lists/nams.tsv")).unwrap();
    let checked = check_file(&path, &common::registry());
    assert_eq!(codes(&path), ["asset-missing"]);
    let help = checked.problems.iter().next().unwrap().help.clone();
    assert_eq!(help.as_deref(), Some("did you mean `lists/names.tsv`?"));

    fs::write(&path, pipeline("lists")).unwrap();
    assert_eq!(codes(&path), ["asset-missing"]);
}

#[test]
fn problems_as_json() {
    let checked = common::check(
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\nid = \"أ\"\n[[stage]]\nuses = \"summarizer\"\nid = \"أ\"\nx = 1\n",
    );
    let json = checked.problems.to_json();
    assert_eq!(json[0]["code"], "duplicate-id");
    assert_eq!((json[0]["line"].as_u64(), json[0]["column"].as_u64()), (Some(7), Some(6)));
    assert_eq!(json[0]["notes"][0]["line"], 4);
    assert_eq!(json[1]["severity"], "error");
    assert_eq!(json[1]["code"], "unknown-key");
    assert_eq!(checked.problems.count(Severity::Error), 2);
}

#[test]
fn excerpts_cannot_disturb_a_terminal() {
    let checked = common::check("rawi = 1\nx\u{1B} = 1\n\"\u{9B}31m\u{202E}\" = 2\n[[stage]]\nuses = \"segmenter\"\n");
    let text = checked.problems.to_string();
    assert!(checked.problems.len() >= 2, "{text}");
    let bad = text.chars().find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{202A}'..='\u{202E}'));
    assert_eq!(bad, None, "{text:?}");
}
