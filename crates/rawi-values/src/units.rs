//! What a number measures: percentages, money, durations, and units of all kinds.

use crate::atoms::{Atoms, Gap, Kind};
use crate::bounds::bounds;
use crate::cardinals::{self, Cardinal};
use crate::flag;
use crate::letters::{code, pack};
use crate::quantity::{Label, Quantity, Unit, form, simple};
use crate::vocabulary::{Card, Count, Measure, Role};
use std::borrow::Cow;

/// Whether percent words or a percent sign begin at `i`: the atom behind them, and how they are called.
fn percent(t: &Atoms<'_>, i: usize) -> Option<(usize, &'static str)> {
    let of = |i: usize| match t.then(i).card {
        Card::Hundreds(100) => Some("percent"),
        Card::Scale(3, Count::One) => Some("permille"),
        _ => None,
    };
    match t.sign(i) {
        Some('%') => return Some((i + 1, "percent")),
        Some('‰') => return Some((i + 1, "permille")),
        _ => {}
    }
    if t.has(i, flag::BI)
        && let Some(name) = of(i)
    {
        return (name == "percent" || t.has(i, flag::THE)).then_some((i + 1, name));
    }
    let behind = Some(i + 1).filter(|_| t.then(i).role == Role::In && t.atom(i).flags == 0)?;
    let name = of(behind)?;
    let fits = t.has(behind, flag::THE) || (t.atom(behind).flags == 0 && name == "percent");
    // في الألف شخص counts them.
    (fits && !(name == "permille" && t.is_noun(behind + 1))).then_some((behind + 1, name))
}

/// The number that was read from atom `core` on, with its sign at `first`, its unit and its bounds.
pub(crate) fn measured<'a>(t: &Atoms<'a>, first: usize, core: usize, number: Cardinal) -> (usize, Quantity<'a>) {
    let (next, mut quantity) = counted(t, first, core, number);
    // Both brackets of (50) ألف are in the span or none.
    if let Some(closing) = (core + 1..number.next).find(|&i| cardinals::closes(t, i)) {
        if quantity.end == t.atom(closing).end as usize {
            quantity.end = t.atom(closing - 1).end as usize;
        } else if first == core {
            quantity.start = t.atom(core - 1).start as usize;
        }
    }
    (next, quantity)
}

fn counted<'a>(t: &Atoms<'a>, first: usize, core: usize, number: Cardinal) -> (usize, Quantity<'a>) {
    let next = number.next;
    let mut quantity =
        Quantity { min: number.min, max: number.max, ..simple(t, first, next, Label::Cardinal, 0.0, form(&number)) };
    quantity.value = number.value;
    bounds(t, first, next, &mut quantity);
    if let Some((end, name)) = percent(t, next) {
        return in_hundreds(t, next, end, name, quantity);
    }
    let before = t.back(first, 1).filter(|_| first > 0);
    let before_sign = before.and_then(|b| match t.atom(b).kind {
        Kind::Sign(c) => Some((b, c)),
        _ => None,
    });
    if let Some((b, '%')) = before_sign
        && t.atom(first).gap == Gap::None
        && !t.back(b, 1).is_some_and(|n| t.atom(n).kind == Kind::Number)
    {
        quantity.label = Label::Percent;
        quantity.start = t.atom(b).start as usize;
        quantity.unit = Some(Unit::of(t, "percent", b, b + 1));
        return (next, quantity);
    }
    if let Some(end) = money_by_sign(t, before, next, &mut quantity) {
        return (end, quantity);
    }
    if let Some((end, name)) = degrees(t, next) {
        quantity.label = Label::Quantity;
        quantity.unit = Some(Unit::of(t, name, next, end));
        return (below_zero(t, end, &mut quantity), quantity);
    }
    // The Arabic abbreviation of the metre is the one of the Gregorian calendar: it stands behind digits.
    if t.then(next).role == Role::Gregorian && t.written(next) == "م" && number.digits && t.atom(next).flags == 0 {
        let (name, end) = rate(t, powered(t, "m".into(), next + 1));
        quantity.label = Label::Quantity;
        quantity.unit = Some(Unit::of(t, name, next, end));
        return (end, quantity);
    }
    // خمس الساعة is a fifth of something, no duration of its own.
    let part = number.value.is_some_and(|n| n.fract() != 0.0) && number.words && t.has(next, flag::THE);
    if t.then(next).unit > 0
        && !part
        && t.atom(next).flags & (flag::AND | flag::BI | flag::LI) == 0
        && (t.then(next).ordinal == 0 || number.value.is_some_and(|n| counts_seconds(t, next, n)))
        && !is_most(t, next)
        && let Some((end, with)) = with_unit(t, core, number, next)
    {
        let duration = with.label == Label::Duration;
        quantity.label = with.label;
        quantity.unit = with.unit;
        quantity.iso = with.iso;
        quantity.value = with.value;
        // A half behind the unit is part of the bound too: أقل من ساعة ونصف.
        if number.min.is_none() && number.max.is_none() {
            quantity.min = quantity.min.and(with.value);
            quantity.max = quantity.max.and(with.value);
        }
        if duration {
            quantity.end = with.end;
        }
        return (below_zero(t, end, &mut quantity), quantity);
    }
    if quantity.label == Label::Cardinal && is_ordinal(t, core, &number) {
        quantity.label = Label::Ordinal;
    }
    (below_zero(t, next, &mut quantity), quantity)
}

