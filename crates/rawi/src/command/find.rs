//! `rawi find`.

use super::reports::{self, How};
use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::{apart, one_line};
use rawi_dossier::{Found, find};
use serde_json::json;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records or texts, as `rawi figures` reads them; and last what is looked for: a name in any spelling, or the id of an entity
    /// (`SY/aleppo`)
    #[arg(required = true, value_name = "RECORDS|TEXTS... NAME")]
    words: Vec<String>,
    #[command(flatten)]
    how: How,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>, quiet: bool) -> Result {
    let Some((name, inputs)) =
        args.words.split_last().filter(|(_, inputs)| !inputs.is_empty() || args.how.store.is_some())
    else {
        return Err(Failure::usage("name what is read, then what is looked for: `rawi find reports/ NAME`"));
    };
    let (reports, failed) = reports::read_from(inputs, &args.how, plugins, quiet)?;
    let found = find(name, &reports);
    if found.is_empty() {
        return Err(Failure::run(format!("no report names `{}`", one_line(name))));
    }
    match args.format {
        Format::Text => print(&found.iter().map(text).collect::<String>())?,
        Format::Json => print_json(&json!({ "entities": found }))?,
    };
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
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
