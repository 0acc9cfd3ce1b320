//! Days by their place in time: يوم, weekdays, أمس and غدا, with the date behind them.

use crate::atoms::{Atoms, Gap, Kind};
use crate::calendar::Side;
use crate::dates::joints::{side_at, side_of, weekday_beside};
use crate::dates::months::explicit;
use crate::dates::node::{Node, Nodes, single};
use crate::flag;
use crate::letters::{code, pack};
use crate::vocabulary::{Card, Count, DAY, NIGHT, Role, WEEK};

/// يوم, weekdays, أمس and غدا, with the date behind them.
pub(crate) fn one_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    let entry = t.entry(i);
    if entry.role == Role::TwoDays {
        return two_days(t, i);
    }
    if entry.unit == DAY && entry.count == Count::One {
        let next = i + 1;
        if t.then(next).role == Role::Corresponding {
            return explicit(t, next + 1).filter(|_| !t.has(i, flag::THE));
        }
        if t.has(i, flag::THE) {
            return told_day(t, i).or_else(|| today(t, i)).map(single);
        }
        if t.atom(next).gap == Gap::Line {
            return None;
        }
        return near_day(t, next).map(single).or_else(|| weekday(t, next, i)).or_else(|| {
            let (end, nodes) = explicit(t, next)?;
            matches!(nodes.0, Node::Day { .. }).then_some((end, nodes))
        });
    }
    if entry.unit == NIGHT && entry.count == Count::One && t.has(i, flag::THE) && t.then(i + 1).role == Role::Past {
        return Some((i + 2, (Node::DayOffset(-1, None), None)));
    }
    near_day(t, i).map(single).or_else(|| weekday(t, i, i))
}

/// اليوم التالي, اليوم السابق: told by the day before it in the text.
fn told_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let by = match t.then(i + 1).role {
        Role::Following => 1,
        Role::Preceding => -1,
        _ => return None,
    };
    (t.atom(i + 1).flags == flag::THE).then_some((i + 2, Node::DayTold(by)))
}

/// Weekdays that one list has at most.
const LISTED_DAYS: usize = 6;

/// The weekday that those of a list around `i` are told by, and the side that the last of them says: of days past the last
/// tells, of days to come the first.
fn listed(t: &Atoms<'_>, i: usize) -> (u8, u8, Option<Side>, usize) {
    let is_day = |i: usize| t.entry(i).weekday > 0 && t.has(i, flag::THE);
    // ليل الخميس الجمعة: one behind the other without و is its next day.
    let next = |i: usize| t.entry(i + 1).weekday == t.entry(i).weekday % 7 + 1;
    let joined =
        |i: usize| t.atom(i + 1).gap != Gap::Line && is_day(i) && is_day(i + 1) && (t.has(i + 1, flag::AND) || next(i));
    let (mut first, mut last) = (i, i);
    for _ in 0..LISTED_DAYS {
        match first.checked_sub(1).filter(|&b| joined(b)) {
            Some(b) => first = b,
            None => break,
        }
    }
    for _ in 0..LISTED_DAYS {
        if !joined(last) {
            break;
        }
        last += 1;
    }
    let side = side_of(t.then(last + 1)).filter(|_| t.has(last + 1, flag::THE));
    (t.entry(first).weekday, t.entry(last).weekday, side, first)
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
    if let Some((end, number)) = weekday_beside(t, i + 1) {
        return Some((end, Node::DayOffset(0, Some(number))));
    }
    // صحيفة عين اليوم
    if t.back(i, 1).is_some_and(|b| t.lexicon.is_outlet([t.atom(b).entry, t.atom(i).entry])) || is_title(t, i) {
        return None;
    }
    let before = t.before(i, 1);
    let elsewhere = matches!(before.role, Role::That | Role::In | Role::Each) || before.ordinal > 0;
    let within = matches!(t.before(i, 1).role, Role::Cue)
        && t.back(i, 1).is_some_and(|b| matches!(t.written(b), "خلال" | "مدار"));
    let quoted = t.back(i, 1).is_some_and(|b| matches!(t.atom(b).kind, Kind::Sign('«' | '"' | '“' | '(')))
        && matches!(t.sign(i + 1), Some('»' | '"' | '”' | ')'));
    let next = t.then(i + 1);
    let qualified = next.ordinal > 0
        || next.card != Card::No
        || matches!(next.role, Role::Past | Role::Next | Role::Same)
        || (t.atom(i + 1).kind == Kind::Noun && t.lexicon.is_day_adjective(t.written(i + 1)))
        || t.written(i + 1).starts_with("الذي");
    let with_b = t.has(i, flag::BI) || t.has(i, flag::LI);
    (!elsewhere && !within && !quoted && !qualified && !with_b).then_some((i + 1, Node::DayOffset(0, None)))
}

