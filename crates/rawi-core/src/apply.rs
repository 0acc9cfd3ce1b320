use crate::doc::Doc;
use crate::document::Document;
use crate::error::StageError;
use crate::output::Output;
use crate::provenance::Provenance;
use crate::renames::Renames;
use crate::scope::Scope;
use crate::stage::{Stage, Verdict};

impl Document {
    /// Runs one stage on this document and takes over what it gives: for tests and small programs. The runner
    /// adds to this the catching of panics, provenance, renaming and parallelism.
    ///
    /// # Errors
    /// What the stage says, or `Bug` if it broke its contract; the document is then as it was.
    pub fn apply(&mut self, stage: &dyn Stage) -> Result<Verdict, StageError> {
        let contract = stage.contract();
        if let Some(slot) = self.missing(&contract.requires) {
            return Err(StageError::input(format!(
                "{slot} is required and not there; run the stage that provides it first"
            )));
        }
        let renames = Renames::default();
        let mut out = Output::new(&contract);
        let verdict = stage.process(Doc::new(&Scope::new(self, &contract, &renames)), &mut out)?;
        if verdict == Verdict::Keep {
            let changes = out.finish(self.source())?;
            self.commit(changes, &Provenance::default(), &renames)?;
        }
        Ok(verdict)
    }
}
