//! The word of the lexicon behind the proclitics of a written word.

use crate::flag;
use crate::letters::{Packed, code};
use crate::lexicon::Lexicon;
use rawi_arabic::proclitics::Article;

/// A bit for each letter that a proclitic begins with.
const PROCLITICS: u32 =
    1 << code('و') | 1 << code('ف') | 1 << code('ب') | 1 << code('ل') | 1 << code('ك') | 1 << code('ا');

/// The word without as few proclitics as make it a word of the lexicon: letters to leave out (the article is part of the
/// word), flags, entry; entry 0 for proclitics alone.
pub(crate) fn look(lexicon: &Lexicon, word: Packed, written: &str) -> Option<(usize, u8, u16)> {
    let hit = |word: Packed| Some(lexicon.find(word)).filter(|&entry| entry != 0);
    if let Some(entry) = hit(word) {
        // وأحد folds to واحد: the hamza tells them apart.
        let and_one =
            written.len() == "وأحد".len() && written.as_bytes().first_chunk() == "وأ".as_bytes().first_chunk::<4>();
        if !and_one {
            return Some((0, 0, entry));
        }
    }
    // Most words begin with none of their letters.
    if PROCLITICS >> word.letter(0) & 1 == 0 {
        return None;
    }
    for cut in word.cuts() {
        let and = if cut.conjunction.is_some() { flag::AND } else { 0 };
        let preposition = match cut.preposition {
            Some('ب') => flag::BI,
            Some(_) => flag::LI,
            None => 0,
        };
        let the = if cut.article == Article::None { 0 } else { flag::THE };
        let flags = and | preposition | the;
        let rest = word.without_first(cut.letters());
        if rest.is_empty() {
            // ف alone is no conjunction.
            return (flags != flag::AND || cut.conjunction == Some('و')).then_some((cut.letters(), flags, 0));
        }
        if rest.len() > 1
            && let Some(entry) = hit(rest)
        {
            return Some((cut.before_article(), flags, entry));
        }
    }
    None
}
