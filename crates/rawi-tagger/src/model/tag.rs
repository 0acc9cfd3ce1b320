//! The model file and tagging with it.

use std::borrow::Cow;

use super::Error;
use super::bytes::{Reader, Writer};
use super::crf::{Lattice, Moves, Viterbi, by_width, width};
use super::document::{Seen, document_count, document_features, document_row};
use super::features::{
    CLOSED_AROUND, Marks, OFFSETS, REACH, border_row, closed_count, closed_feature, mark, mark_row, phrase_at,
};
use super::hash::{hash, mix, row};
use super::resources::{Filter, Resources, Table};
use super::scores::{Memory, add};
use super::words::Word;

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"RAWIMODL";
/// Version of the file format and of every feature: a model is read only by the version that wrote it.
const VERSION: u32 = 1;
/// A model has at most this many classes.
pub(crate) const MAX_CLASSES: usize = 31;

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

/// One pass of the tagger: a table of weights and the transitions between labels. The weights of features that are few
/// stand in arrays, too, in rows of [`Model::stride`] labels.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    pub(crate) weights: Table,
    pub(crate) filter: Filter,
    scale: f32,
    moves: Moves,
    /// By offset.
    pub(crate) borders: Vec<i16>,
    /// By bit of [`Marks`] and offset.
    marks: Vec<i16>,
    /// By number of a closed feature below [`CLOSED_AROUND`] and offset.
    pub(crate) known: Vec<i16>,
    /// By pair of dimensions and their signs, which are seen at the word alone.
    pub(crate) signs: Vec<i16>,
    /// By number of a document feature.
    document: Vec<i16>,
}

/// A trained tagger over the bytes of its file.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) bytes: Cow<'static, [u8]>,
    /// Tells models apart: checksum and length.
    pub(crate) id: u64,
    classes: Vec<String>,
    pub(crate) groups: u32,
    pub(crate) resources: Resources,
    /// Where the knowledge stands in the bytes.
    knowledge: std::ops::Range<usize>,
    pub(crate) passes: Vec<Pass>,
}

/// Buffers for [`Model::tag`], and the scores of words seen before. Keep one for each thread and model.
#[derive(Debug, Default)]
pub struct Scratch {
    memory: Memory,
    /// The document as numbers of words, with [`BORDERS`] before, between and behind its sentences.
    line: Vec<u32>,
    /// Where each word stands in the line, and the other way round.
    places: Vec<u32>,
    words: Vec<u32>,
    /// Places in the line with marks.
    marks: Vec<(u32, Marks)>,
    marked: Vec<Marks>,
    /// By place in the line and label.
    sums: Vec<i16>,
    states: Vec<State>,
    emissions: Vec<f32>,
    stems: Vec<u64>,
    is_word: Vec<bool>,
    marginals: Vec<f32>,
    lattice: Lattice,
    viterbi: Viterbi,
    best: Vec<u8>,
}

/// What a place in the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No word: a sentence ends and another begins.
    Border,
    /// A word that is clearly no name.
    Clear,
    /// A word that may be one.
    Open,
}

