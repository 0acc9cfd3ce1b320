//! Which quantity belongs to which word of what is done: the words of a sentence are passed once, from first to last.

use crate::forms::is_of_more;
use crate::lexicon::{Counted, Facts, List, Lists, Sort, Trigger, Victim, Voice};
use crate::quantities::{Noun, Quantity, Sentence};
use crate::state::{Found, Open, Reader, Tally, Waits, agrees, harms, kills, said_of, told_without_figure};
use crate::words::{BI, Class};
use rawi_core::layers::{CountForm, Predicate, SubjectClass, VagueCount};

/// Words between a quantity and the verb behind it.
const BACK: usize = 14;
/// Words between a verb that needs a figure and the figure.
const COUNTED: usize = 8;

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
        next.is_some_and(|next| next.begin <= i + 3 && words.mark(i + 1).is_none() || next.begin == i + 1)
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

    /// The trigger at word `i` opens; the word behind it, or none if it is no trigger here.
    fn trigger(&mut self, i: usize) -> Option<usize> {
        let (words, end) = (self.sentence.words, self.sentence.end);
        let word = words.words[i];
        // فجر أمس; اعتقلت الشرطة [فجرا] شابا
        let waits = self.open.as_ref().is_some_and(|open| open.waits != Waits::Row);
        if self.sentence.is(i, List::Time) && (self.sentence.is(i + 1, List::Time) || waits && !word.joined) {
            return None;
        }
        let trigger = words.lexicon.triggers(self.facts(i)).find(|trigger| {
            let with = || (i + 1..end.min(i + 30)).any(|at| words.is_one_of(at, &trigger.with));
            // إيقاف اللاعب ثلاث مباريات
            let without = || !(i + 1..end.min(i + 16)).any(|at| words.is_one_of(at, &trigger.without));
            let sort = match trigger.sort {
                // A verb has neither article nor preposition; جرح behind مقتل is a noun too.
                Sort::Verb => !word.article && word.preposition.is_none() && !self.is_second_action(i),
                // Behind الانهيار nothing stands that fell.
                Sort::Action => !word.article || trigger.asks(),
            };
            let cited = trigger.unless != 0
                && (i + 1..end.min(i + 5)).any(|at| {
                    let word = words.words[at];
                    word.preposition == Some(BI) && !self.sentence.is(at, List::By)
                });
            // أسر خمسة, أسر جنديا; أسر الشهداء are families.
            let counted = !trigger.counted
                || self.quantities[self.next..].iter().take_while(|next| next.begin <= i + COUNTED).any(|next| {
                    let one = next.form == CountForm::Singular && !words.words[next.first].article;
                    next.first > i && (!next.is_bare() || one && next.begin == i + 1)
                });
            let close = !trigger.close
                || self.quantities[self.next..]
                    .iter()
                    .find(|next| next.first > i)
                    .is_some_and(|next| next.begin == i + 1 && next.form == CountForm::Number);
            sort && !cited
                && close
                && counted
                && (trigger.without.is_empty() || without())
                && (trigger.with.is_empty() || with())
                && (!trigger.rally || self.rallies())
        })?;
        if self.counted_by(i, trigger) {
            return Some(i + 1);
        }
        let joint = self.open.as_ref().is_some_and(|open| {
            open.waits == Waits::First
                && open.last == i
                && word.joined
                && open.trigger.sort == trigger.sort
                && kills(open.trigger) != kills(trigger)
                && harms(open.trigger)
                && harms(trigger)
        });
        let mut open = Open {
            trigger,
            at: i,
            waits: Waits::First,
            last: i + 1,
            joint,
            particle: !trigger.asks(),
            found: None,
            actor: None,
            aside: false,
        };
        if joint && let Some(before) = &self.open {
            // One figure for both is told as the dead.
            if kills(before.trigger) {
                open.trigger = before.trigger;
            }
        }
        self.tally = None;
        // تم قتل ثلاثة
        let done = self.sentence.before(i).0.has(List::Done);
        if trigger.sort == Sort::Verb && !joint && !done {
            self.behind_its_subject(i, &mut open);
            if open.waits == Waits::First && open.actor.is_none() {
                self.behind_a_name(i, &mut open);
                self.told_before(i, &mut open);
            }
        }
        // مقتلهم, قتلهم: whom, is told elsewhere.
        if word.pronoun && open.waits == Waits::First {
            self.open = None;
            return Some(i + 1);
        }
        if open.waits == Waits::First {
            self.lone();
        }
        self.pending = None;
        self.waiting_row.clear();
        self.parts = false;
        self.earlier = None;
        self.open = Some(open);
        Some(i + 1)
    }

    /// Whether word `i` is joined to a verbal noun right before it, and is one too: مقتل و[جرح] ستة.
    fn is_second_action(&self, i: usize) -> bool {
        let words = self.sentence.words;
        let action = |trigger: &Trigger| trigger.sort == Sort::Action;
        words.words[i].joined
            && self
                .open
                .as_ref()
                .is_some_and(|open| open.waits == Waits::First && open.last == i && action(open.trigger))
            && words.lexicon.triggers(self.facts(i)).any(action)
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

    fn rallies(&mut self) -> bool {
        let sentence = self.sentence;
        *self.rally.get_or_insert_with(|| (sentence.first..sentence.end).any(|i| sentence.is(i, List::Rally)))
    }

    /// A verb whose subject stands before it: خمسة عشر شخصا قتلوا.
    fn behind_its_subject(&mut self, i: usize, open: &mut Open<'w>) {
        let Some((number, _)) = self.pending else { return };
        let quantity = self.quantities[number];
        // A noun without a figure stands close before its verb, and in no phrase with a preposition: مسؤول ... إلى تعرض.
        let bare = quantity.is_bare();
        let close = bare || self.by_preposition(&quantity);
        // المواطن فلان بن فلان الذي استشهد
        let named = bare && i > self.sentence.first && self.sentence.is(i - 1, List::Relative);
        let reach = if close && !named { 3 } else { BACK };
        let aside = (quantity.end..i).any(|at| self.sentence.is(at, List::Preposition));
        let relative = (quantity.end..i).any(|at| self.sentence.is(at, List::Relative));
        let told = bare && self.sentence.words.words[quantity.first].article && !relative;
        let verb = self.sentence.words.slice(i);
        // [شرطي] وأصيب جنديان: a clause of its own, but for خمسة ... وقتلوا.
        let word = self.sentence.words.words[i];
        if word.joined && !is_of_more(verb) {
            return;
        }
        // امرأة قتل [زوجها]; قال الرجل "[توفيت ابنتي"
        if bare && self.has_own_subject(i) || self.is_quoted_apart(quantity.end, i) {
            return;
        }
        let armed = bare
            && open.trigger.voice == Voice::Both
            && !relative
            && !self.no_object(i + 1)
            && matches!(
                quantity.noun,
                Noun::Known(Counted::Of(SubjectClass::Militants | SubjectClass::SecurityForces))
            );
        if told || armed || i.saturating_sub(quantity.end) > reach || bare && (aside || self.by_preposition(&quantity))
        {
            return;
        }
        // An object behind it, or a pronoun on it, makes the subject the one who does it.
        let object = self.quantities[self.next..]
            .iter()
            .find(|next| next.first > i)
            .is_some_and(|next| next.begin == i + 1 && !self.by_preposition(next) && !self.sentence.joined(next.begin));
        let acts = match open.trigger.voice {
            Voice::Patient => false,
            Voice::Agent => true,
            Voice::Both => object || word.pronoun,
        };
        let actor = Some((quantity.begin, quantity.end));
        if acts {
            let crowd = open.trigger.people == Some(Predicate::Attacked);
            open.actor = if crowd { None } else { actor };
            return;
        }
        let agrees = match self.waiting_row.is_empty() {
            true => agrees(&quantity, verb),
            false => is_of_more(verb),
        };
        if open.trigger.asks() || !agrees {
            return;
        }
        if let Some(predicate) = said_of(open.trigger, quantity.noun)
            && (!bare || told_without_figure(predicate, &quantity))
        {
            let found = self.push(quantity, predicate, open.trigger.rule, Some(i), false);
            open.found = Some(found);
            open.waits = Waits::Row;
            open.last = i + 1;
            for more in std::mem::take(&mut self.waiting_row) {
                self.push(self.quantities[more], predicate, open.trigger.rule, Some(i), false);
            }
            self.take_waiting_parts(found);
        }
    }

    /// Whether someone with a pronoun stands right behind the verb at word `i`: امرأة انتحر [ابنها].
    pub(crate) fn has_own_subject(&self, i: usize) -> bool {
        let words = self.sentence.words;
        i + 1 < self.sentence.end && words.words[i + 1].pronoun && words.is_person(i + 1)
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

    /// Any other word.
    fn other(&mut self, i: usize) -> usize {
        let (sentence, words) = (self.sentence, self.sentence.words);
        let lists = sentence.lists(i);
        let behind = if i < sentence.end { (sentence.at[i - sentence.first].end as usize).max(i + 1) } else { i + 1 };
        let word = words.words[i];
        // ارتفعت الحصيلة إلى
        if lists.has(List::Tally) && self.facts(i).alone {
            let victim = self.quantities[self.next..].iter().find(|quantity| quantity.first > i);
            let dead = victim.and_then(|quantity| match quantity.noun {
                Noun::Victim(victim) if quantity.is_bare() && quantity.begin <= i + 2 => {
                    Some((victim.predicate, victim.rule))
                }
                _ => None,
            });
            if dead.is_none() {
                self.tally = Some(Tally::new(Predicate::Killed, 0, i + 1));
                self.open = None;
            }
            return behind;
        }
        // المتظاهرين قدر عددهم ب
        if lists.has(List::Tally) && word.pronoun && self.next > 0 {
            let victims = self.quantities[..self.next].iter().rev().take(3);
            let victim = victims.filter(|quantity| quantity.end + 8 > i).find_map(|quantity| match quantity.noun {
                Noun::Victim(victim) => Some(victim),
                _ => None,
            });
            if let Some(victim) = victim {
                self.tally = Some(Tally::new(victim.predicate, victim.rule, i + 1));
            } else if let Some(open) = self.open.as_mut().filter(|open| open.found.is_none() && i <= open.at + COUNTED)
            {
                // أصيب باقي الركاب وعددهم 22
                (open.waits, open.last, open.aside) = (Waits::First, i + 1, false);
            }
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
            if self.open.as_ref().is_some_and(|open| open.waits != Waits::Row && !aside(open)) {
                self.open = None;
            }
            return behind;
        }
        if lists.has(List::Clause) {
            self.lone();
            if self.open.as_ref().is_some_and(|open| open.waits != Waits::Row) {
                self.open = None;
            }
            self.pending = None;
            self.parts = false;
            return behind;
        }
        let time_word = sentence.is(i, List::Time);
        if let Some(open) = &mut self.open {
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
            if open.waits == Waits::First && word.class != Class::Other {
                let preposition = lists.has(List::Preposition) || word.preposition.is_some();
                let time = lists.has(List::Period) || lists.has(List::After);
                let hedge = Sentence::hedge(lists).is_some();
                let between = lists.any(Lists::of(&[List::Aside, List::By, List::Between]));
                let names = !preposition && !time && !hedge && !open.aside && !between;
                if preposition || time {
                    open.aside = true;
                } else if names && (i == open.at + 1 || i == open.last) && !time_word {
                    // Someone, or some body.
                    open.waits = Waits::Named(i, i + 1);
                    open.last = i + 1;
                    return behind;
                } else if names && time_word {
                    open.last = behind;
                }
            } else if let Waits::Named(from, to) = open.waits
                && i == to
                && !lists.any(Lists::of(&[List::Preposition, List::Time, List::Was]))
                && word.preposition.is_none()
                && !word.joined
            {
                open.waits = Waits::Named(from, i + 1);
                open.last = i + 1;
            }
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
