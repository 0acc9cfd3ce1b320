//! What became of the documents of a run, counted.

use rawi_core::Document;
use rawi_io::{Prepare, Rejected, Sink, SinkError, WholeFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Failures, and warnings, that are told one by one; all of them stand in the records or among the rejected documents.
const FAILURES: usize = 20;

/// Reasons to drop documents that are told apart, of one stage; a stage may give each document another.
const REASONS: usize = 100;

/// How many documents went where; every run has this sink.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Counts {
    /// Documents that came from the source, readable or not.
    pub read: u64,
    /// Documents that went through the stages.
    pub kept: u64,
    /// Of those, documents with a stage's failure in them.
    pub kept_with_errors: u64,
    /// Documents that a stage dropped, by stage and reason; of the first 100 reasons of a stage, then `other reasons`.
    #[serde(with = "list")]
    pub dropped: BTreeMap<(String, String), u64>,
    /// Documents that could not be read, or that a stage failed on under `drop`, by `source` or the stage's id.
    pub rejected: BTreeMap<String, u64>,
    /// The first 20 failures, in document order, as messages.
    pub failures: Vec<String>,
    /// Documents that went on, and that a stage warned of.
    pub kept_with_warnings: u64,
    /// The first 20 warnings, in document order, as messages.
    pub warnings: Vec<String>,
}

impl Counts {
    /// Whether any document failed, in a stage or before.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        self.kept_with_errors > 0 || !self.rejected.is_empty()
    }

    /// Documents that do not go on, whoever rejected them.
    #[must_use]
    pub fn not_kept(&self) -> u64 {
        self.dropped.values().sum::<u64>() + self.rejected.values().sum::<u64>()
    }

    /// Adds what another shard counted.
    pub(crate) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.kept += other.kept;
        self.kept_with_errors += other.kept_with_errors;
        self.kept_with_warnings += other.kept_with_warnings;
        for ((stage, reason), count) in &other.dropped {
            self.drop_for(stage.clone(), reason.clone(), *count);
        }
        for (by, count) in &other.rejected {
            *self.rejected.entry(by.clone()).or_default() += count;
        }
        other.failures.iter().for_each(|message| note(&mut self.failures, message.clone()));
        other.warnings.iter().for_each(|message| note(&mut self.warnings, message.clone()));
    }

    /// Takes away what did not go on, because it was tried again and counts there.
    pub(crate) fn forget_rejected(&mut self) {
        self.read -= self.not_kept().min(self.read);
        self.dropped.clear();
        self.rejected.clear();
        self.failures.clear();
    }

    fn drop_for(&mut self, stage: String, reason: String, times: u64) {
        let key = (stage, reason);
        if let Some(count) = self.dropped.get_mut(&key) {
            *count += times;
            return;
        }
        let (stage, reason) = key;
        let of_stage = self.dropped.range((stage.clone(), String::new())..).take_while(|((s, _), _)| *s == stage);
        let reason = if of_stage.take(REASONS).count() < REASONS { reason } else { "other reasons".to_owned() };
        *self.dropped.entry((stage, reason)).or_default() += times;
    }
}

/// Keeps one of the first messages.
fn note(messages: &mut Vec<String>, message: String) {
    if messages.len() < FAILURES {
        messages.push(message);
    }
}

/// Notes what became of a document.
pub(crate) struct Count;

/// What became of one document.
pub(crate) enum Counted {
    /// It went through the stages, with these failures and warnings.
    Kept(Vec<String>, Vec<String>),
    /// This stage dropped it, for this reason.
    Dropped(String, String),
    /// It was rejected by this stage or `source`, with this message.
    Rejected(String, String),
}

impl Prepare for Count {
    type Part = Counted;

    fn document(&self, doc: &Document) -> Result<Option<Counted>, String> {
        let errors = doc.errors().iter().map(|e| format!("{}: stage `{}`: {}", doc.id(), e.stage, e.message));
        let warnings = doc.warnings().iter().map(|w| format!("{}: stage `{}`: {}", doc.id(), w.stage, w.message));
        Ok(Some(Counted::Kept(errors.collect(), warnings.take(FAILURES).collect())))
    }

    fn rejected(&self, rejected: &Rejected) -> Option<Counted> {
        let by = rejected.by().to_owned();
        Some(match rejected.kind.as_str() {
            "dropped" => Counted::Dropped(by, rejected.message.clone()),
            _ => Counted::Rejected(by, rejected.to_string()),
        })
    }

    fn held(&self, part: &Counted) -> usize {
        match part {
            Counted::Kept(errors, warnings) => {
                errors.iter().chain(warnings).map(|message| size_of::<String>() + message.capacity()).sum()
            }
            Counted::Dropped(a, b) | Counted::Rejected(a, b) => a.capacity() + b.capacity(),
        }
    }
}

/// The drops of a run as a list, since keys of JSON are texts.
mod list {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<S: Serializer>(
        dropped: &BTreeMap<(String, String), u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(dropped.iter().map(|((stage, reason), count)| (stage, reason, count)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<(String, String), u64>, D::Error> {
        let rows = Vec::<(String, String, u64)>::deserialize(deserializer)?;
        Ok(rows.into_iter().map(|(stage, reason, count)| ((stage, reason), count)).collect())
    }
}

/// The sink that counts.
pub(crate) struct Counting(pub(crate) Arc<Mutex<Counts>>);

impl Sink for Counting {
    type Prepare = Count;

    fn prepare(&self) -> Count {
        Count
    }

    fn take(&mut self, part: Counted) -> Result<(), SinkError> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.read += 1;
        match part {
            Counted::Kept(errors, warnings) => {
                counts.kept += 1;
                counts.kept_with_errors += u64::from(!errors.is_empty());
                counts.kept_with_warnings += u64::from(!warnings.is_empty());
                errors.into_iter().for_each(|message| note(&mut counts.failures, message));
                warnings.into_iter().for_each(|message| note(&mut counts.warnings, message));
            }
            Counted::Dropped(stage, reason) => counts.drop_for(stage, reason, 1),
            Counted::Rejected(by, message) => {
                *counts.rejected.entry(by).or_default() += 1;
                note(&mut counts.failures, message);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(Vec::new())
    }
}
