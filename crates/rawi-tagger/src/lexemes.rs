//! Written words with all that letters, gazetteers and lists tell of them, looked up once: nine words in ten stood in one of the last reports, too.

use crate::cuts::{Cut, cuts, key_behind, own_cut};
use crate::gazetteer::Gazetteer;
use crate::lexicon::class;
use crate::lists::{Begun, Facts};
use crate::model_words::closes_sentence;
use crate::shape::{Shape, shape};
use crate::steps;
use crate::trie::{UNKNOWN, hash_bytes};
use rawi_arabic::LOOSE;
use std::cell::OnceCell;

/// So many are young, and as many old, unless one document brings more.
const KEPT: usize = 1 << 13;

/// Bytes of the keys of so many, with room for long ones.
const KEPT_KEYS: usize = KEPT * 32;

/// So many letters must stand behind a ك that is guessed at.
const LIKENED: usize = 4;

/// The tanwin of the accusative as it is in a text. Words are so short that their bytes are compared faster than a search begins.
const TANWIN: &[u8] = "\u{064B}".as_bytes();

/// A written word; the same letters with other clitics are another.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme {
    /// Its key stands there in the keys of its generation.
    key: (u32, u32),
    /// The number of the whole word, or of the sign if names hold signs; else [`UNKNOWN`].
    pub(crate) id: u32,
    /// Classes of the word, or of what follows its proclitics.
    pub(crate) class: u64,
    /// Where in the key the word begins to which `class` belongs.
    pub(crate) class_cut: Cut,
    pub(crate) shape: Shape,
    /// A sentence ends with it for the learned model if a space follows.
    pub(crate) closes_sentence: bool,
    /// It ends in ئ or ء, or in them and ة, which no relative adjective does: الطوارئ، الهيئة.
    pub(crate) hamza_end: bool,
    /// It begins with a hamza, so that no article does: ألغام.
    pub(crate) hamza_start: bool,
    /// It bears the tanwin of the accusative, كبيراً: an indefinite noun or an adverb, and no name.
    pub(crate) tanwin: bool,
    /// It may be a word that is nearly always a given name.
    pub(crate) may_be_given: bool,
    /// How many bytes of the key the token's own clitics take.
    pub(crate) clitics: u8,
    /// Where the segmenter ends the proclitics; its ال is part of a name.
    pub(crate) own_cut: Cut,
    /// Where places of the long list begin, perhaps.
    pub(crate) places: Box<[(Cut, Begun)]>,
    /// Where names of the gazetteers may begin: cut and number of what stands there, the whole word first.
    pub(crate) starts: Box<[(Cut, u32)]>,
    facts: OnceCell<Facts>,
}

impl Lexeme {
    /// Looks up `written`, of which the token's clitics take the first `clitics` bytes; the caller keeps the `key`.
    fn new(written: &str, clitics: usize, key: &str, gazetteer: &Gazetteer) -> Self {
        let clitics = LOOSE.len(&written[..clitics]).min(255) as u8;
        let mut new = Self {
            key: (0, 0),
            id: UNKNOWN,
            class: 0,
            class_cut: Cut::default(),
            shape: shape(key),
            closes_sentence: closes_sentence(written),
            hamza_end: written.strip_suffix(['ة', 'ه']).unwrap_or(written).ends_with(['ئ', 'ء']),
            hamza_start: written.starts_with(['أ', 'إ', 'آ']),
            tanwin: written.as_bytes().windows(2).any(|letter| letter == TANWIN),
            may_be_given: gazetteer.lists.may_be_given(key),
            clitics,
            own_cut: own_cut(key, clitics),
            places: Box::default(),
            starts: Box::default(),
            facts: OnceCell::new(),
        };
        if new.shape == Shape::Word {
            new.look_up(key, written, gazetteer);
        } else if gazetteer.has_signs {
            new.id = gazetteer.words.get(key).unwrap_or(UNKNOWN);
        }
        new
    }

