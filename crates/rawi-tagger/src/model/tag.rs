//! The model file and tagging with it.

use std::borrow::Cow;

use super::Error;
use super::bytes::{Reader, Writer};
use super::crf::{Lattice, Viterbi};
use super::document::{Seen, document_rows};
use super::features::{
    Buffers, Marks, OFFSETS, REACH, WordFeatures, border_row, closed_count, closed_feature, each_row, group,
    mark_phrases, mark_row, word_features,
};
use super::hash::{hash, mix, row};
use super::resources::{Filter, Resources, Table};
use super::words::{Word, WordKind};

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"RAWIMODL";
/// Version of the file format and of every feature: a model is read only by the version that wrote it.
const VERSION: u32 = 1;
/// A model has at most this many classes.
pub(crate) const MAX_CLASSES: usize = 31;
/// Written words whose scores are kept between documents.
const CACHED: usize = 1 << 16;

/// A name that the model found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Name {
    /// Index of its first word.
    pub first: usize,
    /// Index of its last word.
    pub last: usize,
    /// Index of its class in [`Model::classes`].
    pub class: usize,
    /// How sure the model is, from 0 to 1: the least sure of its words.
    pub confidence: f32,
}

/// One pass of the tagger: a table of weights and the transitions between labels.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    weights: Table,
    filter: Filter,
    scale: f32,
    transitions: Vec<f32>,
    /// Scores of [`Marks`] bits and borders at each offset, summed up at loading.
    marks: Vec<i16>,
    borders: Vec<i16>,
    /// Scores of closed features at each offset.
    closed: Vec<i16>,
}

/// A trained tagger over the bytes of its file.
#[derive(Clone, Debug)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    /// Tells models apart: checksum and length.
    id: u64,
    classes: Vec<String>,
    groups: u32,
    resources: Resources,
    /// Where the knowledge stands in the bytes.
    knowledge: std::ops::Range<usize>,
    passes: Vec<Pass>,
}

/// Buffers for [`Model::tag`], and the scores of words seen before. Keep one for each thread and model.
#[derive(Debug, Default)]
pub struct Scratch {
    model: u64,
    slots: Vec<(u64, u32)>,
    scores: Vec<i16>,
    stems: Vec<u64>,
    buffers: Buffers,
    features: WordFeatures,
    entries: Vec<u32>,
    word_stems: Vec<u64>,
    is_word: Vec<bool>,
    sums: Vec<i16>,
    emissions: Vec<f32>,
    marginals: Vec<f32>,
    marks: Vec<Marks>,
    lattice: Lattice,
    viterbi: Viterbi,
    labels: Vec<u8>,
}

