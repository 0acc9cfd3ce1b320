//! Reports of one event, found by the likeness of their pairs.

use crate::likeness::SAME;
use crate::pairs::{KEPT, Pairs};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// How much the best likeness that each report finds counts in that of two clusters; the rest is the mean of all pairs.
const BEST: f32 = 0.5;

/// Clusters of the reports that have these pairs. A cluster has its reports in order, and the clusters are in the order of their first
/// ones.
pub(crate) fn clusters(pairs: &Pairs) -> Vec<Vec<usize>> {
    Merging::new(pairs).run()
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

/// The two likest clusters become one, as long as they are like enough and a pair of their reports is, too: so no cluster has reports that
/// hang together by no such pair, and what hangs together can be told apart from the rest.
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

    /// The clusters that a cluster has a pair with that is like enough, and how like it each is.
    fn neighbours(&self, cluster: u32) -> Vec<(u32, f32)> {
        /// What the pairs of two clusters add up to.
        #[derive(Default)]
        struct Sum {
            all: f32,
            /// The likest pair.
            most: f32,
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
                sum.most = sum.most.max(alike);
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
            .filter(|(_, sum)| sum.most >= SAME)
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
