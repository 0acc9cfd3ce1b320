//! What the model knows of words and phrases before it reads a text, in flat tables over borrowed bytes.
//!
//! Three tables, each open addressing over 32-bit hashes: written words with their frequency (for the proclitic
//! cut), stems with their attributes (frequency, triggers, vector signs), and phrases with the lists they stand in.

use std::collections::{BTreeMap, HashMap};

use super::bytes::{Reader, Section, Writer};
use super::hash::hash;
use super::lexicon::{Counts, cut, stem_into};
use super::triggers::TRIGGERS;
use super::words::{WordKind, key_into, split_words};
use super::{Error, skipgram};

/// Names in lists, by the bit of their list: bits 0 to 15.
pub type Lists = BTreeMap<String, u32>;

/// Frequencies are kept on a scale of eight steps an octave.
fn level(count: u32) -> u8 {
    if count == 0 { 0 } else { ((f64::from(count)).log2() * 8.0).round() as u8 + 1 }
}

fn from_level(level: u8) -> u32 {
    if level == 0 { 0 } else { (f64::from(level - 1) / 8.0).exp2().round() as u32 }
}

/// An open-addressing table of 32-bit hashes with values of a fixed width. Key and value stand side by side, so that
/// finding one costs one line of the cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    records: Section,
    mask: u32,
    width: usize,
}

pub(crate) fn key_hash(bytes: &[u8]) -> u32 {
    ((hash(bytes) >> 32) as u32).max(1)
}

impl Table {
    pub(crate) fn write(out: &mut Writer, rows: &BTreeMap<u32, Vec<u8>>, width: usize) {
        let capacity = (rows.len() * 5 / 4 + 1).next_power_of_two();
        let (mask, record) = (capacity as u32 - 1, 4 + width);
        let mut records = vec![0u8; capacity * record];
        for (&key, value) in rows {
            let mut slot = key & mask;
            while records[slot as usize * record..][..4] != [0; 4] {
                slot = (slot + 1) & mask;
            }
            records[slot as usize * record..][..4].copy_from_slice(&key.to_le_bytes());
            records[slot as usize * record + 4..][..width].copy_from_slice(value);
        }
        out.u32(capacity as u32);
        out.u32(width as u32);
        out.section(&records);
    }

    pub(crate) fn read(input: &mut Reader<'_>) -> Result<Self, Error> {
        let capacity = input.u32()?;
        let width = input.u32()? as usize;
        let records = input.section()?;
        if !capacity.is_power_of_two()
            || (capacity as usize).checked_mul(width.saturating_add(4)) != Some(records.len())
        {
            return Err(Error::new("a table's size is wrong"));
        }
        Ok(Self { records, mask: capacity - 1, width })
    }

    /// Bytes of a value.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Slots, used or not.
    pub(crate) fn capacity(&self) -> usize {
        self.mask as usize + 1
    }

    /// The keys, in no order.
    pub(crate) fn keys<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        self.records.of(bytes).chunks_exact(4 + self.width).map(key_of).filter(|&key| key != 0)
    }

    pub(crate) fn get<'a>(&self, bytes: &'a [u8], key: u32) -> Option<&'a [u8]> {
        self.of(bytes).get(key).map(|value| &value[..self.width])
    }

    /// The table in its bytes.
    pub(crate) fn of<'a>(&self, bytes: &'a [u8]) -> TableBytes<'a> {
        TableBytes { records: self.records.of(bytes), mask: self.mask, record: 4 + self.width }
    }
}

/// A [`Table`] with its bytes. Values come with what stands behind them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableBytes<'a> {
    records: &'a [u8],
    mask: u32,
    record: usize,
}

impl<'a> TableBytes<'a> {
    /// The key where the search for `key` begins.
    #[inline]
    pub(crate) fn first_key(&self, key: u32) -> u32 {
        key_of(&self.records[(key & self.mask) as usize * self.record..])
    }

    /// The value of `key`, whose search begins at the key `first`.
    #[inline]
    pub(crate) fn value_after(&self, key: u32, first: u32) -> Option<&'a [u8]> {
        if first == key {
            Some(&self.records[(key & self.mask) as usize * self.record + 4..])
        } else if first == 0 {
            None
        } else {
            self.get(key)
        }
    }

    fn get(&self, key: u32) -> Option<&'a [u8]> {
        let mut slot = key & self.mask;
        // A damaged table may have no empty slot: never look at more slots than there are.
        for _ in 0..=self.mask {
            let record = &self.records[slot as usize * self.record..];
            let found = key_of(record);
            if found == key {
                return Some(&record[4..]);
            }
            if found == 0 {
                return None;
            }
            slot = (slot + 1) & self.mask;
        }
        None
    }
}

#[inline]
fn key_of(record: &[u8]) -> u32 {
    record.first_chunk().map_or(0, |key| u32::from_le_bytes(*key))
}

