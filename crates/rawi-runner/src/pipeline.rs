use crate::OnError;
use rawi_config::PlannedStage;
use rawi_core::{
    Contract, Doc, DocError, Document, ErrorKind, Output, Provenance, Renames, Scope, Slot, Span, Stage, StageError,
    Verdict,
};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A stage with its place in a pipeline.
pub struct Step {
    stage: Box<dyn Stage>,
    /// In the stage's own names.
    contract: Contract,
    /// In the pipeline's names.
    requires: Vec<Slot>,
    provides: Vec<Slot>,
    renames: Renames,
    provenance: Provenance,
    nanoseconds: AtomicU64,
    replaced: AtomicU64,
}

impl Step {
    /// A stage under `id`, nothing renamed and without a hash of its options: for tests and small programs.
    #[must_use]
    pub fn new(id: &str, stage: Box<dyn Stage>) -> Self {
        let provenance = Provenance { stage: id.to_owned(), uses: id.to_owned(), ..Provenance::default() };
        let contract = stage.contract();
        Self::build(stage, contract, Renames::default(), provenance)
    }

    fn build(stage: Box<dyn Stage>, contract: Contract, renames: Renames, provenance: Provenance) -> Self {
        let Contract { requires, provides, .. } = contract.renamed(&renames);
        let (nanoseconds, replaced) = Default::default();
        Self { stage, contract, requires, provides, renames, provenance, nanoseconds, replaced }
    }

    /// The stage's id in the pipeline.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.provenance.stage
    }

    /// Time spent in it so far, on all threads together.
    pub(crate) fn nanoseconds(&self) -> u64 {
        self.nanoseconds.load(Ordering::Relaxed)
    }

    /// Documents that brought a slot this stage gave anew.
    pub(crate) fn replaced(&self) -> u64 {
        self.replaced.load(Ordering::Relaxed)
    }

    pub(crate) fn provides(&self) -> &[Slot] {
        &self.provides
    }

    fn apply(&self, doc: &mut Document) -> Result<Verdict, StageError> {
        let began = Instant::now();
        // A slot that came with a record gives way to the stage that provides it.
        let mut replaced = false;
        for slot in &self.provides {
            replaced |= doc.remove(slot);
        }
        self.replaced.fetch_add(u64::from(replaced), Ordering::Relaxed);
        let mut out = Output::new(&self.contract);
        let reader = Scope::new(doc, &self.contract, &self.renames);
        let result = catch_unwind(AssertUnwindSafe(|| self.stage.process(Doc::new(&reader), &mut out))).unwrap_or_else(
            |panic| {
                let message = panic_message(panic.as_ref());
                std::mem::forget(panic); // dropping what a stage panicked with could panic again
                Err(StageError::bug(format!("the stage panicked: {message}")))
            },
        );
        let result = match result {
            Ok(Verdict::Keep) => out
                .finish(doc.source())
                .and_then(|changes| doc.commit(changes, &self.provenance, &self.renames))
                .map(|()| Verdict::Keep),
            other => other,
        };
        self.nanoseconds.fetch_add(began.elapsed().as_nanos() as u64, Ordering::Relaxed);
        result
    }
}

impl From<PlannedStage> for Step {
    fn from(planned: PlannedStage) -> Self {
        let PlannedStage { id, uses, version, hash, contract, renames, stage, .. } = planned;
        Self::build(stage, contract, renames, Provenance { stage: id, uses, version, hash })
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

/// Stages in the order they run.
pub struct Pipeline {
    steps: Vec<Step>,
}

/// What became of a document.
#[derive(Debug)]
pub enum Outcome {
    /// It goes to the sink; failures of stages stand in it.
    Kept(Document),
    /// A stage dropped it.
    Dropped {
        /// The document as it was then.
        document: Document,
        /// The stage's id.
        stage: String,
        /// Why, as the stage said; counted by this text.
        reason: String,
    },
    /// A stage failed on it, and the policy lets it not pass.
    Failed(Failure),
}

/// A stage's failure on a document.
#[derive(Debug)]
pub struct Failure {
    /// The document as it was before the stage.
    pub document: Document,
    /// The stage's id.
    pub stage: String,
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// What happened.
    pub message: String,
    /// Where, in bytes of the source.
    pub span: Option<Span>,
}

impl Pipeline {
    /// A pipeline of these steps.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// Its steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Runs all stages on one document.
    ///
    /// With [`OnError::Keep`] a failed stage's slots are missing, stages that require them are skipped, and both stand in
    /// the document's errors. An error of kind `Asset` is never forgiven: no other document would fare better.
    #[must_use]
    pub fn process(&self, doc: Document, on_error: OnError) -> Outcome {
        self.process_until(doc, on_error, self.steps.len())
    }

    /// The same for the first `steps` stages only.
    #[must_use]
    pub fn process_until(&self, mut doc: Document, on_error: OnError, steps: usize) -> Outcome {
        for step in &self.steps[..steps] {
            let stage = step.id().to_owned();
            if let Some(slot) = step.requires.iter().find(|slot| !doc.has(slot)) {
                let message = format!("{slot} is not there");
                match on_error {
                    OnError::Keep => {
                        doc.push_error(DocError { stage, kind: "skipped".to_owned(), message, span: None });
                        // What it would have given must not be an older record's.
                        for slot in &step.provides {
                            doc.remove(slot);
                        }
                        continue;
                    }
                    OnError::Stop | OnError::Drop => {
                        let kind = ErrorKind::Input;
                        return Outcome::Failed(Failure { document: doc, stage, kind, message, span: None });
                    }
                }
            }
            match step.apply(&mut doc) {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Drop(reason)) => return Outcome::Dropped { document: doc, stage, reason },
                Err(error) => {
                    let (kind, span) = (error.kind(), error.span());
                    let mut message = error.message().to_owned();
                    let mut cause = std::error::Error::source(&error);
                    while let Some(error) = cause {
                        message = format!("{message}: {error}");
                        cause = error.source();
                    }
                    if on_error == OnError::Keep && kind != ErrorKind::Asset {
                        doc.push_error(DocError { stage, kind: kind.as_str().to_owned(), message, span });
                        continue;
                    }
                    return Outcome::Failed(Failure { document: doc, stage, kind, message, span });
                }
            }
        }
        Outcome::Kept(doc)
    }
}
