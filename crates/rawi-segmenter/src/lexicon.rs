//! The words that stand for themselves: a static table, looked up in a few nanoseconds, ready without a start.
//!
//! `data/lexicon.bin` holds no words but their fingerprints: buckets of eight 16-bit slots, little endian, filled from
//! the first. A slot is 14 bits of the hash of a word's first eight letters above two bits of [`Stem`]; 0 is empty; a
//! full bucket goes on in the next. Two words share a fingerprint and a bucket about once in 2,500, which costs a wrong
//! cut in a rare word and nothing else. `examples/build_lexicon.rs` makes it; `data/README.md` says from what.

use crate::letters::Letters;
use std::collections::BTreeMap;

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
#[derive(Clone, Debug)]
pub(crate) struct Lexicon(Box<[[u8; BUCKET]]>);

const SLOTS: usize = 8;
const BUCKET: usize = 2 * SLOTS;

/// The bucket, of so many, and the fingerprint of a key.
#[inline]
fn place(key: u64, buckets: u64) -> (u64, u16) {
    // Fibonacci hashing: the golden ratio spreads keys that differ in few letters.
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (((hash >> 32) * buckets) >> 32, (hash >> 18) as u16 & 0xFFFC)
}

impl Lexicon {
    /// The words that were counted.
    pub(crate) fn counted() -> Self {
        Self::over(include_bytes!("../data/lexicon.bin"))
    }

    fn over(table: &[u8]) -> Self {
        Self(table.as_chunks().0.into())
    }

    /// The [`Stem`] of these letters as a number, 0 if they are no word that stands for itself.
    #[inline]
    pub(crate) fn stem(&self, letters: Letters) -> u8 {
        let buckets = &self.0;
        let (bucket, print) = place(letters.stem(), buckets.len() as u64);
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

    /// Makes these letters a word of this kind, or no word that stands for itself.
    pub(crate) fn set(&mut self, letters: Letters, stem: Option<Stem>) {
        let stem = stem.map_or(0, |stem| stem as u8);
        if self.stem(letters) == stem {
            return;
        }
        let buckets = &mut self.0;
        let (bucket, print) = place(letters.stem(), buckets.len() as u64);
        let count = buckets.len();
        for bucket in (bucket as usize..count).chain(0..bucket as usize) {
            let (slots, _) = buckets[bucket].as_chunks_mut::<2>();
            let found = slots
                .iter_mut()
                .find(|slot| matches!(u16::from_le_bytes(**slot), old if old == 0 || old & !3 == print));
            if let Some(slot) = found {
                *slot = (print | u16::from(stem)).to_le_bytes();
                return;
            }
        }
    }
}

/// Makes the table of a lexicon from words and their stems; of words alike in eight letters the last counts.
///
/// # Panics
/// Never for fewer than two thousand million words.
#[must_use]
pub fn build(words: impl IntoIterator<Item = (Letters, Stem)>) -> Vec<u8> {
    let words: BTreeMap<u64, Stem> = words.into_iter().map(|(letters, stem)| (letters.stem(), stem)).collect();
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
    fn a_built_table_finds_its_words_and_few_others() {
        let words: Vec<Letters> = ('ا'..='ي')
            .flat_map(|a| ('ا'..='ي').map(move |b| Letters::of(&format!("{a}م{b}"))))
            .filter(|l| l.count() == 3)
            .collect();
        let (kept, others) = words.split_at(words.len() / 2);
        let table = build(kept.iter().map(|&letters| (letters, Stem::Common)));
        let mut lexicon = Lexicon::over(&table);
        assert!(kept.iter().all(|&letters| lexicon.stem(letters) == Stem::Common as u8));
        assert!(others.iter().filter(|&&letters| lexicon.stem(letters) != 0).count() < 20);
        assert_eq!(Lexicon::over(&build([])).stem(Letters::of("بيت")), 0);
        // As many as leave room: a table in which no slot is free has no end.
        let more = &others[..kept.len() / 3];
        for &letters in more {
            lexicon.set(letters, Some(Stem::Rare));
        }
        assert!(more.iter().all(|&letters| lexicon.stem(letters) == Stem::Rare as u8));
        lexicon.set(kept[0], None);
        assert_eq!(lexicon.stem(kept[0]), 0);
    }
}
