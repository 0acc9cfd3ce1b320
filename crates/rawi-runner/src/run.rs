use crate::OnError;
use crate::guard::guard;
use crate::pipeline::{Breakdown, Failure, Notes, Outcome, Pipeline, Tally};
use rawi_core::{Document, ErrorKind};
use rawi_io::{Decode, Encode, Ids, Origin, Raw, Rejected, Sink, SinkError, Source, SourceError};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a batch holds at most: small enough that the last batches do not leave threads idle, large enough that handing them
/// over costs nothing.
const BATCH_DOCUMENTS: usize = 32;
const BATCH_BYTES: usize = 256 * 1024;

/// The stack of a thread that works on documents, in bytes: the same on every machine and for any number of threads. It is
/// address space; memory is taken as it is used.
const STACK: usize = 64 << 20;

/// The most threads that a run may have.
pub const MOST_THREADS: usize = 1024;

/// Reasons to drop documents that a run tells apart, of one stage; a stage may give each document another.
const REASONS: usize = 100;

/// How a run goes about it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Threads that process documents, [`MOST_THREADS`] at most; 0 for as many as the machine has.
    pub threads: usize,
    /// What a failure does.
    pub on_error: OnError,
    /// Documents that may be in work at once, between the one read last and the one written next.
    pub window_documents: usize,
    /// The same in bytes of input; one larger document may be in work alone.
    pub window_bytes: usize,
    /// How many documents, from the first, get a digest.
    pub digests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { threads: 0, on_error: OnError::Keep, window_documents: 1024, window_bytes: 64_000_000, digests: 0 }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Documents written, dropped or rejected.
    pub documents: u64,
    /// Input bytes of those documents.
    pub bytes: u64,
}

/// Time spent in a stage.
#[derive(Clone, Debug)]
pub struct StageTime {
    /// The stage's id.
    pub stage: String,
    /// On all threads together.
    pub time: Duration,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Documents that came from the source, readable or not.
    pub read: u64,
    /// Documents written.
    pub kept: u64,
    /// Of those, documents with a stage's failure in them.
    pub kept_with_errors: u64,
    /// Documents that a stage dropped, by stage and reason; of the first 100 reasons of a stage, then `other reasons`.
    pub dropped: BTreeMap<(String, String), u64>,
    /// Documents that could not be read, or that a stage failed on under `drop`, by `source` or the stage's id.
    pub rejected: BTreeMap<String, u64>,
    /// The first failures, in document order, as messages.
    pub failures: Vec<String>,
    /// Input bytes.
    pub bytes: u64,
    /// Time per stage, in the order of the pipeline.
    pub stages: Vec<StageTime>,
    /// What a person should know: layers of records that stages replaced, what the source noticed.
    pub notes: Vec<String>,
    /// Digests of the first documents.
    pub digests: Vec<String>,
    /// The files written.
    pub outputs: Vec<PathBuf>,
}

impl Report {
    /// Whether any document failed, in a stage or before.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        self.kept_with_errors > 0 || !self.rejected.is_empty()
    }

    fn drop_for(&mut self, stage: String, reason: String) {
        let key = (stage, reason);
        if let Some(count) = self.dropped.get_mut(&key) {
            *count += 1;
            return;
        }
        let (stage, reason) = key;
        let of_stage = self.dropped.range((stage.clone(), String::new())..).take_while(|((s, _), _)| *s == stage);
        let reason = if of_stage.take(REASONS).count() < REASONS { reason } else { "other reasons".to_owned() };
        *self.dropped.entry((stage, reason)).or_default() += 1;
    }

    fn failure(&mut self, message: String) {
        /// More would hide the closing table; all of them stand in `rejected.jsonl` or in the records.
        const SHOWN: usize = 20;
        if self.failures.len() < SHOWN {
            self.failures.push(message);
        }
    }
}

/// Why a run ended before its end. What it had written to files is gone: no file is left that looks whole.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The input cannot be read on.
    Source(String),
    /// The output cannot be written on.
    Sink(SinkError),
    /// A document failed and the policy is `stop`.
    Stopped {
        /// What happened, to which document, where.
        message: String,
        /// Documents before it.
        after: u64,
    },
    /// Somebody asked it to stop.
    Interrupted {
        /// Documents before that.
        after: u64,
    },
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Source(message) => f.write_str(message),
            Self::Sink(error) => error.fmt(f),
            Self::Stopped { message, after } => {
                write!(f, "{message} (stopped after {after} documents, as `on-error` says)")
            }
            Self::Interrupted { after } => write!(f, "interrupted after {after} documents"),
        }
    }
}

impl std::error::Error for RunError {}

impl From<SinkError> for RunError {
    fn from(error: SinkError) -> Self {
        Self::Sink(error)
    }
}

