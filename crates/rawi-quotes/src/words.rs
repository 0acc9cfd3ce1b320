//! The words of a text as the rules look at them: folded, with their conjunction and preposition told apart.

use crate::lexicon::{BEH, FEH, KAF, LAM, Lexicon, WAW};
use crate::lists::{List, Lists};
use crate::steps;
use crate::verbs::Verb;
use rawi_arabic::STRICT;
use rawi_core::Span;
use rawi_core::layers::{Token, TokenKind};
use std::ops::Range;

/// What a token is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A word in Arabic script.
    Word,
    /// A punctuation mark.
    Mark(char),
    /// A number.
    Number,
    /// A Latin word, an address.
    Other,
}

/// A token; what its letters tell of it is kept with them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    start: u32,
    end: u32,
    pub(crate) class: Class,
    /// Bytes of its conjunction, and of that and its preposition.
    core: u8,
    stem: u8,
    /// ب, ل or ك.
    pub(crate) preposition: Option<char>,
    /// The number of what is known of it; of a word only.
    known: u32,
}

impl Word {
    pub(crate) fn start(&self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Where the word goes on behind و or ف.
    pub(crate) fn core(&self) -> usize {
        self.start() + usize::from(self.core)
    }

    /// Where it goes on behind these and ب, ل or ك.
    pub(crate) fn stem(&self) -> usize {
        self.start() + usize::from(self.stem)
    }

    /// Notes which of its proclitics, that end there in `covered`, are a conjunction and a preposition.
    fn cut(&mut self, covered: &str, ends: [u8; 4]) {
        for end in ends.into_iter().take_while(|&end| end != 0 && usize::from(end) < covered.len()) {
            match covered[usize::from(self.stem)..].chars().next() {
                Some(WAW | FEH) if self.stem == 0 => (self.core, self.stem) = (end, end),
                Some(letter @ (BEH | LAM | KAF)) if self.preposition.is_none() => {
                    (self.stem, self.preposition) = (end, Some(letter));
                }
                _ => break,
            }
        }
    }
}

/// What is known of a word with its proclitics.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its folded letters, in bytes of all keys: where they begin and end.
    key: (u32, u32),
    /// How many bytes of them may be a conjunction.
    bare: u8,
    /// And how many the conjunction and the preposition are.
    stem: u8,
    /// And these with the article.
    noun: u8,
    /// It has the article.
    definite: bool,
    /// The verb of saying that it has the form of, and whether و or ف stands before it.
    verb: Option<(Verb, bool)>,
    /// The lists that the key stands in from each of the four on.
    lists: [Lists; 4],
}

/// From where on a word is looked at: the places in [`Known::lists`].
const WHOLE: usize = 0;
const BARE: usize = 1;
const STEM: usize = 2;
const NOUN: usize = 3;

impl Known {
    /// What the lexicon says of `word`, whose key stands in `keys` from `from` on.
    fn of(word: &Word, keys: &str, from: usize, lexicon: &Lexicon) -> Self {
        let letters = &keys[from..];
        let (whole, own_verb) = lexicon.known(letters);
        let mut known = Self { key: (from as u32, keys.len() as u32), lists: [whole; 4], ..NOTHING };
        known.verb = own_verb.map(|verb| (verb, false));
        if letters.starts_with([WAW, FEH]) {
            let (rest, verb) = lexicon.known(&letters[WAW.len_utf8()..]);
            known.verb = known.verb.or(verb.map(|verb| (verb, true)));
            // With two letters or more behind it.
            if letters.chars().nth(2).is_some() && !whole.has(List::Whole) {
                known.bare = WAW.len_utf8() as u8;
                known.lists[BARE] = rest;
            }
        }
        let clitics = usize::from(word.core > 0) + usize::from(word.preposition.is_some());
        let mut stem = 0;
        if clitics > 0 {
            stem = letters.char_indices().nth(clitics).map_or(letters.len(), |(at, _)| at);
            known.stem = stem as u8;
            known.lists[STEM] =
                if known.stem == known.bare { known.lists[BARE] } else { lexicon.lists(&letters[stem..]) };
        }
        // The article, whose alef falls behind ل.
        let rest = &letters[stem..];
        let article = match word.preposition {
            _ if rest.starts_with(ARTICLE) => ARTICLE.len(),
            Some(LAM) if rest.starts_with(LAM) => LAM.len_utf8(),
            None if rest.starts_with(LAM) && rest[LAM.len_utf8()..].starts_with(LAM) => {
                known.definite = true;
                0
            }
            _ => 0,
        };
        known.definite |= article > 0;
        let noun = &rest[article..];
        let cut = article > 0 && noun.chars().nth(1).is_some();
        known.noun = known.stem + if cut { article as u8 } else { 0 };
        known.lists[NOUN] = if cut { lexicon.lists(noun) } else { known.lists[STEM] };
        known
    }
}

/// What is known of other tokens.
const NOTHING: Known =
    Known { key: (0, 0), bare: 0, stem: 0, noun: 0, definite: false, verb: None, lists: [Lists::of(&[]); 4] };

