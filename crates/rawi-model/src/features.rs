//! The features of a word: what it looks like, what is known of it, and which lists it stands in.

use crate::context::StemContext;
use crate::counts::{cut, stem_into};
use crate::hash::{feature, hash, mix, row};
use crate::resources::{Resources, WordCounts};
use crate::triggers::is_sport;
use crate::words::{Word, WordKind, key_into};

/// Groups of features; a model says in its head which it was trained with.
pub(crate) mod group {
    pub(crate) const AFFIXES: u32 = 1;
    pub(crate) const GRAMS: u32 = 1 << 1;
    pub(crate) const TRIGGERS: u32 = 1 << 2;
    pub(crate) const SIGNS: u32 = 1 << 3;
    pub(crate) const PHRASES: u32 = 1 << 4;
    pub(crate) const FREQUENCY: u32 = 1 << 5;
    pub(crate) const WORD: u32 = 1 << 6;
    pub(crate) const LABELS: u32 = 1 << 7;
    pub(crate) const CONTEXT: u32 = 1 << 8;
    pub(crate) const ALL: u32 = 0x1FF;
}

/// How far a feature is seen from the word it describes.
pub(crate) const REACH: i32 = 2;
pub(crate) const OFFSETS: usize = 2 * REACH as usize + 1;

mod template {
    pub(super) const BIAS: u32 = 0;
    pub(super) const KEY: u32 = 1;
    pub(super) const STEM: u32 = 2;
    pub(super) const PROCLITICS: u32 = 3;
    pub(super) const SHAPE: u32 = 4;
    pub(super) const PREFIX: u32 = 5;
    pub(super) const SUFFIX: u32 = 6;
    pub(super) const GRAM: u32 = 7;
    pub(super) const TRIGGER: u32 = 8;
    pub(super) const FREQUENCY: u32 = 9;
    pub(super) const SIGN: u32 = 10;
    // 11 are the marks of phrases.
    pub(super) const BORDER: u32 = 12;
    pub(super) const ARTICLE: u32 = 13;
    pub(super) const STEM_LABEL: u32 = 14;
}

/// Features that depend on the written word alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordFeatures {
    /// Seen at the word only.
    pub(crate) own: Vec<u64>,
    /// Seen from its neighbours, too.
    pub(crate) around: Vec<u64>,
    /// Numbers of closed features ([`closed_feature`]) but signs: few enough for their scores to stand in an array.
    pub(crate) known: Vec<u16>,
    /// The signs of its vector, two bits each: closed features, too.
    pub(crate) signs: Vec<u8>,
    /// Hash of the stem, for phrases and for the document pass.
    pub(crate) stem: u64,
    /// For the features that reach further.
    pub(crate) context: StemContext,
}

impl WordFeatures {
    /// Numbers of all closed features.
    pub(crate) fn closed(&self) -> impl Iterator<Item = u16> + '_ {
        let signs = (0..4 * self.signs.len()).map(|d| (d as u16, u16::from(self.signs[d / 4] >> (d % 4 * 2) & 3)));
        let signs = signs.filter(|&(_, sign)| sign != 0).map(|(d, sign)| CLOSED_AROUND + d * 4 + sign);
        self.known.iter().copied().chain(signs)
    }
}

/// Buffers that are reused from word to word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    key: String,
    stem: String,
    other: String,
    padded: String,
    ends: Vec<usize>,
}

