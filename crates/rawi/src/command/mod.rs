//! One file per subcommand, and what they share.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod dossier;
pub(crate) mod entities;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod find;
mod github;
pub(crate) mod inspect;
pub(crate) mod lexicon;
pub(crate) mod new;
pub(crate) mod pipeline;
#[cfg(target_os = "linux")]
pub(crate) mod plugin;
pub(crate) mod reports;
pub(crate) mod run;
pub(crate) mod samples;
pub(crate) mod schema;
pub(crate) mod stages;
pub(crate) mod status;
pub(crate) mod test;
pub(crate) mod timeline;
pub(crate) mod train;
mod which;
pub(crate) mod why;

use crate::terminal;
use std::fmt::Write as _;

/// How a subcommand ended that did its work.
pub(crate) enum Outcome {
    /// Nothing to say.
    Fine,
    /// Something was found: exit 1.
    Findings,
}

/// Why a subcommand could not do its work.
pub(crate) struct Failure {
    pub(crate) code: u8,
    /// Empty if all was said already.
    pub(crate) message: String,
}

impl Failure {
    /// A file cannot be read or written, or a run ended early.
    pub(crate) fn run(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// What was asked for cannot be done as it was asked.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }
}

pub(crate) type Result = std::result::Result<Outcome, Failure>;

/// For a person or for a program.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// Prints a result for people.
pub(crate) fn print(text: &str) -> Result {
    printed(terminal::print(text))
}

/// Prints a result for other programs as it is.
pub(crate) fn print_data(text: &str) -> Result {
    printed(terminal::print_data(text.as_bytes()))
}

/// Prints a result that is no text: not on a terminal.
#[cfg(feature = "parquet")]
pub(crate) fn print_bytes(bytes: &[u8]) -> Result {
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        return Err(Failure::usage("what is asked for is no text; send it to a file, with `> FILE`"));
    }
    printed(terminal::print_data(bytes))
}

/// A reader that went away, as `head` does, is no failure.
fn printed(result: std::io::Result<()>) -> Result {
    match result {
        Ok(()) => Ok(Outcome::Fine),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Fine),
        Err(error) => Err(Failure::run(format!("cannot write to stdout: {error}"))),
    }
}

/// Prints JSON, indented, for programs and for eyes.
pub(crate) fn print_json(value: &serde_json::Value) -> Result {
    print_data(&terminal::json(value))
}

/// Rows as columns, the last one ragged.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if widths.len() <= i {
                widths.push(0);
            }
            widths[i] = widths[i].max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let _ = write!(line, "{cell:<width$}  ", width = widths[i]);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
