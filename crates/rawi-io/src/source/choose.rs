//! Which source reads what stands on the command line.

use super::contract::OpenSource;
use super::csv::CsvSource;
use super::files;
use super::jsonl::JsonlSource;
use super::text::TextSource;
use crate::error::OpenError;
use crate::format::Format;
use std::path::Path;

impl Format {
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
/// [`SourceContext::inputs`](super::contract::SourceContext::inputs).
///
/// # Errors
/// As [`Format::of_inputs`].
pub fn source_for(inputs: &[String], format: Option<&str>) -> Result<Box<dyn OpenSource>, OpenError> {
    Ok(match Format::of_inputs(inputs, format)? {
        Format::Text => Box::new(TextSource::default()),
        Format::Jsonl => Box::new(JsonlSource::default()),
        Format::Csv => Box::new(CsvSource::default()),
        #[cfg(feature = "html")]
        Format::Html => Box::new(super::html::HtmlSource::default()),
        #[cfg(not(feature = "html"))]
        Format::Html => return Err(OpenError::new("this rawi was built without HTML (feature `html`)")),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(super::parquet::ParquetSource::default()),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(OpenError::new("this rawi was built without Parquet (feature `parquet`)")),
    })
}
