//! Dates with a month: 24 نوفمبر/تشرين الثاني 2025, 24/11/2025, الخامس من رمضان, and ranges of two.

use crate::atoms::{Atom, Atoms, Gap, Kind};
use crate::calendar::Side;
use crate::cardinals;
use crate::dates::joints::{joins, side_at, weekday_beside};
use crate::dates::node::{Node, Nodes, YearOf};
use crate::dates::years::{era, plain_year, year, year_number, year_of, year_of_pair};
use crate::flag;
use crate::vocabulary::{Card, Count, DAY, MONTH, Month, Role};

/// A date with a month or a year, and a range of two.
pub(crate) fn explicit(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    if let Some(found) = days_of_one_month(t, i).or_else(|| days_in_digits(t, i)) {
        return Some(found);
    }
    let (next, first) = day_or_month(t, i).or_else(|| year(t, i))?;
    if let Node::Year { hijri, year } = first
        && let Some((end, last)) = year_of_pair(t, next, year)
    {
        // 2017/2016 is typed from right to left.
        let (year, last) = (year.min(last), year.max(last));
        let mark = era(t, end);
        let hijri = mark.unwrap_or(hijri);
        let node = |year| Node::Year { hijri, year };
        return Some((end + usize::from(mark.is_some()), (node(year), Some(node(last)))));
    }
    if t.sign(next) == Some('(')
        && let Some((end, number)) = weekday_beside(t, next)
        && let Node::Day { hijri, year, month, day, weekday: None } = first
    {
        return Some((end, (Node::Day { hijri, year, month, day, weekday: Some(number) }, None)));
    }
    // بين يناير 2006 ومايو 2008
    let between = t.before(i, 1).role == Role::Between && t.has(next, flag::AND) && t.atom(next).gap != Gap::Line;
    let Some(at) = between.then_some(next).or_else(|| joins(t, next)) else { return Some((next, (first, None))) };
    // عام 2015 إلى 1358 مليونا
    let counts = |next: usize| t.then(next).unit > 0 || t.then(next).card != Card::No;
    let plain = plain_year(t, at).filter(|&(next, _)| !counts(next));
    let Some((end, second)) = day_or_month(t, at).or_else(|| year(t, at)).or(plain) else {
        return Some((next, (first, None)));
    };
    match (first, second) {
        (Node::DayOfMonth { .. }, Node::DayOfMonth { .. }) => Some((end, (first, Some(second)))),
        (Node::Day { hijri: a, .. }, Node::Day { hijri: b, .. })
        | (Node::Month { hijri: a, .. }, Node::Month { hijri: b, .. })
        | (Node::Year { hijri: a, .. }, Node::Year { hijri: b, .. })
            if a == b =>
        {
            // حتى joins two months or two days; after a year it begins a date of its own.
            let until = t.then(next).role == Role::To && t.written(next).starts_with('ح');
            if until && matches!(first, Node::Year { .. }) && plain.is_none() {
                return Some((next, (first, None)));
            }
            Some((end, (first, Some(second))))
        }
        _ => Some((next, (first, None))),
    }
}

/// Two days of one month: 24 و27 نوفمبر, 13 - 16 سبتمبر 2015, 2 - 4 / 6 / 1436هـ.
fn days_of_one_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let (next, first) = day_number(t, i)?;
    let and = t.has(next, flag::AND) && t.atom(next).gap != Gap::Line;
    let at = if and { next } else { joins(t, next)? };
    if let Some((end, Node::Day { hijri, year, month, day, .. })) =
        numeric(t, at).filter(|_| t.atom(i).plain > 0 && !and)
    {
        // 23-7-2015 is one day: a range has another sign in it than the date, or more room.
        let same = t.sign(next) == t.sign(at + 1) && t.atom(next).gap == t.atom(at + 1).gap;
        if !same && first < day {
            let node = |day| Node::Day { hijri, year, month, day, weekday: None };
            return Some((end, (node(first), Some(node(day)))));
        }
        return None;
    }
    let (mut end, mut second) = day_number(t, at)?;
    let mut last = at;
    // 3 و4 و5 ديسمبر
    while t.has(end, flag::AND)
        && t.atom(end).gap != Gap::Line
        && let Some((next, day)) = day_number(t, end).filter(|&(_, day)| day > second)
    {
        (last, end, second) = (end, next, day);
    }
    let (end, month) = of_month(t, end, t.atom(last).plain > 0)?;
    let pair = day_of(month, first).zip(day_of(month, second));
    pair.filter(|_| first < second).map(|(first, second)| (end, (first, Some(second))))
}

