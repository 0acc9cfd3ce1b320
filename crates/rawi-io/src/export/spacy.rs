//! A DocBin of spaCy 3: MessagePack, packed with zlib.

use super::names::{Dropped, flat};
use super::words::{labelled, sentences};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rawi_core::{Document, Span};
use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::sync::LazyLock;

/// Attributes of a token, by spaCy's numbers: ORTH, ENT_IOB, ENT_TYPE, SENT_START.
const ATTRIBUTES: [u64; 4] = [65, 77, 78, 80];

/// Texts that spaCy knows by a number of its own, the line of the list, and not by their hash: its names of attributes, parts of
/// speech and labels (`spacy.symbols` of 3.8). GPE is 384, in the text as in a label.
static SYMBOLS: LazyLock<HashMap<&str, u64>> =
    LazyLock::new(|| include_str!("spacy-symbols.txt").lines().zip(1..).collect());

/// Documents, collected.
#[derive(Default)]
pub(crate) struct Bin {
    tokens: Vec<u8>,
    spaces: Vec<u8>,
    lengths: Vec<u8>,
    strings: BTreeSet<String>,
    documents: usize,
}

impl Bin {
    pub(crate) fn add(&mut self, doc: &Document, dropped: &mut Dropped) -> Result<(), String> {
        let names = flat(doc, dropped)?;
        let mut starts = BTreeSet::new();
        let mut words: Vec<Span> = Vec::new();
        for sentence in sentences(doc)? {
            starts.extend(sentence.first().map(|word| word.span.start()));
            words.extend(sentence.iter().map(|word| word.span));
        }
        // All of the text is tokens, each with one blank behind it or none.
        let text = doc.source();
        let (mut spans, mut spaces) = (Vec::new(), Vec::new());
        let mut at = 0;
        for word in words.into_iter().chain([Span::new(text.len(), text.len())]) {
            let mut gap = &text[at..word.start()];
            if let (Some(rest), Some(space)) = (gap.strip_prefix(' '), spaces.last_mut()) {
                *space = 1;
                gap = rest;
            }
            if !gap.is_empty() {
                spans.push(Span::new(word.start() - gap.len(), word.start()));
                spaces.push(0);
            }
            if !word.is_empty() {
                spans.push(word);
                spaces.push(0);
            }
            at = word.end();
        }
        let (labels, widened) = labelled(&spans, &names);
        dropped.widened += widened;
        for (span, label) in spans.iter().zip(&labels) {
            let (iob, kind) = match label {
                Some((name, first)) => (if *first { 3 } else { 1 }, self.string(&name.label)),
                None => (2, 0),
            };
            let orth = self.string(doc.text(*span));
            // What begins no sentence goes one on: -1.
            let start = if starts.contains(&span.start()) { 1 } else { u64::MAX };
            for value in [orth, iob, kind, start] {
                self.tokens.extend_from_slice(&value.to_le_bytes());
            }
        }
        let count = u32::try_from(spans.len()).map_err(|error| error.to_string())?;
        self.lengths.extend_from_slice(&count.to_le_bytes());
        self.spaces.extend(spaces);
        self.documents += 1;
        Ok(())
    }

    /// The number of a text, which is noted.
    fn string(&mut self, text: &str) -> u64 {
        if !self.strings.contains(text) {
            self.strings.insert(text.to_owned());
        }
        number(text)
    }

    pub(crate) fn finish(self, out: &mut Vec<u8>) -> Result<(), String> {
        let mut pack = Vec::new();
        head(&mut pack, 0x80, 0xDE, 9);
        text("version", &mut pack);
        text("0.1", &mut pack);
        text("attrs", &mut pack);
        head(&mut pack, 0x90, 0xDC, ATTRIBUTES.len());
        pack.extend(ATTRIBUTES.map(|attribute| attribute as u8));
        for (name, bytes) in [("tokens", &self.tokens), ("spaces", &self.spaces), ("lengths", &self.lengths)] {
            text(name, &mut pack);
            pack.push(0xC6);
            pack.extend_from_slice(
                &u32::try_from(bytes.len()).map_err(|_| "more than 4 GB of words in one DocBin")?.to_be_bytes(),
            );
            pack.extend_from_slice(bytes);
        }
        text("strings", &mut pack);
        list(self.strings.len(), &mut pack);
        self.strings.iter().for_each(|string| text(string, &mut pack));
        // Empty for each document: categories and groups of spans.
        text("cats", &mut pack);
        list(self.documents, &mut pack);
        pack.extend(std::iter::repeat_n(0x80, self.documents));
        text("flags", &mut pack);
        list(self.documents, &mut pack);
        for _ in 0..self.documents {
            pack.push(0x81);
            text("has_unknown_spaces", &mut pack);
            pack.push(0xC2);
        }
        text("span_groups", &mut pack);
        list(self.documents, &mut pack);
        for _ in 0..self.documents {
            // Bytes that hold an empty list.
            pack.extend_from_slice(&[0xC4, 1, 0x90]);
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&pack).map_err(|error| error.to_string())?;
        out.extend(packed.finish().map_err(|error| error.to_string())?);
        Ok(())
    }
}

fn head(out: &mut Vec<u8>, short: u8, long: u8, length: usize) {
    match u8::try_from(length) {
        Ok(length) if length < 16 => out.push(short | length),
        _ => {
            out.push(long);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
}

fn list(length: usize, out: &mut Vec<u8>) {
    out.push(0xDD);
    out.extend_from_slice(&(length as u32).to_be_bytes());
}

fn text(text: &str, out: &mut Vec<u8>) {
    out.push(0xDB);
    out.extend_from_slice(&(text.len() as u32).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// The number by which spaCy knows a text.
fn number(text: &str) -> u64 {
    SYMBOLS.get(text).copied().unwrap_or_else(|| hash(text.as_bytes()))
}

/// MurmurHash64A with the seed 1, by which spaCy knows texts.
fn hash(bytes: &[u8]) -> u64 {
    const M: u64 = 0xC6A4_A793_5BD1_E995;
    const R: u32 = 47;
    if bytes.is_empty() {
        return 0;
    }
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let chunks = bytes.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        let mut k = chunk.iter().rev().fold(0_u64, |k, &byte| k << 8 | u64::from(byte)).wrapping_mul(M);
        k ^= k >> R;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        h = (h ^ rest.iter().rev().fold(0_u64, |k, &byte| k << 8 | u64::from(byte))).wrapping_mul(M);
    }
    h ^= h >> R;
    h = h.wrapping_mul(M);
    h ^ (h >> R)
}

#[cfg(test)]
mod tests {
    use super::{hash, number};

    #[test]
    fn texts_have_the_hashes_that_spacy_gives() {
        // As spaCy's StringStore gives them; `coffee` is the one of its documentation.
        assert_eq!(hash(b"coffee"), 3_197_928_453_018_144_401);
        assert_eq!(hash(b"apple"), 8_566_208_034_543_834_098);
        assert_eq!(hash(b""), 0);
    }

    #[test]
    fn texts_that_are_symbols_have_their_numbers() {
        // `StringStore().add(..)` of spaCy 3.8.7.
        assert_eq!((number("GPE"), number("ORG"), number("NORP")), (384, 383, 381));
        assert_eq!(number("PERS"), 3_980_686_386_125_422_894);
    }
}
