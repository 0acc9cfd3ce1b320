//! Times of the day: الساعة الثالثة والنصف صباحا, 18:30, الثالثة فجرا.

use crate::atoms::{Atoms, Gap, Kind};
use crate::calendar::Grain;
use crate::cardinals;
use crate::dates::node::Expression;
use crate::flag;
use crate::vocabulary::{Card, Count, HOUR, MINUTE, Role};

/// الساعة الثالثة والنصف صباحا, 18:30, الثالثة فجرا.
pub(crate) fn time(t: &Atoms<'_>, i: usize) -> Option<(usize, Expression)> {
    let clock = t.entry(i).unit == HOUR && t.entry(i).count == Count::One && t.has(i, flag::THE);
    let at = i + usize::from(clock);
    if clock && t.atom(at).gap == Gap::Line {
        return None;
    }
    let (mut next, hour, mut minute, colon) = hour(t, at, clock)?;
    let (after, part) = part_of_day(t, next);
    // Without الساعة an hour is told by minutes behind a colon, or by the part of the day behind an ordinal.
    let ordinal = t.entry(at).ordinal > 0;
    // الساعات الأولى من الصباح
    let of_many = || t.before(i, 1).unit == HOUR && t.before(i, 1).count == Count::Many;
    if !clock && !colon && !(part.is_some() && (ordinal || t.atom(at).kind == Kind::Number) && !of_many()) {
        return None;
    }
    next = after;
    let mut hour = hour;
    match part {
        Some(Role::Evening | Role::Noon) if hour < 12 && !(part == Some(Role::Noon) && hour == 11) => hour += 12,
        Some(Role::Morning | Role::Night) if hour == 12 => hour = 0,
        // The small hours are still of the night: الثانية ليلا is two o'clock.
        Some(Role::Night) if (5..12).contains(&hour) => hour += 12,
        _ => {}
    }
    if minute < 0 {
        hour = (hour + 23) % 24;
        minute += 60;
    }
    let expression = Expression {
        start: t.atom(i).start as usize,
        end: t.atom(next - 1).end as usize,
        time: true,
        value: Some(format!("T{hour:02}:{minute:02}")),
        grain: if minute == 0 && !colon { Grain::Hour } else { Grain::Minute },
        hijri: false,
        anchored: false,
        weekday: None,
        told: None,
        note: None,
    };
    Some((next, expression))
}

/// An hour with its minutes: the atom behind it, hour, minute (negative before the hour), whether a colon joins them.
fn hour(t: &Atoms<'_>, i: usize, clock: bool) -> Option<(usize, i32, i32, bool)> {
    let atom = t.atom(i);
    // في الساعة و5 متر: a number behind و is another.
    if atom.kind == Kind::Number && atom.flags & (flag::CODE | if clock { flag::AND } else { 0 }) == 0 {
        let hour = atom.value;
        // 3.30 after الساعة.
        if clock && atom.plain == 0 && hour.fract() > 0.0 && hour < 24.0 {
            let minute = (hour.fract() * 100.0).round() as i32;
            return (minute < 60).then_some((i + 1, hour as i32, minute, true));
        }
        // الساعة 1428
        if clock && atom.plain == 4 && hour < 2400.0 && hour % 100.0 < 60.0 {
            return Some((i + 1, hour as i32 / 100, hour as i32 % 100, true));
        }
        if atom.plain == 0 || atom.plain > 2 || hour > 24.0 {
            return None;
        }
        let minutes = t.number(i + 2).filter(|m| m.plain == 2 && m.value < 60.0 && m.gap == Gap::None);
        if t.sign(i + 1) == Some(':')
            && t.atom(i + 1).gap == Gap::None
            && let Some(minutes) = minutes
        {
            let seconds =
                t.sign(i + 3) == Some(':') && t.number(i + 4).is_some_and(|s| s.plain == 2 && s.gap == Gap::None);
            return Some((i + 3 + 2 * usize::from(seconds), hour as i32, minutes.value as i32, true));
        }
        let (next, minute) = minutes_behind(t, i + 1);
        return Some((next, hour as i32, minute, false));
    }
    let (next, hour) = match cardinals::ordinal(t, i) {
        Some(found) if t.has(i, flag::THE) => found,
        // الواحدة; الساعة ثلاثة in speech.
        _ if clock || t.entry(i).card == Card::Unit(1) && t.has(i, flag::THE) => {
            let number = cardinals::sum(t, i).filter(|n| !n.digits && n.min.is_none())?;
            // ثلاثة وعشرين دقيقة would be read as 23: hours end at twelve in words.
            (number.next, number.value?)
        }
        _ => return None,
    };
    if !(1.0..=12.0).contains(&hour) {
        return None;
    }
    let (next, minute) = minutes_behind(t, next);
    Some((next, hour as i32, minute, false))
}

