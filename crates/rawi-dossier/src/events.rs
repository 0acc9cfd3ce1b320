//! Events: the reports that tell of the same one, what they share, where and when it was.

use crate::cluster::clusters;
use crate::copies;
use crate::day::{date_of, one_day};
use crate::features::{country, is_country, is_place, is_within, key};
use crate::pairs::pairs;
use crate::report::Report;
use crate::terms::name_key;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Reports of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The id of its first report.
    pub id: String,
    /// When it was, ISO 8601, as most reports say; else the day of the first report; empty if none has one.
    pub date: String,
    /// Its places, most told of first.
    pub places: Vec<Place>,
    /// Its reports by number, earliest first.
    pub reports: Vec<usize>,
    /// For each report the number of its source: reports that share copy have the same.
    pub sources: Vec<usize>,
}

/// A place of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its usual name, or the words.
    pub name: String,
    /// What the names of the places are known by; empty for one that is not.
    pub entity: String,
    /// Its country, two letters; empty where that is not known.
    pub country: String,
    /// Reports that name it in the headline or the lead.
    pub reports: usize,
}

impl Event {
    /// How many sources it has: reports that share copy are one.
    #[must_use]
    pub fn source_count(&self) -> usize {
        self.sources.iter().collect::<HashSet<_>>().len()
    }

    /// Whether it was at a place or in it: by a name in any spelling, or an id, `LB/beirut` or `LB`.
    #[must_use]
    pub fn is_at(&self, place: &str) -> bool {
        let name = name_key(place);
        self.places.iter().any(|known| is_within(&known.entity, place) || name_key(&known.name) == name)
    }
}

/// Reports in one order whatever order they come in: by day, those without one first, then by id.
pub fn sort(reports: &mut [Report]) {
    reports.sort_by(|one, other| (one.day(), &one.published, &one.id).cmp(&(other.day(), &other.published, &other.id)));
}

/// The events that `reports` tell of; they must be [sorted](sort). An event of a single report is one, too. Those with most
/// sources come first.
#[must_use]
pub fn events(reports: &[Report]) -> Vec<Event> {
    let sources = copies::sources(reports);
    let mut events: Vec<Event> =
        clusters(&pairs(reports)).into_iter().map(|members| event(reports, members, &sources)).collect();
    events.sort_by(|one, other| {
        (other.source_count(), other.reports.len())
            .cmp(&(one.source_count(), one.reports.len()))
            .then_with(|| (&one.date, &one.id).cmp(&(&other.date, &other.id)))
    });
    events
}

/// The event that all of `reports` tell of, which must be [sorted](sort); for each of them says `sources` what its source is called.
/// With the sources of the whole corpus it is the one that [`events`] finds there.
#[must_use]
pub fn event_of(reports: &[Report], sources: &[usize]) -> Event {
    event(reports, (0..reports.len()).collect(), sources)
}

fn event(reports: &[Report], members: Vec<usize>, source: &[usize]) -> Event {
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let sources = members.iter().map(|&report| {
        let next = numbers.len();
        *numbers.entry(source[report]).or_insert(next)
    });
    let sources = sources.collect();
    let of: Vec<&Report> = members.iter().map(|&at| &reports[at]).collect();
    Event {
        id: of.first().map(|report| report.id.clone()).unwrap_or_default(),
        date: date(&of),
        places: places(&of),
        reports: members,
        sources,
    }
}

/// The day that most leads name, and that is no more than a week before the first report; else the first report's.
fn date(reports: &[&Report]) -> String {
    /// Days before the first report on which it may have been.
    const BEFORE: i32 = 7;
    let first = reports.iter().filter_map(|report| report.day()).min();
    let last = reports.iter().filter_map(|report| report.day()).max();
    let mut named: BTreeMap<i32, usize> = BTreeMap::new();
    for report in reports {
        let lead = report.lead_end();
        let mut days: Vec<i32> = report
            .dates
            .iter()
            .filter(|date| date.span.start() < lead)
            .filter_map(|date| one_day(&date.value))
            .filter(|day| first.zip(last).is_none_or(|(first, last)| *day >= first - BEFORE && *day <= last))
            .collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            *named.entry(day).or_default() += 1;
        }
    }
    // Of two that are named as often, the earlier one: later ones are of what followed.
    let most = named.iter().max_by_key(|&(day, count)| (*count, std::cmp::Reverse(*day)));
    match (most, first) {
        (Some((&day, &count)), _) if 2 * count >= reports.len().min(3) => date_of(day),
        (_, Some(first)) => date_of(first),
        (Some((&day, _)), None) => date_of(day),
        (None, None) => String::new(),
    }
}

/// The places of leads, most told of first; of places in one country the finer ones go before it.
fn places(reports: &[&Report]) -> Vec<Place> {
    struct Found {
        place: Place,
        is_country: bool,
        first: (usize, usize),
    }
    let mut found: BTreeMap<u64, Found> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        let lead = report.lead_end();
        let mut seen = HashSet::new();
        for name in report.names.iter().filter(|name| name.span.start() < lead && is_place(name)) {
            let words = report.words(name.span);
            let key = key(name, words);
            if !seen.insert(key) {
                continue;
            }
            let found = found.entry(key).or_insert_with(|| Found {
                place: Place {
                    name: if name.usual.is_empty() { words.to_owned() } else { name.usual.to_string() },
                    entity: name.entity.to_string(),
                    country: country(name).unwrap_or_default().to_owned(),
                    reports: 0,
                },
                is_country: is_country(name),
                first: (at, name.span.start()),
            });
            found.place.reports += 1;
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    let weight = |found: &Found| found.place.reports * if found.is_country { 1 } else { 2 };
    found.sort_by(|one, other| weight(other).cmp(&weight(one)).then(one.first.cmp(&other.first)));
    found.into_iter().map(|found| found.place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_at_its_places_and_in_what_they_are_in() {
        let place = |name: &str, entity: &str| Place {
            name: name.to_owned(),
            entity: entity.to_owned(),
            country: entity[..2].to_owned(),
            reports: 1,
        };
        let of = |place| Event {
            id: String::new(),
            date: String::new(),
            places: vec![place],
            reports: Vec::new(),
            sources: Vec::new(),
        };
        let (aleppo, beirut) = (of(place("حلب", "SY02")), of(place("بيروت", "LB/beirut")));
        assert!(["SY02", "SY", "حلب", "حَلَب"].into_iter().all(|place| aleppo.is_at(place)));
        assert!(["LB/beirut", "LB", "بيروت"].into_iter().all(|place| beirut.is_at(place)));
        assert!(!["SY01", "LB", "S", "بيروت"].into_iter().any(|place| aleppo.is_at(place)));
        assert!(!["LB/bei", "SY"].into_iter().any(|place| beirut.is_at(place)));
    }
}
