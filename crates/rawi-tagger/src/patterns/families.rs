//! Family names that no list has, or that are ordinary words, behind the names of persons: بدر محمد باسلمة، إبراهيم بن عبد العزيز السريع.
//!
//! Behind a given name an indefinite word ends the name if nothing else can follow it there: a sign or the end of the paragraph stands
//! behind it, and it is seldom a word of the language. A definite word does so behind a father's name, unless an adjective, a preposition
//! or its own form make it a title or a participle.

use crate::candidate::Candidate;
use crate::gazetteer::Kind;
use crate::key::{ALEF, BY, FEMININES, HEH, NOON, PERSONS, SUBJECTS, TEH, YEH};
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::patterns::forms::{looks_indefinite, looks_participle};
use crate::patterns::proposals::COMMON;
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use rawi_core::layers::Label;
use std::collections::BTreeSet;

/// A word that Wikipedia has two to this power times is seldom one: before a sign, and before a word of the sentence.
const SELDOM: u8 = 5;
const RARE: u8 = 3;

impl Rules<'_> {
    /// Lets the names of persons go on with a family's name that no list has.
    pub(crate) fn families(&mut self) {
        // What an institution is named after ends with it.
        let ends: BTreeSet<usize> = self
            .out
            .iter()
            .filter(|c| matches!(c.label.as_str(), "ORG" | "FAC" | "EVENT" | "GPE"))
            .map(|c| c.last)
            .collect();
        // Definite words behind a verb of saying or a word of courtesy: وقال السريع.
        let said: BTreeSet<&str> = (1..self.words.len())
            .filter(|&i| self.is_told(i) && self.words.definite(i, WHOLE))
            .map(|i| self.words.key(i))
            .collect();
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            if candidate.label != Label::PERS || candidate.entry().is_some() || ends.contains(&candidate.last) {
                continue;
            }
            if let Some(end) = self.family_end(candidate, &said) {
                (self.out[c].last, self.out[c].known) = (end, end);
            }
        }
    }

    /// Where the family's name ends that stands behind the person's name `c`, if there is one.
    fn family_end(&self, c: &Candidate, said: &BTreeSet<&str>) -> Option<usize> {
        let k = c.last;
        if let Some(end) = self.quoted_end(c) {
            return Some(end);
        }
        if self.shape(k) == Some(Shape::Hyphen) {
            return self.is_second_half(k).then_some(k + 2);
        }
        if !self.is_word(k) || !self.joined(k) || self.class(k) != 0 || self.words.list[k].tanwin {
            return None;
        }
        let before = k - 1;
        let cut = if before == c.first { c.cut } else { WHOLE };
        let given = self.facts_from(before, cut).given >= 2
            || self.hits_at(before).iter().any(|h| h.cut == cut && self.entry(h).kind == Kind::Given)
            // بن مساعد السهلي
            || before > c.first && self.is_part(before - 1, part::SON);
        // العبد العالي
        if self.words.definite(before, cut) && self.is_part(before, part::JOINED) && self.definite(k) {
            return Some(k + 1);
        }
        let own = self.words.own_cut(k);
        let other = self.hits_at(k).iter().any(|h| {
            h.cut == own && (own != WHOLE || self.entry(h).kind == Kind::Name && self.entry(h).label != Label::PERS)
        });
        // ب and the article: بالدمام.
        let other =
            other || own != WHOLE && self.words.definite(k, own) || before > 0 && self.is_part(before - 1, part::KIN);
        // ميشيل ريمو كوياتي.
        let unheard =
            || !self.joined(k + 1) || matches!(self.shape(k + 1), Some(Shape::Sign | Shape::Close | Shape::Quote));
        let foreign = c.last - c.first == 2
            && !given
            && self.facts_from(before, cut).part() >= 2
            && self.facts_from(before, cut).ordinary == 0
            && self.facts(k) == Facts::default()
            && own == WHOLE
            && !self.words.definite(before, cut)
            && unheard()
            && self.family_like(k)
            && !self.words.definite(k, WHOLE);
        if foreign && !other {
            return Some(k + 1);
        }
        if !given || self.words.definite(before, cut) || other {
            return None;
        }
        let family =
            if self.words.definite(k, WHOLE) { self.is_definite_family(c, said) } else { self.is_indefinite_family(c) };
        family.then_some(k + 1)
    }

    /// The end of the words between quotation marks that begin with the name `c` and go on with words that may be parts of it: "أليسون لاين".
    fn quoted_end(&self, c: &Candidate) -> Option<usize> {
        let open = c.first.checked_sub(1).filter(|&i| self.shape(i) == Some(Shape::Quote))?;
        let end = self.quoted(open).filter(|&end| end > c.last + 1 && end <= c.last + 3)? - 1;
        let part = |i: usize| {
            self.is_word(i)
                && self.class(i) == 0
                && self.words.own_cut(i) == WHOLE
                && !self.words.definite(i, WHOLE)
                && self.facts(i).ordinary < SELDOM
                && self.hits_at(i).iter().all(|h| self.entry(h).label == Label::PERS)
        };
        (c.last..end).all(part).then_some(end)
    }

    /// Whether a hyphen without spaces joins word `k - 1` to an unheard one: جروس-هودج.
    fn is_second_half(&self, k: usize) -> bool {
        let list = &self.words.list;
        self.is_word(k + 1)
            && list[k - 1].end == list[k].start
            && list[k].end == list[k + 1].start
            && !self.words.definite(k + 1, WHOLE)
            && self.hits_at(k + 1).iter().all(|h| self.entry(h).label == Label::PERS)
            && self.family_like(k + 1)
    }

    /// Whether the definite word behind `c` is the name of a family: إبراهيم بن عبد العزيز السريع. One that is an ordinary word needs to be
    /// `said` as a name elsewhere, as an object stands there, too: افتتح الأمير سلطان بن فهد المعرض.
    fn is_definite_family(&self, c: &Candidate, said: &BTreeSet<&str>) -> bool {
        let k = c.last;
        let (key, facts) = (self.words.key(k), self.facts(k));
        let word = facts.part() == 0 && facts.ordinary > RARE;
        let described = self.adjective(k + 1) || self.definite_nationality(k + 1).is_some();
        (c.first + 1..k - 1).any(|i| self.is_part(i, part::SON))
            && key.chars().count() > 4
            && (!word || said.contains(key))
            && !looks_participle(key)
            && !key.ends_with(HEH)
            && !key.ends_with(FEMININES)
            && !key.ends_with(PERSONS)
            && !key.ends_with(SUBJECTS)
            && !described
    }

    /// Whether a verb of saying or a word of courtesy stands before word `i`.
    pub(super) fn is_told(&self, i: usize) -> bool {
        i > 0 && self.joined(i) && self.class(i - 1) & (class::SAY | class::HONORIFIC) != 0
    }

    /// Whether the indefinite word behind `c` is the name of a family: بدر محمد باسلمة.
    fn is_indefinite_family(&self, c: &Candidate) -> bool {
        let k = c.last;
        let (key, facts, cut) = (self.words.key(k), self.facts(k), self.words.own_cut(k));
        let seldom = if cut == WHOLE { facts.ordinary } else { facts.ordinary.max(self.facts_from(k, cut).ordinary) };
        // The end of a phrase: a sign or the next paragraph; or a word that goes on with the sentence.
        let ends = !self.joined(k + 1) || matches!(self.shape(k + 1), Some(Shape::Sign | Shape::Close | Shape::Quote));
        let goes_on = self.is_word(k + 1)
            && (self.class(k + 1) & (class::TIME | class::FUNCTION | class::SAY) != 0
                || self.named(k + 1, &[Label::OCC]).is_some());
        if self.is_part(k, part::ROLE)
            || key.chars().count() < 3
            || !key.chars().all(crate::key::is_alphabetic)
            || !(ends || goes_on)
        {
            return false;
        }
        if facts.part() > 0 {
            return seldom < COMMON && cut == WHOLE;
        }
        let verbal =
            key.starts_with([YEH, TEH, NOON]) || key.ends_with(ALEF) || looks_indefinite(key) || self.is_verb(k);
        // ورحمته, but not باسلمة
        let possessed = key.ends_with(HEH) && !(key.starts_with(BY) && cut != WHOLE);
        let alone = c.last - c.first == 1;
        // المدرب عبد القادر عمراني قد
        let rare = RARE + u8::from(self.titled[c.first] && key.ends_with(YEH));
        let told = !alone || c.cut != WHOLE || self.titled[c.first] || self.is_told(c.first);
        told && !verbal
            && !possessed
            && !self.ends_in_pronoun(k, cut)
            && (ends && seldom <= SELDOM - u8::from(alone) || (!alone || self.titled[c.first]) && seldom <= rare)
    }
}
