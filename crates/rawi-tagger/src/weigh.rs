//! The learned model beside gazetteers and patterns: which of them counts.
//!
//! The model reads every word and knows the language; the gazetteers know what a name stands for, and the patterns
//! follow the annotation guidelines (an institution's head belongs to its name, a direction to its place). So:
//! 1. Where both find the same words, the entry's label and id stand, and the confidence grows. If the labels differ, a
//!    place yields to a person or an organisation of the model's (clubs are named like cities), all else stays.
//! 2. A person's name is as long as either says, as far as its words are known parts of names.
//! 3. Of a place and an organisation the gazetteer's extent counts, unless the model leaves a mere classifier out: دولة قطر
//!    is قطر, صحيفة هآرتس is هآرتس. A name that needs context has it if the model reads it so.
//! 4. Institutions that are no bodies of a state (clubs, companies, schools), persons read from doubtful words and small cities
//!    of the world list need the model's word.
//! 5. What ANERcorp marks and the guidelines do not, currencies above all, is no name unless names are wanted as ANERcorp
//!    has them.
//! 6. A person found once is known in the whole report: see `short_forms`.

use crate::candidate::{Candidate, Origin, Pattern};
use crate::country::country;
use crate::cuts::Cut;
use crate::find::LISTED;
use crate::gazetteer::{Entry, Kind};
use crate::learned::Learned;
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::patterns::institutions;
use crate::rules::Rules;
use crate::shape::Shape;
use crate::steps;
use crate::which::is_country;
use rawi_core::layers::Label;
use rawi_model::Name;
use std::collections::BTreeSet;

/// Places of any kind are one class to the model, and its MISC holds events and products.
fn class_of(label: &Label) -> &str {
    match label.as_str() {
        "GPE" | "FAC" => "LOC",
        "EVENT" | "PRODUCT" => "MISC",
        other => other,
    }
}

/// Below this the model's word neither changes the label of a place that a gazetteer knows nor makes a name of the class
/// that has no label of its own.
const SURE: f32 = 0.6;

/// So sure must it be of a body or a person of one word that nothing else speaks for, and of a body of several.
const CERTAIN: f32 = 0.9;
const LIKELY: f32 = 0.8;
/// And of a person of whose name no list has a part.
const EVEN: f32 = 0.5;
/// And of a single part of names.
const RATHER: f32 = 0.6;

/// A word that Wikipedia has two to this power times is rather itself than a name alone, where both are heard of.
const FREQUENT: u8 = 4;

/// A place of so many people is known by its name alone.
const GREAT: u64 = 50_000;

/// A word that Wikipedia has two to this power times, and never in the name of a person, is none there.
pub(crate) const ORDINARY: u8 = 6;

/// Which of a candidate and a name of the model's stand where they overlap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Winner {
    Both,
    Candidate,
    Model,
}

/// How the words of a candidate lie to those of a name of the model's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overlap {
    Same,
    /// All of the model's are the candidate's.
    Holds,
    /// All of the candidate's are the model's.
    Inside,
    Crosses,
}

impl Overlap {
    fn of(c: &Candidate, m: &Candidate) -> Self {
        match (c.first <= m.first && m.last <= c.last, m.first <= c.first && c.last <= m.last) {
            (true, true) => Self::Same,
            (true, false) => Self::Holds,
            (false, true) => Self::Inside,
            (false, false) => Self::Crosses,
        }
    }

    /// A longer name of the model's stands beside a candidate that counts in any case.
    fn longer_beside(self) -> Winner {
        if self == Self::Inside { Winner::Both } else { Winner::Candidate }
    }
}

