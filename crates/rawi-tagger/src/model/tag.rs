//! The model file and tagging with it.

use std::borrow::Cow;

use super::Error;
use super::bytes::{Reader, Writer};
use super::context::{Known, context_rows};
use super::crf::{Lattice, Moves, Viterbi, by_width, width};
use super::document::{Seen, document_count, document_features, document_row};
use super::features::{
    CLOSED_AROUND, Marks, OFFSETS, REACH, border_row, closed_count, closed_feature, group, mark, mark_row, phrase_at,
};
use super::hash::{hash, mix, row};
use super::quads::{add, add_weights, by_quads, margin, pack, quads, unpack};
use super::resources::{Filter, Resources, Table};
use super::scores::Memory;
use super::words::Word;

/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"RAWIMODL";
/// Version of the file format and of every feature: a model is read only by the version that wrote it.
const VERSION: u32 = 1;
/// A model has at most this many classes.
pub(crate) const MAX_CLASSES: usize = 31;

/// A document of more words is read in pieces, each as a document of its own, so that the buffers do not grow with it. News reports
/// are ten times shorter.
const LONGEST_PIECE: usize = 1 << 14;

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
/// stand in arrays, too, most of them packed.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    pub(crate) weights: Table,
    pub(crate) filter: Filter,
    scale: f32,
    moves: Moves,
    /// By offset.
    pub(crate) borders: Vec<u64>,
    /// By bit of [`Marks`] and offset.
    marks: Vec<u64>,
    /// By number of a closed feature below [`CLOSED_AROUND`] and offset.
    pub(crate) known: Vec<u64>,
    /// By pair of dimensions and their signs, which are seen at the word alone.
    pub(crate) signs: Vec<u64>,
    /// By number of a document feature, in padded rows.
    document: Vec<i16>,
    /// How far O is above all others in the rows of `document`.
    document_margins: Vec<i32>,
    /// A margin from which on a word is clearly no name, however its scores are rounded.
    clear: i32,
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
    line: Line,
    /// By word of the document.
    stems: Vec<u64>,
    is_word: Vec<bool>,
    known: Vec<Known>,
    marginals: Vec<f32>,
    /// Word and number of each document feature.
    features: Vec<(u32, u32)>,
    /// Place in the line and row of each context feature, and the sums of their weights by place.
    context: Vec<(u32, u32)>,
    context_sums: Vec<u64>,
    /// By place in the line, how far O is at least above all other labels in the document features.
    margins: Vec<i32>,
    states: Vec<State>,
    /// Scores of the words that had to be summed, and by place in the line where they stand.
    emissions: Vec<f32>,
    rows: Vec<u32>,
    lattice: Lattice,
    viterbi: Viterbi,
    best: Vec<u8>,
}

/// A document as numbers of words, with [`BORDERS`] before, between and behind its sentences.
#[derive(Debug, Default)]
struct Line {
    words: Vec<u32>,
    marks: Vec<Marks>,
    /// Where the words stand that a phrase of the lists begins with, and what the lists hold for them.
    phrases: Vec<(u32, u16)>,
    /// The place of each word of the document, and the word of each place.
    places: Vec<u32>,
    indices: Vec<u32>,
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

