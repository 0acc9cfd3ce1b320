//! Words that are names of places or persons elsewhere and none where they stand: هذه الباحة، أذان المغرب، حماة الوطن، لقاء ودي.

use crate::find::LISTED;
use crate::gazetteer::Kind;
use crate::key::{ALEF, ARTICLE, FEMININES, HEH, RELATIVE, RELATIVE_ACCUSATIVE, YEH};
use crate::lexicon::{class, part};
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
        (self.class(first) & class::NOUN != 0 && !self.is_known_name(first))
            || self.is_noun_with_from(first)
            || plural
            || (counted && !self.is_known_name(first))
            || self.is_demonstrated(first)
            || self.is_of_no_place(first)
            || self.is_noun_as_well(first)
            || self.is_adjective_of_feminine(first)
            || self.is_adjective_behind_noun(first)
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
            && self.is_noun_too(i)
            && (self.is_part(next, part::IDIOM) || noun() || self.is_relative_behind(next))
    }

    /// Whether word `i` has the letters of an indefinite adjective in ي and is no part of names: مشهد تمثيلي.
    fn is_relative_behind(&self, i: usize) -> bool {
        let key = self.words.key(i);
        key.ends_with(YEH) && key.chars().count() > 3 && !self.words.definite(i, WHOLE) && self.is_no_part(i)
    }

    /// Whether word `i`, behind its proclitics, is a noun as well as the name of a place.
    fn is_noun_too(&self, i: usize) -> bool {
        self.gazetteer.is_key_part(&self.words.key_from(i, self.words.own_cut(i)), part::NOUN_TOO)
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
        i > 0
            && self.joined(i)
            && self.is_word(i - 1)
            && self.words.own_cut(i) == WHOLE
            && (self.words.key(i).ends_with(YEH)
                || self.words.key(i).ends_with(RELATIVE_ACCUSATIVE) && accusative(i - 1))
            && !self.words.definite(i, WHOLE)
            && !self.words.definite(i - 1, self.words.list[i - 1].class_cut)
            && self.class(i - 1) & (class::FUNCTION | class::SAY | class::HONORIFIC | class::PLACE) == 0
            && (self.class(i - 1) & class::NOUN != 0 || accusative(i - 1) || self.facts(i - 1).is_ordinary(ORDINARY))
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
}
