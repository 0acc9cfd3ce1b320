//! The grammar of date and time expressions.
//!
//! An expression is read into a [`Node`], which says what the words say, and then resolved against the day of
//! publication. The reader knows words and their order only; the calendar knows days.

use crate::atoms::{Atoms, Gap, Kind, flag};
use crate::calendar::{self, Day, Grain, Side, Stretch};
use crate::cardinals;
use crate::letters::{Packed, code};
use crate::lexicon::{
    CENTURY, Card, Count, DAY, DECADE, Entry, Func, HOUR, MINUTE, MONTH, Measure, NIGHT, UNITS, WEEK, YEAR,
};

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
    pub(crate) note: Option<&'static str>,
}

/// A year as the words give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum YearOf {
    /// Not at all, or by الماضي, المقبل, الجاري.
    Unsaid(Option<Side>),
    Known(i32),
    /// العام الماضي.
    Offset(i32),
}

/// What an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
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
    Weekday {
        number: u8,
        side: Side,
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
        first: i32,
        last: i32,
        grain: Grain,
    },
    /// السنوات الماضية.
    VaguePast,
}

const NO_DATE: &str = "no such day in the calendar";
const NO_ANCHOR: &str = "relative, and the document has no day of publication";
const VAGUE: &str = "a stretch of the past without borders";

/// Finds the dates and times of a text outside `taken`: spans in order, of names.
pub(crate) fn find(
    t: &Atoms<'_>,
    published: Option<Day>,
    mut taken: impl Iterator<Item = (usize, usize)>,
) -> Vec<Expression> {
    let mut found: Vec<Expression> = Vec::new();
    let mut name = taken.next();
    let mut next = 0;
    for i in t.begins() {
        if i < next || !may_begin(t, i) {
            continue;
        }
        let start = t.atom(i).start as usize;
        while name.is_some_and(|(_, end)| end <= start) {
            name = taken.next();
        }
        let inside = name.is_some_and(|(from, to)| from <= start && start < to);
        if !inside && let Some((end, expression)) = time(t, i).or_else(|| date(t, i, published)) {
            found.push(expression);
            next = end;
        }
    }
    found
}

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
        || entry.weekday > 0
        || entry.ordinal > 0
        || matches!(entry.card, Card::Tens(_))
        || matches!(
            entry.func,
            Func::Yesterday
                | Func::Tomorrow
                | Func::Cue
                | Func::This
                | Func::DhuHead
                | Func::Season(_)
                | Func::Decade(_)
                | Func::TwoDays
                | Func::TwoYears
        )
}

fn date(t: &Atoms<'_>, i: usize, published: Option<Day>) -> Option<(usize, Expression)> {
    let read = |(next, nodes): (usize, Nodes)| Some((next, resolve(t, i, next, nodes, published)));
    one_day(t, i).or_else(|| explicit(t, i)).or_else(|| relative(t, i)).or_else(|| bare_year(t, i)).and_then(read)
}

/// One expression, or the two ends of a range.
type Nodes = (Node, Option<Node>);

fn single(found: (usize, Node)) -> (usize, Nodes) {
    (found.0, (found.1, None))
}

// --- days ---------------------------------------------------------------------------------------------------------

/// يوم, weekdays, أمس and غدا, with the date behind them.
fn one_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let entry = t.entry(i);
    if entry.func == Func::TwoDays {
        return two_days(t, i);
    }
    if entry.unit == DAY && entry.count == Count::One {
        let next = i + 1;
        if t.then(next).func == Func::Corresponding {
            return explicit(t, next + 1).filter(|_| !t.has(i, flag::THE));
        }
        if t.has(i, flag::THE) {
            return today(t, i).map(single);
        }
        if t.atom(next).gap == Gap::Line {
            return None;
        }
        return near_day(t, next).map(single).or_else(|| weekday(t, next, i)).or_else(|| {
            let (end, nodes) = explicit(t, next)?;
            matches!(nodes.0, Node::Day { .. }).then_some((end, nodes))
        });
    }
    if entry.unit == NIGHT && entry.count == Count::One && t.has(i, flag::THE) && t.then(i + 1).func == Func::Past {
        return Some((i + 2, (Node::DayOffset(-1, None), None)));
    }
    near_day(t, i).map(single).or_else(|| weekday(t, i, i))
}

/// يومي 24 و25 نوفمبر, يومي الأحد والاثنين.
fn two_days(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    if let Some((next, first)) = weekday_alone(t, i + 1, i) {
        if t.has(next, flag::AND)
            && let Some((end, second)) = weekday_alone(t, next, i)
        {
            return Some((end, (first, Some(second))));
        }
        return Some(single((next, first)));
    }
    explicit(t, i + 1).filter(|(_, nodes)| nodes.1.is_some())
}

/// اليوم as today, with the weekday behind it. Not: اليوم الأول, في ذلك اليوم, صحيفة «اليوم».
fn today(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    if t.then(i + 1).weekday > 0 && t.has(i + 1, flag::THE) {
        return Some((i + 2, Node::DayOffset(0, Some(t.entry(i + 1).weekday))));
    }
    let before = t.before(i, 1);
    let elsewhere = matches!(before.func, Func::That | Func::In | Func::Each) || before.ordinal > 0;
    let within = matches!(t.before(i, 1).func, Func::Cue)
        && t.back(i, 1).is_some_and(|b| matches!(t.written(b), "خلال" | "مدار"));
    let quoted = t.back(i, 1).is_some_and(|b| matches!(t.atom(b).kind, Kind::Sign('«' | '"' | '“' | '(')))
        && matches!(t.sign(i + 1), Some('»' | '"' | '”' | ')'));
    let next = t.then(i + 1);
    let qualified = next.ordinal > 0
        || next.card != Card::No
        || matches!(next.func, Func::Past | Func::Next)
        || (t.atom(i + 1).kind == Kind::Noun
            && matches!(
                t.written(i + 1),
                "التالي"
                    | "السابق"
                    | "العالمي"
                    | "الوطني"
                    | "الدولي"
                    | "نفسه"
                    | "ذاته"
                    | "الدراسي"
                    | "المفتوح"
            ))
        || t.written(i + 1).starts_with("الذي");
    let with_b = t.has(i, flag::BI) || t.has(i, flag::LI);
    (!elsewhere && !within && !quoted && !qualified && !with_b).then_some((i + 1, Node::DayOffset(0, None)))
}

