//! `[[stage]]`: what makes it, its options, its names.

use super::context::{Check, OptionTable, Place, Refusal, Text};
use crate::assets::Recorder;
use crate::contracts::{self, Member};
use crate::file::{self, Isolation, TableType};
use crate::fingerprint;
use crate::options::{self, Node, Options, Strings, Table};
use crate::plan::PlannedStage;
use crate::problem::Problem;
use crate::registry::{PluginRequest, StageEntry};
use crate::text::is_name;
use crate::wording::{self, Owner};
use rawi_core::{Assets, Contract, Renames, SlotKind, Stage, StageError};
use serde::de::DeserializeOwned;
use serde_spanned::Spanned;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use toml::de::DeValue;

/// A table of what a plugin may use.
struct LimitsTable {
    key: &'static str,
    owner: Owner<'static>,
    table: &'static LazyLock<TableType>,
    /// What is said of it where nothing has such limits.
    needless: fn(Range<usize>) -> Problem,
}

static WORKER_TABLE: LimitsTable =
    LimitsTable { key: "worker", owner: Owner::Worker, table: &file::WORKER, needless: wording::needs_isolation };
static SANDBOX_TABLE: LimitsTable =
    LimitsTable { key: "sandbox", owner: Owner::Sandbox, table: &file::SANDBOX, needless: wording::needs_module };

/// Whether a plugin of this name is a module of WebAssembly.
fn is_module(plugin: &str) -> bool {
    Path::new(plugin).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wasm"))
}

/// A stage of the file, made as far as it goes.
pub(super) struct ParsedStage {
    id: Option<Text>,
    uses: String,
    entry: Option<Arc<StageEntry>>,
    plugin: Option<String>,
    stage: Option<Box<dyn Stage>>,
    hash: String,
    assets: Vec<(String, String)>,
}

impl ParsedStage {
    pub(super) fn planned(self, member: Member) -> Option<PlannedStage> {
        Some(PlannedStage {
            id: member.id,
            uses: self.uses,
            version: self.entry.as_ref()?.version.clone(),
            code: self.entry.as_ref()?.fingerprint.clone(),
            contract: member.contract?,
            renames: member.renames,
            hash: self.hash,
            assets: self.assets,
            plugin: self.plugin,
            span: member.span,
            stage: self.stage?,
        })
    }
}

