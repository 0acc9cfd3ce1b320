//! Which place a name stands for: عمان is Amman or Oman, طرابلس in Libya or in Lebanon.
//!
//! Every place of that name is a candidate, of the gazetteers and of the long list. Each has points: the power of ten of its people, how much
//! the report speaks of its country (other places, nationalities, the outlet), a nationality behind the name, and what the neighbours in an enumeration
//! are, countries or towns. If the best is not clearly ahead, which one is meant stays open, and the mention has no entity id.

use crate::candidate::{Candidate, Origin};
use crate::country::{Country, country};
use crate::find::{Found, LISTED};
use crate::gazetteer::{Gazetteer, Kind};
use crate::lexicon::{class, part};
use crate::shape::Shape;
use crate::steps;
use crate::words::Words;
use rawi_core::layers::Label;
use std::collections::{BTreeMap, BTreeSet};

/// A country's own id.
pub(crate) fn is_country(entity: &str) -> bool {
    entity.len() == 2
}

/// The power of ten of the people of a country, and of a town or a region of which the number is not known.
const COUNTRY: f32 = 7.0;
const REGION: f32 = 5.5;
/// The same of a place of our own lists whose name is no word, and of a town of the list of cities.
const GREAT: f32 = 5.9;
const TOWN: f32 = 4.8;
/// Points for the report's speaking of a country, by the logarithm of how often.
const SPEAKS: f32 = 1.6;
/// Points for a nationality behind the name or before it: طرابلس اللبنانية، العاصمة الأردنية عمان.
const BEHIND: f32 = 4.0;
/// Points for being what the neighbours in an enumeration are.
const LIKE: f32 = 1.2;
/// Points for another place of the same part of the country.
const PART: f32 = 0.8;
/// A place with a fiftieth of the people of the greatest of its name, by powers of ten, is not meant.
const SMALL: f32 = 1.7;
/// Of a small place whose country the report does not speak of, nobody knows that it is meant.
const KNOWN: f32 = 5.0;
/// Nor of a larger one, in a report that speaks of other countries.
const LARGE: f32 = 5.3;
/// So far ahead must the best be.
const AHEAD: f32 = 0.7;
/// A country that the report speaks of more often than this counts no more.
const OFTEN: f32 = 8.0;

/// What a name may stand for.
struct Meaning {
    entry: u32,
    country: Country,
    whole: bool,
    /// The name is also a word, or the name of something else.
    doubtful: bool,
    size: f32,
    /// GeoNames' code of the part of the country.
    unit: Option<&'static str>,
}

/// The places that candidate `c` may stand for, one a country.
fn meanings(found: &Found, gazetteer: &Gazetteer, c: &Candidate) -> Vec<Meaning> {
    let mut meanings: Vec<Meaning> = Vec::new();
    for hit in found.hits_at(c.first) {
        steps::take(1);
        if hit.last as usize != c.last || hit.cut != c.cut {
            continue;
        }
        let number = found.spelling(gazetteer, hit).entry;
        let entry = found.entry(gazetteer, number);
        if entry.kind != Kind::Name || !matches!(entry.label.as_str(), "GPE" | "LOC") {
            continue;
        }
        let Some((id, country)) = entry.entity.as_deref().and_then(|id| Some((id, country(id)?))) else { continue };
        let listed = number.checked_sub(LISTED).map(|place| &found.places[place as usize]);
        let unit = listed.filter(|place| place.population.is_some()).map(|place| place.unit);
        let size = match listed.map(|place| place.population) {
            Some(Some(people)) => ((people + 100) as f32).log10(),
            Some(None) => REGION,
            None if is_country(id) => COUNTRY,
            None if gazetteer.sources[entry.source as usize] == "gazetteer:world-cities" => TOWN,
            None if found.spelling(gazetteer, hit).needs_context => REGION,
            None => GREAT,
        };
        let whole = is_country(id);
        let doubtful = found.spelling(gazetteer, hit).needs_context;
        // A state and its town of the same name are one: الكويت.
        match meanings.iter_mut().find(|m| m.country == country) {
            // The same place by another list, which tells its size.
            Some(known) => {
                known.size = known.size.max(size);
                known.unit = known.unit.or(unit);
            }
            None => meanings.push(Meaning { entry: number, country, whole, doubtful, size, unit }),
        }
    }
    // هونغ كونغ: a town that the long list alone has is no match for a state.
    if meanings.iter().any(|m| m.whole) {
        meanings.retain(|m| m.whole || m.entry < LISTED);
    }
    let greatest = meanings.iter().map(|m| m.size).fold(0.0, f32::max);
    meanings.retain(|m| m.size >= greatest - SMALL);
    meanings
}