/// أمس, أول من أمس, غدا, بعد غد.
fn near_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    let day = |next: usize, offset: i32| {
        let beside = t.then(next);
        if beside.weekday > 0 && t.atom(next).flags == flag::THE {
            (next + 1, Node::DayOffset(offset, Some(beside.weekday)))
        } else {
            (next, Node::DayOffset(offset, None))
        }
    };
    if entry.ordinal == 1 {
        let at = i + 1 + usize::from(t.then(i + 1).func == Func::From);
        return (t.then(at).func == Func::Yesterday).then(|| day(at + 1, -2));
    }
    match entry.func {
        // أمس الأول: the day before yesterday.
        Func::Yesterday if t.then(i + 1).ordinal == 1 && t.has(i + 1, flag::THE) => Some(day(i + 2, -2)),
        Func::Yesterday => Some(day(i + 1, -1)),
        Func::Tomorrow if !matches!(t.before(i, 1).func, Func::That) => Some(day(i + 1, 1)),
        Func::Cue if t.then(i + 1).func == Func::Tomorrow && t.written(i) == "بعد" => Some(day(i + 2, 2)),
        _ => None,
    }
}

/// A weekday at `i`, with what makes a date of it: الماضي, من الأسبوع الماضي, الموافق 31 يوليو; `first` is where the
/// expression begins (at يوم or at the weekday).
fn weekday(t: &Atoms<'_>, i: usize, first: usize) -> Option<(usize, Nodes)> {
    let (next, node) = weekday_alone(t, i, first)?;
    let Node::Weekday { number, side: Side::Current } = node else { return Some(single((next, node))) };
    if t.atom(next - 1).flags & flag::THE == 0 || next > i + 1 {
        return Some(single((next, node)));
    }
    let at = next + usize::from(t.then(next).func == Func::Corresponding);
    if t.atom(next).gap != Gap::Line
        && let Some((end, (Node::Day { hijri, year, month, day, .. }, None))) = explicit(t, at)
    {
        return Some((end, (Node::Day { hijri, year, month, day, weekday: Some(number) }, None)));
    }
    let side = if looks_ahead(t, first) { Side::Next } else { Side::Current };
    Some(single((next, Node::Weekday { number, side })))
}

fn weekday_alone(t: &Atoms<'_>, i: usize, first: usize) -> Option<(usize, Node)> {
    let number = t.entry(i).weekday;
    if number == 0 || !t.has(i, flag::THE) || t.then(i + 1).card == Card::Ten {
        return None;
    }
    // صلاة الجمعة is no day; بين الاثنين is between the two; الاثنين والعشرين is a number.
    let counted = matches!(t.then(i + 1).card, Card::Tens(_)) && t.has(i + 1, flag::AND);
    if first == i && (t.before(i, 1).func == Func::Prayer || (t.before(i, 1).func == Func::Between && number == 1))
        || counted
    {
        return None;
    }
    let next = i + 1;
    let (end, side) = match t.then(next).func {
        Func::Past => (next + 1, Some(Side::Past)),
        Func::Next => (next + 1, Some(Side::Next)),
        Func::Current => (next + 1, Some(Side::Current)),
        _ => (next, None),
    };
    if let Some(side) = side.filter(|_| t.has(next, flag::THE)) {
        return Some((end, Node::Weekday { number, side }));
    }
    let week = next + usize::from(t.then(next).func == Func::From);
    if t.then(week).unit == WEEK
        && t.has(week, flag::THE)
        && let Some(side) = side_at(t, week + 1)
    {
        return Some((week + 2, Node::WeekdayOf { number, weeks: side.offset() }));
    }
    Some((next, Node::Weekday { number, side: Side::Current }))
}

/// Whether the sentence tells of what is to come: a verb in the future, مقرر, or a report that opens with an imperfect.
fn looks_ahead(t: &Atoms<'_>, i: usize) -> bool {
    for back in 1..=25 {
        let Some(j) = t.back(i, back) else {
            return back > 1 && opens_ahead(t, i + 1 - back);
        };
        let atom = t.atom(j);
        if matches!(atom.kind, Kind::Sign('.' | '؟' | '!')) {
            return opens_ahead(t, j + 1);
        }
        if back <= 9 && (t.entry(j).func == Func::Ahead || (atom.kind == Kind::Noun && is_future(t.written(j)))) {
            return true;
        }
    }
    false
}

fn opens_ahead(t: &Atoms<'_>, i: usize) -> bool {
    let Some(word) = Packed::new(t.written(i)).filter(|_| t.atom(i).kind == Kind::Noun) else { return false };
    // ي opens imperfect verbs; of nouns in ي only nationalities and names begin a report.
    word.letter(0) == code('ي') && word.len() >= 4 && word.nth_last(0) != code('ي') && word.nth_last(0) != code('ه')
}