    /// Finds the names in a document, in order; they do not overlap and stay within a sentence. A document of more than
    /// 16,384 words is read in pieces that know nothing of each other.
    pub fn tag(&self, words: &[Word<'_>], scratch: &mut Scratch) -> Vec<Name> {
        let mut names = Vec::new();
        let mut from = 0;
        while from < words.len() {
            let to = from + piece(&words[from..], |word| word.starts_sentence);
            self.tag_piece(&words[from..to], from, scratch, &mut names);
            from = to;
        }
        names
    }

    /// Finds the names in the piece of a document that begins at its word `from`.
    pub(crate) fn tag_piece(&self, words: &[Word<'_>], from: usize, scratch: &mut Scratch, names: &mut Vec<Name>) {
        by_width!(width(self.labels()), W => self.tag_rows::<W>(words, from, scratch, names));
    }

    fn tag_rows<const W: usize>(&self, words: &[Word<'_>], from: usize, scratch: &mut Scratch, out: &mut Vec<Name>) {
        let labels = self.labels();
        scratch.look_up(words, self);
        scratch.score(self, 0);
        let mut pass = &self.passes[0];
        if let Some(second) = self.passes.get(1) {
            scratch.first_marginals(self);
            scratch.score(self, 1);
            scratch.score_document::<W>(self, 1);
            pass = second;
        }
        let Scratch { line, states, emissions, rows, lattice, viterbi, best, .. } = scratch;
        for (run, before, then_none) in runs(states, labels) {
            let first = from + line.indices[run.start] as usize;
            let row = rows[run.start] as usize * W;
            let e = &emissions[row..row + run.len() * W];
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
    }

    /// The chance of each label for each word, as the first pass sees it. The words are read as one piece, however many.
    pub(crate) fn marginals<'s>(&self, words: &[Word<'_>], scratch: &'s mut Scratch) -> &'s [f32] {
        scratch.look_up(words, self);
        scratch.score(self, 0);
        scratch.first_marginals(self);
        &scratch.marginals
    }

    pub(crate) fn knowledge(&self) -> &[u8] {
        &self.bytes[self.knowledge.clone()]
    }

    pub(crate) fn labels(&self) -> usize {
        1 + 2 * self.classes.len()
    }
}

/// A word whose score for O is so far above all others is taken for O outright: no transition outweighs it.
const CLEAR: f32 = 5.0;

/// A longer stretch of words is searched in parts: no prose has a hundred words in a row of which any may be a name.
const LONGEST_RUN: usize = 1 << 10;

/// The stretches of a line, within sentences, of which no word is clearly O; with the label before each (`labels` at
/// the start of a sentence) and whether a word labelled O follows. Most words of a text are clearly no names.
fn runs(states: &[State], labels: usize) -> impl Iterator<Item = (std::ops::Range<usize>, usize, bool)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + states[at..].iter().position(|&s| s == State::Open)?;
        let rest = &states[start..];
        // A line ends with a border.
        at = start + rest.iter().take(LONGEST_RUN).position(|&s| s != State::Open).unwrap_or(LONGEST_RUN);
        // The second part of a long stretch begins as behind a word that is no name, and no name goes on in it.
        let before = if states[start - 1] == State::Border { labels } else { 0 };
        Some((start..at, before, states[at] == State::Clear))
    })
}

