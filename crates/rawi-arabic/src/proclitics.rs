//! Where the proclitics of a word may end, by its letters alone: و ف (and, so), then ب ل ك (in, to, as), then ال (the), whose
//! alef falls away behind ل. Whether what is left is a word, the caller knows: a list of words, their frequencies, or a
//! name that begins there.
//!
//! ```
//! use rawi_arabic::proclitics::cuts;
//! let rests = |key: &'static str| cuts(key).map(|cut| &key[2 * cut.letters()..]).collect::<Vec<_>>();
//! assert_eq!(rests("وبالبيت"), ["بالبيت", "البيت", "بيت"]);
//! assert_eq!(rests("للبنان"), ["لبنان", "بنان"]);
//! assert_eq!(rests("دمشق"), [""; 0]);
//! ```

use crate::packed::{Alphabet, Packed};

/// The article within a [`Cut`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Article {
    /// None is cut off.
    #[default]
    None,
    /// ال
    Whole,
    /// The ل of ال behind the preposition ل.
    Lam,
}

/// One way to cut a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The conjunction that is cut off: و or ف.
    pub conjunction: Option<char>,
    /// The preposition that is cut off: ب, ل or ك.
    pub preposition: Option<char>,
    /// The article that is cut off.
    pub article: Article,
}

impl Cut {
    /// How many letters are cut off.
    #[inline]
    #[must_use]
    pub fn letters(self) -> usize {
        let article = match self.article {
            Article::None => 0,
            Article::Whole => 2,
            Article::Lam => 1,
        };
        self.before_article() + article
    }

    /// How many stand before the article: conjunction and preposition.
    #[inline]
    #[must_use]
    pub fn before_article(self) -> usize {
        usize::from(self.conjunction.is_some()) + usize::from(self.preposition.is_some())
    }
}

const LAM: char = 'ل';

/// What [`cuts`] finds.
pub type Cuts = std::iter::Flatten<std::array::IntoIter<Option<Cut>, 3>>;

/// The cuts of a word that is folded ([`Keys`](crate::Keys)), fewest letters first. Nothing may be left behind one (و, ولل):
/// the caller says how many letters make a word.
#[inline]
pub fn cuts(key: &str) -> Cuts {
    let bytes = key.as_bytes();
    // The letters that are asked for have two bytes.
    all(|place, letter| {
        let two = [0xC0 | (letter as u32 >> 6) as u8, 0x80 | (letter as u32 & 0x3F) as u8];
        bytes.get(2 * place..).and_then(|rest| rest.first_chunk()) == Some(&two)
    })
}

impl<A: Alphabet> Packed<A> {
    /// The cuts of the word, fewest letters first, as [`proclitics::cuts`](cuts) has them.
    #[inline]
    pub fn cuts(self) -> Cuts {
        all(move |place, letter| self.letter(place) == Self::code(letter))
    }
}

/// The cuts of a word of which `is` says whether it has a letter at a place.
#[inline(always)]
fn all(is: impl Fn(usize, char) -> bool) -> Cuts {
    let one_of = |place: usize, letters: &[char]| letters.iter().copied().find(|&letter| is(place, letter));
    let conjunction = one_of(0, &['و', 'ف']);
    let at = usize::from(conjunction.is_some());
    let preposition = one_of(at, &['ب', LAM, 'ك']);
    let behind = at + usize::from(preposition.is_some());
    let article = if is(behind, 'ا') && is(behind + 1, LAM) {
        Article::Whole
    } else if preposition == Some(LAM) && is(behind, LAM) {
        Article::Lam
    } else {
        Article::None
    };
    let some = |wanted: bool, cut: Cut| wanted.then_some(cut);
    [
        some(conjunction.is_some(), Cut { conjunction, ..Cut::default() }),
        some(preposition.is_some(), Cut { conjunction, preposition, ..Cut::default() }),
        some(article != Article::None, Cut { conjunction, preposition, article }),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::TehAsHeh;

    fn rests(word: &str) -> Vec<String> {
        let found: Vec<Cut> = cuts(word).collect();
        let packed: Vec<Cut> = Packed::<TehAsHeh>::new(word).map(|packed| packed.cuts().collect()).unwrap_or_default();
        assert_eq!(found, packed, "{word}");
        found.iter().map(|cut| word[2 * cut.letters()..].to_owned()).collect()
    }

    #[test]
    fn cuts_are_all_that_the_letters_allow() {
        assert_eq!(rests("وداعش"), ["داعش"]);
        assert_eq!(rests("بداعش"), ["داعش"]);
        assert_eq!(rests("وبداعش"), ["بداعش", "داعش"]);
        assert_eq!(rests("للشرع"), ["لشرع", "شرع"]);
        assert_eq!(rests("وللبنان"), ["للبنان", "لبنان", "بنان"]);
        assert_eq!(rests("فالبيت"), ["البيت", "بيت"]);
        assert_eq!(rests("كالبيت"), ["البيت", "بيت"]);
        assert_eq!(rests("البيت"), ["بيت"]);
        assert_eq!(rests("سيعود"), [""; 0]);
        assert_eq!(rests("و"), [""]);
        assert_eq!(rests("ولل"), ["لل", "ل", ""]);
        assert_eq!(cuts("").count(), 0);
        assert_eq!(cuts("x\u{648}").count(), 0);
    }

    #[test]
    fn a_cut_says_what_it_cuts() {
        let last = cuts("وللبنان").last().unwrap();
        assert_eq!((last.conjunction, last.preposition, last.article), (Some('و'), Some('ل'), Article::Lam));
        assert_eq!((last.before_article(), last.letters()), (2, 3));
    }
}
