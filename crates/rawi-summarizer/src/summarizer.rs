//! The stage.

use crate::keys::{Beginning, Keys, LEXICONS};
use crate::rank::{Ranking, Row, Standing, rank};
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{SENTENCES, SUMMARY, SentenceKind, Summary, TOKENS, Token, TokenKind};
use rawi_core::{Assets, Contract, Doc, Output, Slot, Span, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

/// Options of `summarizer`. One of `sentences`, `words` and `ratio` says how long a summary is; without any, it has a quarter of
/// the report's words, 60 at most, but at least one sentence, and then only sentences that stand for themselves.
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
    Short,
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
            (None, None, None) => Length::Short,
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
        Contract::new().requires(&SENTENCES).requires(&TOKENS).optional(Slot::meta("title")).provides(&SUMMARY)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let sentences = doc.layer(&SENTENCES)?;
        let tokens = doc.layer(&TOKENS)?;
        let text = doc.source();
        let headlines = self.headlines.unwrap_or(doc.meta().title().is_none());
        let candidate = |kind| match kind {
            SentenceKind::Body => true,
            SentenceKind::Headline | SentenceKind::Deck | SentenceKind::Crosshead => headlines,
            _ => false,
        };
        let mut rows: Vec<Row> =
            sentences.values().iter().map(|s| Row { candidate: candidate(s.kind), words: 0, leans: false }).collect();
        let mut words = Vec::with_capacity(tokens.len());
        // Both layers are in text order, so one walk finds each token's sentence.
        let mut sentence = 0;
        let mut beginning = Beginning::Plain;
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
            let row = &mut rows[sentence];
            row.words += 1;
            if row.words == 1 {
                beginning = self.beginning(text, span, token);
                row.leans = matches!(beginning, Beginning::Leans | Beginning::LeansAlone);
            } else if row.words == 2 && beginning != Beginning::Plain {
                row.leans = self.leans(beginning, text, span, token);
            }
            let stem = if token.clitics.is_empty() { span.start() } else { token.clitics.end() };
            let pronoun = !token.enclitics.is_empty();
            let end = if pronoun { token.enclitics.start() } else { span.end() };
            if pronoun && stem >= end {
                continue; // له is no word of its own
            }
            if let Some(key) = self.keys.key(text, span.start()..end, stem, pronoun) {
                words.push((key, sentence as u32));
            }
        }
        let ranked = rank(&rows, &words);
        let summary = out.layer(&SUMMARY)?;
        let mut give = |rank, row: u32, score| {
            summary.push(sentences.span(row as usize), Summary { rank, score: score as f32 });
        };
        let candidates = rows.iter().filter(|row| row.candidate).count();
        let (most_sentences, most_words) = match self.length {
            Length::Short => {
                let is_whole = |row| {
                    let span = sentences.span(row as usize);
                    text[span.range()].ends_with(CLOSING) && !is_torn(text, span)
                };
                short(&rows, ranked, is_whole, give);
                return Ok(Verdict::Keep);
            }
            Length::Sentences(count) => (count, usize::MAX),
            Length::Words(count) => (usize::MAX, count),
            // Less a little, so that 0.1 of 30 is 3 and not the 3.0000000000000004 that floats make of it.
            Length::Ratio(ratio) => ((ratio * candidates as f64 - 1e-9).ceil() as usize, usize::MAX),
        };
        let mut total = 0;
        for (rank, (row, score, _)) in (1..).zip(ranked.take(most_sentences)) {
            total += rows[row as usize].words as usize;
            if rank > 1 && total > most_words {
                break;
            }
            give(rank, row, score);
        }
        Ok(Verdict::Keep)
    }
}

/// The words of a summary whose length nobody has asked for: this part of the report's, and no more than so many.
const PART: usize = 4;
const MOST_WORDS: usize = 60;
/// Sentences that are looked at for it.
const LOOKED_AT: usize = 64;
/// Words of a sentence behind the best, at least: shorter ones fit best and say least.
const LEAST_WORDS: usize = 7;
/// What a sentence ends in; lines without it are captions, tags and items of lists.
const CLOSING: [char; 9] = ['.', '؟', '?', '!', '…', '»', '"', '”', ')'];

/// What stands between a verb of saying and what was said.
const SPEECH: [char; 6] = [':', '«', '"', '“', '”', '('];

/// Whether the sentence at `span` is a part of a quotation that begins or ends in another of its line.
fn is_torn(text: &str, span: Span) -> bool {
    let line = text[..span.start()].rfind('\n').map_or(0, |end| end + 1);
    let open = |text: &str| {
        text.chars().fold(0i32, |open, c| match c {
            '«' | '“' => open + 1,
            '»' | '”' => open - 1,
            '"' if open > 0 => open - 1,
            '"' => open + 1,
            _ => open,
        })
    };
    open(&text[line..span.start()]) != 0 || open(&text[span.range()]) != 0
}

/// Gives the best sentence, whatever it is, and behind it those that fit, are whole and stand for themselves, or behind one that is given.
fn short(rows: &[Row], ranked: Ranking, is_whole: impl Fn(u32) -> bool, mut give: impl FnMut(u32, u32, f64)) {
    let all: usize = rows.iter().map(|row| row.words as usize).sum();
    let most = (all / PART).min(MOST_WORDS);
    let (mut total, mut rank) = (0, 0);
    let mut chosen: Vec<u32> = Vec::new();
    for (row, score, standing) in ranked.take(LOOKED_AT) {
        let words = rows[row as usize].words as usize;
        let leans = rows[row as usize].leans && !chosen.contains(&(row.wrapping_sub(1)));
        let fits = words >= LEAST_WORDS && total + words <= most;
        if rank > 0 && (standing != Standing::Full || leans || !fits || !is_whole(row)) {
            continue;
        }
        (total, rank) = (total + words, rank + 1);
        chosen.push(row);
        give(rank, row, score);
    }
}

impl Summarizer {
    /// How a sentence begins whose first word is this.
    fn beginning(&self, text: &str, span: Span, token: &Token) -> Beginning {
        let pronoun = token.enclitics.iter().next().map(|pronoun| &text[pronoun.range()]);
        // لديه, and not لدينا.
        if pronoun.is_some_and(|pronoun| pronoun.starts_with('ه')) {
            return Beginning::Leans;
        }
        let conjunction = token.clitics.iter().next().filter(|first| text[first.range()].starts_with(['و', 'ف']));
        let start = conjunction.filter(|first| first.end() < span.end()).map_or(span.start(), |first| first.end());
        self.keys.beginning(&text[start..span.end()])
    }

    /// Whether a sentence that begins so leans on the one before, its second word being this: وأضاف أن, وتابع: «.
    fn leans(&self, beginning: Beginning, text: &str, span: Span, token: &Token) -> bool {
        match beginning {
            Beginning::Plain => false,
            Beginning::Leans => true,
            // The article is the only clitic that begins with an alef.
            Beginning::LeansAlone => !token.clitics.iter().any(|clitic| text[clitic.range()].starts_with('ا')),
            Beginning::Says if text[..span.start()].trim_end().ends_with(SPEECH) => true,
            Beginning::Says => {
                let end = if token.enclitics.is_empty() { span.end() } else { token.enclitics.start() };
                let start = if token.clitics.is_empty() { span.start() } else { token.clitics.end() };
                start < end && self.keys.begins_clause(&text[start..end])
            }
        }
    }
}

/// Whether a reader would count it as a word.
fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Latin | TokenKind::Tag | TokenKind::Other)
}
