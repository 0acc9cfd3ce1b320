//! What happened when, and what was known when.

use crate::cell::Cell;
use crate::day::{date_of, one_day};
use crate::events::Event;
use crate::figures::{Figures, Quantity};
use crate::report::Report;
use serde::Serialize;
use std::collections::BTreeSet;

/// Sentences of one day, at most.
const OF_A_DAY: usize = 2;
/// Days, at most.
const DAYS: usize = 40;

/// A day that a report dates something on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// The day, ISO 8601.
    pub date: String,
    /// The report's place in the event, from 0.
    pub report: usize,
    /// The row of the report's sentences that says what happened then.
    pub sentence: usize,
}

/// What the reports of an event date, in the order of the days. Of each day the first sentence of each of two sources.
#[must_use]
pub fn happened(event: &Event, reports: &[Report]) -> Vec<Happened> {
    let mut all: Vec<(i32, usize, usize)> = Vec::new();
    for (at, &number) in event.reports.iter().enumerate() {
        let report = &reports[number];
        for date in &report.dates {
            let Some(day) = one_day(&date.value) else { continue };
            let sentence = report.sentences.partition_point(|part| part.span.end() <= date.span.start());
            if report.sentences.get(sentence).is_some_and(|part| part.body) {
                all.push((day, at, sentence));
            }
        }
    }
    all.sort_unstable();
    // A sentence stands once, with the first day that it names.
    let mut told = BTreeSet::new();
    all.retain(|&(_, report, sentence)| told.insert((report, sentence)));
    let mut kept: Vec<Happened> = Vec::new();
    let (mut days, mut sources) = (0, BTreeSet::new());
    let mut last = None;
    for (day, report, sentence) in all {
        if last != Some(day) {
            (last, days) = (Some(day), days + 1);
            sources.clear();
        }
        if days <= DAYS && sources.len() < OF_A_DAY && sources.insert(event.sources[report]) {
            kept.push(Happened { date: date_of(day), report, sentence });
        }
    }
    kept
}

/// What a report added to what was known.
#[derive(Clone, Debug, PartialEq)]
pub struct Known<'f> {
    /// The report's place in the event, from 0.
    pub report: usize,
    /// The figures that no report before it gives.
    pub new: Vec<(&'f Quantity, &'f Cell)>,
}

/// What was known when: the reports in the order of time, each with the figures that are new in it.
#[must_use]
pub fn known<'f>(event: &Event, figures: &'f Figures) -> Vec<Known<'f>> {
    let mut given = BTreeSet::new();
    let mut all = Vec::new();
    for report in 0..event.reports.len() {
        let mut new = Vec::new();
        for (number, quantity) in figures.quantities.iter().enumerate() {
            for cell in quantity.cells.iter().filter(|cell| cell.at == report && !cell.superseded) {
                if given.insert((number, cell.figure(), cell.vague.clone())) {
                    new.push((quantity, cell));
                }
            }
        }
        all.push(Known { report, new });
    }
    all
}
