//! Which spellings of a word are one: the folds of single characters, and the keys of words made with them.

use crate::classes::{digit_value, is_ignorable};
use crate::forms::presentation_form;

/// ALEF WITH MADDA ABOVE, WITH HAMZA ABOVE, WITH HAMZA BELOW to ALEF: writers drop the hamza (اعلان for إعلان).
#[inline]
#[must_use]
pub const fn fold_alef(c: char) -> char {
    if matches!(c, 'آ' | 'أ' | 'إ') { 'ا' } else { c }
}

/// ALEF WASLA to ALEF: it is written in vocalised text only.
#[inline]
#[must_use]
pub const fn fold_alef_wasla(c: char) -> char {
    if c == 'ٱ' { 'ا' } else { c }
}

/// ALEF MAKSURA to YEH: Egyptian papers write ى for final ي, others the reverse. It makes على and علي one word.
#[inline]
#[must_use]
pub const fn fold_alef_maksura(c: char) -> char {
    if c == 'ى' { 'ي' } else { c }
}

/// FARSI YEH to YEH: some keyboards and fonts give it for ى and ي.
#[inline]
#[must_use]
pub const fn fold_farsi_yeh(c: char) -> char {
    if c == 'ی' { 'ي' } else { c }
}

/// KEHEH to KAF: the Persian shape of the same letter.
#[inline]
#[must_use]
pub const fn fold_keheh(c: char) -> char {
    if c == 'ک' { 'ك' } else { c }
}

/// TEH MARBUTA to HEH, as careless writers do (وزاره).
#[inline]
#[must_use]
pub const fn fold_teh_marbuta(c: char) -> char {
    if c == 'ة' { 'ه' } else { c }
}

/// ARABIC-INDIC and EXTENDED ARABIC-INDIC (Persian) digits to ASCII: the same number, the same key.
#[inline]
#[must_use]
pub const fn fold_digit(c: char) -> char {
    match digit_value(c) {
        Some(value) => (b'0' + value) as char,
        None => c,
    }
}

/// What a character is replaced by when two spellings of a word are compared: all the folds above but
/// [`fold_teh_marbuta`]. TEH MARBUTA and the hamza seats ؤ ئ are kept: ة is not ه in careful text.
#[inline]
#[must_use]
pub const fn fold_char(c: char) -> char {
    fold_digit(fold_keheh(fold_farsi_yeh(fold_alef_maksura(fold_alef_wasla(fold_alef(c))))))
}

/// What becomes of the hamza seats ؤ and ئ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seats {
    /// They are letters of their own.
    Kept,
    /// They are ء: مسؤول and مسئول are one word.
    Hamza,
    /// They are what carries the hamza, و and ي: مؤسسة and موسسة are one word.
    Carrier,
}

const fn carrier(c: char) -> char {
    match c {
        'ؤ' => 'و',
        'ئ' => 'ي',
        _ => c,
    }
}

/// A letter that carries a hamza, other than alef.
const fn is_seat(c: char) -> bool {
    carrier(c) != c
}

/// How far two spellings may differ and still be one word: always by marks, tatweel, bidi controls, presentation forms and
/// what [`fold_char`] folds, and by what is said here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// ة is ه.
    pub teh_marbuta: bool,
    /// ؤ and ئ.
    pub seats: Seats,
    /// Latin letters of ASCII are small ones.
    pub lower: bool,
}

impl Fold {
    /// [`fold_char`] and no more: what careful writers do not keep apart.
    pub const STRICT: Self = Self { teh_marbuta: false, seats: Seats::Kept, lower: false };
    /// What careless writers confuse, too: ة and ه, ؤ and و, ئ and ي, large and small Latin letters. Such a key finds
    /// candidates; the spelling decides.
    pub const LOOSE: Self = Self { teh_marbuta: true, seats: Seats::Carrier, lower: true };

    /// What `c` is replaced by.
    #[inline]
    #[must_use]
    pub const fn char(self, c: char) -> char {
        let mut folded = fold_char(c);
        if self.teh_marbuta {
            folded = fold_teh_marbuta(folded);
        }
        folded = match self.seats {
            Seats::Kept => folded,
            Seats::Hamza if is_seat(folded) => 'ء',
            Seats::Carrier if is_seat(folded) => carrier(folded),
            _ => folded,
        };
        if self.lower { folded.to_ascii_lowercase() } else { folded }
    }

    /// The letters of `word` and its other characters, folded, without those that say nothing.
    pub fn letters(self, word: &str) -> impl Iterator<Item = char> + Clone {
        word.chars().filter(|&c| !is_ignorable(c)).flat_map(move |c| {
            // One of the two is empty.
            let form = presentation_form(c).unwrap_or("");
            form.chars().chain(form.is_empty().then_some(c)).map(move |c| self.char(c))
        })
    }
}

/// Makes the keys under which words are compared, by a table of the block in which nearly all Arabic text lies.
///
/// ```
/// use rawi_arabic::{LOOSE, STRICT};
/// assert_eq!(STRICT.key("الإعمـــارُ"), "الاعمار");
/// assert_eq!(STRICT.key("مؤسسة"), "مؤسسة");
/// assert_eq!(LOOSE.key("مؤسسة"), "موسسه");
/// ```
#[derive(Debug)]
pub struct Keys {
    fold: Fold,
    /// What becomes of U+0600 to U+06FF; `'\0'` where nothing is left.
    block: [char; 256],
}

/// Keys by [`Fold::STRICT`].
pub static STRICT: Keys = Keys::new(Fold::STRICT);
/// Keys by [`Fold::LOOSE`].
pub static LOOSE: Keys = Keys::new(Fold::LOOSE);