/// أمس, أول من أمس, غدا, بعد غد.
fn near_day(t: &Atoms<'_>, i: usize) -> Option<(usize, Node)> {
    let entry = t.entry(i);
    let day = |next: usize, offset: i32| match weekday_beside(t, next) {
        Some((end, number)) => (end, Node::DayOffset(offset, Some(number))),
        None => (next, Node::DayOffset(offset, None)),
    };
    if entry.ordinal == 1 {
        let at = i + 1 + usize::from(t.then(i + 1).role == Role::From);
        return (t.then(at).role == Role::Yesterday).then(|| day(at + 1, -2));
    }
    match entry.role {
        // أمس الأول: the day before yesterday.
        Role::Yesterday if t.then(i + 1).ordinal == 1 && t.has(i + 1, flag::THE) => Some(day(i + 2, -2)),
        Role::Yesterday => Some(day(i + 1, -1)),
        Role::Tomorrow if t.back(i, 1).is_some_and(|b| t.lexicon.is_outlet([t.atom(b).entry, t.atom(i).entry])) => None,
        Role::Tomorrow if t.has(i, flag::THE) && is_title(t, i) => None,
        Role::Tomorrow if !matches!(t.before(i, 1).role, Role::That) => Some(day(i + 1, 1)),
        Role::Cue if t.then(i + 1).role == Role::Tomorrow && t.written(i) == "بعد" => Some(day(i + 2, 2)),
        _ => None,
    }
}

/// A weekday at `i`, with what makes a date of it: الماضي, من الأسبوع الماضي, الموافق 31 يوليو; `first` is where the
/// expression begins (at يوم or at the weekday).
fn weekday(t: &Atoms<'_>, i: usize, first: usize) -> Option<(usize, Nodes)> {
    let (next, node) = weekday_alone(t, i, first)?;
    let Node::Weekday { number, .. } = node else { return Some(single((next, node))) };
    if next == i + 1
        && let Some((end, (Node::Day { hijri, year, month, day, .. }, None))) = date_behind(t, next)
    {
        return Some((end, (Node::Day { hijri, year, month, day, weekday: Some(number) }, None)));
    }
    Some(single((next, node)))
}

/// The date behind a weekday: الجمعة 15 مايو, الجمعة، 15 مايو, الجمعة (15 مايو), الجمعة الموافق 15 مايو.
fn date_behind(t: &Atoms<'_>, i: usize) -> Option<(usize, Nodes)> {
    if t.atom(i).gap == Gap::Line {
        return None;
    }
    let sign = t.sign(i).filter(|sign| matches!(sign, '،' | ',' | ':' | '-' | '('));
    let at = i + usize::from(sign.is_some() || t.then(i).role == Role::Corresponding);
    let (end, nodes) = explicit(t, at).filter(|_| t.atom(at).gap != Gap::Line && t.atom(at).flags & flag::AND == 0)?;
    match sign {
        Some('(') => (t.sign(end) == Some(')')).then_some((end + 1, nodes)),
        _ => Some((end, nodes)),
    }
}

/// The words of a title in quotation marks at most.
const TITLE: usize = 3;

/// «عين اليوم»: the last of a few words in quotation marks, which are a name.
fn is_title(t: &Atoms<'_>, i: usize) -> bool {
    let closed = matches!(t.sign(i + 1), Some('»' | '"' | '”')) && t.atom(i + 1).gap == Gap::None;
    let opened = || t.back_from(i).take(TITLE).find(|&b| t.mark(b).is_some());
    closed && opened().is_some_and(|b| matches!(t.mark(b), Some('«' | '"' | '“')) && b + 1 < i)
}