/// سيعقد, ستنطلق: not سياسة, سيارة, ستار.
fn is_future(written: &str) -> bool {
    let Some(mut word) = Packed::new(written) else { return false };
    if word.letter(0) == code('و') || word.letter(0) == code('ف') {
        word = word.without_first(1);
    }
    let (person, root) = (word.letter(1), word.letter(2));
    let noun = match person {
        p if p == code('ي') => {
            ['ا', 'د', 'ف', 'ن', 'و', 'ئ'].into_iter().any(|l| root == code(l))
                || (root == code('ط') && word.letter(3) == code('ر') && word.nth_last(0) == code('ه'))
        }
        p if p == code('ت') => ['ا', 'و', 'ي', 'ه', 'ر'].into_iter().any(|l| root == code(l)),
        _ => true,
    };
    word.letter(0) == code('س') && word.len() >= 5 && !noun
}

fn side_at(t: &Atoms<'_>, i: usize) -> Option<Side> {
    // The adjective carries the article; غدا المقبل does not occur.
    if t.atom(i).flags & (flag::THE | flag::AND) != flag::THE {
        return None;
    }
    match t.then(i).func {
        Func::Past => Some(Side::Past),
        Func::Next => Some(Side::Next),
        Func::Current => Some(Side::Current),
        _ => None,
    }
}

// --- dates with a month or a year -----------------------------------------------------------------------------------

/// A date with a month or a year, and a range of two.
fn explicit(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    if let Some(found) = days_of_one_month(t, i) {
        return Some(found);
    }
    let (next, first) = day_or_month(t, i).or_else(|| year(t, i))?;
    // بين يناير 2006 ومايو 2008
    let between = t.before(i, 1).func == Func::Between && t.has(next, flag::AND) && t.atom(next).gap != Gap::Line;
    let Some(at) = between.then_some(next).or_else(|| joins(t, next)) else { return Some((next, (first, None))) };
    let plain = plain_year(t, at);
    let Some((end, second)) = day_or_month(t, at).or_else(|| year(t, at)).or(plain) else {
        return Some((next, (first, None)));
    };
    match (first, second) {
        (Node::DayOfMonth { .. }, Node::DayOfMonth { .. }) => Some((end, (first, Some(second)))),
        (Node::Day { hijri: a, .. }, Node::Day { hijri: b, .. })
        | (Node::Month { hijri: a, .. }, Node::Month { hijri: b, .. })
        | (Node::Year { hijri: a, .. }, Node::Year { hijri: b, .. })
            if a == b =>
        {
            // حتى joins two months or two days; after a year it begins a date of its own.
            let until = t.then(next).func == Func::To && t.written(next).starts_with('ح');
            if until && matches!(first, Node::Year { .. }) && plain.is_none() {
                return Some((next, (first, None)));
            }
            Some((end, (first, Some(second))))
        }
        _ => Some((next, (first, None))),
    }
}

/// إلى, حتى or a dash at `i`: the atom behind it.
fn joins(t: &Atoms<'_>, i: usize) -> Option<usize> {
    let joined = t.then(i).func == Func::To || t.sign(i) == Some('-');
    (joined && t.atom(i + 1).gap != Gap::Line).then_some(i + 1)
}

/// Two days of one month: 24 و27 نوفمبر, 13 - 16 سبتمبر 2015, 2 - 4 / 6 / 1436هـ.
fn days_of_one_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let (next, first) = day_number(t, i)?;
    let and = t.has(next, flag::AND) && t.atom(next).gap != Gap::Line;
    let at = if and { next } else { joins(t, next)? };
    if let Some((end, Node::Day { hijri, year, month, day, .. })) =
        numeric(t, at).filter(|_| t.atom(i).plain > 0 && !and)
    {
        // 23-7-2015 is one day: a range has another sign in it than the date, or more room.
        let same = t.sign(next) == t.sign(at + 1) && t.atom(next).gap == t.atom(at + 1).gap;
        if !same && first < day {
            let node = |day| Node::Day { hijri, year, month, day, weekday: None };
            return Some((end, (node(first), Some(node(day)))));
        }
        return None;
    }
    let (end, second) = day_number(t, at)?;
    let (end, month) = of_month(t, end, t.atom(at).plain > 0)?;
    let pair = day_of(month, first).zip(day_of(month, second));
    pair.filter(|_| first < second).map(|(first, second)| (end, (first, Some(second))))
}

/// A day of a month.
fn day_of(month: Node, day: u8) -> Option<Node> {
    match month {
        Node::Month { hijri, year, month } => Some(Node::Day { hijri, year, month, day, weekday: None }),
        Node::MonthOffset(by) => Some(Node::DayOfMonth { by, day }),
        _ => None,
    }
}

/// A day with its month, a date in digits, or a month.
fn day_or_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    if let Some(found) = numeric(t, i).or_else(|| with_name_of_month(t, i)) {
        return Some(found);
    }
    if let Some((next, day)) = day_number(t, i) {
        let (end, month) = of_month(t, next, t.atom(i).plain > 0)?;
        return Some((end, day_of(month, day)?));
    }
    let named = t.entry(i).unit == MONTH && t.entry(i).count == Count::One && !t.has(i, flag::THE);
    let (end, node) = month(t, i + usize::from(named), named)?;
    Some((end, node))
}

/// A date in digits but for its month: 25 / شوال / 1436.
fn with_name_of_month(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let (next, day) = day_number(t, i).filter(|_| t.atom(i).plain > 0)?;
    if t.sign(next) != Some('/') || t.atom(next + 1).gap == Gap::Line || t.atom(next + 1).flags != 0 {
        return None;
    }
    let (end, hijri, month, _) = month_name(t, next + 1)?;
    let (last, year, marked) = year_number(t, end + 1).filter(|_| t.sign(end) == Some('/'))?;
    let fits = marked.unwrap_or(year < 1600) == hijri;
    fits.then_some((last, Node::Day { hijri, year: YearOf::Known(year), month, day, weekday: None }))
}

