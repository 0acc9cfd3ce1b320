//! Names of gazetteers that stand for themselves, or whose context speaks for them.

use crate::candidate::{Candidate, Origin};
use crate::cuts::Cut;
use crate::find::{Hit, LISTED};
use crate::gazetteer::{Entry, Kind};
use crate::key::{ALEF, HEH, MEEM, RELATIVE_ACCUSATIVE, YEH};
use crate::lexicon::{class, part};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::steps;
use crate::which::is_country;
use rawi_core::layers::Label;
use std::collections::BTreeSet;

/// A word that Wikipedia has two to this power times is rather itself than a newspaper, though the report names that elsewhere.
const COMMON: u8 = 7;

/// A word that Wikipedia has two to this power times is an ordinary one as well.
const ORDINARY: u8 = 4;

/// Heads of names; a dual of them stands before two.
const HEADS: u64 = class::HEAD | class::WEAK_HEAD | class::PLACE | class::SPORT | class::FACILITY;

impl Rules<'_> {
    /// Names of gazetteers that stand for themselves, or whose context speaks for them.
    pub(crate) fn names_of_gazetteers(&mut self) {
        let mut doubtful = Vec::new();
        for hit in self.hits {
            steps::take(1);
            let entry = self.entry(hit);
            if entry.kind != Kind::Name || entry.label == Label::OCC {
                continue;
            }
            let flagged = self.spelling(hit).needs_context;
            // Of برشلونة and its like, the club is meant in a report on sport.
            if entry.label == Label::GPE && self.sport && self.is_club(hit) {
                continue;
            }
            // هذه الباحة is no city, nor is what an illness is called.
            if matches!(entry.label.as_str(), "GPE" | "LOC") && hit.last == hit.first + 1 && self.is_no_place(hit) {
                continue;
            }
            if entry.label == Label::GPE && hit.cut != WHOLE && self.is_rather_whole(hit) {
                continue;
            }
            // صحيفة الرياض is no city.
            if matches!(entry.label.as_str(), "GPE" | "LOC" | "PERS" | "NORP") && self.names_outlet(hit.first as usize)
            {
                continue;
            }
            // منطقة «الفاو» is no body, nor is الجيش المصري اليوم الخميس a newspaper.
            if entry.label == Label::ORG
                && (hit.last == hit.first + 1 && self.is_headed_place(hit.first as usize, hit.cut)
                    || self.is_noun_with_day(hit))
            {
                continue;
            }
            // ينشد كلماتها بحماس
            if entry.label == Label::ORG && self.is_manner(hit.first as usize, hit.cut) {
                doubtful.push(hit);
                continue;
            }
            // على المستوى المركزي والترابي: an adjective, not the man of that name.
            if entry.label == Label::PERS && self.is_second_adjective(hit) {
                continue;
            }
            if (!flagged && self.fits(hit, entry)) || (flagged && self.context(hit, entry)) {
                self.push_hit(hit, if flagged { 0.7 } else { 0.9 });
            }
        }
        let told: BTreeSet<u32> =
            if doubtful.is_empty() { BTreeSet::new() } else { self.out.iter().filter_map(Candidate::entry).collect() };
        for hit in doubtful {
            if told.contains(&self.spelling(hit).entry) {
                self.push_hit(hit, 0.7);
            }
        }
    }

    fn push_hit(&mut self, hit: &Hit, confidence: f32) {
        let by = Origin::Entry(self.spelling(hit).entry);
        self.push(hit.first as usize, hit.last as usize, hit.cut, self.entry(hit).label.clone(), by, confidence);
    }

    /// Whether a head of one place stands before word `i`, perhaps with a quotation mark between.
    pub(super) fn is_headed_place(&self, i: usize, cut: Cut) -> bool {
        let quoted = i > 1 && self.shape(i - 1) == Some(Shape::Quote);
        let head = i.checked_sub(if quoted { 2 } else { 1 }).map_or(0, |head| self.class(head));
        cut == WHOLE
            && !self.sport
            && self.joined(i)
            && head & (class::PLACE | class::RARE | class::HEAD) == class::PLACE | class::RARE
    }

    /// Whether a hit is the nationality of the definite noun before it and a word of time.
    fn is_noun_with_day(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        hit.last as usize == i + 2
            && hit.cut == WHOLE
            && i > 0
            && self.joined(i)
            && self.class(i + 1) & class::TIME != 0
            && self.definite_nationality(i).is_some()
            && self.words.definite(i - 1, self.words.own_cut(i - 1))
    }

    /// Whether word `i`, the name of a country, is an adjective in the accusative behind a noun that is: مهاجرا إثيوبيا.
    pub(super) fn is_accusative_adjective(&self, i: usize) -> bool {
        let noun = |i: usize| {
            let key = self.words.key(i);
            let mut before = key.chars().rev().skip(1);
            // زيارتها, زيارتهما and رعايا end in their own.
            let own = match before.next() {
                Some(HEH | MEEM) => true,
                Some(YEH) => before.next() == Some(ALEF),
                _ => false,
            };
            // منتخبا إيطاليا are two heads.
            let stem = key.strip_suffix(ALEF).and_then(|stem| self.gazetteer.words.get(stem));
            let head = stem.is_some_and(|stem| self.gazetteer.class(stem) & HEADS != 0);
            self.is_word(i)
                && key.ends_with(ALEF)
                && key.chars().count() > 3
                && !own
                && !head
                && !self.words.definite(i, self.words.own_cut(i))
                && self.class(i) & (class::STOP & !class::NOUN | class::PLACE | class::DIRECTION) == 0
                && self.hits_at(i).iter().all(|h| self.entry(h).kind != Kind::Name || self.spelling(h).needs_context)
        };
        let state = |h: &Hit| h.cut == WHOLE && self.entry(h).entity.as_deref().is_some_and(is_country);
        i > 0
            && self.joined(i)
            && self.words.key(i).ends_with(RELATIVE_ACCUSATIVE)
            && self.hits_at(i).iter().any(state)
            && noun(i - 1)
    }

    /// Whether the single word of a hit is no place where it stands.
    fn is_no_place(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        let described = || {
            self.is_demonstrated(i)
                || self.is_of_no_place(i)
                || self.is_adjective_of_feminine(i)
                || self.is_accusative_adjective(i)
        };
        (hit.cut == WHOLE && described())
            || self.is_noun_as_well(i)
            || self.is_noun_with_from(i)
            || self.is_article(hit)
            || self.is_likened(hit)
            || (hit.spelling >= LISTED
                && (self.ill.contains(&*self.words.key_from(i, hit.cut)) || self.is_flagged_as_well(hit)))
    }

    /// Whether the place behind a clitic that is a mere guess is rather the one that the whole word names: وجدة in a report on Morocco.
    fn is_rather_whole(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        !self.words.supported(i, hit.cut)
            && self.hits_at(i).iter().any(|whole| {
                whole.cut == WHOLE
                    && self.entry(whole).label == Label::GPE
                    && self.country(whole) != self.country(hit)
                    && self.country(whole).is_some_and(|country| self.is_about(country, i))
                    && !self.country(hit).is_some_and(|country| self.is_about(country, i))
            })
    }

    /// Whether word `i` is a noun before من: النيل منه.
    pub(crate) fn is_noun_with_from(&self, i: usize) -> bool {
        self.is_part(i, part::NOUN_WITH_FROM)
            && self.joined(i + 1)
            && self.is_word(i + 1)
            && self.words.key(i + 1).starts_with(crate::key::FROM)
            && self.class(i + 1) & class::FUNCTION != 0
    }

    /// Whether ك and three letters at most stand there, which are rather a verb: كسرت.
    fn is_likened(&self, hit: &Hit) -> bool {
        let key = self.words.key(hit.first as usize);
        hit.cut == Cut { at: 2, article: false } && key.starts_with(crate::key::LIKE) && key.chars().count() < 5
    }

    /// Whether a place of our own lists is one of the outlet's country, and its name never an ordinary word: بعفيف.
    fn is_near(&self, hit: &Hit) -> bool {
        hit.spelling < LISTED
            && self.outlet.is_some()
            && self.country(hit) == self.outlet
            && self.words.supported(hit.first as usize, hit.cut)
            && self.facts_from(hit.first as usize, hit.cut).ordinary == 0
    }

    /// Whether للحج is rather ل and الحج, an ordinary word, than ل and لحج.
    fn is_article(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        hit.cut == Cut { at: 2, article: false }
            && self.words.key(i).starts_with("لل")
            && self.facts_from(i, Cut { article: true, ..hit.cut }).ordinary >= ORDINARY
    }

    /// Whether our own gazetteers say of a place of the long list that its name needs context: سيول.
    fn is_flagged_as_well(&self, hit: &Hit) -> bool {
        self.facts_from(hit.first as usize, hit.cut).ordinary >= ORDINARY
            && self.hits_at(hit.first as usize).iter().any(|h| {
                h.spelling < LISTED
                    && (h.last, h.cut) == (hit.last, hit.cut)
                    && self.spelling(h).needs_context
                    && matches!(self.entry(h).label.as_str(), "GPE" | "LOC")
            })
    }

    /// Whether a club has the same name as the place, and plays in this report.
    fn is_club(&self, hit: &Hit) -> bool {
        self.hits_at(hit.first as usize).iter().any(|h| {
            h.last == hit.last
                && h.cut == hit.cut
                && self.gazetteer.clubs.contains(&self.spelling(h).entry)
                && self.plays(h)
        })
    }

    /// Whether a single definite word behind و follows an adjective.
    fn is_second_adjective(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        hit.cut.at == 2
            && hit.last as usize == i + 1
            && i > 1
            && self.words.key(i).starts_with(crate::key::AND)
            && self.words.definite(i, hit.cut)
            && self.joined(i)
            && self.adjective(i - 1)
            && self.words.definite(i - 2, self.words.list[i - 2].class_cut)
    }

    /// Of السعودية, سورية and their like, the country or the adjective: the adjective follows its noun.
    fn fits(&self, hit: &Hit, entry: &Entry) -> bool {
        let i = hit.first as usize;
        if hit.last as usize != i + 1 || (entry.label != Label::GPE && entry.label != Label::NORP) {
            return true;
        }
        let other = if entry.label == Label::GPE { Label::NORP } else { Label::GPE };
        let both = self.hits_at(i).iter().any(|h| {
            h.last == hit.last && h.cut == hit.cut && self.entry(h).label == other && self.entry(h).kind == Kind::Name
        });
        if !both {
            return true;
        }
        let definite = self.words.definite(i, hit.cut);
        let adjective =
            hit.cut == WHOLE && i > 0 && self.joined(i) && self.is_word(i - 1) && self.takes_adjective(i - 1, definite);
        adjective == (entry.label == Label::NORP)
    }

    /// Whether word `i` is a noun that a feminine adjective behind it goes with: السفارة السعودية، فصائل سورية.
    fn takes_adjective(&self, i: usize, definite: bool) -> bool {
        let cut = self.words.own_cut(i);
        let key = &self.words.key(i)[cut.at as usize..];
        if definite {
            return self.words.definite(i, cut) && self.class(i) & (class::SAY | class::TIME) == 0;
        }
        // Indefinite: a feminine noun or plural by its ending, or a broken plural as فصائل, مصادر.
        let broken = key.chars().count() == 5 && key.chars().nth(2) == Some(ALEF);
        !self.words.definite(i, cut)
            && (key.ends_with(HEH) || key.ends_with(crate::key::FEMININES) || broken)
            && self.class(i) & (class::SAY | class::PLACE | class::DIRECTION) == 0
    }

    /// Whether the words around a hit speak for it, where its name is also an ordinary word.
    fn context(&self, hit: &Hit, entry: &Entry) -> bool {
        let (i, last) = (hit.first as usize, hit.last as usize);
        let before = if i > 0 && self.joined(i) { self.class(i - 1) } else { 0 };
        let quoted = i > 0
            && self.shape(i - 1) == Some(Shape::Quote)
            && self.shape(last) == Some(Shape::Quote)
            && hit.cut == WHOLE;
        // A quotation mark may stand between a head and the name: منصة "إكس".
        let head = if i > 1 && self.shape(i - 1) == Some(Shape::Quote) { self.class(i - 2) } else { before };
        match entry.label.as_str() {
            // الفريق أول مشعل الزبن
            "PERS" if last == i + 1 && self.joined(last) && self.class(last) == 0 && self.facts(last).part() >= 2 => {
                false
            }
            "PERS" => hit.cut == WHOLE && i > 0 && (self.titled[i] || before & (class::HONORIFIC | class::REGIME) != 0),
            "GPE" | "LOC" => {
                let headed = hit.cut == WHOLE
                    && before & (class::PLACE | class::DIRECTION | class::WATER) != 0
                    && !self.is_adjective_of_head(i);
                // منطقة الوادي الصناعي is none.
                let near = || hit.cut.at == 2 && self.words.key(i).starts_with(crate::key::BY) && self.is_near(hit);
                (headed && (last > i + 1 || !self.is_described(i)))
                    || self.listed(hit)
                    || near()
                    || self.lone_west(hit, entry)
            }
            "ORG" if self.gazetteer.clubs.contains(&self.spelling(hit).entry) => {
                self.plays(hit) || head & (class::BESIDE | class::SPORT) == class::BESIDE | class::SPORT
            }
            // نادي النهضة is no party.
            "ORG" if head & (class::BESIDE | class::SPORT) == class::BESIDE | class::SPORT => false,
            // غرفة المدينة is no newspaper.
            "ORG" => {
                let heads = class::MEDIA | class::BESIDE | class::SAME | class::MILITANT;
                // موقع المدينة may be where the town lies.
                let told = head & class::PLATFORM == 0 || i > 0 && self.is_quoted_source(i - 1);
                quoted || head & heads != 0 && told && self.may_head(head, hit)
            }
            "PRODUCT" => head & class::PLATFORM != 0,
            "NORP" => {
                hit.cut == WHOLE && (before & (class::POLITY | class::MILITANT) != 0 || (i > 0 && self.ends_title(i)))
            }
            _ => false,
        }
    }

    /// Whether a club's name stands in a report on sport, with nothing behind it that makes another name of it (الاتحاد السعودي).
    fn plays(&self, hit: &Hit) -> bool {
        let last = hit.last as usize;
        let before = if hit.first > 0 { self.class(hit.first as usize - 1) } else { 0 };
        let key = self.words.key(hit.first as usize);
        // يعسكر في هامبورغ
        let located = || {
            let within = hit.first > 0
                && self.joined(hit.first as usize)
                && hit.cut == WHOLE
                && self.is_part(hit.first as usize - 1, part::WITHIN);
            within
                && self.hits_at(hit.first as usize).iter().any(|h| {
                    (h.last, h.cut) == (hit.last, hit.cut)
                        && matches!(self.entry(h).label.as_str(), "GPE" | "LOC")
                        && !self.spelling(h).needs_context
                })
        };
        // بالاتفاق مع, بالنصر على.
        let idiom = key.starts_with(crate::key::BY) && hit.cut != WHOLE && self.class(last) & class::FUNCTION != 0;
        // المنتخب السعودي للشباب
        let served = hit.cut.article && hit.first > 0 && self.adjective(hit.first as usize - 1);
        let paired = self.coordinated(last)
            && self.hits_at(last).is_empty()
            && self.facts_from(last, Cut { at: 2, article: false }).is_ordinary(ORDINARY)
            && self.facts_from(hit.first as usize, hit.cut).ordinary >= ORDINARY;
        self.sport
            && !idiom
            && !located()
            && !paired
            && !self.is_part(last, part::BETWEEN)
            && !served
            && before & (class::PLACE | class::DIRECTION | class::EVENT) == 0
            && !self.bodies.contains(&*self.words.key_from(hit.first as usize, hit.cut))
            && (!self.adjective(last) || self.nationality(last).is_some())
            && (self.nationality(last).is_none() || self.class(hit.first as usize) & class::STATE == 0)
    }

    /// الغرب is the West unless it is a point of the compass.
    fn lone_west(&self, hit: &Hit, entry: &Entry) -> bool {
        let i = hit.first as usize;
        entry.entity.as_deref() == Some("loc:the-west")
            && self.words.definite(i, hit.cut)
            && (i == 0 || self.class(i - 1) & (class::DIRECTION | class::FUNCTION) == 0 || hit.cut != WHOLE)
            && self.nationality(i + 1).is_none()
    }

    /// A place in a list of places: كابل وفرح.
    fn listed(&self, hit: &Hit) -> bool {
        let i = hit.first as usize;
        if i == 0 || !self.joined(i) || self.words.key(i)[..hit.cut.at as usize] != *"و" {
            return false;
        }
        self.found.hits_before(i).iter().rev().take(8).any(|h| {
            steps::take(1);
            h.last as usize == i
                && !self.spelling(h).needs_context
                && self.entry(h).kind == Kind::Name
                && self.entry(h).label == Label::GPE
        })
    }

    /// Names that need context and have it from the rest of the report: the same entity by a longer name.
    pub(crate) fn names_known_by_now(&mut self) {
        let mut known: Vec<(u32, usize)> = self
            .out
            .iter()
            .filter(|c| matches!(c.label.as_str(), "PERS" | "ORG"))
            .filter_map(|c| Some((c.entry()?, c.last - c.first)))
            .collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return;
        }
        for hit in self.hits {
            steps::take(1);
            let spelling = self.spelling(hit);
            // الرياض is the town elsewhere in a report that names صحيفة الرياض.
            let town = |h: &Hit| {
                h.last == hit.last
                    && h.cut == hit.cut
                    && self.entry(h).label == Label::GPE
                    && !self.spelling(h).needs_context
            };
            let i = hit.first as usize;
            let word = || {
                let common = self.facts_from(i, hit.cut).ordinary >= COMMON;
                let paper = self.gazetteer.papers.contains(&spelling.entry);
                // سبق- الرياض: the outlet before the place.
                let dateline = self.shape(i + 1) == Some(Shape::Hyphen);
                hit.last as usize == i + 1 && common && (paper && !dateline || hit.cut != WHOLE)
            };
            if !spelling.needs_context
                || (self.entry(hit).label == Label::ORG && (self.hits_at(i).iter().any(town) || word()))
            {
                continue;
            }
            let length = (hit.last - hit.first) as usize;
            let from = known.partition_point(|&k| k < (spelling.entry, length + 1));
            if known.get(from).is_some_and(|&(entry, _)| entry == spelling.entry) {
                self.push_hit(hit, 0.75);
            }
        }
    }
}
