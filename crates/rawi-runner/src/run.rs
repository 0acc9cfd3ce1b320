//! A run: a source through a pipeline into sinks, in order, on many threads.

use crate::batch::{BATCH_BYTES, BATCH_DOCUMENTS, Batch, Batches};
use crate::counts::Counts;
use crate::limits::{Limits, MOST_THREADS};
use crate::pipeline::{Breakdown, Pipeline, Tally};
use crate::report::{Progress, Report, RunError, StageTime};
use crate::worker::{Fate, Parts, Processed, Worker, unreadable};
use rawi_io::{BoxPrepare, BoxSink, Ids, Source, WholeFile};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The stack of a thread that works on documents, in bytes: the same on every machine and for any number of threads. It is
/// address space; memory is taken as it is used.
const STACK: usize = 64 << 20;

/// Reads every document of a source, runs a pipeline on it and hands it to sinks.
///
/// ```
/// use rawi_core::Document;
/// use rawi_io::{JsonlSink, JsonlSource, OpenSink, OpenSource, SinkContext, SourceContext};
/// use rawi_runner::{Pipeline, Run};
///
/// let folder = tempfile::tempdir().unwrap();
/// std::fs::write(folder.path().join("in.jsonl"), r#"{"id": "a", "text": "وصل الوفد إلى بيروت."}"#).unwrap();
/// let context = SourceContext { base: folder.path().to_owned(), ..SourceContext::default() };
/// let mut source = JsonlSource { files: vec!["in.jsonl".into()], ..JsonlSource::default() }.open(&context).unwrap();
/// let context = SinkContext { base: folder.path().to_owned(), ..SinkContext::default() };
/// let sink = JsonlSink { path: Some("out.jsonl".into()), ..JsonlSink::default() }.open(&context).unwrap();
///
/// let pipeline = Pipeline::new(Vec::new());
/// let report = Run::new(&pipeline, source.as_mut()).sink(sink.sink).execute().unwrap();
/// assert_eq!((report.counts.kept, report.outputs), (1, vec![folder.path().join("out.jsonl")]));
/// ```
#[must_use = "`execute` runs it"]
pub struct Run<'a> {
    pipeline: &'a Pipeline,
    source: &'a mut dyn Source,
    sinks: Vec<BoxSink<'a>>,
    limits: Limits,
    progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    cancel: Option<&'a AtomicBool>,
}

impl<'a> Run<'a> {
    /// A run without sinks, which counts and keeps nothing.
    pub fn new(pipeline: &'a Pipeline, source: &'a mut dyn Source) -> Self {
        Self { pipeline, source, sinks: Vec::new(), limits: Limits::default(), progress: None, cancel: None }
    }

    /// Adds a sink. All see the same documents; their files appear together, those of the first sink last: it is the sign that
    /// all is there.
    pub fn sink(mut self, sink: impl Into<BoxSink<'a>>) -> Self {
        self.sinks.push(sink.into());
        self
    }

