//! Where the proclitics of a written word end: و ف (and, so), ب ل ك (in, to, as), س (will), ال (the).
//!
//! A first letter alone proves nothing: واشنطن, فرنسا, بغداد, لبنان, كركوك and سوريا begin with their own. A cut needs
//! one of three grounds: what is left is a word of the [lexicon](crate::lexicon) while the whole is none; the letters
//! form a chain that only clitics form (وال, بال, لل); the second letter carries a hamza that stands at the beginning
//! of words only (بإدارة).
//!
//! ```
//! use rawi_segmenter::clitics::split;
//! let cut = |word: &str| split(word).ends().iter().map(|&end| word[..end].to_owned()).collect::<Vec<_>>();
//! assert_eq!(cut("وبالبيت"), ["و", "وب", "وبال"]);
//! assert_eq!(cut("واشنطن"), [""; 0]);
//! assert_eq!(cut("لليمن"), ["ل", "لل"]); // the alef of ال falls away behind ل
//! ```

use crate::classes::code::{ALEF, BEH, FEH, KAF, LAM, NOON, SEEN, TEH, WAW, YEH};
use crate::letters::Letters;
use crate::lexicon::{Lexicon, Stem};
use crate::words::WordLists;

/// The proclitics of a word: where each ends, in bytes from the word's beginning. At most four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proclitics {
    ends: [usize; 4],
    len: usize,
}

impl Proclitics {
    /// Where each ends, ascending; empty if the word has none.
    #[must_use]
    pub fn ends(&self) -> &[usize] {
        &self.ends[..self.len]
    }
}

/// The proclitics of `word`, one token of Arabic letters, by the built-in word lists. A stem is always left. In a ligature (وﻷحمد) a clitic that
/// shares the character with the stem is not cut.
#[must_use]
pub fn split(word: &str) -> Proclitics {
    analyse(Letters::of(word), &WordLists::built_in().lexicon).in_word(word)
}

/// Ends in letters, a byte each, the first lowest; 0 for none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Chain(u32);

impl Chain {
    const ONE: Self = Self(1);
    const ARTICLE: Self = Self(2);
    const TWO: Self = Self(0x0201);
    const ONE_ARTICLE: Self = Self(0x0301);

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same in bytes of a word whose letters all have two, with nothing between them; 0 for none.
    #[inline]
    pub(crate) fn in_plain(self) -> [u8; 4] {
        (2 * self.0).to_le_bytes()
    }

    /// The same in bytes of `word`.
    pub(crate) fn in_word(self, word: &str) -> Proclitics {
        let mut found = Proclitics::default();
        let Self(mut chain) = self;
        while chain != 0 {
            let end = chain as u8;
            let Some(byte) = Letters::byte_of(word, end) else { break };
            found.ends[found.len] = byte;
            found.len += 1;
            chain >>= 8;
        }
        found
    }

    /// A letter before the others.
    fn behind_one(self) -> Self {
        // One more in every byte that holds an end.
        let used = (self.0 | self.0 >> 1) & 0x0001_0101;
        Self((self.0 + used) << 8 | 1)
    }
}

/// The proclitics of a word, in letters.
#[inline]
pub(crate) fn analyse(word: Letters, lexicon: &Lexicon) -> Chain {
    if word.count() < 3 {
        return Chain::default();
    }
    match word.code(0) {
        WAW | FEH => conjoined(word, lexicon),
        ALEF if !article(word) => Chain::default(),
        SEEN if !imperfect(word.without(1)) => Chain::default(),
        ALEF | BEH | SEEN | KAF | LAM => bare(word, lexicon).unwrap_or_default(),
        _ => Chain::default(),
    }
}

/// A word that begins with و or ف.
fn conjoined(word: Letters, lexicon: &Lexicon) -> Chain {
    let first = word.code(0);
    let rest = word.without(1);
    if lexicon.stem(word) != 0 {
        return own_letter(word, lexicon);
    }
    let enough = match (first, rest.count()) {
        (WAW, _) => Stem::Rare,
        (_, 2) => Stem::Particle,
        (_, 3) => Stem::Common,
        _ => Stem::Rare,
    };
    if lexicon.stem(rest) >= enough as u8 {
        return Chain::ONE;
    }
    // و is far more often a conjunction than the first letter of a word nobody has seen; ف is not.
    let unseen = first == FEH && article(rest) && lexicon.stem(rest.without(2)) == 0;
    match bare(rest, lexicon) {
        Some(chain) if rest.count() > 2 && !unseen => chain.behind_one(),
        _ if begins_inside(word) || (first == WAW && rest.count() >= 4) => Chain::ONE,
        _ => Chain::default(),
    }
}

/// A word of the lexicon begins with its own letter, but وأحد is no واحد.
fn own_letter(word: Letters, lexicon: &Lexicon) -> Chain {
    if begins_inside(word) && lexicon.stem(word.without(1)) != 0 { Chain::ONE } else { Chain::default() }
}

/// Whether the word begins with ال.
fn article(word: Letters) -> bool {
    word.code(0) == ALEF && word.code(1) == LAM && !word.has_hamza(0)
}

/// Whether the word begins as verbs do behind س.
fn imperfect(word: Letters) -> bool {
    matches!(word.code(0), YEH | TEH | NOON) || word.has_hamza(0)
}

/// Whether the second letter is an alef with hamza or madda that the word, of four letters or more, begins with anew.
fn begins_inside(word: Letters) -> bool {
    word.has_hamza(1) && word.count() >= 4
}

/// The proclitics of a word without و and ف; `None` if nothing is known of it.
fn bare(word: Letters, lexicon: &Lexicon) -> Option<Chain> {
    let (first, rest) = (word.code(0), word.without(1));
    if lexicon.stem(word) != 0 {
        return Some(if matches!(first, BEH | LAM | KAF) { own_letter(word, lexicon) } else { Chain::default() });
    }
    let known = |letters: Letters, enough: Stem| lexicon.stem(letters) >= enough as u8;
    match first {
        ALEF => (article(word) && word.count() >= 4).then_some(Chain::ARTICLE),
        // للبنان, لله: the second ل is the word's own.
        LAM if rest.code(0) == LAM && known(rest, Stem::Rare) => Some(Chain::ONE),
        LAM if rest.code(0) == LAM => (word.count() >= 4).then_some(Chain::TWO),
        BEH | LAM | KAF => {
            let enough = match (first, rest.count()) {
                (_, ..=2) => Stem::Particle,
                (KAF, _) | (_, 3) => Stem::Common,
                _ => Stem::Rare,
            };
            if known(rest, enough) || begins_inside(word) {
                return Some(Chain::ONE);
            }
            let chain = first != LAM && article(rest) && word.count() >= 5;
            (chain && (first == BEH && word.count() >= 6 || known(word.without(3), Stem::Rare)))
                .then_some(Chain::ONE_ARTICLE)
        }
        SEEN => {
            let enough = if rest.count() == 3 { Stem::Common } else { Stem::Rare };
            (imperfect(rest) && rest.count() >= 3 && known(rest, enough)).then_some(Chain::ONE)
        }
        _ => None,
    }
}
