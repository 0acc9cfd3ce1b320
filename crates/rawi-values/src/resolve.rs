//! What an expression says and the day of publication make a stretch of time.

use crate::atoms::Atoms;
use crate::calendar::{self, Day, Grain, Side, Stretch};
use crate::dates::days::looks_back;
use crate::dates::node::{Expression, Node, Nodes, YearOf};
use crate::vocabulary::Part;

const NO_DATE: &str = "no such day in the calendar";

const NO_FEAST: &str = "no feast lies near the day of publication";

const NO_ANCHOR: &str = "relative, and the document has no day of publication";

const BY_ARITHMETIC: &str = "by arithmetic: outside the printed calendar, 1343 to 1500";

const OTHER_WEEKDAY: &str = "the weekday beside it is another";

const WEEKDAY_DECIDES: &str = "the weekday beside it decides";

const ITS_END: &str = "its end";

const OF_TWO_YEARS: &str = "a part of a year that two calendar years share";

const VAGUE: &str = "a stretch of the past without borders";

pub(crate) fn resolve(t: &Atoms<'_>, i: usize, next: usize, nodes: Nodes, published: Option<Day>) -> Expression {
    let (first, second) = nodes;
    let mut expression = Expression {
        start: t.atom(i).start as usize,
        end: t.atom(next - 1).end as usize,
        time: false,
        value: None,
        grain: if second.is_some() { Grain::Range } else { grain(first) },
        hijri: is_hijri(first),
        anchored: false,
        told: published,
        weekday: match first {
            Node::Day { weekday, .. } => weekday,
            Node::DayOffset(_, weekday) => weekday,
            _ => None,
        },
        note: None,
    };
    // The first end of a range takes the year of the second.
    let first = match (first, second) {
        (
            Node::Day { hijri, year: YearOf::Unsaid(None), month, day, weekday },
            Some(Node::Day { year, month: last, .. }),
        ) => {
            let year = match year {
                YearOf::Known(known) if month > last => YearOf::Known(known - 1),
                year => year,
            };
            Node::Day { hijri, year, month, day, weekday }
        }
        (Node::Month { hijri, year: YearOf::Unsaid(None), month }, Some(Node::Month { year, month: last, .. })) => {
            let year = match year {
                YearOf::Known(known) if month > last => YearOf::Known(known - 1),
                year => year,
            };
            Node::Month { hijri, year, month }
        }
        _ => first,
    };
    if first == Node::VaguePast {
        expression.note = Some(VAGUE);
        return expression;
    }
    let ends = [Some(first), second];
    expression.anchored = ends.into_iter().flatten().any(is_relative);
    if expression.anchored && published.is_none() {
        expression.note = Some(NO_ANCHOR);
        return expression;
    }
    let value = |node: Node| stretch_of(t, node, published);
    let stretch = match second {
        None => value(first).and_then(|stretch| match in_the_past(t, i, first, &stretch, published) {
            Some(past) => value(past),
            None => Some(stretch),
        }),
        Some(second) => value(first).zip(value(second)).map(|(from, to)| from.until(to)),
    };
    match stretch {
        Some(stretch) => {
            expression.value = Some(stretch.iso());
            expression.note = note(t, i, first, second, &expression);
            // اليوم الثلاثاء of a report that is said to be of Wednesday was written on the Tuesday.
            if let (Node::DayOffset(by, Some(_)), Some(WEEKDAY_DECIDES)) = (first, expression.note) {
                expression.told = expression.day().and_then(|day| calendar::plus(day, -by)).or(expression.told);
            }
        }
        None if matches!(first, Node::Feast(_)) => expression.note = Some(NO_FEAST),
        None => expression.note = Some(NO_DATE),
    }
    expression
}