/// Reads every document of `source`, runs the pipeline on it and writes it to `sink`.
///
/// `digest` makes the digest of a document, on the workers; `progress` is told after every batch; `cancel` ends the run
/// between batches.
///
/// # Errors
/// See [`RunError`].
pub fn run(
    pipeline: &Pipeline,
    source: &mut dyn Source,
    mut sink: Box<dyn Sink>,
    limits: &Limits,
    digest: &(dyn Fn(&Document) -> String + Sync),
    progress: &dyn Fn(Progress),
    cancel: &AtomicBool,
) -> Result<Report, RunError> {
    let (decoder, encoder) = (source.decoder(), sink.encoder());
    let worker =
        Worker { pipeline, decoder: decoder.as_ref(), encoder: encoder.as_ref(), digest, on_error: limits.on_error };
    let (report, ids, on_error) = (Report::default(), Ids::default(), limits.on_error);
    let steps = pipeline.steps().len();
    let (tallies, in_a_row) = (vec![Tally::default(); steps], vec![0; steps]);
    let mut writer = Writer { pipeline, sink: sink.as_mut(), report, ids, on_error, progress, tallies, in_a_row };
    let mut reader =
        Reader { source, batch: BATCH_DOCUMENTS, on_error: limits.on_error, digests: limits.digests, ended: false };

    parallel(&mut reader, &worker, &mut writer, limits, cancel)?;
    let Writer { mut report, tallies, .. } = writer;
    if cancel.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted { after: report.read });
    }
    report.outputs = sink.finish()?;
    report.notes = reader.source.notes();
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

/// One window: batches go to the workers in order, and batch k+window is not read before batch k is written.
fn parallel(
    reader: &mut Reader<'_>,
    worker: &Worker<'_>,
    writer: &mut Writer<'_>,
    limits: &Limits,
    cancel: &AtomicBool,
) -> Result<(), RunError> {
    let threads = match limits.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
    .min(MOST_THREADS);
    // At least two batches a thread fit into the window, so that none waits while another's batch is written.
    reader.batch = (limits.window_documents / (threads * 2)).clamp(1, BATCH_DOCUMENTS);
    let (send, receive) = crossbeam_channel::unbounded::<(u64, Batch)>();
    let (give, take) = crossbeam_channel::unbounded();
    std::thread::scope(|scope| {
        // Dropped when this scope is left, on which the threads end.
        let send = send;
        for _ in 0..threads {
            let (receive, give) = (receive.clone(), give.clone());
            let work = move || {
                for (number, batch) in receive {
                    // Nobody takes it when the run has ended early.
                    let _ = give.send((number, worker.process(batch)));
                }
            };
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .map_err(|error| RunError::Source(format!("cannot start {threads} threads: {error}; name fewer")))?;
        }
        drop((receive, give));
        let mut early: BTreeMap<u64, Done> = BTreeMap::new();
        let (mut read, mut written, mut bytes, mut documents) = (0, 0, 0, 0);
        loop {
            while read == written
                || (documents + reader.batch <= limits.window_documents && bytes + BATCH_BYTES <= limits.window_bytes)
            {
                let Some(batch) = reader.next(cancel) else { break };
                bytes += batch.bytes;
                documents += batch.items.len();
                // The threads end only when this sender is gone.
                let _ = send.send((read, batch));
                read += 1;
            }
            if read == written {
                return Ok(());
            }
            let Ok((number, done)) = take.recv() else {
                return Err(RunError::Source("a thread of the run broke down".to_owned()));
            };
            early.insert(number, done);
            while let Some(done) = early.remove(&written) {
                bytes -= done.bytes;
                documents -= done.items.len();
                written += 1;
                if let Err(error) = writer.write(done) {
                    reader.ended = true;
                    return Err(error);
                }
            }
        }
    })
}

/// Documents on their way to a worker.
struct Batch {
    items: Vec<Result<Raw, SourceError>>,
    bytes: usize,
    digests: usize,
}

struct Reader<'a> {
    source: &'a mut dyn Source,
    /// Documents a batch holds at most.
    batch: usize,
    on_error: OnError,
    /// Digests still wanted.
    digests: usize,
    ended: bool,
}

impl Reader<'_> {
    fn next(&mut self, cancel: &AtomicBool) -> Option<Batch> {
        let mut batch = Batch { items: Vec::new(), bytes: 0, digests: 0 };
        while !self.ended && batch.items.len() < self.batch && batch.bytes < BATCH_BYTES {
            if cancel.load(Ordering::Relaxed) {
                self.ended = true;
                break;
            }
            match self.source.next() {
                None => self.ended = true,
                Some(item) => {
                    batch.bytes += item.as_ref().map_or(0, |raw| raw.bytes.len());
                    // Nothing after it will be written, so nothing after it needs to be read.
                    self.ended = item.as_ref().is_err_and(|error| error.fatal || self.on_error == OnError::Stop);
                    batch.items.push(item);
                }
            }
        }
        batch.digests = self.digests.min(batch.items.len());
        self.digests -= batch.digests;
        (!batch.items.is_empty()).then_some(batch)
    }
}