pub(crate) fn word_features(
    word: &Word<'_>,
    groups: u32,
    resources: &Resources,
    bytes: &[u8],
    buffers: &mut Buffers,
    out: &mut WordFeatures,
) {
    let Buffers { key, stem, other, padded, ends } = buffers;
    let WordFeatures { own, around, known: closed, signs, stem: stem_hash, context } = out;
    own.clear();
    around.clear();
    closed.clear();
    signs.clear();
    key_into(word, key);
    let is_word = word.kind == WordKind::Word;
    let mut proclitics = 0;
    if is_word {
        let c = cut(key, &WordCounts(resources, bytes), other);
        stem_into(key, c, stem);
        proclitics = hash(&key.as_bytes()[..c.proclitics]);
    } else {
        stem.clone_from(key);
    }
    *stem_hash = hash(stem.as_bytes());
    let known = resources.stem(bytes, stem);
    *context = StemContext { labels: known.labels, sport: is_sport(*stem_hash) };
    let base = match stem.strip_prefix("ال") {
        Some(rest) if is_word && rest.chars().nth(2).is_some() => rest,
        _ => stem.as_str(),
    };
    let article = base.len() < stem.len();
    let letters = base.chars().count();

    own.push(feature(template::BIAS, 0));
    if groups & group::WORD != 0 {
        own.push(feature(template::KEY, hash(key.as_bytes())));
        around.push(feature(template::STEM, *stem_hash));
    }
    if proclitics != 0 {
        around.push(feature(template::PROCLITICS, proclitics));
    }
    around.push(feature(template::SHAPE, shape(word.kind, key, letters, article)));
    if groups & group::FREQUENCY != 0 && is_word {
        own.push(feature(template::FREQUENCY, u64::from(known.octave) * 2 + u64::from(article)));
    }
    if groups & group::TRIGGERS != 0 {
        let mut bits = known.triggers;
        while bits != 0 {
            closed.push(bits.trailing_zeros() as u16);
            bits &= bits - 1;
        }
    }
    for label in 0..8 {
        let level = known.labels >> (2 * label) & 3;
        if groups & group::LABELS != 0 && level != 0 {
            closed.push(16 + label * 4 + level);
        }
    }
    if groups & group::SIGNS != 0 {
        signs.extend_from_slice(known.signs);
    }
    if !matches!(word.kind, WordKind::Word | WordKind::Latin) {
        return;
    }
    padded.clear();
    padded.push('^');
    padded.push_str(base);
    padded.push('$');
    ends.clear();
    ends.extend(padded.char_indices().map(|(i, _)| i));
    ends.push(padded.len());
    let n = ends.len() - 1; // characters with both borders
    let text = padded.as_bytes();
    if groups & group::AFFIXES != 0 {
        for length in 1..=4.min(n - 2) {
            own.push(feature(template::PREFIX, hash(&text[1..ends[1 + length]])));
            own.push(feature(template::SUFFIX, hash(&text[ends[n - 1 - length]..ends[n - 1]])));
        }
        if article {
            own.push(feature(template::ARTICLE, 0));
        }
    }
    if groups & group::GRAMS != 0 {
        // Very long "words" are noise; their first letters say enough.
        for start in 0..n.min(32) {
            for length in 3..=4 {
                if start + length <= n {
                    own.push(feature(template::GRAM, hash(&text[ends[start]..ends[start + length]])));
                }
            }
        }
    }
}

fn shape(kind: WordKind, key: &str, letters: usize, article: bool) -> u64 {
    let detail = match kind {
        WordKind::Word => letters.min(10) as u64 * 2 + u64::from(article),
        WordKind::Latin => letters.min(4) as u64,
        WordKind::Number => key.len().min(6) as u64 + if key.bytes().all(|b| b == b'0') { 0 } else { 16 },
        WordKind::Punctuation | WordKind::Other => hash(key.as_bytes()),
    };
    mix(kind as u64, detail)
}

/// Closed features below this number are seen from a word's neighbours, too.
pub(crate) const CLOSED_AROUND: u16 = 48;

/// How many numbers of closed features there are with vectors of `dims` values.
pub(crate) fn closed_count(dims: usize) -> u16 {
    CLOSED_AROUND + (dims.div_ceil(4) * 16) as u16
}

/// What a closed feature is called, and the offsets from which it is seen.
pub(crate) fn closed_feature(number: u16) -> (u64, std::ops::RangeInclusive<i32>) {
    match number {
        0..16 => (feature(template::TRIGGER, u64::from(number)), -REACH..=REACH),
        16..CLOSED_AROUND => (feature(template::STEM_LABEL, u64::from(number - 16)), -REACH..=REACH),
        _ => (feature(template::SIGN, u64::from(number - CLOSED_AROUND)), 0..=0),
    }
}

/// The rows of a word's open features, with every offset from which they are seen.
pub(crate) fn each_row(features: &WordFeatures, mut see: impl FnMut(i32, u32)) {
    for &f in &features.own {
        see(0, row(f, 0));
    }
    for &f in &features.around {
        for offset in -REACH..=REACH {
            see(offset, row(f, offset));
        }
    }
}

/// The row that says "there is no word at this offset in the sentence".
pub(crate) fn border_row(offset: i32) -> u32 {
    row(feature(template::BORDER, 0), offset)
}
