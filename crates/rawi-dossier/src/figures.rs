//! The figures of an event: quantities beside each other, by report and speaker, and whether they agree.

use crate::arithmetic::{Check, checks};
use crate::day::day_number;
use crate::events::Event;
use crate::features::country;
use crate::report::{Claim, Report};
use rawi_core::Span;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted, and every figure that the reports of an event give for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// `killed`, `injured` ... as in the layer `claims`.
    pub predicate: String,
    /// Who: `civilians` and people of whom no more is said together as `people`, else the class of the claims.
    pub class: String,
    /// These are part of another quantity: children among the dead.
    pub part: bool,
    /// Dead and wounded in one figure.
    pub joint: bool,
    /// The attackers' own deaths, which a total may hold or not: nothing adds them to it.
    pub suicide: bool,
    /// Whether the figures agree.
    pub verdict: Verdict,
    /// The least that any cell allows.
    pub low: Option<u64>,
    /// The most that any cell allows.
    pub high: Option<u64>,
    /// Sources that give a figure: reports that share copy are one.
    pub sources: usize,
    /// The figures, in the order of the reports, then of the text.
    pub cells: Vec<Cell>,
}

/// One figure in one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// The report's id.
    pub report: String,
    /// The report's place in the event, from 0.
    #[serde(skip)]
    pub at: usize,
    /// The row of the layer `claims`.
    pub row: usize,
    /// The words that state the figure, in bytes of the report's text.
    #[serde(serialize_with = "pair")]
    pub span: Span,
    /// These words.
    pub text: String,
    /// How many; none for a vague figure or a range.
    pub count: Option<u64>,
    /// The least it can be, as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most it can be, as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// `at_least`, `more_than`, `about`, `at_most`, `less_than`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// `tens`, `hundreds` ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vague: Option<String>,
    /// Who says so, in the report's words; empty for the report's own voice.
    pub speaker: String,
    /// `official`, `unnamed`, `witness`, `agency`, `group`, `outlet`, `person`.
    pub kind: String,
    /// Who is counted, in the report's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The report itself gives a newer figure in its place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// It is an accusation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub alleged: bool,
    /// It belongs to another event, told as background.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub historic: bool,
    /// The sentence, in bytes of the report's text.
    #[serde(serialize_with = "pair")]
    pub sentence: Span,
}

fn pair<S: serde::Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    [span.start(), span.end()].serialize(serializer)
}

/// Whether figures agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All give the same figure.
    Agree,
    /// They give different ones.
    Disagree,
    /// They rise, or are corrected, in the order of time.
    Updated,
    /// None gives more than a vague word.
    Vague,
    /// Figures agree, and others give only vague words or bounds that allow them.
    Partial,
    /// One report alone gives one.
    Single,
}

impl Verdict {
    /// Its name: `agree`, `disagree` ...
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Updated => "updated",
            Self::Vague => "vague",
            Self::Partial => "partial",
            Self::Single => "single",
        }
    }
}

/// The figures of an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Those of the event, the dead first.
    pub quantities: Vec<Quantity>,
    /// Those of other events that its reports tell as background.
    pub background: Vec<Quantity>,
    /// Sums that come out, and sums that do not.
    pub checks: Vec<Check>,
}

impl Figures {
    /// All quantities, each with whether it is told as background.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Quantity, bool)> {
        let told = self.quantities.iter().map(|quantity| (quantity, false));
        told.chain(self.background.iter().map(|quantity| (quantity, true)))
    }
}

/// The order in which quantities are shown.
const ORDER: [&str; 13] = [
    "killed",
    "injured",
    "missing",
    "detained",
    "kidnapped",
    "surrendered",
    "rescued",
    "displaced",
    "demonstrated",
    "attacked",
    "seized",
    "destroyed",
    "other",
];

/// Days before the event from which on a dated claim tells of another one.
const BEFORE: i32 = 3;

/// The figures that the reports of `event` give.
#[must_use]
pub fn figures(event: &Event, reports: &[Report]) -> Figures {
    let day = day_number(&event.date);
    let mut told: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
    let mut background: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
    let mut sums = Vec::new();
    let place = Where::of(event);
    let known = told_as_background(event, reports);
    for (at, &number) in event.reports.iter().enumerate() {
        let report = &reports[number];
        for (row, claim) in report.claims.iter().enumerate().filter(|(_, claim)| is_figure(claim, report)) {
            let mut cell = cell(report, at, row, claim);
            cell.historic = claim.historic
                || is_before(claim, event, day)
                || place.is_elsewhere(claim, report)
                || claim.figure().is_some_and(|figure| known.contains(&(claim.predicate.clone(), figure)));
            let into = if cell.historic { &mut background } else { &mut told };
            into.entry(Key::of(claim, report)).or_default().push(cell);
        }
        sums.extend(checks(report));
    }
    let whole = |cells: BTreeMap<Key, Vec<Cell>>| {
        let mut all: Vec<Quantity> =
            cells.into_iter().map(|(key, cells)| quantity(key, cells, event, reports)).collect();
        let place = |quantity: &Quantity| {
            let predicate = ORDER.iter().position(|name| *name == quantity.predicate).unwrap_or(ORDER.len());
            (predicate, quantity.suicide, quantity.joint, quantity.part, std::cmp::Reverse(quantity.cells.len()))
        };
        all.sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| one.class.cmp(&other.class)));
        all
    };
    Figures { quantities: whole(told), background: whole(background), checks: sums }
}

