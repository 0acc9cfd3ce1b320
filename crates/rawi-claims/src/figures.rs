//! What a number counts: its noun, which stands behind it or before it, and its bounds; and vague words in place of a number.

use crate::forms::{Many, is_of_more};
use crate::lexicon::{Counted, List, Lists};
use crate::quantities::{Figure, Noun, Quantity, Sentence};
use crate::words::Class;
use rawi_core::layers::{CountForm, VagueCount};
use std::ops::Range;

/// A figure without a noun is a year if it is one of these.
const YEARS: Range<u64> = 1300..2100;
/// Words between a noun and the figure behind it: جندي أفغاني [واحد].
const NEAR: usize = 2;
/// Figures from this one on are not told exactly by a float.
const LARGEST: f64 = 1e15;

/// A value, if it is a whole number.
fn whole(value: Option<f64>) -> Option<u64> {
    value.filter(|value| value.fract() == 0.0 && (0.0..LARGEST).contains(value)).map(|value| value as u64)
}

impl Sentence<'_, '_> {
    /// The quantity that a number in words `first..end` states, if it counts something.
    pub(crate) fn figure(&self, figure: Figure, first: usize, end: usize) -> Option<Quantity> {
        if figure.ordinal {
            return self.one_more(first, end);
        }
        if !figure.counts {
            return None;
        }
        if figure.dual {
            return self.two(first, end);
        }
        if let Some((size, of)) = self.size(&figure, first, end) {
            return self.vague(first, end.max(self.at[first - self.first].end as usize), size, of);
        }
        if figure.value == Some(0.0) {
            return None;
        }
        let (noun, head, behind) = self.noun_of(&figure, first, end);
        // جندي واحد begins with its noun.
        let before = head.filter(|&head| head < first);
        let near = before.filter(|head| head + NEAR >= first && !self.words.words[first].article);
        let from = near.unwrap_or(first);
        let mut quantity = self.quantity(from, behind, whole(figure.value), CountForm::Number, noun, head);
        quantity.begin = before.map_or(quantity.begin, |head| head.min(quantity.begin));
        if self.is_year(&quantity) {
            return None;
        }
        self.bound(&mut quantity, &figure);
        Some(quantity)
    }

    /// One more of those before, by an ordinal without a noun: قتل [الرابع], وأصيب [ثالث]; ثالث شخص is one of a row.
    fn one_more(&self, first: usize, end: usize) -> Option<Quantity> {
        let last = self.words.words[first].article || end >= self.end || !self.words.is_word(end) || {
            let next = &self.words.words[end];
            next.joined
                || next.preposition.is_some()
                || self.lists(end).any(Lists::of(&[List::Preposition, List::Time, List::By]))
        };
        let told = last && self.behind_deed(first) && !self.is(end, List::Of);
        told.then(|| self.quantity(first, end, Some(1), CountForm::Singular, Noun::Others, Some(first)))
    }

    /// A noun in the dual, which may have اثنين behind it.
    fn two(&self, first: usize, end: usize) -> Option<Quantity> {
        if self.is_adjective(first) {
            return None;
        }
        let facts = self.words.facts(first);
        // حالتي وفاة
        if facts.lists.has(List::Case) && end < self.end {
            let (victim, _) = self.words.facts(end).victim?;
            return Some(self.quantity(first, end + 1, Some(2), CountForm::Dual, Noun::Victim(victim), Some(end)));
        }
        let noun = match Noun::of(facts) {
            Some((noun, _)) => noun,
            None if facts.others.is_some() => Noun::Others,
            // فرقتان of rescuers
            None if facts.is_verb() || facts.body.is_some() => return None,
            None => self.of_construct(first).unwrap_or(Noun::Unknown),
        };
        // شخصين اثنين
        let end = if end < self.end && self.words.is(end, List::Two) { end + 1 } else { end };
        Some(self.quantity(first, end, Some(2), CountForm::Dual, noun, Some(first)))
    }

    /// The size that the words of a number say in place of a figure: عشرات is none, though it has bounds; عشرات الآلاف goes before
    /// عشرات.
    fn size(&self, figure: &Figure, first: usize, end: usize) -> Option<(VagueCount, bool)> {
        let at = self.at[first - self.first];
        let word = self.words.words[first].class == Class::Word;
        let said = figure.value.is_none() || word;
        let all = at.end as usize >= end || figure.min.is_some();
        at.vague.or(self.words.facts(first).vague).filter(|_| said && all)
    }

