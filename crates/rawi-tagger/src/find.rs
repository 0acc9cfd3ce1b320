//! Where the names of a gazetteer stand in a text.

use crate::gazetteer::Gazetteer;
use crate::steps;
use crate::words::{Cut, Shape, UNKNOWN, Words};

/// A name of a gazetteer in the text: words `first..last`, from `cut` of the first one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) cut: Cut,
    /// The number of its spelling in the trie.
    pub(crate) spelling: u32,
}

/// All hits, by first word.
pub(crate) fn find(source: &str, words: &Words, gazetteer: &Gazetteer, hits: &mut Vec<Hit>) {
    hits.clear();
    for &(i, cut, id) in &words.starts {
        follow(source, words, gazetteer, i as usize, cut, id, hits);
    }
}

/// Whether word `i` bears the tanwin of the accusative, كبيراً: an indefinite noun or an adverb, and no name.
fn accusative(source: &str, words: &Words, i: usize) -> bool {
    source[words.list[i].start as usize..words.list[i].end as usize].contains('\u{064B}')
}

/// Follows the trie from word `i`.
fn follow(source: &str, words: &Words, gazetteer: &Gazetteer, i: usize, cut: Cut, id: u32, hits: &mut Vec<Hit>) {
    let Some(mut node) = gazetteer.trie.start(id) else { return };
    let mut quoted = false;
    let mut next = i + 1;
    loop {
        steps::take(1);
        // A name that opens a quotation inside itself ends with it: تنظيم "داعش".
        let closed = quoted && words.list.get(next).is_some_and(|w| w.shape == Shape::Quote && !w.opens_line);
        if !quoted || closed {
            let last = if closed { next + 1 } else { next };
            for (spelling, value) in gazetteer.trie.values(node) {
                let written = || {
                    let start = words.start(source, i, cut);
                    std::iter::once(&source[start..words.list[i].end as usize]).chain(
                        words.list[i + 1..last]
                            .iter()
                            .filter(|w| w.shape == Shape::Word)
                            .map(|w| &source[w.start as usize..w.end as usize]),
                    )
                };
                steps::take(last - i);
                if (value.strict.is_none() || gazetteer.spelled(value, written()))
                    && !(last == i + 1 && accusative(source, words, i))
                {
                    hits.push(Hit { first: i as u32, last: last as u32, cut, spelling });
                }
            }
        }
        // A sign of the name itself: AT&T.
        if let Some(w) = words.list.get(next).filter(|w| w.shape != Shape::Word && w.id != UNKNOWN && !w.opens_line)
            && let Some(step) = gazetteer.trie.step(node, w.id)
        {
            (node, next) = (step, next + 1);
            continue;
        }
        // Signs that may stand inside any name.
        let mut word = words.list.get(next).filter(|w| !w.opens_line);
        if let Some(w) = word
            && (w.shape == Shape::Hyphen || (w.shape == Shape::Quote && !quoted))
        {
            quoted |= w.shape == Shape::Quote;
            next += 1;
            word = words.list.get(next).filter(|w| !w.opens_line);
        }
        let Some(word) = word.filter(|w| w.shape == Shape::Word && w.id != UNKNOWN) else { break };
        match gazetteer.trie.step(node, word.id) {
            Some(step) => node = step,
            None => break,
        }
        next += 1;
    }
}
