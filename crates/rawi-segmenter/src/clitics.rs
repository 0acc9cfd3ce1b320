//! Where the proclitics of a written word end: و ف (and, so), ب ل ك (in, to, as), س (will), ال (the); and where the pronoun
//! at its end begins.
//!
//! A first letter alone proves nothing: واشنطن, فرنسا, بغداد, لبنان, كركوك and سوريا begin with their own. A cut needs
//! one of three grounds: what is left is a word of the [lexicon](crate::lexicon) while the whole is none; the letters
//! form a chain that only clitics form (وال, بال, لل); the second letter carries a hamza that stands at the beginning
//! of words only (بإدارة). And it needs that the whole is no word of the lexicon with a pronoun behind it: بيتهم is بيت and
//! هم, whatever يتهم is.
//!
//! ```
//! use rawi_segmenter::clitics::split;
//! let cut = |word: &str| split(word).ends().iter().map(|&end| word[..end].to_owned()).collect::<Vec<_>>();
//! assert_eq!(cut("وبالبيت"), ["و", "وب", "وبال"]);
//! assert_eq!(cut("واشنطن"), [""; 0]);
//! assert_eq!(cut("لليمن"), ["ل", "لل"]); // the alef of ال falls away behind ل
//! ```

use crate::classes::code::{ALEF, BEH, FEH, KAF, LAM, NOON, SEEN, TEH, WAW, YEH};
use crate::enclitics;
use crate::letters::Letters;
use crate::lexicon::Stem;
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

/// The proclitics of `word`, one token of Arabic letters, by the built-in word lists. Something is always left, be it a pronoun.
/// In a ligature (وﻷحمد) a clitic that shares the character with the stem is not cut.
#[must_use]
pub fn split(word: &str) -> Proclitics {
    both(Letters::of(word), WordLists::built_in()).0.in_word(word)
}

/// Where the pronoun at the end of `word` begins, in bytes, by the built-in word lists; `None` if it ends in none.
///
/// ```
/// use rawi_segmenter::clitics::pronoun;
/// let cut = |word: &'static str| pronoun(word).map(|at| word.split_at(at));
/// assert_eq!(cut("وزيرنا"), Some(("وزير", "نا")));
/// assert_eq!(cut("له"), Some(("ل", "ه")));
/// assert_eq!(cut("توجه"), None);
/// ```
#[must_use]
pub fn pronoun(word: &str) -> Option<usize> {
    let letters = Letters::of(word);
    let (_, pronoun) = both(letters, WordLists::built_in());
    pronoun_in(word, letters, pronoun)
}

/// Where the last `pronoun` letters of `word` begin, in bytes. Tanwin is of nouns without a pronoun: موجهًا.
pub(crate) fn pronoun_in(word: &str, letters: Letters, pronoun: usize) -> Option<usize> {
    let tanwin = || word.trim_end_matches('ا').ends_with(|c| matches!(c, '\u{64B}'..='\u{64D}'));
    if pronoun == 0 || tanwin() { None } else { Letters::byte_of(word, u8::try_from(letters.count() - pronoun).ok()?) }
}

/// Ends in letters, a byte each, the first lowest; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

    /// Where the last ends, in letters; 0 if there is none.
    #[inline]
    pub(crate) fn end(self) -> usize {
        (4 - self.0.leading_zeros() as usize / 8)
            .checked_sub(1)
            .map_or(0, |last| (self.0 >> (8 * last)) as usize & 0xFF)
    }

    /// Whether the last of them in `word` is the article.
    #[inline]
    fn has_article(self, word: Letters) -> bool {
        let end = self.end() as u32;
        end >= 2 && word.code(end - 1) == LAM && matches!(word.code(end - 2), ALEF | LAM)
    }

    /// Another letter behind them, if there are fewer than four.
    fn and_one(self) -> Self {
        let used = 4 - self.0.leading_zeros() / 8;
        if used == 4 { self } else { Self(self.0 | (self.end() as u32 + 1) << (8 * used)) }
    }

    /// A letter before the others.
    fn behind_one(self) -> Self {
        // One more in every byte that holds an end.
        let used = (self.0 | self.0 >> 1) & 0x0001_0101;
        Self((self.0 + used) << 8 | 1)
    }
}

/// By the first two letters of a word, whether it may begin with proclitics.
static BEGINNINGS: [bool; 1 << 10] = {
    let mut table = [false; 1 << 10];
    let mut i = 0;
    while i < table.len() {
        table[i] = match (i as u8 & 31, (i >> 5) as u8) {
            (WAW | FEH | BEH | KAF | LAM, _) | (ALEF, LAM) => true,
            // Before a verb: س and ي, ت, ن or أ.
            (SEEN, second) => matches!(second, YEH | TEH | NOON | ALEF),
            _ => false,
        };
        i += 1;
    }
    table
};

/// Whether a word may have clitics: the letters at its ends tell of most that it has none.
#[inline]
pub(crate) fn may_have(word: Letters) -> bool {
    BEGINNINGS[word.first_two() as usize] || enclitics::may_end(word)
}