/// Whether a claim is a figure at all: a number or a size of something that is said to have been.
fn is_figure(claim: &Claim, report: &Report) -> bool {
    // `negated` with a figure is a denial of it; none at all is the figure 0.
    let said = !claim.hypothetical && (!claim.negated || claim.form == "zero") && claim.predicate != "other";
    // Two explosions are what happened, and no toll of it.
    let kind = claim.predicate != "attacked" || claim.form == "number" || claim.form == "vague";
    let several = claim.figure().is_none() && claim.vague.as_deref() == Some("several");
    let sized = claim.figure().is_some() || claim.vague.is_some();
    // "Some of them" beside a figure is a part of it without one.
    let beside = |other: &Claim| other.predicate == claim.predicate && other.figure().is_some();
    said && kind && sized && !(several && report.claims.iter().any(beside))
}

/// Where an event was, as far as its leads agree: its main country.
struct Where<'e> {
    main: Option<&'e str>,
}

impl<'e> Where<'e> {
    fn of(event: &'e Event) -> Self {
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for place in event.places.iter().filter(|place| !place.country.is_empty()) {
            let most = named.entry(&place.country).or_default();
            *most = (*most).max(place.reports);
        }
        let most = named.values().copied().max().unwrap_or_default();
        let mut main = named.into_iter().filter(|&(_, reports)| reports == most).map(|(country, _)| country);
        // Two that are named as often leave it open.
        let first = main.next().filter(|_| most > 0);
        Self { main: first.filter(|_| main.next().is_none()) }
    }

    /// Whether the place of a claim is in another country.
    fn is_elsewhere(&self, claim: &Claim, report: &Report) -> bool {
        let (Some(main), Some(span)) = (self.main, claim.place.as_ref().and_then(|place| place.span)) else {
            return false;
        };
        let mut there = report.names.iter().filter(|name| span.contains(name.span)).filter_map(country).peekable();
        there.peek().is_some() && there.all(|country| country != main)
    }
}

/// Whether the date of a claim is that of another event.
fn is_before(claim: &Claim, event: &Event, day: Option<i32>) -> bool {
    let value = claim.date.as_ref().and_then(|date| date.value.as_deref()).unwrap_or_default();
    match (value.len(), day) {
        (10.., Some(day)) => day_number(value).is_some_and(|then| then < day - BEFORE),
        // A month or a year, before that of the event.
        (4 | 7, Some(_)) => event.date.get(..value.len()).is_some_and(|then| value < then),
        _ => false,
    }
}

/// Figures that a report of the event tells as background, and none in its lead: where another report leaves out that they are.
fn told_as_background(event: &Event, reports: &[Report]) -> BTreeSet<(String, u64)> {
    /// A smaller figure may be the same by chance.
    const LEAST: u64 = 3;
    let figure = |claim: &Claim| {
        claim.figure().filter(|&figure| figure >= LEAST).map(|figure| (claim.predicate.clone(), figure))
    };
    let of = || event.reports.iter().map(|&at| &reports[at]);
    let mut found: BTreeSet<_> =
        of().flat_map(|report| &report.claims).filter(|claim| claim.historic).filter_map(figure).collect();
    for report in of() {
        let lead = report.lead_end();
        for claim in report.claims.iter().filter(|claim| claim.is_told() && claim.span().start() < lead) {
            if let Some(figure) = figure(claim) {
                found.remove(&figure);
            }
        }
    }
    found
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    predicate: String,
    class: String,
    suicide: bool,
    joint: bool,
    part: bool,
    /// Of a part of whom no more is said: three in a grave state and one in surgery are two parts.
    of: Option<u64>,
}

/// Whether a claim tells once more of an attacker's death that the report has as one: "before the gunman was killed".
fn is_the_attacker(claim: &Claim, report: &Report) -> bool {
    claim.predicate == "killed"
        && claim.form == "singular"
        && claim.subject.class == "militants"
        && report.claims.iter().any(|other| other.suicide)
}

impl Key {
    fn of(claim: &Claim, report: &Report) -> Self {
        let of = |whole: usize| report.claims.get(whole).is_some_and(|whole| whole.predicate == claim.predicate);
        let part = claim.subset_of.is_some_and(of);
        let held = matches!(claim.predicate.as_str(), "detained" | "kidnapped" | "surrendered");
        let class = match claim.subject.class.as_str() {
            "" | "unknown" | "civilians" => "people",
            // One outlet says that ten suspects were taken, another ten militants.
            "militants" | "detainees" if held => "people",
            class => class,
        };
        Self {
            predicate: claim.predicate.clone(),
            class: class.to_owned(),
            suicide: claim.suicide || is_the_attacker(claim, report),
            joint: claim.joint,
            part,
            of: claim.count.filter(|_| part && class == "people"),
        }
    }
}

