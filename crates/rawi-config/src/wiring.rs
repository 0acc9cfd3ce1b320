//! Whether each stage finds what it requires, in the shape that it expects.

use crate::contracts::Member;
use crate::problem::{Problem, Severity};
use crate::registry::Registry;
use crate::text::{closest, list};
use crate::wording::{self, Missing};
use rawi_core::schema::Schema;
use rawi_core::{Contract, Renames, Slot, SlotKind};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Checks that each stage finds what it requires, in the shape that it expects. `given` are the names that the source's
/// records have already; `registry` knows stages that could be added, and is none for steps that stand in no file. At most about
/// `enough` problems are looked for.
pub(crate) fn check(
    members: &[Member],
    given: &[(String, Range<usize>)],
    registry: Option<&Registry>,
    enough: usize,
) -> Vec<Problem> {
    let contracts: Vec<Option<Contract>> =
        members.iter().map(|m| m.contract.as_ref().map(|c| c.renamed(&m.renames))).collect();
    let wiring = Wiring::of(members, &contracts, given, registry);
    let mut found = Vec::new();
    for (i, contract) in known(&contracts) {
        wiring.given_again(i, contract, &mut found);
    }
    for (i, contract) in known(&contracts) {
        if found.len() > enough {
            break;
        }
        wiring.unmet(i, contract, enough, &mut found);
        wiring.refined_late(i, contract, &mut found);
        wiring.other_shape(i, contract, &mut found);
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
    found
}

/// The contracts of the stages that could be made.
fn known(contracts: &[Option<Contract>]) -> impl Iterator<Item = (usize, &Contract)> {
    contracts.iter().enumerate().filter_map(|(i, contract)| Some((i, contract.as_ref()?)))
}

/// Who gives what; stages by their numbers, slots in the pipeline's names.
struct Wiring<'a> {
    members: &'a [Member],
    registry: Option<&'a Registry>,
    /// What the source's records have, with the place that says so.
    of_records: BTreeMap<&'a str, &'a Range<usize>>,
    /// Who gives a slot first.
    provider: BTreeMap<&'a Slot, usize>,
    /// Who would have given it, had it not been renamed.
    own_name: BTreeMap<&'a Slot, usize>,
    /// All who give it, also those who refine it, in order.
    givers: BTreeMap<&'a Slot, Vec<(usize, &'a Slot)>>,
    /// Who first gives a layer that refers to rows of another, by that one's name.
    referring: BTreeMap<String, (usize, &'a Slot)>,
    /// The first stage that could not be made: what it would have given is not known.
    first_unknown: usize,
    /// The stages that give a slot when nothing is set: building all of them is only worth it for a pipeline that has a problem.
    defaults: OnceCell<BTreeMap<Slot, Vec<&'a str>>>,
}

impl<'a> Wiring<'a> {
    fn of(
        members: &'a [Member],
        contracts: &'a [Option<Contract>],
        given: &'a [(String, Range<usize>)],
        registry: Option<&'a Registry>,
    ) -> Self {
        let mut wiring = Self {
            members,
            registry,
            of_records: BTreeMap::new(),
            provider: BTreeMap::new(),
            own_name: BTreeMap::new(),
            givers: BTreeMap::new(),
            referring: BTreeMap::new(),
            first_unknown: contracts.iter().position(Option::is_none).unwrap_or(members.len()),
            defaults: OnceCell::new(),
        };
        for (name, span) in given {
            wiring.of_records.entry(name).or_insert(span);
        }
        for (i, contract) in known(contracts) {
            // Who refines a slot gives it to nobody who stands before.
            for slot in members[i].contract.iter().flat_map(given_first) {
                wiring.own_name.entry(slot).or_insert(i);
            }
            for slot in given_first(contract) {
                wiring.provider.entry(slot).or_insert(i);
            }
            for slot in &contract.provides {
                wiring.givers.entry(slot).or_default().push((i, slot));
                for (_, to) in slot.schema.iter().flat_map(Schema::references) {
                    wiring.referring.entry(to).or_insert((i, slot));
                }
            }
        }
        wiring
    }