/// Decides for all `chosen` places which one is meant.
pub(crate) fn places(
    words: &Words<'_>,
    found: &Found,
    gazetteer: &Gazetteer,
    outlet: Option<Country>,
    candidates: &mut [Candidate],
    chosen: &[usize],
) {
    // What the report speaks of, each thing once.
    let mut things: BTreeSet<(Country, u32)> = BTreeSet::new();
    let mut parts: BTreeSet<(Country, &str)> = BTreeSet::new();
    let mut open: Vec<(usize, Vec<Meaning>)> = Vec::new();
    // By first word: is it a country?
    let mut kinds: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    for &at in chosen {
        let c = &candidates[at];
        let Some(number) = c.entry() else { continue };
        let id = found.entry(gazetteer, number).entity.as_deref();
        match c.label.as_str() {
            "NORP" => _ = id.and_then(country).map(|country| things.insert((country, number))),
            "GPE" | "LOC" => {
                let meanings = meanings(found, gazetteer, c);
                if let [only] = meanings.as_slice() {
                    kinds.insert(c.first, (c.last, only.whole));
                    parts.extend(only.unit.map(|unit| (only.country, unit)));
                    // A small town somewhere says nothing of its country: it may be another of that name.
                    if number < LISTED || only.size >= KNOWN {
                        things.insert((only.country, number));
                    }
                }
                if !meanings.is_empty() {
                    open.push((at, meanings));
                }
            }
            _ => {}
        }
    }
    let mut speaks: BTreeMap<Country, f32> = BTreeMap::new();
    for &(country, _) in &things {
        *speaks.entry(country).or_default() += 1.0;
    }
    if let Some(outlet) = outlet {
        *speaks.entry(outlet).or_default() += 1.5;
    }
    for (at, meanings) in open {
        let c = &candidates[at];
        let behind = behind(words, found, gazetteer, c.last)
            .or_else(|| before(words, found, gazetteer, c))
            .or_else(|| around(words, found, gazetteer, c));
        let neighbours = neighbours(words, &kinds, c);
        let points = |m: &Meaning| {
            let speaks = speaks.get(&m.country).copied().unwrap_or(0.0).min(OFTEN);
            let like = match neighbours {
                Some(whole) if whole == m.whole => LIKE,
                _ => 0.0,
            };
            let part = if m.unit.is_some_and(|unit| parts.contains(&(m.country, unit))) { PART } else { 0.0 };
            let behind = if behind == Some(m.country) { BEHIND } else { 0.0 };
            m.size + SPEAKS * (1.0 + speaks).ln() + behind + like + part
        };
        let mut ranked: Vec<(f32, u32)> = meanings.iter().map(|m| (points(m), m.entry)).collect();
        // Of two with the same points the gazetteers' order counts.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let c = &mut candidates[at];
        let best = ranked[0].1;
        c.open = match (meanings.as_slice(), ranked.get(1)) {
            // هورست الهولندية is not the town in Texas; nor is any other place that is a small one elsewhere.
            ([only], _) => {
                let foreign = behind.is_some_and(|country| country != only.country);
                let town = things.len() > 1 && only.unit.is_some() && only.size < LARGE;
                let doubtful = only.doubtful || only.size < KNOWN || town;
                let mut said = things.range((only.country, 0)..=(only.country, u32::MAX));
                let said = outlet == Some(only.country) || said.any(|&(_, number)| number != only.entry);
                // حي القادسية of Riyadh is no part of Iraq.
                let quarter = c.cut.at == 0
                    && c.first > 0
                    && !words.list[c.first].opens_line
                    && is_quarter(words, gazetteer, c.first - 1);
                let unsaid = (quarter || only.entry >= LISTED && doubtful) && !said;
                !only.whole && (foreign || unsaid)
            }
            (_, Some(second)) => ranked[0].0 - second.0 < AHEAD,
            _ => false,
        };
        // A place of a user's with an id of their own is what they say.
        if c.entry().is_none_or(|number| found.entry(gazetteer, number).entity.as_deref().and_then(country).is_none()) {
            continue;
        }
        c.origin = match c.origin {
            Origin::Entry(_) => Origin::Entry(best),
            Origin::Pattern(pattern, _) => Origin::Pattern(pattern, Some(best)),
            Origin::Model(_) => Origin::Model(Some(best)),
        };
    }
}