/// How many of `words` are read as one piece of a document: all, or as many as a piece holds, to the last sentence within the second
/// half of it if one begins there.
pub(crate) fn piece<T>(words: &[T], starts_sentence: impl Fn(&T) -> bool) -> usize {
    if words.len() <= LONGEST_PIECE {
        return words.len();
    }
    let half = LONGEST_PIECE / 2;
    words[half..LONGEST_PIECE].iter().rposition(starts_sentence).map_or(LONGEST_PIECE, |at| half + at)
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
        // Row 0 is none.
        let scores = |row: u32| {
            let mut scores = vec![0i16; labels];
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
        let around =
            |of: &dyn Fn(i32) -> Vec<i16>| -> Vec<u64> { (-REACH..=REACH).flat_map(|o| pack(&of(o))).collect() };
        let mut signs = Vec::new();
        for pair in (CLOSED_AROUND..closed_count(dims)).step_by(8) {
            for both in 0..16 {
                let mut sum = closed(pair + both % 4, 0);
                sum.iter_mut().zip(closed(pair + 4 + both / 4, 0)).for_each(|(a, b)| *a += b);
                signs.extend(pack(&sum));
            }
        }
        let features = if of_documents { document_count(labels) } else { 0 };
        let (mut document, mut document_margins) = (Vec::new(), Vec::new());
        for mut row in (0..features).map(|number| scores(document_row(number, labels))) {
            document_margins.push(margin(&row));
            row.resize(width(labels), 0);
            document.extend(row);
        }
        Ok(Self {
            borders: around(&|offset| scores(border_row(offset))),
            marks: (0..Marks::BITS).flat_map(|bit| around(&|offset| scores(mark_row(bit, offset)))).collect(),
            document_margins,
            document,
            clear: ((CLEAR + 0.01) / scale).ceil() as i32,
            filter: Filter::new(&weights, bytes),
            scale,
            moves,
            known: (0..CLOSED_AROUND).flat_map(|number| around(&|offset| closed(number, offset))).collect(),
            signs,
            weights,
        })
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
        let Self { memory, line, stems, is_word, known, features, context, .. } = self;
        let Line { words: numbers, marks, phrases, places, indices } = line;
        for list in [&mut *numbers, places, indices] {
            list.clear();
        }
        phrases.clear();
        stems.clear();
        is_word.clear();
        known.clear();
        features.clear();
        context.clear();
        memory.read(words, model, |word, number, met| {
            if places.is_empty() || word.starts_sentence {
                numbers.extend([0; BORDERS]);
                indices.extend([u32::MAX; BORDERS]);
            }
            if met.phrase != 0 {
                phrases.push((numbers.len() as u32, met.phrase));
            }
            indices.push(places.len() as u32);
            places.push(numbers.len() as u32);
            numbers.push(number);
            stems.push(met.stem);
            is_word.push(met.is_word);
            known.push(met.context);
        });
        numbers.extend([0; BORDERS]);
        if model.groups & group::CONTEXT != 0 {
            context_rows(words, stems, known, |t, row| context.push((places[t], row)));
        }
        marks.clear();
        marks.resize(numbers.len(), 0);
        for &(at, first) in &*phrases {
            let at = at as usize;
            let stems = numbers[at..].iter().take_while(|&&n| n != 0).map(|&n| memory.met[n as usize].stem);
            let (length, lists) = phrase_at(stems, Some(first), &model.resources, &model.bytes);
            mark(&mut marks[at..at + length], lists);
        }
    }

    /// Scores all words, without document features; of those that are clearly no names, nothing is kept.
    fn score(&mut self, model: &Model, number: usize) {
        by_quads!(quads(model.labels()), Q => self.score_quads::<Q>(model, number));
    }

    fn score_quads<const Q: usize>(&mut self, model: &Model, number: usize) {
        let Self { memory, line, features, context, context_sums, margins, states, emissions, rows, .. } = self;
        let (pass, labels) = (&model.passes[number], model.labels());
        let padding = width(labels) - labels;
        margins.clear();
        margins.resize(line.words.len(), 0);
        for &(t, feature) in &*features {
            margins[line.places[t as usize] as usize] += pass.document_margins[feature as usize];
        }
        rows.clear();
        rows.resize(line.words.len(), u32::MAX);
        states.clear();
        states.resize(line.words.len(), State::Border);
        emissions.clear();
        let mut count = 0;
        context_sums.clear();
        if !context.is_empty() {
            context_sums.resize(line.words.len() * Q, 0);
        }
        let context_sums = context_sums.as_chunks_mut::<Q>().0;
        for &(at, row) in context.iter().filter(|(_, row)| pass.filter.may_hold(*row)) {
            if let Some(weights) = pass.weights.get(&model.bytes, row) {
                add_weights(&mut context_sums[at as usize], weights);
            }
        }
        let scores = memory.scores.as_chunks::<Q>().0;
        let (first, step) = (number * OFFSETS, model.passes.len() * OFFSETS);
        let marked = pass.marks.as_chunks::<Q>().0;
        for (at, (words, marks)) in line.words.windows(OFFSETS).zip(line.marks.windows(OFFSETS)).enumerate() {
            let at = at + BORDERS;
            if words[BORDERS] == 0 {
                continue;
            }
            let mut sums = [0; Q];
            for (place, &word) in words.iter().enumerate() {
                add(&mut sums, &scores[word as usize * step + first + place]);
            }
            if marks.iter().any(|&m| m != 0) {
                for (place, &marks) in marks.iter().enumerate() {
                    for bit in bits(marks) {
                        add(&mut sums, &marked[bit * OFFSETS + place]);
                    }
                }
            }
            if let Some(context) = context_sums.get(at) {
                add(&mut sums, context);
            }
            let sums = unpack(&sums);
            let sums = &sums.as_flattened()[..labels];
            if margin(sums) + margins[at] >= pass.clear {
                states[at] = State::Clear;
            } else {
                let e = || sums.iter().map(|&s| f32::from(s) * pass.scale);
                let none = f32::from(sums[0]) * pass.scale;
                let clear = features.is_empty() && e().skip(1).all(|x| none - x > CLEAR);
                states[at] = if clear { State::Clear } else { State::Open };
                rows[at] = count;
                count += 1;
                emissions.extend(e().chain(std::iter::repeat_n(0.0, padding)));
            }
        }
    }

    /// Adds the document features to the scores.
    fn score_document<const W: usize>(&mut self, model: &Model, number: usize) {
        let Self { line, features, states, emissions, rows, .. } = self;
        let (pass, labels) = (&model.passes[number], model.labels());
        let (emissions, document) = (emissions.as_chunks_mut::<W>().0, pass.document.as_chunks::<W>().0);
        for &(t, feature) in &*features {
            if let Some(e) = emissions.get_mut(rows[line.places[t as usize] as usize] as usize) {
                for (e, &w) in e.iter_mut().zip(&document[feature as usize]) {
                    *e += f32::from(w) * pass.scale;
                }
            }
        }
        for (state, &row) in states.iter_mut().zip(&*rows) {
            if let Some(e) = emissions.get(row as usize) {
                let clear = e[1..labels].iter().all(|x| e[0] - x > CLEAR);
                *state = if clear { State::Clear } else { State::Open };
            }
        }
    }

    /// What the first pass says of each word, and the features that follow from it.
    fn first_marginals(&mut self, model: &Model) {
        let Self { line, states, emissions, rows, lattice, marginals, stems, is_word, features, .. } = self;
        let (pass, labels) = (&model.passes[0], model.labels());
        let width = width(labels);
        marginals.clear();
        marginals.resize(stems.len() * labels, 0.0);
        marginals.iter_mut().step_by(labels).for_each(|none| *none = 1.0);
        for (run, before, then_none) in runs(states, labels) {
            let from = rows[run.start] as usize * width;
            lattice.run(&pass.moves, &emissions[from..from + run.len() * width], width, before, then_none);
            let from = line.indices[run.start] as usize * labels;
            marginals[from..from + lattice.marginals.len()].copy_from_slice(&lattice.marginals);
        }
        document_features(Seen { stems, is_word, marginals, labels }, |t, feature| {
            features.push((t as u32, feature as u32));
        });
    }
}

