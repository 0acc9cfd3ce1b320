//! A stage to copy: marks years written in digits.
//!
//! `rawi new stage NAME` writes a crate like this one under another name. It reads the layer `tokens` and gives a layer
//! `years` of its own.
//!
//! ```
//! use rawi_core::{Assets, StageConfig};
//! let stage = rawi_years::YearsConfig::default().build(&Assets::none()).unwrap();
//! assert_eq!(stage.contract().provides[0].name, "years");
//! ```
#![forbid(unsafe_code)]

use rawi_core::layers::{TOKENS, TokenKind};
use rawi_core::{Assets, Contract, Doc, LayerKey, Output, Stage, StageConfig, StageError, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

rawi_core::schema! {
    /// A value of the layer `years`.
    pub struct Year {
        /// The year.
        pub value: u16,
    }
}

/// The layer that this stage gives; no two of its annotations overlap.
pub static YEARS: LayerKey<Year> = LayerKey::flat("years");

/// The options: what stands under `uses = "years"` in a pipeline file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct YearsConfig {
    /// The first year that counts.
    pub from: u16,
    /// The last one.
    pub to: u16,
}

impl Default for YearsConfig {
    fn default() -> Self {
        Self { from: 1900, to: 2100 }
    }
}

impl StageConfig for YearsConfig {
    const NAME: &'static str = "years";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "marks years written in digits";
    const CASES: &'static str = include_str!("../tests/cases/years.md");

    fn schema() -> Value {
        let year = |description: &str, default: u16| json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX, "description": description, "default": default });
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "from": year("The first year that counts.", 1900), "to": year("The last one.", 2100) },
        })
    }

    fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        if self.from > self.to {
            return Err(StageError::asset(format!("`from` ({}) is after `to` ({}); swap them", self.from, self.to)));
        }
        Ok(Box::new(Years(self)))
    }
}

struct Years(YearsConfig);

impl Stage for Years {
    fn contract(&self) -> Contract {
        Contract::new().requires(&TOKENS).provides(&YEARS)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let years = out.layer(&YEARS)?;
        for (span, token) in doc.layer(&TOKENS)?.iter() {
            // `parse` reads ASCII digits only; what has separators or a fraction is no year.
            if token.kind == TokenKind::Number
                && let Ok(value) = doc.text(span).parse()
                && (self.0.from..=self.0.to).contains(&value)
            {
                years.push(span, Year { value });
            }
        }
        Ok(Verdict::Keep)
    }
}
