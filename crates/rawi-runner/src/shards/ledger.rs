//! The list of finished shards.

use crate::counts::Counts;
use rawi_io::Disk;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The folder within an output folder that holds the ledger and what else a run must know to go on.
pub const FOLDER: &str = ".rawi";

/// The version of the ledger that is written and read.
const VERSION: u32 = 1;

/// Something that decides what is written, and a text that is another if it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What it is, as messages name it: ``stage `tagger` ``.
    pub what: String,
    /// Its hash or its value.
    pub is: String,
}

impl Made {
    /// Something with its hash or value.
    pub fn new(what: impl Into<String>, is: impl Into<String>) -> Self {
        Self { what: what.into(), is: is.into() }
    }
}

/// A finished shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PartEntry {
    /// Its number, from 1.
    pub part: u32,
    /// Documents that came from the source.
    pub documents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the shard is full; else the input ended with it.
    pub full: bool,
    /// sha256 of what was read.
    pub input: String,
    /// Bytes of the input, as it lies on the disk, up to its end.
    pub read: u64,
    /// What became of its documents.
    pub counts: Counts,
    /// Its files.
    pub files: Vec<FileEntry>,
    /// Files of rejected documents that were tried again with it, and are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retried: Vec<String>,
}

/// A file of a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileEntry {
    /// Its name in the folder.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its sha256.
    pub sha256: String,
}

pub(crate) fn is_rejected(name: &str) -> bool {
    name.ends_with(".rejected.jsonl")
}

/// A line of the ledger.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Begun(Begun),
    Part(Box<PartEntry>),
    Ended { documents: u64 },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Begun {
    version: u32,
    made: Vec<Made>,
    /// Bytes of input in all, where that can be known.
    total: Option<u64>,
}

/// What the ledger of a folder says.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    path: PathBuf,
    begun: Option<Begun>,
    parts: Vec<PartEntry>,
    ended: bool,
}

impl Ledger {
    /// Reads the ledger of an output folder; an empty one if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or is none, with the line.
    pub fn read(folder: &Path, disk: &Disk) -> Result<Self, String> {
        let path = folder.join(FOLDER).join("ledger.jsonl");
        let failed = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
        let bytes = disk.whole_lines(&path).map_err(|error| failed(&error))?;
        let mut ledger = Self { path: path.clone(), ..Self::default() };
        for (i, line) in bytes.split(|&b| b == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            let line: Line = serde_json::from_slice(line).map_err(|error| {
                failed(&format!(
                    "line {}: {error}; it is no ledger of this version of rawi, begin anew with --restart",
                    i + 1
                ))
            })?;
            ledger.add(line).map_err(|error| failed(&error))?;
        }
        Ok(ledger)
    }

    fn add(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Begun(begun) if begun.version != VERSION => {
                return Err(format!("it has version {}, and this program knows {VERSION}", begun.version));
            }
            Line::Begun(begun) => self.begun = Some(begun),
            Line::Part(part) => {
                // A shard at the end of an input that has grown since is made again.
                self.parts.retain(|known| known.part != part.part);
                self.parts.push(*part);
                self.ended = false;
            }
            Line::Ended { .. } => self.ended = true,
        }
        Ok(())
    }

    /// Whether a run has begun here.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// Whether the last run came to the end of its input.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// What the run was made of.
    #[must_use]
    pub fn made(&self) -> &[Made] {
        self.begun.as_ref().map_or(&[], |begun| &begun.made)
    }

    /// Bytes of input in all when the run began, where that could be known.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.begun.as_ref().and_then(|begun| begun.total)
    }

    /// The finished shards, in order.
    #[must_use]
    pub fn parts(&self) -> &[PartEntry] {
        &self.parts
    }

    /// The files of all shards that should be there.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        let gone = self.retried();
        self.parts.iter().flat_map(|part| &part.files).filter(move |file| !gone.contains(file.name.as_str()))
    }

    /// Names of the files whose documents were tried again.
    pub(crate) fn retried(&self) -> BTreeSet<&str> {
        self.parts.iter().flat_map(|part| &part.retried).map(String::as_str).collect()
    }

    /// What became of all documents; those that were tried again count once.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let gone = self.retried();
        let mut sum = Counts::default();
        for part in &self.parts {
            let mut counts = part.counts.clone();
            if part.files.iter().any(|file| gone.contains(file.name.as_str())) {
                counts.forget_rejected();
            }
            sum.add(&counts);
        }
        sum
    }

    pub(crate) fn begin(&mut self, made: Vec<Made>, total: Option<u64>, disk: &Disk) -> io::Result<()> {
        self.write(Line::Begun(Begun { version: VERSION, made, total }), disk)
    }

    pub(crate) fn finish_part(&mut self, part: PartEntry, disk: &Disk) -> io::Result<()> {
        self.write(Line::Part(Box::new(part)), disk)
    }

    pub(crate) fn end(&mut self, disk: &Disk) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        let documents = self.parts.iter().map(|part| part.documents).sum();
        self.write(Line::Ended { documents }, disk)
    }

    fn write(&mut self, line: Line, disk: &Disk) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(&line)?;
        bytes.push(b'\n');
        disk.append(&self.path, &bytes)?;
        self.add(line).map_err(io::Error::other)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
