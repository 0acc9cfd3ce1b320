//! Events of more reports than a machine holds: pairs are found in windows of days, and tied to events group by group, with the result that
//! [`events`](crate::events()) has for all reports at once.
//!
//! 1. [`Frequencies`] of all reports are added up.
//! 2. Each report goes to the [`Windows`] of its day, and [`links`] finds the pairs of a window.
//! 3. [`groups`] says which reports hang together, and [`clusters_of`] makes the events of a group, of its pairs alone.
//! 4. [`event_of`](crate::event_of) tells of the reports of one event what [`events`](crate::events()) does.

use crate::cluster::clusters;
use crate::copies::{self, shared_from};
use crate::day::day_number;
use crate::digest::Digest;
use crate::forest::Forest;
use crate::frequencies::Frequencies;
use crate::likeness::{Rarity, SAME};
use crate::pairs::{KEPT, Pairs, Seen, pairs_from, strongest};
use rawi_core::published_day;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What reports are ordered by: the day, those without one first, when they were published, and their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    day: Option<i32>,
    published: String,
    id: String,
}

impl Key {
    /// Of the report with this id; `published` is empty where that is not known.
    #[must_use]
    pub fn new(id: &str, published: &str) -> Self {
        Self { day: published_day(published).and_then(day_number), published: published.to_owned(), id: id.to_owned() }
    }

    /// The report's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was published.
    #[must_use]
    pub fn published(&self) -> &str {
        &self.published
    }
}

/// What ties a report to another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tie {
    /// They are so like that they are of one event, unless a third says otherwise.
    Same(f32),
    /// They are less like than that.
    Like(f32),
    /// They share copy.
    Copy,
}

impl Tie {
    /// Of a likeness.
    #[must_use]
    pub fn of(likeness: f32) -> Self {
        if likeness >= SAME { Self::Same(likeness) } else { Self::Like(likeness) }
    }

    /// How like they are, as far as that is compared.
    #[must_use]
    pub fn likeness(self) -> Option<f32> {
        match self {
            Self::Same(likeness) | Self::Like(likeness) => Some(likeness),
            Self::Copy => None,
        }
    }
}

/// What a window says of a report: another one that it is tied to.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The report.
    pub report: Arc<Key>,
    /// The other one.
    pub other: Arc<Key>,
    /// What ties them.
    pub tie: Tie,
}

/// Windows of so many days, which are numbered.
///
/// ```
/// use rawi_dossier::Windows;
/// let weeks = Windows::of(7.try_into().unwrap());
/// assert_eq!((weeks.at(13), weeks.at(14)), (1..=3, 2..=4));
/// assert_eq!(weeks.first_day(2), 14);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows(i32);

impl Windows {
    /// Windows of `days` days.
    #[must_use]
    pub fn of(days: NonZeroU16) -> Self {
        Self(i32::from(days.get()))
    }

    /// Those that a report of `day` goes to: that in which it looks back, and then those in which others look back at it. One without a day
    /// goes to all, and looks back in one of its own.
    #[must_use]
    pub fn at(self, day: i32) -> RangeInclusive<i32> {
        day.div_euclid(self.0)..=day.saturating_add(copies::DAYS).div_euclid(self.0)
    }

    /// The first day whose reports look back in a window.
    #[must_use]
    pub fn first_day(self, window: i32) -> i32 {
        window.saturating_mul(self.0)
    }
}

