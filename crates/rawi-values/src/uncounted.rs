//! Digits that count nothing: telephone numbers, numbers of decrees and flights, scores of matches, numerals of a list.

use crate::atoms::{Atom, Atoms, Gap, Kind};
use crate::flag;
use crate::vocabulary::{Card, Role};

/// Whether the digits at `i` count nothing: the atom behind them and what belongs to them.
pub(crate) fn uncounted(t: &Atoms<'_>, i: usize) -> Option<usize> {
    if t.atom(i).kind != Kind::Number {
        return None;
    }
    chain(t, i).or_else(|| score(t, i)).or_else(|| numeral(t, i)).or_else(|| numbered(t, i))
}

/// Digits joined by signs to more than a number: telephone numbers, articles of a law, versions. They are passed over.
fn chain(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let mut next = i;
    while t.atom(next).kind == Kind::Number
        && t.atom(next + 1).gap == Gap::None
        && matches!(t.sign(next + 1), Some('-' | '/' | '.' | ':'))
        && t.atom(next + 2).kind == Kind::Number
        && t.atom(next + 2).gap == Gap::None
    {
        next += 2;
    }
    (next > i + 2).then_some(next + 1)
}

/// How many words before a score may tell of the match.
const MATCH_WORDS: usize = 10;

/// 3-1, and 2-3 where words tell of a match: what is no range from less to more.
fn score(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let goals = |n: &Atom| n.kind == Kind::Number && (1..=2).contains(&n.plain) && n.flags & !flag::BI == 0;
    let (first, second) = (Some(t.atom(i)).filter(goals)?, t.number(i + 2).filter(goals)?);
    let even = t.atom(i + 1).gap == second.gap && second.flags == 0;
    if t.sign(i + 1) != Some('-') || !even || is_measured(t, i + 3) || t.sign(i + 3) == Some('-') {
        return None;
    }
    let of_match = || {
        t.back_from(i).take(MATCH_WORDS).any(|b| t.entry(b).role == Role::Match) || t.then(i + 3).role == Role::Match
    };
    (first.value >= second.value || of_match()).then_some(i + 3)
}

/// Whether a scale, a unit or a percentage stands at `i`: what is before it counts.
fn is_measured(t: &Atoms<'_>, i: usize) -> bool {
    let entry = t.then(i);
    t.sign(i) == Some('%') || entry.unit > 0 || matches!(entry.card, Card::Scale(..) | Card::Hundreds(100))
}

/// 1. and 2- and (3) at the head of a line.
fn numeral(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let atom = t.atom(i);
    if !(1..=2).contains(&atom.plain) || atom.flags != 0 {
        return None;
    }
    let bracket = i > 0 && t.atom(i - 1).kind == Kind::Sign('(') && t.atom(i - 1).gap == Gap::Line;
    let sign = t.sign(i + 1)?;
    let marks = if bracket { sign == ')' } else { atom.gap == Gap::Line && matches!(sign, '.' | ')' | '-' | ':') };
    let text = t.atom(i + 2);
    let behind = matches!(text.kind, Kind::Word | Kind::Noun | Kind::Opaque) && text.gap != Gap::Line;
    (marks && behind && !is_measured(t, i + 2)).then_some(i + 2)
}

/// القرار رقم 45, هاتف 920001234, المواد 5 و6 و7.
fn numbered(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let before = t.back(i, 1)?;
    let mark = matches!(t.atom(before).kind, Kind::Sign('(' | ':' | '/'));
    let head = if mark { t.back(before, 1)? } else { before };
    let dialled = t.atom(before).kind == Kind::Sign('+') && t.atom(i).gap == Gap::None;
    if !(dialled || t.entry(head).role == Role::Numbered) || t.atom(i).flags & !flag::THE != 0 || is_measured(t, i + 1)
    {
        return None;
    }
    let mut next = i + 1;
    while t.atom(next).kind == Kind::Number && t.atom(next).flags == flag::AND && t.atom(next).gap != Gap::Line {
        if is_measured(t, next + 1) || t.is_noun(next + 1) {
            break;
        }
        next += 1;
    }
    Some(next)
}
