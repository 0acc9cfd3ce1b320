//! The words of a text as the rules look at them: what the lexicons know of each, with its proclitics told apart.

use crate::forms::{is_present, of_him};
use crate::lexicon::{Facts, Key, Lexicon, List, Lists, Trigger, key};
use rawi_arabic::offset_of_letter;
use rawi_core::Span;
use rawi_core::layers::{Token, TokenKind, VagueCount};
use std::ops::Range;

/// What a token is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A word in Arabic script.
    Word,
    /// A punctuation mark.
    Mark(char),
    /// A number in digits.
    Number,
    /// A Latin word, an address.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Where it goes on behind و or ف.
    pub(crate) core: u32,
    pub(crate) class: Class,
    /// و or ف stands before it.
    pub(crate) joined: bool,
    /// ب, ل or ك stands before it.
    pub(crate) preposition: Option<char>,
    pub(crate) article: bool,
    /// A pronoun stands behind it.
    pub(crate) pronoun: bool,
    /// It can make a claim.
    pub(crate) speaks: bool,
    /// The number of its facts, 0 if nothing is known of it.
    facts: u32,
    /// The number of its letters; of a word only.
    letters: u32,
}

/// The letters of a word, and those behind و or ف; 0 where they are too many.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    full: u64,
    bare: u64,
}

/// A text cut into words.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: Vec<Word>,
    letters: Vec<Letters>,
}

/// Room to make for words.
const BYTES_A_WORD: usize = 9;

/// The prepositions that are written with the word behind them.
pub(crate) const BI: char = 'ب';
pub(crate) const LI: char = 'ل';
pub(crate) const KI: char = 'ك';

/// Letters that a word can begin with, and endings.
mod letters {
    use super::Key;
    pub(super) const WAW: u8 = Key::code('و');
    pub(super) const FEH: u8 = Key::code('ف');
    pub(super) const BEH: u8 = Key::code(super::BI);
    pub(super) const LAM: u8 = Key::code(super::LI);
    pub(super) const KAF: u8 = Key::code(super::KI);
    pub(super) const ALEF: u8 = Key::code('ا');
    pub(super) const HEH: u8 = Key::code('ه');
    pub(super) const MEEM: u8 = Key::code('م');
    pub(super) const YEH: u8 = Key::code('ي');
    pub(super) const TEH: u8 = Key::code('ت');
    pub(super) const TEH_MARBUTA: u8 = Key::code('ة');
}

/// How a word is cut where it is known.
#[derive(Clone, Copy, Default)]
struct Found {
    facts: u32,
    joined: bool,
    preposition: Option<char>,
    article: bool,
    pronoun: bool,
}

/// The letters of the pronoun that a word may end in: ه, ها, هم.
fn pronoun(word: Key) -> Option<usize> {
    let two = word.last_two();
    match (two as u8 & 31, (two >> 5) as u8) {
        (letters::HEH, letters::ALEF | letters::MEEM) => Some(2),
        (_, letters::HEH) => Some(1),
        _ => None,
    }
}

/// What the lexicon knows of `word`, without the article and the pronouns too.
fn find(word: Key, lexicon: &Lexicon) -> Option<Found> {
    let direct = lexicon.find(word.key());
    if direct != 0 {
        return Some(Found { facts: direct, ..Found::default() });
    }
    let article = word.letter(0) == letters::ALEF && word.letter(1) == letters::LAM && word.len() > 3;
    if article {
        let facts = lexicon.find(word.without_first(2).key());
        return (facts != 0).then_some(Found { facts, article: true, ..Found::default() });
    }
    let ending = pronoun(word).filter(|ending| word.len() >= ending + 3)?;
    let stem = word.without_last(ending);
    let mut facts = lexicon.find(stem.key());
    if facts == 0 && stem.nth_last(0) == letters::TEH {
        let mut feminine = stem.without_last(1);
        feminine.push(letters::TEH_MARBUTA);
        facts = lexicon.find(feminine.key());
    }
    (facts != 0).then_some(Found { facts, pronoun: true, ..Found::default() })
}

