use std::collections::BTreeMap;
use std::fmt;

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotKind {
    /// A derived text.
    View,
    /// A set of annotations.
    Layer,
}

/// A named view or layer, as contracts speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// View or layer.
    pub kind: SlotKind,
    /// Its name, `tokens`.
    pub name: String,
}

impl Slot {
    /// The view `name`.
    pub fn view(name: impl Into<String>) -> Self {
        Self { kind: SlotKind::View, name: name.into() }
    }

    /// The layer `name`.
    pub fn layer(name: impl Into<String>) -> Self {
        Self { kind: SlotKind::Layer, name: name.into() }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SlotKind::View => write!(f, "view `{}`", self.name),
            SlotKind::Layer => write!(f, "layer `{}`", self.name),
        }
    }
}

/// What a stage reads and what it gives. It is enforced: reading anything else fails, and so does writing it.
///
/// ```
/// use rawi_core::{layers, Contract};
/// let contract = Contract::new().requires(&layers::TOKENS).optional(&layers::MENTIONS).provides(&layers::NUMBERS);
/// assert_eq!(contract.provides[0].to_string(), "layer `numbers`");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// Must be there before the stage runs.
    pub requires: Vec<Slot>,
    /// Read if it is there.
    pub optional: Vec<Slot>,
    /// There after the stage has run. A layer that got no annotation is there and empty.
    pub provides: Vec<Slot>,
}

impl Contract {
    /// Reads nothing but the source text and gives nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a slot that must be there.
    #[must_use]
    pub fn requires(mut self, slot: impl Into<Slot>) -> Self {
        self.requires.push(slot.into());
        self
    }

    /// Adds a slot that is read if it is there.
    #[must_use]
    pub fn optional(mut self, slot: impl Into<Slot>) -> Self {
        self.optional.push(slot.into());
        self
    }

    /// Adds a slot that the stage gives.
    #[must_use]
    pub fn provides(mut self, slot: impl Into<Slot>) -> Self {
        self.provides.push(slot.into());
        self
    }

    /// Whether the stage may read `name`.
    #[must_use]
    pub fn reads(&self, kind: SlotKind, name: &str) -> bool {
        self.requires.iter().chain(&self.optional).any(|slot| slot.kind == kind && slot.name == name)
    }

    /// The same contract in the pipeline's names.
    #[must_use]
    pub fn renamed(&self, renames: &Renames) -> Self {
        let all = |slots: &[Slot]| {
            slots.iter().map(|slot| Slot { kind: slot.kind, name: renames.apply(&slot.name).to_owned() }).collect()
        };
        Self { requires: all(&self.requires), optional: all(&self.optional), provides: all(&self.provides) }
    }
}

/// `rename = { mentions = "mentions.weapons" }`: the stage's name for a slot, and the pipeline's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames(BTreeMap<String, String>);

impl Renames {
    /// The pipeline's name for what the stage calls `name`.
    #[must_use]
    pub fn apply<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    /// Stage's name and pipeline's name, by the former.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// Whether nothing is renamed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Renames {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(from, to)| (from.into(), to.into())).collect())
    }
}
