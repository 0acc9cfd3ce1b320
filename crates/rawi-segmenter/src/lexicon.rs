//! The words that stand for themselves: a static table, looked up in a few nanoseconds, ready without a start.
//!
//! `data/lexicon.bin` holds no words but their fingerprints: buckets of eight 16-bit slots, little endian, filled from
//! the first. A slot is 14 bits of the hash of a word's first eight letters above two bits of [`Stem`]; 0 is empty; a
//! full bucket goes on in the next. Two words share a fingerprint and a bucket about once in 2,500, which costs a wrong
//! cut in a rare word and nothing else. `examples/build_lexicon.rs` makes it; `data/README.md` says from what.

use crate::classes::{self, HAMZA_BIT, LETTER_LAST, LIGATURE, MARK, TATWEEL, class_at};

/// The letters of a word, folded: marks and tatweel dropped, one alef, one yeh, one hamza.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// Five bits a letter, the first letter lowest; the first twelve.
    pub(crate) key: u64,
    /// The lowest bit of a letter's five says that it is an alef with hamza, madda or wasla; of the first three letters,
    /// which are all that clitics ask for.
    pub(crate) hamza: u64,
    /// How many, counted to 255.
    pub(crate) count: u8,
}

/// Bits of [`Letters::key`] in use.
const KEY: u64 = (1 << 60) - 1;
/// Bits of a stem's first eight letters: what clitics, four letters at most, leave of the twelve.
const STEM: u64 = (1 << 40) - 1;

impl Letters {
    /// The letters of `word`; characters that are no Arabic letters are passed over.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut reader = LetterReader::default();
        let mut at = 0;
        while at < word.len() {
            let (class, len) = class_at(word, at);
            reader.push_class(class, &word[at..at + len]);
            at += len;
        }
        reader.letters()
    }

    /// The letters that eight characters of two bytes begin with.
    #[inline]
    pub(crate) fn of_eight(eight: &[u8; 16]) -> Self {
        let (count, codes, hamza) = classes::letters_of_eight(eight);
        let kept = (1 << (5 * count)) - 1;
        Self { key: codes & kept, hamza: hamza & kept, count: count as u8 }
    }

    /// The code of the letter `index`.
    #[inline]
    pub(crate) fn code(self, index: u32) -> u64 {
        self.key >> (5 * index) & 31
    }

    /// What is left without the first `n` letters.
    #[inline]
    pub(crate) fn without(self, n: u8) -> Self {
        Self { key: self.key >> (5 * n), hamza: self.hamza >> (5 * n), count: self.count.saturating_sub(n) }
    }

    /// Where the letter `index` of `word` begins, in bytes, with the marks and tatweel before it left behind;
    /// `None` if it lies inside a ligature.
    pub(crate) fn byte_of(word: &str, index: u8) -> Option<usize> {
        let mut reader = LetterReader::default();
        let mut at = 0;
        while at < word.len() {
            let (class, len) = class_at(word, at);
            let before = reader.count;
            reader.push_class(class, &word[at..at + len]);
            if class != MARK && class != TATWEEL && reader.count > u32::from(index) {
                return (before == u32::from(index)).then_some(at);
            }
            at += len;
        }
        None
    }
}

/// Reads [`Letters`].
#[derive(Clone, Copy, Default)]
pub(crate) struct LetterReader {
    key: u64,
    hamza: u64,
    /// Where the next letter goes; beyond the twelfth all go to the bits that [`KEY`] cuts off.
    shift: u32,
    count: u32,
}

impl LetterReader {
    /// Adds a letter by its class.
    #[inline]
    pub(crate) fn push(&mut self, class: u8) {
        self.key |= u64::from(class & 31) << self.shift;
        if self.count < 3 {
            self.hamza |= u64::from(class >> HAMZA_BIT) << self.shift;
        }
        self.shift = (self.shift + 5).min(60);
        self.count += 1;
    }

    /// Adds what `text`, one character of this class, stands for.
    pub(crate) fn push_class(&mut self, class: u8, text: &str) {
        if class <= LETTER_LAST {
            self.push(class);
        } else if class == LIGATURE {
            text.chars().flat_map(classes::ligature).for_each(|letter| self.push(letter));
        }
    }

    #[inline]
    pub(crate) fn letters(self) -> Letters {
        Letters { key: self.key & KEY, hamza: self.hamza, count: self.count.min(255) as u8 }
    }
}

/// How a word of the lexicon behaves as a stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stem {
    /// A word.
    Rare = 1,
    /// A word common enough to be compared with (كمدينة).
    Common = 2,
    /// A particle, pronoun or the like, which takes clitics though it is short (فمن, بكل).
    Particle = 3,
}

