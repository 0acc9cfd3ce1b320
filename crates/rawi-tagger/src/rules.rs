//! What the rules read of a text, and the candidates that they find in it.

use crate::candidate::{Candidate, Origin};
use crate::country::{Country, country};
use crate::cuts::{Cut, cuts};
use crate::find::{Found, Hit};
use crate::gazetteer::{Entry, Gazetteer, Kind, Spelling};
use crate::lexicon::{class, part};
use crate::lists::Facts;
use crate::shape::Shape;
use crate::steps;
use crate::words::Words;
use rawi_core::layers::Label;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// The beginning of a word.
pub(crate) const WHOLE: Cut = Cut { at: 0, article: false };

/// So many words of sport make a report one on sport, if they are one in so many of its words.
const SPORT_WORDS: usize = 4;
const SPORT_SHARE: usize = 40;
/// So many different ones: a team of helpers is none.
const SPORT_KINDS: usize = 3;

/// A text with its words and hits, and what the rules found so far.
pub(crate) struct Rules<'a> {
    pub(crate) words: &'a Words<'a>,
    pub(crate) gazetteer: &'a Gazetteer,
    pub(crate) found: &'a Found,
    pub(crate) hits: &'a [Hit],
    /// The report is on sport.
    pub(crate) sport: bool,
    /// Names without heads and directions.
    pub(crate) bare: bool,
    /// The country of the outlet.
    pub(crate) outlet: Option<Country>,
    /// The candidates.
    pub(crate) out: Vec<Candidate>,
    /// Whether a title, with what belongs to it, ends before word i: a person's name may begin there.
    pub(crate) titled: Vec<bool>,
    /// Words that a title of several goes on with.
    pub(crate) in_title: Vec<bool>,
    /// Where persons end that an institution is named after, by first word: what follows is the institution's.
    pub(crate) namesakes: BTreeMap<usize, usize>,
    /// The keys of words that name illnesses in the report: فيروس كورونا.
    pub(crate) ill: BTreeSet<String>,
    /// The keys of definite institutions that the report names in full: الاتحاد for الاتحاد السعودي للتنس.
    pub(crate) bodies: BTreeSet<String>,
    /// See [`Rules::is_about`].
    spoken: OnceCell<BTreeMap<Country, [Option<&'a str>; 2]>>,
}

impl<'a> Rules<'a> {
    /// No candidates yet.
    pub(crate) fn new(
        words: &'a Words<'a>,
        gazetteer: &'a Gazetteer,
        found: &'a Found,
        bare: bool,
        outlet: Option<Country>,
    ) -> Self {
        let hits = found.hits.as_slice();
        let of_sport = words.list.iter().filter(|word| word.class & class::SPORT != 0).count();
        let kinds: BTreeSet<u32> =
            words.list.iter().filter(|word| word.class & class::SPORT != 0).map(|word| word.id).collect();
        let sport = of_sport >= SPORT_WORDS && kinds.len() >= SPORT_KINDS && of_sport * SPORT_SHARE >= words.len();
        let titled = vec![false; words.len() + 1];
        let in_title = vec![false; words.len() + 1];
        Self {
            words,
            gazetteer,
            found,
            hits,
            sport,
            bare,
            outlet,
            out: Vec::new(),
            titled,
            in_title,
            namesakes: BTreeMap::new(),
            ill: BTreeSet::new(),
            bodies: BTreeSet::new(),
            spoken: OnceCell::new(),
        }
    }

    /// Whether word `i` is of a class of [`part`](crate::lexicon::part).
    pub(crate) fn is_part(&self, i: usize, part: u64) -> bool {
        self.words.list.get(i).is_some_and(|word| self.gazetteer.is_part(word.id, part))
    }

    /// The same of what stands behind the proclitics of word `i`.
    pub(crate) fn is_part_behind(&self, i: usize, part: u64) -> bool {
        self.is_part(i, part) || {
            let cut = self.words.list.get(i).map_or(WHOLE, |_| self.words.own_cut(i));
            cut != WHOLE && self.gazetteer.is_key_part(&self.words.key_from(i, cut), part)
        }
    }

