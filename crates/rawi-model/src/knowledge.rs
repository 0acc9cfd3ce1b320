//! What a model is told of words and phrases before it is trained.

use crate::bytes::Writer;
use crate::counts::{count_words, cut, stem_into};
use crate::hash::hash;
use crate::resources::{LONGER, LONGEST, STEM_HEAD, phrase_hash};
use crate::skipgram;
use crate::table::{Table, key_hash};
use crate::triggers::triggers;
use crate::words::{WordKind, key_into, split_words};
use std::collections::{BTreeMap, HashMap};

/// Names in lists, by the bit of their list: bits 0 to 15.
pub type Lists = BTreeMap<String, u32>;

/// Frequencies are kept on a scale of eight steps an octave.
fn level(count: u32) -> u8 {
    if count == 0 { 0 } else { ((f64::from(count)).log2() * 8.0).round() as u8 + 1 }
}

/// The raw material of what a model knows beside its weights.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Folded written words with their frequency in raw text.
    pub words: HashMap<String, u32>,
    /// Folded stems, most frequent first, with their frequency.
    pub stems: Vec<(String, u32)>,
    /// A vector for each of `stems`, or nothing.
    pub vectors: Vec<f32>,
    /// Length of a vector.
    pub dims: usize,
    /// Names in lists.
    pub lists: Lists,
    /// For stems, two bits for each of the first eight labels; see `bootstrap`.
    pub stem_labels: BTreeMap<String, u16>,
}

/// Reads raw text: word counts, stems, and for each of `vectors` a vector of each
/// stem seen five times; several are put end to end.
pub fn read_raw_text(texts: &[&str], vectors: &[skipgram::VectorConfig], progress: &mut dyn FnMut(f32)) -> Knowledge {
    let mut words = count_words(texts.iter().copied());
    let (mut key, mut stem, mut buffer) = (String::new(), String::new(), String::new());
    let mut ids: HashMap<String, u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut sentences: Vec<Vec<u32>> = Vec::new();
    for text in texts {
        for (_, word) in split_words(text) {
            if word.starts_sentence {
                sentences.push(Vec::new());
            }
            key_into(&word, &mut key);
            if word.kind == WordKind::Word {
                stem_into(&key, cut(&key, &words, &mut buffer), &mut stem);
            } else {
                stem.clone_from(&key);
            }
            let id = match ids.get(stem.as_str()) {
                Some(&id) => id,
                None => {
                    ids.insert(stem.clone(), counts.len() as u32);
                    counts.push(0);
                    counts.len() as u32 - 1
                }
            };
            counts[id as usize] += 1;
            if let Some(sentence) = sentences.last_mut() {
                sentence.push(id);
            }
        }
    }
    let mut stems: Vec<(String, u32)> = ids.into_iter().filter(|(_, id)| counts[*id as usize] >= 5).collect();
    stems.sort_by(|a, b| counts[b.1 as usize].cmp(&counts[a.1 as usize]).then_with(|| a.0.cmp(&b.0)));
    let mut renumber = vec![u32::MAX; counts.len()];
    for (new, (_, old)) in stems.iter_mut().enumerate() {
        renumber[*old as usize] = new as u32;
        *old = counts[*old as usize];
    }
    for id in sentences.iter_mut().flatten() {
        *id = renumber[*id as usize];
    }
    let counts: Vec<u64> = stems.iter().map(|s| u64::from(s.1)).collect();
    let trained: Vec<Vec<f32>> =
        vectors.iter().map(|config| skipgram::train_vectors(&sentences, &counts, config, progress)).collect();
    let dims = vectors.iter().map(|config| config.dims).sum();
    let mut joined = Vec::with_capacity(stems.len() * dims);
    for stem in 0..stems.len() {
        for (config, values) in vectors.iter().zip(&trained) {
            joined.extend_from_slice(&values[stem * config.dims..(stem + 1) * config.dims]);
        }
    }
    // The model carries no rarer words, and names must be cut as it will cut them.
    words.retain(|_, n| *n >= 5);
    Knowledge { words, stems, vectors: joined, dims, lists: Lists::new(), stem_labels: BTreeMap::new() }
}

/// The lists written for this project and the number of the list each belongs to.
const OWN_LISTS: [(u32, &str, &str); 7] = [
    (list::GIVEN_ARABIC, " ", include_str!("../lists/given-arabic.txt")),
    (list::GIVEN_FOREIGN, " ", include_str!("../lists/given-foreign.txt")),
    (list::FAMILY, " ", include_str!("../lists/family.txt")),
    (list::PEOPLE, " ", include_str!("../lists/peoples.txt")),
    (list::PLACE, "|", include_str!("../lists/places.txt")),
    (list::OTHER, "|", include_str!("../lists/other.txt")),
    (list::ORGANISATION, "|", include_str!("../lists/organisations.txt")),
];