impl Keys {
    /// Keys by `fold`.
    #[must_use]
    pub const fn new(fold: Fold) -> Self {
        let mut block = ['\0'; 256];
        let mut i = 0;
        while i < block.len() {
            // No surrogate lies there.
            if let Some(c) = char::from_u32(0x600 + i as u32)
                && !is_ignorable(c)
            {
                block[i] = fold.char(c);
            }
            i += 1;
        }
        Self { fold, block }
    }

    /// The key of `word`.
    #[must_use]
    pub fn key(&self, word: &str) -> String {
        let mut key = String::with_capacity(word.len());
        self.push(word, &mut key);
        key
    }

    /// Appends the key of `word` to `key`.
    pub fn push(&self, word: &str, key: &mut String) {
        let bytes = word.as_bytes();
        // What is its own key is copied in runs: most words are one.
        let (mut from, mut at) = (0, 2 * self.own_letters(bytes));
        while at < bytes.len() {
            let start = at;
            match bytes[at] {
                // U+0600 to U+06FF.
                lead @ 0xD8..=0xDB => {
                    let place = usize::from(lead & 3) << 6 | usize::from(bytes[at + 1] & 0x3F);
                    at += 2;
                    let folded = self.block[place];
                    if folded as usize == 0x600 + place {
                        continue;
                    }
                    key.push_str(&word[from..start]);
                    if folded != '\0' {
                        key.push(folded);
                    }
                }
                ascii @ 0..0x80 => {
                    at += 1;
                    if !self.fold.lower || !ascii.is_ascii_uppercase() {
                        continue;
                    }
                    key.push_str(&word[from..start]);
                    key.push(char::from(ascii.to_ascii_lowercase()));
                }
                _ => {
                    key.push_str(&word[from..start]);
                    at += word[start..].chars().next().map_or(1, char::len_utf8);
                    key.extend(self.fold.letters(&word[start..at]));
                }
            }
            from = at;
        }
        key.push_str(&word[from..]);
    }

    /// How many letters of two bytes `word` begins with that are their own keys.
    #[inline]
    fn own_letters(&self, word: &[u8]) -> usize {
        let own = |&&[lead, second]: &&[u8; 2]| {
            let place = usize::from(lead & 3) << 6 | usize::from(second & 0x3F);
            lead & 0xFC == 0xD8 && self.block[place] as usize == 0x600 + place
        };
        word.as_chunks().0.iter().take_while(own).count()
    }

    /// How many bytes the key of `word` has.
    #[must_use]
    pub fn len(&self, word: &str) -> usize {
        word.chars().map(|c| self.len_of(c)).sum()
    }

    /// Where the character of `word` stands that gives byte `at` of its key: the first character that is not wholly in
    /// the key's first `at` bytes. A character that gives several letters (a ligature) stands for all of them.
    #[must_use]
    pub fn source_offset(&self, word: &str, at: usize) -> usize {
        let mut length = 0;
        for (offset, c) in word.char_indices() {
            let adds = self.len_of(c);
            if adds > 0 && length + adds > at {
                return offset;
            }
            length += adds;
        }
        word.len()
    }

    fn len_of(&self, c: char) -> usize {
        match self.block.get((c as usize).wrapping_sub(0x600)) {
            Some('\0') => 0,
            Some(folded) => folded.len_utf8(),
            None if c.is_ascii() => 1,
            None => self.fold.letters(c.encode_utf8(&mut [0; 4])).map(char::len_utf8).sum(),
        }
    }
}

/// Appends `word` to `key`, folded for comparison by [`Fold::STRICT`]: marks, tatweel and bidi controls dropped, presentation
/// forms replaced by their letters, every other character through [`fold_char`].
pub fn fold_into(word: &str, key: &mut String) {
    STRICT.push(word, key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_idempotent() {
        let once = STRICT.key("وَﻷحمد إلى الأُردنّ \u{200F}٢٠٢٥ ک ی");
        assert_eq!((once.as_str(), STRICT.key(&once).as_str()), ("ولاحمد الي الاردن 2025 ك ي", once.as_str()));
    }

    #[test]
    fn spellings_that_writers_mix_have_one_key() {
        for (a, b) in [
            ("أحمد", "احمد"),
            ("مصطفى", "مصطفي"),
            ("الإسلامية", "الاسلاميه"),
            ("سـوريـا", "سوريا"),
            ("مُؤسسة", "موسسة"),
            ("BBC", "bbc"),
        ] {
            assert_eq!(LOOSE.key(a), LOOSE.key(b));
        }
    }

    #[test]
    fn the_table_is_the_fold() {
        for keys in [&STRICT, &LOOSE, &Keys::new(Fold { seats: Seats::Hamza, ..Fold::STRICT })] {
            for c in '\0'..='\u{FFFF}' {
                let folded: String = keys.fold.letters(c.encode_utf8(&mut [0; 4])).collect();
                let text = format!("أ{c}ـب");
                assert_eq!(keys.key(&text), format!("ا{folded}ب"), "U+{:04X}", c as u32);
                assert_eq!(keys.len(&text), keys.key(&text).len());
            }
        }
    }

    #[test]
    fn offsets_skip_marks_and_keep_ligatures_whole() {
        assert_eq!(LOOSE.source_offset("وَبيروت", 2), "وَ".len());
        assert_eq!(LOOSE.source_offset("و\u{FEF7}حمد", 2), 2); // وأل in one sign
        assert_eq!(LOOSE.source_offset("و\u{FEF7}حمد", 4), 2); // inside the ligature: the whole of it
        assert_eq!(LOOSE.source_offset("وب", 9), 4);
    }
}
