//! What happens to a batch on a worker: documents are decoded, go through the stages, and the sinks' parts are made.

use crate::batch::Batch;
use crate::guard::guard;
use crate::halt::Halt;
use crate::pipeline::{Breakdown, Failure, Outcome, Passage, Pipeline, Tally};
use crate::shards::End;
use rawi_config::OnError;
use rawi_core::host;
use rawi_core::{Document, ErrorKind};
use rawi_io::{BoxPrepare, Decode, Origin, Part, Raw, Rejected, RejectedRaw, SourceError};

/// A batch that went through the stages, in order.
pub(crate) struct Processed {
    pub(crate) documents: Vec<Processing>,
    pub(crate) tallies: Vec<Tally>,
    /// Memory that is held until the batch is written.
    pub(crate) held: usize,
    /// What was read of the shard that ends with it.
    pub(crate) end: Option<End>,
    /// Whether the run was halted in the middle of it: the documents are not all.
    pub(crate) cut: bool,
}

/// What became of a document that was read.
pub(crate) struct Processing {
    /// Input bytes up to its end.
    pub(crate) read: u64,
    pub(crate) fate: Fate,
    /// How many stages it reached, and which of them were skipped or lost their worker.
    pub(crate) reached: usize,
    pub(crate) workers: Vec<(usize, Option<Breakdown>)>,
}

/// A part for each sink that has use for the document.
pub(crate) type Parts = Vec<Option<Part>>;

pub(crate) enum Fate {
    /// It goes on. With the document without what the stages gave, in case its id turns out to be another's.
    Kept(Origin, Box<Document>, Parts),
    /// It does not.
    Rejected(Parts),
    /// The run must end with it.
    Stop(String),
    /// No document can go on.
    Unfit(String),
    /// The source cannot go on.
    Broken(String),
}

pub(crate) struct Worker<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) decoder: &'a dyn Decode,
    pub(crate) prepare: &'a [BoxPrepare],
    pub(crate) on_error: OnError,
    pub(crate) halt: &'a Halt<'a>,
}

/// Why no document came of what was read, and what was read of it, if it can be made out.
type Unread = (SourceError, Option<Box<RejectedRaw>>);

