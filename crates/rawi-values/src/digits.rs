//! Numbers in digits: ASCII, Arabic-Indic and Extended Arabic-Indic, with thousands, decimals and powers.

use rawi_arabic::{digit_value, is_bidi_control};

/// A number in digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Digits {
    /// Where it ends, in bytes of the text.
    pub(crate) end: usize,
    pub(crate) value: f64,
    /// How many digits, if there is nothing else in it; 0 otherwise. Years and days of the month are plain.
    pub(crate) plain: u8,
}

/// The digits from `at` on: where they end, how many there are, their value.
fn run(text: &str, at: usize) -> Option<(usize, usize, f64)> {
    let (mut end, mut count, mut whole, mut value) = (at, 0, 0u64, 0.0);
    for c in text[at..].chars() {
        let Some(digit) = digit_value(c) else { break };
        end += c.len_utf8();
        count += 1;
        if count <= 18 {
            whole = whole * 10 + u64::from(digit);
            value = whole as f64;
        } else {
            value = value * 10.0 + f64::from(digit);
        }
    }
    (count > 0).then_some((end, count, value))
}

/// A separator and the digits behind it; bidi controls around the separator count as nothing.
fn group(text: &str, at: usize) -> Option<(char, usize, usize, f64)> {
    let mut rest = text[at..].char_indices().filter(|&(_, c)| !is_bidi_control(c));
    let (_, separator) = rest.next()?;
    if !matches!(separator, '.' | ',' | '٫' | '٬' | '،' | '\'' | '’' | '\u{202F}') {
        return None;
    }
    let (digits, _) = rest.next()?;
    let (end, count, value) = run(text, at + digits)?;
    Some((separator, end, count, value))
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
            let (end, count, value) = run(text, at + point.len_utf8())?;
            if group(text, end).is_some() {
                return None;
            }
            Digits { end, value: value / 10f64.powi(count as i32), plain: 0 }
        }
        _ => grouped(text, at)?,
    };
    power(text, &mut digits);
    Some(digits)
}

/// `4ر95`: the comma of some news agencies, typed from right to left, with the decimals before the whole number.
fn reversed(text: &str, at: usize) -> Option<Digits> {
    let (comma, decimals, fraction) = run(text, at)?;
    let (end, _, whole) = run(text, comma + text[comma..].strip_prefix('ر').map(|_| 'ر'.len_utf8())?)?;
    let word = text[end..].chars().next().is_some_and(char::is_alphabetic);
    (decimals <= 3 && !word).then(|| Digits { end, value: whole + fraction / 10f64.powi(decimals as i32), plain: 0 })
}

fn grouped(text: &str, at: usize) -> Option<Digits> {
    let (first_end, first_count, first) = run(text, at)?;
    let alone = Digits { end: first_end, value: first, plain: first_count.min(255) as u8 };
    let Some((separator, mut end, mut count, mut value)) = group(text, first_end) else { return Some(alone) };
    // The 11 of 24.11.2025 has no decimals.
    let mut before = text[..at].chars().rev();
    if before.next().is_some_and(|c| matches!(c, '.' | ',')) && before.next().is_some_and(|c| digit_value(c).is_some())
    {
        return Some(alone);
    }
    let opens = first_count <= 3 && (first > 0.0 || first_count > 1);
    let mut total = first;
    // Thousands, group by group; the last group may be decimals behind another separator.
    let mut groups = 1;
    loop {
        let next = group(text, end);
        let thousands = opens && count == 3 && separator != '٫';
        match next {
            Some((following, ..)) if thousands && following == separator => {
                total = total * 1000.0 + value;
                (_, end, count, value) = next?;
                groups += 1;
            }
            Some((following, decimals_end, decimals, fraction))
                if thousands && following != '،' && group(text, decimals_end).is_none() =>
            {
                total = total * 1000.0 + value;
                return Some(Digits {
                    end: decimals_end,
                    value: total + fraction / 10f64.powi(decimals as i32),
                    plain: 0,
                });
            }
            Some(_) => return Some(alone),
            None if thousands && (separator != '.' || groups > 1) => {
                return Some(Digits { end, value: total * 1000.0 + value, plain: 0 });
            }
            // 362.796.000.00: two groups of thousands, then decimals behind the same sign.
            None if opens && groups > 2 && count < 3 && separator != '،' => {
                let scale = 10f64.powi(count as i32);
                return Some(Digits { end, value: (total * scale + value) / scale, plain: 0 });
            }
            // Decimals: 2,5 and 4.800; not 5،6, which lists.
            None if groups == 1 && matches!(separator, '.' | ',' | '٫') => {
                let scale = 10f64.powi(count as i32);
                return Some(Digits { end, value: (first * scale + value) / scale, plain: 0 });
            }
            None => return Some(alone),
        }
    }
}

/// Powers: `12.32e+14`, `1.1^-2`.
fn power(text: &str, digits: &mut Digits) {
    let rest = &text[digits.end..];
    let mut chars = rest.chars();
    let sign = chars.next();
    let signs = chars.clone().take_while(|c| matches!(c, '+' | '-')).count();
    let exponent_at = digits.end + 1 + signs;
    let negative = chars.take(signs).filter(|&c| c == '-').count() % 2 == 1;
    let factor = if negative { -1.0 } else { 1.0 };
    match sign {
        Some('e' | 'E') if signs <= 1 => {
            if let Some((end, count, exponent)) = run(text, exponent_at)
                && count <= 3
            {
                digits.value *= 10f64.powf(factor * exponent);
                (digits.end, digits.plain) = (end, 0);
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
