//! Tagging with a model.

use crate::context::{StemContext, context_features};
use crate::crf::{Lattice, NEVER, Viterbi};
use crate::document::{Seen, document_features};
use crate::features::{OFFSETS, REACH, group};
use crate::model::{CLEAR, Model, Name, Pass};
use crate::phrases::{Marks, mark, phrase_at};
use crate::rows::{add_row, add_weights, by_width, margin, most, own, rows, width};
use crate::scores::{LONGEST_PIECE, Memory};
use crate::steps;
use crate::words::Word;

impl Model {
    /// Finds the names in a document, in order; they do not overlap and stay within a sentence. A document of more than
    /// 16,384 words is read in pieces that know nothing of each other.
    pub fn tag(&self, words: &[Word<'_>], scratch: &mut Scratch) -> Vec<Name> {
        self.tag_each(words.len(), |word| words[word], scratch)
    }

    /// The same for `count` words that `word` makes, so that no more than those of a piece are held at once.
    pub fn tag_each<'t>(&self, count: usize, word: impl Fn(usize) -> Word<'t>, scratch: &mut Scratch) -> Vec<Name> {
        let (mut names, mut words) = (Vec::new(), Vec::with_capacity(count.min(LONGEST_PIECE)));
        let mut from = 0;
        while from < count {
            words.clear();
            words.extend((from..count).take(LONGEST_PIECE).map(&word));
            if from + words.len() < count {
                words.truncate(piece(&words));
            }
            by_width!(width(self.labels()), W => self.tag_piece::<W>(&words, from, scratch, &mut names));
            from += words.len();
        }
        names
    }

    fn tag_piece<const W: usize>(&self, words: &[Word<'_>], from: usize, scratch: &mut Scratch, out: &mut Vec<Name>) {
        let labels = self.labels();
        scratch.look_up(words, self);
        scratch.sum::<W>(self);
        scratch.emit::<W>(self);
        scratch.clear::<W>();
        let mut pass = &self.passes[0];
        if let Some(second) = self.passes.get(1) {
            scratch.first_marginals::<W>(self);
            scratch.add_document::<W>(self, second);
            pass = second;
        }
        let Scratch { line, states, emissions, lattice, viterbi, best, .. } = scratch;
        for (run, before, then_none) in runs(states, labels) {
            let first = from + line.indices[run.start] as usize;
            let e = &rows::<_, W>(emissions)[run];
            viterbi.run(&pass.moves, e, before, then_none, best);
            if best.iter().all(|&y| y == 0) {
                continue;
            }
            lattice.run_rows(&pass.moves, e, before, then_none);
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
        by_width!(width(self.labels()), W => {
            scratch.sum::<W>(self);
            scratch.emit::<W>(self);
            scratch.clear::<W>();
            scratch.first_marginals::<W>(self);
        });
        &scratch.marginals
    }
}

/// Buffers for [`Model::tag`], and the scores of words seen before. Keep one for each thread and model.
#[derive(Debug, Default)]
pub struct Scratch {
    memory: Memory,
    line: Line,
    /// By word of the document.
    stems: Vec<u64>,
    is_word: Vec<bool>,
    known: Vec<StemContext>,
    marginals: Vec<f32>,
    /// Word and number of each document feature.
    features: Vec<(u32, u32)>,
    /// Place in the line and row of each context feature.
    context: Vec<(u32, u32)>,
    /// Place in the line and number of each feature of the topic.
    topics: Vec<(u32, u8)>,
    /// By place in the line, the sum of all scores but those of document features, a row.
    sums: Vec<i16>,
    /// The same, how far O is at least above all other labels.
    margins: Vec<i32>,
    states: Vec<State>,
    /// By place in the line, the scores of words that may be names, a row as the searches want it.
    emissions: Vec<f32>,
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

/// A longer stretch of words is searched in parts: no prose has a hundred words in a row of which any may be a name.
const LONGEST_RUN: usize = 1 << 10;

/// The stretches of a line, within sentences, of which no word is clearly O; with the label before each (`labels` at
/// the start of a sentence) and whether a word labelled O follows. Most words of a text are clearly no names.
fn runs(states: &[State], labels: usize) -> impl Iterator<Item = (std::ops::Range<usize>, usize, bool)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + states[at..].iter().position(|&s| s == State::Open)?;
        let rest = &states[start..];
        steps::take(1);
        // A line ends with a border.
        at = start + rest.iter().take(LONGEST_RUN).position(|&s| s != State::Open).unwrap_or(LONGEST_RUN);
        // The second part of a long stretch begins as behind a word that is no name, and no name goes on in it.
        let before = if states[start - 1] == State::Border { labels } else { 0 };
        Some((start..at, before, states[at] == State::Clear))
    })
}

