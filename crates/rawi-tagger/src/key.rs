//! What a word's source spelling says beyond its key ([`rawi_arabic::LOOSE`]): a key finds candidates, the spelling decides.

pub(crate) use rawi_arabic::{is_alphabetic, is_alphanumeric};

// Letters and endings of keys that the rules ask for.
pub(crate) const AND: char = 'و';
pub(crate) const LAM: char = 'ل';
pub(crate) const BY: char = 'ب';
pub(crate) const LIKE: char = 'ك';
pub(crate) const THEN: char = 'ف';
pub(crate) const ALEF: char = 'ا';
pub(crate) const MEEM: char = 'م';
pub(crate) const YEH: char = 'ي';
pub(crate) const HEH: char = 'ه';
pub(crate) const TEH: char = 'ت';
pub(crate) const NOON: char = 'ن';
/// The ending of a definite plural of persons that is a subject.
pub(crate) const SUBJECTS: &str = "ون";
/// The second part of عبد الله.
pub(crate) const GOD: &str = "الله";
/// Prepositions.
pub(crate) const FROM: &str = "من";
pub(crate) const ON: &str = "علي";
/// The ending of a definite plural of persons that is no subject.
pub(crate) const PERSONS: &str = "ين";
/// The ending of a sound feminine plural.
pub(crate) const FEMININES: &str = "ات";
/// و before a definite noun.
pub(crate) const AND_THE: &str = "وال";
/// The article.
pub(crate) const ARTICLE: &str = "ال";
/// The ending of a feminine relative adjective.
pub(crate) const RELATIVE: &str = "يه";

/// The ending of a masculine one in the accusative.
pub(crate) const RELATIVE_ACCUSATIVE: &str = "يا";

/// Whether `word` has a hamza that is no mere slip: إ for ا at the beginning of a word is one.
pub(crate) fn has_hamza(word: &str) -> bool {
    word.contains(['أ', 'آ', 'ؤ', 'ئ', 'ء'])
}

/// Whether `written` is `spelling` letter for letter; a writer may drop a hamza from an alef, nothing else.
pub(crate) fn same_spelling(written: &str, spelling: &str) -> bool {
    let letters = |word: &str| word.chars().filter(|&c| !rawi_arabic::is_ignorable(c)).collect::<Vec<char>>();
    let (written, spelling) = (letters(written), letters(spelling));
    written.len() == spelling.len()
        && written.iter().zip(&spelling).all(|(&w, &s)| w == s || (w == 'ا' && matches!(s, 'أ' | 'إ' | 'آ' | 'ٱ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_spelling_decides() {
        assert!(same_spelling("علي", "علي") && same_spelling("احمد", "أحمد") && same_spelling("عَليّ", "علي"));
        assert!(!same_spelling("على", "علي") && !same_spelling("أن", "إن"));
    }
}
