//! Who provides what to whom.

use crate::problem::{Problem, Severity};
use crate::registry::Registry;
use crate::text::{closest, list};
use crate::wording::{self, Missing, StageRef};
use rawi_core::schema::Schema;
use rawi_core::{Contract, Renames, Slot};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
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

/// Slots with the same remedy.
fn group<K: PartialEq>(groups: &mut Vec<(K, Vec<Slot>)>, key: K, slot: &Slot) {
    match groups.iter_mut().find(|(k, _)| *k == key) {
        Some((_, slots)) => slots.push(slot.clone()),
        None => groups.push((key, vec![slot.clone()])),
    }
}

/// Checks that each stage finds what it requires, in the shape that it expects. `given` are the names that the source's
/// records have already; `registry` knows stages that could be added, of a file. At most about `enough` problems are looked for.
pub(crate) fn check(
    members: &[Member],
    given: &[(String, Range<usize>)],
    registry: Option<&Registry>,
    enough: usize,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let contracts: Vec<Option<Contract>> =
        members.iter().map(|m| m.contract.as_ref().map(|c| c.renamed(&m.renames))).collect();
    let mut of_records: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for (name, span) in given {
        of_records.entry(name).or_insert(span);
    }
    // Who gives a slot, and who would have given it, had it not been renamed.
    let mut provider: BTreeMap<&Slot, usize> = BTreeMap::new();
    let mut own_name: BTreeMap<&Slot, usize> = BTreeMap::new();
    // All who give a slot, also those who refine it, in order; and who first gives a layer that refers to rows of another, by that
    // one's name.
    let mut givers: BTreeMap<&Slot, Vec<(usize, &Slot)>> = BTreeMap::new();
    let mut referring: BTreeMap<String, (usize, &Slot)> = BTreeMap::new();
    for (i, contract) in contracts.iter().enumerate() {
        // Who refines a slot gives it to nobody who stands before.
        for slot in members[i].contract.iter().flat_map(|c| c.provides.iter().filter(|slot| !c.is_refined(slot))) {
            own_name.entry(slot).or_insert(i);
        }
        let Some(contract) = contract else { continue };
        for slot in &contract.provides {
            givers.entry(slot).or_default().push((i, slot));
            for (_, to) in slot.schema.iter().flat_map(Schema::references) {
                referring.entry(to).or_insert((i, slot));
            }
        }
        let mut twice: Vec<(usize, Vec<&Slot>)> = Vec::new();
        for slot in contract.provides.iter().filter(|slot| !contract.is_refined(slot)) {
            let first = *provider.entry(slot).or_insert(i);
            if first < i {
                match twice.iter_mut().find(|(j, _)| *j == first) {
                    Some((_, slots)) => slots.push(slot),
                    None => twice.push((first, vec![slot])),
                }
            } else if let Some(span) = of_records.get(slot.name.as_str()) {
                found.push(wording::layer_replaced(&members[i].stage_ref(), &slot.name, (*span).clone()));
            }
        }
        for (first, slots) in twice {
            found.push(provided_twice(&members[i], &slots, &members[first]));
        }
    }
    let defaults = OnceCell::new();
    // Building every stage is only worth it for a pipeline that has a problem.
    let who_provides = |slot: &Slot| -> Vec<&str> {
        let all: &BTreeMap<Slot, Vec<&str>> = defaults.get_or_init(|| {
            let mut all: BTreeMap<Slot, Vec<&str>> = BTreeMap::new();
            for entry in registry.into_iter().flat_map(Registry::stages) {
                for slot in entry.default_contract().into_iter().flat_map(|contract| contract.provides) {
                    all.entry(slot).or_default().push(&entry.name);
                }
            }
            all
        });
        all.get(slot).cloned().unwrap_or_default()
    };
    let first_unknown = contracts.iter().position(Option::is_none).unwrap_or(members.len());
    for (i, contract) in contracts.iter().enumerate() {
        let Some(contract) = contract else { continue };
        if found.len() > enough {
            break;
        }
        let member = &members[i];
        let earlier =
            |slot: &Slot| provider.get(slot).is_some_and(|&j| j < i) || of_records.contains_key(slot.name.as_str());
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
            if first_unknown < i || found.len() > enough {
                continue;
            }
            if let Some(by) = own_name.get(slot).filter(|&&j| j < i).map(|&j| &members[j]) {
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
            let nothing = if registry.is_some() { Missing::Nothing } else { Missing::InProgram };
            let way = near.map_or(nothing, |(slot, &j)| Missing::Near { slot, from: &members[j].id });
            found.push(missing(std::slice::from_ref(slot), &way));
        }
        for slot in contract.optional.iter().filter(|slot| !earlier(slot)) {
            if let Some(j) = later(slot) {
                group(&mut optional, j, slot);
            }
        }
        for slot in contract.provides.iter().filter(|slot| contract.is_refined(slot)) {
            if let Some(&(j, other)) = referring.get(&slot.name).filter(|&&(j, _)| j < i) {
                found.push(wording::refined_late(&member.stage_ref(), slot, other, &members[j].stage_ref()));
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
        for wanted in contract.requires.iter().chain(&contract.optional) {
            // The last one before: who refines it may give another shape.
            let Some(&(j, given)) =
                givers.get(wanted).and_then(|all| all[..all.partition_point(|(j, _)| *j < i)].last())
            else {
                continue;
            };
            if let (Some(shape), Some(expected)) = (&given.schema, &wanted.schema)
                && let Err(mismatch) = shape.serves(expected)
            {
                let (reader, giver) = (member.stage_ref(), members[j].stage_ref());
                found.push(wording::layer_schema(&reader, wanted, &giver, &mismatch.to_string()));
            }
        }
    }
    found
}

/// Checks the contracts of stages that stand in no file, in their order, as [`check_file`](crate::check_file) does those of a file: each with
/// its id, its contract and its renames. `given` are the names of what documents bring. What they are only warned of is left out. The place
/// of a problem is the number of its stage.
pub fn check_contracts(stages: impl IntoIterator<Item = (String, Contract, Renames)>, given: &[&str]) -> Vec<Problem> {
    let member = |(i, (id, contract, renames)): (usize, (String, Contract, Renames))| {
        let (contract, named) = (Some(contract), BTreeMap::new());
        Member { id, span: i..i, line: i + 1, contract, renames, named }
    };
    let members: Vec<Member> = stages.into_iter().enumerate().map(member).collect();
    let given: Vec<(String, Range<usize>)> = given.iter().map(|name| ((*name).to_owned(), 0..0)).collect();
    let mut found = check(&members, &given, None, usize::MAX);
    found.retain(|problem| problem.severity == Severity::Error);
    // There are no lines to show and to speak of.
    for problem in &mut found {
        match problem.code {
            "wrong-order" | "refined-late" => problem.help = Some("give them in another order".to_owned()),
            "provided-twice" => {
                let ids: Vec<&str> = problem
                    .notes
                    .iter()
                    .map(|note| &note.span)
                    .chain(&problem.span)
                    .map(|span| members[span.start].id.as_str())
                    .collect();
                problem.message = format!("{}: {}", problem.message, list(&ids, "and"));
                problem.help = Some("leave one of them out, or rename it in a pipeline file".to_owned());
            }
            _ => {}
        }
    }
    found
}

fn provided_twice(stage: &Member, twice: &[&Slot], first: &Member) -> Problem {
    let slots = stage.contract.iter().flat_map(|c| c.requires.iter().chain(&c.optional).chain(&c.provides));
    let own: BTreeSet<&str> = slots.map(|slot| slot.name.as_str()).collect();
    let of = |name: &str| twice.iter().copied().find(|slot| slot.name == name);
    let (mut again, mut renamed) = (Vec::new(), Vec::new());
    for name in own {
        let to = stage.renames.apply(name);
        match of(to) {
            Some(slot) => again.push((name, slot)),
            None if to != name => renamed.push((name, to)),
            None => {}
        }
    }
    wording::provided_twice(&stage.stage_ref(), &again, &first.stage_ref(), &renamed)
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
