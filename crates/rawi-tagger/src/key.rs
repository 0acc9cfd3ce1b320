//! Comparison keys: two spellings of a word that writers do not keep apart have one key.

/// Appends the key of `word`: rawi-arabic's fold (marks, tatweel and bidi controls dropped, hamza off alef, ى as ي),
/// and ة as ه, ؤ as و, ئ as ي, Latin letters in lower case. A key finds candidates; the source spelling decides.
pub(crate) fn key_into(word: &str, key: &mut String) {
    let bytes = word.as_bytes();
    // What is its own key is copied in runs: most words are one.
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            lead @ 0xD8..=0xDB => {
                let block = usize::from(lead & 3) << 6 | usize::from(bytes[at + 1] & 0x3F);
                at += 2;
                let plain = PLAIN[block];
                if plain as usize == 0x600 + block {
                    continue;
                }
                key.push_str(&word[from..start]);
                if plain != '\0' {
                    key.push(plain);
                }
            }
            ascii @ 0..0x80 => {
                at += 1;
                if !ascii.is_ascii_uppercase() {
                    continue;
                }
                key.push_str(&word[from..start]);
                key.push(char::from(ascii.to_ascii_lowercase()));
            }
            _ => {
                key.push_str(&word[from..start]);
                at += fold_first(&word[start..], key);
            }
        }
        from = at;
    }
    key.push_str(&word[from..]);
}

/// Appends the key of the first character of `rest`, one outside ASCII and the table; the bytes it takes.
fn fold_first(rest: &str, key: &mut String) -> usize {
    let Some(c) = rest.chars().next() else { return 0 };
    let from = key.len();
    rawi_arabic::fold_into(&rest[..c.len_utf8()], key);
    if key[from..].contains('ؤ') || key[from..].contains('ئ') || key[from..].contains('ة') {
        let plain = key[from..].replace('ؤ', "و").replace('ئ', "ي").replace('ة', "ه");
        key.replace_range(from.., &plain);
    }
    c.len_utf8()
}

/// What becomes of U+0600 to U+06FF, '\0' where nothing is left: [`rawi_arabic::fold_into`] as a table, for speed.
const PLAIN: [char; 256] = {
    let mut table = ['\0'; 256];
    let mut i = 0;
    while i < 256 {
        let code = 0x600 + i as u32;
        table[i] = match char::from_u32(code) {
            Some('أ' | 'إ' | 'آ' | 'ٱ') => 'ا',
            Some('ى' | 'ی' | 'ئ') => 'ي',
            Some('ک') => 'ك',
            Some('ة') => 'ه',
            Some('ؤ') => 'و',
            Some(
                '\u{0610}'..='\u{061A}'
                | '\u{061C}'
                | '\u{0640}'
                | '\u{064B}'..='\u{065F}'
                | '\u{0670}'
                | '\u{06D6}'..='\u{06ED}',
            ) => '\0',
            Some('\u{0660}'..='\u{0669}') => (b'0' + (code - 0x660) as u8) as char,
            Some('\u{06F0}'..='\u{06F9}') => (b'0' + (code - 0x6F0) as u8) as char,
            Some(c) => c,
            None => '\0',
        };
        i += 1;
    }
    table
};

/// Whether `word` has a hamza that is no mere slip: إ for ا at the beginning of a word is one.
pub(crate) fn has_hamza(word: &str) -> bool {
    word.contains(['أ', 'آ', 'ؤ', 'ئ', 'ء'])
}

/// The key of `word`.
pub(crate) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    key_into(word, &mut key);
    key
}

/// Where the character of `word` stands that gives byte `at` of its key: the first character that is not wholly in
/// the key's first `at` bytes. A character that gives several letters (a ligature) stands for all of them.
pub(crate) fn source_offset(word: &str, at: usize) -> usize {
    let mut length = 0;
    for (offset, c) in word.char_indices() {
        let adds = key_len_of(c);
        if adds > 0 && length + adds > at {
            return offset;
        }
        length += adds;
    }
    word.len()
}

/// How many bytes the key of `word` has.
pub(crate) fn key_len(word: &str) -> usize {
    word.chars().map(key_len_of).sum()
}

fn key_len_of(c: char) -> usize {
    match PLAIN.get((c as usize).wrapping_sub(0x600)) {
        Some('\0') => 0,
        Some(plain) => plain.len_utf8(),
        None if c.is_ascii() => 1,
        None => key(c.encode_utf8(&mut [0; 4])).len(),
    }
}

/// A letter or digit; Arabic letters are told without a look into Unicode's tables.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي') || c.is_alphanumeric()
}

/// A letter.
#[inline]
pub(crate) fn is_alphabetic(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي') || c.is_alphabetic()
}

/// Whether `written` is `spelling` letter for letter; a writer may drop a hamza from an alef, nothing else.
pub(crate) fn same_spelling(written: &str, spelling: &str) -> bool {
    let letters = |word: &str| {
        word.chars()
            .filter(|&c| !rawi_arabic::is_mark(c) && !rawi_arabic::is_tatweel(c) && !rawi_arabic::is_bidi_control(c))
            .collect::<Vec<char>>()
    };
    let (written, spelling) = (letters(written), letters(spelling));
    written.len() == spelling.len()
        && written.iter().zip(&spelling).all(|(&w, &s)| w == s || (w == 'ا' && matches!(s, 'أ' | 'إ' | 'آ' | 'ٱ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_writers_mix_have_one_key() {
        for (a, b) in
            [("أحمد", "احمد"), ("مصطفى", "مصطفي"), ("الإسلامية", "الاسلاميه"), ("سـوريـا", "سوريا"), ("مُؤسسة", "موسسة")]
        {
            assert_eq!(key(a), key(b));
        }
    }

    #[test]
    fn letters_are_unicodes() {
        for c in '\0'..='\u{FFFF}' {
            assert_eq!(
                (is_alphanumeric(c), is_alphabetic(c)),
                (c.is_alphanumeric(), c.is_alphabetic()),
                "U+{:04X}",
                c as u32
            );
        }
    }

    #[test]
    fn the_table_is_the_fold() {
        for c in ('\0'..='\u{FFFF}').filter(|c| !c.is_ascii()) {
            let mut folded = String::new();
            rawi_arabic::fold_into(c.encode_utf8(&mut [0; 4]), &mut folded);
            let folded = folded.replace('ة', "ه").replace('ؤ', "و").replace('ئ', "ي");
            assert_eq!(key(c.encode_utf8(&mut [0; 4])), folded, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn the_source_spelling_decides() {
        assert!(same_spelling("علي", "علي") && same_spelling("احمد", "أحمد") && same_spelling("عَليّ", "علي"));
        assert!(!same_spelling("على", "علي") && !same_spelling("أن", "إن"));
    }

    #[test]
    fn offsets_skip_marks_and_keep_ligatures_whole() {
        assert_eq!(source_offset("وَبيروت", 2), "وَ".len());
        assert_eq!(source_offset("و\u{FEF7}حمد", 2), 2); // وأل in one sign
        assert_eq!(source_offset("و\u{FEF7}حمد", 4), 2); // inside the ligature: the whole of it
        assert_eq!(source_offset("وب", 9), 4);
    }
}
