//! Where the files that stages name come from, and which of them were read.

use crate::text;
use rawi_core::{AssetSource, StageError};
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most bytes that one asset may have: 512 MB.
pub const MAX_ASSET: u64 = 512_000_000;

/// Files relative to a folder, that of the pipeline file.
#[derive(Clone, Debug)]
pub struct DiskAssets {
    base: PathBuf,
    /// Files that were not there: a folder is not listed for thousands of them.
    missed: Cell<u32>,
}

impl DiskAssets {
    /// Files relative to `base`.
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into(), missed: Cell::new(0) }
    }

    fn similar(&self, name: &str) -> Option<String> {
        self.missed.set(self.missed.get() + 1);
        if self.missed.get() > 100 {
            return None;
        }
        let path = self.base.join(name);
        let wanted = path.file_name()?.to_str()?;
        let mut names: Vec<String> = std::fs::read_dir(path.parent()?)
            .ok()?
            .take(10_000)
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        let found = text::closest(wanted, names.iter().map(String::as_str))?.to_owned();
        Some(match name.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{found}"),
            None => found,
        })
    }
}

impl AssetSource for DiskAssets {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        let refuse = |why: String| StageError::asset(format!("cannot read `{}`: {why}", text::shown(name)));
        let path = self.base.join(name);
        let metadata = match std::fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let hint = match self.similar(name) {
                    Some(similar) => format!("; did you mean `{}`?", text::shown(&similar)),
                    None => String::new(),
                };
                return Err(refuse(format!("there is no such file{hint}")));
            }
            Err(error) => return Err(refuse(error.to_string())),
        };
        if !metadata.is_file() {
            return Err(refuse("it is no file".to_owned()));
        }
        let too_large = || refuse(format!("it has more than {} MB", MAX_ASSET / 1_000_000));
        if metadata.len() > MAX_ASSET {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        let read = std::fs::File::open(&path).and_then(|file| file.take(MAX_ASSET + 1).read_to_end(&mut bytes));
        match read {
            Err(error) => Err(refuse(error.to_string())),
            Ok(_) if bytes.len() as u64 > MAX_ASSET => Err(too_large()),
            Ok(_) => Ok(bytes.into()),
        }
    }
}

/// Files held in memory, for a pipeline that is part of a program.
#[derive(Clone, Debug, Default)]
pub struct MemoryAssets(BTreeMap<String, Arc<[u8]>>);

impl<K: Into<String>, V: Into<Arc<[u8]>>> FromIterator<(K, V)> for MemoryAssets {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(files: I) -> Self {
        Self(files.into_iter().map(|(name, bytes)| (name.into(), bytes.into())).collect())
    }
}

impl AssetSource for MemoryAssets {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        self.0.get(name).cloned().ok_or_else(|| {
            let hint = text::closest(name, self.0.keys().map(String::as_str));
            let hint = hint.map_or_else(String::new, |similar| format!("; did you mean `{similar}`?"));
            StageError::asset(format!("cannot read `{}`: there is no such file{hint}", text::shown(name)))
        })
    }
}

/// Notes what is read through it.
pub(crate) struct Recorder<'a> {
    inner: &'a dyn AssetSource,
    hashes: RefCell<BTreeMap<String, String>>,
    failures: RefCell<Vec<(String, String)>>,
    failed: RefCell<BTreeSet<(String, String)>>,
    warnings: RefCell<Vec<String>>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(inner: &'a dyn AssetSource) -> Self {
        Self {
            inner,
            hashes: RefCell::default(),
            failures: RefCell::default(),
            failed: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Name and sha256 of what was read, by name.
    pub(crate) fn hashes(&self) -> Vec<(String, String)> {
        self.hashes.borrow().iter().map(|(name, hash)| (name.clone(), hash.clone())).collect()
    }

    /// Name and message of what could not be read.
    pub(crate) fn failures(&self) -> Vec<(String, String)> {
        self.failures.borrow().clone()
    }

    /// What the stage warned of since the last call.
    pub(crate) fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }
}

impl AssetSource for Recorder<'_> {
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        match self.inner.read(name) {
            Ok(bytes) => {
                self.hashes
                    .borrow_mut()
                    .entry(name.to_owned())
                    .or_insert_with(|| base16ct::lower::encode_string(&Sha256::digest(&bytes)));
                Ok(bytes)
            }
            Err(error) => {
                let failure = (name.to_owned(), error.message().to_owned());
                // A stage is built again after a mistake was taken away.
                if self.failed.borrow_mut().insert(failure.clone()) {
                    self.failures.borrow_mut().push(failure);
                }
                Err(error)
            }
        }
    }

    fn warn(&self, message: &str) {
        self.warnings.borrow_mut().push(message.to_owned());
    }
}

/// The folder of a file; the working folder for a bare name.
pub(crate) fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
