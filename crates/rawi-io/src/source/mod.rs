//! Where documents come from.

mod csv;
mod fields;
mod html;
mod ids;
mod jsonl;
mod page;
mod text;
mod whole;

pub use csv::CsvSource;
pub use html::HtmlSource;
pub use ids::Ids;
pub use jsonl::JsonlSource;
pub use text::{IdFrom, TextSource};

use crate::{OpenError, files};
use rawi_core::{Document, Meta};
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a document was read: a file and a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file as the user would name it; `stdin` for standard input.
    pub file: Arc<str>,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 { write!(f, ":{}", self.line) } else { Ok(()) }
    }
}

/// One undecoded document.
#[derive(Debug)]
pub struct Raw {
    /// Where it was read.
    pub origin: Origin,
    /// Its id, where the source knows it without decoding.
    pub id: Option<String>,
    /// What the source knows beside the document, from a table of metadata or the cells of a row.
    pub meta: Meta,
    /// What has to be decoded: a file, a line, a cell.
    pub bytes: Vec<u8>,
    /// Bytes of input consumed up to the end of this document, as they lie on disk (packed, where they are);
    /// cumulative over all files, for progress.
    pub read: u64,
}

/// Hands out documents in order. Reading is cheap; [`decoder`](Self::decoder) does the work, on any thread.
pub trait Source: Send {
    /// The next document, or why there is none in its place; `None` at the end.
    ///
    /// After an error that is not [fatal](SourceError::fatal) the next call goes on with the next document.
    fn next(&mut self) -> Option<Result<Raw, SourceError>>;

    /// What makes documents of what this source hands out.
    fn decoder(&self) -> Arc<dyn Decode>;

    /// Bytes of input in all, as they lie on disk; `None` where it cannot be known (standard input).
    fn total_bytes(&self) -> Option<u64>;

    /// What the user should be told and is no error, each said once: what is new since the last call. Ask after opening
    /// and after the last document.
    fn notes(&mut self) -> Vec<String>;
}

/// Makes a document of what a source handed out.
pub trait Decode: Send + Sync {
    /// Decodes one document.
    ///
    /// # Errors
    /// If it is not what the source can read; never [fatal](SourceError::fatal).
    fn decode(&self, raw: Raw) -> Result<Document, SourceError>;
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// Where.
    pub origin: Origin,
    /// The document's id, if it is known.
    pub id: Option<String>,
    /// What, why, and what to do.
    pub message: String,
    /// Whether the source cannot go on: the medium fails. Otherwise this document is rejected as `on-error` says.
    pub fatal: bool,
}

impl SourceError {
    /// This document is rejected, the run may go on.
    pub fn new(origin: Origin, id: Option<String>, message: impl Into<String>) -> Self {
        Self { origin, id, message: message.into(), fatal: false }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

impl std::error::Error for SourceError {}

/// What a source is opened with.
#[derive(Clone, Debug)]
pub struct SourceContext {
    /// The folder of the pipeline file; the source's `files` are relative to it.
    pub base: PathBuf,
    /// Files, globs, folders or `-` from the command line, relative to the working folder; they replace `files`.
    pub inputs: Option<Vec<String>>,
    /// The most bytes that one document may have, unpacked; larger ones are rejected while they are read.
    pub max_document: u64,
}

/// 8 MB: the default of [`SourceContext::max_document`].
pub const MAX_DOCUMENT: u64 = 8_000_000;

impl Default for SourceContext {
    fn default() -> Self {
        Self { base: PathBuf::new(), inputs: None, max_document: MAX_DOCUMENT }
    }
}

/// The options of a source, ready to be opened.
pub trait OpenSource: Send + Sync {
    /// Finds the files and opens the first of them.
    ///
    /// # Errors
    /// If there is nothing to read, a file cannot be found, or two files have the same id.
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError>;
}

/// The options of a source as a table of the pipeline file.
pub trait SourceConfig: OpenSource + DeserializeOwned + Default + 'static {
    /// The name after `uses =`.
    const NAME: &'static str;
    /// What it reads, in a line.
    const SUMMARY: &'static str;

    /// JSON Schema of the options.
    fn schema() -> serde_json::Value;
}

/// The formats a source can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Plain text, one document a file.
    Text,
    /// JSON, one document a line.
    Jsonl,
    /// A table, one document a row.
    Csv,
    /// A web page, one document a file.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Jsonl, Self::Csv, Self::Html];

