//! The small words between the parts of an expression.

use crate::atoms::{Atoms, Gap};
use crate::calendar::Side;
use crate::flag;
use crate::vocabulary::{Entry, Role};

pub(crate) fn side_at(t: &Atoms<'_>, i: usize) -> Option<Side> {
    // The adjective carries the article; غدا المقبل does not occur.
    if t.atom(i).flags & (flag::THE | flag::AND) != flag::THE {
        return None;
    }
    side_of(t.then(i))
}

/// الماضي, المقبل, الحالي.
pub(crate) fn side_of(entry: &Entry) -> Option<Side> {
    match entry.role {
        Role::Past => Some(Side::Past),
        Role::Next => Some(Side::Next),
        Role::Current => Some(Side::Current),
        _ => None,
    }
}

/// A weekday behind a date or a day, in brackets or not: the atom behind it and its number.
pub(crate) fn weekday_beside(t: &Atoms<'_>, i: usize) -> Option<(usize, u8)> {
    let bracket = t.sign(i) == Some('(');
    let at = i + usize::from(bracket);
    let number = t.then(at).weekday;
    let enclosed = !bracket || t.sign(at + 1) == Some(')');
    (number > 0 && t.atom(at).flags == flag::THE && enclosed).then_some((at + 1 + usize::from(bracket), number))
}

/// إلى, حتى or a dash at `i`: the atom behind it.
pub(crate) fn joins(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let joined = t.then(i).role == Role::To || t.sign(i) == Some('-');
    (joined && t.atom(i + 1).gap != Gap::Line).then_some(i + 1)
}

/// Whether the word is a season wherever it stands, as ربيع is not.
pub(crate) fn is_season(entry: &Entry) -> bool {
    entry.season > 0 && !entry.month_head
}