    fn look_up(&mut self, key: &str, written: &str, gazetteer: &Gazetteer) {
        let id = gazetteer.words.get(key);
        let (mut class, mut class_cut) = (gazetteer.class_as(id.unwrap_or(UNKNOWN), written), Cut::default());
        let mut starts: Vec<(Cut, u32)> = Vec::new();
        starts.extend(id.filter(|&id| gazetteer.trie.start(id).is_some()).map(|id| (Cut::default(), id)));
        // وجدة may be و and جدة, since it needs context itself.
        let doubtful = starts.iter().any(|&(_, id)| gazetteer.is_doubtful_place(id));
        let known = (!starts.is_empty() && !doubtful) || class != 0;
        for cut in cuts(key) {
            steps::take(1);
            // A cut by letters alone is a guess, which a word known as a whole refutes; ف is too rare to guess at.
            let supported = cut.at <= self.clitics;
            // ك and three letters are more often a verb: كسرت.
            let short = key.starts_with(crate::key::LIKE) && key.len() < 2 + 2 * LIKENED;
            if !supported && (known || short) {
                continue;
            }
            let Some(found) = gazetteer.words.get(&key_behind(key, cut)) else { continue };
            if !known && starts.is_empty() && class == 0 {
                (class, class_cut) = (gazetteer.class_as(found, written), cut);
            }
            if (supported || !key.starts_with(crate::key::THEN)) && gazetteer.trie.start(found).is_some() {
                starts.push((cut, found));
            }
        }
        // بحي: two letters are too few for a cut, unless a head of places is made of them.
        if !known && class == 0 && starts.is_empty() && key.len() == 6 && key.starts_with(crate::key::BY) {
            let head = gazetteer.words.get(&key[2..]).map_or(0, |id| gazetteer.class(id));
            if head & class::PLACE != 0 {
                (class, class_cut) = (head, Cut { at: 2, article: false });
            }
        }
        self.id = id.unwrap_or(UNKNOWN);
        (self.class, self.class_cut) = (class, if class == 0 { Cut::default() } else { class_cut });
        self.starts = starts.into();
        self.places = self.places(key, gazetteer);
    }

    /// See [`Lexeme::places`].
    fn places(&self, key: &str, gazetteer: &Gazetteer) -> Box<[(Cut, Begun)]> {
        if self.class & class::STOP != 0 || self.tanwin {
            return Box::default();
        }
        let (whole, own) = (Cut::default(), self.own_cut);
        // بروسيا is ب and روسيا.
        let as_a_whole = own == whole || !self.starts.iter().any(|start| start.0 == own);
        let cuts = [as_a_whole.then_some(whole), (own != whole).then_some(own)].into_iter().flatten();
        cuts.filter_map(|cut| Some((cut, gazetteer.lists.begin_place(&key_behind(key, cut))?))).collect()
    }
}

/// The lexemes of the last documents. When there are many, they become the old ones, of which those that are met again are young again.
#[derive(Debug, Default)]
pub(crate) struct Lexemes {
    young: Generation,
    old: Generation,
    key: String,
}

