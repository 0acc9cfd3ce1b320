use crate::speech::{self, Name, Speech};
use crate::verbs::Lexicon;
use rawi_core::layers::{Label, MENTIONS, SENTENCES, TOKENS};
use rawi_core::{Assets, Contract, Doc, LayerKey, Output, Span, Stage, StageConfig, StageError, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

/// The layer that this stage gives: what is said. It covers the words without their quotation marks; speech within speech
/// stands beside it.
pub static QUOTES: LayerKey<Quote> = LayerKey::new("quotes");

rawi_core::schema! {
    /// A value of [`QUOTES`].
    #[derive(PartialEq, Eq)]
    pub struct Quote {
        /// In the speaker's own words, or reported.
        pub kind: QuoteKind,
        /// Who says it, where the text tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub speaker: Option<Speaker>,
        /// The word that makes it speech; a quotation can stand without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cue: Option<Cue>,
    }
}

rawi_core::schema! {
    /// How something is said.
    #[non_exhaustive]
    pub enum QuoteKind {
        /// In the speaker's own words: in quotation marks, or behind a colon.
        Direct = "direct",
        /// Reported: a clause with أن or إن, a verbal noun (أكد سقوط قتلى), or what بحسب attributes.
        Indirect = "indirect",
    }
}

rawi_core::schema! {
    /// Who says it.
    #[derive(PartialEq, Eq)]
    pub struct Speaker {
        /// The words that say who.
        pub span: Span,
        /// The usual name of the entity, else the words as they are written.
        pub name: String,
        /// What the mention names, where there is one and it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub entity: Option<String>,
        /// They stand with an earlier verb; this one has no subject of its own (وأضاف).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub carried: bool,
    }
}

rawi_core::schema! {
    /// The word that makes it speech.
    #[derive(PartialEq, Eq)]
    pub struct Cue {
        /// Its place, without و or ف.
        pub span: Span,
        /// The verb as dictionaries have it, or بحسب and the like.
        pub lemma: String,
    }
}

/// The options: what stands under `uses = "quotes"` in a pipeline file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct QuotesConfig {
    /// Also what is reported; `false` leaves only the speakers' own words.
    pub indirect: bool,
}

impl Default for QuotesConfig {
    fn default() -> Self {
        Self { indirect: true }
    }
}

impl StageConfig for QuotesConfig {
    const NAME: &'static str = "quotes";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "quoted and reported speech, with who says it";
    const CASES: &'static str = include_str!("../tests/cases/quotes.md");

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "indirect": {
                    "type": "boolean",
                    "description": "Also what is reported (قال إن); `false` leaves only the speakers' own words.",
                    "default": true,
                },
            },
        })
    }

    fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        Ok(Box::new(Quotes { config: self, lexicon: Lexicon::new() }))
    }
}

struct Quotes {
    config: QuotesConfig,
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
            if !direct && !self.config.indirect {
                continue;
            }
            let speaker = speaker.map(|speaker| {
                let mention = speaker.name.and_then(|index| mentions.as_ref()?.get(index)).map(|(_, mention)| mention);
                let name = mention.and_then(|mention| mention.name.clone());
                Speaker {
                    span: speaker.span,
                    name: name.unwrap_or_else(|| as_written(doc, speaker.span)),
                    entity: mention.and_then(|mention| mention.entity.clone()),
                    carried: speaker.carried,
                }
            });
            let cue = cue.map(|cue| Cue { span: cue.span, lemma: cue.lemma.to_owned() });
            let kind = if direct { QuoteKind::Direct } else { QuoteKind::Indirect };
            quotes.push(span, Quote { kind, speaker, cue });
        }
        Ok(Verdict::Keep)
    }
}

/// The words of a speaker; what is left of the article behind ل is an article again (للوزارة: الوزارة).
fn as_written(doc: Doc<'_>, span: Span) -> String {
    let words = doc.text(span);
    match words.strip_prefix('ل') {
        Some(rest) if doc.source()[..span.start()].ends_with('ل') => format!("ال{rest}"),
        _ => words.to_owned(),
    }
}
