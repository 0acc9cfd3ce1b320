//! What a run did, or why it ended.

use crate::counts::Counts;
use rawi_io::SinkError;
use std::path::PathBuf;
use std::time::Duration;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Documents written, dropped or rejected.
    pub documents: u64,
    /// Input bytes of those documents.
    pub bytes: u64,
}

/// Time spent in a stage.
#[derive(Clone, Debug)]
pub struct StageTime {
    /// The stage's id.
    pub stage: String,
    /// On all threads together.
    pub time: Duration,
}

/// What a run did in a folder of shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShardReport {
    /// Shards that it finished.
    pub finished: u32,
    /// Shards that were finished before it.
    pub before: usize,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// What became of the documents; in a folder of shards, also of those of earlier runs.
    pub counts: Counts,
    /// Input bytes.
    pub bytes: u64,
    /// Time per stage, in the order of the pipeline.
    pub stages: Vec<StageTime>,
    /// What a person should know: layers of records that stages replaced, what the source noticed.
    pub notes: Vec<String>,
    /// Of a run into a folder, shard by shard.
    pub shards: Option<ShardReport>,
    /// The files written, the folder of shards first, then in the order of the sinks.
    pub outputs: Vec<PathBuf>,
}

/// Why a run ended before its end. What it had written to files is gone, but finished shards: no file is left that looks whole.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The input cannot be read on, or the run cannot begin.
    Source(String),
    /// The output cannot be written on.
    Sink(SinkError),
    /// A stage cannot work any more, whatever document comes: a file of it is broken, its worker cannot be started.
    Unfit {
        /// Which stage, and why.
        message: String,
        /// Documents before that.
        after: u64,
    },
    /// A document failed and the policy is `stop`.
    Stopped {
        /// What happened, to which document, where.
        message: String,
        /// Documents before it.
        after: u64,
    },
    /// Somebody asked it to stop.
    Interrupted {
        /// Documents before that.
        after: u64,
    },
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Source(message) => f.write_str(message),
            Self::Sink(error) => error.fmt(f),
            Self::Stopped { message, after } => {
                write!(f, "{message} (stopped after {after} documents, as `on-error` says)")
            }
            Self::Unfit { message, after } => {
                write!(f, "{message} (ended after {after} documents; no other would fare better)")
            }
            Self::Interrupted { after } => write!(f, "interrupted after {after} documents"),
        }
    }
}

impl std::error::Error for RunError {}

impl From<SinkError> for RunError {
    fn from(error: SinkError) -> Self {
        Self::Sink(error)
    }
}