/// Numbers of lists for [`Knowledge::add_names`]. A model learns what each is worth, so they need not be pure.
pub mod list {
    /// Arabic given names.
    pub const GIVEN_ARABIC: u32 = 0;
    /// Given names of other languages in Arabic letters.
    pub const GIVEN_FOREIGN: u32 = 1;
    /// Family names.
    pub const FAMILY: u32 = 2;
    /// Nationalities and other groups of people.
    pub const PEOPLE: u32 = 3;
    /// Countries, cities and other places.
    pub const PLACE: u32 = 4;
    /// Persons of a second corpus.
    pub const SECOND_PERSON: u32 = 5;
    /// Places of a second corpus.
    pub const SECOND_PLACE: u32 = 6;
    /// Organisations of a second corpus.
    pub const SECOND_ORGANISATION: u32 = 7;
    /// Groups of a second corpus.
    pub const SECOND_GROUP: u32 = 8;
    /// Other names.
    pub const OTHER: u32 = 9;
    /// Organisations.
    pub const ORGANISATION: u32 = 10;
    /// Names found in raw text, of the first of up to four classes; see `bootstrap`.
    pub const FOUND: u32 = 11;
}

impl Knowledge {
    /// Adds names to the list numbered `list` (0 to 14). Names that are longer than six words or hold anything but
    /// Arabic words are left out.
    pub fn add_names<'a>(&mut self, list: u32, names: impl IntoIterator<Item = &'a str>) {
        let (mut key, mut stem, mut buffer) = (String::new(), String::new(), String::new());
        for name in names {
            let words = split_words(name);
            if words.is_empty() || words.len() > LONGEST || words.iter().any(|(_, w)| w.kind != WordKind::Word) {
                continue;
            }
            let mut stems = Vec::new();
            for (_, word) in &words {
                key_into(word, &mut key);
                stem_into(&key, cut(&key, &self.words, &mut buffer), &mut stem);
                stems.push(stem.clone());
            }
            *self.lists.entry(stems.join(" ")).or_default() |= 1 << list;
        }
    }

    /// Adds the lists written for this project. Compound names (عبدالله) are added in both spellings.
    pub fn add_own_lists(&mut self) {
        for (list, separator, text) in OWN_LISTS {
            for line in text.lines() {
                self.add_names(list, line.split(separator));
            }
            if separator == " " {
                let apart = text.split_whitespace().filter_map(|n| n.strip_prefix("عبدال"));
                let apart: Vec<String> = apart.map(|rest| format!("عبد ال{rest}")).collect();
                self.add_names(list, apart.iter().map(String::as_str));
            }
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.u32(self.dims as u32);
        let rows: BTreeMap<u32, Vec<u8>> =
            self.words.iter().map(|(w, &n)| (key_hash(w.as_bytes()), vec![level(n)])).collect();
        Table::write(out, &rows, 1);

        let triggers = triggers();
        let width = STEM_HEAD + self.dims.div_ceil(4);
        let mut rows: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (word, bits) in &triggers {
            let mut row = vec![0; width];
            row[1..3].copy_from_slice(&bits.to_le_bytes());
            rows.insert(key_hash(word.as_bytes()), row);
        }
        let bounds = self.bounds();
        for (i, (stem, count)) in self.stems.iter().enumerate() {
            let mut row = vec![0; width];
            row[0] = (*count).ilog2() as u8;
            row[1..3].copy_from_slice(&triggers.get(stem).copied().unwrap_or(0).to_le_bytes());
            row[3..5].copy_from_slice(&self.stem_labels.get(stem).copied().unwrap_or(0).to_le_bytes());
            for (d, &(low, high)) in bounds.iter().enumerate() {
                let x = self.vectors[i * self.dims + d];
                let sign = u8::from(x > high) | (u8::from(x < low) << 1);
                row[STEM_HEAD + d / 4] |= sign << (d % 4 * 2);
            }
            rows.insert(key_hash(stem.as_bytes()), row);
        }
        Table::write(out, &rows, width);

        let mut phrases: BTreeMap<u32, u16> = BTreeMap::new();
        for (name, bits) in &self.lists {
            let stems: Vec<&str> = name.split(' ').collect();
            if stems.len() > LONGEST {
                continue;
            }
            let mut h = 0;
            for (i, stem) in stems.iter().enumerate() {
                h = phrase_hash(h, hash(stem.as_bytes()));
                *phrases.entry(((h >> 32) as u32).max(1)).or_default() |=
                    if i + 1 < stems.len() { LONGER } else { *bits as u16 & !LONGER };
            }
        }
        Table::write(out, &phrases.into_iter().map(|(k, v)| (k, v.to_le_bytes().to_vec())).collect(), 2);
    }

    /// For each dimension the mean of its negative and of its positive values over the vocabulary.
    fn bounds(&self) -> Vec<(f32, f32)> {
        (0..self.dims)
            .map(|d| {
                let (mut low, mut lows, mut high, mut highs) = (0f64, 0u32, 0f64, 0u32);
                for v in self.vectors.iter().skip(d).step_by(self.dims) {
                    if *v < 0.0 {
                        low += f64::from(*v);
                        lows += 1;
                    } else {
                        high += f64::from(*v);
                        highs += 1;
                    }
                }
                ((low / f64::from(lows.max(1))) as f32, (high / f64::from(highs.max(1))) as f32)
            })
            .collect()
    }
}