impl Model {
    /// Reads a model file. Bytes that are borrowed for good (`include_bytes!`) are not copied.
    ///
    /// # Errors
    /// The bytes are no model file, are of another version, or are damaged.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        let data: &[u8] = &bytes;
        let body = data.strip_prefix(MAGIC).ok_or_else(|| Error::new("these bytes are no model file of rawi"))?;
        let mut input = Reader::new(data, MAGIC.len());
        let version = input.u32()?;
        if version != VERSION {
            return Err(Error::new(format!("the model file has version {version}, this rawi reads version {VERSION}")));
        }
        let check = input.u32()?;
        if (hash(&body[8..]) >> 32) as u32 != check {
            return Err(Error::new("the model file is damaged: its checksum is wrong"));
        }
        let names = input.section()?;
        let names = std::str::from_utf8(names.of(data)).map_err(|_| Error::new("the class names are no UTF-8"))?;
        let classes: Vec<String> = names.split('\n').map(str::to_owned).collect();
        if classes.len() > MAX_CLASSES || classes.iter().any(String::is_empty) {
            return Err(Error::new("the class names are wrong"));
        }
        let groups = input.u32()?;
        let start = input.at();
        let resources = Resources::read(&mut input)?;
        let knowledge = start..input.at();
        let labels = 1 + 2 * classes.len();
        let count = input.u32()?;
        if !(1..=2).contains(&count) {
            return Err(Error::new("a model has one pass or two"));
        }
        let passes =
            (0..count).map(|_| Pass::read(&mut input, data, labels, resources.dims())).collect::<Result<_, _>>()?;
        if !input.is_at_end() {
            return Err(Error::new("the model file has bytes after its end"));
        }
        let id = mix(u64::from(check), data.len() as u64);
        Ok(Self { id, classes, groups, resources, knowledge, passes, bytes })
    }

    /// The classes of names, as in the training data.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Finds the names in a document, in order; they do not overlap and stay within a sentence.
    pub fn tag(&self, words: &[Word<'_>], scratch: &mut Scratch) -> Vec<Name> {
        let (labels, stride) = (self.labels(), self.stride());
        scratch.look_up(words, self);
        let last = self.passes.len() - 1;
        if last == 1 {
            scratch.score(words, self, 0);
            scratch.first_marginals(words, self);
        }
        scratch.score(words, self, last);
        let pass = &self.passes[last];
        if last == 1 {
            let Scratch { word_stems, is_word, marginals, emissions, .. } = &mut *scratch;
            let seen = Seen { stems: word_stems, is_word, marginals, labels };
            document_rows(seen, |t, row| {
                if let Some(w) = pass.weights.get(&self.bytes, row) {
                    for (e, w) in emissions[t * stride..].iter_mut().zip(w) {
                        *e += f32::from(*w as i8) * pass.scale;
                    }
                }
            });
        }
        scratch.lattice.set_transitions(labels, &pass.transitions);
        scratch.viterbi.set_transitions(labels, stride, &pass.transitions);
        let mut out = Vec::new();
        let Scratch { emissions, lattice, viterbi, labels: best, .. } = scratch;
        for (range, before, then_none) in runs(words, emissions, stride, labels) {
            let e = &emissions[range.start * stride..range.end * stride];
            viterbi.run(e, stride, labels, before, then_none, best);
            if best.iter().all(|&y| y == 0) {
                continue;
            }
            lattice.run(e, stride, labels, before, then_none);
            for (t, &y) in best.iter().enumerate() {
                let sure = lattice.marginals[t * labels + y as usize].clamp(0.0, 1.0);
                let at = range.start + t;
                if y % 2 == 1 {
                    out.push(Name { first: at, last: at, class: y as usize / 2, confidence: sure });
                } else if let (true, Some(name)) = (y > 0, out.last_mut()) {
                    name.last = at;
                    name.confidence = name.confidence.min(sure);
                }
            }
        }
        out
    }

    /// The chance of each label for each word, as the first pass sees it.
    pub(crate) fn marginals<'s>(&self, words: &[Word<'_>], scratch: &'s mut Scratch) -> &'s [f32] {
        scratch.look_up(words, self);
        scratch.score(words, self, 0);
        scratch.first_marginals(words, self);
        &scratch.marginals
    }

    pub(crate) fn knowledge(&self) -> &[u8] {
        &self.bytes[self.knowledge.clone()]
    }

    fn labels(&self) -> usize {
        1 + 2 * self.classes.len()
    }

    fn stride(&self) -> usize {
        self.labels().div_ceil(LANES) * LANES
    }

    /// Scores kept for a written word: passes times offsets times stride.
    fn entry_width(&self) -> usize {
        self.passes.len() * OFFSETS * self.stride()
    }
}

/// Rows of scores are padded to this many, so that they are added in vector registers.
const LANES: usize = 8;

/// A word whose score for O is so far above all others is taken for O outright: no transition outweighs it.
const CLEAR: f32 = 5.0;

