//! Loads plugins of stages: checked by their bytes before any code of them runs, pinned by their hash, never unloaded.
//!
//! A [`Loader`] answers what a pipeline file asks for with `plugin =`:
//!
//! ```
//! use rawi_config::{MemoryAssets, Registry, check_text};
//! use rawi_loader::Loader;
//!
//! let loader = Loader::new();
//! let registry = Registry::new().plugins(move |request| loader.resolve(request));
//! let text = "rawi = 1\n[[stage]]\nplugin = \"nowhere.so\"\n";
//! let problems = check_text("<example>", text, &MemoryAssets::default(), &registry).problems.render(false, 120);
//! assert!(problems.contains("nowhere.so"));
//! ```
//!
//! Look elsewhere if you write a plugin: that is `rawi-plugin`.
//!
//! A plugin runs in this process, or, with `isolation = "process"`, in workers: processes that [`serve`] one stage each,
//! and that are ended and replaced when they fail.
//!
//! What this protects from in either case: files that are no plugins, plugins of another ABI, files other than the one that
//! was pinned, spans and strings that are none, panics. In this process it cannot protect from native code that writes where
//! it likes, aborts or never returns; a worker can.

#[cfg(not(target_os = "linux"))]
compile_error!("plugins are loaded on Linux only; link stages into a program of your own");

mod elf;
mod frame;
mod host;
mod isolated;
mod library;
mod serve;
mod shape;
mod stage;
mod trial;
mod worker;

pub use serve::serve;

use isolated::Isolated;
use library::Library;
use rawi_config::{PluginError, PluginRequest, StageEntry, WorkerLimits};
use rawi_core::{Assets, Contract, Doc, Document, Output, Renames, Scope, Stage, StageError, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use stage::Instance;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use worker::{Plugin, Program, Trouble, Worker};

/// The most bytes that a library may have: 1 GB.
const MAX_FILE: u64 = 1_000_000_000;

/// Why a file is no plugin that can be used: what was expected and what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    fn at(self, key: &'static str) -> PluginError {
        PluginError { key, message: self.message, help: Some(self.help) }
    }
}

/// What a plugin says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The compiler or SDK it was built with.
    pub built_with: String,
    /// Major and least minor of the ABI that it speaks.
    pub abi: (u16, u16),
    /// Its stages.
    pub stages: Vec<StageDescription>,
}

/// What a plugin says of one of its stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageDescription {
    /// The name after `uses =`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it does, in a line.
    pub summary: String,
    /// Its casebook; may be empty.
    pub cases: String,
    /// JSON Schema of its options.
    pub schema: Value,
}

/// A plugin's file, whose bytes say that it is one for this rawi and this machine. No code of it has run.
#[derive(Clone, Debug)]
pub struct PluginFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its hash, 64 hexadecimal digits.
    pub sha256: String,
    bytes: Vec<u8>,
}

impl PluginFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// If it cannot be read, or is no plugin of this ABI for this machine.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let bytes = read(path)?;
        elf::check(&bytes)?;
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { path: path.to_owned(), sha256, bytes })
    }

    /// As it stands in messages.
    fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// Loads plugins, each content once, and keeps them.
#[derive(Debug, Default)]
pub struct Loader {
    loaded: Mutex<BTreeMap<String, &'static Library>>,
    described: Mutex<BTreeMap<String, Description>>,
    program: Option<Program>,
    only_workers: bool,
    folders: Vec<PathBuf>,
    off: Option<String>,
}

impl Loader {
    /// A loader that has loaded nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what becomes a worker: a program that calls [`serve`] when it is started with `args`.
    #[must_use]
    pub fn workers(mut self, program: impl Into<PathBuf>, args: &[&str]) -> Self {
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        self.program = Some(Program { path: program.into(), args });
        self
    }

    /// Loads nothing into this process: all plugins are read and run in workers, whatever the pipeline says.
    #[must_use]
    pub fn only_workers(mut self) -> Self {
        self.only_workers = true;
        self
    }

    /// Sets the folders where a plugin is looked for that is named without a folder and does not lie beside the pipeline.
    #[must_use]
    pub fn folders(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        self.folders = folders.into_iter().collect();
        self
    }

    /// Refuses every plugin, without looking at its file; `why` stands in the message.
    #[must_use]
    pub fn off(mut self, why: &str) -> Self {
        self.off = Some(why.to_owned());
        self
    }