/// A batch that went through the stages: what to write, in order.
struct Done {
    items: Vec<Met>,
    tallies: Vec<Tally>,
    encoded: Vec<u8>,
    bytes: usize,
}

/// What became of a document that was read.
struct Met {
    /// Input bytes up to its end.
    read: u64,
    item: Item,
    /// How many stages it reached, and which of them were skipped or lost their worker.
    reached: usize,
    workers: Vec<(usize, Option<Breakdown>)>,
}

enum Item {
    /// The document without what the stages gave, in case its id turns out to be another's.
    Write {
        origin: Origin,
        document: Document,
        encoded: Range<usize>,
        errors: Vec<String>,
        digest: Option<String>,
    },
    Dropped(Box<Rejected>),
    Rejected(Box<Rejected>, String),
    Stop(String),
    Broken(String),
}

struct Worker<'a> {
    pipeline: &'a Pipeline,
    decoder: &'a dyn Decode,
    encoder: &'a dyn Encode,
    digest: &'a (dyn Fn(&Document) -> String + Sync),
    on_error: OnError,
}

impl Worker<'_> {
    fn process(&self, batch: Batch) -> Done {
        let Batch { items, bytes, digests } = batch;
        let mut done = Done {
            items: Vec::with_capacity(items.len()),
            tallies: Vec::new(),
            encoded: Vec::with_capacity(bytes * 2),
            bytes,
        };
        let mut notes = Notes::default();
        for (index, item) in items.into_iter().enumerate() {
            let read = item.as_ref().map_or(0, |raw| raw.read);
            notes.reached = 0;
            let decoded = item.and_then(|raw| {
                let (origin, id) = (raw.origin.clone(), raw.id.clone());
                let doc = guard(|| self.decoder.decode(raw)).unwrap_or_else(|panic| {
                    Err(SourceError::new(origin.clone(), id, format!("reading it panicked, which is a bug: {panic}")))
                })?;
                Ok((doc, origin))
            });
            let item = match decoded {
                Ok((doc, origin)) => self.document(doc, origin, index < digests, &mut done.encoded, &mut notes),
                Err(error) if error.fatal => Item::Broken(error.to_string()),
                Err(error) if self.on_error == OnError::Stop => Item::Stop(error.to_string()),
                Err(error) => {
                    let message = error.to_string();
                    let SourceError { origin, id, message: reason, .. } = error;
                    let (stage, kind, span, document) = (None, "source".to_owned(), None, None);
                    Item::Rejected(
                        Box::new(Rejected { origin, id, stage, kind, message: reason, span, document }),
                        message,
                    )
                }
            };
            let (reached, workers) = (notes.reached, std::mem::take(&mut notes.workers));
            done.items.push(Met { read, item, reached, workers });
        }
        done.tallies = notes.tallies;
        done
    }

    fn document(&self, doc: Document, origin: Origin, digest: bool, encoded: &mut Vec<u8>, notes: &mut Notes) -> Item {
        match self.pipeline.process_noted(doc, self.on_error, self.pipeline.steps().len(), notes) {
            Outcome::Kept(doc) => {
                let start = encoded.len();
                let digest = guard(|| {
                    self.encoder.encode(&doc, encoded)?;
                    Ok(digest.then(|| (self.digest)(&doc)))
                });
                let digest =
                    digest.unwrap_or_else(|panic| Err(format!("writing it panicked, which is a bug: {panic}")));
                let digest = match digest {
                    Ok(digest) => digest,
                    Err(message) => {
                        encoded.truncate(start);
                        let (stage, kind) = ("sink".to_owned(), ErrorKind::Bug);
                        return self.failed(origin, Failure { document: doc, stage, kind, message, span: None });
                    }
                };
                let errors = doc.errors().iter().map(|e| format!("{}: stage `{}`: {}", doc.id(), e.stage, e.message));
                let errors = errors.collect();
                Item::Write { origin, document: doc.stripped(), errors, encoded: start..encoded.len(), digest }
            }
            Outcome::Dropped { document, stage, reason } => Item::Dropped(Box::new(Rejected {
                origin,
                id: Some(document.id().to_owned()),
                stage: Some(stage),
                kind: "dropped".to_owned(),
                message: reason,
                span: None,
                document: Some(document),
            })),
            Outcome::Failed(failure) => self.failed(origin, failure),
        }
    }

    fn failed(&self, origin: Origin, failure: Failure) -> Item {
        let Failure { document, stage, kind, message, span } = failure;
        let place = span.map_or(String::new(), |span| format!(" (bytes {span})"));
        let text = format!("document `{}` ({origin}), stage `{stage}`: {message}{place}", document.id());
        if self.on_error == OnError::Stop || kind == ErrorKind::Asset {
            return Item::Stop(text);
        }
        let (id, stage, kind) = (Some(document.id().to_owned()), Some(stage), kind.as_str().to_owned());
        Item::Rejected(Box::new(Rejected { origin, id, stage, kind, message, span, document: Some(document) }), text)
    }
}

