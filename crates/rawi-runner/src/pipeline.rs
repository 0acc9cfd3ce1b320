use crate::guard::guard;
use crate::halt::Halt;
use rawi_config::{OnError, PlannedStage, WorkerFault};
use rawi_core::host::{self, Scope};
use rawi_core::{
    Contract, Doc, DocError, Document, ErrorKind, Output, Provenance, Renames, Slot, Span, Stage, StageError, Verdict,
};
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
}

/// What a stage did in a run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    /// Time spent in it.
    pub(crate) nanoseconds: u64,
    /// Documents that brought a slot which it gave anew.
    pub(crate) replaced: u64,
}

/// A worker that broke down with a document.
pub(crate) struct Breakdown {
    /// What happened.
    pub(crate) message: String,
    /// Documents in a row with which it may do so, 0 for any number.
    pub(crate) limit: u32,
}

/// What is noted while documents go through the stages.
#[derive(Default)]
pub(crate) struct Notes {
    /// One for each step.
    pub(crate) tallies: Vec<Tally>,
    /// Of the last document: how many steps it reached.
    pub(crate) reached: usize,
    /// Of the last document: the steps that were skipped, and those whose worker broke down.
    pub(crate) workers: Vec<(usize, Option<Breakdown>)>,
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
        Self { stage, contract, requires, provides, renames, provenance }
    }

    /// The stage's id in the pipeline.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.provenance.stage
    }

    pub(crate) fn provides(&self) -> &[Slot] {
        &self.provides
    }

    fn apply(&self, doc: &mut Document, tally: &mut Tally) -> Result<Verdict, StageError> {
        let began = Instant::now();
        // A slot that came with a record gives way to the stage that provides it; one that is refined does so when that is done.
        let mut replaced = false;
        for slot in self.provides.iter().filter(|slot| !self.requires.contains(slot)) {
            replaced |= host::remove(doc, slot);
        }
        tally.replaced += u64::from(replaced);
        let mut out = Output::new(&self.contract);
        let reader = Scope::new(doc, &self.contract, &self.renames);
        let result = guard(|| self.stage.process(Doc::new(&reader), &mut out))
            .unwrap_or_else(|panic| Err(StageError::bug(format!("the stage panicked: {panic}"))));
        let result = match result {
            Ok(Verdict::Keep) => host::finish(out, doc.source())
                .and_then(|changes| host::commit(doc, changes, &self.provenance, &self.renames))
                .map(|()| Verdict::Keep),
            other => other,
        };
        tally.nanoseconds += began.elapsed().as_nanos() as u64;
        result
    }
}

impl From<PlannedStage> for Step {
    fn from(planned: PlannedStage) -> Self {
        let PlannedStage { id, uses, version, hash, contract, renames, stage, .. } = planned;
        Self::build(stage, contract, renames, Provenance { stage: id, uses, version, hash })
    }
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
    pub fn process_until(&self, doc: Document, on_error: OnError, steps: usize) -> Outcome {
        // Nothing halts it.
        self.process_noted(doc, on_error, steps, None, &mut Notes::default()).unwrap_or_else(|doc| Outcome::Kept(*doc))
    }

    /// The same, and what it took is added to `notes`. The document as it was when the run was halted before one of its stages.
    pub(crate) fn process_noted(
        &self,
        mut doc: Document,
        on_error: OnError,
        steps: usize,
        halt: Option<&Halt<'_>>,
        notes: &mut Notes,
    ) -> Result<Outcome, Box<Document>> {
        notes.reached = 0;
        notes.workers.clear();
        notes.tallies.resize(self.steps.len(), Tally::default());
        for (index, step) in self.steps[..steps].iter().enumerate() {
            if halt.is_some_and(Halt::is_set) {
                return Err(Box::new(doc));
            }
            let stage = step.id().to_owned();
            if let Some(slot) = step.requires.iter().find(|slot| !doc.has(slot)) {
                let message = format!("{slot} is not there");
                notes.reached = index + 1;
                notes.workers.push((index, None));
                match on_error {
                    OnError::Keep => {
                        host::push_error(&mut doc, DocError { stage, kind: "skipped".to_owned(), message, span: None });
                        // What it would have given must not be an older record's.
                        for slot in &step.provides {
                            host::remove(&mut doc, slot);
                        }
                        continue;
                    }
                    OnError::Stop | OnError::Drop => {
                        let kind = ErrorKind::Input;
                        return Ok(Outcome::Failed(Failure { document: doc, stage, kind, message, span: None }));
                    }
                }
            }
            notes.reached = index + 1;
            let result = step.apply(&mut doc, &mut notes.tallies[index]);
            if let Some(breakdown) = result.as_ref().err().and_then(breakdown) {
                notes.workers.push((index, Some(breakdown)));
            }
            match result {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Drop(reason)) => return Ok(Outcome::Dropped { document: doc, stage, reason }),
                Err(error) => {
                    let (kind, span) = (error.kind(), error.span());
                    let mut message = error.message().to_owned();
                    let mut cause = std::error::Error::source(&error);
                    while let Some(error) = cause {
                        message = format!("{message}: {error}");
                        cause = error.source();
                    }
                    if on_error == OnError::Keep && kind != ErrorKind::Asset {
                        host::push_error(&mut doc, DocError { stage, kind: kind.as_str().to_owned(), message, span });
                        continue;
                    }
                    return Ok(Outcome::Failed(Failure { document: doc, stage, kind, message, span }));
                }
            }
        }
        Ok(Outcome::Kept(doc))
    }
}

/// The breakdown of the stage's worker, if that is the error.
fn breakdown(error: &StageError) -> Option<Breakdown> {
    let fault = std::error::Error::source(error)?.downcast_ref::<WorkerFault>()?;
    Some(Breakdown { message: format!("{}: {fault}", error.message()), limit: fault.limit })
}
