//! Scores of written words: what a word adds for each label to itself and to its neighbours, summed once and kept.
//!
//! They depend on nothing but the word, so what is kept changes speed and never names.

use crate::context::StemContext;
use crate::features::{Buffers, OFFSETS, REACH, WordFeatures, each_row, group, word_features};
use crate::hash::{hash, mix};
use crate::model::Model;
use crate::resources::phrase_hash;
use crate::rows::{add_row, add_weights, by_width, rows, width};
use crate::steps;
use crate::words::{Word, WordKind};
use std::sync::Arc;

/// Written words that a memory keeps from one document to the next, about: seven megabytes with the shipped models.
const KEPT: usize = 52_000;

/// Those that all memories of a model keep together, if each keeps as many as [`KEPT_AT_LEAST`].
const KEPT_IN_ALL: usize = 128_000;
const KEPT_AT_LEAST: usize = 8_000;

/// A document of more words is read in pieces, each as a document of its own, so that the buffers do not grow with it. News reports
/// are ten times shorter.
pub(crate) const LONGEST_PIECE: usize = 1 << 14;

/// A memory begins with so many slots for words.
const SLOTS: usize = 1 << 12;

/// New words that are summed together.
const BATCH: usize = 256;

/// A written word that is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CachedWord {
    key: u64,
    /// Hash of its stem.
    pub(crate) stem: u64,
    /// What the lists of phrases hold for its stem alone.
    pub(crate) phrase: u16,
    /// Whether it is a word at all.
    pub(crate) is_word: bool,
    /// For the features that reach further.
    pub(crate) context: StemContext,
    /// Whether it was seen again since the last time that words were forgotten.
    again: bool,
}

/// The words seen so far with their scores. Number 0 is the border of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The model whose words these are.
    model: Option<Arc<()>>,
    /// By hash, the upper half of the hash and the number of a word, or 0.
    slots: Vec<(u32, u32)>,
    pub(crate) words: Vec<CachedWord>,
    /// `width` for each word: by place a row.
    pub(crate) scores: Vec<i16>,
    width: usize,
    keys: Vec<u64>,
    numbers: Vec<u32>,
    buffers: Buffers,
    features: WordFeatures,
    fresh: Fresh,
}

/// The words of a document that are new: their features, and for each word where they end.
#[derive(Debug, Default)]
struct Fresh {
    /// Row and place.
    rows: Vec<(u32, u8)>,
    known: Vec<u16>,
    signs: Vec<u8>,
    ends: Vec<(usize, usize, usize)>,
    /// By row the slot where the search for it begins.
    looks: Vec<(u32, u32)>,
    /// The numbers of the rows that have a weight, with their place, and by word where they end.
    found: Vec<(u32, u8)>,
    found_ends: Vec<usize>,
}

impl Memory {
    /// Makes ready for a document: forgets the words of another model, and those seen only once when there are too many.
    fn start(&mut self, model: &Model) {
        if !self.model.as_ref().is_some_and(|id| Arc::ptr_eq(id, &model.id)) {
            self.model = Some(Arc::clone(&model.id));
            self.words.clear();
            self.scores.clear();
            self.scores.extend_from_slice(&model.arrays.borders);
            self.width = self.scores.len();
            // Doubling would hold twice what is kept.
            self.words.reserve_exact(KEPT + LONGEST_PIECE);
            self.scores.reserve_exact((KEPT + LONGEST_PIECE) * self.width);
            let context = StemContext::default();
            self.words.push(CachedWord { key: 0, stem: 0, phrase: 0, is_word: false, context, again: true });
            self.place_all(SLOTS);
            return;
        }
        let memories = Arc::strong_count(&model.id) - 1;
        let most = (KEPT_IN_ALL / memories.max(1)).clamp(KEPT_AT_LEAST, KEPT);
        if self.words.len() > most {
            let mut kept = 0;
            for number in 0..self.words.len() {
                let cached = self.words[number];
                if cached.again {
                    self.words[kept] = CachedWord { again: kept == 0, ..cached };
                    self.scores.copy_within(number * self.width..(number + 1) * self.width, kept * self.width);
                    kept += 1;
                }
            }
            // There must be room for new ones, or this would be done for every document.
            let kept = if kept > most / 4 * 3 { 1 } else { kept };
            self.words.truncate(kept);
            self.scores.truncate(kept * self.width);
            self.place_all((most * 2).next_power_of_two());
        }
    }

