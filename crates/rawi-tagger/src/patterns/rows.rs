//! Where a name of the learned model's is several: persons in a row, two places, two companies.

use crate::cuts::Cut;
use crate::key::{AND, LIKE, THEN};
use crate::lexicon::class;
use crate::lists::Facts;
use crate::rules::{Rules, WHOLE};
use rawi_core::layers::Label;

impl Rules<'_> {
    /// Whether word `i` inside a person's name begins another one: no proclitic stands inside a name, but many a foreign name
    /// begins as one does, and nobody is told behind ك or ف right after a name: جيم كرافت، لوتي فريس.
    pub(super) fn begins_another(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        if cut == WHOLE || self.words.key(i).starts_with([LIKE, THEN]) {
            return false;
        }
        let known = |cut: Cut| self.hits_at(i).iter().any(|h| h.cut == cut && self.entry(h).label == Label::PERS);
        let and = cut == Cut { at: 2, article: false } && self.words.key(i).starts_with(AND);
        known(cut) || (and && !known(WHOLE) && self.facts(i).part() == 0)
    }

    /// Whether words `from..i` and `i..last` are two places that stand side by side: عاصمة اليمن عدن.
    pub(super) fn are_two_places(&self, from: usize, i: usize, last: usize) -> bool {
        let place = |first: usize, cut: Cut, end: usize| {
            self.hits_at(first).iter().any(|h| {
                (h.last as usize, h.cut) == (end, cut)
                    && self.entry(h).label == Label::GPE
                    && !self.spelling(h).needs_context
            })
        };
        let cut = self.words.own_cut(from);
        place(from, cut, i) && place(i, WHOLE, last) && !place(from, cut, last)
    }

    /// Whether no list has word `i`, nor what stands behind its first letter: وردزورث.
    pub(super) fn is_unheard_behind_and(&self, i: usize) -> bool {
        let and = Cut { at: 2, article: false };
        !self.words.definite(i, and)
            && self.facts_from(i, and) == Facts::default()
            && self.facts(i) == Facts::default()
            && self.hits_at(i).is_empty()
    }

    /// Whether word `i` in a row of names without a sign between them begins the next one: a given name behind a family name.
    pub(super) fn begins_next(&self, i: usize) -> bool {
        self.is_given(i) && !self.is_given(i - 1) && self.class(i - 1) & class::PARTICLE == 0
    }

    /// Whether و and a word that is no word of the language stand at `i` inside the name of a company.
    pub(super) fn begins_foreign(&self, i: usize) -> bool {
        let and = Cut { at: 2, article: false };
        self.words.own_cut(i) == and
            && self.words.key(i).starts_with(AND)
            && !self.words.definite(i, and)
            && self.facts_from(i, and).ordinary == 0
    }
}
