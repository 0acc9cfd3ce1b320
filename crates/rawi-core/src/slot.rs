use crate::renames::Renames;
use crate::schema::Schema;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotKind {
    /// A derived text.
    View,
    /// A set of annotations.
    Layer,
    /// What is known of the document beside its text, set by a stage.
    Meta,
}

/// A named view, layer or metadata, as contracts speak of it. Two slots are the same if kind and name are, whatever their schemas.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Slot {
    /// View, layer or metadata.
    pub kind: SlotKind,
    /// Its name, `tokens`.
    pub name: String,
    /// What the values of a layer hold, where the stage declares it.
    pub schema: Option<Schema>,
}

impl Slot {
    /// The slot of this kind and name.
    pub fn new(kind: SlotKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), schema: None }
    }

    /// The view `name`.
    pub fn view(name: impl Into<String>) -> Self {
        Self::new(SlotKind::View, name)
    }

    /// The layer `name`.
    pub fn layer(name: impl Into<String>) -> Self {
        Self::new(SlotKind::Layer, name)
    }

    /// The metadata `name`. Every stage may read all metadata: in a contract it says who sets it, and who must stand behind that
    /// stage.
    pub fn meta(name: impl Into<String>) -> Self {
        Self::new(SlotKind::Meta, name)
    }

    /// The same with a schema.
    #[must_use]
    pub fn with_schema(mut self, schema: Option<Schema>) -> Self {
        self.schema = schema;
        self
    }

    /// The same in the pipeline's names.
    #[must_use]
    pub fn renamed(&self, renames: &Renames) -> Self {
        let schema = self.schema.as_ref().map(|schema| schema.renamed(renames));
        Self { kind: self.kind, name: renames.apply(&self.name).to_owned(), schema }
    }

    fn identity(&self) -> (SlotKind, &str) {
        (self.kind, &self.name)
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Slot {}

impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl PartialOrd for Slot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Slot {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SlotKind::View => write!(f, "view `{}`", self.name),
            SlotKind::Layer => write!(f, "layer `{}`", self.name),
            SlotKind::Meta => write!(f, "metadata `{}`", self.name),
        }
    }
}
