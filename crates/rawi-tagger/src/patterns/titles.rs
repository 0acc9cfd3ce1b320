//! Titles of office, and where a person's name may follow.

use crate::candidate::{Origin, Pattern};
use crate::cuts::Cut;
use crate::find::Hit;
use crate::gazetteer::Kind;
use crate::lexicon::{class, part};
use crate::rules::{Rules, WHOLE};
use rawi_core::layers::Label;

/// What stands between a title and a name, and where it ends.
struct AfterTitle {
    end: usize,
    nationality: bool,
    institution: bool,
}

/// So many words may stand between a title and a name, beside an institution.
const BETWEEN: usize = 12;

impl Rules<'_> {
    /// Titles of office, and where a person's name may follow.
    pub(crate) fn titles(&mut self) {
        let institutions = self.out.len();
        for h in 0..self.hits.len() {
            let hit = &self.hits[h];
            let entry = self.entry(hit);
            if entry.kind != Kind::Name || entry.label != Label::OCC {
                continue;
            }
            let spelling = self.spelling(hit);
            let (mut last, cut) = (hit.last as usize, hit.cut);
            let first = hit.first as usize;
            // باسم in المتحدث باسم is no given name.
            self.in_title[first + 1..last].fill(true);
            if self
                .hits_at(first)
                .iter()
                .any(|h| h.last > hit.last && h.cut == cut && self.entry(h).label == Label::OCC)
            {
                continue;
            }
            // سلطان بن عبد الله
            let son = self.whole_class(last) & class::PARTICLE != 0 && !self.is_part(last, part::KUNYA | part::KIN);
            if son
                && self.joined(last)
                && last == first + 1
                && spelling.needs_context
                && !self.words.definite(first, cut)
            {
                self.in_title[first + 1..last].fill(false);
                continue;
            }
            // مدرب الفريق البرتغالي غوميز: no lieutenant-general.
            let team = self.class(first) & class::SPORT != 0 && first > 0 && self.is_office(first - 1, first);
            if team || self.is_name_before_family(hit) {
                continue;
            }
            let mut pattern = false;
            if self.whole_or_cut_class(first, cut) & class::MINISTER != 0
                && last == first + 1
                && let Some(end) = self.department(last)
            {
                (last, pattern) = (end, true);
            }
            let after = self.after_title(institutions, last);
            let followed = after.nationality
                || after.institution
                || self.name_begins(after.end)
                || self.named(last, &[Label::GPE]).is_some();
            if !spelling.needs_context || pattern || followed {
                let by = if pattern { Origin::Pattern(Pattern::Title, None) } else { Origin::Entry(spelling.entry) };
                self.push(first, last, cut, Label::OCC, by, 0.85);
                self.titled[after.end.min(self.words.len())] = true;
                self.titled[last.min(self.words.len())] = true;
            }
        }
    }

    /// Whether a single indefinite word is rather a given name than an office: a family's name that is no place and no institution stands
    /// behind it (سلطان الدعيع).
    fn is_name_before_family(&self, hit: &Hit) -> bool {
        let (first, last) = (hit.first as usize, hit.last as usize);
        let facts = self.facts(last);
        last == first + 1
            && self.spelling(hit).needs_context
            && !self.words.definite(first, hit.cut)
            && self.hits_at(first).iter().any(|h| h.cut == hit.cut && self.entry(h).kind == Kind::Given)
            && self.is_word(last)
            && self.joined(last)
            && self.class(last) == 0
            && facts.part() >= facts.ordinary.min(3)
            && self.named(last, &[Label::GPE, Label::LOC, Label::ORG, Label::OCC, Label::NORP]).is_none()
    }

    fn whole_or_cut_class(&self, i: usize, cut: Cut) -> u64 {
        if self.words.list[i].class_cut == cut { self.class(i) } else { 0 }
    }

    /// The department of a minister: الدفاع، التربية والتعليم، خارجيته.
    fn department(&self, j: usize) -> Option<usize> {
        if self.definite(j) && self.definite_nationality(j).is_none() {
            let mut last = j + 1;
            while self.coordinated(last)
                || (self.adjective(last) && self.definite_nationality(last).is_none() && last < j + 3)
            {
                last += 1;
            }
            return Some(last);
        }
        let key = self.words.list.get(j).map(|_| self.words.key(j))?;
        let own = ["ته", "تها", "تهم"].iter().any(|s| key.ends_with(s)) && self.gazetteer.begins_with_department(key);
        (own && self.joined(j)).then_some(j + 1)
    }

    /// What may stand between a title and a name: nationalities, the institution, السابق and its like.
    fn after_title(&self, institutions: usize, last: usize) -> AfterTitle {
        let mut after = AfterTitle { end: last, nationality: false, institution: false };
        if self.joined(last)
            && let Some(end) = self.institution_end(institutions, last).or_else(|| {
                self.longest(last, |e, s| e.kind == Kind::Name && e.label == Label::ORG && !s.needs_context)
                    .map(|h| h.last as usize)
            })
        {
            after.end = end;
            after.institution = true;
        }
        // Adjectives, a posting, and adjectives behind that.
        for _ in 0..2 {
            let end = self.after_adjectives(after.end);
            after.nationality |= (after.end..end).any(|i| self.nationality(i).is_some());
            after.end = self.posting(end, after.nationality).unwrap_or(end);
        }
        after
    }

    /// Where the nationalities and words like السابق end that begin with word `i`.
    pub(crate) fn after_adjectives(&self, i: usize) -> usize {
        let mut end = i;
        while end < i + BETWEEN {
            if let Some(hit) = self.nationality(end) {
                end = hit.last as usize;
            } else if self.joined(end) && self.whole_class(end) & (class::FORMER | class::HONORIFIC) != 0 {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    /// Where an envoy is posted, between the title and the name: لدى سوريا، إلى اليمن.
    fn posting(&self, i: usize, nationality: bool) -> Option<usize> {
        if !(self.is_word(i)
            && self.joined(i)
            && (self.words.key(i) == "لدي" || (nationality && self.words.key(i) == "الي"))
            && self.joined(i + 1))
        {
            return None;
        }
        self.named(i + 1, &[Label::GPE, Label::ORG]).map(|hit| hit.last as usize)
    }

    /// Whether a title with what belongs to it ends before word `i`.
    pub(crate) fn ends_title(&self, i: usize) -> bool {
        self.titled[i]
    }

    fn name_begins(&self, i: usize) -> bool {
        self.person(i, WHOLE, true).is_some()
    }

    /// The first word and the end of the person's name after a definite title: الملك فهد، الأمير سلطان بن عبد العزيز.
    pub(crate) fn titled_person(&self, j: usize) -> Option<(usize, usize)> {
        let title = self.longest(j, |e, _| e.kind == Kind::Name && e.label == Label::OCC)?;
        let k = title.last as usize;
        if !(self.words.definite(j, WHOLE) && self.is_word(k) && self.joined(k)) {
            return None;
        }
        self.person(k, WHOLE, true).filter(|person| person.known > k).map(|person| (k, person.known))
    }
}
