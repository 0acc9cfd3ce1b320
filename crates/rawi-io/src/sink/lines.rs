//! A sink whose parts are bytes that stand in one file, one behind the other.

use super::contract::{Prepare, Sink};
use super::error::SinkError;
use super::output::{Output, WholeFile};
use std::sync::Arc;

/// One file, of what `prepare` makes.
pub(crate) struct LineFile<P> {
    prepare: Arc<P>,
    out: Output,
}

impl<P> LineFile<P> {
    pub(crate) fn new(prepare: P, out: Output) -> Self {
        Self { prepare: Arc::new(prepare), out }
    }
}

/// Makes bytes of a document.
pub(crate) trait Encode: Send + Sync + 'static {
    /// Appends the document to `out`, with its line ends.
    fn encode(&self, doc: &rawi_core::Document, out: &mut Vec<u8>) -> Result<(), String>;
}

pub(crate) struct Encoded<P>(Arc<P>);

impl<P: Encode> Prepare for Encoded<P> {
    type Part = Vec<u8>;

    fn document(&self, doc: &rawi_core::Document) -> Result<Option<Vec<u8>>, String> {
        // Room for the text, a view and a few layers, so that it seldom has to grow.
        let mut out = Vec::with_capacity(1024 + doc.source().len() * 3);
        self.0.encode(doc, &mut out)?;
        Ok(Some(out))
    }

    fn held(&self, part: &Vec<u8>) -> usize {
        part.capacity()
    }
}

impl<P: Encode> Sink for LineFile<P> {
    type Prepare = Encoded<P>;

    fn prepare(&self) -> Encoded<P> {
        Encoded(Arc::clone(&self.prepare))
    }

    fn take(&mut self, part: Vec<u8>) -> Result<(), SinkError> {
        self.out.write(part)
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(Vec::from_iter(self.out.finish()?))
    }
}
