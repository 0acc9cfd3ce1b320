//! Whatever a file holds, it is checked without a panic, and every problem has a place in it.

mod common;

use proptest::prelude::*;
use rawi_config::CheckOutcome;

const NEWS: &str = include_str!("cases/keys.md");

fn sound() -> &'static str {
    let start = NEWS.find("rawi = 1").unwrap();
    let end = start + NEWS[start..].find("\n```").unwrap();
    &NEWS[start..=end]
}

fn holds(text: &str) -> CheckOutcome {
    let checked = common::check(text);
    assert_eq!(checked.plan.is_some(), !checked.problems.has_errors());
    let mut last = 0;
    for problem in checked.problems.iter() {
        if let Some(span) = &problem.span {
            assert!(span.start <= span.end && span.end <= text.len(), "{problem:?}");
            assert!(text.is_char_boundary(span.start), "{problem:?}");
            assert!(span.start >= last, "not in order: {problem:?}");
            last = span.start;
        }
    }
    let rendered = checked.problems.render(true, 100);
    assert_eq!(rendered.is_empty(), checked.problems.is_empty());
    let _ = checked.problems.to_json().to_string();
    checked
}

/// Pieces that turn TOML into something else.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"".to_owned()),
        Just("'''".to_owned()),
        Just("[".to_owned()),
        Just("]]".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("=".to_owned()),
        Just(".".to_owned()),
        Just(",".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\\".to_owned()),
        Just("[[stage]]\n".to_owned()),
        Just("[stage.rename]\n".to_owned()),
        Just("[run]\n".to_owned()),
        Just("stage.uses = 1\n".to_owned()),
        Just("uses".to_owned()),
        Just("rename = { tokens = \"words\" }\n".to_owned()),
        Just("1979-05-27T07:32:00Z".to_owned()),
        Just("nan".to_owned()),
        Just("0x".to_owned()),
        Just("وَبيروتُ ـ".to_owned()),
        Just("\u{202E}".to_owned()),
        Just("\u{64E}".to_owned()),
        Just("\u{0}".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("ﷺ😀".to_owned()),
        "\\PC{0,6}",
    ]
}

proptest! {
    #[test]
    fn a_mutated_pipeline_never_panics(edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, piece()), 1..6)) {
        let mut text = sound().to_owned();
        for (place, remove, insert) in edits {
            let mut start = place.index(text.len() + 1);
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            let mut end = (start + remove).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(start..end, &insert);
        }
        holds(&text);
    }

    #[test]
    fn lines_in_another_order_never_panic(order in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
        let lines: Vec<&str> = sound().lines().collect();
        let text: String = order.iter().map(|i| format!("{}\n", lines[i.index(lines.len())])).collect();
        holds(&text);
    }

    #[test]
    fn pieces_alone_never_panic(pieces in prop::collection::vec(piece(), 0..30)) {
        holds(&pieces.concat());
    }
}

#[test]
fn the_sound_pipeline_is_sound() {
    assert!(holds(sound()).problems.is_empty());
    holds("");
}

/// Depth and size that would cost a careless reader its stack or its time.
#[test]
fn large_and_deep_files_are_checked_in_time() {
    holds(&format!("rawi = 1\nx = {}", "[".repeat(100_000)));
    holds(&format!("rawi = 1\nx = {}{}", "{ a = ".repeat(50_000), "}".repeat(50_000)));
    holds(&format!("rawi = 1\n{}", "a.".repeat(100_000)));
    holds(&format!("rawi = 1\nx = \"{}\"\n", "ب".repeat(1_000_000)));
    holds(&"[[stage]]\nuses = 'tagger'\n".repeat(2_000));
    holds(&(0..20_000).map(|i| format!("k{i} = 1\n")).collect::<String>());
    holds(&"\u{64E}".repeat(500_000));
}
