//! Words as integers: the folded letters of a word, five bits each, so that a word is compared and stripped of a proclitic
//! by one shift.

use crate::classes::{is_ignorable, is_letter};
use crate::fold::{Fold, Seats, fold_alef, fold_alef_wasla};
use crate::forms::presentation_form;
use std::marker::PhantomData;

/// Which letters are one, and the number of each: 1 to 31.
pub trait Alphabet: Copy {
    /// The number of each character of U+0600 to U+06FF: both UTF-8 bytes of such a character index it without decoding.
    /// [`codes`] makes it.
    const CODES: &'static [u8; 256];
    /// The same by the second byte of U+0600 to U+067F, with the last bit of the first as its bit 6; 0 for no character.
    const PLAIN: &'static [u8; 256] = &plain(Self::CODES);
    /// The same again, for reading words whose end is not known: 0 for what is no letter, and bit 5 for an alef with hamza,
    /// madda or wasla.
    const PREFIX: &'static [u8; 256] = &prefix(Self::CODES);
}

/// ة is ه, as careless writers have it (ثلاثه); ء, ئ and ؤ are letters of their own. Letters of other languages are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TehAsHeh;

impl Alphabet for TehAsHeh {
    const CODES: &'static [u8; 256] =
        &codes(Fold { teh_marbuta: true, seats: Seats::Kept, lower: false }, "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤ", STOP);
}

/// ة is its own letter; ء, ئ and ؤ are one (مسؤول, مسئول). Letters of other languages are all one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HamzaOnce;

impl Alphabet for HamzaOnce {
    const CODES: &'static [u8; 256] =
        &codes(Fold { teh_marbuta: false, seats: Seats::Hamza, lower: false }, "ابتثجحخدذرزسشصضطظعغفقكلمنهويةء", 31);
}

/// No letter of a word, and nothing (a mark, tatweel, a bidi control).
const STOP: u8 = 0x80;
const SKIP: u8 = 0x40;
/// In [`Alphabet::PREFIX`]: an alef with something on it.
const SEATED: u32 = 5;

/// The table of an alphabet: characters are folded by `fold`, the folded letter has its place in `order` as its number, from
/// 1, and a letter that is not there has the number `others`.
#[must_use]
pub const fn codes(fold: Fold, order: &str, others: u8) -> [u8; 256] {
    let order = order.as_bytes();
    let mut table = [STOP; 256];
    let mut i = 0;
    while i < table.len() {
        if let Some(c) = char::from_u32(0x600 + i as u32) {
            if is_ignorable(c) {
                table[i] = SKIP;
            } else if is_letter(c) {
                table[i] = others;
                let folded = fold.char(c) as u32;
                let mut at = 0;
                while at < order.len() {
                    // Characters of two bytes.
                    if (order[at] as u32 & 31) << 6 | order[at + 1] as u32 & 63 == folded {
                        table[i] = at as u8 / 2 + 1;
                    }
                    at += 2;
                }
            }
        }
        i += 1;
    }
    table
}

const fn plain(codes: &[u8; 256]) -> [u8; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 128 {
        table[0x80 | i] = codes[i];
        i += 1;
    }
    table
}

const fn prefix(codes: &[u8; 256]) -> [u8; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 128 {
        if codes[i] < SKIP {
            let seated = match char::from_u32(0x600 + i as u32) {
                Some(c) => fold_alef(fold_alef_wasla(c)) != c,
                None => false,
            };
            table[0x80 | i] = codes[i] | (seated as u8) << SEATED;
        }
        i += 1;
    }
    table
}

/// A word's folded letters as numbers of an [`Alphabet`], at most 24 of them. Two words of the same letters are equal.
///
/// ```
/// type Packed = rawi_arabic::Packed<rawi_arabic::TehAsHeh>;
/// let word = Packed::new("والخَامسة").unwrap();
/// assert_eq!(word.without_first(3), Packed::new("خامسه").unwrap());
/// assert_eq!(word.letter(0), Packed::code('و'));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Packed<A> {
    /// The first twelve letters, five bits each, the first of all in the lowest.
    low: u64,
    /// The next twelve.
    high: u64,
    len: u8,
    alphabet: PhantomData<A>,
}

