//! Keeps a report of every document of a run.

use crate::report::Report;
use crate::shared::Pool;
use rawi_core::Document;
use rawi_io::{Prepare, Sink, SinkError, WholeFile};
use rawi_runner::{OnError, Outcome, Pipeline};
use std::sync::Arc;

/// A sink that keeps a [`Report`] of every document.
///
/// A document that brings no layers is a text: it goes through the pipeline given for texts. One that brings some is a record,
/// and is taken as it is.
#[derive(Default)]
pub struct Collector {
    /// The reports, in the order of the documents.
    pub reports: Vec<Report>,
    /// Documents that were records without the layer `claims`: no figures come from them.
    pub without_claims: u64,
    texts: Option<Arc<Pipeline>>,
    pool: Pool,
}

impl Collector {
    /// A collector that sends texts through `texts`.
    #[must_use]
    pub fn new(texts: Pipeline) -> Self {
        Self { texts: Some(Arc::new(texts)), ..Self::default() }
    }
}

/// Makes reports of documents.
pub struct Collects {
    texts: Option<Arc<Pipeline>>,
}

impl Prepare for Collects {
    type Part = Box<Report>;

    fn document(&self, doc: &Document) -> Result<Option<Box<Report>>, String> {
        let Some(texts) = self.texts.as_ref().filter(|_| doc.layers().next().is_none()) else {
            return Report::of(doc).map(|report| Some(Box::new(report)));
        };
        match texts.process(doc.clone(), OnError::Keep) {
            Outcome::Kept(doc) => Report::of(&doc).map(|report| Some(Box::new(report))),
            Outcome::Dropped { .. } => Ok(None),
            Outcome::Failed(failure) => Err(format!("stage `{}`: {}", failure.stage, failure.message)),
        }
    }

    fn held(&self, part: &Box<Report>) -> usize {
        // Its rows are about as large as its text.
        size_of::<Report>() + 3 * part.text.len()
    }
}

impl Sink for &mut Collector {
    type Prepare = Collects;

    fn prepare(&self) -> Collects {
        Collects { texts: self.texts.clone() }
    }

    fn take(&mut self, mut part: Box<Report>) -> Result<(), SinkError> {
        self.without_claims += u64::from(!part.has_claims);
        part.share(&mut self.pool);
        self.reports.push(*part);
        Ok(())
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(Vec::new())
    }
}
