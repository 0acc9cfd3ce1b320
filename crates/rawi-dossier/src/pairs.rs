//! Pairs of reports that are worth comparing, with their likeness.

use crate::features::{Features, Weighted, words};
use crate::frequencies::Frequencies;
use crate::likeness::{DAYS, Rarity, cosine, likeness};
use crate::report::Report;
use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

/// A word that stands in more reports within the days finds no candidates: it costs much and tells little.
const FINDS: usize = 256;
/// Words that look for candidates, the weightiest first.
const LOOKED_UP: usize = 64;
/// Pairs below this likeness are not kept.
const LEAST: f32 = 0.06;
/// Pairs that are kept of a report, the likest first; a pair stays if either keeps it.
pub(crate) const KEPT: usize = 64;
/// Like reports of each report, by their numbers.
pub(crate) type Pairs = Vec<Vec<(u32, f32)>>;

/// The pairs of `reports`, which are in the order of their days, those without one first.
pub(crate) fn pairs(reports: &[Report]) -> Pairs {
    let mut frequencies = Frequencies::default();
    for report in reports {
        frequencies.add(&words(report));
    }
    let rarity = Rarity::of(frequencies);
    strongest(pairs_from(reports.iter().map(|report| Seen::new(Features::of(report), words(report), &rarity)), 0))
}

/// Of each report the likest, of all pairs in which the later one is the report with the number `from` or one behind it.
pub(crate) fn pairs_from(reports: impl ExactSizeIterator<Item = Seen>, from: usize) -> Pairs {
    let mut near = Near::default();
    let mut found: Pairs = vec![Vec::new(); reports.len()];
    // How much the words have in common that look for candidates.
    let mut common = vec![0.0_f32; reports.len()];
    for (at, seen) in reports.enumerate() {
        if let Some(day) = seen.features.day {
            for left in near.leave(day) {
                keep_likest(&mut found[left]);
            }
        }
        let looked_up = seen.weightiest();
        let candidates = if at < from { Vec::new() } else { near.candidates(&looked_up, &mut common) };
        for other in candidates {
            let in_common = std::mem::take(&mut common[other as usize]);
            if in_common < LEAST / 2.0 {
                continue;
            }
            let theirs = near.get(other);
            let alike = likeness(cosine(&seen.vector, &theirs.vector), &seen.features, &theirs.features);
            if alike >= LEAST {
                for (one, other) in [(at, other), (other as usize, at as u32)] {
                    found[one].push((other, alike));
                    if found[one].len() > 4 * KEPT {
                        keep_likest(&mut found[one]);
                    }
                }
            }
        }
        near.add(seen, &looked_up);
    }
    found.iter_mut().for_each(keep_likest);
    found
}

/// What is compared of a report.
pub(crate) struct Seen {
    features: Features,
    vector: Box<[Weighted]>,
}

impl Seen {
    pub(crate) fn new(features: Features, words: Vec<Weighted>, rarity: &Rarity) -> Self {
        Self { features, vector: rarity.vector(words) }
    }

    /// The words that look for candidates.
    fn weightiest(&self) -> Vec<Weighted> {
        let mut words = self.vector.to_vec();
        words.sort_by(greatest_first);
        words.truncate(LOOKED_UP);
        words
    }
}

/// The reports that a later one may be like: those of the last days, and those without a day. The others are forgotten, so that
/// memory grows with a week's reports and not with all.
#[derive(Default)]
struct Near {
    undated: Vec<Seen>,
    dated: VecDeque<Seen>,
    /// The number of the first of `dated`.
    first: usize,
    /// The day of the last.
    day: Option<i32>,
    postings: HashMap<u32, Posting>,
}

/// The reports that look for candidates by one word, with its weight in each.
#[derive(Default)]
struct Posting {
    undated: Vec<Weighted>,
    dated: Vec<Weighted>,
}

impl Near {
    /// Forgets what is too old for a report of `day`, and gives its numbers.
    fn leave(&mut self, day: i32) -> Range<usize> {
        let from = self.first.max(self.undated.len());
        self.first = from;
        if self.day.replace(day) == Some(day) {
            return from..from;
        }
        while self.dated.front().is_some_and(|seen| seen.features.day.is_some_and(|old| old < day - DAYS)) {
            self.dated.pop_front();
            self.first += 1;
        }
        let first = self.first as u32;
        self.postings.retain(|_, posting| {
            let old = posting.dated.partition_point(|&(report, _)| report < first);
            posting.dated.drain(..old);
            !posting.dated.is_empty() || !posting.undated.is_empty()
        });
        from..self.first
    }

    fn get(&self, report: u32) -> &Seen {
        let report = report as usize;
        self.undated.get(report).unwrap_or_else(|| &self.dated[report - self.first])
    }

    /// The reports that have one of `words`, ascending; `common` says how much each has in common with them.
    fn candidates(&self, words: &[Weighted], common: &mut [f32]) -> Vec<u32> {
        let mut touched = Vec::new();
        for &(term, weight) in words {
            let Some(posting) = self.postings.get(&term) else { continue };
            if posting.undated.len() + posting.dated.len() > FINDS {
                continue;
            }
            for &(other, theirs) in posting.undated.iter().chain(&posting.dated) {
                if common[other as usize] == 0.0 {
                    touched.push(other);
                }
                common[other as usize] += weight * theirs;
            }
        }
        touched.sort_unstable();
        touched
    }

    fn add(&mut self, seen: Seen, words: &[Weighted]) {
        let dated = seen.features.day.is_some();
        let number = if dated { self.first + self.dated.len() } else { self.undated.len() };
        for &(term, weight) in words {
            let posting = self.postings.entry(term).or_default();
            let list = if dated { &mut posting.dated } else { &mut posting.undated };
            list.push((number as u32, weight));
        }
        if dated {
            self.dated.push_back(seen);
        } else {
            self.undated.push(seen);
        }
    }
}

/// The order of what has weights or likenesses: the greatest first, of equal ones the lower number.
fn greatest_first(one: &(u32, f32), other: &(u32, f32)) -> Ordering {
    other.1.total_cmp(&one.1).then(one.0.cmp(&other.0))
}

/// Keeps the likest of a report's pairs.
fn keep_likest(list: &mut Vec<(u32, f32)>) {
    if list.len() > KEPT {
        list.sort_by(greatest_first);
        list.truncate(KEPT);
        list.shrink_to_fit();
    }
}

/// Each report's likest, and those that it is one of the likest of.
pub(crate) fn strongest(mut found: Pairs) -> Pairs {
    let mut back = Vec::new();
    for (at, list) in found.iter().enumerate() {
        for &(other, alike) in list {
            if !found[other as usize].iter().any(|&(report, _)| report as usize == at) {
                back.push((other, (at as u32, alike)));
            }
        }
    }
    for (report, pair) in back {
        found[report as usize].push(pair);
    }
    for list in &mut found {
        list.sort_by_key(|&(other, _)| other);
    }
    found
}