/// [من] [شهر] and a month with its year, behind a day; من الشهر الجاري.
fn of_month(t: &Atoms<'_>, i: usize, digits: bool) -> Option<(usize, Node)> {
    let from = t.then(i).func == Func::From;
    let at = i + usize::from(from);
    let named = t.then(at).unit == MONTH && t.entry(at).count == Count::One && !t.has(at, flag::THE);
    if !digits && !from && !named {
        return None;
    }
    let this = usize::from(t.then(at).func == Func::This);
    if t.then(at + this).unit == MONTH && t.entry(at + this).count == Count::One && t.has(at + this, flag::THE) {
        let side = if this == 1 { Some(Side::Current) } else { side_at(t, at + 1) };
        return side.map(|side| (at + 2, Node::MonthOffset(side.offset())));
    }
    let at = at + usize::from(named);
    if t.atom(at).gap == Gap::Line {
        return None;
    }
    month(t, at, true)
}

/// A day of the month: in digits, as an ordinal, as definite tens (الثلاثين).
fn day_number(t: &Atoms<'_>, i: usize) -> Option<(usize, u8)> {
    let atom = t.atom(i);
    if atom.kind == Kind::Number {
        let fits = (1..=2).contains(&atom.plain) && (1.0..=31.0).contains(&atom.value) && atom.flags & flag::CODE == 0;
        return fits.then_some((i + 1, atom.value as u8));
    }
    let (next, value) = match (cardinals::ordinal(t, i), t.entry(i).card) {
        (Some(found), _) => found,
        (None, Card::Tens(tens)) if t.has(i, flag::THE) => (i + 1, f64::from(tens)),
        _ => return None,
    };
    ((1.0..=31.0).contains(&value)).then_some((next, value as u8))
}

/// A month at `i` with its year. `named`: a day or شهر before it makes even a doubtful name a month.
fn month(t: &Atoms<'_>, i: usize, named: bool) -> Option<(usize, Node)> {
    let (mut next, hijri, number, doubtful) = month_name(t, i)?;
    let mut sure = named || !doubtful;
    if let Some(end) = alias(t, next, number, hijri) {
        next = end;
        sure = true;
    }
    // رمضان المعظم المبارك: two at most.
    for _ in 0..2 {
        if hijri && t.then(next).func == Func::Epithet && t.has(next, flag::THE) {
            next += 1;
            sure = true;
        }
    }
    let (end, year, of_hijri) = year_of(t, next);
    sure |= end > next;
    let before = t.before(i, 1).func;
    sure |= matches!(before, Func::In | Func::Cue | Func::To | Func::From) && t.atom(i).flags == 0;
    let fits = match (of_hijri, year) {
        (Some(of), _) => of == hijri,
        // رمضان 1436, يوليو 2015: the month tells the calendar.
        (None, YearOf::Known(year)) => (year < 1600) == hijri || (!hijri && year >= 1000),
        _ => true,
    };
    if !fits {
        // رمضان 2015: a Hijri month of a Gregorian year has no year of its own.
        return sure.then_some((next, Node::Month { hijri, year: YearOf::Unsaid(None), month: number }));
    }
    sure.then_some((end, Node::Month { hijri, year, month: number }))
}

/// The name of a month: the atom behind it, whether it is Hijri, its number, whether the word may be another.
fn month_name(t: &Atoms<'_>, i: usize) -> Option<(usize, bool, u8, bool)> {
    let entry = t.entry(i);
    let next = t.then(i + 1);
    if entry.func == Func::DhuHead {
        return match next.func {
            Func::Qada => Some((i + 2, true, 11, false)),
            Func::Hijja => Some((i + 2, true, 12, false)),
            _ => None,
        };
    }
    let month = entry.month?;
    if entry.func != Func::MonthHead {
        return Some((i + 1, month.hijri, month.number, month.doubtful));
    }
    // كانون الأول is the twelfth month and كانون الثاني the first.
    let second = match (next.ordinal, next.func) {
        (1, _) => false,
        (2, _) | (_, Func::Other) => true,
        _ => return None,
    };
    let number = if second { month.number % 12 + 1 } else { month.number };
    (t.atom(i + 1).flags & flag::AND == 0).then_some((i + 2, month.hijri, number, false))
}

/// The month's other name: نوفمبر/تشرين الثاني, تموز (يوليو), يونيو حزيران.
fn alias(t: &Atoms<'_>, i: usize, number: u8, hijri: bool) -> Option<usize> {
    let sign = t.sign(i);
    let at = i + usize::from(matches!(sign, Some('/' | '-' | '(' | '\\')));
    if t.atom(at).gap == Gap::Line || t.atom(at).flags != 0 {
        return None;
    }
    let (end, of_hijri, other, _) = month_name(t, at)?;
    if (of_hijri, other) != (hijri, number) {
        return None;
    }
    match sign {
        Some('(') => (t.sign(end) == Some(')')).then_some(end + 1),
        _ => Some(end),
    }
}

