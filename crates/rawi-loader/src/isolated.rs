//! A stage of a plugin in worker processes.

use crate::answer::{DROPPED, FAILED, KEPT, NOWHERE, OUTPUT, WARNED};
use crate::frame::{Body, Frame, Kind};
use crate::host::{TELL, take};
use crate::shape::Shape;
use crate::worker::{File, Plugin, Trouble, Worker, patiently};
use rawi_config::{WorkerFault, WorkerLimits};
use rawi_core::{Assets, Contract, Doc, ErrorKind, Output, Span, Stage, StageError, Verdict};
use rawi_plugin::abi::{Bytes, Data};
use rawi_plugin::rows::Encoded;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The files that a stage asked for when it was made, so that the next worker gets the same.
type Files = BTreeMap<String, File>;

pub(crate) struct Isolated {
    /// `plugin libx.so, stage y`.
    who: String,
    plugin: Arc<Plugin>,
    stage: String,
    config: String,
    limits: WorkerLimits,
    files: Files,
    shape: Shape,
    /// Workers that wait for a document: never more than threads that had one at the same time.
    idle: Mutex<Vec<Worker>>,
}

impl Isolated {
    pub(crate) fn create(
        plugin: Arc<Plugin>,
        stage: &str,
        config: String,
        limits: &WorkerLimits,
        assets: &Assets<'_>,
    ) -> Result<Self, StageError> {
        let who = format!("plugin {}, stage {stage}", plugin.file);
        let mut files = Files::new();
        let mut asset = |name: &str| {
            let content = assets.read(name).map_err(|error| error.to_string());
            files.insert(name.to_owned(), content.clone());
            content
        };
        let trouble = |trouble: Trouble| match trouble {
            // What the stage says of its options stands as if it were linked.
            refused @ Trouble::Refused { .. } => StageError::asset(refused.message()),
            fault => StageError::asset(format!("{who}: when it was made, {}", fault.message())),
        };
        let (mut worker, _) = patiently(|| Worker::start(&plugin, limits)).map_err(trouble)?;
        let shape = worker.create(stage, &config, &mut asset, &|what| assets.warn(what)).map_err(trouble)?;
        Ok(Self {
            who,
            plugin,
            stage: stage.to_owned(),
            config,
            limits: limits.clone(),
            files,
            shape,
            idle: Mutex::new(vec![worker]),
        })
    }