/// The numbers of the bits that are set.
fn bits(marks: Marks) -> impl Iterator<Item = usize> {
    let mut rest = marks;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
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
    fn long_stretches_and_long_documents_are_read_in_parts() {
        let open = vec![State::Open; 3 * LONGEST_RUN + 7];
        let line = [&[State::Border][..], &open, &[State::Clear, State::Open, State::Border]].concat();
        let found: Vec<_> = runs(&line, 9).collect();
        let lengths: Vec<usize> = found.iter().map(|(run, ..)| run.len()).collect();
        assert_eq!(lengths, [LONGEST_RUN, LONGEST_RUN, LONGEST_RUN, 7, 1]);
        let borders: Vec<_> = found.iter().map(|&(_, before, then_none)| (before, then_none)).collect();
        assert_eq!(borders, [(9, false), (0, false), (0, false), (0, true), (0, false)]);

        let all = |sentence: usize| vec![sentence; LONGEST_PIECE + 1];
        assert_eq!(piece(&all(0)[..9], |_| true), 9);
        assert_eq!(piece(&all(0), |_| false), LONGEST_PIECE);
        let mut one = all(0);
        one[LONGEST_PIECE - 50] = 1;
        assert_eq!(piece(&one, |&s| s == 1), LONGEST_PIECE - 50);
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
