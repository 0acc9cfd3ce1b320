//! The standard layers: their names and the types of their values.
//!
//! Each value type is declared once, with [`schema!`](crate::schema!): the Rust type, its JSON, its checks and its columns
//! come from there.

mod claims;
mod targets;

pub use claims::{
    Claim, ClaimDate, ClaimName, ClaimSource, ClaimSubject, CountForm, CountModifier, Predicate, SourceKind,
    SubjectClass, VagueCount,
};
pub use targets::{Claims, Dates, Mentions, Quotes, Sentences};

use crate::key::{LayerKey, ViewKey};
use crate::schema;
use crate::schema::{Check, FieldValue, Kind, Ref, Schema, Wrong};
use crate::span::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

mod enclitics;

pub use enclitics::Enclitics;

/// The view that the normalizer gives.
pub static NORMAL: ViewKey = ViewKey::new("normal");
/// Sentences, in text order, not overlapping.
pub static SENTENCES: LayerKey<Sentence> = LayerKey::flat("sentences");
/// Written words, numbers and signs, in text order, not overlapping.
pub static TOKENS: LayerKey<Token> = LayerKey::flat("tokens");
/// Names: flat, not overlapping.
pub static MENTIONS: LayerKey<Mention> = LayerKey::flat("mentions");
/// Names inside names: سوريا in قوات سوريا الديمقراطية.
pub static MENTIONS_NESTED: LayerKey<Mention> = LayerKey::new("mentions.nested");
/// Numbers as values.
pub static NUMBERS: LayerKey<Number> = LayerKey::new("numbers");
/// Dates and times as values.
pub static DATES: LayerKey<Date> = LayerKey::new("dates");
/// Quoted and reported speech with its speaker: what is said, without its quotation marks. Speech within speech stands beside it.
pub static QUOTES: LayerKey<Quote> = LayerKey::new("quotes");
/// Figures with what they say: who did what to how many, where, when, according to whom.
pub static CLAIMS: LayerKey<Claim> = LayerKey::new("claims");
/// Sentences of a summary: rows of `sentences`, ranked.
pub static SUMMARY: LayerKey<Summary> = LayerKey::flat("summary");

pub use crate::schema::SPAN_KEYS;

/// Every standard layer, by name, with what its values hold.
#[must_use]
pub fn standard() -> Vec<(&'static str, Schema)> {
    STANDARD.iter().filter_map(|&name| Some((name, schema_of(name)?))).collect()
}

/// Whether `name` is a standard layer, so that every program knows what it holds.
#[must_use]
pub fn is_standard(name: &str) -> bool {
    STANDARD.contains(&name)
}

/// The standard layers, by name.
pub const STANDARD: [&str; 9] =
    ["claims", "dates", "mentions", "mentions.nested", "numbers", "quotes", "sentences", "summary", "tokens"];

/// What the values of the standard layer `name` hold; `None` if there is no such layer.
#[must_use]
pub fn schema_of(name: &str) -> Option<Schema> {
    match name {
        "claims" => CLAIMS.schema(),
        "dates" => DATES.schema(),
        "mentions" => MENTIONS.schema(),
        "mentions.nested" => MENTIONS_NESTED.schema(),
        "numbers" => NUMBERS.schema(),
        "quotes" => QUOTES.schema(),
        "sentences" => SENTENCES.schema(),
        "summary" => SUMMARY.schema(),
        "tokens" => TOKENS.schema(),
        _ => None,
    }
}

schema! {
    /// A value of [`SENTENCES`].
    #[derive(Copy, PartialEq, Eq)]
    pub struct Sentence {
        /// What the sentence is in the layout of the report.
        pub kind: SentenceKind,
    }
}

schema! {
    /// What a sentence is in the layout of a report.
    #[non_exhaustive]
    pub enum SentenceKind {
        /// The title of the report.
        Headline = "headline",
        /// The line under the headline that sums the report up.
        Deck = "deck",
        /// A heading between paragraphs.
        Crosshead = "crosshead",
        /// Running text.
        Body = "body",
        /// Who wrote, took or translated it.
        Byline = "byline",
        /// Where a report comes from: a place, an agency.
        Dateline = "dateline",
        /// A line that is no part of the report: an agency's mark, a time, keywords, a link.
        TagLine = "tag-line",
    }
}

