//! Stretches of time: الشهر الماضي, هذا العام, صيف 2015, التسعينيات, النصف الأول من العام.

use crate::atoms::{Atoms, Gap, Kind};
use crate::calendar::{self, Grain, Side};
use crate::cardinals;
use crate::dates::days::{is_future_at, is_said_ahead, looks_ahead, opens_ahead};
use crate::dates::joints::{is_season, side_at};
use crate::dates::months::explicit;
use crate::dates::node::{Node, YearOf};
use crate::dates::years::{bare_year, before_christ, era, is_hijri_year, year_number, year_of};
use crate::flag;
use crate::vocabulary::{CENTURY, Card, Count, DAY, DECADE, MONTH, NIGHT, Part, Role, WEEK, YEAR};

/// قبل ثلاثة أيام, بعد أسبوعين: a length of time counted back or on from the day of publication. What is counted from
/// something else (من الهجوم) is no date, and what comes after something that was told counts from that, so بعد needs a
/// sentence that looks ahead; years need a verb that says so, as يلتقيان بعد عشرين عاما tells of what was.
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
    // قبل شهرين على الأقل من الموعد, قبل عام تقريبا من الموعد
    let behind = match of.role {
        Role::On if matches!(t.then(next + 1).role, Role::Less | Role::More) => next + 2,
        Role::About => next + 1,
        _ => next,
    };
    let origin = t.then(behind).role;
    let from = origin == Role::From
        || (origin == Role::On && !back)
        || t.number(next).is_some()
        || of.fraction.of > 0
        || of.card != Card::No;
    let more = t.has(next, flag::AND) && (t.then(next).unit > 0 || t.then(next).card != Card::No);
    // قبل شهر رمضان, قبل يوم السبت
    let named = t.entry(unit).count == Count::One && (of.month.is_some() || of.month_head || of.weekday > 0);
    if from || more || named || !(back || counts_ahead(t, i, next, t.entry(unit).unit >= YEAR)) {
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

/// Whether a length of time between the atoms `i` and `next` behind بعد lies ahead: the sentence says so before it, or goes
/// on so behind it where it begins with it.
fn counts_ahead(t: &Atoms<'_>, i: usize, next: usize, years: bool) -> bool {
    let verb = next + usize::from(matches!(t.sign(next), Some('،' | ',')));
    let begins = t.back(i, 1).is_none();
    let alone = t.atom(next).gap == Gap::Line;
    match years {
        true => is_said_ahead(t, i) || (begins && !alone && is_future_at(t, verb)),
        false => looks_ahead(t, i) || (begins && (alone || is_future_at(t, verb) || opens_ahead(t, verb))),
    }
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
    // عيد ميلاد is a birthday: what has the article in the name has it here.
    let word = |i: usize, (entry, definite): (u16, bool)| {
        let flags = t.atom(i).flags;
        t.atom(i).entry == entry
            && (i == at || t.atom(i).gap != Gap::Line && (flags == flag::THE || flags == 0 && !definite))
    };
    let words = |name: &[(u16, bool)]| name.iter().enumerate().all(|(n, &of)| word(at + n, of));
    let Some((name, feast)) = t.lexicon.feasts(t.atom(at).entry).find(|(name, _)| words(name)) else {
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

/// A stretch of time that begins at atom `i`.
pub(crate) fn stretch(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    if let Some(found) = counted(t, i).or_else(|| weekend(t, i)) {
        return Some(found);
    }
    if entry.role == Role::This {
        return this(t, i);
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
        return decade(t, i);
    }
    if !t.has(i, flag::THE) {
        return None;
    }
    if entry.fraction.of > 0 {
        return part_of_year(t, i);
    }
    match entry.count {
        _ if entry.unit == 0 => None,
        Count::Many => vague_past(t, i),
        Count::One if entry.unit == CENTURY => century(t, i),
        Count::One => sided(t, i),
        _ => None,
    }
}

/// نهاية الأسبوع, but no نهاية الأسبوع الثالث of something.
fn weekend(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let week = t.then(i + 1).unit == WEEK && t.atom(i + 1).flags == flag::THE && side_at(t, i + 2).is_none();
    if t.entry(i).part != Part::End || !week || t.then(i + 2).ordinal > 0 {
        return None;
    }
    let last = t.then(i + 2).role == Role::Last && t.has(i + 2, flag::THE);
    let node = if !last && looks_ahead(t, i) { Node::WeekOffset(0) } else { Node::Weekend };
    Some((i + 2 + usize::from(last), node))
}

/// هذا العام, هذه الليلة, هذا الصيف.
fn this(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
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
    Some((i + 2, node))
}

/// التسعينيات, التسعينيات من القرن الماضي; in his sixties is an age.
fn decade(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let from = i + 1 + usize::from(t.then(i + 1).role == Role::From);
    let century = t.then(from).unit == CENTURY && t.has(from, flag::THE) && side_at(t, from + 1) == Some(Side::Past);
    let age = from > i + 1 && !century;
    let first = 1900 + i32::from(t.entry(i).decade);
    let end = if century { from + 2 } else { i + 1 };
    (!age).then_some((end, Node::Years { hijri: false, first, last: first + 9, grain: Grain::Decade }))
}

/// الأيام القليلة الماضية; الـ6 الأشهر الماضية have borders.
fn vague_past(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let days = (DAY..DECADE).contains(&t.entry(i).unit);
    let few = i + 1 + usize::from(t.then(i + 1).role == Role::FewAdjective && t.has(i + 1, flag::THE));
    let counted = t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number || t.entry(b).card != Card::No);
    (days && !counted && side_at(t, few) == Some(Side::Past)).then_some((few + 1, Node::VaguePast))
}

/// القرن الماضي, القرن السابع الهجري, القرن الخامس قبل الميلاد.
fn century(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let of = |next, hijri, first, last| Some((next, Node::Years { hijri, first, last, grain: Grain::Century }));
    if side_at(t, i + 1) == Some(Side::Past) {
        return of(i + 2, false, 1901, 2000);
    }
    let (next, n) = cardinals::ordinal(t, i + 1)
        .or_else(|| match t.then(i + 1).card {
            Card::Tens(tens) if t.has(i + 1, flag::THE) => Some((i + 2, f64::from(tens))),
            _ => None,
        })
        .filter(|&(_, n)| (1.0..=30.0).contains(&n) && t.atom(i + 1).gap != Gap::Line)?;
    let last = n as i32 * 100;
    let first = last - 99;
    match (before_christ(t, next), era(t, next)) {
        (Some(next), _) => of(next, false, 1 - last, 1 - first),
        (None, Some(hijri)) => of(next + 1, hijri, first, last),
        (None, None) => of(next, false, first, last),
    }
}

/// الشهر الماضي, العام قبل الماضي, العام الدراسي المقبل, العام الماضي 2014.
fn sided(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let unit = t.entry(i).unit;
    if t.then(i + 1).role == Role::Cue
        && let Some(side) = side_at(t, i + 2)
    {
        // العام قبل الماضي, الأسبوع بعد المقبل
        let beyond = matches!((t.written(i + 1), side), ("قبل", Side::Past) | ("بعد", Side::Next));
        return beyond.then(|| offset(unit, 2 * side.offset())).flatten().map(|node| (i + 3, node));
    }
    let school = t.then(i + 1).role == Role::SchoolAdjective;
    if unit == YEAR && (school || t.then(i + 1).role == Role::YearAdjective) && t.has(i + 1, flag::THE) {
        // العام الدراسي الجديد
        if school && t.then(i + 2).role == Role::New && t.has(i + 2, flag::THE) {
            return Some((i + 3, Node::NewSchoolYear));
        }
        let by = side_at(t, i + 2)?.offset();
        return Some((i + 3, if school { Node::SchoolYear(by) } else { Node::YearOffset(by) }));
    }
    let side = side_at(t, i + 1)?;
    if unit == YEAR
        && let Some((end, year, hijri)) = year_number(t, i + 2)
    {
        return Some((end, Node::Year { hijri: is_hijri_year(year, hijri), year }));
    }
    Some((i + 2, offset(unit, side.offset())?))
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
    let last = t.then(i + 1).role == Role::Last;
    let n = if last { parts } else { t.then(i + 1).ordinal };
    if !matches!(parts, 2 | 4) || n == 0 || n > parts || !t.has(i + 1, flag::THE) {
        return None;
    }
    let at = i + 2 + usize::from(matches!(t.then(i + 2).role, Role::From | Role::In));
    // الربع الثالث من السنة المالية 2022-2023: two years share it, and where it begins is not said.
    if let Some((end, (Node::Year { hijri: false, year: first }, Some(Node::Year { year: last, .. })))) =
        explicit(t, at).or_else(|| bare_year(t, at)).filter(|_| at > i + 2 && t.atom(at).gap != Gap::Line)
        && last == first + 1
    {
        return Some((end, Node::Years { hijri: false, first, last, grain: Grain::Range }));
    }
    let (end, year, hijri) = year_of(t, at);
    let year = match year {
        // من العام, and a quarter without its year, as business news has it: the nearest.
        YearOf::Unsaid(None) if at > i + 2 && t.then(at).unit == YEAR && t.has(at, flag::THE) => {
            return Some((at + 1, Node::Part { n, parts, year }));
        }
        YearOf::Unsaid(None) if parts == 4 && at == i + 2 && !last => return Some((at, Node::Part { n, parts, year })),
        YearOf::Unsaid(None) => return None,
        YearOf::Unsaid(Some(side)) => YearOf::Offset(side.offset()),
        year => year,
    };
    (hijri != Some(true)).then_some((end, Node::Part { n, parts, year }))
}
