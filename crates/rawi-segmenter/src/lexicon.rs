//! The words that stand for themselves: a static table, looked up in a few nanoseconds, ready without a start.
//!
//! `data/lexicon.bin` is buckets of four 32-bit slots, little endian, filled from the first. The first eight letters of a word
//! are a number of 40 bits, which is scattered one to one: its upper bits are the bucket, its lower 29 stand in the slot, above
//! an [`Entry`]: a bit that says that the word takes the article, and two of [`Stem`]. So two words share a slot only if they
//! are alike in eight letters. 0 is empty; a full bucket goes on in the next. `examples/build_lexicon.rs` makes it;
//! `data/README.md` says from what.

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

/// What the lexicon knows of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry(u8);

impl Entry {
    /// The bit of a word that takes the article.
    const NOUN: u8 = 4;

    /// A word of this kind; `noun` says that it is seen with the article.
    #[must_use]
    pub const fn new(stem: Stem, noun: bool) -> Self {
        Self(stem as u8 | if noun { Self::NOUN } else { 0 })
    }

    /// The [`Stem`] as a number, 0 if the letters are no word that stands for itself.
    #[inline]
    pub(crate) fn stem(self) -> u8 {
        self.0 & 3
    }

    /// Whether it takes the article: a noun or an adjective, and so no word that ends in a pronoun.
    #[inline]
    pub(crate) fn is_noun(self) -> bool {
        self.0 & Self::NOUN != 0
    }
}

/// A lexicon over the bytes of a table.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon(Box<[Bucket]>);

const SLOTS: usize = 4;
type Bucket = [u32; SLOTS];
/// A word's bits in a slot.
const PRINT: u32 = !7;
/// Bits of a key.
const KEY: u32 = 40;

/// The bucket, of so many, more than 2048, and the bits in the slot of a key.
#[inline]
fn place(key: u64, buckets: u64) -> (usize, u32) {
    // Fibonacci hashing: the golden ratio spreads keys that differ in few letters. An odd factor loses nothing.
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << KEY) - 1);
    (((hash * buckets) >> KEY) as usize, (hash << 3) as u32)
}

impl Lexicon {
    /// The words that were counted.
    pub(crate) fn counted() -> Self {
        Self::over(include_bytes!("../data/lexicon.bin"))
    }

    fn over(table: &[u8]) -> Self {
        let (slots, _) = table.as_chunks();
        let slots: Vec<u32> = slots.iter().map(|&slot| u32::from_le_bytes(slot)).collect();
        Self(slots.as_chunks().0.into())
    }

    /// The [`Stem`] of these letters as a number, 0 if they are no word that stands for itself.
    #[inline]
    pub(crate) fn stem(&self, letters: Letters) -> u8 {
        self.entry(letters).stem()
    }

    /// What is known of these letters.
    #[inline]
    pub(crate) fn entry(&self, letters: Letters) -> Entry {
        let buckets = &self.0;
        let (mut bucket, print) = place(letters.stem(), buckets.len() as u64);
        loop {
            let Some(&slots) = buckets.get(bucket) else { return Entry::default() };
            // No branch: which slot it is, a processor cannot guess.
            let found = slots.iter().fold(0, |found, &slot| if slot & PRINT == print { slot } else { found });
            if found != 0 || slots[SLOTS - 1] == 0 {
                return Entry(found as u8 & 7);
            }
            bucket = (bucket + 1) % buckets.len();
        }
    }

    /// Makes these letters a word of this kind, or no word that stands for itself.
    pub(crate) fn set(&mut self, letters: Letters, stem: Option<Stem>) {
        let known = self.entry(letters);
        let stem = stem.map_or(0, |stem| Entry::new(stem, known.is_noun()).0);
        if known.0 == stem {
            return;
        }
        let buckets = &mut self.0;
        let (bucket, print) = place(letters.stem(), buckets.len() as u64);
        let count = buckets.len();
        for bucket in (bucket..count).chain(0..bucket) {
            let found = buckets[bucket].iter_mut().find(|slot| **slot == 0 || **slot & PRINT == print);
            if let Some(slot) = found {
                *slot = print | u32::from(stem);
                return;
            }
        }
    }
}

/// Buckets of the smallest table: with so many, keys that agree in the bits of a slot lie in different buckets.
const LEAST: usize = 1 << (KEY - 29);

/// Makes the table of a lexicon from words and their stems; of words alike in eight letters the last counts.
///
/// # Panics
/// Never for fewer than two thousand million words.
#[must_use]
pub fn build(words: impl IntoIterator<Item = (Letters, Entry)>) -> Vec<u8> {
    let words: BTreeMap<u64, Entry> = words.into_iter().map(|(letters, entry)| (letters.stem(), entry)).collect();
    // Two of four slots in use: few buckets overflow.
    let buckets = (words.len() / 2).max(LEAST);
    let mut table: Vec<Bucket> = vec![[0; SLOTS]; buckets];
    for (key, entry) in words {
        let (mut bucket, print) = place(key, buckets as u64);
        while table[bucket][SLOTS - 1] != 0 {
            bucket = (bucket + 1) % buckets;
        }
        if let Some(slot) = table[bucket].iter_mut().find(|slot| **slot == 0) {
            *slot = print | u32::from(entry.0);
        }
    }
    table.iter().flatten().flat_map(|slot| slot.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_table_finds_its_words_and_no_others() {
        let words: Vec<Letters> = ('ا'..='ي')
            .flat_map(|a| ('ا'..='ي').map(move |b| Letters::of(&format!("{a}م{b}"))))
            .filter(|l| l.count() == 3)
            .collect();
        let (kept, others) = words.split_at(words.len() / 2);
        let table = build(kept.iter().map(|&letters| (letters, Entry::new(Stem::Common, letters.code(0) == 1))));
        let mut lexicon = Lexicon::over(&table);
        assert!(kept.iter().all(|&letters| lexicon.stem(letters) == Stem::Common as u8));
        assert!(kept.iter().all(|&letters| lexicon.entry(letters).is_noun() == (letters.code(0) == 1)));
        assert!(others.iter().filter(|&&letters| lexicon.stem(letters) != 0).count() == 0);
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
