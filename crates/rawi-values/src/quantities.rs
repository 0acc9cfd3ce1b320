//! Numbers with what they say: how they are bounded, what they measure, what kind of number they are.

use crate::atoms::{Atoms, Gap, Kind};
use crate::cardinals::{self, Cardinal};
use crate::flag;
use crate::vocabulary::{Card, Count, DAY, Entry, Measure, Role};

/// The kind of a number, by Wojood's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Cardinal,
    Ordinal,
    Percent,
    Money,
    Quantity,
    Duration,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Digits,
    Words,
    Mixed,
    Dual,
}

/// A number in a text. Offsets in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: Label,
    pub(crate) value: Option<f64>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) unit: Option<Unit<'a>>,
    pub(crate) form: Form,
    /// Of a duration, ISO 8601.
    pub(crate) iso: Option<String>,
}

impl Quantity<'_> {
    /// Whether what the words name is a number of this world: `1e300 مليار` is none.
    fn is_finite(&self) -> bool {
        [self.value, self.min, self.max].into_iter().flatten().all(f64::is_finite)
    }
}

/// A unit and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit<'a> {
    pub(crate) name: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

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
        match quantity(t, i) {
            Some((end, quantity)) => {
                // A unit that belongs to a date or a name is none of the number: الدورة الـ36 | عام 2012.
                let free = |quantity: &Quantity<'_>| span.is_none_or(|(start, _)| quantity.end <= start);
                // A name that is nothing but the unit, or a word of it, does not take it: دولار أميركي.
                let own = |unit: &Unit<'_>| {
                    span.is_none_or(|(start, end)| unit.end <= start || (unit.start <= start && end <= unit.end))
                };
                let unit_free = quantity.unit.as_ref().is_none_or(own);
                let bare =
                    || cardinals::read(t, i).map(|n| (n.next, simple(t, i, n.next, Label::Cardinal, 0.0, form(&n)), n));
                if !quantity.is_finite() {
                    next = end;
                } else if free(&quantity) && unit_free {
                    found.push(quantity);
                    next = end;
                } else if let Some((end, quantity, number)) = bare().filter(|(_, quantity, _)| free(quantity)) {
                    found.push(Quantity { value: number.value, min: number.min, max: number.max, ..quantity });
                    next = end;
                }
            }
            None => next = chain(t, i).unwrap_or(next),
        }
    }
    found
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

/// Digits joined by signs to more than a number: telephone numbers, articles of a law, versions. They are passed over.
fn chain(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let mut next = i;
    while t.atom(next).kind == Kind::Number
        && t.atom(next + 1).gap == Gap::None
        && matches!(t.sign(next + 1), Some('-' | '/' | '.' | ':'))
        && t.atom(next + 2).kind == Kind::Number
        && t.atom(next + 2).gap == Gap::None
    {
        next += 2;
    }
    (next > i + 2).then_some(next + 1)
}

fn quantity<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    if chain(t, i).is_some() {
        return None;
    }
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
        Role::OneOf if t.then(i + 1).card != Card::Ten && !is_one_of(t, i) => return None,
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
        return Some(range(t, i, number).unwrap_or_else(|| measured(t, i, i, number)));
    }
    let (next, mut quantity) = unit_alone(t, i)?;
    bounds(t, i, next, &mut quantity);
    Some((next, quantity))
}

fn negative(number: Cardinal) -> Cardinal {
    let turned = |n: Option<f64>| n.map(|n| -n);
    Cardinal { value: turned(number.value), min: turned(number.max), max: turned(number.min), ..number }
}

fn simple<'a>(t: &Atoms<'a>, i: usize, next: usize, label: Label, value: f64, form: Form) -> Quantity<'a> {
    Quantity {
        start: t.atom(i).start as usize,
        end: t.atom(next - 1).end as usize,
        label,
        value: Some(value),
        min: None,
        max: None,
        unit: None,
        form,
        iso: None,
    }
}

