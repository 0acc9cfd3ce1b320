//! Which words of two sentences count as the same word.

use crate::steps;
use rawi_arabic::lexicon::{Class, Feature, Lexicon, LexiconError};
use rawi_arabic::{Fold, TehAsHeh, is_ignorable};
use std::ops::Range;

/// A word's letters: ة is ه, as in light10.
type Packed = rawi_arabic::Packed<TehAsHeh>;

/// The lists that the crate carries: file name and text.
pub(crate) const LEXICONS: &[(&str, &str)] = &[
    ("stopwords.tsv", include_str!("../lexicons/stopwords.tsv")),
    ("leaning.tsv", include_str!("../lexicons/leaning.tsv")),
];
/// The classes of words that a list may hold.
pub(crate) const CLASSES: &[Class] = &[
    Class::new("stop", &[]),
    Class::new("leans", &[Feature::flag("noun")]),
    Class::new("says", &[]),
    Class::new("clause", &[]),
];

/// The suffixes of the light stemmer light10 (Larkey, Ballesteros and Connell 2002, Improving stemming for Arabic information
/// retrieval): what inflection adds to a word's end.
const ENDINGS: [[u8; 2]; 6] = [[HEH, ALEF], [ALEF, NOON], [ALEF, TEH], [WAW, NOON], [YEH, NOON], [YEH, HEH]];
/// Those of one letter.
const SHORT_ENDINGS: [u8; 2] = [HEH, YEH];

const ALEF: u8 = Packed::code('ا');
const HEH: u8 = Packed::code('ه');
const WAW: u8 = Packed::code('و');
const YEH: u8 = Packed::code('ي');
const NOON: u8 = Packed::code('ن');
const TEH: u8 = Packed::code('ت');

/// By the last two letters of a word, as [`Packed::last_two`] gives them: how many of them are an ending, by the length of the
/// word that is left.
static ENDING: [Ending; 1 << 10] = {
    let mut table = [Ending { long: false, short: false }; 1 << 10];
    let mut i = 0;
    while i < table.len() {
        let (before, last) = (i as u8 & 31, (i >> 5) as u8);
        table[i].short = last == SHORT_ENDINGS[0] || last == SHORT_ENDINGS[1];
        let mut at = 0;
        while at < ENDINGS.len() {
            table[i].long |= before == ENDINGS[at][0] && last == ENDINGS[at][1];
            at += 1;
        }
        i += 1;
    }
    table
};

/// Whether two letters are an ending, and whether the last of them is one.
#[derive(Clone, Copy)]
struct Ending {
    long: bool,
    short: bool,
}

/// An ending goes only if so many letters of the word stay.
const LEAST_STEM: usize = 3;

/// Gives every word a number that its inflected forms share.
pub(crate) struct Keys {
    stop: Numbers,
    /// Words that point back to the sentence before if a sentence begins with them, and those that do so unless a definite
    /// noun follows.
    leans: Numbers,
    leans_alone: Numbers,
    /// Verbs of saying, and what follows one whose subject is left out.
    says: Numbers,
    clause: Numbers,
}

/// How a sentence begins by its first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// It stands for itself.
    Plain,
    /// It points back to the sentence before.
    Leans,
    /// It does so unless a definite noun follows.
    LeansAlone,
    /// With a verb of saying: it does so if the next word begins what is said.
    Says,
}

/// A set of numbers of words, by their low bits, in the first free place; 0 is a free place. A power of two of places, at least
/// four times as many as words.
struct Numbers(Vec<u64>);

impl Numbers {
    fn of(words: impl Iterator<Item = u64> + Clone) -> Self {
        let mut set = Self(vec![0; (4 * words.clone().count()).next_power_of_two()]);
        for number in words {
            let place = set.place(number);
            set.0[place] = number;
        }
        set
    }

    /// Where this number stands, or would stand.
    fn place(&self, number: u64) -> usize {
        let mut place = number as usize & (self.0.len() - 1);
        steps::take(1);
        while self.0[place] != 0 && self.0[place] != number {
            steps::take(1);
            place = (place + 1) & (self.0.len() - 1);
        }
        place
    }

    #[inline]
    fn has(&self, number: u64) -> bool {
        self.0[self.place(number)] == number
    }
}

/// The number of a word as it is spelt, but for hamzas and the like.
fn number(word: &str) -> u64 {
    match Packed::new(word) {
        Some(letters) => spelt(number_of(letters), letters, word),
        None => mixed(Foreign::new(word).hashes[0]),
    }
}