/// The year behind a month: where it ends, what it is, whether a sign makes it a Hijri one.
fn year_of(t: &Atoms<'_>, i: usize) -> (usize, YearOf, Option<bool>) {
    let none = (i, YearOf::Unsaid(None), None);
    if let Some(side) = side_at(t, i) {
        return match year_number(t, i + 1) {
            Some((end, year, Some(hijri))) => (end, YearOf::Known(year), Some(hijri)),
            _ => (i + 1, YearOf::Unsaid(Some(side)), None),
        };
    }
    let comma = matches!(t.sign(i), Some(',' | '،'));
    let at = i + usize::from(comma || t.then(i).func == Func::From);
    if t.then(at).func == Func::This && t.then(at + 1).unit == YEAR && t.has(at + 1, flag::THE) && !comma {
        return (at + 2, YearOf::Offset(0), None);
    }
    if t.then(at).unit == YEAR && t.entry(at).count == Count::One && !comma {
        let number = at + 1 + usize::from(t.then(at + 1).func == Func::Hijri);
        if t.atom(number).gap != Gap::Line
            && let Some((end, year, hijri)) = year_number(t, number)
        {
            return (end, YearOf::Known(year), hijri);
        }
        if let Some(side) = side_at(t, at + 1).filter(|_| t.has(at, flag::THE)) {
            return match year_number(t, at + 2) {
                Some((end, year, hijri)) => (end, YearOf::Known(year), hijri),
                None => (at + 2, YearOf::Offset(side.offset()), None),
            };
        }
        return none;
    }
    match year_number(t, at) {
        Some((end, year, hijri)) if t.atom(at).gap != Gap::Line && t.then(end).unit == 0 && (at == i || comma) => {
            (end, YearOf::Known(year), hijri)
        }
        _ => none,
    }
}

/// A year in four digits, or three with the sign of their calendar; the sign belongs to it. Whether it is Hijri, where a
/// sign says so.
fn year_number(t: &Atoms<'_>, i: usize) -> Option<(usize, i32, Option<bool>)> {
    let atom = t.number(i)?;
    if !(3..=4).contains(&atom.plain) || atom.flags & (flag::CODE | flag::AND | flag::BI | flag::THE) != 0 {
        return None;
    }
    let marked = era(t, i + 1);
    let year = atom.value as i32;
    let fits = if marked.is_some() { year >= 100 } else { (1000..=2200).contains(&year) };
    fits.then(|| (i + 1 + usize::from(marked.is_some()), year, marked))
}

/// The sign of a calendar: هـ, هجرية, للهجرة; م, الميلادية.
fn era(t: &Atoms<'_>, i: usize) -> Option<bool> {
    match t.then(i).func {
        Func::Hijri if t.atom(i).flags & (flag::AND | flag::BI) == 0 => Some(true),
        Func::Gregorian if t.atom(i).flags & !flag::THE == 0 => Some(false),
        _ => None,
    }
}

/// Without a sign, numbers around the present Hijri year are taken for it.
fn is_hijri_year(year: i32, marked: Option<bool>) -> bool {
    marked.unwrap_or((1380..=1460).contains(&year))
}

/// عام 2014, سنة 1436هـ, العام 2013, عامي 2014 و2015.
fn year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    if entry.unit != YEAR || entry.count == Count::Two || entry.ordinal > 0 {
        return None;
    }
    if entry.count == Count::Many {
        return plain_year(t, i + 1 + usize::from(t.sign(i + 1) == Some(':')));
    }
    let at =
        i + 1 + usize::from(matches!(t.then(i + 1).func, Func::Hijri | Func::Gregorian) && t.has(i + 1, flag::THE));
    if t.atom(at).gap == Gap::Line {
        return None;
    }
    if let Some((next, year, hijri)) = year_number(t, at) {
        return Some((next, Node::Year { hijri: is_hijri_year(year, hijri), year }));
    }
    // In words: عام ألفين وأربعة عشر.
    let number = cardinals::sum(t, at).filter(|n| !n.digits && t.atom(at).flags == 0)?;
    let year = number.value.filter(|&n| n.fract() == 0.0 && (1000.0..=2200.0).contains(&n))?;
    Some((number.next, Node::Year { hijri: false, year: year as i32 }))
}

fn plain_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    year_number(t, i).map(|(next, year, hijri)| (next, Node::Year { hijri: is_hijri_year(year, hijri), year }))
}

/// A date in digits: 24/11/2025, 2025-11-24, 27 / 10 / 1436 هـ, 9.8.2015.
fn numeric(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let part = |i: usize| t.number(i).filter(|n| n.plain > 0 && n.flags & flag::CODE == 0);
    let a = Some(t.atom(i)).filter(|n| n.kind == Kind::Number && n.plain > 0 && n.flags & flag::CODE == 0)?;
    let sign = t.sign(i + 1).filter(|c| matches!(c, '/' | '-' | '.' | '\\'))?;
    let (b, c) = (part(i + 2)?, part(i + 4)?);
    if t.sign(i + 3) != Some(sign) || b.plain > 2 || (t.sign(i + 5) == Some(sign) && t.number(i + 6).is_some()) {
        return None;
    }
    let mark = era(t, i + 5);
    let (year, day) = match (a.plain, c.plain) {
        (4, 1..=2) => (a.value as i32, c.value as u8),
        (1..=2, 4) => (c.value as i32, a.value as u8),
        // 28/5/32هـ
        (1..=2, 2) if mark == Some(true) => (1400 + c.value as i32, a.value as u8),
        _ => return None,
    };
    let hijri = mark.unwrap_or((1300..=1500).contains(&year));
    // Day before month; the reverse only where that cannot be.
    let (day, month) = match (day, b.value as u8) {
        (day, month @ 13..) => (month, day),
        found => found,
    };
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || !(1000..=2200).contains(&year) {
        return None;
    }
    let next = i + 5 + usize::from(mark.is_some());
    Some((next, Node::Day { hijri, year: YearOf::Known(year), month, day, weekday: None }))
}