/// أحد, إحدى before what they are one of. Not: لم يصب أحد, أحد من, الأحد.
fn is_one_of(t: &Atoms<'_>, i: usize) -> bool {
    let next = t.atom(i + 1);
    let denied = (1..=4).any(|back| matches!(t.before(i, back).role, Role::Not | Role::Each));
    let day = t.before(i, 1).unit == DAY;
    let next_word = matches!(next.kind, Kind::Word | Kind::Noun) && next.gap == Gap::Space;
    let noun = next.flags & (flag::AND | flag::BI | flag::LI) == 0 && !t.then(i + 1).plays();
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
    let label = Label::Cardinal;
    Some((i + 1, simple(t, i, i + 1, label, 2.0, Form::Dual)))
}

/// حيي الحيدرية وكرم الجزماتي: the construct state of the dual, told by the و between the two names.
fn construct_dual<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let names = t.is_noun(i + 1) && t.atom(i + 1).flags & flag::AND == 0;
    let joined =
        (i + 2..i + 6).take_while(|&j| t.atom(j).gap != Gap::Line && t.atom(j).kind != Kind::Sign('.')).any(|j| {
            let atom = t.atom(j);
            t.has(j, flag::AND) || (atom.kind == Kind::Noun && t.written(j).starts_with('و'))
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
    quantity.unit = Some(unit_at(t, unit));
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
    let two = Cardinal { next: i, value: Some(2.0), min: None, max: None, digits: false, words: true, scale: 1.0 };
    match entry.count {
        Count::Two => {
            let (next, mut quantity) = with_unit(t, i, two, i)?;
            quantity.form = Form::Dual;
            Some((next, quantity))
        }
        Count::One | Count::OneOrTwo => {
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
            // الأشهر الستة: the number behind its noun, both definite.
            if !(t.has(i, flag::THE) && t.atom(i + 1).flags == flag::THE) || next.ordinal > 0 || next.weekday > 0 {
                return None;
            }
            let number = cardinals::sum(t, i + 1).filter(|n| n.min.is_none())?;
            let (_, mut quantity) = with_unit(t, i, Cardinal { next: i, ..number }, i)?;
            quantity.end = t.atom(number.next - 1).end as usize;
            Some((number.next, quantity))
        }
    }
}

/// ما بين 10 و20, 5-7: two numbers are one range.
fn range<'a>(t: &Atoms<'a>, i: usize, least: Cardinal) -> Option<(usize, Quantity<'a>)> {
    let between = t.before(i, 1).role == Role::Between && t.has(least.next, flag::AND);
    let second = if between { least.next } else { hyphenated(t, i, least)? };
    let most = cardinals::read(t, second)?;
    let (mut low, high) = (least.value?, most.value?);
    // بين 10 و20 ألفا: the scale counts for both.
    if low < 1000.0 && most.scale >= 1000.0 && low * most.scale < high {
        low *= most.scale;
    }
    if low >= high || least.min.is_some() || most.min.is_some() {
        return None;
    }
    let both = Cardinal {
        value: None,
        min: Some(low),
        max: Some(high),
        digits: least.digits || most.digits,
        words: least.words || most.words,
        ..most
    };
    Some(measured(t, i, i, both))
}

/// 5-7: digits around a hyphen without spaces, the smaller before the larger, so that it is no score; the atom of the second
/// number.
fn hyphenated(t: &Atoms<'_>, i: usize, least: Cardinal) -> Option<usize> {
    let tight = |i: usize| t.atom(i).gap == Gap::None;
    let second = t.number(i + 2).filter(|n| n.flags == 0 && n.value > t.atom(i).value)?;
    let score = (1..=3).any(|back| t.back(i, back).is_some_and(|b| t.written(b).ends_with("نتيجة")));
    let digits = t.atom(i).kind == Kind::Number && least.next == i + 1 && second.kind == Kind::Number;
    (digits && !score && t.sign(i + 1) == Some('-') && tight(i + 1) && tight(i + 2)).then_some(i + 2)
}

/// بالمئة 10, as right-to-left typing has it.
fn percent_first<'a>(t: &Atoms<'a>, i: usize) -> Option<(usize, Quantity<'a>)> {
    let number = t.number(i + 1).filter(|_| t.has(i, flag::BI))?;
    let after_number = t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number || t.entry(b).card != Card::No);
    if after_number || number.flags != 0 || t.then(i + 2).unit > 0 {
        return None;
    }
    let mut quantity = simple(t, i, i + 2, Label::Percent, number.value, Form::Digits);
    quantity.unit = Some(Unit { name: "percent", start: t.atom(i).start as usize, end: t.atom(i).end as usize });
    Some((i + 2, quantity))
}