/// A number with percent words at `next..end`, and the half behind them: خمسة بالمئة ونصف.
fn in_hundreds<'a>(
    t: &Atoms<'a>,
    next: usize,
    end: usize,
    name: &'static str,
    mut quantity: Quantity<'a>,
) -> (usize, Quantity<'a>) {
    quantity.label = Label::Percent;
    quantity.unit = Some(Unit::of(t, name, next, end));
    quantity.end = t.atom(end - 1).end as usize;
    let half = t.then(end).fraction;
    let part = t.has(end, flag::AND) && !t.has(end, flag::THE) && (2..5).contains(&half.of) && !half.plural;
    // ونصف السكان is another number.
    if part && !t.is_noun(end + 1) && t.then(end + 1).unit == 0 && quantity.value.is_some_and(|n| n.fract() == 0.0) {
        let more = f64::from(half.parts) / f64::from(half.of);
        quantity.value = quantity.value.map(|n| n + more);
        quantity.min = quantity.min.map(|n| n + more);
        quantity.max = quantity.max.map(|n| n + more);
        quantity.end = t.atom(end).end as usize;
        return (end + 1, quantity);
    }
    (end, quantity)
}

/// $20, 20$, USD 20: the atom behind the number and its sign.
fn money_by_sign<'a>(t: &Atoms<'a>, before: Option<usize>, next: usize, quantity: &mut Quantity<'a>) -> Option<usize> {
    let currency = |i: usize| match t.atom(i).kind {
        Kind::Sign('$') => Some("USD"),
        Kind::Sign('€') => Some("EUR"),
        Kind::Sign('£') => Some("GBP"),
        Kind::Sign('¥') => Some("JPY"),
        Kind::Sign('﷼') => Some("riyal"),
        _ => None,
    };
    let latin = |i: usize| {
        let unit = t.unit(i);
        (t.is_latin(i) && unit.measure == Measure::Money).then(|| unit.otherwise.as_deref().unwrap_or(&unit.name))
    };
    let behind = if t.atom(next).gap == Gap::Line { None } else { currency(next).map(|name| (next, name)) };
    let in_front = before.and_then(|b| Some((b, currency(b).or_else(|| latin(b))?)));
    // 5 USD 7: the code behind a number is its own.
    let free =
        |&(at, _): &(usize, &str)| !t.is_latin(at) || !t.back(at, 1).is_some_and(|b| t.atom(b).kind == Kind::Number);
    let (at, name) = in_front.filter(free).or(behind)?;
    quantity.label = Label::Money;
    quantity.unit = Some(Unit::of(t, name, at, at + 1));
    Some(next.max(at + 1))
}

