//! Which reports share copy: the same text, an excerpt, or a lightly edited one.

use crate::report::Report;
use crate::terms::{each_word, mix, number};
use std::collections::HashMap;

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
const DAYS: i32 = 14;

/// The runs of words of a text, as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Groups of reports that share copy, each with its reports in order, and each report in one group. Which of them was first is
/// left open: an agency's text often comes last.
pub(crate) fn groups(reports: &[Report]) -> Vec<Vec<usize>> {
    let shingles: Vec<Shingles> = reports.iter().map(|report| Shingles::of(&report.text)).collect();
    let days: Vec<Option<i32>> = reports.iter().map(Report::day).collect();
    let found = Found::of(&shingles);
    let mut parent: Vec<u32> = (0..reports.len() as u32).collect();
    for at in 0..reports.len() {
        for other in found.before(at as u32, &shingles[at]) {
            let near = days[at].zip(days[other as usize]).is_none_or(|(one, other)| (one - other).abs() <= DAYS);
            if near
                && root(&mut parent, other) != root(&mut parent, at as u32)
                && shingles[at].shared(&shingles[other as usize]) >= SHARED
            {
                let (one, other) = (root(&mut parent, at as u32), root(&mut parent, other));
                parent[one.max(other) as usize] = one.min(other);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut place: HashMap<u32, usize> = HashMap::new();
    for at in 0..reports.len() {
        let root = root(&mut parent, at as u32);
        let group = *place.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    groups
}

/// Which reports have a shingle, of those that look for candidates.
struct Found(Vec<(u32, u32)>);

impl Found {
    fn of(shingles: &[Shingles]) -> Self {
        let mut found: Vec<(u32, u32)> = Vec::with_capacity(shingles.iter().map(|one| one.looked_up().len()).sum());
        for (at, one) in (0..).zip(shingles) {
            found.extend(one.looked_up().iter().map(|&shingle| (shingle, at)));
        }
        found.sort_unstable();
        Self(found)
    }

    /// The reports before `at` that have one of its shingles, ascending. Of a formula only the first: copies of copies hang together
    /// by them.
    fn before(&self, at: u32, shingles: &Shingles) -> Vec<u32> {
        let mut before = Vec::new();
        for &shingle in shingles.looked_up() {
            let first = self.0.partition_point(|&(other, _)| other < shingle);
            let of_it =
                self.0[first..].iter().take(FORMULA).take_while(|&&(other, report)| other == shingle && report < at);
            before.extend(of_it.map(|&(_, report)| report));
        }
        before.sort_unstable();
        before.dedup();
        before
    }
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}
