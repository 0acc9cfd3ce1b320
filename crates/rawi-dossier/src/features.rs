//! What of a report says which event it tells of.

use crate::day::one_day;
use crate::report::{Claim, Name, Report};
use crate::terms::{each_word, mix, name_key, number, terms};
use serde::{Deserialize, Serialize};

/// The headline's words count so many times.
const HEADLINE: f32 = 3.0;
/// Words of the text that count twice: what a report begins with says what it is about.
const LEAD: usize = 40;
/// Words of the text that are read.
const READ: usize = 400;
/// Who was killed, hurt, taken or lost: the toll is what reports of one attack or accident agree in before all else.
pub(crate) const HARM: [&str; 5] = ["killed", "injured", "detained", "missing", "kidnapped"];

/// A word by its number, and how much it weighs.
pub(crate) type Weighted = (u32, f32);

/// What of a report says which event it tells of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Features {
    /// The day of publication.
    pub(crate) day: Option<i32>,
    /// Places of the headline and the lead that are no countries; sorted, as all lists here.
    pub(crate) places: Vec<u64>,
    /// Countries of the headline and the lead: of places, and of nationalities.
    pub(crate) countries: Vec<u64>,
    /// Persons and organisations of the headline and the lead.
    pub(crate) names: Vec<u64>,
    /// Whether the lead tells of people who came to harm.
    pub(crate) harm: bool,
    /// How many came to which harm, as far as figures are given: for each kind of [`HARM`] the counts of the lead, ascending.
    pub(crate) tolls: [Vec<u64>; HARM.len()],
    /// The same for the whole report.
    pub(crate) all_tolls: [Vec<u64>; HARM.len()],
    /// Who they were, as far as figures are given in the lead.
    pub(crate) harmed: People,
    /// On which days people were killed, hurt or lost, as the lead says; ascending.
    pub(crate) harm_days: Vec<i32>,
    /// Days that the lead names, from a week before its publication to a few days behind.
    pub(crate) dates: Vec<u64>,
    /// Numbers of the headline.
    pub(crate) headline: Vec<u64>,
}

impl Features {
    pub(crate) fn of(report: &Report) -> Self {
        let lead = report.lead_end();
        let headline = headline_words(report);
        let mut places = Vec::new();
        let (mut countries, mut names) = (Vec::new(), Vec::new());
        for name in report.names.iter().filter(|name| !name.label.is_empty()) {
            let words = report.words(name.span);
            if name.span.start() >= lead && !stands_in(&headline, words) {
                continue;
            }
            match &*name.label {
                "GPE" | "LOC" | "FAC" => {
                    countries.extend(country(name).map(number));
                    if !is_country(name) {
                        places.push(key(name, words));
                    }
                }
                "NORP" => countries.extend(country(name).map(number)),
                "PERS" | "ORG" => names.push(key(name, words)),
                _ => {}
            }
        }
        let mut dates = dates(report, lead);
        let mut headline_numbers = digits(&report.title);
        let told: Vec<&Claim> = report
            .claims
            .iter()
            .filter(|claim| claim.is_told() && claim.span().start() < lead && HARM.contains(&claim.predicate.as_str()))
            .collect();
        let harm = !told.is_empty();
        let mut harm_days: Vec<i32> = told.iter().filter_map(|claim| harm_day(claim)).collect();
        harm_days.sort_unstable();
        harm_days.dedup();
        let tolls = tolls(&told);
        let harmed = People::of(&told);
        let all_tolls = self::tolls(&report.claims.iter().filter(|claim| claim.is_told()).collect::<Vec<_>>());
        for list in [&mut places, &mut countries, &mut names, &mut dates, &mut headline_numbers] {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            day: report.day(),
            places,
            countries,
            names,
            harm,
            harmed,
            harm_days,
            tolls,
            all_tolls,
            dates,
            headline: headline_numbers,
        }
    }
}

/// Kinds of people: bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct People(u8);

impl People {
    const UNKNOWN: u8 = 1;
    const FIGHTERS: u8 = 2;
    const FORCES: u8 = 4;
    const CIVILIANS: u8 = 8;

    /// Those whom a toll counts. "Eighteen" of nobody in particular, beside eighteen soldiers, are these.
    fn of(claims: &[&Claim]) -> Self {
        let counts = || counted(claims).filter(|claim| claim.figure().is_some_and(|count| count > 0));
        let are_known = |claim: &Claim| {
            let same = |other: &&Claim| other.predicate == claim.predicate && other.figure() == claim.figure();
            counts().filter(same).any(|other| Self::class(&other.subject.class) != Self::UNKNOWN)
        };
        let bits = counts().map(|claim| match Self::class(&claim.subject.class) {
            Self::UNKNOWN if are_known(claim) => 0,
            class => class,
        });
        Self(bits.fold(0, |all, class| all | class))
    }

    fn class(class: &str) -> u8 {
        match class {
            "" | "unknown" => Self::UNKNOWN,
            "militants" | "detainees" => Self::FIGHTERS,
            "security_forces" | "foreign_forces" => Self::FORCES,
            _ => Self::CIVILIANS,
        }
    }

