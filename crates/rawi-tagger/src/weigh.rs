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
use crate::gazetteer::Kind;
use crate::learned::Learned;
use crate::lexicon::class;
use crate::rules::Rules;
use crate::steps;
use crate::words::Cut;
use rawi_core::layers::Label;
use rawi_model::Name;

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

/// Which of a candidate and a name of the model's stand where they overlap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Winner {
    Both,
    Candidate,
    Model,
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
        for (mut m, gone) in proposed.into_iter().zip(gone) {
            // Most single words that the model takes for something else are no names.
            let sure = if m.last - m.first == 1 { 0.9 } else { SURE };
            let no_name = !self.bare && m.last - m.first == 1 && self.class(m.first) & class::NO_NAME != 0;
            if gone || m.first >= m.last || (m.label == Label::MISC && (m.confidence < sure || no_name)) {
                continue;
            }
            if let (Origin::Model(None), Some(entry)) = (m.origin, self.meant(&m)) {
                (m.origin, m.label) =
                    (Origin::Model(Some(entry)), self.gazetteer.entries[entry as usize].label.clone());
            }
            candidates.push(m);
        }
        self.out = candidates;
    }

    /// The entry that the words of a name of the model's stand for, though they also have another meaning.
    fn meant(&self, m: &Candidate) -> Option<u32> {
        self.hits_at(m.first)
            .iter()
            .filter(|h| h.last as usize == m.last && h.cut == m.cut)
            .map(|h| (self.spelling(h), self.entry(h)))
            .filter(|(s, e)| s.needs_context && e.kind == Kind::Name && class_of(&e.label) == class_of(&m.label))
            .map(|(s, _)| s.entry)
            .min()
    }

    /// A name of the model's as candidates: persons side by side (سامر وفادي، سامر لفادي) are several.
    fn propose(&self, name: &Name, label: &Label, proposed: &mut Vec<Candidate>) {
        let begins = |&i: &usize| *label != Label::PERS || !self.in_title[i];
        let Some(mut first) = (name.first..=name.last).find(begins) else { return };
        let mut push = |first: usize, last: usize| {
            proposed.push(Candidate {
                first,
                last,
                cut: self.words.own_cut(first),
                label: label.clone(),
                origin: Origin::Model(None),
                confidence: name.confidence,
                known: last,
                full: None,
            });
        };
        for i in first + 1..=name.last {
            // No proclitic stands inside a person's name, but many a foreign name begins as one does.
            let cut = self.words.own_cut(i);
            let another = cut != Cut::default()
                && self.hits_at(i).iter().any(|h| h.cut == cut && self.entry(h).label == Label::PERS);
            if *label == Label::PERS && another {
                push(first, i);
                first = i;
            }
        }
        push(first, name.last + 1);
    }

    /// Whether a candidate stands of which the model says nothing.
    fn stands_alone(&self, c: &Candidate) -> bool {
        let before = if c.first > 0 && self.joined(c.first) { self.class(c.first - 1) } else { 0 };
        match c.origin {
            Origin::Entry(entry) => {
                let entry = &self.gazetteer.entries[entry as usize];
                let city =
                    self.gazetteer.sources[entry.source as usize] == "gazetteer:world-cities" && c.last - c.first == 1;
                let body = self.bare && matches!(entry.label.as_str(), "ORG" | "EVENT") && c.last - c.first > 1;
                !body && (!city || before & (class::PLACE | class::DIRECTION) != 0)
            }
            Origin::Pattern(Pattern::Institution, _) => self.is_body(c.first),
            // A feminine participle goes with مدينة, بلدة and قرية: مدينة مأهولة.
            Origin::Pattern(Pattern::PlaceHead, _) => {
                let key = self.words.key(c.first);
                !(c.last - c.first == 1 && key.starts_with('م') && key.ends_with('ه') && key.chars().count() > 5)
            }
            Origin::Pattern(Pattern::TitleName | Pattern::SayName | Pattern::NameParts, _) => {
                c.known == c.last && c.confidence > 0.7
            }
            _ => true,
        }
    }

    /// Whether word `i` heads the name of a body of a state or of an armed group.
    fn is_body(&self, i: usize) -> bool {
        self.class(i) & class::BODY != 0
    }

    fn is_users(&self, c: &Candidate) -> bool {
        matches!(c.origin, Origin::Entry(entry) if {
            let source = self.gazetteer.entries[entry as usize].source;
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

    /// Weighs candidate `c` against the overlapping name `m` of the model's; either may give words to the other.
    fn winner(&self, c: &mut Candidate, m: &mut Candidate) -> Winner {
        let (theirs, ours) = (class_of(&c.label), class_of(&m.label));
        let pattern = matches!(c.origin, Origin::Pattern(..));
        let same = (c.first, c.last) == (m.first, m.last);
        let holds = c.first <= m.first && m.last <= c.last;
        let inside = m.first <= c.first && c.last <= m.last;
        if self.is_users(c) {
            return if inside && !same { Winner::Both } else { Winner::Candidate };
        }
        if matches!(theirs, "NORP" | "OCC") {
            // الكاميروني صامويل إيتو: the nationality before a person is none of the name.
            if c.first == m.first && c.last < m.last && ours == "PERS" {
                m.first = c.last;
                m.cut = Cut::default();
            }
            return if inside && !same { Winner::Both } else { Winner::Candidate };
        }
        if same {
            if theirs == ours {
                c.confidence = 1.0 - (1.0 - c.confidence) * (1.0 - m.confidence);
                return Winner::Candidate;
            }
            let yields = match theirs {
                "LOC" => {
                    matches!(ours, "PERS" | "ORG")
                        && m.confidence > SURE
                        && !matches!(c.origin, Origin::Pattern(Pattern::PlaceHead, _))
                }
                "PERS" => pattern,
                _ => false,
            };
            return if yields { Winner::Model } else { Winner::Candidate };
        }
        if theirs == "PERS" && ours == "PERS" {
            if inside {
                return Winner::Model;
            }
            // As long as either says, as far as its words are known.
            c.last = c.known.max(m.last);
            c.known = c.last;
            if m.first < c.first {
                (c.first, c.cut) = (m.first, m.cut);
            }
            c.confidence = 1.0 - (1.0 - c.confidence) * (1.0 - m.confidence);
            return Winner::Candidate;
        }
        if holds {
            return match c.origin {
                Origin::Pattern(Pattern::Institution, _) if !self.is_body(c.first) => Winner::Model,
                Origin::Pattern(..) => Winner::Both,
                Origin::Entry(entry) if theirs == ours && self.is_classified(c, m) => {
                    m.origin = Origin::Model(Some(entry));
                    m.label = c.label.clone();
                    Winner::Model
                }
                Origin::Entry(_) if self.bare && theirs == "MISC" => Winner::Model,
                _ => Winner::Candidate,
            };
        }
        if inside {
            // Half a chance that the word before a known place is part of it is none.
            let unsure =
                theirs == "LOC" && ours == "LOC" && m.confidence < SURE && matches!(c.origin, Origin::Entry(_));
            return if unsure { Winner::Candidate } else { Winner::Both };
        }
        match c.origin {
            Origin::Entry(_) if matches!(theirs, "ORG" | "PERS") => Winner::Candidate,
            _ => Winner::Model,
        }
    }
}
