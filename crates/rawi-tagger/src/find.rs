//! Where the names of a gazetteer stand in a text.

use crate::cuts::Cut;
use crate::gazetteer::{Entry, Gazetteer, Kind, Spelling};
use crate::lists::{Place, Walk};
use crate::shape::Shape;
use crate::steps;
use crate::trie::UNKNOWN;
use crate::words::Words;
use rawi_core::layers::Label;
use std::collections::BTreeMap;

/// A name of a gazetteer in the text: words `first..last`, from `cut` of the first one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) cut: Cut,
    /// The number of its spelling in the trie; from [`LISTED`] on, of one of [`Found::places`].
    pub(crate) spelling: u32,
}

/// Entries and spellings from this number on are of the long list of places.
pub(crate) const LISTED: u32 = 1 << 30;

/// A place of the long list that stands in the text.
pub(crate) struct ListedPlace {
    pub(crate) entry: Entry,
    pub(crate) spelling: Spelling,
    pub(crate) population: Option<u64>,
    pub(crate) unit: &'static str,
}

/// What gazetteers and lists find in a text.
#[derive(Default)]
pub(crate) struct Found {
    /// By first word.
    pub(crate) hits: Vec<Hit>,
    // By word: the number of hits that begin before it.
    before: Vec<u32>,
    pub(crate) places: Vec<ListedPlace>,
    // By number in the list, the number in `places`.
    numbers: BTreeMap<u32, u32>,
}

impl Found {
    /// The hits that begin before word `i`.
    pub(crate) fn hits_before(&self, i: usize) -> &[Hit] {
        &self.hits[..self.before[i] as usize]
    }

    /// The hits that begin in word `i`; none behind the last word.
    pub(crate) fn hits_at(&self, i: usize) -> &[Hit] {
        self.before.get(i..i + 2).map_or(&[], |range| &self.hits[range[0] as usize..range[1] as usize])
    }

    /// The entry with this number, of `gazetteer` or of the list of places.
    pub(crate) fn entry<'a>(&'a self, gazetteer: &'a Gazetteer, number: u32) -> &'a Entry {
        match number.checked_sub(LISTED) {
            Some(place) => &self.places[place as usize].entry,
            None => &gazetteer.entries[number as usize],
        }
    }

    /// The spelling of a hit.
    pub(crate) fn spelling<'a>(&'a self, gazetteer: &'a Gazetteer, hit: &Hit) -> &'a Spelling {
        match hit.spelling.checked_sub(LISTED) {
            Some(place) => &self.places[place as usize].spelling,
            None => gazetteer.trie.value(hit.spelling),
        }
    }

    /// The number that a place of the list has as a spelling and as an entry.
    fn number(&mut self, number: u32, place: Place<'static>, source: u16) -> u32 {
        let next = LISTED + self.places.len() as u32;
        let known = *self.numbers.entry(number).or_insert(next);
        if known == next {
            let entry = Entry {
                kind: Kind::Name,
                label: Label::GPE,
                entity: Some(place.id.to_owned()),
                name: place.name.to_owned(),
                source,
            };
            let spelling = Spelling { entry: next, needs_context: place.needs_context, strict: None };
            self.places.push(ListedPlace { entry, spelling, population: place.population, unit: place.unit });
        }
        known
    }
}

/// All hits, by first word.
pub(crate) fn find(source: &str, words: &Words<'_>, gazetteer: &Gazetteer) -> Found {
    let mut found = Found::default();
    for &(i, cut, id) in &words.starts {
        follow(source, words, gazetteer, i as usize, cut, id, &mut found.hits);
    }
    for &(i, cut, begun) in &words.places {
        listed(words, gazetteer, gazetteer.lists.resume(begun), i as usize, cut, &mut found);
    }
    // Those of the gazetteers first, at each word.
    found.hits.sort_by_key(|hit| hit.first);
    found.before = vec![0; words.len() + 1];
    for hit in &found.hits {
        found.before[hit.first as usize + 1] += 1;
    }
    for i in 1..found.before.len() {
        found.before[i] += found.before[i - 1];
    }
    found
}

/// Places of the long list that begin at `cut` of word `i`; `here`, behind it, the walk along their names stands.
fn listed(words: &Words<'_>, gazetteer: &Gazetteer, mut here: Walk<'_>, i: usize, cut: Cut, found: &mut Found) {
    let mut last = i + 1;
    loop {
        steps::take(1);
        // جبل is a head before it is a village.
        let own_name = last > i + 1 || words.list[i].class == 0;
        for (number, place) in here.places().filter(|_| own_name) {
            steps::take(1);
            let source = if place.population.is_some() { gazetteer.places_source } else { gazetteer.units_source };
            let spelling = found.number(number, place, source);
            found.hits.push(Hit { first: i as u32, last: last as u32, cut, spelling });
        }
        let Some(word) = words.list.get(last).filter(|w| w.shape == Shape::Word && !w.opens_line) else { break };
        let Some(walk) = here.step(" ").and_then(|walk| walk.step(words.key_of(word))) else { break };
        (here, last) = (walk, last + 1);
    }
}

/// Follows the trie from word `i`.
fn follow(source: &str, words: &Words<'_>, gazetteer: &Gazetteer, i: usize, cut: Cut, id: u32, hits: &mut Vec<Hit>) {
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
                    && !(last == i + 1 && words.list[i].tanwin)
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
