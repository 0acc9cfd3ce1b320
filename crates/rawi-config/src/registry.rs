//! What a pipeline file may name.

use crate::options::{BuildError, Options};
use crate::run::{SandboxLimits, WorkerLimits};
use rawi_core::{Assets, Contract, Stage, StageConfig, StageError};
use rawi_io::{OpenSink, OpenSource, SinkConfig, SourceConfig};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

type Build<T> = dyn Fn(&Options<'_>, &Assets<'_>) -> Result<Box<T>, BuildError> + Send + Sync;

/// Something that `uses =` can name: a stage, a source or a sink, with what makes it from its options.
///
/// A stage of a plugin is an entry like any other: [`StageEntry::from_json`].
pub struct Entry<T: ?Sized> {
    /// The name after `uses =`.
    pub name: String,
    /// The version that provenance states; empty for sources and sinks.
    pub version: String,
    /// What it does, in a line.
    pub summary: String,
    /// Its casebook (Markdown); may be empty.
    pub cases: String,
    /// JSON Schema of its options.
    pub schema: Value,
    /// Its word lists: the name of each file and its text; empty for sources, sinks and stages of plugins.
    pub lexicons: &'static [(&'static str, &'static str)],
    /// What tells this code from other code of the same version, as the hash of a plugin's file; goes into
    /// [`hash`](crate::PlannedStage::hash). Empty for sources and sinks.
    pub fingerprint: String,
    build: Box<Build<T>>,
}

/// A stage that `uses =` can name.
pub type StageEntry = Entry<dyn Stage>;
/// A source that `uses =` can name.
pub type SourceEntry = Entry<dyn OpenSource>;
/// A sink that `uses =` can name.
pub type SinkEntry = Entry<dyn OpenSink>;

impl<T: ?Sized> Entry<T> {
    /// Makes it from options given as a JSON object.
    ///
    /// # Errors
    /// `Asset`, if the options or the files they name do not serve.
    pub fn build(&self, options: &Value, assets: &Assets<'_>) -> Result<Box<T>, StageError> {
        Ok((self.build)(&Options::Json(options.clone()), assets)?)
    }

    pub(crate) fn build_from(&self, options: &Options<'_>, assets: &Assets<'_>) -> Result<Box<T>, BuildError> {
        (self.build)(options, assets)
    }
}

impl<T: ?Sized> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("version", &self.version).finish_non_exhaustive()
    }
}

impl StageEntry {
    /// The entry of a stage linked into this program.
    #[must_use]
    pub fn of<C: StageConfig>() -> Self {
        Self {
            name: C::NAME.to_owned(),
            version: C::VERSION.to_owned(),
            summary: C::SUMMARY.to_owned(),
            cases: C::CASES.to_owned(),
            schema: C::schema(),
            lexicons: C::LEXICONS,
            fingerprint: C::FINGERPRINT.to_owned(),
            build: Box::new(|options, assets| Ok(options.read::<C>()?.build(assets)?)),
        }
    }

    /// The entry of a stage found at run time, which takes its options as a JSON object. They are checked against
    /// `schema` first, so that mistakes are shown at their place in the pipeline file.
    pub fn from_json(
        name: impl Into<String>,
        version: impl Into<String>,
        schema: Value,
        build: impl Fn(Value, &Assets<'_>) -> Result<Box<dyn Stage>, StageError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            summary: String::new(),
            cases: String::new(),
            schema,
            lexicons: &[],
            fingerprint: String::new(),
            build: Box::new(move |options, assets| Ok(build(options.json(), assets)?)),
        }
    }

    /// The contract it has without any options, if it can be built without.
    #[must_use]
    pub fn default_contract(&self) -> Option<Contract> {
        let empty = Value::Object(serde_json::Map::new());
        self.build(&empty, &Assets::none()).ok().map(|stage| stage.contract())
    }
}

impl SourceEntry {
    /// The entry of a source.
    #[must_use]
    pub fn of<C: SourceConfig>() -> Self {
        Self {
            name: C::NAME.to_owned(),
            version: String::new(),
            summary: C::SUMMARY.to_owned(),
            cases: String::new(),
            schema: C::schema(),
            lexicons: &[],
            fingerprint: String::new(),
            build: Box::new(|options, _| Ok(Box::new(options.read::<C>()?))),
        }
    }
}

