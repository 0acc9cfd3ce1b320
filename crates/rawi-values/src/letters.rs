//! Words as integers: the folded letters of a word, five bits each, so that a word is compared and stripped of a
//! proclitic by one shift.
//!
//! Folding is that of [`rawi_arabic::fold_char`] and ة to ه besides: number words are written both ways (ثلاثه).

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

impl Packed {
    /// The letters of `word`; `None` if it holds anything but Arabic letters, marks, tatweel and bidi controls, if it
    /// is too long to be a number word, or empty.
    pub(crate) fn new(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let mut packed = Self { low: 0, high: 0, len: 0 };
        let mut shift = 0;
        let mut i = 0;
        while i + 1 < bytes.len() {
            let lead = bytes[i];
            if !(0xD8..=0xDB).contains(&lead) {
                break;
            }
            let code = CODES[(usize::from(lead & 3) << 6) | usize::from(bytes[i + 1] & 0x3F)];
            if code < SKIP {
                if shift == 5 * u32::from(HALF) {
                    break;
                }
                packed.low |= u64::from(code) << shift;
                shift += 5;
            } else if code == STOP {
                return None;
            }
            i += 2;
        }
        packed.len = (shift / 5) as u8;
        (packed.rest(&word[i..]) && packed.len > 0).then_some(packed)
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

    /// As a hash key; 0 if it is longer than any word of a lexicon.
    pub(crate) fn key(self) -> u64 {
        if self.high != 0 { 0 } else { self.low }
    }
}

/// The code of a letter, for comparing with [`Packed::letter`].
pub(crate) const fn code(letter: char) -> u8 {
    CODES[letter as usize - 0x600]
}

/// Where letter `n` of `word` begins, in bytes: behind the first `n` letters and the marks that belong to them. A
/// ligature that holds letter `n` begins it.
pub(crate) fn offset_of_letter(word: &str, n: usize) -> usize {
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
        assert_eq!(offset_of_letter("وَالخامس", 1), "وَ".len());
        assert_eq!(offset_of_letter("وﻷحد", 2), "و".len());
    }

    proptest! {
        #[test]
        fn any_text_packs_or_not(word in "[\u{600}-\u{6FF}\u{FE70}-\u{FEFF}a\u{200F}🙂]{0,40}") {
            if let Some(packed) = Packed::new(&word) {
                prop_assert!(packed.len() <= 24);
                prop_assert_eq!(packed.without_first(1).letter(0), packed.letter(1));
                prop_assert_eq!(packed.without_last(1).nth_last(0), packed.nth_last(1));
                prop_assert!(word.is_char_boundary(offset_of_letter(&word, packed.len() / 2)));
            }
        }
    }
}
