//! Where and when: of the places and dates that a sentence names, those of a claim.

use crate::flags::{RECENT, When, said_next};
use crate::lexicon::{List, Lists, Sort};
use crate::parts::{Kind, Name, names_in};
use crate::quantities::Sentence;
use crate::sources::Speech;
use crate::state::{Found, harms, is_told_of_one};
use rawi_core::Span;
use rawi_core::layers::Predicate;
use std::ops::Range;

/// A place stands at most so many words behind a claim, or before it.
const BEHIND: usize = 25;
const BEFORE: usize = 30;
/// And a date so many behind it or before it.
const DATES: usize = 60;
/// Words between how far away something is and from where: تبعد [نحو 40 كيلومترا إلى الشمال من] المدينة.
const AWAY: usize = 12;
/// Words before a place that a sentence begins with: [وفي محافظة] كذا، قتل ثلاثة.
const OPENING: usize = 4;
/// So many speeches behind that of a claim are looked at.
const NEXT: usize = 4;
/// Words between a noun and the clause about it: التفجير [الانتحاري المزدوج] الذي وقع أمس.
const NOUN: usize = 3;

/// Words between a road and the second place that names it: الطريق بين [حلب و]دمشق.
const ROAD: usize = 4;
/// Words between an event and a verb that tells of it: انفجار [سيارة مفخخة] استهدف.
const EVENT: usize = 6;

/// How well a place or a date goes with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is told of the claim.
    Own,
    /// Only if no other does.
    Last,
}

/// A claim in its sentence.
pub(crate) struct Told<'s, 'w, 'a> {
    pub(crate) sentence: &'s Sentence<'w, 'a>,
    pub(crate) found: &'s Found,
    /// The speech that holds it.
    pub(crate) said: Option<Speech>,
    /// All speech of the text.
    pub(crate) speech: &'s [Speech],
}