impl SinkEntry {
    /// The entry of a sink.
    #[must_use]
    pub fn of<C: SinkConfig>() -> Self {
        Self {
            name: C::NAME.to_owned(),
            version: String::new(),
            summary: C::SUMMARY.to_owned(),
            cases: String::new(),
            schema: C::schema(),
            lexicons: &[],
            fingerprint: String::new(),
            build: Box::new(|options, _| Ok(Box::new(options.read::<C>()?))),
        }
    }
}

/// What a `[[stage]]` with `plugin =` asks for.
#[derive(Clone, Debug)]
pub struct PluginRequest<'a> {
    /// The library as the file names it.
    pub plugin: &'a str,
    /// The folder of the pipeline file, which the name is relative to; `None` for a pipeline that is no file.
    pub base: Option<&'a Path>,
    /// Which of the plugin's stages; `None` if the file does not say.
    pub uses: Option<&'a str>,
    /// The pinned hash of the library, 64 hexadecimal digits.
    pub sha256: Option<&'a str>,
    /// Run it in worker processes (`isolation = "process"`), with these limits.
    pub worker: Option<&'a WorkerLimits>,
    /// What it may use if it is a module of WebAssembly; the defaults if the file does not say.
    pub sandbox: Option<&'a SandboxLimits>,
    /// Load it though it is not pinned.
    pub allow_unpinned: bool,
}

/// Why a plugin's stage cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginError {
    /// The key of the stage's table that is at fault: `plugin`, `uses`, `sha256` or `isolation`.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

type Resolve = dyn Fn(&PluginRequest<'_>) -> Result<Arc<StageEntry>, PluginError> + Send + Sync;

/// The stages, sources and sinks that a pipeline file may name. A value: two registries know nothing of each other.
#[derive(Default, Clone)]
pub struct Registry {
    stages: BTreeMap<String, Arc<StageEntry>>,
    sources: BTreeMap<String, Arc<SourceEntry>>,
    sinks: BTreeMap<String, Arc<SinkEntry>>,
    plugins: Option<Arc<Resolve>>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("stages", &self.stages.keys())
            .field("sources", &self.sources.keys())
            .field("sinks", &self.sinks.keys())
            .field("plugins", &self.plugins.is_some())
            .finish()
    }
}

impl Registry {
    /// Knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a stage linked into this program.
    #[must_use]
    pub fn stage<C: StageConfig>(self) -> Self {
        self.stage_entry(StageEntry::of::<C>())
    }

    /// Adds a stage, whatever it is made of; one of the same name is replaced.
    #[must_use]
    pub fn stage_entry(mut self, entry: StageEntry) -> Self {
        self.stages.insert(entry.name.clone(), Arc::new(entry));
        self
    }

    /// Adds a source.
    #[must_use]
    pub fn source<C: SourceConfig>(mut self) -> Self {
        self.sources.insert(C::NAME.to_owned(), Arc::new(SourceEntry::of::<C>()));
        self
    }

    /// Adds a sink.
    #[must_use]
    pub fn sink<C: SinkConfig>(mut self) -> Self {
        self.sinks.insert(C::NAME.to_owned(), Arc::new(SinkEntry::of::<C>()));
        self
    }

    /// Sets what finds the stages of plugins. Without it a pipeline that names a plugin has a problem.
    #[must_use]
    pub fn plugins(
        mut self,
        resolve: impl Fn(&PluginRequest<'_>) -> Result<Arc<StageEntry>, PluginError> + Send + Sync + 'static,
    ) -> Self {
        self.plugins = Some(Arc::new(resolve));
        self
    }

    /// The stage `name`.
    #[must_use]
    pub fn get_stage(&self, name: &str) -> Option<&Arc<StageEntry>> {
        self.stages.get(name)
    }

    /// The source `name`.
    #[must_use]
    pub fn get_source(&self, name: &str) -> Option<&Arc<SourceEntry>> {
        self.sources.get(name)
    }

    /// The sink `name`.
    #[must_use]
    pub fn get_sink(&self, name: &str) -> Option<&Arc<SinkEntry>> {
        self.sinks.get(name)
    }

    /// All stages, by name.
    pub fn stages(&self) -> impl Iterator<Item = &Arc<StageEntry>> {
        self.stages.values()
    }

    /// All sources, by name.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<SourceEntry>> {
        self.sources.values()
    }

    /// All sinks, by name.
    pub fn sinks(&self) -> impl Iterator<Item = &Arc<SinkEntry>> {
        self.sinks.values()
    }

    pub(crate) fn resolve(&self, request: &PluginRequest<'_>) -> Option<Result<Arc<StageEntry>, PluginError>> {
        self.plugins.as_ref().map(|resolve| resolve(request))
    }
}
