//! What is said: where it stands behind its verb, and where it ends.

use crate::finder::{FRAGMENT, Finder, NEAR, REACH, Said};
use crate::lexicon::{BEH, LAM, WAW};
use crate::lists::{List, Lists};
use crate::verbs::{Form, Takes, Traits, Verb};
use crate::words::Class;

/// No reported clause is longer, in words.
const LONGEST_CLAUSE: usize = 200;
/// Nor is a clause about the one who says it.
const RELATIVE: usize = 10;
/// Words of a number with what it counts: ثلاثة وعشرين قتيلا.
const COUNTED: usize = 3;

impl Finder<'_> {
    /// What is said behind word `from - 1`, of the verb `verb`.
    pub(crate) fn said(&self, from: usize, end: usize, verb: &Verb, reach: usize) -> Option<Said> {
        if verb.takes == Takes::Count {
            return None;
        }
        let mut j = from;
        // كشف عن خطة: a thing, not what is said.
        if verb.has(Traits::ABOUT) && self.words.is(from, List::About) && !self.clause_begins(from + 1) {
            return None;
        }
        while j < end.min(from + reach) {
            if let Some(pair) = self.pair_at(j) {
                if self.is_speech(pair, from, verb) {
                    return Some(Said::Marks(pair));
                }
                j = self.pairs[pair].next;
                continue;
            }
            match self.words.mark(j) {
                // قال: إن ...
                Some(':') if self.clause_begins(j + 1) && j + 1 < end => return Some(Said::Clause(j + 1)),
                Some(':') => return Some(Said::Colon(j)),
                Some('.' | '؟' | '?' | '!' | '؛' | '…') => return None,
                _ => {}
            }
            if self.clause_begins(j) && self.takes_clause(j, from, verb) {
                return Some(Said::Clause(j));
            }
            // What follows another verb of saying is that verb's.
            let another = |other: Verb| match other.form {
                Form::Finite => other.takes != Takes::Document,
                Form::Participle => self.words.is_comma(j - 1) && !other.has(Traits::GOES_ON),
            };
            if j > from && self.verb(j).is_some_and(|(other, _)| another(other)) {
                return None;
            }
            j += 1;
        }
        None
    }

    fn takes_clause(&self, j: usize, from: usize, verb: &Verb) -> bool {
        let before = self.words.key(j - 1);
        let with_ba = self.words.key(j).starts_with(BEH);
        let preposition = self.words.lexicon.get_text(verb.preposition);
        match verb.takes {
            Takes::Marks => false,
            Takes::Behind if preposition.is_empty() => with_ba,
            Takes::Behind => with_ba || before == preposition,
            _ if with_ba || before == preposition && !before.is_empty() => true,
            // دون أن, قبل أن, على أن, يمكن أن belong to another clause.
            _ => j == from || !self.words.bare_is(j - 1, List::BeforeClause),
        }
    }

    /// Whether the words of `pair` can be what the verb before word `from` says.
    fn is_speech(&self, pair: usize, from: usize, verb: &Verb) -> bool {
        let open = self.pairs[pair].open;
        let words = self.pairs[pair].words;
        if self.used[pair] {
            return false;
        }
        // وصفه ب«...», بأنه «...»
        let by = || {
            self.words.is_letter(open - 1, BEH)
                || self.clause_begins(open - 1) && self.words.key(open - 1).starts_with(BEH)
        };
        if matches!(verb.takes, Takes::Marks | Takes::Behind) && by() || verb.has(Traits::SHORT) && open == from {
            return true;
        }
        let comma = self.words.is_comma(open - 1);
        words >= FRAGMENT && !self.is_name(pair) || comma && words > 0 && !self.is_name(pair) && open <= from + 8
    }

    /// Where the clause that begins with word `begin` ends.
    pub(crate) fn clause_end(&self, begin: usize, end: usize) -> usize {
        let words = &self.words;
        let limit = end.min(begin + LONGEST_CLAUSE);
        let mut j = begin + 1;
        while j < limit {
            if let Some(pair) = self.pair_at(j) {
                // A sentence can end within a quotation.
                j = self.pairs[pair].next;
                continue;
            }
            if words.mark(j) == Some('؛') || words.mark(j) == Some(':') && self.pair_at(j + 1).is_some() {
                return j;
            }
            let comma = words.is_comma(j - 1);
            if words.is(j, List::Attribution) && self.source_at(j, end).is_some() {
                return j;
            }
            if comma {
                let unsaid =
                    words.bare_is(j, List::Negation) && words.verb(j + 1).is_some() && words.key(j).starts_with(WAW);
                let aside = unsaid
                    || words.bare_is(j, List::Aside)
                    || words.lexicon.is_aside(words.bare(j), words.key(j + 1))
                    || words.is(j, List::Stance);
                if aside {
                    return j;
                }
                // لكن الخبراء يؤكدون أن
                let other = |k: usize| {
                    self.verb(k).is_some_and(|(verb, _)| {
                        verb.form == Form::Finite && self.said(k + 1, end, &verb, NEAR).is_some()
                    })
                };
                if words.bare_is(j, List::However) && (j + 1..limit.min(j + 6)).any(other) {
                    return j;
                }
            }
            if let Some((verb, joined)) = self.verb(j) {
                let breaks = match verb.form {
                    Form::Participle if comma => return j,
                    Form::Participle => !joined && !verb.has(Traits::GOES_ON),
                    Form::Finite => joined || comma,
                };
                if breaks && self.said(j + 1, end, &verb, REACH).is_some() {
                    return j;
                }
            }
            j += 1;
        }
        j.max(begin + 1).min(self.words.len())
    }

    /// Where the noun phrase that begins with word `begin` ends: a comma ends it, unless more of the same or a detail follows.
    pub(crate) fn noun_end(&self, begin: usize, end: usize) -> usize {
        let words = &self.words;
        let end = self.clause_end(begin, end);
        let goes_on = |j: usize| {
            self.is_verbal_noun(j) || words.bare_is(j, List::Detail) || words.words[j].class == Class::Number
        };
        // بينهم طفل، في قصف: behind a detail the phrase goes on.
        let mut detail = false;
        for j in (begin + 1..end.saturating_sub(1)).filter(|&j| words.is_comma(j)) {
            let resumes = detail && words.is(j + 1, List::Resumes);
            if !resumes && !goes_on(j + 1) {
                return j;
            }
            detail = !resumes;
        }
        end
    }

    /// Whether word `i` is a verbal noun that tells of a fact: سقوط, رفضه, العثور على.
    pub(crate) fn is_verbal_noun(&self, i: usize) -> bool {
        let words = &self.words;
        if words.get(i).is_none_or(|word| word.class != Class::Word) || self.in_name(i) {
            return false;
        }
        let stem = words.stem(i);
        let word = &words.words[i];
        let first = words.text[if word.preposition.is_some() { word.stem() } else { word.core() }..].chars().next();
        words.lexicon.is_verbal_noun(stem, first)
            || words.stem_is(i, List::VerbalNounArticle)
                && words.is_any(i + 1, Lists::of(&[List::On, List::To, List::About, List::From, List::In]))
    }

    /// Whether word `i` begins a count of people: عدد القتلى, حصيلة الزلزال, ثلاثة جرحى.
    pub(crate) fn is_count(&self, i: usize) -> bool {
        let words = &self.words;
        let mut near = (i..i + COUNTED).take_while(|&j| words.mark(j).is_none() && !words.is(j, List::Stop));
        if words.noun_is(i, List::Tally) {
            return words.is_definite(i) || near.skip(1).any(|j| words.noun_is(j, List::Toll));
        }
        let indefinite = |j: usize| !words.is_definite(j) && !words.noun_is(j, List::Speaker);
        words.noun_is(i, List::Count) || indefinite(i) && near.any(|j| words.is(j, List::Toll))
    }

    /// The verbal noun behind a clause about the subject, which begins with word `from`: أعلنت القوات [التي دخلت المدينة أمس]
    /// مقتل ثلاثة; else `from`.
    fn behind_relative(&self, from: usize, end: usize) -> usize {
        let words = &self.words;
        let closes =
            |k: usize| words.is_definite(k) || self.in_name(k) || words.is_comma(k) || words.is(k, List::Between);
        let noun = |&j: &usize| {
            let word = &words.words[j];
            word.preposition.is_none() && word.core() == word.start() && self.is_verbal_noun(j) && closes(j - 1)
        };
        let clause = words.is(from, List::Relative).then(|| (from + 2..end.min(from + RELATIVE)).find(noun));
        clause.flatten().unwrap_or(from)
    }

    /// Where what `verb` says stands as a verbal noun behind word `from - 1`: أعلن الجيش [في بيان] سقوط ثلاثة, طالب بوقف.
    pub(crate) fn announced(&self, from: usize, end: usize, verb: &Verb) -> Option<usize> {
        let words = &self.words;
        let bare = verb.has(Traits::ANNOUNCES);
        let takes_before = words.lexicon.get_text(verb.preposition);
        let with_ba = takes_before.is_empty() && verb.has(Traits::ANNOUNCES_BA);
        let preposition = |j: usize| {
            let key = words.key(j);
            !takes_before.is_empty() && key == takes_before && verb.takes != Takes::Marks
                || verb.has(Traits::ABOUT) && words.is(j, List::About)
        };
        let from = self.behind_relative(from, end);
        for j in from..end.min(from + 8) {
            let word = &words.words[j];
            if verb.has(Traits::COUNTS) && self.is_count(j) {
                let behind = takes_before.is_empty() || j > from && preposition(j - 1);
                return behind.then_some(j);
            }
            if self.is_verbal_noun(j) {
                let said = match word.preposition {
                    Some(BEH) => with_ba,
                    Some(_) => false,
                    None => bare && word.core() == word.start() || j > from && preposition(j - 1),
                };
                return said.then_some(j);
            }
            // Between: اليوم, في بيان, للصحافيين.
            let between = j > from
                || preposition(j)
                || words.is(j, List::Circumstance)
                || word.preposition == Some(LAM)
                || words.is_comma(j)
                || words.is(j, List::Between);
            let other = word.class == Class::Word && self.verb(j).is_some() || self.clause_begins(j);
            if !between || other || words.mark(j).is_some() && !words.is_comma(j) || self.pair_at(j).is_some() {
                return None;
            }
        }
        None
    }
}
