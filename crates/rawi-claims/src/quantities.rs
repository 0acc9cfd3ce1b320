//! Quantities: numbers, duals, vague words and bare nouns, each with the noun that it counts.

use crate::forms::{Many, is_construct_of_two, is_object, is_of_more, is_subject_of_more, of_cases};
use crate::lexicon::{Counted, Facts, List, Lists, Sort, Victim};
use crate::words::{Class, Word, Words};
use rawi_core::Span;
use rawi_core::layers::{CountForm, CountModifier, Label, Number, NumberForm, SubjectClass, VagueCount};
use std::ops::Range;

/// A number of the layer `numbers`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// It can count people or things: it has no unit, and ranks nothing.
    pub(crate) counts: bool,
    pub(crate) dual: bool,
    pub(crate) ordinal: bool,
    pub(crate) value: Option<f64>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
}

impl Figure {
    pub(crate) fn new(span: Span, number: &Number) -> Self {
        Self {
            start: span.start() as u32,
            end: span.end() as u32,
            counts: number.label == Label::CARDINAL
                && number.unit.is_none()
                && number.value.is_none_or(|value| value.fract() == 0.0),
            dual: number.form == NumberForm::Dual,
            ordinal: number.label == Label::ORDINAL,
            value: number.value,
            min: number.min,
            max: number.max,
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Noun {
    /// Left out, or hidden behind a word that says no more.
    None,
    /// Of the lexicon.
    Known(Counted),
    /// It says itself what was done.
    Victim(Victim),
    /// More of those before.
    Others,
    /// Someone by his name.
    Named,
    /// A word of which nothing is known.
    Unknown,
}

impl Noun {
    /// What a word counts as a noun, and how many it says.
    pub(crate) fn of(facts: &Facts) -> Option<(Self, Many)> {
        let victim = facts.victim.map(|(victim, many)| (Self::Victim(victim), many));
        victim.or_else(|| facts.counted.map(|(counted, many)| (Self::Known(counted), many)))
    }
}

/// Words that state how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantity {
    /// Its first word, and the one behind its number and noun.
    pub(crate) first: usize,
    pub(crate) end: usize,
    /// The first word of what hedges it, if that stands before it; else `first`.
    pub(crate) begin: usize,
    /// In bytes.
    pub(crate) span: Span,
    pub(crate) count: Option<u64>,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) modifier: Option<CountModifier>,
    pub(crate) vague: Option<VagueCount>,
    pub(crate) form: CountForm,
    pub(crate) noun: Noun,
    /// The word that is the noun.
    pub(crate) head: Option<usize>,
}

impl Quantity {
    /// A noun without a figure, and no dual.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self.form, CountForm::Singular | CountForm::Plural)
    }
}

/// What holds at each word of a sentence: phrases of the lists that begin there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct At {
    pub(crate) lists: Lists,
    pub(crate) vague: Option<(VagueCount, bool)>,
    /// The word behind the phrase; 0 where none begins.
    pub(crate) end: u32,
    /// The word behind the name of a person that begins here; 0 where none does.
    pub(crate) person: u32,
    /// It is in the name of a person.
    pub(crate) of_person: bool,
    /// It names a nation: فلسطيني.
    pub(crate) nation: bool,
    /// It is in the name of a body or a thing.
    pub(crate) body: bool,
}

/// A sentence being read.
pub(crate) struct Sentence<'w, 'a> {
    pub(crate) words: &'w Words<'a>,
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) at: Vec<At>,
    /// The lists of the phrase that ends right before a word, and where that phrase begins.
    pub(crate) ends: Vec<(Lists, u32)>,
}

const HEDGES: [(List, CountModifier); 5] = [
    (List::AtLeast, CountModifier::AtLeast),
    (List::AtMost, CountModifier::AtMost),
    (List::MoreThan, CountModifier::MoreThan),
    (List::LessThan, CountModifier::LessThan),
    (List::About, CountModifier::About),
];

