//! Numbers in digits: ASCII, Arabic-Indic and Extended Arabic-Indic, with thousands, decimals and powers.

use crate::steps;
use rawi_arabic::{digit_value, is_bidi_control};

/// A number in digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Digits {
    /// Where it ends, in bytes of the text.
    pub(crate) end: usize,
    /// Not finite where the digits are worth more than an `f64` holds (`9e999`, four hundred nines): no number then.
    pub(crate) value: f64,
    /// How many digits, if there is nothing else in it; 0 otherwise. Years and days of the month are plain.
    pub(crate) plain: u8,
}

/// Digits in a row.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where they end, in bytes of the text.
    end: usize,
    count: usize,
    /// As a whole number; not finite if there are too many.
    value: f64,
    /// The first of them, as many as an integer holds, and how many those are.
    leading: u64,
    leading_count: i32,
}

impl Run {
    /// `whole` with these digits as its decimals.
    fn decimals_of(self, whole: f64) -> f64 {
        let (scale, decimals) = (10f64.powi(self.leading_count), self.leading as f64);
        let all = whole * scale + decimals;
        // One rounding only where all digits fit: 12.3 is the nearest number to 12.3.
        if all < 9e15 { all / scale } else { whole + decimals / scale }
    }
}

/// Digits that an integer surely holds.
const INTEGER_DIGITS: usize = 18;

/// The digits from `at` on.
fn run(text: &str, at: usize) -> Option<Run> {
    let mut run = Run { end: at, count: 0, value: 0.0, leading: 0, leading_count: 0 };
    for c in text[at..].chars() {
        let Some(digit) = digit_value(c) else { break };
        run.end += c.len_utf8();
        run.count += 1;
        if run.count <= INTEGER_DIGITS {
            run.leading = run.leading * 10 + u64::from(digit);
            run.leading_count += 1;
            run.value = run.leading as f64;
        } else {
            run.value = run.value * 10.0 + f64::from(digit);
        }
    }
    steps::take(run.count);
    (run.count > 0).then_some(run)
}

/// Groups of thousands behind the first that one number may have: 21 digits in all. What goes on is a list.
const MAX_GROUPS: usize = 6;

/// A separator and the digits behind it; bidi controls around the separator count as nothing.
fn group(text: &str, at: usize) -> Option<(char, Run)> {
    let mut rest = text[at..].char_indices().inspect(|_| steps::take(1)).filter(|&(_, c)| !is_bidi_control(c));
    let (_, separator) = rest.next()?;
    if !matches!(separator, '.' | ',' | '٫' | '٬' | '،' | '\'' | '’' | '\u{202F}') {
        return None;
    }
    let (digits, _) = rest.next()?;
    Some((separator, run(text, at + digits)?))
}

/// Reads the number that begins at byte `at` of `text` with a digit, or with a decimal point before a digit.
///
/// A comma before exactly three digits separates thousands (`1,234`), otherwise decimals (`5,00`); a single point
/// always separates decimals (`4.800`); several points or commas are thousands if every group has three digits
/// (`1.500.000`), the last perhaps fewer (`362.796.000.00`), and otherwise the number ends before them (`9.8.2015`).
pub(crate) fn read(text: &str, at: usize) -> Option<Digits> {
    if let Some(digits) = reversed(text, at) {
        return Some(digits);
    }
    let mut digits = match text[at..].chars().next()? {
        point @ ('.' | '٫') => {
            let decimals = run(text, at + point.len_utf8())?;
            if group(text, decimals.end).is_some() {
                return None;
            }
            Digits { end: decimals.end, value: decimals.decimals_of(0.0), plain: 0 }
        }
        _ => grouped(text, at)?,
    };
    power(text, &mut digits);
    Some(digits)
}

/// `4ر95`: the comma of some news agencies, typed from right to left, with the decimals before the whole number.
fn reversed(text: &str, at: usize) -> Option<Digits> {
    let decimals = run(text, at)?;
    let whole = run(text, decimals.end + text[decimals.end..].strip_prefix('ر').map(|_| 'ر'.len_utf8())?)?;
    let word = text[whole.end..].chars().next().is_some_and(char::is_alphabetic);
    (decimals.count <= 3 && !word).then(|| Digits {
        end: whole.end,
        value: decimals.decimals_of(whole.value),
        plain: 0,
    })
}

