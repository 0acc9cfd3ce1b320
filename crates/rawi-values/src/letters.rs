//! Words as integers: the folded letters of a word, five bits each, so that a word is compared and stripped of a
//! proclitic by one shift.
//!
//! Folding is that of [`rawi_arabic::fold_char`] and ة to ه besides: number words are written both ways (ثلاثه).

use crate::steps;

/// A word's folded letters, five bits each: the first twelve in `low`, the first of all in the lowest bits, and the
/// next twelve in `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    low: u64,
    high: u64,
    len: u8,
}

/// Letters in one half of a [`Packed`].
const HALF: u8 = 12;
/// Letters that fit into a [`Packed`].
const MAX: u8 = 2 * HALF;
const HALF_BITS: u64 = (1 << (5 * HALF)) - 1;
/// Codes of the second byte's table: no letter of a word, and nothing (a mark, tatweel).
const STOP: u8 = 0x80;
const SKIP: u8 = 0x40;

/// The letters in the order of their codes, from 1. Folded ones are given their code in [`CODES`].
const LETTERS: [char; 31] = [
    'ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'ك', 'ل',
    'م', 'ن', 'ه', 'و', 'ي', 'ء', 'ئ', 'ؤ',
];

/// Code by code point, U+0600 to U+06FF: both UTF-8 bytes of such a character index it without decoding.
static CODES: [u8; 256] = codes();

const fn codes() -> [u8; 256] {
    let mut table = [STOP; 256];
    let mut i = 0;
    while i < LETTERS.len() {
        table[LETTERS[i] as usize - 0x600] = i as u8 + 1;
        i += 1;
    }
    let folded = [('أ', 'ا'), ('إ', 'ا'), ('آ', 'ا'), ('ٱ', 'ا'), ('ى', 'ي'), ('ی', 'ي'), ('ک', 'ك'), ('ة', 'ه')];
    i = 0;
    while i < folded.len() {
        table[folded[i].0 as usize - 0x600] = table[folded[i].1 as usize - 0x600];
        i += 1;
    }
    i = 0x40; // tatweel; then the marks that rawi_arabic::is_mark names
    table[i] = SKIP;
    i = 0x4B;
    while i <= 0x5F {
        table[i] = SKIP;
        i += 1;
    }
    table[0x70] = SKIP;
    i = 0x10;
    while i <= 0x1A {
        table[i] = SKIP;
        i += 1;
    }
    table
}

/// The lead bytes of the plain letters, D8 and D9 without their last bit, in four characters read from the left.
const LEADS: u64 = 0x00D8_00D8_00D8_00D8;
/// By the number of letters of a word, which of eight characters are its.
static WORD: [[u64; 2]; 9] = {
    let mut table = [[0; 2]; 9];
    let mut letters = 1;
    while letters <= 8 {
        table[letters] = table[letters - 1];
        table[letters][(letters - 1) / 4] |= 0xFFFF << (16 * ((letters - 1) % 4));
        letters += 1;
    }
    table
};

/// [`CODES`] by the second byte, with the last bit of the first as its bit 6; 0 for no character.
static PLAIN: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 128 {
        table[0x80 | i] = CODES[i];
        i += 1;
    }
    table
};

impl Packed {
    /// The letters of `word`; `None` if it holds anything but Arabic letters, marks, tatweel and bidi controls, if it
    /// is too long to be a number word, or empty.
    pub(crate) fn new(word: &str) -> Option<Self> {
        steps::take(word.len());
        let mut packed = Self { low: 0, high: 0, len: 0 };
        let mut shift = 0;
        let mut read = 0;
        for &[lead, second] in word.as_bytes().as_chunks().0 {
            if lead & 0xFC != 0xD8 {
                break;
            }
            let code = CODES[(usize::from(lead & 3) << 6) | usize::from(second & 0x3F)];
            if code < SKIP {
                if shift == 5 * u32::from(HALF) {
                    break;
                }
                packed.low |= u64::from(code) << shift;
                shift += 5;
            } else if code == STOP {
                return None;
            }
            read += 2;
        }
        packed.len = (shift / 5) as u8;
        ((read == word.len() || packed.rest(&word[read..])) && packed.len > 0).then_some(packed)
    }

