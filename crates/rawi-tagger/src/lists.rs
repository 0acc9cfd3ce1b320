//! The long lists: places of the world, parts of personal names, ordinary words. The build script makes of the tables under `gazetteers/` a
//! finite-state map and tables by hash, which are read where they lie in the binary.

use crate::{filter, hashed};
use fst::raw::{Fst, Node, Output};

/// The table of places, into which the map of their names points: that of GeoNames and that of CLDR, as the build script joins them.
const PLACES: &str = include_str!(concat!(env!("OUT_DIR"), "/places.tsv"));
static PLACE_NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.fst"));
/// By the first word of a name, where a walk along the map stands behind it: a walk of its own would wait for memory at each letter.
static BEGUN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/begun.table"));
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.table"));

/// Which words names of places begin with, and which are nearly always given names.
static PLACE_BITS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.bits"));
static GIVEN_BITS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/given.bits"));

/// What the lists know of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// How often Wikipedia has it as an ordinary word, as a power of two: 0 for less than five times.
    pub(crate) ordinary: u8,
    /// As a given name, as a family name: 0 no name, 1 more often a word, 2 more often a name, 3 nearly always one.
    pub(crate) given: u8,
    pub(crate) family: u8,
}

impl Facts {
    /// As a part of a name of either kind.
    pub(crate) fn part(self) -> u8 {
        self.given.max(self.family)
    }

    /// A word that is known as one and not as a part of names.
    pub(crate) fn is_ordinary(self, least: u8) -> bool {
        self.ordinary >= least && self.part() == 0
    }
}

/// Which of the lists are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) places: bool,
    pub(crate) units: bool,
    pub(crate) parts: bool,
    pub(crate) foreign: bool,
    pub(crate) words: bool,
}

/// A place of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) name: &'a str,
    /// The name is also a word, or the name of something else.
    pub(crate) needs_context: bool,
    /// COUNTRY/NAME.
    pub(crate) id: &'a str,
    /// GeoNames' code of the first-order unit of the country; of such a unit, the second half of its code in ISO 3166-2.
    pub(crate) unit: &'a str,
    /// The people of a town or a village; none is told of the unit of a country.
    pub(crate) population: Option<u64>,
}

/// The lists, as they lie in the binary.
pub(crate) struct Lists {
    places: Fst<&'static [u8]>,
    pub(crate) used: Use,
}

impl Default for Lists {
    fn default() -> Self {
        // The build script made it; a test reads it whole.
        let places = Fst::new(PLACE_NAMES).unwrap_or_else(|error| panic!("a list in the binary is broken: {error}"));
        Self { places, used: Use::default() }
    }
}

impl Lists {
    /// Whether the word with this key may be one that is nearly always a given name.
    pub(crate) fn may_be_given(&self, key: &str) -> bool {
        (self.used.parts || self.used.foreign) && holds(GIVEN_BITS, key)
    }

    /// The names of places that begin with the letters of this key, if there are any. The table of bits refuses most.
    pub(crate) fn begin_place(&self, key: &str) -> Option<Begun> {
        let used = self.used.places || self.used.units;
        if !used || !holds(PLACE_BITS, key) {
            return None;
        }
        let (node, value) = hashed::get::<16>(BEGUN.as_chunks().0, key)?.split_first_chunk()?;
        Some(Begun { node: u32::from_le_bytes(*node), value: u64::from_le_bytes(*value.first_chunk()?) })
    }

