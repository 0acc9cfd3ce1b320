//! Which quantity belongs to which word of what is done: the words of a sentence are passed once, from first to last.

use crate::forms::is_of_more;
use crate::lexicon::{Facts, List, Lists, Sort, Victim};
use crate::quantities::{Noun, Quantity, Sentence};
use crate::state::{Found, Open, Reader, Tally, Waits};
use crate::triggers::COUNTED;
use crate::words::Class;
use rawi_core::layers::{CountForm, Predicate, SubjectClass, VagueCount};

impl<'s, 'w, 'a> Reader<'s, 'w, 'a> {
    pub(crate) fn read(sentence: &'s Sentence<'w, 'a>, quantities: &'s [Quantity]) -> Vec<Found> {
        let mut this = Self {
            sentence,
            quantities,
            next: 0,
            open: None,
            pending: None,
            waiting_parts: Vec::new(),
            waiting_row: Vec::new(),
            earlier: None,
            tally: None,
            whole: None,
            parts: false,
            both: 0,
            listed_to: 0,
            told: None,
            among: 0,
            rally: None,
            found: Vec::new(),
        };
        let mut i = sentence.first;
        while i < sentence.end {
            i = this.step(i).max(i + 1);
        }
        this.lone();
        this.found
    }

    /// Reads what begins at word `i`; the word behind it.
    fn step(&mut self, i: usize) -> usize {
        let words = self.sentence.words;
        while self.quantities.get(self.next).is_some_and(|quantity| quantity.first < i) {
            self.next += 1;
        }
        let quantity = self.quantities.get(self.next).filter(|quantity| quantity.first == i);
        if let Some(mark) = words.mark(i) {
            self.mark(i, mark);
            return i + 1;
        }
        if let Some(behind) = self.suicide(i) {
            return behind;
        }
        if let Some(behind) = self.named(i) {
            return behind;
        }
        self.raid(quantity.and_then(|quantity| quantity.head).unwrap_or(i));
        let facts = self.facts(i);
        // A figure before all; a bare noun that is a verbal noun too (إصابة, وفاة) is that if it governs something.
        let bare = quantity.is_some_and(|quantity| quantity.is_bare() || quantity.form == CountForm::Dual);
        if facts.is_trigger()
            && (quantity.is_none() || bare && self.governs(i))
            && let Some(behind) = self.trigger(i)
        {
            return behind;
        }
        if let Some(quantity) = quantity {
            let number = self.next;
            self.quantity(number);
            return quantity.end;
        }
        self.other(i)
    }

    /// Whether a quantity stands close behind the verbal noun at word `i`.
    fn governs(&self, i: usize) -> bool {
        let words = self.sentence.words;
        if words.words[i].article {
            return false;
        }
        let next = self.quantities[self.next..].iter().find(|quantity| quantity.first > i);
        // وفاة و[إصابتان] are two things that happened.
        let apart = |next: &Quantity| next.begin == i + 1 && self.sentence.joined(next.begin);
        next.is_some_and(|next| {
            !apart(next) && (next.begin <= i + 3 && words.mark(i + 1).is_none() || next.begin == i + 1)
        })
    }

    fn mark(&mut self, i: usize, mark: char) {
        match mark {
            mark if self.sentence.closes(i, mark) => {
                self.lone();
                (self.open, self.pending, self.parts) = (None, None, false);
                self.tally = None;
            }
            ':' => (self.open, self.pending) = (None, None),
            // قائد المركب (الصندل) is one phrase.
            '(' | ')' | '"' | '«' | '»' | '“' | '”' => {
                if let Some(open) = &mut self.open
                    && let Waits::Named(from, to) = open.waits
                    && to == i
                {
                    (open.waits, open.last) = (Waits::Named(from, i + 1), i + 1);
                }
            }
            '،' | ',' => {
                if let Some((number, _)) = self.pending
                    && self.quantities[number].is_bare()
                    && !self.is_taken_up(&self.quantities[number], i + 1)
                {
                    self.pending = None;
                }
                if let Some(open) = &mut self.open
                    && open.waits == Waits::First
                    && open.trigger.sort == Sort::Action
                {
                    self.open = None;
                }
            }
            _ => {}
        }
    }

