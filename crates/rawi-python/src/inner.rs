//! A document with what its Python objects share.

use rawi_core::schema::Field;
use rawi_core::{Document, Layer, Span};
use rawi_io::Offsets;
use rawi_io::record::{Marks, Units};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A document, and the units in which Python counts its text.
pub(crate) struct Inner {
    pub(crate) document: Document,
    pub(crate) offsets: Offsets,
    /// Why it does not go on.
    pub(crate) rejected: Option<Rejection>,
    marks: OnceLock<Marks>,
    tables: Mutex<BTreeMap<String, Arc<Table>>>,
}

/// Why a document does not go on: `dropped` by a stage, or a stage failed on it.
#[derive(Clone)]
pub(crate) struct Rejection {
    pub(crate) stage: String,
    pub(crate) kind: String,
    pub(crate) message: String,
}

/// The rows of a layer as Python sees them, without their values.
pub(crate) struct Table {
    pub(crate) name: String,
    /// Start and end of each row, in the units of the document.
    pub(crate) spans: Vec<(usize, usize)>,
    /// What its values hold, as far as that is declared.
    pub(crate) fields: Vec<Field>,
}

impl Inner {
    pub(crate) fn new(document: Document, offsets: Offsets, rejected: Option<Rejection>) -> Self {
        Self { document, offsets, rejected, marks: OnceLock::new(), tables: Mutex::default() }
    }

    /// What converts between bytes of the text and the units of the document.
    pub(crate) fn units(&self) -> Units<'_> {
        let marks = self.marks.get_or_init(|| Marks::new(self.document.source(), self.offsets));
        Units::with(self.document.source(), marks)
    }

    /// The layer `name`, and its rows.
    pub(crate) fn table(&self, name: &str) -> Option<(&Layer, Arc<Table>)> {
        let layer = self.document.raw_layer(name)?;
        // What is in it is whole after every change.
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.get(name) {
            return Some((layer, Arc::clone(table)));
        }
        let units = self.units();
        let spans = layer.spans().iter().map(|span| (units.of_byte(span.start()), units.of_byte(span.end()))).collect();
        let fields = layer.schema().map_or_else(Vec::new, |schema| schema.fields().to_vec());
        let table = Arc::new(Table { name: name.to_owned(), spans, fields });
        tables.insert(name.to_owned(), Arc::clone(&table));
        Some((layer, table))
    }

    /// The value of a row, its inner spans in the units of the document.
    pub(crate) fn value(&self, layer: &Layer, row: usize) -> Value {
        let mut value = layer.json(row);
        let units = self.units();
        if units.are_converted() {
            // Spans of a document's values are places of its text.
            let _ = units.value_of_bytes(layer.schema(), &mut value);
        }
        value
    }

    /// The length of the text in the units of the document.
    pub(crate) fn length(&self) -> usize {
        self.units().of_byte(self.document.source().len())
    }

    /// The bytes of a place given in the units of the document.
    pub(crate) fn bytes(&self, start: usize, end: usize) -> Option<Span> {
        let units = self.units();
        Span::checked(units.to_byte(start)?, units.to_byte(end)?)
    }
}
