//! All reports that name something, under all its spellings.

use crate::report::{Name, Report};
use crate::terms::name_key;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that reports name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its id, empty where it has none.
    pub entity: String,
    /// Its usual name, or the words.
    pub name: String,
    /// What it is: PERS ORG GPE ...
    pub label: String,
    /// How it is written, with how often; most frequent first.
    pub spellings: Vec<(String, usize)>,
    /// The reports that name it, in order.
    pub reports: Vec<FoundIn>,
}

/// A report that names something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundIn {
    /// The report's id.
    pub id: String,
    /// Who published it.
    pub outlet: String,
    /// When.
    pub published: String,
    /// How often the name stands in it.
    pub count: usize,
    /// Where, in bytes of its text.
    pub spans: Vec<(usize, usize)>,
    /// The first sentence that has it.
    pub sentence: String,
}

/// An id; where there is none, the number of the words and the label.
type Key = (String, u64, String);

/// What `name` may mean in `reports`, with every report that names it: an id, or a name in any spelling. Two that are called
/// alike stand apart if they have different ids; those most reports name come first.
#[must_use]
pub fn find(name: &str, reports: &[Report]) -> Vec<Found> {
    let wanted = name_key(name);
    let is_it = |report: &Report, found: &Name| {
        &*found.entity == name
            || (!found.usual.is_empty() && name_key(&found.usual) == wanted)
            || name_key(report.words(found.span)) == wanted
    };
    let mut meant = BTreeSet::new();
    for report in reports {
        meant.extend(report.names.iter().filter(|found| is_it(report, found)).map(|found| key(report, found)));
    }
    collect(reports, |report, found| meant.contains(&key(report, found)))
}

/// What `reports` name of one label, `GPE` or `PERS`, with every report that names it; those most reports name come first.
///
/// ```
/// use rawi_core::{Document, Span};
/// use rawi_dossier::{Name, Report, named};
///
/// let mut report = Report::of(&Document::new("a", "وصل إلى حلب").unwrap()).unwrap();
/// report.names.push(Name { span: Span::new(15, 21), label: "GPE".into(), entity: "SY/aleppo".into(), usual: "حلب".into() });
/// let places = named("GPE", &[report]);
/// assert_eq!((places[0].name.as_str(), places[0].reports.len()), ("حلب", 1));
/// ```
#[must_use]
pub fn named(label: &str, reports: &[Report]) -> Vec<Found> {
    collect(reports, |_, found| &*found.label == label)
}

fn key(report: &Report, found: &Name) -> Key {
    match &*found.entity {
        "" => (String::new(), name_key(report.words(found.span)), found.label.to_string()),
        entity => (entity.to_owned(), 0, String::new()),
    }
}

/// What the names that are wanted name.
fn collect(reports: &[Report], is_wanted: impl Fn(&Report, &Name) -> bool) -> Vec<Found> {
    let mut all: BTreeMap<Key, (Found, BTreeMap<String, usize>)> = BTreeMap::new();
    for report in reports {
        for found in &report.names {
            if !is_wanted(report, found) {
                continue;
            }
            let key = key(report, found);
            let words = report.words(found.span);
            let (entry, spellings) = all.entry(key).or_insert_with(|| {
                let name = if found.usual.is_empty() { words.to_owned() } else { found.usual.to_string() };
                let (entity, label) = (found.entity.to_string(), found.label.to_string());
                (Found { entity, name, label, spellings: Vec::new(), reports: Vec::new() }, BTreeMap::new())
            });
            *spellings.entry(words.to_owned()).or_default() += 1;
            if entry.reports.last().is_none_or(|last| last.id != report.id) {
                let sentence = report.sentences.iter().find(|part| part.span.contains(found.span));
                entry.reports.push(FoundIn {
                    id: report.id.clone(),
                    outlet: report.outlet.clone(),
                    published: report.published.clone(),
                    count: 0,
                    spans: Vec::new(),
                    sentence: sentence.map(|part| report.words(part.span).to_owned()).unwrap_or_default(),
                });
            }
            if let Some(last) = entry.reports.last_mut() {
                last.count += 1;
                last.spans.push((found.span.start(), found.span.end()));
            }
        }
    }
    let mut found: Vec<Found> = all
        .into_values()
        .map(|(mut found, spellings)| {
            found.spellings = spellings.into_iter().collect();
            found.spellings.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            found
        })
        .collect();
    found.sort_by(|one, other| other.reports.len().cmp(&one.reports.len()).then_with(|| one.entity.cmp(&other.entity)));
    found
}
