//! The words of a text as numbers, which inflected forms share.

use rawi_arabic::Fold;
use rawi_arabic::proclitics::{Article, cuts};

/// What inflection adds to a word's end: the suffixes of light10 (Larkey, Ballesteros and Connell 2002).
const ENDINGS: [[char; 2]; 7] = [['ه', 'ا'], ['ه', 'م'], ['ا', 'ت'], ['و', 'ن'], ['ي', 'ن'], ['ا', 'ن'], ['ي', 'ه']];
const SHORT_ENDINGS: [char; 2] = ['ه', 'ي'];
/// So many letters of a word stay.
const LEAST: usize = 3;

/// The words of `text` in order, folded: runs of letters and digits. `each` gets the word and where it begins, in bytes.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str, usize)) {
    let (mut word, mut start) = (String::new(), 0);
    for (at, c) in text.char_indices() {
        if rawi_arabic::is_ignorable(c) {
            continue;
        }
        let folded = Fold::LOOSE.char(c);
        if folded.is_alphanumeric() {
            if word.is_empty() {
                start = at;
            }
            word.push(folded);
        } else if !word.is_empty() {
            each(&word, start);
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&word, start);
    }
}

/// The part of a folded word that its inflected forms share.
pub(crate) fn stem(word: &str) -> &str {
    let Some(first) = word.chars().next() else { return word };
    if !rawi_arabic::is_letter(first) {
        return word;
    }
    // Letters of Arabic script have two bytes.
    let letters = |word: &str| word.len() / 2;
    let mut rest = word;
    let article = cuts(word).rfind(|cut| cut.article != Article::None && letters(word) >= cut.letters() + LEAST);
    let conjunction = cuts(word).find(|cut| cut.conjunction == Some('و') && cut.letters() == 1 && letters(word) >= 5);
    if let Some(cut) = article.or(conjunction) {
        rest = word.get(2 * cut.letters()..).unwrap_or(word);
    }
    let mut last = rest.chars().rev();
    let (end, before) = (last.next(), last.next());
    let long = before.zip(end).is_some_and(|(before, end)| ENDINGS.contains(&[before, end]));
    let short = end.is_some_and(|end| SHORT_ENDINGS.contains(&end));
    let cut = match (long, short) {
        (true, _) if letters(rest) >= LEAST + 2 => 4,
        (_, true) if letters(rest) > LEAST => 2,
        _ => 0,
    };
    rest.get(..rest.len() - cut).unwrap_or(rest)
}

/// A number for a word: the same on every machine.
pub(crate) fn number(word: &str) -> u64 {
    // FNV-1a, then mixed, as its high bits are poor.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
}

/// Spreads every bit over all (the finaliser of splitmix64).
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The words of `text` as numbers of their stems, in order; single letters are left out.
pub(crate) fn terms(text: &str) -> Vec<u32> {
    let mut all = Vec::new();
    each_word(text, |word, _| {
        let stem = stem(word);
        if stem.chars().nth(1).is_some() {
            all.push(number(stem) as u32);
        }
    });
    all
}

/// A name as one number, whatever its clitics and endings.
pub(crate) fn name_key(name: &str) -> u64 {
    let mut key: u64 = 1;
    each_word(name, |word, _| key = mix(key ^ number(stem(word))));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_share_a_stem() {
        let stems = |text: &str| {
            let mut all = Vec::new();
            each_word(text, |word, _| all.push(stem(word).to_owned()));
            all
        };
        assert_eq!(stems("والمدينة المدينة مدينة"), ["مدين", "مدين", "مدين"]);
        assert_eq!(stems("للمسلحين مسلحون المسلحان"), ["مسلح"; 3]);
        assert_eq!(stems("و في حلب"), ["و", "في", "حلب"]);
        assert_eq!(stems("الإعمـــارُ 15 km"), ["اعمار", "15", "km"]);
    }

    #[test]
    fn odd_words_are_no_trouble() {
        for word in ["", "ﷺ", "ﻷ", "ا", "اله", "والهها", "𐀀", "é", "ه\u{301}ي"] {
            each_word(word, |word, _| {
                let _ = stem(word);
            });
        }
    }
}
