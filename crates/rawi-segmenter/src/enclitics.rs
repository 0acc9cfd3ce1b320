//! Which pronoun a written word ends in: ه ها هم هما هن نا كم ك ني. ي alone is not asked for: nearly always it is كتابي's
//! namesake in سوري and مدني.
//!
//! The letters alone prove nothing: توجه, درهم, أبها, مكانا and مشترك end in their own. A pronoun is cut if what is left is a
//! word of the [lexicon](crate::lexicon), as it stands or as it stands without the pronoun (قوته is قوة, قتلوه is قتلوا), while
//! the whole is no noun, that is, never has the article; more is asked of endings that are more often something else.

use crate::classes::code::{ALEF, HEH, KAF, MEEM, NOON, TEH, TEH_MARBUTA, WAW, YEH};
use crate::letters::Letters;
use crate::lexicon::{Entry, Stem};
use crate::words::WordLists;

/// A pronoun, by its letters and by what must be known of the word before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pronoun {
    None,
    /// ه
    Heh,
    /// ها
    Ha,
    /// هم
    Hum,
    /// هن
    Hun,
    /// نا
    Na,
    /// هما and كما, if the letter before says so
    Ma,
    /// كم
    Kum,
    /// ك
    Kaf,
    /// ني
    Ni,
}

/// By the last two letters of a word, the pronoun that it may end in.
static PRONOUNS: [Pronoun; 1 << 10] = {
    let mut table = [Pronoun::None; 1 << 10];
    let mut i = 0;
    while i < table.len() {
        table[i] = match (i as u8 & 31, (i >> 5) as u8) {
            (HEH, ALEF) => Pronoun::Ha,
            (NOON, ALEF) => Pronoun::Na,
            (MEEM, ALEF) => Pronoun::Ma,
            (HEH, MEEM) => Pronoun::Hum,
            (HEH, NOON) => Pronoun::Hun,
            (KAF, MEEM) => Pronoun::Kum,
            (NOON, YEH) => Pronoun::Ni,
            (_, HEH) => Pronoun::Heh,
            (_, KAF) => Pronoun::Kaf,
            _ => Pronoun::None,
        };
        i += 1;
    }
    table
};

impl Pronoun {
    /// The one that a word of these letters may end in, and how many letters it has.
    #[inline]
    fn at_end_of(word: Letters) -> (Self, usize) {
        match PRONOUNS[word.last_two() as usize] {
            Self::None => (Self::None, 0),
            Self::Ma if matches!(word.nth_last(2), HEH | KAF) => (Self::Ma, 3),
            Self::Ma => (Self::None, 0),
            one @ (Self::Heh | Self::Kaf) => (one, 1),
            two => (two, 2),
        }
    }
}

/// ات as [`Letters::last_two`] has it.
const ALEF_TEH: u64 = ALEF as u64 | (TEH as u64) << 5;

/// Whether `word` may end in a pronoun.
#[inline]
pub(crate) fn may_end(word: Letters) -> bool {
    PRONOUNS[word.last_two() as usize] != Pronoun::None
}

/// How many of the last letters of `word`, which has no proclitic, are a pronoun.
#[inline]
pub(crate) fn of(word: Letters, lists: &WordLists) -> usize {
    match Pronoun::at_end_of(word) {
        (Pronoun::None, _) => 0,
        (pronoun, len) => found(word, pronoun, len, lists),
    }
}

#[inline(never)]
fn found(word: Letters, pronoun: Pronoun, len: usize, lists: &WordLists) -> usize {
    let lexicon = &lists.lexicon;
    let stem = word.without_last(len);
    let letters = stem.count();
    if letters < 2 || lists.ends_itself(word) {
        return 0;
    }
    if lexicon.stem(stem) == Stem::Particle as u8 {
        return len;
    }
    // Words are looked up by eight letters.
    let noun = letters < 8 && lexicon.entry(word).is_noun();
    let accusative =
        || matches!(pronoun, Pronoun::Na | Pronoun::Ma | Pronoun::Ha) && lexicon.entry(word.without_last(1)).is_noun();
    if noun || accusative() {
        return 0;
    }
    let before = || before_pronoun(stem, lists);
    let long = match pronoun {
        Pronoun::Ha | Pronoun::Ma => letters >= 3,
        Pronoun::Hum => letters >= 5,
        _ => false,
    };
    let cut = match pronoun {
        _ if long => true,
        Pronoun::Na => before().is_noun(),
        Pronoun::Kum => letters >= 3 && before().is_noun(),
        Pronoun::Kaf => letters >= 4 && before().is_noun(),
        // Behind verbs in ي or ت, or of her: لبناني is no لبنا with a pronoun.
        Pronoun::Ni => letters >= 4 && is_verb(stem) && before().stem() != 0 && !before().is_noun(),
        _ if letters == 2 => lexicon.entry(stem).is_noun(),
        // A plural nobody has seen: مشترياته.
        _ => before().stem() != 0 || (letters >= 6 && stem.last_two() == ALEF_TEH),
    };
    if cut { len } else { 0 }
}

/// Whether it has the letters of a verb in the third person: يمكن, أخبرت.
fn is_verb(word: Letters) -> bool {
    matches!(word.code(0), YEH | TEH) || word.nth_last(0) == TEH
}

/// What the lexicon knows of the word that stands before a pronoun as `stem`.
fn before_pronoun(stem: Letters, lists: &WordLists) -> Entry {
    let lexicon = &lists.lexicon;
    let known = lexicon.entry(stem);
    if known.is_noun() {
        return known;
    }
    let whole = match stem.nth_last(0) {
        TEH => stem.without_last(1).with(TEH_MARBUTA),
        ALEF => stem.without_last(1).with(YEH),
        WAW => stem.with(ALEF),
        YEH => stem.with(NOON),
        _ => return known,
    };
    let whole = lexicon.entry(whole);
    if whole.stem() == 0 { known } else { whole }
}

/// What the lexicon knows of the word before the pronoun that `word` ends in, if it knows it: وزيرنا, بيتهم. `None` for a noun in
/// the accusative (عدوانا).
pub(crate) fn behind_a_word(word: Letters, lists: &WordLists) -> Option<Entry> {
    let (pronoun, len) = Pronoun::at_end_of(word);
    let stem = word.without_last(len);
    if pronoun == Pronoun::None || stem.count() < 3 || lists.ends_itself(word) {
        return None;
    }
    let accusative = || word.nth_last(0) == ALEF && lists.lexicon.entry(word.without_last(1)).is_noun();
    let known = before_pronoun(stem, lists);
    (known.stem() != 0 && !accusative()).then_some(known)
}

/// Whether `word` is a particle with a pronoun behind it (لديهن), or a noun in the accusative (عدوانا).
pub(crate) fn is_particle_or_accusative(word: Letters, lists: &WordLists) -> bool {
    let (_, len) = Pronoun::at_end_of(word);
    let lexicon = &lists.lexicon;
    lexicon.stem(word) == Stem::Particle as u8
        || lexicon.stem(word.without_last(len)) == Stem::Particle as u8
        || (word.nth_last(0) == ALEF && lexicon.entry(word.without_last(1)).is_noun())
}
