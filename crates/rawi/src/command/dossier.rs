//! `rawi dossier`.

use super::figures::chosen;
use super::reports::{self, Input};
use super::{Failure, Outcome, Result, pipeline, print_data};
use crate::digest::grouped;
use crate::terminal::{say, shown};
use rawi_dossier::{Lang, events, page, workbook};
use std::path::Path;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// Where the dossier goes: a file ending in .html, a page that needs nothing else; in .xlsx, a workbook; or `-` for the page on
    /// stdout
    #[arg(short, long, value_name = "FILE")]
    output: String,
    /// Only this event: its id, or that of one of its reports
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// The language of headings and labels; the reports stay as they are
    #[arg(long, value_enum, default_value_t)]
    lang: Language,
    /// Replace a file that exists
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// Arabic, from right to left
    #[default]
    Ar,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ar => Self::Ar,
            Language::En => Self::En,
        }
    }
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let path = Path::new(&args.output);
    let to_stdout = args.output == "-";
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !to_stdout && !matches!(ending.as_str(), "html" | "htm" | "xlsx") {
        let message = format!(
            "a dossier is a page or a workbook: name a file that ends in .html or .xlsx, not `{}`",
            args.output
        );
        return Err(Failure::usage(message));
    }
    if !to_stdout && path.exists() && !args.overwrite {
        let message = format!("{} exists; name another file, or say --overwrite", path.display());
        return Err(Failure::usage(message));
    }
    let (reports, failed) = reports::read(&args.input, plugins)?;
    let events = chosen(events(&reports), &reports, args.event.as_deref())?;
    if to_stdout {
        print_data(&page(&events, &reports, args.lang.into()))?;
    } else {
        let bytes = match ending.as_str() {
            "xlsx" => workbook(&events, &reports, args.lang.into())
                .map_err(|error| Failure::run(format!("cannot make {}: {error}", path.display())))?,
            _ => page(&events, &reports, args.lang.into()).into_bytes(),
        };
        rawi_io::replace(path, &bytes)
            .map_err(|error| Failure::run(format!("cannot write {}: {error}", path.display())))?;
    }
    if !plugins.quiet && !to_stdout {
        let count: usize = events.iter().map(|event| event.reports.len()).sum();
        let (events, count) = (grouped(events.len() as u64), grouped(count as u64));
        say(&format!("{events} events of {count} reports in {}", shown(&path.display().to_string())));
    }
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
}