/// The noun of a dual before a pronoun: طفل of طفليه, شقيقيها.
fn find_dual(word: Key, lexicon: &Lexicon) -> Option<Found> {
    let ending = pronoun(word).filter(|ending| word.len() >= ending + 4)?;
    let stem = word.without_last(ending);
    let noun = (stem.nth_last(0) == letters::YEH).then(|| lexicon.find(stem.without_last(1).key()))?;
    let person =
        lexicon.get(noun).counted.is_some_and(|(counted, many)| counted.is_person() && many == crate::forms::Many::One);
    person.then_some(Found { facts: noun, pronoun: true, ..Found::default() })
}

fn cut(word: Key, lexicon: &Lexicon) -> Found {
    if let Some(found) = find(word, lexicon) {
        return found;
    }
    let joined = matches!(word.letter(0), letters::WAW | letters::FEH) && word.len() > 2;
    let word = if joined { word.without_first(1) } else { word };
    if joined && let Some(found) = find(word, lexicon) {
        return Found { joined, ..found };
    }
    if let Some(found) = find_dual(word, lexicon) {
        return Found { joined, ..found };
    }
    let preposition = match word.letter(0) {
        letters::BEH => BI,
        letters::LAM => LI,
        letters::KAF => KI,
        _ => return Found { joined, ..Found::default() },
    };
    if word.len() < 4 {
        return Found { joined, ..Found::default() };
    }
    let rest = word.without_first(1);
    if let Some(found) = find(rest, lexicon) {
        return Found { joined, preposition: Some(preposition), ..found };
    }
    // لل
    if preposition == LI && rest.letter(0) == letters::LAM {
        let facts = lexicon.find(rest.without_first(1).key());
        if facts != 0 {
            return Found { facts, joined, preposition: Some(LI), article: true, pronoun: false };
        }
    }
    Found { joined, ..Found::default() }
}

impl<'a> Words<'a> {
    pub(crate) fn new<'t>(
        text: &'a str,
        tokens: impl Iterator<Item = (Span, &'t Token)>,
        lexicon: &'a Lexicon,
    ) -> Self {
        let mut words = Vec::with_capacity(tokens.size_hint().0);
        let mut letters: Vec<Letters> = Vec::with_capacity(words.capacity().min(text.len() / BYTES_A_WORD));
        for (span, token) in tokens {
            let (start, end) = (span.start() as u32, span.end() as u32);
            let mut word = Word {
                start,
                end,
                core: start,
                class: Class::Other,
                joined: false,
                preposition: None,
                article: false,
                pronoun: false,
                speaks: false,
                facts: 0,
                letters: letters.len() as u32,
            };
            match token.kind {
                TokenKind::Word => {
                    word.class = Class::Word;
                    letters.push(word.read(text, token, lexicon));
                }
                TokenKind::Punctuation | TokenKind::Symbol => {
                    word.class = text[span.range()].chars().next().map_or(Class::Other, Class::Mark);
                }
                TokenKind::Number => word.class = Class::Number,
                _ => {}
            }
            words.push(word);
        }
        Self { text, lexicon, words, letters }
    }

