//! What a first model learns from raw text: the names it is sure of, and the labels that stems usually bear.

use std::collections::BTreeMap;

use crate::corpus::GoldText;
use crate::counts::{cut, stem_into};
use crate::knowledge::{Knowledge, list};
use crate::model::Model;
use crate::resources::LONGEST;
use crate::tag::Scratch;
use crate::words::{Word, WordKind, key_into, split_words};

/// Names must be found this often and this surely.
const TIMES: u32 = 2;
const SURE: f32 = 0.8;
/// Shares of a stem's occurrences from which a label counts as rare, frequent and usual.
const SHARES: [f32; 3] = [0.04, 0.2, 0.6];

/// Every so manieth text is handed back with its names, to train on.
const SILVER_STEP: usize = 60;

/// Tags `texts` with `model` and adds to `knowledge` the names found (in lists from [`list::FOUND`] on, one for each
/// of the first four classes) and the labels of stems. Returns a sixtieth of the texts with the names found, for [`Silver`](crate::Silver).
pub fn bootstrap(
    model: &Model,
    texts: &[&str],
    knowledge: &mut Knowledge,
    progress: &mut dyn FnMut(f32),
) -> Vec<GoldText> {
    let labels = 1 + 2 * model.classes().len();
    let mut scratch = Scratch::default();
    let mut silver = Vec::new();
    let (mut key, mut stem, mut buffer) = (String::new(), String::new(), String::new());
    let mut names: BTreeMap<(String, usize), u32> = BTreeMap::new();
    let mut sums: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        if number % 100 == 0 {
            progress(number as f32 / texts.len() as f32);
        }
        let (starts, words): (Vec<usize>, Vec<Word<'_>>) = split_words(text).into_iter().unzip();
        let stems: Vec<String> = words
            .iter()
            .map(|word| {
                key_into(word, &mut key);
                if word.kind == WordKind::Word {
                    stem_into(&key, cut(&key, &knowledge.words, &mut buffer), &mut stem);
                    stem.clone()
                } else {
                    key.clone()
                }
            })
            .collect();
        let found = model.tag(&words, &mut scratch);
        if number % SILVER_STEP == 0 {
            let end = |word: usize| starts[word] + words[word].text.len();
            let names =
                found.iter().map(|n| (starts[n.first], end(n.last), model.classes()[n.class].clone())).collect();
            silver.push(GoldText { text: (*text).to_owned(), names });
        }
        for name in found {
            if name.confidence > SURE && name.last - name.first < LONGEST {
                *names.entry((stems[name.first..=name.last].join(" "), name.class)).or_default() += 1;
            }
        }
        let marginals = model.marginals(&words, &mut scratch);
        for (t, stem) in stems.into_iter().enumerate().filter(|(t, _)| words[*t].kind == WordKind::Word) {
            let sum = sums.entry(stem).or_insert_with(|| vec![0.0; labels]);
            sum.iter_mut().zip(&marginals[t * labels..(t + 1) * labels]).for_each(|(s, p)| *s += p);
        }
    }
    for ((name, class), times) in names {
        if times >= TIMES && class < 4 {
            *knowledge.lists.entry(name).or_default() |= 1 << (list::FOUND + class as u32);
        }
    }
    for (stem, sum) in sums {
        let total: f32 = sum.iter().sum();
        let mut bits = 0u16;
        for (label, s) in sum.iter().skip(1).take(8).enumerate() {
            let level = SHARES.iter().take_while(|&&share| s / total >= share).count() as u16;
            bits |= level << (2 * label);
        }
        if bits != 0 {
            knowledge.stem_labels.insert(stem, bits);
        }
    }
    silver
}
