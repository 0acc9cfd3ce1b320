//! Those told of by their names: مقتل [فلان] و[فلان], بينهم [فلان], [فلان] قتل.

use crate::forms::{is_feminine_noun, is_feminine_verb, is_of_more, is_present};
use crate::lexicon::{Counted, List, Sort, Trigger, Voice};
use crate::quantities::{Noun, Quantity};
use crate::state::{Found, Open, Reader, Waits, is_told_of_one, kills};
use rawi_core::layers::{CountForm, Predicate, SubjectClass};

/// Quantities, and claims, before a verb among which an attacker is looked for.
const LOOK: usize = 6;
/// Words between what someone has and his name, and the first of them: سيارة [الجنرال].
const OWNED: usize = 3;
/// Words of a name.
const NAME: usize = 6;
/// Words that tell who he is, before a name or behind it.
const APPOSITION: usize = 20;

/// Whether it is told of whoever has a name: what was done to him, and not by age or illness; a ruler who fell is no dead.
fn tells_of_one(trigger: &Trigger) -> bool {
    !trigger.natural && !trigger.loss && trigger.people.is_some_and(is_told_of_one)
}

impl<'w> Reader<'_, 'w, '_> {
    /// The person named from word `i` on, if something was done to him; the word behind the name.
    pub(crate) fn named(&mut self, i: usize) -> Option<usize> {
        let end = self.sentence.person(i)?;
        // القائد فلان: the noun has told of him.
        if self.found.last().is_some_and(|found| found.quantity.end == i) {
            return None;
        }
        let quantity = self.sentence.quantity(i, end, Some(1), CountForm::Singular, Noun::Named, None);
        if let Some(whole) = self.named_whole(&quantity) {
            let Found { predicate, rule, trigger, .. } = self.found[whole];
            self.parts = true;
            let part = self.push(quantity, predicate, rule, trigger, false);
            (self.found[part].subset_of, self.found[part].previous) = (Some(whole), None);
            return Some(end);
        }
        let open = self.open.as_ref().filter(|open| self.is_done_to(&quantity, open))?;
        let (trigger, at) = (open.trigger, open.at);
        let found = self.push(quantity, trigger.people?, trigger.rule, Some(at), false);
        self.go_on(found, &quantity);
        self.pending = None;
        Some(end)
    }

    /// Whether a quantity of one only says who the one right before it is: فلان، [أحد القادة].
    pub(crate) fn is_himself(&self, quantity: &Quantity) -> bool {
        let before = |found: &Found| found.quantity.count == Some(1) && found.quantity.end + 1 == quantity.begin;
        quantity.form == CountForm::Number
            && quantity.count == Some(1)
            && quantity.begin.checked_sub(1).is_some_and(|at| self.sentence.words.is_comma(at))
            && self.found.last().is_some_and(before)
    }

    /// The whole that the name is a part of: بينهم [فلان], and those joined to him.
    fn named_whole(&self, quantity: &Quantity) -> Option<usize> {
        let whole = self.whole.filter(|&whole| is_told_of_one(self.found[whole].predicate))?;
        let (before, _) = self.sentence.before(quantity.first);
        let row = self.parts
            && self.sentence.joined(quantity.first)
            && self
                .found
                .last()
                .is_some_and(|last| last.subset_of == Some(whole) && last.quantity.end == quantity.first);
        (before.has(List::Subset) || row).then_some(whole)
    }

    /// Whether the name stands where whom it is done to stands.
    fn is_done_to(&self, quantity: &Quantity, open: &Open<'_>) -> bool {
        let trigger = open.trigger;
        if !tells_of_one(trigger) {
            return false;
        }
        match open.waits {
            Waits::First => {
                // قتل فلان فلانا: of letters that can be read as both, who stands alone has it done to him.
                let patient = trigger.sort == Sort::Action
                    || trigger.voice == Voice::Patient
                    || trigger.voice == Voice::Both && self.no_object(quantity.end);
                patient && open.particle && !self.by_preposition(quantity) && self.stands_behind(quantity.first, open)
            }
            Waits::Row => {
                let before = open.found.map(|last| &self.found[last].quantity);
                let named = before.is_some_and(|last| matches!(last.noun, Noun::Named) && last.end == quantity.first);
                named && self.sentence.joined(quantity.first) && self.no_object(quantity.end)
            }
            Waits::Named(..) => false,
        }
    }

