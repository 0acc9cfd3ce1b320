//! Reports of one event, found by their likeness.

use crate::features::Features;
use crate::likeness::{DAYS, SAME, Vectors, likeness};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

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
pub(crate) fn clusters(features: &[Features]) -> Vec<Vec<usize>> {
    let vectors = Vectors::of(features);
    let pairs = pairs(features, &vectors);
    Merging::new(&pairs).run()
}

/// The pairs that are worth comparing, with their likeness.
fn pairs(features: &[Features], vectors: &Vectors) -> Pairs {
    let undated = features.iter().take_while(|features| features.day.is_none()).count();
    let mut postings: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
    let mut found: Pairs = vec![Vec::new(); features.len()];
    // How much the words have in common that look for candidates.
    let mut common = vec![0.0_f32; features.len()];
    for at in 0..features.len() {
        let mut looked_up: Vec<(u32, f32)> = vectors.words(at).to_vec();
        looked_up.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        looked_up.truncate(LOOKED_UP);
        let first = match features[at].day {
            Some(day) => features.partition_point(|other| other.day.is_none_or(|other| other < day - DAYS)),
            None => 0,
        };
        let mut touched: Vec<u32> = Vec::new();
        for &(term, weight) in &looked_up {
            let Some(list) = postings.get(&term) else { continue };
            let near = &list[list.partition_point(|&(other, _)| (other as usize) < first)..];
            let dateless = &list[..list.partition_point(|&(other, _)| (other as usize) < undated.min(first))];
            if near.len() + dateless.len() > FINDS {
                continue;
            }
            for &(other, theirs) in dateless.iter().chain(near) {
                if common[other as usize] == 0.0 {
                    touched.push(other);
                }
                common[other as usize] += weight * theirs;
            }
        }
        touched.sort_unstable();
        for other in touched {
            let in_common = std::mem::take(&mut common[other as usize]);
            if in_common < LEAST / 2.0 {
                continue;
            }
            let alike = likeness(vectors.cosine(at, other as usize), &features[at], &features[other as usize]);
            if alike >= LEAST {
                found[at].push((other, alike));
                found[other as usize].push((at as u32, alike));
            }
        }
        for (term, weight) in looked_up {
            postings.entry(term).or_default().push((at as u32, weight));
        }
    }
    strongest(found)
}

/// Each report's likest, and those that it is one of the likest of.
fn strongest(mut found: Pairs) -> Pairs {
    if found.iter().all(|list| list.len() <= KEPT) {
        return found;
    }
    for list in &mut found {
        list.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        list.truncate(KEPT);
    }
    let mut kept = found.clone();
    for (at, list) in found.iter().enumerate() {
        for &(other, alike) in list {
            if !found[other as usize].iter().any(|&(back, _)| back as usize == at) {
                kept[other as usize].push((at as u32, alike));
            }
        }
    }
    for list in &mut kept {
        list.sort_by_key(|&(other, _)| other);
    }
    kept
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
