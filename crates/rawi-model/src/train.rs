//! Training a model file from gold texts.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use crate::bytes::{Input, Writer};
use crate::context::{StemContext, context_features, topic_row};
use crate::corpus::{GoldText, label_words};
use crate::crf::{Lattice, Moves};
use crate::document::{Seen, document_features, document_row};
use crate::error::Error;
use crate::features::{Buffers, REACH, WordFeatures, border_row, closed_feature, each_row, group, word_features};
use crate::ftrl::{self, LearnerConfig, Sentence, Weights, stride_of};
use crate::hash::row;
use crate::knowledge::Knowledge;
use crate::model::{MAX_CLASSES, Model, Pass, write_model};
use crate::phrases::{mark_phrases, mark_row};
use crate::resources::Resources;
use crate::rows::{by_width, width};
use crate::tag::sentences;
use crate::words::{Cutter, WordKind, split_words};

/// Settings of [`train`].
#[derive(Clone, Debug)]
pub struct TrainConfig {
    /// The classes to learn, in the order of their numbers; names of other classes are read as no names.
    pub classes: Vec<String>,
    /// The learner.
    pub learner: LearnerConfig,
    /// Train a second pass, which sees what the first thought of a word's other occurrences. Better and slower.
    pub second_pass: bool,
    /// Trainings, each with its own order of sentences, whose weights are averaged. At least 1.
    pub average: usize,
    /// Features with no weight of so many steps (of 1/24) are left out. 2 loses nothing; 4 makes the shipped model smaller and faster.
    pub least: u8,
    /// How texts are cut into words. A model tags best the words of whoever cut its training texts.
    pub cut: Cutter,
}

impl TrainConfig {
    /// The settings of the shipped models, for the given classes; no feature is left out to make the model smaller.
    #[must_use]
    pub fn new<S: Into<String>>(classes: impl IntoIterator<Item = S>) -> Self {
        let classes = classes.into_iter().map(Into::into).collect();
        Self {
            classes,
            learner: LearnerConfig::default(),
            second_pass: false,
            average: 1,
            least: LEAST,
            cut: split_words,
        }
    }
}

/// A second corpus in another style, which gives the weights from which the training starts.
#[derive(Clone, Debug)]
pub struct Prior<'a> {
    /// Its texts.
    pub texts: &'a [GoldText],
    /// Its classes; the first ones must be those of [`TrainConfig::classes`].
    pub classes: Vec<String>,
    /// The learner for it.
    pub learner: LearnerConfig,
    /// How its texts are cut into words.
    pub cut: Cutter,
}

/// Texts tagged by an earlier model, to learn from as well.
#[derive(Clone, Debug)]
pub struct Silver<'a> {
    /// The texts with the names found in them.
    pub texts: &'a [GoldText],
    /// What a sentence of them counts beside one of the gold.
    pub weight: f32,
}

/// What a model knows of words before it is trained: from raw text and lists, or taken over from another model.
#[derive(Clone, Debug)]
pub struct KnowledgeBytes(Vec<u8>);

impl From<&Knowledge> for KnowledgeBytes {
    fn from(knowledge: &Knowledge) -> Self {
        let mut out = Writer::default();
        knowledge.write(&mut out);
        Self(out.0)
    }
}

impl From<&Model> for KnowledgeBytes {
    fn from(model: &Model) -> Self {
        Self(model.knowledge().to_vec())
    }
}

/// Features with less than this are noise; those of the document, which are few, are all kept above it.
const LEAST: u8 = 2;

/// Folds of the jackknife that gives the second pass its first-pass marginals.
const FOLDS: usize = 5;

#[derive(Clone, Default)]
struct RowHasher(u64);

