//! Documents on their way to the workers, in batches.

use crate::halt::Halt;
use crate::shards::{Cutter, End};
use rawi_config::OnError;
use rawi_io::{Raw, Source, SourceError};
use std::collections::VecDeque;

/// What a batch holds at most: small enough that the last batches do not leave threads idle, large enough that handing them
/// over costs nothing.
pub(crate) const BATCH_DOCUMENTS: usize = 32;
pub(crate) const BATCH_BYTES: usize = 256 * 1024;

/// Documents as they were read.
pub(crate) struct Batch {
    pub(crate) items: Vec<Result<Raw, SourceError>>,
    /// Memory that they hold.
    pub(crate) bytes: usize,
    /// What was read of the shard that ends with it.
    pub(crate) end: Option<End>,
}

/// Reads a source batch by batch.
pub(crate) struct Batches<'a> {
    pub(crate) source: &'a mut dyn Source,
    /// What was read already and comes first.
    pub(crate) queue: VecDeque<Result<Raw, SourceError>>,
    /// Tells where shards end, if there are any.
    pub(crate) cutter: Option<Cutter>,
    /// Documents a batch holds at most.
    pub(crate) most: usize,
    pub(crate) on_error: OnError,
    pub(crate) halt: &'a Halt<'a>,
    pub(crate) ended: bool,
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch { items: Vec::new(), bytes: 0, end: None };
        while !self.ended && batch.items.len() < self.most && batch.bytes < BATCH_BYTES {
            if self.halt.is_set() {
                self.ended = true;
                break;
            }
            match self.queue.pop_front().or_else(|| self.source.next()) {
                None => {
                    self.ended = true;
                    batch.end = self.cutter.as_mut().filter(|cutter| cutter.is_open()).map(|cutter| cutter.end(false));
                }
                Some(item) => {
                    batch.bytes += item.as_ref().map_or(0, |raw| raw.bytes.capacity());
                    // Nothing after it will be written, so nothing after it needs to be read.
                    self.ended = item.as_ref().is_err_and(|error| error.fatal || self.on_error == OnError::Stop);
                    if let Some(cutter) = &mut self.cutter
                        && cutter.add(&item)
                    {
                        batch.end = Some(cutter.end(true));
                    }
                    batch.items.push(item);
                    if batch.end.is_some() {
                        break;
                    }
                }
            }
        }
        (!batch.items.is_empty() || batch.end.is_some()).then_some(batch)
    }
}
