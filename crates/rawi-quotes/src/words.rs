//! The words of a text as the rules look at them: folded, with their conjunction and preposition told apart.

use crate::lexicon::{Lexicon, List, Lists};
use rawi_arabic::STRICT;
use rawi_arabic::proclitics::cuts;
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
    /// It has the form of a verb of saying.
    pub(crate) verb: bool,
    key: (u32, u32),
    /// Where its key goes on behind what may be a conjunction.
    bare: u32,
    /// The lists that its key stands in, and what is left behind the conjunction.
    lists: (Lists, Lists),
}

/// A text cut into words.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: Vec<Word>,
    keys: String,
    /// How often a rule looked at a word: the law of growth counts it.
    #[cfg(test)]
    pub(crate) looks: std::cell::Cell<usize>,
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
            keys: String::new(),
            #[cfg(test)]
            looks: std::cell::Cell::new(0),
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
                    Some('و' | 'ف') if stem == span.start() => (core, stem) = (clitic.end(), clitic.end()),
                    Some(letter @ ('ب' | 'ل' | 'ك')) if preposition.is_none() => {
                        (stem, preposition) = (clitic.end(), Some(letter));
                    }
                    _ => break,
                }
            }
            let letters = &this.keys[from as usize..];
            let own = lexicon.lists(letters);
            let conjunction = cuts(letters).next().is_some_and(|cut| cut.conjunction.is_some() && cut.letters() == 1);
            let (mut bare, mut lists) = (from, (own, own));
            // و or ف, with two letters or more behind it.
            if conjunction && letters.chars().nth(2).is_some() && !own.has(List::Whole) {
                let behind = letters.chars().next().map_or(0, char::len_utf8);
                bare += behind as u32;
                lists.1 = lexicon.lists(&letters[behind..]);
            }
            let verb = class == Class::Word && lexicon.verb(letters).is_some();
            let key = (from, this.keys.len() as u32);
            let (start, end) = (span.start(), span.end());
            this.words.push(Word { start, end, class, core, stem, preposition, verb, key, bare, lists });
        }
        this
    }

    /// Counts a look at a word, or at a pair of marks.
    pub(crate) fn look(&self) {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
    }

    /// Word `i`, if there is one.
    pub(crate) fn get(&self, i: usize) -> Option<&Word> {
        self.look();
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

    /// Whether word `i` stands in `list`.
    pub(crate) fn is(&self, i: usize, list: List) -> bool {
        self.get(i).is_some_and(|word| word.lists.0.has(list))
    }

    /// The same without و or ف at its beginning, as [`bare`](Self::bare) has it.
    pub(crate) fn bare_is(&self, i: usize, list: List) -> bool {
        self.get(i).is_some_and(|word| word.lists.1.has(list))
    }

    /// The same for what [`noun`](Self::noun) leaves.
    pub(crate) fn noun_is(&self, i: usize, list: List) -> bool {
        self.lexicon.lists(self.noun(i)).has(list)
    }

    /// The same for what [`stem`](Self::stem) leaves.
    pub(crate) fn stem_is(&self, i: usize, list: List) -> bool {
        self.lexicon.lists(self.stem(i)).has(list)
    }

    /// The folded letters behind the conjunction and the preposition.
    pub(crate) fn stem(&self, i: usize) -> &str {
        let Some(word) = self.get(i) else { return "" };
        let clitics = usize::from(word.core > word.start) + usize::from(word.preposition.is_some());
        let key = self.key(i);
        key.char_indices().nth(clitics).map_or("", |(at, _)| &key[at..])
    }

    /// The folded letters behind the conjunction, the preposition and the article.
    pub(crate) fn noun(&self, i: usize) -> &str {
        let Some(word) = self.get(i) else { return "" };
        let key = self.stem(i);
        let article = if word.preposition == Some('ل') && !key.starts_with("ال") { "ل" } else { "ال" };
        key.strip_prefix(article).filter(|rest| self.is_definite(i) && rest.chars().nth(1).is_some()).unwrap_or(key)
    }

    /// Whether word `i` has the article.
    pub(crate) fn is_definite(&self, i: usize) -> bool {
        let Some(word) = self.get(i) else { return false };
        let key = self.key(i);
        let at = usize::from(word.core > word.start);
        let key = key.char_indices().nth(at).map_or("", |(at, _)| &key[at..]);
        key.starts_with("ال")
            || matches!(key.get(..4), Some("لل"))
            || (word.preposition.is_some() && key.get(2..6) == Some("ال"))
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
