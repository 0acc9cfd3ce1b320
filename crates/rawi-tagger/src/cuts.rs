//! Where a name may begin inside a word.

use rawi_arabic::proclitics::{self, Article};
use std::borrow::Cow;

/// A place in a word where a name may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Cut {
    /// Bytes of the key before it.
    pub(crate) at: u8,
    /// لل stands for ل and ال: the name is ال and what follows the cut and one more ل.
    pub(crate) article: bool,
}

/// The cuts of a word by its letters alone, the shortest clitic first: و ف, then ب ل ك, then both, and لل. Two letters are
/// left behind the first, three behind the others.
#[inline]
pub(crate) fn cuts(key: &str) -> impl Iterator<Item = Cut> + use<> {
    let mut found = [Cut::default(); 3];
    let mut count = 0;
    for cut in proclitics::cuts(key) {
        let at = 2 * cut.before_article();
        let least = if cut.preposition.is_some() { 5 } else { 3 };
        if cut.article == Article::Whole || key.len() < at + least {
            continue;
        }
        found[count] = Cut { at: at as u8, article: cut.article == Article::Lam };
        count += 1;
    }
    // للبنان is also ل and لبنان, but first what ال begins.
    if count > 1 && found[count - 1].article {
        found.swap(count - 2, count - 1);
    }
    found.into_iter().take(count)
}

/// What begins at `cut` of a key: لشرع is الشرع.
pub(crate) fn key_behind(key: &str, cut: Cut) -> Cow<'_, str> {
    let rest = &key[cut.at as usize..];
    if cut.article { Cow::Owned(format!("{}{rest}", crate::key::ALEF)) } else { Cow::Borrowed(rest) }
}

/// Where the segmenter ends the proclitics of a word whose `clitics` take so many bytes of its key; its ال is part of a name.
pub(crate) fn own_cut(key: &str, clitics: u8) -> Cut {
    let mut found = Cut::default();
    for cut in cuts(key).filter(|cut| cut.at <= clitics) {
        // The second ل of لل is an article if the segmenter says so, too.
        if if cut.article { clitics >= cut.at + 2 } else { !(found.article && found.at == cut.at) } {
            found = cut;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(key: &str) -> Vec<(u8, bool)> {
        cuts(key).map(|c| (c.at, c.article)).collect()
    }

    #[test]
    fn cuts_by_letters() {
        assert_eq!(all("وداعش"), [(2, false)]);
        assert_eq!(all("بداعش"), [(2, false)]);
        assert_eq!(all("وبداعش"), [(2, false), (4, false)]);
        assert_eq!(all("للشرع"), [(2, true), (2, false)]);
        assert_eq!(all("وللبنان"), [(2, false), (4, true), (4, false)]);
        assert_eq!(all("دمشق"), []);
        assert_eq!(all("و"), []);
    }
}
