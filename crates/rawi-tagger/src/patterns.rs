//! Context patterns: what the words around a name say about it. The rules follow the annotation guidelines of
//! Arabic news corpora: maximal flat names, classifiers outside, institutional heads inside.

use crate::find::Hit;
use crate::gazetteer::{Entry, Gazetteer, Kind, Spelling, class};
use crate::key::is_alphabetic;
use crate::learned::Learned;
use crate::model::Name;
use crate::words::{Cut, Shape, UNKNOWN, Words};
use crate::work;
use rawi_core::layers::Label;
use std::collections::BTreeMap;

/// What produced a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// An entry of a gazetteer, by the entry's number.
    Entry(u32),
    /// A pattern; with the entry of the name it was read from, if there is one.
    Pattern(&'static str, Option<u32>),
    /// The learned model; with the entry of the name it stands for, if one is known.
    Model(Option<u32>),
}

/// A possible mention: words `first..last`, from `cut` of the first one.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) cut: Cut,
    pub(crate) label: Label,
    pub(crate) by: By,
    pub(crate) confidence: f32,
    /// Of a person's name, where the words end that are known parts of names.
    pub(crate) known: usize,
    /// Of a short form, the words of the full name and their cut.
    pub(crate) full: Option<(usize, usize, Cut)>,
}

impl Candidate {
    /// The entry it names.
    pub(crate) fn entry(&self) -> Option<u32> {
        match self.by {
            By::Entry(entry) => Some(entry),
            By::Pattern(_, entry) | By::Model(entry) => entry,
        }
    }
}

/// Patterns that take a head, a direction or a nationality into the name.
const HEADED: [&str; 5] =
    ["pattern:institution", "pattern:state-institution", "pattern:direction", "pattern:facility", "pattern:landform"];

/// Reads all candidates of a text; with the names that the learned model finds in it, if there is one.
pub(crate) fn read(
    words: &Words,
    gazetteer: &Gazetteer,
    hits: &[Hit],
    patterns: bool,
    bare: bool,
    learned: Option<(&Learned, &[Name])>,
) -> Vec<Candidate> {
    let mut first_hit = vec![0; words.len() + 1];
    for hit in hits {
        first_hit[hit.first as usize + 1] += 1;
    }
    for i in 1..first_hit.len() {
        first_hit[i] += first_hit[i - 1];
    }
    let titled = vec![false; words.len() + 1];
    let in_title = vec![false; words.len() + 1];
    let mut reader = Reader {
        words,
        gazetteer,
        hits,
        bare,
        first_hit,
        out: Vec::new(),
        titled,
        in_title,
        namesakes: BTreeMap::new(),
    };
    if patterns {
        reader.institutions();
        reader.titles();
    }
    reader.names_of_gazetteers();
    if patterns {
        reader.nationality_extends();
        reader.places();
        reader.acronyms();
        reader.persons();
    }
    if bare {
        reader.out.retain(|c| !matches!(c.by, By::Pattern(name, _) if HEADED.contains(&name)));
    }
    if let Some((learned, names)) = learned {
        reader.weigh(learned, names);
    }
    if patterns || learned.is_some() {
        reader.short_forms(if learned.is_some() { 0.85 } else { 0.75 });
    }
    reader.names_known_by_now();
    reader.out
}

pub(crate) struct Reader<'a> {
    pub(crate) words: &'a Words,
    pub(crate) gazetteer: &'a Gazetteer,
    hits: &'a [Hit],
    /// Names without heads and directions.
    pub(crate) bare: bool,
    // By word: the number of hits that begin before it.
    first_hit: Vec<u32>,
    pub(crate) out: Vec<Candidate>,
    // Whether a title, with what belongs to it, ends before word i: a person's name may begin there.
    titled: Vec<bool>,
    /// Words that a title of several goes on with.
    pub(crate) in_title: Vec<bool>,
    // Where persons end that an institution is named after, by first word: what follows is the institution's.
    namesakes: BTreeMap<usize, usize>,
}

const WHOLE: Cut = Cut { at: 0, article: false };

