//! Numbers with what they say: how they are bounded, what they measure, what kind of number they are.

use crate::atoms::{Atoms, Gap, Kind};
use crate::bounds::bounds;
use crate::cardinals::{self, Cardinal};
use crate::flag;
use crate::quantity::{Form, Label, Quantity, Unit, form, simple};
use crate::ranges::{one_or_two, range};
use crate::uncounted::uncounted;
use crate::units::{measured, with_unit};
use crate::vocabulary::{Card, Count, DAY, Entry, Measure, Role};

/// Finds the numbers of a text outside `taken`: spans in order, of dates and names.
pub(crate) fn find<'a>(t: &Atoms<'a>, mut taken: impl Iterator<Item = (usize, usize)>) -> Vec<Quantity<'a>> {
    let mut found: Vec<Quantity<'a>> = Vec::new();
    let mut span = taken.next();
    let mut next = 0;
    for i in t.begins() {
        if i < next || !may_begin(t, i) {
            continue;
        }
        let atom = t.atom(i);
        while span.is_some_and(|(_, end)| end <= atom.start as usize) {
            span = taken.next();
        }
        if span.is_some_and(|(start, end)| start <= atom.start as usize && (atom.start as usize) < end) {
            continue;
        }
        if let Some(end) = uncounted(t, i) {
            next = end;
            continue;
        }
        let Some((end, quantity)) = quantity(t, i) else { continue };
        // A unit that belongs to a date or a name is none of the number: الدورة الـ36 | عام 2012.
        let free = |quantity: &Quantity<'_>| span.is_none_or(|(start, _)| quantity.end <= start);
        // A name that is nothing but the unit, or a word of it, does not take it: دولار أميركي.
        let own = |unit: &Unit<'_>| {
            span.is_none_or(|(start, end)| unit.end <= start || (unit.start <= start && end <= unit.end))
        };
        let unit_free = quantity.unit.as_ref().is_none_or(own);
        let bare = || cardinals::read(t, i).map(|n| (n.next, simple(t, i, n.next, Label::Cardinal, 0.0, form(&n)), n));
        if !quantity.is_finite() {
            next = end;
        } else if free(&quantity) && unit_free {
            if quantity.label == Label::Percent && of_one_kind(t, next, i) {
                share_percent(&mut found, &quantity);
            }
            found.push(quantity);
            next = end;
        } else if let Some((end, quantity, number)) = bare().filter(|(_, quantity, _)| free(quantity)) {
            found.push(Quantity { value: number.value, min: number.min, max: number.max, ..quantity });
            next = end;
        }
    }
    found
}

/// Whether the number that ended before atom `end` and that at `i` are of one kind: 51 مقابل 49 بالمئة, 20 و30 في المئة.
fn of_one_kind(t: &Atoms<'_>, end: usize, i: usize) -> bool {
    let against = i == end + 1 && matches!(t.then(end).role, Role::Against | Role::Or);
    end > 0 && t.atom(i).gap != Gap::Line && (against || (i == end && t.has(i, flag::AND)))
}

/// Makes the number before a percentage one, too, if it has nothing else that it counts.
fn share_percent<'a>(found: &mut [Quantity<'a>], percent: &Quantity<'a>) {
    let alike = |before: &&mut Quantity<'_>| {
        let bound = before.min.is_some() || before.max.is_some();
        let share = before.value.is_some_and(|value| value <= 100.0);
        before.label == Label::Cardinal && before.form == percent.form && !bound && share
    };
    if let Some(before) = found.last_mut().filter(alike) {
        (before.label, before.unit) = (Label::Percent, percent.unit.clone());
    }
}

/// Whether a number can begin at atom `i`: most words are turned away here.
fn may_begin(t: &Atoms<'_>, i: usize) -> bool {
    let atom = t.atom(i);
    match atom.kind {
        Kind::Number => true,
        Kind::Noun => atom.flags & flag::DUAL != 0,
        Kind::Word => t.entry(i).begins,
        Kind::Sign(c) => c == '-',
        _ => false,
    }
}

/// Whether a number can begin with this word.
pub(crate) fn begins(entry: &Entry) -> bool {
    entry.card != Card::No
        || entry.ordinal > 0
        || entry.fraction.of > 0
        || entry.unit > 0
        || matches!(entry.role, Role::Minus | Role::Part | Role::Several | Role::ConstructDual)
}

