//! Which person a short name stands for: the one whom the report gave a full name before, whoever else is famous by it.

use crate::candidate::{Candidate, Origin, Pattern};
use crate::cuts::Cut;
use crate::steps;
use crate::words::Words;
use rawi_core::layers::Label;
use std::collections::BTreeMap;

/// The words of a full name with their cut, and its entry.
type Named = ((usize, usize, Cut), Option<u32>);

/// A full name in the report.
struct Full {
    named: Named,
    /// The keys of its words.
    keys: Vec<String>,
}

/// The full names with one first word.
#[derive(Default)]
struct First {
    /// The one name, with its words' keys; none if there are several.
    full: Option<Named>,
    keys: Vec<String>,
}

impl First {
    /// Adds a full name by its `keys`.
    fn add(&mut self, keys: &[String], named: Named) {
        if self.keys.is_empty() {
            (self.full, self.keys) = (Some(named), keys.to_vec());
        } else if self.keys.last() != keys.last() {
            self.full = None;
        }
    }
}

/// Whether a person's name stands behind a title.
fn is_titled(c: &Candidate) -> bool {
    matches!(c.origin, Origin::Pattern(Pattern::TitleName, _))
}

/// So many full names with one last word are kept apart; of more, none is meant by that word.
const MOST: usize = 8;

/// The keys of a candidate's words, the first from its cut on.
fn keys(words: &Words<'_>, c: &Candidate) -> Vec<String> {
    let cut = |i: usize| if i == c.first { c.cut } else { Cut::default() };
    (c.first..c.last).map(|i| words.key_from(i, cut(i)).into_owned()).collect()
}

/// Whether the words of `short` end `full`, or are its first and its last with some between left out.
fn stands_for(short: &[String], full: &[String]) -> bool {
    short.len() < full.len()
        && (full.ends_with(short) || (short.len() > 1 && short.first() == full.first() && short.last() == full.last()))
}

/// Gives the short names among the `chosen` persons, which are in text order, the full name that they stand for.
pub(crate) fn persons(words: &Words<'_>, candidates: &mut [Candidate], chosen: &[usize]) {
    // By the last word's key, the full names so far.
    let mut known: BTreeMap<String, Vec<Full>> = BTreeMap::new();
    let mut firsts: BTreeMap<String, First> = BTreeMap::new();
    for &at in chosen {
        let c = &candidates[at];
        if c.label != Label::PERS {
            continue;
        }
        let keys = keys(words, c);
        let Some(last) = keys.last() else { continue };
        let fulls = known.get(last).map_or(&[][..], Vec::as_slice);
        steps::take(1 + fulls.len());
        let mut meant = fulls.iter().rev().filter(|full| stands_for(&keys, &full.keys));
        // A given name alone is the one person of that name, if it has no title: الملك خالد is another.
        let first = firsts.get(last).and_then(|first: &First| first.full.as_ref());
        if let Some(&(full, entry)) = first.filter(|_| keys.len() == 1 && fulls.is_empty() && !is_titled(c)) {
            let c = &mut candidates[at];
            c.origin = c.origin.with(entry);
            (c.full, c.open) = (Some(full), false);
            continue;
        }
        if let Some(full) = meant.next() {
            // Two of one family: which of them is open, unless one has an id and the other is the same without.
            let another = meant.any(|other| {
                other.keys != full.keys && !stands_for(&other.keys, &full.keys) && !stands_for(&full.keys, &other.keys)
            });
            let (span, entry) = full.named;
            let c = &mut candidates[at];
            let same = c.entry().is_some() && c.entry() == entry;
            if another {
                c.open = !same;
                c.full = None;
            } else {
                if !same {
                    c.origin = c.origin.with(entry);
                }
                c.full = Some(span);
                c.open = false;
            }
        }
        if keys.len() > 1 {
            let c = &candidates[at];
            let named = ((c.first, c.last, c.cut), c.entry());
            firsts.entry(keys[0].clone()).or_default().add(&keys, named);
            let full = Full { named, keys };
            let fulls = known.entry(full.keys[full.keys.len() - 1].clone()).or_default();
            if fulls.len() < MOST
                && !fulls.iter().any(|known| known.keys == full.keys || stands_for(&full.keys, &known.keys))
            {
                fulls.push(full);
            }
        }
    }
}
