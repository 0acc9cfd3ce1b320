//! Stretches of time: الشهر الماضي, هذا العام, صيف 2015, التسعينيات, النصف الأول من العام.

use crate::atoms::{Atoms, Gap};
use crate::calendar::{self, Grain, Side};
use crate::cardinals;
use crate::dates::days::looks_ahead;
use crate::dates::joints::{is_season, side_at};
use crate::dates::node::{Node, YearOf};
use crate::dates::years::{is_hijri_year, year_number, year_of};
use crate::flag;
use crate::vocabulary::{CENTURY, Card, Count, DAY, DECADE, MONTH, NIGHT, Part, Role, WEEK, YEAR};

/// قبل ثلاثة أيام, بعد أسبوعين: a length of time counted back or on from the day of publication. What is counted from
/// something else (من الهجوم) is no date, and what comes after something that was told counts from that, so بعد needs a
/// sentence that looks ahead, or none before it.
fn counted(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    let back = entry.part == Part::Before;
    if !back && entry.part != Part::After || t.has(i, flag::THE) || t.atom(i + 1).gap == Gap::Line {
        return None;
    }
    let about = i + 1 + usize::from(t.then(i + 1).role == Role::About && t.atom(i + 1).flags == 0);
    let (unit, by) = match t.then(about) {
        of if of.unit > 0 && of.count == Count::Two => (about, 2.0),
        of if of.unit > 0 && of.count == Count::One && of.ordinal == 0 => (about, 1.0),
        _ => {
            let number = cardinals::sum(t, about).filter(|n| n.min.is_none())?;
            (number.next, number.value?)
        }
    };
    let free = |i: usize| t.atom(i).flags == 0;
    if !free(about) || !free(unit) || !(1.0..=1000.0).contains(&by) || by.fract() != 0.0 || t.then(unit).ordinal > 0 {
        return None;
    }
    // قبل عام 2014, قبل ثلاثة أيام من الهجوم, قبل عام ونصف
    let next = unit + 1;
    let of = t.then(next);
    let from = of.role == Role::From || t.number(next).is_some() || of.fraction.of > 0 || of.card != Card::No;
    let more = t.has(next, flag::AND) && (t.then(next).unit > 0 || t.then(next).card != Card::No);
    if from || more || !(back || t.back(i, 1).is_none() || looks_ahead(t, i)) {
        return None;
    }
    let by = if back { -(by as i32) } else { by as i32 };
    let node = match t.then(unit).unit {
        DAY | NIGHT => Node::DayOffset(by, None),
        DECADE => Node::YearOffset(10 * by),
        of => offset(of, by)?,
    };
    Some((next, node))
}

/// عيد الفطر, عيد الأضحى 2024, أول أيام عيد الفطر, ثاني أيام العيد.
pub(crate) fn feast(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let ranked = t.entry(i).ordinal;
    if ranked == 0 && !t.entry(i).feast_head {
        return None;
    }
    let days = t.then(i + 1).unit == DAY && (t.entry(i + 1).count == Count::Many || t.has(i + 1, flag::THE));
    let (at, after) = if ranked > 0 && days { (i + 2, ranked - 1) } else { (i, 0) };
    if at == i && !t.entry(i).feast_head || t.atom(at).gap == Gap::Line && at > i {
        return None;
    }
    let words = |name: &[u16]| {
        (0..name.len()).all(|n| t.atom(at + n).entry == name[n] && (n == 0 || t.atom(at + n).gap != Gap::Line))
    };
    let joined = |n: usize| (1..n).all(|n| t.atom(at + n).flags & !flag::THE == 0);
    let Some((name, feast)) = t.lexicon.feasts(t.atom(at).entry).find(|(name, _)| words(name) && joined(name.len()))
    else {
        // أول أيام العيد
        let alone = at > i && t.entry(at).feast_head && t.has(at, flag::THE) && after < 4;
        return alone.then_some((at + 1, Node::Feast(after)));
    };
    let (end, year, hijri) = year_of(t, at + name.len());
    let (end, year) = match year {
        // عيد الأضحى 2024 is a Hijri day of a Gregorian year.
        YearOf::Known(year) if (year < 1600) == feast.hijri && hijri.is_none_or(|of| of == feast.hijri) => {
            (end, YearOf::Known(year))
        }
        YearOf::Known(year) if feast.hijri && year > 1600 => {
            (end, YearOf::Known(calendar::hijri_year_in(year, feast.month, feast.day)?))
        }
        YearOf::Known(_) => (at + name.len(), YearOf::Unsaid(None)),
        year => (end, year),
    };
    let node = Node::Day { hijri: feast.hijri, year, month: feast.month, day: feast.day + after, weekday: None };
    Some((end, node))
}

