//! `rawi timeline`.

use super::figures::heading;
use super::reports::{self, Input};
use super::which::Which;
use super::{Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::apart;
use rawi_dossier::{Event, Report, events, figures, happened, known};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    which: Which,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let (reports, failed) = reports::read(&args.input, plugins)?;
    let mut events = args.which.of(events(&reports), &reports)?;
    // Of all events, those that several reports tell of say most.
    if args.which.are_all() && events.iter().any(|event| event.reports.len() > 1) {
        events.retain(|event| event.reports.len() > 1);
    }
    events.sort_by(|one, other| (&one.date, &one.id).cmp(&(&other.date, &other.id)));
    match args.format {
        Format::Text => {
            for event in &events {
                print(&text(event, &reports))?;
            }
        }
        Format::Json => {
            let events: Vec<Value> = events.iter().map(|event| as_json(event, &reports)).collect();
            print_json(&json!({ "events": events }))?;
        }
    }
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
}

fn text(event: &Event, reports: &[Report]) -> String {
    let mut out = heading(event);
    let _ = writeln!(out, "  \x1b[36mwhat happened\x1b[0m");
    for item in happened(event, reports) {
        let report = &reports[event.reports[item.report]];
        let sentence = report.sentences.get(item.sentence).map(|part| report.words(part.span)).unwrap_or_default();
        let (sentence, id) = (apart(sentence), apart(&report.id));
        let _ = writeln!(out, "    {}  {sentence}  [{id}]", item.date);
    }
    let _ = writeln!(out, "  \x1b[36mwhat was known when\x1b[0m");
    let figures = figures(event, reports);
    for item in known(event, &figures) {
        let report = &reports[event.reports[item.report]];
        let new: Vec<String> = item
            .new
            .iter()
            .map(|(quantity, cell)| {
                let speaker =
                    if cell.speaker.is_empty() { String::new() } else { format!(" ({})", apart(&cell.speaker)) };
                format!("{} {} {}{speaker}", quantity.predicate, apart(quantity.counted()), cell.amount())
            })
            .collect();
        let new = if new.is_empty() { "nothing new".to_owned() } else { new.join("; ") };
        let [published, outlet] = [&report.published, &report.outlet].map(|part| apart(part));
        let _ = writeln!(out, "    {published}  {outlet}  {new}  [{}]", apart(&report.id));
    }
    out.push('\n');
    out
}

fn as_json(event: &Event, reports: &[Report]) -> Value {
    let happened: Vec<Value> = happened(event, reports)
        .iter()
        .map(|item| {
            let report = &reports[event.reports[item.report]];
            let span = report.sentences.get(item.sentence).map(|part| part.span);
            let words = span.map(|span| report.words(span)).unwrap_or_default();
            json!({"date": item.date, "report": report.id, "span": span, "text": words})
        })
        .collect();
    let figures = figures(event, reports);
    let known: Vec<Value> = known(event, &figures)
        .iter()
        .map(|item| {
            let report = &reports[event.reports[item.report]];
            let new: Vec<Value> = item
                .new
                .iter()
                .map(|(quantity, cell)| json!({"predicate": quantity.predicate, "class": quantity.class, "cell": cell}))
                .collect();
            json!({"report": report.id, "outlet": report.outlet, "published": report.published, "new": new})
        })
        .collect();
    json!({"id": event.id, "date": event.date, "happened": happened, "known": known})
}