impl Check<'_> {
    pub(super) fn stages(&mut self, root: &mut Table<'_>) -> Vec<(Member, ParsedStage)> {
        let before = self.problems.len();
        let tables = self.table_list(root, "stage");
        if tables.is_empty() && self.problems.len() == before {
            self.problems.push(wording::no_stages());
        }
        tables.into_iter().map(|(table, header)| self.stage(table, header)).collect()
    }

    fn stage(&mut self, mut table: Table<'_>, header: Place) -> (Member, ParsedStage) {
        let plugin = self.string(&mut table, "plugin");
        let uses = self.uses(&mut table, &header, "a stage", plugin.is_none());
        let id = self.string(&mut table, "id").filter(|(id, span)| {
            let fine = is_name(id);
            if !fine {
                self.problems.push(wording::bad_name(span.clone(), id, "a stage"));
            }
            fine
        });
        let rename = table.remove("rename");
        let place = uses.as_ref().or(plugin.as_ref()).map_or_else(|| header.clone(), |(_, span)| span.clone());
        let entry = self.entry(&mut table, plugin.as_ref(), uses.as_ref());
        let name = entry.as_ref().map(|e| e.name.clone()).or(uses.map(|(name, _)| name)).unwrap_or_default();

        let assets = Recorder::new(self.assets);
        let json = options::table_json(&table);
        let options = table.clone();
        let strings = Strings::of(&table);
        let mut stage = None;
        if let Some(entry) = &entry {
            let owner = Owner::Stage(&name);
            let reserved = if plugin.is_some() { file::PLUGIN.keys() } else { file::STAGE.keys() };
            let made_of = OptionTable {
                schema: &entry.schema,
                header: &header,
                owner: &owner,
                place: &place,
                reserved: &reserved,
            };
            let read = |options: &Options<'_>| {
                assets.take_warnings();
                entry.build_from(options, &Assets::new(&assets))
            };
            stage = self.make(&made_of, table, &read, &|error, table| refused(error, table, &owner, &place, &assets));
            for message in assets.take_warnings() {
                let span = speaks_of(&options, &strings, &message).unwrap_or_else(|| place.clone());
                self.problems.push(wording::stage_warning(span, &owner, &message));
            }
        }
        let built = stage.as_ref().map(|stage| stage.contract());
        let before = self.problems.len();
        let renames = rename.map_or_else(Renames::default, |node| self.renames(&node, &name, built.as_ref()));
        let mut contract = built.or_else(|| entry.as_ref()?.default_contract());
        // With a rename that cannot be followed nothing is known of the names it gives.
        if self.problems.len() > before {
            contract = None;
        }
        let line = self.line(header.start);
        let wanted = contract.iter().flat_map(|c| &c.requires);
        let named = wanted.filter_map(|slot| {
            let place = strings.place(&slot.name)?;
            Some((renames.apply(&slot.name).to_owned(), place))
        });
        let named = named.collect();
        let hash = entry.as_ref().map_or_else(String::new, |entry| {
            fingerprint::of(entry, &json, &assets.hashes(), contract.as_ref(), &renames)
        });
        let member = Member { id: String::new(), span: place, line, contract, renames, named };
        (
            member,
            ParsedStage {
                id,
                uses: name,
                entry,
                plugin: plugin.map(|(name, _)| name),
                stage,
                hash,
                assets: assets.hashes(),
            },
        )
    }

    /// What makes the stage: an entry of the registry or of a plugin.
    fn entry(&mut self, table: &mut Table<'_>, plugin: Option<&Text>, uses: Option<&Text>) -> Option<Arc<StageEntry>> {
        let registry = self.registry;
        let Some((path, plugin_span)) = plugin else {
            let of_stages = file::STAGE.keys();
            for key in file::PLUGIN.keys().into_iter().filter(|key| !of_stages.contains(key)) {
                if let Some((key, _)) = table.remove_entry(key) {
                    self.problems.push(wording::needs_plugin(key.span(), key.get_ref()));
                }
            }
            let (name, span) = uses?;
            let entry = registry.get_stage(name);
            if entry.is_none() {
                let known: Vec<&str> = registry.stages().map(|e| e.name.as_str()).collect();
                let other = registry.get_source(name).map(|_| "source").or(registry.get_sink(name).map(|_| "sink"));
                self.problems.push(wording::unknown_use("stage", span.clone(), name, &known, other));
            }
            return entry.cloned();
        };
        let before = self.problems.len();
        let sha256 = self.string(table, "sha256");
        if let Some((hash, span)) = &sha256
            && !(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            self.problems.push(wording::bad_sha256(span.clone()));
        }
        let isolation = self.string(table, "isolation");
        if let Some((level, span)) = &isolation
            && Isolation::from_name(level).is_none()
        {
            self.problems.push(wording::not_one_of(span.clone(), "isolation", false, level, &Isolation::NAMES));
        }
        let unpinned = table.remove("allow-unpinned");
        let allow_unpinned = unpinned.as_ref().is_some_and(|node| node.get_ref().as_bool() == Some(true));
        if let Some(node) = unpinned.filter(|node| !node.get_ref().is_bool()) {
            let found = node.get_ref().type_str();
            let expected = "`true` or `false`";
            self.problems.push(wording::wrong_type(node.span(), "allow-unpinned", false, expected, found, None));
        }
        let isolated =
            isolation.as_ref().and_then(|(level, _)| Isolation::from_name(level)) == Some(Isolation::Process);
        let worker = self.limits(table, &WORKER_TABLE, isolated);
        let sandbox = self.limits(table, &SANDBOX_TABLE, is_module(path));
        if self.problems.len() > before {
            return None;
        }
        let request = PluginRequest {
            plugin: path,
            base: self.base,
            uses: uses.map(|(name, _)| name.as_str()),
            sha256: sha256.as_ref().map(|(hash, _)| hash.as_str()),
            worker: isolated.then_some(&worker),
            sandbox: Some(&sandbox),
            allow_unpinned,
        };
        match registry.resolve(&request) {
            Some(Ok(entry)) => Some(entry),
            Some(Err(error)) => {
                let place = match error.key {
                    "uses" => uses,
                    "sha256" => sha256.as_ref(),
                    "isolation" => isolation.as_ref(),
                    _ => None,
                };
                let span = place.map_or(plugin_span, |(_, span)| span).clone();
                self.problems.push(wording::plugin_refused(span, path, &error.message, error.help));
                None
            }
            None => {
                self.problems.push(wording::plugins_unsupported(plugin_span.clone()));
                None
            }
        }
    }

    /// Takes a table of limits off a plugin's stage, which must be one that has such limits.
    fn limits<L: DeserializeOwned + Default>(&mut self, table: &mut Table<'_>, of: &LimitsTable, applies: bool) -> L {
        let Some((key, node)) = table.remove_entry(of.key) else { return L::default() };
        if !applies {
            self.problems.push((of.needless)(key.span()));
            return L::default();
        }
        let span = node.span();
        let table = match node.into_inner() {
            DeValue::Table(table) => table,
            other => {
                let found = other.type_str();
                self.problems.push(wording::wrong_type(span, of.key, false, "a table", found, None));
                return L::default();
            }
        };
        let made_of =
            OptionTable { schema: &of.table.schema, header: &span, owner: &of.owner, place: &span, reserved: &[] };
        let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&span, &of.owner, error);
        self.make(&made_of, table, &|options| options.read(), &refused).unwrap_or_default()
    }

    fn renames(&mut self, node: &Node<'_>, stage: &str, contract: Option<&Contract>) -> Renames {
        let Some(table) = node.get_ref().as_table() else {
            let found = node.get_ref().type_str();
            self.problems.push(wording::rename_type(node.span(), found));
            return Renames::default();
        };
        let mut pairs = Vec::new();
        // Metadata that a stage only reads is called as the document has it.
        let slots = contract.map(|c| {
            let read = c.requires.iter().chain(&c.optional).filter(|slot| slot.kind != SlotKind::Meta);
            read.chain(&c.provides)
        });
        let known: Option<BTreeSet<&str>> = slots.map(|slots| slots.map(|slot| slot.name.as_str()).collect());
        for (from, to) in table {
            let from_name = from.get_ref().as_ref();
            match to.get_ref() {
                DeValue::String(name) if is_name(name) => {
                    if known.as_ref().is_some_and(|known| !known.contains(from_name)) {
                        if self.has_enough() {
                            break;
                        }
                        let known: Vec<&str> = known.iter().flatten().copied().collect();
                        self.problems.push(wording::rename_unknown(from.span(), from_name, stage, &known));
                    } else {
                        pairs.push((from_name.to_owned(), name.to_string()));
                    }
                }
                DeValue::String(name) => self.problems.push(wording::bad_name(to.span(), name, "a layer or view")),
                DeValue::Table(inner) => {
                    let inner = inner.keys().next().map_or("", |key| key.get_ref().as_ref());
                    self.problems.push(wording::rename_dotted(from.span(), from_name, inner));
                }
                other => {
                    let path = format!("rename.{from_name}");
                    let found = other.type_str();
                    self.problems.push(wording::wrong_type(to.span(), &path, false, "a string", found, None));
                }
            }
        }
        let renames: Renames = pairs.into_iter().collect();
        if let Some((second, first, name)) = contract.and_then(|c| contracts::collision(c, &renames)) {
            self.problems.push(wording::rename_collision(node.span(), name, stage, first, second));
            return Renames::default();
        }
        renames
    }

    /// Gives every stage its id: its own, or what it uses, made unique.
    pub(super) fn name_stages(&mut self, stages: &mut [(Member, ParsedStage)]) {
        let mut taken: BTreeMap<String, Place> = BTreeMap::new();
        for (_, parsed) in stages.iter() {
            if let Some((id, span)) = &parsed.id {
                match taken.get(id) {
                    Some(first) => self.problems.push(wording::duplicate_id(span.clone(), id, first.clone())),
                    None => _ = taken.insert(id.clone(), span.clone()),
                }
            }
        }
        for (member, parsed) in stages {
            if let Some((id, _)) = &parsed.id {
                member.id.clone_from(id);
                continue;
            }
            let mut id = parsed.uses.clone();
            let mut number = 2;
            while taken.contains_key(&id) {
                id = format!("{}-{number}", parsed.uses);
                number += 1;
            }
            taken.insert(id.clone(), member.span.clone());
            member.id = id;
        }
    }
}