    /// Word `i`, if there is one.
    pub(crate) fn get(&self, i: usize) -> Option<&Word> {
        crate::steps::take(1);
        self.words.get(i)
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The letters of word `i`; none of what is no word.
    fn letters(&self, i: usize) -> Letters {
        match self.get(i) {
            Some(Word { class: Class::Word, letters, .. }) => self.letters[*letters as usize],
            _ => Letters::default(),
        }
    }

    /// What is known of word `i`.
    pub(crate) fn facts(&self, i: usize) -> &Facts {
        self.lexicon.get(self.get(i).map_or(0, |word| word.facts))
    }

    /// What is known of word `i` without its last letter: حي of حيي.
    pub(crate) fn facts_of_stem(&self, i: usize) -> &Facts {
        let stem = Key::of_key(self.letters(i).bare).without_last(1).key();
        self.lexicon.get(self.lexicon.find(stem))
    }

    /// Whether word `i` is a dual before a pronoun, which has lost its ن: والداه, طفليها.
    pub(crate) fn is_dual_of_someone(&self, i: usize) -> bool {
        let word = Key::of_key(self.letters(i).bare);
        // أخاه and أباه are one.
        let noun = pronoun(word).map(|ending| word.without_last(ending)).filter(|noun| noun.len() > 3);
        let vowel = noun.map(|noun| noun.nth_last(0));
        self.words[i].pronoun && matches!(vowel, Some(letters::ALEF | letters::YEH))
    }

    /// Whether word `i` is the one with this key, be it behind و or ف.
    pub(crate) fn is_word_of(&self, i: usize, key: u64) -> bool {
        let Letters { full, bare } = self.letters(i);
        full == key || bare == key
    }

    /// Whether word `i` is the preposition that a word of what is done asks for: عثر [على].
    pub(crate) fn is_asked(&self, i: usize, trigger: &Trigger) -> bool {
        trigger.particles.iter().any(|&particle| self.is_word_of(i, particle))
    }

    /// Whether it begins with و or ف, whether a conjunction or not.
    pub(crate) fn may_be_joined(&self, i: usize) -> bool {
        let Letters { full, bare } = self.letters(i);
        full != bare
    }

    /// Whether word `i`, which is a word of a part, is من with a pronoun and not بين: منهم, منها.
    pub(crate) fn is_of_them(&self, i: usize) -> bool {
        Key::of_key(self.letters(i).bare).letter(0) == letters::MEEM
    }

    /// Whether anything is known of it.
    pub(crate) fn is_known(&self, i: usize) -> bool {
        self.words[i].facts != 0
    }

    pub(crate) fn is(&self, i: usize, list: List) -> bool {
        self.facts(i).lists.has(list)
    }

    /// Whether word `i` is a noun of a person, or of one who may attack.
    pub(crate) fn is_person(&self, i: usize) -> bool {
        self.is(i, List::Attacker) || self.facts(i).counted.is_some_and(|(counted, _)| counted.is_person())
    }

    /// Whether word `i` is a verb of the present, of him or her: يموت, تموت, but not توفي.
    pub(crate) fn is_present(&self, i: usize) -> bool {
        let word = self.slice(i);
        is_present(word) && of_him(word).is_none_or(|of_him| self.lexicon.find(key(&of_him)) != 0)
    }

    /// The words that `span` covers, or parts of.
    pub(crate) fn within(&self, span: Span) -> Range<usize> {
        let first = self.words.partition_point(|word| word.end as usize <= span.start());
        let end = self.words.partition_point(|word| (word.start as usize) < span.end());
        first..end
    }

    /// The letters of word `i` without و or ف and the article; 0 for one that is too long or no word.
    pub(crate) fn noun(&self, i: usize) -> u64 {
        let Some(word) = self.get(i) else { return 0 };
        let Letters { full, bare } = self.letters(i);
        without_article(Key::of_key(if word.joined { bare } else { full })).key()
    }

    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        match self.get(i)?.class {
            Class::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(crate) fn is_comma(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('،' | ','))
    }

    pub(crate) fn is_word(&self, i: usize) -> bool {
        self.get(i).is_some_and(|word| word.class == Class::Word)
    }

    pub(crate) fn slice(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |word| &self.text[word.start as usize..word.end as usize])
    }

    /// Whether token `i` begins with و, whatever it is: و32.
    pub(crate) fn begins_with_and(&self, i: usize) -> bool {
        self.slice(i).starts_with('و')
    }

    /// Phrases and single words of the lists that begin at word `i`: the lists, the size that a vague one gives, and the word
    /// behind them.
    pub(crate) fn phrase(&self, i: usize, end: usize) -> (Lists, Option<(VagueCount, bool)>, usize) {
        let facts = self.facts(i);
        let single = (facts.lists, facts.vague, i + 1);
        let Letters { full, bare } = self.letters(i);
        for first in [full, bare].into_iter().take(if bare == full { 1 } else { 2 }) {
            let facts = self.lexicon.get(self.lexicon.find(first));
            if first == 0 || !facts.has_phrases() {
                continue;
            }
            for phrase in self.lexicon.phrases(facts) {
                let behind = i + 1 + phrase.rest.len();
                let same = |(at, part): (usize, &u64)| self.letters(i + 1 + at).full == *part;
                if behind <= end && phrase.rest.iter().enumerate().all(same) {
                    return (phrase.lists, phrase.vague, behind);
                }
            }
        }
        single
    }

