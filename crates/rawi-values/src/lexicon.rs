//! The words that number and date expressions are made of, with what each can be: one table, asked once a word.

use crate::letters::{Ending, Packed, code, pack};
use crate::vocabulary::{Entry, Feast, Measure, Month, TIMES, Unit};

/// All words, asked by their letters.
#[derive(Clone)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    /// Open addressing: key and index of the entry; key 0 is an empty slot.
    slots: Vec<(u64, u16)>,
    /// How far a hash is shifted to be a slot.
    slot_shift: u32,
    /// A bit for each hash: most words are turned away here.
    filter: Vec<u64>,
    /// A bit for each [`Ending`] of a word that an expression can begin with, proclitics and all.
    endings: Vec<u64>,
    units: Vec<Unit>,
    /// Name and code of the currencies that a nationality tells apart; number 0 is none.
    nationalities: Vec<Vec<(String, String)>>,
    /// Names of months of two words: both as entries.
    two_words: Vec<([u16; 2], Month)>,
    /// Names of feasts, the longer first.
    feasts: Vec<(Name, Feast)>,
    /// Names of newspapers and channels that end in a day: the entries of both words.
    outlets: Vec<[u16; 2]>,
    /// Units of two words, likewise: درجة مئوية.
    two_word_units: Vec<([u16; 2], u16)>,
    /// Units as they are written behind digits with points or in Latin letters (ر.س, USD), with their entries.
    abbreviations: Vec<(String, u16)>,
    /// Words that make a rate of the unit before them (كم/س, برميل يوميا): the key of the word, a unit of time, whether it
    /// is an adverb.
    per: Vec<(u64, u16, bool)>,
    no_dual: Vec<u64>,
    day_adjectives: Vec<u64>,
}

/// The words of a name by their entries, and whether each has the article.
type Name = Vec<(u16, bool)>;

/// All proclitics that a word may stand behind.
const PROCLITICS: [&str; 9] = ["", "ال", "ب", "ل", "ك", "لل", "بال", "لال", "كال"];

/// As many slots as words are few: most are empty.
const SLOTS: usize = 4096;
/// The filter's bits are hashed apart from the slots: 16 bits below those that choose a slot.
const FILTER_BITS: u64 = 1 << 16;
/// The bits for the endings, as a power of two: few enough for the nearest memory.
const ENDING_BITS: u32 = 16;
/// The most words.
pub(crate) const MAX_WORDS: usize = 1 << 15;

fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn filter_bit(key: u64) -> u64 {
    (hash(key) >> 36) % FILTER_BITS
}

impl Lexicon {
    /// No words yet but the units of time.
    pub(crate) fn empty() -> Self {
        let nothing = Unit { name: String::new(), measure: Measure::Quantity, otherwise: None };
        let times = TIMES.map(|(_, name, measure)| Unit { name: name.to_owned(), measure, otherwise: None });
        Self {
            entries: vec![Entry::NONE],
            slots: vec![(0, 0); SLOTS],
            slot_shift: 64 - SLOTS.trailing_zeros(),
            filter: vec![0; (FILTER_BITS / 64) as usize],
            endings: Vec::new(),
            units: [nothing].into_iter().chain(times).collect(),
            nationalities: vec![Vec::new()],
            two_words: Vec::new(),
            feasts: Vec::new(),
            outlets: Vec::new(),
            two_word_units: Vec::new(),
            abbreviations: Vec::new(),
            per: Vec::new(),
            no_dual: Vec::new(),
            day_adjectives: Vec::new(),
        }
    }

    /// The entry of a word of at most twelve letters, to be given a role; a word of several collects them.
    pub(crate) fn add(&mut self, word: Packed) -> &mut Entry {
        let index = self.index(word);
        &mut self.entries[usize::from(index)]
    }

