//! `rawi test` and `rawi diff` as a user runs them.

use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with a pipeline file and two reports.
struct Project(tempfile::TempDir);

const STAGES: &str = "\
# Mine; the comments stay.
rawi = 1

[[stage]]
uses = \"normalizer\"   # first
profile = \"search\"

[[stage]]
uses = \"segmenter\"

[[stage]]
uses = \"dates\"
";

const TEST: &str = "
[[test]]
name = \"a date\"       # why
text = \"اجتمع الوزراء في 24 نوفمبر 2025.\"
show = [\"dates\"]
";

impl Project {
    fn new(tests: &str) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        project.write("p.toml", &format!("{STAGES}{tests}"));
        project.write("samples/one.txt", "عنوان\n\nاجتمع الوزراء في 24 نوفمبر 2025.\n");
        project.write("samples/two.txt", "عاد الوفد إلى دمشق أمس.\n");
        project.write("samples/meta.tsv", "id\tpublished\ntwo\t2025-11-27\n");
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[track_caller]
    fn rawi(&self, args: &[&str], code: i32) -> String {
        self.answers(args, "", code)
    }

    #[track_caller]
    fn answers(&self, args: &[&str], stdin: &str, code: i32) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rawi"))
            .args(args)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("rawi runs");
        let mut pipe = child.stdin.take().unwrap();
        let _ = pipe.write_all(stdin.as_bytes()); // it may have ended before
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "rawi {args:?}\n{out}\n{err}");
        if code == 2 { err.into_owned() } else { out }
    }

    /// Every file below the folder with what it holds.
    fn all(&self) -> Vec<(PathBuf, String)> {
        fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push((path.clone(), fs::read_to_string(path).unwrap()));
                }
            }
        }
        let mut found = Vec::new();
        walk(self.0.path(), &mut found);
        found.sort();
        found
    }
}

#[test]
fn update_writes_what_is_missing_and_nothing_else() {
    let project = Project::new(&format!("{TEST}\n[test.meta]\npublished = \"2025-11-27\"\n\n# The end.\n"));
    let before = project.read("p.toml");
    let out = project.rawi(&["test", "p.toml"], 1);
    assert!(out.contains("missing  test a date") && out.contains("0 the same, 1 missing"), "{out}");
    assert_eq!(project.read("p.toml"), before, "nothing is written unasked");

    assert!(project.rawi(&["test", "p.toml", "--update"], 0).contains("written  test a date"));
    let after = project.read("p.toml");
    let (head, rest) = after.split_once("\nexpect = '''\n").expect("the expectation");
    let (expected, tail) = rest.split_once("'''").unwrap();
    assert_eq!(format!("{head}{tail}"), before, "all else stays byte for byte");
    assert!(expected.starts_with("line  اجتمع الوزراء في 24 نوفمبر 2025.\n  dates DATE "), "{expected}");
    assert!(expected.contains("value=2025-11-24"), "{expected}");

    let out = project.rawi(&["test", "p.toml", "--update"], 0);
    assert_eq!(out, "1 the same\n");
    assert_eq!(project.read("p.toml"), after, "the second time changes nothing");
    project.rawi(&["test", "p.toml", "--ci"], 0);
}

#[test]
fn a_change_is_told_by_meaning_and_accepted_in_place() {
    let project = Project::new(TEST);
    project.rawi(&["test", "p.toml", "--update"], 0);
    let good = project.read("p.toml");
    let windows = good.replace("value=2025-11-24", "value=2024-11-24").replace('\n', "\r\n");
    project.write("p.toml", &windows);

    let out = project.rawi(&["test", "p.toml"], 1);
    assert!(out.contains("changed  test a date\ndates: 1 changed\n  1:"), "{out}");
    assert!(out.contains("DATE value 2024-11-24 is now 2025-11-24  "), "{out}");
    assert!(out.contains("\n-  dates DATE ") && out.contains("\n+  dates DATE "), "{out}");
    assert!(!out.contains('\u{1b}'), "no colours in a pipe");

    let json: Value = serde_json::from_str(&project.rawi(&["test", "p.toml", "--format", "json"], 1)).unwrap();
    assert_eq!(json["cases"][0]["changes"][0]["differences"][0]["key"], "value");
    assert_eq!(project.read("p.toml"), windows);

    project.rawi(&["test", "p.toml", "--update"], 0);
    assert_eq!(project.read("p.toml"), good.replace('\n', "\r\n"), "line ends stay as they are");
    project.rawi(&["test", "p.toml"], 0);
}

#[test]
fn an_expectation_is_compared_by_meaning() {
    let by_hand = r#"
[[test]]
name = "by hand"
text = 'في 1990'
show = ["tokens"]
after = "segmenter"
expect = """
line 1  في 1990
  tokens word 1:0..4  في

  tokens number 1:5..9  1990
"""
"#;
    let project = Project::new(by_hand);
    project.rawi(&["test", "p.toml"], 0);
    let before = project.read("p.toml");
    project.rawi(&["test", "p.toml", "--update"], 0);
    assert_eq!(project.read("p.toml"), before, "what says the same is not rewritten");

    project.write("p.toml", &before.replace("1:5..9  1990", "1:4..9  1990"));
    let out = project.rawi(&["test", "p.toml"], 1);
    assert!(out.contains("line 4 of the transcript: 1:4..9 covers ` 1990`, not `1990`"), "{out}");
}