struct Writer<'a> {
    pipeline: &'a Pipeline,
    sink: &'a mut dyn Sink,
    report: Report,
    ids: Ids,
    on_error: OnError,
    progress: &'a dyn Fn(Progress),
    tallies: Vec<Tally>,
    /// Documents in a row with which the worker of a stage broke down, for each step.
    in_a_row: Vec<u32>,
}

impl Writer<'_> {
    fn write(&mut self, done: Done) -> Result<(), RunError> {
        for (sum, tally) in self.tallies.iter_mut().zip(&done.tallies) {
            sum.nanoseconds += tally.nanoseconds;
            sum.replaced += tally.replaced;
        }
        for Met { read: bytes, item, reached, workers } in done.items {
            self.breakdowns(reached, workers)?;
            match item {
                Item::Write { origin, document, encoded, errors, digest } => {
                    // Here, because only here the documents come in order again.
                    if let Err(error) = self.ids.insert(document.id(), &origin) {
                        let (id, message) = (Some(document.id().to_owned()), error.message.clone());
                        let (stage, kind, span) = (None, "source".to_owned(), None);
                        let rejected = Rejected { origin, id, stage, kind, message, span, document: Some(document) };
                        self.reject(&rejected, error.to_string())?;
                        self.count(bytes);
                        continue;
                    }
                    self.sink.write(document.id(), &done.encoded[encoded])?;
                    self.report.kept += 1;
                    self.report.kept_with_errors += u64::from(!errors.is_empty());
                    for message in errors {
                        self.report.failure(message);
                    }
                    self.report.digests.extend(digest);
                }
                Item::Dropped(rejected) => {
                    self.sink.reject(&rejected)?;
                    let Rejected { stage, message, .. } = *rejected;
                    self.report.drop_for(stage.unwrap_or_default(), message);
                }
                Item::Rejected(rejected, message) => self.reject(&rejected, message)?,
                Item::Stop(message) => return Err(RunError::Stopped { message, after: self.report.read }),
                Item::Broken(message) => return Err(RunError::Source(message)),
            }
            self.count(bytes);
        }
        (self.progress)(Progress { documents: self.report.read, bytes: self.report.bytes });
        Ok(())
    }

    /// Counts the breakdowns of workers in a row, here because only here the documents come in order again. A stage that
    /// breaks every worker is a wrong option or a wrong file in all but name, which no policy forgives.
    fn breakdowns(&mut self, reached: usize, workers: Vec<(usize, Option<Breakdown>)>) -> Result<(), RunError> {
        let before =
            workers.iter().filter(|(_, breakdown)| breakdown.is_none()).map(|&(step, _)| (step, self.in_a_row[step]));
        let skipped: Vec<(usize, u32)> = before.collect();
        let broken =
            workers.into_iter().filter_map(|(step, breakdown)| Some((step, breakdown?, self.in_a_row[step] + 1)));
        let broken: Vec<(usize, Breakdown, u32)> = broken.collect();
        self.in_a_row[..reached].fill(0);
        for (step, count) in skipped {
            self.in_a_row[step] = count;
        }
        for (step, Breakdown { message, limit }, count) in broken {
            self.in_a_row[step] = count;
            if limit > 0 && count >= limit {
                let message = format!(
                    "stage `{}`: {message}. {count} documents in a row ended like this, and `worker.faults` allows no more: \
                     take the stage out, or raise it",
                    self.pipeline.steps()[step].id()
                );
                return Err(RunError::Stopped { message, after: self.report.read });
            }
        }
        Ok(())
    }

    /// Input bytes count from the beginning of the input; a document that could not be read has none.
    fn count(&mut self, bytes: u64) {
        self.report.read += 1;
        self.report.bytes = self.report.bytes.max(bytes);
    }

    fn reject(&mut self, rejected: &Rejected, message: String) -> Result<(), RunError> {
        if self.on_error == OnError::Stop {
            return Err(RunError::Stopped { message, after: self.report.read });
        }
        self.sink.reject(rejected)?;
        let stage = rejected.stage.clone().unwrap_or_else(|| "source".to_owned());
        *self.report.rejected.entry(stage).or_default() += 1;
        self.report.failure(message);
        Ok(())
    }
}
