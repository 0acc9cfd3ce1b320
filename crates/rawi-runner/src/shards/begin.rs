//! A run into a folder begins, or goes on.

use super::ledger::{FOLDER, Ledger, Made, PartEntry, is_rejected};
use rawi_io::{Disk, Lock, OpenError, Opened};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What a shard holds at most: it ends with the document that reaches one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardSize {
    /// Documents.
    pub documents: u64,
    /// Bytes as they were read.
    pub bytes: u64,
}

impl Default for ShardSize {
    fn default() -> Self {
        Self { documents: 10_000, bytes: 64_000_000 }
    }
}

impl ShardSize {
    /// As something that decides what is written.
    fn made(self) -> Made {
        Made::new("the size of shards", format!("{} documents, {} bytes", self.documents, self.bytes))
    }
}

/// What happens where an earlier run has written into the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Again {
    /// It goes on where that stood, if it was made of the same.
    #[default]
    GoOn,
    /// It goes on if that was made of the same, else it begins anew.
    GoOnOrRestart,
    /// It begins anew: the files that the ledger lists are removed.
    Restart,
}

/// What a run into a folder reads.
pub(crate) enum Reads {
    /// The input behind the last finished shard, cut into shards of this size.
    Input(ShardSize),
    /// Again the documents in these files of rejected ones. They make one shard, however many they are: with its line the files
    /// are done with.
    Rejected(Vec<String>),
}

impl Reads {
    /// The size of the shards that it is cut into.
    pub(crate) fn size(&self) -> Option<ShardSize> {
        match self {
            Self::Input(size) => Some(*size),
            Self::Rejected(_) => None,
        }
    }

    /// The files of rejected documents that are tried again.
    pub(crate) fn rejected(&self) -> &[String] {
        match self {
            Self::Input(_) => &[],
            Self::Rejected(files) => files,
        }
    }

    /// The same, which are then done with.
    pub(crate) fn take_rejected(&mut self) -> Vec<String> {
        match self {
            Self::Input(_) => Vec::new(),
            Self::Rejected(files) => std::mem::take(files),
        }
    }
}

/// Opens the sinks of the shard with this name, `part-00001`.
pub type OpenPart<'a> = Box<dyn FnMut(&str) -> Result<Vec<Opened>, OpenError> + Send + 'a>;

/// A folder that a run has for itself, with its finished shards.
pub struct Shards<'a> {
    pub(crate) folder: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) ledger: Ledger,
    pub(crate) reads: Reads,
    pub(crate) open: OpenPart<'a>,
    _lock: Lock,
}

/// Why a run cannot go on in a folder.
#[derive(Debug)]
pub struct ShardsError(pub String);

impl fmt::Display for ShardsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ShardsError {}