/// The stretches of words, within sentences, of which none is clearly O; with the label before each (`labels` at the
/// start of a sentence) and whether a word labelled O follows. Most words of a text are clearly no names.
fn runs<'a>(
    words: &'a [Word<'_>],
    emissions: &'a [f32],
    stride: usize,
    labels: usize,
) -> impl Iterator<Item = (std::ops::Range<usize>, usize, bool)> + 'a {
    let starts = |t: usize| t == 0 || words[t].starts_sentence;
    let clear = move |t: usize| {
        let e = &emissions[t * stride..t * stride + labels];
        e[1..].iter().all(|x| e[0] - x > CLEAR)
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < words.len() && clear(at) {
            at += 1;
        }
        if at >= words.len() {
            return None;
        }
        let start = at;
        at += 1;
        while at < words.len() && !starts(at) && !clear(at) {
            at += 1;
        }
        let before = if starts(start) { labels } else { 0 };
        Some((start..at, before, at < words.len() && !starts(at)))
    })
}

/// The ranges of words that are sentences.
pub(crate) fn sentences<'a>(words: &'a [Word<'_>]) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= words.len() {
            return None;
        }
        let end = words[start + 1..].iter().position(|w| w.starts_sentence).map_or(words.len(), |i| start + 1 + i);
        Some(std::mem::replace(&mut start, end)..end)
    })
}

impl Pass {
    fn read(input: &mut Reader<'_>, bytes: &[u8], labels: usize, dims: usize) -> Result<Self, Error> {
        let scale = f32::from_bits(input.u32()?);
        let moves = input.section()?;
        let weights = Table::read(input)?;
        if !(scale > 0.0 && scale < 1.0) || moves.len() != (labels + 1) * labels * 4 || weights.width() != labels {
            return Err(Error::new("the weights have the wrong size"));
        }
        let transitions: Vec<f32> =
            moves.of(bytes).chunks_exact(4).map(|c| f32::from_le_bytes(c.try_into().expect("four bytes"))).collect();
        if transitions.iter().any(|x| !x.is_finite() || x.abs() > 50.0) {
            return Err(Error::new("a transition is no sensible number"));
        }
        let filter = Filter::new(&weights, bytes);
        let mut pass =
            Self { weights, filter, scale, transitions, marks: Vec::new(), borders: Vec::new(), closed: Vec::new() };
        let row_scores = |row: u32, out: &mut Vec<i16>| {
            let end = out.len() + labels.div_ceil(LANES) * LANES;
            out.extend(
                pass.weights.get(bytes, row).filter(|_| row != 0).into_iter().flatten().map(|&x| i16::from(x as i8)),
            );
            out.resize(end, 0);
        };
        for offset in -REACH..=REACH {
            row_scores(border_row(offset), &mut pass.borders);
        }
        for number in 0..closed_count(dims) {
            let (feature, offsets) = closed_feature(number);
            for offset in -REACH..=REACH {
                let row = if offsets.contains(&offset) { row(feature, offset) } else { 0 };
                row_scores(row, &mut pass.closed);
            }
        }
        for bit in 0..Marks::BITS {
            for offset in -REACH..=REACH {
                row_scores(mark_row(bit, offset), &mut pass.marks);
            }
        }
        Ok(pass)
    }

    /// Writes weights given by row, rounded to 127 steps each side.
    pub(crate) fn write(
        out: &mut Writer,
        rows: &std::collections::BTreeMap<u32, Vec<f32>>,
        labels: usize,
        transitions: &[f32],
    ) {
        // One step for all; the few greatest weights are clipped, as finer steps are worth more.
        const SCALE: f32 = 1.0 / 24.0;
        // Rows with no weight of this many steps do not earn their bytes.
        const KEPT: u8 = 2;
        out.u32(SCALE.to_bits());
        out.section(&transitions.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>());
        let rounded = rows
            .iter()
            .map(|(&row, w)| {
                (row, w.iter().map(|x| (x / SCALE).round().clamp(-127.0, 127.0) as i8 as u8).collect::<Vec<u8>>())
            })
            .filter(|(_, w)| w.iter().any(|&x| (x as i8).unsigned_abs() >= KEPT))
            .collect();
        Table::write(out, &rounded, labels);
    }
}