/// A day of a month.
fn day_of(month: Node, day: u8) -> Option<Node> {
    match month {
        Node::Month { hijri, year, month } => Some(Node::Day { hijri, year, month, day, weekday: None }),
        Node::MonthOffset(by) => Some(Node::DayOfMonth { by, day }),
        Node::MonthTold => Some(Node::DayOfMonthTold(day)),
        _ => None,
    }
}

/// A day with its month, a date in digits, or a month.
fn day_or_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    if t.atom(i).kind == Kind::Word && !t.entry(i).begins_day_or_month() {
        return None;
    }
    let day = || day_in_digits(t, i).filter(|_| is_told_as_day(t, i));
    let found = numeric(t, i).or_else(day).or_else(|| with_name_of_month(t, i)).or_else(|| month_first(t, i));
    if let Some(found) = found.or_else(|| first_day(t, i)) {
        return Some(found);
    }
    if let Some((next, day)) = day_number(t, i) {
        let (end, month) = of_month(t, next, t.atom(i).plain > 0)?;
        return Some((end, day_of(month, day)?));
    }
    let of_year = t.entry(i).unit == MONTH && t.entry(i).count == Count::One;
    let named = of_year && !t.has(i, flag::THE);
    if let Some(found) = month(t, i + usize::from(named), named) {
        return Some(found);
    }
    if of_year { numbered_month(t, i) } else { None }
}

/// غرة رمضان 1446, غرة شهر محرم.
fn first_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    if t.entry(i).role != Role::FirstDay || t.atom(i + 1).gap == Gap::Line {
        return None;
    }
    let named = t.then(i + 1).unit == MONTH && !t.has(i + 1, flag::THE);
    let (end, of) = month(t, i + 1 + usize::from(named), true)?;
    Some((end, day_of(of, 1)?))
}

/// شهر 3 2024, شهر 3/2024, الشهر الثالث من 2024: months by their number, with their year.
fn numbered_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let (next, number) = match t.number(i + 1) {
        Some(n) if (1..=2).contains(&n.plain) && n.flags == 0 && !t.has(i, flag::THE) => (i + 2, n.value),
        _ => cardinals::ordinal(t, i + 1).filter(|_| t.has(i, flag::THE) && t.has(i + 1, flag::THE))?,
    };
    let stroke = t.sign(next) == Some('/');
    let from = usize::from(stroke || t.then(next).role == Role::From);
    let (end, year, marked) = match year_number(t, next + from) {
        Some((end, year, marked)) => (end, YearOf::Known(year), marked),
        None if stroke => return None,
        None => year_of(t, next),
    };
    let known = matches!(year, YearOf::Known(_) | YearOf::Offset(_)) && t.atom(next).gap != Gap::Line;
    let hijri = marked == Some(true) || matches!(year, YearOf::Known(year) if year < 1600);
    (known && (1.0..=12.0).contains(&number)).then_some((end, Node::Month { hijri, year, month: number as u8 }))
}

