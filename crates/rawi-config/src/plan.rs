//! A pipeline file that was checked and is ready to run.

use crate::problems::Problems;
use crate::run::RunOptions;
use rawi_core::schema::Schema;
use rawi_core::{Contract, Meta, Provenance, Renames, Slot, Stage};
use rawi_io::{OpenSink, OpenSource};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// What came of a check.
#[derive(Debug)]
pub struct CheckOutcome {
    /// The plan; there unless the problems hold an error.
    pub plan: Option<Plan>,
    /// All problems, also those that do not stand in the way of running.
    pub problems: Problems,
}

/// A pipeline, checked and ready to run.
#[derive(Debug)]
pub struct Plan {
    /// The file's name as messages show it.
    pub name: String,
    /// The folder of the file, which all names in it are relative to; `None` for a pipeline that is no file.
    pub base: Option<PathBuf>,
    /// Where documents come from, if the file says.
    pub source: Option<PlannedSource>,
    /// Where they go, if the file says: one `[sink]`, or every `[[sink]]`.
    pub sinks: Vec<PlannedSink>,
    /// The stages, in order.
    pub stages: Vec<PlannedStage>,
    /// The stages by index, in groups: those of a group read nothing that another of it gives, so they could run side
    /// by side, group after group.
    pub waves: Vec<Vec<usize>>,
    /// How it is run.
    pub run: RunOptions,
    /// Its tests, in order.
    pub tests: Vec<Test>,
}

/// A source with its options.
pub struct PlannedSource {
    /// Its name.
    pub uses: String,
    /// Its options, as [`Entry::build`](crate::Entry::build) takes them.
    pub options: Value,
    /// Layers and views that its records have already, as the file says.
    pub provides: Vec<String>,
    /// Opens it.
    pub open: Box<dyn OpenSource>,
}

/// A sink with its options.
pub struct PlannedSink {
    /// Its name.
    pub uses: String,
    /// Its options, as [`Entry::build`](crate::Entry::build) takes them.
    pub options: Value,
    /// Opens it.
    pub open: Box<dyn OpenSink>,
}

/// A stage, made and checked.
pub struct PlannedStage {
    /// Its id, unique in the pipeline: what it uses, unless the file names another.
    pub id: String,
    /// The name of the stage.
    pub uses: String,
    /// Its version.
    pub version: String,
    /// What tells its code from other code; a plugin's is the sha256 of its file. Empty if it says nothing.
    pub code: String,
    /// Its contract, in its own names.
    pub contract: Contract,
    /// What its slots are called in this pipeline.
    pub renames: Renames,
    /// 64 hexadecimal digits, the same if and only if it will do the same in its pipeline: sha256 of its name, its code
    /// with what that embeds, its options (a default written out is the default), the bytes of its files, and what its
    /// layers are renamed to.
    pub hash: String,
    /// Files it was made from, by name, with their sha256.
    pub assets: Vec<(String, String)>,
    /// The plugin it comes from, as the file names it.
    pub plugin: Option<String>,
    /// Bytes of the pipeline file: the value of `uses`.
    pub span: Range<usize>,
    /// The stage.
    pub stage: Box<dyn Stage>,
}

impl PlannedStage {
    /// What stands in the provenance of its layers.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        Provenance {
            stage: self.id.clone(),
            uses: self.uses.clone(),
            version: self.version.clone(),
            hash: self.hash.clone(),
        }
    }

    /// What it provides, in the pipeline's names.
    #[must_use]
    pub fn provides(&self) -> Vec<Slot> {
        self.contract.renamed(&self.renames).provides
    }
}

/// A `[[test]]`: a text and the transcript it should give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name, unique in the file.
    pub name: String,
    /// Where the text comes from.
    pub input: TestInput,
    /// Metadata of the document.
    pub meta: Meta,
    /// The id of the last stage that is run; all if `None`.
    pub after: Option<String>,
    /// Layers and views that the transcript shows; all if empty.
    pub show: Vec<String>,
    /// The transcript as it stands in the file, and the bytes of the file it takes up, quotes included.
    pub expect: Option<(String, Range<usize>)>,
    /// Name of a file that holds the transcript.
    pub snapshot: Option<String>,
    /// Bytes of the pipeline file: the line `[[test]]`.
    pub span: Range<usize>,
}

/// Where the text of a test comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestInput {
    /// The pipeline file.
    Text(String),
    /// Another file, relative to the pipeline file.
    File(String),
}

/// A plan in words, for `rawi check` and its JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    /// The file's name.
    pub name: String,
    /// What the source uses.
    pub source: Option<String>,
    /// What the sinks use.
    pub sinks: Vec<String>,
    /// A row for each stage.
    pub stages: Vec<StageRow>,
    /// How it is run.
    pub run: RunOptions,
    /// Names of the tests.
    pub tests: Vec<String>,
}

/// One stage of a [`Description`]; slots in the pipeline's names, views as `view NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageRow {
    /// From 1; stages of one wave could run side by side.
    pub wave: usize,
    /// Its id.
    pub id: String,
    /// The name of the stage.
    pub uses: String,
    /// Its version.
    pub version: String,
    /// The plugin it comes from.
    pub plugin: Option<String>,
    /// What has to be there before it.
    pub requires: Vec<String>,
    /// What it reads if it is there, and is.
    pub optional: Vec<String>,
    /// What it gives.
    pub provides: Vec<String>,
    /// What it reads as it stands and gives anew; this is among neither of the others.
    pub refines: Vec<String>,
    /// Files it was made from.
    pub assets: Vec<String>,
    /// Its [`hash`](PlannedStage::hash).
    pub hash: String,
}