/// A year without عام: in 2014 إلى 2019 and 2014-2019, behind words that put a time, and where no noun can be counted.
fn bare_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let entry = t.entry(i);
    if entry.func == Func::TwoYears {
        let (next, first) = plain_year(t, i + 1)?;
        let joined = t.has(next, flag::AND).then_some(next).or_else(|| joins(t, next))?;
        let second = t.number(joined).filter(|n| n.plain == 4)?;
        let (Node::Year { hijri, year }, last) = (first, second.value as i32) else { return None };
        let marked = t.then(joined + 1).func == Func::Hijri;
        let second = Node::Year { hijri: hijri || marked, year: last };
        let first = Node::Year { hijri: hijri || marked, year };
        return (last > year).then(|| (joined + 1 + usize::from(marked), (first, Some(second))));
    }
    let atom = t.atom(i);
    // 2015 و2016: a year beside a year.
    let beside = t.has(i, flag::AND)
        && t.back(i, 1).is_some_and(|b| t.atom(b).plain == 4 && (1900.0..=2099.0).contains(&t.atom(b).value));
    // 2023 15 هجوما: what stands before a number counts nothing.
    let before_number = t.number(i + 1).is_some_and(|n| n.gap == Gap::Space && n.flags == 0 && n.plain < 4);
    let allowed = flag::LI | if beside { flag::AND } else { 0 } | if before_number { flag::BI } else { 0 };
    if atom.kind != Kind::Number || atom.plain != 4 || atom.flags & !allowed != 0 {
        return None;
    }
    let (year, mark) = (atom.value as i32, era(t, i + 1));
    let node = |hijri, year| Node::Year { hijri, year };
    // 2014-2019, 1436/1437هـ, بين 2014 و2019: the sign behind the second counts for both.
    let between = t.before(i, 1).func == Func::Between && t.has(i + 1, flag::AND) && t.atom(i + 1).gap != Gap::Line;
    let joined = joins(t, i + 1 + usize::from(mark.is_some()))
        .or_else(|| (t.sign(i + 1) == Some('/')).then_some(i + 2))
        .or_else(|| between.then_some(i + 1));
    if let Some(at) = joined
        && let Some(last) = t.number(at).filter(|last| last.plain == 4 && last.flags & !flag::AND == 0)
    {
        let (last, era) = (last.value as i32, era(t, at + 1));
        let hijri = era.or(mark).unwrap_or(is_hijri_year(year, None) && is_hijri_year(last, None));
        let of_now = |year: i32| if hijri { (1200..=1500).contains(&year) } else { (1800..=2099).contains(&year) };
        // 2017/2016 is typed from right to left.
        let season = t.sign(i + 1) == Some('/') && year == last + 1;
        let (year, last) = if season { (last, year) } else { (year, last) };
        if year < last && last < year + 100 && of_now(year) && of_now(last) {
            let end = at + 1 + usize::from(era.is_some());
            return Some((end, (node(hijri, year), Some(node(hijri, last)))));
        }
    }
    // 10 م is ten metres, 2015م a year.
    let fits = mark.map_or((1900..=2099).contains(&year), |hijri| hijri == (year < 1500));
    if !fits {
        return None;
    }
    let next = i + 1 + usize::from(mark.is_some());
    let before = t.before(i, 1).func;
    let nothing_counted =
        (!t.is_noun(next) || t.is_definite(next)) && t.then(next).unit == 0 && t.then(next).card == Card::No;
    let number_expected =
        matches!(before, Func::More | Func::Less | Func::About | Func::Exceeds | Func::Falls | Func::On);
    let cue =
        matches!(before, Func::In | Func::Cue | Func::Season(_)) || (before == Func::Between && t.has(next, flag::AND));
    let to = matches!(before, Func::To | Func::From);
    let behind = t.back(i, 1);
    // Also at the head of a line: موازنة 2026.
    let noun = |b: usize| t.is_noun(b) || t.atom(b).kind == Kind::Noun;
    let behind_noun = behind.is_some_and(|b| {
        noun(b) && t.atom(b).flags & flag::DUAL == 0 || matches!(t.atom(b).kind, Kind::Sign('(' | ')') | Kind::Opaque)
    });
    // A chronicle: 1974 - ... at the head of a line.
    let heads = (atom.gap == Gap::Line || behind.is_some_and(|b| t.atom(b).kind == Kind::Sign('.')))
        && t.sign(next) == Some('-')
        && t.atom(next).gap == Gap::Space
        && t.atom(next + 1).gap == Gap::Space;
    let round = year % 100 == 0;
    let year_like = mark.is_some()
        || (before_number && t.has(i, flag::BI))
        || heads
        || (beside && t.then(next).unit == 0)
        || (cue && t.then(next).unit == 0 && !(round && t.is_noun(next)))
        || ((behind_noun || to) && nothing_counted && !round && !number_expected);
    year_like.then(|| (next, (node(mark == Some(true), year), None)))
}

// --- relative stretches ------------------------------------------------------------------------------------------------

/// الشهر الماضي, هذا العام, صيف 2015, التسعينيات, النصف الأول من العام.
fn relative(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    stretch(t, i).map(single)
}

