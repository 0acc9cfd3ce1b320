//! The stage `dates`: words are read into a [`node`], which says what they say, and that is resolved against the day of
//! publication. The readers know words and their order only; the calendar knows days.

mod clock;
pub(crate) mod days;
pub(crate) mod find;
mod joints;
mod months;
pub(crate) mod node;
mod relative;
mod years;

use crate::lexicon::Lexicon;
use crate::{load, reading};
use rawi_core::layers::{DATES, Date, Label, MENTIONS, TOKENS};
use rawi_core::{Annotations, Assets, Contract, Doc, Output, Slot, Span, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

/// The options of the stage `dates`.
///
/// It reads `tokens`, and leaves what lies inside a name of `mentions` alone, where that is there. Relative expressions
/// are resolved against the document's `published`; without it they keep no value and say so in their note.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct DatesConfig {
    /// Word lists of your own (`.tsv`), relative to the pipeline file: names of months, relative words, cues; see
    /// `rawi stages dates --lexicon`. Later files override earlier ones and the built-in ones.
    pub words: Vec<String>,
}

impl StageConfig for DatesConfig {
    const NAME: &'static str = "dates";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Reads dates and times as ISO 8601, relative ones against the day of publication.";
    const CASES: &'static str = include_str!("../tests/cases/dates.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");
    const LEXICONS: &'static [(&'static str, &'static str)] = &load::FILES;

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let lexicon = load::with_words(&self.words, assets, find::begins)?;
        Ok(Box::new(Dates { lexicon }))
    }
}

/// The stage `dates`, built.
pub struct Dates {
    lexicon: Lexicon,
}

impl Dates {
    /// With the built-in words; takes about a millisecond.
    #[must_use]
    pub fn new() -> Self {
        Self { lexicon: load::built_in(find::begins) }
    }
}

impl Default for Dates {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage for Dates {
    fn contract(&self) -> Contract {
        Contract::new().requires(&TOKENS).optional(&MENTIONS).optional(Slot::meta("published")).provides(&DATES)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let tokens = doc.layer(&TOKENS)?;
        let mentions = doc.optional(&MENTIONS)?;
        let atoms = reading::atoms(doc.source(), &tokens, &self.lexicon);
        let names = mentions.as_ref().map_or(&[][..], Annotations::spans);
        let published = doc.meta().published_day().and_then(|day| day.parse().ok());
        let dates = out.layer(&DATES)?;
        for expression in find::find(&atoms, published, names.iter().map(|span| (span.start(), span.end()))) {
            let date = Date {
                label: if expression.time { Label::TIME } else { Label::DATE },
                value: expression.value,
                granularity: expression.grain.name().to_owned(),
                calendar: if expression.hijri { "hijri" } else { "gregorian" }.to_owned(),
                anchor: expression.told.filter(|_| expression.anchored).map(|day| day.to_string()),
                note: expression.note.map(str::to_owned),
            };
            dates.push(Span::new(expression.start, expression.end), date);
        }
        Ok(Verdict::Keep)
    }
}