fn cell(report: &Report, at: usize, row: usize, claim: &Claim) -> Cell {
    let source = claim.source.as_ref();
    let speaker = source.and_then(|source| source.span).map(|span| report.words(span)).unwrap_or_default();
    let kind = source.map_or("outlet", |source| if source.kind.is_empty() { "person" } else { &source.kind });
    let sentence = report.sentences.get(claim.sentence).map_or_else(|| claim.span(), |part| part.span);
    Cell {
        report: report.id.clone(),
        at,
        row,
        span: claim.span(),
        text: report.words(claim.span()).to_owned(),
        count: claim.count,
        min: claim.min,
        max: claim.max,
        modifier: claim.modifier.clone(),
        vague: claim.vague.clone(),
        speaker: speaker.split_whitespace().collect::<Vec<_>>().join(" "),
        kind: kind.to_owned(),
        subject: claim.subject.words.clone().unwrap_or_default(),
        superseded: claim.superseded,
        alleged: claim.alleged,
        historic: claim.historic,
        sentence,
    }
}

impl Cell {
    /// The least and the most that the words allow; the most is open where they say so.
    #[must_use]
    pub fn bounds(&self) -> (u64, Option<u64>) {
        let vague = match self.vague.as_deref() {
            Some("tens") => Some((20, Some(99))),
            Some("hundreds") => Some((200, Some(999))),
            Some("thousands") => Some((2_000, Some(9_999))),
            Some("hundreds_of_thousands") => Some((200_000, Some(999_999))),
            Some(_) => Some((2, None)),
            None => None,
        };
        match (self.count, vague) {
            (None, Some((low, high))) => (self.min.unwrap_or(low), self.max.or(high)),
            (None, None) => (self.min.unwrap_or(0), self.max),
            (Some(count), _) => match self.modifier.as_deref() {
                Some("at_least") => (count, self.max),
                Some("more_than") => (count.saturating_add(1), self.max),
                Some("at_most") => (self.min.unwrap_or(0), Some(count)),
                Some("less_than") => (self.min.unwrap_or(0), Some(count.saturating_sub(1))),
                _ => (self.min.unwrap_or(count), Some(self.max.unwrap_or(count))),
            },
        }
    }

    /// The figure as one number: the count, or the least that is said.
    #[must_use]
    pub fn figure(&self) -> Option<u64> {
        self.count.or(self.min).or(self.max)
    }
}

fn quantity(key: Key, cells: Vec<Cell>, event: &Event, reports: &[Report]) -> Quantity {
    let Key { predicate, class, suicide, joint, part, .. } = key;
    let current: Vec<&Cell> = cells.iter().filter(|cell| !cell.superseded).collect();
    let judged: Vec<&Cell> = if current.is_empty() { cells.iter().collect() } else { current };
    let low = judged.iter().filter_map(|cell| cell.figure()).min();
    let high = judged.iter().filter_map(|cell| cell.max.or(cell.figure())).max();
    let sources: BTreeSet<usize> = judged.iter().filter_map(|cell| event.sources.get(cell.at).copied()).collect();
    let verdict = verdict(&judged, event, reports);
    Quantity { predicate, class, part, joint, suicide, verdict, low, high, sources: sources.len(), cells }
}

fn verdict(cells: &[&Cell], event: &Event, reports: &[Report]) -> Verdict {
    let figures: BTreeSet<u64> = cells.iter().filter_map(|cell| cell.figure()).collect();
    let vague = cells.iter().filter(|cell| cell.figure().is_none());
    if figures.is_empty() {
        return Verdict::Vague;
    }
    let given: BTreeSet<usize> = cells.iter().map(|cell| cell.at).collect();
    if let [figure] = figures.iter().copied().collect::<Vec<_>>()[..] {
        let allowed = vague.clone().all(|cell| {
            let (low, high) = cell.bounds();
            low <= figure && high.is_none_or(|high| figure <= high)
        });
        return match (vague.count() > 0, given.len()) {
            (_, 1) => Verdict::Single,
            (false, _) => Verdict::Agree,
            (true, _) if allowed => Verdict::Partial,
            (true, _) => Verdict::Disagree,
        };
    }
    if given.len() > 1 && is_updated(cells, event, reports) { Verdict::Updated } else { Verdict::Disagree }
}

/// Whether each report gives one figure, and later reports never a lower one than earlier ones, but for a last correction.
fn is_updated(cells: &[&Cell], event: &Event, reports: &[Report]) -> bool {
    let mut by_time: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for cell in cells {
        let Some(report) = event.reports.get(cell.at).and_then(|&number| reports.get(number)) else { return false };
        if report.published.is_empty() {
            return false;
        }
        by_time.entry(&report.published).or_default().extend(cell.figure());
    }
    let steps: Vec<BTreeSet<u64>> = by_time.into_values().filter(|figures| !figures.is_empty()).collect();
    steps.len() > 1
        && steps.iter().all(|figures| figures.len() == 1)
        && steps.windows(2).all(|pair| pair[0].last() <= pair[1].last())
}
