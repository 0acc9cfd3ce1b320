//! A run: a source through a pipeline into sinks, in order, on many threads.

use crate::batch::{BATCH_DOCUMENTS, Batches};
use crate::counts::{Counting, Counts};
use crate::drive::drive;
use crate::halt::Halt;
use crate::limits::Limits;
use crate::pipeline::{Pipeline, Tally};
use crate::report::{Progress, Report, RunError, ShardReport, StageTime};
use crate::shards::{Cutter, ShardWriter, Shards};
use crate::worker::Worker;
use crate::writer::{Takers, Writer, lock};
use rawi_io::{BoxPrepare, BoxSink, Ids, Source, WholeFile};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
/// let pipeline = Pipeline::new(Vec::new()).unwrap();
/// let report = Run::new(&pipeline, source.as_mut()).sink(sink.sink).execute().unwrap();
/// assert_eq!((report.counts.kept, report.outputs), (1, vec![folder.path().join("out.jsonl")]));
/// ```
#[must_use = "`execute` runs it"]
pub struct Run<'a> {
    pipeline: &'a Pipeline,
    source: &'a mut dyn Source,
    sinks: Vec<BoxSink<'a>>,
    shards: Option<Shards<'a>>,
    limits: Limits,
    progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    cancel: Option<&'a AtomicBool>,
}

impl<'a> Run<'a> {
    /// A run without sinks, which counts and keeps nothing.
    pub fn new(pipeline: &'a Pipeline, source: &'a mut dyn Source) -> Self {
        let limits = Limits::default();
        Self { pipeline, source, sinks: Vec::new(), shards: None, limits, progress: None, cancel: None }
    }

    /// Adds a sink. All see the same documents; their files appear together, those of the first sink last: it is the sign that
    /// all is there.
    pub fn sink(mut self, sink: impl Into<BoxSink<'a>>) -> Self {
        self.sinks.push(sink.into());
        self
    }

    /// Writes into a folder besides, shard by shard, and goes on where an earlier run stood. What is finished stays when the run
    /// ends early.
    pub fn shards(mut self, shards: Shards<'a>) -> Self {
        self.shards = Some(shards);
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

    /// Sets what ends the run, before the next stage of each document that is in work, when it becomes true.
    pub fn cancel(mut self, cancel: &'a AtomicBool) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Runs to the end of the source.
    ///
    /// # Errors
    /// See [`RunError`]; no file has appeared then but those of finished shards.
    pub fn execute(self) -> Result<Report, RunError> {
        let Self { pipeline, source, sinks, shards, limits, progress, cancel } = self;
        let never = AtomicBool::new(false);
        let halt = Halt::new(cancel.unwrap_or(&never));
        let Ended { files, shards, counts, tallies, read, notes } =
            to_the_end(pipeline, source, sinks, shards, &limits, progress, &halt)?;
        let mut report = Report { counts, bytes: read.bytes, notes, ..Report::default() };
        for file in files.into_iter().rev().flatten() {
            report.outputs.extend(file.appear()?);
        }
        if let Some((finished, folder, before)) = shards {
            report.outputs.push(folder);
            report.shards = Some(ShardReport { finished, before });
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

fn to_the_end<'s>(
    pipeline: &Pipeline,
    source: &mut dyn Source,
    sinks: Vec<BoxSink<'s>>,
    shards: Option<Shards<'s>>,
    limits: &Limits,
    progress: Option<&'s (dyn Fn(Progress) + Sync)>,
    halt: &Halt<'_>,
) -> Result<Ended, RunError> {
    let (mut queue, mut ids, mut cutter) = (VecDeque::new(), Ids::default(), None);
    let mut before = 0;
    let shards = match shards {
        Some(shards) => {
            let skipped = shards.skip(source, &|| halt.is_set()).map_err(RunError::Source)?;
            before = shards.ledger().parts().len();
            cutter = Some(Cutter::new(shards.reads.size()));
            (queue, ids) = (skipped.queue, skipped.ids);
            Some(ShardWriter::new(shards, skipped.part)?)
        }
        None => None,
    };
    let counts = Arc::new(Mutex::new(Counts::default()));
    let counting = BoxSink::from(Counting(Arc::clone(&counts)));
    let of_shard = shards.iter().flat_map(ShardWriter::sinks).map(BoxSink::prepare);
    let all = sinks.iter().map(BoxSink::prepare).chain(of_shard).chain([counting.prepare()]);
    let prepare: Vec<BoxPrepare> = all.collect();
    let (decoder, on_error) = (source.decoder(), limits.on_error);
    let worker = Worker { pipeline, decoder: decoder.as_ref(), prepare: &prepare, on_error, halt };
    let mut writer = Writer::new(&worker, Takers { sinks, shards, counts, counting }, ids, progress);
    let mut batches = Batches { source, queue, cutter, most: BATCH_DOCUMENTS, on_error, halt, ended: false };
    drive(&mut batches, &worker, &mut writer, limits)?;
    let notes = batches.source.notes();
    let Writer { sinks, shards, counts, tallies, read, .. } = writer;
    if halt.is_asked() {
        return Err(RunError::Interrupted { after: read.documents });
    }
    let files = sinks.into_iter().map(BoxSink::finish).collect::<Result<_, _>>()?;
    let mut counts = std::mem::take(&mut *lock(&counts));
    let shards = match shards {
        Some(shards) => {
            let (finished, shards) = shards.end()?;
            counts = shards.ledger().counts();
            Some((finished, shards.folder().to_owned(), before))
        }
        None => None,
    };
    Ok(Ended { files, shards, counts, tallies, read, notes })
}

/// A run whose documents are all with the sinks.
struct Ended {
    /// Of each sink, whole and without their names.
    files: Vec<Vec<WholeFile>>,
    /// How many shards were finished, where, and how many were so before.
    shards: Option<(u32, PathBuf, usize)>,
    counts: Counts,
    tallies: Vec<Tally>,
    read: Progress,
    notes: Vec<String>,
}