#[test]
fn tests_of_files_snapshots_and_metadata() {
    let tests = r#"
[[test]]
name = "yesterday"
file = "samples/two.txt"
meta = { published = "2025-01-02" }
show = ["dates", "normal"]
snapshot = "kept/yesterday.txt"
"#;
    let project = Project::new(tests);
    assert!(project.rawi(&["test", "p.toml", "--ci"], 1).contains("missing  test yesterday"));
    project.rawi(&["test", "p.toml"], 0);
    let kept = project.read("kept/yesterday.txt");
    assert!(kept.contains("\n  view normal  ") && kept.contains("value=2025-01-01"), "{kept}");
    project.rawi(&["test", "p.toml", "--ci"], 0);
    project.write("kept/yesterday.txt", &kept.replace("  view normal  عاد", "  view normal  عادت"));
    assert!(project.rawi(&["test", "p.toml"], 1).contains("view normal: 1 changed\n  line 1 changed\n    was  عادت"));

    for bad in ["../out.txt", "/tmp/out.txt", ""] {
        project.write("p.toml", &format!("{STAGES}{}", tests.replace("kept/yesterday.txt", bad)));
        assert!(project.rawi(&["test", "p.toml", "--update"], 2).contains("below the pipeline's folder"));
    }
}

#[test]
fn samples_keep_a_transcript_per_stage() {
    let project = Project::new("");
    let test = ["test", "p.toml", "--samples", "samples"];
    let ci = [&test[..], &["--ci"]].concat();
    let update = [&test[..], &["--update"]].concat();
    assert!(project.rawi(&ci, 1).contains("6 missing"));
    assert!(!project.path("snapshots").exists(), "--ci writes nothing");
    assert!(project.rawi(&test, 0).contains("0 the same, 6 written"));
    let dates = project.read("snapshots/p/two/dates.txt");
    assert!(dates.contains("value=2025-11-26") && !dates.contains("tokens"), "{dates}");
    assert!(project.read("snapshots/p/one/normalizer.txt").contains("view normal"));
    let written = project.all();
    assert_eq!(project.rawi(&update, 0), "6 the same\n");
    assert_eq!(project.all(), written);

    // What changed in several is counted over all.
    for sample in ["one", "two"] {
        let path = format!("snapshots/p/{sample}/dates.txt");
        project.write(&path, &project.read(&path).replacen("dates DATE ", "dates TIME ", 1));
    }
    let out = project.rawi(&test, 1);
    let totals = out.split_once("\nin all\n").expect("totals").1;
    let rows: Vec<Vec<&str>> = totals.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["layer", "label", "old", "new", "gone", "added", "changed"], "{out}");
    assert!(rows.contains(&["dates", "TIME", "2", "0", "0", "0", "2"].to_vec()), "{out}");
    let json: Value = serde_json::from_str(&project.rawi(&[&test[..], &["--format", "json"]].concat(), 1)).unwrap();
    assert!(
        json["totals"].as_array().unwrap().iter().any(|row| row["label"] == "TIME" && row["changed"] == 2),
        "{json}"
    );
    assert!(project.rawi(&update, 0).contains("4 the same, 2 accepted"));
    assert_eq!(project.all(), written);

    // A line more at the top moves nothing but itself.
    let one = project.read("samples/one.txt");
    project.write("samples/one.txt", &format!("سطر جديد\n{one}"));
    let out = project.rawi(&[&test[..], &["--stage", "dates", "--doc", "one"]].concat(), 1);
    assert!(out.contains("changed  sample one, stage dates\ntext: 1 new\n  line 1 new  سطر جديد\n@@"), "{out}");
    assert!(out.contains("0 the same, 1 changed"), "{out}");
    project.write("samples/one.txt", &one);

    // A sample that is gone leaves snapshots that nothing refers to.
    fs::remove_file(project.path("samples/one.txt")).unwrap();
    assert!(project.rawi(&test, 0).contains("3 the same, 3 unreferenced"));
    assert!(project.rawi(&ci, 1).contains("unreferenced  snapshot "));
    assert!(project.rawi(&update, 0).contains("3 the same, 3 deleted"));
    assert!(!project.path("snapshots/p/one").exists());
    project.rawi(&ci, 0);
}