/// Letters in one half of a [`Packed`].
const HALF: u8 = 12;
const HALF_BITS: u64 = (1 << (5 * HALF)) - 1;

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
/// The lowest bit of each of eight fives, and of each of eight pairs of bytes.
const FIVES: u64 = 0x08_4210_8421;
const PAIRS: u128 = 0x0001_0001_0001_0001_0001_0001_0001_0001;

impl<A: Alphabet> Packed<A> {
    /// The most letters.
    pub const MAX: usize = 2 * HALF as usize;

    const fn of(low: u64, high: u64, len: u8) -> Self {
        Self { low, high, len, alphabet: PhantomData }
    }

    /// The number of `letter`, one of U+0600 to U+06FF, for comparing with [`letter`](Self::letter).
    ///
    /// # Panics
    /// If it lies elsewhere.
    #[must_use]
    pub const fn code(letter: char) -> u8 {
        A::CODES[letter as usize - 0x600]
    }

    /// The letters of `word`; `None` if it holds anything but letters of the alphabet, marks, tatweel and bidi controls, if
    /// it has more than [`MAX`](Self::MAX) letters, or none.
    #[must_use]
    pub fn new(word: &str) -> Option<Self> {
        let mut packed = Self::of(0, 0, 0);
        let mut shift = 0;
        let mut read = 0;
        for &[lead, second] in word.as_bytes().as_chunks().0 {
            if lead & 0xFC != 0xD8 {
                break;
            }
            let code = A::CODES[(usize::from(lead & 3) << 6) | usize::from(second & 0x3F)];
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
    #[must_use]
    pub fn plain(text: &[u8], start: usize, end: usize) -> Option<Self> {
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
        let code = |four: u64, at: u32| u64::from(A::PLAIN[usize::from((four >> (16 * at)) as u8)]);
        let (a, b) = (plain_index(a), plain_index(b));
        let codes = [code(a, 0), code(a, 1), code(a, 2), code(a, 3), code(b, 0), code(b, 1), code(b, 2), code(b, 3)];
        let letters = codes.iter().fold(0, |all, code| all | code) < u64::from(SKIP);
        let low = (0..8).fold(0, |low, at| low | codes[at] << (5 * at));
        letters.then_some(Self::of(low, 0, (len / 2) as u8))
    }

    /// The letters of U+0600 to U+067F that `eight` characters of two bytes begin with, eight at most; and of the first
    /// three, in the lowest bit of each five, whether it is an alef with hamza, madda or wasla. Words are found by this and
    /// not letter by letter, because where a word ends is what a processor predicts worst.
    #[inline]
    #[must_use]
    pub fn prefix(eight: &[u8; 16]) -> (Self, u64) {
        // D8 and D9 differ in one bit, which the second byte leaves free.
        let class = |at: usize| u64::from(A::PREFIX[usize::from(eight[2 * at + 1] | (eight[2 * at] & 1) << 6)]);
        let codes = (0..8).fold(0, |codes, at| codes | (class(at) & 31) << (5 * at));
        let seated = (0..3).fold(0, |seated, at| seated | class(at) >> SEATED << (5 * at));
        // The top bit of each five says that they are all 0.
        let nothing = !(((codes & (FIVES * 0x0F)) + FIVES * 0x0F) | codes) & (FIVES * 0x10);
        let coded = nothing.trailing_zeros() / 5;
        let foreign = (u128::from_le_bytes(*eight) ^ (PAIRS * 0xD8)) & (PAIRS * 0xFE);
        let len = coded.min(foreign.trailing_zeros() / 16).min(8);
        let kept = (1 << (5 * len)) - 1;
        (Self::of(codes & kept, 0, len as u8), seated & kept)
    }

    /// Takes in what the quick loop leaves: long words, controls, presentation forms.
    fn rest(&mut self, rest: &str) -> bool {
        rest.chars().all(|c| match presentation_form(c) {
            Some(letters) => letters.chars().all(|letter| self.push_char(letter)),
            None => is_ignorable(c) || self.push_char(c),
        })
    }

    fn push_char(&mut self, c: char) -> bool {
        let code = (c as usize).checked_sub(0x600).and_then(|at| A::CODES.get(at)).copied().unwrap_or(STOP);
        code == SKIP || (code < SKIP && self.push(code))
    }

    /// Adds the letter with the number `code`; whether there was room.
    #[inline]
    pub fn push(&mut self, code: u8) -> bool {
        let room = usize::from(self.len) < Self::MAX;
        if room {
            let half = if self.len < HALF { &mut self.low } else { &mut self.high };
            *half |= u64::from(code) << (5 * u32::from(self.len % HALF));
            self.len += 1;
        }
        room
    }

    /// How many letters.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        usize::from(self.len)
    }

    /// Whether it has none.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The number of letter `i` from the front; 0 behind the end.
    #[inline]
    #[must_use]
    pub fn letter(self, i: usize) -> u8 {
        let half = if i < usize::from(HALF) { self.low } else { self.high };
        if i >= self.len() { 0 } else { (half >> (5 * (i % usize::from(HALF)))) as u8 & 31 }
    }

    /// The number of letter `i` from the back, 0 being the last.
    #[inline]
    #[must_use]
    pub fn nth_last(self, i: usize) -> u8 {
        self.len().checked_sub(i + 1).map_or(0, |at| self.letter(at))
    }

    /// Without its first `n` letters, at most twelve.
    #[inline]
    #[must_use]
    pub fn without_first(self, n: usize) -> Self {
        let n = n.min(usize::from(HALF));
        let len = self.len.saturating_sub(n as u8);
        if self.high == 0 {
            return Self::of(self.low >> (5 * n), 0, len);
        }
        let moved = (u128::from(self.high) << (5 * u32::from(HALF)) | u128::from(self.low)) >> (5 * n);
        Self::of(moved as u64 & HALF_BITS, (moved >> (5 * u32::from(HALF))) as u64, len)
    }

    /// Without its last `n` letters.
    #[inline]
    #[must_use]
    pub fn without_last(self, n: usize) -> Self {
        let len = self.len.saturating_sub(n.min(Self::MAX) as u8);
        let keep = |half: u64, letters: u8| half & ((1 << (5 * letters.min(HALF))) - 1);
        let high = if self.high == 0 { 0 } else { keep(self.high, len.saturating_sub(HALF)) };
        Self::of(keep(self.low, len), high, len)
    }

    /// Its last two letters as the [`key`](Self::key) of a word of two; 0 if it has fewer.
    #[inline]
    #[must_use]
    pub fn last_two(self) -> u64 {
        match self.len.checked_sub(2) {
            None => 0,
            Some(before) if before <= HALF - 2 => self.low >> (5 * before) & 0x3FF,
            Some(_) => u64::from(self.nth_last(1)) | u64::from(self.nth_last(0)) << 5,
        }
    }

    /// This and `other` as one word of at most 24 letters, `other` having at most twelve.
    #[must_use]
    pub fn followed_by(self, other: Self) -> Self {
        let all = u128::from(self.low) | u128::from(other.low) << (5 * u32::from(self.len));
        Self::of(all as u64 & HALF_BITS, (all >> (5 * u32::from(HALF))) as u64, self.len + other.len)
    }

    /// The word of a [`key`](Self::key).
    #[must_use]
    pub fn of_key(key: u64) -> Self {
        Self::of(key, 0, (64 - key.leading_zeros()).div_ceil(5) as u8)
    }

    /// As a number that no other word has; 0 if it has more than twelve letters.
    #[inline]
    #[must_use]
    pub fn key(self) -> u64 {
        if self.high != 0 { 0 } else { self.low }
    }

    /// The first twelve letters of it as a number, five bits each, the first letter in the lowest.
    #[inline]
    #[must_use]
    pub fn first_twelve(self) -> u64 {
        self.low
    }

    /// The twelve letters behind them.
    #[inline]
    #[must_use]
    pub fn next_twelve(self) -> u64 {
        self.high
    }
}

/// The last four letters of a word, all if they are fewer, a byte each: what tells most words from the few that a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending<A> {
    codes: u32,
    alphabet: PhantomData<A>,
}

