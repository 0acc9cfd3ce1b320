//! What the model knows of words and phrases before it reads a text, in flat tables over borrowed bytes.
//!
//! Three tables, each open addressing over 32-bit hashes: written words with their frequency (for the proclitic
//! cut), stems with their attributes (frequency, triggers, vector signs), and phrases with the lists they stand in.

use crate::bytes::Input;
use crate::counts::Counts;
use crate::error::Error;
use crate::hash::mix;
use crate::table::{Filter, Table, key_hash};

/// The frequency of a level: eight steps an octave.
fn from_level(level: u8) -> u32 {
    if level == 0 { 0 } else { (f64::from(level - 1) / 8.0).exp2().round() as u32 }
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
    /// Bits of [`triggers`](crate::triggers::triggers).
    pub(crate) triggers: u16,
    /// Two bits a label from 1 on: how often the stem bears it in raw text tagged by an earlier model.
    pub(crate) labels: u16,
    /// Two bits a dimension: far above, far below; empty if unknown.
    pub(crate) signs: &'a [u8],
}

pub(crate) const STEM_HEAD: usize = 5;

pub(crate) struct WordCounts<'a>(pub(crate) &'a Resources, pub(crate) &'a [u8]);

impl Counts for WordCounts<'_> {
    fn count(&self, key: &str) -> u32 {
        self.0.words.get(self.1, key_hash(key.as_bytes())).map_or(0, |v| self.0.counts[usize::from(v[0])])
    }
}

impl Resources {
    pub(crate) fn read(input: &mut Input<'_>) -> Result<Self, Error> {
        let dims = input.u32()? as usize;
        let words = Table::read(input)?;
        let stems = Table::read(input)?;
        let phrases = Table::read(input)?;
        if dims > 1024 || words.width() != 1 || stems.width() != STEM_HEAD + dims.div_ceil(4) || phrases.width() != 2 {
            return Err(Error::new("a table's width is wrong"));
        }
        let phrase_filter = Filter::new(phrases.capacity(), phrases.keys(input.bytes()));
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
    mix(before.rotate_left(9) ^ 0x5151, stem)
}

pub(crate) const LONGER: u16 = 1 << 15;
/// No phrase is longer, in words.
pub(crate) const LONGEST: usize = 6;