    /// Whether both are told of, and none of the one can be among the others.
    pub(crate) fn are_others(self, other: Self) -> bool {
        let unknown = (self.0 | other.0) & Self::UNKNOWN != 0;
        self.0 != 0 && other.0 != 0 && !unknown && self.0 & other.0 == 0
    }
}

/// The words of the headline and the text, ascending, and how much each counts.
pub(crate) fn words(report: &Report) -> Vec<Weighted> {
    let mut words: Vec<Weighted> = terms(&report.title).into_iter().map(|term| (term, HEADLINE)).collect();
    // No more of a long text than is read.
    let end = report.text.char_indices().nth(READ * 12).map_or(report.text.len(), |(at, _)| at);
    let read = terms(&report.text[..end]).into_iter().take(READ).enumerate();
    words.extend(read.map(|(i, term)| (term, if i < LEAD { 2.0 } else { 1.0 })));
    words.sort_unstable_by_key(|&(term, _)| term);
    words.dedup_by(|next, first| {
        let same = next.0 == first.0;
        first.1 += if same { next.1 } else { 0.0 };
        same
    });
    for (_, count) in &mut words {
        *count = 1.0 + count.ln();
    }
    words
}

fn headline_words(report: &Report) -> Vec<u64> {
    let mut all = Vec::new();
    each_word(&report.title, |word, _| all.push(number(crate::terms::stem(word))));
    all
}

/// Whether a name stands in a headline, whose words are numbers.
fn stands_in(headline: &[u64], name: &str) -> bool {
    let mut words = Vec::new();
    each_word(name, |word, _| words.push(number(crate::terms::stem(word))));
    !words.is_empty() && headline.windows(words.len()).any(|window| window == words)
}

/// What a name names, as a number; by its words where that is not known.
pub(crate) fn key(name: &Name, words: &str) -> u64 {
    if name.entity.is_empty() { name_key(words) } else { mix(number(&name.entity)) }
}

/// The country of a place or a nationality, as two letters: `SY` of `SY/aleppo`, of OCHA's code `SY02`, of `norp:SY` and `SY`.
pub(crate) fn country(name: &Name) -> Option<&str> {
    let id = name.entity.strip_prefix("norp:").unwrap_or(&name.entity);
    let (code, _) = id.split_at_checked(2)?;
    (is_within(id, code) && code.bytes().all(|b| b.is_ascii_uppercase())).then_some(code)
}

/// Whether an id is that of `place`, or of a place in it: `LB/beirut` in `LB`, by OCHA's codes `SY02` in `SY` and `SY0201` in `SY02`.
pub(crate) fn is_within(id: &str, place: &str) -> bool {
    let is_part = |rest: &str| rest.is_empty() || rest.starts_with('/') || rest.bytes().all(|b| b.is_ascii_digit());
    id.strip_prefix(place).is_some_and(is_part)
}

/// Whether a name is that of a place.
pub(crate) fn is_place(name: &Name) -> bool {
    matches!(&*name.label, "GPE" | "LOC" | "FAC")
}

/// Whether a place is a country.
pub(crate) fn is_country(name: &Name) -> bool {
    name.entity.len() == 2 && country(name).is_some()
}

/// The day of a claim that has one. Not of arrests, which go on for days.
fn harm_day(claim: &Claim) -> Option<i32> {
    if matches!(claim.predicate.as_str(), "detained" | "kidnapped") {
        return None;
    }
    one_day(claim.date.as_ref()?.value.as_deref()?)
}

/// The claims that count in a toll: no attacker, no part of another figure.
fn counted<'c>(claims: &'c [&'c Claim]) -> impl Iterator<Item = &'c Claim> {
    claims.iter().copied().filter(|claim| !claim.suicide && claim.subset_of.is_none())
}

/// The counts of each kind of harm.
fn tolls(claims: &[&Claim]) -> [Vec<u64>; HARM.len()] {
    HARM.map(|harm| {
        let of = counted(claims).filter(|claim| claim.predicate == harm);
        let mut counts: Vec<u64> =
            of.filter_map(|claim| claim.count.or(claim.min)).filter(|&count| count > 0).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    })
}

/// The numbers of `text` in digits, but for years.
pub(crate) fn digits(text: &str) -> Vec<u64> {
    let mut all = Vec::new();
    each_word(text, |word, _| {
        if let Ok(number) = word.parse::<u64>()
            && !(1900..2100).contains(&number)
        {
            all.push(number);
        }
    });
    all
}

/// The days that a report names before `lead`, as far as they are near its publication.
fn dates(report: &Report, lead: usize) -> Vec<u64> {
    const BEFORE: i32 = 7;
    const BEHIND: i32 = 3;
    let Some(day) = report.day() else { return Vec::new() };
    let named = report.dates.iter().filter(|date| date.span.start() < lead);
    let near =
        named.filter_map(|date| one_day(&date.value)).filter(|named| (-BEFORE..=BEHIND).contains(&(named - day)));
    // As they are only compared, the sign is of no account.
    near.map(|named| u64::from(named.cast_unsigned())).collect()
}
