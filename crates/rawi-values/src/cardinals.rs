//! The grammar of cardinal numbers in words and digits.
//!
//! A number is a sum of groups joined by و, each smaller than the one before: مليون, وثلاثمئة ألف, وخمسة وعشرون. A
//! group is a number below a thousand (units before tens: خمسة وعشرون) with the scale it counts; a fraction may end it.

use crate::atoms::{Atom, Atoms, Gap, Kind};
use crate::flag;
use crate::letters::pack;
use crate::vocabulary::{CENTURY, Card, Count, DAY, Role};
use rawi_arabic::digit_value;

/// A number that ends before atom `next`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cardinal {
    pub(crate) next: usize,
    /// What the words name; none of a vague quantity (آلاف, بضعة).
    pub(crate) value: Option<f64>,
    /// The range of a vague quantity.
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) digits: bool,
    pub(crate) words: bool,
    /// The scale of its last group.
    pub(crate) scale: f64,
}

impl Cardinal {
    /// A number in words.
    pub(crate) fn words(next: usize, value: f64) -> Self {
        Self::exact(next, value, 1.0)
    }

    fn exact(next: usize, value: f64, scale: f64) -> Self {
        Self { next, value: Some(value), min: None, max: None, digits: false, words: true, scale }
    }
}

/// Scales that multiply in a row at most: مئة ألف مليار. How far a number reaches has a bound, whatever the text repeats.
const MAX_SCALES: usize = 3;
/// Groups of thousands behind the first at most.
const MAX_GROUPS: usize = 6;

fn adds(t: &Atoms<'_>, i: usize) -> bool {
    t.has(i, flag::AND) && t.atom(i).gap != Gap::Line
}

/// Whether atom `i` may be what the number right before it counts.
fn counts(t: &Atoms<'_>, i: usize) -> bool {
    !adds(t, i) && (t.is_noun(i) || t.then(i).unit > 0)
}

/// Reads the number that begins at atom `i`, with its fraction: `ثلاثة ملايين ونصف`, `خمسة أثمان`, `١ على ٢٠`.
pub(crate) fn read(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let number = match lone_fraction(t, i) {
        Some(fraction) => fraction,
        None => {
            let sum = sum(t, i)?;
            with_fraction(t, i, sum)
        }
    };
    Some(odd(t, ratio(t, i, number)))
}

/// ونيف behind a number: so many more, up to the next round one.
fn odd(t: &Atoms<'_>, number: Cardinal) -> Cardinal {
    let Some(value) = number.value.filter(|n| adds(t, number.next) && n.fract() == 0.0 && *n >= 10.0) else {
        return number;
    };
    if t.then(number.next).card != Card::Odd {
        return number;
    }
    Cardinal { next: number.next + 1, words: true, ..more_than(number, value) }
}

/// A number some more than `value`: 21 to 29 of 20, 101 to 199 of 100.
fn more_than(number: Cardinal, value: f64) -> Cardinal {
    let mut step = 1.0;
    while value % (10.0 * step) == 0.0 && step < 1e15 {
        step *= 10.0;
    }
    Cardinal { value: None, min: Some(value + 1.0), max: Some(value + (step - 1.0).max(1.0)), ..number }
}

/// A sum of groups.
pub(crate) fn sum(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let mut number = group(t, i)?;
    // 12.5 ألف is whole: what follows behind و is another number.
    let whole = number.value.is_some_and(|n| (n / number.scale).fract() == 0.0);
    while whole && number.scale > 1.0 && adds(t, number.next) && number.min.is_none() {
        let Some(more) = group(t, number.next) else { break };
        let (Some(total), Some(value)) = (number.value, more.value) else { break };
        // Smaller than the scale of the group before, and no zero: ثلاثمئة ومئتين are two numbers.
        if value >= number.scale || value <= 0.0 || more.min.is_some() {
            break;
        }
        number = Cardinal {
            next: more.next,
            value: Some(total + value),
            digits: number.digits || more.digits,
            words: true,
            scale: more.scale,
            ..number
        };
    }
    Some(number)
}

