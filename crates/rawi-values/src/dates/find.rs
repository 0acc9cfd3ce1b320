//! Where the dates and times of a text are.

use crate::atoms::{Atoms, Kind};
use crate::calendar::Day;
use crate::dates::clock::time;
use crate::dates::days::one_day;
use crate::dates::months::explicit;
use crate::dates::node::{Expression, Nodes, single};
use crate::dates::relative::stretch;
use crate::dates::years::bare_year;
use crate::flag;
use crate::resolve::resolve;
use crate::vocabulary::{CENTURY, Card, DAY, Entry, HOUR, MONTH, NIGHT, Role, WEEK, YEAR};

/// Finds the dates and times of a text outside `taken`: spans in order, of names.
pub(crate) fn find(
    t: &Atoms<'_>,
    published: Option<Day>,
    mut taken: impl Iterator<Item = (usize, usize)>,
) -> Vec<Expression> {
    let mut found: Vec<Expression> = Vec::new();
    let mut name = taken.next();
    let mut next = 0;
    for i in t.begins() {
        if i < next || !may_begin(t, i) {
            continue;
        }
        let start = t.atom(i).start as usize;
        while name.is_some_and(|(_, end)| end <= start) {
            name = taken.next();
        }
        let inside = name.is_some_and(|(from, to)| from <= start && start < to);
        if !inside && let Some((end, expression)) = time(t, i).or_else(|| date(t, i, published)) {
            found.push(expression);
            next = end;
        }
    }
    found
}

/// Whether an expression can begin at atom `i`: most words are turned away here.
fn may_begin(t: &Atoms<'_>, i: usize) -> bool {
    let atom = t.atom(i);
    match atom.kind {
        Kind::Number => true,
        Kind::Word => {
            let entry = t.entry(i);
            begins_alone(entry) || (entry.fraction.of > 0 && atom.flags & flag::THE != 0)
        }
        _ => false,
    }
}

/// Whether an expression can begin with this word, with proclitics or without.
pub(crate) fn begins(entry: &Entry) -> bool {
    begins_alone(entry) || entry.fraction.of > 0
}

fn begins_alone(entry: &Entry) -> bool {
    matches!(entry.unit, DAY | NIGHT | WEEK | MONTH | YEAR | CENTURY | HOUR)
        || entry.month.is_some()
        || entry.month_head
        || entry.season > 0
        || entry.decade > 0
        || entry.weekday > 0
        || entry.ordinal > 0
        || matches!(entry.card, Card::Tens(_))
        || matches!(
            entry.role,
            Role::Yesterday | Role::Tomorrow | Role::Cue | Role::This | Role::TwoDays | Role::TwoYears
        )
}

fn date(t: &Atoms<'_>, i: usize, published: Option<Day>) -> Option<(usize, Expression)> {
    let read = |(next, nodes): (usize, Nodes)| Some((next, resolve(t, i, next, nodes, published)));
    one_day(t, i)
        .or_else(|| explicit(t, i))
        .or_else(|| stretch(t, i).map(single))
        .or_else(|| bare_year(t, i))
        .and_then(read)
}
