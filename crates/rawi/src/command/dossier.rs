//! `rawi dossier`.

use super::reports::{self, Input};
use super::which::Which;
use super::{Failure, Outcome, Result, pipeline, print_data};
use crate::digest::grouped;
use crate::terminal::{say, shown};
use rawi_dossier::{DossierFile, FileError, Lang, events, page};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// Where the dossier goes: a file ending in .html, a page that needs nothing else; in .xlsx, a workbook; or `-` for the page on
    /// stdout
    #[arg(short, long, value_name = "FILE")]
    output: String,
    #[command(flatten)]
    which: Which,
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
    // Refused before anything is read.
    let file = match args.output.as_str() {
        "-" => None,
        path => Some(DossierFile::new(path, args.overwrite).map_err(refused)?),
    };
    let (reports, failed) = reports::read(&args.input, plugins)?;
    let events = args.which.of(events(&reports), &reports)?;
    match &file {
        Some(file) => file.write(&events, &reports, args.lang.into()).map_err(refused)?,
        None => _ = print_data(&page(&events, &reports, args.lang.into()))?,
    }
    if !plugins.quiet && file.is_some() {
        let count: usize = events.iter().map(|event| event.reports.len()).sum();
        let of =
            |count: usize, noun: &str| format!("{} {noun}{}", grouped(count as u64), if count == 1 { "" } else { "s" });
        say(&format!("{} of {} in {}", of(events.len(), "event"), of(count, "report"), shown(&args.output)));
    }
    Ok(if failed { Outcome::Findings } else { Outcome::Fine })
}

fn refused(error: FileError) -> Failure {
    match error {
        FileError::Exists(_) => Failure::usage(format!("{error}, or say --overwrite")),
        FileError::Ending(_) => Failure::usage(error.to_string()),
        error => Failure::run(error.to_string()),
    }
}