/// A number below a thousand and the scale words behind it, or scale words alone.
fn group(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let mut number = match t.entry(i).card {
        _ if t.atom(i).kind == Kind::Number => unbracketed(t, i, in_digits(t, i)?),
        Card::Vague(exponent) => {
            let figure = 10f64.powi(i32::from(exponent));
            let range = (Some(figure), Some(10.0 * figure - 1.0));
            Cardinal { value: None, min: range.0, max: range.1, ..Cardinal::exact(i + 1, figure, 1.0) }
        }
        Card::Few => {
            let few = Cardinal { value: None, min: Some(3.0), max: Some(9.0), ..Cardinal::exact(i + 1, 0.0, 1.0) };
            match t.then(i + 1).card {
                Card::Ten if !adds(t, i + 1) => Cardinal { next: i + 2, min: Some(13.0), max: Some(19.0), ..few },
                Card::Vague(exponent) if !adds(t, i + 1) => scaled(few, i + 2, 10f64.powi(i32::from(exponent))),
                _ => few,
            }
        }
        Card::Scale(exponent, count) => {
            let scale = 10f64.powi(i32::from(exponent));
            let many = Cardinal { value: None, min: Some(scale), ..Cardinal::exact(i + 1, scale, scale) };
            match count {
                Count::One => Cardinal::exact(i + 1, scale, scale),
                Count::Two => Cardinal::exact(i + 1, 2.0 * scale, scale),
                Count::Many => many,
                // ألفا شخص is two thousand: the dual without its ن stands right before what is counted. ألفاً وخمسمئة is the
                // accusative of one, with its tanwin written or not.
                Count::OneOrTwo if counts(t, i + 1) && !t.written(i).contains('\u{064B}') => {
                    Cardinal::exact(i + 1, 2.0 * scale, scale)
                }
                Count::OneOrTwo => Cardinal::exact(i + 1, scale, scale),
            }
        }
        Card::Group(size) => Cardinal::exact(i + 1, f64::from(size), 1.0),
        // نيف وثلاثون
        Card::Odd => {
            let number = below_thousand(t, i + 1).filter(|_| adds(t, i + 1))?;
            number.value.filter(|&n| n >= 10.0).map(|value| more_than(number, value))?
        }
        _ => below_thousand(t, i)?,
    };
    if let Card::Group(size) = t.then(number.next).card
        && number.value.is_some()
        && !adds(t, number.next)
    {
        return Some(scaled(number, number.next + 1, f64::from(size)));
    }
    for _ in 0..MAX_SCALES {
        match t.then(number.next).card {
            Card::Scale(exponent, count) if count != Count::Two && !adds(t, number.next) => {
                number = scaled(number, number.next + 1, 10f64.powi(i32::from(exponent)));
            }
            _ => break,
        }
    }
    Some(number)
}

/// (50) ألف ريال, ( 21 ) يوما: brackets around digits part them from nothing they count. The scale is no repetition of the
/// digits in words, as in (1000) ألف ريال.
fn unbracketed(t: &Atoms<'_>, i: usize, number: Cardinal) -> Cardinal {
    let (next, counted) = (number.next, number.next + 1);
    let opens = |b: usize| matches!(t.atom(b).kind, Kind::Sign('(' | '"' | '“' | '”' | '″' | '«' | '\''));
    let enclosed = closes(t, next) && t.back(i, 1).is_some_and(opens);
    if !enclosed || t.atom(counted).flags != 0 {
        return number;
    }
    let counts = match t.then(counted).card {
        Card::Scale(exponent, count) => {
            count != Count::Two && number.value.is_some_and(|n| n < 10f64.powi(i32::from(exponent)))
        }
        _ => t.then(counted).unit > 0 && t.then(counted).ordinal == 0,
    };
    if counts { Cardinal { next: counted, ..number } } else { number }
}