impl<'a> Reader<'a> {
    pub(crate) fn spelling(&self, hit: &Hit) -> &'a Spelling {
        self.gazetteer.trie.value(hit.spelling)
    }

    pub(crate) fn entry(&self, hit: &Hit) -> &'a Entry {
        &self.gazetteer.entries[self.spelling(hit).entry as usize]
    }

    /// Hits that begin in word `i`.
    pub(crate) fn hits_at(&self, i: usize) -> &'a [Hit] {
        let range = self.first_hit.get(i..i + 2).map_or(0..0, |range| range[0] as usize..range[1] as usize);
        work::count(1 + range.len());
        &self.hits[range]
    }

    /// The longest hit that begins with word `i` itself and passes `wanted`.
    fn longest(&self, i: usize, wanted: impl Fn(&Entry, &Spelling) -> bool) -> Option<&'a Hit> {
        self.hits_at(i)
            .iter()
            .filter(|h| h.cut == WHOLE && wanted(self.entry(h), self.spelling(h)))
            .max_by_key(|h| (h.last, std::cmp::Reverse(h.spelling)))
    }

    fn named(&self, i: usize, labels: &[Label]) -> Option<&'a Hit> {
        self.longest(i, |e, _| e.kind == Kind::Name && labels.contains(&e.label))
    }

    pub(crate) fn class(&self, i: usize) -> u32 {
        work::count(1);
        self.words.list.get(i).map_or(0, |w| w.class)
    }

    /// The class of word `i` if no proclitic stands before it.
    fn whole_class(&self, i: usize) -> u32 {
        self.words.list.get(i).filter(|w| w.class_cut == WHOLE).map_or(0, |w| w.class)
    }

    fn shape(&self, i: usize) -> Option<Shape> {
        self.words.list.get(i).map(|w| w.shape)
    }

    /// Whether word `i` stands in the same paragraph as the one before it.
    pub(crate) fn joined(&self, i: usize) -> bool {
        self.words.list.get(i).is_some_and(|w| !w.opens_line)
    }

    fn is_word(&self, i: usize) -> bool {
        self.shape(i) == Some(Shape::Word)
    }

    /// Whether a proclitic stands before word `i`.
    fn clitic(&self, i: usize) -> bool {
        self.words.list[i].class_cut != WHOLE
            || crate::words::cuts(self.words.key(i)).any(|c| self.words.supported(i, c))
    }

    /// A definite word that may belong to a name.
    fn definite(&self, i: usize) -> bool {
        self.is_word(i) && self.joined(i) && self.words.definite(i, WHOLE) && self.class(i) & class::STOP == 0
    }

    /// A definite relative adjective, or one of the institutional adjectives.
    fn adjective(&self, i: usize) -> bool {
        if !self.definite(i) {
            return false;
        }
        let key = self.words.key(i);
        self.whole_class(i) & class::ADJECTIVE != 0
            || ((key.ends_with("ي") || key.ends_with("يه"))
                && key.len() >= 10
                && self.named(i, &[Label::PERS, Label::GPE]).is_none())
    }

    pub(crate) fn nationality(&self, i: usize) -> Option<&'a Hit> {
        if !self.joined(i) {
            return None;
        }
        self.named(i, &[Label::NORP])
    }

    /// A nationality with the article, the longest at word `i`.
    fn definite_nationality(&self, i: usize) -> Option<&'a Hit> {
        self.nationality(i).filter(|_| self.words.key(i).starts_with("ال"))
    }

    fn push(&mut self, first: usize, last: usize, cut: Cut, label: Label, by: By, confidence: f32) {
        self.out.push(Candidate { first, last, cut, label, by, confidence, known: last, full: None });
    }

    fn push_person(&mut self, first: usize, person: &Person, cut: Cut, by: &'static str, confidence: f32) {
        self.push(first, person.last, cut, Label::PERS, By::Pattern(by, person.entry), confidence);
        if let Some(candidate) = self.out.last_mut() {
            candidate.known = person.known;
        }
    }

    /// The end of the institution that begins with word `i` itself.
    fn institution_end(&self, institutions: usize, i: usize) -> Option<usize> {
        // Institutions were read first, from left to right.
        let out = &self.out[..institutions];
        let from = out.partition_point(|c| c.first < i);
        out[from..]
            .iter()
            .take_while(|c| c.first == i)
            .inspect(|_| work::count(1))
            .filter(|c| c.cut == WHOLE)
            .map(|c| c.last)
            .max()
    }

    // ------------------------------------------------------------------ institutions

    fn institutions(&mut self) {
        for i in 0..self.words.len() {
            let class = self.class(i);
            if class & (class::HEAD | class::WEAK_HEAD | class::COMMAND_HEAD) != 0 {
                self.institution_head(i);
            }
            if class & class::STATE != 0 {
                self.state_institution(i);
            }
        }
    }

    /// Head and complement: وزارة الداخلية السورية، وكالة الاستخبارات والتحقيقات الاتحادية، جامعة دمشق.
    fn institution_head(&mut self, i: usize) {
        let (class, cut) = (self.class(i), self.words.list[i].class_cut);
        let key = &self.words.key(i)[cut.at as usize..];
        // بقيادة، برئاسة، بإدارة: "led by".
        if self.words.key(i)[..cut.at as usize].ends_with("ب") && matches!(key, "قياده" | "رياسه" | "اداره")
        {
            return;
        }
        if cut.article || key.starts_with("ال") {
            return;
        }
        let j = i + 1;
        if class & class::COMMAND_HEAD != 0 && self.whole_class(j) & class::COMMAND == 0 {
            return;
        }
        let Some(complement) = self.complement(j, class) else { return };
        let mut last = complement.last;
        let mut weight = complement.weight;
        if let Some(hit) = self.definite_nationality(last) {
            last = hit.last as usize;
            weight += 1;
            while self.adjective(last) {
                last += 1;
            }
        }
        if class & class::HEAD == 0 && weight < 2 {
            return;
        }
        if complement.person {
            self.namesakes.extend(self.titled_person(j));
        }
        let by = if complement.person { "pattern:institution-of" } else { "pattern:institution" };
        self.push(i, last, cut, Label::ORG, By::Pattern(by, complement.entry), 0.8);
    }

    /// The first word and the end of the person's name after a definite title: الملك فهد، الأمير سلطان بن عبد العزيز.
    fn titled_person(&self, j: usize) -> Option<(usize, usize)> {
        let title = self.longest(j, |e, _| e.kind == Kind::Name && e.label == Label::OCC)?;
        let k = title.last as usize;
        if !(self.words.definite(j, WHOLE) && self.is_word(k) && self.joined(k)) {
            return None;
        }
        self.person(k, WHOLE, true).filter(|person| person.known > k).map(|person| (k, person.known))
    }

    /// The end of the adjectives from word `last` on that are no nationality.
    fn adjectives_end(&self, mut last: usize) -> usize {
        while self.adjective(last) && self.definite_nationality(last).is_none() {
            last += 1;
        }
        last
    }

    fn complement(&self, j: usize, class: u32) -> Option<Complement> {
        if !self.is_word(j) || !self.joined(j) {
            return None;
        }
        if let Some(hit) = self.named(j, &[Label::ORG]) {
            return Some(Complement {
                last: hit.last as usize,
                weight: 2,
                entry: Some(self.spelling(hit).entry),
                person: false,
            });
        }
        // مركز الملك فهد الثقافي: the person with the title is part of the name.
        if class & class::NAMED_HEAD != 0
            && let Some((_, last)) = self.titled_person(j)
        {
            return Some(Complement { last: self.adjectives_end(last), weight: 2, entry: None, person: true });
        }
        if let Some(hit) = self.named(j, &[Label::PERS, Label::FAC]) {
            // جامعة الحسن الثاني is a name; قوات الشرع is a person's.
            let named = class & class::NAMED_HEAD != 0;
            let last = self.adjectives_end(hit.last as usize);
            return named.then_some(Complement { last, weight: 2, entry: None, person: true });
        }
        if class & class::COMMAND_HEAD == 0
            && let Some(hit) = self.longest(j, |e, s| {
                e.kind == Kind::Name && (e.label == Label::GPE || e.label == Label::LOC) && !s.needs_context
            })
        {
            let mut last = hit.last as usize;
            while self.adjective(last) && self.definite_nationality(last).is_none() {
                last += 1;
            }
            return Some(Complement { last, weight: 2, entry: None, person: false });
        }
        if self.definite(j) && self.definite_nationality(j).is_none() {
            return Some(self.definite_complement(j));
        }
        // One indefinite noun between: هيئة تحرير الشام، وكالة غوث اللاجئين.
        let plain = self.whole_class(j) & (class::STOP | class::PLACE) == 0
            && !self.clitic(j)
            && self.nationality(j).is_none()
            && !self.words.definite(j, WHOLE)
            && !looks_indefinite(self.words.key(j));
        if plain && self.definite(j + 1) && self.definite_nationality(j + 1).is_none() && !self.adjective(j + 1) {
            let mut complement = self.definite_complement(j + 1);
            complement.weight += 1;
            return Some(complement);
        }
        None
    }

    /// A definite noun, its coordinated nouns and its adjectives.
    fn definite_complement(&self, j: usize) -> Complement {
        let (mut last, mut weight) = (j + 1, 1);
        let mut adjectives = false;
        loop {
            if self.adjective(last) && self.definite_nationality(last).is_none() {
                weight += usize::from(self.whole_class(last) & class::ADJECTIVE != 0);
                last += 1;
                adjectives = true;
            } else if !adjectives && self.coordinated(last) || adjectives && self.coordinated_adjective(last) {
                last += 1;
            } else {
                return Complement { last, weight, entry: None, person: false };
            }
        }
    }

    /// و and a second adjective of the same noun: الشؤون البلدية والقروية.
    fn coordinated_adjective(&self, i: usize) -> bool {
        let relative = |i: usize| self.words.key(i).ends_with("يه");
        self.coordinated(i) && relative(i) && relative(i - 1) && self.words.key(i).chars().count() > 6
    }

    /// و and a definite noun that is no institution, people or place of its own: التربية والتعليم.
    fn coordinated(&self, i: usize) -> bool {
        let and = Cut { at: 2, article: false };
        self.is_word(i)
            && self.joined(i)
            && self.words.key(i).starts_with("وال")
            && self.words.definite(i, and)
            && self.class(i) & (class::STOP | class::STATE) == 0
            && !self.hits_at(i).iter().any(|h| self.entry(h).kind == Kind::Name)
    }

    /// A definite institution of a state and a nationality: السلطات السورية، القوات الجوية الأميركية.
    fn state_institution(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        // وزير الدفاع السوري is a minister, not an institution.
        if !self.words.definite(i, cut)
            || (cut == WHOLE && i > 0 && self.joined(i) && self.class(i - 1) & class::MINISTER != 0)
        {
            return;
        }
        let mut k = i + 1;
        loop {
            if let Some(hit) = self.definite_nationality(k) {
                let last = hit.last as usize;
                self.push(i, last, cut, Label::ORG, By::Pattern("pattern:state-institution", None), 0.85);
                return;
            }
            if k > i + 2 || !self.adjective(k) {
                return;
            }
            k += 1;
        }
    }

    /// A definite institution's name takes a following nationality in: الأمن العام السوري.
    fn nationality_extends(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            if candidate.label != Label::ORG || matches!(candidate.by, By::Pattern("pattern:state-institution", _)) {
                continue;
            }
            let (first, last, cut) = (candidate.first, candidate.last, candidate.cut);
            let entry = candidate.entry();
            if last - first < 2 || !self.words.key(last - 1).starts_with("ال") {
                continue;
            }
            if let Some(hit) = self.definite_nationality(last) {
                let last = hit.last as usize;
                self.push(first, last, cut, Label::ORG, By::Pattern("pattern:institution", entry), 0.85);
            }
        }
    }

    /// A short name in brackets after an institution is the same: وكالة الأنباء العراقية (واع).
    fn acronyms(&mut self) {
        for c in 0..self.out.len() {
            let candidate = &self.out[c];
            let at = candidate.last;
            if candidate.label != Label::ORG
                || self.shape(at) != Some(Shape::Open)
                || self.shape(at + 2) != Some(Shape::Close)
            {
                continue;
            }
            let known = candidate.entry().is_some_and(|entry| {
                self.hits_at(at + 1).iter().any(|h| h.last as usize == at + 2 && self.spelling(h).entry == entry)
            });
            let short = self.is_word(at + 1)
                && self.words.list[at + 1].id == UNKNOWN
                && self.words.key(at + 1).chars().count() <= 6
                && self.words.key(at + 1).chars().all(is_alphabetic);
            if known || short {
                let entry = candidate.entry();
                self.push(at + 1, at + 2, WHOLE, Label::ORG, By::Pattern("pattern:acronym", entry), 0.8);
            }
        }
    }

    // ------------------------------------------------------------------ gazetteers

    /// Names of gazetteers that stand for themselves, or whose context speaks for them.
    fn names_of_gazetteers(&mut self) {
        for hit in self.hits {
            work::count(1);
            let entry = self.entry(hit);
            if entry.kind != Kind::Name || entry.label == Label::OCC {
                continue;
            }
            let flagged = self.spelling(hit).needs_context;
            if (!flagged && self.fits(hit, entry)) || (flagged && self.context(hit, entry)) {
                let by = By::Entry(self.spelling(hit).entry);
                self.push(
                    hit.first as usize,
                    hit.last as usize,
                    hit.cut,
                    entry.label.clone(),
                    by,
                    if flagged { 0.7 } else { 0.9 },
                );
            }
        }
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
        let cut = self.words.list[i].class_cut;
        let key = &self.words.key(i)[cut.at as usize..];
        if definite {
            return self.words.definite(i, cut) && self.class(i) & (class::SAY | class::TIME) == 0;
        }
        // Indefinite: a feminine noun or plural by its ending, or a broken plural as فصائل, مصادر.
        let broken = key.chars().count() == 5 && key.chars().nth(2) == Some('ا');
        !self.words.definite(i, cut)
            && (key.ends_with('ه') || key.ends_with("ات") || broken)
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
            "PERS" => hit.cut == WHOLE && i > 0 && (self.titled[i] || before & (class::HONORIFIC | class::REGIME) != 0),
            "GPE" | "LOC" => {
                (hit.cut == WHOLE && before & (class::PLACE | class::DIRECTION | class::WATER) != 0)
                    || self.listed(hit)
                    || self.lone_west(hit, entry)
            }
            "ORG" => quoted || head & (class::MEDIA | class::HEAD | class::WEAK_HEAD | class::MILITANT) != 0,
            "PRODUCT" => head & class::PLATFORM != 0,
            "NORP" => {
                hit.cut == WHOLE && (before & (class::POLITY | class::MILITANT) != 0 || (i > 0 && self.ends_title(i)))
            }
            _ => false,
        }
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
        let before = self.first_hit[i] as usize;
        self.hits[..before].iter().rev().take(8).any(|h| {
            work::count(1);
            h.last as usize == i
                && !self.spelling(h).needs_context
                && self.entry(h).kind == Kind::Name
                && self.entry(h).label == Label::GPE
        })
    }

    /// Names that need context and have it from the rest of the report: the same entity by a longer name.
    fn names_known_by_now(&mut self) {
        let mut known: Vec<(u32, usize)> = self
            .out
            .iter()
            .filter(|c| matches!(c.label.as_str(), "PERS" | "ORG"))
            // What the model read as a name once is one in the whole report.
            .filter_map(|c| {
                Some((c.entry()?, if matches!(c.by, By::Model(_)) { usize::MAX } else { c.last - c.first }))
            })
            .collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return;
        }
        for hit in self.hits {
            work::count(1);
            let spelling = self.spelling(hit);
            if !spelling.needs_context {
                continue;
            }
            let length = (hit.last - hit.first) as usize;
            let from = known.partition_point(|&k| k < (spelling.entry, length + 1));
            if known.get(from).is_some_and(|&(entry, _)| entry == spelling.entry) {
                let label = self.entry(hit).label.clone();
                self.push(hit.first as usize, hit.last as usize, hit.cut, label, By::Entry(spelling.entry), 0.75);
            }
        }
    }

    // ------------------------------------------------------------------ places

    fn places(&mut self) {
        for i in 0..self.words.len() {
            let class = self.class(i);
            if class & class::PLACE != 0 {
                self.place_head(i);
            }
            if class & class::DIRECTION != 0 {
                self.direction(i);
            }
            if class & class::FACILITY != 0 {
                self.head_in_name(i, class & class::FACILITY_STRONG != 0, Label::FAC, "pattern:facility");
            }
            if class & class::WATER != 0 {
                self.head_in_name(i, true, Label::LOC, "pattern:landform");
            }
        }
    }

    /// مدينة، حي، بلدة and a name, which the classifier is no part of.
    fn place_head(&mut self, i: usize) {
        let mut j = i + 1;
        if let Some(hit) = self.definite_nationality(j) {
            j = hit.last as usize; // العاصمة السعودية الرياض
        }
        if self.shape(j) == Some(Shape::Quote) {
            j += 1;
        }
        if !self.is_word(j) || !self.joined(j) {
            return;
        }
        let known = |e: &Entry, _: &Spelling| e.kind == Kind::Name && (e.label == Label::GPE || e.label == Label::LOC);
        let mut last = match self.longest(j, known) {
            Some(hit) => {
                let by = By::Entry(self.spelling(hit).entry);
                self.push(j, hit.last as usize, WHOLE, Label::GPE, by, 0.9);
                hit.last as usize
            }
            None if j == i + 1
                && self.class(i) & class::PLACE_STRONG != 0
                && !self.words.definite(i, self.words.list[i].class_cut) =>
            {
                match self.unknown_place(j, WHOLE) {
                    Some(last) => {
                        self.push(j, last, WHOLE, Label::GPE, By::Pattern("pattern:place-head", None), 0.7);
                        last
                    }
                    None => return,
                }
            }
            None => return,
        };
        // A dual or a plural head has several: حيي الحيدرية وكرم الجزماتي.
        let key = &self.words.key(i)[self.words.list[i].class_cut.at as usize..];
        if !matches!(key, "حيي" | "مدينتي" | "بلدتي" | "قريتي" | "احياء" | "بلدات" | "قري" | "مدن" | "محافظتي")
        {
            return;
        }
        let and = Cut { at: 2, article: false };
        while self.is_word(last) && self.joined(last) && self.words.key(last).starts_with("و") {
            let known = self.hits_at(last).iter().any(|h| h.cut == and && self.entry(h).label == Label::GPE);
            let Some(next) = (if known { None } else { self.unknown_place(last, and) }) else { break };
            self.push(last, next, and, Label::GPE, By::Pattern("pattern:place-head", None), 0.65);
            last = next;
        }
    }

    /// The end of a place's name that no gazetteer knows, from `cut` of word `j`.
    fn unknown_place(&self, j: usize, cut: Cut) -> Option<usize> {
        let key = &self.words.key(j)[cut.at as usize..];
        if self.class(j) & (class::STOP | class::PLACE | class::ADJECTIVE) != 0 || !key.chars().all(is_alphabetic) {
            return None;
        }
        if self.words.definite(j, cut) {
            return (key.chars().count() >= 4).then_some(j + 1);
        }
        let pronoun = key.ends_with("ها") || key.ends_with("هم");
        if looks_indefinite(key)
            || pronoun
            || key.chars().count() < 3
            || self.hits_at(j).iter().any(|h| self.entry(h).label == Label::NORP)
        {
            return None;
        }
        // A definite word after an indefinite one is its genitive, كرم الجزماتي; an adjective in ية goes with قرية and مدينة.
        let second = self.definite(j + 1)
            && self.whole_class(j + 1) & class::ADJECTIVE == 0
            && !(self.adjective(j + 1) && self.words.key(j + 1).ends_with("يه"))
            && self.definite_nationality(j + 1).is_none();
        if second {
            return Some(j + 2);
        }
        (!(cut == WHOLE && self.clitic(j)) && self.words.list[j].class == 0).then_some(j + 1)
    }

    /// A direction and a place: شمال شرق سوريا، شرقي مدينة حلب، شمال وشرق سوريا.
    fn direction(&mut self, i: usize) {
        let cut = self.words.list[i].class_cut;
        let mut j = i + 1;
        while self.joined(j)
            && self.class(j) & (class::DIRECTION | class::PLACE) != 0
            && j < i + 4
            && (self.words.list[j].class_cut == WHOLE || self.words.key(j).starts_with("و"))
            && !self.words.definite(j, self.words.list[j].class_cut)
        {
            j += 1;
        }
        if !self.joined(j) {
            return;
        }
        let Some(hit) = self.named(j, &[Label::GPE, Label::LOC]) else { return };
        if self.class(j - 1) & class::DIRECTION == 0 && self.class(j - 1) & class::PLACE == 0 {
            return;
        }
        let mut last = hit.last as usize;
        if self.definite(last) && matches!(self.words.key(last), "الشمالي" | "الجنوبي" | "الشرقي" | "الغربي" | "الاوسط")
        {
            last += 1;
        }
        self.push(i, last, cut, Label::LOC, By::Pattern("pattern:direction", None), 0.8);
    }

    /// Heads that belong to the name: مطار بيروت الدولي، مقام السيدة زينب، نهر الخابور.
    fn head_in_name(&mut self, i: usize, strong: bool, label: Label, by: &'static str) {
        let cut = self.words.list[i].class_cut;
        if self.words.definite(i, cut) {
            return;
        }
        let mut j = i + 1;
        if self.joined(j) && self.whole_class(j) & class::HONORIFIC != 0 {
            j += 1;
        }
        if !self.is_word(j) || !self.joined(j) {
            return;
        }
        let known = self.longest(j, |e, s| match e.kind {
            Kind::Name => matches!(e.label.as_str(), "GPE" | "LOC" | "PERS" | "FAC") && (!s.needs_context || strong),
            Kind::Given => j > i + 1,
            Kind::Family => false,
        });
        let titled = self.titled_person(j);
        let mut last = match known {
            _ if titled.is_some() => {
                self.namesakes.extend(titled);
                titled.map_or(j, |(_, last)| last)
            }
            Some(hit) => hit.last as usize,
            None if strong && self.definite(j) && !self.adjective(j) && self.words.key(j).chars().count() > 4 => j + 1,
            // جبل قاسيون: an unknown word that no adjective's ending marks.
            None if label == Label::LOC && self.words.list[j].id == UNKNOWN && self.family_like(j) => j + 1,
            None => return,
        };
        while self.adjective(last) && self.definite_nationality(last).is_none() {
            last += 1;
        }
        self.push(i, last, cut, label, By::Pattern(by, None), 0.75);
    }

    // ------------------------------------------------------------------ titles and persons

    /// Titles of office, and where a person's name may follow.
    fn titles(&mut self) {
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
                let by = if pattern { By::Pattern("pattern:title", None) } else { By::Entry(spelling.entry) };
                self.push(first, last, cut, Label::OCC, by, 0.85);
                self.titled[after.end.min(self.words.len())] = true;
                self.titled[last.min(self.words.len())] = true;
            }
        }
    }

    fn whole_or_cut_class(&self, i: usize, cut: Cut) -> u32 {
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
        let own = ["ته", "تها", "تهم"].iter().any(|s| key.ends_with(s))
            && ["خارجي", "داخلي", "مالي", "عدل", "دفاع"].iter().any(|s| key.starts_with(s));
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
        for _ in 0..BETWEEN {
            if let Some(hit) = self.nationality(after.end) {
                after.end = hit.last as usize;
                after.nationality = true;
            } else if self.joined(after.end) && self.whole_class(after.end) & (class::FORMER | class::HONORIFIC) != 0 {
                after.end += 1;
            } else if let Some(end) = self.posting(after.end, after.nationality) {
                after.end = end;
            } else {
                break;
            }
        }
        after
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
    fn ends_title(&self, i: usize) -> bool {
        self.titled[i]
    }

    fn name_begins(&self, i: usize) -> bool {
        self.person(i, WHOLE, true).is_some()
    }

    /// Names of persons that no gazetteer holds as a whole.
    fn persons(&mut self) {
        for i in 0..self.words.len() {
            if !self.is_word(i) || self.in_title[i] {
                continue;
            }
            let titled = self.titled[i] && self.joined(i);
            if !titled && self.hits_at(i).is_empty() && self.class(i) & class::PARTICLE == 0 {
                continue; // nothing begins a name here
            }
            let before = if i > 0 && self.joined(i) { self.class(i - 1) } else { 0 };
            let said = before & (class::SAY | class::HONORIFIC) != 0;
            let by = if titled {
                "pattern:title-name"
            } else if said {
                "pattern:say-name"
            } else {
                "pattern:name-parts"
            };
            // A given name that is also a word, كريم, needs a title, a verb of saying or a sure part behind it.
            if let Some(mut person) = self.person(i, WHOLE, titled || self.surely_followed(i)) {
                if let Some(&last) = self.namesakes.get(&i) {
                    person.last = last;
                }
                let enough = person.parts >= 2 || titled || (said && person.sure);
                if enough {
                    let confidence = if person.sure { 0.8 } else { 0.6 };
                    self.push_person(i, &person, WHOLE, by, confidence);
                }
                continue;
            }
            // Behind a proclitic: وأحمد الخالدي.
            let Some(cut) = self.hits_at(i).iter().map(|h| h.cut).find(|&c| c != WHOLE) else { continue };
            if let Some(person) = self.person(i, cut, false)
                && person.parts >= 2
            {
                self.push_person(i, &person, cut, "pattern:name-parts", 0.75);
            }
        }
    }

    /// Whether word `i` is a given name, however doubtful, and a part of personal names that is no word follows.
    fn surely_followed(&self, i: usize) -> bool {
        self.longest(i, |e, _| e.kind == Kind::Given).is_some_and(|first| {
            let next = first.last as usize;
            self.joined(next) && self.longest(next, |e, s| e.kind != Kind::Name && !s.needs_context).is_some()
        })
    }

    /// The person's name that begins at `cut` of word `i`; after a title the first word may be any that looks like one.
    fn person(&self, i: usize, cut: Cut, titled: bool) -> Option<Person> {
        let mut person = Person { last: i, known: i, parts: 0, sure: false, entry: None };
        let mut k = i;
        let mut tail = 0; // unknown words taken
        let mut open = true; // whether the name may go on with an unknown word
        while person.parts < 6 && self.is_word(k) && (k == i || self.joined(k)) {
            let here = if k == i { cut } else { WHOLE };
            let part = self
                .hits_at(k)
                .iter()
                .filter(|h| h.cut == here && self.is_name_part(h, k > i || titled) && !self.is_other(h, k > i))
                .max_by_key(|h| (h.last, self.entry(h).kind == Kind::Name));
            if let Some(hit) = part {
                let entry = self.entry(hit);
                person.sure |=
                    !self.spelling(hit).needs_context && (entry.kind == Kind::Given || entry.kind == Kind::Name);
                if entry.kind == Kind::Name {
                    person.entry = (k == i).then_some(self.spelling(hit).entry);
                }
                person.parts += (hit.last - hit.first) as usize;
                open = entry.kind == Kind::Given;
                k = hit.last as usize;
                (person.last, person.known) = (k, k);
                continue;
            }
            // بن، أبو، دي and their like need a part after them; أبو may open a name.
            let particle = here == WHOLE && self.whole_class(k) & class::PARTICLE != 0;
            let kunya = matches!(self.words.key(k), "ابو" | "ابي" | "ابا");
            if particle && (person.parts > 0 || titled || kunya) && self.is_word(k + 1) && self.joined(k + 1) {
                let known = self
                    .hits_at(k + 1)
                    .iter()
                    .any(|h| h.cut == WHOLE && self.is_name_part(h, true) && !self.is_other(h, true));
                if known || (person.parts > 0 && self.family_like(k + 1)) {
                    person.parts += 1;
                    k += 1;
                    if !known {
                        person.parts += 1;
                        k += 1;
                        person.last = k;
                        open = false;
                    } else if kunya && person.parts == 1 {
                        person.sure = true;
                    }
                    continue;
                }
            }
            let first = person.parts == 0;
            if first && !(titled && cut == WHOLE) {
                break;
            }
            if person.parts > 0 && self.is_given(k - 1) && ORDINALS.contains(&self.words.key(k)) {
                person.parts += 1;
                (person.last, person.known) = (k + 1, k + 1);
                break;
            }
            if open
                && tail < 2
                && self.family_like(k)
                && (if first { self.foreign_first(k) } else { person.sure || titled })
            {
                tail += 1;
                person.parts += 1;
                k += 1;
                person.last = k;
                if self.words.definite(k - 1, WHOLE) || (tail == 1 && !first && !titled) {
                    break;
                }
                continue;
            }
            break;
        }
        (person.last > i).then_some(person)
    }

    /// Whether a doubtful part of a name is rather a title or a nationality where it stands: الرئيس المصري.
    fn is_other(&self, hit: &Hit, inside: bool) -> bool {
        self.spelling(hit).needs_context
            && self.hits_at(hit.first as usize).iter().any(|h| {
                let label = &self.entry(h).label;
                h.cut == hit.cut
                    && self.entry(h).kind == Kind::Name
                    && (*label == Label::OCC || (!inside && *label == Label::NORP))
            })
    }

    fn is_name_part(&self, hit: &Hit, inside: bool) -> bool {
        let (entry, spelling) = (self.entry(hit), self.spelling(hit));
        match entry.kind {
            Kind::Given => inside || !spelling.needs_context,
            Kind::Family => inside,
            Kind::Name => entry.label == Label::PERS && (inside || !spelling.needs_context),
        }
    }

    /// An unknown word that may be the last part of a name.
    fn family_like(&self, k: usize) -> bool {
        let word = &self.words.list[k];
        let key = self.words.key(k);
        let letters = key.chars().count();
        if word.shape != Shape::Word
            || word.class != 0
            || !key.chars().all(is_alphabetic)
            || !key.chars().any(rawi_arabic::is_letter)
        {
            return false;
        }
        if self.hits_at(k).iter().any(|h| {
            let e = self.entry(h);
            h.cut == WHOLE && e.kind == Kind::Name && e.label != Label::PERS
        }) {
            return false;
        }
        if self.words.definite(k, WHOLE) {
            // الوزير السوري is no name, الكيلاني is: a definite unknown word that is not a participle's or a verbal noun's form.
            return letters >= 5
                && !key.ends_with("ات")
                && !key.ends_with("ين")
                && !key.ends_with("ون")
                && !key.ends_with("ه");
        }
        // An indefinite accusative, هجوما; after a title a foreign name may end so.
        let accusative = key.ends_with('ا') && letters < 7 && !self.titled[k];
        letters >= 3 && !accusative && !looks_verbal(key) && !looks_indefinite(key) && !self.clitic(k)
    }

    /// A first word after a title that no list holds: only with the shape of a foreign name, and another word after it.
    fn foreign_first(&self, k: usize) -> bool {
        !self.words.definite(k, WHOLE)
            && self.is_word(k + 1)
            && self.joined(k + 1)
            && self.family_like(k + 1)
            && !self.words.definite(k + 1, WHOLE)
    }

    /// The last part of a full name stands for the person in the rest of the report: الشرع for أحمد الشرع.
    /// Full names count from confidence `sure` on.
    fn short_forms(&mut self, sure: f32) {
        let mut known = BTreeMap::<String, _>::new();
        for c in &self.out {
            if c.label != Label::PERS || c.last - c.first < 2 || c.confidence < sure {
                continue;
            }
            let (last, word) = (c.last - 1, &self.words.list[c.last - 1]);
            let key = self.words.key(last);
            if word.shape != Shape::Word
                || word.class != 0
                || key.chars().count() < 4
                || matches!(key, "الله" | "الدين" | "الاسلام")
                || ORDINALS.contains(&key)
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
        let mut article = String::new();
        for i in 0..self.words.len() {
            if !self.is_word(i) || self.words.list[i].class != 0 {
                continue;
            }
            let key = self.words.key(i);
            if ending(key) & endings == 0 {
                continue;
            }
            let mut found = known.get(key).map(|&full| (WHOLE, full));
            for cut in crate::words::cuts(key) {
                article.clear();
                if cut.article {
                    article.push('ا');
                }
                article.push_str(&key[cut.at as usize..]);
                found = found.or_else(|| known.get(&article).map(|&full| (cut, full)));
            }
            // الجامع الكيلاني: a definite word behind a definite noun is its adjective, unless that is a title.
            let adjective = i > 0
                && self.joined(i)
                && self.words.definite(i, WHOLE)
                && self.is_word(i - 1)
                && self.words.definite(i - 1, self.words.list[i - 1].class_cut)
                && !self.titled[i]
                && self.class(i - 1) & (class::SAY | class::HONORIFIC) == 0;
            if let Some((cut, (entry, full))) = found.filter(|_| !adjective) {
                self.push(i, i + 1, cut, Label::PERS, By::Pattern("pattern:short-form", entry), 0.75);
                if let Some(candidate) = self.out.last_mut() {
                    candidate.full = Some(full);
                }
            }
        }
    }

    /// Whether word `i` is a given name, which alone says little.
    fn is_given(&self, i: usize) -> bool {
        self.hits_at(i).iter().any(|h| h.cut == WHOLE && self.entry(h).kind == Kind::Given)
    }
}

/// Ordinals of kings and popes, as keys: عبد الله الثاني.
const ORDINALS: [&str; 18] = [
    "الاول",
    "الثاني",
    "الثالث",
    "الرابع",
    "الخامس",
    "السادس",
    "السابع",
    "الثامن",
    "التاسع",
    "العاشر",
    "الاولي",
    "الثانيه",
    "الثالثه",
    "الرابعه",
    "الخامسه",
    "السادسه",
    "السابعه",
    "الثامنه",
];

/// So many words may stand between a title and a name, beside an institution.
const BETWEEN: usize = 12;

struct Complement {
    last: usize,
    weight: usize,
    entry: Option<u32>,
    /// It is a person's name.
    person: bool,
}

struct AfterTitle {
    end: usize,
    nationality: bool,
    institution: bool,
}

struct Person {
    last: usize,
    known: usize,
    parts: usize,
    sure: bool,
    entry: Option<u32>,
}

/// The accusative of an indefinite word, a sound plural or a feminine relative adjective: no name of a place or a person.
fn looks_indefinite(key: &str) -> bool {
    key.ends_with("ات")
        || key.ends_with("ين") && key.chars().count() > 5
        || key.ends_with("يه") && key.chars().count() > 5
}

/// An imperfect verb, a participle in the accusative or a word with a pronoun, as far as the letters tell.
fn looks_verbal(key: &str) -> bool {
    let participle =
        key.ends_with('ا') && key.chars().count() > 4 && (key.starts_with('م') || key.chars().nth(1) == Some('ا'));
    participle
        || (key.starts_with('ي')
            || key.starts_with('ت')
            || key.starts_with("سي")
            || key.starts_with("ست")
            || key.starts_with("است"))
        || ["ها", "هم", "هما", "وا", "نا", "ته", "تها"].iter().any(|s| key.ends_with(s))
        || key.ends_with('ه')
}