impl Rules<'_> {
    /// Weighs the model's names against the candidates found so far, and adds those that stand.
    pub(crate) fn weigh(&mut self, learned: &Learned, names: &[Name]) {
        let mut proposed: Vec<Candidate> = Vec::with_capacity(names.len());
        for name in names {
            self.propose(name, &learned.label(name), &mut proposed);
        }
        let mut gone = vec![false; proposed.len()];
        let mut candidates = std::mem::take(&mut self.out);
        candidates.retain_mut(|c| {
            // Names of the model are in order and does not overlap.
            let from = proposed.partition_point(|m| m.last <= c.first);
            let to = from + proposed[from..].partition_point(|m| m.first < c.last);
            steps::take(1 + to - from);
            if from == to {
                return self.stands_alone(c);
            }
            let winners: Vec<Winner> = proposed[from..to].iter_mut().map(|m| self.winner(c, m)).collect();
            if winners.contains(&Winner::Model) {
                return false;
            }
            for (gone, winners) in gone[from..to].iter_mut().zip(winners) {
                *gone |= winners == Winner::Candidate;
            }
            true
        });
        let certain: BTreeSet<String> = proposed
            .iter()
            .filter(|m| m.confidence >= CERTAIN)
            .map(|m| self.words.key_from(m.first, m.cut).into_owned())
            .collect();
        let verses = if self.bare { Vec::new() } else { self.verses() };
        let in_verse = |m: &Candidate| {
            let verse = verses.partition_point(|verse| verse.end <= m.first);
            verses.get(verse).is_some_and(|verse| verse.contains(&m.first))
        };
        for (mut m, gone) in proposed.into_iter().zip(gone) {
            // Most single words that the model takes for something else are no names.
            let sure = if m.last - m.first == 1 { 0.9 } else { SURE };
            let no_name = !self.bare && m.last - m.first == 1 && self.class(m.first) & class::NO_NAME != 0;
            if gone || m.first >= m.last || (m.label == Label::MISC && (m.confidence < sure || no_name)) {
                continue;
            }
            if let (Origin::Model(None), Some(entry)) = (m.origin, self.meant(&m)) {
                (m.origin, m.label) =
                    (Origin::Model(Some(entry)), self.found.entry(self.gazetteer, entry).label.clone());
                // الأسد alone is anybody of that family, unless the report tells whom.
                m.open = m.label == Label::PERS;
            }
            let named = self.titled[m.first] || self.is_part_behind(m.first, part::KUNYA);
            if m.origin == Origin::Model(None) && !named && in_verse(&m) {
                continue;
            }
            if !self.bare && m.origin == Origin::Model(None) && m.confidence < self.least(&m) {
                let key = self.words.key_from(m.first, m.cut);
                let told = m.confidence < CERTAIN && certain.contains(&*key);
                if !self.is_supported(&m) && !told {
                    continue;
                }
            }
            candidates.push(m);
        }
        self.out = candidates;
        if !self.bare {
            self.agree();
        }
    }

    /// How sure the model must be of a name that nothing else speaks for: of those below, two in three are none.
    fn least(&self, m: &Candidate) -> f32 {
        let single = m.last - m.first == 1;
        match m.label.as_str() {
            "ORG" if single => CERTAIN,
            "ORG" => LIKELY,
            "PERS" if single => {
                let facts = self.facts_from(m.first, m.cut);
                match facts.part() {
                    0 => CERTAIN,
                    // الراوي، بيانو
                    1 if facts.ordinary >= FREQUENT => f32::INFINITY,
                    _ => RATHER,
                }
            }
            "PERS" if (m.first..m.last).all(|i| self.facts(i).part() == 0) => EVEN,
            _ => 0.0,
        }
    }

    /// Whether a head, a title, a verb of saying or a quotation mark stands before a name.
    fn is_supported(&self, m: &Candidate) -> bool {
        const BEFORE: u64 = class::HEAD
            | class::WEAK_HEAD
            | class::MEDIA
            | class::HONORIFIC
            | class::SAY
            | class::MILITANT
            | class::SPORT
            | class::FACILITY;
        m.first > 0
            && self.joined(m.first)
            && (self.class(m.first - 1) & BEFORE != 0
                || self.titled[m.first]
                || matches!(self.shape(m.first - 1), Some(Shape::Quote | Shape::Open)))
    }

    /// The entry that the words of a name of the model's stand for, though they also have another meaning.
    fn meant(&self, m: &Candidate) -> Option<u32> {
        let club = self.is_behind_club(m.first);
        self.hits_at(m.first)
            .iter()
            .filter(|h| h.last as usize == m.last && h.cut == m.cut)
            .filter(|h| !club || self.gazetteer.clubs.contains(&self.spelling(h).entry))
            .map(|h| (self.spelling(h), self.entry(h)))
            .filter(|(s, e)| s.needs_context && e.kind == Kind::Name && class_of(&e.label) == class_of(&m.label))
            .map(|(s, _)| s.entry)
            .min()
    }

    /// Whether a candidate stands of which the model says nothing.
    fn stands_alone(&self, c: &Candidate) -> bool {
        let before = if c.first > 0 && self.joined(c.first) { self.class(c.first - 1) } else { 0 };
        match c.origin {
            Origin::Entry(number) => {
                let entry = self.found.entry(self.gazetteer, number);
                // In a report of which nothing else is about its country: معان, شين.
                if before & (class::PLACE | class::DIRECTION) == 0 && self.is_far(c, entry) {
                    return false;
                }
                let city = c.last - c.first == 1 && self.is_listed_place(c, entry);
                let body = self.bare && matches!(entry.label.as_str(), "ORG" | "EVENT") && c.last - c.first > 1;
                !body && (!city || before & (class::PLACE | class::DIRECTION) != 0)
            }
            Origin::Pattern(Pattern::Institution, _) => self.is_body(c.first) || c.confidence >= institutions::SURE,
            // A feminine adjective goes with مدينة, محافظة and قرية: مدينة مأهولة، محافظة محررة.
            Origin::Pattern(Pattern::PlaceHead, None) => {
                let feminine = self.words.key(c.first).ends_with(crate::key::HEH);
                let plain = feminine && self.facts_from(c.first, c.cut) != Facts::default();
                c.last - c.first > 1 || !plain || self.words.definite(c.first, c.cut)
            }
            Origin::Pattern(Pattern::TitleName | Pattern::SayName | Pattern::NameParts, _) => {
                c.known == c.last && c.confidence > 0.7 && !self.all_ordinary(c)
            }
            _ => true,
        }
    }

    /// Whether a candidate is a single word for a town in a country of which the report does not speak, and which is none of its outlet's.
    fn is_far(&self, c: &Candidate, entry: &Entry) -> bool {
        let town = entry.label == Label::GPE && c.last - c.first == 1 && !self.bare && !self.is_users(c);
        let id = entry.entity.as_deref().filter(|id| town && !is_country(id));
        let listed = c.entry().is_some_and(|number| number >= LISTED);
        (self.outlet.is_some() || listed && self.speaks_of_several())
            && id.and_then(country).is_some_and(|country| !self.is_about(country, c.first))
    }

    /// Whether a place comes from the lists of the world's cities, where many names are those of other things: it needs the word of the model
    /// or of the words around it, unless it is never an ordinary word and great or in an Arab state.
    fn is_listed_place(&self, c: &Candidate, entry: &Entry) -> bool {
        match self.gazetteer.sources[entry.source as usize].as_str() {
            "gazetteer:world-cities" => true,
            "gazetteer:cldr" if c.entry().is_some_and(|number| number >= LISTED) => {
                self.facts_from(c.first, c.cut) != Facts::default()
            }
            "gazetteer:geonames" => {
                let place = c.entry().and_then(|number| self.found.places.get((number - LISTED) as usize));
                !place.is_some_and(|place| {
                    place.population >= Some(GREAT) && self.facts_from(c.first, c.cut) == Facts::default()
                })
            }
            _ => false,
        }
    }

    /// Whether a head of places stands before word `i`: محافظة صلاح الدين.
    pub(crate) fn behind_place(&self, i: usize) -> bool {
        i > 0 && self.joined(i) && self.class(i - 1) & class::PLACE != 0
    }

    /// Whether no word of a person's name is known as part of one, and all are ordinary words.
    fn all_ordinary(&self, c: &Candidate) -> bool {
        (c.first..c.last).all(|i| {
            let cut = if i == c.first { c.cut } else { Cut::default() };
            self.facts_from(i, cut).is_ordinary(ORDINARY)
        })
    }

    /// Whether word `i` heads the name of a body of a state or of an armed group.
    fn is_body(&self, i: usize) -> bool {
        self.class(i) & class::BODY != 0
    }

    /// Whether `c` is a club and `m` the town or the person that it is called after.
    fn is_club_of(&self, c: &Candidate, m: &Candidate) -> bool {
        let head = class::BESIDE | class::SPORT;
        self.class(c.first) & head == head
            && c.last == m.last
            && m.first == c.first + 1
            && matches!(class_of(&m.label), "LOC" | "PERS")
            && !m
                .entry()
                .is_some_and(|entry| self.found.entry(self.gazetteer, entry).entity.as_deref().is_some_and(is_country))
    }

    fn is_users(&self, c: &Candidate) -> bool {
        matches!(c.origin, Origin::Entry(entry) if {
            let source = self.found.entry(self.gazetteer, entry).source;
            self.gazetteer.sources[source as usize].starts_with("user:")
        })
    }

    /// Whether `c` is `m` behind a mere classifier: دولة قطر، صحيفة هآرتس.
    fn is_classified(&self, c: &Candidate, m: &Candidate) -> bool {
        if self.bare && (class_of(&c.label) == "LOC" || (c.first == m.first && self.nationality(m.last).is_some())) {
            return true;
        }
        let classifiers = match class_of(&c.label) {
            "LOC" => class::PLACE,
            "ORG" => class::WEAK_HEAD | class::MEDIA,
            _ => 0,
        };
        c.last == m.last && (c.first..m.first).all(|i| self.class(i) & classifiers != 0)
    }

    /// Whether a gazetteer has another entity than that of `entry` by the name `m` alone: قطاع غزة، غزة.
    fn is_apart(&self, entry: u32, m: &Candidate) -> bool {
        let entity = &self.found.entry(self.gazetteer, entry).entity;
        let mut hits = self.hits_at(m.first).iter().filter(|h| {
            h.last as usize == m.last && h.cut == m.cut && h.spelling < LISTED && self.entry(h).kind == Kind::Name
        });
        hits.next().is_some_and(|hit| self.entry(hit).entity.is_some() && self.entry(hit).entity != *entity)
    }

    /// Weighs candidate `c` against the overlapping name `m` of the model's; either may give words to the other.
    fn winner(&self, c: &mut Candidate, m: &mut Candidate) -> Winner {
        let overlap = Overlap::of(c, m);
        if self.is_users(c) {
            return overlap.longer_beside();
        }
        match (class_of(&c.label), class_of(&m.label)) {
            ("NORP" | "OCC", ours) => {
                // الكاميروني صامويل إيتو: the nationality before a person is none of the name.
                if c.first == m.first && c.last < m.last && ours == "PERS" {
                    m.first = c.last;
                    m.cut = Cut::default();
                }
                overlap.longer_beside()
            }
            _ if overlap == Overlap::Same => self.winner_of_words(c, m),
            ("PERS", "PERS") => self.winner_of_person(c, m, overlap),
            _ => match overlap {
                Overlap::Same | Overlap::Holds => self.winner_around(c, m),
                Overlap::Inside => self.winner_within(c, m),
                Overlap::Crosses => crossing_winner(c),
            },
        }
    }

    /// Both are the same words: what do they name?
    fn winner_of_words(&self, c: &mut Candidate, m: &Candidate) -> Winner {
        let (theirs, ours) = (class_of(&c.label), class_of(&m.label));
        if theirs == ours {
            c.confidence = either(c, m);
            return Winner::Candidate;
        }
        let yields = match theirs {
            "LOC" => {
                // كوستا ريكا
                let own = c.last - c.first > 1 && c.entry().is_some_and(|number| number < LISTED);
                !(own && ours == "PERS")
                    && matches!(ours, "PERS" | "ORG")
                    && m.confidence > SURE
                    && !self.behind_place(c.first)
                    && !matches!(c.origin, Origin::Pattern(Pattern::PlaceHead, _))
            }
            "PERS" => matches!(c.origin, Origin::Pattern(..)),
            _ => false,
        };
        if yields { Winner::Model } else { Winner::Candidate }
    }

    /// One person, whose name is as long as either says, as far as its words are known.
    fn winner_of_person(&self, c: &mut Candidate, m: &Candidate, overlap: Overlap) -> Winner {
        if overlap == Overlap::Inside {
            return Winner::Model;
        }
        c.last = c.known.max(m.last);
        c.known = c.last;
        let apart = c.entry().is_some() && self.facts_from(m.first, m.cut).part() < 2;
        if m.first < c.first && !apart {
            (c.first, c.cut) = (m.first, m.cut);
        }
        c.confidence = either(c, m);
        Winner::Candidate
    }

    /// The candidate is longer.
    fn winner_around(&self, c: &Candidate, m: &mut Candidate) -> Winner {
        let theirs = class_of(&c.label);
        match c.origin {
            // نادي أبها is no town, whatever the model says.
            Origin::Pattern(Pattern::Institution, _) if self.is_club_of(c, m) => Winner::Candidate,
            Origin::Pattern(Pattern::Institution, _) if !self.is_body(c.first) && c.confidence < institutions::SURE => {
                Winner::Model
            }
            Origin::Pattern(..) => Winner::Both,
            Origin::Entry(entry)
                if theirs == class_of(&m.label) && self.is_classified(c, m) && !self.is_apart(entry, m) =>
            {
                m.origin = Origin::Model(Some(entry));
                m.label = c.label.clone();
                Winner::Model
            }
            Origin::Entry(_) if self.bare && theirs == "MISC" => Winner::Model,
            _ => Winner::Candidate,
        }
    }

    /// The model's name is longer.
    fn winner_within(&self, c: &Candidate, m: &Candidate) -> Winner {
        let (theirs, ours) = (class_of(&c.label), class_of(&m.label));
        // جامعة الدول العربية نبيل العربي، نادي نجران هذيل العامر: no body's name goes on with a person's.
        // الولايات المتحدة جون كيري: nor does that of a state.
        let before_person = matches!(theirs, "ORG" | "LOC")
            && (ours == "ORG" || theirs == "LOC" && c.last - c.first > 1)
            && c.first == m.first
            && c.last < m.last
            && (self.is_given(c.last) || self.facts(c.last).given == 3);
        match c.origin {
            Origin::Pattern(Pattern::Institution, _) if before_person => return Winner::Candidate,
            Origin::Entry(_) => {}
            _ => return Winner::Both,
        }
        // Half a chance that the word before a known place is part of it is none.
        // وزرت الإمارات العربية المتحدة: nor does a name of several words that ends with the model's want more before it.
        let whole = c.last == m.last && c.last - c.first > 1;
        let unsure = theirs == "LOC" && ours == "LOC" && (m.confidence < SURE || whole);
        if before_person || unsure { Winner::Candidate } else { Winner::Both }
    }
}

/// The candidate and the model's name share some words only.
fn crossing_winner(c: &Candidate) -> Winner {
    match c.origin {
        Origin::Entry(_) if matches!(class_of(&c.label), "ORG" | "PERS") => Winner::Candidate,
        Origin::Pattern(Pattern::Institution | Pattern::StateInstitution, _) if c.confidence >= institutions::SURE => {
            Winner::Candidate
        }
        _ => Winner::Model,
    }
}

/// How sure it is that one of two finders is right.
fn either(c: &Candidate, m: &Candidate) -> f32 {
    1.0 - (1.0 - c.confidence) * (1.0 - m.confidence)
}
