//! The figures of an event: quantities beside each other, by report and speaker, and whether they agree.

use crate::arithmetic::{Check, checks};
use crate::background::Background;
use crate::cell::Cell;
use crate::events::Event;
use crate::report::{Claim, Report};
use crate::terms::{each_word, stem};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted, and every figure that the reports of an event give for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// `killed`, `injured` ... as in the layer `claims`.
    pub predicate: String,
    /// Who: `civilians` and people of whom no more is said together as `people`, else the class of the claims.
    pub class: String,
    /// What things are counted, as the first report has it; empty for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub things: String,
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

impl Quantity {
    /// Who or what is counted: a class, or things in a report's words.
    #[must_use]
    pub fn counted(&self) -> &str {
        if self.things.is_empty() { &self.class } else { &self.things }
    }

    /// Whether it counts people of whom no more is said, so that it may hold every group. Not where each report speaks of civilians.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.class == "people" && !self.cells.iter().all(|cell| cell.civilians)
    }
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

/// The figures that the reports of `event` give.
#[must_use]
pub fn figures(event: &Event, reports: &[Report]) -> Figures {
    let mut told: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
    let mut others: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
    let mut sums = Vec::new();
    let background = Background::of(event, reports);
    for (at, &number) in event.reports.iter().enumerate() {
        let report = &reports[number];
        let whole = Whole::of(report);
        let abroad = background.abroad(report);
        let mut voices = Voices::default();
        for (row, claim) in report.claims.iter().enumerate().filter(|(_, claim)| whole.has_figure(claim)) {
            let mut cell = Cell::of(report, at, row, claim);
            cell.historic = background.holds(claim, &cell, report, &abroad);
            let mut key = whole.key(claim);
            if cell.historic {
                others.entry(key).or_default().push(cell);
                continue;
            }
            if voices.are_part(&key, &cell) && claim.span().start() >= report.opening_end() {
                key.make_part(claim);
            }
            told.entry(key).or_default().push(cell);
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
    Figures { quantities: whole(told), background: whole(others), checks: sums }
}

/// What a claim is to be seen beside: the whole of its report.
struct Whole<'r> {
    report: &'r Report,
    /// Predicates with a figure.
    counted: BTreeSet<&'r str>,
    /// The sentences that tell of an attacker's death.
    suicides: BTreeSet<usize>,
}

impl<'r> Whole<'r> {
    fn of(report: &'r Report) -> Self {
        let counted = report.claims.iter().filter(|claim| claim.figure().is_some());
        Self {
            report,
            counted: counted.map(|claim| claim.predicate.as_str()).collect(),
            suicides: report.claims.iter().filter(|claim| claim.suicide).map(|claim| claim.sentence).collect(),
        }
    }

    /// Whether a claim is a figure at all: a number or a size of something that is said to have been.
    fn has_figure(&self, claim: &Claim) -> bool {
        // `negated` with a figure is a denial of it; none at all is the figure 0.
        let said = !claim.hypothetical && (!claim.negated || claim.form == "zero") && claim.predicate != "other";
        // Two explosions are what happened, and no toll of it.
        let kind = claim.predicate != "attacked" || claim.form == "number" || claim.form == "vague";
        let several = claim.figure().is_none() && claim.vague.as_deref() == Some("several");
        let sized = claim.figure().is_some() || claim.vague.is_some();
        // "Some of them" beside a figure is a part of it without one.
        said && kind && sized && !(several && self.counted.contains(claim.predicate.as_str()))
    }

    /// Whether a claim tells once more of an attacker's death that the report has as one: "before the gunman was killed". Beside it in
    /// one sentence it is another's: "one blew himself up, and one was killed".
    fn is_the_attacker(&self, claim: &Claim) -> bool {
        claim.predicate == "killed"
            && claim.form == "singular"
            && claim.subject.class == "militants"
            && !self.suicides.is_empty()
            && !self.suicides.contains(&claim.sentence)
    }

    fn key(&self, claim: &Claim) -> Key {
        let of = |whole: usize| self.report.claims.get(whole).is_some_and(|whole| whole.predicate == claim.predicate);
        let held = matches!(claim.predicate.as_str(), "detained" | "kidnapped" | "surrendered");
        let class = match claim.subject.class.as_str() {
            "" | "unknown" | "civilians" => "people",
            // One outlet says that ten suspects were taken, another ten militants.
            "militants" | "detainees" if held => "people",
            class => class,
        };
        let mut key = Key {
            predicate: claim.predicate.clone(),
            class: class.to_owned(),
            things: if class == "objects" { noun(claim) } else { String::new() },
            suicide: claim.suicide || self.is_the_attacker(claim),
            joint: claim.joint,
            part: false,
            of: None,
        };
        if claim.subset_of.is_some_and(of) {
            key.make_part(claim);
        }
        key
    }
}

/// The stem of the first word that says what things are counted.
fn noun(claim: &Claim) -> String {
    let mut noun = String::new();
    each_word(claim.subject.words.as_deref().unwrap_or_default(), |word, _| {
        if noun.is_empty() {
            // The ending of the accusative, which follows numbers.
            let stem = stem(word);
            noun.push_str(stem.strip_suffix('ا').filter(|rest| rest.chars().count() > 2).unwrap_or(stem));
        }
    });
    noun
}

/// What figures are told of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    predicate: String,
    class: String,
    /// What things: houses, weapons.
    things: String,
    suicide: bool,
    joint: bool,
    part: bool,
    /// The figure of a part: three in a grave state and one in surgery are two parts.
    of: Option<u64>,
}

impl Key {
    /// Says that the figure of `claim` is a part of a greater one.
    fn make_part(&mut self, claim: &Claim) {
        // Children and women are a part of the dead wherever they are told of.
        if !PARTS.contains(&self.class.as_str()) {
            (self.part, self.of) = (true, claim.count);
        }
    }
}

/// Classes that a total of people holds.
const PARTS: [&str; 2] = ["children", "women"];

/// The greatest figure that each voice of a report has given so far: 39 in one hospital, said by who said before that 50 were hurt,
/// does not stand against the 50 but is part of it.
#[derive(Default)]
struct Voices(BTreeMap<(Key, String), u64>);

impl Voices {
    /// Whether the figure of `cell` is less than its voice gave before.
    fn are_part(&mut self, key: &Key, cell: &Cell) -> bool {
        if cell.superseded || key.part {
            return false;
        }
        let (low, high) = cell.bounds();
        let greatest = self.0.entry((key.clone(), cell.speaker.clone())).or_default();
        let part = high.is_some_and(|high| high < *greatest);
        *greatest = low.max(*greatest);
        part
    }
}

fn quantity(key: Key, cells: Vec<Cell>, event: &Event, reports: &[Report]) -> Quantity {
    let Key { predicate, class, suicide, joint, part, .. } = key;
    let things = cells.first().filter(|_| class == "objects").map(|cell| cell.subject.clone()).unwrap_or_default();
    let part = part || PARTS.contains(&class.as_str());
    let current: Vec<&Cell> = cells.iter().filter(|cell| !cell.superseded).collect();
    let judged: Vec<&Cell> = if current.is_empty() { cells.iter().collect() } else { current };
    let low = judged.iter().filter_map(|cell| cell.figure()).min();
    let high = judged.iter().filter_map(|cell| cell.max.or(cell.figure())).max();
    let sources: BTreeSet<usize> = judged.iter().filter_map(|cell| event.sources.get(cell.at).copied()).collect();
    let verdict = verdict(&judged, event, reports);
    Quantity { predicate, class, things, part, joint, suicide, verdict, low, high, sources: sources.len(), cells }
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