    /// Where the plugin lies that a pipeline file in the folder `base` calls `name`.
    #[must_use]
    pub fn find(&self, base: Option<&Path>, name: &str) -> PathBuf {
        let beside = base.map_or_else(|| PathBuf::from(name), |base| base.join(name));
        if name.contains('/') || beside.exists() {
            return beside;
        }
        let found = self.folders.iter().map(|folder| folder.join(name)).find(|path| path.exists());
        found.unwrap_or(beside)
    }

    /// The stage that a pipeline file asks for.
    ///
    /// # Errors
    /// If the file is no plugin of this ABI, or not the one that was pinned; nothing of it was run then. If it cannot be
    /// loaded, or has no such stage.
    pub fn resolve(&self, request: &PluginRequest<'_>) -> Result<Arc<StageEntry>, PluginError> {
        if let Some(why) = &self.off {
            let message = format!("plugins are off ({why}); its file was not looked at");
            return Err(Refusal::new(message, "take the stage out, or let plugins be loaded").at("plugin"));
        }
        let path = self.find(request.base, request.plugin);
        let file = PluginFile::read(&path).map_err(|refusal| refusal.at("plugin"))?;
        let hash = &file.sha256;
        match request.sha256 {
            Some(pinned) if !pinned.eq_ignore_ascii_case(hash) => {
                let message = format!("it is not the file that was pinned: expected sha256 {pinned}, found {hash}");
                let help = format!("if you trust the file as it is now, write `sha256 = \"{hash}\"`");
                return Err(Refusal::new(message, help).at("sha256"));
            }
            None if !request.allow_unpinned => {
                let help = format!(
                    "if you trust the file, write `sha256 = \"{hash}\"`; while you develop it, `allow-unpinned = true`"
                );
                return Err(Refusal::new("it is not pinned", help).at("plugin"));
            }
            _ => {}
        }
        let limits = match (request.worker, self.only_workers) {
            (Some(limits), _) => limits.clone(),
            (None, true) => WorkerLimits::default(),
            (None, false) => return self.in_this_process(&file, request.uses),
        };
        if self.program.is_none() {
            let message = "this program has no workers that a plugin could be run in";
            return Err(Refusal::new(message, "take `isolation` away, or run the pipeline with `rawi`").at("isolation"));
        }
        let description = self.describe(&file).map_err(|refusal| refusal.at("plugin"))?;
        let at = description.pick(request.uses)?;
        let stage = &description.stages[at];
        let (plugin, name) =
            (Arc::new(self.plugin(&file).map_err(|refusal| refusal.at("plugin"))?), stage.name.clone());
        Ok(Arc::new(stage.entry(hash, move |options, assets| {
            let stage = Isolated::create(Arc::clone(&plugin), &name, options.to_string(), &limits, assets)?;
            Ok(Box::new(stage) as Box<dyn Stage>)
        })))
    }

    fn in_this_process(&self, file: &PluginFile, uses: Option<&str>) -> Result<Arc<StageEntry>, PluginError> {
        let library = {
            let mut loaded = lock(&self.loaded);
            match loaded.get(&file.sha256) {
                Some(library) => library,
                None => {
                    let library = Library::load(&file.bytes).map_err(|refusal| refusal.at("plugin"))?;
                    loaded.insert(file.sha256.clone(), library);
                    library
                }
            }
        };
        let at = library.description.pick(uses)?;
        let (stage, table) = (&library.description.stages[at], library.tables[at]);
        let who = format!("plugin {}, stage {}", file.name(), stage.name);
        Ok(Arc::new(stage.entry(&file.sha256, move |options, assets| {
            let instance = Instance::create(who.clone(), table, &options.to_string(), assets)?;
            Ok(Box::new(instance) as Box<dyn Stage>)
        })))
    }

    fn plugin(&self, file: &PluginFile) -> Result<Plugin, Refusal> {
        let Some(program) = self.program.clone() else {
            return Err(Refusal::new("this program has no workers that could read a plugin", "use the command `rawi`"));
        };
        Ok(Plugin { file: file.name(), bytes: file.bytes.clone(), program })
    }

    /// What a plugin says of itself; a worker asks it.
    ///
    /// # Errors
    /// If it cannot be loaded, or breaks its worker.
    pub fn describe(&self, file: &PluginFile) -> Result<Description, Refusal> {
        if let Some(known) = lock(&self.described).get(&file.sha256) {
            return Ok(known.clone());
        }
        let trouble = |trouble: Trouble| match trouble {
            Trouble::Refused { message, help } => Refusal::new(message, help),
            Trouble::Fault { what, help } => Refusal::new(format!("when it was loaded, {what}"), help),
        };
        let (_, description) = Worker::start(&self.plugin(file)?, &WorkerLimits::default()).map_err(trouble)?;
        lock(&self.described).insert(file.sha256.clone(), description.clone());
        Ok(description)
    }