fn stretch(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    if entry.func == Func::This {
        let of = t.then(i + 1);
        if t.atom(i + 1).flags != flag::THE {
            return None;
        }
        let node = match (of.unit, of.func) {
            (_, Func::Season(number)) => Node::Season { number, year: YearOf::Unsaid(Some(Side::Current)) },
            (NIGHT, _) => Node::DayOffset(0, None),
            (unit @ (WEEK | MONTH | YEAR), _) if of.count == Count::One => offset(unit, 0)?,
            _ => return None,
        };
        return Some((i + 2, node));
    }
    if let Func::Season(number) = entry.func {
        return season(t, i, number);
    }
    // ربيع is spring before a year, and otherwise half of a month's name.
    if entry.func == Func::MonthHead && entry.month.is_some_and(|m| m.number == 3) && t.then(i + 1).ordinal == 0 {
        return season(t, i, 0)
            .filter(|(_, node)| matches!(node, Node::Season { year: YearOf::Known(_) | YearOf::Offset(_), .. }));
    }
    if let Func::Decade(tens) = entry.func {
        let from = i + 1 + usize::from(t.then(i + 1).func == Func::From);
        let century =
            t.then(from).unit == CENTURY && t.has(from, flag::THE) && side_at(t, from + 1) == Some(Side::Past);
        // In his sixties is an age.
        let age = from > i + 1 && !century;
        let first = 1900 + i32::from(tens);
        let end = if century { from + 2 } else { i + 1 };
        return (!age).then_some((end, Node::Years { first, last: first + 9, grain: Grain::Decade }));
    }
    if entry.fraction.of > 0 && t.has(i, flag::THE) {
        return part_of_year(t, i);
    }
    if entry.unit == 0 || !t.has(i, flag::THE) {
        return None;
    }
    if entry.count == Count::Many {
        let time = matches!(UNITS[usize::from(entry.unit)].measure, Measure::Time(..)) && entry.unit >= DAY;
        let few = i + 1 + usize::from(t.then(i + 1).func == Func::FewAdjective && t.has(i + 1, flag::THE));
        return (time && entry.unit < DECADE && side_at(t, few) == Some(Side::Past))
            .then_some((few + 1, Node::VaguePast));
    }
    if entry.count != Count::One {
        return None;
    }
    if entry.unit == CENTURY {
        if side_at(t, i + 1) == Some(Side::Past) {
            return Some((i + 2, Node::Years { first: 1901, last: 2000, grain: Grain::Century }));
        }
        let (next, n) = cardinals::ordinal(t, i + 1)
            .or_else(|| match t.then(i + 1).card {
                Card::Tens(tens) if t.has(i + 1, flag::THE) => Some((i + 2, f64::from(tens))),
                _ => None,
            })
            .filter(|&(_, n)| (1.0..=30.0).contains(&n) && t.atom(i + 1).gap != Gap::Line)?;
        let last = n as i32 * 100;
        return Some((next, Node::Years { first: last - 99, last, grain: Grain::Century }));
    }
    if t.then(i + 1).func == Func::Cue
        && let Some(side) = side_at(t, i + 2)
    {
        // العام قبل الماضي, الأسبوع بعد المقبل
        let beyond = matches!((t.written(i + 1), side), ("قبل", Side::Past) | ("بعد", Side::Next));
        return beyond.then(|| offset(entry.unit, 2 * side.offset())).flatten().map(|node| (i + 3, node));
    }
    let side = side_at(t, i + 1)?;
    if entry.unit == YEAR
        && let Some((end, year, hijri)) = year_number(t, i + 2)
    {
        return Some((end, Node::Year { hijri: is_hijri_year(year, hijri), year }));
    }
    Some((i + 2, offset(entry.unit, side.offset())?))
}

fn offset(unit: u8, by: i32) -> Option<Node> {
    match unit {
        WEEK => Some(Node::WeekOffset(by)),
        MONTH => Some(Node::MonthOffset(by)),
        YEAR => Some(Node::YearOffset(by)),
        _ => None,
    }
}

fn season(t: &Atoms<'_>, i: usize, number: u8) -> Option<(usize, Node)> {
    if let Some(side) = side_at(t, i + 1).filter(|_| t.has(i, flag::THE)) {
        return Some((i + 2, Node::Season { number, year: YearOf::Unsaid(Some(side)) }));
    }
    let (end, year, hijri) = year_of(t, i + 1);
    (end > i + 1 && hijri != Some(true)).then_some((end, Node::Season { number, year }))
}

/// النصف الأول من عام 2015, الربع الثاني من العام الحالي.
fn part_of_year(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let parts = t.entry(i).fraction.of;
    let n = t.then(i + 1).ordinal;
    if !matches!(parts, 2 | 4) || n == 0 || n > parts || !t.has(i + 1, flag::THE) {
        return None;
    }
    let at = i + 2 + usize::from(matches!(t.then(i + 2).func, Func::From | Func::In));
    let (end, year, hijri) = year_of(t, at);
    let year = match year {
        // من العام, and a quarter without its year, as business news has it: the nearest.
        YearOf::Unsaid(None) if at > i + 2 && t.then(at).unit == YEAR && t.has(at, flag::THE) => {
            return Some((at + 1, Node::Part { n, parts, year }));
        }
        YearOf::Unsaid(None) if parts == 4 && at == i + 2 => return Some((at, Node::Part { n, parts, year })),
        YearOf::Unsaid(None) => return None,
        YearOf::Unsaid(Some(side)) => YearOf::Offset(side.offset()),
        year => year,
    };
    (hijri != Some(true)).then_some((end, Node::Part { n, parts, year }))
}

// --- times --------------------------------------------------------------------------------------------------------------

