//! One figure where a table must hold one: the rules that analysts and data projects go by.

use crate::cell::Cell;
use crate::events::Event;
use crate::figures::{Figures, Quantity};
use crate::report::Report;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How one figure is made of several. What each does stands in docs/dossier.md, with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The least and the most that is given.
    Range,
    /// The least that is given.
    Low,
    /// The most that is given.
    High,
    /// What the latest report gives; of several figures in it the highest, which is the total.
    Latest,
    /// What each kind of speaker gives, the least and the most of each.
    BySource,
    /// The most conservative figure where reports differ or are vague: the lowest; 10 for tens, 100 for hundreds (Armed Conflict
    /// Location & Event Data, Codebook, "Fatalities").
    Acled,
    /// Low, best and high: the lowest and the highest figure, and the one that most sources give, the lower one of two (Uppsala
    /// Conflict Data Program, Georeferenced Event Dataset, Codebook, "Fatality estimates").
    Ucdp,
    /// The minimum and the maximum reported (Iraq Body Count, "Methodology").
    Ibc,
}

impl Policy {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Range, Self::Low, Self::High, Self::Latest, Self::BySource, Self::Acled, Self::Ucdp, Self::Ibc];

    /// The rule that is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }

    /// Its name: `range`, `by-source`, `acled` ...
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Low => "low",
            Self::High => "high",
            Self::Latest => "latest",
            Self::BySource => "by-source",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Ibc => "ibc",
        }
    }

    /// What a vague word counts as.
    fn vague(self, word: &str) -> u64 {
        match (word, self) {
            ("tens", _) => 10,
            ("hundreds", _) => 100,
            ("thousands", _) => 1_000,
            ("hundreds_of_thousands", _) => 100_000,
            // ACLED codes "several" and "many" as ten.
            (_, Self::Acled) => 10,
            _ => 2,
        }
    }

    /// What stands for the cells of one quantity; `None` if none of them is to be counted.
    #[must_use]
    pub fn of(self, quantity: &Quantity, event: &Event) -> Option<Estimate> {
        let cells: Vec<&Cell> = quantity.cells.iter().filter(|cell| !cell.superseded).collect();
        let cells = if cells.is_empty() { quantity.cells.iter().collect() } else { cells };
        // Tens of dead are no other figure than 70 of them: a vague word counts where nobody gives a number.
        let number = |cell: &Cell| cell.count.or(cell.min).or(cell.max);
        let numbered = cells.iter().any(|cell| number(cell).is_some());
        let given: Vec<(u64, u64, &Cell)> = cells
            .iter()
            .filter_map(|cell| {
                let vague = || cell.vague.as_deref().filter(|_| !numbered).map(|word| self.vague(word));
                let low = number(cell).or_else(vague)?;
                Some((low, cell.max.unwrap_or(low).max(low), *cell))
            })
            .collect();
        let low = given.iter().map(|&(low, ..)| low).min()?;
        let high = given.iter().map(|&(_, high, _)| high).max()?;
        let differ = low != high;
        let (low, best, high, why) = match self {
            Self::Range | Self::Ibc => (low, None, high, "the least and the most that is given".to_owned()),
            Self::Low => (low, Some(low), low, "the least that is given".to_owned()),
            Self::High => (high, Some(high), high, "the most that is given".to_owned()),
            Self::Latest => {
                let last = given.iter().map(|(_, _, cell)| cell.at).max()?;
                let of_it = given.iter().filter(|(_, _, cell)| cell.at == last);
                let (best, id) = of_it.map(|&(low, _, cell)| (low, &cell.report)).max_by_key(|&(low, _)| low)?;
                (best, Some(best), best, format!("of the latest report, {id}"))
            }
            Self::BySource => {
                let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
                for &(low, high, cell) in &given {
                    let kind = if cell.speaker.is_empty() { "the report's own voice" } else { cell.kind.as_str() };
                    let range = kinds.entry(kind).or_insert((low, high));
                    *range = (range.0.min(low), range.1.max(high));
                }
                let kinds: Vec<String> = kinds
                    .into_iter()
                    .map(
                        |(kind, (low, high))| {
                            if low == high { format!("{kind} {low}") } else { format!("{kind} {low} to {high}") }
                        },
                    )
                    .collect();
                (low, None, high, kinds.join(", "))
            }
            Self::Acled if differ => (low, Some(low), low, "reports differ: the most conservative figure".to_owned()),
            Self::Acled => (low, Some(low), low, "all give the same".to_owned()),
            Self::Ucdp => {
                let mut sources: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
                for (low, _, cell) in &given {
                    sources.entry(*low).or_default().extend(event.sources.get(cell.at));
                }
                let most =
                    sources.iter().max_by_key(|&(figure, sources)| (sources.len(), std::cmp::Reverse(*figure)))?;
                (
                    low,
                    Some(*most.0),
                    high,
                    format!("best: given by {} of {} sources", most.1.len(), event.source_count()),
                )
            }
        };
        Some(Estimate { policy: self, low, best, high, why })
    }

    /// The people killed in an event. Figures of different groups are added; where a figure of all stands beside them, the greater
    /// counts. Parts of a figure, joint figures and the attackers' own deaths are never added: a total may hold them.
    #[must_use]
    pub fn killed(self, figures: &Figures, event: &Event) -> Option<Estimate> {
        let counted = figures
            .quantities
            .iter()
            .filter(|one| one.predicate == "killed" && !one.part && !one.joint && !one.suicide);
        let (mut all, mut groups): (Option<Estimate>, Option<Estimate>) = (None, None);
        for quantity in counted {
            let Some(estimate) = self.of(quantity, event) else { continue };
            let sum = if quantity.is_of_all() { &mut all } else { &mut groups };
            *sum = Some(match sum.take() {
                None => estimate,
                Some(sum) => Estimate {
                    policy: self,
                    low: sum.low.saturating_add(estimate.low),
                    best: sum.best.zip(estimate.best).map(|(one, other)| one.saturating_add(other)),
                    high: sum.high.saturating_add(estimate.high),
                    why: if sum.why == estimate.why { sum.why } else { format!("{}; {}", sum.why, estimate.why) },
                },
            });
        }
        match (all, groups) {
            (Some(all), Some(groups)) => Some(Estimate {
                policy: self,
                low: all.low.max(groups.low),
                best: all.best.max(groups.best),
                high: all.high.max(groups.high),
                why: all.why,
            }),
            (all, groups) => all.or(groups),
        }
    }
}

