//! Where a shard ends: told by what is read, so that it is the same for any number of threads.

use super::begin::ShardSize;
use rawi_io::{Raw, SourceError};
use sha2::{Digest as _, Sha256};

/// What was read of a shard that is at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// Documents that came from the source, readable or not.
    pub(crate) documents: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// Whether more would have belonged to the next shard; else the input ended.
    pub(crate) full: bool,
    /// sha256 of what was read.
    pub(crate) input: String,
}

/// Counts what is read.
pub(crate) struct Cutter {
    /// None for one shard, however long.
    size: Option<ShardSize>,
    documents: u64,
    bytes: u64,
    hash: Sha256,
}

impl Cutter {
    pub(crate) fn new(size: Option<ShardSize>) -> Self {
        Self { size, documents: 0, bytes: 0, hash: Sha256::new() }
    }

    /// Whether anything was read since the last end.
    pub(crate) fn is_open(&self) -> bool {
        self.documents > 0
    }

    pub(crate) fn documents(&self) -> u64 {
        self.documents
    }

    /// Counts a document; whether the shard is full with it.
    pub(crate) fn add(&mut self, item: &Result<Raw, SourceError>) -> bool {
        self.documents += 1;
        // Lengths in front, so that no two readings are written the same.
        let mut part = |bytes: &[u8]| {
            self.hash.update((bytes.len() as u64).to_le_bytes());
            self.hash.update(bytes);
        };
        match item {
            Ok(raw) => {
                self.bytes += raw.bytes.len() as u64;
                part(raw.origin.file.as_bytes());
                part(&raw.origin.line.to_le_bytes());
                part(raw.id.as_deref().unwrap_or("\0").as_bytes());
                raw.meta.iter().for_each(|(name, value)| [name, value].iter().for_each(|text| part(text.as_bytes())));
                part(&raw.bytes);
            }
            Err(error) => part(error.to_string().as_bytes()),
        }
        self.size.is_some_and(|size| self.documents >= size.documents || self.bytes >= size.bytes)
    }

    /// The end of the shard; the next begins.
    pub(crate) fn end(&mut self, full: bool) -> End {
        let Self { documents, bytes, hash, .. } = std::mem::replace(self, Self::new(self.size));
        End { documents, bytes, full, input: base16ct::lower::encode_string(&hash.finalize()) }
    }
}