/// سبتمبر 4، 2018 and 2018 سبتمبر 4: a day behind the name of its month, with the year.
fn month_first(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let day = |i: usize| {
        let found = t.number(i).filter(|n| (1..=2).contains(&n.plain) && n.flags == 0);
        found.filter(|n| (1.0..=31.0).contains(&n.value)).map(|n| n.value as u8)
    };
    let atom = t.atom(i);
    let is_year = atom.plain == 4 && (1000.0..=2200.0).contains(&atom.value) && atom.flags & flag::CODE == 0;
    let (at, year) = match atom.kind {
        Kind::Number if is_year => (i + 1, Some(atom.value as i32)),
        Kind::Number => return None,
        _ => (i, None),
    };
    let (mut next, hijri, month, _) = month_name(t, at)?;
    if let Some(end) = alias(t, next, month, hijri) {
        next = end;
    }
    let number = day(next).filter(|_| t.atom(at).flags == 0 || year.is_none())?;
    next += 1;
    let year = match year {
        Some(_) if t.is_noun(next) || t.then(next).unit > 0 || t.sign(next) == Some('%') => return None,
        Some(year) => year,
        None => {
            let comma = usize::from(matches!(t.sign(next), Some(',' | '،')));
            let (end, year, _) = year_number(t, next + comma)?;
            next = end;
            year
        }
    };
    let fits = (year < 1600) == hijri;
    fits.then_some((next, Node::Day { hijri, year: YearOf::Known(year), month, day: number, weekday: None }))
}

/// A date in digits but for its month: 25 / شوال / 1436, 15-مايو-2020.
fn with_name_of_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let (next, day) = day_number(t, i).filter(|_| t.atom(i).plain > 0)?;
    let sign = t.sign(next).filter(|sign| matches!(sign, '/' | '-' | '.' | '\\'))?;
    if t.atom(next + 1).gap == Gap::Line || t.atom(next + 1).flags != 0 {
        return None;
    }
    let (end, hijri, month, _) = month_name(t, next + 1)?;
    let end = alias(t, end, month, hijri).unwrap_or(end);
    // Digits behind a dash and letters are a code elsewhere: 15-مايو-2020.
    let glued = || t.number(end + 1).filter(|n| n.plain == 4 && n.flags == flag::CODE && sign == '-');
    let found = year_number(t, end + 1).or_else(|| glued().map(|n| (end + 2, n.value as i32, era(t, end + 2))));
    let (last, year, marked) = found.filter(|_| t.sign(end) == Some(sign))?;
    let last = if marked.is_some() { last.max(end + 3) } else { last };
    let fits = marked.unwrap_or(year < 1600) == hijri;
    fits.then_some((last, Node::Day { hijri, year: YearOf::Known(year), month, day, weekday: None }))
}

/// [من] [شهر] and a month with its year, behind a day; من الشهر الجاري.
fn of_month(t: &Atoms<'_>, i: usize, digits: bool) -> Option<(usize, Node)> {
    // من 17 يوليو حتى 19 منه
    if t.then(i).role == Role::OfIt {
        let dated = matches!(t.before(i - 1, 1).role, Role::To | Role::In | Role::Cue | Role::From);
        return (dated && t.atom(i).flags == 0).then_some((i + 1, Node::MonthTold));
    }
    let from = t.then(i).role == Role::From;
    let at = i + usize::from(from);
    if from && t.then(at).unit == MONTH && t.has(at, flag::THE) && t.then(at + 1).role == Role::Same {
        return Some((at + 2, Node::MonthTold));
    }
    let named = t.then(at).unit == MONTH && t.entry(at).count == Count::One && !t.has(at, flag::THE);
    if !digits && !from && !named {
        return None;
    }
    let this = usize::from(t.then(at).role == Role::This);
    if t.then(at + this).unit == MONTH && t.entry(at + this).count == Count::One && t.has(at + this, flag::THE) {
        let side = if this == 1 { Some(Side::Current) } else { side_at(t, at + 1) };
        return side.map(|side| (at + 2, Node::MonthOffset(side.offset())));
    }
    let at = at + usize::from(named);
    if t.atom(at).gap == Gap::Line {
        return None;
    }
    month(t, at, true)
}