    /// The letters of the word `start..end` of `text`, if they are at most eight, each of two bytes and nothing between
    /// them: what most words are, read at once. `None` says nothing of other words.
    #[inline]
    pub(crate) fn plain(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let len = end - start;
        let (halves, _) = text.get(start..)?.first_chunk::<16>()?.as_chunks();
        if len > 16 || !len.is_multiple_of(2) {
            return None;
        }
        let words = WORD[len / 2];
        let (a, b) = (u64::from_le_bytes(halves[0]) & words[0], u64::from_le_bytes(halves[1]) & words[1]);
        let leads = 0x00FE_00FE_00FE_00FE;
        if (a & leads) | (b & leads) << 8 != (words[0] & LEADS) | (words[1] & LEADS) << 8 {
            return None;
        }
        let code = |four: u64, at: u32| u64::from(PLAIN[usize::from((four >> (16 * at)) as u8)]);
        let (a, b) = (plain_index(a), plain_index(b));
        let codes = [code(a, 0), code(a, 1), code(a, 2), code(a, 3), code(b, 0), code(b, 1), code(b, 2), code(b, 3)];
        let letters = codes.iter().fold(0, |all, code| all | code) < u64::from(SKIP);
        let low = (0..8).fold(0, |low, at| low | codes[at] << (5 * at));
        letters.then_some(Self { low, high: 0, len: (len / 2) as u8 })
    }

    /// Takes in what the quick loop leaves: long words, controls, presentation forms.
    fn rest(&mut self, rest: &str) -> bool {
        rest.chars().all(|c| {
            if rawi_arabic::is_mark(c) || rawi_arabic::is_tatweel(c) || rawi_arabic::is_bidi_control(c) {
                return true;
            }
            match rawi_arabic::presentation_form(c) {
                Some(letters) => letters.chars().all(|letter| self.push(letter)),
                None => self.push(c),
            }
        })
    }

    fn push(&mut self, c: char) -> bool {
        let code = (c as usize).checked_sub(0x600).and_then(|at| CODES.get(at)).copied().unwrap_or(STOP);
        if code == STOP || (code < SKIP && self.len == MAX) {
            return false;
        }
        if code < SKIP {
            let half = if self.len < HALF { &mut self.low } else { &mut self.high };
            *half |= u64::from(code) << (5 * u32::from(self.len % HALF));
            self.len += 1;
        }
        true
    }

    /// How many letters.
    pub(crate) fn len(self) -> usize {
        usize::from(self.len)
    }

    /// The code of letter `i` from the front; 0 behind the end.
    pub(crate) fn letter(self, i: usize) -> u8 {
        let half = if i < usize::from(HALF) { self.low } else { self.high };
        if i >= self.len() { 0 } else { (half >> (5 * (i % usize::from(HALF)))) as u8 & 31 }
    }

    /// The code of letter `i` from the back, 0 being the last.
    pub(crate) fn nth_last(self, i: usize) -> u8 {
        self.len().checked_sub(i + 1).map_or(0, |at| self.letter(at))
    }

    /// Without its first `n` letters, at most twelve.
    pub(crate) fn without_first(self, n: usize) -> Self {
        let n = n.min(self.len()).min(usize::from(HALF));
        let moved = (u128::from(self.high) << (5 * u32::from(HALF)) | u128::from(self.low)) >> (5 * n);
        Self { low: moved as u64 & HALF_BITS, high: (moved >> (5 * u32::from(HALF))) as u64, len: self.len - n as u8 }
    }

    /// Without its last `n` letters.
    pub(crate) fn without_last(self, n: usize) -> Self {
        let len = self.len - n.min(self.len()) as u8;
        let keep = |half: u64, letters: u8| if letters >= HALF { half } else { half & ((1 << (5 * letters)) - 1) };
        Self { low: keep(self.low, len), high: keep(self.high, len.saturating_sub(HALF)), len }
    }

