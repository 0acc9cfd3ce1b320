//! Where the dates and times of a text are.

use crate::atoms::{Atoms, Gap, Kind};
use crate::calendar::{Day, Grain};
use crate::dates::clock::time;
use crate::dates::days::one_day;
use crate::dates::months::explicit;
use crate::dates::node::{Expression, Node, Nodes, single};
use crate::dates::relative::{feast, stretch};
use crate::dates::years::bare_year;
use crate::flag;
use crate::resolve::resolve;
use crate::vocabulary::{CENTURY, Card, DAY, Entry, HOUR, MONTH, NIGHT, Role, WEEK, YEAR};

/// Finds the dates and times of a text outside `taken`: spans in order, of names.
pub(crate) fn find(
    t: &Atoms<'_>,
    published: Option<Day>,
    mut taken: impl Iterator<Item = (usize, usize)>,
) -> Vec<Expression> {
    let mut found: Vec<Expression> = Vec::new();
    let mut name = taken.next();
    let mut next = 0;
    // The last day that the text told of, and the last month.
    let mut told = Told::default();
    let mut today = published;
    for i in t.begins() {
        if i < next || !may_begin(t, i) {
            continue;
        }
        let start = t.atom(i).start as usize;
        while name.is_some_and(|(_, end)| end <= start) {
            name = taken.next();
        }
        let inside = name.is_some_and(|(from, to)| from <= start && start < to);
        if inside {
            continue;
        }
        if let Some((end, mut expression)) = time(t, i).or_else(|| date(t, i, today, told)) {
            if let Some(before) = found.last_mut() {
                beside(t, before, &mut expression, (next, i));
            }
            told.hear(&expression);
            if expression.anchored {
                today = expression.told;
            }
            found.push(expression);
            next = end;
        }
    }
    found
}

/// What the text told of before.
#[derive(Clone, Copy, Default)]
struct Told {
    day: Option<Day>,
    /// Year and month.
    month: Option<(i32, u8)>,
    year: Option<i32>,
}

impl Told {
    fn hear(&mut self, expression: &Expression) {
        let value = expression.value.as_deref().unwrap_or_default();
        self.day = expression.day().or(self.day);
        // A year before Christ has a sign, and no month.
        let year = value.get(..4).filter(|year| !year.starts_with('-')).and_then(|year| year.parse().ok());
        if matches!(expression.grain, Grain::Day | Grain::Month | Grain::Year) && !expression.hijri && !expression.time
        {
            let month = value.get(5..7).and_then(|month| month.parse().ok());
            self.month = year.zip(month).or(self.month);
            self.year = year.or(self.year);
        }
    }
}

/// What one expression says of the one before it, which ends before atom `gap.0`, itself beginning at `gap.1`.
fn beside(t: &Atoms<'_>, before: &mut Expression, this: &mut Expression, gap: (usize, usize)) {
    let (from, to) = gap;
    let near = from <= to && to - from <= 2 && (from..=to).all(|i| t.atom(i).gap != Gap::Line);
    if !near {
        return;
    }
    let all = |is: &dyn Fn(usize) -> bool| (from..to).all(is);
    let small = |i: usize| {
        matches!(t.then(i).role, Role::In | Role::On | Role::From | Role::Morning | Role::Noon | Role::Evening)
            || matches!(t.sign(i), Some('،' | ',' | '-'))
    };
    let is_day = |of: &Expression| !of.time && of.value.as_deref().is_some_and(|value| value.len() == 10);
    let hour = |of: &Expression| of.time && of.value.as_deref().is_some_and(|value| value.starts_with('T'));
    if all(&small) && (t.atom(to).flags & flag::AND == 0) {
        // 15 مايو 2020 الساعة 10:30, الساعة العاشرة من صباح السبت
        if let (true, true, Some(day)) = (is_day(before), hour(this), &before.value) {
            this.value = this.value.take().map(|time| format!("{day}{time}"));
            this.anchored |= before.anchored;
        } else if let (true, true, Some(day)) = (hour(before), is_day(this), &this.value) {
            before.value = before.value.take().map(|time| format!("{day}{time}"));
            before.anchored |= this.anchored;
        }
    }
    let corresponds = from < to && all(&|i| t.then(i).role == Role::Corresponding);
    if corresponds && is_day(before) && is_day(this) && before.value != this.value {
        this.note = Some(DISAGREE);
    }
}

const DISAGREE: &str = "not the same day as the date it is said to be";

/// Whether an expression can begin at atom `i`: most words are turned away here.
fn may_begin(t: &Atoms<'_>, i: usize) -> bool {
    let atom = t.atom(i);
    match atom.kind {
        Kind::Number => true,
        Kind::Word => {
            let entry = t.entry(i);
            begins_alone(entry) || (entry.fraction.of > 0 && atom.flags & flag::THE != 0)
        }
        _ => false,
    }
}

/// Whether an expression can begin with this word, with proclitics or without.
pub(crate) fn begins(entry: &Entry) -> bool {
    begins_alone(entry) || entry.fraction.of > 0
}

fn begins_alone(entry: &Entry) -> bool {
    matches!(entry.unit, DAY | NIGHT | WEEK | MONTH | YEAR | CENTURY | HOUR)
        || entry.month.is_some()
        || entry.month_head
        || entry.feast_head
        || entry.season > 0
        || entry.decade > 0
        || entry.weekday > 0
        || entry.ordinal > 0
        || matches!(entry.card, Card::Tens(_))
        || matches!(
            entry.role,
            Role::FirstDay | Role::Yesterday | Role::Tomorrow | Role::Cue | Role::This | Role::TwoDays | Role::TwoYears
        )
}

fn date(t: &Atoms<'_>, i: usize, published: Option<Day>, told: Told) -> Option<(usize, Expression)> {
    let read = |(next, nodes): (usize, Nodes)| match nodes {
        // اليوم التالي: of no day that the text tells of.
        (Node::DayTold(_), _) => {
            let day = told.day?;
            Some((next, Expression { anchored: false, ..resolve(t, i, next, nodes, Some(day)) }))
        }
        (first, second) => {
            let after = |node: Node| node.after(told.year, told.month);
            let nodes = (after(first)?, second.and_then(after));
            Some((next, resolve(t, i, next, nodes, published)))
        }
    };
    feast(t, i)
        .map(single)
        .or_else(|| one_day(t, i))
        .or_else(|| explicit(t, i))
        .or_else(|| stretch(t, i).map(single))
        .or_else(|| bare_year(t, i))
        .and_then(read)
}
