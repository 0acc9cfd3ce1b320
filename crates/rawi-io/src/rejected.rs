//! A document that does not go on.

use crate::origin::Origin;
use rawi_core::{Document, Meta, Span};
use std::fmt;

/// A document that does not go on: dropped by a stage's verdict, failed under `on-error = "drop"`, or not readable.
///
/// With its document it is written as a record with one more key, `rejected`, so that the file can be an input again.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Where it was read.
    pub origin: Origin,
    /// Its id, if it is known.
    pub id: Option<String>,
    /// The stage's id in the pipeline; none if the source could not read it.
    pub stage: Option<String>,
    /// `dropped`, `source`, or the kind of a stage's error: `input`, `asset`, `bug`.
    pub kind: String,
    /// The reason, or what happened.
    pub message: String,
    /// Where in the source text, in bytes.
    pub span: Option<Span>,
    /// The document, if it could be read; its text and metadata are written, its layers are not.
    pub document: Option<Document>,
    /// What was read, of a document that its source could not make out.
    pub raw: Option<Box<RejectedRaw>>,
}

/// A document as it was read, kept because it could not be made out.
#[derive(Clone, Debug, Default)]
pub struct RejectedRaw {
    /// What the source knows beside it.
    pub meta: Meta,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Rejected {
    /// Who rejected it: the stage's id, or `source`.
    #[must_use]
    pub fn by(&self) -> &str {
        self.stage.as_deref().unwrap_or("source")
    }
}

/// What happened, to which document, where.
impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, id, stage, message, span, .. } = self;
        match (stage, id) {
            (Some(stage), Some(id)) => write!(f, "document `{id}` ({origin}), stage `{stage}`: {message}")?,
            (Some(stage), None) => write!(f, "{origin}, stage `{stage}`: {message}")?,
            (None, _) => write!(f, "{origin}: {message}")?,
        }
        span.map_or(Ok(()), |span| write!(f, " (bytes {span})"))
    }
}
