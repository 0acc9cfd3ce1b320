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

#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) class: Class,
    /// Where the word goes on behind و or ف.
    pub(crate) core: usize,
    /// Where it goes on behind these and ب, ل or ك.
    pub(crate) stem: usize,
    /// ب, ل or ك.
    pub(crate) preposition: Option<char>,
    /// The verb of saying that it has the form of, and whether و or ف stands before it.
    pub(crate) verb: Option<(Verb, bool)>,
    /// It has the article.
    definite: bool,
    /// Its key, in bytes of all keys: where it begins and ends.
    key: (u32, u32),
    /// Where the key goes on behind what may be a conjunction.
    bare: u32,
    /// Behind the conjunction and the preposition.
    bare_stem: u32,
    /// And behind the article.
    noun: u32,
    /// The lists that the key stands in from each of the four on.
    lists: [Lists; 4],
}

/// From where on a word is looked at: the places in [`Word::lists`].
const WHOLE: usize = 0;
const BARE: usize = 1;
const STEM: usize = 2;
const NOUN: usize = 3;

impl Word {
    /// What the lexicon says of its key in `keys`.
    fn look_up(&mut self, keys: &str, lexicon: &Lexicon) {
        let letters = &keys[self.key.0 as usize..self.key.1 as usize];
        let behind = |count: usize| letters.char_indices().nth(count).map_or(letters.len(), |(at, _)| at);
        let (whole, own_verb) = lexicon.known(letters);
        self.lists = [whole; 4];
        self.verb = own_verb.map(|verb| (verb, false));
        let conjunction = letters.starts_with([WAW, FEH]);
        if conjunction {
            let (rest, verb) = lexicon.known(&letters[WAW.len_utf8()..]);
            self.verb = self.verb.or(verb.map(|verb| (verb, true)));
            // With two letters or more behind it.
            if letters.chars().nth(2).is_some() && !whole.has(List::Whole) {
                self.bare += WAW.len_utf8() as u32;
                self.lists[BARE] = rest;
            }
        }
        let joined = usize::from(self.core > self.start);
        let clitics = joined + usize::from(self.preposition.is_some());
        let stem = behind(clitics);
        if stem > 0 {
            self.bare_stem += stem as u32;
            self.lists[STEM] =
                if self.bare_stem == self.bare { self.lists[BARE] } else { lexicon.lists(&letters[stem..]) };
        }
        // The article, whose alef falls behind ل.
        let rest = &letters[stem..];
        let article = match self.preposition {
            _ if rest.starts_with(ARTICLE) => ARTICLE.len(),
            Some(LAM) if rest.starts_with(LAM) => LAM.len_utf8(),
            None if rest.starts_with(LAM) && rest[LAM.len_utf8()..].starts_with(LAM) => {
                self.definite = true;
                0
            }
            _ => 0,
        };
        self.definite |= article > 0;
        let noun = &rest[article..];
        let cut = article > 0 && noun.chars().nth(1).is_some();
        self.noun = self.bare_stem + if cut { article as u32 } else { 0 };
        self.lists[NOUN] = if cut { lexicon.lists(noun) } else { self.lists[STEM] };
    }
}

const ARTICLE: &str = "ال";

/// A text cut into words.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: Vec<Word>,
    keys: String,
}

impl<'a> Words<'a> {
    pub(crate) fn new<'t>(
        text: &'a str,
        tokens: impl Iterator<Item = (Span, &'t Token)>,
        lexicon: &'a Lexicon,
    ) -> Self {
        let mut this = Self {
            text,
            lexicon,
            words: Vec::with_capacity(tokens.size_hint().0),
            keys: String::with_capacity(text.len()),
        };
        for (span, token) in tokens {
            let covered = &text[span.range()];
            let from = this.keys.len() as u32;
            let class = match token.kind {
                TokenKind::Word => {
                    STRICT.push(covered, &mut this.keys);
                    Class::Word
                }
                TokenKind::Punctuation | TokenKind::Symbol => covered.chars().next().map_or(Class::Other, Class::Mark),
                TokenKind::Number => Class::Number,
                _ => Class::Other,
            };
            let (mut core, mut stem, mut preposition) = (span.start(), span.start(), None);
            for clitic in token.clitics.iter().filter(|clitic| clitic.end() < span.end()) {
                match text[clitic.range()].chars().next() {
                    Some(WAW | FEH) if stem == span.start() => (core, stem) = (clitic.end(), clitic.end()),
                    Some(letter @ (BEH | LAM | KAF)) if preposition.is_none() => {
                        (stem, preposition) = (clitic.end(), Some(letter));
                    }
                    _ => break,
                }
            }
            let (start, end) = (span.start(), span.end());
            let key = (from, this.keys.len() as u32);
            let mut word = Word {
                start,
                end,
                class,
                core,
                stem,
                preposition,
                verb: None,
                definite: false,
                key,
                bare: from,
                bare_stem: from,
                noun: from,
                lists: [Lists::default(); 4],
            };
            if class == Class::Word {
                word.look_up(&this.keys, lexicon);
            }
            this.words.push(word);
        }
        this
    }

    /// Word `i`, if there is one.
    pub(crate) fn get(&self, i: usize) -> Option<&Word> {
        steps::take(1);
        self.words.get(i)
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The folded letters of word `i`; empty for what is no Arabic word, and behind the last one.
    pub(crate) fn key(&self, i: usize) -> &str {
        self.get(i).map_or("", |word| &self.keys[word.key.0 as usize..word.key.1 as usize])
    }

    /// The same without و or ف at its beginning, whether a conjunction or not.
    pub(crate) fn bare(&self, i: usize) -> &str {
        self.get(i).map_or("", |word| &self.keys[word.bare as usize..word.key.1 as usize])
    }

    fn lists(&self, i: usize, from: usize) -> Lists {
        self.get(i).map_or(Lists::default(), |word| word.lists[from])
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
        self.get(i).map_or("", |word| &self.keys[word.bare_stem as usize..word.key.1 as usize])
    }

    /// The folded letters behind the conjunction, the preposition and the article.
    pub(crate) fn noun(&self, i: usize) -> &str {
        self.get(i).map_or("", |word| &self.keys[word.noun as usize..word.key.1 as usize])
    }

    /// Whether word `i` has the article.
    pub(crate) fn is_definite(&self, i: usize) -> bool {
        self.get(i).is_some_and(|word| word.definite)
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
        self.words[first].start..self.words[end - 1].end
    }
}
