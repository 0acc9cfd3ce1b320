use crate::frame;
use crate::isolated::Isolated;
use rawi_core::host::{self, Scope};
use rawi_core::{Contract, Doc, Document, Output, Renames, Stage, StageError, Verdict};

/// A stage that is tried out in workers, as `rawi plugin check` does.
pub struct Probe(pub(crate) Isolated);

impl Probe {
    /// What it reads and gives.
    #[must_use]
    pub fn contract(&self) -> Contract {
        self.0.contract()
    }

    /// Gives it a document; what it gave is committed to `doc`. With `hard` it gets it several times, also on 8 threads at
    /// once, and what it does that no stage may do is returned.
    ///
    /// # Errors
    /// What the stage, or its worker, failed with.
    pub fn attempt(&self, doc: &mut Document, hard: bool) -> Result<(Verdict, Vec<String>), StageError> {
        let (contract, renames) = (self.0.contract(), Renames::default());
        let mut out = Output::new(&contract);
        let mut findings = Vec::new();
        let reader = Scope::new(doc, &contract, &renames);
        let kind = if hard { frame::Kind::Try } else { frame::Kind::Process };
        let verdict = self.0.exchange(kind, Doc::new(&reader), &mut out, &mut findings)?;
        if verdict == Verdict::Keep {
            let changes = host::finish(out, doc.source())?;
            host::commit(doc, changes, &rawi_core::Provenance::default(), &renames)?;
        }
        Ok((verdict, findings))
    }

    /// Makes and ends the stage `times` times in one worker; what was found.
    ///
    /// # Errors
    /// How the worker broke down.
    pub fn remake(&self, times: u64) -> Result<Vec<String>, String> {
        self.0.remake(times)
    }
}
