//! The day of publication, in whatever form it is written.

use super::words::words;
use crate::origin::Origin;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use rawi_arabic::digit_value;
use rawi_core::PUBLISHED_YEARS;
use std::sync::{Arc, Mutex, PoisonError};

/// `text` as ISO 8601: as it stands, where it is that, else the day that it names. Never a day that is not written: a year or a
/// month alone is none.
///
/// Read are `2025-05-18`, `2025/5/18`, `20250518`, `18/05/2025` (the day first, unless that is no date), `18 May 2025`,
/// `May 18, 2025`, `Sun, 18 May 2025 10:30:00 GMT`, names of months in Arabic, digits of any script, seconds and milliseconds since
/// 1970 (in UTC).
pub(crate) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some((day, rest)) = text.split_at_checked(10)
        && is_day(day)
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(text.to_owned());
    }
    Some(day(text)?.to_string())
}

/// Whether it is `2025-05-18`, and there is such a day.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    match parts[..] {
        [y, m, d] if number(y, 4) && number(m, 2) && number(d, 2) => {
            date(y.parse().unwrap_or(0), m.parse().unwrap_or(0), d.parse().unwrap_or(0)).is_some()
        }
        _ => false,
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    PUBLISHED_YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// A piece of what is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece {
    /// A number, how many digits it has, and whether a colon stands beside it: a time of the day.
    Number(i64, usize, bool),
    Month(i8),
    Slash,
}

/// The day that is written in `text`.
pub(crate) fn day(text: &str) -> Option<Date> {
    // What is longer holds more than a date.
    if text.len() > 200 {
        return None;
    }
    let pieces = pieces(text);
    let numbers: Vec<(i64, usize)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Number(number, digits, false) => Some((*number, *digits)),
            _ => None,
        })
        .collect();
    if let [(number, digits)] = numbers[..]
        && pieces.len() == 1
    {
        return of_digits(number, digits);
    }
    // `20250518T103000Z`.
    if let [Piece::Number(number, 8, false), ..] = pieces[..]
        && text.as_bytes().get(8) == Some(&b'T')
    {
        return of_digits(number, 8);
    }
    // `18-May-2025`: beside a month's name a stroke says nothing.
    let named: Vec<Piece> = pieces.iter().copied().filter(|piece| *piece != Piece::Slash).collect();
    let mut months = named.iter().enumerate().filter_map(|(at, piece)| match piece {
        Piece::Month(month) => Some((at, *month)),
        _ => None,
    });
    if let Some((at, month)) = months.next() {
        // The same month under two names, with a stroke or brackets between, is one; two months are a stretch of time.
        let mut end = at;
        for (other, second) in months {
            if second != month {
                return None;
            }
            end = other;
        }
        let small = |piece: Option<&Piece>| match piece {
            Some(Piece::Number(day @ 1..=31, 1..=2, false)) => i8::try_from(*day).ok(),
            _ => None,
        };
        let before = at.checked_sub(1).and_then(|before| small(named.get(before)));
        let (day, from) = match before {
            Some(day) => (day, end + 1),
            None => (small(named.get(end + 1))?, end + 2),
        };
        let year = named.get(from..)?.iter().find_map(|piece| match piece {
            Piece::Number(year, 4, false) => i16::try_from(*year).ok(),
            _ => None,
        })?;
        return date(year, month, day);
    }
    // Three numbers with the same sign between, alone or before a time.
    let mut triples = pieces.windows(5).filter_map(|five| match five {
        [
            Piece::Number(a, a_digits, _),
            Piece::Slash,
            Piece::Number(b, ..=2, _),
            Piece::Slash,
            Piece::Number(c, c_digits, _),
        ] => Some((*a, *a_digits, *b, *c, *c_digits)),
        _ => None,
    });
    let (a, a_digits, b, c, c_digits) = triples.next()?;
    let small = |number: i64| i8::try_from(number).unwrap_or(0);
    match (a_digits, c_digits) {
        (4, 1..=2) => date(i16::try_from(a).ok()?, small(b), small(c)),
        (1..=2, 4) => {
            let year = i16::try_from(c).ok()?;
            date(year, small(b), small(a)).or_else(|| date(year, small(a), small(b)))
        }
        _ => None,
    }
}

/// `20250518`, with the time behind it too, or a time as a number.
fn of_digits(number: i64, digits: usize) -> Option<Date> {
    let of_parts = |number: i64| {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
    };
    let of_seconds = |seconds: i64| {
        let date = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date();
        PUBLISHED_YEARS.contains(&date.year()).then_some(date)
    };
    match digits {
        8 => of_parts(number),
        12 => of_parts(number / 10_000),
        14 => of_parts(number / 1_000_000),
        9 | 10 => of_seconds(number),
        13 => of_seconds(number / 1000),
        16 => of_seconds(number / 1_000_000),
        _ => None,
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut last_colon = false;
    while let Some(c) = rest.chars().next() {
        if digit_value(c).is_some() {
            let end = rest.find(|c| digit_value(c).is_none()).unwrap_or(rest.len());
            let digits = rest[..end].chars().count();
            let number = rest[..end]
                .chars()
                .filter_map(digit_value)
                .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit)));
            rest = &rest[end..];
            pieces.push(Piece::Number(number.unwrap_or(-1), digits, last_colon || rest.starts_with(':')));
            last_colon = false;
        } else if c.is_alphabetic() {
            let (month, length) = word(rest);
            pieces.extend(month.map(Piece::Month));
            rest = &rest[length..];
            last_colon = false;
        } else {
            if matches!(c, '/' | '-' | '.' | '\u{2013}' | '\\') && matches!(pieces.last(), Some(Piece::Number(..))) {
                pieces.push(Piece::Slash);
            }
            // What turns the direction of the text stands between the digits and is not seen.
            last_colon = c == ':' || last_colon && matches!(c, '\u{200E}' | '\u{200F}');
            rest = &rest[c.len_utf8()..];
        }
    }
    // A stroke behind the last number is none between two.
    while pieces.last() == Some(&Piece::Slash) {
        pieces.pop();
    }
    pieces
}