impl<'w, 'a> Sentence<'w, 'a> {
    pub(crate) fn new(words: &'w Words<'a>, first: usize, end: usize) -> Self {
        let mut at = vec![At::default(); end - first];
        let mut ends = vec![(Lists::default(), 0); end - first + 1];
        let mut within = first;
        for i in first..end {
            if !words.is_word(i) || i < within {
                continue;
            }
            let (lists, vague, behind) = words.phrase(i, end);
            if behind > i + 1 {
                within = behind; // سابق is no word of its own in في وقت سابق
            }
            at[i - first] = At { lists, vague, end: behind as u32, ..At::default() };
            let here = &mut ends[behind - first];
            // The longest wins: ما لا يقل عن before عن.
            if lists != Lists::default() && (here.0 == Lists::default() || here.1 as usize > i) {
                *here = (lists, i as u32);
            }
        }
        Self { words, first, end, at, ends }
    }

    /// Notes the name of a person, by its words.
    pub(crate) fn name(&mut self, first: usize, end: usize) {
        // جنديان فلانيان are two, whatever else they were taken for.
        let more = |(counted, many): (Counted, Many)| counted.is_person() && many != Many::One;
        if self.words.facts(first).counted.is_some_and(more) {
            return;
        }
        if let Some(at) = first.checked_sub(self.first).and_then(|at| self.at.get_mut(at)) {
            at.person = end.min(self.end) as u32;
        }
        for at in first.saturating_sub(self.first)..end.saturating_sub(self.first).min(self.at.len()) {
            self.at[at].of_person = true;
        }
    }

    /// Notes that some words are a name, which denies and plans nothing: أطباء [بلا] حدود.
    pub(crate) fn name_of_body(&mut self, words: Range<usize>) {
        for i in words {
            if let Some(at) = i.checked_sub(self.first).and_then(|at| self.at.get_mut(at)) {
                at.body = true;
            }
        }
    }

    /// Notes the name of a nation, if it is one word.
    pub(crate) fn nation(&mut self, words: Range<usize>) {
        let first = words.start.checked_sub(self.first).filter(|_| words.len() == 1);
        if let Some(at) = first.and_then(|at| self.at.get_mut(at)) {
            at.nation = true;
        }
    }

    /// Whom the name of a nation at word `i` tells of, right behind what was done to him: مقتل [فلسطيني].
    fn of_nation(&self, i: usize) -> Option<Quantity> {
        let word = &self.words.words[i];
        let bare = !word.article && !word.joined && word.preposition.is_none();
        if !self.at[i - self.first].nation || !bare || !self.behind_deed(i) {
            return None;
        }
        let noun = self.words.slice(i);
        let (count, form) = match is_of_more(noun) && !is_object(noun) {
            true => (None, CountForm::Plural),
            false => (Some(1), CountForm::Singular),
        };
        let person = Noun::Known(Counted::Of(SubjectClass::Unknown));
        Some(self.quantity(i, i + 1, count, form, person, Some(i)))
    }

    /// The word behind the name of a person that begins at word `i`.
    pub(crate) fn person(&self, i: usize) -> Option<usize> {
        let at = i.checked_sub(self.first).and_then(|at| self.at.get(at))?;
        (at.person != 0).then_some(at.person as usize)
    }

