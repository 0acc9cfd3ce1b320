//! Names in Arabic text: the stages `tagger` and `merge`.
#![forbid(unsafe_code)]

mod embedded;
mod find;
mod gazetteer;
mod key;
mod merge;
pub mod model;
mod patterns;
mod resolve;
mod tagger;
mod trie;
mod words;

pub use embedded::SOURCES;
pub use merge::{MergeConfig, Prefer};
pub use tagger::{Tagger, TaggerConfig};
