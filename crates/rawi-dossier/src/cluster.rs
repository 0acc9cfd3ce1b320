//! Reports of one event, found by their likeness.

use crate::features::Features;
use crate::likeness::{DAYS, Rarity, SAME, Weighted, cosine, likeness};
use crate::report::Report;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque};
use std::ops::Range;

/// A word that stands in more reports within the days finds no candidates: it costs much and tells little.
const FINDS: usize = 256;
/// Words that look for candidates, the weightiest first.
const LOOKED_UP: usize = 64;
/// Pairs below this likeness are not kept.
const LEAST: f32 = 0.06;
/// Pairs that are kept of a report, the likest first; a pair stays if either keeps it.
const KEPT: usize = 64;
/// How much the best likeness that each report finds counts in that of two clusters; the rest is the mean of all pairs.
const BEST: f32 = 0.5;

/// Like reports of each report.
type Pairs = Vec<Vec<(u32, f32)>>;

/// Clusters of reports, which are in the order of their days, those without one first. A cluster has its reports in order, and
/// the clusters are in the order of their first ones.
pub(crate) fn clusters(reports: &[Report]) -> Vec<Vec<usize>> {
    let pairs = pairs(reports);
    Merging::new(&pairs).run()
}

/// The pairs that are worth comparing, with their likeness.
fn pairs(reports: &[Report]) -> Pairs {
    let rarity = Rarity::of(reports);
    let mut near = Near::default();
    let mut found: Pairs = vec![Vec::new(); reports.len()];
    // How much the words have in common that look for candidates.
    let mut common = vec![0.0_f32; reports.len()];
    for (at, report) in reports.iter().enumerate() {
        let seen = Seen { features: Features::of(report), vector: rarity.vector(report) };
        if let Some(day) = seen.features.day {
            for left in near.leave(day) {
                keep_likest(&mut found[left]);
            }
        }
        let looked_up = seen.weightiest();
        for other in near.candidates(&looked_up, &mut common) {
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
    strongest(found)
}

/// What is compared of a report.
struct Seen {
    features: Features,
    vector: Box<[Weighted]>,
}

impl Seen {
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
fn strongest(mut found: Pairs) -> Pairs {
    found.iter_mut().for_each(keep_likest);
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

/// Two clusters that may become one, as they were when that was found.
#[derive(PartialEq)]
struct Candidate {
    alike: f32,
    one: u32,
    other: u32,
    ages: (u32, u32),
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.alike.total_cmp(&other.alike).then((other.one, other.other).cmp(&(self.one, self.other)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The two likest clusters become one, as long as they are like enough.
struct Merging<'p> {
    pairs: &'p Pairs,
    members: Vec<Vec<u32>>,
    /// The cluster of each report.
    cluster: Vec<u32>,
    /// How often a cluster has grown.
    age: Vec<u32>,
    queue: BinaryHeap<Candidate>,
}

impl<'p> Merging<'p> {
    fn new(pairs: &'p Pairs) -> Self {
        let count = pairs.len() as u32;
        let mut queue = BinaryHeap::new();
        for (one, list) in (0..).zip(pairs) {
            for &(other, alike) in list.iter().filter(|&&(other, alike)| other > one && alike >= SAME) {
                queue.push(Candidate { alike, one, other, ages: (0, 0) });
            }
        }
        let members = (0..count).map(|at| vec![at]).collect();
        Self { pairs, members, cluster: (0..count).collect(), age: vec![0; count as usize], queue }
    }

    fn run(mut self) -> Vec<Vec<usize>> {
        while let Some(Candidate { one, other, ages, .. }) = self.queue.pop() {
            if ages != (self.age[one as usize], self.age[other as usize]) {
                continue;
            }
            let joined = std::mem::take(&mut self.members[other as usize]);
            for &report in &joined {
                self.cluster[report as usize] = one;
            }
            self.members[one as usize].extend(joined);
            self.age[one as usize] += 1;
            self.age[other as usize] = u32::MAX;
            for (neighbour, alike) in self.neighbours(one) {
                if alike >= SAME {
                    let (one, other) = (one.min(neighbour), one.max(neighbour));
                    let ages = (self.age[one as usize], self.age[other as usize]);
                    self.queue.push(Candidate { alike, one, other, ages });
                }
            }
        }
        let mut clusters: Vec<Vec<usize>> = self
            .members
            .into_iter()
            .filter(|members| !members.is_empty())
            .map(|members| members.into_iter().map(|at| at as usize).collect())
            .collect();
        for members in &mut clusters {
            members.sort_unstable();
        }
        clusters.sort();
        clusters
    }

    /// The clusters that a cluster has a pair with, and how like it each is.
    fn neighbours(&self, cluster: u32) -> Vec<(u32, f32)> {
        /// What the pairs of two clusters add up to.
        #[derive(Default)]
        struct Sum {
            all: f32,
            /// Of each report of this cluster the best.
            mine: f32,
            /// The reports of the other cluster, with the best of each.
            theirs: BTreeMap<u32, f32>,
        }
        let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
        for &report in &self.members[cluster as usize] {
            let mut best: BTreeMap<u32, f32> = BTreeMap::new();
            for &(other, alike) in &self.pairs[report as usize] {
                let there = self.cluster[other as usize];
                if there == cluster {
                    continue;
                }
                let sum = sums.entry(there).or_default();
                sum.all += alike;
                let theirs = sum.theirs.entry(other).or_default();
                *theirs = theirs.max(alike);
                let mine = best.entry(there).or_default();
                *mine = mine.max(alike);
            }
            for (there, best) in best {
                sums.entry(there).or_default().mine += best;
            }
        }
        let size = self.members[cluster as usize].len();
        sums.into_iter()
            .map(|(there, sum)| {
                let other = self.members[there as usize].len();
                // No report has more pairs than are kept.
                let pairs = (size * other).min(KEPT * size.min(other));
                let best = (sum.mine + sum.theirs.values().sum::<f32>()) / (size + other) as f32;
                (there, BEST * best + (1.0 - BEST) * sum.all / pairs as f32)
            })
            .collect()
    }
}
