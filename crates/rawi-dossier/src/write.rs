//! Events and their figures as JSON and as tables.

use crate::cell::Cell;
use crate::events::Event;
use crate::figures::{Figures, Quantity};
use crate::policy::Policy;
use crate::report::Report;
use rawi_core::schema::{Field, Kind, Schema};
use serde::Serialize;
use serde_json::{Value, json};

/// An event with its figures, as JSON: what `rawi figures --format json` gives a list of under `events`. Spans are in bytes
/// of the report's text.
#[must_use]
pub fn json(event: &Event, figures: &Figures, reports: &[Report]) -> Value {
    let of: Vec<&Report> = event.reports.iter().map(|&at| &reports[at]).collect();
    let places: Vec<Value> = event
        .places
        .iter()
        .map(|place| json!({"name": place.name, "entity": place.entity, "country": place.country, "reports": place.reports}))
        .collect();
    let about: Vec<Value> = of
        .iter()
        .zip(&event.sources)
        .map(|(report, source)| {
            json!({
                "id": report.id, "outlet": report.outlet, "published": report.published, "title": report.headline(),
                "url": report.url, "source": source, "sha256": report.sha256,
            })
        })
        .collect();
    json!({
        "id": event.id,
        "date": event.date,
        "places": places,
        "reports": of.iter().map(|report| report.id.as_str()).collect::<Vec<_>>(),
        "about": about,
        "sources": event.source_count(),
        "figures": value(&figures.quantities),
        "background": value(&figures.background),
        "checks": value(&figures.checks),
    })
}

/// The same with one figure for each quantity, by a rule: `estimate` in each of `figures`, and `killed`, in all.
#[must_use]
pub fn json_by(policy: Policy, event: &Event, figures: &Figures, reports: &[Report]) -> Value {
    let mut event_json = json(event, figures, reports);
    for (quantity, out) in figures.quantities.iter().zip(event_json["figures"].as_array_mut().into_iter().flatten()) {
        out["estimate"] = json!(policy.of(quantity, event));
    }
    event_json["killed"] = json!(policy.killed(figures, event));
    event_json
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// The columns of a table with a figure a line: name, what it holds, what it says.
const COLUMNS: [(&str, Holds, &str); 25] = [
    ("event", Holds::Text, "The event: the id of its first report."),
    ("date", Holds::Text, "When it was, ISO 8601."),
    ("place", Holds::Text, "Its place, most told of; empty where none is known."),
    ("predicate", Holds::Name, "What was done: killed, injured ..."),
    ("class", Holds::Name, "To whom: people, militants ..."),
    ("part", Holds::Yes, "The figure is part of another one."),
    ("joint", Holds::Yes, "Dead and wounded in one figure."),
    ("suicide", Holds::Yes, "The attackers' own deaths."),
    ("background", Holds::Yes, "The figure is of another event."),
    ("verdict", Holds::Name, "Whether the reports agree."),
    ("report", Holds::Text, "The report that gives it."),
    ("outlet", Holds::Text, "Who published the report."),
    ("published", Holds::Text, "When, ISO 8601."),
    ("count", Holds::Number, "How many."),
    ("min", Holds::Number, "The least it can be, as said."),
    ("max", Holds::Number, "The most it can be, as said."),
    ("modifier", Holds::MaybeName, "How the figure is hedged: at_least, about ..."),
    ("vague", Holds::MaybeName, "The size that a vague word gives: tens ..."),
    ("speaker", Holds::Text, "Who says so, in the report's words; empty for its own voice."),
    ("speaker_kind", Holds::Name, "What kind of speaker that is."),
    ("superseded", Holds::Yes, "The report itself gives a newer figure in its place."),
    ("text", Holds::Text, "The words that state the figure."),
    ("start", Holds::Offset, "Where they begin, in bytes of the report's text."),
    ("end", Holds::Offset, "Where they end."),
    ("sentence", Holds::Text, "The sentence, with its spaces as single ones."),
];

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// One of few names.
    Name,
    MaybeName,
    /// A number, or nothing.
    Number,
    Offset,
    Yes,
}

