//! Events, works, weapons and outlets by the words before them.

use crate::candidate::{Origin, Pattern};
use crate::cuts::Cut;
use crate::gazetteer::Kind;
use crate::lexicon::{class, part};
use crate::patterns::forms::looks_indefinite;
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::steps;
use rawi_core::layers::Label;
use std::collections::BTreeSet;

/// So many adjectives may stand between the head of a work and its title: روايته الجديدة "…".
const BETWEEN: usize = 3;

impl Rules<'_> {
    /// Events, works, weapons and outlets.
    pub(crate) fn things(&mut self) {
        let mut titles: BTreeSet<String> = BTreeSet::new();
        for i in 0..self.words.len() {
            let class = self.class(i);
            if class & class::WEAPON != 0 {
                self.weapon(i);
            }
            if class & class::WORK != 0 {
                self.work(i, &mut titles);
            }
            if class & class::EVENT != 0 {
                self.event(i);
            }
            if class & (class::OUTLET | class::MEDIA) != 0 && !self.outlet_of_place(i) && class & class::OUTLET != 0 {
                self.outlet(i);
            }
        }
        if !titles.is_empty() {
            self.titles_again(&titles);
        }
    }

    /// طائرات "الأباتشي", صواريخ الكاتيوشا: a name that is hardly ever a word.
    fn weapon(&mut self, i: usize) {
        let product = |rules: &mut Self, first: usize, last: usize, cut: Cut| {
            rules.push(first, last, cut, Label::PRODUCT, Origin::Pattern(Pattern::Thing, None), 0.8);
        };
        if let Some(end) = self.quoted(i + 1) {
            let and = Cut { at: 2, article: false };
            let mut first = (i + 2, WHOLE);
            // Two of them in one pair of marks: "البرامز والبرادلي".
            for k in i + 3..end - 1 {
                if self.words.key(k).starts_with(crate::key::AND) && self.words.definite(k, and) {
                    product(self, first.0, k, first.1);
                    first = (k, and);
                }
            }
            product(self, first.0, end - 1, first.1);
        } else if (self.definite(i + 1) && !self.adjective(i + 1) || self.is_unheard(i + 1))
            && self.is_rare(i + 1, WHOLE)
            && self.no_place(i + 1)
        {
            product(self, i + 1, i + 2, WHOLE);
        }
    }

    fn no_place(&self, i: usize) -> bool {
        !self.hits_at(i).iter().any(|h| h.cut == WHOLE && self.entry(h).kind == Kind::Name)
    }

    /// فيلم "…", روايته الجديدة «…»: the title between the marks.
    fn work(&mut self, i: usize, titles: &mut BTreeSet<String>) {
        let mut j = i + 1;
        while j <= i + BETWEEN && self.is_word(j) && self.joined(j) && self.words.definite(j, WHOLE) {
            j += 1;
        }
        let Some(end) = self.quoted(j) else { return };
        titles.insert(self.phrase_from(j + 1, end - 1, WHOLE));
        self.push(j + 1, end - 1, WHOLE, Label::PRODUCT, Origin::Pattern(Pattern::Thing, None), 0.8);
    }

    /// The same titles in other quotation marks.
    fn titles_again(&mut self, titles: &BTreeSet<String>) {
        for i in 0..self.words.len() {
            if self.shape(i) == Some(Shape::Quote)
                && let Some(end) = self.quoted_words(i)
                && titles.contains(&self.phrase_from(i + 1, end - 1, WHOLE))
            {
                self.push(i + 1, end - 1, WHOLE, Label::PRODUCT, Origin::Pattern(Pattern::Thing, None), 0.75);
            }
        }
    }

    /// كأس العالم، دوري أبطال أوروبا، منتدى الدوحة 2022، اليوم العالمي للبيئة.
    fn event(&mut self, i: usize) {
        let (class, cut) = (self.class(i), self.words.list[i].class_cut);
        let weak = class & class::WEAK_EVENT != 0;
        let mut last;
        if self.words.definite(i, cut) {
            last = i + 1;
            let mut known = false;
            while let Some(end) = self.event_adjective(last) {
                (last, known) = (end, true);
            }
            if !known {
                return;
            }
            last = self.purpose_of(last, class::STOP & !class::NOUN).unwrap_or(last);
        } else if let Some(end) = self.quoted(i + 1) {
            last = end;
        } else {
            let Some((end, proper)) = self.event_complement(i + 1, class & class::NAMED_HEAD) else { return };
            last = end;
            let nationality = self.definite_nationality(last);
            if weak && !proper && nationality.is_none() {
                return;
            }
            last = nationality.map_or(last, |hit| hit.last as usize);
        }
        if self.is_year(last) {
            last += 1;
        }
        self.push(i, last, cut, Label::EVENT, Origin::Pattern(Pattern::Thing, None), 0.8);
    }

    /// A nationality or an adjective of institutions behind a definite event: الدوري السعودي، اليوم العالمي.
    fn event_adjective(&self, i: usize) -> Option<usize> {
        if let Some(hit) = self.definite_nationality(i) {
            return Some(hit.last as usize);
        }
        let known = self.joined(i) && self.whole_class(i) & class::ADJECTIVE != 0 && !self.is_part(i, part::ORDINAL);
        known.then_some(i + 1)
    }

    /// Where the name of an event ends behind its head, and whether a name or an adjective of institutions is in it.
    fn event_complement(&self, j: usize, named: u64) -> Option<(usize, bool)> {
        if let Some(complement) = self.complement(j, named) {
            return Some((complement.last, complement.proper));
        }
        // دوري أبطال أوروبا.
        let plain = self.is_word(j)
            && self.joined(j)
            && self.whole_class(j) & (class::STOP | class::PLACE) == 0
            && !self.clitic(j)
            && !looks_indefinite(self.words.key(j));
        let place = if plain && self.joined(j + 1) { self.named(j + 1, &[Label::GPE, Label::LOC]) } else { None };
        place.map(|hit| (hit.last as usize, true))
    }

    /// A year in digits behind a name.
    fn is_year(&self, i: usize) -> bool {
        self.is_word(i) && self.joined(i) && {
            let key = self.words.key(i);
            key.len() == 4
                && key.bytes().all(|b| b.is_ascii_digit())
                && (key.starts_with("19") || key.starts_with("20"))
        }
    }

    /// صحيفة الوطن، قناة «المستقبل»: the outlet's name, whatever else it names.
    fn outlet(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        if self.words.definite(i, cut) || self.hits_at(i).iter().any(|h| h.last as usize > i + 1) {
            return;
        }
        let j = i + 1;
        let (first, last) = match self.quoted(j) {
            Some(end) => (j + 1, end - 1),
            None if self.outlet_name(j) => (j, j + 1),
            None => return,
        };
        let known = self.named(first, &[Label::ORG]).filter(|h| h.last as usize >= last);
        if known.is_some() {
            return; // it stands in a gazetteer, and has its context
        }
        self.push(first, last, WHOLE, Label::ORG, Origin::Pattern(Pattern::Outlet, None), 0.88);
    }

    /// An outlet that is named after a place: إذاعة حلب، وكالة سوريا برس، قال موقع الضفة. What stands behind موقع and its like may be a
    /// place itself, unless it is quoted or a word of outlets ends the name.
    fn outlet_of_place(&mut self, i: usize) -> bool {
        let cut = self.words.list[i].class_cut;
        if self.words.definite(i, cut) || self.hits_at(i).iter().any(|h| h.last as usize > i + 1) || !self.joined(i + 1)
        {
            return false;
        }
        let Some(place) = self.named(i + 1, &[Label::GPE, Label::LOC]) else { return false };
        let place = place.last as usize;
        let number = |k: usize| self.words.key(k).chars().all(|c| c.is_ascii_digit());
        let mut last = place;
        while last < self.words.len() && self.joined(last) && (self.is_part(last, part::OUTLET_END) || number(last)) {
            last += 1;
        }
        if self.class(i) & class::OUTLET == 0 && last == place && !self.is_quoted_source(i) {
            return false;
        }
        // صحيفة لوس أنجليس تايمز
        let beside = last > place && self.class(i) & class::OUTLET != 0;
        let (first, cut) = if beside { (i + 1, WHOLE) } else { (i, cut) };
        self.push(first, last, cut, Label::ORG, Origin::Pattern(Pattern::Outlet, None), 0.9);
        true
    }

    /// Whether who speaks or is quoted stands at word `i`: قال موقع، بحسب موقع، نقلا عن موقع.
    pub(crate) fn is_quoted_source(&self, i: usize) -> bool {
        i > 0
            && self.joined(i)
            && self.is_word(i - 1)
            && (self.class(i - 1) & class::SAY != 0 || self.is_part_behind(i - 1, part::SOURCE))
    }

    /// Whether word `j` behind صحيفة is its name: a definite noun.
    fn outlet_name(&self, j: usize) -> bool {
        self.definite(j)
            && !self.adjective(j)
            && self.nationality(j).is_none()
            && !self.is_part(j, part::GENERIC)
            && !looks_indefinite(self.words.key(j))
    }

    /// Whether word `i` stands behind the head of an outlet, so that it is its name.
    pub(crate) fn names_outlet(&self, i: usize) -> bool {
        let head =
            |h: usize| self.class(h) & class::OUTLET != 0 && !self.words.definite(h, self.words.list[h].class_cut);
        i > 0
            && self.joined(i)
            && (head(i - 1) && (self.outlet_name(i) || self.words.definite(i, WHOLE))
                || i > 1 && self.shape(i - 1) == Some(Shape::Quote) && head(i - 2))
    }

    /// The outlet of the report, by its words' keys, where the report names it: عين اليوم. One word alone is too often something else.
    pub(crate) fn own_outlet(&mut self, outlet: &[String]) {
        if outlet.len() < 2 {
            return;
        }
        for i in 0..self.words.len() {
            steps::take(1);
            let here = |cut: Cut| {
                self.words.key(i)[cut.at as usize..] == outlet[0]
                    && (1..outlet.len())
                        .all(|k| self.is_word(i + k) && self.joined(i + k) && self.words.key(i + k) == outlet[k])
            };
            if !self.is_word(i) {
                continue;
            }
            let own = self.words.own_cut(i);
            let cut = if here(WHOLE) {
                WHOLE
            } else if !own.article && here(own) {
                own
            } else {
                continue;
            };
            self.push(i, i + outlet.len(), cut, Label::ORG, Origin::Pattern(Pattern::Outlet, None), 0.95);
        }
    }
}
