//! What the values of a layer hold, declared once.
//!
//! A row type written with [`schema!`](crate::schema!) has its struct, its JSON and its [`Schema`] from one declaration. From
//! the schema come: the checks where values enter ([`Check`]), the conversion of offsets ([`each_span`]), the record's JSON
//! Schema ([`Schema::json_schema`]), the columns of tables ([`Schema::columns`]), and what `rawi check` compares between the
//! stage that gives a layer and the one that reads it ([`Schema::serves`]). A plugin declares the layers of its own as JSON
//! ([`Schema::from_json`]).
//!
//! ```
//! use rawi_core::{Document, LayerKey, LayerValue, Span};
//!
//! rawi_core::schema! {
//!     /// A weapon.
//!     #[derive(PartialEq)]
//!     pub struct Weapon {
//!         /// What it is.
//!         pub class: Class,
//!         /// Where its calibre is written.
//!         #[serde(skip_serializing_if = "Option::is_none")]
//!         pub calibre: Option<Span>,
//!     }
//! }
//! rawi_core::schema! {
//!     /// A class of weapons.
//!     pub enum Class {
//!         /// Rifles and the like.
//!         Small = "small",
//!         /// Guns and howitzers.
//!         Artillery = "artillery",
//!     }
//! }
//! static WEAPONS: LayerKey<Weapon> = LayerKey::flat("org.example.weapons"); // they do not overlap
//!
//! let schema = WEAPONS.schema().unwrap();
//! assert_eq!(schema.fields()[1].name, "calibre");
//! assert!(schema.fields()[1].optional);
//! assert_eq!(schema.fields()[1].doc, "Where its calibre is written.");
//! ```

mod check;
mod columns;
mod field;
mod json;
mod kind;
mod macros;
mod offsets;
mod paths;
mod serves;
mod spans;

pub use check::{Check, Wrong};
pub(crate) use check::{Reach, check_span};
pub use columns::{Column, ColumnType};
pub use field::{FieldValue, Ref, Target, read_name};
pub use json::SchemaError;
pub use kind::{Field, Kind, Schema};
pub use offsets::each_span;
pub(crate) use paths::gather;
pub use serves::Mismatch;
pub use spans::SPAN_KEYS;
pub(crate) use spans::as_span;

#[doc(hidden)]
pub use macros::{assembled_doc, plain_name};
#[doc(hidden)]
pub use serde as __serde;
