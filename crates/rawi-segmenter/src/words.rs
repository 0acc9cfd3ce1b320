//! The word lists of the segmenter: those it carries, and those of the user over them.

use crate::classes::code::{BEH, LAM};
use crate::letters::{LetterSet, Letters};
use crate::lexicon::{Lexicon, Stem};
use rawi_arabic::lexicon::{self, Class, Entry, Feature, LexiconError};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The lists that the crate carries: file name and text.
pub const LEXICONS: &[(&str, &str)] = &[
    ("clitics.tsv", include_str!("../lexicons/clitics.tsv")),
    ("sentences.tsv", include_str!("../lexicons/sentences.tsv")),
    ("stems.tsv", include_str!("../lexicons/stems.tsv")),
];

/// The classes of words that a list may hold.
pub const CLASSES: &[Class] = &[
    Class::new(WHOLE, &[]),
    Class::new(PARTICLE, &[]),
    Class::new(CUT, &[]),
    Class::new(JOINED, &[]),
    Class::new(ENDING, &[]),
    Class::new(ABBREVIATION, &[]),
    Class::new(LETTER, &[]),
    Class::new(OPENING, &[]),
    Class::new(HANGING, &[]),
    Class::new(CONDITION, &[]),
    Class::new(DOMAIN, &[]),
    Class::new(PREFIX, &[]),
    Class::new(SUFFIX, &[]),
    Class::new(
        INFLECTION,
        &[
            Feature::text("whole"),
            Feature::flag("bare"),
            Feature::words("beside"),
            Feature::flag("bound"),
            Feature::flag("long"),
        ],
    ),
    Class::new("byline", &[]),
    Class::new("given-name", &[]),
    Class::new("source", &[]),
    Class::new("tag-line", &[]),
    Class::new("tags", &[]),
    Class::new("title", &[]),
];

const WHOLE: &str = "whole";
const PARTICLE: &str = "particle";
const CUT: &str = "cut";
const JOINED: &str = "joined";
const ENDING: &str = "ending";
const ABBREVIATION: &str = "abbreviation";
const PREFIX: &str = "light-prefix";
const SUFFIX: &str = "light-suffix";
const INFLECTION: &str = "inflection";
const LETTER: &str = "letter";
const OPENING: &str = "opening";
const HANGING: &str = "hanging";
const CONDITION: &str = "condition";
const DOMAIN: &str = "domain";

/// The words that a user's lists may hold: each takes three slots of the table at most, of which 30,000 are free.
const MOST_WORDS: usize = 5000;

/// What compound names begin with, عبدالله.
const SERVANT: &str = "عبدال";

/// Letters alone, folded: أ.ف.ب is افب.
fn folded(word: &str) -> String {
    let mut key = String::new();
    rawi_arabic::fold_into(word, &mut key);
    key.retain(rawi_arabic::is_alphanumeric);
    key
}

/// The conjunctions that a particle takes.
const CONJUNCTIONS: [char; 2] = ['و', 'ف'];

/// An ending that the key of a word loses.
#[derive(Clone, Debug)]
pub(crate) struct Inflection {
    pub(crate) ending: String,
    /// What is put in its place.
    pub(crate) whole: String,
    /// With one of these the word is known, too.
    pub(crate) beside: Vec<String>,
    /// Only before a pronoun.
    pub(crate) bound: bool,
    /// Or four letters or more are left.
    pub(crate) long: bool,
}

impl Inflection {
    /// One for each thing that may be put in its place.
    fn of(entry: &Entry<'_>) -> impl Iterator<Item = Self> {
        let whole = entry.get("whole");
        let bare = (whole.is_none() || entry.has("bare")).then_some("");
        let (ending, bound, long) = (entry.word.to_owned(), entry.has("bound"), entry.has("long"));
        let beside: Vec<String> = entry.words("beside").map(str::to_owned).collect();
        let whole: Vec<String> = whole.into_iter().chain(bare).map(str::to_owned).collect();
        whole.into_iter().map(move |whole| Self { ending: ending.clone(), whole, beside: beside.clone(), bound, long })
    }
}

/// What a word says of the line that it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Furniture {
    /// Who wrote, took or translated it follows.
    Byline,
    /// A given name.
    Person,
    /// Where a report comes from.
    Source,
    /// The line is none of the report.
    TagLine,
    /// So is what follows it at the end: the tags of the report.
    Tags,
    /// A title before the name of a person.
    Title,
}

/// The classes of such words.
const FURNITURE: [(&str, Furniture); 6] = [
    ("byline", Furniture::Byline),
    ("given-name", Furniture::Person),
    ("source", Furniture::Source),
    ("tag-line", Furniture::TagLine),
    ("tags", Furniture::Tags),
    ("title", Furniture::Title),
];

/// Word lists, ready to be looked up.
#[derive(Clone, Debug)]
pub struct WordLists {
    /// Words that stand for themselves.
    pub(crate) lexicon: Lexicon,
    /// A preposition and a pronoun, and nothing else.
    joined: LetterSet,
    /// Words that end as if in a pronoun.
    endings: LetterSet,
    /// Words before a dot that is no full stop, beside single letters.
    abbreviations: HashSet<String>,
    /// Names of letters.
    letters: HashSet<String>,
    /// Words that plainly begin a sentence.
    openings: LetterSet,
    /// Words with which no sentence ends.
    hanging: LetterSet,
    /// Words that open a condition, which ف answers.
    conditions: LetterSet,
    /// What follows the dot of an address in Arabic.
    domains: HashSet<String>,
    /// What light stems lose, in order.
    pub(crate) prefixes: Vec<String>,
    pub(crate) suffixes: Vec<String>,
    /// What keys lose.
    pub(crate) inflections: Vec<Inflection>,
    /// Words of bylines and the like, folded and without spaces.
    furniture: HashMap<String, Furniture>,
}