impl<A: Alphabet> Ending<A> {
    const fn new(codes: u32) -> Self {
        Self { codes, alphabet: PhantomData }
    }

    /// The ending of the word `start..end` of `text`, which is letters, marks and the like. `None` if one of its last four
    /// characters is no letter of the alphabet, or if the text has no eight bytes up to its end: that says nothing of the
    /// word.
    #[inline]
    #[must_use]
    pub fn of(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let last = u64::from_le_bytes(*text.get(..end)?.last_chunk()?);
        // What stands before a shorter word is shifted away: no branch, for the length of a word is hard to predict.
        let others = 8 * (8 - (end - start).min(8));
        let (four, kept) = (last >> others, u64::MAX >> others);
        let foreign = (four ^ LEADS) & 0x00FE_00FE_00FE_00FE;
        let index = plain_index(four);
        let code = |at: u32| u32::from(A::PLAIN[usize::from((index >> (16 * at)) as u8)]);
        let codes = code(0) | code(1) << 8 | code(2) << 16 | code(3) << 24;
        (foreign & kept == 0 && codes & 0xC0C0_C0C0 == 0).then_some(Self::new(codes))
    }

    /// Of `1 << bits` bits, the one that stands for it.
    #[inline]
    #[must_use]
    pub fn bit(self, bits: u32) -> usize {
        (self.codes.wrapping_mul(0x9E37_79B9) >> (32 - bits)) as usize
    }
}