    /// Whether word `i` is one of `keys`, as it stands or with a pronoun.
    pub(crate) fn is_one_of(&self, i: usize, keys: &[u64]) -> bool {
        let Some(word) = self.get(i).filter(|word| word.class == Class::Word) else { return false };
        let Letters { full, bare } = self.letters(i);
        if keys.contains(&full) || keys.contains(&bare) {
            return true;
        }
        let Some(packed) = Key::new(self.slice(i)) else { return false };
        let mut stem = if word.joined { packed.without_first(1) } else { packed };
        // بالمستشفى, لإصابات, أنفاسهم
        if keys.contains(&without_article(stem).key()) {
            return true;
        }
        if matches!(stem.letter(0), letters::BEH | letters::LAM) && stem.len() > 3 {
            // للضرب: the alef of the article falls behind ل.
            let of_article = stem.letter(0) == letters::LAM && stem.letter(1) == letters::LAM;
            let rest = if of_article { stem.without_first(2) } else { without_article(stem.without_first(1)) };
            if keys.contains(&rest.key()) {
                return true;
            }
        }
        let ending = match (stem.nth_last(1), stem.nth_last(0)) {
            (letters::HEH, letters::ALEF | letters::MEEM) => 2,
            (letters::MEEM, letters::ALEF) => 3,
            (_, letters::HEH) => 1,
            _ => return false,
        };
        if stem.len() < ending + 3 {
            return false;
        }
        stem = stem.without_last(ending);
        let mut feminine = stem.without_last(1);
        feminine.push(letters::TEH_MARBUTA);
        keys.contains(&stem.key()) || stem.nth_last(0) == letters::TEH && keys.contains(&feminine.key())
    }
}

fn without_article(word: Key) -> Key {
    let article = word.letter(0) == letters::ALEF && word.letter(1) == letters::LAM && word.len() > 3;
    if article { word.without_first(2) } else { word }
}

impl Word {
    /// Takes in what the lexicon knows of it, and the segmenter of what that does not. Its letters.
    fn read(&mut self, text: &str, token: &Token, lexicon: &Lexicon) -> Letters {
        let (start, end) = (self.start as usize, self.end as usize);
        let packed = Key::plain(text.as_bytes(), start, end).or_else(|| Key::new(&text[start..end]));
        let Some(packed) = packed else { return Letters::default() };
        let full = packed.key();
        let joins = matches!(packed.letter(0), letters::WAW | letters::FEH) && packed.len() > 2;
        let bare = if joins { packed.without_first(1).key() } else { full };
        let found = cut(packed, lexicon);
        self.facts = found.facts;
        self.preposition = found.preposition;
        self.article = found.article || packed.letter(0) == letters::ALEF && packed.letter(1) == letters::LAM;
        self.pronoun = found.pronoun;
        // What the lexicons do not know, the segmenter may.
        self.joined = found.joined && found.facts != 0;
        if found.facts == 0 {
            for clitic in token.clitics.iter().filter(|clitic| clitic.end() < end) {
                match text[clitic.range()].chars().next() {
                    Some('و' | 'ف') if clitic.start() == start => self.joined = true,
                    Some(letter @ (BI | LI | KI)) if self.preposition.is_none() => {
                        self.preposition = Some(letter);
                    }
                    _ => self.article = true,
                }
            }
        } else {
            let facts = lexicon.get(found.facts);
            let alone = lexicon.suicide(facts).or(lexicon.raid(facts)).is_some();
            self.speaks = alone || facts.is_trigger() || facts.victim.is_some() || facts.alone;
        }
        if self.joined {
            self.core = (start + offset_of_letter(&text[start..end], 1)) as u32;
        }
        Letters { full, bare }
    }
}