fn grouped(text: &str, at: usize) -> Option<Digits> {
    let first = run(text, at)?;
    let alone = Digits { end: first.end, value: first.value, plain: first.count.min(255) as u8 };
    let Some((separator, mut last)) = group(text, first.end) else { return Some(alone) };
    // The 11 of 24.11.2025 has no decimals.
    let mut before = text[..at].chars().rev();
    if before.next().is_some_and(|c| matches!(c, '.' | ',')) && before.next().is_some_and(|c| digit_value(c).is_some())
    {
        return Some(alone);
    }
    let opens = first.count <= 3 && (first.value > 0.0 || first.count > 1);
    let mut total = first.value;
    // Thousands, group by group; the last group may be decimals behind another separator.
    for groups in 1..=MAX_GROUPS {
        let thousands = opens && last.count == 3 && separator != '٫';
        match group(text, last.end) {
            Some((following, next)) if thousands && following == separator => {
                total = total * 1000.0 + last.value;
                last = next;
            }
            Some((following, decimals)) if thousands && following != '،' && group(text, decimals.end).is_none() => {
                total = total * 1000.0 + last.value;
                return Some(Digits { end: decimals.end, value: decimals.decimals_of(total), plain: 0 });
            }
            Some(_) => return Some(alone),
            None if thousands && (separator != '.' || groups > 1) => {
                return Some(Digits { end: last.end, value: total * 1000.0 + last.value, plain: 0 });
            }
            // 362.796.000.00: two groups of thousands, then decimals behind the same sign.
            None if opens && groups > 2 && last.count < 3 && separator != '،' => {
                return Some(Digits { end: last.end, value: last.decimals_of(total), plain: 0 });
            }
            // Decimals: 2,5 and 4.800; not 5،6, which lists.
            None if groups == 1 && matches!(separator, '.' | ',' | '٫') => {
                return Some(Digits { end: last.end, value: last.decimals_of(first.value), plain: 0 });
            }
            None => return Some(alone),
        }
    }
    Some(alone)
}

/// Signs of an exponent at most: `1.1^--2` occurs, a line of dashes is none.
const MAX_SIGNS: usize = 4;

/// Powers: `12.32e+14`, `1.1^-2`.
fn power(text: &str, digits: &mut Digits) {
    let rest = &text[digits.end..];
    let mut chars = rest.chars();
    let sign = chars.next();
    let signs = chars.clone().take(MAX_SIGNS).take_while(|c| matches!(c, '+' | '-')).count();
    let exponent_at = digits.end + 1 + signs;
    let negative = chars.take(signs).filter(|&c| c == '-').count() % 2 == 1;
    let factor = if negative { -1.0 } else { 1.0 };
    match sign {
        Some('e' | 'E') if signs <= 1 => {
            if let Some(exponent) = run(text, exponent_at).filter(|exponent| exponent.count <= 3) {
                digits.value *= 10f64.powf(factor * exponent.value);
                (digits.end, digits.plain) = (exponent.end, 0);
            }
        }
        Some('^') => {
            if let Some(exponent) = text.get(exponent_at..).and_then(|_| grouped(text, exponent_at)) {
                digits.value = digits.value.powf(factor * exponent.value);
                (digits.end, digits.plain) = (exponent.end, 0);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, value: f64, rest: &str) {
        let digits = read(text, 0).unwrap();
        assert!((digits.value - value).abs() <= 1e-9 * value.abs(), "{text}: {}", digits.value);
        assert_eq!(&text[digits.end..], rest, "{text}");
    }

    #[test]
    fn separators() {
        check("2025", 2025.0, "");
        check("١٢٬٣٤٥٫٥", 12345.5, "");
        check("۱۲۳", 123.0, "");
        check("1,234,567.89 x", 1_234_567.89, " x");
        check("1.500.000", 1_500_000.0, "");
        check("362.796.000.05", 362_796_000.05, "");
        check("4ر95 بالمئة", 95.4, " بالمئة");
        check("4.800", 4.8, "");
        check("5,00", 5.0, "");
        check("5،6", 5.0, "،6");
        check("١،٢٣٤،٥٦٧", 1_234_567.0, "");
        check("12،220,13", 12220.13, "");
        check("26،013\u{202A},94", 26013.94, "");
        check("1\u{202F}234\u{202F}567.89", 1_234_567.89, "");
        check("9.8.2015", 9.0, ".8.2015");
        check("1, 234", 1.0, ", 234");
        check("0,123", 0.123, "");
        check(".77", 0.77, "");
        check("3.", 3.0, ".");
        check("12.32e+14", 12.32e14, "");
        check("1.1^--2", 1.21, "");
        check("2,5^-1", 0.4, "");
        check("3em", 3.0, "em");
        check(&format!("0.{}", "3".repeat(400)), 1.0 / 3.0, "");
        check(&format!("1{}", "'234".repeat(6)), 1_234_234_234_234_234_234.0, "");
        check(&format!("1{}", "'234".repeat(7)), 1.0, &"'234".repeat(7));
    }

    #[test]
    fn what_no_number_holds_is_not_finite() {
        for text in ["9e999", "0^-1", "9^999", &"9".repeat(400), &format!("{}.5", "9".repeat(400))] {
            assert!(!read(text, 0).unwrap().value.is_finite(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9٠-٩.,٫٬،'e^+\\-\u{202A}\u{200F} م]{0,24}") {
            for (at, _) in text.char_indices() {
                if let Some(digits) = read(&text, at) {
                    prop_assert!(digits.end > at && text.is_char_boundary(digits.end));
                }
            }
        }

        #[test]
        fn grouped_thousands_read_back(n in 0u64..1_000_000_000_000) {
            let mut text = String::new();
            for (i, c) in n.to_string().chars().enumerate() {
                if i > 0 && (n.to_string().len() - i) % 3 == 0 {
                    text.push(',');
                }
                text.push(c);
            }
            prop_assert_eq!(read(&text, 0).map(|d| (d.value, d.end)), Some((n as f64, text.len())));
        }
    }
}
