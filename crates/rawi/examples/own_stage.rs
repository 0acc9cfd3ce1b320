//! A stage of one's own between those of rawi, named in a pipeline file with its options: `cargo run -p rawi --example own_stage`
//!
//! `rawi plugin new NAME` writes a stage like this as a crate of its own, with tests, that the command loads too.
#![allow(clippy::print_stdout)] // an example shows what it found

use rawi::config::{MemoryAssets, check_text};
use rawi::core::layers::TOKENS;
use rawi::core::{Assets, Contract, Doc, Document, LayerKey, Output, Stage, StageConfig, StageError, Verdict};
use rawi::runner::{OnError, Outcome, Pipeline};
use serde::Deserialize;
use std::error::Error;

rawi::core::schema! {
    /// A row of the layer `weapons`.
    pub struct Weapon {
        /// What kind of weapon it is.
        pub kind: String,
    }
}

/// The layer that the stage gives; no two of its rows overlap.
static WEAPONS: LayerKey<Weapon> = LayerKey::flat("weapons");

/// The options: what stands under `uses = "weapons"`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct WeaponsConfig {
    /// The words that are looked for.
    words: Vec<String>,
}

impl StageConfig for WeaponsConfig {
    const NAME: &'static str = "weapons";
    const VERSION: &'static str = "0.1.0";
    const SUMMARY: &'static str = "marks weapons by a list of words";
    const CASES: &'static str = "";

    fn schema() -> serde_json::Value {
        let words = serde_json::json!({ "type": "array", "items": { "type": "string" } });
        serde_json::json!({ "type": "object", "additionalProperties": false, "properties": { "words": words } })
    }

    fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        Ok(Box::new(Weapons(self.words)))
    }
}

struct Weapons(Vec<String>);

impl Stage for Weapons {
    fn contract(&self) -> Contract {
        Contract::new().requires(&TOKENS).provides(&WEAPONS)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let weapons = out.layer(&WEAPONS)?;
        for (span, _) in doc.layer(&TOKENS)?.iter() {
            if self.0.iter().any(|word| word == doc.text(span)) {
                weapons.push(span, Weapon { kind: "gun".to_owned() });
            }
        }
        Ok(Verdict::Keep)
    }
}

const PIPELINE: &str = r#"
rawi = 1
[[stage]]
uses = "segmenter"
[[stage]]
uses = "weapons"
words = ["مدفع", "دبابة"]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let registry = rawi::builtin_stages().stage::<WeaponsConfig>();
    let checked = check_text("own.toml", PIPELINE, &MemoryAssets::default(), &registry);
    let plan = checked.plan.ok_or_else(|| checked.problems.render(false, 100))?;
    let pipeline = Pipeline::from(plan.stages);

    let Outcome::Kept(doc) = pipeline.process(Document::new("a", "وصل مدفع إلى حلب مع دبابة")?, OnError::Stop)
    else {
        return Err("the document was not kept".into());
    };
    let weapons = doc.layer(&WEAPONS)?.ok_or("the stage stands in the pipeline")?;
    for (span, weapon) in weapons.iter() {
        println!("{} {}", weapon.kind, doc.text(span));
    }
    Ok(())
}