impl<'a> Shards<'a> {
    /// Has `folder` for this run and looks what is there. `made` is what decides what is written; two runs may share a folder one
    /// after the other only if it is the same.
    ///
    /// # Errors
    /// If another run is at it, what is there was made otherwise (what differs is named), a file of a finished shard is gone or
    /// has another size, or there are parts without a ledger.
    pub fn begin(
        folder: &Path,
        disk: &Disk,
        mut made: Vec<Made>,
        size: ShardSize,
        again: Again,
        total: Option<u64>,
        open: OpenPart<'a>,
    ) -> Result<Self, ShardsError> {
        made.push(size.made());
        let lock = lock(folder, disk)?;
        let refused = |error: io::Error| refused(folder, &error);
        disk.clear(folder, None).map_err(refused)?;
        disk.clear(&folder.join(FOLDER), None).map_err(refused)?;
        let restart = |ledger: &Ledger| -> Result<Ledger, ShardsError> {
            // The ledger goes last: without it nobody would know whose the parts are.
            for name in parts_in(folder).map_err(refused)? {
                if !ledger.is_begun() && again != Again::Restart {
                    break;
                }
                disk.remove(&folder.join(name)).map_err(refused)?;
            }
            for name in names_in(&folder.join(FOLDER)).map_err(refused)?.iter().filter(|name| name.starts_with("ids-"))
            {
                disk.remove(&folder.join(FOLDER).join(name)).map_err(refused)?;
            }
            disk.remove(ledger.path()).map_err(refused)?;
            Ledger::read(folder, disk).map_err(ShardsError)
        };
        let mut ledger = match Ledger::read(folder, disk) {
            Ok(ledger) if again == Again::Restart => restart(&ledger)?,
            Ok(ledger) => ledger,
            Err(_) if again == Again::Restart => {
                disk.remove(&folder.join(FOLDER).join("ledger.jsonl")).map_err(refused)?;
                restart(&Ledger::read(folder, disk).map_err(ShardsError)?)?
            }
            Err(error) => return Err(ShardsError(error)),
        };
        if ledger.is_begun() {
            let changed = differences(ledger.made(), &made);
            if !changed.is_empty() && again == Again::GoOnOrRestart {
                ledger = restart(&ledger)?;
            } else if !changed.is_empty() {
                return Err(ShardsError(format!(
                    "{} holds {} shards of another run: {}. Write into another folder, or begin anew with --restart, which removes them",
                    folder.display(),
                    ledger.parts().len(),
                    changed.join("; ")
                )));
            }
        }
        if ledger.is_begun() {
            only_listed(folder, &ledger, disk)?;
        } else {
            if let Some(name) = parts_in(folder).map_err(refused)?.first() {
                return Err(ShardsError(format!(
                    "{} is there already, and no ledger says which run made it; move it away, or begin anew with --restart",
                    folder.join(name).display()
                )));
            }
            ledger.begin(made, total, disk).map_err(refused)?;
        }
        Ok(Self { folder: folder.to_owned(), disk: disk.clone(), ledger, reads: Reads::Input(size), open, _lock: lock })
    }

