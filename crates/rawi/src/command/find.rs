//! `rawi find`.

use super::reports::{self, How};
use super::which::Days;
use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::{apart, one_line};
use rawi_dossier::{Found, find, named};
use serde_json::json;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records or texts, as `rawi figures` reads them; and last what is looked for: a name in any spelling, or the id of an entity
    /// (`LB/beirut`). With --label nothing is looked for, and all are read
    #[arg(required_unless_present = "store", value_name = "RECORDS|TEXTS... NAME")]
    words: Vec<String>,
    /// All names of this label in place of one name: GPE (towns and countries), LOC, PERS, ORG ...; a line each, those that most
    /// reports name first
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    how: How,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let (wanted, inputs) = match (&args.label, args.words.split_last()) {
        (Some(label), _) => (label, args.words.as_slice()),
        (None, Some((name, inputs))) if !inputs.is_empty() || args.how.store.is_some() => (name, inputs),
        _ => return Err(Failure::usage("name what is read, then what is looked for: `rawi find reports/ NAME`")),
    };
    let (mut reports, failed) = reports::read_from(inputs, &args.how, plugins)?;
    reports.retain(|report| args.days.hold(report.day()));
    let found = if args.label.is_some() { named(wanted, &reports) } else { find(wanted, &reports) };
    if found.is_empty() {
        let what = if args.label.is_some() { "has a name of the label" } else { "names" };
        return Err(Failure::run(format!("no report {what} `{}`", one_line(wanted))));
    }
    match args.format {
        Format::Text if args.label.is_some() => print(&found.iter().map(line).collect::<String>())?,
        Format::Text => print(&found.iter().map(text).collect::<String>())?,
        Format::Json => print_json(&json!({ "entities": found }))?,
    };
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
}

/// What is named, in one line: in how many reports, how often, and on which days.
fn line(found: &Found) -> String {
    let times: usize = found.reports.iter().map(|report| report.count).sum();
    let days = found.reports.iter().filter_map(|report| report.published.get(..10));
    let days = match (days.clone().min(), days.max()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (first, _) => first.unwrap_or_default().to_owned(),
    };
    let [name, entity, days] = [&found.name, &found.entity, &days].map(|part| apart(part));
    format!("\x1b[1m{name}\x1b[0m  {entity}  reports {}  times {times}  {days}\n", found.reports.len())
}

fn text(found: &Found) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "\x1b[1m{}\x1b[0m  {}  {}", apart(&found.name), found.label, apart(&found.entity));
    let spellings = found.spellings.iter().map(|(words, count)| format!("{} ×{count}", apart(words)));
    let _ = writeln!(out, "  \x1b[36mwritten\x1b[0m  {}", spellings.collect::<Vec<_>>().join(" · "));
    for report in &found.reports {
        let parts = [&report.id, &report.outlet, &report.published].map(|part| apart(part));
        let _ = writeln!(out, "  {}  ×{}  {}", parts.join(" · "), report.count, apart(&report.sentence));
    }
    out.push('\n');
    out
}
