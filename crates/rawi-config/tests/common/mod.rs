//! Stages that exist for these tests only: named and shaped like the real ones, they do nothing.

#![allow(dead_code, unreachable_pub, missing_docs)] // each test file uses its part; there is no public side

use rawi_config::{CheckOutcome, MemoryAssets, PluginError, Registry, StageEntry, check_text};
use rawi_core::schema::{Field, Kind, Schema};
use rawi_core::{Assets, Contract, Doc, Output, Slot, Stage, StageConfig, StageError, Verdict};
use rawi_io::{CsvSink, JsonlSink, JsonlSource, TextSource};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

struct Idle(Contract);

impl Stage for Idle {
    fn contract(&self) -> Contract {
        self.0.clone()
    }
    fn process(&self, _: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        Ok(Verdict::Keep)
    }
}

fn contract(requires: &[&str], optional: &[&str], provides: &[&str]) -> Contract {
    let layers = |names: &[&str]| names.iter().map(|&n| Slot::layer(n)).collect();
    Contract { requires: layers(requires), optional: layers(optional), provides: layers(provides) }
}

macro_rules! stage {
    ($type:ty, $name:literal, $build:expr) => {
        impl StageConfig for $type {
            const NAME: &'static str = $name;
            const VERSION: &'static str = "1.0.0";
            const SUMMARY: &'static str = concat!("Stands for the stage ", $name, ".");
            const CASES: &'static str = "";
            fn schema() -> Value {
                schema_for!($type).to_value()
            }
            fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
                let build: fn(Self, &Assets<'_>) -> Result<Contract, StageError> = $build;
                Ok(Box::new(Idle(build(self, assets)?)))
            }
        }
    };
}

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    #[default]
    Search,
    /// Repairs only.
    Display,
    Lucene,
}

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Normalizer {
    profile: Profile,
    nfc: Option<bool>,
}
stage!(Normalizer, "normalizer", |_, _| Ok(Contract::new().provides(Slot::view("normal"))));

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Segmenter {
    abbreviations: Vec<String>,
}
stage!(Segmenter, "segmenter", |_, _| Ok(contract(&[], &[], &["sentences", "tokens"])));

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Tagger {
    gazetteers: Vec<String>,
    threshold: Option<f32>,
}
stage!(Tagger, "tagger", |config, assets| {
    let mut wrong = Vec::new();
    for name in &config.gazetteers {
        let text = match assets.read_text(name) {
            Ok(text) => text,
            Err(error) => {
                wrong.push(error.to_string());
                continue;
            }
        };
        for (i, line) in text.lines().enumerate() {
            if !line.contains('\t') {
                wrong.push(format!("{name}:{}: a name, a tab and a label are wanted", i + 1));
            } else if text.lines().take(i).any(|before| before == line) {
                assets.warn(format!("{name}:{}: this line is there already", i + 1));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(StageError::asset(wrong.join("\n")));
    }
    Ok(contract(&["tokens"], &[], &["mentions"]))
});

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Numbers {
    digits: Option<u8>,
}
stage!(Numbers, "numbers", |_, _| Ok(contract(&["tokens"], &["mentions"], &["numbers"])));

#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Summarizer {
    #[schemars(range(min = 1))]
    sentences: Option<u32>,
    #[schemars(range(min = 0.0, max = 1.0))]
    ratio: Option<f64>,
    weights: Weights,
}
#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Weights {
    position: f64,
    centrality: f64,
}
stage!(Summarizer, "summarizer", |config, _| match (config.sentences, config.ratio) {
    (Some(_), Some(_)) => Err(StageError::asset("`sentences` and `ratio` exclude each other")),
    _ => Ok(contract(&["sentences", "tokens"], &[], &["summary"]).optional(Slot::meta("title"))),
});

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Merge {
    /// The layers to make one of, the most trusted first.
    #[schemars(length(min = 1))]
    layers: Vec<String>,
    /// The layer to make.
    #[serde(default)]
    into: Option<String>,
}
stage!(Merge, "merge", |config, _| {
    let layers: Vec<&str> = config.layers.iter().map(String::as_str).collect();
    Ok(contract(&layers, &[], &[config.into.as_deref().unwrap_or("mentions")]))
});

