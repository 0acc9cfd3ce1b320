//! Places that a noun of an attack tells of: غارات على ثلاثة مواقع, اشتباكات داخل حيي الزهور والنخيل.

use crate::lexicon::{Counted, List, Trigger};
use crate::quantities::{Noun, Quantity};
use crate::state::Reader;
use rawi_core::layers::{Predicate, SubjectClass};

/// Words between an attack and the places.
const REACH: usize = 14;

impl Reader<'_, '_, '_> {
    /// Takes the figure of places behind the attack at word `i`, whatever else the sentence says of the attack.
    pub(crate) fn raid(&mut self, i: usize) {
        let Some(raid) = self.sentence.words.lexicon.raid(self.facts(i)) else { return };
        let near = |quantity: &Quantity| quantity.begin <= i + REACH;
        let behind = self.quantities.iter().enumerate().skip(self.next).take_while(|(_, quantity)| near(quantity));
        let found = behind
            .filter(|(_, quantity)| quantity.first > i && !quantity.is_bare())
            .find(|(_, quantity)| self.is_place_of(quantity, i, raid));
        let Some((number, quantity)) = found else { return };
        self.told = Some(number);
        self.push(*quantity, Predicate::Attacked, raid.rule, Some(i), false);
    }

    /// Whether a quantity tells of more places than one, where the attack at word `i` was: behind في, داخل or its own preposition.
    fn is_place_of(&self, quantity: &Quantity, i: usize, raid: &Trigger) -> bool {
        let sentence = self.sentence;
        let more = quantity.count.is_some_and(|count| count > 1);
        let thing = matches!(quantity.noun, Noun::Known(Counted::Of(SubjectClass::Objects)));
        let at = sentence.is(quantity.begin - 1, List::In) || sentence.words.is_asked(quantity.begin - 1, raid);
        more && thing
            && at
            && !(i + 1..quantity.begin).any(|at| self.facts(at).is_verb() || sentence.is(at, List::Clause))
    }
}