/// 45°, 45 °م, 45 °C at `i`: the atom behind it and the unit.
fn degrees(t: &Atoms<'_>, i: usize) -> Option<(usize, &'static str)> {
    if t.sign(i) != Some('°') {
        return None;
    }
    let celsius = t.then(i + 1).role == Role::Gregorian && t.written(i + 1) == "م";
    Some(match t.written(i + 1) {
        _ if t.atom(i + 1).gap != Gap::None => (i + 1, "degree"),
        "C" => (i + 2, "°C"),
        "F" => (i + 2, "°F"),
        _ if celsius => (i + 2, "°C"),
        _ => (i + 1, "degree"),
    })
}

/// تحت الصفر, دون الصفر at `i` behind a quantity turn it negative: the atom behind them.
fn below_zero(t: &Atoms<'_>, i: usize, quantity: &mut Quantity<'_>) -> usize {
    let below = matches!(t.then(i).role, Role::Below | Role::Not) && t.atom(i).flags == 0;
    let counts = matches!(quantity.label, Label::Cardinal | Label::Quantity);
    if !below || !counts || t.then(i + 1).card != Card::Zero || !t.has(i + 1, flag::THE) {
        return i;
    }
    let turned = |n: Option<f64>| n.map(|n| -n.abs());
    (quantity.min, quantity.max) = (turned(quantity.max), turned(quantity.min));
    quantity.value = turned(quantity.value);
    i + 2
}

/// Whether ثانية at `i` is a second behind so many: from eleven on a noun is counted in the singular, and an ordinal is not.
fn counts_seconds(t: &Atoms<'_>, i: usize, count: f64) -> bool {
    t.atom(i).flags == 0 && (count >= 11.0 || count.fract() != 0.0)
}

/// أحد أشهر الشعراء: the most famous of them, and no months.
fn is_most(t: &Atoms<'_>, i: usize) -> bool {
    let one_of = t.back(i, 1).is_some_and(|b| t.entry(b).role == Role::OneOf);
    one_of && matches!(t.unit(i).measure, Measure::Time(..))
}

/// الكتاب الثلاثون: definite tens behind a definite noun, or alone, rank it.
fn is_ordinal(t: &Atoms<'_>, i: usize, number: &Cardinal) -> bool {
    let tens = number.value.is_some_and(|n| (20.0..100.0).contains(&n)) && !number.digits;
    let counts = t.is_noun(number.next) && !t.is_definite(number.next);
    // المنظمات العشرون are twenty of them.
    let of_many = t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Noun && is_plural(t.written(b)));
    !of_many && t.has(i, flag::THE) && tens && number.min.is_none() && !counts
}

/// Whether the letters of a definite noun are those of a plural: المنظمات, الوزراء.
fn is_plural(written: &str) -> bool {
    pack(written).is_some_and(|word| {
        let long = word.nth_last(1) == code('ا') && word.len() >= 6;
        long && (word.nth_last(0) == code('ت') || word.nth_last(0) == code('ء'))
    })
}

