//! From the text of a pipeline file to a plan, or to all of its problems.

use crate::assets::{self, DiskAssets, Recorder, hex};
use crate::contracts::{self, Member};
use crate::options::{self, Node, Options, Table};
use crate::plan::{Plan, PlannedSink, PlannedSource, PlannedStage, Test, TestInput, waves};
use crate::problem::{Problem, Problems};
use crate::problems::{self, Owner};
use crate::registry::{BuildError, PluginRequest, Registry, StageEntry};
use crate::run::{RunOptions, WorkerLimits};
use crate::text::{is_name, is_near};
use crate::{schema, schema_check};
use rawi_core::{AssetSource, Assets, Contract, Meta, Renames, Slot, Stage, StageError};
use rawi_io::OpenSink;
use serde::Deserialize;
use serde_json::Value;
use serde_spanned::Spanned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The most bytes that a pipeline file may have: 4 MB.
pub const MAX_FILE: u64 = 4_000_000;

/// Stages, or tests, that one file may have: stages are compared with each other.
const MOST_TABLES: usize = 1000;

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// The plan; there unless the problems hold an error.
    pub plan: Option<Plan>,
    /// All problems, also those that do not stand in the way of running.
    pub problems: Problems,
}

/// Checks a pipeline file. Files it names are relative to its folder.
#[must_use]
pub fn check_file(path: &Path, registry: &Registry) -> Checked {
    let name = path.display().to_string();
    let failed =
        |problem: Problem, text: &str| Checked { plan: None, problems: Problems::new(&name, text, vec![problem]) };
    let mut bytes = Vec::new();
    if let Err(error) = std::fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes)) {
        return failed(problems::file_unreadable(&error.to_string()), "");
    }
    if bytes.len() as u64 > MAX_FILE {
        return failed(problems::file_too_large(MAX_FILE), "");
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let base = assets::folder(path);
            check(&name, &text, Some(&base), &DiskAssets::new(&base), registry)
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            failed(problems::not_utf8(valid), &String::from_utf8_lossy(error.as_bytes()))
        }
    }
}

/// Checks a pipeline that is no file; `name` is shown in its place, as `<news>`.
#[must_use]
pub fn check_text(name: &str, text: &str, assets: &dyn AssetSource, registry: &Registry) -> Checked {
    if text.len() as u64 > MAX_FILE {
        let problems = Problems::new(name, "", vec![problems::file_too_large(MAX_FILE)]);
        return Checked { plan: None, problems };
    }
    check(name, text, None, assets, registry)
}

fn check(name: &str, text: &str, base: Option<&Path>, assets: &dyn AssetSource, registry: &Registry) -> Checked {
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
    let mut check = Check { registry, text, lines, base, assets, problems: Vec::new() };
    let plan = check.file(name);
    let problems = Problems::new(name, text, check.problems);
    Checked { plan: if problems.has_errors() { None } else { plan }, problems }
}

struct Check<'a> {
    registry: &'a Registry,
    text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    base: Option<&'a Path>,
    assets: &'a dyn AssetSource,
    problems: Vec<Problem>,
}

type Place = Range<usize>;

/// A string of the file with its place.
type Text = (String, Place);

/// A stage of the file, made as far as it goes.
struct Draft {
    id: Option<Text>,
    uses: String,
    entry: Option<Arc<StageEntry>>,
    plugin: Option<String>,
    stage: Option<Box<dyn Stage>>,
    hash: String,
    assets: Vec<(String, String)>,
}

#[derive(Deserialize, schemars::JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct TestTable {
    /// Names the test; unique in the file.
    #[schemars(length(min = 1))]
    name: String,
    /// The text of the document.
    #[serde(default)]
    text: Option<String>,
    /// A file that holds the text.
    #[serde(default)]
    file: Option<String>,
    /// Metadata of the document: title, outlet, published (a date in quotes), url.
    #[serde(default)]
    meta: BTreeMap<String, String>,
    /// The id of the last stage that is run.
    #[serde(default)]
    after: Option<String>,
    /// Layers and views that the transcript shows.
    #[serde(default)]
    show: Vec<String>,
    /// The transcript that the test should give.
    #[serde(default)]
    expect: Option<String>,
    /// Name of the file that holds the transcript.
    #[serde(default)]
    snapshot: Option<String>,
}

