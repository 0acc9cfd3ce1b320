//! Which ids a run has met.

mod table;

use super::contract::SourceError;
use crate::origin::Origin;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use table::{Met, Table};

/// Which ids a run has met, so that the same one twice is an error that names both places.
///
/// 16 bytes an id are kept: a 64-bit hash, file and line; in memory only those of the last quarter of a million documents, the
/// others in temporary files without a name. Two ids of equal hash are taken for one: with a hundred million documents that
/// happens by chance in one run of four thousand.
///
/// ```
/// use rawi_io::{Ids, Origin};
/// let mut ids = Ids::default();
/// let at = |line| Origin { file: "a.jsonl".into(), line };
/// assert!(ids.insert("n-1", &at(1)).is_ok());
/// let twice = ids.insert("n-1", &at(7)).unwrap_err();
/// assert!(twice.to_string().starts_with("a.jsonl:7: the id `n-1` was met before, in a.jsonl:1"));
/// ```
#[derive(Default)]
pub struct Ids {
    // The fixed keys of `DefaultHasher::default` make the hash the same in every run.
    hasher: BuildHasherDefault<DefaultHasher>,
    seen: Table,
    files: Vec<Arc<str>>,
    /// What was noted since the last [`taken`](Self::taken), where that is wanted: ids, and how many files there were then.
    fresh: Option<Fresh>,
}

/// Ids, and how many files were known before them.
type Fresh = (Vec<Met>, usize);

impl Ids {
    /// None met yet, and what will be can be [taken](Self::taken) to be stored.
    #[must_use]
    pub fn recorded() -> Self {
        Self { fresh: Some((Vec::new(), 0)), ..Self::default() }
    }

    /// What was noted since the last call, for [`restore`](Self::restore): names of files as JSON, a line end, and 16 bytes an id.
    #[must_use]
    pub fn taken(&mut self) -> Vec<u8> {
        let Some((fresh, files)) = &mut self.fresh else { return Vec::new() };
        let names: Vec<&str> = self.files[*files..].iter().map(|name| &**name).collect();
        let mut out = serde_json::Value::from(names).to_string().into_bytes();
        out.push(b'\n');
        out.extend(fresh.drain(..).flat_map(Met::to_bytes));
        *files = self.files.len();
        out
    }

    /// Notes the ids that another run had [taken](Self::taken), in the same order.
    ///
    /// # Errors
    /// If it is nothing of the kind.
    pub fn restore(&mut self, stored: &[u8]) -> Result<(), String> {
        let end = memchr::memchr(b'\n', stored).ok_or("it holds no ids")?;
        let names: Vec<String> = serde_json::from_slice(&stored[..end]).map_err(|error| error.to_string())?;
        self.files.extend(names.into_iter().map(Arc::from));
        let (ids, rest) = stored[end + 1..].as_chunks::<{ Met::BYTES }>();
        if !rest.is_empty() {
            return Err("it is cut off".to_owned());
        }
        for id in ids {
            let met = Met::from_bytes(*id);
            if met.file as usize >= self.files.len() {
                return Err("it names files that are not in it".to_owned());
            }
            self.seen.add(met);
        }
        if let Some((_, files)) = &mut self.fresh {
            *files = self.files.len();
        }
        Ok(())
    }

    /// Notes the id of a document; call it in the order of the documents.
    ///
    /// # Errors
    /// If a document before had the same id, or if that cannot be told.
    pub fn insert(&mut self, id: &str, origin: &Origin) -> Result<(), SourceError> {
        let file = match self.files.last() {
            Some(last) if Arc::ptr_eq(last, &origin.file) || **last == *origin.file => self.files.len() - 1,
            _ => {
                self.files.push(Arc::clone(&origin.file));
                self.files.len() - 1
            }
        };
        // Past 4 billion the place in the message is cut; the check is not.
        let (file, line) = (file as u32, u32::try_from(origin.line).unwrap_or(u32::MAX));
        let met = Met { hash: self.hasher.hash_one(id), file, line };
        let refused = |message| Err(SourceError::new(origin.clone(), Some(id.to_owned()), message));
        match self.seen.get(met.hash) {
            Ok(None) => {
                self.seen.add(met);
                if let Some((fresh, _)) = &mut self.fresh {
                    fresh.push(met);
                }
                Ok(())
            }
            Ok(Some(before)) => {
                let first =
                    Origin { file: Arc::clone(&self.files[before.file as usize]), line: u64::from(before.line) };
                refused(format!("the id `{id}` was met before, in {first}; every document needs its own"))
            }
            Err(error) => refused(format!(
                "whether the id `{id}` was met before cannot be told: the temporary file of ids cannot be read: {error}"
            )),
        }
    }
}