/// The links that a window finds of `digests`, in any order, with the `frequencies` of the whole corpus: of pairs whose later report has at
/// least the day `first`; of all pairs if that is none.
#[must_use]
pub fn links(mut digests: Vec<Digest>, frequencies: Frequencies, first: Option<i32>) -> Vec<Link> {
    let rarity = Rarity::of(frequencies);
    let key = |digest: &Digest| Key::new(&digest.id, &digest.published);
    digests.sort_by_cached_key(key);
    let keys: Vec<Arc<Key>> = digests.iter().map(|digest| Arc::new(key(digest))).collect();
    let days: Vec<Option<i32>> = keys.iter().map(|key| key.day).collect();
    let from = days.partition_point(|day| *day < first);
    let (shingles, seen): (Vec<_>, Vec<_>) =
        digests.into_iter().map(|digest| (digest.shingles, (digest.features, digest.words))).unzip();
    let copies = shared_from(&shingles, &days, from);
    drop(shingles);
    let seen = seen.into_iter().map(|(features, words)| Seen::new(features, words, &rarity));
    let pairs = pairs_from(seen, from);
    let link = |report: u32, other: u32, tie| Link {
        report: Arc::clone(&keys[report as usize]),
        other: Arc::clone(&keys[other as usize]),
        tie,
    };
    let like = (0..).zip(&pairs).flat_map(|(at, list)| list.iter().map(move |&(other, alike)| (at, other, alike)));
    let like = like.map(|(at, other, alike)| link(at, other, Tie::of(alike)));
    like.chain(copies.into_iter().map(|(one, other)| link(one, other, Tie::Copy))).collect()
}

/// Where a report belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// The report.
    pub report: Arc<Key>,
    /// The first report of those among which its event is: they hang together by [`Tie::Same`].
    pub group: Arc<Key>,
    /// The first report of its source: they hang together by [`Tie::Copy`].
    pub source: Arc<Key>,
}

/// Where each report belongs that has a [`Tie::Same`] or a [`Tie::Copy`], in their order. One that has none is an event for itself.
#[must_use]
pub fn groups(links: impl IntoIterator<Item = Link>) -> Vec<Membership> {
    let mut numbers: HashMap<Arc<Key>, u32> = HashMap::new();
    let (mut same, mut copies) = (Vec::new(), Vec::new());
    for link in links {
        let pairs = match link.tie {
            Tie::Same(_) => &mut same,
            Tie::Copy => &mut copies,
            Tie::Like(_) => continue,
        };
        let mut number = |key: Arc<Key>| {
            let next = numbers.len() as u32;
            *numbers.entry(key).or_insert(next)
        };
        pairs.push((number(link.report), number(link.other)));
    }
    let mut keys: Vec<(Arc<Key>, u32)> = numbers.into_iter().collect();
    keys.sort_unstable();
    // In the order of keys the least number of a tree is that of its first report.
    let mut ranks = vec![0; keys.len()];
    for (rank, &(_, number)) in (0..).zip(&keys) {
        ranks[number as usize] = rank;
    }
    let forest = |pairs: Vec<(u32, u32)>| {
        let mut forest = Forest::new(ranks.len());
        for (one, other) in pairs {
            forest.join(ranks[one as usize], ranks[other as usize]);
        }
        forest
    };
    let (mut groups, mut sources) = (forest(same), forest(copies));
    let first = |forest: &mut Forest, rank: u32| Arc::clone(&keys[forest.root(rank) as usize].0);
    (0..)
        .zip(&keys)
        .map(|(rank, (key, _))| Membership {
            report: Arc::clone(key),
            group: first(&mut groups, rank),
            source: first(&mut sources, rank),
        })
        .collect()
}

/// The events of a group, of all links of its reports, as lists of reports in order.
#[must_use]
pub fn clusters_of(links: impl IntoIterator<Item = Link>) -> Vec<Vec<Arc<Key>>> {
    let mut lists: BTreeMap<Arc<Key>, Vec<(Arc<Key>, f32)>> = BTreeMap::new();
    for link in links {
        let list = lists.entry(link.report).or_default();
        list.extend(link.tie.likeness().map(|likeness| (link.other, likeness)));
    }
    let numbers: HashMap<Arc<Key>, u32> = lists.keys().cloned().zip(0..).collect();
    let (keys, lists): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
    let likest = |mut list: Vec<(Arc<Key>, f32)>| {
        // Each window gave the likest of its own; the order is that of `pairs`.
        list.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        list.truncate(KEPT);
        list.into_iter().filter_map(|(other, likeness)| Some((*numbers.get(&other)?, likeness))).collect()
    };
    let pairs: Pairs = strongest(lists.into_iter().map(likest).collect());
    let name = |members: Vec<usize>| members.into_iter().map(|at| Arc::clone(&keys[at])).collect();
    clusters(&pairs).into_iter().map(name).collect()
}
