use crate::finder::{Name, Speech};
use crate::lexicon::{FILES, Lexicon};
use crate::speech;
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{Cue, Label, MENTIONS, QUOTES, Quote, QuoteKind, SENTENCES, Speaker, TOKENS};
use rawi_core::schema::Ref;
use rawi_core::{Assets, Contract, Doc, Output, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// The options: what stands under `uses = "quotes"` in a pipeline file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct QuotesConfig {
    /// Also what is reported (قال إن); `false` leaves only the speakers' own words.
    pub indirect: bool,
    /// Lexicons of your own, read behind the stage's: verbs of saying, nouns of speakers. `rawi stages quotes --lexicon`
    /// shows the classes; `-` before a class takes a word away.
    pub words: Vec<String>,
}

impl Default for QuotesConfig {
    fn default() -> Self {
        Self { indirect: true, words: Vec::new() }
    }
}

impl StageConfig for QuotesConfig {
    const NAME: &'static str = "quotes";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "quoted and reported speech, with who says it";
    const CASES: &'static str = include_str!("../tests/cases/quotes.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    const LEXICONS: &'static [(&'static str, &'static str)] = FILES;

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let texts = self.words.iter().map(|file| assets.read_text(file)).collect::<Result<Vec<_>, _>>()?;
        let files: Vec<(&str, &str)> = self.words.iter().map(String::as_str).zip(texts.iter().map(|t| &**t)).collect();
        let lexicon = Lexicon::read(&files).map_err(|errors| StageError::asset(messages(&errors)))?;
        Ok(Box::new(Quotes { indirect: self.indirect, lexicon }))
    }
}

struct Quotes {
    indirect: bool,
    lexicon: Lexicon,
}

impl Stage for Quotes {
    fn contract(&self) -> Contract {
        Contract::new().requires(&TOKENS).requires(&SENTENCES).optional(&MENTIONS).provides(&QUOTES)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let quotes = out.layer(&QUOTES)?;
        let mentions = doc.optional(&MENTIONS)?;
        let names: Vec<Name> = mentions
            .iter()
            .flat_map(|mentions| mentions.iter())
            .map(|(span, mention)| Name {
                span,
                person: mention.label == Label::PERS,
                body: mention.label == Label::ORG || mention.label == Label::GPE,
            })
            .collect();
        let (tokens, sentences) = (doc.layer(&TOKENS)?, doc.layer(&SENTENCES)?);
        let found = speech::find(doc.source(), tokens.iter(), sentences.iter(), &names, &self.lexicon);
        for Speech { span, direct, speaker, cue } in found {
            if !direct && !self.indirect {
                continue;
            }
            let speaker = speaker.map(|speaker| Speaker {
                span: speaker.span,
                mention: speaker.name.map(Ref::new),
                carried: speaker.carried,
            });
            let cue = cue.map(|cue| Cue { span: cue.span, lemma: self.lexicon.get_text(cue.lemma).to_owned() });
            let kind = if direct { QuoteKind::Direct } else { QuoteKind::Indirect };
            quotes.push(span, Quote { kind, speaker, cue });
        }
        Ok(Verdict::Keep)
    }
}