/// One figure for several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The rule it was made by.
    pub policy: Policy,
    /// The least.
    pub low: u64,
    /// The figure itself, where the rule gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// The most.
    pub high: u64,
    /// How it came about.
    pub why: String,
}

impl Estimate {
    /// As a table has it: `3`, `1 to 3`, `1 / 3 / 5` for low, best and high.
    #[must_use]
    pub fn text(&self) -> String {
        match (self.policy, self.best) {
            (Policy::Ucdp, Some(best)) => format!("{} / {best} / {}", self.low, self.high),
            (_, Some(best)) => best.to_string(),
            (_, None) if self.low == self.high => self.low.to_string(),
            (_, None) => format!("{} to {}", self.low, self.high),
        }
    }
}

/// Tables that coders of conflicts paste into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// event_date, location, country, fatalities, source, notes.
    Acled,
    /// The same with low, best and high.
    Ucdp,
}

impl Columns {
    /// The names of the columns.
    #[must_use]
    pub fn head(self) -> Vec<String> {
        let numbers: &[&str] = match self {
            Self::Acled => &["fatalities"],
            Self::Ucdp => &["low", "best", "high"],
        };
        ["event_date", "location", "country"]
            .iter()
            .chain(numbers)
            .chain(&["source", "notes"])
            .map(|&name| name.to_owned())
            .collect()
    }

    /// The row of an event; the numbers are empty where no report tells of dead.
    #[must_use]
    pub fn row(self, event: &Event, figures: &Figures, reports: &[Report]) -> Vec<String> {
        let place = event.places.iter().find(|place| place.entity != place.country).or(event.places.first());
        let country = event.places.iter().map(|place| place.country.as_str()).find(|country| !country.is_empty());
        let mut row = vec![
            event.date.clone(),
            place.map(|place| place.name.clone()).unwrap_or_default(),
            country.unwrap_or_default().to_owned(),
        ];
        let policy = if self == Self::Acled { Policy::Acled } else { Policy::Ucdp };
        let killed = policy.killed(figures, event);
        let number =
            |get: fn(&Estimate) -> u64| killed.as_ref().map(|killed| get(killed).to_string()).unwrap_or_default();
        match self {
            Self::Acled => row.push(number(|killed| killed.best.unwrap_or(killed.low))),
            Self::Ucdp => {
                row.extend([
                    number(|killed| killed.low),
                    number(|killed| killed.best.unwrap_or(killed.low)),
                    number(|killed| killed.high),
                ]);
            }
        }
        let mut outlets: Vec<&str> = Vec::new();
        for &at in &event.reports {
            let report = &reports[at];
            let outlet = if report.outlet.is_empty() { report.id.as_str() } else { report.outlet.as_str() };
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        row.push(outlets.join("; "));
        row.push(notes(event, figures, reports));
        row
    }
}

/// What is reported, and every figure that differs, with who says it.
fn notes(event: &Event, figures: &Figures, reports: &[Report]) -> String {
    let headline = event.reports.first().map(|&at| reports[at].headline()).unwrap_or_default();
    let mut notes = vec![headline.split_whitespace().collect::<Vec<_>>().join(" ")];
    for quantity in figures.quantities.iter().filter(|quantity| !quantity.joint) {
        let mut name = format!("{} {}", quantity.predicate, quantity.counted());
        if quantity.suicide {
            name.push_str(" (attacker's own death, not added)");
        }
        if quantity.part {
            name.push_str(" (part)");
        }
        let mut said: Vec<String> = Vec::new();
        for cell in &quantity.cells {
            let old = if cell.superseded { ", superseded" } else { "" };
            let speaker = if cell.speaker.is_empty() { &cell.report } else { &cell.speaker };
            let one = format!("{} ({speaker}{old})", cell.amount());
            if !said.contains(&one) {
                said.push(one);
            }
        }
        notes.push(format!("{name}: {}", said.join(", ")));
    }
    notes.join(". ")
}
