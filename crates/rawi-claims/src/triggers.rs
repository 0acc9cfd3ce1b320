//! The words that say what is done: which of them a word is here, and how each opens.

use crate::forms::is_of_more;
use crate::lexicon::{Counted, List, Sort, Trigger, Voice};
use crate::quantities::{Noun, Quantity};
use crate::state::{Open, Reader, Waits, agrees, harms, kills, said_of, told_without_figure};
use crate::words::BI;
use rawi_core::layers::{CountForm, Predicate, SubjectClass};

/// Words between a quantity and the verb behind it.
const BACK: usize = 14;
/// Words between a verb that needs a figure and the figure.
pub(crate) const COUNTED: usize = 8;
/// Words behind a verb among which those stand that make an idiom of it (لقي ثلاثة في الحادث [مصرعهم]), that keep it from being
/// what it is (إيقاف اللاعب ثلاث [مباريات]), and a preposition that does.
const WITH: usize = 30;
const WITHOUT: usize = 16;
const UNLESS: usize = 5;

impl<'w> Reader<'_, 'w, '_> {
    /// The trigger at word `i` opens; the word behind it, or none if it is no trigger here.
    pub(crate) fn trigger(&mut self, i: usize) -> Option<usize> {
        let trigger = self.trigger_at(i)?;
        if self.counted_by(i, trigger) {
            return Some(i + 1);
        }
        let joint = self.is_second_harm(i, trigger);
        let before = self.open.as_ref().filter(|_| joint).map(|open| open.trigger);
        let mut open = Open {
            // One figure for both is told as the dead.
            trigger: before.filter(|before| kills(before)).unwrap_or(trigger),
            at: i,
            waits: Waits::First,
            last: i + 1,
            joint,
            particle: !trigger.asks(),
            found: None,
            actor: None,
            aside: false,
        };
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
        if self.sentence.words.words[i].pronoun && open.waits == Waits::First {
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

    /// What word `i` says is done, if it says so here.
    fn trigger_at(&mut self, i: usize) -> Option<&'w Trigger> {
        let (sentence, words) = (self.sentence, self.sentence.words);
        // فجر أمس; اعتقلت الشرطة [فجرا] شابا
        let waits = self.open.as_ref().is_some_and(|open| open.waits != Waits::Row);
        if sentence.is(i, List::Time) && (sentence.is(i + 1, List::Time) || waits && !words.words[i].joined) {
            return None;
        }
        let mut triggers = words.lexicon.triggers(self.facts(i));
        triggers.find(|trigger| {
            self.has_form_of(i, trigger)
                && self.has_its_figure(i, trigger)
                && self.has_its_words(i, trigger)
                && (!trigger.rally || self.rallies())
        })
    }

    /// Whether word `i` stands as verbs do, or as verbal nouns do.
    fn has_form_of(&self, i: usize, trigger: &Trigger) -> bool {
        let word = &self.sentence.words.words[i];
        match trigger.sort {
            // A verb has neither article nor preposition; جرح behind مقتل is a noun too.
            Sort::Verb => {
                let noun = self.is_second_action(i) || trigger.with.is_empty() && self.is_governed_noun(i);
                // اللواء [ياسر] جاسم
                let name = self.sentence.at[i - self.sentence.first].of_person;
                !word.article && word.preposition.is_none() && !noun && !name
            }
            // Behind الانهيار nothing stands that fell.
            Sort::Action => (!word.article || trigger.asks()) && !self.is_of_counted(i),
        }
    }

    /// Whether what could be a verb of the past is none, as a preposition stands right before it: أمام [هجر], but من [قتلوا].
    fn is_governed_noun(&self, i: usize) -> bool {
        let (before, _) = self.sentence.before(i);
        before.has(List::Preposition) && !before.has(List::Of) && !self.sentence.words.is_present(i)
    }

    /// Whether a verbal noun only says of what kind the things right before it are, which are counted: عشر سيارات [إسعاف].
    fn is_of_counted(&self, i: usize) -> bool {
        let before = self.next.checked_sub(1).map(|before| &self.quantities[before]);
        let things = |quantity: &Quantity| {
            let thing = matches!(quantity.noun, Noun::Known(Counted::Of(SubjectClass::Objects)));
            let definite = quantity.head.is_none_or(|head| self.sentence.words.words[head].article);
            thing && !definite && quantity.end == i
        };
        !self.sentence.joined(i) && before.is_some_and(things)
    }

    /// Whether the figure that a trigger at word `i` needs stands behind it.
    fn has_its_figure(&self, i: usize, trigger: &Trigger) -> bool {
        let next = &self.quantities[self.next..];
        // أسر خمسة, أسر جنديا; أسر الشهداء, أسر بعض الشهداء are families.
        let counted = |next: &Quantity| {
            let definite = self.sentence.words.words[next.first].article;
            let one = next.form == CountForm::Singular && !definite && next.begin == i + 1;
            next.first > i && (!next.is_bare() && !self.is_several_of_known(next) || one)
        };
        let close = |next: &Quantity| next.begin == i + 1 && next.form == CountForm::Number;
        (!trigger.counted || next.iter().take_while(|next| next.begin <= i + COUNTED).any(counted))
            && (!trigger.close || next.iter().find(|next| next.first > i).is_some_and(close))
    }

    /// Whether the words stand behind word `i` with which a trigger says what it says, and none without which it does.
    fn has_its_words(&self, i: usize, trigger: &Trigger) -> bool {
        let (words, end) = (self.sentence.words, self.sentence.end);
        let stands = |keys: &[u64], reach: usize| (i + 1..end.min(i + reach)).any(|at| words.is_one_of(at, keys));
        // استشهد بكتاب
        let cited = |at: usize| words.words[at].preposition == Some(BI) && !self.sentence.is(at, List::By);
        (trigger.unless == 0 || !(i + 1..end.min(i + UNLESS)).any(cited))
            && (trigger.without.is_empty() || !stands(&trigger.without, WITHOUT))
            && (trigger.with.is_empty() || stands(&trigger.with, WITH))
    }

    /// Whether a trigger at word `i` shares its figure with the one right before it: قتل [وجرح] ستة.
    fn is_second_harm(&self, i: usize, trigger: &Trigger) -> bool {
        self.sentence.words.words[i].joined
            && self.open.as_ref().is_some_and(|open| {
                open.waits == Waits::First
                    && open.last == i
                    && open.trigger.sort == trigger.sort
                    && kills(open.trigger) != kills(trigger)
                    && harms(open.trigger)
                    && harms(trigger)
            })
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

    fn rallies(&mut self) -> bool {
        let sentence = self.sentence;
        *self.rally.get_or_insert_with(|| (sentence.first..sentence.end).any(|i| sentence.is(i, List::Rally)))
    }

    /// A verb whose subject stands before it: خمسة عشر شخصا قتلوا.
    fn behind_its_subject(&mut self, i: usize, open: &mut Open<'w>) {
        let Some((number, _)) = self.pending else { return };
        let quantity = self.quantities[number];
        // A noun without a figure stands close before its verb, and in no phrase with a preposition: مسؤول ... إلى تعرض.
        let relative = (quantity.end..i).any(|at| self.sentence.is(at, List::Relative));
        // القيادي و[12 من مرافقيه] قتلوا
        let figures = self.waiting_row.iter().any(|&more| self.quantities[more].form == CountForm::Number);
        let bare = quantity.is_bare() && (relative || !figures);
        let close = bare || self.by_preposition(&quantity);
        // المواطن فلان بن فلان الذي استشهد; أن جنرالا كبيرا في الجيش، قتل
        let taken_up = self.is_taken_up(&quantity, i);
        let named = taken_up || bare && i > self.sentence.first && self.sentence.is(i - 1, List::Relative);
        let reach = if close && !named { 3 } else { BACK };
        let aside = (quantity.end..i).any(|at| self.sentence.is(at, List::Preposition));
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
        let governed = aside && !taken_up || self.by_preposition(&quantity) && !self.is_told_next(&quantity);
        if told || armed || i.saturating_sub(quantity.end) > reach || bare && governed {
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
            // عشرون جنديا سقطوا بين قتيل وجريح
            let joint = kills(open.trigger) && self.between_both(i + 1);
            let found = self.push(quantity, predicate, open.trigger.rule, Some(i), joint);
            open.found = Some(found);
            open.waits = Waits::Row;
            open.last = i + 1;
            for more in std::mem::take(&mut self.waiting_row) {
                self.push(self.quantities[more], predicate, open.trigger.rule, Some(i), false);
            }
            self.take_waiting_parts(found);
        }
    }

    /// Whether a clause right behind someone of whom nothing was told says what was done to him: على [جندي] استشهد.
    pub(crate) fn is_told_next(&self, quantity: &Quantity) -> bool {
        let words = self.sentence.words;
        let done = |trigger: &Trigger| {
            trigger.sort == Sort::Verb && trigger.voice == Voice::Patient && trigger.with.is_empty()
        };
        let verb = |at: usize| at < self.sentence.end && words.lexicon.triggers(self.facts(at)).any(done);
        let next = quantity.end;
        quantity.form == CountForm::Singular
            && !words.words[quantity.first].article
            && (verb(next) || words.is_word(next) && !self.facts(next).is_verb() && verb(next + 1))
    }

    /// Whether the verb at word `i` takes up someone of whom أن begins to tell, behind a comma: أن [جنرالا] كبيرا في الجيش، قتل.
    pub(crate) fn is_taken_up(&self, quantity: &Quantity, i: usize) -> bool {
        let words = self.sentence.words;
        let begins = quantity.begin.checked_sub(1).is_some_and(|at| self.sentence.is(at, List::Clause));
        let alone = quantity.form == CountForm::Singular && begins && i > quantity.end && words.is_comma(i - 1);
        alone && i <= quantity.end + BACK && !words.words[i].joined && self.facts(i).is_verb() && self.no_object(i + 1)
    }

    /// Whether someone with a pronoun stands right behind the verb at word `i`: امرأة انتحر [ابنها].
    pub(crate) fn has_own_subject(&self, i: usize) -> bool {
        let words = self.sentence.words;
        i + 1 < self.sentence.end && words.words[i + 1].pronoun && words.is_person(i + 1)
    }
}
