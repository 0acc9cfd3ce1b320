use crate::frame;
#[cfg(feature = "wasm")]
use crate::host::Destination;
use crate::isolated::Isolated;
#[cfg(feature = "wasm")]
use crate::steady::differences;
#[cfg(feature = "wasm")]
use crate::wasm::Sandboxed;
use rawi_core::host::{self, Scope};
use rawi_core::{Contract, Doc, Document, Output, Renames, Stage, StageError, Verdict};

/// A stage that is tried out, as `rawi plugin check` does.
pub struct Probe(pub(crate) Tried);

pub(crate) enum Tried {
    Isolated(Isolated),
    #[cfg(feature = "wasm")]
    Sandboxed(Sandboxed),
}

impl Probe {
    /// What it reads and gives.
    #[must_use]
    pub fn contract(&self) -> Contract {
        match &self.0 {
            Tried::Isolated(stage) => stage.contract(),
            #[cfg(feature = "wasm")]
            Tried::Sandboxed(stage) => stage.contract(),
        }
    }

    /// Gives it a document; what it gave is committed to `doc`. With `hard` it gets it several times, also on 8 threads at
    /// once, and what it does that no stage may do is returned.
    ///
    /// # Errors
    /// What the stage, or its worker, failed with.
    pub fn attempt(&self, doc: &mut Document, hard: bool) -> Result<(Verdict, Vec<String>), StageError> {
        let (contract, renames) = (self.contract(), Renames::default());
        let mut out = Output::new(&contract);
        let mut findings = Vec::new();
        let verdict = match &self.0 {
            Tried::Isolated(stage) => {
                let reader = Scope::new(doc, &contract, &renames);
                let kind = if hard { frame::Kind::Try } else { frame::Kind::Process };
                stage.exchange(kind, Doc::new(&reader), &mut out, &mut findings)?
            }
            #[cfg(feature = "wasm")]
            Tried::Sandboxed(stage) => {
                if hard {
                    findings = try_hard(stage, doc, &contract);
                }
                let reader = Scope::new(doc, &contract, &renames);
                let (verdict, untouched) = stage.call(Doc::new(&reader), Destination::Output(&mut out))?;
                if !untouched {
                    findings.push("it writes to what it was lent to read".to_owned());
                }
                verdict
            }
        };
        if verdict == Verdict::Keep {
            let changes = host::finish(out, doc.source())?;
            host::commit(doc, changes, &rawi_core::Provenance::default(), &renames)?;
        }
        Ok((verdict, findings))
    }

    /// Makes and ends the stage `times` times in one worker; what was found. Of a sandbox nothing can stay.
    ///
    /// # Errors
    /// How the worker broke down.
    pub fn remake(&self, times: u64) -> Result<Vec<String>, String> {
        match &self.0 {
            Tried::Isolated(stage) => stage.remake(times),
            #[cfg(feature = "wasm")]
            Tried::Sandboxed(_) => Ok(Vec::new()),
        }
    }
}

/// Whether it gives the same again, and on 8 threads at once.
#[cfg(feature = "wasm")]
fn try_hard(stage: &Sandboxed, doc: &Document, contract: &Contract) -> Vec<String> {
    let give = || {
        let renames = Renames::default();
        let reader = Scope::new(doc, contract, &renames);
        let mut frame = frame::Frame::default();
        frame.begin(frame::Kind::Done);
        let verdict = stage.call(Doc::new(&reader), Destination::Frame(&mut frame));
        (verdict.map_err(|error| error.to_string()), frame.finished().to_vec())
    };
    differences(&give(), give)
}
