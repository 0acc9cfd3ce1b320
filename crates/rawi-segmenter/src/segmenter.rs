//! The stage `segmenter`: its options and what it gives.

use crate::clitics;
use crate::sentences::{Cutter, Quotations};
use crate::stems::{STEMS, Stem};
use crate::tokens::{Piece, Sink, scan};
use crate::words::{LEXICONS, WordLists};
use rawi_arabic::lexicon::messages;
use rawi_core::layers::{Clitics, Enclitics, SENTENCES, Sentence, TOKENS, Token, TokenKind};
use rawi_core::{Assets, Contract, Doc, LayerBuilder, Output, Span, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// The options of the stage `segmenter`. As it stands it is a stage, too, with the built-in word lists: only what
/// [`build`](StageConfig::build) makes reads the files of `words`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Segmenter {
    /// Words that a dot may follow without closing the sentence, beside single letters and the common titles. Written
    /// without the dot: `["ش", "هاتف"]`.
    pub abbreviations: Vec<String>,
    /// Words that are never cut, for names that begin with their own و ف ب ل ك س or ال: `["بسلاسل"]`.
    pub uncut: Vec<String>,
    /// Files of words that go before the built-in ones (docs/lexicons.md): `["mine.tsv"]`.
    pub words: Vec<String>,
    /// Whether the sentences of one quotation are sentences of their own (`"parted"`) or, with what stands before and behind it, one
    /// (`"whole"`). A quotation that is not closed in its line is no quotation.
    pub quotes: Quotations,
    /// Whether to give the layer `stems`, too: for each word what its inflected forms share, for search.
    pub stems: bool,
}

impl StageConfig for Segmenter {
    const NAME: &'static str = "segmenter";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Cuts the source text into sentences and tokens, and marks the clitics of words.";
    const CASES: &'static str = include_str!("../tests/cases/tokens.md");
    const LEXICONS: &'static [(&'static str, &'static str)] = LEXICONS;
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let texts = self.words.iter().map(|name| assets.read_text(name)).collect::<Result<Vec<_>, _>>()?;
        let mut lists = Cow::Borrowed(WordLists::built_in());
        if !texts.is_empty() {
            let files: Vec<_> = self.words.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
            lists = Cow::Owned(WordLists::read(&files).map_err(|errors| StageError::asset(messages(&errors)))?);
        }
        Ok(Box::new(Built { lists: self.over(lists), uncut: self.uncut, quotes: self.quotes, stems: self.stems }))
    }
}

impl Segmenter {
    /// `lists` with the abbreviations of the options.
    fn over<'a>(&self, lists: Cow<'a, WordLists>) -> Cow<'a, WordLists> {
        if self.abbreviations.is_empty() {
            return lists;
        }
        Cow::Owned(lists.into_owned().with_abbreviations(self.abbreviations.iter().map(String::as_str)))
    }
}

impl Stage for Segmenter {
    fn contract(&self) -> Contract {
        contract(self.stems)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        segment(doc, &self.over(Cow::Borrowed(WordLists::built_in())), &self.uncut, self.quotes, self.stems, out)
    }
}

/// The stage with its word lists.
struct Built {
    lists: Cow<'static, WordLists>,
    uncut: Vec<String>,
    quotes: Quotations,
    stems: bool,
}

impl Stage for Built {
    fn contract(&self) -> Contract {
        contract(self.stems)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        segment(doc, &self.lists, &self.uncut, self.quotes, self.stems, out)
    }
}

fn contract(stems: bool) -> Contract {
    let contract = Contract::new().provides(&SENTENCES).provides(&TOKENS);
    if stems { contract.provides(&STEMS) } else { contract }
}

fn segment(
    doc: Doc<'_>,
    lists: &WordLists,
    uncut: &[String],
    quotes: Quotations,
    stems: bool,
    out: &mut Output,
) -> Result<Verdict, StageError> {
    let text = doc.source();
    let tokens = out.layer(&TOKENS)?;
    tokens.reserve(about_tokens(text.as_bytes()));
    let mut layers =
        Layers { text, lists, uncut, tokens, sentences: Cutter::new(text, lists, quotes), stems: stems.then(Vec::new) };
    scan(text, lists, &mut layers);
    let Layers { sentences, stems, .. } = layers;
    let found = sentences.finish();
    if let Some(stems) = stems {
        let layer = out.layer(&STEMS)?;
        stems.into_iter().for_each(|(span, stem)| layer.push(span, stem));
    }
    let sentences = out.layer(&SENTENCES)?;
    sentences.reserve(found.len());
    for sentence in found {
        sentences.push(Span::new(sentence.start, sentence.end), Sentence { kind: sentence.kind });
    }
    Ok(Verdict::Keep)
}

/// About as many as a text has: spaces, digits and signs of one byte, and some more. Where every byte is a token, a vector that grows by
/// doubling takes more than all else that is held of the text.
fn about_tokens(text: &[u8]) -> usize {
    // By so few that a byte holds their sum, which is what makes it quick.
    let count = |few: &[u8]| few.iter().map(|&byte| u8::from(byte < b'@')).sum::<u8>();
    let signs: usize = text.chunks(255).map(|few| usize::from(count(few))).sum();
    signs + signs / 8 + 8
}

/// Writes tokens as they are found and hands them to the cutter of sentences.
struct Layers<'a> {
    text: &'a str,
    lists: &'a WordLists,
    uncut: &'a [String],
    tokens: &'a mut LayerBuilder<Token>,
    sentences: Cutter<'a>,
    /// Stems of words, if they are asked for.
    stems: Option<Vec<(Span, Stem)>>,
}

impl Layers<'_> {
    /// The clitics of a word that has some: `chain` before it, and a pronoun of so many letters behind it.
    fn clitics(&self, piece: &Piece, chain: clitics::Chain, pronoun: usize) -> (Clitics, Enclitics) {
        let word = || &self.text[piece.start..piece.end];
        if self.uncut.iter().any(|uncut| uncut == word()) {
            return (Clitics::NONE, Enclitics::NONE);
        }
        // More than 255 bytes of marks before or behind a stem: no word of any text.
        if piece.plain {
            let enclitics = [2 * pronoun as u8, 0, 0, 0];
            let clitics = Clitics::from_ends(piece.start, chain.in_plain()).unwrap_or_default();
            (clitics, Enclitics::from_starts(piece.end, enclitics).unwrap_or_default())
        } else {
            let word = word();
            let clitics = Clitics::new(piece.start, chain.in_word(word).ends());
            let begins = clitics::pronoun_in(word, piece.letters, pronoun);
            let enclitics = begins.and_then(|begins| Enclitics::new(piece.end, &[word.len() - begins]));
            (clitics.unwrap_or_default(), enclitics.unwrap_or_default())
        }
    }
}

impl Sink for Layers<'_> {
    #[inline]
    fn token(&mut self, piece: &Piece) {
        let mut token = Token::new(piece.kind);
        if piece.kind == TokenKind::Word && clitics::may_have(piece.letters) {
            let (chain, pronoun) = clitics::both(piece.letters, self.lists);
            if !chain.is_empty() || pronoun != 0 {
                (token.clitics, token.enclitics) = self.clitics(piece, chain, pronoun);
            }
        }
        let span = Span::new(piece.start, piece.end);
        self.tokens.push(span, token);
        if let Some(stems) = &mut self.stems
            && piece.letters.count() > 0
        {
            stems.push((span, Stem::of(&self.text[span.range()], self.lists)));
        }
        self.sentences.token(piece);
    }

    fn line_end(&mut self) {
        self.sentences.line_end();
    }
}
