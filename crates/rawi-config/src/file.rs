//! The tables of a pipeline file, each as one type: its JSON Schema and the list of its keys come from there. What a
//! stage, a source or a sink takes beside is its own (`Entry::schema`).

use crate::run::{RunOptions, SandboxLimits, WorkerLimits};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A table of the file that takes the same keys whatever else stands there.
pub(crate) struct TableType {
    /// JSON Schema (draft 7).
    pub(crate) schema: Value,
    keys: Vec<String>,
}

impl TableType {
    fn of<T: JsonSchema>() -> Self {
        let schema = SchemaGenerator::new(SchemaSettings::draft07()).into_root_schema_for::<T>().to_value();
        let properties = schema.get("properties").and_then(Value::as_object);
        let keys = properties.map_or_else(Vec::new, |properties| properties.keys().cloned().collect());
        Self { schema, keys }
    }

    /// The keys that it takes, in the order of the type.
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).collect()
    }

    /// The schemas of its keys.
    pub(crate) fn properties(&self) -> Value {
        self.schema["properties"].clone()
    }
}

pub(crate) static FILE: LazyLock<TableType> = LazyLock::new(TableType::of::<shape::File>);
pub(crate) static STAGE: LazyLock<TableType> = LazyLock::new(TableType::of::<shape::Stage>);
pub(crate) static PLUGIN: LazyLock<TableType> = LazyLock::new(TableType::of::<shape::Plugin>);
pub(crate) static SOURCE: LazyLock<TableType> = LazyLock::new(TableType::of::<shape::Source>);
pub(crate) static SINK: LazyLock<TableType> = LazyLock::new(TableType::of::<shape::Sink>);
pub(crate) static RUN: LazyLock<TableType> = LazyLock::new(TableType::of::<RunOptions>);
pub(crate) static WORKER: LazyLock<TableType> = LazyLock::new(TableType::of::<WorkerLimits>);
pub(crate) static SANDBOX: LazyLock<TableType> = LazyLock::new(TableType::of::<SandboxLimits>);
pub(crate) static TEST: LazyLock<TableType> = LazyLock::new(TableType::of::<TestTable>);

/// A `[[test]]`.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct TestTable {
    /// Names the test; unique in the file.
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// The text of the document.
    #[serde(default)]
    pub(crate) text: Option<String>,
    /// A file that holds the text.
    #[serde(default)]
    pub(crate) file: Option<String>,
    /// Metadata of the document: title, outlet, published (a date in quotes), url.
    #[serde(default)]
    pub(crate) meta: BTreeMap<String, String>,
    /// The id of the last stage that is run.
    #[serde(default)]
    pub(crate) after: Option<String>,
    /// Layers and views that the transcript shows.
    #[serde(default)]
    pub(crate) show: Vec<String>,
    /// The transcript that the test should give.
    #[serde(default)]
    pub(crate) expect: Option<String>,
    /// Name of the file that holds the transcript.
    #[serde(default)]
    pub(crate) snapshot: Option<String>,
}

/// Where a plugin runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Inside rawi.
    None,
    /// In a worker process.
    Process,
}

impl Isolation {
    pub(crate) const NAMES: [&str; 2] = ["none", "process"];

    /// The one called `name`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        [Self::None, Self::Process].get(at).copied()
    }
}

impl JsonSchema for Isolation {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Isolation".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": Self::NAMES })
    }
}

/// Tables that are read key by key from the file's tree, because each key has messages of its own or because the options of
/// what it uses stand in the same table.
mod shape {
    #![allow(dead_code)] // the names, types and comments of the fields are what is used

    use super::{BTreeMap, Isolation, JsonSchema, RunOptions, SandboxLimits, TestTable, WorkerLimits};

    #[derive(JsonSchema)]
    pub(super) struct File {
        /// Version of the pipeline format.
        rawi: u32,
        /// Where documents come from.
        source: Option<Source>,
        /// The stages, in order.
        stage: Vec<Stage>,
        /// Where documents go.
        sink: Option<Sink>,
        /// How the pipeline is run.
        run: Option<RunOptions>,
        /// Texts and the transcripts they should give.
        test: Vec<TestTable>,
    }

    #[derive(JsonSchema)]
    pub(super) struct Stage {
        /// What it uses.
        uses: String,
        /// Names the stage in records; what it uses, unless given.
        id: String,
        /// The stage's name for a layer or view, and the name it has in this pipeline.
        rename: BTreeMap<String, String>,
    }

    #[derive(JsonSchema)]
    #[schemars(rename_all = "kebab-case")]
    pub(super) struct Plugin {
        /// Which of the plugin's stages.
        uses: String,
        /// The plugin's library, relative to this file.
        plugin: String,
        /// The library's hash.
        #[schemars(regex(pattern = "^[0-9a-fA-F]{64}$"))]
        sha256: String,
        /// `process` runs it in a worker process.
        isolation: Isolation,
        /// Load it though its hash is not given.
        allow_unpinned: bool,
        /// What a worker process may use, and how often it may fail.
        worker: WorkerLimits,
        /// What a module of WebAssembly may use.
        sandbox: SandboxLimits,
        /// Names the stage in records; what it uses, unless given.
        id: String,
        /// The stage's name for a layer or view, and the name it has in this pipeline.
        rename: BTreeMap<String, String>,
    }

    #[derive(JsonSchema)]
    pub(super) struct Source {
        /// What it uses.
        uses: String,
        /// Layers and views that the records of the input have already.
        provides: Vec<String>,
    }

    #[derive(JsonSchema)]
    pub(super) struct Sink {
        /// What it uses.
        uses: String,
    }
}
