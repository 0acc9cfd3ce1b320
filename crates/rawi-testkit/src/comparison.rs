//! A transcript that is kept somewhere, compared with what is found now.

use rawi_transcript::{Comparison, compare, diff, escape};
use serde_json::{Value, json};
use std::ops::Range;
use std::path::PathBuf;

/// A transcript that is kept somewhere, and what is found now.
#[derive(Debug)]
pub struct TranscriptCase {
    /// `test NAME` or `sample ID, stage STAGE`.
    pub name: String,
    /// Where it is kept.
    pub kept: Kept,
    /// What is found now; empty for a file that nothing refers to.
    pub got: String,
    /// How the two differ.
    pub state: State,
}

/// Where a transcript is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the pipeline file, as `expect` of a `[[test]]`.
    Expect {
        /// Which test of the file, from 0.
        test: usize,
        /// Bytes of the file that the value takes up, quotes included; none if there is no `expect` yet.
        place: Option<Range<usize>>,
        /// Bytes of the file: the line `[[test]]`.
        header: Range<usize>,
    },
    /// In a file.
    File(PathBuf),
}

/// How what is found differs from what is kept.
#[derive(Debug)]
pub enum State {
    /// It does not.
    Same,
    /// It is another.
    Changed(Difference),
    /// Nothing is kept yet.
    Missing,
    /// A file is kept that nothing refers to.
    Unreferenced,
}

/// Two transcripts compared.
#[derive(Debug)]
pub enum Difference {
    /// What changed in which layer.
    Meaning(Box<Comparison>),
    /// In words, where one of them is no transcript.
    Words {
        /// What happened.
        message: String,
        /// The lines that differ, as a unified diff.
        diff: String,
    },
}

/// A stage that failed, as a transcript tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageFailure {
    /// The stage's id.
    pub stage: String,
    /// Whether the stage is at fault: it panicked, or broke its contract.
    pub bug: bool,
    /// What happened.
    pub message: String,
}

impl TranscriptCase {
    /// Compares what is kept, if anything is, with what is found.
    #[must_use]
    pub fn new(name: String, kept: Kept, expected: Option<&str>, got: String) -> Self {
        let state = state(expected, &got);
        Self { name, kept, got, state }
    }

    /// A file that nothing refers to.
    #[must_use]
    pub fn unreferenced(path: PathBuf) -> Self {
        let name = format!("snapshot {}", path.display());
        Self { name, kept: Kept::File(path), got: String::new(), state: State::Unreferenced }
    }

    /// The stages that failed in what is found: whoever accepts it accepts their failing.
    #[must_use]
    pub fn failures(&self) -> Vec<StageFailure> {
        failures(&self.got)
    }

    /// As JSON: `name`, `state`, `action` as given, `file`, and `changes`, `message` and `diff` as far as there are.
    #[must_use]
    pub fn to_json(&self, action: &str) -> Value {
        let (state, difference) = match &self.state {
            State::Same => ("same", None),
            State::Missing => ("missing", None),
            State::Unreferenced => ("unreferenced", None),
            State::Changed(difference) => ("changed", Some(difference)),
        };
        let mut value = json!({ "name": self.name, "state": state, "action": action });
        if let Kept::File(path) = &self.kept {
            value["file"] = json!(path.display().to_string());
        }
        let failures = self.failures();
        if !failures.is_empty() {
            let one = |f: &StageFailure| json!({ "stage": f.stage, "bug": f.bug, "message": f.message });
            value["failures"] = failures.iter().map(one).collect();
        }
        match difference {
            Some(Difference::Meaning(comparison)) => {
                value["changes"] = comparison.to_json();
                value["diff"] = json!(comparison.diff());
            }
            Some(Difference::Words { message, diff }) => {
                value["message"] = json!(message);
                value["diff"] = json!(diff);
            }
            None => {}
        }
        value
    }
}

/// The lines `error STAGE KIND  MESSAGE` of a transcript.
pub(crate) fn failures(transcript: &str) -> Vec<StageFailure> {
    let lines = transcript.lines().filter_map(|line| line.strip_prefix("error "));
    let read = lines.map(|line| {
        let (head, message) = line.split_once("  ").unwrap_or((line, ""));
        let mut words = head.split(' ');
        let stage = words.next().unwrap_or_default().to_owned();
        StageFailure { stage, bug: words.next() == Some("bug"), message: message.to_owned() }
    });
    read.collect()
}

fn state(expected: Option<&str>, got: &str) -> State {
    let Some(expected) = expected else { return State::Missing };
    let expected = expected.replace("\r\n", "\n");
    if expected.trim_end_matches('\n') == got.trim_end_matches('\n') {
        return State::Same;
    }
    let words = |message: String| {
        // What is no transcript may hold anything; on a terminal it must not move the cursor.
        let shown: String = diff(&expected, got).lines().fold(String::new(), |shown, line| {
            let (sign, text) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
            let plain = text.chars().all(|c| !c.is_control() && !is_bidi_control(c));
            shown + sign + &if plain { text.to_owned() } else { escaped(text) } + "\n"
        });
        State::Changed(Difference::Words { message, diff: shown })
    };
    if got.starts_with("dropped ") {
        return words("the document is dropped now".to_owned());
    }
    if expected.starts_with("dropped ") {
        return words("the document is not dropped any more".to_owned());
    }
    match compare(&expected, got) {
        Ok(comparison) if comparison.is_same() => State::Same,
        Ok(comparison) => State::Changed(Difference::Meaning(Box::new(comparison))),
        Err(error) => words(format!("what is expected is no transcript: {}", escaped(&error.to_string()))),
    }
}

/// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// For a terminal: with what cannot be seen escaped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}