/// Whether percent words or a percent sign begin at `i`: the atom behind them.
fn is_percent(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let hundred = |i: usize| t.then(i).card == Card::Hundreds(100);
    if t.sign(i) == Some('%') || (t.has(i, flag::BI) && hundred(i)) {
        Some(i + 1)
    } else if t.then(i).role == Role::In && hundred(i + 1) && (t.has(i + 1, flag::THE) || t.atom(i + 1).flags == 0) {
        Some(i + 2)
    } else {
        None
    }
}

fn form(number: &Cardinal) -> Form {
    match (number.digits, number.words) {
        (true, false) => Form::Digits,
        (false, _) => Form::Words,
        (true, true) => Form::Mixed,
    }
}

fn unit_at<'a>(t: &Atoms<'a>, i: usize) -> Unit<'a> {
    let atom = t.atom(i);
    Unit { name: &t.unit(i).name, start: atom.start as usize, end: atom.end as usize }
}

/// The number that was read from atom `core` on, with its sign at `first`, its unit and its bounds.
fn measured<'a>(t: &Atoms<'a>, first: usize, core: usize, number: Cardinal) -> (usize, Quantity<'a>) {
    let (next, mut quantity) = counted(t, first, core, number);
    // Both brackets of (50) ألف are in the span or none.
    if let Some(closing) = (core + 1..number.next).find(|&i| t.atom(i).kind == Kind::Sign(')')) {
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
    let sign = |i: usize| Unit { name: "", start: t.atom(i).start as usize, end: t.atom(i).end as usize };
    if let Some(end) = is_percent(t, next) {
        quantity.label = Label::Percent;
        quantity.unit = Some(Unit { name: "percent", end: t.atom(end - 1).end as usize, ..sign(next) });
        quantity.end = t.atom(end - 1).end as usize;
        return (end, quantity);
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
        quantity.unit = Some(Unit { name: "percent", ..sign(b) });
        return (next, quantity);
    }
    let currency = |c: char| match c {
        '$' => Some("USD"),
        '€' => Some("EUR"),
        '£' => Some("GBP"),
        '¥' => Some("JPY"),
        '﷼' => Some("riyal"),
        _ => None,
    };
    let after = t.sign(next).and_then(currency).map(|name| (next, name));
    if let Some((at, name)) = before_sign.and_then(|(b, c)| Some((b, currency(c)?))).or(after) {
        quantity.label = Label::Money;
        quantity.unit = Some(Unit { name, ..sign(at) });
        return (next.max(at + 1), quantity);
    }
    // The Arabic abbreviation of the metre is the one of the Gregorian calendar: it stands behind digits.
    if t.then(next).role == Role::Gregorian && t.written(next) == "م" && number.digits && t.atom(next).flags == 0 {
        quantity.label = Label::Quantity;
        quantity.unit = Some(Unit { name: "m", ..sign(next) });
        return (next + 1, quantity);
    }
    // خمس الساعة is a fifth of something, no duration of its own.
    let part = number.value.is_some_and(|n| n.fract() != 0.0) && number.words && t.has(next, flag::THE);
    if t.then(next).unit > 0
        && !part
        && t.atom(next).flags & (flag::AND | flag::BI | flag::LI) == 0
        && t.then(next).ordinal == 0
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
        return (end, quantity);
    }
    if quantity.label == Label::Cardinal && is_ordinal(t, core, &number) {
        quantity.label = Label::Ordinal;
    }
    (next, quantity)
}

/// الكتاب الثلاثون: definite tens behind a definite noun, or alone, rank it.
fn is_ordinal(t: &Atoms<'_>, i: usize, number: &Cardinal) -> bool {
    let tens = number.value.is_some_and(|n| (20.0..100.0).contains(&n)) && !number.digits;
    let counts = t.is_noun(number.next) && !t.is_definite(number.next);
    t.has(i, flag::THE) && tens && number.min.is_none() && !counts
}