/// A number and the unit at atom `unit`; of a duration the span takes in the unit, and smaller units behind it.
pub(crate) fn with_unit<'a>(t: &Atoms<'a>, i: usize, number: Cardinal, unit: usize) -> Option<(usize, Quantity<'a>)> {
    let mut quantity = simple(t, i, unit + 1, Label::Quantity, 0.0, form(&number));
    (quantity.value, quantity.min, quantity.max) = (number.value, number.min, number.max);
    let mut next = unit + 1;
    let pair = [t.atom(unit).entry, t.atom(next).entry];
    let two = t
        .lexicon
        .unit_of_two(pair)
        .filter(|_| t.atom(next).gap != Gap::Line && t.atom(next).flags & (flag::AND | flag::BI | flag::LI) == 0);
    let words = two.map_or_else(|| t.unit(unit), |two| t.lexicon.unit(two));
    next += usize::from(two.is_some());
    quantity.unit = Some(Unit::of(t, &*words.name, unit, next));
    let named = next;
    // ساعة ونصف, ثلاثة أشهر ونصف.
    let half = t.then(next).fraction;
    if t.has(next, flag::AND) && !t.has(next, flag::THE) && half.of > 0 && half.of < 5 && !half.plural {
        quantity.value = quantity.value.map(|n| n + f64::from(half.parts) / f64::from(half.of));
        next += 1;
        // متر ونصف المتر
        if t.has(next, flag::THE) && t.then(next).unit == t.entry(unit).unit && t.atom(next).flags == flag::THE {
            next += 1;
        }
        quantity.end = t.atom(next - 1).end as usize;
    }
    match words.measure {
        Measure::Time(letter, clock, times) => {
            quantity.label = Label::Duration;
            // 1e308 قرنا has no number of years.
            let of = |n: f64| Some(n * f64::from(times)).filter(|n| n.is_finite());
            let end = t.atom(next - 1).end as usize;
            let Some(value) = quantity.value else {
                let t = if clock { "T" } else { "" };
                // آلاف السنين have no end that ISO 8601 could write.
                if let Some(max) = number.max {
                    let (least, most) = (of(number.min?)?, of(max)?);
                    quantity.iso = Some(format!("P{t}{least}{letter}/P{t}{most}{letter}"));
                }
                quantity.end = end;
                return Some((next, quantity));
            };
            if value < 0.0 {
                return None;
            }
            // Parts of an hour are minutes: نصف ساعة is PT30M.
            let minutes = value * 60.0;
            let mut iso = match letter {
                'H' if value.fract() != 0.0 && (minutes - minutes.round()).abs() < 1e-6 => {
                    format!("PT{}M", minutes.round())
                }
                _ => format!("P{}{}{letter}", if clock { "T" } else { "" }, of(value)?),
            };
            next = smaller_units(t, next, t.entry(unit).unit, clock, &mut iso, &mut quantity.end);
            quantity.iso = Some(iso);
        }
        Measure::Money => {
            quantity.label = Label::Money;
            let nationality = t.then(next).nationality;
            let told = t.lexicon.currency(nationality, &words.name).filter(|_| t.atom(next).flags & flag::AND == 0);
            next += usize::from(told.is_some());
            // The dollar of the news is that of the United States unless another is named.
            let name = told.or(words.otherwise.as_deref()).unwrap_or(&words.name);
            let end = if told.is_some() { next } else { named };
            quantity.unit = Some(Unit::of(t, name, unit, end));
        }
        Measure::Quantity if two.is_some() => {
            let (name, end) = rate(t, (Cow::Borrowed(&*words.name), next));
            quantity.unit = Some(Unit::of(t, name, unit, end));
            next = end;
        }
        Measure::Quantity => {
            let (name, end) = rate(t, compound_unit(t, unit, next)?);
            quantity.unit = Some(Unit::of(t, name, unit, end));
            next = end;
        }
    }
    Some((next, quantity))
}

/// A unit's name and the atom behind it.
type Named<'a> = (Cow<'a, str>, usize);

/// كيلو متر, متر مربع.
fn compound_unit<'a>(t: &Atoms<'a>, unit: usize, next: usize) -> Option<Named<'a>> {
    let name = t.unit(unit).name.as_str();
    let free = t.atom(next).flags == 0;
    let following = t.lexicon.unit(t.then(next).unit).name.as_str();
    let (name, next) = match (name, following) {
        ("kilo", "m") if free => ("km", next + 1),
        ("kilo", "g") if free => ("kg", next + 1),
        ("kilo", "W") if free => ("kW", next + 1),
        ("kilo", _) => ("kg", next),
        ("milli", "m") if free => ("mm", next + 1),
        ("milli", "l") if free => ("ml", next + 1),
        ("milli", _) => return None,
        _ => (name, next),
    };
    Some(powered(t, Cow::Borrowed(name), next))
}

