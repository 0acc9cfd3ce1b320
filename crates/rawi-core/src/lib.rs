//! Documents, views, layers and the stage trait: what every stage of rawi is written against.
//!
//! A [`Document`] is one report: id, metadata and a source text that never changes. A [`Stage`] reads it
//! through a [`Doc`] and gives new [views](View) and [layers](Layer) through an [`Output`]; whoever drives it
//! commits them. Nothing here reads files, starts threads or knows TOML.
//!
//! Look elsewhere if you only want to run pipelines (the `rawi` command) or read its records (any JSON
//! library: the record is documented in `docs/record.md`).
//!
//! A whole stage:
//!
//! ```
//! use rawi_core::{Contract, Doc, Document, LayerKey, Output, Span, Stage, StageError, Verdict};
//!
//! rawi_core::schema! {
//!     /// Four ASCII digits in a row.
//!     struct Year {
//!         /// The year that they say.
//!         value: u16,
//!     }
//! }
//! static YEARS: LayerKey<Year> = LayerKey::flat("years"); // no two overlap
//!
//! struct Years;
//! impl Stage for Years {
//!     fn contract(&self) -> Contract {
//!         Contract::new().provides(&YEARS)
//!     }
//!     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
//!         let years = out.layer(&YEARS)?;
//!         for run in doc.source().split(|c: char| !c.is_ascii_digit()) {
//!             let start = run.as_ptr() as usize - doc.source().as_ptr() as usize;
//!             if let (4, Ok(value)) = (run.len(), run.parse()) {
//!                 years.push(Span::new(start, start + 4), Year { value });
//!             }
//!         }
//!         Ok(Verdict::Keep)
//!     }
//! }
//!
//! let mut doc = Document::new("a", "أعلنت بيروت في 1990 عن إعادة الإعمار.").unwrap();
//! doc.apply(&Years).unwrap();
//! let years = doc.layer(&YEARS).unwrap().unwrap();
//! assert_eq!(doc.text(years.span(0)), "1990");
//! ```
#![forbid(unsafe_code)]

mod alignment;
mod annotations;
mod apply;
mod assets;
mod builder;
mod changes;
mod contract;
mod doc;
pub mod document;
mod error;
mod guard;
pub mod host;
mod key;
mod layer;
pub mod layers;
mod meta;
mod output;
mod provenance;
mod renames;
pub mod schema;
mod scope;
mod slot;
mod span;
mod stage;
mod table;
mod value;

pub use alignment::{Alignment, AlignmentBuilder, Run, View};
pub use annotations::Annotations;
pub use assets::{AssetSource, Assets};
pub use builder::LayerBuilder;
pub use contract::Contract;
pub use doc::{Doc, Readable};
pub use document::{DocError, DocWarning, Document, MetaChange};
pub use error::{ErrorKind, StageError};
pub use key::{LayerKey, ViewKey};
pub use layer::Layer;
pub use meta::{Meta, PUBLISHED_YEARS, published_day};
pub use output::Output;
pub use provenance::Provenance;
pub use renames::Renames;
pub use slot::{Slot, SlotKind};
pub use span::{Span, ViewSpan};
pub use stage::{Stage, StageConfig, Verdict};
pub use table::{Cell, Table, TableColumn};
pub use value::LayerValue;
