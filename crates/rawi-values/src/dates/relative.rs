//! Stretches of time: الشهر الماضي, هذا العام, صيف 2015, التسعينيات, النصف الأول من العام.

use crate::atoms::{Atoms, Gap};
use crate::calendar::{Grain, Side};
use crate::cardinals;
use crate::dates::joints::{is_season, side_at};
use crate::dates::node::{Node, YearOf};
use crate::dates::years::{is_hijri_year, year_number, year_of};
use crate::flag;
use crate::vocabulary::{CENTURY, Card, Count, DAY, DECADE, MONTH, NIGHT, Role, WEEK, YEAR};

pub(crate) fn stretch(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
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