impl Lexemes {
    /// Before a document: forgets some if there are many. All numbers are void then.
    pub(crate) fn age(&mut self) {
        if self.young.lexemes.len() >= KEPT || self.young.keys.len() > KEPT_KEYS {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
    }

    /// The first look at `written`, of which the token's clitics take the first `clitics` bytes. It waits for memory: look at all words
    /// of a text before the [number](Self::number) of any, and the waits are one.
    #[inline]
    pub(crate) fn look(&self, written: &str, clitics: usize) -> Look {
        let hash = hash_bytes(written.as_bytes()).rotate_left(clitics as u32);
        Look { hash, number: self.young.first(hash) }
    }

    /// The number of `written`, which was looked at.
    #[inline]
    pub(crate) fn number(&mut self, look: Look, written: &str, clitics: usize, gazetteer: &Gazetteer) -> u32 {
        let Look { hash, number } = look;
        if self.young.hashes.get(number as usize) == Some(&hash) {
            return number;
        }
        self.young.find(hash).unwrap_or_else(|| self.add(hash, written, clitics, gazetteer))
    }

    fn add(&mut self, hash: u64, written: &str, clitics: usize, gazetteer: &Gazetteer) -> u32 {
        if let Some(number) = self.old.find(hash) {
            return self.young.add(hash, self.old.lexemes[number as usize].clone(), self.old.key(number));
        }
        self.key.clear();
        LOOSE.push(written, &mut self.key);
        self.young.add(hash, Lexeme::new(written, clitics, &self.key, gazetteer), &self.key)
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> &Lexeme {
        &self.young.lexemes[number as usize]
    }

    /// The key of a lexeme.
    #[inline]
    pub(crate) fn key(&self, number: u32) -> &str {
        self.young.key(number)
    }

    /// What the long lists know of the whole word.
    #[inline]
    pub(crate) fn facts(&self, number: u32, gazetteer: &Gazetteer) -> Facts {
        *self.get(number).facts.get_or_init(|| gazetteer.lists.facts(self.key(number)))
    }
}

/// See [`Lexemes::look`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    hash: u64,
    /// The number of the lexeme where the search begins.
    number: u32,
}

/// Lexemes by the hash of what is written.
#[derive(Debug, Default)]
struct Generation {
    /// By hash, its upper half and the number of a lexeme, or [`FREE`].
    slots: Vec<(u32, u32)>,
    hashes: Vec<u64>,
    lexemes: Vec<Lexeme>,
    keys: String,
}

/// The number of no lexeme.
const FREE: u32 = u32::MAX;

impl Generation {
    /// Forgets all, and gives back what one long document took.
    fn clear(&mut self) {
        self.hashes.clear();
        self.lexemes.clear();
        self.keys.clear();
        self.slots.truncate(KEPT * 2);
        self.slots.fill((0, FREE));
        self.hashes.shrink_to(KEPT);
        self.lexemes.shrink_to(KEPT);
        self.keys.shrink_to(KEPT_KEYS);
    }

    #[inline]
    fn key(&self, number: u32) -> &str {
        let (from, to) = self.lexemes[number as usize].key;
        &self.keys[from as usize..to as usize]
    }

    /// The number of the lexeme where the search for a hash begins.
    #[inline]
    fn first(&self, hash: u64) -> u32 {
        self.slots.get(hash as usize & self.slots.len().wrapping_sub(1)).map_or(FREE, |slot| slot.1)
    }

    #[inline]
    fn find(&self, hash: u64) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        loop {
            let (tag, number) = self.slots[slot];
            if number == FREE {
                return None;
            }
            if tag == (hash >> 32) as u32 && self.hashes[number as usize] == hash {
                return Some(number);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn add(&mut self, hash: u64, lexeme: Lexeme, key: &str) -> u32 {
        let (number, from) = (self.lexemes.len() as u32, self.keys.len() as u32);
        self.keys.push_str(key);
        self.hashes.push(hash);
        self.lexemes.push(Lexeme { key: (from, self.keys.len() as u32), ..lexeme });
        if self.lexemes.len() * 2 > self.slots.len() {
            self.slots = vec![(0, FREE); (KEPT * 2).max(self.slots.len() * 2)];
            (0..=number).for_each(|number| self.place(number));
        } else {
            self.place(number);
        }
        number
    }

    fn place(&mut self, number: u32) {
        let (hash, mask) = (self.hashes[number as usize], self.slots.len() - 1);
        let mut slot = hash as usize & mask;
        while self.slots[slot].1 != FREE {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = ((hash >> 32) as u32, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_met_again_are_kept() {
        let (gazetteer, mut lexemes) = (Gazetteer::default(), Lexemes::default());
        let mut read = |words: std::ops::Range<usize>| -> usize {
            lexemes.age();
            for word in words {
                let written = format!("كلمة{word}");
                let number = lexemes.number(lexemes.look(&written, 0), &written, 0, &gazetteer);
                assert_eq!(lexemes.key(number), LOOSE.key(&written));
            }
            lexemes.young.lexemes.len()
        };
        // One document may bring more than are kept.
        assert_eq!(read(0..3 * KEPT), 3 * KEPT);
        assert_eq!(read(KEPT..KEPT + 5), 5);
        assert_eq!(read(0..KEPT), KEPT + 5);
        assert_eq!(read(0..3), 3);
    }
}