/// How many of `words` are read as one piece of a document: all before the last sentence that begins in their second half, or
/// all if none does.
fn piece(words: &[Word<'_>]) -> usize {
    let half = words.len() / 2;
    words[half..].iter().rposition(|word| word.starts_sentence).map_or(words.len(), |at| half + at)
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

impl Scratch {
    /// Lays out the words of a document as a line of numbers.
    fn look_up(&mut self, words: &[Word<'_>], model: &Model) {
        let Self { memory, line, stems, is_word, known, features, context, topics, .. } = self;
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
        topics.clear();
        memory.read(words, model, |word, number, cached| {
            if places.is_empty() || word.starts_sentence {
                numbers.extend([0; BORDERS]);
                indices.extend([u32::MAX; BORDERS]);
            }
            if cached.phrase != 0 {
                phrases.push((numbers.len() as u32, cached.phrase));
            }
            indices.push(places.len() as u32);
            places.push(numbers.len() as u32);
            numbers.push(number);
            stems.push(cached.stem);
            is_word.push(cached.is_word);
            known.push(cached.context);
        });
        numbers.extend([0; BORDERS]);
        if model.groups & group::CONTEXT != 0 {
            let see_topic = |t: usize, number: u8| topics.push((places[t], number));
            context_features(words, stems, known, |t, row| context.push((places[t], row)), see_topic);
        }
        marks.clear();
        marks.resize(numbers.len(), 0);
        for &(at, first) in &*phrases {
            let at = at as usize;
            let stems = numbers[at..].iter().take_while(|&&n| n != 0).map(|&n| memory.words[n as usize].stem);
            let (length, lists) = phrase_at(stems, Some(first), &model.resources, &model.bytes);
            mark(&mut marks[at..at + length], lists);
        }
    }

    /// Sums the scores of all words, without document features.
    fn sum<const W: usize>(&mut self, model: &Model) {
        let Self { memory, line, context, topics, sums, margins, states, emissions, .. } = self;
        let (arrays, labels) = (&model.arrays, own::<W>(model.labels()));
        sums.clear();
        sums.resize(line.words.len() * W, 0);
        states.clear();
        states.resize(line.words.len(), State::Border);
        emissions.resize(line.words.len() * W, NEVER);
        let sums = sums.as_chunks_mut::<W>().0;
        for &(at, row) in &*context {
            if let Some(weights) = model.weights.number(row) {
                add_weights(&mut sums[at as usize], model.weights.of(weights));
            }
        }
        let of_topics = rows::<_, W>(&arrays.topics);
        for &(at, number) in &*topics {
            add_row(&mut sums[at as usize], &of_topics[usize::from(number)]);
        }
        margins.clear();
        margins.resize(line.words.len(), 0);
        let scores = rows::<_, W>(&memory.scores);
        let marked = rows::<_, W>(&arrays.marks);
        for (at, (words, marks)) in line.words.windows(OFFSETS).zip(line.marks.windows(OFFSETS)).enumerate() {
            let at = at + BORDERS;
            if words[BORDERS] == 0 {
                continue;
            }
            let mut sum = sums[at];
            for (place, &word) in words.iter().enumerate() {
                add_row(&mut sum, &scores[word as usize * OFFSETS + place]);
            }
            if marks.iter().any(|&m| m != 0) {
                for (place, &marks) in marks.iter().enumerate() {
                    for bit in bits(marks) {
                        add_row(&mut sum, &marked[bit * OFFSETS + place]);
                    }
                }
            }
            sums[at] = sum;
            margins[at] = margin(&sum, labels);
        }
    }

    /// Says of each word whether it is clearly no name by its margin; of those that were not open yet, the scores.
    fn emit<const W: usize>(&mut self, model: &Model) {
        let Self { line, sums, margins, states, emissions, .. } = self;
        let (sums, emissions, labels) =
            (rows::<_, W>(sums), emissions.as_chunks_mut::<W>().0, own::<W>(model.labels()));
        for &at in &line.places {
            let at = at as usize;
            if margins[at] >= model.clear {
                states[at] = State::Clear;
            } else if states[at] != State::Open {
                let mut e = [NEVER; W];
                e[..labels].iter_mut().zip(&sums[at]).for_each(|(e, &sum)| *e = f32::from(sum) * model.scale);
                (states[at], emissions[at]) = (State::Open, e);
            }
        }
    }

    /// Adds the document features to the scores.
    fn add_document<const W: usize>(&mut self, model: &Model, pass: &Pass) {
        for &(t, feature) in &self.features {
            self.margins[self.line.places[t as usize] as usize] += pass.document_margins[feature as usize];
        }
        self.emit::<W>(model);
        let Self { line, features, states, emissions, .. } = self;
        let (emissions, document) = (emissions.as_chunks_mut::<W>().0, rows::<_, W>(&pass.document));
        for &(t, feature) in &*features {
            let at = line.places[t as usize] as usize;
            if states[at] == State::Open {
                emissions[at].iter_mut().zip(&document[feature as usize]).for_each(|(e, weight)| *e += weight);
            }
        }
        self.clear::<W>();
    }

    /// Says which of the open words are clearly no names by their scores.
    fn clear<const W: usize>(&mut self) {
        for (state, e) in self.states.iter_mut().zip(rows::<_, W>(&self.emissions)) {
            if *state == State::Open && is_clear(e) {
                *state = State::Clear;
            }
        }
    }

    /// What the first pass says of each word, and the features that follow from it.
    fn first_marginals<const W: usize>(&mut self, model: &Model) {
        let Self { line, states, emissions, lattice, marginals, stems, is_word, features, .. } = self;
        let (pass, labels) = (&model.passes[0], model.labels());
        marginals.clear();
        marginals.resize(stems.len() * labels, 0.0);
        marginals.iter_mut().step_by(labels).for_each(|none| *none = 1.0);
        for (run, before, then_none) in runs(states, labels) {
            let from = line.indices[run.start] as usize * labels;
            lattice.run_rows(&pass.moves, &rows::<_, W>(emissions)[run], before, then_none);
            marginals[from..from + lattice.marginals.len()].copy_from_slice(&lattice.marginals);
        }
        document_features::<W>(Seen { stems, is_word, marginals, labels }, |t, feature| {
            features.push((t as u32, feature as u32));
        });
    }
}

/// Whether O is so far above all other labels that the word is no name.
#[inline]
fn is_clear<const W: usize>(e: &[f32; W]) -> bool {
    let mut others = *e;
    others[0] = NEVER;
    e[0] - most(&others) > CLEAR
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
    use super::*;
    use crate::words::WordKind;

    /// No word and no sign makes the work grow faster than the text.
    #[test]
    fn work_grows_as_the_document() {
        let model = Model::from_bytes(crate::train::tests::small_model()).unwrap();
        let triggers = crate::triggers::triggers();
        let names = ["سامر", "بيروت", "مجهول"].map(str::to_owned);
        let signs = ["(", ")", "\"", "«", "»", "1/", "5%", "-", ".", "،", "abc", "😀"].map(str::to_owned);
        for unit in triggers.keys().chain(&names).chain(&signs) {
            for unit in [unit.clone(), format!("{unit} . "), format!("قال « {unit}"), format!("{unit} سامر في ")]
            {
                let [once, twice] = [100, 200].map(|times| {
                    let text = format!("{unit} ").repeat(times);
                    let words: Vec<Word<'_>> = crate::words::split_words(&text).into_iter().map(|w| w.1).collect();
                    steps::count(|| _ = model.tag(&words, &mut Scratch::default()))
                });
                assert!(once >= 100, "{unit:?}: work is counted");
                assert!(twice as f64 <= 2.2 * once as f64, "{unit:?}: {once} steps, then {twice}");
            }
        }
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

        let mut words = vec![Word { text: "و", kind: WordKind::Word, starts_sentence: false }; 100];
        assert_eq!(piece(&words), 100);
        words[10].starts_sentence = true;
        assert_eq!(piece(&words), 100);
        words[70].starts_sentence = true;
        assert_eq!(piece(&words), 70);
    }
}