schema! {
    /// A value of [`TOKENS`].
    #[derive(Copy, PartialEq, Eq)]
    pub struct Token {
        /// What kind of sign it is.
        pub kind: TokenKind,
        /// The proclitics at its beginning: و ف ب ل ك س ال.
        #[serde(default, skip_serializing_if = "Clitics::is_empty")]
        pub clitics: Clitics,
        /// The pronouns at its end: ه ها هم هما هن نا كم ك ني. With the proclitics they may be all of it: له is ل and ه.
        #[serde(default, skip_serializing_if = "Enclitics::is_empty")]
        pub enclitics: Enclitics,
    }
}

impl Token {
    /// A token of this kind, without clitics.
    #[must_use]
    pub const fn new(kind: TokenKind) -> Self {
        Self { kind, clitics: Clitics::NONE, enclitics: Enclitics::NONE }
    }
}

schema! {
    /// What a token is made of.
    #[derive(Hash)]
    #[non_exhaustive]
    pub enum TokenKind {
        /// A word in Arabic script.
        Word = "word",
        /// Digits, with their separators.
        Number = "number",
        /// A punctuation mark, or a run of the same.
        Punctuation = "punctuation",
        /// A word in Latin script.
        Latin = "latin",
        /// An address: URL, e-mail.
        Url = "url",
        /// `#tag` or `@name`.
        Tag = "tag",
        /// Emoji.
        Emoji = "emoji",
        /// A word in another script.
        Other = "other",
        /// Any other sign: %, $, ﷺ.
        Symbol = "symbol",
    }
}

/// Up to four proclitics at the beginning of a token, one after the other. Stored inline: a token costs no heap.
///
/// ```
/// use rawi_core::{layers::Clitics, Span};
/// // وبالبيت at byte 10: و, ب, ال, each letter two bytes.
/// let clitics = Clitics::new(10, &[2, 4, 8]).unwrap();
/// assert_eq!(clitics.iter().collect::<Vec<_>>(), [Span::new(10, 12), Span::new(12, 14), Span::new(14, 18)]);
/// assert_eq!(clitics.end(), 18);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Clitics {
    start: u32,
    // Ends from the token's start, ascending; 0 where there is none. A proclitic stands in a token's first 255 bytes.
    ends: [u8; 4],
}

impl Clitics {
    /// No clitic.
    pub const NONE: Self = Self { start: 0, ends: [0; 4] };

    /// The clitics of a token that starts at byte `token_start` of the source, by their ends in bytes from there.
    /// `None` if there are more than four, or the ends do not ascend or exceed 255.
    #[must_use]
    pub fn new(token_start: usize, ends: &[usize]) -> Option<Self> {
        let mut found = [0; 4];
        for (i, &end) in ends.iter().enumerate() {
            *found.get_mut(i)? = u8::try_from(end).ok().filter(|&end| end != 0)?;
        }
        Self::from_ends(token_start, found)
    }

    /// The same from four ends, 0 behind the last.
    #[inline]
    #[must_use]
    pub fn from_ends(token_start: usize, ends: [u8; 4]) -> Option<Self> {
        let ascend = ends.windows(2).all(|pair| pair[1] == 0 || (pair[0] != 0 && pair[0] < pair[1]));
        let start = if ends[0] == 0 { 0 } else { u32::try_from(token_start).ok()? }; // all tokens without compare equal
        ascend.then_some(Self { start, ends })
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends[0] == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.iter().take_while(|&&end| end != 0).count()
    }

    /// Their ends in bytes from the start of their token, 0 behind the last; `None` if they do not stand at the beginning
    /// of `token`.
    ///
    /// ```
    /// use rawi_core::{layers::Clitics, Span};
    /// let clitics = Clitics::new(10, &[2, 4]).unwrap();
    /// assert_eq!(clitics.ends_in(Span::new(10, 20)), Some([2, 4, 0, 0]));
    /// assert_eq!(clitics.ends_in(Span::new(12, 20)), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn ends_in(&self, token: Span) -> Option<[u8; 4]> {
        let inside = self.is_empty() || (self.start as usize == token.start() && self.end() <= token.end());
        inside.then_some(self.ends)
    }

    /// Their spans in the source.
    pub fn iter(&self) -> impl Iterator<Item = Span> {
        let Self { start, ends } = *self;
        let mut from = start as usize;
        ends.into_iter().take_while(|&end| end != 0).map(move |end| {
            let span = Span::new(from, start as usize + end as usize);
            from = span.end();
            span
        })
    }

    /// Where the last one ends, in bytes of the source; meaningless if there is none.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start as usize + self.ends.iter().copied().max().unwrap_or(0) as usize
    }
}

