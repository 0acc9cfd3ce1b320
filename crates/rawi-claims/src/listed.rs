//! The parts of a figure that are listed behind it: خمسة أشخاص؛ مواطنان وثلاثة وافدين.

use crate::lexicon::List;
use crate::quantities::{Noun, Quantity};
use crate::state::{Reader, is_joined};
use rawi_core::layers::CountForm;
use std::ops::Range;

/// Words between a figure and the list of its parts, and between two of these.
const NEAR: usize = 7;
/// No list has more parts.
const PARTS: usize = 8;

impl Reader<'_, '_, '_> {
    /// The quantities that begin with `number` if they are the parts of the figure found last: listed behind a mark or behind
    /// هم, and as many together.
    pub(crate) fn listed(&self, number: usize) -> Option<Range<usize>> {
        let whole = &self.found.last()?.quantity;
        let all = whole.count.filter(|&count| count > 1 && whole.modifier.is_none())?;
        let first = &self.quantities[number];
        let told = whole.head.map_or(whole.end, |head| whole.end.max(head + 1));
        if first.begin < told
            || self.sentence.joined(first.begin)
            || first.begin > told + NEAR
            || !self.opens_list(told, first.begin)
        {
            return None;
        }
        let (mut sum, mut end) = (0, told);
        for (at, part) in self.quantities.iter().enumerate().skip(number).take(PARTS) {
            // 40 طفلا دون سن العاشرة، 30 امرأة
            if self.counts_nothing(part) {
                continue;
            }
            let next = at == number || is_joined(self.sentence, part) && part.begin <= end + NEAR;
            if !next || !Self::is_part(part) || self.does_something(end, part.begin) {
                return None;
            }
            sum += part.count?;
            end = part.end;
            if sum == all {
                return (at > number && !self.verb_follows(part)).then_some(number..at + 1);
            }
        }
        None
    }

    /// Whether a list begins between a figure and the first of its parts: a mark, or هم.
    fn opens_list(&self, from: usize, to: usize) -> bool {
        let sentence = self.sentence;
        let mark = |i: usize| sentence.words.is_comma(i) || matches!(sentence.words.mark(i), Some(':' | '؛' | '('));
        (from..to).any(|i| mark(i) || sentence.is(i, List::They))
    }

    fn is_part(quantity: &Quantity) -> bool {
        let bare = quantity.is_bare() && quantity.form != CountForm::Singular;
        let person = match quantity.noun {
            Noun::Known(counted) => counted.is_person(),
            Noun::Victim(_) => false,
            _ => true,
        };
        !bare && person && quantity.modifier.is_none()
    }

    /// Whether something is done between two words: قتل خمسة، و[أصيب] ثلاثة واثنان.
    fn does_something(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| self.facts(i).is_trigger() && !self.sentence.words.words[i].article)
    }

    /// Takes the parts of the figure found last.
    pub(crate) fn take_listed(&mut self, parts: Range<usize>) {
        let Some(whole) = self.found.len().checked_sub(1) else { return };
        let (predicate, rule, trigger) =
            (self.found[whole].predicate, self.found[whole].rule, self.found[whole].trigger);
        for part in parts.filter(|&part| !self.counts_nothing(&self.quantities[part])).collect::<Vec<_>>() {
            let part = self.push(self.quantities[part], predicate, rule, trigger, false);
            self.found[part].subset_of = Some(whole);
            self.found[part].previous = None;
        }
        // 19 مسلحا و124 مدنيا، بينهم 36 طفلا: of those named last.
        self.whole = self.found.len().checked_sub(1);
        (self.pending, self.open) = (None, None);
    }
}
