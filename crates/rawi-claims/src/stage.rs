use crate::lexicon::{FILES, Lexicon};
use crate::report::Report;
use crate::rows::Rows;
use crate::words::Words;
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{CLAIMS, DATES, MENTIONS, NUMBERS, QUOTES, SENTENCES, TOKENS};
use rawi_core::{Assets, Contract, Doc, Output, Slot, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// The options: what stands under `uses = "claims"` in a pipeline file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ClaimsConfig {
    /// Lexicons of your own, read behind the stage's: words of what is done, counted nouns, words around a figure.
    /// `rawi stages claims --lexicon` shows the classes; `-` before a class takes a word away.
    pub words: Vec<String>,
}

impl StageConfig for ClaimsConfig {
    const NAME: &'static str = "claims";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "what figures say: who did what to how many, where, when, according to whom";
    const CASES: &'static str = include_str!("../tests/cases/claims.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    const LEXICONS: &'static [(&'static str, &'static str)] = FILES;

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let texts = self.words.iter().map(|file| assets.read_text(file)).collect::<Result<Vec<_>, _>>()?;
        let files: Vec<(&str, &str)> = self.words.iter().map(String::as_str).zip(texts.iter().map(|t| &**t)).collect();
        let lexicon = Lexicon::read(&files).map_err(|errors| StageError::asset(messages(&errors)))?;
        Ok(Box::new(Claims { lexicon }))
    }
}

struct Claims {
    lexicon: Lexicon,
}

impl Stage for Claims {
    fn contract(&self) -> Contract {
        Contract::new()
            .requires(&TOKENS)
            .requires(&SENTENCES)
            .requires(&NUMBERS)
            .optional(&MENTIONS)
            .optional(&DATES)
            .optional(Slot::meta("published"))
            .optional(&QUOTES)
            .provides(&CLAIMS)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let claims = out.layer(&CLAIMS)?;
        let report = Report::of(doc, &self.lexicon)?;
        let words = Words::new(doc.source(), doc.layer(&TOKENS)?.iter(), &self.lexicon);
        let mut rows = Rows::new(&report, &words);
        for (row, (span, _)) in doc.layer(&SENTENCES)?.iter().enumerate() {
            rows.read(row, span);
        }
        for (span, claim) in rows.finish() {
            claims.push(span, claim);
        }
        Ok(Verdict::Keep)
    }
}