impl Holds {
    fn field(self, name: &'static str, doc: &'static str) -> Field {
        let name_kind = || Kind::Enum { names: Vec::new(), open: true };
        let number = Kind::Integer { min: 0, max: u64::MAX };
        match self {
            Self::Text => Field::new(name, Kind::Text, doc),
            Self::Name => Field::new(name, name_kind(), doc),
            Self::MaybeName => Field::new(name, name_kind(), doc).optional(),
            Self::Number => Field::new(name, number, doc).optional(),
            Self::Offset => Field::new(name, number, doc),
            Self::Yes => Field::new(name, Kind::Boolean, doc),
        }
    }
}

/// The columns of [`figure_rows`], with what each says.
///
/// ```
/// let columns = rawi_dossier::figure_columns();
/// assert_eq!(columns.fields()[0].name, "event");
/// ```
#[must_use]
pub fn figure_columns() -> Schema {
    Schema::new(COLUMNS.map(|(name, holds, doc)| holds.field(name, doc)).to_vec())
}

/// The figures of an event, one a row, each with a value for each of [`figure_columns`].
#[must_use]
pub fn figure_rows(event: &Event, figures: &Figures, reports: &[Report]) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for (quantity, background) in figures.all() {
        rows.extend(quantity.cells.iter().map(|cell| row(event, quantity, cell, background, reports)));
    }
    rows
}

/// The first line of [`csv`].
#[must_use]
pub fn csv_head() -> String {
    table(&COLUMNS.map(|(name, ..)| name.to_owned()))
}

/// The figures of an event as lines of a table, a figure a line, without the head.
#[must_use]
pub fn csv(event: &Event, figures: &Figures, reports: &[Report]) -> String {
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Bool(true) => "yes".to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let line = |row: Vec<Value>| table(&row.into_iter().map(text).collect::<Vec<_>>());
    figure_rows(event, figures, reports).into_iter().map(line).collect()
}

fn row(event: &Event, quantity: &Quantity, cell: &Cell, background: bool, reports: &[Report]) -> Vec<Value> {
    let report = event.reports.get(cell.at).and_then(|&at| reports.get(at));
    let of = |get: fn(&Report) -> &str| report.map(get).unwrap_or_default();
    let sentence = report.map(|report| report.words(cell.sentence)).unwrap_or_default();
    let values: [Value; COLUMNS.len()] = [
        event.id.as_str().into(),
        event.date.as_str().into(),
        event.places.first().map(|place| place.name.as_str()).unwrap_or_default().into(),
        quantity.predicate.as_str().into(),
        quantity.class.as_str().into(),
        quantity.part.into(),
        quantity.joint.into(),
        quantity.suicide.into(),
        background.into(),
        quantity.verdict.name().into(),
        cell.report.as_str().into(),
        of(|report| &report.outlet).into(),
        of(|report| &report.published).into(),
        cell.count.into(),
        cell.min.into(),
        cell.max.into(),
        cell.modifier.as_deref().into(),
        cell.vague.as_deref().into(),
        cell.speaker.as_str().into(),
        cell.kind.as_str().into(),
        cell.superseded.into(),
        cell.text.as_str().into(),
        cell.span.start().into(),
        cell.span.end().into(),
        sentence.split_whitespace().collect::<Vec<_>>().join(" ").into(),
    ];
    values.into()
}

/// Cells as a line of CSV (RFC 4180). One that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// ```
/// assert_eq!(rawi_dossier::table(&["أ، \"ب\"".into(), "=1+1".into(), "a,b".into()]), "\"أ، \"\"ب\"\"\",'=1+1,\"a,b\"\n");
/// ```
#[must_use]
pub fn table(cells: &[String]) -> String {
    let mut out = String::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let quoted = cell.contains([',', '"', '\n', '\r']);
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let text = cell.replace('"', "\"\"");
        let quote = if quoted { "\"" } else { "" };
        let apostrophe = if formula { "'" } else { "" };
        out.push_str(&[quote, apostrophe, &text, quote].concat());
    }
    out.push('\n');
    out
}
