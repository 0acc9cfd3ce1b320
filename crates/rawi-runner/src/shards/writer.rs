//! The shard that is being written.

use super::begin::{Shards, ids_path, part_name};
use super::cutter::End;
use super::ledger::{FileEntry, PartEntry};
use crate::counts::Counts;
use rawi_io::{BoxSink, SinkError};

/// Writes shards, one after the other.
pub(crate) struct ShardWriter<'a> {
    shards: Shards<'a>,
    part: u32,
    /// Of the shard that is open; none between two.
    sinks: Vec<BoxSink<'static>>,
    /// How many shards were finished.
    finished: u32,
}

impl<'a> ShardWriter<'a> {
    /// Begins shard `part`.
    pub(crate) fn new(shards: Shards<'a>, part: u32) -> Result<Self, SinkError> {
        let mut writer = Self { shards, part, sinks: Vec::new(), finished: 0 };
        writer.open()?;
        Ok(writer)
    }

    /// The sinks of the open shard; those of any other make the same parts.
    pub(crate) fn sinks(&self) -> &[BoxSink<'static>] {
        &self.sinks
    }

    /// The sinks that take the parts of the next document.
    pub(crate) fn open(&mut self) -> Result<&mut [BoxSink<'static>], SinkError> {
        if self.sinks.is_empty() {
            let opened = (self.shards.open)(&part_name(self.part)).map_err(|error| lost(&error.message))?;
            self.sinks = opened.into_iter().map(|opened| opened.sink).collect();
        }
        Ok(&mut self.sinks)
    }

    /// Makes the shard whole: its files on the disk under their names, the ids of its documents, and then its line.
    pub(crate) fn finish(&mut self, end: End, counts: Counts, ids: &[u8], read: u64) -> Result<(), SinkError> {
        self.open()?;
        let mut whole = Vec::new();
        for sink in std::mem::take(&mut self.sinks) {
            whole.extend(sink.finish()?);
        }
        let mut files = Vec::new();
        for file in whole {
            let digest = file.digest();
            let (Some(path), Some((bytes, sha256))) = (file.appear()?, digest) else { continue };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(FileEntry { name, bytes, sha256: base16ct::lower::encode_string(&sha256) });
        }
        let Shards { folder, disk, ledger, reads, .. } = &mut self.shards;
        let failed = |error: std::io::Error| lost(&format!("cannot write into {}: {error}", folder.display()));
        disk.write(&ids_path(folder, self.part), ids).map_err(failed)?;
        let End { documents, bytes, full, input } = end;
        let retried = reads.take_rejected();
        let entry =
            PartEntry { part: self.part, documents, bytes, full, input, read, counts, files, retried: retried.clone() };
        ledger.finish_part(entry, disk).map_err(failed)?;
        for name in retried {
            disk.remove(&folder.join(name)).map_err(failed)?;
        }
        self.part += 1;
        self.finished += 1;
        Ok(())
    }

    /// Notes that the input is at its end. How many shards this run finished, and what became of all documents.
    pub(crate) fn end(mut self) -> Result<(u32, Shards<'a>), SinkError> {
        let Shards { folder, disk, ledger, .. } = &mut self.shards;
        let failed = |error: std::io::Error| lost(&format!("cannot write into {}: {error}", folder.display()));
        ledger.end(disk).map_err(failed)?;
        Ok((self.finished, self.shards))
    }
}

fn lost(message: &str) -> SinkError {
    SinkError { message: message.to_owned(), closed: false }
}