impl Plan {
    /// The stage with this id.
    #[must_use]
    pub fn stage(&self, id: &str) -> Option<&PlannedStage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The names of the layers that documents have in the end: those that the source brings, then those of the stages, in order.
    #[must_use]
    pub fn layers(&self) -> Vec<String> {
        let brought = self.source.iter().flat_map(|source| source.provides.iter().cloned());
        let given = self.stages.iter().flat_map(PlannedStage::provides);
        let given = given.filter(|slot| slot.kind == rawi_core::SlotKind::Layer).map(|slot| slot.name);
        brought.chain(given).collect()
    }

    /// The names of the metadata that stages set.
    #[must_use]
    pub fn set_meta(&self) -> Vec<String> {
        let given = self.stages.iter().flat_map(PlannedStage::provides);
        given.filter(|slot| slot.kind == rawi_core::SlotKind::Meta).map(|slot| slot.name).collect()
    }

    /// The schemas of the layers that documents have in the end, by name: those that stages declare, and the standard ones that
    /// the source brings. A layer that has none is missing.
    #[must_use]
    pub fn schemas(&self) -> BTreeMap<String, Schema> {
        let brought = self.source.iter().flat_map(|source| &source.provides);
        let brought = brought.filter_map(|name| Some((name.clone(), rawi_core::layers::schema_of(name)?)));
        let given = self.stages.iter().flat_map(PlannedStage::provides);
        let given = given.filter_map(|slot| Some((slot.name, slot.schema?)));
        brought.chain(given).collect()
    }

    /// The plan in words.
    #[must_use]
    pub fn describe(&self) -> Description {
        let mut there: Vec<Slot> = Vec::new();
        let rows = self.stages.iter().enumerate().map(|(i, stage)| {
            let contract = stage.contract.renamed(&stage.renames);
            let refined = |wanted: bool, slots: &[Slot]| {
                slots.iter().filter(|slot| contract.is_refined(slot) == wanted).map(slot_word).collect()
            };
            let row = StageRow {
                wave: self.waves.iter().position(|wave| wave.contains(&i)).unwrap_or(0) + 1,
                id: stage.id.clone(),
                uses: stage.uses.clone(),
                version: stage.version.clone(),
                plugin: stage.plugin.clone(),
                requires: refined(false, &contract.requires),
                optional: contract.optional.iter().filter(|slot| there.contains(slot)).map(slot_word).collect(),
                provides: refined(false, &contract.provides),
                refines: refined(true, &contract.provides),
                assets: stage.assets.iter().map(|(name, _)| name.clone()).collect(),
                hash: stage.hash.clone(),
            };
            there.extend(contract.provides);
            row
        });
        Description {
            name: self.name.clone(),
            source: self.source.as_ref().map(|s| s.uses.clone()),
            sinks: self.sinks.iter().map(|s| s.uses.clone()).collect(),
            stages: rows.collect(),
            run: self.run.clone(),
            tests: self.tests.iter().map(|t| t.name.clone()).collect(),
        }
    }
}

fn slot_word(slot: &Slot) -> String {
    match slot.kind {
        rawi_core::SlotKind::Layer => slot.name.clone(),
        rawi_core::SlotKind::View => format!("view {}", slot.name),
        rawi_core::SlotKind::Meta => format!("meta {}", slot.name),
    }
}

/// Groups stages, given by their contracts in the pipeline's names: a stage comes after those whose slots it reads, and
/// after those before it that would read what it gives.
pub(crate) fn waves(contracts: &[Contract]) -> Vec<Vec<usize>> {
    let mut waves: Vec<Vec<usize>> = Vec::new();
    // Of each slot, the last wave so far that gives it, and that reads it.
    let mut given: BTreeMap<&Slot, usize> = BTreeMap::new();
    let mut read: BTreeMap<&Slot, usize> = BTreeMap::new();
    for (i, contract) in contracts.iter().enumerate() {
        let reads = || contract.requires.iter().chain(&contract.optional);
        let before =
            reads().filter_map(|slot| given.get(slot)).chain(contract.provides.iter().filter_map(|s| read.get(s)));
        let wave = before.map(|wave| wave + 1).max().unwrap_or(0);
        for (slots, last) in
            [(reads().collect::<Vec<_>>(), &mut read), (contract.provides.iter().collect(), &mut given)]
        {
            for slot in slots {
                let last = last.entry(slot).or_insert(wave);
                *last = wave.max(*last);
            }
        }
        if waves.len() == wave {
            waves.push(Vec::new());
        }
        waves[wave].push(i);
    }
    waves
}

impl fmt::Debug for PlannedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedSource")
            .field("uses", &self.uses)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PlannedSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedSink").field("uses", &self.uses).field("options", &self.options).finish_non_exhaustive()
    }
}

impl fmt::Debug for PlannedStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedStage").field("id", &self.id).field("uses", &self.uses).finish_non_exhaustive()
    }
}
