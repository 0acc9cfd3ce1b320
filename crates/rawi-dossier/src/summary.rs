//! A summary of an event out of the summaries of its reports, without repeats.

use crate::events::Event;
use crate::report::Report;
use crate::terms::terms;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Sentences of a summary.
const SENTENCES: usize = 5;
/// From this share of the shorter sentence's words on, two sentences say the same.
const SAME: f64 = 0.35;
/// Words of a sentence, at least: less is a byline or a torn line.
const LEAST: usize = 5;

/// A sentence of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The report's place in the event, from 0.
    pub report: usize,
    /// Its row in the report's sentences.
    pub sentence: usize,
}

/// The sentences that say most of what several sources say, none that repeats another, in the order of time.
#[must_use]
pub fn summary(event: &Event, reports: &[Report]) -> Vec<Sentence> {
    struct Candidate {
        at: Sentence,
        source: usize,
        words: BTreeSet<u32>,
        worth: f64,
    }
    let mut candidates = Vec::new();
    for (at, (&number, &source)) in event.reports.iter().zip(&event.sources).enumerate() {
        let report = &reports[number];
        for &(sentence, _) in &report.summary {
            let sentence = sentence as usize;
            let Some(part) = report.sentences.get(sentence).filter(|part| part.body) else { continue };
            let words: BTreeSet<u32> = terms(report.words(part.span)).into_iter().collect();
            if words.len() >= LEAST {
                candidates.push(Candidate { at: Sentence { report: at, sentence }, source, words, worth: 0.0 });
            }
        }
    }
    // How many sources have each word in their summaries.
    let mut told: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for candidate in &candidates {
        for &word in &candidate.words {
            told.entry(word).or_default().insert(candidate.source);
        }
    }
    for candidate in &mut candidates {
        let shared: f64 = candidate.words.iter().map(|word| told.get(word).map_or(0, BTreeSet::len) as f64).sum();
        // By the mean, so that long sentences do not win; earlier ones before later ones.
        candidate.worth = shared / candidate.words.len() as f64 / (1.0 + 0.1 * candidate.at.sentence as f64);
    }
    candidates.sort_by(|one, other| {
        let place = |candidate: &Candidate| (candidate.at.report, candidate.at.sentence);
        other.worth.total_cmp(&one.worth).then_with(|| place(one).cmp(&place(other)))
    });
    let mut taken: Vec<&Candidate> = Vec::new();
    for candidate in &candidates {
        let repeats = |other: &&Candidate| {
            let both = other.words.intersection(&candidate.words).count() as f64;
            both / other.words.len().min(candidate.words.len()) as f64 >= SAME
        };
        if !taken.iter().any(repeats) {
            taken.push(candidate);
        }
        if taken.len() == SENTENCES {
            break;
        }
    }
    let mut sentences: Vec<Sentence> = taken.into_iter().map(|candidate| candidate.at).collect();
    sentences.sort_by_key(|at| (at.report, at.sentence));
    sentences
}
