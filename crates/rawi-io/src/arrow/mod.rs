//! Documents as columns of Apache Arrow: what Parquet files hold and what Python takes without copying.
//!
//! A row is a document: `id`, `title`, `outlet`, `published`, `url`, `meta` (all else that is known of it), `text`, then a
//! column for each layer, a list of its rows with `start`, `end`, `text` (the words) and the fields of its
//! [schema](mod@rawi_core::schema), and `errors`. [`DocumentColumns`] makes them; [`LayerColumns`] makes a table with a row for each
//! annotation of one layer; [`table`] one of whatever rows.
//!
//! ```
//! use rawi_core::{Document, Layer, Span, layers};
//! use rawi_io::arrow::DocumentColumns;
//!
//! let mut doc = Document::new("a", "وصل 7 جرحى.").unwrap();
//! let number = serde_json::json!({ "label": "CARDINAL", "value": 7, "form": "digits" });
//! let number: layers::Number = serde_json::from_value(number).unwrap();
//! doc.insert_layer("numbers", Layer::new(doc.source(), vec![Span::new(7, 8)], vec![number]).unwrap()).unwrap();
//! let columns = DocumentColumns::new([("numbers".to_owned(), layers::schema_of("numbers"))]);
//! let batch = columns.batch(&[columns.row(&doc).unwrap()]).unwrap();
//! assert_eq!(batch.num_rows(), 1);
//! assert!(batch.schema().field_with_name("numbers").is_ok());
//! ```

mod documents;
mod json;
mod tables;
mod types;
mod values;

pub use documents::{DocumentColumns, DocumentRow};
pub use json::json;
pub use tables::{LayerColumns, table};
pub use types::{data_type, fields_of};
pub use values::array;