/// الساعة الثالثة والنصف صباحا, 18:30, الثالثة فجرا.
fn time(t: &Atoms<'_>, i: usize) -> Option<(usize, Expression)> {
    let clock = t.entry(i).unit == HOUR && t.entry(i).count == Count::One && t.has(i, flag::THE);
    let at = i + usize::from(clock);
    if clock && t.atom(at).gap == Gap::Line {
        return None;
    }
    let (mut next, hour, mut minute, colon) = hour(t, at, clock)?;
    let (after, part) = part_of_day(t, next);
    // Without الساعة an hour is told by minutes behind a colon, or by the part of the day behind an ordinal.
    let ordinal = t.entry(at).ordinal > 0;
    if !clock && !colon && !(part.is_some() && (ordinal || t.atom(at).kind == Kind::Number)) {
        return None;
    }
    next = after;
    let mut hour = hour;
    match part {
        Some(Func::Evening | Func::Noon) if hour < 12 && !(part == Some(Func::Noon) && hour == 11) => hour += 12,
        Some(Func::Morning | Func::Night) if hour == 12 => hour = 0,
        // The small hours are still of the night: الثانية ليلا is two o'clock.
        Some(Func::Night) if (5..12).contains(&hour) => hour += 12,
        _ => {}
    }
    if minute < 0 {
        hour = (hour + 23) % 24;
        minute += 60;
    }
    let expression = Expression {
        start: t.atom(i).start as usize,
        end: t.atom(next - 1).end as usize,
        time: true,
        value: Some(format!("T{hour:02}:{minute:02}")),
        grain: if minute == 0 && !colon { Grain::Hour } else { Grain::Minute },
        hijri: false,
        anchored: false,
        note: None,
    };
    Some((next, expression))
}

/// An hour with its minutes: the atom behind it, hour, minute (negative before the hour), whether a colon joins them.
fn hour(t: &Atoms<'_>, i: usize, clock: bool) -> Option<(usize, i32, i32, bool)> {
    let atom = t.atom(i);
    if atom.kind == Kind::Number && atom.flags & flag::CODE == 0 {
        let hour = atom.value;
        // 3.30 after الساعة.
        if clock && atom.plain == 0 && hour.fract() > 0.0 && hour < 24.0 {
            let minute = (hour.fract() * 100.0).round() as i32;
            return (minute < 60).then_some((i + 1, hour as i32, minute, true));
        }
        // الساعة 1428
        if clock && atom.plain == 4 && hour < 2400.0 && hour % 100.0 < 60.0 {
            return Some((i + 1, hour as i32 / 100, hour as i32 % 100, true));
        }
        if atom.plain == 0 || atom.plain > 2 || hour > 24.0 {
            return None;
        }
        let minutes = t.number(i + 2).filter(|m| m.plain == 2 && m.value < 60.0 && m.gap == Gap::None);
        if t.sign(i + 1) == Some(':')
            && t.atom(i + 1).gap == Gap::None
            && let Some(minutes) = minutes
        {
            let seconds =
                t.sign(i + 3) == Some(':') && t.number(i + 4).is_some_and(|s| s.plain == 2 && s.gap == Gap::None);
            return Some((i + 3 + 2 * usize::from(seconds), hour as i32, minutes.value as i32, true));
        }
        let (next, minute) = minutes_behind(t, i + 1);
        return Some((next, hour as i32, minute, false));
    }
    let (next, hour) = match cardinals::ordinal(t, i) {
        Some(found) if t.has(i, flag::THE) => found,
        // الواحدة; الساعة ثلاثة in speech.
        _ if clock || t.entry(i).card == Card::Unit(1) && t.has(i, flag::THE) => {
            let number = cardinals::sum(t, i).filter(|n| !n.digits && n.min.is_none())?;
            // ثلاثة وعشرين دقيقة would be read as 23: hours end at twelve in words.
            (number.next, number.value?)
        }
        _ => return None,
    };
    if !(1.0..=12.0).contains(&hour) {
        return None;
    }
    let (next, minute) = minutes_behind(t, next);
    Some((next, hour as i32, minute, false))
}

/// والنصف, وربع, إلا ربعا, و20 دقيقة.
fn minutes_behind(t: &Atoms<'_>, i: usize) -> (usize, i32) {
    let part = |i: usize| {
        let fraction = t.then(i).fraction;
        matches!(fraction.of, 2..=4).then(|| 60 / i32::from(fraction.of))
    };
    if t.then(i).func == Func::Except
        && let Some(minutes) = part(i + 1)
    {
        return (i + 2, -minutes);
    }
    if t.has(i, flag::AND) && t.atom(i).gap != Gap::Line {
        if let Some(minutes) = part(i) {
            return (i + 1, minutes);
        }
        if let Some(number) = cardinals::sum(t, i)
            && t.then(number.next).unit == MINUTE
            && let Some(minutes) = number.value.filter(|&n| n < 60.0)
        {
            return (number.next + 1, minutes as i32);
        }
    }
    (i, 0)
}

/// صباحا, مساء, بعد الظهر: the atom behind it and what it says.
fn part_of_day(t: &Atoms<'_>, i: usize) -> (usize, Option<Func>) {
    let said = |i: usize| match t.then(i).func {
        func @ (Func::Morning | Func::Noon | Func::Evening | Func::Night) => Some(func),
        _ => None,
    };
    // An abbreviation (ص, م) stands right behind digits; م is also a year's sign.
    if t.then(i).func == Func::Gregorian
        && t.written(i) == "م"
        && t.back(i, 1).is_some_and(|b| t.atom(b).kind == Kind::Number)
    {
        return (i + 1, Some(Func::Evening));
    }
    if t.then(i).func == Func::Cue && t.has(i + 1, flag::THE) && said(i + 1) == Some(Func::Noon) {
        let before = t.written(i) == "قبل";
        return (i + 2, Some(if before { Func::Morning } else { Func::Noon }));
    }
    let adverb = t.atom(i).flags == 0 && !t.has(i + 1, flag::THE);
    match said(i) {
        Some(func) if adverb || t.written(i).ends_with(['ا', '\u{064B}']) => (i + 1, Some(func)),
        _ => (i, None),
    }
}

// --- values -------------------------------------------------------------------------------------------------------------

fn resolve(t: &Atoms<'_>, i: usize, next: usize, nodes: Nodes, published: Option<Day>) -> Expression {
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