impl Keys {
    /// With the words of the crate and of `files`, each a name and a text.
    pub(crate) fn read(files: &[(&str, &str)]) -> Result<Self, Vec<LexiconError>> {
        let files: Vec<(&str, &str)> = LEXICONS.iter().chain(files).copied().collect();
        let words = Lexicon::read(CLASSES, &files)?;
        let of =
            |class: &str| Numbers::of(words.of(class).map(|entry| number(entry.word)).collect::<Vec<_>>().into_iter());
        let leaning = |alone: bool| {
            let entries = words.of("leans").filter(move |entry| entry.has("noun") == alone);
            Numbers::of(entries.map(|entry| number(entry.word)).collect::<Vec<_>>().into_iter())
        };
        Ok(Self {
            stop: of("stop"),
            leans: leaning(false),
            leans_alone: leaning(true),
            says: of("says"),
            clause: of("clause"),
        })
    }

    /// How a sentence begins with `word`, which has no و or ف before it.
    pub(crate) fn beginning(&self, word: &str) -> Beginning {
        let number = number(word);
        match () {
            () if self.leans.has(number) => Beginning::Leans,
            () if self.leans_alone.has(number) => Beginning::LeansAlone,
            () if self.says.has(number) => Beginning::Says,
            () => Beginning::Plain,
        }
    }

    /// Whether `word` begins what is said behind a verb without a subject.
    pub(crate) fn begins_clause(&self, word: &str) -> bool {
        self.clause.has(number(word))
    }

    /// The key of the word at `word` of `text`, of which what lies before byte `stem` is not looked at; `None` for a stop
    /// word or a single letter. `pronoun` says that a pronoun stood behind it, before which ة is ت.
    pub(crate) fn key(&self, text: &str, word: Range<usize>, stem: usize, pronoun: bool) -> Option<u64> {
        // A clitic inside a ligature shares the ligature's span and may so reach to the token's end.
        let whole = stem >= word.end || !text.is_char_boundary(stem);
        let range = if whole { word } else { stem..word.end };
        match Packed::plain(text.as_bytes(), range.start, range.end).or_else(|| Packed::new(&text[range.clone()])) {
            Some(letters) => {
                let number = number_of(letters);
                if letters.len() < 2 || self.is_stop(spelt(number, letters, &text[range])) {
                    return None;
                }
                let bound = pronoun && letters.len() > LEAST_STEM && letters.last_two() >> 5 == u64::from(TEH);
                let ends = ending(letters.len(), letters.last_two());
                match if ends == 0 && bound { 1 } else { ends } {
                    0 => Some(number),
                    ending => Some(number_of(letters.without_last(ending))),
                }
            }
            None => Foreign::new(&text[range]).key(self),
        }
    }

    #[inline]
    fn is_stop(&self, number: u64) -> bool {
        self.stop.has(number)
    }
}

/// How many letters of a word of so many are an ending.
#[inline]
fn ending(letters: usize, last_two: u64) -> usize {
    let ending = ENDING[last_two as usize];
    if ending.long && letters >= LEAST_STEM + 2 { 2 } else { usize::from(ending.short && letters > LEAST_STEM) }
}

/// A word that is not of Arabic letters alone: the folded word, hashed (FNV-1a) without being written down. Two such words of
/// one report that share a number would count as one word: less than one report in a million million.
struct Foreign {
    letters: usize,
    /// The last two letters, as [`Packed::last_two`] gives them.
    last_two: u64,
    /// Of the word, and without its last letter and its last two.
    hashes: [u64; 3],
}

impl Foreign {
    #[cold]
    fn new(word: &str) -> Self {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        let mut foreign = Self { letters: 0, last_two: 0, hashes: [BASIS; 3] };
        for letter in Fold::STRICT.letters(word) {
            steps::take(1);
            // What is no letter of the alphabet is no part of an ending.
            let known = || Packed::new(letter.encode_utf8(&mut [0; 4])).map_or(0, Packed::key);
            let code = if letter.is_ascii() { 0 } else { known() };
            foreign.letters += 1;
            foreign.last_two = foreign.last_two >> 5 | code << 5;
            let [whole, without_one, _] = foreign.hashes;
            foreign.hashes = [(whole ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3), whole, without_one];
        }
        foreign
    }

    fn key(self, keys: &Keys) -> Option<u64> {
        let number = mixed(self.hashes[0]);
        if self.letters < 2 || keys.is_stop(number) {
            return None;
        }
        Some(mixed(self.hashes[ending(self.letters, self.last_two)]))
    }
}

/// The number of a word of this number and these letters among the stop words, where ة is not ه: إليه (to him) is one, آلية
/// (mechanism) is none.
#[inline]
fn spelt(number: u64, letters: Packed, word: &str) -> u64 {
    let marked = || !word.ends_with('ه') && ends_in_teh_marbuta(word);
    number ^ u64::from(letters.nth_last(0) == HEH && (word.ends_with('ة') || marked()))
}

/// Whether the last letter of a word is ة, be there marks behind it.
#[cold]
fn ends_in_teh_marbuta(word: &str) -> bool {
    word.chars().rev().find(|&c| !is_ignorable(c)).is_some_and(|c| Fold::STRICT.char(c) == 'ة')
}

/// The number of a word by its letters: of twelve letters or fewer no other has it.
#[inline]
fn number_of(word: Packed) -> u64 {
    mixed(word.first_twelve() ^ word.next_twelve().wrapping_mul(0xd6e8_feb8_6659_fd93))
}