/// Whether a bracket or a quotation mark at `i` may close what encloses a number.
pub(crate) fn closes(t: &Atoms<'_>, i: usize) -> bool {
    matches!(t.sign(i), Some(')' | '"' | '“' | '”' | '″' | '»' | '\''))
}

fn scaled(number: Cardinal, next: usize, scale: f64) -> Cardinal {
    // 4.182 مليارات: what is whole but for the last bits is whole.
    let whole = |n: f64| if (n - n.round()).abs() < 1e-6 { n.round() } else { n };
    let times = |n: Option<f64>| n.map(|n| whole(n * scale));
    // The most that عشرات الآلاف can be is 99,999 and not 99,000.
    let tens = number.min.is_some_and(|n| n >= 10.0);
    let max = number.max.map(|n| if tens { (n + 1.0) * scale - 1.0 } else { n * scale });
    Cardinal {
        next,
        value: times(number.value),
        min: times(number.min),
        max,
        words: true,
        scale: number.scale.max(1.0) * scale,
        ..number
    }
}

/// Digits: alone, grouped by spaces, as a fraction (3/4, 2 1/4), before مئة.
fn in_digits(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let atom = t.atom(i);
    if atom.flags & flag::CODE != 0 {
        return None;
    }
    let digits = |next, value| Cardinal { digits: true, words: false, ..Cardinal::exact(next, value, 1.0) };
    if let Some((next, value)) = spaced(t, i) {
        return Some(digits(next, value));
    }
    if let Some((next, value)) = with_comma(t, i) {
        return Some(digits(next, value));
    }
    if let Some((next, part)) = slashed(t, i) {
        // Right-to-left typing puts the whole number behind its fraction: ١/٤ ٢.
        let whole = t.number(next).filter(|n| part < 1.0 && n.plain == 1 && n.gap == Gap::Space && n.flags == 0);
        let reversed = whole.filter(|n| !t.text[n.start as usize..].starts_with(|c: char| c.is_ascii_digit()));
        return Some(match reversed {
            Some(whole) => digits(next + 1, whole.value + part),
            None => digits(next, part),
        });
    }
    // A whole number and a fraction: 2 1/4.
    if atom.plain > 0
        && t.atom(i + 1).gap == Gap::Space
        && let Some((next, part)) = slashed(t, i + 1)
        && part < 1.0
    {
        return Some(digits(next, atom.value + part));
    }
    if t.then(i + 1).card == Card::Hundreds(100) && t.atom(i + 1).flags == 0 {
        // 3 مئة و21
        return Some(Cardinal { words: true, scale: 100.0, ..digits(i + 2, atom.value * 100.0) });
    }
    Some(digits(i + 1, thousands(t, i).unwrap_or(atom.value)))
}

/// 9.599 نسمة, 5.000 ريال: one point that groups thousands, told by three zeros, or by what is counted, of which there are no
/// parts.
fn thousands(t: &Atoms<'_>, i: usize) -> Option<f64> {
    if t.atom(i).plain > 0 {
        return None;
    }
    let (whole, group) = t.written(i).split_once('.')?;
    let digits = |text: &str| text.chars().map(digit_value).collect::<Option<Vec<_>>>();
    let (whole, group) = (digits(whole)?, digits(group)?);
    if !(1..=3).contains(&whole.len()) || group.len() != 3 || whole[0] == 0 {
        return None;
    }
    let next = i + 1;
    let entry = t.then(next);
    let part = matches!(entry.card, Card::Scale(..) | Card::Hundreds(100))
        || entry.role == Role::In
        || t.sign(next) == Some('%');
    // وارتفع, للدولار
    let bare = || pack(t.written(next)).is_some_and(|word| word.cuts().next().is_none());
    let things = || t.is_noun(next) && t.atom(next).flags == 0 && bare();
    let whole_things = group.iter().all(|&digit| digit == 0)
        || t.atom(next).flags == 0 && ((DAY..=CENTURY).contains(&entry.unit) || t.unit(next).name == "m")
        || things();
    let value = whole.iter().chain(&group).fold(0.0, |value, &digit| 10.0 * value + f64::from(digit));
    (!part && whole_things).then_some(value)
}