/// As many borders as a word sees.
const BORDERS: usize = REACH as usize;

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
        let passes = (0..count)
            .map(|n| Pass::read(&mut input, data, labels, resources.dims(), n == 1))
            .collect::<Result<_, _>>()?;
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
        by_width!(self.stride(), W => self.tag_rows::<W>(words, scratch))
    }

    fn tag_rows<const W: usize>(&self, words: &[Word<'_>], scratch: &mut Scratch) -> Vec<Name> {
        let labels = self.labels();
        scratch.look_up(words, self);
        let last = self.passes.len() - 1;
        if last == 1 {
            scratch.score::<W>(self, 0);
            scratch.first_marginals::<W>(self);
        }
        scratch.score::<W>(self, last);
        if last == 1 {
            scratch.score_document::<W>(self, last);
        }
        let pass = &self.passes[last];
        let mut out: Vec<Name> = Vec::new();
        let Scratch { sums, states, emissions, words, lattice, viterbi, best, .. } = scratch;
        for (run, before, then_none) in runs(states, labels) {
            let first = words[run.start] as usize;
            let e = if last == 1 {
                &emissions[first * W..(first + run.len()) * W]
            } else {
                pass.emissions(&sums[run.start * W..run.end * W], emissions);
                &emissions[..]
            };
            viterbi.run::<W>(&pass.moves, e, before, then_none, best);
            if best.iter().all(|&y| y == 0) {
                continue;
            }
            lattice.run(&pass.moves, e, W, before, then_none);
            for (t, &y) in best.iter().enumerate() {
                let sure = lattice.marginals[t * labels + y as usize].clamp(0.0, 1.0);
                let at = first + t;
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
        by_width!(self.stride(), W => {
            scratch.score::<W>(self, 0);
            scratch.first_marginals::<W>(self);
        });
        &scratch.marginals
    }

    pub(crate) fn knowledge(&self) -> &[u8] {
        &self.bytes[self.knowledge.clone()]
    }

    pub(crate) fn labels(&self) -> usize {
        1 + 2 * self.classes.len()
    }

    /// The padded length of a row of scores.
    pub(crate) fn stride(&self) -> usize {
        width(self.labels())
    }
}

/// A word whose score for O is so far above all others is taken for O outright: no transition outweighs it.
const CLEAR: f32 = 5.0;

/// The stretches of a line, within sentences, of which no word is clearly O; with the label before each (`labels` at
/// the start of a sentence) and whether a word labelled O follows. Most words of a text are clearly no names.
fn runs(states: &[State], labels: usize) -> impl Iterator<Item = (std::ops::Range<usize>, usize, bool)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + states[at..].iter().position(|&s| s == State::Open)?;
        // A line ends with a border.
        at = start + states[start..].iter().position(|&s| s != State::Open)?;
        let before = if states[start - 1] == State::Border { labels } else { 0 };
        Some((start..at, before, states[at] == State::Clear))
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
    fn read(
        input: &mut Reader<'_>,
        bytes: &[u8],
        labels: usize,
        dims: usize,
        of_documents: bool,
    ) -> Result<Self, Error> {
        let scale = f32::from_bits(input.u32()?);
        let transitions = input.section()?;
        let weights = Table::read(input)?;
        if !(scale > 0.0 && scale < 1.0) || transitions.len() != (labels + 1) * labels * 4 || weights.width() != labels
        {
            return Err(Error::new("the weights have the wrong size"));
        }
        let transitions: Vec<f32> = transitions
            .of(bytes)
            .chunks_exact(4)
            .map(|c| f32::from_le_bytes(c.try_into().expect("four bytes")))
            .collect();
        if transitions.iter().any(|x| !x.is_finite() || x.abs() > 50.0) {
            return Err(Error::new("a transition is no sensible number"));
        }
        let mut moves = Moves::default();
        moves.set(labels, &transitions);
        let stride = width(labels);
        // Row 0 is none.
        let scores = |row: u32| {
            let mut scores = vec![0i16; stride];
            if row != 0
                && let Some(weights) = weights.get(bytes, row)
            {
                scores.iter_mut().zip(weights).for_each(|(s, &w)| *s = i16::from(w as i8));
            }
            scores
        };
        let closed = |number: u16, offset: i32| {
            let (feature, offsets) = closed_feature(number);
            scores(if offsets.contains(&offset) { row(feature, offset) } else { 0 })
        };
        let around = |of: &dyn Fn(i32) -> Vec<i16>| (-REACH..=REACH).flat_map(of).collect::<Vec<i16>>();
        let mut signs = Vec::new();
        for pair in (CLOSED_AROUND..closed_count(dims)).step_by(8) {
            for both in 0..16 {
                let second = closed(pair + 4 + both / 4, 0);
                signs.extend(closed(pair + both % 4, 0).iter().zip(second).map(|(a, b)| a + b));
            }
        }
        let features = if of_documents { document_count(labels) } else { 0 };
        Ok(Self {
            filter: Filter::new(&weights, bytes),
            scale,
            moves,
            borders: around(&|offset| scores(border_row(offset))),
            marks: (0..Marks::BITS).flat_map(|bit| around(&|offset| scores(mark_row(bit, offset)))).collect(),
            known: (0..CLOSED_AROUND).flat_map(|number| around(&|offset| closed(number, offset))).collect(),
            signs,
            document: (0..features).flat_map(|number| scores(document_row(number, labels))).collect(),
            weights,
        })
    }

    /// Sums of scores as numbers on the scale of the transitions.
    fn emissions(&self, sums: &[i16], emissions: &mut Vec<f32>) {
        emissions.clear();
        emissions.extend(sums.iter().map(|&s| f32::from(s) * self.scale));
    }

    /// Whether a word with these sums is clearly no name.
    fn is_clear<const W: usize>(&self, sums: &[i16; W], labels: usize) -> State {
        let most = sums[1..labels].iter().copied().max().unwrap_or(i16::MIN);
        let above = (i32::from(sums[0]) - i32::from(most)) as f32 * self.scale;
        // Where rounding may decide, it decides as it does with documents' features.
        let clear = if (above - CLEAR).abs() < 0.01 {
            let e = sums.map(|s| f32::from(s) * self.scale);
            e[1..labels].iter().all(|x| e[0] - x > CLEAR)
        } else {
            above > CLEAR
        };
        if clear { State::Clear } else { State::Open }
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
    /// Lays out the words of a document as a line of numbers.
    fn look_up(&mut self, words: &[Word<'_>], model: &Model) {
        let Self { memory, line, places, words: numbers, stems, is_word, .. } = self;
        memory.start(model);
        line.clear();
        places.clear();
        numbers.clear();
        stems.clear();
        is_word.clear();
        for (t, word) in words.iter().enumerate() {
            if t == 0 || word.starts_sentence {
                line.extend([0; BORDERS]);
                numbers.extend([u32::MAX; BORDERS]);
            }
            let number = memory.number(word, model);
            places.push(line.len() as u32);
            line.push(number);
            numbers.push(t as u32);
            let met = memory.met[number as usize];
            stems.push(met.stem);
            is_word.push(met.is_word);
        }
        line.extend([0; BORDERS]);
        self.mark_phrases(model);
    }

    /// Marks the phrases of the lists.
    fn mark_phrases(&mut self, model: &Model) {
        let Self { memory, line, marks, marked, .. } = self;
        marked.clear();
        marked.resize(line.len(), 0);
        for (at, &number) in line.iter().enumerate() {
            let first = memory.met[number as usize].phrase;
            if first != 0 {
                let stems = line[at..].iter().take_while(|&&n| n != 0).map(|&n| memory.met[n as usize].stem);
                let (length, lists) = phrase_at(stems, Some(first), &model.resources, &model.bytes);
                mark(&mut marked[at..at + length], lists);
            }
        }
        marks.clear();
        marks.extend(marked.iter().enumerate().filter(|m| *m.1 != 0).map(|(at, &m)| (at as u32, m)));
    }

    /// Sums the scores of each label for each word, without document features.
    fn score<const W: usize>(&mut self, model: &Model, number: usize) {
        let Self { memory, line, marks, sums, states, .. } = self;
        let (pass, labels) = (&model.passes[number], model.labels());
        sums.clear();
        sums.resize(line.len() * W, 0);
        let rows = sums.as_chunks_mut::<W>().0;
        for (seen, sums) in line.windows(OFFSETS).zip(&mut rows[BORDERS..]) {
            if seen[BORDERS] == 0 {
                continue;
            }
            for (place, &word) in seen.iter().enumerate() {
                let from = word as usize * memory.width + (number * OFFSETS + place) * labels;
                if let Some(scores) = memory.scores[from..].first_chunk() {
                    add(sums, scores);
                }
            }
        }
        let scores = pass.marks.as_chunks::<W>().0;
        for &(at, mut marks) in &*marks {
            while marks != 0 {
                let scores = &scores[marks.trailing_zeros() as usize * OFFSETS..][..OFFSETS];
                // Seen from two words after it first.
                for (sums, scores) in rows[at as usize - BORDERS..].iter_mut().zip(scores.iter().rev()) {
                    add(sums, scores);
                }
                marks &= marks - 1;
            }
        }
        states.clear();
        states.extend(
            rows.iter().zip(&*line).map(
                |(sums, &number)| {
                    if number == 0 { State::Border } else { pass.is_clear(sums, labels) }
                },
            ),
        );
    }

    fn first_marginals<const W: usize>(&mut self, model: &Model) {
        let Self { sums, states, words, places, emissions, lattice, marginals, .. } = self;
        let (pass, labels) = (&model.passes[0], model.labels());
        marginals.clear();
        marginals.resize(places.len() * labels, 0.0);
        marginals.iter_mut().step_by(labels).for_each(|none| *none = 1.0);
        for (run, before, then_none) in runs(states, labels) {
            pass.emissions(&sums[run.start * W..run.end * W], emissions);
            lattice.run(&pass.moves, emissions, W, before, then_none);
            let from = words[run.start] as usize * labels;
            marginals[from..from + lattice.marginals.len()].copy_from_slice(&lattice.marginals);
        }
    }

    /// Adds the document features to the sums of the last pass; the emissions are by word.
    fn score_document<const W: usize>(&mut self, model: &Model, number: usize) {
        let Self { places, sums, states, emissions, stems, is_word, marginals, .. } = self;
        let (pass, labels) = (&model.passes[number], model.labels());
        let rows = sums.as_chunks::<W>().0;
        emissions.clear();
        for &place in &*places {
            emissions.extend(rows[place as usize].map(|s| f32::from(s) * pass.scale));
        }
        let (scores, emissions) = (pass.document.as_chunks::<W>().0, emissions.as_chunks_mut::<W>().0);
        document_features(Seen { stems, is_word, marginals, labels }, |t, feature| {
            for (e, &w) in emissions[t].iter_mut().zip(&scores[feature]) {
                *e += f32::from(w) * pass.scale;
            }
        });
        for (e, &place) in emissions.iter().zip(&*places) {
            let clear = e[1..labels].iter().all(|x| e[0] - x > CLEAR);
            states[place as usize] = if clear { State::Clear } else { State::Open };
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
