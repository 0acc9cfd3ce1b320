//! The tests of pipeline files, as a program runs them.

use rawi_config::{Registry, StageEntry, check_file};
use rawi_core::{Contract, Doc, Document, Output, Slot, Stage, StageError, Verdict};
use rawi_testkit::{Acceptance, Kept, PipelineTests, Selection, State, TestError, TranscriptCase};
use std::fs;
use std::path::Path;

/// Fails on a text with خطأ in it, and has a bug on one with عطل.
struct Fragile;

impl Stage for Fragile {
    fn contract(&self) -> Contract {
        Contract::new().provides(Slot::layer("words"))
    }
    fn process(&self, doc: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        assert!(!doc.source().contains("عطل"), "on purpose");
        match doc.source().contains("خطأ") {
            true => Err(StageError::input("a text of no use")),
            false => Ok(Verdict::Keep),
        }
    }
}

fn registry() -> Registry {
    let schema = serde_json::json!({ "type": "object", "additionalProperties": false });
    Registry::new().stage::<rawi_segmenter::Segmenter>().stage_entry(StageEntry::from_json(
        "fragile",
        "1.0.0",
        schema,
        |_, _| Ok(Box::new(Fragile)),
    ))
}

fn tests(path: &Path) -> PipelineTests {
    let outcome = check_file(path, &registry());
    PipelineTests::new(outcome.plan.unwrap_or_else(|| panic!("{}", outcome.problems)))
}

fn cases(path: &Path) -> Vec<TranscriptCase> {
    tests(path)
        .tests(Selection::default(), |_| -> Result<Document, TestError> { panic!("no test names a file") })
        .unwrap()
}

const FILE: &str = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = 'fragile'\n\
                    [[test]]\nname = 'fine'\ntext = 'عاد الوفد.'\nshow = ['sentences']\n\
                    [[test]]\nname = 'fails'\ntext = 'خطأ'\nshow = ['sentences']\n\
                    [[test]]\nname = 'a bug'\ntext = 'عطل'\nshow = ['sentences']\n";

#[test]
fn a_bug_is_no_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    fs::write(&path, FILE).unwrap();
    let accept = |bugs: bool| {
        let mut acceptance = Acceptance::new(&path, true).unwrap().accept_bugs(bugs);
        let accepted: Vec<bool> = cases(&path).iter().map(|case| acceptance.accept(case).unwrap()).collect();
        acceptance.write().unwrap();
        accepted
    };
    assert_eq!(accept(false), [true, true, false]);
    let found = cases(&path);
    let states: Vec<_> = found.iter().map(|case| matches!(case.state, State::Same)).collect();
    assert_eq!(states, [true, true, false]);
    let failures: Vec<_> = found[1].failures().into_iter().map(|f| (f.stage, f.bug, f.message)).collect();
    assert_eq!(failures, [("fragile".to_owned(), false, "a text of no use".to_owned())]);
    assert!(found[2].failures()[0].bug && found[2].failures()[0].message.contains("on purpose"));
    assert_eq!(accept(true), [true, true, true]);
    assert!(cases(&path).iter().all(|case| matches!(case.state, State::Same)));
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("rawi = 1\n[[stage]]\n")
            && text.contains("show = ['sentences']\nexpect = '''\nline  عاد الوفد.")
    );
}

#[test]
fn samples_keep_what_each_stage_gave() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    fs::write(&path, FILE).unwrap();
    let run = |texts: &[(&str, &str)]| {
        let documents = texts.iter().map(|(id, text)| Ok(Document::new(*id, *text).unwrap()));
        tests(&path).samples::<TestError>(Selection::default(), documents)
    };
    let found = run(&[("a/1", "عاد الوفد."), ("b", "خطأ")]).unwrap();
    let names: Vec<_> = found.iter().map(|case| case.name.as_str()).collect();
    let expected = ["segmenter", "fragile"]
        .map(|stage| [format!("sample a/1, stage {stage}"), format!("sample b, stage {stage}")]);
    assert_eq!(names, [&expected[0][0], &expected[1][0], &expected[0][1], &expected[1][1]]);
    let mut acceptance = Acceptance::new(&path, true).unwrap();
    assert!(found.iter().all(|case| acceptance.accept(case).unwrap()));
    let again = run(&[("b", "خطأ")]).unwrap();
    let unreferenced: Vec<_> = again.iter().filter(|case| matches!(case.state, State::Unreferenced)).collect();
    assert_eq!(unreferenced.len(), 2);
    assert!(matches!(&unreferenced[0].kept, Kept::File(file) if file.ends_with("p/a%2F1/fragile.txt")));
    let twice = run(&[("a", "x"), ("a", "y")]).unwrap_err();
    assert_eq!(twice.to_string(), "two samples have the id `a`; each needs its own");
}