fn weekday_alone(t: &Atoms<'_>, i: usize, first: usize) -> Option<(usize, Node)> {
    let number = t.entry(i).weekday;
    if number == 0 || !t.has(i, flag::THE) || t.then(i + 1).card == Card::Ten {
        return None;
    }
    // صلاة الجمعة is no day; بين الاثنين is between the two; الاثنين والعشرين is a number.
    let counted = matches!(t.then(i + 1).card, Card::Tens(_)) && t.has(i + 1, flag::AND);
    // أيام الجمعة are all of them, أيام الأحد والاثنين these.
    let before = t.before(i, 1);
    let many =
        before.role == Role::Prayer && !(before.unit == DAY && t.has(i + 1, flag::AND) && t.entry(i + 1).weekday > 0);
    if first == i && (many || (t.before(i, 1).role == Role::Between && number == 1)) || counted {
        return None;
    }
    let next = i + 1;
    let (earliest, latest, told, head) = listed(t, i);
    let with = |side: Side| match side {
        Side::Next => earliest,
        _ => latest,
    };
    if let Some(side) = side_of(t.then(next)).filter(|_| t.has(next, flag::THE)) {
        return Some((next + 1, Node::Weekday { number, side, with: with(side) }));
    }
    let week = next + usize::from(t.then(next).role == Role::From);
    if t.then(week).unit == WEEK
        && t.has(week, flag::THE)
        && let Some(side) = side_at(t, week + 1)
    {
        return Some((week + 2, Node::WeekdayOf { number, weeks: side.offset() }));
    }
    let ahead = || looks_ahead(t, if head == i { first } else { head });
    let side = told.unwrap_or_else(|| if ahead() { Side::Next } else { Side::Current });
    Some((next, Node::Weekday { number, side, with: with(side) }))
}

/// So many words back the sentence's beginning is looked for, and so many a word that tells of what is to come.
const SENTENCE: usize = 25;
const NEAR: usize = 9;

/// The words near before `i` in its sentence, the nearest first.
fn near(t: &Atoms<'_>, i: usize) -> impl Iterator<Item = usize> {
    t.back_from(i).take(NEAR).take_while(|&j| !matches!(t.mark(j), Some('.' | '؟' | '!')))
}

/// Whether a verb says of what stands at `i` that it was: the nearest before it in its sentence that says when.
pub(crate) fn looks_back(t: &Atoms<'_>, i: usize) -> bool {
    let was = |j: usize| t.entry(j).past || (t.atom(j).kind == Kind::Noun && is_past_plural(t.written(j)));
    near(t, i).find(|&j| says_ahead(t, j) || was(j)).is_some_and(was)
}

/// احتلوا, وزحفوا: not يحتلوا.
fn is_past_plural(written: &str) -> bool {
    pack(written).is_some_and(|word| {
        let imperfect = [word.letter(0), word.letter(1)].into_iter().any(|l| l == code('ي') || l == code('ت'));
        word.len() >= 4 && word.nth_last(0) == code('ا') && word.nth_last(1) == code('و') && !imperfect
    })
}

fn says_ahead(t: &Atoms<'_>, i: usize) -> bool {
    t.entry(i).role == Role::Ahead || is_future_at(t, i)
}

/// Whether the word at `i` is a verb in the future.
pub(crate) fn is_future_at(t: &Atoms<'_>, i: usize) -> bool {
    t.atom(i).kind == Kind::Noun && is_future(t.written(i))
}

/// Whether a word near before `i`, in its sentence, says that it lies ahead.
pub(crate) fn is_said_ahead(t: &Atoms<'_>, i: usize) -> bool {
    near(t, i).any(|j| says_ahead(t, j))
}

/// Whether the sentence tells of what is to come: a verb in the future, مقرر, or a report that opens with an imperfect.
pub(crate) fn looks_ahead(t: &Atoms<'_>, i: usize) -> bool {
    let mut first = i;
    for j in t.back_from(i).take(SENTENCE) {
        if matches!(t.mark(j), Some('.' | '؟' | '!')) {
            return opens_ahead(t, j + 1);
        }
        if i - j <= NEAR && says_ahead(t, j) {
            return true;
        }
        first = j;
    }
    // Only a line that is as short shows where its sentence begins.
    first < i && i - first < SENTENCE && opens_ahead(t, first)
}

/// Whether a sentence that begins at `i` tells of what is to come.
pub(crate) fn opens_ahead(t: &Atoms<'_>, i: usize) -> bool {
    if t.entry(i).role == Role::Scheduled {
        return true;
    }
    let Some(word) = pack(t.written(i)).filter(|_| t.atom(i).kind == Kind::Noun) else { return false };
    // ي opens imperfect verbs; of nouns in ي only nationalities and names begin a report.
    word.letter(0) == code('ي') && word.len() >= 3 && word.nth_last(0) != code('ي') && word.nth_last(0) != code('ه')
}

/// سيعقد, ستنطلق: not سياسة, سيارة, ستار.
fn is_future(written: &str) -> bool {
    let Some(mut word) = pack(written) else { return false };
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
    let short = word.len() == 4 && person != code('ي') && person != code('ت') || word.nth_last(0) == code('ه');
    word.letter(0) == code('س') && word.len() >= 4 && !(noun || (short && word.len() == 4))
}
