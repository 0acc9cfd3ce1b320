//! `[[test]]`.

use super::context::{Check, OptionTable, Place, Refusal};
use crate::contracts::{Member, Offered};
use crate::file::{self, TestTable};
use crate::options::Table;
use crate::plan::{Test, TestInput};
use crate::wording::{self, Owner};
use rawi_core::{Meta, StageError};
use serde_spanned::Spanned;
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn tests(&mut self, root: &mut Table<'_>, members: &[Member], offered: &Offered) -> Vec<Test> {
        let ids: Vec<&str> = members.iter().map(|m| m.id.as_str()).collect();
        let by_id = ids.iter().enumerate().rev().map(|(i, &id)| (id, i)).collect();
        let stages = Stages { ids, by_id, offered };
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
            self.shown(&read, &table, &stages);
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
    fn shown(&mut self, test: &TestTable, table: &Table<'_>, stages: &Stages<'_>) {
        let mut upto = stages.ids.len();
        if let (Some(id), Some(node)) = (&test.after, table.get("after")) {
            match stages.by_id.get(id.as_str()) {
                Some(index) => upto = index + 1,
                None if self.has_enough() => {}
                None => self.problems.push(wording::test_after(node.span(), id, &stages.ids)),
            }
        }
        if !stages.offered.is_known(upto) {
            return;
        }
        let items = table.get("show").and_then(|node| node.get_ref().as_array());
        for item in items.into_iter().flat_map(|array| array.iter()) {
            let Some(name) = item.get_ref().as_str() else { continue };
            let first = stages.offered.named(name).map(|(stage, _)| *stage).next();
            if first.is_some_and(|stage| stage < upto) || self.has_enough() {
                continue;
            }
            let known = stages.offered.names(upto, |_| true);
            let later = first.map(|stage| stages.ids[stage]);
            self.problems.push(wording::test_show(item.span(), name, test.after.as_deref(), &known, later));
        }
    }
}

/// The stages that a test may name.
struct Stages<'a> {
    /// In order.
    ids: Vec<&'a str>,
    by_id: BTreeMap<&'a str, usize>,
    offered: &'a Offered,
}