const TOP: [&str; 6] = ["rawi", "source", "stage", "sink", "run", "test"];

impl Check<'_> {
    fn file(&mut self, name: &str) -> Option<Plan> {
        let text = self.text;
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut root = root.into_inner();
        options::prune(&mut root);
        let broken = self.syntax(&errors);

        self.version(&mut root);
        let (source, given) = self.source(&mut root);
        let mut drafts = self.stages(&mut root);
        self.name_stages(&mut drafts);
        let (members, drafts): (Vec<Member>, Vec<Draft>) = drafts.into_iter().unzip();
        let sink = self.sink(&mut root, &members, &given);
        let run = self.run_options(&mut root);
        self.problems.extend(contracts::check(&members, &given, self.registry));
        let tests = self.tests(&mut root, &members);
        for key in root.keys() {
            self.problems.push(problems::unknown_key(key.span(), key.get_ref(), &Owner::Top, "", &TOP));
        }
        self.forget_what_follows(&broken);

        let contracts: Vec<Contract> =
            members.iter().filter_map(|m| Some(m.contract.as_ref()?.renamed(&m.renames))).collect();
        let stages = members.into_iter().zip(drafts).map(|(m, d)| d.planned(m)).collect::<Option<Vec<_>>>()?;
        Some(Plan {
            name: name.to_owned(),
            base: self.base.map(Path::to_owned),
            source,
            sink,
            waves: waves(&contracts),
            stages,
            run,
            tests,
        })
    }

    /// Notes what is not TOML, once a line; gives those lines.
    fn syntax(&mut self, errors: &[toml::de::Error]) -> BTreeSet<usize> {
        let mut lines = BTreeSet::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.line(span.start);
            if !lines.insert(line) {
                continue;
            }
            let problem = if error.message() == "duplicate key" {
                let key = self.text.get(span.clone()).unwrap_or_default();
                problems::duplicate_key(span, key, self.text[self.lines[line - 1]..].trim_start().starts_with('['))
            } else {
                let here = self.text.get(span.clone()).unwrap_or_default();
                problems::syntax(span, error.message(), here)
            };
            self.problems.push(problem);
        }
        lines
    }

    /// Takes away problems that only stand there because something else could not be read.
    fn forget_what_follows(&mut self, broken: &BTreeSet<usize>) {
        if broken.is_empty() {
            return;
        }
        const OF_ABSENCE: [&str; 6] =
            ["missing-version", "missing-key", "no-stages", "missing-layer", "test-input", "test-after"];
        let mut problems = std::mem::take(&mut self.problems);
        problems.retain(|p| {
            let syntax = matches!(p.code, "syntax" | "duplicate-key");
            let here = p.span.as_ref().is_some_and(|span| broken.contains(&self.line(span.start)));
            syntax || !here && !OF_ABSENCE.contains(&p.code)
        });
        self.problems = problems;
    }

    /// The line that holds `byte`, from 1.
    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte)
    }

    fn version(&mut self, root: &mut Table<'_>) {
        match root.remove("rawi") {
            None => {
                let first = self.text.find(|c: char| !c.is_whitespace() && c != '\u{FEFF}').unwrap_or(0);
                self.problems.push(problems::missing_version(first..first));
            }
            Some(node) => match options::integer(&node) {
                Some(1) => {}
                _ => self.problems.push(problems::wrong_version(node.span(), &options::node_text(&node))),
            },
        }
    }

    /// The table `[key]`.
    fn table<'t>(&mut self, root: &mut Table<'t>, key: &str) -> Option<(Table<'t>, Place)> {
        let node = root.remove(key)?;
        let span = node.span();
        match node.into_inner() {
            DeValue::Table(table) => Some((table, span)),
            // One pair of brackets too many is most often just that.
            DeValue::Array(array) if array.len() == 1 && array[0].get_ref().is_table() => {
                self.problems.push(problems::table_wanted(span, key, "array"));
                self.tables(array).pop()
            }
            other => {
                self.problems.push(problems::table_wanted(span, key, other.type_str()));
                None
            }
        }
    }

    /// The tables `[[key]]`.
    fn table_list<'t>(&mut self, root: &mut Table<'t>, key: &str) -> Vec<(Table<'t>, Place)> {
        let Some(node) = root.remove(key) else { return Vec::new() };
        let span = node.span();
        match node.into_inner() {
            DeValue::Array(array) => {
                for node in array.iter().filter(|node| !node.get_ref().is_table()) {
                    self.problems.push(problems::stage_table(node.span(), key, node.get_ref().type_str()));
                }
                let mut tables = self.tables(array);
                if tables.len() > MOST_TABLES {
                    self.problems.push(problems::too_many_tables(tables[MOST_TABLES].1.clone(), key, MOST_TABLES));
                    tables.truncate(MOST_TABLES);
                }
                tables
            }
            DeValue::Table(table) => {
                self.problems.push(problems::stage_table(span.clone(), key, "table"));
                vec![(table, span)]
            }
            other => {
                self.problems.push(problems::stage_table(span, key, other.type_str()));
                Vec::new()
            }
        }
    }

    fn tables<'t>(&self, array: toml::de::DeArray<'t>) -> Vec<(Table<'t>, Place)> {
        let tables = array.into_iter().filter_map(|node| {
            let span = node.span();
            match node.into_inner() {
                DeValue::Table(table) => Some((table, span)),
                _ => None,
            }
        });
        tables.collect()
    }

    /// Takes a string off the table.
    fn string(&mut self, table: &mut Table<'_>, key: &str) -> Option<Text> {
        let node = table.remove(key)?;
        let span = node.span();
        match node.into_inner() {
            DeValue::String(text) => Some((text.into_owned(), span)),
            other => {
                self.problems.push(problems::wrong_type(span, key, false, "a string", other.type_str(), None));
                None
            }
        }
    }

    /// What `uses` names; a problem if it is missing and `needed`.
    fn uses(&mut self, table: &mut Table<'_>, header: &Place, owner: &str, needed: bool) -> Option<Text> {
        if needed && !table.contains_key("uses") {
            let near = table.keys().find(|key| is_near(key.get_ref(), "uses"));
            let Some(near) = near.map(|key| key.get_ref().to_string()) else {
                self.problems.push(problems::missing_uses(header.clone(), owner));
                return None;
            };
            // What it names is clear, so that the rest of the table can be checked too.
            let (key, value) = table.remove_entry(near.as_str())?;
            self.problems.push(problems::near_uses(key.span(), key.get_ref(), owner));
            return value.get_ref().as_str().map(|name| (name.to_owned(), value.span()));
        }
        self.string(table, "uses")
    }

    /// Makes something from the options in `table`, noting every problem they have. With problems it is made from the
    /// options that are left, if it can be, so that its contract is known.
    fn make<T>(
        &mut self,
        made_of: &Made<'_>,
        mut table: Table<'_>,
        read: &dyn Fn(&Options<'_>) -> Result<T, BuildError>,
        refused: &dyn Fn(&StageError, &Table<'_>) -> Vec<Refusal>,
    ) -> Option<T> {
        let Made { schema, header, owner, place, reserved } = made_of;
        let found = schema_check::check(schema, &table, header, owner, reserved);
        let mut clean = found.problems.is_empty();
        self.problems.extend(found.problems);
        for key in &found.bad {
            table.remove(key.as_str());
        }
        if found.incomplete {
            return None;
        }
        loop {
            match read(&Options::Toml(Spanned::new((*header).clone(), table.clone()))) {
                Ok(made) => return Some(made),
                // Reading stops at the first mistake: note it, take its key away, and read again.
                Err(BuildError::Option { message, span }) => {
                    let key = span.and_then(|span| options::key_at(&table, &span));
                    let Some((key, node)) = key.and_then(|key| table.remove_entry(key.as_str())) else {
                        if clean {
                            self.problems.push(problems::stage_refused((*place).clone(), owner, &message));
                        }
                        return None;
                    };
                    clean = false;
                    self.problems.push(problems::bad_value(node.span(), key.get_ref(), &message));
                }
                // With a key taken away, what speaks of none of the others may only follow from that.
                Err(BuildError::Stage(error)) => {
                    let told = refused(&error, &table).into_iter().filter(|refusal| clean || refusal.placed);
                    self.problems.extend(told.map(|refusal| refusal.problem));
                    return None;
                }
            }
        }
    }

    fn source(&mut self, root: &mut Table<'_>) -> (Option<PlannedSource>, Vec<Text>) {
        let Some((mut table, header)) = self.table(root, "source") else { return (None, Vec::new()) };
        let uses = self.uses(&mut table, &header, "`[source]`", true);
        let given = self.names(&mut table, "provides");
        let Some((uses, place)) = uses else { return (None, given) };
        let registry = self.registry;
        let Some(entry) = registry.get_source(&uses) else {
            let known: Vec<&str> = registry.sources().map(|e| e.name.as_str()).collect();
            let other = registry.get_stage(&uses).map(|_| "stage").or(registry.get_sink(&uses).map(|_| "sink"));
            self.problems.push(problems::unknown_use("source", place, &uses, &known, other));
            return (None, given);
        };
        let options = options::table_json(&table);
        let owner = Owner::Source(&uses);
        let made_of = Made {
            schema: &entry.schema,
            header: &header,
            owner: &owner,
            place: &place,
            reserved: &["uses", "provides"],
        };
        let open = self.make(&made_of, table, &|options| entry.build_from(options, &Assets::none()), &|error, _| {
            Refusal::of_all(&place, &owner, error)
        });
        let provides = given.iter().map(|(name, _)| name.clone()).collect();
        (open.map(|open| PlannedSource { uses: uses.clone(), options, provides, open }), given)
    }

    fn sink(&mut self, root: &mut Table<'_>, members: &[Member], given: &[Text]) -> Option<PlannedSink> {
        let (mut table, header) = self.table(root, "sink")?;
        let (uses, place) = self.uses(&mut table, &header, "`[sink]`", true)?;
        let registry = self.registry;
        let Some(entry) = registry.get_sink(&uses) else {
            let known: Vec<&str> = registry.sinks().map(|e| e.name.as_str()).collect();
            let other = registry.get_stage(&uses).map(|_| "stage").or(registry.get_source(&uses).map(|_| "source"));
            self.problems.push(problems::unknown_use("sink", place, &uses, &known, other));
            return None;
        };
        let options = options::table_json(&table);
        let owner = Owner::Sink(&uses);
        let made_of =
            Made { schema: &entry.schema, header: &header, owner: &owner, place: &place, reserved: &["uses"] };
        let names = table.clone();
        let open = self.make(&made_of, table, &|options| entry.build_from(options, &Assets::none()), &|error, _| {
            Refusal::of_all(&place, &owner, error)
        })?;
        self.written(&*open, &uses, &place, &names, members, given);
        Some(PlannedSink { uses: uses.clone(), options, open })
    }

    /// Checks that a sink finds what it is told to write.
    fn written(
        &mut self,
        sink: &dyn OpenSink,
        uses: &str,
        place: &Place,
        names: &Table<'_>,
        members: &[Member],
        given: &[Text],
    ) {
        // What a stage that could not be made would have given is not known.
        if members.iter().any(|m| m.contract.is_none()) {
            return;
        }
        let there: Vec<Slot> = members.iter().flat_map(Member::provides).collect();
        for (kind, name) in sink.slots_written() {
            let fits = |slot: &Slot| kind.is_none_or(|kind| slot.kind == kind);
            let found =
                there.iter().any(|slot| slot.name == name && fits(slot)) || given.iter().any(|(n, _)| *n == name);
            if !found {
                let known: Vec<&str> = there.iter().filter(|slot| fits(slot)).map(|slot| slot.name.as_str()).collect();
                let other = there.iter().find(|slot| slot.name == name);
                let span = options::string_where(names, &|s| s == name).unwrap_or_else(|| place.clone());
                self.problems.push(problems::sink_slot(span, uses, kind, &name, &known, other));
            }
        }
    }

    fn run_options(&mut self, root: &mut Table<'_>) -> RunOptions {
        let Some((table, header)) = self.table(root, "run") else { return RunOptions::default() };
        let schema = schema::of::<RunOptions>();
        let made_of = Made { schema: &schema, header: &header, owner: &Owner::Run, place: &header, reserved: &[] };
        let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&header, &Owner::Run, error);
        self.make(&made_of, table, &|options| options.read(), &refused).unwrap_or_default()
    }

    /// Takes a list of names off the table.
    fn names(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Text> {
        let Some(node) = table.remove(key) else { return Vec::new() };
        let Some(array) = node.get_ref().as_array() else {
            let found = node.get_ref().type_str();
            self.problems.push(problems::wrong_type(node.span(), key, false, "a list of strings", found, None));
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(name) if is_name(name) => names.push((name.to_owned(), item.span())),
                Some(name) => self.problems.push(problems::bad_name(item.span(), name, "a layer or view")),
                None => {
                    let found = item.get_ref().type_str();
                    self.problems.push(problems::wrong_type(item.span(), key, true, "a string", found, None));
                }
            }
        }
        names
    }

    fn stages(&mut self, root: &mut Table<'_>) -> Vec<(Member, Draft)> {
        let before = self.problems.len();
        let tables = self.table_list(root, "stage");
        if tables.is_empty() && self.problems.len() == before {
            self.problems.push(problems::no_stages());
        }
        tables.into_iter().map(|(table, header)| self.stage(table, header)).collect()
    }

    fn stage(&mut self, mut table: Table<'_>, header: Place) -> (Member, Draft) {
        let plugin = self.string(&mut table, "plugin");
        let uses = self.uses(&mut table, &header, "a stage", plugin.is_none());
        let id = self.string(&mut table, "id").filter(|(id, span)| {
            let fine = is_name(id);
            if !fine {
                self.problems.push(problems::bad_name(span.clone(), id, "a stage"));
            }
            fine
        });
        let rename = table.remove("rename");
        let place = uses.as_ref().or(plugin.as_ref()).map_or_else(|| header.clone(), |(_, span)| span.clone());
        let entry = self.entry(&mut table, plugin.as_ref(), uses.as_ref());
        let name = entry.as_ref().map(|e| e.name.clone()).or(uses.map(|(name, _)| name)).unwrap_or_default();

        let assets = Recorder::new(self.assets);
        let json = options::table_json(&table);
        let strings = table.clone();
        let mut stage = None;
        if let Some(entry) = &entry {
            let owner = Owner::Stage(&name);
            let reserved: &[&str] = if plugin.is_some() { &PLUGIN_KEYS } else { &STAGE_KEYS };
            let made_of = Made { schema: &entry.schema, header: &header, owner: &owner, place: &place, reserved };
            let read = |options: &Options<'_>| {
                assets.take_warnings();
                entry.build_from(options, &Assets::new(&assets))
            };
            stage = self.make(&made_of, table, &read, &|error, table| refused(error, table, &owner, &place, &assets));
            for message in assets.take_warnings() {
                let span = speaks_of(&strings, &message).unwrap_or_else(|| place.clone());
                self.problems.push(problems::stage_warning(span, &owner, &message));
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
            let place = options::string_where(&strings, &|s| s == slot.name)?;
            Some((renames.apply(&slot.name).to_owned(), place))
        });
        let named = named.collect();
        let member = Member { id: String::new(), span: place, line, contract, renames, named };
        let hash = entry.as_ref().map_or_else(String::new, |entry| hash(entry, &json, &assets.hashes()));
        (
            member,
            Draft { id, uses: name, entry, plugin: plugin.map(|(name, _)| name), stage, hash, assets: assets.hashes() },
        )
    }

    /// What makes the stage: an entry of the registry or of a plugin.
    fn entry(&mut self, table: &mut Table<'_>, plugin: Option<&Text>, uses: Option<&Text>) -> Option<Arc<StageEntry>> {
        let registry = self.registry;
        let Some((path, plugin_span)) = plugin else {
            for key in ["sha256", "isolation", "allow-unpinned", "worker"] {
                if let Some((key, _)) = table.remove_entry(key) {
                    self.problems.push(problems::needs_plugin(key.span(), key.get_ref()));
                }
            }
            let (name, span) = uses?;
            let entry = registry.get_stage(name);
            if entry.is_none() {
                let known: Vec<&str> = registry.stages().map(|e| e.name.as_str()).collect();
                let other = registry.get_source(name).map(|_| "source").or(registry.get_sink(name).map(|_| "sink"));
                self.problems.push(problems::unknown_use("stage", span.clone(), name, &known, other));
            }
            return entry.cloned();
        };
        let before = self.problems.len();
        let sha256 = self.string(table, "sha256");
        if let Some((hash, span)) = &sha256
            && !(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            self.problems.push(problems::bad_sha256(span.clone()));
        }
        let isolation = self.string(table, "isolation");
        if let Some((level, span)) = &isolation
            && !ISOLATION.contains(&level.as_str())
        {
            self.problems.push(problems::not_one_of(span.clone(), "isolation", false, level, &ISOLATION));
        }
        let unpinned = table.remove("allow-unpinned");
        let allow_unpinned = unpinned.as_ref().is_some_and(|node| node.get_ref().as_bool() == Some(true));
        if let Some(node) = unpinned.filter(|node| !node.get_ref().is_bool()) {
            let found = node.get_ref().type_str();
            let expected = "`true` or `false`";
            self.problems.push(problems::wrong_type(node.span(), "allow-unpinned", false, expected, found, None));
        }
        let isolated = isolation.as_ref().is_some_and(|(level, _)| level == "process");
        let limits = self.worker_limits(table, isolated);
        if self.problems.len() > before {
            return None;
        }
        let request = PluginRequest {
            plugin: path,
            base: self.base,
            uses: uses.map(|(name, _)| name.as_str()),
            sha256: sha256.as_ref().map(|(hash, _)| hash.as_str()),
            worker: isolated.then_some(&limits),
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
                self.problems.push(problems::plugin_refused(span, path, &error.message, error.help));
                None
            }
            None => {
                self.problems.push(problems::plugins_unsupported(plugin_span.clone()));
                None
            }
        }
    }

    /// Takes the table `worker` off a plugin's stage.
    fn worker_limits(&mut self, table: &mut Table<'_>, isolated: bool) -> WorkerLimits {
        let Some((key, node)) = table.remove_entry("worker") else { return WorkerLimits::default() };
        if !isolated {
            self.problems.push(problems::needs_isolation(key.span()));
            return WorkerLimits::default();
        }
        let span = node.span();
        let table = match node.into_inner() {
            DeValue::Table(table) => table,
            other => {
                let found = other.type_str();
                self.problems.push(problems::wrong_type(span, "worker", false, "a table", found, None));
                return WorkerLimits::default();
            }
        };
        let schema = schema::of::<WorkerLimits>();
        let made_of = Made { schema: &schema, header: &span, owner: &Owner::Worker, place: &span, reserved: &[] };
        let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&span, &Owner::Worker, error);
        self.make(&made_of, table, &|options| options.read(), &refused).unwrap_or_default()
    }

    fn renames(&mut self, node: &Node<'_>, stage: &str, contract: Option<&Contract>) -> Renames {
        let Some(table) = node.get_ref().as_table() else {
            let found = node.get_ref().type_str();
            self.problems.push(problems::rename_type(node.span(), found));
            return Renames::default();
        };
        let mut pairs = Vec::new();
        for (from, to) in table {
            let from_name = from.get_ref().as_ref();
            let slots = contract.map(|c| c.requires.iter().chain(&c.optional).chain(&c.provides));
            let known: Option<BTreeSet<&str>> = slots.map(|slots| slots.map(|slot| slot.name.as_str()).collect());
            match to.get_ref() {
                DeValue::String(name) if is_name(name) => {
                    if known.as_ref().is_some_and(|known| !known.contains(from_name)) {
                        let known: Vec<&str> = known.into_iter().flatten().collect();
                        self.problems.push(problems::rename_unknown(from.span(), from_name, stage, &known));
                    } else {
                        pairs.push((from_name.to_owned(), name.to_string()));
                    }
                }
                DeValue::String(name) => self.problems.push(problems::bad_name(to.span(), name, "a layer or view")),
                DeValue::Table(inner) => {
                    let inner = inner.keys().next().map_or("", |key| key.get_ref().as_ref());
                    self.problems.push(problems::rename_dotted(from.span(), from_name, inner));
                }
                other => {
                    let path = format!("rename.{from_name}");
                    let found = other.type_str();
                    self.problems.push(problems::wrong_type(to.span(), &path, false, "a string", found, None));
                }
            }
        }
        let renames: Renames = pairs.into_iter().collect();
        if let Some((second, first, name)) = contract.and_then(|c| contracts::collision(c, &renames)) {
            self.problems.push(problems::rename_collision(node.span(), name, stage, first, second));
            return Renames::default();
        }
        renames
    }

    /// Gives every stage its id: its own, or what it uses, made unique.
    fn name_stages(&mut self, stages: &mut [(Member, Draft)]) {
        let mut taken: BTreeMap<String, Place> = BTreeMap::new();
        for (_, draft) in stages.iter() {
            if let Some((id, span)) = &draft.id {
                match taken.get(id) {
                    Some(first) => self.problems.push(problems::duplicate_id(span.clone(), id, first.clone())),
                    None => _ = taken.insert(id.clone(), span.clone()),
                }
            }
        }
        for (member, draft) in stages {
            if let Some((id, _)) = &draft.id {
                member.id.clone_from(id);
                continue;
            }
            let mut id = draft.uses.clone();
            let mut number = 2;
            while taken.contains_key(&id) {
                id = format!("{}-{number}", draft.uses);
                number += 1;
            }
            taken.insert(id.clone(), member.span.clone());
            member.id = id;
        }
    }

    fn tests(&mut self, root: &mut Table<'_>, members: &[Member]) -> Vec<Test> {
        let schema = schema::of::<TestTable>();
        let mut tests = Vec::new();
        let mut names: BTreeMap<String, Place> = BTreeMap::new();
        for (table, header) in self.table_list(root, "test") {
            let place = |key: &str| table.get(key).map_or_else(|| header.clone(), Spanned::span);
            let made_of = Made { schema: &schema, header: &header, owner: &Owner::Test, place: &header, reserved: &[] };
            let refused = |error: &StageError, _: &Table<'_>| Refusal::of_all(&header, &Owner::Test, error);
            let read = self.make(&made_of, table.clone(), &|options| options.read::<TestTable>(), &refused);
            if table.contains_key("text") == table.contains_key("file") {
                let both = table.contains_key("text");
                self.problems.push(problems::test_input(if both { place("file") } else { header.clone() }, both));
            }
            if table.contains_key("expect") && table.contains_key("snapshot") {
                self.problems.push(problems::test_expectation(place("snapshot")));
            }
            let Some(read) = read else { continue };
            match names.get(&read.name) {
                Some(first) => {
                    self.problems.push(problems::duplicate_test(place("name"), &read.name, first.clone()));
                }
                None => _ = names.insert(read.name.clone(), place("name")),
            }
            if let Some(file) = &read.file
                && let Err(error) = self.assets.read(file)
            {
                self.problems.push(problems::asset_missing(place("file"), &Owner::Test, error.message()));
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
                    self.problems.push(problems::test_after(node.span(), id, &known));
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
                self.problems.push(problems::test_show(item.span(), name, test.after.as_deref(), &known, later));
            }
        }
    }
}

