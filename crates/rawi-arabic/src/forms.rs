//! Presentation forms: characters that stand for a letter in its shape, or for two.

/// The letters that a presentation form of Arabic Presentation Forms-B (U+FE80 to U+FEFC) stands for, such
/// as `لأ` for U+FEF7. Forms-A (Persian and Urdu letters, rare ligatures) are left to the normalizer's NFKC.
#[must_use]
pub fn presentation_form(c: char) -> Option<&'static str> {
    /// The letters in the order of the block, then the ligatures of two.
    const LETTERS: &str = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيلآلألإلا";
    /// Where the forms of each end, from U+FE80: a letter has one form, two, or four.
    const ENDS: [u8; 40] = [
        0x00, 0x02, 0x04, 0x06, 0x08, 0x0C, 0x0E, 0x12, 0x14, 0x18, 0x1C, 0x20, 0x24, 0x28, 0x2A, 0x2C, 0x2E, 0x30,
        0x34, 0x38, 0x3C, 0x40, 0x44, 0x48, 0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64, 0x68, 0x6C, 0x6E, 0x70, 0x74,
        0x76, 0x78, 0x7A, 0x7C,
    ];
    const SINGLE: usize = 36;
    let code = (c as u32).checked_sub(0xFE80).filter(|&code| code <= 0x7C)? as u8;
    let place = ENDS.partition_point(|&end| end < code);
    // Letters of two bytes.
    let start = 2 * (place + place.saturating_sub(SINGLE));
    Some(&LETTERS[start..start + if place < SINGLE { 2 } else { 4 }])
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
        for other in ['م', '\u{FE7F}', '\u{FEFD}', 'a'] {
            assert_eq!(presentation_form(other), None);
        }
    }

    #[test]
    fn they_are_those_of_unicode() {
        let nfkc = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc();
        for c in '\u{FE80}'..='\u{FEFC}' {
            let expected = nfkc.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
            assert_eq!(presentation_form(c), Some(expected.as_str()), "U+{:04X}", c as u32);
        }
    }
}
