//! Words that are names of places or persons elsewhere and none where they stand: هذه الباحة، أذان المغرب، حماة الوطن، لقاء ودي.

use crate::cuts::Cut;
use crate::find::{Hit, LISTED};
use crate::gazetteer::Kind;
use crate::key::{ALEF, AND, ARTICLE, BY, FEMININES, GOD, HEH, RELATIVE, RELATIVE_ACCUSATIVE, YEH};
use crate::lexicon::{class, part};
use crate::patterns::forms::looks_participle;
use crate::patterns::proposals::{COMMON, STEM};
use crate::rules::{Rules, WHOLE};
use crate::weigh::ORDINARY;
use rawi_core::layers::Label;

impl Rules<'_> {
    /// Whether a single word is no place where it stands: هذه الباحة, فائض مالي كبير, الولايات.
    pub(super) fn is_mere_place(&self, first: usize, last: usize) -> bool {
        if last - first > 1 {
            return false;
        }
        let key = self.words.key(first);
        let plural = key.starts_with(ARTICLE) && key.ends_with(FEMININES) && !self.is_known_name(first);
        let counted = first > 0 && self.joined(first) && self.words.key(first - 1).ends_with(|c: char| c.is_numeric());
        let noun =
            self.class(first) & class::NOUN != 0 || self.class(first) & class::TIME != 0 && !self.behind_place(first);
        (noun && !self.is_known_name(first))
            || (self.is_part_behind(first, part::COMPASS) && !self.is_listed_at(first, self.words.own_cut(first)))
            || self.is_governing(first)
            || self.is_noun_with_from(first)
            || plural
            || (counted && !self.is_known_name(first))
            || self.is_demonstrated(first)
            || self.is_of_no_place(first)
            || self.is_noun_as_well(first)
            || self.is_adjective_of_feminine(first)
            || self.is_accusative_adjective(first)
            || self.is_adjective_behind_noun(first)
    }

    /// Whether word `i`, an ordinary one that no list has as a name, governs the definite noun behind it: خانة الإنتاج.
    fn is_governing(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.facts_from(i, cut).is_ordinary(1)
            && !self.words.definite(i, cut)
            && !self.is_listed_at(i, cut)
            && !self.behind_place(i)
            && self.definite(i + 1)
            && !self.adjective(i + 1)
            && self.definite_nationality(i + 1).is_none()
    }

    /// Whether word `i` begins a name of our own gazetteers that needs no context.
    pub(super) fn is_known_name(&self, i: usize) -> bool {
        self.hits_at(i).iter().any(|h| h.spelling < LISTED && !self.spelling(h).needs_context)
    }

    /// Whether هذه or its like stands before word `i`, a definite noun, which is then no name.
    pub(crate) fn is_demonstrated(&self, i: usize) -> bool {
        i > 0 && self.joined(i) && self.words.definite(i, WHOLE) && self.is_part(i - 1, part::THIS)
    }

    /// Whether word `i`, the name of a place that is a noun as well, is the noun: حماة الوطن، مسقط رأسه.
    pub(crate) fn is_noun_as_well(&self, i: usize) -> bool {
        let next = i + 1;
        let noun = || {
            self.words.definite(next, WHOLE)
                && self.class(next) & (class::STATE | class::TIME | class::SAY | class::FUNCTION | class::EVALUATIVE)
                    == 0
                && !self.adjective(next)
                && self.nationality(next).is_none()
        };
        self.is_word(next)
            && self.joined(next)
            && self.is_part_behind(i, part::NOUN_TOO)
            && (self.is_part(next, part::IDIOM)
                || !self.is_part_behind(i, part::RARELY) && (noun() || self.is_relative_behind(next)))
    }

    /// Whether word `i` has the letters of an indefinite adjective in ي and is no part of names: مشهد تمثيلي.
    fn is_relative_behind(&self, i: usize) -> bool {
        let key = self.words.key(i);
        key.ends_with(YEH) && key.chars().count() > 3 && !self.words.definite(i, WHOLE) && self.is_no_part(i)
    }

    /// Whether the word before word `i` makes something else of the name of a place: أذان المغرب.
    pub(crate) fn is_of_no_place(&self, i: usize) -> bool {
        i > 0 && self.joined(i) && self.is_part(i - 1, part::PRAYER)
    }

    /// Whether word `i` is a definite adjective in ية of a definite noun before it: الرسالة المحمدية.
    pub(crate) fn is_adjective_of_feminine(&self, i: usize) -> bool {
        let noun = |i: usize| {
            let (key, cut) = (self.words.key(i), self.words.list[i].class_cut);
            self.is_word(i)
                && self.words.definite(i, cut)
                && (key.ends_with(HEH) || key.ends_with(FEMININES))
                && self.class(i) & (class::PLACE | class::DIRECTION) == 0
                && !self.is_known_name(i)
        };
        i > 0 && self.joined(i) && self.words.definite(i, WHOLE) && self.words.key(i).ends_with(RELATIVE) && noun(i - 1)
    }

    /// Whether word `i` is a definite adjective in ي behind a definite noun, in a report on something else than sport: القطاع الأهلي.
    pub(super) fn is_relative_of_definite(&self, i: usize) -> bool {
        i > 0
            && !self.sport
            && self.joined(i)
            && self.words.definite(i, WHOLE)
            && self.words.key(i).ends_with(YEH)
            && self.is_word(i - 1)
            && self.words.definite(i - 1, self.words.own_cut(i - 1))
            && self.class(i - 1) & (class::SAY | class::MILITANT | class::MEDIA) == 0
    }

    /// Whether the single word `i`, which may be a name, is an indefinite adjective of the noun before it: لقاء ودي.
    pub(super) fn is_adjective_of_noun(&self, i: usize) -> bool {
        let accusative = |i: usize| self.words.key(i).ends_with(ALEF);
        // بتدريب صباحي
        let noun = |i: usize| {
            let cut = self.words.own_cut(i);
            let behind = !self.words.key(i).starts_with(AND) && !self.words.definite(i, cut);
            self.facts(i).is_ordinary(ORDINARY) || behind && self.facts_from(i, cut).is_ordinary(ORDINARY)
        };
        i > 0
            && self.joined(i)
            && self.is_word(i - 1)
            && self.words.own_cut(i) == WHOLE
            && (self.words.key(i).ends_with(YEH)
                || self.words.key(i).ends_with(RELATIVE_ACCUSATIVE) && accusative(i - 1))
            && !self.words.definite(i, WHOLE)
            && !self.words.definite(i - 1, self.words.list[i - 1].class_cut)
            && self.class(i - 1) & (class::FUNCTION | class::SAY | class::HONORIFIC | class::PLACE) == 0
            && (self.class(i - 1) & class::NOUN != 0 || accusative(i - 1) || noun(i - 1))
    }

    /// Whether the single word `i`, the name of a state or a town, is an adjective of the noun before it: فائض مالي.
    fn is_adjective_behind_noun(&self, i: usize) -> bool {
        let key = self.words.key(i);
        i > 0
            && self.joined(i)
            && key.ends_with(YEH)
            && self.words.own_cut(i) == WHOLE
            && self.is_word(i - 1)
            && self.class(i - 1) & (class::FUNCTION | class::PLACE | class::DIRECTION | class::SAY) == 0
            && self.longest(i, |e, s| e.kind == Kind::Name && e.label == Label::GPE && s.needs_context).is_some()
    }

    /// Whether words `first..last`, of which the first is a person's name and a noun as well, are the noun with what it is of or like: رضا
    /// الأهل، شرف الأهلي، بحمد الله، حياة كريمة.
    pub(super) fn is_noun_of(&self, first: usize, last: usize) -> bool {
        if last - first > 2 || !self.is_part_behind(first, part::NAME_OR_NOUN) {
            return false;
        }
        if last - first == 1 && self.is_manner(first, self.words.own_cut(first)) && !self.is_known_name(first) {
            return true;
        }
        let before = if first > 0 && self.joined(first) { self.class(first - 1) } else { 0 };
        let god = last - first == 2 && self.words.key(first + 1) == GOD;
        if god && (before & class::FUNCTION != 0 || self.words.own_cut(first) != WHOLE) {
            return true;
        }
        if self.titled[first] || self.is_told(first) {
            return false;
        }
        let next = first + 1;
        if !self.is_word(next) || !self.joined(next) {
            return false;
        }
        let club = |h: &Hit| h.cut == WHOLE && self.entry(h).label == Label::ORG;
        let noun = |i: usize| self.definite(i) && self.facts(i).part() == 0 && self.definite_nationality(i).is_none();
        if last > next {
            let rather = self.facts_from(first, self.words.own_cut(first)).given < 2;
            return (rather || self.is_plural(next)) && noun(next)
                || self.hits_at(next).iter().any(club)
                || self.describes(next);
        }
        // رضا الأهل، برضا شيوخ الطائفة
        noun(next) && !self.adjective(next) && !looks_participle(self.words.key(next))
            || self.ends_in_pronoun(next, WHOLE)
            || self.facts(next).is_ordinary(COMMON - 2) && self.class(next) == 0 && self.definite(next + 1)
    }

    /// Whether ب and a name that is a noun as well stand at word `i`, which tell how something is done: بحماس، بالرضا.
    pub(super) fn is_manner(&self, i: usize, cut: Cut) -> bool {
        cut != WHOLE && self.words.key(i)[..cut.at as usize].ends_with(BY) && {
            let key = self.words.key_from(i, cut);
            self.gazetteer.is_key_part(key.strip_prefix(ARTICLE).unwrap_or(&key), part::NAME_OR_NOUN)
        }
    }

    /// Whether word `i` is an indefinite adjective by its ending that is no part of names: كريمة، شمولي.
    fn describes(&self, i: usize) -> bool {
        let key = self.words.key(i);
        (key.ends_with(HEH) || key.ends_with(YEH)) && self.facts(i).is_ordinary(STEM) && !self.words.definite(i, WHOLE)
    }

    /// Whether word `i` is an office before what it belongs to: نجم برشلونة، أمين الصندوق; or before a second one: إمام وخطيب.
    pub(super) fn is_role(&self, i: usize) -> bool {
        let next = i + 1;
        let name = |h: &Hit| {
            h.cut == WHOLE
                && self.entry(h).kind == Kind::Name
                && matches!(self.entry(h).label.as_str(), "ORG" | "GPE" | "FAC")
        };
        // عبد الله بن مساعد الرئيس العام
        let fathers = i > 0 && self.class(i - 1) & class::PARTICLE != 0;
        let belongs = || self.definite(next) && self.facts(next).part() == 0 || self.hits_at(next).iter().any(name);
        let second = || self.words.key(next).starts_with(AND) && self.is_part_behind(next, part::ROLE);
        !fathers
            && self.is_word(next)
            && self.joined(next)
            && (self.is_part(i, part::ROLE) && (belongs() || second()) || second() && self.is_rather_office(i))
    }

    /// Whether word `i` is so common a word that it is rather an office than a part of names: إمام.
    fn is_rather_office(&self, i: usize) -> bool {
        let facts = self.facts(i);
        facts.ordinary >= COMMON && facts.part() < 2 && !self.words.definite(i, WHOLE)
    }

    /// Whether the single word `i` is no name by the word before it, or the speaker: أنا فخور، كل عبد، كيف لي أن.
    pub(super) fn is_told_of(&self, i: usize) -> bool {
        let honoured = || i > 0 && self.class(i - 1) & class::HONORIFIC != 0;
        if self.is_part(i, part::SPEAKER) {
            return !self.titled[i] && !honoured();
        }
        // كل عبد
        let every =
            i > 0 && self.joined(i) && self.words.own_cut(i) == WHOLE && self.is_part_behind(i - 1, part::EVERY);
        if every {
            return true;
        }
        i > 0 && self.joined(i) && self.is_part_behind(i - 1, part::SPEAKER) && self.facts(i).part() == 0
    }

    /// Whether the model's person is made of ordinary words alone, with nothing before it that tells of a person.
    pub(super) fn is_none_person(&self, first: usize, last: usize) -> bool {
        let cut = self.words.own_cut(first);
        let told =
            self.titled[first] || (first > 0 && self.joined(first) && self.class(first - 1) & class::HONORIFIC != 0);
        !told
            && (first..last).all(|i| {
                let cut = if i == first { cut } else { WHOLE };
                self.is_word(i) && self.facts_from(i, cut).is_ordinary(ORDINARY)
                    || self.words.list[i].class & class::STOP != 0
            })
            && !(first..last).any(|i| self.hits_at(i).iter().any(|h| self.entry(h).label == Label::PERS))
    }

    /// Whether words `first..last` call somebody a son of a place: ابن بريدة.
    pub(super) fn is_son_of_place(&self, first: usize, last: usize) -> bool {
        last - first == 2
            && self.is_part_behind(first, part::SON)
            && self.facts(last - 1).part() == 0
            && self.named(last - 1, &[Label::GPE]).is_some_and(|hit| !self.spelling(hit).needs_context)
    }

    /// Whether words `first..last` are a plural before a definite noun: منسوبو الفريق.
    pub(super) fn is_mere_plural(&self, first: usize, last: usize) -> bool {
        let key = self.words.key(first);
        last - first == 1
            && key.ends_with(AND)
            && key.chars().count() > 4
            && self.definite(last)
            && !self.adjective(last)
            && self.is_no_part(first)
    }

    /// Whether words `first..last` are a foreign word that is no part of names and a nationality, as teams have it: كوجالي التركي.
    pub(super) fn is_named_foreigner(&self, first: usize, last: usize) -> bool {
        let unknown = |i: usize| {
            let cut = if i == first { self.words.own_cut(i) } else { WHOLE };
            self.facts_from(i, cut).part() == 0
                && self
                    .hits_at(i)
                    .iter()
                    .all(|h| self.entry(h).kind == Kind::Name && self.entry(h).label != Label::PERS)
        };
        last - first > 1
            && !self.titled[first]
            && (first..last - 1).all(unknown)
            && self.definite_nationality(last - 1).is_some_and(|hit| self.country(hit).is_some())
    }

    /// Whether word `i` is the name of a family or a tribe: آل باعشن، بني مالك.
    pub(super) fn is_of_a_kin(&self, i: usize) -> bool {
        self.is_part_behind(i, part::KIN) || (i > 0 && self.joined(i) && self.is_part_behind(i - 1, part::KIN))
    }

    /// Whether a person's name is a single word with هذا behind it: بفوزي هذا.
    pub(super) fn is_possessed(&self, first: usize, last: usize) -> bool {
        last - first == 1 && self.words.own_cut(first) != WHOLE && self.joined(last) && self.is_part(last, part::THIS)
    }

    /// Whether the model's person is an indefinite word of the language with a definite one behind it, and neither a title nor a nationality
    /// stands before it: ضيوف الرحمن، عهدة الراوي.
    pub(super) fn is_thing_of(&self, first: usize, last: usize) -> bool {
        let cut = self.words.own_cut(first);
        let told =
            self.titled[first] || self.is_told(first) || first > 0 && self.joined(first) && self.adjective(first - 1);
        last - first == 2
            && !told
            && self.facts_from(first, cut).is_ordinary(STEM)
            && !self.words.definite(first, cut)
            && self.definite(last - 1)
            && self.hits_at(first).iter().all(|h| self.entry(h).label != Label::PERS)
    }
}
