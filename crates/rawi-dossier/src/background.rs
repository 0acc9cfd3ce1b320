//! Which figures that reports give are not of their event: those of another one, of a war or a year, told as background.

use crate::cell::Cell;
use crate::day::day_number;
use crate::events::Event;
use crate::features::{HARM, country, digits, is_place};
use crate::report::{Claim, Name, Report};
use crate::terms::name_key;
use std::collections::{BTreeMap, BTreeSet};

/// Days before the event from which on a dated claim tells of another one.
const BEFORE: i32 = 3;
/// A smaller figure may be the same by chance.
const LEAST: u64 = 3;
/// A toll that no report opens with, and that is more than so many times the greatest with which one does, is of more than the event.
const TIMES: u64 = 5;
/// And not smaller than this: ten more that were found are no war.
const MANY: u64 = 20;

/// What the reports of an event say of it all together, beside which a figure shows whether it belongs there.
pub(crate) struct Background<'e> {
    event: &'e Event,
    day: Option<i32>,
    /// The countries that most leads name.
    home: BTreeSet<&'e str>,
    /// The countries of places that no gazetteer knows, where a report says it: "Gombe in the north-east of Nigeria".
    learnt: BTreeMap<u64, &'e str>,
    /// Figures that are told as background, as predicate and number.
    known: BTreeSet<(&'e str, u64)>,
    /// Figures with which a report opens, or which two sources tell of the event.
    agreed: BTreeSet<(&'e str, u64)>,
    /// Of each kind of [`HARM`] the greatest figure with which a report opens.
    most: BTreeMap<&'e str, u64>,
}

impl<'e> Background<'e> {
    pub(crate) fn of(event: &'e Event, reports: &'e [Report]) -> Self {
        let of = || event.reports.iter().zip(&event.sources).map(|(&at, &source)| (&reports[at], source));
        let mut background = Self {
            event,
            day: day_number(&event.date),
            home: home(of().map(|(report, _)| report)),
            learnt: learnt(of().map(|(report, _)| report)),
            known: BTreeSet::new(),
            agreed: BTreeSet::new(),
            most: BTreeMap::new(),
        };
        let mut votes: BTreeMap<(&str, u64), Votes> = BTreeMap::new();
        for (report, source) in of() {
            let opening = report.opening_end();
            for claim in report.claims.iter().filter(|claim| !claim.negated && !claim.hypothetical) {
                let Some(figure) = claim.figure() else { continue };
                let opens = claim.span().start() < opening;
                let vote = votes.entry((&claim.predicate, figure)).or_default();
                if background.is_of_another(claim, report) {
                    vote.background.insert(source);
                    continue;
                }
                vote.told.insert(source);
                vote.opens |= opens;
                if opens && HARM.contains(&claim.predicate.as_str()) {
                    let most = background.most.entry(&claim.predicate).or_default();
                    *most = (*most).max(figure);
                }
            }
            let headline = digits(&report.title).into_iter().max().unwrap_or_default();
            for most in background.most.values_mut() {
                *most = (*most).max(headline);
            }
        }
        let is_background =
            |vote: &Votes| !vote.background.is_empty() && !vote.opens && vote.background.len() >= vote.told.len();
        for (figure, vote) in votes {
            if figure.1 >= LEAST && is_background(&vote) {
                background.known.insert(figure);
            } else if vote.opens || vote.told.len() > 1 {
                background.agreed.insert(figure);
            }
        }
        background
    }

    /// Whether the figure of a claim is not of the event; `abroad` are the [sentences of its report](Self::abroad) that are not.
    pub(crate) fn holds(&self, claim: &'e Claim, cell: &Cell, report: &Report, abroad: &[bool]) -> bool {
        let figure = claim.figure().map(|figure| (claim.predicate.as_str(), figure));
        let there = abroad.get(claim.sentence).copied().unwrap_or_default();
        self.is_of_another(claim, report)
            || figure.is_some_and(|figure| self.known.contains(&figure) || (there && !self.agreed.contains(&figure)))
            || self.is_of_more(claim, cell, report)
    }

    /// Which sentences of a report tell of another country: from one that names a place there up to the next that names the event's
    /// own, or one of its people.
    pub(crate) fn abroad(&self, report: &Report) -> Vec<bool> {
        let opening = report.opening_end();
        let mut named = vec![(false, false); report.sentences.len()];
        for name in &report.names {
            let sentence = report.sentences.partition_point(|part| part.span.end() <= name.span.start());
            let (Some(country), Some((home, away))) = (self.country(name, report), named.get_mut(sentence)) else {
                continue;
            };
            if self.home.contains(country) {
                *home = true;
            } else {
                *away |= is_place(name) && name.span.start() >= opening;
            }
        }
        let mut abroad = false;
        named
            .into_iter()
            .map(|(home, away)| {
                abroad = !home && (abroad || away);
                abroad
            })
            .collect()
    }

    /// The country of a place or a nation.
    fn country<'n>(&'n self, name: &'n Name, report: &Report) -> Option<&'n str> {
        country(name).or_else(|| self.learnt.get(&name_key(report.words(name.span))).copied())
    }

    /// Whether it is told as an older one, or its date or its place is another one.
    fn is_of_another(&self, claim: &Claim, report: &Report) -> bool {
        claim.historic || self.is_before(claim) || self.is_elsewhere(claim, report)
    }

    fn is_before(&self, claim: &Claim) -> bool {
        let value = claim.date.as_ref().and_then(|date| date.value.as_deref()).unwrap_or_default();
        // Of a stretch the last day: what was done in it may be of the event.
        let value = value.rsplit('/').next().unwrap_or(value);
        match (value.len(), self.day) {
            (10.., Some(day)) => day_number(value).is_some_and(|then| then < day - BEFORE),
            // A month or a year, before that of the event.
            (4 | 7, Some(_)) => self.event.date.get(..value.len()).is_some_and(|then| value < then),
            _ => false,
        }
    }

    /// Whether it was in another country; not if a report opens with it.
    fn is_elsewhere(&self, claim: &Claim, report: &Report) -> bool {
        let Some(span) = claim.place.as_ref().and_then(|place| place.span) else { return false };
        if claim.span().start() < report.opening_end() || self.home.is_empty() {
            return false;
        }
        let inside = report.names.iter().filter(|name| span.contains(name.span));
        let mut there = inside.filter_map(|name| self.country(name, report)).peekable();
        there.peek().is_some() && there.all(|country| !self.home.contains(country))
    }

    /// Whether a toll is far beyond every one with which a report opens.
    fn is_of_more(&self, claim: &Claim, cell: &Cell, report: &Report) -> bool {
        let Some(most) = self.most.get(claim.predicate.as_str()) else { return false };
        claim.span().start() >= report.opening_end() && cell.bounds().0 >= MANY.max(most.saturating_mul(TIMES))
    }
}

/// The sources that tell a figure of the event, and as background.
#[derive(Default)]
struct Votes {
    told: BTreeSet<usize>,
    background: BTreeSet<usize>,
    /// Whether a report opens with it.
    opens: bool,
}

/// The countries that most leads name, be it by the name of a place or of a nation; those of first sentences count twice.
fn home<'e>(reports: impl Iterator<Item = &'e Report>) -> BTreeSet<&'e str> {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for report in reports {
        for end in [report.lead_end(), report.opening_end()] {
            let names = report.names.iter().filter(|name| name.span.start() < end);
            for country in names.filter_map(country).collect::<BTreeSet<_>>() {
                *named.entry(country).or_default() += 1;
            }
        }
    }
    let most = named.values().copied().max().unwrap_or_default();
    named.into_iter().filter(|&(_, weight)| weight == most).map(|(country, _)| country).collect()
}