impl fmt::Debug for Clitics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// As a list of spans.
impl Serialize for Clitics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Clitics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spans = Vec::<Span>::deserialize(deserializer)?;
        let Some(first) = spans.first() else { return Ok(Self::NONE) };
        let contiguous = spans.windows(2).all(|pair| pair[0].end() == pair[1].start());
        let ends: Vec<usize> = spans.iter().map(|span| span.end() - first.start()).collect();
        Self::new(first.start(), &ends).filter(|_| contiguous).ok_or_else(|| {
            serde::de::Error::custom(
                "clitics are at most four spans, one after the other, in the first 255 bytes of a token",
            )
        })
    }
}

impl FieldValue for Clitics {
    fn kind() -> Kind {
        Kind::spans()
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        if self.is_empty() { Ok(()) } else { self.check_in(check) }
    }
}

impl Clitics {
    fn check_in(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        if self.ends_in(check.row()).is_none() {
            return Err(Wrong::new(format!("clitics {self:?} do not stand at the beginning of their token")));
        }
        self.iter().enumerate().try_for_each(|(i, span)| check.span(span).map_err(|wrong| wrong.within(&i.to_string())))
    }
}

/// A label, by the names of Wojood (Jarrar et al. 2022). A custom stage may use others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(Cow<'static, str>);

#[allow(missing_docs)] // Wojood's names, each said in a line in docs/record.md
impl Label {
    pub const PERS: Self = Self::new("PERS");
    pub const ORG: Self = Self::new("ORG");
    pub const GPE: Self = Self::new("GPE");
    pub const LOC: Self = Self::new("LOC");
    pub const FAC: Self = Self::new("FAC");
    pub const NORP: Self = Self::new("NORP");
    pub const OCC: Self = Self::new("OCC");
    pub const EVENT: Self = Self::new("EVENT");
    pub const PRODUCT: Self = Self::new("PRODUCT");
    pub const MISC: Self = Self::new("MISC");
    pub const DATE: Self = Self::new("DATE");
    pub const TIME: Self = Self::new("TIME");
    pub const CARDINAL: Self = Self::new("CARDINAL");
    pub const ORDINAL: Self = Self::new("ORDINAL");
    pub const PERCENT: Self = Self::new("PERCENT");
    pub const MONEY: Self = Self::new("MONEY");
    pub const QUANTITY: Self = Self::new("QUANTITY");
    pub const DURATION: Self = Self::new("DURATION");
}