impl Hasher for RowHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_u32(u32::from(b));
        }
    }
    fn write_u32(&mut self, row: u32) {
        self.0 = (self.0 ^ u64::from(row)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// Numbers the rows in order of appearance.
type Rows = HashMap<u32, u32, BuildHasherDefault<RowHasher>>;

struct Text {
    sentences: Vec<Sentence>,
    stems: Vec<u64>,
    is_word: Vec<bool>,
}

/// What [`learn_prior`] learned.
#[derive(Clone, Debug)]
pub struct LearnedPrior {
    classes: Vec<String>,
    rows: Rows,
    weights: Weights,
}

/// The prior knows words and vectors but neither lists nor stem labels: these may have been counted from its names.
const PRIOR_GROUPS: u32 = group::ALL & !group::PHRASES & !group::LABELS & !group::CONTEXT;

/// Learns the weights from which [`train`] starts; lists and stem labels of `knowledge` are not looked at.
///
/// # Errors
/// No texts, no classes or too many, or knowledge that is damaged.
pub fn learn_prior(
    prior: &Prior<'_>,
    knowledge: &KnowledgeBytes,
    progress: &mut dyn FnMut(&str, f64),
) -> Result<LearnedPrior, Error> {
    check(&prior.classes, prior.texts)?;
    let resources = Resources::read(&mut Input::new(&knowledge.0, 0))?;
    let reader = FeatureReader { resources: &resources, bytes: &knowledge.0, groups: PRIOR_GROUPS, cut: prior.cut };
    let mut rows = Rows::default();
    let mut sentences: Vec<Sentence> = Vec::new();
    for text in prior.texts {
        sentences.extend(reader.read(text, &prior.classes, &mut |row| Some(number(&mut rows, row))).sentences);
    }
    let labels = 1 + 2 * prior.classes.len();
    let weights = ftrl::fit(&sentences, rows.len(), labels, &prior.learner, &mut |_, l| progress("prior", l));
    Ok(LearnedPrior { classes: prior.classes.clone(), rows, weights })
}

fn check(classes: &[String], texts: &[GoldText]) -> Result<(), Error> {
    if texts.is_empty() {
        return Err(Error::new("there is no text to train on"));
    }
    if classes.is_empty() || classes.len() > MAX_CLASSES {
        return Err(Error::new(format!("a model has 1 to {MAX_CLASSES} classes")));
    }
    Ok(())
}

/// Trains a model and returns the bytes of its file; the same input gives the same bytes. `progress` gets what is
/// being done and the mean loss a sentence after each pass over the data.
///
/// # Errors
/// No texts, no classes or too many, a prior with other classes, or knowledge that is damaged.
pub fn train(
    config: &TrainConfig,
    knowledge: &KnowledgeBytes,
    prior: Option<&LearnedPrior>,
    silver: Option<&Silver<'_>>,
    gold: &[GoldText],
    progress: &mut dyn FnMut(&str, f64),
) -> Result<Vec<u8>, Error> {
    check(&config.classes, gold)?;
    if prior.is_some_and(|p| !p.classes.starts_with(&config.classes)) {
        return Err(Error::new("the classes of the prior corpus must start with those of the model"));
    }
    let resources = Resources::read(&mut Input::new(&knowledge.0, 0))?;
    let labels = 1 + 2 * config.classes.len();
    let stride = stride_of(labels);
    let groups = group::ALL;
    let reader = |groups| FeatureReader { resources: &resources, bytes: &knowledge.0, groups, cut: config.cut };

    let mut rows = Rows::default();
    // The gold comes first: the folds of the jackknife are cut from it alone.
    let sources: Vec<&GoldText> = gold.iter().chain(silver.into_iter().flat_map(|s| s.texts)).collect();
    let mut texts: Vec<Text> = sources
        .iter()
        .map(|t| reader(groups).read(t, &config.classes, &mut |row| Some(number(&mut rows, row))))
        .collect();
    for sentence in texts[gold.len()..].iter_mut().flat_map(|t| &mut t.sentences) {
        sentence.weight = silver.map_or(1.0, |s| s.weight);
    }
    if let Some(prior) = prior {
        let plain = reader(PRIOR_GROUPS);
        let mut scores = Vec::new();
        for (text, source) in texts.iter_mut().zip(&sources) {
            let other = plain.read(source, &config.classes, &mut |row| prior.rows.get(&row).copied());
            for (sentence, other) in text.sentences.iter_mut().zip(&other.sentences) {
                prior.weights.emissions(other, &mut scores);
                sentence.base = vec![0.0; sentence.gold.len() * stride];
                for (to, from) in sentence.base.chunks_exact_mut(stride).zip(scores.chunks_exact(prior.weights.stride))
                {
                    to[..labels].copy_from_slice(&from[..labels]);
                }
            }
        }
    }
    let mut fit = |what: &str, texts: &[&Text], rows: usize, average: usize| {
        let sentences: Vec<Sentence> = texts.iter().flat_map(|t| t.sentences.iter().cloned()).collect();
        let mut sum: Option<Weights> = None;
        for n in 0..average.max(1) as u64 {
            let learner = LearnerConfig { seed: config.learner.seed + n, ..config.learner.clone() };
            let w = ftrl::fit(&sentences, rows, labels, &learner, &mut |_, l| progress(what, l));
            sum = Some(match sum {
                None => w,
                Some(mut s) => {
                    s.rows.iter_mut().zip(&w.rows).for_each(|(a, b)| *a += b);
                    s.transitions.iter_mut().zip(&w.transitions).for_each(|(a, b)| *a += b);
                    s
                }
            });
        }
        let mut sum = sum.expect("at least one training");
        let share = 1.0 / average.max(1) as f32;
        sum.rows.iter_mut().chain(&mut sum.transitions).for_each(|x| *x *= share);
        sum
    };
    let all: Vec<&Text> = texts.iter().collect();
    let first = fit("first pass", &all, rows.len(), config.average);
    let mut passes = vec![write_pass(&first, &rows, prior, config.least)];
    if config.second_pass {
        let folds = FOLDS.min(gold.len());
        let mut marginals = Vec::new();
        for fold in 0..folds {
            let held = gold.len() * fold / folds..gold.len() * (fold + 1) / folds;
            let rest: Vec<&Text> = texts[..held.start].iter().chain(&texts[held.end..]).collect();
            let weights = fit("jackknife", &rest, rows.len(), 1);
            marginals.extend(texts[held].iter().map(|t| marginals_of(t, &weights)));
        }
        marginals.extend(texts[gold.len()..].iter().map(|t| marginals_of(t, &first)));
        let mut document = Rows::default();
        for (text, marginals) in texts.iter_mut().zip(&marginals) {
            text.add_document_rows(marginals, labels, rows.len() as u32, &mut document);
        }
        let all: Vec<&Text> = texts.iter().collect();
        let second = fit("second pass", &all, rows.len() + document.len(), config.average);
        document.values_mut().for_each(|number| *number += rows.len() as u32);
        // The others stay as the first pass has them: their scores are the same in both.
        passes.push(write_pass(&second, &document, None, LEAST));
    }
    Ok(write_model(&config.classes, groups, &knowledge.0, &passes))
}

struct FeatureReader<'a> {
    resources: &'a Resources,
    bytes: &'a [u8],
    groups: u32,
    cut: Cutter,
}

impl FeatureReader<'_> {
    /// The sentences of a text with their rows, numbered by `number`; rows without a number are left out.
    fn read(&self, gold: &GoldText, classes: &[String], number: &mut dyn FnMut(u32) -> Option<u32>) -> Text {
        let (words, labels) = label_words(gold, classes, self.cut);
        let words: Vec<_> = words.into_iter().map(|w| w.1).collect();
        let mut buffers = Buffers::default();
        let features: Vec<WordFeatures> = words
            .iter()
            .map(|word| {
                let mut f = WordFeatures::default();
                word_features(word, self.groups, self.resources, self.bytes, &mut buffers, &mut f);
                f
            })
            .collect();
        let stems: Vec<u64> = features.iter().map(|f| f.stem).collect();
        let known: Vec<StemContext> = features.iter().map(|f| f.context).collect();
        let mut extra: Vec<Vec<u32>> = vec![Vec::new(); words.len()];
        if self.groups & group::CONTEXT != 0 {
            let mut topics = Vec::new();
            let see_topic = |t: usize, number: u8| topics.push((t, topic_row(number)));
            context_features(&words, &stems, &known, |t, row| extra[t].push(row), see_topic);
            topics.into_iter().for_each(|(t, row)| extra[t].push(row));
        }
        let mut marks = Vec::new();
        let mut out = Vec::new();
        for range in sentences(&words) {
            let n = range.len();
            let mut found: Vec<Vec<u32>> = vec![Vec::new(); n];
            let mut see = |t: usize, offset: i32, row: u32| {
                if let Some(list) = t.checked_add_signed(-offset as isize).and_then(|at| found.get_mut(at)) {
                    list.push(row);
                }
            };
            for t in 0..n {
                each_row(&features[range.start + t], |offset, row| see(t, offset, row));
                for number in features[range.start + t].closed() {
                    let (feature, offsets) = closed_feature(number);
                    offsets.for_each(|offset| see(t, offset, row(feature, offset)));
                }
            }
            if self.groups & group::PHRASES != 0 {
                mark_phrases(&stems[range.clone()], self.resources, self.bytes, &mut marks);
                for (t, &mark) in marks.iter().enumerate() {
                    for bit in (0..u64::BITS).filter(|b| mark >> b & 1 != 0) {
                        for offset in -REACH..=REACH {
                            see(t, offset, mark_row(bit, offset));
                        }
                    }
                }
            }
            let mut sentence = Sentence { gold: labels[range.clone()].to_vec(), weight: 1.0, ..Sentence::default() };
            for (t, mut list) in found.into_iter().enumerate() {
                list.extend(extra[range.start + t].iter());
                list.extend(
                    (-REACH..=REACH)
                        .filter(|&o| t.checked_add_signed(o as isize).is_none_or(|at| at >= n))
                        .map(border_row),
                );
                sentence.rows.extend(list.into_iter().filter_map(&mut *number));
                sentence.ends.push(sentence.rows.len() as u32);
            }
            out.push(sentence);
        }
        let is_word = words.iter().map(|w| matches!(w.kind, WordKind::Word | WordKind::Latin)).collect();
        Text { sentences: out, stems, is_word }
    }
}

