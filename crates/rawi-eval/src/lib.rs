//! A pipeline measured against gold: precision, recall and F1 of any layer, ROUGE of summaries.
//!
//! [`Gold`] is read from JSONL, [`evaluate`] runs a pipeline over its reports and counts. Names, sentences, numbers, dates,
//! claims and the order of a summary have rules of their own, which are those of the field's corpora; any other layer is compared by its
//! spans and the fields of its schema that the gold has.
//!
//! ```
//! use rawi_eval::{Gold, Settings, evaluate};
//! # use rawi_config::{MemoryAssets, Registry, check_text};
//! # let registry = Registry::new().stage::<rawi_segmenter::Segmenter>();
//! # let text = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n";
//! # let plan = check_text("a.toml", text, &MemoryAssets::default(), &registry).plan.unwrap();
//! let gold = Gold::from_jsonl("gold.jsonl", r#"{"text": "عاد الوفد. نام.", "gold": {"sentences": [[0, 10], [11, 15]]}}"#);
//! let scores = evaluate(&gold.unwrap(), plan.stages, &Settings::default()).unwrap();
//! assert_eq!(scores.tasks[0].f1(), 1.0);
//! ```
#![forbid(unsafe_code)]

mod claims;
mod classes;
mod counts;
mod error;
mod evaluate;
mod gold;
mod layer;
mod names;
mod offsets;
mod reading;
mod rows;
mod scorer;
mod sentences;
mod summaries;
mod values;

pub use classes::Classes;
pub use counts::Counts;
pub use error::EvalError;
pub use evaluate::{Scores, evaluate};
pub use gold::{Gold, GoldName};
pub use scorer::{Rouge, Settings, TaskScore};