    /// The walk goes on there.
    pub(crate) fn resume(&self, Begun { node, value }: Begun) -> Walk<'_> {
        Walk { fst: &self.places, node: self.places.node(node as usize), value: Output::new(value), used: self.used }
    }

    /// What is known of the word with this key.
    pub(crate) fn facts(&self, key: &str) -> Facts {
        if self.used == Use::default() {
            return Facts::default();
        }
        let Some(value) = hashed::get::<6>(WORDS.as_chunks().0, key).and_then(<[u8]>::first_chunk) else {
            return Facts::default();
        };
        let value = u16::from_le_bytes(*value);
        let bits =
            |from: u32, width: u32, used: bool| if used { (value >> from & ((1 << width) - 1)) as u8 } else { 0 };
        let foreign = bits(8, 2, self.used.foreign);
        Facts {
            ordinary: bits(0, 4, self.used.words),
            given: bits(4, 2, self.used.parts).max(foreign),
            family: bits(6, 2, self.used.parts).max(foreign),
        }
    }
}

fn holds(table: &[u8], key: &str) -> bool {
    let (at, bit) = filter::place(key, table.len());
    table[at] & bit != 0
}

/// Where a walk along names of places stands: the map is no file of four gigabytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    node: u32,
    value: u64,
}

/// A walk along the letters of names of places.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'f> {
    fst: &'f Fst<&'static [u8]>,
    node: Node<'f>,
    value: Output,
    used: Use,
}

impl<'f> Walk<'f> {
    /// On over `letters`, if a name goes on so.
    pub(crate) fn step(mut self, letters: &str) -> Option<Self> {
        for &byte in letters.as_bytes() {
            let step = self.node.transition(self.node.find_input(byte)?);
            self.value = self.value.cat(step.out);
            self.node = self.fst.node(step.addr);
        }
        Some(self)
    }

    /// The places of the name that ends here; the byte of the table is the place's number.
    pub(crate) fn places(self) -> impl Iterator<Item = (u32, Place<'static>)> {
        let value = if self.node.is_final() { self.value.cat(self.node.final_output()).value() } else { 0 };
        let (mut at, count) = ((value >> 8) as usize, (value & 0xFF) as usize);
        (0..count)
            .filter_map(move |_| {
                let line = PLACES[at..].lines().next()?;
                let number = at as u32;
                at += line.len() + 1;
                Some((number, place(line)?))
            })
            .filter(move |(_, place)| if place.population.is_some() { self.used.places } else { self.used.units })
    }
}

/// A line of the table.
fn place(line: &'static str) -> Option<Place<'static>> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let (id, unit, population) = (fields.next()?, fields.next()?, fields.next()?.parse().ok());
    let (name, needs_context) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
    Some(Place { name, needs_context, id, unit, population })
}

/// All places, each once a name, in the table's order.
pub(crate) fn all_places() -> impl Iterator<Item = Place<'static>> {
    PLACES.lines().filter_map(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rawi_arabic::LOOSE;

    fn all() -> Lists {
        Lists { used: Use { places: true, units: true, parts: true, foreign: true, words: true }, ..Lists::default() }
    }

    #[test]
    fn every_place_is_found_by_its_name() {
        let lists = all();
        lists.places.verify().unwrap();
        for place in all_places() {
            let key = place.name.split([' ', '-']).map(|word| LOOSE.key(word)).collect::<Vec<_>>().join(" ");
            let first = key.split(' ').next().unwrap();
            let begun = lists.begin_place(first).unwrap_or_else(|| panic!("{place:?}"));
            let walk = lists.resume(begun).step(&key[first.len()..]).unwrap();
            assert!(walk.places().any(|(_, found)| found == place), "{place:?}");
        }
        assert!(lists.begin_place("يوجد").is_none());
        assert!(Lists::default().begin_place("دمشق").is_none());
    }

    #[test]
    fn words_are_names_or_words() {
        let lists = all();
        let ordinary = lists.facts("البيانات");
        assert!(ordinary.is_ordinary(6), "{ordinary:?}");
        assert!(lists.facts("الصادق").part() == 3 && lists.facts("رونالدو").part() == 3);
        assert!(lists.may_be_given("محمود") || lists.facts("محمود").given < 3);
        let both = lists.facts("نعمه");
        assert!(both.part() > 0 && both.ordinary > 0, "{both:?}");
        assert_eq!(Lists::default().facts("البيانات"), Facts::default());
    }
}
