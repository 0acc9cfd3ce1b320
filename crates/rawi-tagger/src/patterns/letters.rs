//! Names of Latin letters, several of which are one name: آي بي سي.

use crate::lexicon::{class, part};
use crate::rules::Rules;

/// No name of letters has more words.
const LONGEST: usize = 12;

impl Rules<'_> {
    /// Whether word `i`, which may be a word of the sentence as well, is a letter before another one.
    pub(crate) fn is_letter_before_another(&self, i: usize) -> bool {
        self.is_letter(i) && self.joined(i + 1) && self.is_part(i + 1, part::LETTER)
    }

    /// Whether word `i` is the name of a letter, and none but آي a word of the sentence.
    fn is_letter(&self, i: usize) -> bool {
        self.is_part(i, part::LETTER) && (self.class(i) & class::FUNCTION == 0 || self.is_part(i, part::OPENS))
    }

    /// Words `first..last` with the names of letters beside them, if they begin or end with one, up to [`LONGEST`].
    pub(crate) fn with_letters(&self, mut first: usize, mut last: usize) -> (usize, usize) {
        let short = |first: usize, last: usize| last - first < LONGEST;
        let is_behind_letter = |i: usize| self.joined(i) && self.is_part(i - 1, part::LETTER) && self.is_letter(i);
        while first > 0 && short(first, last) && self.is_letter_before_another(first - 1) {
            first -= 1;
        }
        while short(first, last) && is_behind_letter(last) {
            last += 1;
        }
        (first, last)
    }
}