impl WordLists {
    /// The lists that the crate carries.
    ///
    /// # Panics
    /// Never: a test reads them.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<WordLists> =
            LazyLock::new(|| WordLists::read(&[]).unwrap_or_else(|errors| panic!("{}", lexicon::messages(&errors))));
        &BUILT_IN
    }

    /// The same with `files` over them, each a name and a text in the format of [`rawi_arabic::lexicon`].
    ///
    /// # Errors
    /// Every mistake in them.
    ///
    /// ```
    /// use rawi_segmenter::{tokens::tokenize, words::WordLists};
    /// let lists = WordLists::read(&[("mine.tsv", "abbreviation\tهامش\n")]).unwrap();
    /// let text = "في هامش. 3 نعم";
    /// assert_eq!(tokenize(text, &lists).map(|(range, _)| &text[range]).nth(1), Some("هامش."));
    /// ```
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Vec<LexiconError>> {
        let files: Vec<(&str, &str)> = LEXICONS.iter().chain(files).copied().collect();
        let words = lexicon::Lexicon::read(CLASSES, &files)?;
        let letters = |class| words.of(class).map(|entry| Letters::of(entry.word)).collect();
        let texts = |class| words.of(class).map(|entry| entry.word.to_owned()).collect();
        let mut lists = Self {
            lexicon: Lexicon::counted(),
            joined: letters(JOINED),
            endings: letters(ENDING),
            abbreviations: texts(ABBREVIATION),
            letters: texts(LETTER),
            openings: letters(OPENING),
            hanging: letters(HANGING),
            conditions: letters(CONDITION),
            domains: texts(DOMAIN),
            prefixes: words.of(PREFIX).map(|entry| folded(entry.word)).collect(),
            suffixes: words.of(SUFFIX).map(|entry| folded(entry.word)).collect(),
            inflections: words.of(INFLECTION).flat_map(Inflection::of).collect(),
            furniture: HashMap::new(),
        };
        for (class, is) in FURNITURE {
            lists.furniture.extend(words.of(class).map(|entry| (folded(entry.word), is)));
        }
        // The user's words come behind those that are carried, and have the last word.
        let carried = words.entries().partition_point(|entry| entry.file_index < LEXICONS.len());
        let (carried, own) = words.entries().split_at(carried);
        if let Some(entry) = own.get(MOST_WORDS) {
            let message = format!("more than {MOST_WORDS} words; the table has no room for them");
            return Err(vec![entry.error(message)]);
        }
        for entries in [carried, own] {
            let of = |class| entries.iter().filter(move |entry| entry.class_name() == class);
            let whole: HashSet<&str> = of(WHOLE).map(|entry| entry.word).collect();
            for entry in of(WHOLE) {
                let letters = Letters::of(entry.word);
                if lists.lexicon.stem(letters) == 0 {
                    lists.lexicon.set(letters, Some(Stem::Rare));
                }
            }
            for entry in of(PARTICLE) {
                lists.lexicon.set(Letters::of(entry.word), Some(Stem::Particle));
                for conjunction in CONJUNCTIONS {
                    let behind = format!("{conjunction}{}", entry.word);
                    if !whole.contains(behind.as_str()) {
                        lists.lexicon.set(Letters::of(&behind), None);
                    }
                }
            }
            for entry in of(CUT) {
                lists.lexicon.set(Letters::of(entry.word), None);
            }
        }
        Ok(lists)
    }

    /// The same with further `abbreviations`, without their dots.
    #[must_use]
    pub fn with_abbreviations<'a>(mut self, abbreviations: impl IntoIterator<Item = &'a str>) -> Self {
        self.abbreviations.extend(abbreviations.into_iter().map(str::to_owned));
        self
    }

    /// Whether a word of these letters is a preposition and a pronoun.
    #[inline]
    pub(crate) fn is_joined(&self, letters: Letters) -> bool {
        letters.count() <= 4 && matches!(letters.code(0), LAM | BEH) && self.joined.has(letters)
    }

    /// Whether the letters of a pronoun at the end of this word are its own.
    pub(crate) fn ends_itself(&self, letters: Letters) -> bool {
        self.endings.has(letters)
    }

    /// Whether a dot behind `word` closes no sentence.
    pub(crate) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    /// Whether `word` is the name of a letter.
    pub(crate) fn is_letter_name(&self, word: &str) -> bool {
        self.letters.contains(word)
    }

    /// Whether a word of these letters plainly begins a sentence.
    pub(crate) fn opens(&self, letters: Letters) -> bool {
        self.openings.has(letters)
    }

    /// Whether a sentence cannot end with a word of these letters.
    pub(crate) fn hangs(&self, letters: Letters) -> bool {
        self.hanging.has(letters)
    }

    /// Whether a word of these letters opens a condition.
    pub(crate) fn is_condition(&self, letters: Letters) -> bool {
        self.conditions.has(letters)
    }

    /// Whether a word of these letters is a particle.
    pub(crate) fn is_particle(&self, letters: Letters) -> bool {
        letters.count() > 1 && self.lexicon.stem(letters) == Stem::Particle as u8
    }

    /// What `word`, or several without spaces between, says of its line.
    pub(crate) fn furniture(&self, word: &str) -> Option<Furniture> {
        let word = folded(word);
        let servant = || word.strip_prefix(SERVANT).is_some_and(|name| name.chars().count() >= 3);
        self.furniture.get(&word).copied().or_else(|| servant().then_some(Furniture::Person))
    }

    /// Whether `word` ends an address.
    pub(crate) fn is_domain(&self, word: &str) -> bool {
        self.domains.contains(word)
    }
}
