//! Documents on their way to the workers, in batches.

use rawi_config::OnError;
use rawi_io::{Raw, Source, SourceError};
use std::sync::atomic::{AtomicBool, Ordering};

/// What a batch holds at most: small enough that the last batches do not leave threads idle, large enough that handing them
/// over costs nothing.
pub(crate) const BATCH_DOCUMENTS: usize = 32;
pub(crate) const BATCH_BYTES: usize = 256 * 1024;

/// Documents as they were read.
pub(crate) struct Batch {
    pub(crate) items: Vec<Result<Raw, SourceError>>,
    /// Memory that they hold.
    pub(crate) bytes: usize,
}

/// Reads a source batch by batch.
pub(crate) struct Batches<'a> {
    pub(crate) source: &'a mut dyn Source,
    /// Documents a batch holds at most.
    pub(crate) most: usize,
    pub(crate) on_error: OnError,
    pub(crate) cancel: &'a AtomicBool,
    pub(crate) ended: bool,
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch { items: Vec::new(), bytes: 0 };
        while !self.ended && batch.items.len() < self.most && batch.bytes < BATCH_BYTES {
            if self.cancel.load(Ordering::Relaxed) {
                self.ended = true;
                break;
            }
            match self.source.next() {
                None => self.ended = true,
                Some(item) => {
                    batch.bytes += item.as_ref().map_or(0, |raw| raw.bytes.capacity());
                    // Nothing after it will be written, so nothing after it needs to be read.
                    self.ended = item.as_ref().is_err_and(|error| error.fatal || self.on_error == OnError::Stop);
                    batch.items.push(item);
                }
            }
        }
        (!batch.items.is_empty()).then_some(batch)
    }
}