/// 2،7 مليار, 3،5 بالمئة: the Arabic comma as a decimal sign, before a scale, a unit or a percentage. Elsewhere it lists.
fn with_comma(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let comma = |i: usize| t.sign(i) == Some('،') && t.atom(i).gap == Gap::None;
    let whole = Some(t.atom(i)).filter(|n| n.plain > 0)?;
    let decimals = t.number(i + 2).filter(|n| n.plain > 0 && n.flags == 0 && n.gap == Gap::None)?;
    let listed = comma(i + 3) && t.number(i + 4).is_some();
    if !comma(i + 1) || listed || (i > 1 && comma(i - 1) && t.atom(i - 2).kind == Kind::Number) {
        return None;
    }
    let next = i + 3;
    let entry = t.then(next);
    let hundred = |entry: &crate::vocabulary::Entry| entry.card == Card::Hundreds(100);
    let measured = matches!(t.sign(next), Some('%' | '$' | '€' | '°'))
        || matches!(entry.card, Card::Scale(_, Count::One | Count::Many)) && !adds(t, next)
        || (entry.unit > 0 && !adds(t, next))
        || (hundred(entry) && t.has(next, flag::BI))
        || (entry.role == Role::In && hundred(t.then(next + 1)));
    measured.then(|| (next, whole.value + decimals.value / 10f64.powi(i32::from(decimals.plain))))
}

/// Thousands grouped by spaces: 1 414 021 100; two groups at least behind the first, because 12 345 may be two numbers, and
/// no more than [`MAX_GROUPS`]: a column of figures is no number.
fn spaced(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let first = t.atom(i);
    if !(1..=3).contains(&first.plain) {
        return None;
    }
    let follows = |i: usize| {
        t.number(i)
            .filter(|group| group.plain == 3 && group.flags == 0 && group.gap == Gap::Space)
            .map(|group| group.value)
    };
    // A number that is itself such a group stands in a column that was too long.
    if i > 0 && follows(i).is_some() && matches!(t.atom(i - 1), Atom { kind: Kind::Number, plain: 1..=3, .. }) {
        return None;
    }
    let (mut next, mut value) = (i + 1, first.value);
    while let Some(group) = follows(next) {
        if next - i > MAX_GROUPS {
            return None;
        }
        value = value * 1000.0 + group;
        next += 1;
    }
    (next - i > 2).then_some((next, value))
}

/// `3/4`: two numbers of digits alone around one stroke; three are a date, years are a season.
fn slashed(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let part = |i: usize| t.number(i).filter(|n| n.plain > 0 && n.plain < 4 && n.flags & flag::CODE == 0);
    let (over, under) = (t.atom(i), part(i + 2)?);
    let tight = t.atom(i + 1).gap == Gap::None && under.gap == Gap::None;
    let chained = t.sign(i + 3) == Some('/') || (i > 0 && t.sign(i) == Some('/'));
    if over.kind != Kind::Number || over.plain == 0 || over.plain > 3 || t.sign(i + 1) != Some('/') {
        return None;
    }
    (tight && !chained && under.value > 0.0).then(|| (i + 3, over.value / under.value))
}

fn below_thousand(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let (hundreds, next) = match t.entry(i).card {
        Card::Hundreds(n) => (f64::from(n), i + 1),
        Card::Unit(n @ 3..=9) if t.then(i + 1).card == Card::Hundreds(100) && t.atom(i + 1).flags == 0 => {
            (100.0 * f64::from(n), i + 2)
        }
        Card::Zero => return Some(Cardinal::exact(i + 1, 0.0, 1.0)),
        _ => return below_hundred(t, i).map(|(next, n)| Cardinal::exact(next, n, 1.0)),
    };
    let number = Cardinal::exact(next, hundreds, 1.0);
    if adds(t, next)
        && let Some((next, n)) = below_hundred(t, next)
    {
        return Some(Cardinal::exact(next, hundreds + n, 1.0));
    }
    Some(number)
}

