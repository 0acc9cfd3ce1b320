//! The letters of a word as clitics and the lexicon look at them.

use crate::classes::{HAMZA_BIT, LETTER_LAST, LIGATURE, class_at, code, ligature};
use rawi_arabic::{HamzaOnce, Packed, PackedSet, offset_of_letter};

/// The letters of a word, folded: marks and tatweel dropped, one alef, one yeh, one hamza.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    packed: Packed<HamzaOnce>,
    /// The lowest bit of a letter's five says that it is an alef with hamza, madda or wasla; of the first three letters,
    /// which are all that clitics ask for.
    hamza: u64,
}

/// Bits of a stem's first eight letters: what clitics, four letters at most, leave of the twelve.
const STEM: u64 = (1 << 40) - 1;

impl Letters {
    /// The letters of `word`; characters that are no Arabic letters are passed over, and all behind the twenty-fourth.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut letters = Self::default();
        let mut at = 0;
        while at < word.len() {
            let (class, len) = class_at(word, at);
            letters.push_class(class, &word[at..at + len]);
            at += len;
        }
        letters
    }

    /// The letters that eight characters of two bytes begin with.
    #[inline]
    pub(crate) fn of_eight(eight: &[u8; 16]) -> Self {
        let (packed, hamza) = Packed::prefix(eight);
        Self { packed, hamza }
    }

    /// How many.
    #[inline]
    pub(crate) fn count(self) -> usize {
        self.packed.len()
    }

    /// The code of the letter `index`, one of the first twelve.
    #[inline]
    pub(crate) fn code(self, index: u32) -> u8 {
        (self.packed.first_twelve() >> (5 * index)) as u8 & 31
    }

    /// Whether the letter `index`, one of the first three, is an alef with hamza, madda or wasla.
    #[inline]
    pub(crate) fn has_hamza(self, index: u32) -> bool {
        self.hamza >> (5 * index) & 1 != 0
    }

    /// Whether the word begins with ال.
    #[inline]
    pub(crate) fn has_article(self) -> bool {
        self.code(0) == code::ALEF && self.code(1) == code::LAM && !self.has_hamza(0)
    }

    /// What is left without the first `n` letters.
    #[inline]
    pub(crate) fn without(self, n: usize) -> Self {
        Self { packed: self.packed.without_first(n), hamza: self.hamza >> (5 * n) }
    }

    /// What is left without the last `n` letters.
    #[inline]
    pub(crate) fn without_last(self, n: usize) -> Self {
        Self { packed: self.packed.without_last(n), ..self }
    }

    /// The same with the letter of this code behind it, if there is room.
    #[inline]
    pub(crate) fn with(mut self, code: u8) -> Self {
        self.packed.push(code);
        self
    }

    /// Its first two letters as a number of ten bits, the first of all in the lower five.
    #[inline]
    pub(crate) fn first_two(self) -> u64 {
        self.packed.first_twelve() & 0x3FF
    }

    /// Its last two letters as a number of ten bits, the last of all in the upper five; 0 if it has fewer.
    #[inline]
    pub(crate) fn last_two(self) -> u64 {
        self.packed.last_two()
    }

    /// The code of the letter `index` from the back, 0 being the last.
    #[inline]
    pub(crate) fn nth_last(self, index: usize) -> u8 {
        self.packed.nth_last(index)
    }

    /// Its first eight letters as a number.
    #[inline]
    pub(crate) fn stem(self) -> u64 {
        self.packed.first_twelve() & STEM
    }

    /// Where the letter `index` of `word` begins, in bytes, with the marks and tatweel before it left behind;
    /// `None` if it lies inside a ligature.
    pub(crate) fn byte_of(word: &str, index: u8) -> Option<usize> {
        let index = usize::from(index);
        let at = offset_of_letter(word, index);
        // Inside a ligature, it begins where the letter before it begins.
        let whole = index == 0 || offset_of_letter(word, index - 1) < at;
        (at < word.len() && whole).then_some(at)
    }

    /// Adds a letter by its class.
    #[inline]
    pub(crate) fn push(&mut self, class: u8) {
        if self.packed.len() < 3 {
            self.hamza |= u64::from(class >> HAMZA_BIT) << (5 * self.packed.len());
        }
        self.packed.push(class & 31);
    }

    /// Adds what `text`, one character of this class, stands for.
    pub(crate) fn push_class(&mut self, class: u8, text: &str) {
        if class <= LETTER_LAST {
            self.push(class);
        } else if class == LIGATURE {
            text.chars().flat_map(ligature).for_each(|letter| self.push(letter));
        }
    }
}

/// A set of words, hamza or not.
#[derive(Clone, Debug)]
pub(crate) struct LetterSet(PackedSet<HamzaOnce>);

impl LetterSet {
    #[inline]
    pub(crate) fn has(&self, letters: Letters) -> bool {
        self.0.has(letters.packed)
    }
}

impl FromIterator<Letters> for LetterSet {
    fn from_iter<I: IntoIterator<Item = Letters>>(words: I) -> Self {
        Self(words.into_iter().map(|letters| letters.packed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_folded() {
        assert_eq!(Letters::of("إِعمـــارٌ").packed, Letters::of("اعمار").packed);
        assert!(Letters::of("إِعمـــارٌ").has_hamza(0) && !Letters::of("اعمار").has_hamza(0));
        assert_eq!(Letters::of("مسؤول"), Letters::of("مسئول"));
        assert_eq!(Letters::of("و\u{FEF7}حمد"), Letters::of("ولأحمد"));
        assert_eq!(Letters::of("استقلالياتهموها").count(), 15);
    }

    #[test]
    fn a_letter_is_found_behind_marks_and_not_inside_a_ligature() {
        let word = "وَبِـالبيت";
        assert_eq!(Letters::byte_of(word, 1).map(|at| &word[at..]), Some("بِـالبيت"));
        assert_eq!(Letters::byte_of(word, 2).map(|at| &word[at..]), Some("البيت"));
        assert_eq!(Letters::byte_of("\u{FEF7}حمد", 1), None);
        assert_eq!(Letters::byte_of("حمد", 3), None);
    }
}
