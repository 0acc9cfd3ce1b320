//! Days as numbers.

use jiff::civil::Date;

/// The day that an ISO 8601 date or time begins with, as days since 1970-01-01; `None` if it begins with none.
///
/// ```
/// assert_eq!(rawi_dossier::day_number("1970-01-02T10:30"), Some(1));
/// assert_eq!(rawi_dossier::day_number("2015"), None);
/// ```
#[must_use]
pub fn day_number(iso: &str) -> Option<i32> {
    let date: Date = iso.get(..10)?.parse().ok()?;
    date.since(Date::constant(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// The day of a date that is one day and no span of days.
pub(crate) fn one_day(value: &str) -> Option<i32> {
    day_number(value).filter(|_| !value.contains('/'))
}

/// The date of a day, ISO 8601.
#[must_use]
pub fn date_of(day: i32) -> String {
    let span = jiff::Span::new().try_days(day).unwrap_or_default();
    Date::constant(1970, 1, 1).checked_add(span).map_or_else(|_| String::new(), |date| date.to_string())
}