    /// This and `other` as one word; of the twelve letters of a lexicon's words only.
    pub(crate) fn followed_by(self, other: Self) -> Self {
        let all = u128::from(self.low) | u128::from(other.low) << (5 * u32::from(self.len));
        Self { low: all as u64 & HALF_BITS, high: (all >> (5 * u32::from(HALF))) as u64, len: self.len + other.len }
    }

    /// The letters as text.
    #[cfg(test)]
    pub(crate) fn text(self) -> String {
        (0..self.len()).map(|i| LETTERS[usize::from(self.letter(i)) - 1]).collect()
    }

    /// The word of a [`key`](Self::key).
    pub(crate) fn of_key(key: u64) -> Self {
        Self { low: key, high: 0, len: (64 - key.leading_zeros()).div_ceil(5) as u8 }
    }

    /// As a hash key; 0 if it is longer than any word of a lexicon.
    pub(crate) fn key(self) -> u64 {
        if self.high != 0 { 0 } else { self.low }
    }
}

/// The last four letters of a word, all if they are fewer, a byte each: what tells most words from those that say something
/// of numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending(u32);

impl Ending {
    /// The ending of the word `start..end` of `text`, which is letters, marks and the like. `None` if one of its last four
    /// characters is none of the Arabic alphabet, or if the text has no eight bytes up to its end: that says nothing of the
    /// word.
    #[inline]
    pub(crate) fn of(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let last = u64::from_le_bytes(*text.get(..end)?.last_chunk()?);
        // What stands before a shorter word is shifted away: no branch, for the length of a word is hard to predict.
        let others = 8 * (8 - (end - start).min(8));
        let (four, kept) = (last >> others, u64::MAX >> others);
        let foreign = (four ^ LEADS) & 0x00FE_00FE_00FE_00FE;
        let index = plain_index(four);
        let code = |at: u32| u32::from(PLAIN[usize::from((index >> (16 * at)) as u8)]);
        let codes = code(0) | code(1) << 8 | code(2) << 16 | code(3) << 24;
        (foreign & kept == 0 && codes & 0xC0C0_C0C0 == 0).then_some(Self(codes))
    }

    /// Of `1 << bits` bits, the one that stands for it.
    #[inline]
    pub(crate) fn bit(self, bits: u32) -> usize {
        (self.0.wrapping_mul(0x9E37_79B9) >> (32 - bits)) as usize
    }
}

impl From<Packed> for Ending {
    fn from(word: Packed) -> Self {
        let first = word.len().saturating_sub(4);
        Self((first..word.len()).rev().fold(0, |codes, i| codes << 8 | u32::from(word.letter(i))))
    }
}

/// Of four characters of two bytes, in each 16 bits the index into [`PLAIN`]. The lead bytes D8 and D9 differ in their
/// last bit: it goes where the second byte has none.
#[inline]
fn plain_index(four: u64) -> u64 {
    four >> 8 & 0x00BF_00BF_00BF_00BF | four << 6 & 0x0040_0040_0040_0040
}

/// The code of a letter, for comparing with [`Packed::letter`].
pub(crate) const fn code(letter: char) -> u8 {
    CODES[letter as usize - 0x600]
}