/// The problems of a stage that could not be made: at the files that could not be read, at the string or the key that a
/// line of the message speaks of, or at the stage.
fn refused(
    error: &StageError,
    table: &Table<'_>,
    owner: &Owner<'_>,
    place: &Place,
    assets: &Recorder<'_>,
) -> Vec<Refusal> {
    let strings = Strings::of(table);
    let failures = assets.failures();
    let unread = failures.iter().map(|(name, message)| {
        let span = strings.place(name);
        let placed = span.is_some();
        let span = span.unwrap_or_else(|| place.clone());
        Refusal { problem: wording::asset_missing(span, owner, message), placed }
    });
    let told: BTreeSet<&str> = failures.iter().flat_map(|(_, failure)| failure.lines()).collect();
    let message = error.to_string();
    let rest = message.lines().filter(|line| !told.contains(line)).map(|line| {
        let span = speaks_of(table, &strings, line);
        let placed = span.is_some();
        Refusal { problem: wording::stage_refused(span.unwrap_or_else(|| place.clone()), owner, line), placed }
    });
    unread.chain(rest).collect()
}

/// The place of the string or the key that `message` speaks of: the file it begins with (`names.tsv:3: ...`), else what it
/// has in backticks first, else any string in it.
fn speaks_of(table: &Table<'_>, strings: &Strings, message: &str) -> Option<Place> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    strings
        .file_of(message)
        .or_else(|| quoted.find_map(|word| strings.place(word).or_else(|| table.get(word).map(Spanned::span))))
        .or_else(|| strings.within(message))
}