    /// What a stage gives though a stage before it or the records do.
    fn given_again(&self, i: usize, contract: &Contract, found: &mut Vec<Problem>) {
        let stage = &self.members[i];
        let mut twice = Vec::new();
        for slot in given_first(contract) {
            let first = self.provider[slot];
            if first < i {
                group(&mut twice, first, slot);
            } else if let Some(span) = self.of_records.get(slot.name.as_str()) {
                found.push(wording::layer_replaced(&stage.stage_ref(), &slot.name, (*span).clone()));
            }
        }
        for (first, slots) in twice {
            let first = &self.members[first];
            let mut problem = provided_twice(stage, &slots, first);
            if self.registry.is_none() {
                problem.message = format!("{}: {}", problem.message, list(&[&first.id, &stage.id], "and"));
            }
            found.push(self.helped(problem, "leave one of them out, or rename it in a pipeline file"));
        }
    }

    /// What a stage reads and nothing before it gives.
    fn unmet(&self, i: usize, contract: &Contract, enough: usize, found: &mut Vec<Problem>) {
        let stage = &self.members[i];
        let missing = |slots: &[Slot], way: &Missing<'_>| {
            wording::missing_layer(&stage.stage_ref(), stage.place(slots), slots, way)
        };
        let provider = |slot: &Slot| self.provider.get(slot).copied();
        let later = |slot: &Slot| provider(slot).filter(|&j| j > i);
        // Metadata that no stage sets is as the source gave it.
        let is_there = |slot: &Slot| match slot.kind {
            SlotKind::Meta => later(slot).is_none(),
            _ => provider(slot).is_some_and(|j| j < i) || self.of_records.contains_key(slot.name.as_str()),
        };
        let (mut too_late, mut to_add, mut optional) = (Vec::new(), Vec::new(), Vec::new());
        for slot in contract.requires.iter().filter(|slot| !is_there(slot)) {
            if let Some(j) = later(slot) {
                group(&mut too_late, j, slot);
            } else if self.first_unknown >= i && found.len() <= enough {
                match self.way(slot, i) {
                    Missing::Add(names) => group(&mut to_add, names, slot),
                    way => found.push(missing(std::slice::from_ref(slot), &way)),
                }
            }
        }
        for slot in contract.optional.iter().filter(|slot| !is_there(slot)) {
            if let Some(j) = later(slot) {
                group(&mut optional, j, slot);
            }
        }
        for (j, slots) in too_late {
            let problem = wording::wrong_order(&stage.stage_ref(), &slots, &self.members[j].stage_ref(), stage.line);
            found.push(self.helped(problem, ANOTHER_ORDER));
        }
        found.extend(to_add.into_iter().map(|(names, slots)| missing(&slots, &Missing::Add(names))));
        for (j, slots) in optional {
            found.push(wording::optional_later(&stage.stage_ref(), &slots, &self.members[j].stage_ref(), stage.line));
        }
    }

    /// What could be done about a slot that stage `i` requires and no stage gives.
    fn way<'s>(&'s self, slot: &'s Slot, i: usize) -> Missing<'s> {
        if let Some(by) = self.own_name.get(slot).filter(|&&j| j < i).map(|&j| &self.members[j]) {
            return Missing::Renamed { by: by.stage_ref(), to: by.renames.apply(&slot.name) };
        }
        if let Some(names) = self.defaults().get(slot) {
            return Missing::Add(names.clone());
        }
        let there: Vec<(&Slot, usize)> =
            self.provider.iter().filter(|&(s, &j)| s.kind == slot.kind && j < i).map(|(&s, &j)| (s, j)).collect();
        let near = closest(&slot.name, there.iter().map(|(s, _)| s.name.as_str()));
        match near.and_then(|name| there.iter().find(|(s, _)| s.name == name)) {
            Some(&(slot, j)) => Missing::Near { slot, from: &self.members[j].id },
            None if self.registry.is_some() => Missing::Nothing,
            None => Missing::InProgram,
        }
    }

    fn defaults(&self) -> &BTreeMap<Slot, Vec<&'a str>> {
        self.defaults.get_or_init(|| {
            let mut all: BTreeMap<Slot, Vec<&str>> = BTreeMap::new();
            for entry in self.registry.into_iter().flat_map(Registry::stages) {
                for slot in entry.default_contract().into_iter().flat_map(|contract| contract.provides) {
                    all.entry(slot).or_default().push(&entry.name);
                }
            }
            all
        })
    }

    /// What a stage gives anew behind one that refers to rows of it.
    fn refined_late(&self, i: usize, contract: &Contract, found: &mut Vec<Problem>) {
        for slot in contract.provides.iter().filter(|slot| contract.is_refined(slot)) {
            if let Some(&(j, other)) = self.referring.get(&slot.name).filter(|&&(j, _)| j < i) {
                let problem =
                    wording::refined_late(&self.members[i].stage_ref(), slot, other, &self.members[j].stage_ref());
                found.push(self.helped(problem, ANOTHER_ORDER));
            }
        }
    }

    /// What a stage expects in another shape than it is given.
    fn other_shape(&self, i: usize, contract: &Contract, found: &mut Vec<Problem>) {
        for wanted in contract.requires.iter().chain(&contract.optional) {
            // The last one before: who refines it may give another shape.
            let Some(&(j, given)) =
                self.givers.get(wanted).and_then(|all| all[..all.partition_point(|(j, _)| *j < i)].last())
            else {
                continue;
            };
            if let (Some(shape), Some(expected)) = (&given.schema, &wanted.schema)
                && let Err(mismatch) = shape.serves(expected)
            {
                let (reader, giver) = (self.members[i].stage_ref(), self.members[j].stage_ref());
                let mut problem = wording::layer_schema(&reader, wanted, &giver, &mismatch.to_string());
                if self.registry.is_none() {
                    problem.message = format!("{} ({})", problem.message, problem.label);
                }
                found.push(problem);
            }
        }
    }

    /// The problem with what to do in a program, where there are no lines to speak of.
    fn helped(&self, problem: Problem, in_program: &str) -> Problem {
        if self.registry.is_some() { problem } else { problem.help(in_program) }
    }
}

