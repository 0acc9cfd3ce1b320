//! Names of persons that no gazetteer holds as a whole.

use crate::candidate::{Origin, Pattern};
use crate::cuts::Cut;
use crate::find::Hit;
use crate::gazetteer::Kind;
use crate::key::is_alphabetic;
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::patterns::forms::{looks_indefinite, looks_participle, looks_verbal};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use rawi_core::layers::Label;

/// A person's name as far as it was read.
pub(crate) struct Person {
    /// Where it ends.
    pub(crate) last: usize,
    /// Where the words end that are known parts of names.
    pub(crate) known: usize,
    parts: usize,
    sure: bool,
    entry: Option<u32>,
}

/// A name has no more parts.
const LONGEST: usize = 6;

/// Nor more words that no list knows.
const UNKNOWN_WORDS: usize = 2;

/// A person's name while it is read.
struct Reading {
    person: Person,
    /// The name begins at `cut` of word `i`, perhaps behind a title.
    i: usize,
    cut: Cut,
    titled: bool,
    /// The next word.
    next: usize,
    /// How many words were taken that no list knows.
    unknown: usize,
    /// Whether the name may go on with such a word.
    open: bool,
    /// How many parts the name of the person's entry has.
    named: usize,
}

impl Reading {
    /// Where the next word's part of the name begins.
    fn here(&self) -> Cut {
        if self.next == self.i { self.cut } else { WHOLE }
    }

    fn take(&mut self, words: usize) {
        self.next += words;
        self.person.parts += words;
    }

    fn is_known_so_far(&mut self) {
        (self.person.last, self.person.known) = (self.next, self.next);
    }
}

/// Whether a name may go on behind what was taken.
#[derive(PartialEq, Eq)]
enum Step {
    On,
    End,
}