/// A month or a day of one without its year that would lie ahead, as the one before now, where the text says that it was:
/// منذ سبتمبر, احتلوا المدينة في سبتمبر.
fn in_the_past(t: &Atoms<'_>, i: usize, node: Node, stretch: &Stretch, published: Option<Day>) -> Option<Node> {
    let mut past = node;
    let (Node::Day { year, weekday: None, .. } | Node::Month { year, .. }) = &mut past else { return None };
    let unsaid = std::mem::replace(year, YearOf::Unsaid(Some(Side::Past))) == YearOf::Unsaid(None);
    let was = || match t.before(i, 1).part {
        Part::Since => true,
        Part::Due => false,
        _ => looks_back(t, i),
    };
    (unsaid && stretch.begins_after(published?) && was()).then_some(past)
}

/// What a reader should know of a value.
fn note(t: &Atoms<'_>, i: usize, first: Node, second: Option<Node>, of: &Expression) -> Option<&'static str> {
    let outside = |node: Node| {
        let (Node::Day { hijri: true, year, .. } | Node::Month { hijri: true, year, .. }) = node else {
            let year = match node {
                Node::Year { hijri: true, year } | Node::Years { hijri: true, last: year, .. } => year,
                _ => return false,
            };
            return !calendar::is_printed(year);
        };
        matches!(year, YearOf::Known(year) if !calendar::is_printed(year))
    };
    let other = |number: u8| of.day().is_some_and(|day| day.weekday().to_monday_one_offset() != number as i8);
    match first {
        Node::Weekend => Some(ITS_END),
        Node::Years { grain: Grain::Range, .. } => Some(OF_TWO_YEARS),
        _ if outside(first) || second.is_some_and(outside) => Some(BY_ARITHMETIC),
        Node::Day { weekday: Some(number), .. } if other(number) => Some(OTHER_WEEKDAY),
        Node::DayOffset(by, Some(_)) if calendar::plus(of.told?, by) != of.day() => Some(WEEKDAY_DECIDES),
        _ => match t.before(i, 1).part {
            _ if matches!(of.grain, Grain::Day | Grain::Range) => None,
            Part::Start => Some("its beginning"),
            Part::Middle => Some("its middle"),
            Part::End => Some(ITS_END),
            _ => None,
        },
    }
}

fn grain(node: Node) -> Grain {
    match node {
        Node::Day { .. }
        | Node::DayOfMonth { .. }
        | Node::DayOffset(..)
        | Node::Weekday { .. }
        | Node::Feast(_)
        | Node::DayTold(_)
        | Node::DayOfMonthTold(_)
        | Node::WeekdayOf { .. } => Grain::Day,
        Node::Month { .. } | Node::MonthOffset(_) | Node::MonthTold => Grain::Month,
        Node::Year { .. } | Node::YearOffset(_) => Grain::Year,
        Node::WeekOffset(_) | Node::Weekend => Grain::Week,
        Node::Season { .. } => Grain::Season,
        Node::Part { parts: 2, .. } => Grain::Half,
        Node::Part { .. } => Grain::Quarter,
        Node::Years { grain, .. } => grain,
        Node::VaguePast | Node::SchoolYear(_) | Node::NewSchoolYear => Grain::Range,
    }
}

fn is_hijri(node: Node) -> bool {
    matches!(
        node,
        Node::Feast(_)
            | Node::Day { hijri: true, .. }
            | Node::Month { hijri: true, .. }
            | Node::Year { hijri: true, .. }
            | Node::Years { hijri: true, .. }
    )
}

fn is_relative(node: Node) -> bool {
    match node {
        Node::Day { year, .. } | Node::Month { year, .. } | Node::Season { year, .. } | Node::Part { year, .. } => {
            !matches!(year, YearOf::Known(_))
        }
        Node::Year { .. } | Node::Years { .. } | Node::VaguePast => false,
        _ => true,
    }
}

fn stretch_of(t: &Atoms<'_>, node: Node, published: Option<Day>) -> Option<Stretch> {
    let this_year = || published.map(|day| i32::from(day.year()));
    let year_known = |hijri, year, month, day, weekday| match year {
        YearOf::Known(year) => Some(year),
        YearOf::Offset(by) if hijri => {
            calendar::year_of(true, month, day, weekday, Some(Side::Current), published?).map(|y| y + by)
        }
        YearOf::Offset(by) => Some(this_year()? + by),
        YearOf::Unsaid(side) => calendar::year_of(hijri, month, day, weekday, side, published?),
        YearOf::Told => None,
    };
    match node {
        Node::Day { hijri, year, month, day, weekday } => {
            let year = year_known(hijri, year, month, Some(day), weekday)?;
            calendar::day(hijri, year, month, day).map(calendar::day_iso)
        }
        Node::Month { hijri, year, month } => {
            calendar::month(hijri, year_known(hijri, year, month, None, None)?, month)
        }
        Node::Year { hijri, year } => calendar::year(hijri, year),
        Node::YearOffset(by) => calendar::year(false, this_year()? + by),
        Node::MonthOffset(by) => {
            let (year, month) = calendar::months_on(published?, by);
            calendar::month(false, year, month)
        }
        Node::DayOfMonth { by, day } => {
            let (year, month) = calendar::months_on(published?, by);
            calendar::day(false, year, month, day).map(calendar::day_iso)
        }
        Node::WeekOffset(by) => calendar::week(published?, by),
        Node::DayOffset(by, weekday) => {
            let day = calendar::plus(published?, by)?;
            weekday.map_or(Some(day), |number| calendar::agreeing(day, number)).map(calendar::day_iso)
        }
        Node::Weekday { number, side, with } => {
            let told = calendar::weekday_near(published?, with, side)?;
            let days = match side {
                Side::Next => (i32::from(number) - i32::from(with)).rem_euclid(7),
                _ => -(i32::from(with) - i32::from(number)).rem_euclid(7),
            };
            calendar::plus(told, days).map(calendar::day_iso)
        }
        Node::Feast(days) => {
            let nearest = t.lexicon.feasts_of_feast().filter_map(|feast| {
                let year = calendar::year_of(feast.hijri, feast.month, Some(feast.day), None, None, published?)?;
                calendar::day(feast.hijri, year, feast.month, feast.day)
            });
            let away = |day: &Day| day.since(published?).ok().map(|span| span.get_days().abs());
            let day = nearest.min_by_key(|day| away(day).unwrap_or(i32::MAX))?;
            let near = away(&day).is_some_and(|days| days <= 60);
            calendar::plus(day, i32::from(days)).filter(|_| near).map(calendar::day_iso)
        }
        Node::DayTold(by) => calendar::plus(published?, by).map(calendar::day_iso),
        Node::WeekdayOf { number, weeks } => {
            calendar::weekday_of_week(published?, weeks, number).map(calendar::day_iso)
        }
        Node::Season { number, year } => {
            let year = match year {
                YearOf::Known(year) => year,
                YearOf::Offset(by) => this_year()? + by,
                YearOf::Unsaid(side) => calendar::season_year(number, side.unwrap_or(Side::Current), published?),
                YearOf::Told => return None,
            };
            calendar::season(year, number)
        }
        Node::Part { n, parts, year } => {
            let year = match year {
                YearOf::Known(year) => year,
                YearOf::Offset(by) => this_year()? + by,
                YearOf::Unsaid(_) => calendar::part_year(n, parts, published?),
                YearOf::Told => return None,
            };
            calendar::part_of_year(year, n, parts)
        }
        Node::Years { hijri, first, last, .. } => calendar::years(hijri, first, last),
        Node::SchoolYear(by) => {
            let published = published?;
            // It begins in September.
            let first = i32::from(published.year()) - i32::from(published.month() < 9) + by;
            calendar::years(false, first, first + 1)
        }
        Node::NewSchoolYear => {
            let published = published?;
            let first = i32::from(published.year()) - i32::from(published.month() < 2);
            calendar::years(false, first, first + 1)
        }
        Node::Weekend => {
            let published = published?;
            let early = published.weekday().to_monday_one_offset() < 5;
            calendar::week(published, -i32::from(early))
        }
        // What these are told by stands in the text before.
        Node::VaguePast | Node::MonthTold | Node::DayOfMonthTold(_) => None,
    }
}
