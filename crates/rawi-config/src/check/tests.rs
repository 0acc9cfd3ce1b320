//! `[[test]]`.

use super::context::{Check, OptionTable, Place, Refusal};
use crate::contracts::Member;
use crate::file::{self, TestTable};
use crate::options::Table;
use crate::plan::{Test, TestInput};
use crate::wording::{self, Owner};
use rawi_core::{Meta, Slot, StageError};
use serde_spanned::Spanned;
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn tests(&mut self, root: &mut Table<'_>, members: &[Member]) -> Vec<Test> {
        let mut tests = Vec::new();
        let mut names: BTreeMap<String, Place> = BTreeMap::new();
        for (table, header) in self.table_list(root, "test") {
            let place = |key: &str| table.get(key).map_or_else(|| header.clone(), Spanned::span);
            let made_of = OptionTable {
                schema: &file::TEST.schema,
                header: &header,
                owner: &Owner::Test,
                place: &header,
                reserved: &[],
            };
            let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&header, &Owner::Test, error);
            let read = self.make(&made_of, table.clone(), &|options| options.read::<TestTable>(), &refused);
            if table.contains_key("text") == table.contains_key("file") {
                let both = table.contains_key("text");
                self.problems.push(wording::test_input(if both { place("file") } else { header.clone() }, both));
            }
            if table.contains_key("expect") && table.contains_key("snapshot") {
                self.problems.push(wording::test_expectation(place("snapshot")));
            }
            let Some(read) = read else { continue };
            match names.get(&read.name) {
                Some(first) => {
                    self.problems.push(wording::duplicate_test(place("name"), &read.name, first.clone()));
                }
                None => _ = names.insert(read.name.clone(), place("name")),
            }
            if let Some(file) = &read.file
                && let Err(error) = self.assets.read(file)
            {
                self.problems.push(wording::asset_missing(place("file"), &Owner::Test, error.message()));
            }
            self.shown(&read, &table, members);
            let input = match (read.text, read.file) {
                (Some(text), None) => TestInput::Text(text),
                (None, Some(file)) => TestInput::File(file),
                _ => continue,
            };
            tests.push(Test {
                name: read.name,
                input,
                meta: read.meta.into_iter().collect::<Meta>(),
                after: read.after,
                show: read.show,
                expect: read.expect.map(|text| (text, place("expect"))),
                snapshot: read.snapshot,
                span: header.clone(),
            });
        }
        tests
    }

    /// Checks `after` and `show` of a test.
    fn shown(&mut self, test: &TestTable, table: &Table<'_>, members: &[Member]) {
        let mut upto = members.len();
        if let (Some(id), Some(node)) = (&test.after, table.get("after")) {
            match members.iter().position(|m| m.id == *id) {
                Some(index) => upto = index + 1,
                None => {
                    let known: Vec<&str> = members.iter().map(|m| m.id.as_str()).collect();
                    self.problems.push(wording::test_after(node.span(), id, &known));
                }
            }
        }
        if members[..upto].iter().any(|m| m.contract.is_none()) {
            return;
        }
        let there: Vec<Slot> = members[..upto].iter().flat_map(Member::provides).collect();
        let known: Vec<&str> = there.iter().map(|slot| slot.name.as_str()).collect();
        let items = table.get("show").and_then(|node| node.get_ref().as_array());
        for item in items.into_iter().flat_map(|array| array.iter()) {
            let Some(name) = item.get_ref().as_str() else { continue };
            if !known.contains(&name) {
                let later = members[upto..].iter().find(|m| m.provides().iter().any(|slot| slot.name == name));
                let later = later.map(|m| m.id.as_str());
                self.problems.push(wording::test_show(item.span(), name, test.after.as_deref(), &known, later));
            }
        }
    }
}
