//! The last part of a full name, which stands for the person in the rest of a report.

use crate::candidate::{Candidate, Origin, Pattern};
use crate::cuts::{Cut, cuts, key_behind};
use crate::find::LISTED;
use crate::gazetteer::Kind;
use crate::key::LAM;
use crate::lexicon::{class, part};
use crate::rules::{Rules, WHOLE};
use crate::shape::Shape;
use crate::weigh::ORDINARY;
use rawi_core::layers::Label;
use std::collections::{BTreeMap, BTreeSet};

impl Rules<'_> {
    /// The last part of a full name stands for the person in the rest of the report: الشرع for أحمد الشرع.
    /// Full names count from confidence `sure` on.
    pub(crate) fn short_forms(&mut self, sure: f32) {
        let mut known = BTreeMap::<String, _>::new();
        for c in &self.out {
            if c.label != Label::PERS || c.last - c.first < 2 || c.confidence < sure {
                continue;
            }
            let (last, word) = (c.last - 1, &self.words.list[c.last - 1]);
            let key = self.words.key(last);
            let particle = c.last - c.first > 2 && self.is_foreign_particle(last - 1);
            if word.shape != Shape::Word
                || word.class != 0
                || key.chars().count() < if particle { 3 } else { 4 }
                || self.is_part(last, part::SHARED | part::ORDINAL | part::ROLE)
                || self.is_given(last)
                || self.nationality(last).is_some()
            {
                continue;
            }
            let full = known.entry(key.to_owned()).or_insert((None, (c.first, c.last, c.cut)));
            full.0 = full.0.or(c.entry());
        }
        if known.is_empty() {
            return;
        }
        // Four letters have three bytes after any cut: a word whose last three are no name's needs no look into the map.
        let ending = |key: &str| {
            let last = key.as_bytes().last_chunk::<3>();
            last.map_or(0, |&[a, b, c]| 1_u64 << ((u32::from(a) ^ u32::from(b) << 2 ^ u32::from(c)) & 63))
        };
        let endings = known.keys().fold(0, |all, key| all | ending(key));
        let mut people = BTreeSet::new();
        for i in 0..self.words.len() {
            if !self.is_word(i) || self.words.list[i].class != 0 {
                continue;
            }
            let key = self.words.key(i);
            if ending(key) & endings == 0 {
                continue;
            }
            let behind = |cut: Cut| known.get(&*key_behind(key, cut)).map(|&full| (cut, full));
            let found = known.get(key).map(|&full| (WHOLE, full)).or_else(|| cuts(key).find_map(behind));
            // الجامع الكيلاني: a definite word behind a definite noun is its adjective, unless that is a title.
            let adjective = i > 0
                && self.joined(i)
                && self.words.definite(i, WHOLE)
                && self.is_word(i - 1)
                && self.words.definite(i - 1, self.words.list[i - 1].class_cut)
                && !self.titled[i]
                && self.class(i - 1) & (class::SAY | class::HONORIFIC) == 0;
            if let Some((cut, (entry, full))) = found.filter(|_| !adjective) {
                // الأديبة مها باعشن is another one of the family, إيلي داغر the one who was told.
                if cut == WHOLE
                    && let Some((first, cut)) = self.given_before(i)
                {
                    self.push(first, i + 1, cut, Label::PERS, Origin::Pattern(Pattern::ShortForm, None), 0.85);
                    continue;
                }
                people.insert(i);
                // فان بيرسي
                let (first, cut) =
                    if cut == WHOLE && self.goes_with_particle(full, i) { (i - 1, WHOLE) } else { (i, cut) };
                if first == i && key.chars().count() < 4 {
                    continue;
                }
                self.push(first, i + 1, cut, Label::PERS, Origin::Pattern(Pattern::ShortForm, entry), 0.75);
                if let Some(candidate) = self.out.last_mut() {
                    candidate.full = Some(full);
                }
            }
        }
        // Bartlett, whom the report has named, is no town of the long list.
        let town = |c: &Candidate| {
            c.label == Label::GPE && c.last - c.first == 1 && c.entry().is_some_and(|entry| entry >= LISTED)
        };
        self.out.retain(|c| !(town(c) && people.contains(&c.first)));
    }

    /// A body that is named with what it serves is meant by its name without that in the rest of the report: الاتحاد الأوروبي for الاتحاد
    /// الأوروبي لكرة القدم.
    pub(crate) fn short_bodies(&mut self) {
        let bodies = || self.out.iter().filter(|c| c.label == Label::ORG);
        let mut served: BTreeMap<String, u32> = BTreeMap::new();
        for (c, entry) in bodies().filter_map(|c| Some((c, c.entry()?))) {
            let serves = |&k: &usize| self.words.own_cut(k) != WHOLE && self.words.key(k).starts_with(LAM);
            if let Some(end) = (c.first + 2..c.last).find(serves) {
                served.insert(self.phrase_from(c.first, end, c.cut), entry);
            }
        }
        if served.is_empty() {
            return;
        }
        let short: Vec<Option<u32>> = self
            .out
            .iter()
            .map(|c| served.get(&self.phrase_from(c.first, c.last, c.cut)).copied().filter(|_| c.label == Label::ORG))
            .collect();
        for (c, entry) in self.out.iter_mut().zip(short) {
            if let Some(entry) = entry {
                c.origin = c.origin.with(Some(entry));
            }
        }
    }

    /// Whether word `i` is a particle of foreign family names: فان، دي.
    fn is_foreign_particle(&self, i: usize) -> bool {
        self.whole_class(i) & class::PARTICLE != 0
            && !self.is_part(i, part::SON | part::KUNYA | part::KIN | part::JOINED)
    }

    /// Whether the particle before the last word of the `full` name stands before word `i`, too.
    fn goes_with_particle(&self, full: (usize, usize, Cut), i: usize) -> bool {
        let (first, last, _) = full;
        last - first > 2
            && i > 0
            && self.joined(i)
            && self.is_foreign_particle(last - 2)
            && self.words.key(i - 1) == self.words.key(last - 2)
    }

    /// The given name right before word `i`, if there is one, and where it begins in its word.
    fn given_before(&self, i: usize) -> Option<(usize, Cut)> {
        let before = i.checked_sub(1).filter(|&before| self.joined(i) && self.words.list[before].class == 0)?;
        let cut = self.words.own_cut(before);
        let listed = self.hits_at(before).iter().any(|h| h.cut == cut && self.entry(h).kind == Kind::Given);
        (self.is_word(before)
            && (listed || self.facts_from(before, cut).given >= 2 && self.facts_from(before, cut).ordinary < ORDINARY))
            .then_some((before, cut))
    }
}