pub(crate) fn stretch(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    if let Some(found) = counted(t, i) {
        return Some(found);
    }
    // نهاية الأسبوع
    if entry.part == Part::End
        && t.then(i + 1).unit == WEEK
        && t.atom(i + 1).flags == flag::THE
        && side_at(t, i + 2).is_none()
    {
        return Some((i + 2, Node::WeekOffset(0)));
    }
    if entry.role == Role::This {
        let of = t.then(i + 1);
        if t.atom(i + 1).flags != flag::THE {
            return None;
        }
        let node = match of.unit {
            _ if is_season(of) => Node::Season { number: of.season - 1, year: YearOf::Unsaid(Some(Side::Current)) },
            NIGHT => Node::DayOffset(0, None),
            unit @ (WEEK | MONTH | YEAR) if of.count == Count::One => offset(unit, 0)?,
            _ => return None,
        };
        return Some((i + 2, node));
    }
    if is_season(entry) {
        return season(t, i, entry.season - 1);
    }
    // ربيع is spring before a year, and otherwise half of a month's name.
    if entry.season > 0 && t.then(i + 1).ordinal == 0 {
        return season(t, i, entry.season - 1)
            .filter(|(_, node)| matches!(node, Node::Season { year: YearOf::Known(_) | YearOf::Offset(_), .. }));
    }
    if entry.decade > 0 {
        let from = i + 1 + usize::from(t.then(i + 1).role == Role::From);
        let century =
            t.then(from).unit == CENTURY && t.has(from, flag::THE) && side_at(t, from + 1) == Some(Side::Past);
        // In his sixties is an age.
        let age = from > i + 1 && !century;
        let first = 1900 + i32::from(entry.decade);
        let end = if century { from + 2 } else { i + 1 };
        return (!age).then_some((end, Node::Years { first, last: first + 9, grain: Grain::Decade }));
    }
    if entry.fraction.of > 0 && t.has(i, flag::THE) {
        return part_of_year(t, i);
    }
    if entry.unit == 0 || !t.has(i, flag::THE) {
        return None;
    }
    if entry.count == Count::Many {
        let days = (DAY..DECADE).contains(&entry.unit);
        let few = i + 1 + usize::from(t.then(i + 1).role == Role::FewAdjective && t.has(i + 1, flag::THE));
        return (days && side_at(t, few) == Some(Side::Past)).then_some((few + 1, Node::VaguePast));
    }
    if entry.count != Count::One {
        return None;
    }
    if entry.unit == CENTURY {
        if side_at(t, i + 1) == Some(Side::Past) {
            return Some((i + 2, Node::Years { first: 1901, last: 2000, grain: Grain::Century }));
        }
        let (next, n) = cardinals::ordinal(t, i + 1)
            .or_else(|| match t.then(i + 1).card {
                Card::Tens(tens) if t.has(i + 1, flag::THE) => Some((i + 2, f64::from(tens))),
                _ => None,
            })
            .filter(|&(_, n)| (1.0..=30.0).contains(&n) && t.atom(i + 1).gap != Gap::Line)?;
        let last = n as i32 * 100;
        return Some((next, Node::Years { first: last - 99, last, grain: Grain::Century }));
    }
    if t.then(i + 1).role == Role::Cue
        && let Some(side) = side_at(t, i + 2)
    {
        // العام قبل الماضي, الأسبوع بعد المقبل
        let beyond = matches!((t.written(i + 1), side), ("قبل", Side::Past) | ("بعد", Side::Next));
        return beyond.then(|| offset(entry.unit, 2 * side.offset())).flatten().map(|node| (i + 3, node));
    }
    let side = side_at(t, i + 1)?;
    if entry.unit == YEAR
        && let Some((end, year, hijri)) = year_number(t, i + 2)
    {
        return Some((end, Node::Year { hijri: is_hijri_year(year, hijri), year }));
    }
    Some((i + 2, offset(entry.unit, side.offset())?))
}

fn offset(unit: u16, by: i32) -> Option<Node> {
    match unit {
        WEEK => Some(Node::WeekOffset(by)),
        MONTH => Some(Node::MonthOffset(by)),
        YEAR => Some(Node::YearOffset(by)),
        _ => None,
    }
}

fn season(t: &Atoms<'_>, i: usize, number: u8) -> Option<(usize, Node)> {
    if let Some(side) = side_at(t, i + 1).filter(|_| t.has(i, flag::THE)) {
        return Some((i + 2, Node::Season { number, year: YearOf::Unsaid(Some(side)) }));
    }
    let (end, year, hijri) = year_of(t, i + 1);
    (end > i + 1 && hijri != Some(true)).then_some((end, Node::Season { number, year }))
}

/// النصف الأول من عام 2015, الربع الثاني من العام الحالي.
fn part_of_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let parts = t.entry(i).fraction.of;
    let n = t.then(i + 1).ordinal;
    if !matches!(parts, 2 | 4) || n == 0 || n > parts || !t.has(i + 1, flag::THE) {
        return None;
    }
    let at = i + 2 + usize::from(matches!(t.then(i + 2).role, Role::From | Role::In));
    let (end, year, hijri) = year_of(t, at);
    let year = match year {
        // من العام, and a quarter without its year, as business news has it: the nearest.
        YearOf::Unsaid(None) if at > i + 2 && t.then(at).unit == YEAR && t.has(at, flag::THE) => {
            return Some((at + 1, Node::Part { n, parts, year }));
        }
        YearOf::Unsaid(None) if parts == 4 && at == i + 2 => return Some((at, Node::Part { n, parts, year })),
        YearOf::Unsaid(None) => return None,
        YearOf::Unsaid(Some(side)) => YearOf::Offset(side.offset()),
        year => year,
    };
    (hijri != Some(true)).then_some((end, Node::Part { n, parts, year }))
}
