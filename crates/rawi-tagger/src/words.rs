//! A text as the matcher sees it: words with comparison keys, and where a name may begin inside a word.

use crate::gazetteer::Gazetteer;
use crate::key::is_alphanumeric;
use crate::model_words::{ends_sentence, kind};
use crate::steps;
use crate::written::{is_close, is_hyphen, is_open, is_quote};
use rawi_arabic::LOOSE;
use rawi_arabic::proclitics::{self, Article};
use rawi_core::Span;
use rawi_core::layers::Token;
use rawi_model::WordKind;
use std::borrow::Cow;

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
    /// A sentence begins here for the learned model.
    pub(crate) opens_sentence: bool,
    /// What it is to the learned model.
    pub(crate) kind: WordKind,
    /// It ends in ئ or ء, which no relative adjective does: الطوارئ.
    pub(crate) hamza_end: bool,
    /// It bears the tanwin of the accusative, كبيراً: an indefinite noun or an adverb, and no name.
    pub(crate) tanwin: bool,
    /// How many bytes of the key the token's own clitics take.
    clitics: u8,
    /// The number of the whole word, or of the sign if names hold signs; else [`UNKNOWN`].
    pub(crate) id: u32,
    /// Classes of the word, or of what follows its proclitics.
    pub(crate) class: u64,
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

/// The words of a text.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) list: Vec<Word>,
    /// Where names may begin: word, cut and the number of what stands there, in text order, the whole word first.
    pub(crate) starts: Vec<(u32, Cut, u32)>,
    keys: String,
    scratch: String,
}

impl Words {
    /// Room for `tokens` tokens of a text of `bytes` bytes.
    pub(crate) fn with_capacity(tokens: usize, bytes: usize) -> Self {
        Self {
            list: Vec::with_capacity(tokens),
            starts: Vec::with_capacity(tokens / 2),
            keys: String::with_capacity(bytes),
            scratch: String::new(),
        }
    }

    /// Adds a token of `source`. One that is no part of it, or begins before the last one's end, is passed over: layers that records or
    /// other stages bring may hold such.
    pub(crate) fn push(&mut self, source: &str, span: Span, token: &Token) {
        let before = self.list.last().map_or(0..0, |word| word.start as usize..word.end as usize);
        let (start, end) = (span.start(), span.end());
        let (Some(text), Some(between)) = (source.get(span.range()), source.get(before.end..start)) else { return };
        let from = self.keys.len();
        LOOSE.push(text, &mut self.keys);
        let key = &self.keys[from..];
        let shape = shape(key);
        let clitics = if token.clitics.is_empty() { start } else { token.clitics.end().min(end) };
        let clitics = source.get(start..clitics).map_or(0, |text| LOOSE.len(text));
        let begins = self.list.is_empty();
        self.list.push(Word {
            start: start as u32,
            end: end as u32,
            key: (from as u32, self.keys.len() as u32),
            shape,
            opens_line: !begins && between.contains('\n'),
            opens_sentence: begins || ends_sentence(&source[before], between),
            kind: kind(token.kind),
            hamza_end: text.ends_with(['ئ', 'ء']),
            tanwin: text.contains('\u{064B}'),
            clitics: clitics.min(255) as u8,
            id: UNKNOWN,
            class: 0,
            class_cut: Cut::default(),
        });
    }

