use crate::guard::guard;
use crate::halt::Halt;
use rawi_config::{OnError, PlannedStage, Problem, WorkerFault};
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

/// A document on its way through the stages.
pub(crate) struct Passage {
    /// The document, as long as it is on its way.
    doc: Option<Document>,
    /// What became of it, if it did not come to the end.
    end: Option<Outcome>,
    /// How many steps it reached.
    pub(crate) reached: usize,
    /// The steps that were skipped, and those whose worker broke down.
    pub(crate) workers: Vec<(usize, Option<Breakdown>)>,
}

impl Passage {
    pub(crate) fn new(doc: Document) -> Self {
        Self { doc: Some(doc), end: None, reached: 0, workers: Vec::new() }
    }

    /// What became of the document.
    ///
    /// # Panics
    /// If it was asked before.
    pub(crate) fn outcome(&mut self) -> Outcome {
        self.end.take().or_else(|| self.doc.take().map(Outcome::Kept)).expect("it is asked once")
    }

    /// Whether the document is ready for a step; if not, what it lacks is noted.
    fn is_ready(&mut self, index: usize, step: &Step, on_error: OnError) -> bool {
        let Some(doc) = &mut self.doc else { return false };
        self.reached = index + 1;
        let Some(slot) = doc.missing(&step.requires) else { return true };
        self.workers.push((index, None));
        let message = format!("{slot} is not there");
        if on_error == OnError::Keep {
            // What it would have given must not be an older record's.
            for slot in &step.provides {
                host::remove(doc, slot);
            }
            let (stage, kind) = (step.id().to_owned(), "skipped".to_owned());
            host::push_error(doc, DocError { stage, kind, message, span: None });
        } else {
            self.fail(step, ErrorKind::Input, message, None);
        }
        false
    }

    /// Takes what a step said of the document.
    fn take(&mut self, index: usize, step: &Step, result: Result<Verdict, StageError>, on_error: OnError) {
        match result {
            Ok(Verdict::Keep) => {}
            Ok(Verdict::Drop(reason)) => {
                let stage = step.id().to_owned();
                self.end = self.doc.take().map(|document| Outcome::Dropped { document, stage, reason });
            }
            Err(error) => {
                if let Some(breakdown) = breakdown(&error) {
                    self.workers.push((index, Some(breakdown)));
                }
                let (kind, span) = (error.kind(), error.span());
                let mut message = error.message().to_owned();
                let mut cause = std::error::Error::source(&error);
                while let Some(error) = cause {
                    message = format!("{message}: {error}");
                    cause = error.source();
                }
                match &mut self.doc {
                    Some(doc) if on_error == OnError::Keep && kind != ErrorKind::Asset => {
                        let (stage, kind) = (step.id().to_owned(), kind.as_str().to_owned());
                        host::push_error(doc, DocError { stage, kind, message, span });
                    }
                    _ => self.fail(step, kind, message, span),
                }
            }
        }
    }

    fn fail(&mut self, step: &Step, kind: ErrorKind, message: String, span: Option<Span>) {
        let stage = step.id().to_owned();
        self.end = self.doc.take().map(|document| Outcome::Failed(Failure { document, stage, kind, message, span }));
    }
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

    /// Runs the stage on documents that are ready for it: on all at once, if it wants to.
    fn apply(&self, docs: &mut [&mut Document], tally: &mut Tally) -> Vec<Result<Verdict, StageError>> {
        let began = Instant::now();
        for doc in &mut *docs {
            // A slot that came with a record gives way to the stage that provides it; one that is refined does so when that is done.
            let mut replaced = false;
            for slot in self.provides.iter().filter(|slot| !self.requires.contains(slot)) {
                replaced |= host::remove(doc, slot);
            }
            tally.replaced += u64::from(replaced);
        }
        let mut outs: Vec<Output> = docs.iter().map(|_| Output::new(&self.contract)).collect();
        let verdicts = self.verdicts(docs, &mut outs);
        let results = docs.iter_mut().zip(outs).zip(verdicts).map(|((doc, out), verdict)| match verdict {
            Ok(Verdict::Keep) => host::finish(out, doc.source())
                .and_then(|changes| host::commit(doc, changes, &self.provenance, &self.renames))
                .map(|()| Verdict::Keep),
            other => other,
        });
        let results = results.collect();
        tally.nanoseconds += began.elapsed().as_nanos() as u64;
        results
    }

    /// What the stage says of each document.
    fn verdicts(&self, docs: &[&mut Document], outs: &mut [Output]) -> Vec<Result<Verdict, StageError>> {
        let scopes: Vec<Scope<'_>> = docs.iter().map(|doc| Scope::new(doc, &self.contract, &self.renames)).collect();
        let panicked = |panic| format!("the stage panicked: {panic}");
        if let ([scope], [out]) = (scopes.as_slice(), &mut *outs) {
            let verdict = guard(|| self.stage.process(Doc::new(scope), out));
            return vec![verdict.unwrap_or_else(|panic| Err(StageError::bug(panicked(panic))))];
        }
        let docs: Vec<Doc<'_>> = scopes.iter().map(|scope| Doc::new(scope)).collect();
        let message = match guard(|| self.stage.process_batch(&docs, outs)) {
            Ok(verdicts) if verdicts.len() == docs.len() => return verdicts,
            Ok(verdicts) => format!("the stage gave {} results for {} documents", verdicts.len(), docs.len()),
            Err(panic) => panicked(panic),
        };
        docs.iter().map(|_| Err(StageError::bug(message.clone()))).collect()
    }
}