impl Label {
    /// A label with a fixed name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The label of this name; one of Wojood's costs no memory.
    ///
    /// ```
    /// use rawi_core::layers::Label;
    /// assert_eq!(Label::named("GPE"), Label::GPE);
    /// assert_eq!(Label::named("WEAPON").as_str(), "WEAPON");
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Self {
        match WOJOOD.iter().find(|known| known.0 == name) {
            Some(known) => known.clone(),
            None => Self(Cow::Owned(name.to_owned())),
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

static WOJOOD: [Label; 18] = [
    Label::PERS,
    Label::ORG,
    Label::GPE,
    Label::LOC,
    Label::FAC,
    Label::NORP,
    Label::OCC,
    Label::EVENT,
    Label::PRODUCT,
    Label::MISC,
    Label::DATE,
    Label::TIME,
    Label::CARDINAL,
    Label::ORDINAL,
    Label::PERCENT,
    Label::MONEY,
    Label::QUANTITY,
    Label::DURATION,
];

impl FieldValue for Label {
    fn kind() -> Kind {
        let names = WOJOOD.iter().map(|label| label.0.clone()).collect();
        Kind::Enum { names, open: true }
    }
}

impl From<String> for Label {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

schema! {
    /// A value of [`MENTIONS`] and [`MENTIONS_NESTED`]: words in the text that name something.
    #[derive(PartialEq)]
    pub struct Mention {
        /// PERS ORG GPE LOC FAC NORP OCC EVENT PRODUCT, or a custom stage's own.
        pub label: Label,
        /// What they name, where it is known: an id that is the same in every document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub entity: Option<String>,
        /// The entity's usual name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// How sure the stage is, 0 to 1.
        #[serde(default = "certain")]
        pub confidence: f32,
        /// What produced it: `gazetteer:cldr`, `pattern:title-name`.
        #[serde(default)]
        pub by: String,
    }
}

fn certain() -> f32 {
    1.0
}

schema! {
    /// A value of [`NUMBERS`].
    #[derive(PartialEq)]
    pub struct Number {
        /// CARDINAL ORDINAL PERCENT MONEY QUANTITY DURATION.
        pub label: Label,
        /// The number (`نحو 300` is 300); none for a range or a vague one (`آلاف`), which have `min` and `max`.
        #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "whole")]
        pub value: Option<f64>,
        /// The least it can be, where the words give a range.
        #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "whole")]
        pub min: Option<f64>,
        /// The most it can be, where the words give a range.
        #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "whole")]
        pub max: Option<f64>,
        /// What is counted or measured, where the words say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<Unit>,
        /// How it is written.
        pub form: NumberForm,
        /// A duration as ISO 8601: `P10D`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub iso: Option<String>,
    }
}

schema! {
    /// The unit of a number.
    #[derive(PartialEq, Eq)]
    pub struct Unit {
        /// Its name: `km`, `USD`, `percent`, `day`.
        pub name: String,
        /// Where it is written.
        pub span: Span,
    }
}

schema! {
    /// How a number is written.
    #[non_exhaustive]
    pub enum NumberForm {
        /// In digits.
        Digits = "digits",
        /// In words.
        Words = "words",
        /// In digits and words: 3 آلاف.
        Mixed = "mixed",
        /// By a noun in the dual: جنديين.
        Dual = "dual",
    }
}

/// Whole numbers are written without a fraction: 2000, not 2000.0.
#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // serde's signature
fn whole<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match *value {
        Some(v) if v.fract() == 0.0 && v.abs() < 9e15 => serializer.serialize_i64(v as i64),
        Some(v) => serializer.serialize_f64(v),
        None => serializer.serialize_none(),
    }
}

schema! {
    /// A value of [`DATES`].
    #[derive(PartialEq, Eq)]
    pub struct Date {
        /// DATE or TIME.
        pub label: Label,
        /// ISO 8601: `2025-11-27`, `2025-11`, `2014/2019`; none where the words cannot be resolved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
        /// How fine it is: `day`, `week`, `month`, `season`, `quarter`, `half`, `year`, `decade`, `century`, `minute` ...
        pub granularity: String,
        /// `gregorian` or `hijri`.
        pub calendar: String,
        /// The date that a relative expression was resolved against.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub anchor: Option<String>,
        /// What a reader should know: why there is no value, or what it stands on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
    }
}

schema! {
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

schema! {
    /// How something is said.
    #[non_exhaustive]
    pub enum QuoteKind {
        /// In the speaker's own words: in quotation marks, or behind a colon.
        Direct = "direct",
        /// Reported: a clause with أن or إن, a verbal noun (أكد سقوط قتلى), or what بحسب attributes.
        Indirect = "indirect",
    }
}

schema! {
    /// Who says it.
    #[derive(Copy, PartialEq, Eq)]
    pub struct Speaker {
        /// The words that say who.
        pub span: Span,
        /// The name among them; none where no name stands there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mention: Option<Ref<Mentions>>,
        /// They stand with an earlier verb; this one has no subject of its own (وأضاف).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub carried: bool,
    }
}

schema! {
    /// The word that makes it speech.
    #[derive(PartialEq, Eq)]
    pub struct Cue {
        /// Its place, without و or ف.
        pub span: Span,
        /// The verb as dictionaries have it, or بحسب and the like.
        pub lemma: String,
    }
}

schema! {
    /// A value of [`SUMMARY`].
    #[derive(Copy, PartialEq)]
    pub struct Summary {
        /// 1 is the best.
        pub rank: u32,
        /// The higher the better; comparable within one document only.
        pub score: f32,
    }
}