/// Where letter `n` of `word`, whose letters are `packed`, begins, in bytes: behind the first `n` letters and the marks that belong to them. A
/// ligature that holds letter `n` begins it.
pub(crate) fn offset_of_letter(word: &str, packed: Packed, n: usize) -> usize {
    // Two bytes for every letter and no ligature of three: no mark.
    if word.len() == 2 * packed.len() && word.bytes().all(|byte| byte < 0xE0) {
        return 2 * n;
    }
    steps::take(word.len());
    let mut seen = 0;
    for (at, c) in word.char_indices() {
        let letters = if rawi_arabic::is_mark(c) || rawi_arabic::is_tatweel(c) || rawi_arabic::is_bidi_control(c) {
            0
        } else {
            rawi_arabic::presentation_form(c).map_or(1, |letters| letters.chars().count())
        };
        if letters > 0 && seen + letters > n {
            return at;
        }
        seen += letters;
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_a_word_are_one_key() {
        let plain = Packed::new("ثلاثه").unwrap();
        for word in ["ثلاثة", "ثَلاثَة", "ثلاثـــة", "\u{200F}ثلاثة"] {
            assert_eq!(Packed::new(word), Some(plain), "{word}");
        }
        assert_eq!(Packed::new("ﻷلف"), Packed::new("لالف"));
        assert_eq!(Packed::new("ثلاثة3"), None);
        assert_eq!(Packed::new(""), None);
    }

    #[test]
    fn letters_come_off_both_ends() {
        let word = Packed::new("والخامس").unwrap();
        assert_eq!(word.without_first(3), Packed::new("خامس").unwrap());
        assert_eq!(word.without_last(5), Packed::new("وا").unwrap());
        assert_eq!(word.letter(0), code('و'));
        assert_eq!(word.nth_last(0), code('س'));
        let offset = |word: &str, n| offset_of_letter(word, Packed::new(word).unwrap(), n);
        assert_eq!((offset("والخامس", 3), offset("وَالخامس", 1)), ("وال".len(), "وَ".len()));
        assert_eq!(offset("وﻷحد", 2), "و".len());
    }

    #[test]
    fn plain_words_are_read_at_once() {
        let plain = |word: &str| Packed::plain(format!("قبلها {word} وما بعدها").as_bytes(), 11, 11 + word.len());
        for word in ["عشرين", "في", "و", "والخامسة", "وبالمئة", "أحد", "إلى", "مئة"] {
            assert_eq!(plain(word), Packed::new(word), "{word}");
        }
        for word in ["عشرينَ", "عش\u{200F}رين", "\u{FEF7}لف", "پنج", "١٢", "والاستراتيجيات", "؟"]
        {
            assert_eq!(plain(word), None, "{word}");
        }
        assert_eq!(Packed::plain("في".as_bytes(), 0, 4), None); // no sixteen bytes to read
        let twenty = Packed::new("عشرين").unwrap();
        assert_eq!(Packed::new("ال").unwrap().followed_by(twenty), Packed::new("العشرين").unwrap());
        assert_eq!(Packed::of_key(twenty.key()), twenty);
    }

    #[test]
    fn an_ending_is_four_letters() {
        let ending = |word: &str| Ending::of(format!("قبلها {word} وما بعدها").as_bytes(), 11, 11 + word.len());
        for word in ["والعشرين", "عشرين", "وبالاستراتيجيات", "أحد", "في", "سوء", "هيئة", "عَشرين"]
        {
            assert_eq!(ending(word), Packed::new(word).map(Ending::from), "{word}");
        }
        assert_ne!(ending("في"), ending("يفي"));
        for word in ["عشرينَ", "عشـرين", "پوند", "؟", "\u{FEF7}حد", "لله\u{FDFA}", "١٤٣٦", "a", "1436"]
        {
            assert_eq!(ending(word), None, "{word}");
        }
        assert_eq!(Ending::of("في".as_bytes(), 0, 4), None); // no eight bytes to read
    }

    proptest! {
        #[test]
        fn any_text_packs_or_not(word in "[\u{600}-\u{6FF}\u{FE70}-\u{FEFF}a\u{200F}🙂]{0,40}") {
            if let Some(packed) = Packed::new(&word) {
                prop_assert!(packed.len() <= 24);
                prop_assert_eq!(packed.without_first(1).letter(0), packed.letter(1));
                prop_assert_eq!(packed.without_last(1).nth_last(0), packed.nth_last(1));
                prop_assert!(word.is_char_boundary(offset_of_letter(&word, packed, packed.len() / 2)));
            }
        }
    }
}
