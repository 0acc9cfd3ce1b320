//! For whoever drives stages, or stores documents and reads them back. Who writes a stage needs none of it, and who only tries one
//! has [`Document::apply`].

use crate::document::{DocError, DocWarning, Document, MetaChange};
use crate::error::StageError;
use crate::output::Output;
use crate::provenance::Provenance;
use crate::renames::Renames;
use crate::slot::Slot;

pub use crate::changes::Changes;
pub use crate::document::StoredLayer;
pub use crate::guard::{guard, is_guarded};
pub use crate::scope::Scope;

/// What a stage gave, checked against `source`: spans of whole characters, also inside values, numbers that are finite, no overlap
/// where the layer has none, views aligned, everything there that the contract provides. A layer that was never begun is empty.
///
/// # Errors
/// `Bug`, naming the slot.
pub fn finish(out: Output, source: &str) -> Result<Changes, StageError> {
    out.finish(source)
}

/// Puts what a stage gave into its document, all or nothing. A slot that it refines takes the place of what was there; where its rows
/// are others now, the layers that refer to them go, as with [`remove`].
///
/// # Errors
/// `Bug`, if a slot is there already or a layer refers to a row that is not there; the document is then as it was.
pub fn commit(
    doc: &mut Document,
    changes: Changes,
    provenance: &Provenance,
    renames: &Renames,
) -> Result<(), StageError> {
    doc.commit(changes, provenance, renames)
}

/// Notes a stage's failure on a document that is kept.
pub fn push_error(doc: &mut Document, error: DocError) {
    doc.push_error(error);
}

/// Adds what a stage warned of, as it is stored.
pub fn push_warning(doc: &mut Document, warning: DocWarning) {
    doc.push_warning(warning);
}

/// Adds who set metadata of a document, and what it was before; its value stands in the metadata.
pub fn insert_meta_change(doc: &mut Document, name: String, change: MetaChange) {
    doc.insert_meta_change(name, change);
}

/// Takes a slot away, as before a stage that provides it anew; whether it was there. Layers that refer to its rows go with it:
/// their numbers would mean other rows of the new one.
pub fn remove(doc: &mut Document, slot: &Slot) -> bool {
    doc.remove(slot)
}

/// Only what the source gave: id, metadata and text.
#[must_use]
pub fn stripped(doc: Document) -> Document {
    doc.stripped()
}

/// Adds layers as they are stored, which may refer to each other; all or none. Values are checked by the schema as far as it goes:
/// keys that it does not have stay as they are.
///
/// # Errors
/// `Input`, naming the layer and the row, if a layer is there already, holds a span that is none of this text or a value that its
/// schema does not allow, has annotations that overlap where its schema allows none, or refers to a row that is not there.
pub fn insert_stored(doc: &mut Document, stored: Vec<StoredLayer>) -> Result<(), StageError> {
    doc.insert_stored(stored)
}
