//! `[source]`, `[sink]` and `[run]`.

use super::context::{Check, OptionTable, Place, Refusal, Text};
use crate::contracts::Offered;
use crate::file;
use crate::options::{self, Strings, Table};
use crate::plan::{PlannedSink, PlannedSource};
use crate::run::RunOptions;
use crate::wording::{self, Owner};
use rawi_core::{Assets, Slot, StageError};
use rawi_io::OpenSink;
use std::collections::BTreeSet;

impl Check<'_> {
    pub(super) fn source(&mut self, root: &mut Table<'_>) -> (Option<PlannedSource>, Vec<Text>) {
        let Some((mut table, header)) = self.table(root, "source") else { return (None, Vec::new()) };
        let uses = self.uses(&mut table, &header, "`[source]`", true);
        let given = self.names(&mut table, "provides");
        let Some((uses, place)) = uses else { return (None, given) };
        let registry = self.registry;
        let Some(entry) = registry.get_source(&uses) else {
            let known: Vec<&str> = registry.sources().map(|e| e.name.as_str()).collect();
            let other = registry.get_stage(&uses).map(|_| "stage").or(registry.get_sink(&uses).map(|_| "sink"));
            self.problems.push(wording::unknown_use("source", place, &uses, &known, other));
            return (None, given);
        };
        let options = options::table_json(&table);
        let owner = Owner::Source(&uses);
        let made_of = OptionTable {
            schema: &entry.schema,
            header: &header,
            owner: &owner,
            place: &place,
            reserved: &file::SOURCE.keys(),
        };
        let open = self.make(&made_of, table, &|options| entry.build_from(options, &Assets::none()), &|error, _| {
            Refusal::of_all(&place, &owner, error)
        });
        let provides = given.iter().map(|(name, _)| name.clone()).collect();
        (open.map(|open| PlannedSource { uses: uses.clone(), options, provides, open }), given)
    }

    pub(super) fn sinks(&mut self, root: &mut Table<'_>, offered: &Offered, given: &[Text]) -> Vec<PlannedSink> {
        let tables = self.table_or_list(root, "sink");
        tables.into_iter().filter_map(|(table, header)| self.sink(table, header, offered, given)).collect()
    }

    fn sink(&mut self, mut table: Table<'_>, header: Place, offered: &Offered, given: &[Text]) -> Option<PlannedSink> {
        let (uses, place) = self.uses(&mut table, &header, "`[sink]`", true)?;
        let registry = self.registry;
        let Some(entry) = registry.get_sink(&uses) else {
            let known: Vec<&str> = registry.sinks().map(|e| e.name.as_str()).collect();
            let other = registry.get_stage(&uses).map(|_| "stage").or(registry.get_source(&uses).map(|_| "source"));
            self.problems.push(wording::unknown_use("sink", place, &uses, &known, other));
            return None;
        };
        let options = options::table_json(&table);
        let owner = Owner::Sink(&uses);
        let made_of = OptionTable {
            schema: &entry.schema,
            header: &header,
            owner: &owner,
            place: &place,
            reserved: &file::SINK.keys(),
        };
        let names = table.clone();
        let open = self.make(&made_of, table, &|options| entry.build_from(options, &Assets::none()), &|error, _| {
            Refusal::of_all(&place, &owner, error)
        })?;
        self.written(&*open, &uses, &place, &names, offered, given);
        Some(PlannedSink { uses: uses.clone(), options, open })
    }

    /// Checks that a sink finds what it is told to write.
    fn written(
        &mut self,
        sink: &dyn OpenSink,
        uses: &str,
        place: &Place,
        names: &Table<'_>,
        offered: &Offered,
        given: &[Text],
    ) {
        // What a stage that could not be made would have given is not known.
        if !offered.is_known(usize::MAX) {
            return;
        }
        let strings = Strings::of(names);
        let of_records: BTreeSet<&str> = given.iter().map(|(name, _)| name.as_str()).collect();
        for (kind, name) in sink.slots_written() {
            let fits = |slot: &Slot| kind.is_none_or(|kind| slot.kind == kind);
            let found = offered.named(&name).any(|(_, slot)| fits(slot)) || of_records.contains(name.as_str());
            if !found && !self.has_enough() {
                let known = offered.names(usize::MAX, fits);
                let other = offered.named(&name).next().map(|(_, slot)| slot);
                let span = strings.place(&name).unwrap_or_else(|| place.clone());
                self.problems.push(wording::sink_slot(span, uses, kind, &name, &known, other));
            }
        }
    }

    pub(super) fn run_options(&mut self, root: &mut Table<'_>) -> RunOptions {
        let Some((table, header)) = self.table(root, "run") else { return RunOptions::default() };
        let made_of = OptionTable {
            schema: &file::RUN.schema,
            header: &header,
            owner: &Owner::Run,
            place: &header,
            reserved: &[],
        };
        let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&header, &Owner::Run, error);
        self.make(&made_of, table, &|options| options.read(), &refused).unwrap_or_default()
    }
}
