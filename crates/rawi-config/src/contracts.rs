//! Who provides what to whom.

use crate::problem::Problem;
use crate::registry::Registry;
use crate::text::closest;
use crate::wording::{self, Missing, StageRef};
use rawi_core::{Contract, Renames, Slot};
use std::cell::OnceCell;
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
    fn place(&self, slots: &[Slot]) -> Range<usize> {
        let named = slots.iter().find_map(|slot| self.named.get(&slot.name));
        named.unwrap_or(&self.span).clone()
    }

    /// What it gives, in the pipeline's names; nothing if it could not be made.
    pub(crate) fn provides(&self) -> Vec<Slot> {
        self.contract.as_ref().map_or_else(Vec::new, |c| c.renamed(&self.renames).provides)
    }

    fn stage_ref(&self) -> StageRef<'_> {
        StageRef { id: &self.id, span: self.span.clone(), line: self.line }
    }
}

/// Slots with the same remedy.
fn group<K: PartialEq>(groups: &mut Vec<(K, Vec<Slot>)>, key: K, slot: &Slot) {
    match groups.iter_mut().find(|(k, _)| *k == key) {
        Some((_, slots)) => slots.push(slot.clone()),
        None => groups.push((key, vec![slot.clone()])),
    }
}

/// Checks that each stage finds what it requires. `given` are the names that the source's records have already.
pub(crate) fn check(members: &[Member], given: &[(String, Range<usize>)], registry: &Registry) -> Vec<Problem> {
    let mut found = Vec::new();
    let contracts: Vec<Option<Contract>> =
        members.iter().map(|m| m.contract.as_ref().map(|c| c.renamed(&m.renames))).collect();
    let mut provider: BTreeMap<&Slot, usize> = BTreeMap::new();
    for (i, contract) in contracts.iter().enumerate() {
        for slot in contract.iter().flat_map(|c| &c.provides) {
            let first = *provider.entry(slot).or_insert(i);
            if first < i {
                found.push(wording::provided_twice(&members[i].stage_ref(), slot, &members[first].stage_ref()));
            } else if let Some((_, span)) = given.iter().find(|(name, _)| *name == slot.name) {
                found.push(wording::layer_replaced(&members[i].stage_ref(), &slot.name, span.clone()));
            }
        }
    }
    let defaults = OnceCell::new();
    // Building every stage is only worth it for a pipeline that has a problem.
    let who_provides = |slot: &Slot| -> Vec<&str> {
        let all: &Vec<(&str, Contract)> = defaults.get_or_init(|| {
            registry.stages().filter_map(|entry| Some((entry.name.as_str(), entry.default_contract()?))).collect()
        });
        all.iter().filter(|(_, c)| c.provides.contains(slot)).map(|(name, _)| *name).collect()
    };
    for (i, contract) in contracts.iter().enumerate() {
        let Some(contract) = contract else { continue };
        let member = &members[i];
        let earlier = |slot: &Slot| {
            provider.get(slot).is_some_and(|&j| j < i) || given.iter().any(|(name, _)| *name == slot.name)
        };
        let missing = |slots: &[Slot], way: &Missing<'_>| {
            wording::missing_layer(&member.stage_ref(), member.place(slots), slots, way)
        };
        let later = |slot: &Slot| provider.get(slot).copied().filter(|&j| j > i);
        let (mut too_late, mut to_add, mut optional) = (Vec::new(), Vec::new(), Vec::new());
        for slot in contract.requires.iter().filter(|slot| !earlier(slot)) {
            if let Some(j) = later(slot) {
                group(&mut too_late, j, slot);
                continue;
            }
            // What a stage that could not be made would have provided is not known.
            if contracts[..i].iter().any(Option::is_none) {
                continue;
            }
            let renamed = members[..i].iter().find(|m| m.contract.as_ref().is_some_and(|c| c.provides.contains(slot)));
            if let Some(by) = renamed {
                let way = Missing::Renamed { by: by.stage_ref(), to: by.renames.apply(&slot.name) };
                found.push(missing(std::slice::from_ref(slot), &way));
                continue;
            }
            let names = who_provides(slot);
            if !names.is_empty() {
                group(&mut to_add, names, slot);
                continue;
            }
            let there = provider.iter().filter(|&(s, &j)| s.kind == slot.kind && j < i);
            let near = closest(&slot.name, there.clone().map(|(s, _)| s.name.as_str()))
                .and_then(|name| there.clone().find(|(s, _)| s.name == name));
            let way = near.map_or(Missing::Nothing, |(slot, &j)| Missing::Near { slot, from: &members[j].id });
            found.push(missing(std::slice::from_ref(slot), &way));
        }
        for slot in contract.optional.iter().filter(|slot| !earlier(slot)) {
            if let Some(j) = later(slot) {
                group(&mut optional, j, slot);
            }
        }
        for (j, slots) in too_late {
            found.push(wording::wrong_order(&member.stage_ref(), &slots, &members[j].stage_ref(), member.line));
        }
        for (names, slots) in to_add {
            found.push(missing(&slots, &Missing::Add(names)));
        }
        for (j, slots) in optional {
            found.push(wording::optional_later(&member.stage_ref(), &slots, &members[j].stage_ref(), member.line));
        }
    }
    found
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
