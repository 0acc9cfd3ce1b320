//! Accepting what was found: rewriting expectations and snapshots.

use crate::comparison::{Kept, State, TranscriptCase};
use crate::error::TestError;
use crate::files::read;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// Writes what is accepted. Snapshots are written at once, expectations in the pipeline file when [`write`](Self::write) is
/// called: after each answer of a person, so that an interrupted review keeps what was accepted so far, or once at the end.
#[derive(Debug)]
pub struct Acceptance {
    path: PathBuf,
    /// The pipeline file as it was read, which the places of the tests are in; none for a pipeline that is no file.
    original: Option<String>,
    /// What replaces what in it, by place.
    edits: BTreeMap<usize, (Range<usize>, String)>,
    /// Where a new `expect` belongs in each test, once it was asked for.
    ends: Option<Vec<Option<usize>>>,
    bugs: bool,
}

impl Acceptance {
    /// For the pipeline file `path`; `is_file` says whether it is one, and no embedded pipeline.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn new(path: &Path, is_file: bool) -> Result<Self, TestError> {
        let original = if is_file { read(path)? } else { None };
        Ok(Self { path: path.to_owned(), original, edits: BTreeMap::new(), ends: None, bugs: false })
    }

    /// Accepts also what a case found while a stage had a bug.
    #[must_use]
    pub fn accept_bugs(mut self, accept: bool) -> Self {
        self.bugs = accept;
        self
    }

    /// Accepts what a case found, and says whether it did: where a stage panicked or broke its contract, what it gave is
    /// nothing to expect.
    ///
    /// # Errors
    /// If a snapshot cannot be written or deleted, the pipeline is no file, or its file has changed since it was read.
    pub fn accept(&mut self, case: &TranscriptCase) -> Result<bool, TestError> {
        if !self.bugs && case.failures().iter().any(|failure| failure.bug) {
            return Ok(false);
        }
        match &case.kept {
            Kept::File(path) if matches!(case.state, State::Unreferenced) => {
                fs::remove_file(path).map_err(|error| failed(path, &error))?;
                // The sample's folder, if that was its last file.
                let _ = path.parent().map(fs::remove_dir);
            }
            Kept::File(path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
                }
                rawi_io::replace(path, case.got.as_bytes()).map_err(|error| failed(path, &error))?;
            }
            Kept::Expect { test, place, header } => {
                let Some(original) = &self.original else {
                    return Err(TestError::Usage(
                        "an embedded pipeline cannot be rewritten; `rawi new pipeline FILE` writes it to a file"
                            .to_owned(),
                    ));
                };
                let edit = match place {
                    Some(place) => replaced(original, place.clone(), &case.got),
                    None => {
                        let ends = self.ends.get_or_insert_with(|| ends(original));
                        ends.get(*test).copied().flatten().and_then(|end| added(original, end, header, &case.got))
                    }
                };
                let (place, text) = edit.ok_or_else(|| {
                    TestError::Run(format!("{}: the file has changed while it was tested", self.path.display()))
                })?;
                self.edits.insert(place.start, (place, text));
            }
        }
        Ok(true)
    }

    /// Writes the pipeline file with all that was accepted.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self) -> Result<(), TestError> {
        let Some(original) = self.original.as_ref().filter(|_| !self.edits.is_empty()) else { return Ok(()) };
        let mut text = String::with_capacity(original.len());
        let mut from = 0;
        for (place, new) in self.edits.values() {
            text.push_str(&original[from..place.start]);
            text.push_str(new);
            from = place.end;
        }
        text.push_str(&original[from..]);
        rawi_io::replace(&self.path, text.as_bytes()).map_err(|error| failed(&self.path, &error))
    }
}

fn failed(path: &Path, error: &std::io::Error) -> TestError {
    TestError::Run(format!("{}: {error}", path.display()))
}

/// A transcript as a TOML string, with the line ends of `file`. In a literal string a backslash is a backslash; only three
/// quotes cannot stand in one.
fn value(got: &str, file: &str) -> String {
    let value = if got.contains("'''") {
        format!("\"\"\"\n{}\"\"\"", got.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'''\n{got}'''")
    };
    if file.contains("\r\n") { value.replace('\n', "\r\n") } else { value }
}

/// `got` in place of an expectation. Everything else of the file, comments and layout, stays byte for byte. `None` if the
/// file is not the one that was read.
fn replaced(file: &str, place: Range<usize>, got: &str) -> Option<(Range<usize>, String)> {
    let quoted = file.get(place.clone())?.starts_with(['\'', '"']);
    quoted.then(|| (place, value(got, file)))
}

/// One past the last key of each `[[test]]`. Not of `meta`: it may have a header of its own, further down.
fn ends(file: &str) -> Vec<Option<usize>> {
    const KEYS: [&str; 6] = ["name", "text", "file", "after", "show", "snapshot"];
    let Ok(root) = DeTable::parse(file) else { return Vec::new() };
    let tests = root.get_ref().get("test").and_then(|node| node.get_ref().as_array());
    let end = |test: &toml::Spanned<toml::de::DeValue<'_>>| {
        let table = test.get_ref().as_table()?;
        KEYS.iter().filter_map(|key| Some(table.get(*key)?.span().end)).max()
    };
    tests.into_iter().flat_map(|tests| tests.iter()).map(end).collect()
}

/// A new `expect` behind the last key of a test, which ends at `last`.
fn added(file: &str, last: usize, header: &Range<usize>, got: &str) -> Option<(Range<usize>, String)> {
    let value = value(got, file);
    if !file.get(header.clone())?.trim_start().starts_with("[[") {
        return Some((last..last, format!(", expect = {value}")));
    }
    let at = file[last..].find('\n').map_or(file.len(), |line_end| last + line_end);
    let at = at - usize::from(file[..at].ends_with('\r'));
    let newline = if file.contains("\r\n") { "\r\n" } else { "\n" };
    Some((at..at, format!("{newline}expect = {value}")))
}