/// والنصف, وربع, إلا ربعا, و20 دقيقة, إلا خمس دقائق, والنصف إلا خمس دقائق.
fn minutes_behind(t: &Atoms<'_>, i: usize) -> (usize, i32) {
    let (next, minutes) = minutes_of_step(t, i).unwrap_or((i, 0));
    // والنصف وخمس دقائق; an hour less minutes ends there.
    match minutes_of_step(t, next).filter(|_| minutes == HALF) {
        Some((next, more)) if more.abs() < HALF => (next, minutes + more),
        _ => (next, minutes),
    }
}

const HALF: i32 = 30;

/// One step of them: to the hour (وربع, و20 دقيقة) or from it (إلا ربعا, إلا خمس دقائق).
fn minutes_of_step(t: &Atoms<'_>, i: usize) -> Option<(usize, i32)> {
    let except = t.then(i).role == Role::Except;
    let more = t.has(i, flag::AND) && t.atom(i).gap != Gap::Line;
    if !except && !more {
        return None;
    }
    let (at, sign) = if except { (i + 1, -1) } else { (i, 1) };
    let fraction = t.then(at).fraction.of;
    if matches!(fraction, 2..=4) {
        return Some((at + 1, sign * 60 / i32::from(fraction)));
    }
    let number = cardinals::sum(t, at).filter(|number| t.then(number.next).unit == MINUTE)?;
    let minutes = number.value.filter(|&n| n < 60.0)?;
    Some((number.next + 1, sign * minutes as i32))
}

/// صباحا, مساء, بعد الظهر: the atom behind it and what it says.
fn part_of_day(t: &Atoms<'_>, i: usize) -> (usize, Option<Role>) {
    let said = |i: usize| match t.then(i).role {
        role @ (Role::Morning | Role::Noon | Role::Evening | Role::Night) => Some(role),
        _ => None,
    };
    // An abbreviation (ص, م) stands right behind digits; م is also a year's sign.
    if t.then(i).role == Role::Gregorian
        && t.written(i) == "م"
        && t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number)
        // 20 م2 are square metres.
        && (t.atom(i + 1).gap != Gap::None || !matches!(t.atom(i + 1).kind, Kind::Number | Kind::Opaque))
    {
        return (i + 1, Some(Role::Evening));
    }
    if t.then(i).role == Role::Cue && t.has(i + 1, flag::THE) && said(i + 1) == Some(Role::Noon) {
        let before = t.written(i) == "قبل";
        return (i + 2, Some(if before { Role::Morning } else { Role::Noon }));
    }
    // من مساء السبت: it belongs to the day behind it.
    if t.then(i).role == Role::From && t.atom(i).flags == 0 && t.atom(i + 1).flags == 0 {
        return (i, said(i + 1));
    }
    let adverb = t.atom(i).flags == 0 && !t.has(i + 1, flag::THE);
    match said(i) {
        Some(role) if adverb || t.written(i).ends_with(['ا', '\u{064B}']) => (i + 1, Some(role)),
        _ => (i, None),
    }
}
