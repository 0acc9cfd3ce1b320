//! What an expression says and the day of publication make a stretch of time.

use crate::atoms::Atoms;
use crate::calendar::{self, Day, Grain, Side, Stretch};
use crate::dates::node::{Expression, Node, Nodes, YearOf};

const NO_DATE: &str = "no such day in the calendar";

const NO_ANCHOR: &str = "relative, and the document has no day of publication";

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
    let value = |node: Node| stretch_of(node, published);
    let stretch = match second {
        None => value(first),
        Some(second) => value(first).zip(value(second)).map(|(from, to)| from.until(to)),
    };
    match stretch {
        Some(stretch) => expression.value = Some(stretch.iso()),
        None => expression.note = Some(NO_DATE),
    }
    expression
}

fn grain(node: Node) -> Grain {
    match node {
        Node::Day { .. }
        | Node::DayOfMonth { .. }
        | Node::DayOffset(..)
        | Node::Weekday { .. }
        | Node::WeekdayOf { .. } => Grain::Day,
        Node::Month { .. } | Node::MonthOffset(_) => Grain::Month,
        Node::Year { .. } | Node::YearOffset(_) => Grain::Year,
        Node::WeekOffset(_) => Grain::Week,
        Node::Season { .. } => Grain::Season,
        Node::Part { parts: 2, .. } => Grain::Half,
        Node::Part { .. } => Grain::Quarter,
        Node::Years { grain, .. } => grain,
        Node::VaguePast => Grain::Range,
    }
}

fn is_hijri(node: Node) -> bool {
    matches!(node, Node::Day { hijri: true, .. } | Node::Month { hijri: true, .. } | Node::Year { hijri: true, .. })
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

fn stretch_of(node: Node, published: Option<Day>) -> Option<Stretch> {
    let this_year = || published.map(|day| i32::from(day.year()));
    let year_known = |hijri, year, month, day, weekday| match year {
        YearOf::Known(year) => Some(year),
        YearOf::Offset(by) if hijri => {
            calendar::year_of(true, month, day, weekday, Some(Side::Current), published?).map(|y| y + by)
        }
        YearOf::Offset(by) => Some(this_year()? + by),
        YearOf::Unsaid(side) => calendar::year_of(hijri, month, day, weekday, side, published?),
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
        Node::Weekday { number, side } => calendar::weekday_near(published?, number, side).map(calendar::day_iso),
        Node::WeekdayOf { number, weeks } => {
            calendar::weekday_of_week(published?, weeks, number).map(calendar::day_iso)
        }
        Node::Season { number, year } => {
            let year = match year {
                YearOf::Known(year) => year,
                YearOf::Offset(by) => this_year()? + by,
                YearOf::Unsaid(side) => calendar::season_year(number, side.unwrap_or(Side::Current), published?),
            };
            calendar::season(year, number)
        }
        Node::Part { n, parts, year } => {
            let year = match year {
                YearOf::Known(year) => year,
                YearOf::Offset(by) => this_year()? + by,
                YearOf::Unsaid(_) => calendar::part_year(n, parts, published?),
            };
            calendar::part_of_year(year, n, parts)
        }
        Node::Years { first, last, .. } => calendar::years(first, last),
        Node::VaguePast => None,
    }
}
