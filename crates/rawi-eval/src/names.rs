//! Names: by the rules of corpora of names.

use crate::classes::Classes;
use crate::counts::Counts;
use crate::error::EvalError;
use crate::reading::Reading;
use crate::rows::GoldRow;
use crate::scorer::{Scorer, Settings, TaskScore};
use rawi_config::closest;
use rawi_core::Span;
use rawi_core::layers::MENTIONS;
use rawi_core::schema::Kind;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The class that a label counts as; none if it does not count.
fn fold(label: &str, classes: Classes) -> Option<&str> {
    match (classes, label) {
        (Classes::Full, _) => Some(label),
        (_, "PERS" | "PER") => Some("PERS"),
        (_, "ORG") => Some("ORG"),
        (_, "LOC" | "GPE" | "FAC") => Some("LOC"),
        (Classes::Anercorp, "MISC" | "MIS" | "MIS0" | "MIS1" | "MIS2" | "MIS3" | "MIS-1" | "EVENT" | "PRODUCT") => {
            Some("MISC")
        }
        _ => None,
    }
}

/// The labels that rawi's stages give.
fn known_labels() -> BTreeSet<String> {
    let schema = MENTIONS.schema();
    let kinds = schema.iter().flat_map(|schema| schema.fields()).map(|field| &field.kind);
    let names = kinds.filter_map(|kind| match kind {
        Kind::Enum { names, .. } => Some(names),
        _ => None,
    });
    names.flatten().map(|name| name.clone().into_owned()).collect()
}

type Name = (usize, usize, String);

/// An accepted alternative counts for every gold name that has it, an optional span is neither a miss nor a false alarm.
pub(crate) struct Names {
    classes: Classes,
    exact: bool,
    totals: BTreeMap<String, Counts>,
    /// Labels of the gold with how often they stand there, and labels that were found.
    wanted: BTreeMap<String, usize>,
    found: BTreeSet<String>,
}

impl Names {
    pub(crate) fn new(settings: &Settings) -> Self {
        let (classes, exact) = (settings.classes, settings.exact);
        Self { classes, exact, totals: BTreeMap::new(), wanted: BTreeMap::new(), found: BTreeSet::new() }
    }

    /// What the pipeline found, in characters of the text; spans grown to written words if the gold marks such.
    fn found(&mut self, reading: &Reading<'_>, grow: bool) -> Result<BTreeSet<Name>, EvalError> {
        let mut names = BTreeSet::new();
        let more: &[&str] = if self.classes == Classes::Full { &["numbers", "dates"] } else { &[] };
        let layers = std::iter::once(reading.layer("mentions")?)
            .chain(more.iter().map(|name| reading.doc.as_ref().and_then(|doc| doc.raw_layer(name))));
        for layer in layers.flatten() {
            for (row, &span) in layer.spans().iter().enumerate() {
                let value = layer.json(row);
                let Some(label) = value["label"].as_str() else { continue };
                if !self.found.contains(label) {
                    self.found.insert(label.to_owned());
                }
                let Some(label) = fold(label, self.classes) else { continue };
                let span = if grow { whole_words(reading.text(), span) } else { span };
                let (start, end) = reading.offsets.chars(span);
                names.insert((start, end, label.to_owned()));
            }
        }
        Ok(names)
    }
}

impl Scorer for Names {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let gold = reading.gold.required("mentions", Some("label"), &reading.offsets)?;
        let grow = !self.exact && gold.iter().all(|row| !row.is_object);
        let found = self.found(reading, grow)?;
        let classes = self.classes;
        let label = |row: &GoldRow| match row.fields.get("label").and_then(Value::as_str) {
            Some(label) => Ok(label.to_owned()),
            None => {
                let at = format!("{}..{}", row.start, row.end);
                Err(EvalError(format!("{}: the name {at} of the gold has no label", reading.gold.place)))
            }
        };
        let mut used: BTreeSet<Name> = BTreeSet::new();
        for row in &gold {
            let own = label(row)?;
            *self.wanted.entry(own.clone()).or_default() += 1;
            let mut alternatives: Vec<BTreeSet<Name>> = Vec::new();
            for rows in &row.alternatives {
                let mut names = BTreeSet::new();
                for row in rows {
                    let label = label(row)?;
                    names.extend(fold(&label, classes).map(|label| (row.start, row.end, label.to_owned())));
                }
                alternatives.push(names);
            }
            let Some(class) = fold(&own, classes) else {
                used.extend(alternatives.into_iter().flatten().filter(|name| found.contains(name)));
                continue;
            };
            let name = (row.start, row.end, class.to_owned());
            let hit = if found.contains(&name) {
                Some(BTreeSet::from([name]))
            } else {
                alternatives.into_iter().find(|names| !names.is_empty() && names.is_subset(&found))
            };
            let counts = self.totals.entry(class.to_owned()).or_default();
            match hit {
                Some(names) => {
                    counts.right += 1;
                    used.extend(names);
                }
                None => counts.missed += 1,
            }
        }
        let optional = reading.gold.rows("optional", Some("label"), &reading.offsets)?.unwrap_or_default();
        let optional: BTreeSet<(usize, usize)> = optional.iter().map(|row| (row.start, row.end)).collect();
        for (_, _, label) in found.difference(&used).filter(|(start, end, _)| !optional.contains(&(*start, *end))) {
            self.totals.entry(label.clone()).or_default().wrong += 1;
        }
        Ok(())
    }

    fn score(self: Box<Self>, warnings: &mut Vec<String>) -> TaskScore {
        let known = known_labels();
        for (label, times) in &self.wanted {
            let folded = self.classes != Classes::Full && fold(label, self.classes).is_some();
            if folded || known.contains(label) || self.found.contains(label) {
                continue;
            }
            let candidates = known.iter().chain(&self.found).map(String::as_str);
            let hint = match closest(label, candidates) {
                Some(near) => format!("did you mean `{near}`?"),
                None if fold(label, Classes::Anercorp).is_some() => "`--classes anercorp` folds it".to_owned(),
                None => format!("names have {}", known.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
            };
            let effect = if self.classes == Classes::Full { "so they count as missed" } else { "so they do not count" };
            warnings.push(format!(
                "no stage gave the label `{label}`, which {times} names of the gold have, {effect}; {hint}"
            ));
        }
        let mut all = Counts::default();
        self.totals.values().for_each(|counts| all.add(*counts));
        let rows = self.totals.into_iter().chain([("micro".to_owned(), all)]).collect();
        TaskScore { name: "mentions".to_owned(), rows, rouge: None }
    }
}

/// Corpora that mark written words have the proclitic in the name.
fn whole_words(text: &str, span: Span) -> Span {
    let start = text[..span.start()].trim_end_matches(|c: char| !c.is_whitespace()).len();
    let end = text.len() - text[span.end()..].trim_start_matches(|c: char| !c.is_whitespace()).len();
    Span::new(start, end)
}
