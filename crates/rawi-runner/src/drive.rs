//! Batches go to the workers and back, through one window, in order.

use crate::batch::{BATCH_BYTES, BATCH_DOCUMENTS, Batch, Batches};
use crate::limits::{Limits, STACK, threads};
use crate::report::RunError;
use crate::worker::{Processed, Worker};
use crate::writer::Writer;
use std::collections::BTreeMap;

pub(crate) fn drive(
    batches: &mut Batches<'_>,
    worker: &Worker<'_>,
    writer: &mut Writer<'_, '_>,
    limits: &Limits,
) -> Result<(), RunError> {
    let threads = threads(limits.threads);
    if threads > 1 {
        return drive_many(batches, worker, writer, limits, threads);
    }
    // One batch after the other, where it is warm in the cache: handing it to another thread costs more than it gains.
    batches.most = limits.window_documents.clamp(1, BATCH_DOCUMENTS);
    std::thread::scope(|scope| {
        let all = || batches.try_for_each(|batch| writer.write(worker.process(batch)));
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, all);
        let thread = thread.map_err(|error| RunError::Source(format!("cannot start a thread: {error}")))?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// One window: batches go to the workers in order, and no more are read than the window has room for.
fn drive_many(
    batches: &mut Batches<'_>,
    worker: &Worker<'_>,
    writer: &mut Writer<'_, '_>,
    limits: &Limits,
    threads: usize,
) -> Result<(), RunError> {
    // At least two batches a thread fit into the window, so that none waits while another's batch is written; and no more
    // are handed out, because only of what is done is it known how much memory it takes.
    let most = threads * 2;
    batches.most = (limits.window_documents / most).clamp(1, BATCH_DOCUMENTS);
    let (send, receive) = crossbeam_channel::unbounded::<(usize, Batch)>();
    let (give, take) = crossbeam_channel::unbounded();
    std::thread::scope(|scope| {
        // Dropped when this scope is left, on which the threads end.
        let send = send;
        for _ in 0..threads {
            let (receive, give) = (receive.clone(), give.clone());
            let work = move || {
                for (number, batch) in receive {
                    let raw = batch.bytes;
                    // Nobody takes it when the run has ended early.
                    let _ = give.send((number, raw, worker.process(batch)));
                }
            };
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .map_err(|error| RunError::Source(format!("cannot start {threads} threads: {error}; name fewer")))?;
        }
        drop((receive, give));
        // Batches that are done, and wait for one before them.
        let mut early: BTreeMap<usize, Processed> = BTreeMap::new();
        let (mut read, mut written, mut bytes, mut documents) = (0, 0, 0, 0);
        loop {
            while read == written
                || (read - written - early.len() < most
                    && documents + batches.most <= limits.window_documents
                    && bytes + BATCH_BYTES <= limits.window_bytes)
            {
                let Some(batch) = batches.next() else { break };
                bytes += batch.bytes;
                documents += batch.items.len();
                // The threads end only when this sender is gone.
                let _ = send.send((read, batch));
                read += 1;
            }
            if read == written {
                return Ok(());
            }
            let Ok((number, raw, done)) = take.recv() else {
                return Err(RunError::Source("a thread of the run broke down".to_owned()));
            };
            bytes = bytes - raw + done.held;
            early.insert(number, done);
            while let Some(done) = early.remove(&written) {
                bytes -= done.held;
                documents -= done.documents.len();
                written += 1;
                if let Err(error) = writer.write(done) {
                    batches.ended = true;
                    // What is still in work cannot be written any more.
                    worker.halt.fail();
                    return Err(error);
                }
            }
        }
    })
}