fn number(rows: &mut Rows, row: u32) -> u32 {
    let next = rows.len() as u32;
    *rows.entry(row).or_insert(next)
}

impl Text {
    /// Adds the rows of document features, numbered from `first` on.
    fn add_document_rows(&mut self, marginals: &[f32], labels: usize, first: u32, rows: &mut Rows) {
        let mut found: Vec<Vec<u32>> = vec![Vec::new(); self.stems.len()];
        let seen = Seen { stems: &self.stems, is_word: &self.is_word, marginals, labels };
        let mut see = |t: usize, feature| found[t].push(first + number(rows, document_row(feature, labels)));
        by_width!(width(labels), W => document_features::<W>(seen, &mut see));
        let mut at = 0;
        for sentence in &mut self.sentences {
            let old = std::mem::take(&mut sentence.rows);
            let mut from = 0;
            for end in &mut sentence.ends {
                sentence.rows.extend_from_slice(&old[from..*end as usize]);
                sentence.rows.extend_from_slice(&found[at]);
                from = *end as usize;
                *end = sentence.rows.len() as u32;
                at += 1;
            }
        }
    }
}

fn marginals_of(text: &Text, weights: &Weights) -> Vec<f32> {
    let (mut lattice, mut emissions, mut out) = (Lattice::default(), Vec::new(), Vec::new());
    let mut moves = Moves::default();
    moves.set(weights.labels, &weights.transitions);
    for sentence in &text.sentences {
        weights.emissions(sentence, &mut emissions);
        lattice.run(&moves, &emissions, weights.stride, weights.labels, false);
        out.extend_from_slice(&lattice.marginals);
    }
    out
}

/// Adds the prior's weights to those learned on top of them and writes the sum.
fn write_pass(weights: &Weights, rows: &Rows, prior: Option<&LearnedPrior>, least: u8) -> Vec<u8> {
    let labels = weights.labels;
    let mut sums: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
    let mut add = |rows: &Rows, weights: &Weights| {
        let mut rows: Vec<(u32, u32)> = rows.iter().map(|(&row, &number)| (row, number)).collect();
        rows.sort_unstable();
        for (row, number) in rows {
            let w = &weights.rows[number as usize * weights.stride..][..labels];
            if w.iter().any(|&x| x != 0.0) {
                sums.entry(row).or_insert_with(|| vec![0.0; labels]).iter_mut().zip(w).for_each(|(s, x)| *s += x);
            }
        }
    };
    add(rows, weights);
    if let Some(prior) = prior {
        add(&prior.rows, &prior.weights);
    }
    let mut out = Writer::default();
    Pass::write(&mut out, &sums, labels, &weights.transitions, least);
    out.0
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::hash::hash;
    use crate::random::Random;
    use crate::tag::Scratch;
    use crate::words::Word;

    /// A model of two passes that knows a person and a place.
    pub(crate) fn small_model() -> Vec<u8> {
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