/// Units of length, of which there are squares and cubes.
const LENGTHS: [&str; 8] = ["m", "km", "cm", "mm", "mile", "foot", "inch", "yard"];

/// Whether a unit, by its name, is one of length.
pub(crate) fn is_length(name: &str) -> bool {
    LENGTHS.contains(&name)
}

/// متر مربع, كم², م3: the power behind a unit of length.
fn powered<'a>(t: &Atoms<'_>, name: Cow<'a, str>, next: usize) -> Named<'a> {
    if !is_length(&name) {
        return (name, next);
    }
    let tight = t.atom(next).gap == Gap::None;
    let power = match (t.then(next).role, t.atom(next).kind) {
        (Role::Square, _) => "²",
        (Role::Cubic, _) => "³",
        (_, Kind::Number) if tight && t.atom(next).plain == 1 && t.atom(next).value == 2.0 => "²",
        (_, Kind::Number) if tight && t.atom(next).plain == 1 && t.atom(next).value == 3.0 => "³",
        (_, Kind::Opaque) if tight && matches!(t.written(next), "²" | "³") => t.written(next),
        _ => return (name, next),
    };
    (Cow::Owned(format!("{name}{power}")), next + 1)
}

/// كم/س, مترا في الثانية, برميل يوميا: what is measured, by a unit of time.
fn rate<'a>(t: &Atoms<'a>, (name, next): Named<'a>) -> Named<'a> {
    let stroke = t.sign(next) == Some('/');
    let at = next + usize::from(stroke || (t.then(next).role == Role::In && t.atom(next).flags == 0));
    if t.atom(at).gap == Gap::Line || t.atom(at).flags & !flag::THE != 0 {
        return (name, next);
    }
    // في الساعة الأولى, في اليوم التالي are times and no rates.
    let plain = t.has(at, flag::THE) && t.entry(at).count == Count::One && !t.is_definite(at + 1);
    let fits = stroke || (at > next && plain);
    let time = match fits || at == next {
        true => t.lexicon.per(t.bare(at), at == next),
        false => None,
    };
    match time.map(|time| time.name.as_str()) {
        None => (name, next),
        Some(time) => {
            let short = match time {
                "second" => "s",
                "minute" => "min",
                "hour" => "h",
                time => time,
            };
            (Cow::Owned(format!("{name}/{short}")), at + 1)
        }
    }
}

/// ساعة و20 دقيقة: smaller units, each behind و.
fn smaller_units(
    t: &Atoms<'_>,
    mut next: usize,
    mut unit: u16,
    mut clock: bool,
    iso: &mut String,
    end: &mut usize,
) -> usize {
    while t.has(next, flag::AND) && t.atom(next).gap != Gap::Line {
        let (at, value) = match cardinals::sum(t, next) {
            Some(Cardinal { next: at, value: Some(value), min: None, .. }) => (at, value),
            _ if t.entry(next).unit > 0 && t.entry(next).count == Count::Two => (next, 2.0),
            _ => break,
        };
        let smaller = if at == next { t.entry(at).unit } else { t.then(at).unit };
        let Measure::Time(letter, of_clock, 1) = t.lexicon.unit(smaller).measure else { break };
        if smaller == 0
            || smaller >= unit
            || (at > next && t.atom(at).flags != 0)
            || (t.entry(at).ordinal > 0 && !counts_seconds(t, at, value))
        {
            break;
        }
        if of_clock && !clock {
            iso.push('T');
            clock = true;
        }
        iso.push_str(&format!("{value}{letter}"));
        unit = smaller;
        next = at + 1;
        *end = t.atom(at).end as usize;
    }
    next
}