    /// Whether a figure begins at word `i`: مقتل خمسة بينهم [ثلاثة].
    pub(crate) fn next_is_figure(&self, i: usize) -> bool {
        let next = self.quantities[self.next..].iter().find(|next| next.first >= i);
        next.is_some_and(|next| match next.form {
            // منهم طفل; خمسة منهم من رجال الأمن has no other figure.
            CountForm::Singular => next.begin == i,
            CountForm::Plural => false,
            _ => next.begin <= i + 1,
        })
    }

    /// Passes over a noun that only belongs to the verb before it, and says whether it is one: راح [ضحية] الحادث 18 شخصا.
    pub(crate) fn skip_idiom(&mut self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        let Some(open) = &mut self.open else { return false };
        let mine = !open.trigger.casualties && words.is_one_of(quantity.first, &open.trigger.with);
        if mine && open.waits == Waits::First {
            (open.last, open.aside) = (quantity.end, true);
        }
        mine
    }

    /// Whether a noun with a pronoun is one more of a row: إصابة رجل [وزوجته].
    pub(crate) fn is_kin(&self, quantity: &Quantity) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| open.waits == Waits::Row) else { return false };
        let one = open.found.is_some_and(|found| self.found[found].quantity.form == CountForm::Singular);
        let joined = self.sentence.joined(quantity.first) && quantity.first == open.last;
        one && joined && quantity.form == CountForm::Singular
    }

    /// Whether a definite dual only says whose the one before it is: عناصر [التنظيمين].
    pub(crate) fn is_of_another(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        let Some(before) = quantity.first.checked_sub(1).filter(|&at| at >= self.sentence.first) else { return false };
        let plain = |facts: &Facts| facts.counted.is_some() && !facts.is_trigger();
        quantity.form == CountForm::Dual
            && words.words[quantity.first].article
            && !words.words[before].article
            && words.is_word(before)
            && plain(self.facts(before))
            && !is_of_more(words.slice(before))
    }

    /// Any other word; the word behind it.
    fn other(&mut self, i: usize) -> usize {
        let sentence = self.sentence;
        let lists = sentence.lists(i);
        let behind = (sentence.at[i - sentence.first].end as usize).max(i + 1);
        if lists.has(List::Tally) && self.heads_tally(i) {
            return behind;
        }
        if lists.has(List::Result) {
            self.lone();
            (self.open, self.pending) = (None, None);
            (self.parts, self.earlier) = (false, None);
            return behind;
        }
        if lists.has(List::Subset) && self.are_among(behind) {
            return behind;
        }
        if lists.has(List::Relative) {
            // A clause about the noun: what waits for a verb goes on to wait.
            // لقي في الحادث [الذي وقع أمس] ثلاثة مصرعهم: about what stands aside.
            let aside = |open: &Open<'_>| open.aside && !open.trigger.with.is_empty();
            self.open = self.open.take().filter(|open| open.waits == Waits::Row || aside(open));
            return behind;
        }
        if lists.has(List::Clause) {
            self.lone();
            self.open = self.open.take().filter(|open| open.waits == Waits::Row);
            self.pending = None;
            self.parts = false;
            return behind;
        }
        self.behind_open(i, behind)
    }

    /// Whether a running figure begins with word `i`, or is told of those before: [الحصيلة], المتظاهرين قدر [عددهم] ب.
    fn heads_tally(&mut self, i: usize) -> bool {
        // ارتفعت الحصيلة إلى
        if self.facts(i).alone {
            let victim = self.quantities[self.next..].iter().find(|quantity| quantity.first > i);
            let dead = |quantity: &Quantity| {
                matches!(quantity.noun, Noun::Victim(_)) && quantity.is_bare() && quantity.begin <= i + 2
            };
            if !victim.is_some_and(dead) {
                self.tally = Some(Tally::new(Predicate::Killed, 0, i + 1));
                self.open = None;
            }
            return true;
        }
        if !self.sentence.words.words[i].pronoun || self.next == 0 {
            return false;
        }
        let near = self.quantities[..self.next].iter().rev().take(3).filter(|quantity| quantity.end + 8 > i);
        let mut victims = near.filter_map(|quantity| match quantity.noun {
            Noun::Victim(victim) => Some(victim),
            _ => None,
        });
        if let Some(victim) = victims.next() {
            self.tally = Some(Tally::new(victim.predicate, victim.rule, i + 1));
        } else if let Some(open) = self.open.as_mut().filter(|open| open.found.is_none() && i <= open.at + COUNTED) {
            // أصيب باقي الركاب وعددهم 22
            (open.waits, open.last, open.aside) = (Waits::First, i + 1, false);
        }
        true
    }

    /// A word behind an open one, which may be part of it, stand aside, or be someone; the word behind it.
    fn behind_open(&mut self, i: usize, behind: usize) -> usize {
        let (sentence, words) = (self.sentence, self.sentence.words);
        let (lists, word) = (sentence.lists(i), &words.words[i]);
        let Some(open) = &mut self.open else { return behind };
        // The particle may be a word or stand on one.
        if !open.particle {
            if words.is_asked(i, open.trigger) {
                open.particle = true;
                open.last = i + 1;
            } else if i > open.at + if open.trigger.with.is_empty() { 6 } else { 12 } {
                self.open = None;
            }
            return i + 1;
        }
        // إطلاق [سراح] ثلاثة, أطلقت الجماعة [سراح] ثلاثة: it belongs to the verb; طال [القصف] ثلاثة أحياء does not.
        let next = match open.waits {
            Waits::First => Some(open.last),
            Waits::Named(_, to) => Some(to),
            Waits::Row => None,
        };
        if next == Some(i) && open.trigger.people.is_some() && words.is_one_of(i, &open.trigger.with) {
            open.last = i + 1;
            return behind;
        }
        match open.waits {
            Waits::First if word.class != Class::Other => {
                let time = sentence.is(i, List::Time);
                let around = Lists::of(&[List::Preposition, List::Period, List::After]);
                let none = Lists::of(&[List::Aside, List::By, List::Between]);
                let names = !open.aside && !lists.any(none) && Sentence::hedge(lists).is_none();
                if lists.any(around) || word.preposition.is_some() {
                    open.aside = true;
                } else if names && time {
                    open.last = behind;
                } else if names && (i == open.at + 1 || i == open.last) {
                    // Someone, or some body.
                    (open.waits, open.last) = (Waits::Named(i, i + 1), i + 1);
                }
            }
            Waits::Named(from, to) if i == to => {
                let ends = lists.any(Lists::of(&[List::Preposition, List::Time, List::Was]));
                if !ends && !word.joined && word.preposition.is_none() {
                    (open.waits, open.last) = (Waits::Named(from, i + 1), i + 1);
                }
            }
            _ => {}
        }
        behind
    }

    /// A quantity that waited in vain for a verb, and says itself what was done: 600 متظاهر.
    pub(crate) fn lone(&mut self) {
        let Some((number, _)) = self.pending.take() else { return };
        self.waiting_parts.clear();
        self.waiting_row.clear();
        let quantity = self.quantities[number];
        // الهجومان are those told before.
        let told = quantity.form == CountForm::Dual && self.sentence.words.words[quantity.first].article;
        if quantity.vague == Some(VagueCount::Several) || told {
            return;
        }
        let bare = quantity.is_bare();
        let attack = |victim: Victim| victim.class == SubjectClass::Objects && self.by_preposition(&quantity);
        // آلاف المعتقلين are in prison; nothing is told of when they came there.
        let held =
            quantity.vague.is_some() && quantity.head.is_some_and(|head| self.sentence.words.words[head].article);
        if let Noun::Victim(victim) = quantity.noun
            && victim.weak
            && !bare
            && !(held && victim.class == SubjectClass::Detainees)
            && !attack(victim)
        {
            self.push(quantity, victim.predicate, victim.rule, None, false);
        }
    }
}