/// A day of the month: in digits, as an ordinal, as definite tens (الثلاثين).
fn day_number(t: &Atoms<'_>, i: usize) -> Option<(usize, u8)> {
    let atom = t.atom(i);
    if atom.kind == Kind::Number {
        let fits = (1..=2).contains(&atom.plain) && (1.0..=31.0).contains(&atom.value) && atom.flags & flag::CODE == 0;
        return fits.then_some((i + 1, atom.value as u8));
    }
    let (next, value) = match (cardinals::ordinal(t, i), t.entry(i).card) {
        (Some(found), _) => found,
        (None, Card::Tens(tens)) if t.has(i, flag::THE) => (i + 1, f64::from(tens)),
        _ => return None,
    };
    ((1.0..=31.0).contains(&value)).then_some((next, value as u8))
}

/// A month at `i` with its year. `named`: a day or شهر before it makes even a doubtful name a month.
fn month(t: &Atoms<'_>, i: usize, named: bool) -> Option<(usize, Node)> {
    let (mut next, hijri, number, doubtful) = month_name(t, i)?;
    let mut sure = named || !doubtful;
    if let Some(end) = alias(t, next, number, hijri) {
        next = end;
        sure = true;
    }
    // رمضان المعظم المبارك: two at most.
    for _ in 0..2 {
        if hijri && t.then(next).role == Role::Epithet && t.has(next, flag::THE) {
            next += 1;
            sure = true;
        }
    }
    let (end, year, of_hijri) = year_of(t, next);
    sure |= end > next;
    let before = t.before(i, 1).role;
    sure |= matches!(before, Role::In | Role::Cue | Role::To | Role::From) && t.atom(i).flags == 0;
    let fits = match (of_hijri, year) {
        (Some(of), _) => of == hijri,
        // رمضان 1436, يوليو 2015: the month tells the calendar.
        (None, YearOf::Known(year)) => (year < 1600) == hijri || (!hijri && year >= 1000),
        _ => true,
    };
    if !fits {
        // رمضان 2015: a Hijri month of a Gregorian year has no year of its own.
        return sure.then_some((next, Node::Month { hijri, year: YearOf::Unsaid(None), month: number }));
    }
    sure.then_some((end, Node::Month { hijri, year, month: number }))
}

/// The name of a month: the atom behind it, whether it is Hijri, its number, whether the word may be another.
fn month_name(t: &Atoms<'_>, i: usize) -> Option<(usize, bool, u8, bool)> {
    let entry = t.entry(i);
    let found = |month: Month, next: usize| (next, month.hijri, month.number, month.doubtful);
    let second = t.atom(i + 1);
    if entry.month_head
        && second.gap != Gap::Line
        && second.flags & flag::AND == 0
        && let Some(month) = t.lexicon.month_of_two([t.atom(i).entry, second.entry])
    {
        return Some(found(month, i + 2));
    }
    // كانون 2, ربيع 1
    if entry.month_head
        && let Some(number) = t.number(i + 1).filter(|n| n.plain == 1 && n.flags == 0)
        && let Some(month) = t.lexicon.month_of_ordinal(t.atom(i).entry, number.value as u8)
    {
        return Some(found(month, i + 2));
    }
    entry.month.map(|month| found(month, i + 1))
}

/// The month's other name: نوفمبر/تشرين الثاني, تموز (يوليو), يونيو حزيران.
fn alias(t: &Atoms<'_>, i: usize, number: u8, hijri: bool) -> Option<usize> {
    let sign = t.sign(i);
    let at = i + usize::from(matches!(sign, Some('/' | '-' | '(' | '\\')));
    if t.atom(at).gap == Gap::Line || t.atom(at).flags != 0 {
        return None;
    }
    let (end, of_hijri, other, _) = month_name(t, at)?;
    if (of_hijri, other) != (hijri, number) {
        return None;
    }
    match sign {
        Some('(') => (t.sign(end) == Some(')')).then_some(end + 1),
        _ => Some(end),
    }
}

