//! How like two reports are: whether they tell of the same event.

use crate::features::{Features, Weighted};
use crate::frequencies::Frequencies;
use crate::prior;
use std::collections::HashMap;

/// So many texts stand behind the general frequencies of words: among fewer reports these decide how common a word is, among
/// thousands the reports do.
const GENERAL: f64 = 100.0;
/// Taken off the logarithm of a word's rarity: a word in more than a third of the texts says nothing.
const COMMON: f64 = 1.0;
/// Reports further apart, in days, tell of other events.
pub(crate) const DAYS: i32 = 4;
/// From this likeness on, reports tell of the same event. The figures below were chosen with it.
pub(crate) const SAME: f32 = 0.36;

/// What the likeness of words is multiplied by for the days between two reports: most things are told on one day, and what is
/// alike on the next is the next of a series (bulletins, closing prices, visits).
const GAP: [f32; DAYS as usize + 1] = [1.0, 0.8, 0.7, 0.6, 0.5];
/// The same where the toll says that it is one event, of which reports tell for days.
const TOLL_GAP: [f32; DAYS as usize + 1] = [1.0, 1.0, 1.0, 1.0, 0.8];
/// Both leads name days, and one of them is the same; or none.
const SAME_DATE: f32 = 1.4;
const OTHER_DATE: f32 = 0.6;
/// Both leads say on which day people came to harm, and the days are further apart than one: reports mistake a day for the next.
const OTHER_DAY: f32 = 0.3;
/// Both headlines have numbers, and none is the same. Not where tolls are compared, which rise.
const OTHER_HEADLINE: f32 = 0.5;
/// Countries in both leads, and none of them the same; or people came to harm in both, places finer than a country are named, none of
/// them is the same, and no toll says that it is one event.
const ELSEWHERE: f32 = 0.55;
/// People came to harm in both leads in one place, finer than a country, and on one day. Not where they are others: in a wide region
/// a villager is hurt by a shell and a fireman by a fire on the same day.
const SAME_PLACE_AND_DAY: f32 = 3.0;
/// Both leads tell of a toll, and a figure above two is the same.
const SAME_TOLL: f32 = 4.5;
/// Both tell of a larger toll, one at most four times the other: tolls of one event rise and differ, and two such events within
/// days in one country are rare. Not where one counts soldiers and the other militants.
const NEAR_TOLL: f32 = 6.0;
const LARGE: u64 = 7;
const RISES: u64 = 4;
/// A later toll that is less than this part of an earlier one is of another event.
const FALLS: u64 = 2;
/// One of them tells behind its lead of a larger toll that the other gives.
const TOLL_BEHIND: f32 = 3.0;
/// Tolls are the same or near each other, and both leads name places that are no countries, none of them the same: what is alike in
/// figures may be two accidents.
const TOLL_ELSEWHERE: f32 = 0.7;
/// Both tell of a toll, and the figures have nothing in common.
const OTHER_TOLL: f32 = 0.5;
/// The same in one place on one day: there, too, reports differ.
const OTHER_TOLL_THERE: f32 = 0.75;
/// For each person or organisation of both leads, two at most.
const SHARED_NAME: f32 = 0.03;

/// How rare words are.
pub(crate) struct Rarity {
    /// Of words in several reports, by their numbers. One that a single report has, as most of all are, is like none elsewhere.
    shared: HashMap<u32, f32>,
    /// Reports, and the texts behind the general frequencies.
    texts: f64,
}

impl Rarity {
    /// Of the words of all reports.
    pub(crate) fn of(frequencies: Frequencies) -> Self {
        let texts = frequencies.reports as f64 + GENERAL;
        let several = frequencies.words.into_iter().filter(|&(_, count)| count > 1);
        Self { shared: several.map(|(term, count)| (term, rarity(term, count, texts))).collect(), texts }
    }

    /// The [words](crate::features::words) that a report shares with others and that are not common, with their weights. All its words
    /// together have the length one.
    pub(crate) fn vector(&self, mut vector: Vec<Weighted>) -> Box<[Weighted]> {
        let mut square = 0.0;
        vector.retain_mut(|(term, weight)| {
            let shared = self.shared.get(term).copied();
            *weight *= shared.unwrap_or_else(|| rarity(*term, 1, self.texts));
            square += *weight * *weight;
            shared.is_some() && *weight > 0.0
        });
        let length = square.sqrt().max(f32::MIN_POSITIVE);
        for (_, weight) in &mut vector {
            *weight /= length;
        }
        vector.into()
    }
}

/// How rare a word is that stands in so many reports.
fn rarity(term: u32, count: u32, texts: f64) -> f32 {
    let in_texts = f64::from(count) + GENERAL * prior::share(term) + 0.5;
    (((texts + 1.0) / in_texts).ln() - COMMON).max(0.0) as f32
}

