//! How a claim is meant: denied, planned, alleged, of another time, replaced by a newer figure.

use crate::forms::is_present;
use crate::lexicon::{List, Lists, Sort, Voice, key};
use crate::quantities::Sentence;
use crate::state::Found;
use crate::words::{BI, Class, LI, Words};
use rawi_core::Span;
use rawi_core::layers::CountForm;

/// Words before what is done in which a denial or a plan is looked for.
const LOOK: usize = 7;
/// Words between a demand and one of the things that it demands.
const DEMAND: usize = 30;
/// Words behind what is old in which something else is said.
const NEXT: usize = 40;
/// An event so many days before the report is another one.
pub(crate) const RECENT: i64 = 6;

/// A date of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    /// Bytes of the text.
    pub(crate) span: Span,
    /// Its row.
    pub(crate) row: usize,
    /// Its last day, counted from 1970, where it is known.
    pub(crate) last: Option<i64>,
    /// Finer than a month.
    pub(crate) day: bool,
    pub(crate) time: bool,
}

/// How a claim is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) negated: bool,
    pub(crate) hypothetical: bool,
    pub(crate) alleged: bool,
    pub(crate) historic: bool,
    /// Told as a figure that was given before.
    pub(crate) earlier: bool,
    /// Told as what had been before: كانت الشرطة أعلنت.
    pub(crate) was: bool,
    /// Told in place of one that was given before: صححت الحصيلة إلى.
    pub(crate) corrects: bool,
    /// There was none.
    pub(crate) zero: bool,
}

/// The day of an ISO date, counted from 1970; of a month or a year its last.
///
/// ```text
/// 2015-07-22, 2015-07, 2015, 2014/2019, 2015-07-22T10:00
/// ```
pub(crate) fn last_day(iso: &str) -> Option<i64> {
    let last = iso.rsplit('/').next().unwrap_or(iso);
    let mut parts = last.split(['-', 'T']);
    let year: i64 = parts.next()?.parse().ok()?;
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<i64>().ok());
    let month = number(parts.next());
    let day = number(parts.next());
    let (month, day) = match (month, day) {
        (Some(month), Some(day)) => (month, day),
        (Some(month), None) => (month, 31),
        _ => (12, 31),
    };
    // Days from civil, Howard Hinnant.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// What of a sentence makes its claims another event's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// It opens background, which goes on to the end of the paragraph.
    pub(crate) background: bool,
    /// From this word on, up to the other, an older event is told.
    from: Option<usize>,
    to: usize,
    /// Between these words one is: بعد أربعة أيام على هجوم.
    within: Option<(usize, usize)>,
    /// All of it is.
    all: bool,
    /// It begins with كان.
    before: bool,
}

impl Times {
    pub(crate) fn read(sentence: &Sentence<'_, '_>, dates: &[When], published: Option<i64>, lead: bool) -> Self {
        let words = sentence.words;
        let mut this = Self { to: sentence.end, ..Self::default() };
        let (mut follows, mut period) = (false, None);
        let mut dates = dates.iter().peekable();
        for i in sentence.first..sentence.end {
            let word = words.words[i];
            while dates.peek().is_some_and(|date| date.span.end() <= word.start as usize) {
                dates.next();
            }
            if let Some(date) = dates.peek().filter(|date| date.span.start() < word.end as usize && !date.time) {
                // Without a day of publication a day is taken for the report's.
                let old = !is_most(sentence, i)
                    && date.last.zip(published).is_some_and(|(last, published)| last < published - RECENT);
                if old || period.is_some_and(|at| at + 3 >= i) && !date.day {
                    this.older(i, sentence);
                }
            }
            if word.class != Class::Word {
                continue;
            }
            let lists = sentence.lists(i);
            if lists.has(List::Background) && i < sentence.first + 4 {
                this.background = true;
            }
            if lists.has(List::OtherEvent) && !is_former(sentence, i) && !is_most(sentence, i) {
                this.older(i, sentence);
            }
            if lists.has(List::Follows) && i < sentence.first + 3 {
                follows = true;
            }
            if follows && lists.has(List::After) {
                this.from.get_or_insert(i);
            }
            if lists.has(List::After) && this.within.is_none() {
                let on = (i + 1..sentence.end.min(i + 5)).find(|&at| sentence.is(at, List::Unit));
                // بعد ثلاث سنوات تقريبا من
                let on = on.and_then(|at| {
                    (at + 1..at + 3).find(|&at| at < sentence.end && sentence.is(at, List::Preposition))
                });
                // بعد يومين من المعارك: they lasted so long.
                let on = on.filter(|&of| !(sentence.is(of, List::Of) && sentence.is(of + 1, List::Lasting)));
                // At the beginning the sentence's own event stands behind a comma: بعد يوم على مقتل ستة، قصفت ....
                let end = |from: usize| {
                    let comma = |at: &usize| words.is_comma(*at) && i == sentence.first;
                    (from..sentence.end).find(comma).unwrap_or(sentence.end)
                };
                this.within = on.map(|from| (from, end(from)));
            }
            if lists.has(List::Period) {
                period = Some(i);
            }
            if lists.has(List::Stretch) && !is_most(sentence, i) && period.is_some_and(|at| at + 4 >= i) {
                this.older(i, sentence);
            }
            this.before |= lists.has(List::Was) && i < sentence.first + 2;
        }
        // What a report begins with is its event, however old.
        if lead {
            (this.all, this.from) = (false, None);
        }
        this.all |= this.background;
        this
    }