/// The countries of places whose own is not known, from the names that stand behind them; not of one that has two.
fn learnt<'e>(reports: impl Iterator<Item = &'e Report>) -> BTreeMap<u64, &'e str> {
    let mut found: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
    for report in reports {
        let places = report.names.iter().filter(|name| is_place(name) && country(name).is_none());
        for place in places {
            let next = report.names.iter().find(|next| is_apposition(place, next, report));
            if let Some(country) = next.and_then(country) {
                found.entry(name_key(report.words(place.span))).or_default().insert(country);
            }
        }
    }
    let one = |(place, countries): (u64, BTreeSet<&'e str>)| match countries.len() {
        1 => countries.into_iter().next().map(|country| (place, country)),
        _ => None,
    };
    found.into_iter().filter_map(one).collect()
}

/// Whether `next` says where `place` is: between them stands no more than a preposition, and no "and".
fn is_apposition(place: &Name, next: &Name, report: &Report) -> bool {
    /// Bytes of the words that may stand between them: those of a direction are part of `next` or before it.
    const BETWEEN: usize = 20;
    let (from, to) = (place.span.end(), next.span.start());
    let Some(between) = (from..=from + BETWEEN).contains(&to).then(|| report.text.get(from..to)).flatten() else {
        return false;
    };
    country(next).is_some() && between.chars().all(|c| c == ' ' || rawi_arabic::is_letter(c)) && !between.contains(" و")
}