/// Says for most keys that are not in a table that they are not, without touching the table: most features of a new
/// word have no weight, and this fits the near cache.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    pub(crate) fn new(table: &Table, bytes: &[u8]) -> Self {
        let words = (table.capacity() / 16).max(1);
        let mut filter = Self { bits: vec![0; words], shift: 32 - (words * 64).ilog2() };
        for key in table.keys(bytes) {
            let bit = filter.bit(key);
            filter.bits[bit / 64] |= 1 << (bit % 64);
        }
        filter
    }

    fn bit(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    #[inline]
    pub(crate) fn may_hold(&self, key: u32) -> bool {
        let bit = self.bit(key);
        self.bits[bit / 64] >> (bit % 64) & 1 != 0
    }
}

/// The three tables; all look-ups take the model's bytes.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    words: Table,
    /// Frequencies by level.
    counts: Vec<u32>,
    stems: Table,
    phrases: Table,
    phrase_filter: Filter,
    dims: usize,
}

/// Attributes of a stem.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stem<'a> {
    /// Octave of its frequency in raw text, 0 if unknown.
    pub(crate) octave: u8,
    /// Bits of [`TRIGGERS`].
    pub(crate) triggers: u16,
    /// Two bits a label from 1 on: how often the stem bears it in raw text tagged by an earlier model.
    pub(crate) labels: u16,
    /// Two bits a dimension: far above, far below; empty if unknown.
    pub(crate) signs: &'a [u8],
}

const STEM_HEAD: usize = 5;

pub(crate) struct WordCounts<'a>(pub(crate) &'a Resources, pub(crate) &'a [u8]);

impl Counts for WordCounts<'_> {
    fn count(&self, key: &str) -> u32 {
        self.0.words.get(self.1, key_hash(key.as_bytes())).map_or(0, |v| self.0.counts[usize::from(v[0])])
    }
}

impl Resources {
    pub(crate) fn read(input: &mut Reader<'_>) -> Result<Self, Error> {
        let dims = input.u32()? as usize;
        let words = Table::read(input)?;
        let stems = Table::read(input)?;
        let phrases = Table::read(input)?;
        if dims > 1024 || words.width != 1 || stems.width != STEM_HEAD + dims.div_ceil(4) || phrases.width != 2 {
            return Err(Error::new("a table's width is wrong"));
        }
        let phrase_filter = Filter::new(&phrases, input.bytes());
        Ok(Self { words, counts: (0..=u8::MAX).map(from_level).collect(), stems, phrases, phrase_filter, dims })
    }

    pub(crate) fn dims(&self) -> usize {
        self.dims
    }

    pub(crate) fn stem<'a>(&self, bytes: &'a [u8], key: &str) -> Stem<'a> {
        match self.stems.get(bytes, key_hash(key.as_bytes())) {
            Some(v) => Stem {
                octave: v[0],
                triggers: u16::from_le_bytes([v[1], v[2]]),
                labels: u16::from_le_bytes([v[3], v[4]]),
                signs: &v[STEM_HEAD..],
            },
            None => Stem { octave: 0, triggers: 0, labels: 0, signs: &[] },
        }
    }

    /// The lists in which a phrase (by [`phrase_hash`]) stands; bit 15 says that a longer phrase begins so.
    pub(crate) fn phrase(&self, bytes: &[u8], hash: u64) -> u16 {
        let key = ((hash >> 32) as u32).max(1);
        if !self.phrase_filter.may_hold(key) {
            return 0; // most words begin no phrase
        }
        self.phrases.get(bytes, key).map_or(0, |v| u16::from_le_bytes([v[0], v[1]]))
    }
}

/// The hash of a phrase grows word by word.
pub(crate) fn phrase_hash(before: u64, stem: u64) -> u64 {
    super::hash::mix(before.rotate_left(9) ^ 0x5151, stem)
}

pub(crate) const LONGER: u16 = 1 << 15;
/// No phrase is longer, in words.
pub(crate) const LONGEST: usize = 6;

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
    let mut words = super::lexicon::count_words(texts.iter().copied());
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
    (list::GIVEN_ARABIC, " ", include_str!("lists/given-arabic.txt")),
    (list::GIVEN_FOREIGN, " ", include_str!("lists/given-foreign.txt")),
    (list::FAMILY, " ", include_str!("lists/family.txt")),
    (list::PEOPLE, " ", include_str!("lists/peoples.txt")),
    (list::PLACE, "|", include_str!("lists/places.txt")),
    (list::OTHER, "|", include_str!("lists/other.txt")),
    (list::ORGANISATION, "|", include_str!("lists/organisations.txt")),
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

        let mut triggers: BTreeMap<String, u16> = BTreeMap::new();
        for (bit, (_, words)) in TRIGGERS.iter().enumerate() {
            for word in words.split_whitespace() {
                *triggers.entry(word.to_owned()).or_default() |= 1 << bit;
                if !word.starts_with("ال") {
                    *triggers.entry(format!("ال{word}")).or_default() |= 1 << bit;
                }
            }
        }
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
