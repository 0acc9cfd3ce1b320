//! Events and their figures as JSON and as tables.

use crate::cell::Cell;
use crate::events::Event;
use crate::figures::{Figures, Quantity};
use crate::report::Report;
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

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// The columns of [`csv`].
const COLUMNS: [&str; 25] = [
    "event",
    "date",
    "place",
    "predicate",
    "class",
    "part",
    "joint",
    "suicide",
    "background",
    "verdict",
    "report",
    "outlet",
    "published",
    "count",
    "min",
    "max",
    "modifier",
    "vague",
    "speaker",
    "speaker_kind",
    "superseded",
    "text",
    "start",
    "end",
    "sentence",
];

/// The first line of a table of figures.
#[must_use]
pub fn csv_head() -> String {
    table(&COLUMNS.map(str::to_owned))
}

/// The figures of an event as lines of a table, a figure a line, without the head.
#[must_use]
pub fn csv(event: &Event, figures: &Figures, reports: &[Report]) -> String {
    let mut out = String::new();
    for (quantity, background) in figures.all() {
        for cell in &quantity.cells {
            out.push_str(&table(&row(event, quantity, cell, background, reports)));
        }
    }
    out
}

fn row(
    event: &Event,
    quantity: &Quantity,
    cell: &Cell,
    background: bool,
    reports: &[Report],
) -> [String; COLUMNS.len()] {
    let report = event.reports.get(cell.at).and_then(|&at| reports.get(at));
    let of = |get: fn(&Report) -> &str| report.map(get).unwrap_or_default().to_owned();
    let number = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    let sentence = report.map(|report| report.words(cell.sentence)).unwrap_or_default();
    [
        event.id.clone(),
        event.date.clone(),
        event.places.first().map(|place| place.name.clone()).unwrap_or_default(),
        quantity.predicate.clone(),
        quantity.class.clone(),
        yes(quantity.part),
        yes(quantity.joint),
        yes(quantity.suicide),
        yes(background),
        quantity.verdict.name().to_owned(),
        cell.report.clone(),
        of(|report| &report.outlet),
        of(|report| &report.published),
        number(cell.count),
        number(cell.min),
        number(cell.max),
        cell.modifier.clone().unwrap_or_default(),
        cell.vague.clone().unwrap_or_default(),
        cell.speaker.clone(),
        cell.kind.clone(),
        yes(cell.superseded),
        cell.text.clone(),
        cell.span.start().to_string(),
        cell.span.end().to_string(),
        sentence.split_whitespace().collect::<Vec<_>>().join(" "),
    ]
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
