//! What an expression says, before anybody looks at a calendar.

use crate::calendar::{Day, Grain, Side};

/// A date or a time in a text. Offsets in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// A time of the day; otherwise a date.
    pub(crate) time: bool,
    pub(crate) value: Option<String>,
    pub(crate) grain: Grain,
    pub(crate) hijri: bool,
    /// The value depends on the day of publication.
    pub(crate) anchored: bool,
    /// The weekday that stands beside a day.
    pub(crate) weekday: Option<u8>,
    /// The day that the value depends on: that of publication, or the one that the text itself tells as today.
    pub(crate) told: Option<Day>,
    pub(crate) note: Option<&'static str>,
}

impl Expression {
    /// Its value, if that is a day.
    pub(crate) fn day(&self) -> Option<Day> {
        self.value.as_deref()?.parse().ok()
    }
}

/// A year as the words give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearOf {
    /// Not at all, or by الماضي, المقبل, الجاري.
    Unsaid(Option<Side>),
    Known(i32),
    /// العام الماضي.
    Offset(i32),
    /// العام نفسه: the one that the text told of before.
    Told,
}

/// What an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Day {
        hijri: bool,
        year: YearOf,
        month: u8,
        day: u8,
        weekday: Option<u8>,
    },
    Month {
        hijri: bool,
        year: YearOf,
        month: u8,
    },
    /// الخامس من الشهر الجاري.
    DayOfMonth {
        by: i32,
        day: u8,
    },
    Year {
        hijri: bool,
        year: i32,
    },
    YearOffset(i32),
    MonthOffset(i32),
    WeekOffset(i32),
    /// أمس, with the weekday beside it.
    DayOffset(i32, Option<u8>),
    /// `with` is the weekday of its list that the side is told of, the first of those to come or the last of those past:
    /// السبت والأحد المقبلان are in order.
    Weekday {
        number: u8,
        side: Side,
        with: u8,
    },
    /// الثلاثاء من الأسبوع الماضي.
    WeekdayOf {
        number: u8,
        weeks: i32,
    },
    Season {
        number: u8,
        year: YearOf,
    },
    /// Part `n` of `parts` of a year.
    Part {
        n: u8,
        parts: u8,
        year: YearOf,
    },
    Years {
        hijri: bool,
        first: i32,
        last: i32,
        grain: Grain,
    },
    /// العام الدراسي المقبل.
    SchoolYear(i32),
    /// العام الدراسي الجديد: the one that has begun in the autumn, or that is to.
    NewSchoolYear,
    /// نهاية الأسبوع where nothing says which: the last one early in the week, and this one at its end.
    Weekend,
    /// The month that the text told of before, and a day of it: 19 منه.
    MonthTold,
    DayOfMonthTold(u8),
    /// العيد: the nearest of two, and how many days after it.
    Feast(u8),
    /// اليوم التالي: so many days after the day that the text told of before.
    DayTold(i32),
    /// السنوات الماضية.
    VaguePast,
}

impl Node {
    /// The same with the year and the month that the text told of before in place of نفسه and منه; none where it told of no
    /// month.
    pub(crate) fn after(self, told_year: Option<i32>, told_month: Option<(i32, u8)>) -> Option<Self> {
        let mut node = self;
        match &mut node {
            Self::DayOfMonthTold(day) => {
                let (year, month) = told_month?;
                return Some(Self::Day { hijri: false, year: YearOf::Known(year), month, day: *day, weekday: None });
            }
            Self::Day { year, .. } | Self::Month { year, .. } | Self::Season { year, .. } | Self::Part { year, .. }
                if *year == YearOf::Told =>
            {
                *year = told_year.map_or(YearOf::Unsaid(None), YearOf::Known);
            }
            _ => {}
        }
        Some(node)
    }
}

/// One expression, or the two ends of a range.
pub(crate) type Nodes = (Node, Option<Node>);

pub(crate) fn single(found: (usize, Node)) -> (usize, Nodes) {
    (found.0, (found.1, None))
}