#[test]
fn review_accepts_rejects_and_skips() {
    let project = Project::new("");
    let test = ["test", "p.toml", "--samples", "samples", "--review"];
    project.rawi(&test[..4], 0);
    let kept = |stage: &str| project.read(&format!("snapshots/p/two/{stage}.txt"));
    let good = ["dates", "normalizer", "segmenter"].map(kept);
    for stage in ["dates", "normalizer", "segmenter"] {
        project.write(&format!("snapshots/p/two/{stage}.txt"), "line  x\n");
    }
    // In the order of the stages; an answer that is none is asked for again.
    let out = project.answers(&test, "s\nwhat\na\nr\n", 1);
    assert_eq!(out.matches("accept, reject, skip or quit").count(), 4, "{out}");
    assert!(
        out.ends_with(
            "3 the same, 2 changed, 1 accepted\nrejected, so a rule has to change: sample two, stage dates\n"
        ),
        "{out}"
    );
    assert_eq!((kept("normalizer").as_str(), kept("dates").as_str()), ("line  x\n", "line  x\n"));
    assert_eq!(kept("segmenter"), good[2]);
    // At the end of the answers the rest is skipped.
    assert!(project.answers(&test, "a", 1).ends_with("4 the same, 1 changed, 1 accepted\n"));
    assert!(project.answers(&test, "a\n", 0).ends_with("5 the same, 1 accepted\n"));
    assert_eq!(["dates", "normalizer", "segmenter"].map(kept), good);
}

#[test]
fn what_cannot_be_tested_is_said() {
    let project = Project::new("");
    assert!(project.rawi(&["test", "p.toml"], 2).contains("nothing to test"));
    assert!(project.rawi(&["test", "news", "--samples", "samples"], 2).contains("rawi new pipeline"));
    assert!(
        project
            .rawi(&["test", "p.toml", "--stage", "x", "--samples", "samples"], 2)
            .contains("the stages are normalizer")
    );
    assert!(project.rawi(&["test", "p.toml", "--doc", "x", "--samples", "samples"], 2).contains("is called `x`"));
    assert!(project.rawi(&["diff", "p.toml", "p.toml"], 2).contains("--samples FOLDER"));
}

#[test]
fn a_new_pipeline_comes_with_a_test_that_holds() {
    let project = Project::new("");
    project.rawi(&["new", "pipeline", "mine.toml"], 0);
    assert_eq!(project.rawi(&["test", "mine.toml", "--ci"], 0), "1 the same\n");
}

#[test]
fn two_runs_and_two_pipelines_are_compared() {
    let project = Project::new("");
    project.rawi(&["run", "p.toml", "samples", "-o", "old.jsonl"], 0);
    assert!(project.rawi(&["diff", "old.jsonl", "old.jsonl"], 0).starts_with("2 documents: 2 the same"));

    let mut lines: Vec<String> = project.read("old.jsonl").lines().map(str::to_owned).collect();
    lines[0] = lines[0].replacen("\"DATE\"", "\"TIME\"", 1);
    lines.reverse();
    project.write("new.jsonl", &(lines.join("\n") + "\n"));
    let out = project.rawi(&["diff", "old.jsonl", "new.jsonl"], 1);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["layer", "label", "old", "new", "gone", "added", "changed"], "{out}");
    assert_eq!(rows[1], ["dates", "DATE", "2", "1", "0", "0", "1"], "{out}");
    assert!(out.contains("2 documents: 1 the same, 1 changed, 0 only in the old, 0 only in the new"), "{out}");
    assert!(out.contains("document one\ndates: 1 changed; DATE 1 -> 0, TIME 0 -> 1"), "{out}");
    assert!(out.contains("DATE is now TIME  24 نوفمبر 2025\n"), "{out}");
    assert!(project.rawi(&["diff", "old.jsonl", "new.jsonl", "--layer", "sentences"], 0).contains("2 the same"));
    assert!(
        project.rawi(&["diff", "old.jsonl", "new.jsonl", "--layer", "datse"], 2).contains("nothing is called `datse`")
    );
    let json: Value =
        serde_json::from_str(&project.rawi(&["diff", "old.jsonl", "new.jsonl", "--format", "json"], 1)).unwrap();
    assert_eq!(json["counts"].as_array().unwrap().iter().filter(|row| row["changed"] == 1).count(), 1);
    assert_eq!(json["documents"][0]["changes"][0]["what"], "changed");
    let comment = project.rawi(&["diff", "old.jsonl", "new.jsonl", "--format", "github"], 1);
    assert!(comment.starts_with("### rawi diff\n\n2 documents: 1 the same, 1 changed"), "{comment}");
    assert!(
        comment.contains("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n| dates | DATE | 2 | 1 | 0 | 0 | 1 |\n"),
        "{comment}"
    );
    assert!(
        comment.contains("<details><summary>one</summary>\n\n```diff\n") && comment.contains("\n+  dates TIME "),
        "{comment}"
    );

    project.write("only.jsonl", &(lines[0].clone() + "\n"));
    assert!(project.rawi(&["diff", "old.jsonl", "only.jsonl"], 1).contains("document one: only in the old"));
    let comment = project.rawi(&["diff", "old.jsonl", "only.jsonl", "--format", "github"], 1);
    assert!(comment.contains("<summary>one</summary>\n\n```diff\n-only in the old\n```"), "{comment}");

    project.write("q.toml", &STAGES.replace("[[stage]]\nuses = \"dates\"\n", ""));
    let out = project.rawi(&["diff", "p.toml", "q.toml", "--samples", "samples"], 1);
    assert!(out.contains("dates: 1 gone; DATE 1 -> 0"), "{out}");
}
