//! A report as the pipeline read it.

use crate::error::EvalError;
use crate::gold::GoldReport;
use crate::offsets::Offsets;
use rawi_core::{Document, Layer};

/// A report of the gold with what the pipeline gave.
pub(crate) struct Reading<'a> {
    pub(crate) gold: &'a GoldReport,
    pub(crate) offsets: Offsets,
    /// None if a stage dropped the document or the run of it ended: nothing was found in it.
    pub(crate) doc: Option<Document>,
}

impl Reading<'_> {
    pub(crate) fn text(&self) -> &str {
        &self.gold.text
    }

    /// A layer that is counted; none where the document was dropped, or a stage failed that would have given it.
    pub(crate) fn layer(&self, name: &str) -> Result<Option<&Layer>, EvalError> {
        let Some(doc) = &self.doc else { return Ok(None) };
        match doc.raw_layer(name) {
            Some(layer) => Ok(Some(layer)),
            None if !doc.errors().is_empty() => Ok(None),
            None => Err(EvalError(format!("the pipeline gives no layer `{name}`"))),
        }
    }
}
