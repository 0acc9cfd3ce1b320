//! Drives a checked plan over a source into sinks: in order, in parallel, nothing lost.
//!
//! [`Pipeline`] runs the stages on one document, as tests and `rawi inspect` do; a [`Run`] does it for a whole source.
//! Look elsewhere to read a pipeline file (`rawi-config`) or to read and write documents (`rawi-io`).
//!
//! * Documents leave in the order they came, and document k+window is not read before document k is written: memory is
//!   bounded by documents and by the bytes that they really hold, and one thread and many write the same bytes.
//! * A stage that fails or panics leaves the document as it was; what happens then is the run's [`OnError`].
//!
//! ```
//! use rawi_core::{layers, Contract, Doc, Document, Output, Stage, StageError, Verdict};
//! use rawi_runner::{OnError, Outcome, Pipeline, Step};
//!
//! struct Broken;
//! impl Stage for Broken {
//!     fn contract(&self) -> Contract {
//!         Contract::new().provides(&layers::TOKENS)
//!     }
//!     fn process(&self, _: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
//!         Err(StageError::input("no word in it"))
//!     }
//! }
//! let pipeline = Pipeline::new(vec![Step::new("broken", Box::new(Broken))]).unwrap();
//! let outcome = pipeline.process(Document::new("a", "؟").unwrap(), OnError::Keep);
//! let Outcome::Kept(doc) = outcome else { panic!() };
//! assert_eq!(doc.errors()[0].message, "no word in it");
//! ```
#![forbid(unsafe_code)]

mod batch;
mod counts;
mod drive;
mod guard;
mod halt;
mod limits;
mod pipeline;
mod report;
mod run;
mod shards;
mod worker;
mod writer;

/// What tells the code that reads, runs and writes from other code; each stage has its own besides.
pub const FINGERPRINT: &str = env!("RAWI_FINGERPRINT");

pub use counts::Counts;
pub use limits::{Limits, MOST_THREADS, STACK, threads};
pub use pipeline::{ContractError, Failure, Outcome, Pipeline, Step};
pub use rawi_config::OnError;
pub use report::{Progress, Report, RunError, ShardReport, StageTime};
pub use run::Run;
pub use shards::{Again, FOLDER, FileEntry, Ledger, Made, OpenPart, PartEntry, Retry, ShardSize, Shards, ShardsError};
