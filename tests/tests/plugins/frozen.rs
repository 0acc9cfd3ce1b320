//! A plugin of ABI 1.0, kept as source with the header of that time: every later rawi loads it and gets the same of it.

use super::{ISOLATED, TOKENS, compile, pipeline, with_workers};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi::transcript::{Options, render};
use std::fmt::Write as _;

const EXPECTED: &str = "\
document kept
line  وبيروت عاصمة لبنان.
  view frozen.view  \\u{20}عاصمة لبنان.
  frozen.counts 0..12 tokens=4 sentences=1 mentions=0 numbers=0 dates=0 meta=1  وبيروت
  frozen.mentions MISC 2..12  بيروت
  frozen.summary 0..35 rank=1 score=0.25  وبيروت عاصمة لبنان.
document dropped: asked to
document failed: the first token (0..12)
";

#[test]
fn a_plugin_of_abi_1_0_is_loaded_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let source = ["cc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "tests/plugins/abi-1.0/frozen.c"];
    // The header beside it is included, not the one of today.
    let library = compile(&folder, "frozen.so", &source);
    std::fs::write(folder.path().join("word.txt"), "بيروت\n").unwrap();
    for isolation in ["", ISOLATED] {
        let mut shown = String::new();
        for options in ["word = \"word.txt\"", "fault = \"drop\"", "fault = \"fail\""] {
            let stage = format!(
                "{TOKENS}[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{isolation}{options}\n",
                library.display().to_string()
            );
            let stages = pipeline(&with_workers(), &folder, &stage).unwrap_or_else(|problems| panic!("{problems}"));
            let pipeline = Pipeline::from(stages);
            let mut doc = Document::new("a", "وبيروت عاصمة لبنان.").unwrap();
            doc.meta_mut().set("published", "2025-11-27");
            shown += &match pipeline.process(doc, OnError::Drop) {
                Outcome::Kept(doc) => {
                    let names = ["frozen.mentions", "frozen.summary", "frozen.counts", "frozen.view"];
                    let only = Options::only(names.map(str::to_owned).to_vec());
                    format!("document kept\n{}", render(&doc, &only))
                }
                Outcome::Dropped { reason, .. } => format!("document dropped: {reason}\n"),
                Outcome::Failed(failure) => {
                    let mut text = format!("document failed: {}", failure.message);
                    let _ = writeln!(text, " ({})", failure.span.expect("it has a place"));
                    text
                }
            };
        }
        assert_eq!(shown, EXPECTED);
    }
    let stage = format!(
        "{TOKENS}[[stage]]\nplugin = {:?}\nallow-unpinned = true\nfault = \"refuse\"\n",
        library.display().to_string()
    );
    let problems = pipeline(&with_workers(), &folder, &stage).expect_err("it refuses");
    assert!(problems.contains("`fault` asks to be refused"), "{problems}");
}