    fn index(&mut self, word: Packed) -> u16 {
        if 2 * self.entries.len() > self.slots.len() {
            self.grow();
        }
        let key = word.key();
        let slot = self.slot(key);
        if self.slots[slot].0 == 0 {
            self.slots[slot] = (key, self.entries.len() as u16);
            self.entries.push(Entry::NONE);
            let bit = filter_bit(key);
            self.filter[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        self.slots[slot].1
    }

    /// The slot that holds `key`, or the empty one where it belongs.
    fn slot(&self, key: u64) -> usize {
        let mut slot = (hash(key) >> self.slot_shift) as usize;
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn grow(&mut self) {
        let all = std::mem::take(&mut self.slots);
        self.slots = vec![(0, 0); 2 * all.len()];
        self.slot_shift -= 1;
        for (key, index) in all.into_iter().filter(|(key, _)| *key != 0) {
            let slot = self.slot(key);
            self.slots[slot] = (key, index);
        }
    }

    /// The number of a new unit.
    pub(crate) fn add_unit(&mut self, unit: Unit) -> u16 {
        self.units.push(unit);
        (self.units.len() - 1) as u16
    }

    /// The number of a new nationality: the currencies it tells apart, by name and code.
    pub(crate) fn add_nationality(&mut self, codes: Vec<(String, String)>) -> u16 {
        self.nationalities.push(codes);
        (self.nationalities.len() - 1) as u16
    }

    /// A name of a month of two words; the second without its article.
    pub(crate) fn add_month_of_two(&mut self, words: [Packed; 2], month: Month) {
        let pair = words.map(|word| self.index(word));
        self.entries[usize::from(pair[0])].month_head = true;
        self.two_words.retain(|(other, _)| *other != pair);
        self.two_words.push((pair, month));
    }

    /// A name of a feast: its words without their articles, and whether each has one.
    pub(crate) fn add_feast(&mut self, words: &[(Packed, bool)], feast: Feast) {
        let name: Name = words.iter().map(|&(word, definite)| (self.index(word), definite)).collect();
        self.entries[usize::from(name[0].0)].feast_head = true;
        self.feasts.retain(|(other, _)| *other != name);
        self.feasts.push((name, feast));
    }

    /// A name of a newspaper that ends in a day; both words without their articles.
    pub(crate) fn add_outlet(&mut self, words: [Packed; 2]) {
        let pair = words.map(|word| self.index(word));
        self.outlets.push(pair);
    }

    /// A name of a unit of two words; the second without its article.
    pub(crate) fn add_unit_of_two(&mut self, words: [Packed; 2], unit: u16) {
        let pair = words.map(|word| self.index(word));
        self.two_word_units.retain(|(other, _)| *other != pair);
        self.two_word_units.push((pair, unit));
    }

    /// A unit with points in it or in Latin letters.
    pub(crate) fn add_abbreviation(&mut self, text: &str, unit: u16) {
        self.entries.push(Entry { unit, ..Entry::NONE });
        let index = (self.entries.len() - 1) as u16;
        self.abbreviations.retain(|(other, _)| other != text);
        self.abbreviations.push((text.to_owned(), index));
    }

    /// A word that makes a rate of the unit before it: behind a stroke, or as an adverb.
    pub(crate) fn add_per(&mut self, word: Packed, unit: u16, adverb: bool) {
        self.per.push((word.key(), unit, adverb));
    }

    /// A word that is no dual, whatever its ending says.
    pub(crate) fn add_no_dual(&mut self, word: Packed) {
        self.no_dual.push(word.key());
    }

    /// An adjective behind اليوم, which is not today then.
    pub(crate) fn add_day_adjective(&mut self, word: Packed) {
        self.day_adjectives.push(word.key());
    }

    /// To be called when all words are there. `begins` tells which an expression can begin with.
    pub(crate) fn close(&mut self, begins: impl Fn(&Entry) -> bool) {
        for entry in &mut self.entries {
            entry.begins = begins(entry);
            entry.plain = entry.is_nothing();
        }
        // By their first byte, the longer first: د.إ. before د.إ.
        self.abbreviations
            .sort_by_cached_key(|(text, _)| (text.bytes().next(), std::cmp::Reverse(text.len()), text.clone()));
        self.feasts.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        self.no_dual.sort_unstable();
        self.day_adjectives.sort_unstable();
        self.collect_endings();
    }

    /// Fills [`endings`](Self::endings).
    fn collect_endings(&mut self) {
        let packed = |words: &[&str]| words.iter().filter_map(|word| pack(word)).collect::<Vec<Packed>>();
        let proclitics: Vec<Packed> = ["", "و", "ف"]
            .iter()
            .flat_map(|and| PROCLITICS.map(|proclitics| [and, proclitics].concat()))
            .filter_map(|proclitics| pack(&proclitics))
            .collect();
        let duals = packed(&["ين", "ان", "تين", "تان"]);
        // Proclitics that stand alone, and the dual of the feminine of any word.
        let mut found: Vec<Packed> = proclitics.clone();
        found.extend(
            (1..32).flat_map(|letter| duals[2..].iter().map(move |dual| Packed::of_key(letter).followed_by(*dual))),
        );
        for &(key, index) in self.slots.iter().filter(|(key, _)| *key != 0) {
            let word = Packed::of_key(key);
            if self.entry(index).begins {
                found.push(word);
                if word.len() < 4 {
                    found.extend(proclitics.iter().map(|proclitics| proclitics.followed_by(word)));
                }
            }
            if self.entry(index).dual_noun {
                let stem = word.without_first(word.len().saturating_sub(2));
                found.extend(duals[..2].iter().map(|dual| stem.followed_by(*dual)));
            }
        }
        self.endings = vec![0; (1 << ENDING_BITS) / 64];
        for ending in found.into_iter().map(Ending::from) {
            let bit = ending.bit(ENDING_BITS);
            self.endings[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Whether an expression may begin with a word, be it a dual, or whether it may be proclitics alone: its last letters
    /// tell of most.
    #[inline]
    pub(crate) fn may_begin(&self, ending: Ending) -> bool {
        let bit = ending.bit(ENDING_BITS);
        self.endings[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// The index of the entry of a word as it stands, 0 if there is none.
    pub(crate) fn find(&self, word: Packed) -> u16 {
        let key = word.key();
        let bit = filter_bit(key);
        if key == 0 || self.filter[(bit / 64) as usize] & (1 << (bit % 64)) == 0 {
            return 0;
        }
        self.slots[self.slot(key)].1
    }

    pub(crate) fn entry(&self, index: u16) -> &Entry {
        &self.entries[usize::from(index)]
    }

    /// The unit with this number.
    pub(crate) fn unit(&self, number: u16) -> &Unit {
        &self.units[usize::from(number)]
    }

    /// The code of the currency `name` of a nationality.
    pub(crate) fn currency(&self, nationality: u16, name: &str) -> Option<&str> {
        let codes = &self.nationalities[usize::from(nationality)];
        codes.iter().find(|(currency, _)| currency == name).map(|(_, code)| code.as_str())
    }

    /// The month that two words name, by their entries.
    pub(crate) fn month_of_two(&self, words: [u16; 2]) -> Option<Month> {
        self.two_words.iter().find(|(pair, _)| *pair == words).map(|&(_, month)| month)
    }

    /// The feasts whose names begin with a word, by its entry, the longer first.
    pub(crate) fn feasts(&self, first: u16) -> impl Iterator<Item = &(Name, Feast)> {
        self.feasts.iter().filter(move |(name, _)| name[0].0 == first)
    }

    /// The feasts that العيد may mean.
    pub(crate) fn feasts_of_feast(&self) -> impl Iterator<Item = Feast> {
        self.feasts.iter().map(|(_, feast)| *feast).filter(|feast| feast.of_feast)
    }

    /// Whether two words, by their entries, name a newspaper or a channel.
    pub(crate) fn is_outlet(&self, words: [u16; 2]) -> bool {
        self.outlets.contains(&words)
    }

    /// The month whose name is a word, by its entry, and a number instead of the second: كانون 2, ربيع 1.
    pub(crate) fn month_of_ordinal(&self, first: u16, ordinal: u8) -> Option<Month> {
        let named = |pair: &[u16; 2]| pair[0] == first && self.entry(pair[1]).ordinal == ordinal;
        self.two_words.iter().find(|(pair, _)| named(pair)).map(|&(_, month)| month)
    }

    /// The unit that two words name, by their entries.
    pub(crate) fn unit_of_two(&self, words: [u16; 2]) -> Option<u16> {
        self.two_word_units.iter().find(|(pair, _)| *pair == words).map(|&(_, unit)| unit)
    }

    /// The abbreviation with points at the beginning of `text`: its length and entry. No letter stands behind it.
    pub(crate) fn abbreviation(&self, text: &str) -> Option<(usize, u16)> {
        let first = text.bytes().next();
        let from = self.abbreviations.partition_point(|(short, _)| short.bytes().next() < first);
        let found = self.abbreviations[from..].iter().take_while(|(short, _)| short.bytes().next() == first).find(
            |(short, _)| text.strip_prefix(short.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)),
        );
        found.map(|(short, entry)| (short.len(), *entry))
    }

    /// The unit of time that a word makes a rate of: `adverb` يوميا, otherwise س behind a stroke.
    pub(crate) fn per(&self, word: &str, adverb: bool) -> Option<&Unit> {
        let key = pack(word)?.key();
        self.per.iter().find(|(word, _, of)| *word == key && *of == adverb).map(|&(_, unit, _)| self.unit(unit))
    }

    /// Whether a word, by its ending, is guarded from being read as a dual.
    pub(crate) fn is_no_dual(&self, word: Packed) -> bool {
        self.no_dual.binary_search(&word.key()).is_ok()
    }

    /// Whether a word is an adjective behind which اليوم is not today; with its article.
    pub(crate) fn is_day_adjective(&self, word: &str) -> bool {
        let Some(word) = pack(word) else { return false };
        let article = word.letter(0) == code('ا') && word.letter(1) == code('ل');
        let bare = if article { word.without_first(2) } else { word };
        self.day_adjectives.binary_search(&bare.key()).is_ok()
    }

    /// All words, folded, with what they can be.
    #[cfg(test)]
    pub(crate) fn words(&self) -> impl Iterator<Item = (String, &Entry)> {
        let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤ".chars().collect();
        let used = self.slots.iter().filter(|(key, _)| *key != 0);
        used.map(move |&(key, index)| {
            let word = Packed::of_key(key);
            let text = (0..word.len()).filter_map(|i| letters.iter().find(|&&c| code(c) == word.letter(i))).collect();
            (text, self.entry(index))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Card, Role};

    fn closed(words: &[&str], begins: impl Fn(&Entry) -> bool) -> Lexicon {
        let mut lexicon = Lexicon::empty();
        for word in words {
            lexicon.add(pack(word).unwrap()).role = Role::Particle;
        }
        lexicon.close(begins);
        lexicon
    }

    #[test]
    fn endings_turn_no_word_away_that_begins() {
        let mut lexicon = closed(&["ستة", "مليون", "أحد"], |_| true);
        lexicon.add(pack("جندي").unwrap()).dual_noun = true;
        lexicon.close(|entry| entry.role == Role::Particle);
        let begins = |word: &str| {
            let text = format!("        {word}        ");
            Ending::of(text.as_bytes(), 8, 8 + word.len()).is_none_or(|ending| lexicon.may_begin(ending))
        };
        for word in ["ستة", "مليون", "أحد"] {
            for and in ["", "و", "ف"] {
                assert!(PROCLITICS.iter().all(|proclitics| begins(&[and, proclitics, word].concat())), "{word}");
            }
        }
        for word in ["جنديين", "والجنديان", "وال", "لل", "ب", "وعمليتين", "الجهتان"]
        {
            assert!(begins(word), "{word}");
        }
        let others = ["الحكومة", "اجتماعات", "وأضاف", "المفاوض", "قراره", "جندي"];
        assert!(others.iter().all(|word| !begins(word)));
    }

    #[test]
    fn the_table_grows_with_its_words() {
        let words: Vec<String> = (0..5000)
            .map(|n: u32| {
                format!("{n:04}").chars().map(|c| "ابتثجحخدذر".chars().nth(c as usize - 48).unwrap()).collect()
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let lexicon = closed(&words, |_| true);
        assert!(words.iter().all(|word| lexicon.entry(lexicon.find(pack(word).unwrap())).role == Role::Particle));
        assert_eq!(lexicon.find(pack("يستخدمونهااا").unwrap()), 0);
        assert_eq!(lexicon.entry(0).card, Card::No);
    }
}
