//! Number words as integers, compared folded: أ إ آ are ا, ى is ي, and ة is ه, because they are written both ways (ثلاثه).

use crate::steps;
use rawi_arabic::TehAsHeh;

/// The letters of a word.
pub(crate) type Packed = rawi_arabic::Packed<TehAsHeh>;
/// Its last four letters.
pub(crate) type Ending = rawi_arabic::Ending<TehAsHeh>;

/// The number of a letter, for comparing with [`Packed::letter`].
pub(crate) const fn code(letter: char) -> u8 {
    Packed::code(letter)
}

/// The letters of `word`, of any length and with marks; `None` if it is no Arabic word of at most 24 letters.
pub(crate) fn pack(word: &str) -> Option<Packed> {
    steps::take(word.len());
    Packed::new(word)
}

/// The letters of the word `start..end` of `text`, most often read at once.
#[inline]
pub(crate) fn pack_at(text: &str, start: usize, end: usize) -> Option<Packed> {
    match Packed::plain(text.as_bytes(), start, end) {
        None if text.as_bytes()[start] >= 0xD8 => pack(&text[start..end]),
        plain => plain,
    }
}

/// Where letter `n` of `word`, whose letters are `packed`, begins, in bytes.
pub(crate) fn offset_of_letter(word: &str, packed: Packed, n: usize) -> usize {
    // Two bytes for every letter and no ligature of three: no mark.
    if word.len() == 2 * packed.len() && word.bytes().all(|byte| byte < 0xE0) {
        return 2 * n;
    }
    steps::take(word.len());
    rawi_arabic::offset_of_letter(word, n)
}
