//! Places by the words before them: classifiers, directions, facilities, landforms.

use crate::candidate::{Origin, Pattern};
use crate::country::country;
use crate::cuts::Cut;
use crate::find::{Hit, LISTED};
use crate::gazetteer::{Entry, Kind, Spelling};
use crate::key::{HEH, LIKE, YEH, is_alphabetic};
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::patterns::forms::{looks_doing, looks_indefinite};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::trie::UNKNOWN;
use crate::which::is_country;
use rawi_core::layers::Label;

/// A word that Wikipedia has two to this power times is no name in a row of them.
const COMMON: u8 = 8;
/// One that it has two to this power times may be an adjective.
const ADJECTIVE: u8 = 5;

impl Rules<'_> {
    pub(crate) fn places(&mut self) {
        for i in 0..self.words.len() {
            let class = self.class(i);
            if class & class::PLACE != 0 {
                self.place_head(i);
            }
            if class & class::DIRECTION != 0 {
                self.direction(i);
            }
            if class & class::FACILITY != 0 {
                self.head_in_name(i, class & class::FACILITY_STRONG != 0, Label::FAC, Pattern::Facility);
            }
            if class & class::WATER != 0 {
                self.head_in_name(i, true, Label::LOC, Pattern::Landform);
            }
        }
    }

    /// مدينة، حي، بلدة and a name, which the classifier is no part of.
    fn place_head(&mut self, i: usize) {
        let mut j = i + 1;
        if let Some(hit) = self.definite_nationality(j) {
            j = hit.last as usize; // العاصمة السعودية الرياض
        }
        if self.shape(j) == Some(Shape::Quote) {
            j += 1;
        }
        if !self.is_word(j) || !self.joined(j) {
            return;
        }
        if self.is_adjective_of_head(j) {
            return;
        }
        let strong = self.class(i) & class::PLACE_STRONG != 0;
        let rare = self.class(i) & class::RARE != 0;
        let head = self.class(i) & (class::HEAD | class::WEAK_HEAD) != 0;
        if j == i + 1 && !head && self.place_of_person(i) {
            return;
        }
        // جمهورية is part of the name, جمهورية إنغوشيا; a state's article or adjective makes it a mere noun.
        let own =
            self.class(i) & class::OWN != 0 && j == i + 1 && !self.words.definite(i, self.words.list[i].class_cut);
        let described = self.is_described(j);
        let known = |e: &Entry, s: &Spelling| {
            let far = !strong
                && s.entry >= LISTED
                && !e.entity.as_deref().and_then(country).is_some_and(|at| self.is_about(at, j));
            e.kind == Kind::Name
                && (e.label == Label::GPE || e.label == Label::LOC)
                && !(described && s.needs_context)
                && !(far && self.facts(j) != Facts::default())
        };
        let mut last = match self.longest(j, known) {
            Some(hit) => {
                let entry = self.spelling(hit).entry;
                self.push(j, hit.last as usize, WHOLE, Label::GPE, Origin::Entry(entry), 0.9);
                if own {
                    let by = Origin::Pattern(Pattern::PlaceHead, Some(entry));
                    self.push(i, hit.last as usize, self.words.list[i].class_cut, Label::GPE, by, 0.9);
                }
                hit.last as usize
            }
            None if j == i + 1
                && !(i > 0 && self.joined(i) && self.is_part_behind(i - 1, part::EVERY))
                && (strong
                    || (rare
                        && self.is_rare(j, WHOLE)
                        && self.facts(j).part() == 0
                        && !self.is_described(j)
                        && !looks_doing(self.words.key(j))))
                && !self.words.definite(i, self.words.list[i].class_cut) =>
            {
                match self.unknown_place(j, WHOLE) {
                    Some(last) => {
                        let (first, cut) = if own { (i, self.words.list[i].class_cut) } else { (j, WHOLE) };
                        self.push(first, last, cut, Label::GPE, Origin::Pattern(Pattern::PlaceHead, None), 0.7);
                        last
                    }
                    None => return,
                }
            }
            None => return,
        };
        // A dual or a plural head has several: حيي الحيدرية وكرم الجزماتي.
        if self.class(i) & class::SEVERAL == 0 {
            return;
        }
        let and = Cut { at: 2, article: false };
        while self.is_word(last) && self.joined(last) && self.words.key(last).starts_with(crate::key::AND) {
            let known = self.hits_at(last).iter().any(|h| h.cut == and && self.entry(h).label == Label::GPE);
            let facts = self.facts_from(last, and);
            let wanted = !known && (self.is_rare(last, and) || (strong && facts.ordinary < COMMON));
            let Some(next) = (if wanted { self.unknown_place(last, and) } else { None }) else { break };
            self.push(last, next, and, Label::GPE, Origin::Pattern(Pattern::PlaceHead, None), 0.65);
            last = next;
        }
    }

    /// A place that is named after a person with a title: حي الملك فهد، قرية النبي صالح; but مدينة الأمير سلطان الطبية is no town.
    fn place_of_person(&mut self, i: usize) -> bool {
        let (j, cut) = (i + 1, self.words.list[i].class_cut);
        if let Some((first, last)) = self.titled_person(j) {
            self.namesakes.insert(first, last);
            let site = self.class(i) & class::SITE != 0;
            let (from, cut) = if site { (i, cut) } else { (j, WHOLE) };
            let (label, pattern) =
                if site { (Label::FAC, Pattern::Facility) } else { (Label::GPE, Pattern::PlaceHead) };
            let last = if site { self.adjectives_end(last) } else { last };
            self.push(from, last, cut, label, Origin::Pattern(pattern, None), 0.75);
            return true;
        }
        let honoured =
            self.whole_class(j) & class::HONORIFIC != 0 && self.words.definite(j, WHOLE) && self.joined(j + 1);
        let person = if honoured { self.person(j + 1, WHOLE, true) } else { None };
        if let Some(person) = &person {
            self.push(j, person.known.max(j + 2), WHOLE, Label::GPE, Origin::Pattern(Pattern::PlaceHead, None), 0.75);
        }
        person.is_some()
    }

    /// Whether word `j` behind a head of places is an adjective in ة rather than the place of that name, of whose country the report does
    /// not speak: مدينة عريقة، دولة حديثة.
    pub(crate) fn is_adjective_of_head(&self, j: usize) -> bool {
        let near = |h: &Hit| self.country(h).is_some_and(|country| self.is_about(country, j));
        let here = |h: &&Hit| h.cut == WHOLE && matches!(self.entry(h).label.as_str(), "GPE" | "LOC");
        self.words.key(j).ends_with(HEH)
            && !self.words.definite(j, WHOLE)
            && self.facts(j).is_ordinary(ADJECTIVE)
            && !self.hits_at(j).iter().filter(here).any(near)
    }

    /// Whether a definite adjective that is no nationality and no point of the compass stands behind the definite word `j`, which is
    /// rather a noun then: مركز الضبط الأمني.
    pub(crate) fn is_described(&self, j: usize) -> bool {
        self.words.definite(j, WHOLE)
            && self.adjective(j + 1)
            && self.definite_nationality(j + 1).is_none()
            && !self.is_part(j + 1, part::COMPASS)
    }

    /// The end of a place's name that no gazetteer knows, from `cut` of word `j`.
    fn unknown_place(&self, j: usize, cut: Cut) -> Option<usize> {
        let key = &self.words.key(j)[cut.at as usize..];
        // محافظة تحررت
        if cut == WHOLE && !key.starts_with(crate::key::NOON) && self.is_verb_form(j) {
            return None;
        }
        if self.class(j) & (class::STOP | class::PLACE | class::ADJECTIVE) != 0 || !key.chars().all(is_alphabetic) {
            return None;
        }
        if cut == WHOLE && self.words.own_cut(j) != WHOLE {
            return None;
        }
        if self.words.definite(j, cut) {
            return (key.chars().count() >= 4 && !key.ends_with(crate::key::FEMININES)).then_some(j + 1);
        }
        let pronoun = key.ends_with("ها") || key.ends_with("هم");
        if looks_indefinite(key)
            || pronoun
            || (cut == WHOLE && self.is_indefinite_relative(j))
            || self.facts_from(j, cut).is_ordinary(COMMON)
            || key.chars().count() < 3
            || self.hits_at(j).iter().any(|h| self.entry(h).label == Label::NORP)
        {
            return None;
        }
        // A definite word after an indefinite one is its genitive, كرم الجزماتي; an adjective in ية goes with قرية and مدينة.
        let second = self.definite(j + 1)
            && self.whole_class(j + 1) & class::ADJECTIVE == 0
            && !(self.adjective(j + 1) && self.words.key(j + 1).ends_with(crate::key::RELATIVE))
            && self.definite_nationality(j + 1).is_none();
        if second {
            return Some(j + 2);
        }
        (!(cut == WHOLE && self.clitic(j)) && self.words.list[j].class == 0).then_some(j + 1)
    }

    /// A direction and a place: شمال شرق سوريا، شرقي مدينة حلب، شمال وشرق سوريا.
    fn direction(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        let mut j = i + 1;
        while self.joined(j)
            && self.class(j) & (class::DIRECTION | class::PLACE) != 0
            && j < i + 4
            && (self.words.list[j].class_cut == WHOLE || self.words.key(j).starts_with(crate::key::AND))
            && !self.words.definite(j, self.words.list[j].class_cut)
        {
            j += 1;
        }
        if !self.joined(j) {
            return;
        }
        let Some(hit) = self.named(j, &[Label::GPE, Label::LOC]) else { return };
        if self.class(j - 1) & class::DIRECTION == 0 && self.class(j - 1) & class::PLACE == 0 {
            return;
        }
        let mut last = hit.last as usize;
        if self.definite(last) && self.is_part(last, part::COMPASS) {
            last += 1;
        }
        self.push(i, last, cut, Label::LOC, Origin::Pattern(Pattern::Direction, None), 0.8);
    }

    /// Heads that belong to the name: مطار بيروت الدولي، مقام السيدة زينب، نهر الخابور.
    fn head_in_name(&mut self, i: usize, strong: bool, label: Label, pattern: Pattern) {
        let cut = self.words.list[i].class_cut;
        if self.words.definite(i, cut) {
            return;
        }
        let mut j = i + 1;
        if self.class(i) & class::SEVERAL != 0 {
            self.several_facilities(j);
            return;
        }
        if self.is_through(i) || (self.class(i) & class::TITLED != 0 && self.titled_person(j).is_none()) {
            return;
        }
        if let Some(last) = self.quoted(j) {
            self.push(i, last, cut, label, Origin::Pattern(pattern, None), 0.75);
            return;
        }
        if self.joined(j) && self.whole_class(j) & class::HONORIFIC != 0 {
            j += 1;
        }
        // سجن كمال: a verb.
        if !self.is_word(j) || !self.joined(j) || self.is_verb_before(i) {
            return;
        }
        let known = self.longest(j, |e, s| match e.kind {
            Kind::Name => matches!(e.label.as_str(), "GPE" | "LOC" | "PERS" | "FAC") && (!s.needs_context || strong),
            Kind::Given => j > i + 1,
            Kind::Family => false,
        });
        let titled = self.titled_person(j);
        let state = |hit: &Hit| self.entry(hit).entity.as_deref().is_some_and(is_country);
        let last = match known {
            _ if titled.is_some() => {
                self.namesakes.extend(titled);
                titled.map_or(j, |(_, last)| last)
            }
            Some(hit) if self.class(i) & class::ABROAD != 0 && state(hit) => return,
            Some(hit) => hit.last as usize,
            None if (strong || self.is_rare(j, WHOLE))
                && self.definite(j)
                && !self.adjective(j)
                // سهل الاستخدام
                && !(label == Label::LOC && self.facts(j).is_ordinary(COMMON))
                && self.words.key(j).chars().count() > 4 =>
            {
                j + 1
            }
            // جبل قاسيون: an unknown word that no adjective's ending marks.
            None if label == Label::LOC && self.is_plain_name(j) => j + 1,
            None if self.words.list[j].id == UNKNOWN && self.is_unheard(j) && self.family_like(j) => j + 1,
            None => return,
        };
        self.push(i, self.adjectives_end(last), cut, label, Origin::Pattern(pattern, None), 0.75);
    }

    /// Whether the head of facilities at word `i` is none, by the preposition before it: عن طريق الفنان سعد أردش.
    pub(crate) fn is_through(&self, i: usize) -> bool {
        self.class(i) & class::TITLED != 0 && i > 0 && self.joined(i) && self.is_part(i - 1, part::VIA)
    }

    /// Whether word `j` is one that no list of names or words holds, or a rather rare one: جبل قاسيون.
    fn is_plain_name(&self, j: usize) -> bool {
        let word = &self.words.list[j];
        word.id == UNKNOWN
            && !self.clitic(j)
            && !self.is_indefinite_relative(j)
            && !self.ends_in_pronoun(j, WHOLE)
            && (self.family_like(j)
                || (word.class == 0
                    && self.facts(j).ordinary < COMMON
                    && !self.words.definite(j, WHOLE)
                    && !looks_indefinite(self.words.key(j))
                    && self.words.key(j).chars().count() > 4))
    }

    /// Whether word `j` is never an ordinary word, as far as known, and has the ending of none.
    pub(crate) fn is_unheard(&self, j: usize) -> bool {
        self.is_rare(j, WHOLE)
            && self.is_word(j)
            && self.joined(j)
            && self.class(j) == 0
            && self.words.own_cut(j) == WHOLE
            && self.facts(j).ordinary == 0
            && !self.words.key(j).ends_with([YEH, LIKE, HEH])
            && !looks_indefinite(self.words.key(j))
    }

    /// Names behind a dual or a plural: معسكري لبوزة والعند.
    fn several_facilities(&mut self, j: usize) {
        let and = Cut { at: 2, article: false };
        let (mut k, mut cut) = (j, WHOLE);
        while self.is_word(k)
            && self.joined(k)
            && self.class(k) & class::STOP == 0
            && (k == j || self.words.key(k).starts_with(crate::key::AND))
            && self.is_rare(k, cut)
            && self.words.key(k)[cut.at as usize..].chars().count() > 3
        {
            self.push(k, k + 1, cut, Label::FAC, Origin::Pattern(Pattern::Facility, None), 0.7);
            (k, cut) = (k + 1, and);
        }
    }
}
