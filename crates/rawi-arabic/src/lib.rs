//! Arabic characters: the classes and single-character folds that the stages share.
//!
//! Every function looks at one character, has a Unicode name in its doc, and says why it is there.
//! The normalizer composes such folds into profiles with an alignment; segmenter, tagger and values
//! use [`fold_into`] to compare words. Look elsewhere for Unicode normalisation (`icu_normalizer`).
//!
//! ```
//! let mut key = String::new();
//! rawi_arabic::fold_into("الإعمـــارُ", &mut key);
//! assert_eq!(key, "الاعمار");
//! ```
#![forbid(unsafe_code)]

/// An Arabic letter: U+0621 to U+064A without tatweel, the letters of U+0671 to U+06D3 (Persian, Kurdish,
/// Urdu) and the presentation forms that stand for letters.
#[must_use]
pub fn is_letter(c: char) -> bool {
    matches!(c,
        '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{064A}' | '\u{066E}' | '\u{066F}'
        | '\u{0671}'..='\u{06D3}' | '\u{06D5}' | '\u{06EE}' | '\u{06EF}' | '\u{06FA}'..='\u{06FC}' | '\u{06FF}'
        | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08C9}'
        | '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FC5D}' | '\u{FC64}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDFB}'
        | '\u{FE80}'..='\u{FEFC}')
}

/// A combining mark of Arabic: harakat, tanwin, shadda, sukun, superscript alef and Quranic signs
/// (U+0610-061A, 064B-065F, 0670, 06D6-06ED, 0898-089F, 08CA-08E1, 08E3-08FF; of 06D6-06ED the signs
/// that stand alone are dropped with the others, as the `search` profile does).
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
        | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}')
}

/// U+0640 ARABIC TATWEEL, which stretches a word and means nothing.
#[must_use]
pub fn is_tatweel(c: char) -> bool {
    c == '\u{0640}'
}

/// Bidi and joining controls that change how a text looks and not what it says: U+061C, U+200B-200F,
/// U+202A-202E, U+2060, U+2066-2069, U+FEFF.
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The value 0 to 9 of an ASCII, Arabic-Indic (٠) or Extended Arabic-Indic (۰) digit.
#[must_use]
pub fn digit_value(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{0660}'..='\u{0669}' => Some((c as u32 - 0x660) as u8),
        '\u{06F0}'..='\u{06F9}' => Some((c as u32 - 0x6F0) as u8),
        _ => None,
    }
}

/// What a character is replaced by when two spellings of a word are compared.
///
/// Letters only: ALEF WITH HAMZA ABOVE/BELOW, WITH MADDA and WASLA to ALEF (writers drop the hamza), ALEF
/// MAKSURA and FARSI YEH to YEH (Egyptian papers write ى for ي and the reverse), KEHEH to KAF, digits to
/// ASCII. TEH MARBUTA and the hamza seats ؤ ئ are kept: ة is not ه in careful text.
#[must_use]
pub fn fold_char(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        _ => match digit_value(c) {
            Some(d) => (b'0' + d) as char,
            None => c,
        },
    }
}

/// Appends `word` to `key`, folded for comparison: marks, tatweel and bidi controls dropped, presentation
/// forms replaced by their letters, every other character through [`fold_char`].
pub fn fold_into(word: &str, key: &mut String) {
    for c in word.chars() {
        if is_mark(c) || is_tatweel(c) || is_bidi_control(c) {
            continue;
        }
        match presentation_form(c) {
            Some(letters) => key.extend(letters.chars().map(fold_char)),
            None => key.push(fold_char(c)),
        }
    }
}

/// The letters that a presentation form of Arabic Presentation Forms-B (U+FE80 to U+FEFC) stands for, such
/// as `لأ` for U+FEF7. Forms-A (Persian and Urdu letters, rare ligatures) are left to the normalizer's NFKC.
#[must_use]
pub fn presentation_form(c: char) -> Option<&'static str> {
    // One entry a letter, in the order of the block: (last code point of its forms, letters).
    const FORMS: [(u32, &str); 40] = [
        (0xFE80, "ء"),
        (0xFE82, "آ"),
        (0xFE84, "أ"),
        (0xFE86, "ؤ"),
        (0xFE88, "إ"),
        (0xFE8C, "ئ"),
        (0xFE8E, "ا"),
        (0xFE92, "ب"),
        (0xFE94, "ة"),
        (0xFE98, "ت"),
        (0xFE9C, "ث"),
        (0xFEA0, "ج"),
        (0xFEA4, "ح"),
        (0xFEA8, "خ"),
        (0xFEAA, "د"),
        (0xFEAC, "ذ"),
        (0xFEAE, "ر"),
        (0xFEB0, "ز"),
        (0xFEB4, "س"),
        (0xFEB8, "ش"),
        (0xFEBC, "ص"),
        (0xFEC0, "ض"),
        (0xFEC4, "ط"),
        (0xFEC8, "ظ"),
        (0xFECC, "ع"),
        (0xFED0, "غ"),
        (0xFED4, "ف"),
        (0xFED8, "ق"),
        (0xFEDC, "ك"),
        (0xFEE0, "ل"),
        (0xFEE4, "م"),
        (0xFEE8, "ن"),
        (0xFEEC, "ه"),
        (0xFEEE, "و"),
        (0xFEF0, "ى"),
        (0xFEF4, "ي"),
        (0xFEF6, "لآ"),
        (0xFEF8, "لأ"),
        (0xFEFA, "لإ"),
        (0xFEFC, "لا"),
    ];
    let code = c as u32;
    if !(0xFE80..=0xFEFC).contains(&code) {
        return None;
    }
    Some(FORMS[FORMS.partition_point(|&(last, _)| last < code)].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presentation_forms_are_their_letters() {
        for (form, letters) in
            [('\u{FE8D}', "ا"), ('\u{FEF7}', "لأ"), ('\u{FEFC}', "لا"), ('\u{FE80}', "ء"), ('\u{FEE1}', "م")]
        {
            assert_eq!(presentation_form(form), Some(letters));
        }
        assert_eq!(presentation_form('م'), None);
    }

    #[test]
    fn classes_do_not_overlap() {
        for c in '\0'..='\u{FFFF}' {
            let classes = [is_letter(c), is_mark(c), is_tatweel(c), is_bidi_control(c), digit_value(c).is_some()];
            assert!(classes.iter().filter(|&&x| x).count() <= 1, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn folding_is_idempotent() {
        let mut once = String::new();
        fold_into("وَﻷحمد إلى الأُردنّ \u{200F}٢٠٢٥ ک ی", &mut once);
        let mut twice = String::new();
        fold_into(&once, &mut twice);
        assert_eq!((once.as_str(), once.as_str()), ("ولاحمد الي الاردن 2025 ك ي", twice.as_str()));
    }
}
