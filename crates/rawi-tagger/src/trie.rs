//! A trie over words: phrases are sequences of word numbers, so that a step costs one look into a hash table whatever
//! the length of the word. Open addressing throughout; nothing is iterated in hash order.

use crate::steps;

const EMPTY: u32 = u32::MAX;

/// The number of no word.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// A phrase has at most so many values: each is looked at wherever the phrase stands in a text.
const MOST_VALUES: u32 = 64;

/// A number for a word.
#[inline]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |h: u64, v: u64| {
        let h = (h ^ v).wrapping_mul(K);
        h ^ (h >> 32)
    };
    let mut h = bytes.len() as u64;
    let mut rest = bytes;
    while let Some((chunk, more)) = rest.split_first_chunk::<8>().filter(|(_, more)| !more.is_empty()) {
        h = mix(h, u64::from_le_bytes(*chunk));
        rest = more;
    }
    // The last bytes in one or two reads that may overlap, whatever their number.
    let last = if let Some(chunk) = bytes.last_chunk::<8>() {
        u64::from_le_bytes(*chunk)
    } else if let (Some(a), Some(b)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*a)) << 32 | u64::from(u32::from_le_bytes(*b))
    } else {
        bytes.iter().fold(0, |last, &b| last << 8 | u64::from(b))
    };
    mix(h, last)
}

/// Words and their numbers, from 0 in the order in which they came.
#[derive(Default)]
pub(crate) struct Vocabulary {
    // Slots: word number and the upper half of its hash, which spares most comparisons.
    slots: Vec<(u32, u32)>,
    // Four bits a slot, one set by each word: a table small enough for the nearest memory, which refuses most words that are
    // not in the vocabulary.
    filter: Vec<u64>,
    arena: String,
    ends: Vec<u32>,
}

impl Vocabulary {
    /// How many words there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    pub(crate) fn word(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.arena[start..self.ends[id] as usize]
    }

    #[inline]
    fn bytes(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.arena.as_bytes()[start..self.ends[id] as usize]
    }

    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let hash = hash_bytes(word.as_bytes());
        let (at, bit) = self.filter_bit(hash);
        if self.filter[at] & bit == 0 {
            return None;
        }
        let (mask, tag) = (self.slots.len() - 1, (hash >> 32) as u32);
        let mut at = hash as usize & mask;
        loop {
            let (id, t) = self.slots[at];
            if id == EMPTY {
                return None;
            }
            if t == tag && self.bytes(id) == word.as_bytes() {
                return Some(id);
            }
            at = (at + 1) & mask;
        }
    }

    pub(crate) fn insert(&mut self, word: &str) -> u32 {
        if let Some(id) = self.get(word) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.arena.push_str(word);
        self.ends.push(self.arena.len() as u32);
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(64);
            self.slots = vec![(EMPTY, 0); size];
            self.filter = vec![0; size / 16];
            for id in 0..self.ends.len() as u32 {
                self.place(id);
            }
        } else {
            self.place(id);
        }
        id
    }

    /// Where the filter holds the bit of a hash, which other bits of it tell than the slot.
    #[inline]
    fn filter_bit(&self, hash: u64) -> (usize, u64) {
        ((hash >> 38) as usize & (self.filter.len() - 1), 1 << (hash >> 32 & 63))
    }

    fn place(&mut self, id: u32) {
        let hash = hash_bytes(self.word(id).as_bytes());
        let (at, bit) = self.filter_bit(hash);
        self.filter[at] |= bit;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].0 != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = (id, (hash >> 32) as u32);
    }
}

/// Where a walk through the trie stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node(u32);

/// Phrases of word numbers, each with values of type `T`.
pub(crate) struct Trie<T> {
    // First words go through an array, later ones through a hash table of (node, word) -> node.
    first: Vec<u32>,
    edges: Vec<(u64, u32)>,
    edge_count: usize,
    nodes: u32,
    // The values of a node as a chain: by node the first, the last and how many there are, then (value, next).
    chains: Vec<(u32, u32, u32)>,
    values: Vec<(T, u32)>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { first: Vec::new(), edges: Vec::new(), edge_count: 0, nodes: 0, chains: Vec::new(), values: Vec::new() }
    }
}

fn edge_key(node: Node, word: u32) -> u64 {
    u64::from(node.0) << 32 | u64::from(word)
}

fn edge_slot(key: u64, mask: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask
}

impl<T> Trie<T> {
    /// The node of phrases that begin with `word`.
    #[inline]
    pub(crate) fn start(&self, word: u32) -> Option<Node> {
        self.first.get(word as usize).filter(|&&n| n != EMPTY).map(|&n| Node(n))
    }

    /// One word on.
    #[inline]
    pub(crate) fn step(&self, node: Node, word: u32) -> Option<Node> {
        if self.edges.is_empty() {
            return None;
        }
        let (key, mask) = (edge_key(node, word), self.edges.len() - 1);
        let mut at = edge_slot(key, mask);
        loop {
            let (k, to) = self.edges[at];
            if to == EMPTY {
                return None;
            }
            if k == key {
                return Some(Node(to));
            }
            at = (at + 1) & mask;
        }
    }