    fn worker(&self) -> Result<Worker, Trouble> {
        if let Some(worker) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(worker);
        }
        let start = || {
            let (mut worker, _) = Worker::start(&self.plugin, &self.limits)?;
            worker.create(&self.stage, &self.config, &mut |name| self.file(name), &|_| {})?;
            Ok(worker)
        };
        // It was made of the same before: that it is not now is no document's fault.
        let again = |trouble: Trouble| match trouble {
            Trouble::NotStarted { what, help } | Trouble::Fault { what, help } => Trouble::NotStarted { what, help },
            Trouble::Refused { message, .. } => Trouble::NotStarted { what: message, help: TELL },
        };
        patiently(|| start().map_err(again))
    }

    /// The error of a document that a worker broke down with: the next document gets a new worker. If none can be had, it is no
    /// document's.
    fn fault(&self, trouble: Trouble) -> StageError {
        if let Trouble::NotStarted { what, help } = trouble {
            return StageError::asset(format!("{}: it cannot be made again: {what}; {help}", self.who));
        }
        StageError::bug(self.who.clone()).cause(WorkerFault { what: trouble.message(), limit: self.limits.faults })
    }

    /// Sends a document as `kind`, and puts what comes back into `out`; what `plugin check` found stands in `findings`.
    pub(crate) fn exchange(
        &self,
        kind: Kind,
        doc: Doc<'_>,
        out: &mut Output,
        findings: &mut Vec<String>,
    ) -> Result<Verdict, StageError> {
        let inputs = self.shape.encode(doc)?;
        let mut worker = self.worker().map_err(|trouble| self.fault(trouble))?;
        write(worker.frame.begin(kind), doc, &inputs);
        let mut body = worker.process().map_err(|trouble| self.fault(trouble))?;
        match self.read(&mut body, doc, out, findings) {
            Some(result) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                result
            }
            None => Err(self.fault(Trouble::Fault {
                what: "its worker gave what it had refused; its memory is damaged, and it was ended".to_owned(),
                help: TELL,
            })),
        }
    }

    /// `None` if it is no answer of a worker whose memory is sound.
    fn read(
        &self,
        body: &mut Body<'_>,
        doc: Doc<'_>,
        out: &mut Output,
        findings: &mut Vec<String>,
    ) -> Option<Result<Verdict, StageError>> {
        for _ in 0..body.number()? {
            findings.push(body.text()?.to_owned());
        }
        loop {
            match body.number()? {
                OUTPUT => {
                    let typed = self.shape.outputs.get(usize::try_from(body.number()?).ok()?)?;
                    let (row_size, count) = (body.number()?.try_into().ok()?, body.number()?.try_into().ok()?);
                    let (rows, heap) = (body.bytes()?, body.bytes()?);
                    if rows.len() != usize::checked_mul(count, row_size as usize)? {
                        return None;
                    }
                    let data = Data { rows: rows.as_ptr().cast(), count, heap: Bytes::of(heap), row_size, present: 1 };
                    // SAFETY: the rows are as many bytes as they say, in the frame, which lives on.
                    unsafe { take(typed, doc.source(), &data, out) }.ok()?;
                }
                KEPT => return Some(Ok(Verdict::Keep)),
                DROPPED => return Some(Ok(Verdict::Drop(body.text()?.to_owned()))),
                FAILED => {
                    let kind = ErrorKind::from_name(body.text()?)?;
                    let (at, message) = said(body, doc.source())?;
                    let error = StageError::new(kind, message);
                    return Some(Err(match at {
                        Some(span) => error.at(span),
                        None => error,
                    }));
                }
                WARNED => match said(body, doc.source())? {
                    (Some(span), message) => out.warn_at(span, message),
                    (None, message) => out.warn(message),
                },
                _ => return None,
            }
        }
    }

    /// Has a worker make and end the stage `times` times; what it found, or how it broke down.
    pub(crate) fn remake(&self, times: u64) -> Result<Vec<String>, String> {
        let mut worker = self.worker().map_err(Trouble::message)?;
        worker.remake(times, &mut |name| self.file(name)).map_err(Trouble::message)
    }

    /// A file that the stage asked for when it was made first.
    fn file(&self, name: &str) -> File {
        let unknown = || Err("it was not asked for when the stage was made first".to_owned());
        self.files.get(name).cloned().unwrap_or_else(unknown)
    }
}

/// Where the stage said something, if anywhere, and what.
fn said<'a>(body: &mut Body<'a>, source: &str) -> Option<(Option<Span>, &'a str)> {
    let (start, end) = (body.number()?, body.number()?);
    let message = body.text()?;
    if start == NOWHERE {
        return Some((None, message));
    }
    let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
    source.get(start..end).filter(|text| !text.is_empty())?;
    Some((Some(Span::new(start, end)), message))
}

fn write(frame: &mut Frame, doc: Doc<'_>, inputs: &[Option<Encoded>]) {
    frame.bytes(doc.id().as_bytes()).bytes(doc.source().as_bytes());
    frame.number(doc.meta().iter().count() as u64);
    for (name, value) in doc.meta().iter() {
        frame.bytes(name.as_bytes()).bytes(value.as_bytes());
    }
    for input in inputs {
        let Some(data) = input.as_ref().map(Encoded::data) else {
            frame.number(0);
            continue;
        };
        frame.number(1).number(data.row_size.into()).number(data.count as u64);
        let rows = Bytes { ptr: data.rows.cast(), len: data.count * data.row_size as usize };
        // SAFETY: rows and heap of `Encoded`, which lives on; rows have no padding that was never written (`Row`).
        let (rows, heap) = unsafe { (rows.get(), data.heap.get()) };
        frame.bytes(rows).bytes(heap);
    }
}

impl Stage for Isolated {
    fn contract(&self) -> Contract {
        self.shape.contract.clone()
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        self.exchange(Kind::Process, doc, out, &mut Vec::new())
    }
}