    /// Whether a word of what is done to people stands right before word `i`: قتل [الرابع], وفاة [أحدهم].
    pub(crate) fn behind_deed(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).filter(|&at| at >= self.first) else { return false };
        let word = &self.words.words[before];
        let facts = self.words.facts(before);
        let people =
            self.words.lexicon.triggers(facts).any(|trigger| {
                trigger.people.is_some() && (trigger.sort == Sort::Action || word.preposition.is_none())
            });
        people && !word.article && !word.pronoun
    }

    /// Whether word `i` only tells more of the thing before it: هجوم [انتحاري], هجوم انتحاري [إرهابي], جماعة [مسلحة].
    pub(crate) fn is_adjective(&self, i: usize) -> bool {
        let (Some(one), two) = (i.checked_sub(1), i.checked_sub(2)) else { return false };
        self.tells_of(i, one)
            || two.is_some_and(|two| self.words.is_person(one) && self.tells_of(one, two) && self.tells_of(i, two))
    }

    /// Whether word `i` has the form of an adjective of the thing that word `at` before it names.
    fn tells_of(&self, i: usize, at: usize) -> bool {
        if at < self.first || !self.words.is_word(at) {
            return false;
        }
        let (word, before) = (&self.words.words[i], &self.words.words[at]);
        if word.joined || word.preposition.is_some() || word.article != before.article {
            return false;
        }
        let facts = self.words.facts(at);
        let thing = facts.counted.is_some_and(|(counted, _)| counted.is_thing());
        let of_one = |word: &str| word.ends_with('ة');
        let agrees = of_one(self.words.slice(i)) || !of_one(self.words.slice(at));
        agrees && (thing || facts.is_event() || facts.body.is_some())
    }

    /// Whether word `i` is in the name of a body or a thing.
    pub(crate) fn is_in_name(&self, i: usize) -> bool {
        i.checked_sub(self.first).and_then(|at| self.at.get(at)).is_some_and(|at| at.body)
    }

    pub(crate) fn lists(&self, i: usize) -> Lists {
        if i < self.first || i >= self.end { Lists::default() } else { self.at[i - self.first].lists }
    }

    /// Whether word `i` goes on with what stands before it: و on it, or a و of its own before a number.
    pub(crate) fn joined(&self, i: usize) -> bool {
        let words = &self.words.words;
        words[i].joined
            || i > self.first && words[i - 1].class == Class::Word && {
                // 17 متظاهرا و [9] من الجنود
                let before = words[i - 1];
                before.end - before.start == 2 && before.preposition.is_none() && self.words.begins_with_and(i - 1)
            }
            || words[i].class != Class::Word && self.words.begins_with_and(i)
    }

    /// Whether a mark closes a sentence or a part of it: not the dot of a name.
    pub(crate) fn closes(&self, i: usize, mark: char) -> bool {
        let words = &self.words.words;
        matches!(mark, '؛' | ';' | '؟' | '!' | '…')
            || mark == '.' && words.get(i + 1).is_none_or(|next| next.start > words[i].end)
    }

    pub(crate) fn is(&self, i: usize, list: List) -> bool {
        self.lists(i).has(list)
    }

    /// Word `i`, or the quotation mark before it: بين القتلى «[خمسة أطفال]».
    pub(crate) fn unquoted(&self, i: usize) -> usize {
        let quoted = i > self.first && matches!(self.words.mark(i - 1), Some('"' | '«' | '“'));
        i - usize::from(quoted)
    }

    /// The lists of what ends right before word `i`, and its first word.
    pub(crate) fn before(&self, i: usize) -> (Lists, usize) {
        if i < self.first || i > self.end {
            return (Lists::default(), i);
        }
        let (lists, begin) = self.ends[self.unquoted(i) - self.first];
        (lists, begin as usize)
    }

    pub(crate) fn hedge(lists: Lists) -> Option<CountModifier> {
        HEDGES.iter().find(|(list, _)| lists.has(*list)).map(|(_, hedge)| *hedge)
    }

    /// What hedges a figure, from the word before it and behind it; and the first word of what stands before.
    fn hedges(&self, first: usize, end: usize) -> (Option<CountModifier>, usize) {
        let (mut found, mut begin) = (None, first);
        // ستة على الأقل و[ثلاثة]: that hedged the one before.
        for _ in 0..if self.joined(first) { 0 } else { 2 } {
            let (lists, from) = self.before(begin);
            match Self::hedge(lists) {
                Some(hedge) if from < begin => (found, begin) = (found.or(Some(hedge)), from),
                _ => break,
            }
        }
        if found.is_none() {
            // خمسة أشخاص آخرين على الأقل, خمسة منهم على الأقل
            let others = end < self.end
                && (self.words.facts(end).others.is_some()
                    || self.is_of_them(end)
                    || matches!(self.words.mark(end), Some('"' | '”' | '»' | ')')));
            found = (end..(end + 1 + usize::from(others)).min(self.end))
                .find_map(|i| Self::hedge(self.lists(i)).filter(|hedge| self.behind(i, *hedge)));
        }
        (found, begin)
    }

    /// Whether word `i` is من with a pronoun: خمسة [منهم].
    fn is_of_them(&self, i: usize) -> bool {
        self.is(i, List::Subset) && self.at[i - self.first].end as usize == i + 1 && self.words.is_of_them(i)
    }

    /// Only على الأقل and the like stand behind a figure; فوق and أكثر من begin something else there.
    fn behind(&self, i: usize, hedge: CountModifier) -> bool {
        let long = self.at[i - self.first].end as usize > i + 1;
        matches!(hedge, CountModifier::AtLeast | CountModifier::AtMost) && long
            || hedge == CountModifier::About && !long && !self.words.words[i].joined
    }

    /// Whether word `i` is a dual without its ن before what it belongs to: [سائقا] الشاحنتين, [ضابطا] شرطة.
    fn is_construct(&self, i: usize) -> bool {
        let noun = self.words.slice(i);
        let free = !self.words.words[i].pronoun && !self.words.words[i].article;
        free && is_object(noun) && self.owner(i + 1).is_some_and(|owner| self.owns(owner, i + 1))
    }

    /// The noun at word `i`, if it can be what the one before it belongs to.
    fn owner(&self, i: usize) -> Option<Word> {
        let owner = self.words.get(i).filter(|_| i < self.end && self.words.is_word(i))?;
        (!owner.joined && owner.preposition.is_none() && !self.is(i, List::Time)).then_some(*owner)
    }

    /// Whether the noun at word `i` shows by its article, or as a body of armed men, that what stands before it is its own.
    fn owns(&self, owner: Word, i: usize) -> bool {
        let facts = self.words.facts(i);
        match owner.article {
            // قتل شخصا [الشرطيان]: a subject.
            true => !is_subject_of_more(self.words.slice(i)) && (facts.counted.is_some() || facts.body.is_some()),
            false => facts.body.is_some(),
        }
    }

    /// Two of whom only the form without ن stands there: [ضابطي] الشرطة, [ضابطي] صف.
    fn two_of(&self, i: usize) -> Option<Quantity> {
        let word = self.words.words[i];
        if self.words.is_known(i) || word.article || !is_construct_of_two(self.words.slice(i)) {
            return None;
        }
        let owner = self.owner(i + 1)?;
        let (noun, many) = Noun::of(self.words.facts_of_stem(i))?;
        let Noun::Known(counted) = noun else { return None };
        let rank = counted == Counted::Of(SubjectClass::SecurityForces) && !self.words.is_known(i + 1);
        let two = counted.is_person() && many == Many::One && (rank || self.owns(owner, i + 1));
        two.then(|| self.quantity(i, i + 1, Some(2), CountForm::Dual, noun, Some(i)))
    }

    /// What happened to whom, by its noun behind one that only counts it: [حالة وفاة], [حالتي وفاة].
    fn case(&self, i: usize) -> Option<Quantity> {
        let facts = self.words.facts(i);
        if !facts.lists.has(List::Case) || self.words.words[i].pronoun || self.words.words[i].article {
            return None;
        }
        self.owner(i + 1).filter(|noun| !noun.article && !noun.pronoun)?;
        let (victim, _) = self.words.facts(i + 1).victim?;
        // حالات إصابات [العيون] are no news.
        if self.owner(i + 2).is_some_and(|owner| owner.article) {
            return None;
        }
        let (count, form) = match of_cases(self.words.slice(i)) {
            Many::One => (Some(1), CountForm::Singular),
            Many::Two => (Some(2), CountForm::Dual),
            _ => (None, CountForm::Plural),
        };
        Some(self.quantity(i, i + 2, count, form, Noun::Victim(victim), Some(i + 1)))
    }

    /// All quantities of the sentence, in order.
    pub(crate) fn quantities(&self, figures: &[Figure]) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        let mut next = 0;
        let mut i = self.first;
        while i < self.end {
            let word = self.words.words[i];
            while figures.get(next).is_some_and(|figure| figure.end <= word.start) {
                next += 1;
            }
            let figure = figures.get(next).copied().filter(|figure| figure.start < word.end);
            let quantity = match figure {
                Some(figure) => {
                    let mut end = i + 1;
                    while end < self.end && self.words.words[end].start < figure.end {
                        end += 1;
                    }
                    let quantity = self.figure(figure, i, end);
                    if quantity.is_none() {
                        i = end;
                        continue;
                    }
                    quantity
                }
                None => self.bare(i),
            };
            match quantity {
                Some(quantity) => {
                    i = quantity.end.max(i + 1);
                    // عسكريين آخرين اثنين: the figure is of the first of them.
                    while found.last().is_some_and(|last| {
                        last.is_bare()
                            && quantity.head < last.head
                            && quantity.head.is_some()
                            && last.first >= quantity.first
                    }) {
                        found.pop();
                    }
                    // The noun of الضباط الأربعة is no quantity of its own, nor is that of أربعة من الضباط.
                    let same = found.last().is_some_and(|last| quantity.head == last.head && quantity.head.is_some());
                    match found.last_mut().filter(|_| same) {
                        Some(last)
                            if matches!(last.form, CountForm::Singular | CountForm::Dual | CountForm::Plural) =>
                        {
                            *last = quantity;
                        }
                        Some(_) => {}
                        None => found.push(quantity),
                    }
                }
                None => i += 1,
            }
        }
        found
    }

    /// A quantity without a figure.
    fn bare(&self, i: usize) -> Option<Quantity> {
        let at = self.at[i - self.first];
        if let Some((size, of)) = at.vague {
            if self.words.words[i].pronoun {
                return None; // بعضهم
            }
            return self.vague(i, at.end as usize, size, of);
        }
        if let Some(quantity) = self.of_nation(i).or_else(|| self.case(i)).or_else(|| self.two_of(i)) {
            return Some(quantity);
        }
        let facts = self.words.facts(i);
        // طالبان is no two students.
        if !self.words.is_known(i) || facts.body.is_some() && !self.words.may_be_joined(i) {
            return None;
        }
        // أصيب الآخر, قتل أحدهم
        let alone = |count: u8| count == 0 || !self.words.words[i].article && !at.lists.has(List::Subset);
        if let Some(count) = facts.others.filter(|count| alone(*count) || self.behind_deed(i)) {
            let (count, form) = match count {
                0 => (None, CountForm::Plural),
                2 => (Some(2), CountForm::Dual),
                count => (Some(u64::from(count)), CountForm::Singular),
            };
            return Some(self.quantity(i, i + 1, count, form, Noun::Others, Some(i)));
        }
        let (noun, many) = Noun::of(facts).filter(|_| !facts.collective)?;
        if many != Many::More && matches!(noun, Noun::Known(_)) && self.is_adjective(i) {
            return None;
        }
        let (count, form) = match many {
            // أصيب والداه
            Many::One if self.words.is_dual_of_someone(i) => (Some(2), CountForm::Dual),
            Many::One if !self.is_construct(i) => (Some(1), CountForm::Singular),
            Many::One | Many::Two => (Some(2), CountForm::Dual),
            Many::TwoOrMore | Many::More => (None, CountForm::Plural),
        };
        Some(self.quantity(i, i + 1, count, form, noun, Some(i)))
    }

    pub(crate) fn quantity(
        &self,
        first: usize,
        end: usize,
        count: Option<u64>,
        form: CountForm,
        noun: Noun,
        head: Option<usize>,
    ) -> Quantity {
        // 38 شخصا آخرين
        let more = end < self.end
            && form == CountForm::Number
            && head == Some(end - 1)
            && self.words.facts(end).others == Some(0);
        let end = if more { end + 1 } else { end };
        let (modifier, begin) = self.hedges(first, end);
        let (min, max) = match modifier {
            Some(CountModifier::AtLeast) => (count, None),
            Some(CountModifier::MoreThan) => (count.map(|count| count + 1), None),
            Some(CountModifier::AtMost) => (None, count),
            Some(CountModifier::LessThan) => (None, count.map(|count| count.saturating_sub(1))),
            _ => (None, None),
        };
        let span = Span::new(self.words.words[first].core as usize, self.words.words[end - 1].end as usize);
        Quantity { first, end, begin, span, count, min, max, modifier, vague: None, form, noun, head }
    }
}
