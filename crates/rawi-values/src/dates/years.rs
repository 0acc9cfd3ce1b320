//! Years: عام 2014, سنة 1436هـ, the year behind a month, and one without عام.

use crate::atoms::{Atom, Atoms, Gap, Kind};
use crate::cardinals;
use crate::dates::joints::{is_season, joins, side_at};
use crate::dates::node::{Node, Nodes, YearOf};
use crate::flag;
use crate::vocabulary::{Card, Count, Part, Role, YEAR};

/// The year behind a month: where it ends, what it is, whether a sign makes it a Hijri one.
pub(crate) fn year_of(t: &Atoms<'_>, i: usize) -> (usize, YearOf, Option<bool>) {
    let none = (i, YearOf::Unsaid(None), None);
    if let Some(side) = side_at(t, i) {
        return match year_number(t, i + 1) {
            Some((end, year, Some(hijri))) => (end, YearOf::Known(year), Some(hijri)),
            _ => (i + 1, YearOf::Unsaid(Some(side)), None),
        };
    }
    let comma = matches!(t.sign(i), Some(',' | '،'));
    let at = i + usize::from(comma || t.then(i).role == Role::From);
    if t.then(at).role == Role::This && t.then(at + 1).unit == YEAR && t.has(at + 1, flag::THE) && !comma {
        return (at + 2, YearOf::Offset(0), None);
    }
    if t.then(at).unit == YEAR && t.entry(at).count == Count::One && !comma {
        let of_school = matches!(t.then(at + 1).role, Role::YearAdjective | Role::SchoolAdjective);
        let at = at + usize::from(of_school && t.has(at + 1, flag::THE));
        if t.then(at + 1).role == Role::Same && t.has(at, flag::THE) {
            return (at + 2, YearOf::Told, None);
        }
        let number = at + 1 + usize::from(t.then(at + 1).role == Role::Hijri);
        if t.atom(number).gap != Gap::Line
            && let Some((end, year, hijri)) = year_number(t, number)
        {
            return (end, YearOf::Known(year), hijri);
        }
        if let Some(side) = side_at(t, at + 1).filter(|_| t.has(at, flag::THE)) {
            return match year_number(t, at + 2) {
                Some((end, year, hijri)) => (end, YearOf::Known(year), hijri),
                None => (at + 2, YearOf::Offset(side.offset()), None),
            };
        }
        return none;
    }
    match year_number(t, at) {
        Some((end, year, hijri)) if t.atom(at).gap != Gap::Line && (at == i || comma) => {
            (end, YearOf::Known(year), hijri)
        }
        _ => none,
    }
}

/// A year in four digits, or three with the sign of their calendar; the sign belongs to it. Whether it is Hijri, where a
/// sign says so.
pub(crate) fn year_number(t: &Atoms<'_>, i: usize) -> Option<(usize, i32, Option<bool>)> {
    // عام .2014
    let i = i + usize::from(t.sign(i) == Some('.') && t.atom(i + 1).gap == Gap::None);
    let atom = t.number(i)?;
    if !(3..=4).contains(&atom.plain) || atom.flags & (flag::CODE | flag::AND | flag::BI | flag::THE) != 0 {
        return None;
    }
    let marked = era(t, i + 1);
    let year = atom.value as i32;
    let fits = if marked.is_some() { year >= 100 } else { (1000..=2200).contains(&year) };
    fits.then(|| (i + 1 + usize::from(marked.is_some()), year, marked))
}

/// The sign of a calendar: هـ, هجرية, للهجرة; م, الميلادية.
pub(crate) fn era(t: &Atoms<'_>, i: usize) -> Option<bool> {
    match t.then(i).role {
        Role::Hijri if t.atom(i).flags & (flag::AND | flag::BI) == 0 => Some(true),
        Role::Gregorian if t.atom(i).flags & !flag::THE == 0 => Some(false),
        _ => None,
    }
}

/// قبل الميلاد at `i`: the atom behind it.
pub(crate) fn before_christ(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let before = t.then(i).part == Part::Before && t.then(i + 1).role == Role::Gregorian;
    (before && t.has(i + 1, flag::THE)).then_some(i + 2)
}

/// Without a sign, numbers around the present Hijri year are taken for it.
pub(crate) fn is_hijri_year(year: i32, marked: Option<bool>) -> bool {
    marked.unwrap_or((1380..=1460).contains(&year))
}

