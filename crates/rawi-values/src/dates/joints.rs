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
    match t.then(i).role {
        Role::Past => Some(Side::Past),
        Role::Next => Some(Side::Next),
        Role::Current => Some(Side::Current),
        _ => None,
    }
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
