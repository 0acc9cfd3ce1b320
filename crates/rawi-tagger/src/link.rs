//! Which person a short name stands for: the one whom the report gave a full name before, whoever else is famous by it.

use crate::candidate::{Candidate, Origin, Pattern};
use crate::cuts::Cut;
use crate::find::Found;
use crate::gazetteer::{Gazetteer, Kind, keys as keys_of};
use crate::lexicon::part;
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

/// The famous bearer of a full name that the lists spell in another way or without the father's name: ميشال بلاتيني، عادل بن أحمد الجبير.
fn famous(words: &Words<'_>, found: &Found, gazetteer: &Gazetteer, c: &Candidate, keys: &[String]) -> Option<u32> {
    let given = |i: usize, cut: Cut| {
        found
            .hits_at(i)
            .iter()
            .any(|h| h.cut == cut && found.entry(gazetteer, found.spelling(gazetteer, h).entry).kind == Kind::Given)
    };
    let last = c.last - 1;
    if given(last, Cut::default()) && !words.definite(last, Cut::default()) {
        return None; // a father's name is not a family's
    }
    let bearers = found.hits_at(last).iter().filter(|h| h.last as usize == c.last && h.cut == Cut::default());
    bearers.map(|h| found.spelling(gazetteer, h).entry).find(|&number| {
        steps::take(1);
        let entry = found.entry(gazetteer, number);
        if entry.kind != Kind::Name || entry.label != Label::PERS {
            return false;
        }
        let known: Vec<String> = keys_of(&entry.name).collect();
        let (Some(first), Some(family)) = (known.first(), known.last()) else { return false };
        known.len() > 1
            && keys.last() == Some(family)
            && (keys[0] == *first || is_spelling_of(&keys[0], first, given(c.first, c.cut)))
    })
}

/// Whether a foreign given name is another in which one letter is changed, left out or added: ميشال، ميشيل. Of one that is an Arabic
/// name as well a letter may only be changed: محمد is no محمود.
fn is_spelling_of(one: &str, other: &str, arabic: bool) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let short_from = |n: usize| short.get(same + n..).unwrap_or_default();
    let long_from = |n: usize| long.get(same + n..).unwrap_or_default();
    let changed = short.len() == long.len() && short_from(1) == long_from(1);
    short.len() > 3 && (changed || !arabic && short_from(0) == long_from(1))
}

/// Whether the words of `short` end `full` or are its first and its last with some between left out.
fn stands_for(short: &[String], full: &[String]) -> bool {
    short.len() < full.len()
        && (full.ends_with(short) || (short.len() > 1 && short.first() == full.first() && short.last() == full.last()))
}

/// Gives the short names among the `chosen` persons, which are in text order, the full name that they stand for.
pub(crate) fn persons(
    words: &Words<'_>,
    found: &Found,
    gazetteer: &Gazetteer,
    candidates: &mut [Candidate],
    chosen: &[usize],
) {
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
        if keys.len() > 1
            && c.entry().is_none()
            && let Some(entry) = famous(words, found, gazetteer, c, &keys)
        {
            let c = &mut candidates[at];
            (c.origin, c.open) = (c.origin.with(Some(entry)), false);
        }
        let c = &candidates[at];
        let fulls = known.get(last).map_or(&[][..], Vec::as_slice);
        steps::take(1 + fulls.len());
        // سلمان بن عبد العزيز is the father of محمد بن سلمان بن عبد العزيز.
        let father = |full: &Full| {
            let before = full.named.0.1 - keys.len() - 1;
            full.keys.ends_with(&keys)
                && gazetteer.is_part(words.list[before].id, part::SON)
                && !words.definite(c.last - 1, Cut::default())
        };
        let mut meant = fulls.iter().rev().filter(|full| stands_for(&keys, &full.keys) && !father(full));
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
