//! The stage.

use crate::keys::{Keys, LEXICONS};
use crate::rank::{Row, rank};
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{SENTENCES, SUMMARY, SentenceKind, Summary, TOKENS, TokenKind};
use rawi_core::{Assets, Contract, Doc, Output, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

/// Options of `summarizer`. One of `sentences`, `words` and `ratio` says how long a summary is; without any,
/// `sentences = 3`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SummarizerConfig {
    /// So many sentences, at least 1; all of them, ranked, where there are fewer.
    #[schemars(range(min = 1))]
    pub sentences: Option<u32>,
    /// As many sentences, best first, as have no more than so many words together, but at least one sentence.
    #[schemars(range(min = 1))]
    pub words: Option<u32>,
    /// This share of the report's sentences, rounded up: above 0, up to 1.
    #[schemars(range(max = 1))]
    pub ratio: Option<f64>,
    /// Whether headlines, decks and crossheads may stand in the summary. Without this option they may where the metadata
    /// have no `title`: what shows the summary then shows no headline beside it.
    pub headlines: Option<bool>,
    /// Files of words that say nothing of what a sentence is about, beside the built-in ones (docs/lexicons.md):
    /// `["mine.tsv"]`. The option is not called `words`, as with other stages, since that says how long a summary is.
    pub stop_words: Vec<String>,
}

/// How long a summary is.
#[derive(Clone, Copy)]
enum Length {
    Sentences(usize),
    Words(usize),
    Ratio(f64),
}

struct Summarizer {
    length: Length,
    headlines: Option<bool>,
    keys: Keys,
}

impl StageConfig for SummarizerConfig {
    const NAME: &'static str = "summarizer";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Ranks sentences for a summary: document graph, position, redundancy removed.";
    const CASES: &'static str = include_str!("../tests/cases/summarizer.md");
    const LEXICONS: &'static [(&'static str, &'static str)] = LEXICONS;
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let length = match (self.sentences, self.words, self.ratio) {
            (None, None, None) => Length::Sentences(3),
            (Some(0), None, None) => return Err(StageError::asset("`sentences` is 0; ask for at least 1")),
            (Some(count), None, None) => Length::Sentences(count as usize),
            (None, Some(0), None) => return Err(StageError::asset("`words` is 0; ask for at least 1")),
            (None, Some(count), None) => Length::Words(count as usize),
            (None, None, Some(ratio)) if ratio > 0.0 && ratio <= 1.0 => Length::Ratio(ratio),
            (None, None, Some(ratio)) => {
                return Err(StageError::asset(format!("`ratio` is {ratio}; it is a share above 0 and up to 1")));
            }
            _ => {
                return Err(StageError::asset(
                    "`sentences`, `words` and `ratio` each say how long a summary is; keep one of them",
                ));
            }
        };
        let texts = self.stop_words.iter().map(|name| assets.read_text(name)).collect::<Result<Vec<_>, _>>()?;
        let files: Vec<_> = self.stop_words.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        let keys = Keys::read(&files).map_err(|errors| StageError::asset(messages(&errors)))?;
        Ok(Box::new(Summarizer { length, headlines: self.headlines, keys }))
    }
}

impl Stage for Summarizer {
    fn contract(&self) -> Contract {
        Contract::new().requires(&SENTENCES).requires(&TOKENS).provides(&SUMMARY)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let sentences = doc.layer(&SENTENCES)?;
        let tokens = doc.layer(&TOKENS)?;
        let text = doc.source();
        let headlines = self.headlines.unwrap_or(doc.meta().title().is_none());
        let mut rows: Vec<Row> = sentences
            .values()
            .iter()
            .map(|s| Row { candidate: headlines || s.kind == SentenceKind::Body, words: 0 })
            .collect();
        let mut words = Vec::with_capacity(tokens.len());
        // Both layers are in text order, so one walk finds each token's sentence.
        let mut sentence = 0;
        for (span, token) in tokens.iter() {
            if !is_word(token.kind) {
                continue;
            }
            while sentences.spans().get(sentence + 1).is_some_and(|next| next.start() <= span.start()) {
                sentence += 1;
            }
            if !sentences.spans().get(sentence).is_some_and(|s| s.start() <= span.start() && span.end() <= s.end()) {
                continue;
            }
            rows[sentence].words += 1;
            let stem = if token.clitics.is_empty() { span.start() } else { token.clitics.end() };
            if let Some(key) = self.keys.key(text, span.range(), stem) {
                words.push((key, sentence as u32));
            }
        }
        let candidates = rows.iter().filter(|row| row.candidate).count();
        let (most_sentences, most_words) = match self.length {
            Length::Sentences(count) => (count, usize::MAX),
            Length::Words(count) => (usize::MAX, count),
            // Less a little, so that 0.1 of 30 is 3 and not the 3.0000000000000004 that floats make of it.
            Length::Ratio(ratio) => ((ratio * candidates as f64 - 1e-9).ceil() as usize, usize::MAX),
        };
        let summary = out.layer(&SUMMARY)?;
        let mut total = 0;
        for (rank, (row, score)) in (1..).zip(rank(&rows, &words).take(most_sentences)) {
            total += rows[row as usize].words as usize;
            if rank > 1 && total > most_words {
                break;
            }
            summary.push(sentences.span(row as usize), Summary { rank, score: score as f32 });
        }
        Ok(Verdict::Keep)
    }
}

/// Whether a reader would count it as a word.
fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Latin | TokenKind::Tag | TokenKind::Other)
}
