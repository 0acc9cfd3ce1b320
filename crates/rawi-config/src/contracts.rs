//! Stages by what they read and give.

use crate::wording::StageRef;
use rawi_core::{Contract, Renames, Slot};
use std::collections::BTreeMap;
use std::ops::Range;

/// A stage of the file.
pub(crate) struct Member {
    pub(crate) id: String,
    /// Bytes of the file: what it uses.
    pub(crate) span: Range<usize>,
    /// The line of its `[[stage]]`.
    pub(crate) line: usize,
    /// Its contract in its own names, `None` if it could not be made.
    pub(crate) contract: Option<Contract>,
    pub(crate) renames: Renames,
    /// Where the file names a slot that it requires, by the pipeline's name.
    pub(crate) named: BTreeMap<String, Range<usize>>,
}

impl Member {
    /// Where the want of `slots` is shown.
    pub(crate) fn place(&self, slots: &[Slot]) -> Range<usize> {
        let named = slots.iter().find_map(|slot| self.named.get(&slot.name));
        named.unwrap_or(&self.span).clone()
    }

    /// What it gives, in the pipeline's names; nothing if it could not be made.
    pub(crate) fn provides(&self) -> Vec<Slot> {
        self.contract.as_ref().map_or_else(Vec::new, |c| c.renamed(&self.renames).provides)
    }

    pub(crate) fn stage_ref(&self) -> StageRef<'_> {
        StageRef { id: &self.id, span: self.span.clone(), line: self.line }
    }
}

/// What the stages give, in the pipeline's names.
pub(crate) struct Offered {
    /// Every slot with the number of its stage, in order.
    slots: Vec<(usize, Slot)>,
    /// By name, where in that list.
    by_name: BTreeMap<String, Vec<usize>>,
    /// The first stage of which it is not known, because it could not be made.
    unknown: Option<usize>,
}

impl Offered {
    pub(crate) fn by(members: &[Member]) -> Self {
        let given = members.iter().enumerate().flat_map(|(i, m)| m.provides().into_iter().map(move |slot| (i, slot)));
        let slots: Vec<(usize, Slot)> = given.collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, (_, slot)) in slots.iter().enumerate() {
            by_name.entry(slot.name.clone()).or_default().push(at);
        }
        Self { slots, by_name, unknown: members.iter().position(|m| m.contract.is_none()) }
    }

    /// Whether it is known what the first `stages` stages give.
    pub(crate) fn is_known(&self, stages: usize) -> bool {
        self.unknown.is_none_or(|unknown| unknown >= stages)
    }

    /// The stages that give something of this name, with what it is.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &(usize, Slot)> {
        self.by_name.get(name).into_iter().flatten().map(|&at| &self.slots[at])
    }

    /// The names of what the first `stages` stages give.
    pub(crate) fn names(&self, stages: usize, fits: impl Fn(&Slot) -> bool) -> Vec<&str> {
        let upto = self.slots.partition_point(|(stage, _)| *stage < stages);
        self.slots[..upto].iter().filter(|(_, slot)| fits(slot)).map(|(_, slot)| slot.name.as_str()).collect()
    }
}

/// Two slots of one stage that a rename made one: the second one's own name, the first one's, and the name they share.
pub(crate) fn collision<'a>(contract: &'a Contract, renames: &'a Renames) -> Option<(&'a str, &'a str, &'a str)> {
    let mut seen: BTreeMap<(rawi_core::SlotKind, &str), &str> = BTreeMap::new();
    let slots = contract.requires.iter().chain(&contract.optional).chain(&contract.provides);
    for slot in slots {
        let name = renames.apply(&slot.name);
        let first = *seen.entry((slot.kind, name)).or_insert(slot.name.as_str());
        if first != slot.name {
            return Some((&slot.name, first, name));
        }
    }
    None
}
