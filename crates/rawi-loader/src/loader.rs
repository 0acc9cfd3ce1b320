use crate::current::{Current, watch_exit};
use crate::description::Description;
use crate::file::PluginFile;
use crate::isolated::Isolated;
use crate::library::Library;
use crate::probe::{Probe, Tried};
use crate::refusal::Refusal;
use crate::stage::Instance;
#[cfg(feature = "wasm")]
use crate::wasm::{Sandbox, Sandboxed};
use crate::worker::{Plugin, Program, Trouble, Worker, patiently};
#[cfg(feature = "wasm")]
use rawi_config::SandboxLimits;
use rawi_config::{PluginError, PluginRequest, StageEntry, WorkerLimits};
use rawi_core::{Assets, Stage};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Loads plugins, each content once, and keeps them.
#[derive(Debug, Default)]
pub struct Loader {
    loaded: Mutex<BTreeMap<String, &'static Library>>,
    described: Mutex<BTreeMap<String, Description>>,
    #[cfg(feature = "wasm")]
    sandboxes: Mutex<BTreeMap<String, Arc<Sandbox>>>,
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

    /// Sets what becomes a worker: a program that calls [`serve`](crate::serve) when it is started with `args`.
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
        #[cfg(feature = "wasm")]
        if file.is_module {
            return self.in_sandbox(&file, request);
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
                    watch_exit();
                    let who = format!("plugin {}", file.name());
                    let _current = Current::enter(std::ptr::null_mut::<u8>(), &who, "");
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

    #[cfg(feature = "wasm")]
    fn in_sandbox(&self, file: &PluginFile, request: &PluginRequest<'_>) -> Result<Arc<StageEntry>, PluginError> {
        if request.worker.is_some() {
            let message = "a module of WebAssembly runs in a sandbox inside rawi, and in no worker";
            return Err(Refusal::new(message, "take `isolation` away; `sandbox` says what it may use").at("isolation"));
        }
        let sandbox = self.sandbox(file).map_err(|refusal| refusal.at("plugin"))?;
        let at = sandbox.description.pick(request.uses)?;
        let stage = sandbox.description.stages[at].clone();
        let (name, limits) = (file.name(), request.sandbox.cloned().unwrap_or_default());
        Ok(Arc::new(stage.entry(&file.sha256, move |options, assets| {
            let options = options.to_string();
            let stage = Sandboxed::create(&name, Arc::clone(&sandbox), at, &options, &limits, assets)?;
            Ok(Box::new(stage) as Box<dyn Stage>)
        })))
    }

    /// The module, compiled once.
    #[cfg(feature = "wasm")]
    fn sandbox(&self, file: &PluginFile) -> Result<Arc<Sandbox>, Refusal> {
        let mut sandboxes = lock(&self.sandboxes);
        if let Some(sandbox) = sandboxes.get(&file.sha256) {
            return Ok(Arc::clone(sandbox));
        }
        let sandbox = Arc::new(Sandbox::load(&file.bytes)?);
        sandboxes.insert(file.sha256.clone(), Arc::clone(&sandbox));
        Ok(sandbox)
    }

    fn plugin(&self, file: &PluginFile) -> Result<Plugin, Refusal> {
        let Some(program) = self.program.clone() else {
            return Err(Refusal::new("this program has no workers that could read a plugin", "use the command `rawi`"));
        };
        Ok(Plugin { file: file.name(), bytes: file.bytes.clone(), program })
    }

    /// What a plugin says of itself; a worker asks a library.
    ///
    /// # Errors
    /// If it cannot be loaded, or breaks its worker.
    pub fn describe(&self, file: &PluginFile) -> Result<Description, Refusal> {
        #[cfg(feature = "wasm")]
        if file.is_module {
            return self.sandbox(file).map(|sandbox| sandbox.description.clone());
        }
        if let Some(known) = lock(&self.described).get(&file.sha256) {
            return Ok(known.clone());
        }
        let trouble = |trouble: Trouble| match trouble {
            Trouble::Refused { message, help } => Refusal::new(message, help),
            Trouble::Fault { what, help } | Trouble::NotStarted { what, help } => {
                Refusal::new(format!("when it was loaded, {what}"), help)
            }
        };
        let plugin = self.plugin(file)?;
        let (_, description) = patiently(|| Worker::start(&plugin, &WorkerLimits::default())).map_err(trouble)?;
        lock(&self.described).insert(file.sha256.clone(), description.clone());
        Ok(description)
    }

    /// A stage of a plugin, in workers or its sandbox, to be tried; it finds its files in `assets`.
    ///
    /// # Errors
    /// If it cannot be made from `options`; the message says why.
    pub fn probe(
        &self,
        file: &PluginFile,
        stage: &str,
        options: &Value,
        limits: &WorkerLimits,
        assets: &Assets<'_>,
    ) -> Result<Probe, String> {
        #[cfg(feature = "wasm")]
        if file.is_module {
            let sandbox = self.sandbox(file).map_err(|refusal| refusal.message)?;
            let at = sandbox.description.pick(Some(stage)).map_err(|error| error.message)?;
            // As with the deadline of workers: a large document may take its time.
            let limits = SandboxLimits { fuel: 1_000_000_000_000, ..SandboxLimits::default() };
            let made = Sandboxed::create(&file.name(), sandbox, at, &options.to_string(), &limits, assets);
            return made.map(|stage| Probe(Tried::Sandboxed(stage))).map_err(|error| error.to_string());
        }
        let plugin = self.plugin(file).map_err(|refusal| refusal.message)?;
        let made = Isolated::create(Arc::new(plugin), stage, options.to_string(), limits, assets);
        made.map(|stage| Probe(Tried::Isolated(stage))).map_err(|error| error.to_string())
    }
}

/// A map is never left half changed, so a panic elsewhere does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