/// The clitics of a word: its proclitics, and how many letters at its end are a pronoun.
#[inline]
pub(crate) fn both(word: Letters, lists: &WordLists) -> (Chain, usize) {
    let chain = analyse(word, lists);
    if chain == Chain::ARTICLE {
        return (chain, 0); // the most usual one
    }
    let rest = word.without(chain.end());
    // لله is no ل before له.
    let conjunction = chain.end() == 0 || (chain.end() == 1 && matches!(word.code(0), WAW | FEH));
    if conjunction && lists.is_joined(rest) {
        return (chain.and_one(), rest.count() - 1);
    }
    // Behind the article there is no pronoun: الوجه.
    let pronoun = if chain.has_article(word) { 0 } else { enclitics::of(rest, lists) };
    (chain, pronoun)
}

/// The proclitics of a word, in letters.
#[inline]
pub(crate) fn analyse(word: Letters, lists: &WordLists) -> Chain {
    if word.count() < 3 {
        return Chain::default();
    }
    match word.code(0) {
        WAW | FEH => conjoined(word, lists),
        ALEF if !word.has_article() => Chain::default(),
        SEEN if !imperfect(word.without(1)) => Chain::default(),
        ALEF | BEH | SEEN | KAF | LAM => bare(word, lists).unwrap_or_default(),
        _ => Chain::default(),
    }
}

/// A word that begins with و or ف.
fn conjoined(word: Letters, lists: &WordLists) -> Chain {
    let first = word.code(0);
    let rest = word.without(1);
    if lists.lexicon.stem(word) != 0 {
        return own_letter(word, lists);
    }
    if own_before_pronoun(word, rest, lists) {
        return Chain::default();
    }
    let enough = match (first, rest.count()) {
        (WAW, _) => Stem::Rare,
        (_, 2) => Stem::Particle,
        (_, 3) => Stem::Common,
        _ => Stem::Rare,
    };
    if lists.lexicon.stem(rest) >= enough as u8 {
        return Chain::ONE;
    }
    // و is far more often a conjunction than the first letter of a word nobody has seen; ف is not.
    let unseen = first == FEH && rest.has_article() && lists.lexicon.stem(rest.without(2)) == 0;
    match bare(rest, lists) {
        Some(chain) if rest.count() > 2 && !unseen => chain.behind_one(),
        _ if begins_inside(word) || (first == WAW && rest.count() >= 4) => Chain::ONE,
        _ => Chain::default(),
    }
}

/// A word of the lexicon begins with its own letter, but وأحد is no واحد.
fn own_letter(word: Letters, lists: &WordLists) -> Chain {
    if begins_inside(word) && lists.lexicon.stem(word.without(1)) != 0 { Chain::ONE } else { Chain::default() }
}

/// Whether the word is one of the lexicon that begins with its own letter, with a pronoun behind it (وزيرنا, بيتهم), rather than a
/// proclitic and `rest`. It is not if `rest` is surely a word: a particle with a pronoun or an accusative (ولديها, وعدوانا), one that
/// begins with an alef anew (بأبها, وأحدهم), one that ends itself (لبنك; behind a preposition only a noun, for no verb stands there: بيتهم).
/// Otherwise a preposition leaves the letter to a noun that is no rarer than the word before the pronoun of `rest` (بحقهم, but بقوله is of
/// قول), or if `rest` is no word at all; the others leave it in any case.
fn own_before_pronoun(word: Letters, rest: Letters, lists: &WordLists) -> bool {
    let Some(own) = enclitics::behind_a_word(word, lists) else { return false };
    let preposition = matches!(word.code(0), BEH | LAM | KAF);
    let (other, ends_itself) = (enclitics::behind_a_word(rest, lists), lists.ends_itself(rest));
    let sure = enclitics::is_particle_or_accusative(rest, lists)
        || begins_inside(word) && (ends_itself || other.is_some())
        || ends_itself && (!preposition || lists.lexicon.entry(rest).is_noun());
    let left = !preposition
        || match other {
            Some(other) => own.is_noun() && own.stem() >= other.stem(),
            None => own.is_noun() || lists.lexicon.stem(rest) == 0,
        };
    !sure && left
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
fn bare(word: Letters, lists: &WordLists) -> Option<Chain> {
    let (first, rest) = (word.code(0), word.without(1));
    if lists.lexicon.stem(word) != 0 {
        return Some(if matches!(first, BEH | LAM | KAF) { own_letter(word, lists) } else { Chain::default() });
    }
    let known = |letters: Letters, enough: Stem| lists.lexicon.stem(letters) >= enough as u8;
    match first {
        // التزامه; of shorter words the article is likelier, and of الميداني.
        _ if (first != ALEF || (word.count() >= 7 && word.nth_last(0) != YEH))
            && own_before_pronoun(word, rest, lists) =>
        {
            Some(Chain::default())
        }
        ALEF => (word.has_article() && word.count() >= 4).then_some(Chain::ARTICLE),
        // للبنان, لله: the second ل is the word's own.
        LAM if rest.code(0) == LAM && known(rest, Stem::Rare) => Some(Chain::ONE),
        LAM if rest.code(0) == LAM => (word.count() >= 4).then_some(Chain::TWO),
        BEH | LAM | KAF => {
            let enough = match (first, rest.count()) {
                (_, ..=2) => Stem::Particle,
                (KAF, _) | (_, 3) => Stem::Common,
                _ => Stem::Rare,
            };
            let behind = || first != KAF && enclitics::behind_a_word(rest, lists).is_some();
            if known(rest, enough) || begins_inside(word) || behind() {
                return Some(Chain::ONE);
            }
            let chain = first != LAM && rest.has_article() && word.count() >= 5;
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