/// Room to make for words.
const BYTES_A_WORD: usize = 9;

const ARTICLE: &str = "ال";

/// A text cut into words.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: Vec<Word>,
    known: Vec<Known>,
    keys: String,
}

impl<'a> Words<'a> {
    pub(crate) fn new<'t>(
        text: &'a str,
        tokens: impl Iterator<Item = (Span, &'t Token)>,
        lexicon: &'a Lexicon,
    ) -> Self {
        let mut words = Vec::with_capacity(tokens.size_hint().0);
        let mut known: Vec<Known> = Vec::with_capacity(words.capacity().min(text.len() / BYTES_A_WORD));
        let mut keys = String::with_capacity(text.len());
        for (span, token) in tokens {
            let (start, end, covered) = (span.start() as u32, span.end() as u32, &text[span.range()]);
            let class = match token.kind {
                TokenKind::Word => Class::Word,
                TokenKind::Punctuation | TokenKind::Symbol => covered.chars().next().map_or(Class::Other, Class::Mark),
                TokenKind::Number => Class::Number,
                _ => Class::Other,
            };
            let mut word = Word { start, end, class, core: 0, stem: 0, preposition: None, known: 0 };
            if class == Class::Word {
                let clitics = token.clitics.ends_in(span).unwrap_or_default();
                word.cut(covered, clitics);
                word.known = known.len() as u32;
                let from = keys.len();
                STRICT.push(covered, &mut keys);
                known.push(Known::of(&word, &keys, from, lexicon));
            }
            words.push(word);
        }
        Self { text, lexicon, words, known, keys }
    }

    /// Word `i`, if there is one.
    pub(crate) fn get(&self, i: usize) -> Option<&Word> {
        steps::take(1);
        self.words.get(i)
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// What is known of word `i`.
    fn known(&self, i: usize) -> &Known {
        match self.get(i) {
            Some(Word { class: Class::Word, known, .. }) => &self.known[*known as usize],
            _ => &NOTHING,
        }
    }

    /// The folded letters of a word without the first `bytes`.
    fn key_from(&self, known: &Known, bytes: u8) -> &str {
        let (from, to) = known.key;
        &self.keys[from as usize + usize::from(bytes)..to as usize]
    }

    /// The verb of saying that word `i` has the form of, and whether و or ف stands before it.
    pub(crate) fn verb(&self, i: usize) -> Option<(Verb, bool)> {
        self.known(i).verb
    }

    /// The folded letters of word `i`; empty for what is no Arabic word, and behind the last one.
    pub(crate) fn key(&self, i: usize) -> &str {
        self.key_from(self.known(i), 0)
    }

    /// The same without و or ف at its beginning, whether a conjunction or not.
    pub(crate) fn bare(&self, i: usize) -> &str {
        let known = self.known(i);
        self.key_from(known, known.bare)
    }

    fn lists(&self, i: usize, from: usize) -> Lists {
        self.known(i).lists[from]
    }

    /// Whether word `i` stands in `list`.
    pub(crate) fn is(&self, i: usize, list: List) -> bool {
        self.lists(i, WHOLE).has(list)
    }

    /// Whether it stands in one of `lists`.
    pub(crate) fn is_any(&self, i: usize, lists: Lists) -> bool {
        self.lists(i, WHOLE).any(lists)
    }

    /// The same without و or ف at its beginning, as [`bare`](Self::bare) has it.
    pub(crate) fn bare_is(&self, i: usize, list: List) -> bool {
        self.lists(i, BARE).has(list)
    }

    /// The same for what [`noun`](Self::noun) leaves.
    pub(crate) fn noun_is(&self, i: usize, list: List) -> bool {
        self.lists(i, NOUN).has(list)
    }

    /// The same for what [`stem`](Self::stem) leaves.
    pub(crate) fn stem_is(&self, i: usize, list: List) -> bool {
        self.lists(i, STEM).has(list)
    }

    /// Whether word `i` is `letter` and nothing else: ل before a quotation mark.
    pub(crate) fn is_letter(&self, i: usize, letter: char) -> bool {
        let mut letters = self.key(i).chars();
        letters.next() == Some(letter) && letters.next().is_none()
    }

    /// The folded letters behind the conjunction and the preposition.
    pub(crate) fn stem(&self, i: usize) -> &str {
        let known = self.known(i);
        self.key_from(known, known.stem)
    }

    /// The folded letters behind the conjunction, the preposition and the article.
    pub(crate) fn noun(&self, i: usize) -> &str {
        let known = self.known(i);
        self.key_from(known, known.noun)
    }

    /// Whether word `i` has the article.
    pub(crate) fn is_definite(&self, i: usize) -> bool {
        self.known(i).definite
    }

    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        match self.get(i)?.class {
            Class::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(crate) fn is_comma(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('،' | ',' | '-' | '–' | '—'))
    }

    /// The bytes from word `first` up to, not including, word `end`.
    pub(crate) fn range(&self, first: usize, end: usize) -> Range<usize> {
        self.words[first].start()..self.words[end - 1].end()
    }
}
