//! What each code of a problem means, for `rawi explain CODE`: files of `explanations/`, a heading and the reasons below it.

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// What it means, in a line.
    pub title: &'static str,
    /// Markdown: the reason for the rule, and most often a wrong and a right example.
    pub text: &'static str,
}

/// The explanation of a problem's code.
#[must_use]
pub fn explain(code: &str) -> Option<Explanation> {
    FILES.iter().find(|(known, _)| *known == code).map(read)
}

/// All of them: of the file, of its keys and values, of the pipeline, of files, of plugins, of tests.
#[must_use]
pub fn explanations() -> Vec<Explanation> {
    FILES.iter().map(read).collect()
}

fn read(&(code, file): &(&'static str, &'static str)) -> Explanation {
    let (title, text) = file.split_once("\n\n").unwrap_or((file, ""));
    Explanation { code, title: title.trim_start_matches("# "), text }
}

macro_rules! files {
    ($($code:literal)*) => { &[$(($code, include_str!(concat!("../explanations/", $code, ".md")))),*] };
}

const FILES: &[(&str, &str)] = files! {
    "file-unreadable"
    "file-too-large"
    "not-utf8"
    "too-many-problems"
    "too-many-tables"
    "syntax"
    "duplicate-key"
    "missing-version"
    "wrong-version"
    "unknown-key"
    "wrong-type"
    "bad-value"
    "out-of-range"
    "missing-key"
    "bad-name"
    "no-stages"
    "unknown-stage"
    "unknown-source"
    "unknown-sink"
    "duplicate-id"
    "missing-layer"
    "layer-schema"
    "wrong-order"
    "optional-later"
    "provided-twice"
    "refined-late"
    "layer-replaced"
    "sink-slot"
    "rename-unknown"
    "rename-collision"
    "asset-missing"
    "stage-refused"
    "stage-warning"
    "plugins-unsupported"
    "plugin-refused"
    "needs-isolation"
    "needs-plugin"
    "test-input"
    "test-expectation"
    "test-after"
    "test-show"
    "duplicate-test"
};
