//! Days, months and years of both calendars as ISO 8601, and what relative words make of a day of publication.
//!
//! Gregorian arithmetic is jiff's. Hijri dates are those of the Umm al-Qura calendar as it was printed, and outside its years as
//! icu_calendar computes it.

use crate::umm_al_qura;
use icu_calendar::{Date, cal::Hijri};
use jiff::civil::{self, Weekday};

pub(crate) type Day = civil::Date;

/// How fine a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    Day,
    Week,
    Month,
    Season,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
    /// Two dates and what lies between.
    Range,
    Minute,
    Hour,
}

impl Grain {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Season => "season",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
            Self::Range => "range",
            Self::Minute => "minute",
            Self::Hour => "hour",
        }
    }
}

/// Where a relative word places a date: الماضي, الجاري, المقبل.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Past,
    Current,
    Next,
}

impl Side {
    pub(crate) fn offset(self) -> i32 {
        match self {
            Self::Past => -1,
            Self::Current => 0,
            Self::Next => 1,
        }
    }
}

/// The two ends of a stretch of time, as ISO 8601 writes them; equal for a day, a month, a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    from: String,
    to: String,
}

impl Stretch {
    fn one(value: String) -> Self {
        Self { from: value.clone(), to: value }
    }

    fn days(first: Day, last: Day) -> Self {
        Self { from: first.to_string(), to: last.to_string() }
    }

    /// From the beginning of `self` to the end of `end`.
    pub(crate) fn until(self, end: Self) -> Self {
        Self { from: self.from, to: end.to }
    }

    pub(crate) fn begins_after(&self, day: Day) -> bool {
        self.from > day.to_string()
    }

    /// `2014`, or `2014/2019`.
    pub(crate) fn iso(self) -> String {
        if self.from == self.to { self.from } else { format!("{}/{}", self.from, self.to) }
    }
}

/// The Hijri year whose day `month`, `day` falls into a Gregorian year; the first, where two do.
pub(crate) fn hijri_year_in(year: i32, month: u8, day: u8) -> Option<i32> {
    let first = Day::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let (of_first, ..) = to_hijri(first)?;
    (of_first..=of_first + 1).find(|&of| hijri(of, month, day).is_some_and(|day| i32::from(day.year()) == year))
}

/// Whether the printed calendar has a Hijri year.
pub(crate) fn is_printed(year: i32) -> bool {
    umm_al_qura::day(year, 1, 1).is_some()
}

/// The Gregorian day of a Hijri one.
pub(crate) fn hijri(year: i32, month: u8, day: u8) -> Option<Day> {
    if !(1..=2000).contains(&year) {
        return None;
    }
    if let Some(printed) = umm_al_qura::day(year, month, day) {
        return printed;
    }
    let date = Date::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?;
    let date = date.to_calendar(icu_calendar::Iso);
    let year = i16::try_from(date.year().extended_year()).ok()?;
    Day::new(year, date.month().ordinal as i8, date.day_of_month().0 as i8).ok()
}

/// Year, month and day of the Hijri calendar.
fn to_hijri(day: Day) -> Option<(i32, u8, u8)> {
    if let Some(printed) = umm_al_qura::date(day) {
        return Some(printed);
    }
    let date = Date::try_new_iso(i32::from(day.year()), day.month() as u8, day.day() as u8).ok()?;
    let date = date.to_calendar(Hijri::new_umm_al_qura());
    Some((date.year().extended_year(), date.month().ordinal, date.day_of_month().0))
}

/// Year and month of `day` in a calendar.
fn month_of(day: Day, of_hijri: bool) -> Option<(i32, u8)> {
    if of_hijri { to_hijri(day).map(|(y, m, _)| (y, m)) } else { Some((i32::from(day.year()), day.month() as u8)) }
}