    pub(crate) fn spelling(&self, hit: &Hit) -> &'a Spelling {
        self.found.spelling(self.gazetteer, hit)
    }

    pub(crate) fn entry(&self, hit: &Hit) -> &'a Entry {
        self.found.entry(self.gazetteer, self.spelling(hit).entry)
    }

    /// Hits that begin in word `i`.
    pub(crate) fn hits_at(&self, i: usize) -> &'a [Hit] {
        let hits = self.found.hits_at(i);
        steps::take(1 + hits.len());
        hits
    }

    /// The longest hit that begins with word `i` itself and passes `wanted`.
    pub(crate) fn longest(&self, i: usize, wanted: impl Fn(&Entry, &Spelling) -> bool) -> Option<&'a Hit> {
        self.hits_at(i)
            .iter()
            .filter(|h| h.cut == WHOLE && wanted(self.entry(h), self.spelling(h)))
            .max_by_key(|h| (h.last, std::cmp::Reverse(h.spelling)))
    }

    /// The country that a hit is in or of.
    pub(crate) fn country(&self, hit: &Hit) -> Option<Country> {
        self.entry(hit).entity.as_deref().and_then(country)
    }

    /// Whether the report is of an outlet of that country, or speaks of it in other words than word `i`.
    pub(crate) fn is_about(&self, country: Country, i: usize) -> bool {
        let key = self.words.key(i);
        let spoken = self.spoken.get_or_init(|| self.spoken());
        self.outlet == Some(country)
            || spoken.get(&country).is_some_and(|words| words.iter().flatten().any(|&word| word != key))
    }

    /// Whether the report speaks of more than one country.
    pub(crate) fn speaks_of_several(&self) -> bool {
        self.spoken.get_or_init(|| self.spoken()).len() > 1
    }

    /// The countries that the report speaks of, each with the keys of two words that do.
    fn spoken(&self) -> BTreeMap<Country, [Option<&'a str>; 2]> {
        let mut spoken: BTreeMap<Country, [Option<&str>; 2]> = BTreeMap::new();
        for hit in self.hits {
            steps::take(1);
            if self.spelling(hit).needs_context {
                continue;
            }
            let Some(country) = self.country(hit) else { continue };
            let key = self.words.key(hit.first as usize);
            let [first, second] = spoken.entry(country).or_default();
            if first.is_none() {
                *first = Some(key);
            } else if *first != Some(key) {
                *second = Some(key);
            }
        }
        spoken
    }

    pub(crate) fn named(&self, i: usize, labels: &[Label]) -> Option<&'a Hit> {
        self.longest(i, |e, _| e.kind == Kind::Name && labels.contains(&e.label))
    }

    /// What the long lists know of word `i`.
    pub(crate) fn facts(&self, i: usize) -> Facts {
        if i < self.words.len() { self.words.facts(i, self.gazetteer) } else { Facts::default() }
    }

    /// Whether what begins at `cut` of word `i` is hardly ever an ordinary word.
    pub(crate) fn is_rare(&self, i: usize, cut: Cut) -> bool {
        self.gazetteer.lists.used.words && self.facts_from(i, cut).ordinary < 4
    }

    /// What they know of what begins at `cut` of word `i`.
    pub(crate) fn facts_from(&self, i: usize, cut: Cut) -> Facts {
        if cut == WHOLE { self.facts(i) } else { self.gazetteer.lists.facts(&self.words.key_from(i, cut)) }
    }

    pub(crate) fn class(&self, i: usize) -> u64 {
        steps::take(1);
        self.words.list.get(i).map_or(0, |w| w.class)
    }

    /// The class of word `i` if no proclitic stands before it.
    pub(crate) fn whole_class(&self, i: usize) -> u64 {
        self.words.list.get(i).filter(|w| w.class_cut == WHOLE).map_or(0, |w| w.class)
    }

    pub(crate) fn shape(&self, i: usize) -> Option<Shape> {
        self.words.list.get(i).map(|w| w.shape)
    }

    /// Whether word `i` stands in the same paragraph as the one before it.
    pub(crate) fn joined(&self, i: usize) -> bool {
        self.words.list.get(i).is_some_and(|w| !w.opens_line)
    }

    pub(crate) fn is_word(&self, i: usize) -> bool {
        self.shape(i) == Some(Shape::Word)
    }

    /// Whether a proclitic stands before word `i`.
    pub(crate) fn clitic(&self, i: usize) -> bool {
        self.words.list[i].class_cut != WHOLE || cuts(self.words.key(i)).any(|c| self.words.supported(i, c))
    }

    /// A definite word that may belong to a name.
    pub(crate) fn definite(&self, i: usize) -> bool {
        self.is_word(i) && self.joined(i) && self.words.definite(i, WHOLE) && self.class(i) & class::STOP == 0
    }

    /// A definite relative adjective, or one of the institutional adjectives.
    pub(crate) fn adjective(&self, i: usize) -> bool {
        if !self.definite(i) {
            return false;
        }
        let key = self.words.key(i);
        // The year: العام المقبل.
        if self.is_word(i + 1)
            && self.joined(i + 1)
            && self.is_part(i + 1, part::OF_TIME)
            && !key.ends_with(crate::key::HEH)
        {
            return false;
        }
        self.whole_class(i) & class::ADJECTIVE != 0
            || ((key.ends_with(crate::key::YEH) || key.ends_with(crate::key::RELATIVE))
                && key.len() >= 10
                && !self.words.list[i].hamza_end
                && self.named(i, &[Label::PERS, Label::GPE]).is_none())
    }

    pub(crate) fn nationality(&self, i: usize) -> Option<&'a Hit> {
        if !self.joined(i) {
            return None;
        }
        self.named(i, &[Label::NORP])
    }

    /// A nationality with the article, the longest at word `i`.
    pub(crate) fn definite_nationality(&self, i: usize) -> Option<&'a Hit> {
        self.nationality(i).filter(|_| self.words.key(i).starts_with(crate::key::ARTICLE))
    }

    pub(crate) fn push(&mut self, first: usize, last: usize, cut: Cut, label: Label, origin: Origin, confidence: f32) {
        self.out.push(Candidate { first, last, cut, label, origin, confidence, known: last, full: None, open: false });
    }

    /// The end of the adjectives from word `last` on that are no nationality.
    pub(crate) fn adjectives_end(&self, mut last: usize) -> usize {
        // ميناء جدة الإسلامي: of no country.
        let foreign = |last: usize| self.definite_nationality(last).is_some_and(|hit| self.country(hit).is_some());
        while self.adjective(last) && !foreign(last) {
            last += 1;
        }
        last
    }

    /// Whether word `i` is a given name, which alone says little.
    pub(crate) fn is_given(&self, i: usize) -> bool {
        self.hits_at(i).iter().any(|h| h.cut == WHOLE && self.entry(h).kind == Kind::Given)
    }
}
