//! Stems for search: what inflected forms of a word share.
//!
//! - [`light`] is the light stemmer light10 (Larkey, Ballesteros and Connell 2002) as Lucene has it, so that an index made with
//!   Lucene's Arabic analyser and one made with rawi find each other: one prefix and any suffixes go, whatever is left.
//! - [`key`] knows words: clitics go as the segmenter finds them, and an ending goes if what is left is a word of the
//!   [lexicon](crate::lexicon). قوات, قوته and القوة are all قوة; وليد and لبنان stay whole.
//!
//! Neither is a lemma: broken plurals stay apart from their singulars (وزراء, وزير). Look elsewhere for those (CAMeL Tools).

use crate::clitics::both;
use crate::letters::Letters;
use crate::words::{Inflection, WordLists};
use rawi_arabic::{Fold, Seats};
use rawi_core::LayerKey;
use rawi_core::schema;

/// The layer that the option `stems` gives: one row for each word in Arabic letters.
pub static STEMS: LayerKey<Stem> = LayerKey::flat("stems");

schema! {
    /// A value of [`STEMS`].
    #[derive(PartialEq, Eq)]
    pub struct Stem {
        /// The light stem, as Lucene's Arabic analyser makes it.
        pub light: String,
        /// The word without clitics and, where a known word is left, without its ending.
        pub key: String,
    }
}

impl Stem {
    /// Of one word.
    #[must_use]
    pub fn of(word: &str, lists: &WordLists) -> Self {
        Self { light: light(word, lists), key: key(word, lists) }
    }
}

/// Letters of an ending's least stem, and of a prefix's.
const LEFT: usize = 2;
/// Those behind a prefix of one letter.
const LEFT_BEHIND_ONE: usize = 3;

/// The light stem of `word`.
///
/// ```
/// use rawi_segmenter::{stems::light, words::WordLists};
/// let lists = WordLists::built_in();
/// assert_eq!(light("والمدرسات", lists), "مدرس");
/// assert_eq!(light("مَدرسة", lists), "مدرس");
/// ```
#[must_use]
pub fn light(word: &str, lists: &WordLists) -> String {
    let fold = Fold { teh_marbuta: true, ..Fold::STRICT };
    let mut stem: String = fold.letters(word).collect();
    let letters = |text: &str| text.chars().count();
    let all = letters(&stem);
    let prefix = lists.prefixes.iter().find(|prefix| {
        let least = if letters(prefix) == 1 { LEFT_BEHIND_ONE } else { LEFT };
        stem.starts_with(prefix.as_str()) && all >= letters(prefix) + least
    });
    if let Some(prefix) = prefix {
        stem.drain(..prefix.len());
    }
    for suffix in &lists.suffixes {
        if stem.ends_with(suffix.as_str()) && letters(&stem) >= letters(suffix) + LEFT {
            stem.truncate(stem.len() - suffix.len());
        }
    }
    stem
}

/// The word that the inflected form `word` is of, as far as the lexicon knows it; the whole word if nothing is left without its
/// clitics.
///
/// ```
/// use rawi_segmenter::{stems::key, words::WordLists};
/// let lists = WordLists::built_in();
/// for word in ["القوة", "بقوته", "وقواتهم", "قوتين"] {
///     assert_eq!(key(word, lists), "قوة");
/// }
/// assert_eq!(key("لبنان", lists), "لبنان");
/// ```
#[must_use]
pub fn key(word: &str, lists: &WordLists) -> String {
    let folded: String = Fold { seats: Seats::Hamza, ..Fold::STRICT }.letters(word).collect();
    let (chain, pronoun) = both(Letters::of(word), lists);
    let places: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
    let end = places.len().saturating_sub(1 + pronoun);
    let (Some(&start), Some(&end)) = (places.get(chain.end()), places.get(end)) else { return folded };
    if start >= end {
        return folded;
    }
    let core = &folded[start..end];
    for Inflection { ending, whole, beside, bound, long } in &lists.inflections {
        if *bound && pronoun == 0 {
            continue;
        }
        let Some(stem) = core.strip_suffix(ending.as_str()) else { continue };
        if whole.is_empty() && stem.chars().count() <= LEFT {
            continue;
        }
        let word = format!("{stem}{whole}");
        let entry = lists.lexicon.entry(Letters::of(&word));
        let known = |ending: &String| lists.lexicon.stem(Letters::of(&format!("{stem}{ending}"))) != 0;
        // A word that is known with another ending is no chance likeness; else it must be a noun.
        let supported = match beside.is_empty() {
            true => *bound || entry.is_noun(),
            false => (*long && stem.chars().count() > LEFT + 1) || beside.iter().any(known),
        };
        if entry.stem() != 0 && supported {
            return word;
        }
    }
    core.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_stem_is_that_of_light10() {
        for (word, stem) in [
            ("الجميل", "جميل"),
            ("والجميل", "جميل"),
            ("بالجميل", "جميل"),
            ("كالجميل", "جميل"),
            ("فالجميل", "جميل"),
            ("للجميل", "جميل"),
            ("وجميل", "جميل"),
            ("جميلها", "جميل"),
            ("عاملان", "عامل"),
            ("عاملات", "عامل"),
            ("عاملون", "عامل"),
            ("عاملين", "عامل"),
            ("عامليه", "عامل"),
            ("عاملية", "عامل"),
            ("عامله", "عامل"),
            ("عاملة", "عامل"),
            ("عاملي", "عامل"),
            ("وعاملون", "عامل"),
            ("إعـمالٌ", "اعمال"),
            ("الو", "الو"),
            ("ولد", "ولد"),
            ("", ""),
            ("CNN", "CNN"),
        ] {
            assert_eq!(light(word, WordLists::built_in()), stem, "{word}");
        }
    }

    #[test]
    fn forms_of_a_word_share_their_key() {
        for (key_of, words) in [
            ("مدينة", "المدينة مدينتهم ومدينتنا بالمدينة مدينتين لمدينتها"),
            ("سيارة", "سيارات السيارات بسيارته سيارتان"),
            ("مقاتل", "مقاتلين المقاتلون ومقاتلان بالمقاتل"),
            ("مستوي", "مستواه مستواها المستوى"),
            ("وزير", "وزيرنا الوزير لوزيرهم وزيرين"),
            ("بيت", "بيتهم البيت وبيتنا"),
        ] {
            for word in words.split_whitespace() {
                assert_eq!(key(word, WordLists::built_in()), key_of, "{word}");
            }
        }
        for whole in ["لبنان", "سلطان", "فلسطين", "له", "CNN", "ﷲ"] {
            let folded: String = Fold { seats: Seats::Hamza, ..Fold::STRICT }.letters(whole).collect();
            assert_eq!(key(whole, WordLists::built_in()), folded);
        }
    }
}