fn below_hundred(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let entry = t.entry(i);
    match entry.card {
        Card::Unit(n) => {
            // ثلاثة أرباع: a fraction, no unit.
            if t.then(i + 1).fraction.plural && n > 2 && !adds(t, i + 1) {
                return None;
            }
            match t.then(i + 1).card {
                Card::Ten if n < 10 && !adds(t, i + 1) => Some((i + 2, f64::from(n) + 10.0)),
                Card::Tens(tens) if n < 10 && adds(t, i + 1) => Some((i + 2, f64::from(n + tens))),
                // أثنى is "he praised".
                _ if n == 2 && t.written(i).ends_with('ى') => None,
                // الأحد, الاثنين alone are days.
                _ if entry.weekday != 0 && t.has(i, flag::THE) => None,
                _ => Some((i + 1, f64::from(n))),
            }
        }
        Card::Ten => Some((i + 1, 10.0)),
        Card::Tens(n) => Some((i + 1, f64::from(n))),
        _ => None,
    }
}

/// A fraction that begins at `i`: نصف, ثلثي, ثلاثة أرباع, نصف مليون; خمس before a definite noun.
fn lone_fraction(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let entry = t.entry(i);
    if let Card::Unit(n @ 3..=10) = entry.card
        && t.then(i + 1).fraction.plural
        && !adds(t, i + 1)
    {
        return Some(of_scale(t, i + 2, f64::from(n) / f64::from(t.entry(i + 1).fraction.of)));
    }
    let fraction = entry.fraction;
    if fraction.of == 0 || fraction.plural {
        return None;
    }
    let next = t.then(i + 1);
    // ربع نهائي is a round, ربع سنوية is quarterly, النصف الأول a period, ثمن a price more often than an eighth.
    let period = (next.ordinal > 0 || next.role == Role::Last) && t.has(i, flag::THE);
    if next.role == Role::NoPart || period || entry.fraction.of == 8 {
        return None;
    }
    let definite = || t.is_definite(i + 1) && t.atom(i + 1).gap == Gap::Space && t.atom(i + 1).flags & !flag::THE == 0;
    // ثلثا النواب are two thirds: the dual without its ن.
    let parts = if fraction.one_or_two && definite() { 2 } else { fraction.parts };
    let value = f64::from(parts) / f64::from(fraction.of);
    match next.card {
        Card::Scale(_, Count::One) if !adds(t, i + 1) => return Some(of_scale(t, i + 1, value)),
        Card::Group(size) => return Some(Cardinal::exact(i + 2, value * f64::from(size), 1.0)),
        Card::Tens(n) if t.has(i + 1, flag::THE) && !adds(t, i + 1) => {
            return Some(Cardinal::exact(i + 2, value * f64::from(n), 1.0));
        }
        _ => {}
    }
    // خمس, سبع, تسع, عشر count what follows, unless it is definite: خمس سنوات, خمس السكان.
    let divides = || definite() && next.card == Card::No && next.ordinal == 0 && !t.has(i, flag::THE);
    if entry.card != Card::No && !divides() {
        return None;
    }
    Some(Cardinal::exact(i + 1, value, 1.0))
}

/// A fraction that ends before `next`, of the scale there: ثلاثة أرباع المليون.
fn of_scale(t: &Atoms<'_>, next: usize, value: f64) -> Cardinal {
    match t.then(next).card {
        Card::Scale(exponent, Count::One) if !adds(t, next) => {
            let scale = 10f64.powi(i32::from(exponent));
            Cardinal::exact(next + 1, value * scale, scale)
        }
        _ => Cardinal::exact(next, value, 1.0),
    }
}

/// Words behind فاصلة at most, that say a digit each.
const MAX_DECIMALS: usize = 8;

