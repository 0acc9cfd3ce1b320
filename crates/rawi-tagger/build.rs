//! What tells this crate's code from other code; and the long lists as a finite-state map and as tables, so that rawi builds none of them
//! when it starts.
#![allow(clippy::disallowed_methods)] // reads the environment and writes into the folder that cargo gives a build script

use rawi_arabic::LOOSE;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The same tables as the crate reads.
mod filter {
    include!("src/filter.rs");
}
#[allow(dead_code)] // it fills tables and reads none
mod hashed {
    include!("src/hashed.rs");
}

/// Places of the world, and the first-order units of its countries: name, id, unit, population.
const PLACES: [&str; 2] =
    [include_str!("gazetteers/geonames/places.tsv"), include_str!("gazetteers/cldr/subdivisions.tsv")];
/// Parts of personal names: key, role, level.
const PARTS: &str = include_str!("gazetteers/wikidata/parts.tsv");
/// Foreign names: key, level.
const FOREIGN: &str = include_str!("gazetteers/arabnamer/names.tsv");
/// Ordinary words: key, class of frequency.
const WORDS: &str = include_str!("gazetteers/wikipedia/words.tsv");

fn main() {
    rawi_fingerprint::emit();
    let folder = std::env::var_os("OUT_DIR").expect("cargo runs build scripts");
    let folder = Path::new(&folder);
    let table = table_of_places();
    std::fs::write(folder.join("places.tsv"), &table).expect("the folder is there");
    let (places, words) = (places(&table), words());
    let map = map(&places);
    let first: BTreeSet<&str> = places.keys().map(|key| key.split(' ').next().unwrap_or_default()).collect();
    write_table::<16>(folder, "begun.table", first.iter().map(|key| (*key, begun(&map, key))));
    write_filter(folder, "places.bits", 1 << 16, first.iter().copied());
    std::fs::write(folder.join("places.fst"), &map).expect("the folder is there");
    write_table::<6>(
        folder,
        "words.table",
        words.iter().map(|(key, bits)| (key.as_str(), bits.to_le_bytes()[..2].to_vec())),
    );
    // Words that are nearly always given names.
    let given = words.iter().filter(|&(_, bits)| bits >> 4 & 3 == 3 || bits >> 8 & 3 == 3);
    write_filter(folder, "given.bits", 1 << 13, given.map(|(key, _)| key.as_str()));
}

fn map(values: &BTreeMap<String, u64>) -> Vec<u8> {
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in values {
        builder.insert(key, *value).expect("keys are in order");
    }
    builder.into_inner().expect("memory takes all")
}

/// Where a walk along the names of `map` stands behind `key`: the number of a node (four bytes) and the value so far (eight).
fn begun(map: &[u8], key: &str) -> Vec<u8> {
    let map = fst::raw::Fst::new(map).expect("it was just made");
    let (mut node, mut value) = (map.root(), fst::raw::Output::zero());
    for &byte in key.as_bytes() {
        let step = node.transition(node.find_input(byte).expect("a name begins so"));
        (node, value) = (map.node(step.addr), value.cat(step.out));
    }
    let number = u32::try_from(node.addr()).expect("the map has less than four gigabytes");
    [&number.to_le_bytes()[..], &value.value().to_le_bytes()].concat()
}

fn write_table<'k, const N: usize>(folder: &Path, name: &str, rows: impl ExactSizeIterator<Item = (&'k str, Vec<u8>)>) {
    let mut table = vec![[0; N]; (rows.len() * 3 / 2).next_power_of_two()];
    for (key, value) in rows {
        let (slot, tag) = hashed::slot(&table, key);
        assert_eq!(table[slot], [0; N], "two keys have one hash: {key}");
        table[slot][..4].copy_from_slice(&tag);
        table[slot][4..].copy_from_slice(&value);
    }
    std::fs::write(folder.join(name), table.as_flattened()).expect("the folder is there");
}

fn write_filter<'k>(folder: &Path, name: &str, bytes: usize, keys: impl Iterator<Item = &'k str>) {
    let mut table = vec![0_u8; bytes];
    for key in keys {
        let (at, bit) = filter::place(key, bytes);
        table[at] |= bit;
    }
    std::fs::write(folder.join(name), table).expect("the folder is there");
}

/// The lines of a table with the byte at which each begins.
fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let begin = table.as_ptr() as usize;
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(move |line| (line.as_ptr() as usize - begin, line.split('\t').collect()))
}

/// By the keys of a name's words, the byte of its first line, and how many lines of the same name follow each other from there.
fn places(table: &str) -> BTreeMap<String, u64> {
    let mut map: BTreeMap<String, u64> = BTreeMap::new();
    for (at, fields) in rows(table) {
        *map.entry(key(fields[0])).or_insert((at as u64) << 8) += 1;
    }
    map
}

/// The lines of both tables of places, those of one name side by side.
fn table_of_places() -> String {
    let mut lines: Vec<(String, &str)> =
        PLACES.iter().flat_map(|table| rows(table).map(|(at, fields)| (key(fields[0]), line(table, at)))).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines.into_iter().flat_map(|(_, line)| [line, "\n"]).collect()
}

/// The line of a table that begins at byte `at`.
fn line(table: &str, at: usize) -> &str {
    table[at..].lines().next().unwrap_or_default()
}

/// The keys of a name's words.
fn key(name: &str) -> String {
    let words: Vec<String> = name.trim_end_matches('?').split([' ', '-']).map(|word| LOOSE.key(word)).collect();
    words.join(" ")
}

/// By key, what is known of a word, as `src/lists.rs` reads it.
fn words() -> BTreeMap<String, u64> {
    let mut map: BTreeMap<String, u64> = BTreeMap::new();
    let number = |text: &str| -> u64 { text.parse().expect("a level is a number") };
    for (_, fields) in rows(PARTS) {
        let level = number(fields[2]);
        let given = if fields[1].contains('g') { level << 4 } else { 0 };
        let family = if fields[1].contains('f') { level << 6 } else { 0 };
        *map.entry(fields[0].to_owned()).or_default() |= given | family;
    }
    for (_, fields) in rows(FOREIGN) {
        *map.entry(fields[0].to_owned()).or_default() |= number(fields[1]) << 8;
    }
    for (_, fields) in rows(WORDS) {
        *map.entry(fields[0].to_owned()).or_default() |= number(fields[1]);
    }
    map
}
