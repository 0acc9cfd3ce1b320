//! The document and its laws.
//!
//! 1. The source text never changes. Every stored span is a byte range of the source, `u32`, on character
//!    boundaries, and covers at least one character.
//! 2. A layer has one writer and is written once. A refinement is a new layer.
//! 3. A layer is sorted by (start, longest first); overlap is allowed; the queries [`within`](crate::Annotations::within),
//!    [`covering`](crate::Annotations::covering) and [`at`](crate::Annotations::at) are binary searches.
//! 4. A view is derived: dropping every view loses nothing.
//! 5. [`to_view`](crate::Alignment::to_view) rounds inward and [`to_source`](crate::Alignment::to_source) outward:
//!    `to_source(to_view(s))` lies within `s`, `to_view(to_source(v))` holds `v`; both are monotone. A dropped mark belongs
//!    to the letter before it, tatweel to its left neighbour, bidi controls to neither. A span inside one source
//!    character is that whole character.
//! 6. A document is a value: no interner, no pointer to the runner, no clock.
//! 7. Stages never create documents; only a source does.
//!
//! Each has a property test of the same name in `tests/laws.rs`.

use crate::layer::check_span;
use crate::{
    Annotations, Changes, Doc, Layer, LayerKey, LayerValue, Meta, Output, Provenance, Readable, Renames, Scope, Slot,
    Span, Stage, StageError, Verdict, View,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One report: id, metadata, source text, and what the stages gave.
///
/// ```
/// use rawi_core::Document;
/// let mut doc = Document::new("a-1", "وبيروت عاصمة لبنان.").unwrap();
/// doc.meta_mut().set("published", "2025-11-27");
/// assert_eq!(doc.meta().published(), Some("2025-11-27"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    id: String,
    meta: Meta,
    source: String,
    views: BTreeMap<String, View>,
    layers: BTreeMap<String, Layer>,
    errors: Vec<DocError>,
}