/// عام 2014, سنة 1436هـ, العام 2013, عامي 2014 و2015.
pub(crate) fn year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    if entry.unit != YEAR || entry.count == Count::Two || entry.ordinal > 0 {
        return None;
    }
    if entry.count == Count::Many {
        return plain_year(t, i + 1 + usize::from(t.sign(i + 1) == Some(':')));
    }
    let adjective =
        matches!(t.then(i + 1).role, Role::Hijri | Role::Gregorian | Role::YearAdjective | Role::SchoolAdjective);
    let at = i + 1 + usize::from(adjective && t.has(i + 1, flag::THE));
    if t.atom(at).gap == Gap::Line {
        return None;
    }
    if let Some((next, year, hijri)) = year_number(t, at) {
        return Some(match before_christ(t, next) {
            Some(next) => (next, Node::Year { hijri: false, year: 1 - year }),
            None => (next, Node::Year { hijri: is_hijri_year(year, hijri), year }),
        });
    }
    // سنة 11 هـ: of so few digits only with the sign.
    if let Some(number) = t.number(at).filter(|n| (1..=2).contains(&n.plain) && n.flags == 0)
        && era(t, at + 1) == Some(true)
    {
        return Some((at + 2, Node::Year { hijri: true, year: number.value as i32 }));
    }
    // In words: عام ألفين وأربعة عشر.
    let number = cardinals::sum(t, at).filter(|n| !n.digits && t.atom(at).flags == 0)?;
    let year = number.value.filter(|&n| n.fract() == 0.0 && (1000.0..=2200.0).contains(&n))?;
    Some((number.next, Node::Year { hijri: false, year: year as i32 }))
}

/// The second year of a pair around a sign: 2019, and the 24 of 2023/24.
fn full_year(t: &Atoms<'_>, i: usize, last: Atom) -> Option<i32> {
    let (year, last_value) = (t.atom(i).value as i32, last.value as i32);
    if last.plain == 4 {
        return Some(last_value);
    }
    let next = year + 1;
    (last.gap == Gap::None && next % 100 == last_value && t.atom(i + 1).gap == Gap::None).then_some(next)
}

/// The year behind one and a stroke: 2014/2015, العام الدراسي 2023/24; the years go up by one.
pub(crate) fn year_of_pair(t: &Atoms<'_>, i: usize, year: i32) -> Option<(usize, i32)> {
    let sign = t.sign(i).filter(|sign| matches!(sign, '/' | '-'))?;
    let last = t.number(i + 1).filter(|last| last.flags == 0 && matches!(last.plain, 2 | 4))?;
    let value = last.value as i32;
    let fits = match last.plain {
        4 => sign == '/' && (value == year + 1 || year == value + 1),
        _ => last.gap == Gap::None && t.atom(i).gap == Gap::None && (year + 1) % 100 == value,
    };
    fits.then_some((i + 2, if last.plain == 4 { value } else { year + 1 }))
}

/// How many years and commas before a year may lead back to what makes it one.
const LISTED_YEARS: usize = 12;

/// Whether the list of years that ends at `i` begins behind a word that puts a time: في 2023، 2024.
fn is_dated(t: &Atoms<'_>, i: usize) -> bool {
    let mut first = i;
    for _ in 0..LISTED_YEARS {
        let comma = t.back(first, 2).filter(|&b| {
            t.atom(b).plain == 4
                && t.atom(b).kind == Kind::Number
                && matches!(t.atom(b + 1).kind, Kind::Sign('،' | ','))
        });
        match comma {
            Some(b) => first = b,
            None => break,
        }
    }
    let before = t.before(first, 1);
    matches!(before.role, Role::In | Role::Cue | Role::TwoYears) || before.unit == YEAR
}

pub(crate) fn plain_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    year_number(t, i).map(|(next, year, hijri)| (next, Node::Year { hijri: is_hijri_year(year, hijri), year }))
}