    /// Sets how it goes about it.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets what is told after every batch.
    pub fn progress(mut self, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Sets what ends the run between batches when it becomes true.
    pub fn cancel(mut self, cancel: &'a AtomicBool) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Runs to the end of the source.
    ///
    /// # Errors
    /// See [`RunError`]; no file has appeared then.
    pub fn execute(self) -> Result<Report, RunError> {
        let Self { pipeline, source, sinks, limits, progress, cancel } = self;
        let mut counts = Counts::default();
        let mut sinks: Vec<BoxSink<'_>> = sinks; // for the shorter time that the counts live
        sinks.push(BoxSink::from(&mut counts));
        let never = AtomicBool::new(false);
        let cancel = cancel.unwrap_or(&never);
        let Ended { files, tallies, read, notes } = to_the_end(pipeline, source, sinks, &limits, progress, cancel)?;
        let mut report = Report { counts, bytes: read.bytes, notes, ..Report::default() };
        for file in files.into_iter().rev().flatten() {
            report.outputs.extend(file.appear()?);
        }
        report.outputs.reverse();
        for (step, tally) in pipeline.steps().iter().zip(tallies) {
            let time = Duration::from_nanos(tally.nanoseconds);
            report.stages.push(StageTime { stage: step.id().to_owned(), time });
            if tally.replaced > 0 {
                let slots: Vec<String> = step.provides().iter().map(ToString::to_string).collect();
                report.notes.push(format!(
                    "stage `{}` replaced what {} of the records brought ({})",
                    step.id(),
                    tally.replaced,
                    slots.join(", ")
                ));
            }
        }
        Ok(report)
    }
}

fn to_the_end(
    pipeline: &Pipeline,
    source: &mut dyn Source,
    sinks: Vec<BoxSink<'_>>,
    limits: &Limits,
    progress: Option<&(dyn Fn(Progress) + Sync)>,
    cancel: &AtomicBool,
) -> Result<Ended, RunError> {
    let prepare: Vec<BoxPrepare> = sinks.iter().map(BoxSink::prepare).collect();
    let (decoder, on_error) = (source.decoder(), limits.on_error);
    let worker = Worker { pipeline, decoder: decoder.as_ref(), prepare: &prepare, on_error };
    let mut writer = Writer::new(&worker, sinks, progress);
    let mut batches = Batches { source, most: BATCH_DOCUMENTS, on_error, cancel, ended: false };
    drive(&mut batches, &worker, &mut writer, limits)?;
    let notes = batches.source.notes();
    let Writer { sinks, tallies, read, .. } = writer;
    if cancel.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted { after: read.documents });
    }
    let files = sinks.into_iter().map(BoxSink::finish).collect::<Result<_, _>>()?;
    Ok(Ended { files, tallies, read, notes })
}

/// A run whose documents are all with the sinks.
struct Ended {
    /// Of each sink, whole and without their names.
    files: Vec<Vec<WholeFile>>,
    tallies: Vec<Tally>,
    read: Progress,
    notes: Vec<String>,
}

fn drive(
    batches: &mut Batches<'_>,
    worker: &Worker<'_>,
    writer: &mut Writer<'_, '_>,
    limits: &Limits,
) -> Result<(), RunError> {
    let threads = match limits.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
    .min(MOST_THREADS);
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
                    return Err(error);
                }
            }
        }
    })
}

/// Hands the parts of documents to the sinks, in the order of the documents.
struct Writer<'w, 's> {
    worker: &'w Worker<'w>,
    sinks: Vec<BoxSink<'s>>,
    ids: Ids,
    progress: Option<&'s (dyn Fn(Progress) + Sync)>,
    read: Progress,
    tallies: Vec<Tally>,
    /// Documents in a row with which the worker of a stage broke down, for each step.
    in_a_row: Vec<u32>,
}

impl<'w, 's> Writer<'w, 's> {
    fn new(worker: &'w Worker<'w>, sinks: Vec<BoxSink<'s>>, progress: Option<&'s (dyn Fn(Progress) + Sync)>) -> Self {
        let steps = worker.pipeline.steps().len();
        let (ids, read) = Default::default();
        Self { worker, sinks, ids, progress, read, tallies: vec![Tally::default(); steps], in_a_row: vec![0; steps] }
    }

    fn write(&mut self, done: Processed) -> Result<(), RunError> {
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
        Ok(())
    }

    fn pass(&mut self, fate: Fate) -> Result<(), RunError> {
        match fate {
            // Here, because only here the documents come in order again.
            Fate::Kept(origin, document, parts) => match self.ids.insert(document.id(), &origin) {
                Ok(()) => self.take(parts),
                Err(error) => self.pass(self.worker.reject(&unreadable(error, Some(*document)))),
            },
            Fate::Rejected(parts) => self.take(parts),
            Fate::Stop(message) => Err(RunError::Stopped { message, after: self.read.documents }),
            Fate::Broken(message) => Err(RunError::Source(message)),
        }
    }

    fn take(&mut self, parts: Parts) -> Result<(), RunError> {
        for (sink, part) in self.sinks.iter_mut().zip(parts) {
            if let Some(part) = part {
                sink.take(part)?;
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