pub(crate) fn day(of_hijri: bool, year: i32, month: u8, day: u8) -> Option<Day> {
    if of_hijri {
        return hijri(year, month, day);
    }
    Day::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

pub(crate) fn day_iso(day: Day) -> Stretch {
    Stretch::one(day.to_string())
}

pub(crate) fn month(of_hijri: bool, year: i32, month: u8) -> Option<Stretch> {
    if of_hijri {
        let first = hijri(year, month, 1)?;
        let next = if month == 12 { hijri(year + 1, 1, 1)? } else { hijri(year, month + 1, 1)? };
        return Some(Stretch::days(first, next.yesterday().ok()?));
    }
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then(|| Stretch::one(format!("{year:04}-{month:02}")))
}

pub(crate) fn year(of_hijri: bool, year: i32) -> Option<Stretch> {
    if of_hijri {
        return Some(Stretch::days(hijri(year, 1, 1)?, hijri(year + 1, 1, 1)?.yesterday().ok()?));
    }
    // The year before 1 is 0000.
    let sign = if year < 0 { "-" } else { "" };
    (-9999..=9999).contains(&year).then(|| Stretch::one(format!("{sign}{:04}", year.abs())))
}

/// The years `first` to `last`.
pub(crate) fn years(of_hijri: bool, first: i32, last: i32) -> Option<Stretch> {
    Some(year(of_hijri, first)?.until(year(of_hijri, last)?))
}

/// Part `n` of the `parts` equal parts of a year: halves and quarters.
pub(crate) fn part_of_year(year: i32, n: u8, parts: u8) -> Option<Stretch> {
    if n == 0 || n > parts || parts == 0 {
        return None;
    }
    let months = 12 / parts;
    let first = day(false, year, (n - 1) * months + 1, 1)?;
    let last = day(false, year, n * months, 1)?;
    Some(Stretch::days(first, last.last_of_month()))
}

/// The week of `day`, moved by `weeks`: `2025-W48`.
pub(crate) fn week(day: Day, weeks: i32) -> Option<Stretch> {
    let iso = day.checked_add(jiff::Span::new().try_weeks(weeks).ok()?).ok()?.iso_week_date();
    Some(Stretch::one(format!("{:04}-W{:02}", iso.year(), iso.week())))
}

/// The weekday `number` (1 Monday to 7 Sunday) of the week of `day`, moved by `weeks`.
pub(crate) fn weekday_of_week(day: Day, weeks: i32, number: u8) -> Option<Day> {
    let days = weeks * 7 + i32::from(number) - i32::from(day.weekday().to_monday_one_offset());
    plus(day, days)
}

pub(crate) fn plus(day: Day, days: i32) -> Option<Day> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn weekday(number: u8) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()
}

/// The last such weekday before `day`, or the first after it; [`Side::Current`]: the last one, `day` itself included.
pub(crate) fn weekday_near(day: Day, number: u8, side: Side) -> Option<Day> {
    let wanted = weekday(number)?;
    match side {
        Side::Past => day.nth_weekday(-1, wanted).ok(),
        Side::Next => day.nth_weekday(1, wanted).ok(),
        Side::Current if day.weekday() == wanted => Some(day),
        Side::Current => day.nth_weekday(-1, wanted).ok(),
    }
}

/// `day`, or the day at most three off it that is the weekday the text names beside it.
pub(crate) fn agreeing(day: Day, number: u8) -> Option<Day> {
    let wanted = weekday(number)?;
    [0, -1, 1, -2, 2, -3, 3].into_iter().filter_map(|days| plus(day, days)).find(|day| day.weekday() == wanted)
}

/// The year of a month (and day) that the text gives without one.
///
/// `side` is what the text says (الماضي, المقبل). Without it the nearest such month is meant, with news telling more of
/// the past: up to seven months back, four ahead. A weekday beside the date decides if it can.
pub(crate) fn year_of(
    of_hijri: bool,
    month: u8,
    day_of_month: Option<u8>,
    number: Option<u8>,
    side: Option<Side>,
    published: Day,
) -> Option<i32> {
    let (this_year, this_month) = month_of(published, of_hijri)?;
    let first = |year: i32| day(of_hijri, year, month, day_of_month.unwrap_or(1));
    let years = [this_year - 1, this_year, this_year + 1];
    match side {
        Some(Side::Current) => return Some(this_year),
        Some(Side::Past) => {
            return years.into_iter().rev().find(|&year| match day_of_month {
                Some(_) => first(year).is_some_and(|day| day < published),
                None => (year, month) < (this_year, this_month),
            });
        }
        Some(Side::Next) => {
            return years.into_iter().find(|&year| match day_of_month {
                Some(_) => first(year).is_some_and(|day| day > published),
                None => (year, month) > (this_year, this_month),
            });
        }
        None => {}
    }
    let distance = |year: i32| (year - this_year) * 12 + i32::from(month) - i32::from(this_month);
    if let Some(number) = number {
        let fits = |year: &i32| first(*year).is_some_and(|day| day.weekday().to_monday_one_offset() == number as i8);
        if let Some(year) = years.into_iter().filter(fits).min_by_key(|&year| distance(year).abs()) {
            return Some(year);
        }
    }
    years.into_iter().find(|&year| (-7..=4).contains(&distance(year)))
}

