//! Sentences: both ends have to be right, but for white space.

use crate::counts::Counts;
use crate::error::EvalError;
use crate::reading::Reading;
use crate::scorer::{Scorer, TaskScore};
use rawi_core::Span;
use std::collections::BTreeSet;

#[derive(Default)]
pub(crate) struct Sentences(Counts);

impl Scorer for Sentences {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let ends = |span: Span| {
            let span = trimmed(reading.text(), span);
            (span.start(), span.end())
        };
        let gold = reading.gold.required("sentences", Some("kind"), &reading.offsets)?;
        let wanted: BTreeSet<(usize, usize)> = gold.iter().map(|row| ends(row.span)).collect();
        let layer = reading.layer("sentences")?;
        let found: BTreeSet<(usize, usize)> =
            layer.into_iter().flat_map(|layer| layer.spans()).map(|&span| ends(span)).collect();
        let right = wanted.intersection(&found).count();
        self.0.add(Counts { right, wrong: found.len() - right, missed: wanted.len() - right });
        Ok(())
    }

    fn score(self: Box<Self>, _: &mut Vec<String>) -> TaskScore {
        TaskScore { name: "sentences".to_owned(), rows: vec![("sentences".to_owned(), self.0)], rouge: None }
    }
}

/// `span` without white space at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let inner = &text[span.range()];
    let start = span.start() + inner.len() - inner.trim_start().len();
    Span::new(start, start.max(span.start() + inner.trim_end().len()))
}
