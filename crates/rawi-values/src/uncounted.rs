//! Digits that count nothing: telephone numbers, numbers of decrees and flights, scores of matches, numerals of a list.

use crate::atoms::{Atoms, Gap, Kind};
use crate::flag;
use crate::units;
use crate::vocabulary::{Card, Role};

/// Whether the digits at `i` count nothing: the atom behind them and what belongs to them.
pub(crate) fn uncounted(t: &Atoms<'_>, i: usize) -> Option<usize> {
    if t.atom(i).kind != Kind::Number {
        return if t.entry(i).card == Card::Zero { score(t, i) } else { None };
    }
    let found = chain(t, i).or_else(|| score(t, i)).or_else(|| numeral(t, i)).or_else(|| numbered(t, i));
    found.or_else(|| (is_power(t, i) || is_dialled(t, i)).then_some(i + 1))
}

/// The 2 of نسمة/كم2.
fn is_power(t: &Atoms<'_>, i: usize) -> bool {
    let atom = t.atom(i);
    let tight = atom.plain == 1 && atom.gap == Gap::None && i > 0;
    tight && t.atom(i - 1).kind == Kind::Word && units::is_length(&t.unit(i - 1).name)
}

/// Digits of the longest number that a reader would write without grouping them.
const GROUPED: u8 = 8;
/// Words between a word of dialling and what is dialled at most.
const DIALLED_WORDS: usize = 4;

/// 920001234, and what is dialled: أرسل رسالة إلى 5050.
fn is_dialled(t: &Atoms<'_>, i: usize) -> bool {
    let atom = t.atom(i);
    if atom.plain < 3 || atom.flags != 0 || is_measured(t, i + 1) || (t.is_noun(i + 1) && !t.is_definite(i + 1)) {
        return false;
    }
    let towards = matches!(t.before(i, 1).role, Role::To | Role::On);
    let dials = || t.back_from(i).take(DIALLED_WORDS).any(|b| t.entry(b).role == Role::Dialled);
    atom.plain > GROUPED || (towards && dials())
}

/// Digits joined by signs to more than a number: telephone numbers, articles of a law, versions, and line-ups of a team
/// (4 - 2 - 3 - 1). They are passed over.
fn chain(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let gap = t.atom(i + 1).gap;
    let joined = |at: usize| match gap {
        Gap::None => matches!(t.sign(at), Some('-' | '/' | '.' | ':')),
        Gap::Space => t.sign(at) == Some('-') && t.atom(at - 1).plain == 1 && t.atom(at + 1).plain == 1,
        Gap::Line => false,
    };
    let mut next = i;
    while t.atom(next).kind == Kind::Number
        && t.atom(next + 1).gap == gap
        && joined(next + 1)
        && t.atom(next + 2).kind == Kind::Number
        && t.atom(next + 2).gap == gap
    {
        next += 2;
    }
    (next > i + 2).then_some(next + 1)
}

/// How many words before a score may tell of the match.
const MATCH_WORDS: usize = 10;

/// 3-1 and 2 - صفر, and 2-3 or 3/1 where words tell of a match: what is no range from less to more.
fn score(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let goals = |i: usize| {
        let atom = t.atom(i);
        let value = match t.entry(i).card {
            Card::Zero => Some(0.0),
            _ => Some(atom.value).filter(|_| atom.kind == Kind::Number && (1..=2).contains(&atom.plain)),
        };
        value.filter(|_| atom.flags & !(flag::BI | flag::CODE) == 0)
    };
    let (first, second) = (goals(i)?, goals(i + 2).filter(|_| t.atom(i + 2).flags & !flag::CODE == 0)?);
    let in_words = t.entry(i).card == Card::Zero || t.entry(i + 2).card == Card::Zero;
    // Digits glued to letters are a code, but behind صفر-.
    let code = t.has(i, flag::CODE) || t.has(i + 2, flag::CODE);
    let even = t.atom(i + 1).gap == t.atom(i + 2).gap || (in_words && t.atom(i + 2).gap != Gap::Line);
    let sign = t.sign(i + 1)?;
    if !matches!(sign, '-' | '/') || !even || is_measured(t, i + 3) || t.sign(i + 3) == Some(sign) {
        return None;
    }
    let of_match = || {
        t.back_from(i).take(MATCH_WORDS).any(|b| t.entry(b).role == Role::Match) || t.then(i + 3).role == Role::Match
    };
    let fits = match sign {
        '-' => first >= second || of_match(),
        _ => first >= second && of_match(),
    };
    (in_words || (fits && !code)).then_some(i + 3)
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
    // م/59
    let letter = t.atom(before).kind == Kind::Sign('/')
        && t.written(head).chars().count() == 1
        && matches!(t.atom(head).kind, Kind::Word | Kind::Noun)
        && !t.back(head, 1).is_some_and(|b| t.atom(b).kind == Kind::Number);
    if !(dialled || letter || t.entry(head).role == Role::Numbered)
        || t.atom(i).flags & !flag::THE != 0
        || is_measured(t, i + 1)
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
