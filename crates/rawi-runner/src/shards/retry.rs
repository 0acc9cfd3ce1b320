//! Rejected documents as a source, to be tried again.

use super::begin::Shards;
use rawi_core::{Document, Meta};
use rawi_io::{Decode, Origin, Raw, Source, SourceError, record};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The rejected documents of a folder, in order: those that could be read with the text that was kept, the others as they were
/// read, for the decoder of their source.
pub struct Retry {
    files: std::vec::IntoIter<PathBuf>,
    open: Option<(PathBuf, BufReader<File>)>,
    decoder: Arc<dyn Decode>,
}

impl Retry {
    /// The rejected documents of `shards`; `decoder` is that of the source they came from.
    #[must_use]
    pub fn new(shards: &Shards<'_>, decoder: Arc<dyn Decode>) -> Self {
        let files: Vec<PathBuf> = shards.reads.rejected().iter().map(|name| shards.folder.join(name)).collect();
        Self { files: files.into_iter(), open: None, decoder }
    }
}

/// What stands in a line of rejected documents beside the record.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    meta: Meta,
    rejected: Place,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    #[serde(default)]
    line: u64,
    message: String,
    #[serde(default)]
    raw: Option<String>,
    #[serde(default, rename = "raw-hex")]
    raw_hex: Option<String>,
}

impl Source for Retry {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        loop {
            let Some((path, reader)) = &mut self.open else {
                let path = self.files.next()?;
                match File::open(&path) {
                    Ok(file) => self.open = Some((path, BufReader::new(file))),
                    Err(error) => return Some(Err(fatal(&path, &error))),
                }
                continue;
            };
            let mut bytes = Vec::new();
            match reader.read_until(b'\n', &mut bytes) {
                Ok(0) => self.open = None,
                Ok(_) => return Some(raw(path, bytes)),
                Err(error) => return Some(Err(fatal(path, &error))),
            }
        }
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::new(Again(Arc::clone(&self.decoder)))
    }

    fn total_bytes(&self) -> Option<u64> {
        None
    }

    fn notes(&mut self) -> Vec<String> {
        Vec::new()
    }
}

fn fatal(path: &Path, error: &std::io::Error) -> SourceError {
    let origin = Origin { file: path.display().to_string().into(), line: 0 };
    SourceError { origin, id: None, message: format!("cannot be read: {error}"), fatal: true }
}

/// A rejected document as it was read: the record that it became, or what its source could not make out.
fn raw(path: &Path, bytes: Vec<u8>) -> Result<Raw, SourceError> {
    let here = Origin { file: path.display().to_string().into(), line: 0 };
    let Line { id, meta, rejected } = serde_json::from_slice(&bytes)
        .map_err(|error| SourceError::new(here, None, format!("no rejected document: {error}")))?;
    // Where it was read first, not where it waited.
    let origin = Origin { file: rejected.file.into(), line: rejected.line };
    if bytes.starts_with(RECORD) {
        return Ok(Raw { origin, id: None, meta: Meta::default(), bytes, read: 0 });
    }
    let bytes = match (rejected.raw, rejected.raw_hex) {
        (Some(text), _) => Some(text.into_bytes()),
        (None, Some(hex)) => base16ct::lower::decode_vec(hex).ok(),
        (None, None) => None,
    };
    match bytes {
        Some(bytes) => Ok(Raw { origin, id, meta, bytes, read: 0 }),
        // Too large, or a file that could not be opened: nothing of it was kept, and it fails as it did.
        None => Err(SourceError::new(origin, id, rejected.message)),
    }
}

/// What a line begins with that is a record.
const RECORD: &[u8] = b"{\"rawi\":";

struct Again(Arc<dyn Decode>);

impl Decode for Again {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        if raw.bytes.starts_with(RECORD) && raw.bytes.ends_with(b"}}\n") {
            let read = record::read(&raw.bytes);
            return read.map_err(|error| SourceError::new(raw.origin.clone(), error.id, error.message));
        }
        self.0.decode(raw)
    }
}
