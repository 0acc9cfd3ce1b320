//! The learned model's names as candidates: cut down to what can be a name, parted where they are several, or refused.

use crate::candidate::{Candidate, Origin};
use crate::country::country;
use crate::cuts::Cut;
use crate::find::{Hit, LISTED};
use crate::gazetteer::Kind;
use crate::key::{ARTICLE, BY, HEH, LAM, RELATIVE, TEH, YEH, is_alphabetic};
use crate::lexicon::{class, part};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::weigh::ORDINARY;
use rawi_core::layers::Label;
use rawi_model::Name;
use std::collections::BTreeMap;

/// Like [`ORDINARY`], of a word that a pronoun ends.
pub(super) const STEM: u8 = 4;

/// A name of so many words may be those of several persons.
const ROW: usize = 6;

/// The model must be so sure that a word which Wikipedia has two to the power of `COMMON` times is a body's name.
const CERTAIN: f32 = 0.9;
pub(super) const COMMON: u8 = 8;

/// Pronouns that end a word which is then no name: تحذيرك، خطواتهم.
const PRONOUNS: [&str; 7] = ["كم", "هم", "هما", "هن", "ها", "نا", "ك"];

impl Rules<'_> {
    /// A name of the model's as candidates: persons side by side (سامر وفادي، سامر لفادي) are several.
    pub(crate) fn propose(&self, name: &Name, label: &Label, proposed: &mut Vec<Candidate>) {
        let Some((first, last)) = self.trimmed(name.first, name.last + 1, label) else { return };
        let label = self.label_by_head(label, first, last);
        if !self.bare && (self.is_refused(first, last, &label) || self.is_doubted(first, last, name.confidence, &label))
        {
            return;
        }
        let mut push = |first: usize, last: usize| {
            proposed.push(Candidate {
                first,
                last,
                cut: self.name_cut(first),
                label: label.clone(),
                origin: Origin::Model(None),
                confidence: name.confidence,
                known: last,
                full: None,
                open: false,
            });
        };
        let mut from = first;
        for i in first + 1..last {
            let another = match label.as_str() {
                "PERS" => {
                    self.begins_another(i)
                        && !(i == from + 1
                            && i + 1 == last
                            && self.facts(from).given >= 2
                            && self.is_unheard_behind_and(i))
                        || (last - first >= ROW && i - from > 1 && self.begins_next(i))
                }
                "GPE" | "LOC" if !self.bare => self.are_two_places(from, i, last),
                // دلتا إيرلاينز ويونايتد إيرلاينز.
                "ORG" if !self.bare => !self.is_head(first) && self.begins_foreign(i),
                _ => false,
            };
            if another {
                push(from, i);
                from = i;
            }
        }
        push(from, last);
    }

    /// Where a name of the model's begins in word `i`: behind its proclitics, unless the whole word is known as a part of names and
    /// what stands behind them is not: فاتو بنسودا.
    fn name_cut(&self, i: usize) -> Cut {
        let cut = self.words.own_cut(i);
        // فان بيرسي
        if self.whole_class(i) & class::PARTICLE != 0 || self.is_letter_before_another(i) {
            return WHOLE;
        }
        let facts = self.facts(i);
        let whole = cut != WHOLE && facts.part() > 0 && facts.ordinary < COMMON;
        let behind = || self.facts_from(i, cut).part() > 0 || self.hits_at(i).iter().any(|h| h.cut == cut);
        if whole && !behind() { WHOLE } else { cut }
    }

    /// Whether the model takes one ordinary word for a body, and is not quite sure (المحور), or for a place that no list has (الدار).
    fn is_doubted(&self, first: usize, last: usize, confidence: f32, label: &Label) -> bool {
        let cut = self.words.own_cut(first);
        let place = || {
            matches!(label.as_str(), "GPE" | "LOC") && self.words.definite(first, cut) && !self.is_listed_at(first, cut)
        };
        last - first == 1
            && (*label == Label::ORG && confidence < CERTAIN || place())
            && self.facts_from(first, cut).is_ordinary(if self.words.definite(first, cut) { STEM } else { COMMON })
    }

    /// Whether a list has a name of a place or a body that begins at `cut` of word `i`.
    pub(super) fn is_listed_at(&self, i: usize, cut: Cut) -> bool {
        self.hits_at(i).iter().any(|h| h.cut == cut && self.entry(h).kind == Kind::Name)
    }

    /// Words `first..last` without those at either end that belong to no name with this label; none if nothing is left.
    fn trimmed(&self, first: usize, last: usize, label: &Label) -> Option<(usize, usize)> {
        let begins = |&i: &usize| *label != Label::PERS || !self.in_title[i];
        let mut first = (first..last).find(begins)?;
        let mut last = last;
        if *label == Label::ORG && !self.bare {
            (first, last) = self.with_letters(first, last);
        }
        // شفقت حسين: a given name of another language.
        if *label == Label::PERS && !self.bare && last - first == 1 && self.is_foreign_given(first) {
            return Some((first - 1, last));
        }
        if *label == Label::PERS && !self.bare && last - first == 1 && self.is_mother_of(first) {
            return Some((first - 1, last));
        }
        // متعجبا متحيرا
        let tanwin = |i: usize| !self.bare && self.words.list[i].tanwin;
        last = (first..last).rev().find(|&i| !tanwin(i))? + 1;
        first = (first..last).find(|&i| !tanwin(i))?;
        while first + 1 < last && self.is_before_name(first, last, label) {
            first += 1;
            // محافظ بلجرشي سفر الغامدي
            if *label == Label::PERS && (self.is_of_title(first - 1) || self.is_before_person(first - 1)) {
                break;
            }
        }
        while first + 1 < last && self.is_behind_name(first, last - 1, label) {
            last -= 1;
        }
        if *label == Label::PERS && !self.bare {
            // وليد عبد الله برنامجه التأهيلي، ميناء الملك عبد العزيز بالدمام.
            last = (first + 2..last).find(|&i| self.is_anothers(i)).unwrap_or(last);
            last = (first + 1..last)
                .find(|&i| self.is_in_place(i) || self.is_verb_of(i) || self.is_with_article(i))
                .unwrap_or(last);
        }
        // كرّم محافظ الزلفي
        if *label == Label::PERS && !self.bare {
            last = (first + 1..last).find(|&i| self.in_title[i]).unwrap_or(last);
        }
        // كل ما مورس بحقهم
        let verbal = |i: usize| i > 0 && self.joined(i) && self.is_part_behind(i - 1, part::BEFORE_VERB);
        if !self.bare && verbal(first) && self.words.own_cut(first) == WHOLE && !self.words.definite(first, WHOLE) {
            first += 1;
            if first == last {
                return None;
            }
        }
        // المعروف باسم بانامكس, of which باسم is no given name.
        if *label == Label::PERS && !self.bare && last - first == 2 && self.is_common_behind_clitic(first) {
            return None;
        }
        // حبيب بن مظاهر: a name ends with no particle.
        while *label == Label::PERS
            && self.whole_class(last - 1) & class::PARTICLE != 0
            && self.is_word(last)
            && self.joined(last)
            && self.class(last) & class::STOP == 0
        {
            last += 1;
        }
        Some((first, last))
    }

    /// Whether ب and the name of a place stand at word `i`, which is no part of names itself.
    fn is_in_place(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        cut.at == 2
            && self.words.key(i).starts_with(BY)
            && self.facts(i).part() == 0
            && self
                .hits_at(i)
                .iter()
                .any(|h| h.cut == cut && self.entry(h).label == Label::GPE && !self.spelling(h).needs_context)
    }

    /// Whether أم stands before the given name `i`, and is no "or" between two: أكدت أم محمد.
    fn is_mother_of(&self, i: usize) -> bool {
        i > 0
            && self.joined(i)
            && self.words.own_cut(i) == WHOLE
            && self.is_given(i)
            && self.is_part(i - 1, part::KUNYA)
            && !(i > 1 && self.joined(i - 1) && (self.is_given(i - 2) || self.facts(i - 2).part() >= 2))
    }

    /// Whether للـ stands at word `i`, with which no part of a name begins: دوري عبد اللطيف جميل للمحترفين.
    fn is_with_article(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.words.key(i).starts_with(LAM) && cut.article && self.facts(i).part() == 0
    }

    /// Whether word `i` is a place or a body that our own lists have, before a part of a person's name: مدير الفرع بحائل صالح الأحمري.
    fn is_before_person(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        let known = |h: &Hit| {
            h.cut == cut
                && h.last as usize == i + 1
                && h.spelling < LISTED
                && !self.spelling(h).needs_context
                && matches!(self.entry(h).label.as_str(), "GPE" | "ORG")
        };
        self.facts_from(i, cut).part() == 0 && self.facts(i + 1).part() >= 2 && self.hits_at(i).iter().any(known)
    }

    /// Whether a word that nobody has ever heard of stands before word `i`, which is a part of names.
    fn is_foreign_given(&self, i: usize) -> bool {
        i > 0
            && self.joined(i)
            && self.words.own_cut(i) == WHOLE
            && self.facts(i).part() >= 2
            && !self.words.definite(i - 1, WHOLE)
            && self.words.own_cut(i - 1) == WHOLE
            && self.hits_at(i - 1).is_empty()
            && self.facts(i - 1).ordinary == 0
            && self.family_like(i - 1)
    }

    /// Whether word `i`, the first that the model has, only stands before the name.
    fn is_before_name(&self, i: usize, last: usize, label: &Label) -> bool {
        match label.as_str() {
            // لأن بن حمودة: no name begins with a particle of the sentence.
            "PERS" if self.is_particle(i) => true,
            // مسلحو الحوثي، إلى ... : nor with a word for people.
            "PERS" if self.bare => false,
            "PERS" => {
                self.whole_class(i) & class::MILITANT != 0
                    || self.class(i) & (class::BESIDE | class::SPORT) == class::BESIDE | class::SPORT
                    || self.is_verb_before(i)
                    || self.is_verb(i)
                    || ((last - i > 2 || self.is_known_person(i + 1, last)) && self.is_common_before_name(i))
                    || (self.is_known_person(i + 1, last) && (self.is_no_part(i) || self.is_rather_word(i, last)))
                    || (!self.is_arabic(i) && self.is_arabic(last - 1))
                    || self.is_unknown_nationality(i)
                    || self.is_described_person(i, last)
                    || self.is_doing(i)
                    || self.is_verb_form(i)
                    || self.is_time(i)
                    // قال لي صديقي
                    || (i > 0 && self.is_part(i, part::SPEAKER) && self.class(i - 1) & class::SAY != 0)
                    || (self.facts(i).part() == 0 && self.is_of_title(i))
                    || (last - i > 2 && self.is_before_person(i))
                    || (self.class(i) & class::HONORIFIC != 0 && self.words.list[i].class_cut == self.words.own_cut(i))
            }
            // بحي الصراة.
            "LOC" | "GPE" => self.class(i) & class::PLACE != 0 && self.class(i) & class::OWN == 0,
            // سيستهل باريس سان جيرمان
            "ORG" => {
                let particle = || self.is_particle(i) && self.words.own_cut(i) == WHOLE;
                !self.bare
                    && !self.is_letter_before_another(i)
                    && (particle() || self.is_future(i) || self.is_before_known_body(i, last))
            }
            _ => false,
        }
    }

    /// Whether word `i` is a plural with a pronoun before a body of our own lists: ملاحقيه ميلان.
    fn is_before_known_body(&self, i: usize, last: usize) -> bool {
        let body = |h: &Hit| {
            h.cut == WHOLE
                && h.last as usize == last
                && self.entry(h).label == Label::ORG
                && !self.spelling(h).needs_context
        };
        let key = self.words.key(i);
        key.ends_with(HEH)
            && self.hits_at(i).is_empty()
            && key.chars().count() > 4
            && self.hits_at(i + 1).iter().any(body)
    }

    /// Whether word `i`, the last that the model has, only stands behind the name that begins with word `first`.
    fn is_behind_name(&self, first: usize, i: usize, label: &Label) -> bool {
        match label.as_str() {
            // سالزبورغ النمساوية, but الضفة الغربية.
            "LOC" | "GPE" => {
                !self.bare
                    && (self.is_future(i)
                        || !self.words.definite(first, self.words.own_cut(first))
                            && self
                                .definite_nationality(i)
                                .is_some_and(|hit| self.entry(hit).entity.as_deref().and_then(country).is_some()))
            }
            // خالد السبيعي إمام مسجد ...
            "PERS" => {
                self.is_followed_office(i)
                    || self.is_role(i)
                    // يدشن معالي الدكتور
                    || (!self.bare && self.whole_class(i) & class::HONORIFIC != 0 && self.named(i + 1, &[Label::OCC]).is_some())
                    || (!self.bare && self.words.key(i).chars().count() == 1)
                    || (!self.bare && self.is_particle(i) && self.words.own_cut(i) == WHOLE)
                    || (!self.bare && !self.is_arabic(i) && self.is_arabic(first))
                    || (!self.bare && (self.is_future(i) || self.is_verb(i) || self.is_verb_with(i) || self.is_predicate(i)))
                    || (!self.bare && i > first + 1 && (self.is_governor(i) || self.is_time(i)))
            }
            // STC 635031, ويكيليكس الوثائق
            "ORG" if !self.bare && i > first => {
                (self.words.key(i).chars().all(char::is_numeric) && self.is_latin(i - 1)) || self.is_object(i)
            }
            _ => false,
        }
    }

    /// Whether word `i` is a very common one with a part of a name behind it: باسم راجيش ميهتا.
    fn is_common_before_name(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.facts_from(i, cut).is_ordinary(COMMON) && !self.hits_at(i).iter().any(|h| h.cut == cut)
    }

    /// Whether word `i` is definite and no part of names, before a given name and what follows it: الموهوب تامر الحلبي.
    fn is_described_person(&self, i: usize, last: usize) -> bool {
        last - i > 2
            && self.words.definite(i, self.words.own_cut(i))
            && self.is_no_part(i)
            && (self.is_given(i + 1) || self.facts(i + 1).given >= 2)
    }

    /// Whether words `first..last` are a person of our own lists: أوباما.
    fn is_known_person(&self, first: usize, last: usize) -> bool {
        self.hits_at(first)
            .iter()
            .filter(|h| h.cut == WHOLE && h.last as usize == last && !self.spelling(h).needs_context)
            .any(|h| self.entry(h).kind == Kind::Name && self.entry(h).label == Label::PERS)
    }

    /// Whether word `i` before a whole name is a word rather than another given name: حياة سعود الفيصل.
    fn is_rather_word(&self, i: usize, last: usize) -> bool {
        let facts = self.facts(i);
        last - i > 2 && facts.ordinary >= COMMON && facts.given < 3 && !self.titled[i]
    }

    /// Whether no list has word `i` as a part of names: فيتو.
    pub(super) fn is_no_part(&self, i: usize) -> bool {
        self.facts_from(i, self.words.own_cut(i)).part() == 0 && self.hits_at(i).is_empty()
    }

    /// Whether word `i` is written in Latin letters.
    fn is_latin(&self, i: usize) -> bool {
        self.words.key(i).chars().all(|c| c.is_ascii_alphabetic())
    }

    /// Whether word `i` is an ordinary word with what it heads behind it, as an office has: إمام مسجد، خطيب جامع.
    pub(crate) fn is_followed_office(&self, i: usize) -> bool {
        let heads = class::FACILITY | class::HEAD | class::WEAK_HEAD;
        self.joined(i + 1)
            && self.whole_class(i + 1) & heads != 0
            && !self.words.definite(i, WHOLE)
            && self.facts(i).ordinary >= ORDINARY
    }

    /// Whether word `i` is a nationality before a foreign name, though no list has it: الأوروغوياني ألفارو.
    fn is_unknown_nationality(&self, i: usize) -> bool {
        self.adjective(i)
            && self.facts(i).part() == 0
            && self.hits_at(i).iter().all(|h| self.entry(h).label == Label::NORP)
            && !self.words.definite(i + 1, WHOLE)
            && self.whole_class(i + 1) & class::PARTICLE == 0
    }

    /// Whether word `i` heads the names of institutions.
    fn is_head(&self, i: usize) -> bool {
        self.class(i) & (class::HEAD | class::WEAK_HEAD) != 0 && !self.words.definite(i, self.words.list[i].class_cut)
    }

    /// Whether word `i`, behind its proclitics, is a particle of the sentence and no name (على, not علي).
    fn is_particle(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        self.class(i) & (class::FUNCTION | class::PARTICLE) == class::FUNCTION
            && self.words.list[i].class_cut == cut
            && !self.hits_at(i).iter().any(|h| h.cut == cut && self.entry(h).label == Label::PERS)
    }

    /// Whether word `i` has a letter of the Arabic script.
    fn is_arabic(&self, i: usize) -> bool {
        self.words.key(i).chars().any(rawi_arabic::is_letter)
    }

    /// Whether words `first..last` are no name, whatever the model says.
    fn is_refused(&self, first: usize, last: usize, label: &Label) -> bool {
        let letters = |i: usize| self.words.key(i).chars().any(is_alphabetic);
        let own = |i: usize| if i == first { self.words.own_cut(i) } else { WHOLE };
        if !(first..last).any(letters)
            || self.is_illness(first, last)
            || (first..last).any(|i| self.ends_in_pronoun(i, own(i)))
        {
            return true;
        }
        // أبريل (نيسان)
        if last - first == 1 && self.is_second_month(first) {
            return true;
        }
        match label.as_str() {
            "PERS" => {
                let adjective = last - first == 1 && self.is_adjective_of_noun(first);
                let odd = adjective || self.words.list[first].tanwin || self.class(first) & class::NO_NAME != 0;
                let noun = |i: usize| self.whole_class(i) & class::NOUN != 0 && self.is_no_part(i);
                (odd || self.is_verb_with(first) || !self.titled[first] && self.is_role(first)) && last - first == 1
                    || (first + 1..last).any(noun)
                    || self.is_noun_of(first, last)
                    || (last - first == 1 && (self.is_told_of(first) || self.is_verb_form(first)))
                    || self.is_son_of_place(first, last)
                    || self.is_mere_plural(first, last)
                    || self.is_named_foreigner(first, last)
                    || self.is_none_person(first, last)
                    || self.is_thing_of(first, last)
                    || self.is_of_a_kin(first)
                    || self.is_possessed(first, last)
            }
            "ORG" => {
                self.is_mere_institution(first, last)
                    || (last - first == 1 && self.is_headed_place(first, self.words.own_cut(first)))
                    || self.titled_person(first).is_some_and(|(_, end)| end >= last)
                    || (last - first == 1 && (self.is_plural(first) || self.is_relative_of_definite(first)))
            }
            "GPE" | "LOC" => {
                let verb = || self.is_verb_form(first) && !self.behind_place(first);
                self.is_mere_place(first, last) || (last - first == 1 && (self.is_bare_head(first) || verb()))
            }
            _ => false,
        }
    }

    /// Whether what begins at `cut` of word `i` is an ordinary word with a pronoun behind it: أين تحذيرك.
    pub(crate) fn ends_in_pronoun(&self, i: usize, cut: Cut) -> bool {
        let key = self.words.key_from(i, cut);
        let stem = PRONOUNS.iter().find_map(|pronoun| key.strip_suffix(pronoun));
        !self.words.definite(i, cut)
            && self.hits_at(i).is_empty()
            && self.facts_from(i, cut).part() == 0
            && stem.is_some_and(|stem| stem.chars().count() > 3 && self.is_ordinary_stem(stem))
    }

    /// Whether `stem`, which a pronoun follows, is an ordinary word; its ت may stand for ة (إدارتها).
    fn is_ordinary_stem(&self, stem: &str) -> bool {
        let ordinary = |word: &str| self.gazetteer.lists.facts(word).is_ordinary(STEM);
        ordinary(stem) || stem.strip_suffix(TEH).is_some_and(|feminine| ordinary(&format!("{feminine}{HEH}")))
    }

    /// What the model reads as two kinds of names in one report is of the kind that it is surer of: ميليباند.
    pub(crate) fn agree(&mut self) {
        let mut votes: BTreeMap<String, Vec<(Label, f32)>> = BTreeMap::new();
        let told = |c: &Candidate| c.origin == Origin::Model(None) && c.label != Label::MISC;
        let key = |rules: &Self, c: &Candidate| rules.phrase_from(c.first, c.last, c.cut);
        for c in self.out.iter().filter(|c| told(c)) {
            let votes = votes.entry(key(self, c)).or_default();
            match votes.iter_mut().find(|(label, _)| *label == c.label) {
                Some((_, sum)) => *sum += c.confidence,
                None => votes.push((c.label.clone(), c.confidence)),
            }
        }
        votes.retain(|_, votes| votes.len() > 1);
        if votes.is_empty() {
            return;
        }
        for c in 0..self.out.len() {
            if !told(&self.out[c]) {
                continue;
            }
            let votes = votes.get(&key(self, &self.out[c]));
            if let Some((label, _)) = votes.and_then(|votes| votes.iter().max_by(|a, b| a.1.total_cmp(&b.1))) {
                self.out[c].label = label.clone();
            }
        }
    }

    /// Whether word `i` is a head of institutions or facilities with the article and no name in any list: الدار، المركز.
    fn is_bare_head(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        let heads = class::HEAD | class::WEAK_HEAD | class::FACILITY;
        let key = self.words.key_from(i, cut);
        let noun = key.strip_prefix(ARTICLE).and_then(|noun| self.gazetteer.words.get(noun));
        noun.is_some_and(|noun| self.gazetteer.class(noun) & heads != 0) && !self.is_listed_at(i, cut)
    }

    /// Whether words `first..last` are a mere noun for an institution: جامعة، حزب يساري، منظمة في ...
    fn is_mere_institution(&self, first: usize, last: usize) -> bool {
        // دولة مارقة
        if last - first == 2 && self.class(first) & class::PLACE != 0 && self.is_adjective_of_head(first + 1) {
            return true;
        }
        if !self.is_head(first) {
            return false;
        }
        let second = first + 1;
        last == second
            || self.whole_class(second) & (class::FUNCTION | class::PARTICLE) == class::FUNCTION
                && !self.is_part(second, part::KUNYA)
                && self.hits_at(second).is_empty()
            || (last == second + 1 && self.is_indefinite_relative(second))
    }

    /// Whether word `i` is an indefinite adjective in ي or ية: يساري، جليدي.
    pub(crate) fn is_indefinite_relative(&self, i: usize) -> bool {
        let key = self.words.key(i);
        !self.words.definite(i, WHOLE)
            && (key.ends_with(YEH) || key.ends_with(RELATIVE))
            && key.chars().count() > 3
            && self.facts(i).is_ordinary(ORDINARY)
    }

    /// Whether words `first..last` tell of an illness, or are one that the report tells elsewhere: فيروس كورونا، مرض (كورونا).
    fn is_illness(&self, first: usize, last: usize) -> bool {
        let told = !self.ill.is_empty() && self.ill.contains(&self.phrase_from(first, last, self.words.own_cut(first)));
        told || (!self.is_head(first) && (first..last).any(|i| self.is_part(i, part::ILLNESS)))
    }

    /// The keys of the words that stand behind a word for an illness, and of those between quotation marks behind a word for another kind
    /// of things: فيروس كورونا، عقار «سوفالدي».
    pub(crate) fn illnesses(&mut self) {
        for i in 0..self.words.len() {
            let illness = self.is_part(i, part::ILLNESS);
            let quoted = if illness || self.is_thing_before_quote(i) { self.quoted(i + 1) } else { None };
            let (first, last) = match quoted {
                Some(end) => (i + 2, end - 1),
                None if illness && self.shape(i + 1) == Some(Shape::Open) => (i + 2, i + 3),
                None if illness => (i + 1, i + 2),
                None => continue,
            };
            if self.is_word(first) && self.joined(first) && !self.is_known_name(first) {
                self.ill.insert(self.phrase_from(first, last, WHOLE));
            }
        }
    }

    /// Whether word `i`, behind its proclitics, is a word for things with a quotation mark behind it.
    fn is_thing_before_quote(&self, i: usize) -> bool {
        self.shape(i + 1) == Some(Shape::Quote)
            && self.gazetteer.is_key_part(&self.words.key_from(i, self.words.own_cut(i)), part::THING)
    }

    /// The keys of words `first..last` from `cut` of the first on, with spaces between.
    pub(crate) fn phrase_from(&self, first: usize, last: usize, cut: Cut) -> String {
        let mut phrase = self.words.key_from(first, cut).into_owned();
        for i in first + 1..last {
            phrase.push(' ');
            phrase.push_str(self.words.key(i));
        }
        phrase
    }

    /// What a name of the model's is by its first word and the one before it. Places are towns and countries, unless they begin with a
    /// river, a direction or the like.
    fn label_by_head(&self, label: &Label, first: usize, last: usize) -> Label {
        let natural = class::WATER | class::DIRECTION | class::FACILITY;
        if !self.bare
            && (self.is_behind_club(first) && matches!(label.as_str(), "PERS" | "LOC")
                || self.is_behind_company(first) && *label == Label::PERS)
        {
            return Label::ORG;
        }
        match label.as_str() {
            "ORG" if !self.bare && self.sport && self.is_foreign_player(first, last) => Label::PERS,
            // الشاعرة أم تميم
            "ORG"
                if !self.bare && last - first == 2 && self.is_part(first, part::KUNYA) && self.is_given(first + 1) =>
            {
                Label::PERS
            }
            "PERS" if !self.bare && last - first == 1 && self.is_town_of_the_outlets(first) => Label::GPE,
            // وقال كاودر: nobody but a person or a body that a list has
            "LOC" if !self.bare && last - first == 1 && self.is_unheard_speaker(first) => Label::PERS,
            "LOC" if self.class(first) & natural == 0 && (self.bare || !self.is_region(first, last)) => Label::GPE,
            // ملعب كوينز بارك.
            "ORG" if !self.bare && self.class(first) & class::FACILITY != 0 && !self.is_head(first) => Label::FAC,
            _ => label.clone(),
        }
    }

    /// Whether a verb of saying stands before the indefinite word `i`, which no list has.
    fn is_unheard_speaker(&self, i: usize) -> bool {
        i > 0
            && self.joined(i)
            && self.class(i - 1) & class::SAY != 0
            && self.words.own_cut(i) == WHOLE
            && !self.words.definite(i, WHOLE)
            && self.hits_at(i).is_empty()
            && self.facts(i).ordinary == 0
    }

    /// Whether words `first..last` are a definite name of a place that no list has as a state or a town, and that none is told to be:
    /// الريف، الحجاز.
    fn is_region(&self, first: usize, last: usize) -> bool {
        let cut = self.words.own_cut(first);
        let governed = |h: &Hit| {
            h.cut == cut
                && h.last as usize == last
                && self.entry(h).label == Label::GPE
                && !self.spelling(h).needs_context
        };
        self.words.definite(first, cut) && !self.behind_place(first) && !self.hits_at(first).iter().any(governed)
    }

    /// Whether a head of clubs stands right before word `i`: نادي الخالدي.
    pub(crate) fn is_behind_club(&self, i: usize) -> bool {
        let head = class::BESIDE | class::SPORT;
        i > 0
            && self.joined(i)
            && self.words.own_cut(i) == WHOLE
            && self.class(i - 1) & head == head
            && !self.words.definite(i - 1, self.words.list[i - 1].class_cut)
            && self.whole_class(i) & class::PLACE == 0
            && !self.titled[i]
    }

    /// Whether a head of companies that are not named after persons with their title stands right before word `i`: شركة الرشيد.
    fn is_behind_company(&self, i: usize) -> bool {
        let head = class::WEAK_HEAD | class::SAME;
        i > 0
            && self.joined(i)
            && self.words.own_cut(i) == WHOLE
            && self.class(i - 1) & (head | class::BODY | class::DOUBTFUL) == head
            && !self.words.definite(i - 1, self.words.list[i - 1].class_cut)
            && !self.titled[i]
    }

    /// Whether a single word in quotation marks stands behind the nationality of a player: الصربي «توبيتش».
    fn is_foreign_player(&self, first: usize, last: usize) -> bool {
        last - first == 1
            && first > 2
            && self.shape(first - 1) == Some(Shape::Quote)
            && self.shape(last) == Some(Shape::Quote)
            && self.definite_nationality(first - 2).is_some_and(|hit| self.country(hit).is_some())
            && !self.words.key(first - 2).ends_with(HEH)
            && !self.words.definite(first - 3, self.words.list[first - 3].class_cut)
            && !self.is_listed_at(first, WHOLE)
    }

    /// Whether word `i`, which may be a person's name, is rather a town of the outlet's country: بعفيف، مستشفى عفيف.
    fn is_town_of_the_outlets(&self, i: usize) -> bool {
        let cut = self.words.own_cut(i);
        let within = cut.at == 2 && !cut.article && self.words.key(i).starts_with(BY);
        let before = i > 0 && self.joined(i) && cut == WHOLE;
        let headed = before && self.class(i - 1) & (class::FACILITY | class::PLACE) != 0;
        (within || headed)
            && self.outlet.is_some()
            && self.hits_at(i).iter().any(|h| {
                h.cut == cut
                    && h.last as usize == i + 1
                    && self.entry(h).label == Label::GPE
                    && self.country(h) == self.outlet
            })
            && !self.hits_at(i).iter().any(|h| h.cut == cut && self.entry(h).kind == Kind::Given)
    }
}