/// One to one, with its highest bits from all of `number`.
#[inline]
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str, proclitics: usize) -> Option<u64> {
        let keys = Keys::read(&[]).unwrap_or_else(|errors| panic!("{}", rawi_arabic::lexicon::messages(&errors)));
        let alone = keys.key(word, 0..word.len(), proclitics, false);
        // Within a text it is read eight letters at a time.
        let text = format!("قال {word} وعاد إلى البيت");
        let start = "قال ".len();
        assert_eq!(keys.key(&text, start..start + word.len(), start + proclitics, false), alone, "{word}");
        alone
    }

    #[test]
    fn inflected_forms_share_a_key() {
        let clitics = "وال".len();
        assert_eq!(key("والمقاتلون", clitics), key("مقاتلين", 0));
        assert_eq!(key("القوّات", "ال".len()), key("قوات", 0));
        assert_eq!(key("سورية", 0), key("سورية", 0));
        assert_eq!(key("أُردنيّة", 0), key("اردني", 0));
        assert_ne!(key("حلب", 0), key("حمص", 0));
    }

    #[test]
    fn spellings_of_a_word_are_one() {
        for (a, b) in
            [("وَﻷحمد", "ولاحمد"), ("إعمـــار", "اعمار"), ("\u{200F}٢٠٢٥", "2025"), ("ک\u{FE8D}س", "كاس"), ("سنة", "سنه")]
        {
            assert_eq!(key(a, 0), key(b, 0), "{a}");
        }
        for (a, b) in [("covid", "covis"), ("2014", "2015"), ("سأل", "سئل"), ("پاریس", "باریس")] {
            assert_ne!(key(a, 0), key(b, 0), "{a}");
        }
    }

    #[test]
    fn long_words_share_a_key_with_their_stems() {
        for (word, stem) in [
            ("استراتيجية", "استراتيجي"),
            ("استقلالية", "استقلالي"),
            ("مستشفيات", "مستشفيان"),
            ("الاستراتيجيات", "الاستراتيجيان"),
        ] {
            assert_eq!(key(word, 0), key(stem, 0), "{word}");
        }
    }

    #[test]
    fn short_words_keep_their_endings() {
        assert_ne!(key("ثمن", 0), key("ثمين", 0));
        assert_ne!(key("فان", 0), key("ف", 0));
        assert!(key("مدن", 0).is_some());
    }

    #[test]
    fn stop_words_have_no_key() {
        for (word, proclitics) in [("الى", 0), ("إلى", 0), ("وَفِي", "وَ".len()), ("هؤلاء", 0), ("ب", 0), ("", 0)]
        {
            assert_eq!(key(word, proclitics), None, "{word}");
        }
        // ة is not ه among them: إليه and منه are, what is spelt with ة is a noun.
        for (stop, noun) in [("إليه", "آلية"), ("منه", "منة"), ("عدة", "عده"), ("عليه", "علية")]
        {
            assert_eq!(key(stop, 0), None, "{stop}");
            assert!(key(noun, 0).is_some(), "{noun}");
        }
        assert_eq!(key("آليةٌ", 0), key("آلية", 0));
        assert!(key("آليةٌ", 0).is_some());
    }

    #[test]
    fn beginnings_that_point_back() {
        let keys = Keys::read(&[]).unwrap_or_else(|errors| panic!("{}", rawi_arabic::lexicon::messages(&errors)));
        for (word, beginning) in [
            ("هو", Beginning::Leans),
            ("كَذلك", Beginning::Leans),
            ("هذا", Beginning::LeansAlone),
            ("أضاف", Beginning::Says),
            ("الوزير", Beginning::Plain),
            ("CNN", Beginning::Plain),
        ] {
            assert_eq!(keys.beginning(word), beginning, "{word}");
        }
        assert!(keys.begins_clause("أنّ") && !keys.begins_clause("الوزير"));
    }

    #[test]
    fn a_noun_before_a_pronoun_is_the_noun() {
        let keys = Keys::read(&[]).unwrap_or_else(|errors| panic!("{}", rawi_arabic::lexicon::messages(&errors)));
        let with = |word: &str| keys.key(word, 0..word.len(), 0, true);
        let alone = |word: &str| keys.key(word, 0..word.len(), 0, false);
        assert_eq!(with("مدينت"), alone("مدينة"));
        assert_eq!(with("وزير"), alone("وزير"));
        assert_ne!(alone("مدينت"), alone("مدينة"));
    }

    #[test]
    fn a_clitic_may_cover_the_whole_token() {
        assert_eq!(key("\u{FEF7}حمد", "\u{FEF7}حمد".len()), key("\u{FEF7}حمد", 0));
        assert_eq!(key("لله", 100), key("لله", 0));
        assert_eq!(key("وﷺ", 1), key("وﷺ", 0), "not at a character boundary");
    }
}
