//! Where documents come from.

#[cfg(feature = "html")]
mod about;
#[cfg(feature = "sources")]
mod choose;
#[cfg(feature = "html")]
mod clean;
mod contract;
#[cfg(feature = "sources")]
mod csv;
#[cfg(feature = "sources")]
mod fields;
#[cfg(feature = "sources")]
mod files;
#[cfg(feature = "sources")]
mod flat;
#[cfg(feature = "html")]
mod html;
mod ids;
#[cfg(feature = "sources")]
mod input;
#[cfg(feature = "sources")]
mod jsonl;
#[cfg(feature = "html")]
mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "sources")]
mod published;
#[cfg(feature = "sources")]
mod text;
#[cfg(feature = "sources")]
mod title;
#[cfg(feature = "sources")]
mod vet;
#[cfg(feature = "sources")]
mod whole;
#[cfg(feature = "sources")]
mod words;

#[cfg(feature = "sources")]
pub use choose::source_for;
pub use contract::{Decode, MAX_DOCUMENT, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
#[cfg(feature = "sources")]
pub use csv::CsvSource;
#[cfg(feature = "html")]
pub use html::HtmlSource;
pub use ids::Ids;
#[cfg(feature = "sources")]
pub use jsonl::JsonlSource;
#[cfg(feature = "parquet")]
pub use parquet::ParquetSource;
#[cfg(feature = "sources")]
pub use text::TextSource;
#[cfg(feature = "sources")]
pub use whole::IdFrom;
