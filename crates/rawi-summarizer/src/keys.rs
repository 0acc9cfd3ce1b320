//! Which words of two sentences count as the same word.

use rawi_arabic::lexicon::{self, Class, Lexicon, LexiconError};
use rawi_arabic::{Fold, TehAsHeh};
use std::ops::Range;

/// A word's letters: ة is ه, as in light10.
type Packed = rawi_arabic::Packed<TehAsHeh>;

/// The lists that the crate carries: file name and text.
pub(crate) const LEXICONS: &[(&str, &str)] = &[("stopwords.tsv", include_str!("../lexicons/stopwords.tsv"))];
/// The classes of words that a list may hold.
pub(crate) const CLASSES: &[Class] = &[Class::new("stop", &[])];

/// Whether inflection adds these two letters to a word's end: the suffixes of the light stemmer light10 (Larkey,
/// Ballesteros and Connell 2002, Improving stemming for Arabic information retrieval).
fn is_long_ending(letters: [u8; 2]) -> bool {
    LONG_ENDINGS.contains(&letters)
}

/// The same for one letter.
fn is_short_ending(letter: u8) -> bool {
    letter == HEH || letter == YEH
}

const ALEF: u8 = Packed::code('ا');
const HEH: u8 = Packed::code('ه');
const WAW: u8 = Packed::code('و');
const YEH: u8 = Packed::code('ي');
const NOON: u8 = Packed::code('ن');
const TEH: u8 = Packed::code('ت');
const LONG_ENDINGS: [[u8; 2]; 6] = [[HEH, ALEF], [ALEF, NOON], [ALEF, TEH], [WAW, NOON], [YEH, NOON], [YEH, HEH]];

/// An ending goes only if so many letters of the word stay.
const LEAST_STEM: usize = 3;

/// Gives every word a number that its inflected forms share.
pub(crate) struct Keys {
    /// Numbers of the stop words, by their low bits, in the first free place; 0 is a free place. A power of two of places,
    /// at least four times as many as words.
    stop: Vec<u64>,
}

impl Keys {
    /// With the stop words of the crate and of `files`, each a name and a text.
    pub(crate) fn read(files: &[(&str, &str)]) -> Result<Self, Vec<LexiconError>> {
        let files: Vec<(&str, &str)> = LEXICONS.iter().chain(files).copied().collect();
        let words = lexicon::Lexicon::read(CLASSES, &files)?;
        Ok(Self::with(&words))
    }

    fn with(words: &Lexicon<'_>) -> Self {
        let mut keys = Self { stop: vec![0; (4 * words.entries().len()).next_power_of_two()] };
        for entry in words.entries() {
            let number = Word::of(entry.word, 0..entry.word.len()).whole;
            let place = keys.place(number);
            keys.stop[place] = number;
        }
        keys
    }

    /// Where a stop word with this number stands, or would stand.
    fn place(&self, number: u64) -> usize {
        let mut place = number as usize & (self.stop.len() - 1);
        while self.stop[place] != 0 && self.stop[place] != number {
            place = (place + 1) & (self.stop.len() - 1);
        }
        place
    }

    /// The key of the word at `word` of `text`, of which what lies before byte `stem` is not looked at; `None` for a stop
    /// word or a single letter.
    pub(crate) fn key(&self, text: &str, word: Range<usize>, stem: usize) -> Option<u64> {
        // A clitic inside a ligature shares the ligature's span and may so reach to the token's end.
        let whole = stem >= word.end || !text.is_char_boundary(stem);
        let word = Word::of(text, if whole { word } else { stem..word.end });
        if word.letters < 2 || self.stop[self.place(word.whole)] == word.whole {
            None
        } else if word.letters >= LEAST_STEM + 2 && is_long_ending(word.last) {
            Some(word.without_two)
        } else if word.letters > LEAST_STEM && is_short_ending(word.last[1]) {
            Some(word.without_one)
        } else {
            Some(word.whole)
        }
    }
}

/// A folded word as numbers. Two words of one report that share a number would count as one word: never with twelve letters
/// or fewer, else less than one report in a million million.
struct Word {
    letters: usize,
    /// The last two letters.
    last: [u8; 2],
    whole: u64,
    without_one: u64,
    without_two: u64,
}

impl Word {
    /// The word at `range` of `text`.
    #[inline]
    fn of(text: &str, range: Range<usize>) -> Self {
        let packed =
            Packed::plain(text.as_bytes(), range.start, range.end).or_else(|| Packed::new(&text[range.clone()]));
        match packed {
            Some(packed) => Self {
                letters: packed.len(),
                last: [packed.nth_last(1), packed.nth_last(0)],
                whole: number_of(packed),
                without_one: number_of(packed.without_last(1)),
                without_two: number_of(packed.without_last(2)),
            },
            None => Self::foreign(&text[range]),
        }
    }

    /// A word that is not of Arabic letters alone: the folded word, hashed (FNV-1a) without being written down.
    #[cold]
    fn foreign(word: &str) -> Self {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        let (mut letters, mut last, mut hashes) = (0, [0; 2], [BASIS; 3]);
        for letter in Fold::STRICT.letters(word) {
            letters += 1;
            last = [last[1], if ('\u{600}'..='\u{6FF}').contains(&letter) { Packed::code(letter) } else { 0 }];
            hashes = [(hashes[0] ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3), hashes[0], hashes[1]];
        }
        let [whole, without_one, without_two] = hashes.map(mixed);
        Self { letters, last, whole, without_one, without_two }
    }
}

/// The number of a word by its letters.
#[inline]
fn number_of(word: Packed) -> u64 {
    // Two letters more than twelve are so rare that nothing is lost by how they are mixed in.
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
        let keys = Keys::read(&[]).unwrap_or_else(|errors| panic!("{}", lexicon::messages(&errors)));
        let alone = keys.key(word, 0..word.len(), proclitics);
        // Within a text it is read eight letters at a time.
        let text = format!("قال {word} وعاد إلى البيت");
        let start = "قال ".len();
        assert_eq!(keys.key(&text, start..start + word.len(), start + proclitics), alone, "{word}");
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
            ("مستشفيات", "مستشفي"),
            ("الاستراتيجيات", "الاستراتيجية"),
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
    }

    #[test]
    fn a_clitic_may_cover_the_whole_token() {
        assert_eq!(key("\u{FEF7}حمد", "\u{FEF7}حمد".len()), key("\u{FEF7}حمد", 0));
        assert_eq!(key("لله", 100), key("لله", 0));
        assert_eq!(key("وﷺ", 1), key("وﷺ", 0), "not at a character boundary");
    }
}
