//! Words that announce a name or follow one, by what they announce, as `lexicons/triggers.tsv` lists them.

use crate::hash::hash;
use rawi_arabic::lexicon::{Class, Lexicon};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

const TEXT: &str = include_str!("../lexicons/triggers.tsv");

/// The classes, each a bit of a stem's triggers in this order; the last is [`is_sport`].
const CLASSES: [Class; 15] = [
    Class::new("title", &[]),
    Class::new("rank", &[]),
    Class::new("role", &[]),
    Class::new("kin", &[]),
    Class::new("organisation", &[]),
    Class::new("place", &[]),
    Class::new("saying", &[]),
    Class::new("meeting", &[]),
    Class::new("work", &[]),
    Class::new("direction", &[]),
    Class::new("people", &[]),
    Class::new("time", &[]),
    Class::new("money", &[]),
    Class::new("nation", &[]),
    Class::new("sport", &[]),
];

fn lexicon() -> Lexicon<'static> {
    Lexicon::read(&CLASSES, &[("triggers.tsv", TEXT)]).expect("a test reads the embedded words")
}

/// The bits of all words that announce a name, each with and without the article.
pub(crate) fn triggers() -> BTreeMap<String, u16> {
    let mut triggers: BTreeMap<String, u16> = BTreeMap::new();
    for entry in lexicon().entries().iter().filter(|entry| entry.class_name() != "sport") {
        *triggers.entry(entry.word.to_owned()).or_default() |= 1 << entry.class;
        if !entry.word.starts_with("ال") {
            *triggers.entry(format!("ال{}", entry.word)).or_default() |= 1 << entry.class;
        }
    }
    triggers
}

/// Whether the stem with this hash is a word of sport: where they stand close together, cities are clubs.
pub(crate) fn is_sport(stem: u64) -> bool {
    static STEMS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
        let both = |word: &str| [hash(word.as_bytes()), hash(format!("ال{word}").as_bytes())];
        lexicon().of("sport").flat_map(|entry| both(entry.word)).collect()
    });
    STEMS.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_are_read() {
        let triggers = triggers();
        assert_eq!((triggers["رئيس"], triggers["الرئيس"]), (1, 1));
        assert!(triggers.values().all(|&bits| bits < 1 << 14), "fourteen classes");
        assert!(
            is_sport(hash("مباراة".as_bytes()))
                && is_sport(hash("المباراة".as_bytes()))
                && !is_sport(hash("رئيس".as_bytes()))
        );
    }
}
