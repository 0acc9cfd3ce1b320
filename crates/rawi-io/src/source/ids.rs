use super::contract::SourceError;
use crate::origin::Origin;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

/// Which ids a run has met, so that the same one twice is an error that names both places.
///
/// 16 bytes an id are kept: a 64-bit hash, file and line. Two ids of equal hash are taken for one: with a hundred million
/// documents that happens by chance in one run of four thousand.
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
    seen: HashMap<u64, (u32, u32), BuildHasherDefault<DefaultHasher>>,
    files: Vec<Arc<str>>,
}

impl Ids {
    /// Notes the id of a document; call it in the order of the documents.
    ///
    /// # Errors
    /// If a document before had the same id.
    pub fn insert(&mut self, id: &str, origin: &Origin) -> Result<(), SourceError> {
        let file = match self.files.last() {
            Some(last) if Arc::ptr_eq(last, &origin.file) || **last == *origin.file => self.files.len() - 1,
            _ => {
                self.files.push(Arc::clone(&origin.file));
                self.files.len() - 1
            }
        };
        // Past 4 billion the place in the message is cut; the check is not.
        let place = (file as u32, u32::try_from(origin.line).unwrap_or(u32::MAX));
        match self.seen.entry(self.hasher.hash_one(id)) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                Ok(())
            }
            Entry::Occupied(entry) => {
                let &(file, line) = entry.get();
                let first = Origin { file: Arc::clone(&self.files[file as usize]), line: u64::from(line) };
                let message = format!("the id `{id}` was met before, in {first}; every document needs its own");
                Err(SourceError::new(origin.clone(), Some(id.to_owned()), message))
            }
        }
    }
}
