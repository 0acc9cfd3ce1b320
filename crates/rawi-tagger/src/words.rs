//! A text as the matcher sees it: words with comparison keys, and where a name may begin inside a word.

use crate::gazetteer::Gazetteer;
use crate::key::{key_into, source_offset};

/// What a token is, as far as names care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word of letters or a number.
    Word,
    /// " “ ” « » and their like.
    Quote,
    /// ( [
    Open,
    /// ) ]
    Close,
    /// - – / inside names.
    Hyphen,
    /// Any other sign.
    Sign,
}

/// No word of the gazetteers.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// A token with what was looked up for it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    key: (u32, u32),
    pub(crate) shape: Shape,
    /// A paragraph begins here: no name reaches across.
    pub(crate) opens_line: bool,
    /// How many bytes of the key the token's own clitics take.
    clitics: u8,
    /// The number of the whole word, or [`UNKNOWN`].
    pub(crate) id: u32,
    /// Classes of the word, or of what follows its proclitics.
    pub(crate) class: u32,
    /// Where in the key the word begins to which `class` belongs.
    pub(crate) class_cut: Cut,
}

/// A place in a word where a name may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Cut {
    /// Bytes of the key before it.
    pub(crate) at: u8,
    /// لل stands for ل and ال: the name is ال and what follows the cut and one more ل.
    pub(crate) article: bool,
}

/// The words of a text. Buffers are kept between texts.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) list: Vec<Word>,
    keys: String,
}

/// و ف ب ل ك, as they stand in a key.
const CONJUNCTIONS: [&str; 2] = ["و", "ف"];
const PREPOSITIONS: [&str; 3] = ["ب", "ل", "ك"];

impl Words {
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.keys.clear();
    }

    /// Adds the token `start..end` of `source`, whose clitics end at `clitics` (or at `start`).
    pub(crate) fn push(&mut self, source: &str, start: usize, end: usize, clitics: usize, opens_line: bool) {
        let text = &source[start..end];
        let from = self.keys.len();
        key_into(text, &mut self.keys);
        let key = &self.keys[from..];
        let shape = shape(key);
        let mut taken = String::new();
        if clitics > start {
            key_into(&source[start..clitics.min(end)], &mut taken);
        }
        self.list.push(Word {
            start: start as u32,
            end: end as u32,
            key: (from as u32, self.keys.len() as u32),
            shape,
            opens_line,
            clitics: taken.len().min(255) as u8,
            id: UNKNOWN,
            class: 0,
            class_cut: Cut::default(),
        });
    }

    /// Looks every word up.
    pub(crate) fn look_up(&mut self, gazetteer: &Gazetteer) {
        let mut scratch = String::new();
        for i in 0..self.list.len() {
            if self.list[i].shape != Shape::Word {
                continue;
            }
            let key = self.key(i);
            let id = gazetteer.words.get(key).unwrap_or(UNKNOWN);
            let (mut class, mut cut) = (gazetteer.class(id), Cut::default());
            if class == 0 && gazetteer.trie.start(id).is_none() {
                for candidate in cuts(key) {
                    let found = gazetteer.class(self.lookup(i, candidate, gazetteer, &mut scratch));
                    if found != 0 {
                        (class, cut) = (found, candidate);
                        break;
                    }
                }
            }
            let word = &mut self.list[i];
            (word.id, word.class, word.class_cut) = (id, class, cut);
        }
    }

    /// The number of what follows `cut` in word `i`.
    pub(crate) fn lookup(&self, i: usize, cut: Cut, gazetteer: &Gazetteer, scratch: &mut String) -> u32 {
        let key = &self.key(i)[cut.at as usize..];
        let id = if cut.article {
            scratch.clear();
            scratch.push_str("ا");
            scratch.push_str(key);
            gazetteer.words.get(scratch)
        } else {
            gazetteer.words.get(key)
        };
        id.unwrap_or(UNKNOWN)
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn key(&self, i: usize) -> &str {
        let (from, to) = self.list[i].key;
        &self.keys[from as usize..to as usize]
    }

    /// The byte of the source at which a name begins that begins at `cut` of word `i`.
    pub(crate) fn start(&self, source: &str, i: usize, cut: Cut) -> usize {
        let word = &self.list[i];
        let (start, end) = (word.start as usize, word.end as usize);
        if cut.at == 0 { start } else { start + source_offset(&source[start..end], cut.at as usize) }
    }

    /// Whether the segmenter, too, ends a proclitic at `cut` of word `i`.
    pub(crate) fn supported(&self, i: usize, cut: Cut) -> bool {
        cut.at <= self.list[i].clitics
    }

    /// Whether word `i` is written with the article, after `cut`.
    pub(crate) fn definite(&self, i: usize, cut: Cut) -> bool {
        let key = &self.key(i)[cut.at as usize..];
        cut.article || (key.starts_with("ال") && key.len() > 6)
    }
}

/// The cuts of a word by its letters alone, the shortest clitic first: و ف, then ب ل ك, then both, and لل.
pub(crate) fn cuts(key: &str) -> impl Iterator<Item = Cut> + use<> {
    let mut found = [Cut::default(); 3];
    let mut count = 0;
    let mut add = |at: usize, article: bool| {
        found[count] = Cut { at: at as u8, article };
        count += 1;
    };
    let from = if CONJUNCTIONS.iter().any(|c| key.starts_with(c)) { 2 } else { 0 };
    if from == 2 && key.len() > 4 {
        add(2, false);
    }
    let rest = &key[from..];
    if rest.len() > 6 {
        if rest.starts_with("لل") {
            add(from + 2, true);
        }
        // للبنان is also ل and لبنان.
        if PREPOSITIONS.iter().any(|p| rest.starts_with(p)) {
            add(from + 2, false);
        }
    }
    found.into_iter().take(count)
}

fn shape(key: &str) -> Shape {
    match key.chars().next() {
        Some(c) if c.is_alphanumeric() => Shape::Word,
        Some('"' | '“' | '”' | '„' | '‟' | '«' | '»' | '\'' | '‘' | '’' | '‹' | '›') => Shape::Quote,
        Some('(' | '[' | '﴾') => Shape::Open,
        Some(')' | ']' | '﴿') => Shape::Close,
        Some('-' | '–' | '—' | '/') => Shape::Hyphen,
        _ => Shape::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(key: &str) -> Vec<(u8, bool)> {
        cuts(key).map(|c| (c.at, c.article)).collect()
    }

    #[test]
    fn cuts_by_letters() {
        assert_eq!(all("وداعش"), [(2, false)]);
        assert_eq!(all("بداعش"), [(2, false)]);
        assert_eq!(all("وبداعش"), [(2, false), (4, false)]);
        assert_eq!(all("للشرع"), [(2, true), (2, false)]);
        assert_eq!(all("وللبنان"), [(2, false), (4, true), (4, false)]);
        assert_eq!(all("دمشق"), []);
        assert_eq!(all("و"), []);
    }
}
