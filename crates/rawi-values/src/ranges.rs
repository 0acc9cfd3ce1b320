//! Two numbers that are the ends of one range: بين 10 و20, من ثلاثة إلى خمسة, ثلاثة أو أربعة, 5-7.

use crate::atoms::{Atoms, Gap};
use crate::cardinals::{self, Cardinal};
use crate::flag;
use crate::quantity::{Form, Quantity};
use crate::units::{measured, with_unit};
use crate::vocabulary::{Count, Measure, Role};

/// What joins two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// بين and و.
    Between,
    /// إلى, حتى.
    To,
    /// أو.
    Or,
    /// A dash.
    Dash,
}

/// The range whose first end is `first`, over the atoms `i..end`; `scale` is the scale of its words.
pub(crate) fn range<'a>(
    t: &Atoms<'a>,
    i: usize,
    end: usize,
    first: &Quantity<'a>,
    scale: f64,
) -> Option<(usize, Quantity<'a>)> {
    let (joint, at) = joint(t, i, end)?;
    let low = first.value.filter(|_| first.min.is_none() && first.max.is_none())?;
    let (last_end, last, number) = last(t, joint, at)?;
    let mut high = last.value?;
    let mut low = low;
    // بين 10 و20 ألفا: the scale counts for both.
    if first.unit.is_none() && scale < 1000.0 && low < 1000.0 && number.scale >= 1000.0 && low * number.scale < high {
        low *= number.scale;
    }
    if joint == Joint::Between && low > high && first.unit.is_some() == last.unit.is_some() {
        std::mem::swap(&mut low, &mut high);
    }
    let near = joint != Joint::Or || high <= 2.0 * low || high <= 5.0;
    if low >= high || !near || !alike(t, first, &last, last_end) {
        return None;
    }
    let both = Cardinal {
        value: None,
        min: Some(low),
        max: Some(high),
        digits: matches!(first.form, Form::Digits | Form::Mixed) || number.digits,
        words: matches!(first.form, Form::Words | Form::Mixed | Form::Dual) || number.words,
        ..number
    };
    if first.unit.is_none() && last.form != Form::Dual {
        return Some(measured(t, i, i, both));
    }
    let unit = last.unit.clone().or_else(|| first.unit.clone())?;
    let iso = match t.begins_at(i, last_end, unit.start) {
        Some(at) if first.iso.is_some() || last.iso.is_some() => with_unit(t, i, both, at)?.1.iso,
        _ => None,
    };
    let label = if last.unit.is_some() { last.label } else { first.label };
    let range = Quantity {
        start: first.start,
        end: last.end.max(first.end),
        label,
        value: None,
        min: Some(low),
        max: Some(high),
        unit: Some(unit),
        form: crate::quantity::form(&both),
        iso,
    };
    Some((last_end, range))
}

/// Whether both ends measure the same; a unit may stand behind one of them alone.
fn alike(t: &Atoms<'_>, first: &Quantity<'_>, last: &Quantity<'_>, end: usize) -> bool {
    match (&first.unit, &last.unit) {
        (Some(a), Some(b)) => a.name == b.name,
        // بين 5 أيام و10 أشخاص
        (Some(_), None) => !t.is_noun(end),
        _ => true,
    }
}

/// The second end at `at`: the atom behind it, what it says, its number.
fn last<'a>(t: &Atoms<'a>, joint: Joint, at: usize) -> Option<(usize, Quantity<'a>, Cardinal)> {
    let flags = if joint == Joint::Between { t.atom(at).flags & !flag::AND } else { t.atom(at).flags };
    if t.atom(at).gap == Gap::Line || flags & !flag::THE != 0 {
        return None;
    }
    if t.entry(at).unit > 0 && t.entry(at).count == Count::Two {
        let (end, mut quantity) = with_unit(t, at, Cardinal::words(at, 2.0), at)?;
        quantity.form = Form::Dual;
        return Some((end, quantity, Cardinal::words(at, 2.0)));
    }
    let number = cardinals::read(t, at).filter(|n| n.min.is_none() && n.max.is_none())?;
    // ثلاثة أو أربعة أو خمسة
    let more = (joint == Joint::Or && t.then(number.next).role == Role::Or && t.atom(number.next).flags == 0)
        .then(|| cardinals::read(t, number.next + 1))
        .flatten()
        .filter(|n| n.min.is_none() && n.max.is_none() && n.value > number.value);
    if let Some(more) = more {
        let (end, quantity) = measured(t, at, at, more);
        return Some((end, quantity, more));
    }
    let (end, quantity) = measured(t, at, at, number);
    (quantity.min.is_none() && quantity.max.is_none() || joint != Joint::Dash).then_some((end, quantity, number))
}

/// How many words before من may say that a number grew or fell.
const CHANGE_WORDS: usize = 8;

/// What joins the number over `i..end` to another, and the atom of the other.
fn joint(t: &Atoms<'_>, i: usize, end: usize) -> Option<(Joint, usize)> {
    let before = t.before(i, 1).role;
    if t.atom(end).gap == Gap::Line {
        return None;
    }
    if before == Role::Between && t.has(end, flag::AND) {
        return Some((Joint::Between, end));
    }
    match t.then(end).role {
        // الليلة الواحدة إلى 200 دولار
        Role::To if t.atom(end).flags == 0 && (before == Role::Between || !t.has(i, flag::THE)) => {
            let changed = || {
                t.back_from(i)
                    .take(CHANGE_WORDS)
                    .take_while(|&b| !matches!(t.mark(b), Some('.' | '؟' | '!' | '؛')))
                    .any(|b| t.entry(b).role == Role::Change)
            };
            (before == Role::Between || !changed()).then_some((Joint::To, end + 1))
        }
        Role::Or if t.atom(end).flags == 0 => Some((Joint::Or, end + 1)),
        _ => dash(t, i, end).map(|at| (Joint::Dash, at)),
    }
}

/// 5-7, 5 – 7, خمسة - سبعة: the atom of the second number. Digits without spaces are joined by the sign alone; what else is
/// must have something to count, so that it is no list of two.
fn dash(t: &Atoms<'_>, i: usize, end: usize) -> Option<usize> {
    if t.sign(end) != Some('-') || t.atom(end).gap != t.atom(end + 1).gap {
        return None;
    }
    let at = end + 1;
    let second = t.number(at);
    if t.atom(end).gap == Gap::None {
        return second.filter(|n| n.flags == 0).map(|_| at);
    }
    let number = cardinals::read(t, at).filter(|_| t.atom(at).flags == 0)?;
    let next = number.next;
    let counts = t.then(next).unit > 0 || t.sign(next) == Some('%') || (t.is_noun(next) && !t.is_definite(next));
    let chained = t.sign(next) == Some('-') || (i > 0 && t.sign(i - 1) == Some('-'));
    (counts && !chained).then_some(at)
}

/// يوم أو يومين, بين شهر وشهرين: one and two of a unit of time.
pub(crate) fn one_or_two<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let unit = t.entry(i).unit;
    if !matches!(t.unit(i).measure, Measure::Time(..)) || t.has(i, flag::THE) {
        return None;
    }
    let (joint, at) = joint(t, i, i + 1)?;
    if joint == Joint::Dash || t.entry(at).unit != unit || t.entry(at).count != Count::Two {
        return None;
    }
    let (end, last, _) = last(t, joint, at)?;
    let both = Cardinal { value: None, min: Some(1.0), max: Some(2.0), ..Cardinal::words(i, 1.0) };
    let (_, first) = with_unit(t, i, both, i)?;
    Some((end, Quantity { end: last.end, ..first }))
}