    /// What is told at word `i` is old: near the beginning it makes the sentence so, else what stands beside it.
    fn older(&mut self, i: usize, sentence: &Sentence<'_, '_>) {
        if i < sentence.first + 6 {
            self.all = true;
        } else {
            self.from = Some(self.from.map_or(clause_begin(sentence, i), |from| from.min(clause_begin(sentence, i))));
            self.to = said_next(sentence, i);
        }
    }
}

/// Where something else is said behind word `i`: ... منذ ستة أشهر، [وأضافت أن]; else the end.
pub(crate) fn said_next(sentence: &Sentence<'_, '_>, i: usize) -> usize {
    let says =
        |&at: &usize| sentence.words.is_comma(at) && sentence.joined(at + 1) && sentence.is(at + 2, List::Clause);
    (i + 1..sentence.end.saturating_sub(2)).take(NEXT).find(says).unwrap_or(sentence.end)
}

/// Whether سابق at word `i` tells of whoever has left an office and of no older event: الرئيس [السابق].
fn is_former(sentence: &Sentence<'_, '_>, i: usize) -> bool {
    if !sentence.is(i, List::Former) {
        return false;
    }
    // هجمات دامية سابقة
    !(sentence.first.max(i.saturating_sub(2))..i).any(|at| sentence.words.facts(at).is_event())
}

/// Whether word `i` only says since when nothing was like it: [أعنف] قتال منذ شهر, [أسوأ] هجوم منذ 2010.
fn is_most(sentence: &Sentence<'_, '_>, i: usize) -> bool {
    (sentence.first.max(i.saturating_sub(LOOK))..i).any(|at| sentence.is(at, List::Most))
}

/// The first word of the clause that word `i` is in, by commas and words that begin one.
fn clause_begin(sentence: &Sentence<'_, '_>, i: usize) -> usize {
    (sentence.first.max(i.saturating_sub(20))..i)
        .rev()
        .find(|&at| matches!(sentence.words.mark(at), Some('،' | ',' | '؛' | ':')) || sentence.is(at, List::Clause))
        .map_or(sentence.first.max(i.saturating_sub(20)), |at| at + 1)
}

pub(crate) fn flags(sentence: &Sentence<'_, '_>, found: &Found, times: &Times, background: bool) -> Flags {
    let words = sentence.words;
    let quantity = &found.quantity;
    let at = found.trigger.filter(|&at| at < quantity.begin).unwrap_or(quantity.begin);
    let mut flags = Flags {
        historic: background
            || times.all && !found.total
            || times.from.is_some_and(|from| (from..times.to).contains(&at.max(quantity.first)))
            || times.within.is_some_and(|(from, to)| (from..to).contains(&quantity.first)),
        was: times.before,
        ..Flags::default()
    };
    let trigger = found.trigger.filter(|&at| at < sentence.end);
    let action = trigger.is_none_or(|at| {
        words.lexicon.triggers(words.facts(at)).next().is_none_or(|trigger| trigger.sort == Sort::Action)
    });
    let (mut looked, mut clause, mut fact) = (0, None, false);
    for i in (sentence.first..at).rev() {
        // أطباء بلا حدود denies nothing.
        let lists = if sentence.is_in_name(i) { Lists::default() } else { sentence.lists(i) };
        let mark = words.mark(i);
        if mark.is_some_and(|mark| matches!(mark, '،' | ',' | ':') || sentence.closes(i, mark)) {
            break;
        }
        if lists.has(List::Result) {
            // دون أن يخلف ضحايا
            let denied = brings_none(sentence, i);
            flags.negated |= denied;
            flags.zero |= denied && quantity.count.is_none();
            break;
        }
        looked += 1;
        if looked > LOOK || lists.has(List::After) {
            break;
        }
        // لا صحة لما يتداول عن وفاة
        let phrase = sentence.at[i - sentence.first].end as usize > i + 1;
        let near = if action { phrase || looked <= 4 } else { looked <= 1 };
        if lists.has(List::Clause) {
            clause = Some(i);
        }
        // دون إسهاب أنه اعتقل: another clause; دون أن يقتل denies it.
        let apart = lists.has(List::LessThan) && clause.is_some_and(|clause| clause > i + 1);
        // ..., ما أودى بحياة ثلاثة: which
        let which = lists.has(List::Clause) && i > sentence.first && words.mark(i - 1).is_some();
        // بالفشل denies nothing.
        if lists.has(List::Negator) && near && !words.words[i].article && !which && !apart {
            flags.negated = true;
            // لم ترد أنباء عن سقوط قتلى: nobody says that there were none.
            flags.zero = quantity.count.is_none() && !(i + 1..at).any(|i| sentence.is(i, List::Preposition));
        }
        // محاولة قتل, منع سقوط قتلى: it was not done, but nobody says that there were none.
        flags.negated |= lists.has(List::Prevented) && near && !words.words[i].article;
        // طالبت الجماعة التي تحتجز جنودا: what stands behind التي is no demand.
        fact |= lists.has(List::Relative);
        // طالب [آلاف المتظاهرين]: who demands is there.
        let demands = looked == 1 && found.trigger.is_none() && lists.has(List::Demand);
        flags.hypothetical |= lists.has(List::Unreal) && !fact && !demands;
        flags.hypothetical |= lists.has(List::May) && looked == 1 && !action && is_present(words.slice(at));
        flags.alleged |= lists.has(List::Alleged);
        // Another claim's words stand between.
        if looked > 3 && words.facts(i).is_trigger() && !action {
            break;
        }
    }
    for i in (sentence.first.max(at.saturating_sub(14))..=at).rev() {
        flags.earlier |= sentence.is(i, List::Earlier);
        flags.corrects |= sentence.is(i, List::Correction);
    }
    // ثلاثة [بدلا من] أربعة
    flags.earlier |= sentence.before(quantity.begin).0.has(List::Earlier);
    // الحصيلة قد ترتفع إلى خمسين, عدد القتلى مرشح للارتفاع إلى
    flags.hypothetical |= found.total && (at..quantity.begin).any(|i| is_forecast(sentence, i));
    // لم يسقط أي قتيل
    let any = || quantity.begin > sentence.first && sentence.is(quantity.begin - 1, List::Zero);
    flags.zero |= flags.negated && quantity.form == CountForm::Singular && any();
    if let Some(at) = trigger {
        let word = words.words[at];
        // لقتل: in order to; أدى لمقتل is no plan.
        let purpose = word.preposition == Some(LI) && !word.article && action && words.facts(at).is_trigger();
        let result = (sentence.first.max(at.saturating_sub(6))..at).any(|i| sentence.is(i, List::Result));
        flags.hypothetical |=
            purpose && !result && words.lexicon.triggers(words.facts(at)).any(|t| t.voice != Voice::Patient);
        flags.hypothetical |= !action && is_future(words, at) || action && is_demanded(sentence, at);
    }
    flags
}

