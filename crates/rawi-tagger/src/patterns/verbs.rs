//! Words in the names of the learned model, or beside them, that are verbs, objects, months and the like: by their letters, by the lists and by
//! what stands behind them.

use crate::key::{ALEF, BY, HEH, NOON, ON, PERSONS, TEH, YEH};
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::patterns::proposals::{COMMON, STEM};
use crate::rules::{Rules, WHOLE};
use crate::weigh::ORDINARY;
use rawi_core::layers::Label;

/// Like [`ORDINARY`], of a noun that nothing else than its ending tells to be one.
const DOING: u8 = 3;

impl Rules<'_> {
    /// Whether word `i` is an ordinary word with the preposition behind it that it governs: الخبير في، المقرب من.
    pub(crate) fn is_governor(&self, i: usize) -> bool {
        let facts = self.facts(i);
        let next = i + 1;
        facts.is_ordinary(1)
            && self.hits_at(i).is_empty()
            && self.is_word(next)
            && self.joined(next)
            && self.whole_class(next) & class::FUNCTION != 0
    }

    /// Whether word `i` is a definite noun behind a name that is no word of the language, which takes none: كشف ويكيليكس الوثائق.
    pub(crate) fn is_object(&self, i: usize) -> bool {
        self.words.definite(i, WHOLE)
            && !self.adjective(i)
            && self.facts(i).is_ordinary(ORDINARY)
            && self.facts(i - 1) == Facts::default()
            && self.class(i - 1) == 0
            && !self.words.definite(i - 1, WHOLE)
            && !self.clitic(i - 1)
    }

    /// Whether word `i` is a word of time and no part of names: الآن.
    pub(crate) fn is_time(&self, i: usize) -> bool {
        self.whole_class(i) & class::TIME != 0 && self.facts(i).part() == 0 && self.hits_at(i).is_empty()
    }

    /// Whether word `i` is an ordinary noun in ة with a part of a name behind it, on which it governs: مبايعة بيبرس.
    pub(crate) fn is_doing(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.words.key(i).ends_with(HEH)
            && !self.words.definite(i, cut)
            && self.facts_from(i, cut).is_ordinary(DOING)
            && self.hits_at(i).is_empty()
            && self.facts(i + 1).part() >= 2
    }

    /// Whether word `i` is a name that is a verb before a person's: روى غازي القصيبي.
    pub(crate) fn is_verb_before(&self, i: usize) -> bool {
        self.is_part(i, part::VERB_BEFORE) && (self.is_given(i + 1) || self.facts(i + 1).given >= 2)
    }

    /// Whether word `i` is a name that is a verb before the preposition behind it: أشرف عليها، طالب بحماية.
    pub(crate) fn is_verb_with(&self, i: usize) -> bool {
        let next = i + 1;
        let particle = i > 0 && self.whole_class(i - 1) & class::PARTICLE != 0;
        if particle || !self.is_word(next) || !self.joined(next) {
            return false;
        }
        let on = self.words.key(next).starts_with(ON) && self.class(next) & class::FUNCTION != 0;
        let by = self.words.key(next).starts_with(BY) && self.words.own_cut(next).at == 2;
        (on && self.is_part(i, part::VERB_WITH_ON)) || (by && self.is_part(i, part::VERB_WITH_BY))
    }

    /// Whether word `i` is a verb of the present at either end of a name: يدشن، يبشرني.
    pub(crate) fn is_verb(&self, i: usize) -> bool {
        let (facts, key) = (self.facts(i), self.words.key(i));
        let ends_with_me = || key.strip_suffix(YEH).is_some_and(|verb| verb.ends_with(NOON));
        key.starts_with(YEH)
            && key.chars().count() > 3
            && facts.part() == 0
            && (facts.ordinary >= STEM || self.definite(i + 1) || ends_with_me() && key.chars().count() > 5)
            && self.hits_at(i).is_empty()
    }

    /// Whether word `i` behind a name is an indefinite adjective or an accusative, by its ending, which tells how somebody is: كانت بارعة،
    /// بدا شغوفا.
    pub(crate) fn is_predicate(&self, i: usize) -> bool {
        self.words.key(i).ends_with([HEH, ALEF])
            && self.words.key(i).chars().count() > 4
            && self.facts(i).is_ordinary(STEM)
            && !self.words.definite(i, WHOLE)
            && self.hits_at(i).iter().all(|h| self.entry(h).label != Label::PERS || self.spelling(h).needs_context)
    }

    /// Whether word `i` is a verb by another form of it that Wikipedia has: نقاتل by يقاتل, شكرت by شكر and يشكر.
    pub(crate) fn is_verb_form(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        let key = self.words.key_from(i, cut);
        if key.chars().count() < 4
            || self.words.definite(i, cut)
            || self.facts_from(i, cut).part() > 0
            || self.class(i) & class::PARTICLE != 0
            || !self.hits_at(i).is_empty()
        {
            return false;
        }
        let used = |key: &str| self.gazetteer.lists.facts(key).ordinary;
        let present = |stem: &str, but: char| {
            [YEH, TEH].iter().any(|&person| person != but && used(&format!("{person}{stem}")) > 0)
        };
        let mut letters = key.chars();
        let stem_of_present =
            letters.next().filter(|person| [YEH, TEH, NOON].contains(person)).map(|person| (letters.as_str(), person));
        if stem_of_present.is_some_and(|(stem, person)| present(stem, person)) {
            return true;
        }
        let stem = key.strip_suffix(TEH).filter(|stem| !stem.ends_with(ALEF) && stem.chars().count() > 2);
        stem.is_some_and(|stem| used(stem) >= STEM && present(stem, ALEF))
    }

    /// Whether word `i` is a verb of the present with its object behind it: تسطر الهواجس.
    pub(crate) fn is_verb_of(&self, i: usize) -> bool {
        let facts = self.facts(i);
        let object = self.definite(i + 1) && !self.adjective(i + 1);
        // سلمان بن عبد العزيز يولي اهتماما
        let accusative = || {
            let key = |i: usize| self.words.key(i);
            self.is_word(i + 1)
                && self.joined(i + 1)
                && key(i + 1).ends_with(ALEF)
                && key(i + 1).chars().count() > 4
                && self.facts(i + 1).part() == 0
        };
        self.words.key(i).starts_with([YEH, TEH])
            && self.words.key(i).chars().count() > 3
            && self.hits_at(i).is_empty()
            && self.class(i) == 0
            && (facts.part() == 0 && object || facts.part() < 2 && facts.ordinary >= STEM && accusative())
    }

    /// Whether word `i` is a verb of the future: سيغيب.
    pub(crate) fn is_future(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        let key = self.words.key_from(i, cut);
        let verb = key.strip_prefix('س').filter(|verb| verb.starts_with([YEH, TEH]));
        self.facts_from(i, cut).part() == 0
            && self.hits_at(i).is_empty()
            && verb.is_some_and(|verb| self.gazetteer.lists.facts(verb).ordinary > 0)
    }

    /// Whether word `i` is a very common one behind a clitic: باسم.
    pub(crate) fn is_common_behind_clitic(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        cut != WHOLE && self.facts_from(i, cut).is_ordinary(COMMON) && !self.hits_at(i).iter().any(|h| h.cut == cut)
    }

    /// Whether word `i` is an ordinary word with ه behind it: برنامجه.
    pub(crate) fn is_anothers(&self, i: usize) -> bool {
        let stem = self.words.key(i).strip_suffix(HEH);
        !self.words.definite(i, WHOLE)
            && self.class(i) == 0
            && self.hits_at(i).is_empty()
            && self.facts(i).part() == 0
            && stem.is_some_and(|stem| stem.chars().count() > 3 && self.gazetteer.lists.facts(stem).is_ordinary(COMMON))
    }

    /// Whether word `i` is a month's other name in brackets or behind a stroke.
    pub(crate) fn is_second_month(&self, i: usize) -> bool {
        i > 1 && self.whole_class(i) & class::TIME != 0 && !self.is_word(i - 1) && self.class(i - 2) & class::TIME != 0
    }

    /// Whether word `i` is a definite plural of persons that no list has: المرابطين.
    pub(crate) fn is_plural(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.words.definite(i, cut)
            && self.words.key(i).ends_with(PERSONS)
            && self.words.key(i).chars().count() > 6
            && !self.is_listed_at(i, cut)
    }
}