impl Worker<'_> {
    pub(crate) fn process(&self, batch: Batch) -> Processed {
        let (mut read, mut passages) = (Vec::with_capacity(batch.items.len()), Vec::with_capacity(batch.items.len()));
        let mut cut = false;
        for item in batch.items {
            cut = self.halt.is_set();
            if cut {
                break;
            }
            let bytes = item.as_ref().map_or(0, |raw| raw.read);
            let decoded = item.map_err(|error| (error, None)).and_then(|raw| self.decode(raw));
            read.push((
                bytes,
                decoded.map(|(doc, origin)| {
                    passages.push(Passage::new(doc));
                    origin
                }),
            ));
        }
        let mut tallies = Vec::new();
        let steps = self.pipeline.steps().len();
        cut = cut || !self.pipeline.pass(&mut passages, self.on_error, steps, Some(self.halt), &mut tallies);
        let mut documents = Vec::with_capacity(read.len());
        let mut held = 0;
        let mut passages = passages.into_iter();
        for (read, decoded) in read.into_iter().filter(|_| !cut) {
            let (fate, reached, workers) = match decoded {
                Ok(origin) => {
                    let mut passage = passages.next().expect("a passage for each document that was read");
                    (self.fate(passage.outcome(), origin), passage.reached, passage.workers)
                }
                Err((error, _)) if error.fatal => (Fate::Broken(error.to_string()), 0, Vec::new()),
                Err((error, raw)) => (self.reject(&unreadable(error, None, raw)), 0, Vec::new()),
            };
            held += size_of::<Processing>() + fate.held();
            documents.push(Processing { read, fate, reached, workers });
        }
        Processed { documents, tallies, held, end: batch.end.filter(|_| !cut), cut }
    }

    /// Makes a document of what was read; if it is none, why, with what was read of it.
    fn decode(&self, raw: Raw) -> Result<(Document, Origin), Unread> {
        let (origin, id) = (raw.origin.clone(), raw.id.clone());
        // Kept until it is known that it can be made out.
        let kept = RejectedRaw { meta: raw.meta.clone(), bytes: raw.bytes.clone() };
        let doc = guard(|| self.decoder.decode(raw)).unwrap_or_else(|panic| {
            Err(SourceError::new(origin.clone(), id, format!("reading it panicked, which is a bug: {panic}")))
        });
        doc.map(|doc| (doc, origin)).map_err(|error| (error, Some(Box::new(kept))))
    }

    /// What becomes of a document that went through the stages.
    fn fate(&self, outcome: Outcome, origin: Origin) -> Fate {
        match outcome {
            Outcome::Kept(doc) => match self.parts(|prepare| prepare.document(&doc)) {
                Ok(parts) => Fate::Kept(origin, Box::new(host::stripped(doc)), parts),
                Err(message) => {
                    let (stage, kind) = ("sink".to_owned(), ErrorKind::Bug);
                    self.failed(origin, Failure { document: doc, stage, kind, message, span: None })
                }
            },
            Outcome::Dropped { document, stage, reason } => {
                let (id, stage, kind) = (Some(document.id().to_owned()), Some(stage), "dropped".to_owned());
                let (document, raw, span) = (Some(document), None, None);
                self.drop(&Rejected { origin, id, stage, kind, message: reason, span, document, raw })
            }
            Outcome::Failed(failure) => self.failed(origin, failure),
        }
    }

    fn failed(&self, origin: Origin, failure: Failure) -> Fate {
        let Failure { document, stage, kind, message, span } = failure;
        if kind == ErrorKind::Asset {
            return Fate::Unfit(format!("stage `{stage}`: {message}"));
        }
        let (id, stage, name) = (Some(document.id().to_owned()), Some(stage), kind.as_str().to_owned());
        let rejected = Rejected { origin, id, stage, kind: name, message, span, document: Some(document), raw: None };
        self.reject(&rejected)
    }

    /// A document that failed: the policy may say that the run ends with it.
    pub(crate) fn reject(&self, rejected: &Rejected) -> Fate {
        if self.on_error == OnError::Stop { Fate::Stop(rejected.to_string()) } else { self.drop(rejected) }
    }

    fn drop(&self, rejected: &Rejected) -> Fate {
        match self.parts(|prepare| Ok(prepare.rejected(rejected))) {
            Ok(parts) => Fate::Rejected(parts),
            Err(message) => Fate::Stop(format!("{rejected}; and that cannot be written down: {message}")),
        }
    }

    /// The parts of a document for all sinks.
    fn parts(&self, part: impl Fn(&BoxPrepare) -> Result<Option<Part>, String>) -> Result<Parts, String> {
        guard(|| self.prepare.iter().map(&part).collect())
            .unwrap_or_else(|panic| Err(format!("writing it panicked, which is a bug: {panic}")))
    }
}

impl Fate {
    /// Memory that it holds outside itself.
    fn held(&self) -> usize {
        let of_parts =
            |parts: &Parts| parts.iter().map(|part| size_of::<Part>() + part.as_ref().map_or(0, Part::held)).sum();
        match self {
            Self::Kept(_, document, parts) => {
                let parts: usize = of_parts(parts);
                let meta: usize = document.meta().iter().map(|(name, value)| 64 + name.len() + value.len()).sum();
                size_of::<Document>() + document.id().len() + document.source().len() + meta + parts
            }
            Self::Rejected(parts) => of_parts(parts),
            Self::Stop(message) | Self::Unfit(message) | Self::Broken(message) => message.capacity(),
        }
    }
}

/// A document that could not be read.
pub(crate) fn unreadable(error: SourceError, document: Option<Document>, raw: Option<Box<RejectedRaw>>) -> Rejected {
    let SourceError { origin, id, message, .. } = error;
    Rejected { origin, id, stage: None, kind: "source".to_owned(), message, span: None, document, raw }
}
