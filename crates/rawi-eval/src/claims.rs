//! Claims: what was done and to how many has to be right, and in a table of its own also to whom.
//!
//! A row of the gold is an object: `predicate`, `count` (a number, or null), `subject_class` (or `subject` with `class`), `start` or
//! `count_start` in characters. `predicate_alt`, `count_alt` and `subject_class_alt` are lists of what is right too. What is found and what
//! the gold has are paired one to one, as many as can be, those that stand near each other first.
//!
//! Main table: claims whose number is written or a dual (`kind` explicit or dual, if the row has one, else any with a count). The others
//! (`kind` singular, named and so on, `dup`, `state`, predicate `other`) are neither asked for nor false alarms. What the gold has as
//! `negated` or `hypothetical` is a false alarm where it is told as a fact; so told claims of the pipeline are left out.

use crate::counts::Counts;
use crate::error::EvalError;
use crate::reading::Reading;
use crate::scorer::{Scorer, TaskScore};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};

/// What stands in no closed list counts as this, which is not scored.
const OTHER: &str = "other";

/// A claim, found or of the gold.
#[derive(Debug)]
struct Told {
    predicates: Vec<String>,
    counts: Vec<Option<u64>>,
    classes: Vec<String>,
    /// In characters.
    start: Option<usize>,
    end: Option<usize>,
}

impl Told {
    /// Whether the first of what is found is among what is right.
    fn is(&self, right: &Self, class: bool) -> bool {
        right.predicates.contains(&self.predicates[0])
            && right.counts.contains(&self.counts[0])
            && (!class || right.classes.contains(&self.classes[0]))
    }

    fn away(&self, other: &Self) -> usize {
        self.start.zip(other.start).map_or(0, |(a, b)| a.abs_diff(b))
    }
}

/// What a row of the gold asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Required,
    Ignored,
    Forbidden,
}

/// Counts the claims of the gold.
#[derive(Default)]
pub(crate) struct Claims {
    /// By predicate.
    totals: BTreeMap<String, Counts>,
    with_class: Counts,
    /// Told as facts though the gold denies them.
    forbidden: usize,
    /// Of those found, how many have a place in the gold and begin in it.
    placed: (usize, usize),
}

impl Scorer for Claims {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let gold = gold(reading)?;
        let found = found(reading)?;
        let with =
            |role: Role| gold.iter().filter(move |(is, _)| *is == role).map(|(_, told)| told).collect::<Vec<_>>();
        let (required, ignored, forbidden) = (with(Role::Required), with(Role::Ignored), with(Role::Forbidden));
        let all: Vec<&Told> = found.iter().collect();
        for class in [false, true] {
            let pairs = pair(&all, &required, class);
            let mut add = |predicate: &str, counts: Counts| {
                if class {
                    self.with_class.add(counts);
                } else {
                    self.totals.entry(predicate.to_owned()).or_default().add(counts);
                }
            };
            for (row, wanted) in required.iter().enumerate() {
                let counts = match pairs[row] {
                    Some(_) => Counts { right: 1, ..Counts::default() },
                    None => Counts { missed: 1, ..Counts::default() },
                };
                add(&wanted.predicates[0], counts);
            }
            // Of what is left some are in the gold without being asked for; whoever is counted does not matter there.
            let left: Vec<&Told> = (0..found.len())
                .filter(|row| !pairs.contains(&Some(*row)) && found[*row].predicates[0] != OTHER)
                .map(|row| &found[row])
                .collect();
            let known = pair(&left, &ignored, false);
            for (_, told) in left.iter().enumerate().filter(|(row, _)| !known.contains(&Some(*row))) {
                add(&told.predicates[0], Counts { wrong: 1, ..Counts::default() });
                self.forbidden += usize::from(!class && forbidden.iter().any(|denied| told.is(denied, false)));
            }
            for (wanted, row) in required.iter().zip(&pairs).filter(|_| !class) {
                if let (Some(row), Some(start), Some(end)) = (row, wanted.start, wanted.end) {
                    self.placed.0 += usize::from(found[*row].start.is_some_and(|at| (start..end).contains(&at)));
                    self.placed.1 += 1;
                }
            }
        }
        Ok(())
    }

    fn score(self: Box<Self>, warnings: &mut Vec<String>) -> TaskScore {
        if self.forbidden > 0 {
            let count = self.forbidden;
            warnings.push(format!("claims: {count} told as facts that the gold has as denied or planned"));
        }
        let (inside, placed) = self.placed;
        if 10 * inside < 9 * placed {
            warnings.push(format!(
                "claims: of {placed} that are right {inside} begin in the words that state the quantity"
            ));
        }
        let mut all = Counts::default();
        self.totals.values().for_each(|counts| all.add(*counts));
        let mut rows: Vec<(String, Counts)> = self.totals.into_iter().collect();
        rows.push(("with class".to_owned(), self.with_class));
        rows.push(("claims".to_owned(), all));
        TaskScore { name: "claims".to_owned(), rows, rouge: None }
    }
}

/// The claims of the gold, each with what is asked.
fn gold(reading: &Reading<'_>) -> Result<Vec<(Role, Told)>, EvalError> {
    let rows = reading.gold.rows_by("claims", |row| gold_row(row, reading))?;
    rows.ok_or_else(|| reading.gold.lacks("claims"))
}