impl Told<'_, '_, '_> {
    /// The words of the quantity, up to the verb behind it.
    fn words(&self) -> Range<usize> {
        let quantity = &self.found.quantity;
        quantity.begin..self.found.trigger.map_or(quantity.end, |at| quantity.end.max(at + 1))
    }

    /// How what stands at `span` goes with what is said; none if someone else says it.
    fn within_speech(&self, span: Span) -> Option<Fit> {
        let Some(said) = self.said.filter(|said| !said.span.contains(span)) else { return Some(Fit::Own) };
        let other = |other: &Speech| other.indirect && other.span.contains(span);
        let next = self.speech.partition_point(|other| other.span.start() < said.span.end());
        // ... وأضافت أن هجوما وقع في حلب
        let said_next = self.speech[next..].iter().take(NEXT).any(other);
        (!said_next).then_some(Fit::Last)
    }

    /// The day that a claim is told of: the nearest that its clause names, else another of the sentence; `published` is the
    /// report's.
    pub(crate) fn date(&self, dates: &[When], published: Option<i64>) -> Option<When> {
        let words = &self.sentence.words.words;
        let (mine, end) = (self.words(), self.sentence.end);
        let from = words[mine.start.saturating_sub(DATES).max(self.sentence.first)].start as usize;
        let to = words[(mine.end + DATES).min(end) - 1].end as usize;
        let first = dates.partition_point(|date| date.span.end() <= from);
        let near = dates[first..].iter().take_while(|date| date.span.start() < to);
        let fits = near.filter(|date| !date.time).filter_map(|date| {
            let fit = self.within_speech(date.span)?.max(self.date_fits(date, published)?);
            Some((fit, self.away(date.span), date))
        });
        fits.min_by_key(|(fit, away, _)| (*fit, *away)).map(|(.., date)| *date)
    }

    /// Words between the claim and what stands at `span`.
    fn away(&self, span: Span) -> usize {
        let (mine, other) = (self.words(), self.sentence.words.within(span));
        if other.start >= mine.end { other.start - mine.end } else { mine.start.saturating_sub(other.end) }
    }

    fn date_fits(&self, date: &When, published: Option<i64>) -> Option<Fit> {
        let sentence = self.sentence;
        let (mine, at) = (self.words(), sentence.words.within(date.span));
        let is = |list: List| move |&i: &usize| sentence.is(i, list);
        if at.end <= mine.start {
            // زار أمس المسجد [الذي] قتل فيه خمسة
            let apart = Lists::of(&[List::Clause, List::Relative, List::Turn]);
            let other = (at.end..mine.start).any(|i| sentence.lists(i).any(apart));
            return Some(if other { Fit::Last } else { Fit::Own });
        }
        let mut between = mine.end..at.start.max(mine.end);
        // ...، وفي مارس: another time begins another clause.
        if between.clone().any(|i| self.begins_elsewhere(i)) {
            return None;
        }
        // ارتفعت إلى 32 بعد أن كانت 24 مساء الأحد: the day is the older figure's.
        let was = |i: usize| sentence.is(i, List::Was) || sentence.is(i, List::Earlier);
        if said_next(sentence, mine.end) < at.start || self.found.total && between.clone().any(was) {
            return None;
        }
        let before = date.last.zip(published).is_some_and(|(last, published)| last + RECENT < published);
        let old = before || !date.day;
        let apart = if old { None } else { Some(Fit::Last) };
        if between.clone().any(|i| sentence.is(i, List::Turn)) {
            return apart;
        }
        // الهجوم الذي وقع أمس tells when it was; القصر الذي سقط في مارس tells of the palace.
        let Some(relative) = between.rfind(is(List::Relative)) else { return Some(Fit::Own) };
        let of_event = (mine.start.max(relative.saturating_sub(NOUN))..relative).any(|i| {
            let facts = sentence.words.facts(i);
            facts.is_event() || facts.is_trigger() && !facts.is_verb()
        });
        if of_event { Some(Fit::Own) } else { apart }
    }

    /// The place that a claim is told of: the next named behind it in its clause, else that with which the sentence begins,
    /// else the last before it.
    pub(crate) fn place(&self, names: &[Name]) -> Option<Name> {
        let (sentence, mine) = (self.sentence, self.words());
        let last = sentence.end.min(mine.end + BEHIND);
        let stop = (mine.end..last).find(|&i| self.place_ends(i)).unwrap_or(last);
        let from = sentence.first.max(mine.start.saturating_sub(BEFORE));
        // ... في حلب، فيما قتل ثلاثة
        let turn = (from..mine.start).rev().find(|&i| sentence.is(i, List::Turn)).unwrap_or(from);
        let fits = |name: &&Name, fit: Fit| self.place_fits(name) == Some(fit);
        let before = |fit| self.places(&(turn..mine.start), names).filter(|name| fits(name, fit)).last().copied();
        // وفي تعز قتل سبعة، وفي عدن قتل خمسة: the nearer of two.
        let nearer = |opening: &Name| before(Fit::Own).is_none_or(|before| before.row == opening.row);
        let opening = self.opening(names).filter(nearer);
        let comma = (mine.end..stop).find(|&i| sentence.words.is_comma(i));
        let comma = comma.filter(|_| opening.is_some()).unwrap_or(stop);
        // خمسة [من محافظة كذا] قتلوا: between the quantity and its verb.
        let inside = self.found.quantity.end..mine.end;
        let find = |fit: Fit| {
            let first = |range: &Range<usize>| self.places(range, names).find(|name| fits(name, fit)).copied();
            first(&(mine.end..comma))
                .or(opening.filter(|_| fit == Fit::Own))
                .or_else(|| first(&(comma..stop)))
                .or_else(|| first(&inside))
                .or_else(|| before(fit))
        };
        find(Fit::Own).or_else(|| find(Fit::Last))
    }

    /// The places among some words.
    fn places<'n>(&self, range: &Range<usize>, names: &'n [Name]) -> impl Iterator<Item = &'n Name> {
        let words = &self.sentence.words.words;
        let span = match range.is_empty() {
            true => Span::new(0, 0),
            false => Span::new(words[range.start].start as usize, words[range.end - 1].end as usize),
        };
        names_in(span, names).filter(|name| name.kind == Kind::Place)
    }

    /// The place that the sentence begins with: وفي محافظة [كذا]، قتل ثلاثة.
    fn opening(&self, names: &[Name]) -> Option<Name> {
        let sentence = self.sentence;
        let end = sentence.end.min(sentence.first + OPENING).min(self.words().start);
        let opens = sentence.is(sentence.first, List::In) && sentence.first < end;
        let place = opens.then(|| self.places(&(sentence.first..end), names).next().copied()).flatten()?;
        (self.place_fits(&place) == Some(Fit::Own)).then_some(place)
    }

    /// Whether a clause of another place or time begins behind the comma that word `i` is: ...، وفي حلب.
    fn begins_elsewhere(&self, i: usize) -> bool {
        let sentence = self.sentence;
        let next = i + 1 < sentence.end && sentence.joined(i + 1) && sentence.is(i + 1, List::In);
        sentence.words.is_comma(i) && next
    }

    /// Whether what is told of the claim ends at word `i` behind it.
    fn place_ends(&self, i: usize) -> bool {
        let (sentence, words) = (self.sentence, self.sentence.words);
        if let Some(mark) = words.mark(i) {
            return matches!(mark, '.' | '؛') || self.begins_elsewhere(i);
        }
        // نفذه says nothing alone.
        let mut triggers = words.lexicon.triggers(words.facts(i)).filter(|trigger| trigger.with.is_empty());
        let Some(trigger) = triggers.next().filter(|_| i > self.words().end + NOUN) else { return false };
        // في قصف على المدينة, عندما هاجم المسلحون المدينة: how it was done; وجرح خمسة في المدينة: more of the same.
        let before = sentence.lists(i - 1);
        // في عملية احتجاز, في انفجار استهدف قافلة: of the event by which it was done.
        let of_event = (i.saturating_sub(EVENT).max(self.words().end)..i)
            .rev()
            .take_while(|&at| !words.is_comma(at))
            .any(|at| words.facts(at).is_event());
        let tells = of_event
            && !words.words[i].joined
            && (trigger.things == Some(Predicate::Attacked) || trigger.sort == Sort::Action);
        let how = before.any(Lists::of(&[List::Preposition, List::After, List::Clause])) && !before.has(List::Turn);
        let how = how || tells;
        let more = words.words[i].joined && harms(trigger);
        // قتل أربعة، فيما أصيب خمسة في المدينة
        let others = before.has(List::Turn) && harms(trigger) && trigger.people != Some(self.found.predicate);
        let more = more || others && is_told_of_one(self.found.predicate);
        !how && !more
    }

    fn place_fits(&self, name: &Name) -> Option<Fit> {
        let (sentence, words) = (self.sentence, self.sentence.words);
        let at = words.words.partition_point(|word| word.end as usize <= name.span.start());
        // على الحدود مع سوريا is on this side of it; مع سوريا والعراق.
        let reach = if at < sentence.end && words.words[at].joined { 4 } else { 2 };
        if (sentence.first.max(at.saturating_sub(reach))..=at).any(|i| sentence.is(i, List::Border)) {
            return None;
        }
        if self.is_end_of_road(name) {
            return None;
        }
        // تبعد 40 كيلومترا عن المدينة
        let clause = |i: &usize| words.mark(*i).is_none() && !sentence.is(*i, List::In);
        let mut before = (sentence.first.max(at.saturating_sub(AWAY))..at).rev().take_while(clause);
        let far = before.any(|i| sentence.is(i, List::Distance));
        let last = far || self.is_origin(at);
        self.within_speech(name.span).map(|fit| if last { Fit::Last } else { fit })
    }

    /// Whether a place only names a road by one of its two ends: طريق [الرياض] - خريص, الطريق بين حلب و[دمشق].
    fn is_end_of_road(&self, name: &Name) -> bool {
        let sentence = self.sentence;
        let at = sentence.words.within(name.span);
        let dash = |i: usize| i < sentence.end && matches!(sentence.words.mark(i), Some('-' | '–' | '—' | '/'));
        let mut before = (sentence.first.max(at.start.saturating_sub(ROAD))..at.start).rev();
        before.find(|&i| sentence.is(i, List::Road)).is_some_and(|road| {
            let apart = (road + 1..at.start).any(|i| dash(i) || sentence.is(i, List::Between));
            apart || road + 1 == at.start && dash(at.end)
        })
    }

    /// Whether the place at word `at` only tells where those counted are from: خمسة مسلحين [من محافظة] كذا لقوا مصرعهم.
    fn is_origin(&self, at: usize) -> bool {
        let from_there = [Predicate::Kidnapped, Predicate::Displaced, Predicate::Rescued];
        let behind = self.found.quantity.end;
        let of = (behind.max(at.saturating_sub(2))..at).find(|&i| self.sentence.is(i, List::Of));
        of.is_some_and(|of| of <= behind + NOUN) && !from_there.contains(&self.found.predicate)
    }
}