fn weapons() -> StageEntry {
    let schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": { "min-length": { "type": "integer", "minimum": 1 } },
    });
    StageEntry::from_json("org.example.weapons", "0.3.0", schema, |options, _| {
        assert!(options.get("min-length").is_none_or(Value::is_u64), "the schema was checked");
        let mut contract = contract(&["tokens"], &[], &["weapons"]);
        contract.provides[0].schema = Some(Schema::new([Field::new("calibre", Kind::Text, "As it is written.")]));
        Ok(Box::new(Idle(contract)))
    })
}

/// Reads weapons; the second version wants their calibre as a number.
fn arsenal(version: &str) -> StageEntry {
    let kind = if version == "2.0.0" { Kind::Decimal } else { Kind::Text };
    StageEntry::from_json("org.example.arsenal", version, json!({ "type": "object" }), move |_, _| {
        let mut contract = contract(&["weapons"], &[], &["arsenal"]);
        contract.requires[0].schema = Some(Schema::new([Field::new("calibre", kind.clone(), "")]));
        Ok(Box::new(Idle(contract)))
    })
}

/// Mends names.
fn relabel() -> StageEntry {
    StageEntry::from_json("org.example.relabel", "1.0.0", json!({ "type": "object" }), |_, _| {
        Ok(Box::new(Idle(Contract::new().refines(Slot::layer("mentions")))))
    })
}

/// Says who says what, by the number of the name.
fn said() -> StageEntry {
    StageEntry::from_json("org.example.said", "1.0.0", json!({ "type": "object" }), |_, _| {
        let mut contract = contract(&["mentions"], &[], &["said"]);
        let who = Kind::Ref("mentions".into());
        contract.provides[0].schema = Some(Schema::new([Field::new("who", who, "Who says it.")]));
        Ok(Box::new(Idle(contract)))
    })
}

/// All test stages; plugins are not loaded.
pub fn registry_without_plugins() -> Registry {
    Registry::new()
        .stage::<Normalizer>()
        .stage::<Segmenter>()
        .stage::<Tagger>()
        .stage::<Numbers>()
        .stage::<Summarizer>()
        .stage::<Merge>()
        .source::<TextSource>()
        .source::<JsonlSource>()
        .sink::<JsonlSink>()
        .sink::<CsvSink>()
}

/// All test stages, and one plugin.
pub fn registry() -> Registry {
    registry_without_plugins().plugins(|request| {
        let refuse = |key, message: &str, help: &str| {
            Err(PluginError { key, message: message.to_owned(), help: Some(help.to_owned()) })
        };
        match request.plugin {
            "plugins/libarsenal.so" => return Ok(Arc::new(arsenal("1.0.0"))),
            "plugins/libarsenal-2.so" => return Ok(Arc::new(arsenal("2.0.0"))),
            "plugins/librelabel.so" => return Ok(Arc::new(relabel())),
            "plugins/libsaid.so" => return Ok(Arc::new(said())),
            _ => {}
        }
        if request.plugin != "plugins/libweapons.so" {
            return refuse("plugin", "there is no such file", "build it first, or correct the name");
        }
        match request.uses {
            Some("org.example.weapons") | None => {}
            Some(_) => return refuse("uses", "it has no such stage", "it has `org.example.weapons`"),
        }
        match request.sha256 {
            Some(hash) if hash.starts_with("eac8") => Ok(Arc::new(weapons())),
            None if request.allow_unpinned => Ok(Arc::new(weapons())),
            None => refuse("plugin", "its hash is not pinned", "add `sha256 = \"eac8...\"`"),
            Some(_) => refuse("sha256", "the file has another hash", "it is `eac8...`; pin it if you trust the file"),
        }
    })
}

/// The files that test pipelines may name.
pub fn assets() -> MemoryAssets {
    let files = [
        ("names.tsv", "بيروت\tGPE\nحلب\tGPE\n"),
        ("broken.tsv", "بيروت\tGPE\nحلب\nحمص\n"),
        ("twice.tsv", "بيروت\tGPE\nبيروت\tGPE\n"),
        ("texts/سوريا.txt", "وصل إلى حلب."),
    ];
    files.into_iter().map(|(name, text)| (name, text.as_bytes())).collect()
}

/// Checks a pipeline with all of the above.
pub fn check(text: &str) -> CheckOutcome {
    check_text("pipeline.toml", text, &assets(), &registry())
}
