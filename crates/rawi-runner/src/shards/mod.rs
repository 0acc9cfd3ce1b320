//! Runs into a folder, shard by shard: what is finished stays finished, whatever happens then.
//!
//! The source's documents are cut into shards by number and size. Each becomes `part-00001.jsonl`, with what was rejected in
//! `part-00001.rejected.jsonl`; when they are on the disk under their names, a line in `.rawi/ledger.jsonl` says so. A run that finds
//! a ledger goes on behind its last shard.

mod begin;
mod cutter;
mod ledger;
mod retry;
mod skip;
mod writer;

pub use begin::{Again, OpenPart, ShardSize, Shards, ShardsError};
pub(crate) use cutter::{Cutter, End};
pub use ledger::{FOLDER, FileEntry, Ledger, Made, PartEntry};
pub use retry::Retry;
pub(crate) use writer::ShardWriter;
