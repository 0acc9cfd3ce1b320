//! Pipeline files: parsed to a spanned tree, checked, and turned into a plan.
//!
//! A [`Registry`] knows which stages, sources and sinks there are. [`check_file`] reads a pipeline file against it and
//! gives a [`Plan`] with every stage made, and all [`Problems`] of the file at once, each with its place.
//!
//! Look elsewhere if you want to run a plan (`rawi-runner`), or to write a stage (`rawi-core`; a stage never sees TOML).
//!
//! ```
//! use rawi_config::{MemoryAssets, Registry, check_text};
//! let registry = Registry::new(); // the command fills it with its stages
//! let checked = check_text("<news>", "rawi = 1\n[[stage]]\nuses = 'tagger'\n", &MemoryAssets::default(), &registry);
//! assert!(checked.plan.is_none());
//! assert_eq!(checked.problems.iter().next().unwrap().code, "unknown-stage");
//! assert_eq!(checked.problems.place(26), (3, 8));
//! ```
#![forbid(unsafe_code)]

mod assets;
mod check;
mod contracts;
mod explanations;
mod file;
mod fingerprint;
mod options;
mod plan;
mod problem;
mod problems;
mod registry;
mod run;
mod schema;
mod schema_check;
mod text;
mod wiring;
mod wording;

pub use assets::{DiskAssets, MAX_ASSET, MemoryAssets};
pub use check::{MAX_FILE, check_file, check_text};
pub use explanations::{Explanation, explain, explanations};
pub use plan::{CheckOutcome, Description, Plan, PlannedSink, PlannedSource, PlannedStage, StageRow, Test, TestInput};
pub use problem::{Note, Problem, Severity};
pub use problems::Problems;
pub use registry::{Entry, PluginError, PluginRequest, Registry, SinkEntry, SourceEntry, StageEntry};
pub use run::{ByteSize, OnError, RunOptions, SandboxLimits, WorkerFault, WorkerLimits};
pub use schema::schema;
pub use text::closest;
pub use wiring::check_contracts;
