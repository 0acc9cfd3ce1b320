//! Where documents come from.

mod choose;
mod contract;
mod csv;
mod fields;
mod files;
mod flat;
mod html;
mod ids;
mod input;
mod jsonl;
mod page;
mod text;
mod whole;

pub use choose::source_for;
pub use contract::{Decode, MAX_DOCUMENT, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
pub use csv::CsvSource;
pub use html::HtmlSource;
pub use ids::Ids;
pub use jsonl::JsonlSource;
pub use text::TextSource;
pub use whole::IdFrom;