/// The year of part `n` of `parts` that the text gives without one: the last that has begun, or one that soon begins.
pub(crate) fn part_year(n: u8, parts: u8, published: Day) -> i32 {
    let first_month = (i32::from(n) - 1) * 12 / i32::from(parts.max(1)) + 1;
    let ahead = first_month - i32::from(published.month());
    i32::from(published.year()) - i32::from(ahead > 2)
}

/// The year and the month `by` months after that of `day`.
pub(crate) fn months_on(day: Day, by: i32) -> (i32, u8) {
    let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + by;
    (months.div_euclid(12), months.rem_euclid(12) as u8 + 1)
}

/// The season `number` (0 spring, 1 summer, 2 autumn, 3 winter) of a year: `2015-SU`. A winter is named by the year in
/// which it begins.
pub(crate) fn season(year: i32, number: u8) -> Option<Stretch> {
    let name = ["SP", "SU", "FA", "WI"].get(usize::from(number))?;
    (1..=9999).contains(&year).then(|| Stretch::one(format!("{year:04}-{name}")))
}

/// The year of the season that الماضي, الحالي, المقبل mean.
pub(crate) fn season_year(number: u8, side: Side, published: Day) -> i32 {
    // Seasons in a row: four a year, the year's first two months being the winter of the year before.
    let current = (i32::from(published.year()) * 12 + i32::from(published.month()) - 3).div_euclid(3);
    let this = current.div_euclid(4) * 4 + i32::from(number);
    let index = match side {
        Side::Past if this >= current => this - 4,
        Side::Next if this <= current => this + 4,
        _ => this,
    };
    index.div_euclid(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn hijri_dates_are_umm_al_qura() {
        assert_eq!(hijri(1436, 10, 24), Some(d("2015-08-09")));
        assert_eq!(to_hijri(d("2015-08-09")), Some((1436, 10, 24)));
        assert_eq!(month(true, 1436, 9).unwrap().iso(), "2015-06-18/2015-07-16");
        assert_eq!(year(true, 1436).unwrap().iso(), "2014-10-25/2015-10-13");
        assert_eq!(hijri(1436, 13, 1), None);
        assert_eq!(hijri(1_000_000, 1, 1), None);
    }

    #[test]
    fn months_without_a_year() {
        let at = |month, day, side| year_of(false, month, day, None, side, d("2015-08-11"));
        assert_eq!(at(9, Some(3), None), Some(2015));
        assert_eq!(at(8, Some(29), None), Some(2015));
        assert_eq!(at(1, None, None), Some(2015)); // seven months back, five ahead
        assert_eq!(at(1, None, Some(Side::Past)), Some(2015));
        assert_eq!(at(1, None, Some(Side::Next)), Some(2016));
        assert_eq!(at(12, Some(24), None), Some(2015));
        assert_eq!(year_of(false, 12, Some(8), None, Some(Side::Past), d("2025-05-18")), Some(2024));
        assert_eq!(year_of(false, 8, Some(7), None, Some(Side::Next), d("2015-08-02")), Some(2015));
        // A Tuesday: in 2014, not in 2015.
        assert_eq!(year_of(false, 9, Some(2), Some(2), None, d("2015-08-11")), Some(2014));
    }

    #[test]
    fn weekdays() {
        let wednesday = d("2015-08-05");
        assert_eq!(weekday_near(wednesday, 3, Side::Current), Some(wednesday));
        assert_eq!(weekday_near(wednesday, 3, Side::Past), Some(d("2015-07-29")));
        assert_eq!(weekday_near(wednesday, 4, Side::Next), Some(d("2015-08-06")));
        assert_eq!(weekday_of_week(wednesday, -1, 2), Some(d("2015-07-28")));
        assert_eq!(week(d("2015-07-23"), -1).unwrap().iso(), "2015-W29");
        assert_eq!(agreeing(wednesday, 2), Some(d("2015-08-04")));
    }

    #[test]
    fn seasons() {
        assert_eq!(season_year(1, Side::Past, d("2015-07-24")), 2014);
        assert_eq!(season_year(1, Side::Current, d("2015-07-24")), 2015);
        assert_eq!(season_year(3, Side::Past, d("2015-07-24")), 2014);
        assert_eq!(season_year(3, Side::Current, d("2015-01-24")), 2014);
        assert_eq!(season_year(1, Side::Next, d("2015-01-24")), 2015);
    }

    #[test]
    fn parts_of_a_year() {
        assert_eq!(part_of_year(2015, 2, 4).unwrap().iso(), "2015-04-01/2015-06-30");
        assert_eq!(part_of_year(2015, 1, 2).unwrap().iso(), "2015-01-01/2015-06-30");
        assert_eq!(part_of_year(2015, 5, 4), None);
    }
}