    /// The noun that a figure counts: what it is, its word, and the word behind both.
    fn noun_of(&self, figure: &Figure, first: usize, end: usize) -> (Noun, Option<usize>, usize) {
        let (mut noun, mut head, mut behind) = self.noun_behind(end);
        // فارق اثنان الحياة: what a figure counts has no article.
        let definite = |head: usize| behind == head + 1 && self.words.words[head].article;
        if matches!(noun, Noun::Unknown) && head.is_some_and(definite) {
            (noun, head, behind) = (Noun::None, None, end);
        }
        // ثمانية على الأقل من الأطفال
        let hedge = self.at.get(end - self.first).filter(|at| at.lists.has(List::AtLeast)).map(|at| at.end as usize);
        if let Some(of) = hedge.filter(|&of| self.is(of, List::Of)) {
            (noun, head, _) = self.noun_behind(of);
        }
        let before = || self.noun_before_figure(figure, first);
        if matches!(noun, Noun::None | Noun::Unknown)
            && let Some((before, at)) = before()
        {
            return (before, Some(at), end);
        }
        if matches!(noun, Noun::None)
            && let Some((before, at)) = self.noun_before_hedge(first)
        {
            return (before, Some(at), end);
        }
        // روسيين اثنين
        if matches!(noun, Noun::None) && self.words.is(first, List::Two) && self.is_unknown_dual(first) {
            return (Noun::Unknown, Some(first - 1), end);
        }
        (noun, head, behind)
    }

    /// The noun that stands before its figure: الضباط [الأربعة], جندي [واحد].
    fn noun_before_figure(&self, figure: &Figure, first: usize) -> Option<(Noun, usize)> {
        let word = &self.words.words[first];
        let few = figure.value == Some(1.0) || figure.value == Some(2.0);
        if word.joined || !word.article && !few {
            return None;
        }
        let one = |at: usize| self.words.facts(at).counted.is_some_and(|(_, many)| many != Many::More);
        self.noun_before(first).filter(|(_, at)| word.article || one(*at))
    }

    /// The noun that stands before its figure over words that say how many of them there are: مفقودين لا يقل عددهم عن [15].
    fn noun_before_hedge(&self, first: usize) -> Option<(Noun, usize)> {
        let (lists, from) = self.before(first);
        Self::hedge(lists)?;
        let at = from.checked_sub(1).filter(|&at| at >= self.first && self.words.is_word(at))?;
        let theirs = |&i: &usize| self.words.words[i].pronoun && self.words.is(i, List::Tally);
        (from..first).find(theirs)?;
        Noun::of(self.words.facts(at)).filter(|(_, many)| *many != Many::One).map(|(noun, _)| (noun, at))
    }

    /// Whether a figure without a noun is a year: مذبحة [1391].
    fn is_year(&self, quantity: &Quantity) -> bool {
        let alone = quantity.head.is_none() && quantity.modifier.is_none();
        alone
            && self.words.words[quantity.first].class == Class::Number
            && quantity.count.is_some_and(|count| YEARS.contains(&count))
    }

    /// Gives a quantity the bounds of its figure, where no hedge has given others: ما بين 20 و25.
    fn bound(&self, quantity: &mut Quantity, figure: &Figure) {
        let range = figure.value.is_none() && figure.min.is_some() && figure.max.is_some();
        let (before, from) = self.before(quantity.begin);
        if range && before.has(List::Between) && from < quantity.begin {
            quantity.begin = from;
        }
        if quantity.modifier.is_some() && quantity.count.is_some() {
            return;
        }
        let (min, max) = (whole(figure.min), whole(figure.max));
        if figure.value.is_none() || min != max {
            (quantity.min, quantity.max) = (min.or(quantity.min), max.or(quantity.max));
        }
        if quantity.modifier.is_none() && min.zip(max).is_some_and(|(min, max)| min < max) {
            quantity.count = None;
        }
    }

