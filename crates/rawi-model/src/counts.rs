//! Word counts of a raw text, and the proclitic cut that follows from them.

use rawi_arabic::proclitics::{self, Article};
use std::collections::HashMap;

use crate::words::{WordKind, key_into, split_words};

/// How often each folded word occurs in raw text.
pub(crate) trait Counts {
    /// Occurrences of `key`; 0 if unknown.
    fn count(&self, key: &str) -> u32;
}

impl Counts for HashMap<String, u32> {
    fn count(&self, key: &str) -> u32 {
        self.get(key).copied().unwrap_or(0)
    }
}

/// A folded word without its proclitics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Bytes of proclitics at the start of the key.
    pub(crate) proclitics: usize,
    /// The rest lost the alef of its article (`للأمم`): the stem is `ا` and the rest.
    pub(crate) restore_article: bool,
}

const NO_CUT: Cut = Cut { proclitics: 0, restore_article: false };

/// Finds the proclitics (و ف, ب ل ك, both, or ل before an article) of a folded word: they are cut off if the
/// rest is at least four times as frequent as the whole and was seen five times; of several cuts the one with
/// the most frequent rest. `buffer` is scratch space.
pub(crate) fn cut(key: &str, counts: &impl Counts, buffer: &mut String) -> Cut {
    let mut cuts = proclitics::cuts(key).filter(|cut| cut.article != Article::Whole).peekable();
    if cuts.peek().is_none() || key.len() < 6 {
        return NO_CUT;
    }
    let whole = counts.count(key);
    let (mut best, mut best_count) = (NO_CUT, 0);
    for cut in cuts {
        let cut = Cut { proclitics: 2 * cut.before_article(), restore_article: cut.article == Article::Lam };
        let mut rest = &key[cut.proclitics..];
        if cut.restore_article {
            stem_into(key, cut, buffer);
            rest = buffer;
        }
        if rest.chars().nth(1).is_none() {
            continue;
        }
        let n = counts.count(rest);
        if n >= 5 && n >= whole.saturating_mul(4) && n > best_count {
            (best, best_count) = (cut, n);
        }
    }
    best
}

/// The stem of `key` under `cut`, into `stem`.
pub(crate) fn stem_into(key: &str, cut: Cut, stem: &mut String) {
    stem.clear();
    if cut.restore_article {
        stem.push('ا');
    }
    stem.push_str(&key[cut.proclitics..]);
}

/// Counts the folded Arabic words of `texts`.
pub(crate) fn count_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    let mut key = String::new();
    for text in texts {
        for (_, word) in split_words(text) {
            if word.kind == WordKind::Word {
                key_into(&word, &mut key);
                match counts.get_mut(key.as_str()) {
                    Some(n) => *n += 1,
                    None => {
                        counts.insert(key.clone(), 1);
                    }
                }
            }
        }
    }
    counts
}
