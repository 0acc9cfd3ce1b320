//! The document and its laws.
//!
//! 1. The source text never changes. Every stored span is a byte range of the source, `u32`, on character
//!    boundaries, and covers at least one character.
//! 2. A layer has one writer and is written once. Who refines it reads it whole and gives it whole; it then has the writers of both.
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

use crate::alignment::View;
use crate::annotations::Annotations;
use crate::changes::Changes;
use crate::doc::Readable;
use crate::error::StageError;
use crate::key::LayerKey;
use crate::layer::{Layer, Rules};
use crate::meta::Meta;
use crate::provenance::Provenance;
use crate::renames::Renames;
use crate::schema::Schema;
use crate::slot::{Slot, SlotKind};
use crate::span::Span;
use crate::value::LayerValue;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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
    warnings: Vec<DocWarning>,
    /// Metadata that stages set, by name.
    changed: BTreeMap<String, MetaChange>,
}

/// Who set metadata of a document, and what it was before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaChange {
    /// Which stage set it, and from what it was made.
    #[serde(default)]
    pub by: Provenance,
    /// The same of the stages that set it before that one, the first first.
    #[serde(default)]
    pub earlier: Vec<Provenance>,
    /// What the source said; `None` if nothing.
    #[serde(default)]
    pub was: Option<String>,
}

