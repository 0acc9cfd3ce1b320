//! What the sources of one document a file share.

use super::contract::{Decode, Raw, Source, SourceError};
use super::files::{Listed, Listing};
use super::input::{read_bounded, too_long};
use crate::error::OpenError;
use rawi_core::Meta;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a document's id is, of a file that is one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdFrom {
    /// The file's name without its endings.
    #[default]
    Name,
    /// Its path without its endings, relative to the pipeline file, or as named on the command line.
    Path,
}

/// Files, each one document.
pub(crate) struct WholeFiles {
    pub(crate) files: std::vec::IntoIter<(Listed, String, Meta)>,
    pub(crate) total: Option<u64>,
    pub(crate) max_document: u64,
    pub(crate) read: Arc<AtomicU64>,
    pub(crate) decoder: Arc<dyn Decode>,
    pub(crate) notes: Vec<String>,
}

impl WholeFiles {
    pub(crate) fn new(
        listing: Listing,
        ids: Vec<String>,
        metas: Vec<Meta>,
        max_document: u64,
        decoder: Arc<dyn Decode>,
    ) -> Self {
        let files: Vec<_> =
            listing.files.into_iter().zip(ids).zip(metas).map(|((file, id), meta)| (file, id, meta)).collect();
        Self {
            files: files.into_iter(),
            total: listing.total,
            max_document,
            read: Arc::default(),
            decoder,
            notes: listing.notes,
        }
    }
}

impl Source for WholeFiles {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        let (file, id, meta) = self.files.next()?;
        let file = file.input;
        let bytes = file.open(&self.read).and_then(|mut input| {
            let bytes = read_bounded(&mut input, self.max_document).map_err(|error| file.failed(0, &error))?;
            bytes.ok_or_else(|| SourceError::new(file.origin(0), None, too_long(self.max_document)))
        });
        Some(match bytes {
            Ok(bytes) => {
                let read = self.read.load(Ordering::Relaxed);
                Ok(Raw { origin: file.origin(0), id: Some(id), meta, bytes, read })
            }
            Err(error) => Err(SourceError { id: Some(id), ..error }),
        })
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::clone(&self.decoder)
    }

    fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

/// The id of every file.
///
/// # Errors
/// If two have the same; it names both.
pub(crate) fn ids(listing: &Listing, from: IdFrom) -> Result<Vec<String>, OpenError> {
    let mut seen: HashMap<String, &Listed> = HashMap::with_capacity(listing.files.len());
    let mut ids = Vec::with_capacity(listing.files.len());
    for file in &listing.files {
        let id = match from {
            IdFrom::Name => file.stem(),
            IdFrom::Path => file.path_stem(),
        };
        match seen.entry(id.clone()) {
            Entry::Vacant(entry) => entry.insert(file),
            Entry::Occupied(entry) => {
                let todo = match from {
                    IdFrom::Name => "set `id = \"path\"` in [source], or rename one",
                    IdFrom::Path => "rename one",
                };
                return Err(OpenError::of(
                    "files",
                    format!("{} and {} have the same id `{id}`; {todo}", entry.get().input.name, file.input.name),
                ));
            }
        };
        ids.push(id);
    }
    Ok(ids)
}
