//! Presentation forms: characters that stand for a letter in its shape, or for two.

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
}