/// A number and the unit at atom `unit`; of a duration the span takes in the unit, and smaller units behind it.
fn with_unit<'a>(t: &Atoms<'a>, i: usize, number: Cardinal, unit: usize) -> Option<(usize, Quantity<'a>)> {
    let words = t.unit(unit);
    let mut quantity = simple(t, i, unit + 1, Label::Quantity, 0.0, form(&number));
    (quantity.value, quantity.min, quantity.max) = (number.value, number.min, number.max);
    quantity.unit = Some(unit_at(t, unit));
    let mut next = unit + 1;
    // ساعة ونصف, ثلاثة أشهر ونصف.
    let half = t.then(next).fraction;
    if t.has(next, flag::AND) && !t.has(next, flag::THE) && half.of > 0 && half.of < 5 && !half.plural {
        quantity.value = quantity.value.map(|n| n + f64::from(half.parts) / f64::from(half.of));
        next += 1;
        quantity.end = t.atom(next - 1).end as usize;
    }
    match words.measure {
        Measure::Time(letter, clock, times) => {
            quantity.label = Label::Duration;
            // 1e308 قرنا has no number of years.
            let of = |n: f64| Some(n * f64::from(times)).filter(|n| n.is_finite());
            let Some(value) = quantity.value else {
                let (least, most) = (of(number.min?)?, of(number.max?)?);
                let t = if clock { "T" } else { "" };
                quantity.iso = Some(format!("P{t}{least}{letter}/P{t}{most}{letter}"));
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
            let end = t.atom(next - 1).end as usize;
            quantity.unit = Some(Unit { name, end, ..unit_at(t, unit) });
        }
        Measure::Quantity => {
            let (name, end) = compound_unit(t, unit, next)?;
            quantity.unit = Some(Unit { name, end: t.atom(end - 1).end as usize, ..unit_at(t, unit) });
            next = end;
        }
    }
    Some((next, quantity))
}

/// كيلو متر, متر مربع: the unit's name and the atom behind it.
fn compound_unit<'a>(t: &Atoms<'a>, unit: usize, next: usize) -> Option<(&'a str, usize)> {
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
    Some(match (name, t.then(next).role) {
        ("m", Role::Square) => ("m²", next + 1),
        ("km", Role::Square) => ("km²", next + 1),
        ("m", Role::Cubic) => ("m³", next + 1),
        _ => (name, next),
    })
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
        if smaller == 0 || smaller >= unit || (at > next && t.atom(at).flags != 0) || t.entry(at).ordinal > 0 {
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

/// The bound that the words around a number give: أكثر من, ما لا يقل عن, على الأقل.
fn bounds(t: &Atoms<'_>, first: usize, next: usize, quantity: &mut Quantity<'_>) {
    let Some(value) = quantity.value.filter(|_| quantity.min.is_none() && quantity.max.is_none()) else { return };
    let role = |back: usize| t.before(first, back).role;
    let (mut least, mut most) = (false, false);
    match (role(1), role(2)) {
        (Role::From, Role::More) => least = true,
        (Role::From, Role::Less) | (Role::Less, _) => most = true,
        (Role::More, _) if t.before(first, 1).dual_noun || role(1) == Role::More => {
            least = t.back(first, 1).is_some_and(|b| t.written(b) == "فوق");
        }
        _ => {}
    }
    // يقل عن, يزيد على; the preposition may be missing (يتجاوز 100); لا before the verb turns it.
    for back in 1..=2 {
        let verb = role(back);
        if back == 2 && !matches!(role(1), Role::On | Role::Particle) {
            break;
        }
        if matches!(verb, Role::Falls | Role::Exceeds) {
            let denied = role(back + 1) == Role::Not && t.back(first, back + 1).is_some_and(|b| t.written(b) != "ما");
            least = (verb == Role::Exceeds) != denied;
            most = !least;
        }
    }
    // على الأقل, على الأكثر, behind the number or its noun.
    for at in next..next + 3 {
        if t.then(at).role == Role::On && t.has(at + 1, flag::THE) && t.atom(at).flags == 0 {
            least |= t.then(at + 1).role == Role::Less;
            most |= t.then(at + 1).role == Role::More;
        }
        if t.atom(at + 1).gap == Gap::Line || matches!(t.atom(at).kind, Kind::Sign(_)) {
            break;
        }
    }
    if least {
        quantity.min = Some(value);
    } else if most {
        quantity.max = Some(value);
    }
}
