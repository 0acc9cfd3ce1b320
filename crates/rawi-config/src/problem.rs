//! A problem of a pipeline file.

use serde::Serialize;
use std::ops::Range;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pipeline cannot run.
    Error,
    /// It can run, but probably does not do what was meant.
    Warning,
    /// Good to know.
    Note,
}

/// Another place of the file that a problem speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Bytes of the file.
    pub span: Range<usize>,
    /// What there is to see there.
    pub message: String,
}

/// A finding about a pipeline file: what, where, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its kind, as [`explain`](crate::explain) takes it.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Bytes of the file; `None` if it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// Why, in a few words that stand at the place; may be empty.
    pub label: String,
    /// Other places it has to do with.
    pub notes: Vec<Note>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `span`.
    pub(crate) fn error(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span: Some(span),
            message: message.into(),
            label: String::new(),
            notes: Vec::new(),
            help: None,
        }
    }
    pub(crate) fn why(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
    pub(crate) fn note(mut self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.notes.push(Note { span, message: message.into() });
        self
    }
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
    pub(crate) fn whole_file(mut self) -> Self {
        self.span = None;
        self
    }
}