    /// The name of its source: `text`, `jsonl`, `csv`, `html`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => TextSource::NAME,
            Self::Jsonl => JsonlSource::NAME,
            Self::Csv => CsvSource::NAME,
            Self::Html => HtmlSource::NAME,
        }
    }

    /// The endings of its files, each also with `.gz`.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[".txt"],
            Self::Jsonl => &[".jsonl"],
            Self::Csv => &[".csv"],
            Self::Html => &[".html", ".htm"],
        }
    }

    /// The format of a file by its name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let plain = name.strip_suffix(".gz").unwrap_or(name);
        Self::ALL.into_iter().find(|format| format.endings().iter().any(|ending| plain.ends_with(ending)))
    }

    /// The format of files, globs, folders or `-` from the command line: `named`, or told by the endings.
    ///
    /// # Errors
    /// If `named` is no format, or the endings tell none or more than one.
    pub fn of_inputs(inputs: &[String], named: Option<&str>) -> Result<Self, OpenError> {
        let names = || Self::ALL.map(Self::name).join(", ");
        if let Some(named) = named {
            return Self::ALL
                .into_iter()
                .find(|format| format.name() == named)
                .ok_or_else(|| OpenError::new(format!("`{named}` is no input format; the formats are {}", names())));
        }
        let mut found: Option<(Self, &str)> = None;
        for input in inputs {
            let format = match Self::of_name(input) {
                _ if input == "-" => {
                    return Err(OpenError::new(format!(
                        "what standard input holds is not known; say --input-format, one of {}",
                        names()
                    )));
                }
                Some(format) => format,
                None => match std::fs::metadata(input) {
                    Ok(meta) if meta.is_dir() => Self::of_folder(input)?,
                    Err(error) if !input.contains(['*', '?', '[']) => {
                        return Err(OpenError::new(format!("cannot read {input}: {error}")));
                    }
                    _ => {
                        return Err(OpenError::new(format!(
                            "the ending of {input} does not tell its format; say --input-format, one of {}",
                            names()
                        )));
                    }
                },
            };
            match found {
                Some((first, name)) if first != format => {
                    return Err(OpenError::new(format!(
                        "{name} is {} and {input} is {}; read one format in a run, or say --input-format",
                        first.name(),
                        format.name()
                    )));
                }
                _ => found = Some((format, input)),
            }
        }
        found
            .map(|(format, _)| format)
            .ok_or_else(|| OpenError::new("nothing to read; name files, folders, globs or `-`"))
    }

    /// The format of the files in a folder.
    fn of_folder(folder: &str) -> Result<Self, OpenError> {
        match files::formats_of_folder(Path::new(folder))?.as_slice() {
            [format] => Ok(*format),
            [] => {
                let endings: Vec<&str> = Self::ALL.iter().flat_map(|format| format.endings()).copied().collect();
                Err(OpenError::new(format!(
                    "{folder} holds no file that ends in {} (or the same with .gz); name the files themselves and say \
                     --input-format",
                    endings.join(", ")
                )))
            }
            several => {
                let several: Vec<&str> = several.iter().map(|format| format.name()).collect();
                Err(OpenError::new(format!(
                    "{folder} holds files of several formats ({}); say which to read with --input-format",
                    several.join(", ")
                )))
            }
        }
    }
}

/// The source for inputs from the command line, with its default options: by [`Format::of_inputs`]. Open it with
/// [`SourceContext::inputs`].
///
/// # Errors
/// As [`Format::of_inputs`].
pub fn source_for(inputs: &[String], format: Option<&str>) -> Result<Box<dyn OpenSource>, OpenError> {
    Ok(match Format::of_inputs(inputs, format)? {
        Format::Text => Box::new(TextSource::default()),
        Format::Jsonl => Box::new(JsonlSource::default()),
        Format::Csv => Box::new(CsvSource::default()),
        Format::Html => Box::new(HtmlSource::default()),
    })
}