    /// Looks every word up, whole and behind its proclitics.
    pub(crate) fn look_up(&mut self, source: &str, gazetteer: &Gazetteer) {
        let mut scratch = std::mem::take(&mut self.scratch);
        for i in 0..self.list.len() {
            if self.list[i].shape != Shape::Word {
                if gazetteer.has_signs {
                    self.list[i].id = gazetteer.words.get(self.key(i)).unwrap_or(UNKNOWN);
                }
                continue;
            }
            let (from, to) = self.list[i].key;
            let key = &self.keys[from as usize..to as usize];
            let written = &source[self.list[i].start as usize..self.list[i].end as usize];
            let id = gazetteer.words.get(key);
            let (mut class, mut class_cut) = (gazetteer.class_as(id.unwrap_or(UNKNOWN), written), Cut::default());
            let begins = id.is_some_and(|id| gazetteer.trie.start(id).is_some());
            if let Some(id) = id
                && begins
            {
                self.starts.push((i as u32, Cut::default(), id));
            }
            let known = begins || class != 0;
            for cut in cuts(key) {
                steps::take(1);
                // A cut by letters alone is a guess, which a word known as a whole refutes; ف is too rare to guess at.
                let supported = cut.at <= self.list[i].clitics;
                if !supported && known {
                    continue;
                }
                let rest = &key[cut.at as usize..];
                let found = if cut.article {
                    scratch.clear();
                    scratch.push(crate::key::ALEF);
                    scratch.push_str(rest);
                    gazetteer.words.get(&scratch)
                } else {
                    gazetteer.words.get(rest)
                };
                let Some(found) = found else { continue };
                if !known && class == 0 {
                    (class, class_cut) = (gazetteer.class_as(found, written), cut);
                }
                if (supported || !key.starts_with('ف')) && gazetteer.trie.start(found).is_some() {
                    self.starts.push((i as u32, cut, found));
                }
            }
            let word = &mut self.list[i];
            (word.id, word.class, word.class_cut) =
                (id.unwrap_or(UNKNOWN), class, if class == 0 { Cut::default() } else { class_cut });
        }
        self.scratch = scratch;
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The key of a word of the list.
    pub(crate) fn key_of(&self, word: &Word) -> &str {
        &self.keys[word.key.0 as usize..word.key.1 as usize]
    }

    pub(crate) fn key(&self, i: usize) -> &str {
        steps::take(1);
        let (from, to) = self.list[i].key;
        &self.keys[from as usize..to as usize]
    }

    /// The key of what begins at `cut` of word `i`: لشرع is الشرع.
    pub(crate) fn key_from(&self, i: usize, cut: Cut) -> Cow<'_, str> {
        let rest = &self.key(i)[cut.at as usize..];
        if cut.article { Cow::Owned(format!("{}{rest}", crate::key::ALEF)) } else { Cow::Borrowed(rest) }
    }

    /// The byte of the source at which a name begins that begins at `cut` of word `i`.
    pub(crate) fn start(&self, source: &str, i: usize, cut: Cut) -> usize {
        let word = &self.list[i];
        let (start, end) = (word.start as usize, word.end as usize);
        if cut.at == 0 { start } else { start + LOOSE.source_offset(&source[start..end], cut.at as usize) }
    }

    /// Whether the segmenter, too, ends a proclitic at `cut` of word `i`.
    pub(crate) fn supported(&self, i: usize, cut: Cut) -> bool {
        cut.at <= self.list[i].clitics
    }

    /// Where the segmenter ends the proclitics of word `i`; its ال is part of a name.
    pub(crate) fn own_cut(&self, i: usize) -> Cut {
        let clitics = self.list[i].clitics;
        let mut found = Cut::default();
        for cut in cuts(self.key(i)).filter(|cut| cut.at <= clitics) {
            // The second ل of لل is an article if the segmenter says so, too.
            if if cut.article { clitics >= cut.at + 2 } else { !(found.article && found.at == cut.at) } {
                found = cut;
            }
        }
        found
    }

    /// Whether word `i` is written with the article, after `cut`.
    pub(crate) fn definite(&self, i: usize, cut: Cut) -> bool {
        let key = &self.key(i)[cut.at as usize..];
        cut.article || (key.starts_with(crate::key::ARTICLE) && key.len() > 6)
    }
}

/// The cuts of a word by its letters alone, the shortest clitic first: و ف, then ب ل ك, then both, and لل. Two letters are
/// left behind the first, three behind the others.
#[inline]
pub(crate) fn cuts(key: &str) -> impl Iterator<Item = Cut> + use<> {
    let mut found = [Cut::default(); 3];
    let mut count = 0;
    for cut in proclitics::cuts(key) {
        let at = 2 * cut.before_article();
        let least = if cut.preposition.is_some() { 5 } else { 3 };
        if cut.article == Article::Whole || key.len() < at + least {
            continue;
        }
        found[count] = Cut { at: at as u8, article: cut.article == Article::Lam };
        count += 1;
    }
    // للبنان is also ل and لبنان, but first what ال begins.
    if count > 1 && found[count - 1].article {
        found.swap(count - 2, count - 1);
    }
    found.into_iter().take(count)
}

fn shape(key: &str) -> Shape {
    match key.chars().next() {
        Some(c) if is_alphanumeric(c) => Shape::Word,
        Some(c) if is_quote(c) => Shape::Quote,
        Some(c) if is_open(c) => Shape::Open,
        Some(c) if is_close(c) => Shape::Close,
        Some(c) if is_hyphen(c) => Shape::Hyphen,
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