const ANOTHER_ORDER: &str = "give them in another order";

/// What a stage gives that it does not refine.
fn given_first(contract: &Contract) -> impl Iterator<Item = &Slot> {
    contract.provides.iter().filter(|slot| !contract.is_refined(slot))
}

/// Adds a slot to those with the same remedy.
fn group<K: PartialEq>(groups: &mut Vec<(K, Vec<Slot>)>, key: K, slot: &Slot) {
    match groups.iter_mut().find(|(k, _)| *k == key) {
        Some((_, slots)) => slots.push(slot.clone()),
        None => groups.push((key, vec![slot.clone()])),
    }
}

fn provided_twice(stage: &Member, twice: &[Slot], first: &Member) -> Problem {
    let slots = stage.contract.iter().flat_map(|c| c.requires.iter().chain(&c.optional).chain(&c.provides));
    let own: BTreeSet<&str> = slots.map(|slot| slot.name.as_str()).collect();
    let (mut again, mut renamed) = (Vec::new(), Vec::new());
    for name in own {
        let to = stage.renames.apply(name);
        match twice.iter().find(|slot| slot.name == to) {
            Some(slot) => again.push((name, slot)),
            None if to != name => renamed.push((name, to)),
            None => {}
        }
    }
    wording::provided_twice(&stage.stage_ref(), &again, &first.stage_ref(), &renamed)
}
