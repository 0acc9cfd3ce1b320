use crate::span::Span;
use std::fmt;

/// Whose fault it is, and so what `on-error` may forgive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The document is not what the stage can read; another document may be fine.
    Input,
    /// A file or an option the stage was built from is wrong; no document will do.
    Asset,
    /// The stage broke its own contract, or panicked.
    Bug,
}

impl ErrorKind {
    /// One word, as it stands in records: `input`, `asset` or `bug`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Asset => "asset",
            Self::Bug => "bug",
        }
    }

    /// The kind that [`as_str`](Self::as_str) names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Input, Self::Asset, Self::Bug].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Why a stage could not be built or could not read a document: what happened, where, and the cause.
///
/// The runner adds the document's and the stage's id.
///
/// ```
/// use rawi_core::{Span, StageError};
/// let error = StageError::input("no verb in the sentence").at(Span::new(4, 10));
/// assert_eq!(error.to_string(), "no verb in the sentence (bytes 4..10)");
/// ```
#[derive(Debug)]
pub struct StageError {
    kind: ErrorKind,
    message: String,
    span: Option<Span>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StageError {
    /// An error of `kind`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span: None, cause: None }
    }

    /// The document is at fault.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    /// An asset or an option is at fault.
    pub fn asset(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Asset, message)
    }

    /// The stage is at fault.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Bug, message)
    }

    /// Adds the place in the source text.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds the error that led to this one.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Whose fault it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What happened, without place and cause.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The place in the source text, if one is known.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(span) = self.span {
            write!(f, " (bytes {span})")?;
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for StageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_ref() as _)
    }
}