/// What [`Check::make`] needs to know beside the options.
struct Made<'a> {
    schema: &'a Value,
    /// The line that begins the table.
    header: &'a Place,
    owner: &'a Owner<'a>,
    /// Where a problem of the whole is shown.
    place: &'a Place,
    reserved: &'a [&'a str],
}

const STAGE_KEYS: [&str; 3] = ["uses", "id", "rename"];
const PLUGIN_KEYS: [&str; 8] = ["uses", "id", "rename", "plugin", "sha256", "isolation", "allow-unpinned", "worker"];
const ISOLATION: [&str; 2] = ["none", "process"];

impl Draft {
    fn planned(self, member: Member) -> Option<PlannedStage> {
        Some(PlannedStage {
            id: member.id,
            uses: self.uses,
            version: self.entry?.version.clone(),
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

/// One reason why something could not be made.
struct Refusal {
    problem: Problem,
    /// Whether it has a place among the options.
    placed: bool,
}

impl Refusal {
    /// `error` at `place`, a problem a line.
    fn of_all(place: &Place, owner: &Owner<'_>, error: &StageError) -> Vec<Self> {
        let problem = |line: &str| problems::stage_refused(place.clone(), owner, line);
        error.to_string().lines().map(|line| Self { problem: problem(line), placed: false }).collect()
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
    let failures = assets.failures();
    let unread = failures.iter().map(|(name, message)| {
        let span = options::string_where(table, &|s| s == name);
        let placed = span.is_some();
        let span = span.unwrap_or_else(|| place.clone());
        Refusal { problem: problems::asset_missing(span, owner, message), placed }
    });
    let message = error.to_string();
    let rest = message.lines().filter(|line| !failures.iter().any(|(_, failure)| failure.lines().any(|l| l == *line)));
    let rest = rest.map(|line| {
        let span = speaks_of(table, line);
        let placed = span.is_some();
        Refusal { problem: problems::stage_refused(span.unwrap_or_else(|| place.clone()), owner, line), placed }
    });
    unread.chain(rest).collect()
}

/// The place of the string or the key that `message` speaks of: the file it begins with (`names.tsv:3: ...`), else what it
/// has in backticks first, else any string in it.
fn speaks_of(table: &Table<'_>, message: &str) -> Option<Place> {
    let file = |s: &str| message.strip_prefix(s).is_some_and(|rest| rest.starts_with(':'));
    let quoted = message.split('`').skip(1).step_by(2);
    options::string_where(table, &file)
        .or_else(|| {
            quoted.into_iter().find_map(|word| {
                options::string_where(table, &|s| s == word).or_else(|| table.get(word).map(Spanned::span))
            })
        })
        .or_else(|| options::string_where(table, &|s| s.len() > 2 && message.contains(s)))
}

/// sha256 of what a stage is made from: its name and version (which stand for its code and what it embeds), its options as
/// JSON with sorted keys, each file by name, and the code of a plugin.
fn hash(entry: &StageEntry, options: &Value, assets: &[(String, String)]) -> String {
    let mut hasher = Sha256::new();
    // JSON strings have no line feeds, so that no two lists read the same.
    hasher.update(format!("{}\n{options}", Value::from([entry.name.as_str(), entry.version.as_str()].as_slice())));
    for (name, hash) in assets {
        hasher.update(format!("\n{} {hash}", Value::from(name.as_str())));
    }
    if !entry.fingerprint.is_empty() {
        hasher.update(format!("\n{}", entry.fingerprint));
    }
    hex(&hasher.finalize())
}