/// Whether word `i`, behind its proclitics, is a head of quarters: بحي.
fn is_quarter(words: &Words<'_>, gazetteer: &Gazetteer, i: usize) -> bool {
    gazetteer.is_key_part(&words.key_from(i, words.list[i].class_cut), part::QUARTER)
}

/// The country of a nationality that begins with word `i`.
fn behind(words: &Words<'_>, found: &Found, gazetteer: &Gazetteer, i: usize) -> Option<Country> {
    if words.list.get(i).is_none_or(|word| word.opens_line) {
        return None;
    }
    found.hits_at(i).iter().find_map(|hit| {
        steps::take(1);
        let entry = found.entry(gazetteer, found.spelling(gazetteer, hit).entry);
        if entry.label == Label::NORP { entry.entity.as_deref().and_then(country) } else { None }
    })
}

/// The country of a nationality between a head of places and `c`: العاصمة الأردنية عمان.
fn before(words: &Words<'_>, found: &Found, gazetteer: &Gazetteer, c: &Candidate) -> Option<Country> {
    let head = c.first.checked_sub(2).map(|i| &words.list[i])?;
    let joined = !words.list[c.first].opens_line && !words.list[c.first - 1].opens_line;
    if c.cut.at > 0 || !joined || head.class & class::PLACE == 0 {
        return None;
    }
    behind(words, found, gazetteer, c.first - 1)
}

/// The country of the place that a village `c` is told to lie in: قرية دوما بمدينة نابلس.
fn around(words: &Words<'_>, found: &Found, gazetteer: &Gazetteer, c: &Candidate) -> Option<Country> {
    let head = |i: usize| words.list.get(i).is_some_and(|word| !word.opens_line && word.class & class::PLACE != 0);
    let within = words.list.get(c.last).is_some_and(|word| word.class_cut.at == 2)
        && words.key(c.last).starts_with(crate::key::BY);
    if c.first == 0 || c.cut.at > 0 || !head(c.first - 1) || !head(c.last) || !within {
        return None;
    }
    found.hits_at(c.last + 1).iter().filter(|hit| hit.cut.at == 0 && hit.spelling < LISTED).find_map(|hit| {
        steps::take(1);
        let entry = found.entry(gazetteer, found.spelling(gazetteer, hit).entry);
        if entry.label == Label::GPE { entry.entity.as_deref().and_then(country) } else { None }
    })
}

/// Whether the places beside `c` in an enumeration are countries; none if there are none, or of both kinds.
fn neighbours(words: &Words<'_>, kinds: &BTreeMap<usize, (usize, bool)>, c: &Candidate) -> Option<bool> {
    // Behind: و joined to the next name, or a comma between.
    let comma = |i: usize| words.list.get(i).is_some_and(|word| word.shape == Shape::Sign);
    let and =
        |i: usize| words.list.get(i).is_some_and(|word| !word.opens_line) && words.key(i).starts_with(crate::key::AND);
    let next = if and(c.last) {
        kinds.get(&c.last)
    } else if comma(c.last) {
        kinds.get(&(c.last + 1))
    } else {
        None
    };
    let end = if c.cut.at > 0 && words.key(c.first).starts_with(crate::key::AND) {
        c.first
    } else if c.first > 0 && comma(c.first - 1) {
        c.first - 1
    } else {
        0
    };
    let before = kinds.range(..end).next_back().filter(|(_, (last, _))| *last == end).map(|(_, kind)| kind);
    match (before.map(|k| k.1), next.map(|k| k.1)) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}