impl From<PlannedStage> for Step {
    fn from(planned: PlannedStage) -> Self {
        let PlannedStage { id, uses, version, hash, contract, renames, stage, .. } = planned;
        Self::build(stage, contract, renames, Provenance { stage: id, uses, version, hash })
    }
}

/// Why steps make no pipeline.
#[derive(Clone, Debug)]
pub struct ContractError {
    problems: Vec<Problem>,
}

impl ContractError {
    /// What is wrong, each as `rawi check` says it of a file; places are none.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// A line for each problem, with what to do.
impl std::fmt::Display for ContractError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, Problem { message, help, .. }) in self.problems.iter().enumerate() {
            let end = if i > 0 { "\n" } else { "" };
            write!(f, "{end}{message}")?;
            if let Some(help) = help {
                write!(f, "; {help}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ContractError {}

/// The stages of a plan, which is checked.
impl From<Vec<PlannedStage>> for Pipeline {
    fn from(stages: Vec<PlannedStage>) -> Self {
        Self { steps: stages.into_iter().map(Step::from).collect() }
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
    ///
    /// ```
    /// use rawi_core::{Contract, Doc, Output, Stage, StageError, Verdict, layers};
    /// use rawi_runner::{Pipeline, Step};
    /// struct Names;
    /// impl Stage for Names {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new().requires(&layers::TOKENS).provides(&layers::MENTIONS)
    ///     }
    ///     fn process(&self, _: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
    ///         Ok(Verdict::Keep)
    ///     }
    /// }
    /// let error = Pipeline::new(vec![Step::new("names", Box::new(Names))]).err().unwrap();
    /// assert!(error.to_string().starts_with("stage `names` requires layer `tokens`, which no stage before it provides; put a step"));
    /// ```
    ///
    /// # Errors
    /// If a step does not find what it requires, in the shape that it expects, stands before the one that gives it, or gives what
    /// another gives.
    pub fn new(steps: Vec<Step>) -> Result<Self, ContractError> {
        Self::with_layers(steps, &[])
    }

    /// The same for documents that bring layers or views of these names, as records do.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_layers(steps: Vec<Step>, brought: &[&str]) -> Result<Self, ContractError> {
        let contract = |step: &Step| (step.id().to_owned(), step.contract.clone(), step.renames.clone());
        let problems = rawi_config::check_contracts(steps.iter().map(contract), brought);
        if problems.is_empty() { Ok(Self { steps }) } else { Err(ContractError { problems }) }
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
        let mut passage = Passage::new(doc);
        self.pass(std::slice::from_mut(&mut passage), on_error, steps, None, &mut Vec::new());
        passage.outcome()
    }

    /// Runs all stages on these documents, stage by stage: those that read [several at once](Stage::batch_size) get them so. What became
    /// of each, in their order.
    #[must_use]
    pub fn process_batch(&self, docs: Vec<Document>, on_error: OnError) -> Vec<Outcome> {
        let mut passages: Vec<Passage> = docs.into_iter().map(Passage::new).collect();
        self.pass(&mut passages, on_error, self.steps.len(), None, &mut Vec::new());
        passages.iter_mut().map(Passage::outcome).collect()
    }

    /// Takes documents through the first `steps` stages, stage by stage: what one stage needs of the processor's memory is warm for all of
    /// them. What the stages took is added to `tallies`, one a step. Whether the documents came through; not if the run is halted.
    pub(crate) fn pass(
        &self,
        passages: &mut [Passage],
        on_error: OnError,
        steps: usize,
        halt: Option<&Halt<'_>>,
        tallies: &mut Vec<Tally>,
    ) -> bool {
        tallies.resize(self.steps.len(), Tally::default());
        for (index, step) in self.steps[..steps].iter().enumerate() {
            for batch in passages.chunks_mut(step.stage.batch_size().max(1)) {
                if halt.is_some_and(Halt::is_set) {
                    return false;
                }
                let mut ready: Vec<&mut Passage> = batch
                    .iter_mut()
                    .filter_map(|passage| passage.is_ready(index, step, on_error).then_some(passage))
                    .collect();
                let mut docs: Vec<&mut Document> =
                    ready.iter_mut().filter_map(|passage| passage.doc.as_mut()).collect();
                if docs.is_empty() {
                    continue;
                }
                let results = step.apply(&mut docs, &mut tallies[index]);
                for (passage, result) in ready.into_iter().zip(results) {
                    passage.take(index, step, result, on_error);
                }
            }
        }
        true
    }
}

/// The breakdown of the stage's worker, if that is the error.
fn breakdown(error: &StageError) -> Option<Breakdown> {
    let fault = std::error::Error::source(error)?.downcast_ref::<WorkerFault>()?;
    Some(Breakdown { message: format!("{}: {fault}", error.message()), limit: fault.limit })
}