/// A stage's failure on a document that was kept all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocError {
    /// The stage's id in the pipeline.
    pub stage: String,
    /// `input`, `asset`, `bug`, or `skipped` for a stage that did not run because one before it failed.
    pub kind: String,
    /// What happened.
    pub message: String,
    /// Where, in bytes of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Document {
    /// A document with nothing but its text.
    ///
    /// # Errors
    /// `Input`, if the text has 4 GiB or more: spans are 32 bits.
    pub fn new(id: impl Into<String>, source: impl Into<String>) -> Result<Self, StageError> {
        let (id, source) = (id.into(), source.into());
        if u32::try_from(source.len()).is_err() {
            return Err(StageError::input(format!(
                "the text has {} bytes, a document holds less than 4 GiB",
                source.len()
            )));
        }
        let (meta, views, layers, errors) = Default::default();
        Ok(Self { id, meta, source, views, layers, errors })
    }

    /// Its id, unique within a run.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text as received.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The source text of `span`.
    ///
    /// # Panics
    /// If `span` is no range of whole characters of the source; spans of layers always are.
    #[must_use]
    #[track_caller]
    pub fn text(&self, span: Span) -> &str {
        &self.source[span.range()]
    }

    /// What is known beside the text.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What is known beside the text, to be set by the source.
    pub fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }

    /// A layer with typed values, `None` if it is not there.
    ///
    /// # Errors
    /// `Input`, if its values are of another type.
    pub fn layer<T: LayerValue>(&self, key: &LayerKey<T>) -> Result<Option<Annotations<'_, T>>, StageError> {
        self.raw_layer(key.name()).map(|layer| layer.typed(key.name())).transpose()
    }

    /// The layer `name`, whatever its type.
    #[must_use]
    pub fn raw_layer(&self, name: &str) -> Option<&Layer> {
        self.layers.get(name)
    }

    /// The view `name`.
    #[must_use]
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.get(name)
    }

    /// All layers, by name.
    pub fn layers(&self) -> impl Iterator<Item = (&str, &Layer)> {
        self.layers.iter().map(|(name, layer)| (name.as_str(), layer))
    }

    /// All views, by name.
    pub fn views(&self) -> impl Iterator<Item = (&str, &View)> {
        self.views.iter().map(|(name, view)| (name.as_str(), view))
    }

    /// Failures of stages on this document, in the order of the stages.
    #[must_use]
    pub fn errors(&self) -> &[DocError] {
        &self.errors
    }

    /// Notes a failure; the runner does.
    pub fn push_error(&mut self, error: DocError) {
        self.errors.push(error);
    }

    /// Whether the slot is there.
    #[must_use]
    pub fn has(&self, slot: &Slot) -> bool {
        match slot.kind {
            crate::SlotKind::View => self.views.contains_key(&slot.name),
            crate::SlotKind::Layer => self.layers.contains_key(&slot.name),
        }
    }

    /// Takes a slot away, as before a stage that provides it anew; whether it was there.
    pub fn remove(&mut self, slot: &Slot) -> bool {
        match slot.kind {
            crate::SlotKind::View => self.views.remove(&slot.name).is_some(),
            crate::SlotKind::Layer => self.layers.remove(&slot.name).is_some(),
        }
    }

    /// Only what the source gave: id, metadata and text.
    #[must_use]
    pub fn stripped(self) -> Self {
        let (views, layers, errors) = Default::default();
        Self { views, layers, errors, ..self }
    }

    /// Adds a layer, as a reader of stored records does.
    ///
    /// # Errors
    /// `Bug`, if it is there already (law 2) or holds a span that is none of this text (law 1).
    pub fn insert_layer(&mut self, name: impl Into<String>, layer: Layer) -> Result<(), StageError> {
        let name = name.into();
        for &span in layer.spans() {
            check_span(&self.source, span)?;
        }
        if self.layers.contains_key(&name) {
            return Err(StageError::bug(format!("layer `{name}` is written already; a layer is written once")));
        }
        self.layers.insert(name, layer);
        Ok(())
    }

    /// Adds a view, as a reader of stored records does.
    ///
    /// # Errors
    /// `Bug`, if it is there already.
    pub fn insert_view(&mut self, name: impl Into<String>, view: View) -> Result<(), StageError> {
        let name = name.into();
        if self.views.contains_key(&name) {
            return Err(StageError::bug(format!("view `{name}` is written already; a view is written once")));
        }
        self.views.insert(name, view);
        Ok(())
    }

    /// Takes over what a stage gave, all or nothing.
    ///
    /// # Errors
    /// `Bug`, if a slot is there already; the document is then as it was.
    pub fn commit(&mut self, changes: Changes, provenance: &Provenance, renames: &Renames) -> Result<(), StageError> {
        let taken = changes
            .views
            .iter()
            .map(|(name, _)| Slot::view(renames.apply(name)))
            .chain(changes.layers.iter().map(|(name, _)| Slot::layer(renames.apply(name))))
            .find(|slot| self.has(slot));
        if let Some(slot) = taken {
            return Err(StageError::bug(format!("{slot} is written already; it is written once")));
        }
        for (name, view) in changes.views {
            self.views.insert(renames.apply(&name).to_owned(), view);
        }
        for (name, mut layer) in changes.layers {
            layer.set_provenance(provenance.clone());
            self.layers.insert(renames.apply(&name).to_owned(), layer);
        }
        Ok(())
    }

    /// Runs one stage on this document and takes over what it gives: for tests and small programs. The runner
    /// adds to this the catching of panics, provenance, renaming and parallelism.
    ///
    /// # Errors
    /// What the stage says, or `Bug` if it broke its contract; the document is then as it was.
    pub fn apply(&mut self, stage: &dyn Stage) -> Result<Verdict, StageError> {
        let contract = stage.contract();
        if let Some(slot) = contract.requires.iter().find(|slot| !self.has(slot)) {
            return Err(StageError::input(format!(
                "{slot} is required and not there; run the stage that provides it first"
            )));
        }
        let renames = Renames::default();
        let mut out = Output::new(&contract);
        let verdict = stage.process(Doc::new(&Scope::new(self, &contract, &renames)), &mut out)?;
        if verdict == Verdict::Keep {
            let changes = out.finish(&self.source)?;
            self.commit(changes, &Provenance::default(), &renames)?;
        }
        Ok(verdict)
    }
}

/// Everything may be read.
impl Readable for Document {
    fn id(&self) -> &str {
        &self.id
    }
    fn source(&self) -> &str {
        &self.source
    }
    fn meta(&self) -> &Meta {
        &self.meta
    }
    fn view(&self, name: &str) -> Result<Option<&View>, StageError> {
        Ok(self.views.get(name))
    }
    fn layer(&self, name: &str) -> Result<Option<&Layer>, StageError> {
        Ok(self.layers.get(name))
    }
}
