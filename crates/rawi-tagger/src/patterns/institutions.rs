//! Institutions by their heads, and the short names in brackets behind them.

use crate::candidate::{Origin, Pattern};
use crate::gazetteer::Kind;
use crate::key::is_alphabetic;
use crate::lexicon::class;
use crate::patterns::forms::looks_indefinite;
use crate::rules::{Rules, WHOLE};
use crate::steps;
use crate::words::{Cut, Shape, UNKNOWN};
use rawi_core::layers::Label;

/// What follows a head.
struct Complement {
    last: usize,
    weight: usize,
    entry: Option<u32>,
    /// It is a person's name.
    person: bool,
}

impl Rules<'_> {
    /// The end of the institution that begins with word `i` itself.
    pub(crate) fn institution_end(&self, institutions: usize, i: usize) -> Option<usize> {
        // Institutions were read first, from left to right.
        let out = &self.out[..institutions];
        let from = out.partition_point(|c| c.first < i);
        out[from..]
            .iter()
            .take_while(|c| c.first == i)
            .inspect(|_| steps::take(1))
            .filter(|c| c.cut == WHOLE)
            .map(|c| c.last)
            .max()
    }

    pub(crate) fn institutions(&mut self) {
        for i in 0..self.words.len() {
            let class = self.class(i);
            if class & (class::HEAD | class::WEAK_HEAD | class::COMMAND_HEAD) != 0 {
                self.institution_head(i);
            }
            if class & class::STATE != 0 {
                self.state_institution(i);
            }
        }
    }

    /// Head and complement: وزارة الداخلية السورية، وكالة الاستخبارات والتحقيقات الاتحادية، جامعة دمشق.
    fn institution_head(&mut self, i: usize) {
        let (class, cut) = (self.class(i), self.words.list[i].class_cut);
        let (proclitics, key) = self.words.key(i).split_at(cut.at as usize);
        // بقيادة، برئاسة، بإدارة: "led by".
        let led = class & class::LEADS != 0 && proclitics.ends_with('ب');
        if led || cut.article || key.starts_with("ال") {
            return;
        }
        let j = i + 1;
        if class & class::COMMAND_HEAD != 0 && self.whole_class(j) & class::COMMAND == 0 {
            return;
        }
        let Some(complement) = self.complement(j, class) else { return };
        let mut last = complement.last;
        let mut weight = complement.weight;
        if let Some(hit) = self.definite_nationality(last) {
            last = hit.last as usize;
            weight += 1;
            while self.adjective(last) {
                last += 1;
            }
        }
        if class & class::HEAD == 0 && weight < 2 {
            return;
        }
        if complement.person {
            self.namesakes.extend(self.titled_person(j));
        }
        let by = if complement.person { Pattern::InstitutionOf } else { Pattern::Institution };
        self.push(i, last, cut, Label::ORG, Origin::Pattern(by, complement.entry), 0.8);
    }

    fn complement(&self, j: usize, class: u32) -> Option<Complement> {
        if !self.is_word(j) || !self.joined(j) {
            return None;
        }
        if let Some(hit) = self.named(j, &[Label::ORG]) {
            return Some(Complement {
                last: hit.last as usize,
                weight: 2,
                entry: Some(self.spelling(hit).entry),
                person: false,
            });
        }
        // مركز الملك فهد الثقافي: the person with the title is part of the name.
        if class & class::NAMED_HEAD != 0
            && let Some((_, last)) = self.titled_person(j)
        {
            return Some(Complement { last: self.adjectives_end(last), weight: 2, entry: None, person: true });
        }
        if let Some(hit) = self.named(j, &[Label::PERS, Label::FAC]) {
            // جامعة الحسن الثاني is a name; قوات الشرع is a person's.
            let named = class & class::NAMED_HEAD != 0;
            let last = self.adjectives_end(hit.last as usize);
            return named.then_some(Complement { last, weight: 2, entry: None, person: true });
        }
        if class & class::COMMAND_HEAD == 0
            && let Some(hit) = self.longest(j, |e, s| {
                e.kind == Kind::Name && (e.label == Label::GPE || e.label == Label::LOC) && !s.needs_context
            })
        {
            let mut last = hit.last as usize;
            while self.adjective(last) && self.definite_nationality(last).is_none() {
                last += 1;
            }
            return Some(Complement { last, weight: 2, entry: None, person: false });
        }
        if self.definite(j) && self.definite_nationality(j).is_none() {
            return Some(self.definite_complement(j));
        }
        // One indefinite noun between: هيئة تحرير الشام، وكالة غوث اللاجئين.
        let plain = self.whole_class(j) & (class::STOP | class::PLACE) == 0
            && !self.clitic(j)
            && self.nationality(j).is_none()
            && !self.words.definite(j, WHOLE)
            && !looks_indefinite(self.words.key(j));
        if plain && self.definite(j + 1) && self.definite_nationality(j + 1).is_none() && !self.adjective(j + 1) {
            let mut complement = self.definite_complement(j + 1);
            complement.weight += 1;
            return Some(complement);
        }
        None
    }

    /// A definite noun, its coordinated nouns and its adjectives.
    fn definite_complement(&self, j: usize) -> Complement {
        let (mut last, mut weight) = (j + 1, 1);
        let mut adjectives = false;
        loop {
            if self.adjective(last) && self.definite_nationality(last).is_none() {
                weight += usize::from(self.whole_class(last) & class::ADJECTIVE != 0);
                last += 1;
                adjectives = true;
            } else if !adjectives && self.coordinated(last) || adjectives && self.coordinated_adjective(last) {
                last += 1;
            } else {
                return Complement { last, weight, entry: None, person: false };
            }
        }
    }

    /// و and a second adjective of the same noun: الشؤون البلدية والقروية.
    fn coordinated_adjective(&self, i: usize) -> bool {
        let relative = |i: usize| self.words.key(i).ends_with("يه");
        self.coordinated(i) && relative(i) && relative(i - 1) && self.words.key(i).chars().count() > 6
    }

    /// و and a definite noun that is no institution, people or place of its own: التربية والتعليم.
    pub(crate) fn coordinated(&self, i: usize) -> bool {
        let and = Cut { at: 2, article: false };
        self.is_word(i)
            && self.joined(i)
            && self.words.key(i).starts_with("وال")
            && self.words.definite(i, and)
            && self.class(i) & (class::STOP | class::STATE) == 0
            && !self.hits_at(i).iter().any(|h| self.entry(h).kind == Kind::Name)
    }

    /// A definite institution of a state and a nationality: السلطات السورية، القوات الجوية الأميركية.
    fn state_institution(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        // وزير الدفاع السوري is a minister, not an institution.
        if !self.words.definite(i, cut)
            || (cut == WHOLE && i > 0 && self.joined(i) && self.class(i - 1) & class::MINISTER != 0)
        {
            return;
        }
        let mut k = i + 1;
        loop {
            if let Some(hit) = self.definite_nationality(k) {
                let last = hit.last as usize;
                self.push(i, last, cut, Label::ORG, Origin::Pattern(Pattern::StateInstitution, None), 0.85);
                return;
            }
            if k > i + 2 || !self.adjective(k) {
                return;
            }
            k += 1;
        }
    }

    /// A definite institution's name takes a following nationality in: الأمن العام السوري.
    pub(crate) fn nationality_extends(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            if candidate.label != Label::ORG
                || matches!(candidate.origin, Origin::Pattern(Pattern::StateInstitution, _))
            {
                continue;
            }
            let (first, last, cut) = (candidate.first, candidate.last, candidate.cut);
            let entry = candidate.entry();
            if last - first < 2 || !self.words.key(last - 1).starts_with("ال") {
                continue;
            }
            if let Some(hit) = self.definite_nationality(last) {
                let last = hit.last as usize;
                self.push(first, last, cut, Label::ORG, Origin::Pattern(Pattern::Institution, entry), 0.85);
            }
        }
    }

    /// A short name in brackets after an institution is the same: وكالة الأنباء العراقية (واع).
    pub(crate) fn acronyms(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            let at = candidate.last;
            if candidate.label != Label::ORG
                || self.shape(at) != Some(Shape::Open)
                || self.shape(at + 2) != Some(Shape::Close)
            {
                continue;
            }
            let known = candidate.entry().is_some_and(|entry| {
                self.hits_at(at + 1).iter().any(|h| h.last as usize == at + 2 && self.spelling(h).entry == entry)
            });
            let short = self.is_word(at + 1)
                && self.words.list[at + 1].id == UNKNOWN
                && self.words.key(at + 1).chars().count() <= 6
                && self.words.key(at + 1).chars().all(is_alphabetic);
            if known || short {
                let entry = candidate.entry();
                self.push(at + 1, at + 2, WHOLE, Label::ORG, Origin::Pattern(Pattern::Acronym, entry), 0.8);
            }
        }
    }
}
