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
use crate::lexicon::{LEXICON, Letters, Stem};

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

/// The proclitics of `word`, one token of Arabic letters. A stem is always left. In a ligature (وﻷحمد) a clitic that
/// shares the character with the stem is not cut.
#[must_use]
pub fn split(word: &str) -> Proclitics {
    of_letters(word, Letters::of(word))
}

/// The same where the letters are known already.
#[inline]
pub(crate) fn of_letters(word: &str, letters: Letters) -> Proclitics {
    let chain = analyse(letters);
    let plain = word.len() == 2 * usize::from(letters.count);
    let mut found = Proclitics::default();
    for &end in &chain.ends[..chain.len] {
        let byte = if plain { Some(2 * end as usize) } else { Letters::byte_of(word, end) };
        let Some(byte) = byte else { break };
        found.ends[found.len] = byte;
        found.len += 1;
    }
    found
}

/// Ends in letters.
#[derive(Clone, Copy, Default)]
struct Chain {
    ends: [u32; 4],
    len: usize,
}

impl Chain {
    fn of(ends: &[u32]) -> Self {
        let mut chain = Self::default();
        chain.ends[..ends.len()].copy_from_slice(ends);
        chain.len = ends.len();
        chain
    }

    /// A letter before the others.
    fn behind_one(self) -> Self {
        let mut chain = Self::of(&[1]);
        for &end in &self.ends[..self.len] {
            chain.ends[chain.len] = end + 1;
            chain.len += 1;
        }
        chain
    }
}

/// A bit for each letter that a proclitic begins with.
const FIRST: u32 = 1 << ALEF | 1 << BEH | 1 << SEEN | 1 << FEH | 1 << KAF | 1 << LAM | 1 << WAW;

#[inline]
fn analyse(word: Letters) -> Chain {
    if FIRST >> word.code(0) & 1 == 0 || word.count < 3 {
        return Chain::default();
    }
    conjoined(word)
}

/// A word that may begin with و or ف.
fn conjoined(word: Letters) -> Chain {
    let first = word.code(0);
    if first != WAW && first != FEH {
        return bare(word).unwrap_or_default();
    }
    let rest = word.without(1);
    let stem = LEXICON.stem(rest);
    if LEXICON.stem(word) != 0 {
        // وأحد is no واحد: an alef with hamza after و begins a word.
        return if stem != 0 && begins_inside(word) { Chain::of(&[1]) } else { Chain::default() };
    }
    if rest.count == 2 {
        let enough = if first == WAW { Stem::Rare } else { Stem::Particle };
        return if stem >= enough as u8 { Chain::of(&[1]) } else { Chain::default() };
    }
    if stem != 0 {
        return Chain::of(&[1]);
    }
    match bare(rest) {
        Some(chain) => chain.behind_one(),
        // و is far more often a conjunction than the first letter of a word nobody has seen; ف is not.
        None if begins_inside(word) || (first == WAW && rest.count >= 4) => Chain::of(&[1]),
        None => Chain::default(),
    }
}

/// Whether the second letter is an alef with hamza or madda that the word, of four letters or more, begins with anew.
fn begins_inside(word: Letters) -> bool {
    word.hamza & 2 != 0 && word.count >= 4
}

/// The proclitics of a word without و and ف; `None` if nothing is known of it.
fn bare(word: Letters) -> Option<Chain> {
    let (first, rest) = (word.code(0), word.without(1));
    let article = |letters: Letters| letters.code(0) == ALEF && letters.code(1) == LAM && letters.hamza & 1 == 0;
    let stem = if FIRST >> first & 1 == 1 { LEXICON.stem(rest) } else { 0 };
    let whole = LEXICON.stem(word);
    if whole != 0 {
        let preposition = matches!(first, BEH | LAM | KAF);
        return Some(if preposition && stem != 0 && begins_inside(word) { Chain::of(&[1]) } else { Chain::default() });
    }
    match first {
        ALEF if article(word) && word.count >= 4 => Some(Chain::of(&[2])),
        LAM if rest.code(0) == LAM => match stem {
            // للبنان, لله: the second ل is the word's own.
            0 => (word.count >= 4).then(|| Chain::of(&[1, 2])),
            _ => Some(Chain::of(&[1])),
        },
        BEH | LAM | KAF => {
            let enough = match (first, rest.count) {
                (_, ..=2) => Stem::Particle,
                (KAF, _) => Stem::Common,
                _ => Stem::Rare,
            };
            if stem >= enough as u8 || begins_inside(word) {
                return Some(Chain::of(&[1]));
            }
            let known = || LEXICON.stem(word.without(3)) != 0;
            (first != LAM && article(rest) && word.count >= 5 && (word.count >= 6 || known()))
                .then(|| Chain::of(&[1, 3]))
        }
        SEEN if matches!(rest.code(0), YEH | TEH | NOON | ALEF) && rest.count >= 3 && stem != 0 => {
            Some(Chain::of(&[1]))
        }
        _ => None,
    }
}
