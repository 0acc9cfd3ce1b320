//! A table of hashes that stays small in memory however many there are: the newest lie in it, all others sorted in temporary
//! files that have no name, so that nothing is left of them however the program ends. (The shape is that of a log-structured
//! merge tree: O'Neil, Cheng, Gawlick, O'Neil, "The log-structured merge-tree", Acta Informatica 33, 1996.)

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::fs::File;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, Write as _};

/// How many lie in memory: about nine megabytes.
const NEWEST: usize = 1 << 18;
/// So many files of one level become one of the next.
const TOGETHER: usize = 8;
/// What is read of a file to find one hash, in entries: a page of most disks.
const BLOCK: usize = 256;

/// An id that was met: its hash, and the number of its file and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Met {
    pub(super) hash: u64,
    pub(super) file: u32,
    pub(super) line: u32,
}

impl Met {
    pub(super) const BYTES: usize = 16;

    pub(super) fn to_bytes(self) -> [u8; Self::BYTES] {
        (u128::from(self.hash) | u128::from(self.file) << 64 | u128::from(self.line) << 96).to_le_bytes()
    }

    #[expect(clippy::cast_possible_truncation, reason = "each field is cut out of the number it was put into")]
    pub(super) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let all = u128::from_le_bytes(bytes);
        Self { hash: all as u64, file: (all >> 64) as u32, line: (all >> 96) as u32 }
    }
}

pub(super) struct Table {
    newest: HashMap<u64, (u32, u32), BuildHasherDefault<DefaultHasher>>,
    /// How many of the newest are put into a file.
    room: usize,
    /// The files by how often they were put together.
    levels: Vec<Vec<Sorted>>,
}

impl Default for Table {
    fn default() -> Self {
        Self::with_room(NEWEST)
    }
}

impl Table {
    fn with_room(room: usize) -> Self {
        Self { newest: HashMap::default(), room, levels: Vec::new() }
    }

    /// The entry of a hash.
    ///
    /// # Errors
    /// If a temporary file cannot be read.
    pub(super) fn get(&self, hash: u64) -> io::Result<Option<Met>> {
        if let Some(&(file, line)) = self.newest.get(&hash) {
            return Ok(Some(Met { hash, file, line }));
        }
        for sorted in self.levels.iter().flatten() {
            if let Some(met) = sorted.get(hash)? {
                return Ok(Some(met));
            }
        }
        Ok(None)
    }

    /// Adds an entry whose hash is not in the table. Where no file can be written it stays in memory.
    pub(super) fn add(&mut self, met: Met) {
        self.newest.insert(met.hash, (met.file, met.line));
        if self.newest.len() < self.room {
            return;
        }
        let mut newest: Vec<Met> = self.newest.iter().map(|(&hash, &(file, line))| Met { hash, file, line }).collect();
        newest.sort_unstable();
        match Sorted::write(newest.into_iter().map(Ok)) {
            Ok(sorted) => {
                self.newest.clear();
                self.put(sorted);
            }
            Err(_) => self.room *= 2,
        }
    }

    /// Takes a file, and puts those of a level together where they are many. Where that fails they stay as they are.
    fn put(&mut self, sorted: Sorted) {
        let mut next = Some(sorted);
        let mut level = 0;
        while let Some(sorted) = next.take() {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(sorted);
            if self.levels[level].len() >= TOGETHER {
                next = merge(&self.levels[level]).ok();
                if next.is_some() {
                    self.levels[level].clear();
                }
            }
            level += 1;
        }
    }
}

/// A temporary file of entries in the order of their hashes.
struct Sorted {
    file: File,
    /// The first hash of each block.
    fences: Vec<u64>,
}

impl Sorted {
    fn write(entries: impl Iterator<Item = io::Result<Met>>) -> io::Result<Self> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        let mut fences = Vec::new();
        for (i, met) in entries.enumerate() {
            let met = met?;
            if i % BLOCK == 0 {
                fences.push(met.hash);
            }
            out.write_all(&met.to_bytes())?;
        }
        Ok(Self { file: out.into_inner().map_err(io::IntoInnerError::into_error)?, fences })
    }

    fn get(&self, hash: u64) -> io::Result<Option<Met>> {
        let Some(block) = self.fences.partition_point(|&first| first <= hash).checked_sub(1) else { return Ok(None) };
        let mut bytes = [0; BLOCK * Met::BYTES];
        let read = read_at(&self.file, &mut bytes, (block * BLOCK * Met::BYTES) as u64)?;
        let (entries, _) = bytes[..read].as_chunks::<{ Met::BYTES }>();
        let found = entries.binary_search_by_key(&hash, |&entry| Met::from_bytes(entry).hash);
        Ok(found.ok().map(|at| Met::from_bytes(entries[at])))
    }

    /// Reads the entries from the first to the last.
    fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<Met>>> {
        let mut file = &self.file;
        file.rewind()?;
        let mut reader = BufReader::new(file);
        Ok(std::iter::from_fn(move || {
            let mut bytes = [0; Met::BYTES];
            match reader.fill_buf() {
                Ok([]) => None,
                Ok(_) => Some(reader.read_exact(&mut bytes).map(|()| Met::from_bytes(bytes))),
                Err(error) => Some(Err(error)),
            }
        }))
    }
}

/// Fills `bytes` from a place of a file, as far as the file goes: how many there were.
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < bytes.len() {
        #[cfg(unix)]
        let result = std::os::unix::fs::FileExt::read_at(file, &mut bytes[read..], at + read as u64);
        #[cfg(windows)]
        let result = std::os::windows::fs::FileExt::seek_read(file, &mut bytes[read..], at + read as u64);
        match result {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// The entries of several files in one.
fn merge(files: &[Sorted]) -> io::Result<Sorted> {
    let mut readers = files.iter().map(Sorted::entries).collect::<io::Result<Vec<_>>>()?;
    let mut heads = BinaryHeap::new();
    for (i, reader) in readers.iter_mut().enumerate() {
        heads.extend(reader.next().transpose()?.map(|met| Reverse((met, i))));
    }
    Sorted::write(std::iter::from_fn(|| {
        let Reverse((met, i)) = heads.pop()?;
        match readers[i].next().transpose() {
            Ok(next) => heads.extend(next.map(|met| Reverse((met, i)))),
            Err(error) => return Some(Err(error)),
        }
        Some(Ok(met))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_files_is_found_and_memory_stays_small() {
        let mut table = Table::with_room(100);
        let met = |i: u32| Met { hash: u64::from(i).wrapping_mul(0x9e37_79b9_7f4a_7c15), file: i % 7, line: i };
        for i in 1..=30_000 {
            assert_eq!(table.get(met(i).hash).unwrap(), None);
            table.add(met(i));
            assert!(table.newest.len() < 100);
        }
        assert!((1..=30_000).all(|i| table.get(met(i).hash).unwrap() == Some(met(i))));
        let files: Vec<usize> = table.levels.iter().map(Vec::len).collect();
        assert_eq!(files, [4, 5, 4], "300 files, in the digits of base 8");
        assert_eq!(table.get(0).unwrap(), None);
        assert_eq!(table.get(u64::MAX).unwrap(), None);
    }
}
