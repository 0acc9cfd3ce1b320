//! Where documents go.
//!
//! A sink that writes files gives them their names only when those of all sinks of the run are whole; until then they have
//! temporary names that begin with a dot. Documents that were rejected go to a sink of their own ([`RejectedSink`]).

mod boxed;
mod choose;
mod config;
mod context;
mod contract;
mod csv;
mod error;
mod jsonl;
mod lines;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod place;
mod rejected;
mod transcript;

pub use boxed::{BoxPrepare, BoxSink, Part};
pub use choose::sink_for;
pub use config::{OpenSink, Opened, SinkConfig};
pub use context::SinkContext;
pub use contract::{Prepare, Sink};
pub use csv::{CsvSink, Layers};
pub use error::SinkError;
pub use jsonl::JsonlSink;
pub use output::WholeFile;
#[cfg(feature = "parquet")]
pub use parquet::{ParquetSink, parquet};
pub use place::Place;
pub use rejected::RejectedSink;
pub use transcript::TranscriptSink;
