//! Institutions by their heads, and the short names in brackets behind them.

use crate::candidate::{Origin, Pattern};
use crate::cuts::Cut;
use crate::find::Hit;
use crate::gazetteer::Kind;
use crate::key::is_alphabetic;
use crate::lexicon::{class, part};
use crate::patterns::forms::{looks_indefinite, looks_verbal};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::steps;
use crate::trie::UNKNOWN;
use rawi_core::layers::Label;

/// What follows a head.
pub(crate) struct Complement {
    pub(crate) last: usize,
    weight: usize,
    entry: Option<u32>,
    /// It is a person's name.
    person: bool,
    /// It is a name itself, or holds an adjective of institutions: the whole is no mere description.
    pub(crate) proper: bool,
}

/// Confidence of an institution that the learned model need not see.
pub(crate) const SURE: f32 = 0.86;

/// So many words may a purpose have behind its first one.
const PURPOSE: usize = 8;

/// So many words may stand between quotation marks behind a head.
const QUOTED: usize = 7;

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
            if self.is_part_behind(i, part::CLUB_WORD) {
                self.club_of_place(i);
            }
        }
    }

    /// A club by the word that its name begins with: ريال سرقسطة، دينامو كييف; but not ألف ريال.
    fn club_of_place(&mut self, i: usize) {
        let (cut, j) = (self.words.own_cut(i), i + 1);
        let counted = i > 0
            && self.joined(i)
            && (self.class(i - 1) & class::TIME != 0 || self.words.key(i - 1).ends_with(|c: char| c.is_numeric()));
        if counted || !self.joined(j) || self.hits_at(i).iter().any(|h| h.cut == cut && h.last as usize > j) {
            return;
        }
        let town = |hit: &&Hit| !self.entry(hit).entity.as_deref().is_some_and(crate::which::is_country);
        let last = match self.named(j, &[Label::GPE]).filter(town) {
            Some(hit) => hit.last as usize,
            None if !self.is_part_behind(i, part::OF_PLACE)
                && self.is_unheard(j)
                && self.words.key(j).chars().all(is_alphabetic) =>
            {
                j + 1
            }
            None => return,
        };
        self.push(i, last, cut, Label::ORG, Origin::Pattern(Pattern::Institution, None), SURE);
    }

    /// Head and complement: وزارة الداخلية السورية، وكالة الاستخبارات والتحقيقات الاتحادية، جامعة دمشق.
    fn institution_head(&mut self, i: usize) {
        let (class, cut) = (self.class(i), self.words.list[i].class_cut);
        let (proclitics, key) = self.words.key(i).split_at(cut.at as usize);
        // بقيادة، برئاسة، بإدارة: "led by".
        let led = class & class::LEADS != 0 && proclitics.ends_with(crate::key::BY);
        if led || cut.article || key.starts_with(crate::key::ARTICLE) {
            return;
        }
        let j = i + 1;
        if class & class::COMMAND_HEAD != 0 && self.whole_class(j) & class::COMMAND == 0 {
            return;
        }
        if let Some(last) = self.quoted(j)
            && class & class::BESIDE == 0
        {
            self.push(i, last, cut, Label::ORG, Origin::Pattern(Pattern::Institution, None), SURE);
            return;
        }
        let Some(complement) = self.complement(j, class) else { return };
        // ترشح لرئاسة الاتحاد الدولي
        let heading = class & class::LEADS != 0 && proclitics.ends_with(crate::key::LAM) && complement.entry.is_some();
        if heading {
            return;
        }
        let mut last = complement.last;
        // مديرية لودر is a part of the country, مديرية الأمن an office.
        let place = class & class::HEAD != 0 && class & class::RARE != 0;
        if place && self.named(j, &[Label::GPE]).is_some() {
            return;
        }
        let mut weight = complement.weight;
        let mut proper = complement.proper;
        // جهاز الاستخبارات
        let department = self.is_part(j, part::DEPARTMENT);
        let mut told = complement.entry.is_some() || department || self.class(j) & class::STATE != 0;
        // منظمة الأمم المتحدة للأغذية والزراعة is not the United Nations.
        let mut itself = true;
        if (class & class::PURPOSE != 0 || complement.person)
            && proper
            && let Some(end) = self.purpose_behind(i, last)
        {
            last = end;
            itself = false;
        }
        if let Some(hit) = self.definite_nationality(last) {
            last = hit.last as usize;
            weight += 1;
            (proper, told) = (true, true);
            while self.adjective(last) && !self.is_part(last, part::ORDINAL) {
                last += 1;
            }
        }
        // A committee that somebody heads has a name: رئيس لجنة الاحتراف.
        let headed = || cut == WHOLE && i > 0 && self.joined(i) && self.is_office(i - 1, i);
        if class & class::HEAD == 0 && weight < 2 && !headed() {
            return;
        }
        if complement.person {
            self.namesakes.extend(self.titled_person(j));
        }
        let by = if complement.person { Pattern::InstitutionOf } else { Pattern::Institution };
        // نادي الرياض الأدبي
        let described = complement.weight > 2 && class & (class::SPORT | class::MEDIA) != 0;
        let doubtful = class & class::BESIDE != 0 && !described || (class & class::DOUBTFUL != 0 && !told);
        let club = self.sport && class & class::BESIDE != 0 && class & class::SPORT != 0 && complement.entry.is_none();
        let office = class & class::DOUBTFUL != 0 && department;
        let confidence = if office || proper && weight > 1 && (!doubtful || club) { SURE } else { 0.8 };
        // شركة أرامكو is أرامكو, مركز أرامكو is not.
        let entry = complement.entry.filter(|_| itself && class & (class::BESIDE | class::SAME) != 0);
        self.push(i, last, cut, Label::ORG, Origin::Pattern(by, entry), confidence);
    }

    /// Whether a person's title and name begin with word `j`, who is no part of an institution's name: قوات الرئيس اليمني هادي.
    fn is_holder(&self, j: usize) -> bool {
        let title = self.longest(j, |e, _| e.kind == Kind::Name && e.label == Label::OCC);
        title.is_some_and(|title| {
            let end = self.after_adjectives(title.last as usize);
            end > title.last as usize && self.joined(end) && self.person(end, WHOLE, false).is_some()
        })
    }

    /// Whether a head of that class may stand before an outlet's name that is a word as well, if `hit` is one: صحيفة الأنباء, but not
    /// وكالة الأنباء nor بنك الرياض.
    pub(crate) fn may_head(&self, class: u64, hit: &Hit) -> bool {
        let paper = self.gazetteer.papers.contains(&self.spelling(hit).entry);
        !paper || (class & class::MEDIA != 0 && class & class::BODY == 0)
    }

    pub(crate) fn complement(&self, j: usize, class: u64) -> Option<Complement> {
        if !self.is_word(j) || !self.joined(j) {
            return None;
        }
        // مجلس إدارتها
        if self.is_part(j, part::NEVER) || self.is_holder(j) || self.ends_in_pronoun(j, WHOLE) {
            return None;
        }
        // الشباب is a club behind نادي alone, المدينة a newspaper behind صحيفة.
        let club = |h: &Hit| self.gazetteer.clubs.contains(&self.spelling(h).entry);
        let of_sport = class & (class::BESIDE | class::SPORT) == class::BESIDE | class::SPORT;
        let named = |h: &&Hit| {
            !self.spelling(h).needs_context
                || (self.may_head(class, h)
                    && ((class & class::BESIDE != 0 && (!of_sport || club(h)))
                        || (class & class::SAME != 0 && !club(h))))
        };
        if let Some(hit) = self.named(j, &[Label::ORG]).filter(named) {
            return Some(Complement {
                last: hit.last as usize,
                weight: 2,
                entry: Some(self.spelling(hit).entry),
                person: false,
                proper: true,
            });
        }
        // مركز الملك فهد الثقافي: the person with the title is part of the name.
        if class & class::NAMED_HEAD != 0
            && let Some((_, last)) = self.titled_person(j)
        {
            return Some(Complement {
                last: self.adjectives_end(last),
                weight: 2,
                entry: None,
                person: true,
                proper: true,
            });
        }
        if let Some(hit) = self.named(j, &[Label::PERS, Label::FAC]) {
            // جامعة الحسن الثاني is a name; قوات الشرع is a person's.
            let named = class & class::NAMED_HEAD != 0;
            let last = self.adjectives_end(hit.last as usize);
            return named.then_some(Complement { last, weight: 2, entry: None, person: true, proper: true });
        }
        if class & class::COMMAND_HEAD == 0
            && let Some(hit) = self.longest(j, |e, s| {
                e.kind == Kind::Name && (e.label == Label::GPE || e.label == Label::LOC) && !s.needs_context
            })
        {
            let place = hit.last as usize;
            let last = self.adjectives_end(place);
            let weight = if last > place { 3 } else { 2 };
            return Some(Complement { last, weight, entry: None, person: false, proper: true });
        }
        if class & class::COMMAND_HEAD != 0 && !self.words.definite(j, WHOLE) {
            // قيادة عمليات بغداد.
            if let Some(hit) = self.named(j + 1, &[Label::GPE, Label::LOC]).filter(|_| self.joined(j + 1)) {
                return Some(Complement {
                    last: hit.last as usize,
                    weight: 2,
                    entry: None,
                    person: false,
                    proper: true,
                });
            }
        }
        if class & class::HEAD == 0
            && self.is_part(j, part::GENERIC)
            && !(class & class::SAME != 0 && self.definite(j) && self.purpose(j + 1).is_some())
        {
            return None;
        }
        if self.definite(j) && self.definite_nationality(j).is_none() {
            return Some(self.definite_complement(j));
        }
        // One indefinite noun between: هيئة تحرير الشام، وكالة غوث اللاجئين.
        let plain = self.whole_class(j) & (class::STOP & !class::NOUN | class::PLACE) == 0
            && !self.clitic(j)
            && self.nationality(j).is_none()
            && self.named(j, &[Label::PERS]).is_none()
            && !self.words.definite(j, WHOLE)
            // مركز يدعم المواقع
            && !self.is_verb(j)
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
        let (mut adjectives, mut proper) = (false, false);
        loop {
            if self.adjective(last) && self.definite_nationality(last).is_none() {
                let known = self.whole_class(last) & class::ADJECTIVE != 0;
                weight += usize::from(known);
                proper |= known;
                last += 1;
                adjectives = true;
            } else if !adjectives && self.coordinated(last) || adjectives && self.coordinated_adjective(last) {
                last += 1;
            } else {
                return Complement { last, weight, entry: None, person: false, proper };
            }
        }
    }

    /// و and a second adjective of the same noun: الشؤون البلدية والقروية.
    fn coordinated_adjective(&self, i: usize) -> bool {
        let relative = |i: usize| {
            self.words.key(i).ends_with(crate::key::RELATIVE) || self.words.key(i).ends_with(crate::key::YEH)
        };
        let key = |i: usize| self.words.key(i);
        // والتضحية is a verbal noun, which another adjective describes if it belongs to the name: والتنمية الاجتماعية.
        let doing = || key(i).chars().count() == 8 && key(i)[crate::key::AND_THE.len()..].starts_with(crate::key::TEH);
        self.coordinated(i)
            && relative(i)
            && relative(i - 1)
            && key(i).chars().count() > 6
            && (!doing() || self.class(i) & class::ADJECTIVE != 0 || self.adjective(i + 1))
    }

    /// و and a definite noun that is no institution, people or place of its own: التربية والتعليم.
    pub(crate) fn coordinated(&self, i: usize) -> bool {
        let and = Cut { at: 2, article: false };
        self.is_word(i)
            && self.joined(i)
            && self.words.key(i).starts_with(crate::key::AND_THE)
            && self.words.definite(i, and)
            && self.class(i) & (class::STOP | class::STATE) == 0
            && !self.is_head_behind_article(i)
            && !self.hits_at(i).iter().any(|h| self.entry(h).kind == Kind::Name && !self.spelling(h).needs_context)
    }

    /// Whether what stands behind وال is a head of institutions or an office: والوزارة، والمهاجم.
    fn is_head_behind_article(&self, i: usize) -> bool {
        let heads = class::HEAD | class::WEAK_HEAD;
        let noun = self.words.key(i).get(crate::key::AND_THE.len()..).and_then(|noun| self.gazetteer.words.get(noun));
        noun.is_some_and(|id| self.gazetteer.class(id) & heads != 0 || self.gazetteer.is_part(id, part::ROLE))
    }

    /// Whether words `first..last` are an office.
    pub(crate) fn is_office(&self, first: usize, last: usize) -> bool {
        self.hits_at(first).iter().any(|h| h.last as usize == last && self.entry(h).label == Label::OCC)
    }

    /// A definite institution with what makes a name of it: a nationality (السلطات السورية، القوات الجوية الأميركية), an adjective of
    /// institutions (المجلس الوطني), what it serves (الهيئة العامة للغذاء والدواء).
    fn state_institution(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        let behind = cut == WHOLE && i > 0 && self.joined(i);
        // وزير الدفاع السوري is a minister, not an institution; in السياسة الخارجية المصرية the adjective is none, either.
        if !self.words.definite(i, cut)
            || (behind && self.class(i - 1) & class::MINISTER != 0)
            || (behind
                && self.words.key(i).ends_with(crate::key::RELATIVE)
                && self.definite(i - 1)
                && self.class(i - 1) & class::STATE == 0)
        {
            return;
        }
        let class = self.class(i);
        let (mut k, mut nationality, mut adjectives) = (i + 1, false, 0);
        while k < i + 5 {
            // الأمن القومي is no body.
            let country = |hit: &&Hit| {
                !nationality
                    // المصرف العربي، الأمن القومي العربي
                    && (self.country(hit).is_some() || !self.is_part_behind(i, part::NATION))
                    && !self.spelling(hit).needs_context
                    && !self.words.key(k).ends_with(crate::key::PERSONS)
                    && (!self.is_feminine(i) || self.words.key(hit.last as usize - 1).ends_with(crate::key::HEH))
            };
            if let Some(hit) = self.definite_nationality(k).filter(country) {
                k = hit.last as usize;
                nationality = true;
            } else if self.adjective(k) && !self.is_part(k, part::ORDINAL) && self.agrees(i, k) {
                adjectives += usize::from(self.whole_class(k) & class::ADJECTIVE != 0);
                // Behind the nationality only what is known to go on with a name: الجيش السوري الحر.
                if nationality && self.whole_class(k) & class::ADJECTIVE == 0 {
                    break;
                }
                k += 1;
            } else if adjectives > 0 && self.coordinated_adjective(k) {
                k += 1;
            } else {
                break;
            }
        }
        // مدرب الفريق البرتغالي غوميز: the nationality is the trainer's.
        if nationality
            && adjectives == 0
            && behind
            && self.is_office(i - 1, i)
            && self.is_part(i, part::GENERIC)
            && !self.is_feminine(i)
            && self.names_foreigner(k)
        {
            return;
        }
        let purpose = if class & class::PURPOSE != 0 && k > i + 1 { self.purpose_behind(i, k) } else { None };
        let (last, confidence) = match purpose {
            Some(end) => (end, SURE),
            None if nationality => (k, 0.85),
            None if class & class::WITH_ADJECTIVE != 0 && adjectives > 0 => (k, 0.8),
            None => return,
        };
        self.bodies.insert(self.words.key_from(i, cut).into_owned());
        self.push(i, last, cut, Label::ORG, Origin::Pattern(Pattern::StateInstitution, None), confidence);
    }

    /// Whether a person's name begins with word `k`: one of its parts, or what no list has.
    fn names_foreigner(&self, k: usize) -> bool {
        let title = self.named(k, &[Label::OCC]).filter(|_| self.joined(k)).map(|hit| hit.last as usize);
        let honorific = (self.whole_class(k) & class::HONORIFIC != 0 && self.joined(k)).then_some(k + 1);
        let k = title.or(honorific).unwrap_or(k);
        self.is_word(k) && self.joined(k) && (self.facts(k).part() >= 2 || self.is_given(k) || self.is_unheard(k))
    }

    /// Whether word `i` has the ending of a feminine noun.
    fn is_feminine(&self, i: usize) -> bool {
        self.words.key(i).ends_with(crate::key::HEH) || self.words.key(i).ends_with(crate::key::FEMININES)
    }

    /// Whether the definite adjective `k` may be one of the noun `i` by its gender: الشرطة العام الماضي.
    fn agrees(&self, i: usize, k: usize) -> bool {
        !self.is_feminine(i)
            || self.words.key(k).ends_with(crate::key::HEH)
            || self.whole_class(k) & class::ADJECTIVE == 0
    }

    /// The end of what the institution `i..k` serves. Behind one that a gazetteer has as it stands, one word is rather what it does:
    /// صندوق النقد الدولي للحصول على ...
    fn purpose_behind(&self, i: usize, k: usize) -> Option<usize> {
        let known = || {
            let cut = self.words.list[i].class_cut;
            let whole = |h: &Hit| h.cut == cut && h.last as usize == k && !self.spelling(h).needs_context;
            self.hits_at(i).iter().any(whole)
        };
        self.purpose(k).filter(|&end| end > k + 1 || !known())
    }

    /// The end of what an institution serves, from word `k` on: للصحافة، لكرة القدم، لمكافحة غسل الأموال.
    pub(crate) fn purpose(&self, k: usize) -> Option<usize> {
        self.purpose_of(k, class::STOP)
    }

    /// The same if the noun with the article is of no class of `stop`.
    pub(crate) fn purpose_of(&self, k: usize, stop: u64) -> Option<usize> {
        if !self.is_word(k) || !self.joined(k) || !self.words.key(k).starts_with(crate::key::LAM) {
            return None;
        }
        let mut cut = self.words.own_cut(k);
        // لطب العيون: two letters are left, which are too few to guess at.
        if cut == WHOLE && self.words.key(k).chars().count() == 3 && self.class(k) == 0 {
            cut.at = 2;
        }
        if cut.at != 2
            || self
                .hits_at(k)
                .iter()
                .any(|h| h.cut.at == 2 && self.entry(h).kind == Kind::Name && !self.spelling(h).needs_context)
        {
            return None;
        }
        let noun = &self.words.key(k)[2..];
        let mut last = k + 1;
        // للعام المقبل
        if self.is_part(last, part::OF_TIME) {
            return None;
        }
        if !cut.article {
            // An indefinite noun needs a definite one: لحقوق الإنسان، لمكافحة غسل الأموال.
            if looks_verbal(noun) && !noun.ends_with(crate::key::HEH) || noun.starts_with(crate::key::YEH) {
                return None;
            }
            let between = self.is_word(last)
                && self.joined(last)
                && !self.definite(last)
                && !self.clitic(last)
                && self.class(last) & (class::STOP | class::PLACE) == 0;
            last += usize::from(between);
            if !self.definite(last)
                || self.definite_nationality(last).is_some()
                || self.named(last, &[Label::PERS, Label::GPE]).is_some()
            {
                return None;
            }
            last += 1;
        } else if self.class(k) & stop != 0 || (self.class(k) & class::STATE != 0 && !self.adjective(last)) {
            return None;
        }
        let most = last + PURPOSE;
        while last < most
            && ((self.adjective(last) && self.definite_nationality(last).is_none())
                || self.are_described(last)
                || self.coordinated(last)
                || self.coordinated_adjective(last))
        {
            last += 1;
        }
        Some(last)
    }

    /// Whether word `i` is a definite plural in ين, an adjective of the persons before it: لرعاية الأطفال المعوقين.
    fn are_described(&self, i: usize) -> bool {
        self.definite(i)
            && self.words.key(i).ends_with(crate::key::PERSONS)
            && self.words.key(i).chars().count() > 6
            && self.words.definite(i - 1, WHOLE)
            && self.hits_at(i).is_empty()
    }

    /// The end of a few words in quotation marks that word `j` opens: وزارة "الثقافة والتواصل".
    pub(crate) fn quoted(&self, j: usize) -> Option<usize> {
        if self.joined(j) { self.quoted_words(j) } else { None }
    }

    /// The same where the mark may open a paragraph.
    pub(crate) fn quoted_words(&self, j: usize) -> Option<usize> {
        if self.shape(j) != Some(Shape::Quote) || !self.is_word(j + 1) {
            return None;
        }
        for k in j + 1..j + 2 + QUOTED {
            steps::take(1);
            if !self.joined(k) {
                return None;
            }
            match self.shape(k)? {
                Shape::Word | Shape::Hyphen => {}
                Shape::Quote => return Some(k + 1),
                _ => return None,
            }
        }
        None
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
            if last - first < 2 || !self.words.key(last - 1).starts_with(crate::key::ARTICLE) {
                continue;
            }
            if let Some(hit) = self.definite_nationality(last) {
                let last = hit.last as usize;
                self.push(first, last, cut, Label::ORG, Origin::Pattern(Pattern::Institution, entry), 0.85);
            }
        }
    }

    /// An institution or a facility that is named after a person whom the report or the model tells, or by a name that the model
    /// tells: مؤسسة غيتس، مسجد ابن عثيمين، فندق مداريم.
    pub(crate) fn named_after(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            let (first, last) = (candidate.first, candidate.last);
            if candidate.cut != WHOLE || first == 0 || !self.joined(first) {
                continue;
            }
            let head = first - 1;
            let (class, cut) = (self.class(head), self.words.list[head].class_cut);
            if self.words.definite(head, cut) || self.is_through(head) {
                continue;
            }
            let told = matches!(candidate.origin, Origin::Model(_));
            let (person, place) = (candidate.label == Label::PERS, matches!(candidate.label.as_str(), "GPE" | "LOC"));
            let foreign = place
                && candidate.origin == Origin::Model(None)
                && self.facts(first).part() > 0
                && class & class::BESIDE == 0;
            if class & class::NAMED_HEAD != 0 && class & class::EVENT == 0 && (person || foreign) {
                self.push(head, last, cut, Label::ORG, Origin::Pattern(Pattern::InstitutionOf, None), 0.8);
            } else if class & class::NAMED_HEAD != 0 && class & class::EVENT != 0 && person {
                // دوري عبد اللطيف جميل
                self.push(head, last, cut, Label::EVENT, Origin::Pattern(Pattern::Thing, None), 0.75);
            } else if class & class::FACILITY != 0
                && (person || place && told && class & class::TITLED == 0)
                && !self.words.list[head].opens_sentence
            {
                self.push(head, last, cut, Label::FAC, Origin::Pattern(Pattern::Facility, None), 0.75);
            }
        }
    }

    /// A short name in brackets after an institution is the same: وكالة الأنباء العراقية (واع).
    pub(crate) fn acronyms(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            let at = candidate.last;
            if candidate.label != Label::ORG || self.shape(at) != Some(Shape::Open) {
                continue;
            }
            if let Some(close) = self.latin_until_close(at + 1) {
                let entry = candidate.entry();
                self.push(at + 1, close, WHOLE, Label::ORG, Origin::Pattern(Pattern::Acronym, entry), 0.8);
                continue;
            }
            if self.shape(at + 2) != Some(Shape::Close) {
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

    /// Where the brackets close of which the words from `i` on are Latin: (Bill & Melinda Gates).
    fn latin_until_close(&self, i: usize) -> Option<usize> {
        let mut k = i;
        while k < i + QUOTED {
            steps::take(1);
            match self.shape(k)? {
                Shape::Close if k > i => return Some(k),
                Shape::Word
                    if self.words.key(k).is_ascii() && !self.words.key(k).bytes().all(|b| b.is_ascii_digit()) => {}
                Shape::Hyphen => {}
                Shape::Sign if self.words.key(k) == "&" => {}
                _ => return None,
            }
            k += 1;
        }
        None
    }
}