impl Rules<'_> {
    fn push_person(&mut self, first: usize, person: &Person, cut: Cut, pattern: Pattern, confidence: f32) {
        self.push(first, person.last, cut, Label::PERS, Origin::Pattern(pattern, person.entry), confidence);
        if let Some(candidate) = self.out.last_mut() {
            candidate.known = person.known;
        }
    }

    /// Names of persons that no gazetteer holds as a whole.
    pub(crate) fn persons(&mut self) {
        for i in 0..self.words.len() {
            // الآن is no Alan.
            let time = !self.titled[i] && self.whole_class(i) & class::TIME != 0;
            if !self.is_word(i) || self.in_title[i] || time || self.is_verb_before(i) {
                continue;
            }
            let titled = self.titled[i] && self.joined(i) && !self.is_of_title(i);
            // مشرف المقاصف
            if !titled && self.is_role(i) && self.facts(i + 1).is_ordinary(1) {
                continue;
            }
            let class = self.class(i);
            if !titled
                && self.hits_at(i).is_empty()
                && class & class::PARTICLE == 0
                && (class != 0 || !self.words.may_be_given(i) || self.facts(i).given < 3)
            {
                continue; // nothing begins a name here
            }
            let before = if i > 0 && self.joined(i) { self.class(i - 1) } else { 0 };
            let said = before & (class::SAY | class::HONORIFIC) != 0;
            let by = if titled {
                Pattern::TitleName
            } else if said {
                Pattern::SayName
            } else {
                Pattern::NameParts
            };
            // A given name that is also a word, كريم, needs a title, a verb of saying or a sure part behind it.
            if let Some(mut person) = self.person(i, WHOLE, titled || self.surely_followed(i)) {
                if let Some(&last) = self.namesakes.get(&i) {
                    person.last = last;
                }
                let enough = person.parts >= 2 || titled || (said && person.sure);
                if enough {
                    let confidence = if person.sure { 0.8 } else { 0.6 };
                    self.push_person(i, &person, WHOLE, by, confidence);
                }
                continue;
            }
            // Behind a proclitic: وأحمد الخالدي.
            let Some(cut) = self.hits_at(i).iter().map(|h| h.cut).find(|&c| c != WHOLE) else { continue };
            if let Some(person) = self.person(i, cut, false)
                && person.parts >= 2
                && !self.is_praise(i, person.last)
            {
                self.push_person(i, &person, cut, Pattern::NameParts, 0.75);
            }
        }
    }

    /// Whether words `first..last` thank God: بفضل الله، بحمد الله.
    fn is_praise(&self, first: usize, last: usize) -> bool {
        last - first == 2
            && self.words.key(first).starts_with(crate::key::BY)
            && self.words.key(first + 1) == crate::key::GOD
            && !self.is_part(first, part::JOINED)
    }

    /// Whether word `i` is the place that an indefinite title before it is of: محافظ بدر.
    pub(super) fn is_of_title(&self, i: usize) -> bool {
        i > 0
            && self.is_part(i - 1, part::RULES)
            && self.named(i, &[Label::GPE]).is_some()
            && self.whole_class(i + 1) & class::PARTICLE == 0
    }

    /// Whether word `i` is a given name, however doubtful, and a part of personal names that is no word follows.
    fn surely_followed(&self, i: usize) -> bool {
        self.longest(i, |e, _| e.kind == Kind::Given).is_some_and(|first| {
            let next = first.last as usize;
            self.joined(next) && self.longest(next, |e, s| e.kind != Kind::Name && !s.needs_context).is_some()
        })
    }

    /// The person's name that begins at `cut` of word `i`; after a title the first word may be any that looks like one.
    pub(crate) fn person(&self, i: usize, cut: Cut, titled: bool) -> Option<Person> {
        let person = Person { last: i, known: i, parts: 0, sure: false, entry: None };
        let mut reading = Reading { person, i, cut, titled, next: i, unknown: 0, open: true, named: 0 };
        while reading.person.parts < LONGEST && self.goes_on(&reading) {
            let step = self
                .take_known(&mut reading)
                .or_else(|| self.take_listed(&mut reading))
                .or_else(|| self.take_kin(&mut reading))
                .or_else(|| self.take_particle(&mut reading))
                .or_else(|| self.take_ordinal(&mut reading))
                .or_else(|| self.take_told(&mut reading))
                .or_else(|| self.take_unknown(&mut reading));
            if step != Some(Step::On) {
                break;
            }
        }
        let Reading { mut person, named, .. } = reading;
        // فهد بن عبد العزيز بن معمر is not the king.
        if person.parts > named {
            person.entry = None;
        }
        (person.last > i).then_some(person)
    }

    /// Whether the next word may belong to a name, and is no office, time or other person behind it.
    fn goes_on(&self, reading: &Reading) -> bool {
        let k = reading.next;
        if !self.is_word(k) || k == reading.i {
            return self.is_word(k);
        }
        self.joined(k)
            && !self.is_followed_office(k)
            && !self.is_role(k)
            && !self.is_hour(k)
            && !self.is_predicate(k)
            && !(reading.person.parts > 1 && (self.begins_anew(k) || self.is_next_honorific(k)))
    }

    /// A part that gazetteers have: أحمد، الشرع.
    fn take_known(&self, reading: &mut Reading) -> Option<Step> {
        let (k, here) = (reading.next, reading.here());
        let first = k == reading.i;
        let hit = self
            .hits_at(k)
            .iter()
            .filter(|h| {
                h.cut == here
                    && self.is_name_part(h, !first || reading.titled)
                    && !(self.is_other(h, !first) && !(first && self.is_behind_title(h)))
            })
            .max_by_key(|h| (h.last, self.entry(h).kind == Kind::Name && !self.spelling(h).needs_context))?;
        let (entry, words) = (self.entry(hit), (hit.last - hit.first) as usize);
        reading.person.sure |=
            !self.spelling(hit).needs_context && (entry.kind == Kind::Given || entry.kind == Kind::Name);
        if entry.kind == Kind::Name {
            reading.person.entry = first.then_some(self.spelling(hit).entry);
            reading.named = words;
        }
        reading.open = entry.kind == Kind::Given;
        reading.take(words);
        reading.is_known_so_far();
        Some(Step::On)
    }

    /// A part that the long lists know; the first one behind a title, or if it is hardly ever anything else.
    fn take_listed(&self, reading: &mut Reading) -> Option<Step> {
        let (k, here, first) = (reading.next, reading.here(), reading.person.parts == 0);
        let facts = self.facts_from(k, here);
        if !self.is_listed_part(facts, k, here, first, reading.titled) {
            return None;
        }
        reading.person.sure |= facts.given >= 2 && facts.ordinary < 5 && first;
        reading.open = facts.given > 0 && first && !self.words.definite(k, here);
        reading.take(1);
        reading.is_known_so_far();
        Some(Step::On)
    }

    /// The name of a family behind آل, which ends the name: عبد اللطيف آل الشيخ.
    fn take_kin(&self, reading: &mut Reading) -> Option<Step> {
        let k = reading.next;
        let kin = reading.person.parts > 0 && self.is_part(k, part::KIN) && self.is_word(k + 1) && self.joined(k + 1);
        kin.then(|| {
            reading.take(2);
            reading.is_known_so_far();
            Step::End
        })
    }

    /// بن، أبو، دي and their like, which need a part after them; أبو may open a name.
    fn take_particle(&self, reading: &mut Reading) -> Option<Step> {
        let (k, inside) = (reading.next, reading.person.parts > 0);
        let particle = reading.here() == WHOLE && self.whole_class(k) & class::PARTICLE != 0;
        let kunya = self.is_part(k, part::KUNYA);
        if !particle || !(inside || reading.titled || kunya) || !self.is_word(k + 1) || !self.joined(k + 1) {
            return None;
        }
        let known =
            self.hits_at(k + 1).iter().any(|h| h.cut == WHOLE && self.is_name_part(h, true) && !self.is_other(h, true));
        if known {
            reading.person.sure |= kunya && !inside;
            reading.take(1);
        } else if inside && self.family_like(k + 1) {
            reading.take(2);
            reading.person.last = reading.next;
            reading.open = false;
        } else {
            return None;
        }
        Some(Step::On)
    }

    /// The number of a king or a pope behind a given name, which ends the name: عبد الله الثاني.
    fn take_ordinal(&self, reading: &mut Reading) -> Option<Step> {
        let k = reading.next;
        (reading.person.parts > 0 && self.is_given(k - 1) && self.is_part(k, part::ORDINAL)).then(|| {
            reading.take(1);
            reading.is_known_so_far();
            Step::End
        })
    }

    /// What is left of a name of two words between a title and إن, whatever they mean: المتحدث يحيى سريع إن.
    fn take_told(&self, reading: &mut Reading) -> Option<Step> {
        let (k, parts) = (reading.next, reading.person.parts);
        let end = k + 2_usize.checked_sub(parts).filter(|&left| reading.titled && left > 0)?;
        let plain = |i: usize| {
            self.is_word(i)
                && self.joined(i)
                && self.words.own_cut(i) == WHOLE
                && self.class(i) & (class::STOP & !class::NOUN | class::FORMER | class::HEAD | class::WEAK_HEAD) == 0
                && !self.adjective(i)
                && self.named(i, &[Label::NORP, Label::OCC, Label::GPE, Label::ORG]).is_none()
        };
        let told = (k..end).all(plain) && self.joined(end) && self.is_part(end, part::THAT);
        (told && !(parts == 0 && self.words.definite(k, WHOLE))).then(|| {
            reading.take(end - k);
            reading.is_known_so_far();
            reading.person.sure = true;
            Step::End
        })
    }

    /// A word that no list knows, two at most: a family name, or the first one behind a title.
    fn take_unknown(&self, reading: &mut Reading) -> Option<Step> {
        let (k, first) = (reading.next, reading.person.parts == 0);
        let may_follow = if first {
            reading.titled && reading.cut == WHOLE && self.foreign_first(k)
        } else {
            reading.person.sure || reading.titled
        };
        if !reading.open || reading.unknown == UNKNOWN_WORDS || !may_follow || !self.family_like(k) {
            return None;
        }
        reading.unknown += 1;
        reading.take(1);
        reading.person.last = reading.next;
        let definite = self.words.definite(k, WHOLE);
        if !first && reading.person.sure && definite && self.is_rare(k, WHOLE) {
            reading.person.known = reading.next; // القباع is no word
        }
        let enough = definite || (reading.unknown == 1 && !first && !reading.titled);
        Some(if enough { Step::End } else { Step::On })
    }

    /// Whether word `k` is a time of day with the day behind it: صدام حسين صباح العيد.
    fn is_hour(&self, k: usize) -> bool {
        self.whole_class(k) & class::TIME != 0
            && self.is_word(k + 1)
            && self.joined(k + 1)
            && (self.words.definite(k + 1, WHOLE) || self.class(k + 1) & class::TIME != 0)
    }

    /// Whether word `k`, behind a definite family name, is a given name of the next person: سامر الكيلاني وليد الخالدي.
    fn begins_anew(&self, k: usize) -> bool {
        let given = |h: &Hit| h.cut == WHOLE && self.entry(h).kind == Kind::Given && !self.spelling(h).needs_context;
        // عبد الرحمن صالح goes on.
        let joined = k > 1 && self.is_part(k - 2, part::JOINED);
        self.words.definite(k - 1, WHOLE)
            && !joined
            && !self.words.definite(k, WHOLE)
            && (self.hits_at(k).iter().any(given) || self.facts(k).given == 3)
    }

    /// Whether word `k`, behind a definite family name, is a word of courtesy before the next person: عادل الجبير السيد كيري.
    fn is_next_honorific(&self, k: usize) -> bool {
        let named = |h: &Hit| h.cut == WHOLE && self.entry(h).label == Label::PERS;
        self.whole_class(k) & class::HONORIFIC != 0
            && self.words.definite(k - 1, WHOLE)
            && self.joined(k + 1)
            && (self.hits_at(k + 1).iter().any(named) || self.facts(k + 1).part() >= 2)
    }

    /// Whether word `k`, of which the long lists know `facts`, is a part of a name where it stands.
    fn is_listed_part(&self, facts: Facts, k: usize, cut: Cut, first: bool, titled: bool) -> bool {
        let known = match (first, titled) {
            // A definite first word is more often a title: الرئيس الأسير صدام حسين.
            (true, true) => {
                facts.part() == 3 || (facts.part() > 0 && facts.ordinary < 7 && !self.words.definite(k, cut))
            }
            (true, false) => facts.given == 3,
            // سمير عوض مساعد الوزير.
            (false, _) => facts.part() == 3 || (facts.part() == 2 && facts.ordinary < 6),
        };
        known && self.words.list[k].class == 0 && self.may_be_part(k, cut)
    }

    /// Whether no gazetteer knows word `k` as the name of something else, or as an office.
    fn may_be_part(&self, k: usize, cut: Cut) -> bool {
        !self.hits_at(k).iter().any(|h| {
            h.cut == cut
                && self.entry(h).kind == Kind::Name
                && (!self.spelling(h).needs_context || matches!(self.entry(h).label.as_str(), "OCC" | "NORP"))
                && self.entry(h).label != Label::PERS
        })
    }

    /// Whether a given name that is an office as well stands behind a definite title, which it is no office of: الأمير سلطان.
    fn is_behind_title(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        let next = hit.last as usize;
        let title = |h: &Hit| h.last as usize == i && self.entry(h).label == Label::OCC;
        self.entry(hit).kind == Kind::Given
            && i > 0
            && self.joined(i)
            && !self.words.definite(i, WHOLE)
            && self.words.definite(i - 1, WHOLE)
            && self.hits_at(i - 1).iter().any(title)
            && !(self.joined(next) && self.named(next, &[Label::GPE, Label::ORG]).is_some())
    }

    /// Whether a doubtful part of a name is rather a title or a nationality where it stands: الرئيس المصري.
    fn is_other(&self, hit: &Hit, inside: bool) -> bool {
        // تركي بن عبد الله.
        let next = hit.last as usize;
        if self.joined(next)
            && self.whole_class(next) & class::PARTICLE != 0
            && !self.is_part(next, part::KUNYA | part::JOINED)
        {
            return false;
        }
        self.spelling(hit).needs_context
            && self.hits_at(hit.first as usize).iter().any(|h| {
                let label = &self.entry(h).label;
                h.cut == hit.cut
                    && self.entry(h).kind == Kind::Name
                    && (*label == Label::OCC || (!inside && *label == Label::NORP))
            })
    }

    fn is_name_part(&self, hit: &Hit, inside: bool) -> bool {
        let (entry, spelling) = (self.entry(hit), self.spelling(hit));
        match entry.kind {
            Kind::Given => inside || !spelling.needs_context,
            Kind::Family => inside,
            Kind::Name => entry.label == Label::PERS && (inside || !spelling.needs_context),
        }
    }

    /// An unknown word that may be the last part of a name.
    pub(crate) fn family_like(&self, k: usize) -> bool {
        let word = &self.words.list[k];
        let key = self.words.key(k);
        let letters = key.chars().count();
        let facts = self.facts(k);
        if facts.part() >= 2 && word.class == 0 && word.shape == Shape::Word {
            return self.may_be_part(k, WHOLE);
        }
        if word.shape != Shape::Word
            || word.class != 0
            || facts.is_ordinary(4)
            || !key.chars().all(is_alphabetic)
            || !key.chars().any(rawi_arabic::is_letter)
        {
            return false;
        }
        if self.hits_at(k).iter().any(|h| {
            let e = self.entry(h);
            h.cut == WHOLE && e.kind == Kind::Name && e.label != Label::PERS
        }) {
            return false;
        }
        if self.words.definite(k, WHOLE) {
            // الوزير السوري is no name, الكيلاني is: a definite unknown word that is not a participle's or a verbal noun's form.
            return letters >= 5
                && !looks_participle(key)
                && !key.ends_with(crate::key::FEMININES)
                && !key.ends_with(crate::key::PERSONS)
                && !key.ends_with(crate::key::SUBJECTS)
                && !key.ends_with(crate::key::HEH);
        }
        // An indefinite accusative, هجوما; after a title a foreign name may end so.
        let accusative = key.ends_with(crate::key::ALEF) && letters < 7 && !self.titled[k];
        letters >= 3 && !accusative && !looks_verbal(key) && !looks_indefinite(key) && !self.clitic(k)
    }

    /// A first word after a title that no list holds: only with the shape of a foreign name, and another word after it.
    fn foreign_first(&self, k: usize) -> bool {
        !self.words.definite(k, WHOLE)
            && self.is_word(k + 1)
            && self.joined(k + 1)
            && self.family_like(k + 1)
            && !self.words.definite(k + 1, WHOLE)
    }
}