fn quantity<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    if t.has(i, flag::DUAL) {
        return dual(t, i);
    }
    let entry = t.entry(i);
    match entry.role {
        Role::ConstructDual => return construct_dual(t, i),
        Role::Several => return several(t, i),
        Role::Minus => {
            let number =
                cardinals::read(t, i + 1).filter(|_| t.atom(i + 1).gap == Gap::Space && t.atom(i + 1).flags == 0)?;
            return Some(measured(t, i, i + 1, negative(number)));
        }
        Role::Part => {
            let number = cardinals::one_part(t, i)?;
            return Some(measured(t, i, i, number));
        }
        // كل واحد
        _ if entry.card == Card::Unit(1) && t.before(i, 1).role == Role::That => return None,
        // إحدى عشرة, إحدى وعشرون
        Role::OneOf if !matches!(t.then(i + 1).card, Card::Ten | Card::Tens(_)) && !is_one_of(t, i) => return None,
        _ => {}
    }
    if t.atom(i).kind == Kind::Sign('-') {
        let free = t.atom(i).gap != Gap::None || i == 0;
        let after_number = t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number);
        if !free || after_number || t.atom(i + 1).gap != Gap::None || t.atom(i + 1).kind != Kind::Number {
            return None;
        }
        let number = cardinals::read(t, i + 1)?;
        return Some(measured(t, i, i + 1, negative(number)));
    }
    if let Some((next, value)) = cardinals::ordinal(t, i) {
        return Some((next, simple(t, i, next, Label::Ordinal, value, Form::Words)));
    }
    // بالمئة, في المئة without a number name no hundred.
    if entry.card == Card::Hundreds(100)
        && t.has(i, flag::THE)
        && (t.has(i, flag::BI) || t.before(i, 1).role == Role::In)
    {
        return percent_first(t, i);
    }
    if let Some(number) = cardinals::read(t, i) {
        // لست is "I am not" unless a unit follows: لست ساعات.
        let alone = number.next == i + 1 && t.then(i + 1).unit == 0;
        if alone && t.has(i, flag::LI) && t.written(i) == "ست" {
            return None;
        }
        if entry.card == Card::Few || number.value.is_none() {
            return Some(few(t, i, number));
        }
        let (next, quantity) = measured(t, i, i, number);
        return Some(range(t, i, next, &quantity, number.scale).unwrap_or((next, quantity)));
    }
    let (next, mut quantity) = unit_alone(t, i)?;
    if let Some(found) = range(t, i, next, &quantity, 1.0) {
        return Some(found);
    }
    bounds(t, i, next, &mut quantity);
    Some((next, quantity))
}

fn negative(number: Cardinal) -> Cardinal {
    let turned = |n: Option<f64>| n.map(|n| -n);
    Cardinal { value: turned(number.value), min: turned(number.max), max: turned(number.min), ..number }
}

/// أحد, إحدى before what they are one of. Not: لم يصب أحد, أحد من, الأحد.
fn is_one_of(t: &Atoms<'_>, i: usize) -> bool {
    let next = t.atom(i + 1);
    let denied = (1..=4).any(|back| matches!(t.before(i, back).role, Role::Not | Role::Each));
    let day = t.before(i, 1).unit == DAY;
    let next_word = matches!(next.kind, Kind::Word | Kind::Noun) && next.gap == Gap::Space;
    // أحد أكبر المشروعات
    let most = matches!(t.then(i + 1).role, Role::More | Role::Less);
    let noun = next.flags & (flag::AND | flag::BI | flag::LI) == 0 && (most || !t.then(i + 1).plays());
    next_word && noun && !day && !t.has(i, flag::THE) && (!denied || t.written(i).starts_with('إ'))
}

/// عنصرين, الطالبتان; an adjective that agrees with a dual is none itself.
fn dual<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    if let Some(before) = t.back(i, 1) {
        let entry = t.entry(before);
        let two = t.has(before, flag::DUAL) || entry.count == Count::Two || entry.card == Card::Unit(2);
        let counted = t.atom(before).kind == Kind::Number || (entry.card != Card::No && entry.role != Role::OneOf);
        if !t.has(i, flag::AND) && (two || counted) {
            return None;
        }
    }
    // البلدان, الجانبان most often are two that were told of before; الشعبين السعودي والأردني are told here.
    if t.has(i, flag::PAIR | flag::THE) && !(t.is_definite(i + 1) && t.is_definite(i + 2) && joined(t, i + 2)) {
        return None;
    }
    Some((i + 1, simple(t, i, i + 1, Label::Cardinal, 2.0, Form::Dual)))
}

fn joined(t: &Atoms<'_>, i: usize) -> bool {
    t.has(i, flag::AND) || (t.atom(i).kind == Kind::Noun && t.written(i).starts_with('و'))
}

/// حيي الحيدرية وكرم الجزماتي: the construct state of the dual, told by the و between the two names.
fn construct_dual<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let names = t.is_noun(i + 1) && t.atom(i + 1).flags & flag::AND == 0;
    let joined = (i + 2..i + 6)
        .take_while(|&j| t.atom(j).gap != Gap::Line && t.mark(j) != Some('.') && t.entry(j).role != Role::From)
        .any(|j| {
            let atom = t.atom(j);
            // ولن, وأن begin another clause.
            (t.has(j, flag::AND) && t.entry(j).role == Role::No)
                || (atom.kind == Kind::Noun && t.written(j).starts_with('و') && !t.entry(j).past)
        });
    (names && joined && !t.has(i, flag::THE)).then(|| (i + 1, simple(t, i, i + 1, Label::Cardinal, 2.0, Form::Dual)))
}

