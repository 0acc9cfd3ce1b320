//! What a character is.

/// An Arabic letter: U+0621 to U+064A without tatweel, the letters of U+0671 to U+06D3 (Persian, Kurdish,
/// Urdu) and the presentation forms that stand for letters.
#[must_use]
pub const fn is_letter(c: char) -> bool {
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
pub const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
        | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}')
}

/// U+0640 ARABIC TATWEEL, which stretches a word and means nothing.
#[must_use]
pub const fn is_tatweel(c: char) -> bool {
    c == '\u{0640}'
}

/// Bidi and joining controls that change how a text looks and not what it says: U+061C, U+200B-200F,
/// U+202A-202E, U+2060, U+2066-2069, U+FEFF.
#[must_use]
pub const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The value 0 to 9 of an ASCII, Arabic-Indic (٠) or Extended Arabic-Indic (۰) digit.
#[must_use]
pub const fn digit_value(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{0660}'..='\u{0669}' => Some((c as u32 - 0x660) as u8),
        '\u{06F0}'..='\u{06F9}' => Some((c as u32 - 0x6F0) as u8),
        _ => None,
    }
}

/// A shape of a mark that stands alone, on nothing (U+FE70) or on a tatweel (U+FE71): U+FC5E-FC63, U+FCF2-FCF4, U+FE70-FE7F. Their
/// compatibility decomposition holds a space or a tatweel, which would cut or stretch the word they stand in.
#[must_use]
pub const fn is_mark_form(c: char) -> bool {
    matches!(c, '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}' | '\u{FE70}'..='\u{FE7F}')
}

/// A character of General_Category Cf (format): the bidi and joining controls, SOFT HYPHEN, INVISIBLE TIMES, tags,
/// and also the signs that span digits, such as U+0600 ARABIC NUMBER SIGN.
#[must_use]
pub const fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}' | '\u{070F}' | '\u{0890}'..='\u{0891}' | '\u{08E2}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

/// What says nothing when two words are compared: a mark, tatweel, or a bidi or joining control.
#[must_use]
pub const fn is_ignorable(c: char) -> bool {
    is_mark(c) || is_mark_form(c) || is_tatweel(c) || is_bidi_control(c)
}

/// [`char::is_alphanumeric`], told of Arabic letters without a search through the tables of Unicode.
#[inline]
#[must_use]
pub fn is_alphanumeric(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي') || c.is_alphanumeric()
}

/// [`char::is_alphabetic`], likewise.
#[inline]
#[must_use]
pub fn is_alphabetic(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي') || c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(
                (is_alphanumeric(c), is_alphabetic(c)),
                (c.is_alphanumeric(), c.is_alphabetic()),
                "U+{:04X}",
                c as u32
            );
        }
    }

    #[test]
    fn classes_do_not_overlap() {
        for c in '\0'..='\u{FFFF}' {
            let classes = [is_letter(c), is_mark(c), is_tatweel(c), is_bidi_control(c), digit_value(c).is_some()];
            assert!(classes.iter().filter(|&&x| x).count() <= 1, "U+{:04X}", c as u32);
        }
    }
}
