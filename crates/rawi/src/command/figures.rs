//! `rawi figures`.

use super::reports::{self, Input};
use super::which::Which;
use super::{Failure, Outcome, Result, pipeline, print, print_bytes, print_data};
use crate::digest::grouped;
use crate::terminal::{apart, json as json_text, say};
use rawi_dossier::{
    Columns, Event, Policy, Quantity, Report, csv, csv_head, events, figure_columns, figure_rows, figures, json,
    json_by, table,
};
use serde_json::Value;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    which: Which,
    /// One figure for each quantity, by this rule; docs/dossier.md tells each, with its source
    #[arg(long, value_name = "RULE", value_parser = Policy::ALL.map(Policy::name))]
    policy: Option<String>,
    /// A table for coders of conflicts in place of the figures, as CSV: a row an event that tells of figures, with every one that differs
    /// in its notes
    #[arg(long, value_enum, conflicts_with_all = ["policy", "format"])]
    columns: Option<Table>,
    /// How to print: for reading, for programs, or as a table with a figure a line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Csv,
    /// As `csv`, with types; for a file: `> figures.parquet`
    #[cfg(feature = "parquet")]
    Parquet,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Table {
    /// event_date, location, country, fatalities, source, notes
    Acled,
    /// event_date, location, country, low, best, high, source, notes
    Ucdp,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let (reports, failed) = reports::read(&args.input, plugins)?;
    let events = args.which.of(events(&reports), &reports)?;
    if let Some(table) = args.columns {
        print_data(&columns(table, &events, &reports))?;
        return Ok(if failed { Outcome::Findings } else { Outcome::Fine });
    }
    let policy = args.policy.as_deref().and_then(Policy::named);
    match args.format {
        Format::Json => {
            print_events(events.iter().map(|event| as_json(event, &reports, policy)))?;
        }
        Format::Csv => {
            let lines = events.iter().map(|event| csv(event, &figures(event, &reports), &reports));
            print_data(&[csv_head()].into_iter().chain(lines).collect::<String>())?;
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let rows: Vec<_> =
                events.iter().flat_map(|event| figure_rows(event, &figures(event, &reports), &reports)).collect();
            let made = rawi_io::arrow::table(&figure_columns(), &rows).and_then(|table| rawi_io::parquet(&table));
            print_bytes(&made.map_err(|error| Failure::run(format!("cannot make a table of the figures: {error}")))?)?;
        }
        Format::Text => {
            // An event of one report has nothing to be set beside.
            let several: Vec<&Event> = events.iter().filter(|event| event.reports.len() > 1).collect();
            let shown = if several.is_empty() { events.iter().collect() } else { several };
            for event in &shown {
                print(&text(event, &reports, policy))?;
            }
            if !plugins.quiet && shown.len() < events.len() {
                let more = grouped((events.len() - shown.len()) as u64);
                say(&format!(
                    "{more} more events stand in one report each; --event ID shows one, --format csv or json all"
                ));
            }
        }
    }
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
}

/// Prints a list of events as JSON, indented, each as it is made: all of an archive's would fill the memory.
fn print_events(events: impl Iterator<Item = Value>) -> Result {
    let mut before = "{\n  \"events\": [";
    for event in events {
        print_data(&format!("{before}\n    {}", json_text(&event).trim_end().replace('\n', "\n    ")))?;
        before = ",";
    }
    print_data(if before == "," { "\n  ]\n}\n" } else { "{\n  \"events\": []\n}\n" })
}

fn as_json(event: &Event, reports: &[Report], policy: Option<Policy>) -> Value {
    let figures = figures(event, reports);
    match policy {
        Some(policy) => json_by(policy, event, &figures, reports),
        None => json(event, &figures, reports),
    }
}

fn columns(which: Table, events: &[Event], reports: &[Report]) -> String {
    let columns = match which {
        Table::Acled => Columns::Acled,
        Table::Ucdp => Columns::Ucdp,
    };
    let mut dated: Vec<&Event> = events.iter().collect();
    dated.sort_by(|one, other| (&one.date, &one.id).cmp(&(&other.date, &other.id)));
    let mut out = table(&columns.head());
    for event in dated {
        let figures = figures(event, reports);
        if !figures.quantities.is_empty() {
            out.push_str(&table(&columns.row(event, &figures, reports)));
        }
    }
    out
}

/// The line above what is said of an event.
pub(crate) fn heading(event: &Event) -> String {
    let place = event.places.first().map(|place| apart(&place.name)).unwrap_or_default();
    format!("\x1b[1m{}\x1b[0m  {}  {place}\n", apart(&event.id), event.date)
}

/// An event for a person to read.
fn text(event: &Event, reports: &[Report], policy: Option<Policy>) -> String {
    let mut out = heading(event);
    let _ = writeln!(out, "  {} reports from {} sources", event.reports.len(), event.source_count());
    for (&at, source) in event.reports.iter().zip(&event.sources) {
        let report = &reports[at];
        let parts = [&report.id, &report.outlet, &report.published].map(|part| apart(part));
        let _ = writeln!(out, "  \x1b[2m{}\x1b[0m {}  {}", source + 1, parts.join(" · "), apart(report.headline()));
    }
    let figures = figures(event, reports);
    for quantity in &figures.quantities {
        out.push_str(&quantity_text(quantity, ""));
        if let Some(estimate) = policy.and_then(|policy| policy.of(quantity, event)) {
            let _ = writeln!(out, "    {}: {} ({})", estimate.policy.name(), estimate.text(), apart(&estimate.why));
        }
    }
    for quantity in &figures.background {
        out.push_str(&quantity_text(quantity, " (background)"));
    }
    if let Some(killed) = policy.and_then(|policy| policy.killed(&figures, event)) {
        let _ = writeln!(out, "  killed in all, {}: {} ({})", killed.policy.name(), killed.text(), apart(&killed.why));
    }
    for check in &figures.checks {
        let parts: Vec<String> = check.parts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let verdict = if check.holds { "comes out" } else { "does not come out" };
        let id = apart(&check.report);
        let _ = writeln!(out, "  sum {verdict}: {} = {} in {id}", parts.join(" + "), check.total);
    }
    out.push('\n');
    out
}

fn quantity_text(quantity: &Quantity, note: &str) -> String {
    let mut out = String::new();
    let mut name = format!("{} {}", quantity.predicate, apart(quantity.counted()));
    for (is, word) in [(quantity.part, "part"), (quantity.joint, "joint"), (quantity.suicide, "suicide")] {
        if is {
            let _ = write!(name, ", {word}");
        }
    }
    let range = match (quantity.low, quantity.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        _ => String::new(),
    };
    let _ = writeln!(out, "  \x1b[36m{name}{note}\x1b[0m  \x1b[1m{}\x1b[0m  {range}", quantity.verdict.name());
    for cell in &quantity.cells {
        let speaker = if cell.speaker.is_empty() { "-".to_owned() } else { apart(&cell.speaker) };
        let (id, words) = (apart(&cell.report), apart(&cell.text));
        let note = if cell.superseded { "  (superseded)" } else { "" };
        let _ = writeln!(out, "    {:>9}  {id}  {speaker}  {words}{note}", cell.amount());
    }
    out
}