/// What stands behind فاصلة, as decimals: سبعة, خمسة وعشرون, صفر خمسة, سبعة خمسة, 7.
fn decimals(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let (mut next, mut place, mut value) = (i, 1.0, 0.0);
    for _ in 0..MAX_DECIMALS {
        let (end, number, digits) = match (t.number(next), t.then(next).card) {
            (Some(n), _) if n.plain > 0 && n.flags == 0 && next == i => (next + 1, n.value, i32::from(n.plain)),
            (None, Card::Zero) if !adds(t, next) => (next + 1, 0.0, 1),
            (None, card) if card != Card::No && !adds(t, next) => {
                let Some(number) = below_thousand(t, next) else { break };
                let Some(n) = number.value else { break };
                (
                    number.next,
                    n,
                    if n < 10.0 {
                        1
                    } else if n < 100.0 {
                        2
                    } else {
                        3
                    },
                )
            }
            _ => break,
        };
        place /= 10f64.powi(digits);
        value += number * place;
        next = end;
        if digits > 1 {
            break;
        }
    }
    (next > i).then(|| (next, (value / place).round() * place))
}

/// The fraction behind a number: ونصف, وثلاثة أخماس, فاصلة خمسة; ثلاثة وعشرون خمسا.
fn with_fraction(t: &Atoms<'_>, i: usize, number: Cardinal) -> Cardinal {
    let (next, Some(value)) = (number.next, number.value) else { return number };
    if number.min.is_some() {
        return number;
    }
    let entry = t.then(next);
    if entry.role == Role::Point
        && t.atom(next).flags == 0
        && let Some((end, decimals)) = decimals(t, next + 1)
    {
        let mut number = Cardinal { next: end, value: Some(value + decimals), words: true, ..number };
        for _ in 0..MAX_SCALES {
            match t.then(number.next).card {
                Card::Scale(exponent, Count::One | Count::Many | Count::OneOrTwo) if !adds(t, number.next) => {
                    number = scaled(number, number.next + 1, 10f64.powi(i32::from(exponent)));
                }
                _ => break,
            }
        }
        return number;
    }
    if adds(t, next) && !t.has(next, flag::THE) {
        let Some(part) = lone_fraction(t, next).or_else(|| bare_fraction(t, next)) else { return number };
        let Some(mut fraction) = part.value else { return number };
        let mut end = part.next;
        // مليون ونصف is a million and a half of it, مئة ونصف a hundred and one half.
        if number.scale >= 1000.0 && fraction < 1.0 && !t.then(next + 1).fraction.plural {
            fraction *= number.scale;
            if matches!(t.then(end).card, Card::Scale(_, Count::One)) && t.has(end, flag::THE) {
                end += 1;
            }
        }
        if fraction >= number.scale.max(1.0) {
            return number;
        }
        return Cardinal { next: end, value: Some(value + fraction), words: true, ..number };
    }
    // مئة وثلاثون خمسا: so many parts.
    let part = entry.fraction;
    if part.of > 0 && number.words && value > 10.0 && !t.has(next, flag::THE) && part.parts == 1 && next > i {
        return Cardinal { next: next + 1, value: Some(value / f64::from(part.of)), ..number };
    }
    number
}

/// وخمس behind a number that it cannot continue.
fn bare_fraction(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    let fraction = t.entry(i).fraction;
    let counts = t.is_noun(i + 1) || t.then(i + 1).unit > 0;
    (fraction.of > 0 && !fraction.plural && !counts)
        .then(|| Cardinal::exact(i + 1, f64::from(fraction.parts) / f64::from(fraction.of), 1.0))
}