fn gold_row(row: &Value, reading: &Reading<'_>) -> Result<(Role, Told), String> {
    let list = |key: &str| row.get(key).and_then(Value::as_array).into_iter().flatten();
    let names = |first: &str, key: &str| {
        std::iter::once(first.to_owned()).chain(list(key).filter_map(Value::as_str).map(str::to_owned)).collect()
    };
    let Some(predicate) = row.get("predicate").and_then(Value::as_str) else {
        return Err("a claim is an object with `predicate` and `count`".to_owned());
    };
    let count = match row.get("count") {
        Some(Value::Null) | None => None,
        Some(count) => Some(count.as_u64().ok_or_else(|| format!("`count` is {count}; write a whole number or null"))?),
    };
    let at = |keys: [&str; 2]| {
        let value = keys.iter().find_map(|key| row.get(*key)).filter(|value| !value.is_null());
        let number = value.map(|value| value.as_u64().and_then(|at| usize::try_from(at).ok()));
        match number.map(|at| at.filter(|at| *at <= reading.offsets.len())) {
            Some(None) => Err(format!("`{}` is no place in a text of {} characters", keys[0], reading.offsets.len())),
            Some(Some(at)) => Ok(Some(at)),
            None => Ok(None),
        }
    };
    let class = row.get("subject_class").or_else(|| row.get("subject").and_then(|subject| subject.get("class")));
    let flag = |key: &str| row.get(key).and_then(Value::as_bool).unwrap_or_default();
    let asked = match row.get("kind").and_then(Value::as_str) {
        Some(kind) => matches!(kind, "explicit" | "dual"),
        None => count.is_some(),
    };
    let role = if flag("negated") || flag("hypothetical") {
        Role::Forbidden
    } else if flag("dup") || flag("state") || predicate == OTHER || !asked {
        Role::Ignored
    } else {
        Role::Required
    };
    let counts = std::iter::once(count).chain(list("count_alt").map(Value::as_u64)).collect();
    let told = Told {
        predicates: names(predicate, "predicate_alt"),
        counts,
        classes: names(class.and_then(Value::as_str).unwrap_or("unknown"), "subject_class_alt"),
        start: at(["start", "count_start"])?,
        end: at(["end", "count_end"])?,
    };
    Ok((role, told))
}

/// The claims that were found with a figure, and told as facts.
fn found(reading: &Reading<'_>) -> Result<Vec<Told>, EvalError> {
    let Some(layer) = reading.layer("claims")? else { return Ok(Vec::new()) };
    let told = layer.spans().iter().enumerate().filter_map(|(row, &span)| {
        let claim = layer.json(row);
        let flag = |key: &str| claim.get(key).and_then(Value::as_bool).unwrap_or_default();
        let count = claim.get("count").and_then(Value::as_u64).filter(|_| !flag("negated") && !flag("hypothetical"))?;
        let predicate =
            claim.get("predicate").and_then(Value::as_str).filter(|name| SCORED.contains(name)).unwrap_or(OTHER);
        let class = claim.get("subject").and_then(|subject| subject.get("class")).and_then(Value::as_str);
        let (start, end) = reading.offsets.chars(span);
        Some(Told {
            predicates: vec![predicate.to_owned()],
            counts: vec![Some(count)],
            classes: vec![class.unwrap_or("unknown").to_owned()],
            start: Some(start),
            end: Some(end),
        })
    });
    Ok(told.collect())
}

/// The predicates of the closed list; those that rawi has beside them (rescued, missing) are `other` to it.
const SCORED: [&str; 10] = [
    "killed",
    "injured",
    "detained",
    "kidnapped",
    "surrendered",
    "displaced",
    "demonstrated",
    "attacked",
    "seized",
    "destroyed",
];

/// The largest pairing of what is found with what is right, by paths that free a pair for another (Kuhn); for each of `right`
/// the row of `found`.
fn pair(found: &[&Told], right: &[&Told], class: bool) -> Vec<Option<usize>> {
    let mut of_right: Vec<Option<usize>> = vec![None; right.len()];
    for first in 0..found.len() {
        // For each of `right` the one of `found` from which it was reached.
        let mut reached: Vec<Option<usize>> = vec![None; right.len()];
        let mut waiting = VecDeque::from([first]);
        'search: while let Some(row) = waiting.pop_front() {
            let mut near: Vec<usize> = (0..right.len()).filter(|&at| found[row].is(right[at], class)).collect();
            near.sort_by_key(|&at| found[row].away(right[at]));
            for at in near {
                if reached[at].is_some() {
                    continue;
                }
                reached[at] = Some(row);
                match of_right[at] {
                    Some(other) => waiting.push_back(other),
                    None => {
                        free(&mut of_right, &reached, at);
                        break 'search;
                    }
                }
            }
        }
    }
    of_right
}

/// Moves every pair of the path that ends at `at` on by one.
fn free(of_right: &mut [Option<usize>], reached: &[Option<usize>], mut at: usize) {
    while let Some(row) = reached[at] {
        let before = of_right.iter().position(|held| *held == Some(row));
        of_right[at] = Some(row);
        match before.filter(|&before| before != at) {
            Some(before) => at = before,
            None => break,
        }
    }
}
