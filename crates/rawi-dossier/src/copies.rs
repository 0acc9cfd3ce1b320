//! Which reports share copy: the same text, an excerpt, or a lightly edited one.

use crate::forest::Forest;
use crate::report::Report;
use crate::terms::{each_word, mix, number};
use serde::{Deserialize, Serialize};

/// Words of a shingle: runs of so many words in a row hardly ever stand in two texts by chance.
const SHINGLE: usize = 4;
/// From this share of the shorter text's shingles on, two texts share copy.
const SHARED: f64 = 1.0 / 3.0;
/// Shingles of a report that are kept: those with the smallest numbers of all that it has, so that two reports keep the same.
const KEPT: usize = 512;
/// Of these, so many with the smallest numbers look for candidates.
const LOOKED_UP: usize = 48;
/// A shingle in more reports than this within the days is a formula, and finds no candidates.
const FORMULA: usize = 64;
/// Fewer shingles than this say nothing: a line alone.
const LEAST: usize = 8;
/// Reports further apart than this, in days, are not compared.
pub(crate) const DAYS: i32 = 14;

/// The runs of words of a text, as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shingles {
    /// Sorted; the smallest if there are too many.
    kept: Box<[u32]>,
    /// How many different ones the text has.
    all: usize,
}

impl Shingles {
    /// Of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let mut last = [0_u64; SHINGLE];
        let mut all = Vec::new();
        let mut seen = 0;
        each_word(text, |word, _| {
            last.rotate_left(1);
            last[SHINGLE - 1] = number(word);
            seen += 1;
            if seen >= SHINGLE {
                all.push(last.iter().fold(0, |hash, &word| mix(hash ^ word)) as u32);
            }
        });
        all.sort_unstable();
        all.dedup();
        let count = all.len();
        all.truncate(KEPT);
        Self { kept: all.into_boxed_slice(), all: count }
    }

    /// Those that look for candidates.
    fn looked_up(&self) -> &[u32] {
        &self.kept[..self.kept.len().min(LOOKED_UP)]
    }

    /// Up to which number all shingles are kept.
    fn bound(&self) -> u32 {
        if self.kept.len() == self.all { u32::MAX } else { self.kept.last().copied().unwrap_or(u32::MAX) }
    }

    /// Which share of the shorter text stands in the other, estimated from the shingles that both would have kept.
    pub(crate) fn shared(&self, other: &Self) -> f64 {
        if self.all < LEAST || other.all < LEAST {
            return 0.0;
        }
        let bound = self.bound().min(other.bound());
        let upto = |kept: &[u32]| kept.partition_point(|&shingle| shingle <= bound);
        let (mine, theirs) = (&self.kept[..upto(&self.kept)], &other.kept[..upto(&other.kept)]);
        let (mut i, mut j, mut both) = (0, 0, 0_usize);
        while i < mine.len() && j < theirs.len() {
            match mine[i].cmp(&theirs[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    both += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        let shorter = if self.all <= other.all { mine.len() } else { theirs.len() };
        both as f64 / shorter.max(1) as f64
    }
}

/// Whether two texts share copy, and how much of the shorter one stands in the other.
///
/// ```
/// let wire = "قال مصدر أمني إن ثلاثة مسلحين قتلوا في عملية نفذتها القوات شرقي المدينة مساء السبت وإن التحقيق مستمر";
/// let edited = format!("{wire}، وتوقع المصدر أن تستمر الحملة أياما أخرى في الأحياء القريبة من الطريق العام");
/// let shared = rawi_dossier::shared_copy(wire, &edited);
/// assert!(shared > 0.9, "{shared}");
/// assert_eq!(rawi_dossier::shared_copy(wire, "نشرة الأحوال الجوية ليوم غد تتوقع أمطارا متفرقة على المرتفعات والسواحل والسهول"), 0.0);
/// ```
#[must_use]
pub fn shared_copy(one: &str, other: &str) -> f64 {
    Shingles::of(one).shared(&Shingles::of(other))
}

/// The number of its source for each of `reports`, which are in the order of their days, those without one first: reports that share
/// copy have the same. Which of them was first is left open: an agency's text often comes last.
pub(crate) fn sources(reports: &[Report]) -> Vec<usize> {
    let shingles: Vec<Shingles> = reports.iter().map(|report| Shingles::of(&report.text)).collect();
    let days: Vec<Option<i32>> = reports.iter().map(Report::day).collect();
    let mut sources = Forest::new(reports.len());
    for (one, other) in shared_from(&shingles, &days, 0) {
        sources.join(one, other);
    }
    (0..reports.len()).map(|at| sources.root(at as u32) as usize).collect()
}

/// Pairs of reports that share copy, of which the later one is the report with the number `from` or one behind it: as many as join what
/// hangs together by all such pairs.
pub(crate) fn shared_from(shingles: &[Shingles], days: &[Option<i32>], from: usize) -> Vec<(u32, u32)> {
    let found = Found::of(shingles, days);
    let mut joined = Forest::new(shingles.len());
    let mut pairs = Vec::new();
    for at in from..shingles.len() {
        for other in found.before(at, &shingles[at]) {
            let are_apart = joined.root(other) != joined.root(at as u32);
            if are_apart && shingles[at].shared(&shingles[other as usize]) >= SHARED {
                joined.join(at as u32, other);
                pairs.push((at as u32, other));
            }
        }
    }
    pairs
}

/// Which reports have a shingle, of those that look for candidates.
struct Found<'r> {
    /// The shingles with the reports that have them, ascending.
    by_shingle: Vec<(u32, u32)>,
    days: &'r [Option<i32>],
    /// How many reports have no day.
    undated: u32,
}

impl<'r> Found<'r> {
    fn of(shingles: &[Shingles], days: &'r [Option<i32>]) -> Self {
        let mut by_shingle: Vec<(u32, u32)> =
            Vec::with_capacity(shingles.iter().map(|one| one.looked_up().len()).sum());
        for (at, one) in (0..).zip(shingles) {
            by_shingle.extend(one.looked_up().iter().map(|&shingle| (shingle, at)));
        }
        by_shingle.sort_unstable();
        Self { by_shingle, days, undated: days.partition_point(Option::is_none) as u32 }
    }

    /// The reports before `at`, of the days before it or without a day, that have one of its shingles, ascending. Of a formula only the
    /// first: copies of copies hang together by them.
    fn before(&self, at: usize, shingles: &Shingles) -> Vec<u32> {
        let nearest = self.days[at].map(|day| day - DAYS);
        let near = (self.days.partition_point(|day| *day < nearest) as u32).max(self.undated);
        let mut before = Vec::new();
        for &shingle in shingles.looked_up() {
            let first = |report: u32| self.by_shingle.partition_point(|&pair| pair < (shingle, report));
            let undated = first(0)..first(self.undated.min(at as u32));
            let dated = first(near.min(at as u32))..first(at as u32);
            before.extend(undated.chain(dated).take(FORMULA).map(|pair| self.by_shingle[pair].1));
        }
        before.sort_unstable();
        before.dedup();
        before
    }
}
