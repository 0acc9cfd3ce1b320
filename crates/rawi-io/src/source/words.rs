//! The words of [`pages.tsv`](../../lexicons/pages.tsv).

use rawi_arabic::lexicon::{Class, Feature, Lexicon};
use std::collections::HashMap;
use std::sync::LazyLock;

const CLASSES: &[Class] = &[
    Class::new("month", &[Feature::number("number").required(), Feature::words("forms")]),
    Class::new("beside", &[Feature::words("forms")]),
];

const FILE: &str = include_str!("../../lexicons/pages.tsv");

/// What the file says.
pub(crate) struct Words {
    /// Months by name, with their number.
    pub(crate) months: HashMap<&'static str, i8>,
    /// What opens a paragraph that is none of the report, longest first.
    pub(crate) beside: Vec<&'static str>,
}

/// The words, read once.
pub(crate) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let mut words = Words { months: HashMap::new(), beside: Vec::new() };
        // A test reads the file; what is wrong in it is found there.
        let Ok(lexicon) = Lexicon::read(CLASSES, &[("pages.tsv", FILE)]) else { return words };
        for entry in lexicon.of("month") {
            let number = entry.get("number").and_then(|number| number.parse().ok()).unwrap_or(0);
            words.months.extend([entry.word].into_iter().chain(entry.words("forms")).map(|word| (word, number)));
        }
        for entry in lexicon.of("beside") {
            words.beside.extend([entry.word].into_iter().chain(entry.words("forms")));
        }
        words.beside.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    });
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_a_lexicon_and_every_month_has_a_name() {
        let read = Lexicon::read(CLASSES, &[("pages.tsv", FILE)]);
        assert!(read.is_ok(), "{:?}", read.err());
        assert!((1..=12).all(|number| words().months.values().any(|&month| month == number)));
        assert!(words().beside.len() > 20);
    }
}