    /// Has `folder` for a run that tries again what was rejected there. `made` is what decides what is written now; from here on
    /// the folder goes on with that.
    ///
    /// # Errors
    /// If another run is at it, there is no ledger, or a file of a finished shard is gone or has another size.
    pub fn retry(
        folder: &Path,
        disk: &Disk,
        mut made: Vec<Made>,
        size: ShardSize,
        open: OpenPart<'a>,
    ) -> Result<Self, ShardsError> {
        made.push(size.made());
        let lock = lock(folder, disk)?;
        let refused = |error: io::Error| refused(folder, &error);
        disk.clear(folder, None).map_err(refused)?;
        let mut ledger = Ledger::read(folder, disk).map_err(ShardsError)?;
        if !ledger.is_begun() {
            return Err(ShardsError(format!(
                "{} holds no run with a ledger, so nothing can be tried again",
                folder.display()
            )));
        }
        let rejected = only_listed(folder, &ledger, disk)?.into_iter().filter(|name| is_rejected(name)).collect();
        if ledger.made() != made {
            ledger.begin(made, ledger.total(), disk).map_err(refused)?;
        }
        let reads = Reads::Rejected(rejected);
        Ok(Self { folder: folder.to_owned(), disk: disk.clone(), ledger, reads, open, _lock: lock })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is finished.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The number of the next shard.
    pub(crate) fn next_part(&self) -> u32 {
        self.ledger.parts().iter().map(|part| part.part).max().unwrap_or(0) + 1
    }

    pub(crate) fn last(&self) -> Option<&PartEntry> {
        self.ledger.parts().last()
    }
}

/// The name of a shard.
pub(crate) fn part_name(part: u32) -> String {
    format!("part-{part:05}")
}

/// Where the ids of a shard's documents are kept.
pub(crate) fn ids_path(folder: &Path, part: u32) -> PathBuf {
    folder.join(FOLDER).join(format!("ids-{part:05}"))
}

fn refused(folder: &Path, error: &io::Error) -> ShardsError {
    ShardsError(format!("cannot write into {}: {error}", folder.display()))
}

fn lock(folder: &Path, disk: &Disk) -> Result<Lock, ShardsError> {
    let inner = folder.join(FOLDER);
    let refused = |error: io::Error| refused(folder, &error);
    std::fs::create_dir_all(&inner).map_err(refused)?;
    disk.lock(&inner.join("lock")).map_err(refused)?.ok_or_else(|| {
        ShardsError(format!(
            "another run is writing into {}; wait for it, or write into another folder",
            folder.display()
        ))
    })
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// The files of shards in a folder.
fn parts_in(folder: &Path) -> io::Result<Vec<String>> {
    let is_part = |name: &String| {
        let number = name.strip_prefix("part-").and_then(|rest| rest.split_once('.'));
        number.is_some_and(|(number, _)| number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    Ok(names_in(folder)?.into_iter().filter(is_part).collect())
}

/// What differs between two runs, in words.
fn differences(before: &[Made], now: &[Made]) -> Vec<String> {
    let find = |list: &[Made], what: &str| list.iter().find(|made| made.what == what).map(|made| made.is.clone());
    let mut told: Vec<String> = Vec::new();
    for made in now {
        match find(before, &made.what) {
            None => told.push(format!("{} is new", made.what)),
            Some(is) if is != made.is && made.is.len().max(is.len()) <= 60 => {
                told.push(format!("{} was {is} and is {}", made.what, made.is));
            }
            Some(is) if is != made.is => told.push(format!("{} has changed", made.what)),
            Some(_) => {}
        }
    }
    told.extend(
        before.iter().filter(|made| find(now, &made.what).is_none()).map(|made| format!("{} is gone", made.what)),
    );
    // A stage whose file or code has changed has another hash as well, which says nothing more.
    let named: Vec<String> = told.iter().filter_map(|text| Some(text.split_once(": ")?.0.to_owned())).collect();
    told.retain(|text| !named.iter().any(|stage| *text == format!("{stage} has changed")));
    told
}

/// Checks the files that the ledger lists, and removes those of a shard that was cut off before its line there, or tried again.
/// Those that are listed.
fn only_listed(folder: &Path, ledger: &Ledger, disk: &Disk) -> Result<BTreeSet<String>, ShardsError> {
    check_files(folder, ledger)?;
    let refused = |error: io::Error| refused(folder, &error);
    let listed: BTreeSet<String> = ledger.files().map(|file| file.name.clone()).collect();
    for name in parts_in(folder).map_err(refused)?.iter().filter(|name| !listed.contains(*name)) {
        disk.remove(&folder.join(name)).map_err(refused)?;
    }
    Ok(listed)
}

fn check_files(folder: &Path, ledger: &Ledger) -> Result<(), ShardsError> {
    for file in ledger.files() {
        let path = folder.join(&file.name);
        let size = std::fs::metadata(&path).map(|meta| meta.len());
        let found = match size {
            Ok(size) if size == file.bytes => continue,
            Ok(size) => format!("has {size} bytes, and the ledger says {}", file.bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => "is gone".to_owned(),
            Err(error) => format!("cannot be looked at: {error}"),
        };
        return Err(ShardsError(format!("{} {found}; put it back, or begin anew with --restart", path.display())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_named_and_a_stage_is_not_told_twice() {
        let hash = |c: &str| c.repeat(64);
        let before = [
            Made::new("stage `tagger`", hash("a")),
            Made::new("stage `tagger`: its file `names.tsv`", hash("b")),
            Made::new("on-error", "keep"),
            Made::new("stage `dates`", hash("c")),
        ];
        let now = [
            Made::new("stage `tagger`", hash("d")),
            Made::new("stage `tagger`: its file `names.tsv`", hash("e")),
            Made::new("on-error", "drop"),
            Made::new("stage `numbers`", hash("f")),
        ];
        assert_eq!(
            differences(&before, &now),
            [
                "stage `tagger`: its file `names.tsv` has changed",
                "on-error was keep and is drop",
                "stage `numbers` is new",
                "stage `dates` is gone"
            ]
        );
        assert!(differences(&before, &before).is_empty());
    }
}
