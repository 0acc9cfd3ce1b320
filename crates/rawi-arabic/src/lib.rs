//! Arabic characters: the classes and single-character folds that the stages share.
//!
//! Every function looks at one character, has a Unicode name in its doc, and says why it is there.
//! The normalizer composes such folds into profiles with an alignment; segmenter, tagger and values
//! use [`fold_into`] to compare words. [`lexicon`] reads the word lists of all stages. Look elsewhere for Unicode normalisation (`icu_normalizer`).
//!
//! ```
//! let mut key = String::new();
//! rawi_arabic::fold_into("الإعمـــارُ", &mut key);
//! assert_eq!(key, "الاعمار");
//! ```
#![forbid(unsafe_code)]

pub mod lexicon;

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

/// A shape of a mark that stands alone, on nothing (U+FE70) or on a tatweel (U+FE71): U+FC5E-FC63, U+FE70-FE7F. Their
/// compatibility decomposition holds a space or a tatweel, which would cut or stretch the word they stand in.
#[must_use]
pub fn is_mark_form(c: char) -> bool {
    matches!(c, '\u{FC5E}'..='\u{FC63}' | '\u{FE70}'..='\u{FE7F}')
}

/// A character of General_Category Cf (format): the bidi and joining controls, SOFT HYPHEN, INVISIBLE TIMES, tags,
/// and also the signs that span digits, such as U+0600 ARABIC NUMBER SIGN.
#[must_use]
pub fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}' | '\u{070F}' | '\u{0890}'..='\u{0891}' | '\u{08E2}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

/// ALEF WITH MADDA ABOVE, WITH HAMZA ABOVE, WITH HAMZA BELOW to ALEF: writers drop the hamza (اعلان for إعلان).
#[inline]
#[must_use]
pub fn fold_alef(c: char) -> char {
    if matches!(c, 'آ' | 'أ' | 'إ') { 'ا' } else { c }
}

/// ALEF WASLA to ALEF: it is written in vocalised text only.
#[inline]
#[must_use]
pub fn fold_alef_wasla(c: char) -> char {
    if c == 'ٱ' { 'ا' } else { c }
}

/// ALEF MAKSURA to YEH: Egyptian papers write ى for final ي, others the reverse. It makes على and علي one word.
#[inline]
#[must_use]
pub fn fold_alef_maksura(c: char) -> char {
    if c == 'ى' { 'ي' } else { c }
}

/// FARSI YEH to YEH: some keyboards and fonts give it for ى and ي.
#[inline]
#[must_use]
pub fn fold_farsi_yeh(c: char) -> char {
    if c == 'ی' { 'ي' } else { c }
}

/// KEHEH to KAF: the Persian shape of the same letter.
#[inline]
#[must_use]
pub fn fold_keheh(c: char) -> char {
    if c == 'ک' { 'ك' } else { c }
}

/// TEH MARBUTA to HEH, as careless writers do (وزاره).
#[inline]
#[must_use]
pub fn fold_teh_marbuta(c: char) -> char {
    if c == 'ة' { 'ه' } else { c }
}

/// ARABIC-INDIC and EXTENDED ARABIC-INDIC (Persian) digits to ASCII: the same number, the same key.
#[inline]
#[must_use]
pub fn fold_digit(c: char) -> char {
    digit_value(c).map_or(c, |value| (b'0' + value) as char)
}

/// What a character is replaced by when two spellings of a word are compared: all the folds above but
/// [`fold_teh_marbuta`]. TEH MARBUTA and the hamza seats ؤ ئ are kept: ة is not ه in careful text.
#[inline]
#[must_use]
pub fn fold_char(c: char) -> char {
    match c {
        'آ' | 'أ' | 'إ' => fold_alef(c),
        'ٱ' => fold_alef_wasla(c),
        'ى' => fold_alef_maksura(c),
        'ی' => fold_farsi_yeh(c),
        'ک' => fold_keheh(c),
        _ => fold_digit(c),
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