/// A day and its month in digits alone: 30/10.
fn day_in_digits(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let short = |n: &Atom| (1..=2).contains(&n.plain) && n.flags & flag::CODE == 0;
    let day = Some(t.atom(i)).filter(|n| n.kind == Kind::Number && short(n))?;
    let month = t.number(i + 2).filter(|n| t.sign(i + 1) == Some('/') && short(n) && n.flags == 0)?;
    let glued = t.atom(i + 1).gap == Gap::None && month.gap == Gap::None;
    let more = t.sign(i + 3) == Some('/') && t.number(i + 4).is_some();
    let counts = t.then(i + 3).unit > 0 || t.sign(i + 3) == Some('%');
    let fits = (1.0..=31.0).contains(&day.value) && (1.0..=12.0).contains(&month.value);
    (glued && fits && !more && !counts).then(|| {
        let (day, month, side) = (day.value as u8, month.value as u8, side_at(t, i + 3));
        let next = i + 3 + usize::from(side.is_some());
        (next, Node::Day { hijri: false, year: YearOf::Unsaid(side), month, day, weekday: None })
    })
}

/// Whether digits with a stroke at `i` are a day, and no fraction: يوم 30/10, الخميس 30/10, الموافق 30/10.
fn is_told_as_day(t: &Atoms<'_>, i: usize) -> bool {
    let before = t.before(i, 1);
    let day = before.unit == DAY && before.count == Count::One;
    let near = t.atom(i).gap != Gap::Line && t.atom(i).flags == 0;
    near && (day || before.weekday > 0 || before.role == Role::Corresponding)
}

/// Two days in digits that are the ends of a range: من 30/10 إلى 20/11, 30/10 - 20/11/2015. Of fractions no numerator is so
/// large.
fn days_in_digits(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let (next, Node::Day { month, day, .. }) = day_in_digits(t, i)? else { return None };
    let at = joins(t, next)?;
    let (end, second) = numeric(t, at).or_else(|| day_in_digits(t, at))?;
    let Node::Day { hijri, year, day: last, .. } = second else { return None };
    let first = Node::Day { hijri, year, month, day, weekday: None };
    (day.max(last) > 12 || is_told_as_day(t, i)).then_some((end, (first, Some(second))))
}

/// A date in digits: 24/11/2025, 2025-11-24, 27 / 10 / 1436 هـ, 9.8.2015.
fn numeric(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let part = |i: usize| t.number(i).filter(|n| n.plain > 0 && n.flags & flag::CODE == 0);
    let a = Some(t.atom(i)).filter(|n| n.kind == Kind::Number && n.plain > 0 && n.flags & flag::CODE == 0)?;
    let sign = t.sign(i + 1).filter(|c| matches!(c, '/' | '-' | '.' | '\\'))?;
    let (b, c) = (part(i + 2)?, part(i + 4)?);
    if t.sign(i + 3) != Some(sign) || b.plain > 2 || (t.sign(i + 5) == Some(sign) && t.number(i + 6).is_some()) {
        return None;
    }
    let mark = era(t, i + 5);
    let (year, day) = match (a.plain, c.plain) {
        (4, 1..=2) => (a.value as i32, c.value as u8),
        (1..=2, 4) => (c.value as i32, a.value as u8),
        // 28/5/32هـ
        (1..=2, 2) if mark == Some(true) => (1400 + c.value as i32, a.value as u8),
        (1..=2, 2) if mark == Some(false) => (2000 + c.value as i32, a.value as u8),
        _ => return None,
    };
    let hijri = mark.unwrap_or((1300..=1500).contains(&year));
    // Day before month; the reverse only where that cannot be.
    let (day, month) = match (day, b.value as u8) {
        (day, month @ 13..) => (month, day),
        found => found,
    };
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || !(1000..=2200).contains(&year) {
        return None;
    }
    let next = i + 5 + usize::from(mark.is_some());
    Some((next, Node::Day { hijri, year: YearOf::Known(year), month, day, weekday: None }))
}