/// A lexicon over the bytes of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexicon<'a>(&'a [u8]);

/// The lexicon that the crate carries.
pub(crate) static LEXICON: Lexicon<'static> = Lexicon(include_bytes!("../data/lexicon.bin"));

const SLOTS: usize = 8;
const BUCKET: usize = 2 * SLOTS;

/// The bucket, of so many, and the fingerprint of a key.
#[inline]
fn place(key: u64, buckets: u64) -> (u64, u16) {
    // Fibonacci hashing: the golden ratio spreads keys that differ in few letters.
    let hash = (key & STEM).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (((hash >> 32) * buckets) >> 32, (hash >> 18) as u16 & 0xFFFC)
}

impl Lexicon<'_> {
    /// The [`Stem`] of these letters as a number, 0 if they are no word that stands for itself.
    #[inline]
    pub(crate) fn stem(self, letters: Letters) -> u8 {
        let (buckets, _) = self.0.as_chunks::<BUCKET>();
        let (bucket, print) = place(letters.key, buckets.len() as u64);
        let mut bucket = bucket as usize;
        loop {
            let Some(&slots) = buckets.get(bucket) else { return 0 };
            let slots = u128::from_le_bytes(slots);
            // Four slots in a word: a slot with this fingerprint becomes zero, and the lowest zero gives its top bit.
            let halves = [slots as u64, (slots >> 64) as u64];
            for half in halves {
                let differ = (half ^ (u64::from(print) * 0x0001_0001_0001_0001)) & 0xFFFC_FFFC_FFFC_FFFC;
                let zeros = differ.wrapping_sub(0x0001_0001_0001_0001) & !differ & 0x8000_8000_8000_8000;
                if zeros != 0 {
                    return (half >> (zeros.trailing_zeros() - 15)) as u8 & 3;
                }
            }
            if halves[1] >> 48 == 0 {
                return 0;
            }
            bucket = (bucket + 1) % buckets.len();
        }
    }
}

/// Makes the table of a lexicon from words and their stems; of words alike in eight letters the last counts.
///
/// # Panics
/// Never for fewer than two thousand million words.
#[must_use]
pub fn build(words: impl IntoIterator<Item = (Letters, Stem)>) -> Vec<u8> {
    let words: std::collections::BTreeMap<u64, Stem> =
        words.into_iter().map(|(letters, stem)| (letters.key & STEM, stem)).collect();
    // Five of eight slots in use: few buckets overflow.
    let buckets = (words.len() / 5).max(1);
    let mut table = vec![[0_u16; SLOTS]; buckets];
    for (key, stem) in words {
        let (bucket, print) = place(key, buckets as u64);
        let mut bucket = bucket as usize;
        while table[bucket][SLOTS - 1] != 0 {
            bucket = (bucket + 1) % buckets;
        }
        if let Some(slot) = table[bucket].iter_mut().find(|slot| **slot == 0) {
            *slot = print | stem as u16;
        }
    }
    table.iter().flatten().flat_map(|slot| slot.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_folded() {
        assert_eq!(Letters::of("إِعمـــارٌ"), Letters { hamza: 1, ..Letters::of("اعمار") });
        assert_eq!(Letters::of("مسؤول"), Letters::of("مسئول"));
        assert_eq!(Letters::of("و\u{FEF7}حمد"), Letters::of("ولأحمد"));
        assert_eq!(Letters::of("استقلالياتهموها").count, 15);
    }

    #[test]
    fn a_letter_is_found_behind_marks_and_not_inside_a_ligature() {
        let word = "وَبِـالبيت";
        assert_eq!(Letters::byte_of(word, 1).map(|at| &word[at..]), Some("بِـالبيت"));
        assert_eq!(Letters::byte_of(word, 2).map(|at| &word[at..]), Some("البيت"));
        assert_eq!(Letters::byte_of("\u{FEF7}حمد", 1), None);
        assert_eq!(Letters::byte_of("حمد", 3), None);
    }

    #[test]
    fn a_built_table_finds_its_words_and_few_others() {
        let words: Vec<Letters> = ('ا'..='ي')
            .flat_map(|a| ('ا'..='ي').map(move |b| Letters::of(&format!("{a}م{b}"))))
            .filter(|l| l.count == 3)
            .collect();
        let (kept, others) = words.split_at(words.len() / 2);
        let table = build(kept.iter().map(|&letters| (letters, Stem::Common)));
        let lexicon = Lexicon(&table);
        assert!(kept.iter().all(|&letters| lexicon.stem(letters) == Stem::Common as u8));
        assert!(others.iter().filter(|&&letters| lexicon.stem(letters) != 0).count() < 20);
        assert_eq!(Lexicon(&build([])).stem(Letters::of("بيت")), 0);
    }
}