    /// A stage of a plugin in workers, to be tried.
    ///
    /// # Errors
    /// If it cannot be made from `options`; the message says why.
    pub fn trial(
        &self,
        file: &PluginFile,
        stage: &str,
        options: &Value,
        limits: &WorkerLimits,
    ) -> Result<Trial, String> {
        let plugin = self.plugin(file).map_err(|refusal| refusal.message)?;
        let made = Isolated::create(Arc::new(plugin), stage, options.to_string(), limits, &Assets::none());
        made.map(Trial).map_err(|error| error.to_string())
    }
}

/// A map is never left half changed, so a panic elsewhere does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Description {
    /// The place of the stage `uses`, or of the only stage.
    fn pick(&self, uses: Option<&str>) -> Result<usize, PluginError> {
        let names: Vec<String> = self.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let names = names.join(", ");
        match uses {
            None if self.stages.len() == 1 => Ok(0),
            None => {
                let message = format!("it has {} stages: {names}", self.stages.len());
                Err(Refusal::new(message, "say which one with `uses`").at("plugin"))
            }
            Some(uses) => self.stages.iter().position(|stage| stage.name == uses).ok_or_else(|| {
                let message = format!("plugin `{}` has no stage `{uses}`; it has {names}", self.name);
                Refusal::new(message, "correct `uses`").at("uses")
            }),
        }
    }
}

impl StageDescription {
    fn entry(
        &self,
        hash: &str,
        build: impl Fn(Value, &Assets<'_>) -> Result<Box<dyn Stage>, StageError> + Send + Sync + 'static,
    ) -> StageEntry {
        let mut entry = StageEntry::from_json(&self.name, &self.version, self.schema.clone(), build);
        entry.summary.clone_from(&self.summary);
        entry.cases.clone_from(&self.cases);
        hash.clone_into(&mut entry.fingerprint);
        entry
    }
}

/// A stage that is tried out in workers, as `rawi plugin check` does.
pub struct Trial(Isolated);

impl Trial {
    /// What it reads and gives.
    #[must_use]
    pub fn contract(&self) -> Contract {
        self.0.contract()
    }

    /// Gives it a document; what it gave is committed to `doc`. With `hard` it gets it several times, also on 8 threads at
    /// once, and what it does that no stage may do is returned.
    ///
    /// # Errors
    /// What the stage, or its worker, failed with.
    pub fn attempt(&self, doc: &mut Document, hard: bool) -> Result<(Verdict, Vec<String>), StageError> {
        let (contract, renames) = (self.0.contract(), Renames::default());
        let mut out = Output::new(&contract);
        let mut findings = Vec::new();
        let reader = Scope::new(doc, &contract, &renames);
        let kind = if hard { frame::Kind::Try } else { frame::Kind::Process };
        let verdict = self.0.exchange(kind, Doc::new(&reader), &mut out, &mut findings)?;
        if verdict == Verdict::Keep {
            let changes = out.finish(doc.source())?;
            doc.commit(changes, &rawi_core::Provenance::default(), &renames)?;
        }
        Ok((verdict, findings))
    }

    /// Makes and ends the stage `times` times in one worker; what was found.
    ///
    /// # Errors
    /// How the worker broke down.
    pub fn remake(&self, times: u64) -> Result<Vec<String>, String> {
        self.0.remake(times)
    }
}

/// The file's bytes. A pipe or a device is never opened: it might not end.
fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Refusal::new(
            format!("cannot read {shown}: {error}"),
            "`plugin` is relative to the pipeline file, or lies in a folder of RAWI_PLUGIN_PATH; build the plugin first",
        )
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let found = if metadata.is_dir() { "a folder" } else { "no regular file" };
        return Err(Refusal::new(
            format!("expected a shared library, found {found}: {shown}"),
            "name the library itself",
        ));
    }
    if metadata.len() > MAX_FILE {
        return Err(Refusal::new(
            format!("{shown} has {} bytes, {MAX_FILE} are the most", metadata.len()),
            "name the library itself",
        ));
    }
    std::fs::read(path).map_err(unreadable)
}