/// The cosine of two vectors.
pub(crate) fn cosine(one: &[Weighted], other: &[Weighted]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < one.len() && j < other.len() {
        match one[i].0.cmp(&other[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += one[i].1 * other[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// How like two reports are whose words have this cosine, 0 to 1.
pub(crate) fn likeness(cosine: f32, one: &Features, other: &Features) -> f32 {
    let gap = one.day.zip(other.day).map_or(0, |(one, other)| (one - other).unsigned_abs() as usize);
    if gap >= GAP.len() {
        return 0.0;
    }
    let apart = days_apart(&one.harm_days, &other.harm_days);
    let mut alike = cosine
        * match apart {
            Some(0) => SAME_DATE,
            Some(1) => 1.0,
            Some(_) => OTHER_DAY,
            None => compared(&one.dates, &other.dates, SAME_DATE, OTHER_DATE),
        };
    let elsewhere = is_elsewhere(one, other);
    // What people came to harm in cannot be the same.
    let another = elsewhere || apart.is_some_and(|days| days > 1);
    let harm = one.harm && other.harm && !another;
    let others = one.harmed.are_others(other.harmed);
    let toll = toll(one, other).filter(|toll| !another && (!others || !matches!(toll, Toll::Near)));
    let agree = matches!(toll, Some(Toll::Same | Toll::Near | Toll::Behind));
    if elsewhere || (harm && !agree && differ(&one.places, &other.places)) {
        alike *= ELSEWHERE;
    }
    let there =
        harm && shared(&one.places, &other.places) > 0 && shared(&one.dates, &other.dates) > 0 && (agree || !others);
    if there {
        alike *= SAME_PLACE_AND_DAY;
    }
    let agreeing = |toll: f32| toll * TOLL_GAP[gap] * compared(&one.places, &other.places, 1.0, TOLL_ELSEWHERE);
    alike *= match toll {
        Some(Toll::Same) => agreeing(SAME_TOLL),
        Some(Toll::Near) => agreeing(NEAR_TOLL),
        toll => {
            let toll = match toll {
                Some(Toll::Behind) => TOLL_BEHIND,
                Some(Toll::Other) if there => OTHER_TOLL_THERE,
                Some(Toll::Other) => OTHER_TOLL,
                _ => 1.0,
            };
            toll * GAP[gap] * compared(&one.headline, &other.headline, 1.0, OTHER_HEADLINE)
        }
    };
    (alike + SHARED_NAME * shared(&one.names, &other.names).min(2) as f32).min(1.0)
}

/// What the tolls of two reports say.
enum Toll {
    /// A figure is the same that is hardly so by chance.
    Same,
    /// Large figures are near each other.
    Near,
    /// A small figure is the same: it may be chance.
    Small,
    /// A large figure is the same, in one report behind the lead.
    Behind,
    /// The figures have nothing in common.
    Other,
}

/// `same` if two lists have something in common, `other` if they have not, and 1 if one of them is empty.
fn compared(one: &[u64], two: &[u64], same: f32, other: f32) -> f32 {
    match (shared(one, two), differ(one, two)) {
        (1.., _) => same,
        (_, true) => other,
        _ => 1.0,
    }
}

/// Whether both lists have something, and nothing in common.
fn differ(one: &[u64], other: &[u64]) -> bool {
    !one.is_empty() && !other.is_empty() && shared(one, other) == 0
}

/// How many days lie between the nearest of two lists; none if one of them is empty.
fn days_apart(one: &[i32], other: &[i32]) -> Option<u32> {
    one.iter().flat_map(|day| other.iter().map(|other| day.abs_diff(*other))).min()
}

/// Whether both leads name countries and places, and none of them is the same.
fn is_elsewhere(one: &Features, other: &Features) -> bool {
    differ(&one.countries, &other.countries) && shared(&one.places, &other.places) == 0
}

/// What tolls say, where both tell of one.
fn toll(one: &Features, other: &Features) -> Option<Toll> {
    if !one.harm || !other.harm {
        return behind(one, other);
    }
    // Of kinds of harm that both count: whether a count is the same, whether larger ones are near, whether a small one is the same.
    let (mut compared, mut same, mut near, mut small) = (false, 0, false, 0);
    for (mine, theirs) in one.tolls.iter().zip(&other.tolls) {
        let (Some(&most), Some(&their_most)) = (mine.last(), theirs.last()) else { continue };
        compared = true;
        let (less, more) = (most.min(their_most), most.max(their_most));
        // In the order of days: a toll rises, and is corrected by little.
        let (then, now) = if one.day <= other.day { (most, their_most) } else { (their_most, most) };
        let falls = one.day != other.day && FALLS * now < then;
        same += usize::from(mine.iter().any(|count| *count > 2 && theirs.contains(count)));
        small += usize::from(mine.iter().any(|count| theirs.contains(count)));
        near |= less >= LARGE && more <= RISES * less && !falls;
    }
    let headline = |one: &Features, other: &Features| {
        one.headline.iter().any(|number| *number > 2 && other.tolls.iter().any(|counts| counts.contains(number)))
    };
    if headline(one, other) || headline(other, one) {
        (compared, same) = (true, same + 1);
    }
    match (same, near, small) {
        _ if !compared => behind(one, other),
        // Two dead and seven hurt: small figures that agree in both are as good as one large one.
        (1.., ..) | (_, _, 2..) => Some(Toll::Same),
        (0, true, _) => Some(Toll::Near),
        (0, false, 1) => Some(Toll::Small),
        _ => behind(one, other).or(Some(Toll::Other)),
    }
}

/// What tolls say that one of two reports gives behind its lead: only that the same large figure is hardly chance.
fn behind(one: &Features, other: &Features) -> Option<Toll> {
    let given = |lead: &[Vec<u64>], all: &[Vec<u64>]| {
        let same =
            |(lead, all): (&Vec<u64>, &Vec<u64>)| lead.iter().any(|count| *count >= LARGE && all.contains(count));
        lead.iter().zip(all).any(same)
    };
    (given(&one.tolls, &other.all_tolls) || given(&other.tolls, &one.all_tolls)).then_some(Toll::Behind)
}

/// How many items two sorted lists have in common.
fn shared(one: &[u64], other: &[u64]) -> usize {
    one.iter().filter(|item| other.binary_search(item).is_ok()).count()
}
