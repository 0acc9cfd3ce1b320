//! What every way of counting takes and gives.

use crate::classes::Classes;
use crate::counts::Counts;
use crate::error::EvalError;
use crate::reading::Reading;
use serde_json::{Value, json};

/// What is measured, and how.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// A layer, or `rank` for the order of the summary; everything that the gold has and the pipeline gives if `None`.
    pub task: Option<String>,
    /// Which labels of names count.
    pub classes: Classes,
    /// Compare names as they are, also where the gold marks whole written words (وبيروت).
    pub exact: bool,
    /// Fields that have to be equal, of a layer without rules of its own; those that its gold has if empty.
    pub fields: Vec<String>,
}

/// What was measured of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskScore {
    /// The task.
    pub name: String,
    /// Counts by label, the last for all; empty for `rank`.
    pub rows: Vec<(String, Counts)>,
    /// For `rank`: of the pipeline, and of the first sentences of the text.
    pub rouge: Option<[Rouge; 2]>,
}

/// ROUGE-1 and ROUGE-2 (F, from 0 to 1), means over all reports and reference summaries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rouge {
    /// By words.
    pub one: f64,
    /// By pairs of words.
    pub two: f64,
}

impl TaskScore {
    /// F1 of everything together, from 0 to 1; ROUGE-1 of `rank`.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let counts = self.rows.last().map(|(_, counts)| counts.f1());
        counts.or(self.rouge.map(|[rawi, _]| rawi.one)).unwrap_or_default()
    }

    /// As JSON: the counts by label, or `rouge-1`, `rouge-2` and `lead`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self.rouge {
            Some([rawi, lead]) => {
                json!({"rouge-1": rawi.one, "rouge-2": rawi.two, "lead": {"rouge-1": lead.one, "rouge-2": lead.two}})
            }
            None => self.rows.iter().map(|(label, counts)| (label.clone(), counts.to_json())).collect(),
        }
    }
}

/// Counts one task, report by report.
pub(crate) trait Scorer {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError>;
    /// The score; what the user should know of it goes to `warnings`.
    fn score(self: Box<Self>, warnings: &mut Vec<String>) -> TaskScore;
}