    /// The noun of a figure that ends before word `i`: what it is, its word, and the word behind it.
    fn noun_behind(&self, i: usize) -> (Noun, Option<usize>, usize) {
        let mut at = i;
        // (20) شخصا
        while at < self.end && matches!(self.words.mark(at), Some(')' | '(' | '"' | '»' | '«' | '”')) && at < i + 2
        {
            at += 1;
        }
        if at >= self.end || !self.words.is_word(at) {
            return (Noun::None, None, i);
        }
        let facts = self.words.facts(at);
        let word = self.words.words[at];
        if facts.lists.has(List::Of) && !self.words.may_be_joined(at) {
            return match self.words.get(at + 1).filter(|_| at + 1 < self.end && self.words.is_word(at + 1)) {
                // أربعة من رجال الشرطة
                Some(_) => {
                    let facts = self.words.facts(at + 1);
                    let noun = match Noun::of(facts) {
                        Some((noun, _)) => noun,
                        None if facts.body.is_some() => Noun::Known(Counted::Partitive),
                        None => Noun::Unknown,
                    };
                    (noun, Some(at + 1), i)
                }
                None => (Noun::None, None, i),
            };
        }
        if word.joined || word.preposition.is_some() {
            return (Noun::None, None, i);
        }
        // 81 حالة وفاة
        if facts.lists.has(List::Case)
            && let Some((victim, _)) =
                self.words.get(at + 1).filter(|_| at + 1 < self.end).and_then(|_| self.words.facts(at + 1).victim)
        {
            return (Noun::Victim(victim), Some(at + 1), at + 2);
        }
        if facts.others.is_some() {
            return (Noun::Others, Some(at), at + 1);
        }
        match (facts.victim, facts.counted) {
            (Some((victim, _)), _) if !facts.is_verb() => (Noun::Victim(victim), Some(at), at + 1),
            (_, Some((counted, _))) => (Noun::Known(counted), Some(at), at + 1),
            _ if facts.is_trigger() || facts.lists != Lists::default() || facts.is_verb() => (Noun::None, None, i),
            _ if self.words.is_known(at) && facts.body.is_none() && facts.kind.is_none() => (Noun::None, None, i),
            _ => (Noun::Unknown, Some(at), at + 1),
        }
    }

    /// What a dual without its ن counts: حيي الزهور والنخيل.
    fn of_construct(&self, i: usize) -> Option<Noun> {
        Noun::of(self.words.facts_of_stem(i)).map(|(noun, _)| noun)
    }

    /// Whether a dual of which nothing is known stands right before word `i`.
    fn is_unknown_dual(&self, i: usize) -> bool {
        let at = i.checked_sub(1).filter(|&at| at >= self.first && self.words.is_word(at));
        at.is_some_and(|at| {
            is_of_more(self.words.slice(at)) && !self.words.is_known(at) && self.lists(at) == Lists::default()
        })
    }

    /// The noun right before word `i`, over one adjective: الضباط الأربعة, جندي أفغاني واحد.
    fn noun_before(&self, i: usize) -> Option<(Noun, usize)> {
        (1..=2).find_map(|back| {
            let at = i.checked_sub(back).filter(|&at| at >= self.first && self.words.is_word(at))?;
            Noun::of(self.words.facts(at)).map(|(noun, _)| (noun, at))
        })
    }

    /// `of`: it says no size unless من stands behind it: عدد من الجنود, not عدد الجنود.
    pub(crate) fn vague(&self, first: usize, end: usize, size: VagueCount, of: bool) -> Option<Quantity> {
        let (noun, head, behind) = self.noun_behind(end);
        // بعض ما ضبط: things, of no number
        let things = end < self.end && head.is_none() && self.is(end, List::Clause) && !self.is(end, List::Relative);
        // مقتل ثلاثة وجرح عدد كبير
        let alone = end > first + 1 && head.is_none() && self.behind_deed(first);
        if of && !alone && head.is_none_or(|head| head == end) || things {
            return None;
        }
        // أهدافا عدة
        let many = |at: usize| {
            let facts = self.words.facts(at);
            let many = facts.counted.map(|(_, many)| many).or(facts.victim.map(|(_, many)| many));
            at + 1 == first && many.is_some_and(Many::is_plural)
        };
        if size == VagueCount::Several
            && head.is_none()
            && let Some((before, at)) = self.noun_before(first).filter(|(_, at)| many(*at))
        {
            let mut quantity = self.quantity(at, end, None, CountForm::Vague, before, Some(at));
            quantity.vague = Some(size);
            return Some(quantity);
        }
        let mut quantity = self.quantity(first, behind.max(end), None, CountForm::Vague, noun, head);
        quantity.vague = Some(size);
        Some(quantity)
    }
}
