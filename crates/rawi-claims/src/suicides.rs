//! Those who blow themselves up: فجر [انتحاري] نفسه.

use crate::forms::is_of_more;
use crate::lexicon::List;
use crate::quantities::{Noun, Quantity};
use crate::state::Reader;
use rawi_core::Span;
use rawi_core::layers::{CountForm, Predicate};

impl Reader<'_, '_, '_> {
    /// فجر انتحاري نفسه: the words of it, and the attacker as the quantity.
    pub(crate) fn suicide(&mut self, i: usize) -> Option<usize> {
        let words = self.sentence.words;
        let trigger = words.lexicon.suicide(self.facts(i))?;
        let end = self.sentence.end.min(i + 9);
        let with = match trigger.with.is_empty() {
            true => i,
            // Of two verbs the second has it: قتلا قبل أن [يقتل المسلح نفسه].
            false => (i + 1..end)
                .take_while(|&at| words.lexicon.suicide(self.facts(at)).is_none())
                .find(|&at| words.is_one_of(at, &trigger.with))?,
        };
        // قتلوا في اليوم نفسه
        if with > i + 1 && words.words[with - 1].article && !words.is_person(with - 1) {
            return None;
        }
        // من فجر نفسه is one told before.
        if i > self.sentence.first && words.is(i - 1, List::Of) {
            return Some(with + 1);
        }
        // سيدة انتحر ابنها
        if trigger.with.is_empty() && self.has_own_subject(i) {
            return None;
        }
        let by_head = |head: usize| self.quantities.iter().find(|quantity| quantity.head == Some(head)).copied();
        // Before the verb or behind it; المواطنين are no subject of فجر نفسه, but أحد المواطنين is.
        let one = !is_of_more(words.slice(i));
        let many = |at: usize| {
            let one_of_them = by_head(at).is_some_and(|quantity| quantity.count == Some(1));
            !one_of_them && words.words[at].article && self.facts(at).counted.is_some_and(|(_, many)| many.is_plural())
        };
        let attacker = (i + 1..with)
            .chain((self.sentence.first.max(i.saturating_sub(12))..i).rev().filter(|&at| !(one && many(at))))
            .find(|&at| words.is_word(at) && words.is_person(at));
        // ثم انتحر: of one told before, whom the verb alone counts. One who was killed already is another.
        let quantity = attacker
            .and_then(|attacker| by_head(attacker).or_else(|| self.single(attacker, attacker + 1)))
            .filter(|quantity| !self.found.iter().any(|found| found.quantity.first == quantity.first))
            .or_else(|| self.single(i, with + 1))?;
        let known = self.found.iter().position(|found| found.quantity.first == quantity.first);
        let number = known.unwrap_or_else(|| self.push(quantity, Predicate::Killed, trigger.rule, Some(i), false));
        let found = &mut self.found[number];
        (found.predicate, found.rule, found.suicide, found.actor) = (Predicate::Killed, trigger.rule, true, None);
        (self.open, self.pending) = (None, None);
        Some(with + 1)
    }

    /// Words as one of a kind.
    fn single(&self, i: usize, end: usize) -> Option<Quantity> {
        let (word, last) = (self.sentence.words.get(i)?, self.sentence.words.get(end - 1)?);
        let noun = self.facts(i).counted.map_or(Noun::None, |(counted, _)| Noun::Known(counted));
        let span = Span::new(word.core as usize, last.end as usize);
        Some(Quantity {
            first: i,
            end,
            begin: i,
            span,
            count: Some(1),
            min: None,
            max: None,
            modifier: None,
            vague: None,
            form: CountForm::Singular,
            noun,
            head: (!matches!(noun, Noun::None)).then_some(i),
        })
    }
}