/// What a stage says about a document that it did not fail on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocWarning {
    /// The stage's id in the pipeline.
    pub stage: String,
    /// What should be known.
    pub message: String,
    /// Where, in bytes of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
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
        let (meta, views, layers, errors, warnings, changed) = Default::default();
        Ok(Self { id, meta, source, views, layers, errors, warnings, changed })
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

    /// The metadata that stages [set](crate::Output::set_meta), by name, with who did and what it was before.
    pub fn meta_changes(&self) -> impl Iterator<Item = (&str, &MetaChange)> {
        self.changed.iter().map(|(name, change)| (name.as_str(), change))
    }

    /// The metadata as the source gave it.
    #[must_use]
    pub fn source_meta(&self) -> Meta {
        let mut meta = self.meta.clone();
        for (name, change) in &self.changed {
            meta.set(name, change.was.as_deref().unwrap_or_default());
        }
        meta
    }

    /// Adds who set metadata, as a reader of stored records does.
    pub(crate) fn insert_meta_change(&mut self, name: String, change: MetaChange) {
        self.changed.insert(name, change);
    }

    /// A layer with typed values, `None` if it is not there.
    ///
    /// # Errors
    /// `Input`, if its values are of another type or cannot stand there.
    pub fn layer<T: LayerValue>(&self, key: &LayerKey<T>) -> Result<Option<Annotations<'_, T>>, StageError> {
        self.raw_layer(key.name()).map(|layer| layer.read(key, &self.source)).transpose()
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

    /// What stages [warned](crate::Output::warn) of, in the order of the stages.
    #[must_use]
    pub fn warnings(&self) -> &[DocWarning] {
        &self.warnings
    }

    /// Adds a warning, as a reader of stored records does.
    pub(crate) fn push_warning(&mut self, warning: DocWarning) {
        self.warnings.push(warning);
    }

    /// Notes a failure; the runner does.
    pub(crate) fn push_error(&mut self, error: DocError) {
        self.errors.push(error);
    }

    /// The first of these slots, which a stage requires, that is not there. Metadata is never missing: what no stage set is as the
    /// source gave it.
    #[must_use]
    pub fn missing<'s>(&self, required: &'s [Slot]) -> Option<&'s Slot> {
        required.iter().find(|slot| slot.kind != SlotKind::Meta && !self.has(slot))
    }

    /// Whether the slot is there; metadata, if a stage set it.
    #[must_use]
    pub fn has(&self, slot: &Slot) -> bool {
        match slot.kind {
            SlotKind::View => self.views.contains_key(&slot.name),
            SlotKind::Layer => self.layers.contains_key(&slot.name),
            SlotKind::Meta => self.changed.contains_key(&slot.name),
        }
    }

    /// Takes a slot away, as before a stage that provides it anew; whether it was there. Layers that refer to its rows go with
    /// it: their numbers would mean other rows of the new one. Metadata is again what the source gave.
    pub(crate) fn remove(&mut self, slot: &Slot) -> bool {
        match slot.kind {
            SlotKind::View => self.views.remove(&slot.name).is_some(),
            SlotKind::Layer => {
                let was_there = self.layers.remove(&slot.name).is_some();
                self.remove_what_refers(&slot.name);
                was_there
            }
            SlotKind::Meta => {
                let change = self.changed.remove(&slot.name);
                let was_there = change.is_some();
                change.into_iter().for_each(|change| self.meta.set(&slot.name, change.was.unwrap_or_default()));
                was_there
            }
        }
    }

    /// Takes the layers away that refer to rows of the layer `name`, and those that refer to theirs.
    fn remove_what_refers(&mut self, name: &str) {
        let mut gone = vec![name.to_owned()];
        while let Some(name) = gone.pop() {
            let refers = |layer: &Layer| {
                let declared = layer.schema().is_some_and(|schema| schema.refers_to(&name));
                declared || layer.reach().iter().any(|reach| reach.layer == name)
            };
            let with_it: Vec<String> =
                self.layers.iter().filter(|(_, layer)| refers(layer)).map(|(other, _)| other.clone()).collect();
            for other in with_it {
                // A layer may refer to its own rows.
                if other != name {
                    self.layers.remove(&other);
                    gone.push(other);
                }
            }
        }
    }

    /// Only what the source gave: id, metadata and text.
    #[must_use]
    pub(crate) fn stripped(self) -> Self {
        let (views, layers, errors, warnings, changed) = Default::default();
        Self { meta: self.source_meta(), views, layers, errors, warnings, changed, ..self }
    }

    /// Adds a layer.
    ///
    /// # Errors
    /// `Bug`, if it is there already (law 2), holds a span that is none of this text (law 1), or refers to a row that is not
    /// there.
    pub fn insert_layer(&mut self, name: impl Into<String>, layer: Layer) -> Result<(), StageError> {
        let name = name.into();
        layer.check(&self.source)?;
        self.free(&name)?;
        self.refers_well(&name, &layer, &|name| self.layers.get(name))?;
        self.layers.insert(name, layer);
        Ok(())
    }

    /// Adds layers as they are stored, which may refer to each other; all or none.
    ///
    /// Values are checked by the schema as far as it goes: keys that it does not have stay as they are.
    ///
    /// # Errors
    /// `Input`, naming the layer and the row, if a layer is there already, holds a span that is none of this text or a value
    /// that its schema does not allow, has annotations that overlap where its schema allows none, or refers to a row that is not
    /// there.
    pub(crate) fn insert_stored(&mut self, stored: Vec<StoredLayer>) -> Result<(), StageError> {
        let mut new: BTreeMap<String, Layer> = BTreeMap::new();
        for StoredLayer { name, spans, values, schema, refers, provenance, earlier } in stored {
            self.free(&name)?;
            let rules = Rules { schema, open: true, refers, ..Rules::default() };
            let layer = Layer::build(&self.source, spans, values, rules).map_err(|error| in_layer(&name, &error))?;
            new.insert(name, layer.with_provenance(provenance).with_earlier(earlier));
        }
        for (name, layer) in &new {
            self.refers_well(name, layer, &|name| new.get(name).or_else(|| self.layers.get(name)))
                .map_err(|error| in_layer(name, &error))?;
            let moved = layer.reach().iter().find(|reach| new.get(reach.layer.as_ref()).is_some_and(Layer::was_sorted));
            if let Some(reach) = moved {
                let message = format!(
                    "layer `{}`: its rows are not in order, and `{name}` refers to them by number",
                    reach.layer
                );
                return Err(StageError::input(message));
            }
        }
        self.layers.append(&mut new);
        Ok(())
    }

    fn free(&self, name: &str) -> Result<(), StageError> {
        if self.layers.contains_key(name) {
            return Err(StageError::bug(format!("layer `{name}` is written already; a layer is written once")));
        }
        Ok(())
    }

    /// Whether every row that `layer` refers to is there.
    fn refers_well<'a>(
        &self,
        name: &str,
        layer: &Layer,
        other: &dyn Fn(&str) -> Option<&'a Layer>,
    ) -> Result<(), StageError> {
        for reach in layer.reach() {
            let (to, row) = (&reach.layer, reach.row);
            let what = match other(to) {
                _ if *to == name && layer.was_sorted() => "its rows were not given in order".to_owned(),
                Some(other) if row < other.len() as u64 => continue,
                Some(other) => format!("it has {} rows", other.len()),
                None if *to == name && row < layer.len() as u64 => continue,
                None if *to == name => format!("it has {} rows", layer.len()),
                None => "it is not there".to_owned(),
            };
            let message = format!("row {} refers to row {row} of layer `{to}`, and {what}", reach.from);
            return Err(StageError::bug(message).at(layer.spans()[reach.from]));
        }
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
    /// `Bug`, if a slot is there already or a layer refers to a row that is not there; the document is then as it was.
    pub(crate) fn commit(
        &mut self,
        changes: Changes,
        provenance: &Provenance,
        renames: &Renames,
    ) -> Result<(), StageError> {
        let refined: Vec<Slot> = changes.refined.iter().map(|slot| slot.renamed(renames)).collect();
        let taken = changes
            .views
            .iter()
            .map(|(name, _)| Slot::view(renames.apply(name)))
            .chain(changes.layers.iter().map(|(name, _)| Slot::layer(renames.apply(name))))
            .chain(changes.meta.iter().map(|(name, _)| Slot::meta(renames.apply(name))))
            .find(|slot| self.has(slot) && !refined.contains(slot));
        if let Some(slot) = taken {
            return Err(StageError::bug(format!("{slot} is written already; it is written once")));
        }
        let mut layers: BTreeMap<String, Layer> = BTreeMap::new();
        for (name, mut layer) in changes.layers {
            layer.set_provenance(provenance.clone());
            if !renames.is_empty() {
                let schema = layer.schema().map(|schema| schema.renamed(renames));
                layer.refer(schema, |layer| renames.apply(layer).to_owned());
            }
            layers.insert(renames.apply(&name).to_owned(), layer);
        }
        for (name, layer) in &layers {
            self.refers_well(name, layer, &|name| layers.get(name).or_else(|| self.layers.get(name)))
                .map_err(|error| StageError::bug(format!("layer `{name}`: {error}")))?;
        }
        for slot in refined.iter().filter(|slot| slot.kind == SlotKind::Layer) {
            let Some((layer, before)) = layers.get_mut(&slot.name).zip(self.layers.remove(&slot.name)) else {
                continue;
            };
            if !layer.refine(&before) {
                self.remove_what_refers(&slot.name);
            }
        }
        self.layers.extend(layers);
        for (name, view) in changes.views {
            self.views.insert(renames.apply(&name).to_owned(), view);
        }
        for (name, value) in changes.meta {
            let name = renames.apply(&name);
            let change = match self.changed.remove(name) {
                Some(MetaChange { by, mut earlier, was }) => {
                    earlier.push(by);
                    MetaChange { by: provenance.clone(), earlier, was }
                }
                None => MetaChange {
                    by: provenance.clone(),
                    earlier: Vec::new(),
                    was: self.meta.get(name).map(str::to_owned),
                },
            };
            self.changed.insert(name.to_owned(), change);
            self.meta.set(name, value);
        }
        let stage = &provenance.stage;
        // Those that came with a record go with what the stage gave then.
        self.warnings.retain(|warning| stage.is_empty() || warning.stage != *stage);
        let warnings = changes.warnings.into_iter();
        self.warnings.extend(warnings.map(|(span, message)| DocWarning { stage: stage.clone(), message, span }));
        Ok(())
    }
}

/// A layer as a record has it: spans in any order, values as JSON.
#[derive(Clone, Debug)]
pub struct StoredLayer {
    /// Its name.
    pub name: String,
    /// The spans, in bytes of the source.
    pub spans: Vec<Span>,
    /// As many values.
    pub values: Vec<Value>,
    /// What the values hold, if that is known.
    pub schema: Option<Schema>,
    /// Where no schema is known: the fields, by dotted names, that refer to rows of other layers, and these layers.
    pub refers: Vec<(String, String)>,
    /// Which stage made it, and from what.
    pub provenance: Provenance,
    /// The same of those that gave it before it was refined, the first first.
    pub earlier: Vec<Provenance>,
}

#[cold]
fn in_layer(name: &str, error: &StageError) -> StageError {
    let message = format!("layer `{name}`: {}", error.message());
    match error.span() {
        Some(span) => StageError::input(message).at(span),
        None => StageError::input(message),
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