/// واحد من ثلاثة, جزء من مئة, ١ على ٢٠.
fn ratio(t: &Atoms<'_>, i: usize, number: Cardinal) -> Cardinal {
    let (mut next, Some(over)) = (number.next, number.value) else { return number };
    let part = t.then(next).role == Role::Part;
    next += usize::from(part);
    let one = over == 1.0 && t.entry(i).role != Role::OneOf;
    let parts = match t.then(next).role {
        // مئة من ألف: a share, if both stand without what they count; خمسة من ستة are five.
        Role::From => {
            part || one || (over >= 10.0 && number.words && number.next == next && is_bare_share(t, next + 1))
        }
        Role::On => number.next == next,
        Role::In => one && t.then(next + 1).card != Card::No && !t.has(next + 1, flag::THE),
        _ => false,
    };
    if !parts || t.atom(next).flags != 0 {
        return number;
    }
    // واحد من كل خمسة
    let next = next + usize::from(one && t.then(next + 1).role == Role::That && t.then(next).role == Role::From);
    match sum(t, next + 1) {
        Some(whole) if whole.min.is_none() => match whole.value {
            Some(under) if t.atom(next + 1).flags == 0 && under >= 2.0 && (under > over || part) => {
                let value = if number.words { mixed(over, under) } else { over / under };
                Cardinal { next: whole.next, value: Some(value), words: true, ..number }
            }
            _ => number,
        },
        _ => number,
    }
}

/// Parts of a whole that has fewer: مئتان وثلاثة أجزاء من مئة are two hundred, and three hundredths.
fn mixed(over: f64, under: f64) -> f64 {
    let tail = over % 10f64.powf(under.log10().ceil());
    if over > under && tail > 0.0 && tail < under { over - tail + tail / under } else { over / under }
}

fn is_bare_share(t: &Atoms<'_>, i: usize) -> bool {
    let whole = sum(t, i).filter(|whole| whole.words && !whole.digits && whole.value.is_some_and(|n| n >= 100.0));
    whole.is_some_and(|whole| !t.is_noun(whole.next) && t.then(whole.next).unit == 0)
}

/// جزء من مئة: one part, without a number before it.
pub(crate) fn one_part(t: &Atoms<'_>, i: usize) -> Option<Cardinal> {
    (t.entry(i).role == Role::Part && t.then(i + 1).role == Role::From && t.atom(i + 1).flags == 0)
        .then(|| sum(t, i + 2))
        .flatten()
        .filter(|whole| whole.min.is_none() && whole.value.is_some_and(|n| n >= 2.0))
        .map(|whole| Cardinal { value: whole.value.map(|n| 1.0 / n), ..whole })
}

/// An ordinal: where it ends, its value. الأول, الحادي عشر, الخامس والعشرون, المئة والخامسة.
pub(crate) fn ordinal(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    if let Card::Hundreds(hundreds) = t.entry(i).card
        && t.has(i, flag::THE)
        && adds(t, i + 1)
        && let Some((next, rest)) = ordinal_below_hundred(t, i + 1)
    {
        return Some((next, f64::from(hundreds) + rest));
    }
    ordinal_below_hundred(t, i)
}

fn ordinal_below_hundred(t: &Atoms<'_>, i: usize) -> Option<(usize, f64)> {
    let entry = t.entry(i);
    let n = match (entry.ordinal, entry.card) {
        // الواحد والعشرون; before a scale it counts: الواحد والعشرون ألفا.
        (0, Card::Unit(1)) if t.has(i, flag::THE) && !matches!(t.then(i + 2).card, Card::Scale(..)) => 1,
        (0, _) => return None,
        (n, _) => n,
    };
    match t.then(i + 1).card {
        Card::Ten if n < 10 && !adds(t, i + 1) => return Some((i + 2, f64::from(n) + 10.0)),
        Card::Tens(tens) if n < 10 && adds(t, i + 1) => return Some((i + 2, f64::from(n + tens))),
        _ => {}
    }
    let written = t.written(i);
    let whole = match entry.ordinal {
        0 => false,
        // حادي lives in compounds only; أولي (preliminary) is not أولى, whatever folding says.
        1 => {
            let first = written.trim_start_matches("ال");
            !first.starts_with('ح') && (t.has(i, flag::THE) || !first.ends_with('ي'))
        }
        // ثانية alone is a second or again: a noun before it makes it an ordinal.
        2 if entry.unit > 0 && !t.has(i, flag::THE) => t.back(i, 1).is_some_and(|b| t.is_noun(b)),
        _ => true,
    };
    whole.then_some((i + 1, f64::from(entry.ordinal)))
}
