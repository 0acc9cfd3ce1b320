//! What finished shards hold is read over, and must be what it was.

use super::begin::{Reads, Shards, ids_path};
use super::cutter::Cutter;
use super::ledger::PartEntry;
use rawi_io::{Ids, Raw, Source, SourceError};
use std::collections::VecDeque;

/// What was read over.
pub(crate) struct Skipped {
    /// What belongs to the next shard and was read already.
    pub(crate) queue: VecDeque<Result<Raw, SourceError>>,
    /// The number of the next shard.
    pub(crate) part: u32,
    /// The ids of the documents of finished shards.
    pub(crate) ids: Ids,
}

impl Shards<'_> {
    /// Reads over the documents of finished shards.
    ///
    /// # Errors
    /// If they are not the documents that were read then.
    pub(crate) fn skip(&self, source: &mut dyn Source, halted: &dyn Fn() -> bool) -> Result<Skipped, String> {
        let mut queue = VecDeque::new();
        let mut ids = Ids::recorded();
        let mut part = self.next_part();
        let restore = |ids: &mut Ids, part: u32| {
            let path = ids_path(&self.folder, part);
            let restored =
                std::fs::read(&path).map_err(|error| error.to_string()).and_then(|bytes| ids.restore(&bytes));
            restored.map_err(|error| format!("cannot read {}: {error}; begin anew with --restart", path.display()))
        };
        if let Reads::Rejected(_) = self.reads {
            self.ledger.parts().iter().try_for_each(|entry| restore(&mut ids, entry.part))?;
            return Ok(Skipped { queue, part, ids });
        }
        for entry in self.ledger.parts() {
            // The input may have grown since it ended within this shard, which is then made again as if it had been so from the
            // beginning. Not so if a shard stands behind it.
            let is_open =
                !entry.full && self.last().is_some_and(|last| last.part == entry.part) && entry.retried.is_empty();
            if !entry.retried.is_empty() {
                restore(&mut ids, entry.part)?;
                continue;
            }
            let mut cutter = Cutter::new(None);
            while cutter.documents() < entry.documents {
                if halted() {
                    return Ok(Skipped { queue, part, ids });
                }
                let Some(item) = source.next() else {
                    return Err(self.other(entry, &format!("has only {} documents now", cutter.documents())));
                };
                cutter.add(&item);
                if is_open {
                    queue.push_back(item);
                }
            }
            let same = cutter.end(entry.full).input == entry.input;
            if is_open {
                match source.next() {
                    None if same => queue.clear(),
                    next => {
                        queue.extend(next);
                        part = entry.part;
                        continue;
                    }
                }
            } else if !same {
                return Err(self.other(entry, "holds other documents now"));
            }
            restore(&mut ids, entry.part)?;
        }
        Ok(Skipped { queue, part, ids })
    }

    fn other(&self, entry: &PartEntry, what: &str) -> String {
        format!(
            "the input of shard {} in {} {what}; what was read before must stay as it was (more may follow it). Write into another \
             folder, or begin anew with --restart",
            entry.part,
            self.folder.display()
        )
    }
}
