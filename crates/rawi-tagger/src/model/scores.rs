//! Scores of written words: what a word adds for each label to itself and to its neighbours, summed once and kept.
//!
//! They depend on nothing but the word, so what is kept changes speed and never names.

use super::crf::by_width;
use super::features::{Buffers, OFFSETS, REACH, WordFeatures, each_row, group, word_features};
use super::hash::{hash, mix};
use super::resources::phrase_hash;
use super::tag::Model;
use super::words::{Word, WordKind};

/// Written words that are kept from one document to the next.
const KEPT: usize = 1 << 16;

/// A written word that was met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met {
    /// Hash of its stem.
    pub(crate) stem: u64,
    /// What the lists of phrases hold for its stem alone.
    pub(crate) phrase: u16,
    /// Whether it is a word at all.
    pub(crate) is_word: bool,
}

/// The words met so far with their scores. Number 0 is the border of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    model: u64,
    slots: Vec<(u64, u32)>,
    pub(crate) met: Vec<Met>,
    /// `width` for each word: by pass, place and label, and what is read beyond the last label.
    pub(crate) scores: Vec<i16>,
    pub(crate) width: usize,
    buffers: Buffers,
    features: WordFeatures,
    rows: Vec<(u32, u8)>,
    looks: Vec<(u32, u8, u32)>,
}

impl Memory {
    /// Makes ready for a document: forgets the words of another model, and all when they have become too many.
    pub(crate) fn start(&mut self, model: &Model) {
        if self.model == model.id && (1..=KEPT).contains(&self.met.len()) {
            return;
        }
        self.model = model.id;
        self.slots.clear();
        self.slots.resize(KEPT * 2, (0, 0));
        self.met.clear();
        self.met.push(Met { stem: 0, phrase: 0, is_word: false });
        self.scores.clear();
        let labels = model.labels();
        for pass in &model.passes {
            for border in pass.borders.chunks_exact(model.stride()) {
                self.scores.extend_from_slice(&border[..labels]);
            }
        }
        self.scores.resize(self.scores.len() + model.stride() - labels, 0);
        self.width = self.scores.len();
    }

    /// The number of a written word.
    pub(crate) fn number(&mut self, word: &Word<'_>, model: &Model) -> u32 {
        let key = mix(hash(word.text.as_bytes()), word.kind as u64).max(1);
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].0 != 0 {
            if self.slots[slot].0 == key {
                return self.slots[slot].1;
            }
            slot = (slot + 1) & mask;
        }
        let number = self.met.len() as u32;
        self.slots[slot] = (key, number);
        self.meet(word, model);
        by_width!(model.stride(), W => self.sum::<W>(model));
        // A long document may bring more new words than there is room for: grow, and forget at the next one.
        if self.met.len() * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); old.len() * 2];
            let mask = self.slots.len() - 1;
            for (key, value) in old.into_iter().filter(|s| s.0 != 0) {
                let mut slot = key as usize & mask;
                while self.slots[slot].0 != 0 {
                    slot = (slot + 1) & mask;
                }
                self.slots[slot] = (key, value);
            }
        }
        number
    }

    fn meet(&mut self, word: &Word<'_>, model: &Model) {
        word_features(word, model.groups, &model.resources, &model.bytes, &mut self.buffers, &mut self.features);
        let stem = self.features.stem;
        let phrase = if model.groups & group::PHRASES == 0 {
            0
        } else {
            model.resources.phrase(&model.bytes, phrase_hash(0, stem))
        };
        self.met.push(Met { stem, phrase, is_word: matches!(word.kind, WordKind::Word | WordKind::Latin) });
    }

    /// Sums the scores of the features at hand.
    fn sum<const W: usize>(&mut self, model: &Model) {
        let Self { features, rows, looks, scores, .. } = self;
        rows.clear();
        each_row(features, |offset, row| rows.push((row, (offset + REACH) as u8)));
        for pass in &model.passes {
            let table = pass.weights.of(&model.bytes);
            // Most rows have no weight, which the filter tells. Then the first look at each, all at once: each waits for
            // memory.
            looks.resize(rows.len(), (0, 0, 0));
            let mut count = 0;
            for &(row, place) in &*rows {
                looks[count] = (row, place, 0);
                count += usize::from(pass.filter.may_hold(row));
            }
            let looks = &mut looks[..count];
            for (row, _, found) in &mut *looks {
                *found = table.first_key(*row);
            }
            let mut sums = [[0i16; W]; OFFSETS];
            for &(row, place, found) in &*looks {
                if let Some(weights) = table.value_after(row, found) {
                    add_weights(&mut sums[usize::from(place)], weights);
                }
            }
            for &number in &features.known {
                let known = &pass.known.as_chunks::<W>().0[usize::from(number) * OFFSETS..][..OFFSETS];
                sums.iter_mut().zip(known).for_each(|(s, k)| add(s, k));
            }
            let signs = pass.signs.as_chunks::<W>().0;
            let own = &mut sums[REACH as usize];
            for (pairs, &byte) in signs.chunks_exact(32).zip(&features.signs) {
                add(own, &pairs[usize::from(byte & 15)]);
                add(own, &pairs[16 + usize::from(byte >> 4)]);
            }
            for sums in &sums {
                scores.extend_from_slice(&sums[..model.labels()]);
            }
        }
        scores.resize(scores.len() + W - model.labels(), 0);
    }
}

/// Adds scores, without overflow.
pub(crate) fn add<const W: usize>(sums: &mut [i16; W], scores: &[i16; W]) {
    for i in 0..W {
        sums[i] = sums[i].saturating_add(scores[i]);
    }
}

/// Adds the weights at the beginning of `bytes`; what stands behind a row falls to labels that there are not.
fn add_weights<const W: usize>(sums: &mut [i16; W], bytes: &[u8]) {
    let padded = || {
        let mut padded = [0; W];
        padded[..bytes.len()].copy_from_slice(bytes);
        padded
    };
    let weights: [u8; W] = bytes.first_chunk().copied().unwrap_or_else(padded);
    for i in 0..W {
        sums[i] = sums[i].saturating_add(i16::from(weights[i] as i8));
    }
}
