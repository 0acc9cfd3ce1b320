//! Hands the parts of documents to the sinks, in the order of the documents.

use crate::counts::Counts;
use crate::pipeline::{Breakdown, Tally};
use crate::report::{Progress, RunError};
use crate::shards::ShardWriter;
use crate::worker::{Fate, Parts, Processed, Worker, unreadable};
use rawi_io::{BoxSink, Ids};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The last step of a run.
pub(crate) struct Writer<'w, 's> {
    worker: &'w Worker<'w>,
    pub(crate) sinks: Vec<BoxSink<'s>>,
    /// Behind the sinks that last the whole run.
    pub(crate) shards: Option<ShardWriter<'s>>,
    /// Of the shard, or of the run; a sink, the last, adds to it.
    pub(crate) counts: Arc<Mutex<Counts>>,
    counting: BoxSink<'static>,
    ids: Ids,
    progress: Option<&'s (dyn Fn(Progress) + Sync)>,
    pub(crate) read: Progress,
    pub(crate) tallies: Vec<Tally>,
    /// Documents in a row with which the worker of a stage broke down, for each step.
    in_a_row: Vec<u32>,
}

/// Where the parts of a run's documents go.
pub(crate) struct Takers<'s> {
    pub(crate) sinks: Vec<BoxSink<'s>>,
    pub(crate) shards: Option<ShardWriter<'s>>,
    pub(crate) counts: Arc<Mutex<Counts>>,
    pub(crate) counting: BoxSink<'static>,
}

impl<'w, 's> Writer<'w, 's> {
    pub(crate) fn new(
        worker: &'w Worker<'w>,
        takers: Takers<'s>,
        ids: Ids,
        progress: Option<&'s (dyn Fn(Progress) + Sync)>,
    ) -> Self {
        let steps = worker.pipeline.steps().len();
        let Takers { sinks, shards, counts, counting } = takers;
        let (tallies, in_a_row) = (vec![Tally::default(); steps], vec![0; steps]);
        Self { worker, sinks, shards, counts, counting, ids, progress, read: Progress::default(), tallies, in_a_row }
    }

    /// Takes a batch.
    pub(crate) fn write(&mut self, done: Processed) -> Result<(), RunError> {
        for (sum, tally) in self.tallies.iter_mut().zip(&done.tallies) {
            sum.nanoseconds += tally.nanoseconds;
            sum.replaced += tally.replaced;
        }
        for document in done.documents {
            self.breakdowns(document.reached, document.workers)?;
            self.pass(document.fate)?;
            // Input bytes count from the beginning of the input; a document that could not be read has none.
            self.read.documents += 1;
            self.read.bytes = self.read.bytes.max(document.read);
        }
        if let Some(progress) = self.progress {
            progress(self.read);
        }
        if done.cut {
            return Err(RunError::Interrupted { after: self.read.documents });
        }
        if let (Some(end), Some(shards)) = (done.end, &mut self.shards) {
            let counts = std::mem::take(&mut *lock(&self.counts));
            shards.finish(end, counts, &self.ids.taken(), self.read.bytes)?;
        }
        Ok(())
    }

    fn pass(&mut self, fate: Fate) -> Result<(), RunError> {
        match fate {
            // Here, because only here the documents come in order again.
            Fate::Kept(origin, document, parts) => match self.ids.insert(document.id(), &origin) {
                Ok(()) => self.take(parts),
                Err(error) => self.pass(self.worker.reject(&unreadable(error, Some(*document), None))),
            },
            Fate::Rejected(parts) => self.take(parts),
            Fate::Stop(message) => Err(RunError::Stopped { message, after: self.read.documents }),
            Fate::Unfit(message) => Err(RunError::Unfit { message, after: self.read.documents }),
            Fate::Broken(message) => Err(RunError::Source(message)),
        }
    }

    /// In the order in which they were prepared: the sinks of the run, those of the shard, the counts.
    fn take(&mut self, mut parts: Parts) -> Result<(), RunError> {
        if let Some(Some(part)) = parts.pop() {
            self.counting.take(part)?;
        }
        let of_shard = parts.split_off(self.sinks.len());
        for (sink, part) in self.sinks.iter_mut().zip(parts) {
            if let Some(part) = part {
                sink.take(part)?;
            }
        }
        if let Some(shards) = &mut self.shards {
            for (sink, part) in shards.open()?.iter_mut().zip(of_shard) {
                if let Some(part) = part {
                    sink.take(part)?;
                }
            }
        }
        Ok(())
    }

    /// Counts the breakdowns of workers in a row, in the order of the documents. A stage that breaks every worker is a wrong
    /// option or a wrong file in all but name, which no policy forgives.
    fn breakdowns(&mut self, reached: usize, workers: Vec<(usize, Option<Breakdown>)>) -> Result<(), RunError> {
        let before = self.in_a_row.clone();
        self.in_a_row[..reached].fill(0);
        for (step, breakdown) in workers {
            self.in_a_row[step] = before[step] + u32::from(breakdown.is_some());
            let Some(Breakdown { message, limit }) = breakdown else { continue };
            let count = self.in_a_row[step];
            if limit > 0 && count >= limit {
                let stage = self.worker.pipeline.steps()[step].id();
                let message = format!(
                    "stage `{stage}`: {message}. {count} documents in a row ended like this, and `worker.faults` allows no more: \
                     take the stage out, or raise it"
                );
                return Err(RunError::Stopped { message, after: self.read.documents });
            }
        }
        Ok(())
    }
}

/// What was counted; a thread that broke down while it counted left it right.
pub(crate) fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}
