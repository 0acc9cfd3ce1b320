//! The Umm al-Qura calendar as it was printed, from 1343 (1924) to 1500 (2077).
//!
//! What a newspaper of the time bore is what the printed calendar said. `icu_calendar` has for all years what the rule of today
//! computes, which differs from the printed calendar in more than half of the months before 1420 and again after 1450: the
//! tenth of Ramadan 1393 was 6 October 1973, by that rule it is the seventh (`findings/umalqura-before-1420.sh`). The lengths are
//! those of R. H. van Gent, "The Umm al-Qura Calendar of Saudi Arabia", as the Python package hijridate 2.6.0 (MIT) has them.

use jiff::ToSpan;
use jiff::civil::Date;

/// The first year of [`MONTHS`].
const FIRST: i32 = 1343;

/// The days of the months of each year less 28, two bits a month, the first lowest.
#[rustfmt::skip] // eight years a line
const MONTHS: [u32; 158] = [
    0xA8A9A6, 0x666665, 0x9A2766, 0x6969A5, 0x5A69A5, 0x35A666, 0xB2A666, 0x9A6599, // 1343
    0x9A5666, 0x666666, 0x9699A6, 0x666999, 0x9A6666, 0x65A665, 0xA66666, 0x69659A, // 1351
    0x65966A, 0xA66666, 0x666666, 0x666666, 0xA66666, 0x6A2666, 0xA66666, 0x666666, // 1359
    0x666666, 0xA66666, 0x69A666, 0x666666, 0xA99966, 0xA65999, 0x999999, 0xA5A666, // 1367
    0x696666, 0x666A59, 0xA69996, 0x666666, 0x999999, 0x666666, 0x6659A6, 0x9969A6, // 1375
    0x666699, 0x666666, 0x6A65A6, 0xA6665A, 0xA66665, 0x666669, 0xA66666, 0x59A666, // 1383
    0xA66666, 0xA66665, 0xA66566, 0x696666, 0x6659A6, 0x9966A6, 0x666699, 0x99A666, // 1391
    0x699999, 0xA6659A, 0x665999, 0x99666A, 0x6599A9, 0x966A69, 0x6669A5, 0x9A6666, // 1399
    0x999999, 0x996666, 0x6599A6, 0x9666A6, 0x59A699, 0x66A696, 0xA69A59, 0x9A9965, // 1407
    0x9A6599, 0x996666, 0x599A66, 0x666A66, 0x9A6999, 0x9AA659, 0x9AA565, 0x9A9596, // 1415
    0x999666, 0x6659A6, 0x6699A6, 0x9A6999, 0x69A665, 0xA6A596, 0xA69659, 0x999969, // 1423
    0x966669, 0x5999A9, 0x6669A6, 0x5A6999, 0x9A6666, 0x999999, 0x9665A6, 0x6596A6, // 1431
    0x9666A6, 0x599A99, 0x669A66, 0x669999, 0xA66666, 0x999699, 0x9659A9, 0x5969A9, // 1439
    0x6666A6, 0x99A699, 0x69A665, 0x699966, 0x66659A, 0x99966A, 0x6665A9, 0x9999A9, // 1447
    0x6699A5, 0x9A9996, 0xA69659, 0x9A5966, 0x69659A, 0xA5999A, 0x666699, 0x9A6666, // 1455
    0x69A659, 0xA99966, 0xA96599, 0x999666, 0x6659A6, 0x9999A6, 0x5A69A5, 0x6A6696, // 1463
    0x69A659, 0x699666, 0x6659A6, 0x99669A, 0x659A99, 0x969A99, 0x5A9A65, 0x9A6996, // 1471
    0x9A6659, 0x999969, 0x659A69, 0x9669A6, 0x59A9A5, 0x69A696, 0xA99A59, 0xA66665, // 1479
    0xA65999, 0x996669, 0x6599A9, 0x9669A6, 0xA66999, 0x9A6665, 0x9A5996, 0x99965A, // 1487
    0x66599A, 0x99666A, 0x665A69, 0x999A66, 0x699999, 0xA9965A, // 1495
];

/// The first day of the first month of [`FIRST`].
fn beginning() -> Date {
    jiff::civil::date(1924, 8, 1)
}

fn days_of(months: u32, month: u8) -> i32 {
    28 + (months >> (2 * (month - 1)) & 3) as i32
}

fn days_of_year(months: u32) -> i32 {
    (1..=12).map(|month| days_of(months, month)).sum()
}

/// The Gregorian day; none outside the table, and none of a day that the month did not have.
pub(crate) fn day(year: i32, month: u8, day: u8) -> Option<Option<Date>> {
    let at = usize::try_from(year - FIRST).ok().filter(|at| *at < MONTHS.len())?;
    let fits = (1..=12).contains(&month) && (1..=days_of(MONTHS[at], month.clamp(1, 12))).contains(&i32::from(day));
    let before = || {
        let years: i32 = MONTHS[..at].iter().map(|months| days_of_year(*months)).sum();
        let months: i32 = (1..month).map(|month| days_of(MONTHS[at], month)).sum();
        beginning().checked_add((years + months + i32::from(day) - 1).days()).ok()
    };
    Some(if fits { before() } else { None })
}

/// Year, month and day of a Gregorian day; none outside the table.
pub(crate) fn date(day: Date) -> Option<(i32, u8, u8)> {
    let mut left = day.since(beginning()).ok()?.get_days();
    if left < 0 {
        return None;
    }
    for (year, &months) in (FIRST..).zip(&MONTHS) {
        let length = days_of_year(months);
        if left >= length {
            left -= length;
            continue;
        }
        for month in 1..=12 {
            let length = days_of(months, month);
            if left < length {
                return Some((year, month, left as u8 + 1));
            }
            left -= length;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{date, day};
    use jiff::civil;

    #[test]
    fn days_of_the_printed_calendar() {
        for (hijri, gregorian) in [
            ((1343, 1, 1), civil::date(1924, 8, 1)),
            ((1393, 9, 10), civil::date(1973, 10, 6)), // the war of that name
            ((1400, 1, 1), civil::date(1979, 11, 20)), // the seizure of the Great Mosque
            ((1420, 1, 1), civil::date(1999, 4, 17)),
            ((1444, 9, 1), civil::date(2023, 3, 23)),
            ((1500, 12, 30), civil::date(2077, 11, 16)),
        ] {
            let (year, month, number) = hijri;
            assert_eq!(day(year, month, number), Some(Some(gregorian)), "{hijri:?}");
            assert_eq!(date(gregorian), Some(hijri));
        }
        assert_eq!((day(1342, 1, 1), day(1501, 1, 1)), (None, None));
        assert_eq!((date(civil::date(1924, 7, 31)), date(civil::date(2077, 11, 17))), (None, None));
        // Ramadan of 1343 was printed with 28 days, Jumada I of 1345 with 31.
        assert_eq!(day(1343, 9, 29), Some(None));
        assert!(day(1345, 5, 31).is_some_and(|day| day.is_some()));
    }

    #[test]
    fn every_day_has_one_date_and_every_date_its_day() {
        let mut today = civil::date(1924, 8, 1);
        while today <= civil::date(2077, 11, 16) {
            let (year, month, number) = date(today).expect("it is in the table");
            assert_eq!(day(year, month, number), Some(Some(today)));
            today = today.tomorrow().expect("there is one");
        }
    }
}