/// Whether word `i` says that what is told of is only expected: [مرشح], [قد] ترتفع, but قد ارتفعت.
fn is_forecast(sentence: &Sentence<'_, '_>, i: usize) -> bool {
    sentence.is(i, List::Unreal) || sentence.is(i, List::May) && is_present(sentence.words.slice(i + 1))
}

/// Whether the verb at word `i`, which leads to something, is denied: لم [يسفر] عن, دون أن [يخلف].
fn brings_none(sentence: &Sentence<'_, '_>, i: usize) -> bool {
    let before = |back: usize| i.checked_sub(back).filter(|&at| at >= sentence.first);
    // ما أسفر عن is mostly which.
    let denies = |at: usize| sentence.is(at, List::Negator) && !sentence.is(at, List::Clause);
    before(1).is_some_and(denies)
        || before(1).is_some_and(|at| sentence.is(at, List::Clause)) && before(2).is_some_and(denies)
}

/// Whether the verbal noun at word `at` goes on with what a word of a plan or a demand before it governs with ب, over a comma, و
/// or a clause about someone: طالبت الجماعة التي خطفتهم [بالإفراج] عن خمسة.
fn is_demanded(sentence: &Sentence<'_, '_>, at: usize) -> bool {
    let words = sentence.words;
    let word = &words.words[at];
    let before = (sentence.first.max(at.saturating_sub(DEMAND))..at).rev();
    let open = |&i: &usize| words.mark(i).is_none_or(|mark| !sentence.closes(i, mark));
    let demand = || before.take_while(open).find(|&i| sentence.is(i, List::Demand));
    let goes_on = |from: usize| {
        let clause = (from..at).any(|i| sentence.is(i, List::Relative));
        word.joined || words.is_comma(at - 1) || clause
    };
    word.preposition == Some(BI) && demand().is_some_and(goes_on)
}

/// A verb with س before it; of سيطر it is the verb's own.
fn is_future(words: &Words<'_>, i: usize) -> bool {
    let word = words.slice(i).trim_start_matches(['و', 'ف']);
    let rest = word.strip_prefix('س').filter(|rest| is_present(rest));
    rest.is_some_and(|rest| words.lexicon.find(key(rest)) != 0)
}

#[cfg(test)]
mod tests {
    use super::last_day;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(last_day("1970-01-01"), Some(0));
        assert_eq!(last_day("2015-07-22"), Some(16_638));
        assert_eq!(last_day("2014/2015"), last_day("2015-12-31"));
        assert_eq!(last_day("2015-07-22T10:30"), last_day("2015-07-22"));
        assert_eq!(last_day("الآن"), None);
    }
}