/// The month that the word is at which `rest` begins, and how many bytes it takes.
fn word(rest: &str) -> (Option<i8>, usize) {
    let word_end = |from: usize| rest[from..].find(|c: char| !c.is_alphabetic()).map_or(rest.len(), |end| from + end);
    let end = word_end(0);
    // Some names have two words.
    if let Some(second) = rest[end..].strip_prefix(' ').filter(|second| second.starts_with(char::is_alphabetic)) {
        let both = rest.len() - second.len();
        let both = word_end(both);
        if let Some(&month) = words().months.get(&rest[..both]) {
            return (Some(month), both);
        }
    }
    let word = &rest[..end];
    let english = || {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        const WHOLE: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let lower = word.to_ascii_lowercase();
        let at = WHOLE
            .iter()
            .zip(MONTHS)
            .position(|(whole, short)| lower == *whole || lower == short || lower == "sept" && short == "sep");
        at.and_then(|at| i8::try_from(at + 1).ok())
    };
    (words().months.get(word).copied().or_else(english), end)
}

/// Days of publication that could not be read, counted over all threads: how many, and the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undated(Arc<Mutex<Option<First>>>);

#[derive(Debug)]
struct First {
    count: u64,
    origin: Origin,
    value: String,
}

impl Undated {
    /// `value` as ISO 8601. What cannot be read stays as it is, and is counted.
    pub(crate) fn read(&self, value: &str, origin: &Origin) -> String {
        if let Some(iso) = iso(value) {
            return iso;
        }
        if value.trim().is_empty() {
            return value.to_owned();
        }
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *first {
            Some(first) => {
                first.count += 1;
                // Threads come in any order: what stands first in the input is told.
                if (&*origin.file, origin.line) < (&*first.origin.file, first.origin.line) {
                    (first.origin, first.value) = (origin.clone(), value.to_owned());
                }
            }
            none => *none = Some(First { count: 1, origin: origin.clone(), value: value.to_owned() }),
        }
        value.to_owned()
    }

    /// What is to be said, once.
    pub(crate) fn note(&self, column: &str) -> Option<String> {
        let First { count, origin, value } = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let rows = if count == 1 { "1 document".to_owned() } else { format!("{count} documents") };
        Some(format!(
            "`{column}` of {rows} is no day that can be read, first `{value}` ({origin}); their relative dates stay unresolved. Write \
             2025-05-18"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_form_is_read() {
        for (text, wanted) in [
            ("2025-05-18", "2025-05-18"),
            ("2025-05-18T10:30:00+03:00", "2025-05-18T10:30:00+03:00"),
            ("2025-05-18 10:30", "2025-05-18 10:30"),
            ("2025/5/8", "2025-05-08"),
            ("2025.05.18", "2025-05-18"),
            ("20250518", "2025-05-18"),
            ("20250518T103000Z", "2025-05-18"),
            ("20250518103000", "2025-05-18"),
            ("18/05/2025", "2025-05-18"),
            ("18-5-2025", "2025-05-18"),
            ("18.05.2025 10:30", "2025-05-18"),
            ("05/18/2025", "2025-05-18"),
            ("10:30 18/05/2025", "2025-05-18"),
            ("٢٠٢٥/٠٥/١٨", "2025-05-18"),
            ("١٨/٥/٢٠٢٥", "2025-05-18"),
            ("۱۸-۰۵-۲۰۲۵", "2025-05-18"),
            ("Sun, 18 May 2025 10:30:00 GMT", "2025-05-18"),
            ("Sun May 18 10:30:00 2025", "2025-05-18"),
            ("May 18, 2025", "2025-05-18"),
            ("18 Sept 2025", "2025-09-18"),
            ("18-May-2025", "2025-05-18"),
            ("الأحد 18 مايو 2025", "2025-05-18"),
            ("الأحد، 18 أيار/مايو 2025 - 10:30", "2025-05-18"),
            ("18 كانون الثاني 2025", "2025-01-18"),
            ("18 مايو (أيار) 2025", "2025-05-18"),
            ("1747564200", "2025-05-18"),
            ("1747564200000", "2025-05-18"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_gives_none() {
        for text in [
            "",
            "2025",
            "2025-05",
            "May 2025",
            "مايو 2025",
            "1446/11/20",
            "31/02/2025",
            "13/13/2025",
            "منذ ساعتين",
            "yesterday",
            "7",
            "18/05/25",
            "0000-00-00",
            "99999999",
            "18 مايو - 20 يونيو 2025",
            "10:30",
            "2025-02-30",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
        assert_eq!(iso(&"1 ".repeat(500)), None);
    }
}
