//! Records for other programs: CoNLL-2003, CoNLL-U, brat, Web Annotations, Label Studio, doccano, spaCy.
//!
//! None of these formats holds all that a record does. [`Export`] counts what is left out of the names of a document; what a format
//! has no place for at all is told by [`ExportFormat::drops`].
//!
//! ```
//! use rawi_core::{Document, Layer, Span, layers};
//! use rawi_io::export::{Export, ExportFormat};
//! let mut doc = Document::new("a", "وبيروت عاصمة").unwrap();
//! let mention = serde_json::from_value(serde_json::json!({ "label": "GPE" })).unwrap();
//! let mentions: Vec<layers::Mention> = vec![mention];
//! doc.insert_layer("mentions", Layer::new(doc.source(), vec![Span::new(2, 12)], mentions).unwrap()).unwrap();
//! let mut export = Export::new(ExportFormat::Doccano);
//! let mut out = Vec::new();
//! export.write(&doc, &mut out).unwrap();
//! assert_eq!(String::from_utf8(out).unwrap(), "{\"id\":\"a\",\"text\":\"وبيروت عاصمة\",\"label\":[[1,6,\"GPE\"]]}\n");
//! ```

mod columns;
mod format;
mod json;
mod names;
mod spacy;
mod standoff;
mod words;

pub use format::{Export, ExportFormat};
pub use names::Dropped;
pub use standoff::file_name;
