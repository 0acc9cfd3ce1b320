//! Where documents come from.

#[cfg(feature = "html")]
mod about;
mod choose;
#[cfg(feature = "html")]
mod clean;
mod contract;
mod csv;
mod fields;
mod files;
mod flat;
#[cfg(feature = "html")]
mod html;
mod ids;
mod input;
mod jsonl;
#[cfg(feature = "html")]
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod published;
mod text;
mod title;
mod vet;
mod whole;
mod words;

pub use choose::source_for;
pub use contract::{Decode, MAX_DOCUMENT, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
pub use csv::CsvSource;
#[cfg(feature = "html")]
pub use html::HtmlSource;
pub use ids::Ids;
pub use jsonl::JsonlSource;
#[cfg(feature = "parquet")]
pub use parquet::ParquetSource;
pub use text::TextSource;
pub use whole::IdFrom;