/// عدة أيام.
fn several<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let entry = t.then(i + 1);
    if entry.unit == 0 || entry.count != Count::Many || t.has(i, flag::THE) {
        return None;
    }
    vague_duration(t, i, i + 1, i + 2)
}

/// A duration of a few units, `unit` being the atom of the unit.
fn vague_duration<'a>(t: &Atoms<'a>, i: usize, unit: usize, next: usize) -> Option<(usize, Quantity<'a>)> {
    let Measure::Time(letter, clock, _) = t.unit(unit).measure else { return None };
    let mut quantity = simple(t, i, next, Label::Duration, 0.0, Form::Words);
    quantity.value = None;
    (quantity.min, quantity.max) = (Some(3.0), Some(9.0));
    quantity.unit = Some(Unit::of(t, &*t.unit(unit).name, unit, unit + 1));
    quantity.iso = Some(format!("P{}X{letter}", if clock { "T" } else { "" }));
    Some((next, quantity))
}

/// بضعة أيام, بضع مئات.
fn few<'a>(t: &Atoms<'a>, i: usize, number: Cardinal) -> (usize, Quantity<'a>) {
    if number.min == Some(3.0)
        && t.then(number.next).unit > 0
        && let Some(found) = vague_duration(t, i, number.next, number.next + 1)
    {
        return found;
    }
    measured(t, i, i, number)
}

/// يومين; ساعة ونصف; شهر واحد; الأشهر الستة; أيام قليلة; لمدة عام.
fn unit_alone<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let entry = t.entry(i);
    if entry.unit == 0 || entry.ordinal > 0 {
        return None;
    }
    let next = t.then(i + 1);
    let two = Cardinal::words(i, 2.0);
    match entry.count {
        // في الدقيقتين 30 و80
        Count::Two if t.has(i, flag::THE) && t.number(i + 1).is_some() => None,
        Count::Two => {
            let (next, mut quantity) = with_unit(t, i, two, i)?;
            quantity.form = Form::Dual;
            Some((next, quantity))
        }
        Count::One | Count::OneOrTwo => {
            if let Some(found) = one_or_two(t, i) {
                return Some(found);
            }
            // ضعف العدد: twice as much; ضعف القدرة is weakness.
            let twice = t.unit(i).name == "times" && t.atom(i).flags == 0 && t.then(i + 1).amount;
            if twice {
                return with_unit(t, i, two, i);
            }
            let one = Cardinal { value: Some(1.0), ..two };
            let half = t.has(i + 1, flag::AND) && next.fraction.of > 0 && next.fraction.of < 5;
            if half && !t.has(i, flag::THE) && !t.has(i + 1, flag::THE) {
                return with_unit(t, i, one, i);
            }
            let time = matches!(t.unit(i).measure, Measure::Time(..));
            if !time || t.has(i, flag::THE) {
                return None;
            }
            if next.card == Card::Unit(1) && next.role != Role::OneOf && t.atom(i + 1).flags == 0 {
                let (_, mut quantity) = with_unit(t, i, one, i)?;
                quantity.end = t.atom(i + 1).end as usize;
                return Some((i + 2, quantity));
            }
            let lasting = t.before(i, 1).role == Role::Lasting && t.atom(i).flags == 0;
            let free = next.card == Card::No && t.number(i + 1).is_none();
            (lasting && free).then(|| with_unit(t, i, one, i)).flatten()
        }
        Count::Many => {
            // الأيام القليلة الماضية is a date without borders, أيام قليلة a duration.
            if matches!(next.role, Role::FewAdjective | Role::Several)
                && t.atom(i + 1).flags == 0
                && !t.has(i, flag::THE)
            {
                return vague_duration(t, i, i, i + 2);
            }
            // الأشهر الستة, سنوات عشر: the number behind its noun, both definite or neither.
            if t.atom(i + 1).flags != t.atom(i).flags & flag::THE || next.ordinal > 0 || next.weekday > 0 {
                return None;
            }
            let number = cardinals::sum(t, i + 1).filter(|n| n.min.is_none())?;
            // قتل قبل أيام خمسة جنود: it counts what follows.
            let measured = t.then(number.next).unit > 0 && !t.has(number.next, flag::AND);
            let counts = (t.is_noun(number.next) && !t.entry(number.next).past)
                || measured
                || number.digits
                || number.value > Some(10.0);
            if !t.has(i, flag::THE) && counts {
                return None;
            }
            let (_, mut quantity) = with_unit(t, i, Cardinal { next: i, ..number }, i)?;
            quantity.end = t.atom(number.next - 1).end as usize;
            Some((number.next, quantity))
        }
    }
}

/// بالمئة 10, as right-to-left typing has it.
fn percent_first<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let number = t.number(i + 1).filter(|_| t.has(i, flag::BI))?;
    let after_number = t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number || t.entry(b).card != Card::No);
    if after_number || number.flags != 0 || t.then(i + 2).unit > 0 {
        return None;
    }
    let mut quantity = simple(t, i, i + 2, Label::Percent, number.value, Form::Digits);
    quantity.unit = Some(Unit::of(t, "percent", i, i + 1));
    Some((i + 2, quantity))
}
