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
    let enough = match (first, rest.count) {
        (WAW, _) => Stem::Rare,
        (_, 2) => Stem::Particle,
        (_, 3) => Stem::Common,
        _ => Stem::Rare,
    };
    if stem >= enough as u8 {
        return Chain::of(&[1]);
    }
    // و is far more often a conjunction than the first letter of a word nobody has seen; ف is not.
    let unseen = first == FEH && article(rest) && LEXICON.stem(rest.without(2)) == 0;
    match bare(rest) {
        Some(chain) if rest.count > 2 && !unseen => chain.behind_one(),
        _ if begins_inside(word) || (first == WAW && rest.count >= 4) => Chain::of(&[1]),
        _ => Chain::default(),
    }
}

/// Whether the word begins with ال.
fn article(word: Letters) -> bool {
    word.code(0) == ALEF && word.code(1) == LAM && word.hamza & 1 == 0
}

/// Whether the second letter is an alef with hamza or madda that the word, of four letters or more, begins with anew.
fn begins_inside(word: Letters) -> bool {
    word.hamza & 2 != 0 && word.count >= 4
}

/// The proclitics of a word without و and ف; `None` if nothing is known of it.
fn bare(word: Letters) -> Option<Chain> {
    let (first, rest) = (word.code(0), word.without(1));
    let whole = LEXICON.stem(word) != 0;
    match first {
        ALEF if !whole => (article(word) && word.count >= 4).then(|| Chain::of(&[2])),
        BEH | LAM | KAF => {
            let stem = LEXICON.stem(rest);
            let enough = match (first, rest.count) {
                (_, ..=2) => Stem::Particle,
                (KAF, _) | (_, 3) => Stem::Common,
                _ => Stem::Rare,
            };
            if whole {
                return Some(if stem != 0 && begins_inside(word) { Chain::of(&[1]) } else { Chain::default() });
            }
            if first == LAM && rest.code(0) == LAM {
                // للبنان, لله: the second ل is the word's own.
                return match stem {
                    0 => (word.count >= 4).then(|| Chain::of(&[1, 2])),
                    _ => Some(Chain::of(&[1])),
                };
            }
            if stem >= enough as u8 || begins_inside(word) {
                return Some(Chain::of(&[1]));
            }
            let known = || LEXICON.stem(word.without(3)) != 0;
            (first != LAM && article(rest) && word.count >= 5 && (first == BEH && word.count >= 6 || known()))
                .then(|| Chain::of(&[1, 3]))
        }
        SEEN if !whole => {
            let imperfect = matches!(rest.code(0), YEH | TEH | NOON) || rest.hamza & 1 != 0;
            let enough = if rest.count == 3 { Stem::Common } else { Stem::Rare };
            (imperfect && rest.count >= 3 && LEXICON.stem(rest) >= enough as u8).then(|| Chain::of(&[1]))
        }
        _ => whole.then(Chain::default),
    }
}
