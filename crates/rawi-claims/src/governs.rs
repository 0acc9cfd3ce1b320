//! Which quantity a word of what is done governs.

use crate::lexicon::{Counted, List, Sort, Voice};
use crate::quantities::{Noun, Quantity};
use crate::state::{Open, ROW, Reader, Waits, is_joined, said_of, told_without_figure};
use rawi_core::layers::{CountForm, Predicate};

/// Words between a verb and whom it is done to.
const REACH: usize = 14;
/// The same for a verbal noun.
const NEAR: usize = 9;

impl<'w> Reader<'_, 'w, '_> {
    /// A quantity that an open word governs.
    pub(crate) fn governed(&mut self, quantity: &Quantity, bare: bool) -> bool {
        let Some(open) = self.open.clone() else { return false };
        let words = self.sentence.words;
        let far = quantity.begin.saturating_sub(open.last);
        if let Some(actor) = self.retract(quantity, &open) {
            return self.governed_after(quantity, bare, actor);
        }
        let joined = is_joined(self.sentence, quantity);
        let preposition = self.by_preposition(quantity);
        let direct = quantity.begin <= open.at + 1 + usize::from(open.trigger.particle != 0);
        let Some(predicate) = said_of(open.trigger, quantity.noun, direct && !bare) else { return false };
        // قائد المركب is named by what he is, and of one who was stopped that is no figure.
        let leader = matches!(quantity.noun, Noun::Known(Counted::Partitive)) && quantity.form == CountForm::Singular;
        if bare && (!told_without_figure(predicate, quantity) || leader && predicate == Predicate::Detained) {
            return false;
        }
        // أحد المباني
        let one_thing = quantity.count == Some(1)
            && matches!(predicate, Predicate::Seized | Predicate::Destroyed | Predicate::Attacked);
        if one_thing && !direct {
            return false;
        }
        let accepted = match open.waits {
            Waits::First => {
                let reach = if open.trigger.sort == Sort::Verb && !open.aside { REACH } else { NEAR };
                let close = if bare { direct } else { far <= reach };
                let asked = open.particle && (!preposition || open.trigger.particle != 0 && far <= 2);
                close && asked && !(bare && preposition)
            }
            Waits::Named(_, to) => {
                let object = !joined && open.trigger.voice != Voice::Patient && open.trigger.particle == 0;
                let row = joined && quantity.begin == to;
                !preposition && !bare && (object || row) && quantity.begin.saturating_sub(to) <= NEAR
            }
            Waits::Row => {
                let away = far > ROW || bare && far > 5 || preposition;
                joined && !away && !self.verb_follows(quantity) && !self.clause_between(open.last, quantity.begin)
            }
        };
        if !accepted || open.waits == Waits::Row && bare && matches!(quantity.noun, Noun::Known(Counted::Partitive)) {
            // قتل [شرطي] ثلاثة: a noun that turns out to be the one who does it.
            return false;
        }
        // قتل [مسلحون] عشرة: one without a figure may be the subject of a verb that can be read as both.
        if let Waits::Row = open.waits {
            if bare && self.second_noun(quantity, &open) {
                return true;
            }
            let found = self.push(*quantity, predicate, open.trigger.rule, Some(open.at), false);
            self.go_on(found, quantity);
            return true;
        }
        let actor = match open.waits {
            Waits::Named(from, to) if !(joined && quantity.begin == to) => Some((from, to)),
            _ => open.actor,
        };
        if bare && quantity.form == CountForm::Plural && words.words[quantity.first].article {
            return false;
        }
        let found = self.push(*quantity, predicate, open.trigger.rule, Some(open.at), open.joint);
        self.found[found].actor = actor;
        self.go_on(found, quantity);
        true
    }

    /// خطف [مسلحون] خمسة عشر شخصا: those behind the verb, first taken for whom it is done to, are the ones who do it.
    fn retract(&mut self, quantity: &Quantity, open: &Open<'w>) -> Option<(usize, usize)> {
        let last = open.found.filter(|&last| last + 1 == self.found.len() && open.waits == Waits::Row)?;
        let first = self.found[last].quantity;
        let bare = first.is_bare();
        let both =
            open.trigger.sort == Sort::Verb && open.trigger.voice != Voice::Patient && first.first == open.at + 1;
        let figure = !quantity.is_bare();
        let near = quantity.begin <= first.end + 4
            && !is_joined(self.sentence, quantity)
            && !self.by_preposition(quantity)
            && !self.clause_between(first.end, quantity.begin);
        let aside = (first.end..quantity.begin).any(|i| {
            self.sentence.is(i, List::Preposition) && !self.sentence.is(i, List::Of)
                || self.sentence.words.words[i].preposition.is_some()
        });
        if !(bare && both && figure && near && !aside) {
            return None;
        }
        self.found.pop();
        self.whole = self.whole.filter(|&whole| whole != last);
        Some((first.begin, quantity.begin))
    }

    /// The same quantity, now that it is known who did it.
    fn governed_after(&mut self, quantity: &Quantity, bare: bool, actor: (usize, usize)) -> bool {
        if let Some(open) = &mut self.open {
            (open.waits, open.found, open.actor, open.last) = (Waits::First, None, Some(actor), quantity.begin);
        }
        self.governed(quantity, bare)
    }

    /// The second noun of one figure: 2532 متخلفا و[مخالفا].
    fn second_noun(&self, quantity: &Quantity, open: &Open<'w>) -> bool {
        let Some(last) = open.found.map(|last| &self.found[last].quantity) else { return false };
        let more = last.form == CountForm::Number && last.count.is_some_and(|count| count > 10);
        let same = match (last.noun, quantity.noun) {
            (Noun::Known(one), Noun::Known(other)) => one == other,
            (Noun::Unknown, _) => true,
            _ => false,
        };
        more && same && last.head.is_some() && quantity.first == last.end && quantity.form == CountForm::Singular
    }

    fn go_on(&mut self, found: usize, quantity: &Quantity) {
        if let Some(open) = &mut self.open {
            open.waits = Waits::Row;
            open.found = Some(found);
            open.last = quantity.end;
        }
    }
}