/// Puts the parts of a model file together.
pub(crate) fn write_model(classes: &[String], groups: u32, resources: &[u8], passes: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Writer::default();
    body.section(classes.join("\n").as_bytes());
    body.u32(groups);
    body.0.extend_from_slice(resources);
    body.u32(passes.len() as u32);
    for pass in passes {
        body.0.extend_from_slice(pass);
    }
    let mut out = Writer(MAGIC.to_vec());
    out.u32(VERSION);
    out.u32((hash(&body.0) >> 32) as u32);
    out.0.extend_from_slice(&body.0);
    out.0
}

impl Scratch {
    /// Forgets the words of another model.
    fn start(&mut self, model: &Model) {
        if self.model != model.id || self.stems.len() > CACHED / 2 {
            self.model = model.id;
            self.slots.clear();
            self.scores.clear();
            self.stems.clear();
        }
        self.slots.resize(CACHED, (0, 0));
    }

    fn look_up(&mut self, words: &[Word<'_>], model: &Model) {
        self.start(model);
        let width = model.entry_width();
        self.entries.clear();
        self.word_stems.clear();
        self.is_word.clear();
        for word in words {
            let entry = self.entry(word, model, width);
            self.entries.push(entry);
            self.word_stems.push(self.stems[entry as usize]);
            self.is_word.push(matches!(word.kind, WordKind::Word | WordKind::Latin));
        }
    }

    fn first_marginals(&mut self, words: &[Word<'_>], model: &Model) {
        let (labels, stride) = (model.labels(), model.stride());
        self.lattice.set_transitions(labels, &model.passes[0].transitions);
        self.marginals.clear();
        self.marginals.resize(words.len() * labels, 0.0);
        self.marginals.iter_mut().step_by(labels).for_each(|none| *none = 1.0);
        for (range, before, then_none) in runs(words, &self.emissions, stride, labels) {
            self.lattice.run(
                &self.emissions[range.start * stride..range.end * stride],
                stride,
                labels,
                before,
                then_none,
            );
            self.marginals[range.start * labels..range.end * labels].copy_from_slice(&self.lattice.marginals);
        }
    }

    /// The number of a written word's scores, computed when it is new.
    fn entry(&mut self, word: &Word<'_>, model: &Model, width: usize) -> u32 {
        let key = mix(hash(word.text.as_bytes()), word.kind as u64).max(1);
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].0 != 0 {
            if self.slots[slot].0 == key {
                return self.slots[slot].1;
            }
            slot = (slot + 1) & mask;
        }
        let entry = self.stems.len() as u32;
        word_features(word, model.groups, &model.resources, &model.bytes, &mut self.buffers, &mut self.features);
        self.stems.push(self.features.stem);
        let start = self.scores.len();
        self.scores.resize(start + width, 0);
        let stride = model.stride();
        let scores = &mut self.scores[start..];
        each_row(&self.features, |offset, row| {
            for (number, pass) in model.passes.iter().enumerate().filter(|(_, p)| p.filter.may_hold(row)) {
                if let Some(w) = pass.weights.get(&model.bytes, row) {
                    let at = (number * OFFSETS + (offset + REACH) as usize) * stride;
                    for (s, w) in scores[at..at + stride].iter_mut().zip(w) {
                        *s = s.saturating_add(i16::from(*w as i8));
                    }
                }
            }
        });
        for &number in &self.features.closed {
            for (place, pass) in model.passes.iter().enumerate() {
                let from = number as usize * OFFSETS * stride;
                add(
                    &mut scores[place * OFFSETS * stride..][..OFFSETS * stride],
                    &pass.closed[from..from + OFFSETS * stride],
                );
            }
        }
        self.slots[slot] = (key, entry);
        // A long document may bring more new words than there is room for: grow, and forget at the next one.
        if self.stems.len() * 2 > self.slots.len() {
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
        entry
    }

    /// The scores of each label for each word, without document features.
    fn score(&mut self, words: &[Word<'_>], model: &Model, number: usize) {
        let (stride, width) = (model.stride(), model.entry_width());
        let pass = &model.passes[number];
        let phrases = model.groups & group::PHRASES != 0;
        self.emissions.clear();
        self.emissions.resize(words.len() * stride, 0.0);
        self.sums.resize(stride, 0);
        for range in sentences(words) {
            if phrases {
                let stems = &self.word_stems[range.clone()];
                mark_phrases(stems, &model.resources, &model.bytes, &mut self.marks);
            }
            for t in range.clone() {
                let sums = &mut self.sums[..stride];
                sums.fill(0);
                for place in 0..OFFSETS {
                    let at = (t + place).wrapping_sub(REACH as usize);
                    if !range.contains(&at) {
                        add(sums, &pass.borders[place * stride..(place + 1) * stride]);
                        continue;
                    }
                    let from = self.entries[at] as usize * width + (number * OFFSETS + place) * stride;
                    add(sums, &self.scores[from..from + stride]);
                    if phrases {
                        let mut marks = self.marks[at - range.start];
                        while marks != 0 {
                            let from = (marks.trailing_zeros() as usize * OFFSETS + place) * stride;
                            add(sums, &pass.marks[from..from + stride]);
                            marks &= marks - 1;
                        }
                    }
                }
                for (e, &s) in self.emissions[t * stride..(t + 1) * stride].iter_mut().zip(&*sums) {
                    *e = f32::from(s) * pass.scale;
                }
            }
        }
    }
}

fn add(sums: &mut [i16], scores: &[i16]) {
    for (sums, scores) in sums.chunks_exact_mut(LANES).zip(scores.chunks_exact(LANES)) {
        for i in 0..LANES {
            sums[i] = sums[i].saturating_add(scores[i]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::super::{GoldText, Knowledge, KnowledgeBytes, TrainConfig, split_words, train};
    use super::*;

    fn small_model() -> Vec<u8> {
        let text = "وصل الوزير سامر إلى بيروت. قال سامر إن بيروت مدينة.";
        let names = ["سامر", "بيروت"].iter().flat_map(|name| {
            text.match_indices(name)
                .map(|(at, found)| (at, at + found.len(), if *name == "سامر" { "PERS" } else { "LOC" }.to_owned()))
        });
        let mut names: Vec<_> = names.collect();
        names.sort();
        let gold = [GoldText { text: text.to_owned(), names }];
        let mut knowledge = Knowledge::default();
        knowledge.add_names(0, ["سامر"]);
        let config = TrainConfig { second_pass: true, ..TrainConfig::new(["PERS", "LOC"]) };
        train(&config, &KnowledgeBytes::from(&knowledge), None, None, &gold, &mut |_, _| {}).unwrap()
    }

    #[test]
    fn damage_behind_a_right_checksum_never_panics() {
        let good = small_model();
        let words: Vec<Word<'_>> = split_words("قال سامر إن بيروت مدينة.").into_iter().map(|w| w.1).collect();
        let mut random = Random::new(7);
        for _ in 0..2000 {
            let mut bytes = good.clone();
            for _ in 0..=random.below(3) {
                let at = 16 + random.below(bytes.len() as u32 - 16) as usize;
                bytes[at] ^= 1 << random.below(8);
            }
            let check = (hash(&bytes[16..]) >> 32) as u32;
            bytes[12..16].copy_from_slice(&check.to_le_bytes());
            if let Ok(model) = Model::from_bytes(bytes) {
                for name in model.tag(&words, &mut Scratch::default()) {
                    assert!(name.first <= name.last && name.last < words.len() && name.class < model.classes().len());
                }
            }
        }
    }
}