    /// A verb behind the name of whoever it was done to: إن [فلان] قتل في غارة, [فلان]، قائد الشرطة، قتل في غارة.
    pub(crate) fn behind_a_name(&mut self, i: usize, open: &mut Open<'w>) {
        let trigger = open.trigger;
        if !tells_of_one(trigger) || trigger.asks() {
            return;
        }
        let Some((name, end)) = self.name_that_ends(i).map(|name| (name, i)).or_else(|| self.name_told_of(i)) else {
            return;
        };
        let word = &self.sentence.words.words[i];
        let patient = trigger.voice == Voice::Patient || trigger.voice == Voice::Both && self.no_object(i + 1);
        let one = !is_of_more(self.sentence.words.slice(i));
        // المسؤول عن [تفجير] السوق tells only who he is.
        let open_before = self.open.as_ref().is_some_and(|open| open.at < end || open.found.is_some());
        if !patient || !one || word.joined || word.pronoun || open_before {
            return;
        }
        if self.is_of_his_thing(name, i) {
            return;
        }
        let quantity = self.sentence.quantity(name, end, Some(1), CountForm::Singular, Noun::Named, None);
        if let Some(predicate) = trigger.people.filter(|_| !self.by_preposition(&quantity)) {
            let found = self.push(quantity, predicate, trigger.rule, Some(i), false);
            (open.found, open.waits, open.last) = (Some(found), Waits::Row, i + 1);
        }
    }

    /// Whether the verb at word `i` tells of something of whoever is named from word `name` on, with which it agrees: [سيارة]
    /// الجنرال فلان أصيبت.
    fn is_of_his_thing(&self, name: usize, i: usize) -> bool {
        let words = self.sentence.words;
        let owned = (self.sentence.first.max(name.saturating_sub(OWNED))..name)
            .rev()
            .find(|&at| !words.words[at].article)
            .filter(|&at| words.is_word(at) && is_feminine_noun(words.slice(at)));
        owned.is_some() && is_feminine_verb(words.slice(i))
    }

    /// The first word of the name that ends right before word `i`.
    fn name_that_ends(&self, i: usize) -> Option<usize> {
        (i.saturating_sub(NAME).max(self.sentence.first)..i).find(|&at| self.sentence.person(at) == Some(i))
    }

    /// The words of a name between which and word `i` two commas enclose who he is, where he is what the clause is about: [فلان]،
    /// قائد الشرطة، قتل.
    fn name_told_of(&self, i: usize) -> Option<(usize, usize)> {
        let (sentence, words) = (self.sentence, self.sentence.words);
        let close = i.checked_sub(1).filter(|&at| at > sentence.first && words.is_comma(at))?;
        let from = sentence.first.max(close.saturating_sub(APPOSITION));
        let end = (from..close).rev().find(|&at| words.mark(at).is_some_and(|mark| mark != '"'))?;
        let name = words.is_comma(end).then(|| self.name_that_ends(end)).flatten()?;
        let opens = (sentence.first.max(name.saturating_sub(APPOSITION))..name)
            .rev()
            .find(|&at| sentence.is(at, List::Clause) || words.mark(at).is_some());
        let first = opens.map_or(sentence.first, |at| at + 1);
        let subject = first == name || words.words[first].article;
        subject.then_some((name, end))
    }

    /// A verb that says only that an attacker told before was killed too: فتح [مسلح] النار ... قبل أن [يقتل].
    pub(crate) fn told_before(&mut self, i: usize, open: &mut Open<'w>) {
        let sentence = self.sentence;
        let verb = sentence.words.slice(i);
        let before = i.checked_sub(2).is_some_and(|at| {
            at >= sentence.first && sentence.is(at, List::Preposition) && sentence.is(at + 1, List::Clause)
        });
        let passive = open.trigger.voice != Voice::Agent && is_present(verb);
        if !before || !passive || open.waits != Waits::First || !kills(open.trigger) || !self.no_object(i + 1) {
            return;
        }
        let militant = |noun| matches!(noun, Noun::Known(Counted::Of(SubjectClass::Militants)));
        let earlier = self.quantities[..self.next]
            .iter()
            .rev()
            .take(LOOK)
            .find(|quantity| quantity.first < i && quantity.form == CountForm::Singular && militant(quantity.noun));
        let Some(quantity) = earlier.copied() else { return };
        if !self.found.iter().rev().take(LOOK).any(|found| found.quantity.first == quantity.first) {
            let found = self.push(quantity, Predicate::Killed, open.trigger.rule, Some(i), false);
            (open.found, open.waits, open.last) = (Some(found), Waits::Row, i + 1);
        }
    }
}