    /// The values of the phrase that ends at `node`, first come first.
    #[inline]
    pub(crate) fn values(&self, node: Node) -> impl Iterator<Item = (u32, &T)> {
        let mut at = self.chains[node.0 as usize].0;
        std::iter::from_fn(move || {
            let (value, next) = self.values.get(at as usize)?;
            steps::take(1);
            let id = at;
            at = *next;
            Some((id, value))
        })
    }

    pub(crate) fn value(&self, id: u32) -> &T {
        &self.values[id as usize].0
    }

    /// Adds a phrase; an empty one is left out, and so is one that has [`MOST_VALUES`].
    pub(crate) fn insert(&mut self, phrase: &[u32], value: T) {
        let Some((&first, rest)) = phrase.split_first() else { return };
        if self.first.len() <= first as usize {
            self.first.resize(first as usize + 1, EMPTY);
        }
        if self.first[first as usize] == EMPTY {
            self.first[first as usize] = self.new_node();
        }
        let mut node = Node(self.first[first as usize]);
        for &word in rest {
            node = match self.step(node, word) {
                Some(next) => next,
                None => {
                    let next = self.new_node();
                    self.add_edge(edge_key(node, word), next);
                    Node(next)
                }
            };
        }
        let id = self.values.len() as u32;
        let (first, last, count) = &mut self.chains[node.0 as usize];
        if *count == MOST_VALUES {
            return;
        }
        match self.values.get_mut(*last as usize) {
            Some((_, next)) => *next = id,
            None => *first = id,
        }
        (*last, *count) = (id, *count + 1);
        self.values.push((value, EMPTY));
    }

    fn new_node(&mut self) -> u32 {
        self.nodes += 1;
        self.chains.push((EMPTY, EMPTY, 0));
        self.nodes - 1
    }

    fn add_edge(&mut self, key: u64, to: u32) {
        self.edge_count += 1;
        if self.edge_count * 2 > self.edges.len() {
            let size = (self.edges.len() * 2).max(64);
            let old = std::mem::replace(&mut self.edges, vec![(0, EMPTY); size]);
            for (k, t) in old.into_iter().filter(|&(_, t)| t != EMPTY) {
                self.place(k, t);
            }
        }
        self.place(key, to);
    }

    fn place(&mut self, key: u64, to: u32) {
        let mask = self.edges.len() - 1;
        let mut at = edge_slot(key, mask);
        while self.edges[at].1 != EMPTY {
            at = (at + 1) & mask;
        }
        self.edges[at] = (key, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_by_their_words() {
        let mut words = Vocabulary::default();
        let mut trie = Trie::default();
        for (i, phrase) in ["a b", "a", "a b c", "b", "a b"].iter().enumerate() {
            let ids: Vec<u32> = phrase.split(' ').map(|w| words.insert(w)).collect();
            trie.insert(&ids, i);
        }
        let [a, b, c] = ["a", "b", "c"].map(|w| words.get(w).unwrap());
        let node = trie.start(a).unwrap();
        assert_eq!(trie.values(node).map(|(_, &v)| v).collect::<Vec<_>>(), [1]);
        let node = trie.step(node, b).unwrap();
        assert_eq!(trie.values(node).map(|(_, &v)| v).collect::<Vec<_>>(), [0, 4]);
        let node = trie.step(node, c).unwrap();
        assert_eq!(trie.values(node).map(|(_, &v)| v).collect::<Vec<_>>(), [2]);
        assert!(trie.step(node, a).is_none() && trie.start(c).is_none() && words.get("d").is_none());
    }

    #[test]
    fn a_phrase_has_a_bounded_number_of_values_the_first_ones() {
        let (mut words, mut trie) = (Vocabulary::default(), Trie::default());
        let one = words.insert("a");
        (0..2 * MOST_VALUES).for_each(|i| trie.insert(&[one], i));
        let values: Vec<u32> = trie.values(trie.start(one).unwrap()).map(|(_, &v)| v).collect();
        assert_eq!(values, (0..MOST_VALUES).collect::<Vec<_>>());
    }

    #[test]
    fn growth_keeps_everything() {
        let mut words = Vocabulary::default();
        let mut trie = Trie::default();
        for i in 0..5000_u32 {
            let (x, y) = (words.insert(&format!("x{}", i % 70)), words.insert(&format!("y{i}")));
            trie.insert(&[x, y], i);
        }
        for i in 0..5000_u32 {
            let node = trie.start(words.get(&format!("x{}", i % 70)).unwrap()).unwrap();
            let node = trie.step(node, words.get(&format!("y{i}")).unwrap()).unwrap();
            assert_eq!(trie.values(node).map(|(_, &v)| v).collect::<Vec<_>>(), [i]);
        }
    }
}