    /// Puts all words into as many slots.
    fn place_all(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, (0, 0));
        for number in 1..self.words.len() {
            let slot = self.slot(self.words[number].key);
            self.slots[slot] = ((self.words[number].key >> 32) as u32, number as u32);
        }
    }

    /// The slot that holds the word of this key, or that is free for it.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        loop {
            steps::take(1);
            let (tag, number) = self.slots[slot];
            if number == 0 || (tag == (key >> 32) as u32 && self.words[number as usize].key == key) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Calls `see` with each word of a document and its number.
    pub(crate) fn read<'w, 't>(
        &mut self,
        words: &'w [Word<'t>],
        model: &Model,
        mut see: impl FnMut(&'w Word<'t>, u32, &CachedWord),
    ) {
        self.start(model);
        let before = self.words.len() as u32;
        // Every look into memory is a wait. Each loop looks for all words, so that the waits are one.
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        keys.extend(words.iter().map(|word| mix(hash(word.text.as_bytes()), word.kind as u64)));
        let mask = self.slots.len() - 1;
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        numbers.extend(keys.iter().map(|&key| {
            let (tag, number) = self.slots[key as usize & mask];
            if tag == (key >> 32) as u32 { number } else { 0 }
        }));
        for (number, &key) in numbers.iter_mut().zip(&keys) {
            *number = if self.words[*number as usize].key == key { *number } else { 0 };
        }
        for ((number, &key), word) in numbers.iter_mut().zip(&keys).zip(words).filter(|((n, _), _)| **n == 0) {
            *number = self.number(word, key, model);
            if self.fresh.ends.len() == BATCH {
                self.sum(model);
            }
        }
        self.sum(model);
        let mut touched = 0;
        for &number in &numbers {
            let scores = &self.scores[number as usize * self.width..][..self.width];
            touched ^= scores.iter().step_by(32).fold(scores[self.width - 1], |all, s| all ^ s);
        }
        std::hint::black_box(touched);
        steps::take(words.len());
        for (word, &number) in words.iter().zip(&numbers) {
            let cached = &mut self.words[number as usize];
            see(word, number, cached);
            cached.again |= number < before;
        }
        self.keys = keys;
        self.numbers = numbers;
    }

    /// The number of a written word.
    fn number(&mut self, word: &Word<'_>, key: u64, model: &Model) -> u32 {
        let slot = self.slot(key);
        if self.slots[slot].1 != 0 {
            return self.slots[slot].1;
        }
        let number = self.words.len() as u32;
        self.slots[slot] = ((key >> 32) as u32, number);
        self.keep(word, key, model);
        // A long document may bring more new words than there is room for: grow, and forget at the next one.
        if self.words.len() * 2 > self.slots.len() {
            self.place_all(self.slots.len() * 2);
        }
        number
    }

    fn keep(&mut self, word: &Word<'_>, key: u64, model: &Model) {
        word_features(word, model.groups, &model.resources, &model.bytes, &mut self.buffers, &mut self.features);
        let (features, fresh) = (&self.features, &mut self.fresh);
        let phrase = if model.groups & group::PHRASES == 0 {
            0
        } else {
            model.resources.phrase(&model.bytes, phrase_hash(0, features.stem))
        };
        let is_word = matches!(word.kind, WordKind::Word | WordKind::Latin);
        self.words.push(CachedWord {
            key,
            stem: features.stem,
            phrase,
            is_word,
            context: features.context,
            again: false,
        });
        each_row(features, |offset, row| fresh.rows.push((row, (offset + REACH) as u8)));
        fresh.known.extend_from_slice(&features.known);
        fresh.signs.extend_from_slice(&features.signs);
        fresh.ends.push((fresh.rows.len(), fresh.known.len(), fresh.signs.len()));
    }

    /// Sums the scores of the fresh words.
    fn sum(&mut self, model: &Model) {
        by_width!(width(model.labels()), W => self.sum_rows::<W>(model));
    }

    fn sum_rows<const W: usize>(&mut self, model: &Model) {
        let Self { fresh, scores, .. } = self;
        let Fresh { rows: seen, known, signs, ends, looks, found, found_ends } = fresh;
        // Every look into memory is a wait. Each loop looks for all rows, so that the waits are one.
        let weights = &model.weights;
        looks.clear();
        looks.extend(seen.iter().map(|&(row, _)| weights.first_slot(row)));
        found.resize(seen.len(), (0, 0));
        found_ends.clear();
        let (mut from, mut count) = (0, 0);
        for &(to, ..) in &*ends {
            for (&(row, place), &first) in seen[from..to].iter().zip(&looks[from..to]) {
                let (row, number) = weights.slot_from(row, first);
                found[count] = (number, place);
                count += usize::from(row != 0);
            }
            found_ends.push(count);
            from = to;
        }
        // A row may reach across two lines of the cache.
        let ends_of = |number: u32| weights.of::<W>(number)[0] ^ weights.of::<W>(number)[W - 1];
        std::hint::black_box(found[..count].iter().fold(0, |all, &(number, _)| all ^ ends_of(number)));
        let old = scores.len();
        scores.resize(old + ends.len() * OFFSETS * W, 0);
        let all = scores[old..].as_chunks_mut::<W>().0.as_chunks_mut::<OFFSETS>().0;
        let (mut before, mut last) = (0, (0, 0, 0));
        for ((sums, &found_end), &end) in all.iter_mut().zip(&*found_ends).zip(&*ends) {
            for &(row, place) in &found[before..found_end] {
                add_weights(&mut sums[usize::from(place)], weights.of(row));
            }
            for &feature in &known[last.1..end.1] {
                let known = &rows(&model.arrays.known)[usize::from(feature) * OFFSETS..][..OFFSETS];
                sums.iter_mut().zip(known).for_each(|(sums, known)| add_row(sums, known));
            }
            let mut own = sums[REACH as usize];
            for (pairs, &byte) in rows(&model.arrays.signs).chunks_exact(32).zip(&signs[last.2..end.2]) {
                add_row(&mut own, &pairs[usize::from(byte & 15)]);
                add_row(&mut own, &pairs[16 + usize::from(byte >> 4)]);
            }
            sums[REACH as usize] = own;
            (before, last) = (found_end, end);
        }
        seen.clear();
        known.clear();
        signs.clear();
        ends.clear();
    }
}
