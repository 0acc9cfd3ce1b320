use crate::renames::Renames;
use crate::slot::{Slot, SlotKind};

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

    /// Adds metadata that the stage [sets](crate::Output::set_meta): it finds out, or mends, what is known of the document beside
    /// its text. Reading metadata needs no contract.
    ///
    /// ```
    /// use rawi_core::Contract;
    /// assert_eq!(Contract::new().sets("topic").provides[0].to_string(), "metadata `topic`");
    /// ```
    #[must_use]
    pub fn sets(self, name: &str) -> Self {
        self.provides(Slot::meta(name))
    }

    /// Adds a slot that the stage reads as it stands and gives anew: it relabels, filters or links what another stage gave. The
    /// slot is both required and provided.
    ///
    /// ```
    /// use rawi_core::layers::{MENTIONS, TOKENS};
    /// use rawi_core::{Contract, Slot};
    /// let contract = Contract::new().requires(&TOKENS).refines(&MENTIONS);
    /// assert!(contract.is_refined(&Slot::from(&MENTIONS)) && !contract.is_refined(&Slot::from(&TOKENS)));
    /// ```
    #[must_use]
    pub fn refines(self, slot: impl Into<Slot>) -> Self {
        let slot = slot.into();
        self.requires(slot.clone()).provides(slot)
    }

    /// Whether the stage reads the slot as it stands and gives it anew.
    #[must_use]
    pub fn is_refined(&self, slot: &Slot) -> bool {
        self.requires.contains(slot) && self.provides.contains(slot)
    }

    /// Whether the stage may read `name`.
    #[must_use]
    pub fn reads(&self, kind: SlotKind, name: &str) -> bool {
        self.requires.iter().chain(&self.optional).any(|slot| slot.kind == kind && slot.name == name)
    }

    /// The same contract in the pipeline's names.
    #[must_use]
    pub fn renamed(&self, renames: &Renames) -> Self {
        let all = |slots: &[Slot]| slots.iter().map(|slot| slot.renamed(renames)).collect();
        Self { requires: all(&self.requires), optional: all(&self.optional), provides: all(&self.provides) }
    }
}