impl<A: Alphabet> From<Packed<A>> for Ending<A> {
    fn from(word: Packed<A>) -> Self {
        let first = word.len().saturating_sub(4);
        Self::new((first..word.len()).rev().fold(0, |codes, i| codes << 8 | u32::from(word.letter(i))))
    }
}

/// Of four characters of two bytes, in each 16 bits the index into [`Alphabet::PLAIN`]. The lead bytes D8 and D9 differ in
/// their last bit: it goes where the second byte has none.
#[inline]
fn plain_index(four: u64) -> u64 {
    four >> 8 & 0x00BF_00BF_00BF_00BF | four << 6 & 0x0040_0040_0040_0040
}

/// Where letter `n` of `word`, an Arabic word, begins, in bytes: behind the first `n` letters and the marks that belong to
/// them. A ligature that holds letter `n` begins it.
///
/// ```
/// use rawi_arabic::offset_of_letter;
/// assert_eq!(offset_of_letter("وَالخامس", 1), "وَ".len());
/// assert_eq!(offset_of_letter("و\u{FEF7}حد", 2), "و".len()); // the second half of ﻷ
/// ```
#[must_use]
pub fn offset_of_letter(word: &str, n: usize) -> usize {
    let mut seen = 0;
    for (at, c) in word.char_indices() {
        let letters = match presentation_form(c) {
            Some(letters) => letters.chars().count(),
            None => usize::from(!is_ignorable(c)),
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

    type Word = Packed<TehAsHeh>;

    #[test]
    fn spellings_of_a_word_are_one_key() {
        let plain = Word::new("ثلاثه").unwrap();
        for word in ["ثلاثة", "ثَلاثَة", "ثلاثـــة", "\u{200F}ثلاثة", "\u{61C}ثلاثة", "ثلا\u{6D6}ثة"]
        {
            assert_eq!(Word::new(word), Some(plain), "{word}");
        }
        assert_eq!(Word::new("ﻷلف"), Word::new("لالف"));
        assert_eq!(Word::new("ثلاثة3"), None);
        assert_eq!(Word::new("پنج"), None);
        assert_eq!(Word::new(""), None);
        assert_eq!(Word::new("\u{64B}"), None);
        let once = Packed::<HamzaOnce>::new;
        assert_eq!(once("مسؤول"), once("مسئول"));
        assert_ne!(once("ثلاثة"), once("ثلاثه"));
        assert_eq!(once("پنج"), once("گنج"));
    }

    #[test]
    fn alphabets_number_their_letters() {
        for (letter, code) in
            [('ا', 1), ('أ', 1), ('ب', 2), ('ي', 28), ('ى', 28), ('ی', 28), ('ک', 22), ('ء', 29), ('ؤ', 31), ('ة', 26)]
        {
            assert_eq!(Word::code(letter), code, "{letter}");
        }
        for (letter, code) in [('ا', 1), ('ي', 28), ('ة', 29), ('ء', 30), ('ؤ', 30), ('ئ', 30), ('پ', 31)] {
            assert_eq!(Packed::<HamzaOnce>::code(letter), code, "{letter}");
        }
    }

    #[test]
    fn letters_come_off_both_ends() {
        let word = Word::new("والخامس").unwrap();
        assert_eq!(word.without_first(3), Word::new("خامس").unwrap());
        assert_eq!(word.without_last(5), Word::new("وا").unwrap());
        assert_eq!(word.letter(0), Word::code('و'));
        assert_eq!(word.nth_last(0), Word::code('س'));
        assert_eq!((offset_of_letter("والخامس", 3), offset_of_letter("وَالخامس", 1)), ("وال".len(), "وَ".len()));
        assert_eq!(offset_of_letter("وﻷحد", 2), "و".len());
        let long = Word::new("وبالاستراتيجياتهم").unwrap();
        assert_eq!(long.without_first(4), Word::new("استراتيجياتهم").unwrap());
        assert_eq!((long.key(), long.len()), (0, 17));
        for word in ["بيت", "هم", "وبالاستراتيجياتهم", "استراتيجياتهم", "الرياضياتهم"]
        {
            let two = Word::new(&word[word.len() - 4..]).unwrap();
            assert_eq!(Word::new(word).unwrap().last_two(), two.key(), "{word}");
        }
        assert_eq!(Word::new("و").unwrap().last_two(), 0);
    }

    #[test]
    fn plain_words_are_read_at_once() {
        let plain = |word: &str| Word::plain(format!("قبلها {word} وما بعدها").as_bytes(), 11, 11 + word.len());
        for word in ["عشرين", "في", "و", "والخامسة", "وبالمئة", "أحد", "إلى", "مئة"] {
            assert_eq!(plain(word), Word::new(word), "{word}");
        }
        for word in ["عشرينَ", "عش\u{200F}رين", "\u{FEF7}لف", "پنج", "١٢", "والاستراتيجيات", "؟"]
        {
            assert_eq!(plain(word), None, "{word}");
        }
        assert_eq!(Word::plain("في".as_bytes(), 0, 4), None); // no sixteen bytes to read
        let twenty = Word::new("عشرين").unwrap();
        assert_eq!(Word::new("ال").unwrap().followed_by(twenty), Word::new("العشرين").unwrap());
        assert_eq!(Word::of_key(twenty.key()), twenty);
    }

    #[test]
    fn letters_are_counted_eight_at_a_time() {
        let count = |text: &str| Packed::<HamzaOnce>::prefix(text.as_bytes()[..16].try_into().unwrap()).0.len();
        assert_eq!(count("والبيوت ."), 7);
        for c in '\0'..='\u{FFFF}' {
            let alone = ('\u{600}'..'\u{680}').contains(&c) && is_letter(c);
            for (at, pad) in ["", "بيت", "والبيت"].iter().enumerate() {
                let text = format!("{pad}{c}من العالم العالم");
                let before = pad.chars().count();
                let expected = if alone { (before + 3).min(8) } else { before };
                assert_eq!(count(&text), expected, "U+{:04X} at {at}", c as u32);
            }
        }
        let (word, seated) = Packed::<HamzaOnce>::prefix("وأحمد قال".as_bytes()[..16].try_into().unwrap());
        assert_eq!((Some(word), seated), (Packed::new("واحمد"), 1 << 5));
    }

    #[test]
    fn an_ending_is_four_letters() {
        let ending = |word: &str| Ending::of(format!("قبلها {word} وما بعدها").as_bytes(), 11, 11 + word.len());
        for word in ["والعشرين", "عشرين", "وبالاستراتيجيات", "أحد", "في", "سوء", "هيئة", "عَشرين"]
        {
            assert_eq!(ending(word), Word::new(word).map(Ending::from), "{word}");
        }
        assert_ne!(ending("في"), ending("يفي"));
        for word in ["عشرينَ", "عشـرين", "پوند", "؟", "\u{FEF7}حد", "لله\u{FDFA}", "١٤٣٦", "a", "1436"]
        {
            assert_eq!(ending(word), None, "{word}");
        }
        assert_eq!(Ending::<TehAsHeh>::of("في".as_bytes(), 0, 4), None); // no eight bytes to read
    }

    proptest! {
        #[test]
        fn any_text_packs_or_not(word in "[\u{600}-\u{6FF}\u{FE70}-\u{FEFF}a\u{200F}🙂]{0,40}") {
            if let Some(packed) = Word::new(&word) {
                prop_assert!(packed.len() <= 24);
                prop_assert_eq!(packed.without_first(1).letter(0), packed.letter(1));
                prop_assert_eq!(packed.without_last(1).nth_last(0), packed.nth_last(1));
                prop_assert!(word.is_char_boundary(offset_of_letter(&word, packed.len() / 2)));
                let folded: String = Fold { teh_marbuta: true, ..Fold::STRICT }.letters(&word).collect();
                prop_assert_eq!(Word::new(&folded), Some(packed));
            }
        }
    }
}