/// A year without عام: in 2014 إلى 2019 and 2014-2019, behind words that put a time, and where no noun can be counted.
pub(crate) fn bare_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let entry = t.entry(i);
    if entry.role == Role::TwoYears {
        let (next, first) = plain_year(t, i + 1)?;
        let comma = matches!(t.sign(next), Some('،' | ',')).then_some(next + 1);
        let joined = t.has(next, flag::AND).then_some(next).or(comma).or_else(|| joins(t, next))?;
        let second = t.number(joined).filter(|n| n.plain == 4)?;
        let (Node::Year { hijri, year }, last) = (first, second.value as i32) else { return None };
        let marked = t.then(joined + 1).role == Role::Hijri;
        let second = Node::Year { hijri: hijri || marked, year: last };
        let first = Node::Year { hijri: hijri || marked, year };
        // عامي 2000 و2007 are two years and not what lies between.
        let apart = joined == next && last > year + 1 && t.before(i, 1).role != Role::Between;
        return match apart {
            true => Some((next, (first, None))),
            false => (last > year).then(|| (joined + 1 + usize::from(marked), (first, Some(second)))),
        };
    }
    let atom = t.atom(i);
    // 2015 و2016, 2022، 2023: a year beside a year.
    let is_year = |b: usize| t.atom(b).plain == 4 && (1900.0..=2099.0).contains(&t.atom(b).value);
    let comma = || t.back(i, 1).is_some_and(|b| matches!(t.atom(b).kind, Kind::Sign('،' | ',')));
    let beside = (t.has(i, flag::AND) && t.back(i, 1).is_some_and(is_year))
        || (comma() && t.back(i, 2).is_some_and(|b| is_year(b) && is_dated(t, b)));
    // 2023 15 هجوما: what stands before a number counts nothing.
    let before_number = t.number(i + 1).is_some_and(|n| n.gap == Gap::Space && n.flags == 0 && n.plain < 4);
    let allowed = flag::LI | if beside { flag::AND } else { 0 } | if before_number { flag::BI } else { 0 };
    if atom.kind != Kind::Number || atom.plain != 4 || atom.flags & !allowed != 0 {
        return None;
    }
    let (year, mark) = (atom.value as i32, era(t, i + 1));
    let node = |hijri, year| Node::Year { hijri, year };
    // 2014-2019, 1436/1437هـ, بين 2014 و2019: the sign behind the second counts for both.
    let between = t.before(i, 1).role == Role::Between && t.has(i + 1, flag::AND) && t.atom(i + 1).gap != Gap::Line;
    let joined = joins(t, i + 1 + usize::from(mark.is_some()))
        .or_else(|| (t.sign(i + 1) == Some('/')).then_some(i + 2))
        .or_else(|| between.then_some(i + 1));
    if let Some(at) = joined
        && let Some(last) = t.number(at).filter(|last| matches!(last.plain, 2 | 4) && last.flags & !flag::AND == 0)
        && let Some(last) = full_year(t, i, last)
    {
        let era = era(t, at + 1);
        let hijri = era.or(mark).unwrap_or(is_hijri_year(year, None) && is_hijri_year(last, None));
        let of_now = |year: i32| if hijri { (1200..=1500).contains(&year) } else { (1800..=2099).contains(&year) };
        // 2017/2016 is typed from right to left.
        let season = t.sign(i + 1) == Some('/') && year == last + 1;
        let (year, last) = if season { (last, year) } else { (year, last) };
        if year < last && last < year + 100 && of_now(year) && of_now(last) {
            let end = at + 1 + usize::from(era.is_some());
            return Some((end, (node(hijri, year), Some(node(hijri, last)))));
        }
    }
    // 10 م is ten metres, 2015م a year.
    let fits = mark.map_or((1900..=2099).contains(&year), |hijri| hijri == (year < 1500));
    if !fits {
        return None;
    }
    let next = i + 1 + usize::from(mark.is_some());
    let before = t.before(i, 1).role;
    let nothing_counted =
        (!t.is_noun(next) || t.is_definite(next)) && t.then(next).unit == 0 && t.then(next).card == Card::No;
    let number_expected =
        matches!(before, Role::More | Role::Less | Role::About | Role::Exceeds | Role::Falls | Role::On);
    let cue = matches!(before, Role::In | Role::Cue)
        || is_season(t.before(i, 1))
        // ثورة 25 يناير 2011, whose day is in a name
        || t.before(i, 1).month.is_some()
        || (before == Role::Between && t.has(next, flag::AND));
    let to = matches!(before, Role::To | Role::From);
    let behind = t.back(i, 1);
    // Also at the head of a line: موازنة 2026.
    let noun = |b: usize| t.is_noun(b) || t.atom(b).kind == Kind::Noun;
    let behind_noun = behind.is_some_and(|b| {
        noun(b) && t.atom(b).flags & flag::DUAL == 0 || matches!(t.atom(b).kind, Kind::Sign('(' | ')') | Kind::Opaque)
    });
    // A chronicle: 1974 - ... at the head of a line.
    let heads = (atom.gap == Gap::Line || behind.is_some_and(|b| t.atom(b).kind == Kind::Sign('.')))
        && t.sign(next) == Some('-')
        && t.atom(next).gap == Gap::Space
        && t.atom(next + 1).gap == Gap::Space;
    let round = year % 100 == 0;
    let year_like = mark.is_some()
        || (before_number && t.has(i, flag::BI))
        || heads
        || (beside && (t.then(next).unit == 0 || t.has(next, flag::AND)))
        || (cue && t.then(next).unit == 0 && !(round && t.is_noun(next)))
        || ((behind_noun || to) && nothing_counted && !round && !number_expected);
    year_like.then(|| (next, (node(mark == Some(true), year), None)))
}
