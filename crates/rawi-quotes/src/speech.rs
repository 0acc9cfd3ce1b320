//! Who says what.
//!
//! A verb of saying is looked up by its form; its subject stands behind it (قال المتحدث إن), before it (المتحدث قال إن), or
//! is dropped (وأضاف أن) and then is the last one heard that agrees with the verb. What is said is a clause with أن or إن,
//! what follows a colon, or what stands in quotation marks. Every search looks at a bounded number of words, so that the time
//! is linear in the text.

use crate::marks::{Pair, pairs};
use crate::phrases::{self, DOCUMENTS, NAMING};
use crate::verbs::{Agrees, Form, Lexicon, Takes, Verb};
use crate::words::{Class, Words};
use rawi_core::Span;
use rawi_core::layers::{Sentence, SentenceKind, Token};

/// What is said is looked for in so many words behind its verb.
pub(crate) const REACH: usize = 40;
/// And in so many, where the verb has no subject of its own and may have an object instead.
const NEAR: usize = 14;
/// No reported clause is longer, in words.
const LONGEST_CLAUSE: usize = 200;
/// Fewer quoted words are mostly a name or a doubted word, unless a verb of saying stands right before them.
const FRAGMENT: usize = 3;
/// No name behind a preposition has so many words.
const LONG_NAME: usize = 6;
/// So many quoted words are speech even if nobody is named.
const ALONE: usize = 8;

/// A name in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Bytes of the text.
    pub(crate) span: Span,
    /// Whether it names a person.
    pub(crate) person: bool,
    /// Whether it names a body that can speak: an organisation, a country, a city.
    pub(crate) body: bool,
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Speech {
    /// Its bytes, without quotation marks.
    pub(crate) span: Span,
    /// In the speaker's own words, or reported.
    pub(crate) direct: bool,
    /// Who says it.
    pub(crate) speaker: Option<Speaker>,
    /// The word that says so.
    pub(crate) cue: Option<Cue>,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// The words that say who, in bytes.
    pub(crate) span: Span,
    /// Of the names, the one that is the speaker's, by index.
    pub(crate) name: Option<usize>,
    /// Whether they belong to an earlier verb, since this one has no subject of its own.
    pub(crate) carried: bool,
}

/// The word that makes it speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    /// Its bytes, without و or ف.
    pub(crate) span: Span,
    /// The verb as dictionaries have it, or the preposition.
    pub(crate) lemma: &'static str,
}

/// What is said, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Behind the colon that is word `.0`.
    Colon(usize),
    /// Pair `.0`.
    Marks(usize),
    /// The clause that begins with word `.0`.
    Clause(usize),
    /// The noun phrase that begins with the verbal noun that is word `.0`.
    Noun(usize),
}

/// A speaker heard, for verbs without a subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    pub(crate) speaker: Speaker,
    pub(crate) agrees: Agrees,
    pub(crate) sentence: usize,
}

/// What is known of the sentence being read.
pub(crate) struct Here {
    /// Its number.
    pub(crate) number: usize,
    /// Its words.
    pub(crate) first: usize,
    pub(crate) end: usize,
    /// The words of the sentence before it.
    pub(crate) before: (usize, usize),
    /// Up to here it is attributed.
    pub(crate) done: usize,
    /// Where what was said last begins: قائلا إن behind another verb says it once.
    pub(crate) begun: usize,
    /// The last quotation in it: its speaker, its cue, where the text goes on.
    pub(crate) last: Option<(Option<Speaker>, Option<Cue>, usize)>,
}

/// What is said in `text`, in no order; nested speech stands beside what it is nested in.
///
/// `names` are in order of their start.
pub(crate) fn find<'t>(
    text: &str,
    tokens: impl Iterator<Item = (Span, &'t Token)>,
    sentences: impl Iterator<Item = (Span, &'t Sentence)>,
    names: &[Name],
    lexicon: &Lexicon,
) -> Vec<Speech> {
    let words = Words::new(text, tokens, lexicon);
    let mut ranges = Vec::new();
    let mut kinds = Vec::new();
    for (span, sentence) in sentences {
        let first = words.words.partition_point(|word| word.start < span.start());
        let end = words.words.partition_point(|word| word.start < span.end());
        if first < end {
            ranges.push(first..end);
            kinds.push(sentence.kind);
        }
    }
    let mut lines = Vec::new();
    let mut first = 0;
    for (i, word) in words.words.iter().enumerate() {
        let end = words.words.get(i + 1).map_or(text.len(), |next| next.start);
        if text[word.end..end].contains('\n') || i + 1 == words.len() {
            lines.push(first..i + 1);
            first = i + 1;
        }
    }
    let pairs = pairs(&words, &lines, &ranges);
    let used = vec![false; pairs.len()];
    let mut finder = Finder { words, names, lexicon, pairs, used, heard: Vec::new(), found: Vec::new() };
    let mut resume = 0;
    let mut before = (0, 0);
    for (number, (range, kind)) in ranges.into_iter().zip(kinds).enumerate() {
        // A quotation of several sentences was read with its first.
        let first = range.start.max(resume);
        if first < range.end {
            resume = finder
                .sentence(Here { number, first, end: range.end, before, done: first, begun: 0, last: None }, kind);
            before = (first, range.end);
        }
    }
    finder.found
}

pub(crate) struct Finder<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) names: &'a [Name],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) used: Vec<bool>,
    pub(crate) heard: Vec<Heard>,
    pub(crate) found: Vec<Speech>,
}

impl Finder<'_> {
    /// Reads a sentence; returns where the next may begin.
    fn sentence(&mut self, mut here: Here, kind: SentenceKind) -> usize {
        let first_pair = self.pairs.partition_point(|pair| pair.open < here.first);
        let mut i = here.first;
        while i < here.end {
            if let Some(pair) = self.pair_at(i) {
                i = self.pairs[pair].next;
                continue;
            }
            if !self.source(i, &mut here)
                && let Some((verb, joined)) = self.verb(i)
            {
                self.verb_of_saying(i, verb, joined, &mut here);
            }
            i += 1;
        }
        let end = i.max(here.end);
        if here.last.is_none() && kind != SentenceKind::Body {
            self.title(&mut here);
        }
        let mut pair = first_pair;
        while pair < self.pairs.len() && self.pairs[pair].open < here.end {
            if !self.used[pair] {
                self.left_over(pair, &mut here);
            }
            pair += 1;
        }
        end
    }

    /// The verb of saying that word `i` is, and whether و or ف stands before it.
    pub(crate) fn verb(&self, i: usize) -> Option<(Verb, bool)> {
        let key = self.words.key(i);
        let (verb, joined) = self.words.words.get(i).filter(|word| word.verb).and_then(|_| self.lexicon.get(key))?;
        // فيري, فرد: a word that begins with ف, unless the segmenter knows better.
        let whole = joined && key.starts_with('ف') && self.words.words[i].core == self.words.words[i].start;
        // تابع للجيش is "belonging to the army".
        let belongs =
            verb.lemma == "تابع" && self.words.words.get(i + 1).is_some_and(|next| next.preposition == Some('ل'));
        // أُعلن, ذُكر: nobody in the text says it. In قُلت the vowel is that of the root.
        let passive = !key.trim_start_matches(['و', 'ف']).starts_with(['ي', 'ت', 'ن', 'س'])
            && verb.lemma != "قال"
            && self.words.text[self.words.words[i].core..].chars().nth(1) == Some('\u{64F}');
        // وبيّن is "between" unless a shadda says otherwise or أن follows.
        let between = verb.takes == Takes::Near
            && matches!(key, "بين" | "وبين")
            && !self.words.text[self.words.words[i].start..self.words.words[i].end].contains('\u{651}')
            && !(self.clause_begins(i + 1) && (joined || i == 0 || self.words.mark(i - 1).is_some()));
        (!whole && !belongs && !between && !passive && !self.negated(i)).then_some((verb, joined))
    }

    /// Whether the verb at word `i` says what nobody did: لم يقل, دون أن يقول; not بحسب ما قال.
    fn negated(&self, i: usize) -> bool {
        let before = |back: usize| i.checked_sub(back).map_or("", |at| self.words.key(at));
        match before(1) {
            "ما" => phrases::source(before(2)).is_none(),
            "ان" => matches!(before(2), "دون" | "بدون" | "غير"),
            _ => i > 0 && matches!(self.words.bare(i - 1), "لم" | "لا" | "لن" | "دون" | "عدم" | "الا"),
        }
    }

    pub(crate) fn pair_at(&self, open: usize) -> Option<usize> {
        self.words.mark(open)?;
        self.pairs.binary_search_by_key(&open, |pair| pair.open).ok()
    }

    /// Whether what is quoted is a name: of a paper, a group, a film.
    fn is_name(&self, pair: usize) -> bool {
        let Pair { open, close, .. } = self.pairs[pair];
        let range = self.words.range(open + 1, close);
        let named = self.names_from(range.start).next().is_some_and(|(_, name)| {
            name.span.start() <= range.start && name.span.end() >= self.words.words[close - 1].start
        });
        let Some(before) = open.checked_sub(1) else { return named };
        let behind_preposition = phrases::PREPOSITIONS.contains(&self.words.bare(before));
        named || NAMING.contains(&self.words.noun(before)) || behind_preposition && self.pairs[pair].words < LONG_NAME
    }

    /// The names that start at byte `start` or later, or hold it.
    pub(crate) fn names_from(&self, start: usize) -> impl Iterator<Item = (usize, &Name)> {
        let first = self.names.partition_point(|name| name.span.end() <= start);
        self.names.iter().enumerate().skip(first)
    }

    /// Whether a clause of what is said begins with word `i`.
    pub(crate) fn clause_begins(&self, i: usize) -> bool {
        self.words.words.get(i).is_some_and(|word| word.clause)
    }

    /// What is said behind word `from - 1`, of the verb `verb`.
    pub(crate) fn said(&self, from: usize, end: usize, verb: &Verb, reach: usize) -> Option<Said> {
        let mut j = from;
        // كشف عن خطة: a thing, not what is said.
        if matches!(verb.lemma, "كشف" | "أعلن") && self.words.key(from) == "عن" && !self.clause_begins(from + 1)
        {
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
            if j > from
                && self.verb(j).is_some_and(|(other, _)| other.form == Form::Finite && other.takes != Takes::Document)
            {
                return None;
            }
            j += 1;
        }
        None
    }

    fn takes_clause(&self, j: usize, from: usize, verb: &Verb) -> bool {
        let key = self.words.key(j);
        let before = self.words.key(j - 1);
        let with_ba = key.starts_with('ب');
        match verb.takes {
            Takes::Marks => false,
            Takes::Behind if verb.preposition.is_empty() => with_ba,
            Takes::Behind => with_ba || before == verb.preposition,
            _ if with_ba || before == verb.preposition && !before.is_empty() => true,
            // دون أن, قبل أن, على أن, يمكن أن belong to another clause.
            _ => j == from || !phrases::BEFORE_AN.contains(&self.words.bare(j - 1)),
        }
    }

    /// Whether the words of `pair` can be what the verb before word `from` says.
    fn is_speech(&self, pair: usize, from: usize, verb: &Verb) -> bool {
        let open = self.pairs[pair].open;
        let before = self.words.key(open - 1);
        let words = self.pairs[pair].words;
        if self.used[pair] {
            return false;
        }
        if matches!(before, "ب" | "بانه" | "بانها") && matches!(verb.takes, Takes::Marks | Takes::Behind)
            || verb.lemma == "قال" && open == from
        {
            return true;
        }
        let comma = self.words.is_comma(open - 1);
        words >= FRAGMENT && !self.is_name(pair) || comma && words > 0 && !self.is_name(pair) && open <= from + 8
    }

    fn cue(&self, i: usize, lemma: &'static str) -> Cue {
        let word = &self.words.words[i];
        let start = if lemma == "قال" && word.preposition.is_some() { word.start } else { word.core };
        Cue { span: Span::new(start, word.end), lemma }
    }

    fn verb_of_saying(&mut self, i: usize, verb: Verb, joined: bool, here: &mut Here) {
        let (subject, from) = self.subject(i, &verb, joined, here);
        let own = matches!(verb.takes, Takes::From | Takes::Document);
        let far = subject.is_some() || phrases::WITHOUT_OBJECT.contains(&verb.lemma);
        let mut said = self.said(from, here.end, &verb, if far { REACH } else { NEAR });
        if verb.form == Form::Finite
            && let Some(noun) = self.announced(from, here.end, &verb)
            && said.is_none_or(|said| self.begins(said) > noun)
        {
            said = Some(Said::Noun(noun));
        }
        if said.is_none() && phrases::TELLS.contains(&verb.lemma) {
            // قال الوزير لن نسمح
            let bare = subject.is_some() && phrases::BARE_CLAUSE.contains(&self.words.key(from));
            said = bare.then_some(Said::Clause(from));
        }
        // Who speaks within what another says does not go on speaking, nor who may be no speaker at all (الإجراء يعتبر).
        if let Some(speaker) = subject
            && i >= here.done
            && verb.takes != Takes::Marks
            && (said.is_some() || from > i + 1 && self.can_speak(speaker))
        {
            self.hear(speaker, verb.agrees, here.number);
        }
        let Some(said) = said else { return };
        if subject.is_none() && (own || verb.passive) {
            return;
        }
        // Within what another says, a verb without a subject of its own is not about the speaker.
        let nested = i < here.done && !joined && verb.form == Form::Finite;
        if subject.is_none() && nested {
            return;
        }
        let begin = self.begins(said);
        if begin == here.begun {
            return;
        }
        here.begun = begin;
        let mut agrees = verb.agrees;
        if i > here.first && self.words.key(i) == "بالقول" {
            // واكتفت بالقول
            agrees = if self.words.key(i - 1).ends_with('ت') { Agrees::Feminine } else { Agrees::Masculine };
        }
        let speaker = subject.or_else(|| self.carried(i, agrees, here));
        let cue = Some(self.cue(i, verb.lemma));
        match said {
            Said::Marks(pair) => self.marked(pair, speaker, cue, here),
            Said::Colon(colon) => {
                if let Some(pair) = self.pair_at(colon + 1) {
                    self.marked(pair, speaker, cue, here);
                } else if self.words.words[colon + 1..here.end].iter().any(|word| word.class == Class::Word) {
                    let end = self.trim(colon + 1, here.end);
                    self.push(true, colon + 1, end, speaker, cue);
                    self.use_pairs(colon + 1, here.end);
                    here.done = here.end;
                    here.last = Some((speaker, cue, here.end));
                }
            }
            Said::Clause(begin) => {
                let end = self.clause_end(begin, here.end);
                self.reported(begin, end, speaker, cue, here);
            }
            // Nobody's: أعلن مقتل.
            Said::Noun(_) if speaker.is_none() => {}
            Said::Noun(begin) => {
                let end = self.noun_end(begin, here.end);
                // أعلن رفضه: of what is not said.
                if self.trim(begin, end) > begin + 1 {
                    self.reported(begin, end, speaker, cue, here);
                }
            }
        }
    }

    /// The first word of what is said.
    fn begins(&self, said: Said) -> usize {
        match said {
            Said::Colon(colon) => colon + 1,
            Said::Clause(begin) | Said::Noun(begin) => begin,
            Said::Marks(pair) => self.pairs[pair].open,
        }
    }

    /// Whether the words are a name or a noun of someone who can speak.
    fn can_speak(&self, speaker: Speaker) -> bool {
        let head = self.words.words.partition_point(|word| word.end <= speaker.span.start());
        speaker.name.is_some() || phrases::is_source(self.words.noun(head))
    }

    fn hear(&mut self, speaker: Speaker, agrees: Agrees, sentence: usize) {
        // Only the last few can ever be asked for.
        if self.heard.len() >= 16 {
            self.heard.remove(0);
        }
        self.heard.push(Heard { speaker, agrees, sentence });
    }

    fn push(&mut self, direct: bool, first: usize, end: usize, speaker: Option<Speaker>, cue: Option<Cue>) {
        let range = self.words.range(first, end);
        let mut start = range.start;
        // بأن, فإن: the clause is أن.
        let key = self.words.key(first);
        let joined = self.clause_begins(first) || self.is_verbal_noun(first);
        if !direct && (joined && key.starts_with('ب') && self.words.stem(first) != key || key.starts_with("فان")) {
            start += self.words.text[start..].chars().next().map_or(0, char::len_utf8);
        }
        self.found.push(Speech { span: Span::new(start, range.end), direct, speaker, cue });
    }

    fn marked(&mut self, pair: usize, speaker: Option<Speaker>, cue: Option<Cue>, here: &mut Here) {
        let Pair { open, close, next, .. } = self.pairs[pair];
        self.used[pair] = true;
        self.push(true, open + 1, close, speaker, cue);
        here.done = here.done.max(next);
        here.last = Some((speaker, cue, next));
    }

    /// A reported clause, and what stands in quotation marks in it.
    fn reported(&mut self, begin: usize, end: usize, speaker: Option<Speaker>, cue: Option<Cue>, here: &mut Here) {
        let end = self.trim(begin, end);
        // إن «...»: nothing is reported that is not quoted.
        let whole =
            self.pair_at(begin + 1).is_some_and(|pair| self.pairs[pair].next >= end && self.pairs[pair].words > 1);
        if !whole {
            self.push(false, begin, end, speaker, cue);
        }
        let mut pair = self.pairs.partition_point(|pair| pair.open < begin);
        while let Some(&Pair { open, close, .. }) = self.pairs.get(pair).filter(|pair| pair.open < end) {
            let words = self.pairs[pair].words;
            if !self.used[pair] && !self.is_name(pair) && (words >= FRAGMENT || open == begin + 1 && words > 1) {
                self.push(true, open + 1, close, speaker, cue);
            }
            self.used[pair] = true;
            pair += 1;
        }
        here.done = here.done.max(end);
        here.last = Some((speaker, cue, end));
    }

    fn use_pairs(&mut self, first: usize, end: usize) {
        let from = self.pairs.partition_point(|pair| pair.open < first);
        for pair in from..self.pairs.len() {
            if self.pairs[pair].open >= end {
                break;
            }
            self.used[pair] = true;
        }
    }

    /// `end` without the marks before it; what was quoted last keeps its own.
    fn trim(&self, first: usize, end: usize) -> usize {
        let mut end = end;
        // Its partner was forgotten.
        let lone = |end: usize| {
            let pair = self.pairs.partition_point(|pair| pair.next < end);
            matches!(self.words.mark(end - 1), Some('"' | '”' | '“' | '»' | '«'))
                && self.pairs.get(pair).is_none_or(|pair| pair.next != end)
        };
        while end > first + 1
            && (matches!(self.words.mark(end - 1), Some('.' | '،' | ',' | '؛' | ':' | '-' | '–' | '—')) || lone(end))
        {
            end -= 1;
        }
        end
    }

    /// Where the clause that begins with word `begin` ends.
    fn clause_end(&self, begin: usize, end: usize) -> usize {
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
            let (key, bare) = (words.key(j), words.bare(j));
            if phrases::source(key).is_some() && self.source_at(j, end).is_some() {
                return j;
            }
            if comma {
                let next = words.key(j + 1);
                let unsaid = matches!(key, "ولم" | "ولا" | "ولن") && self.lexicon.get(next).is_some();
                let aside = unsaid
                    || matches!(bare, "فيما" | "بينما" | "علما")
                    || matches!(
                        (bare, next),
                        ("في", "حين")
                            | ("من", "دون")
                            | ("دون", "ان")
                            | ("من", "غير")
                            | ("في", "وقت")
                            | ("في", "الوقت")
                            | ("في", "اشارة")
                    )
                    || phrases::STANCES.contains(&key);
                if aside {
                    return j;
                }
                // لكن الخبراء يؤكدون أن
                let other = |k: usize| {
                    self.verb(k).is_some_and(|(verb, _)| {
                        verb.form == Form::Finite && self.said(k + 1, end, &verb, NEAR).is_some()
                    })
                };
                if matches!(bare, "لكن" | "بل") && (j + 1..limit.min(j + 6)).any(other) {
                    return j;
                }
            }
            if let Some((verb, joined)) = self.verb(j) {
                let breaks = match verb.form {
                    Form::Participle if comma => return j,
                    Form::Participle => !key.starts_with(['ق', 'و']),
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
    fn noun_end(&self, begin: usize, end: usize) -> usize {
        let words = &self.words;
        let end = self.clause_end(begin, end);
        let goes_on = |j: usize| {
            self.is_verbal_noun(j)
                || phrases::DETAIL.contains(&words.bare(j))
                || words.bare(j).starts_with("بينه")
                || words.words[j].class == Class::Number
        };
        // بينهم طفل، في قصف: behind a detail the phrase goes on.
        let mut detail = false;
        for j in (begin + 1..end.saturating_sub(1)).filter(|&j| words.is_comma(j)) {
            let resumes = detail && matches!(words.key(j + 1), "في" | "خلال" | "بعد" | "علي");
            if !resumes && !goes_on(j + 1) {
                return j;
            }
            detail = !resumes;
        }
        end
    }

    /// The speaker behind بحسب at word `i`, where the text goes on behind, and the lemma.
    fn source_at(&self, i: usize, end: usize) -> Option<(Option<Speaker>, usize, &'static str)> {
        let words = &self.words;
        let lemma = phrases::source(words.key(i))?;
        let mut first = i + 1;
        if words.key(first) == "ل" || lemma == "نقلا" && words.key(first) == "عن" {
            first += 1;
        }
        if lemma == "نقلا" && first == i + 1 {
            return None;
        }
        if words.key(first) == "ما" {
            let (verb, _) = self.verb(first + 1).or_else(|| self.lexicon.get_with_object(words.key(first + 1)))?;
            return match self.phrase(first + 2, end) {
                Some((after, speaker)) => Some((Some(speaker), after, verb.lemma)),
                None => Some((None, first + 2, verb.lemma)),
            };
        }
        if phrases::OWN_WORDS.contains(&words.noun(first)) {
            return Some((None, first + 1, lemma));
        }
        let (after, speaker) = self.source_phrase(first, end)?;
        let head = (first..after).find(|&j| words.words[j].end > speaker.span.start()).unwrap_or(first);
        let named = speaker
            .name
            .is_some_and(|name| self.names[name].span.start() == speaker.span.start() || words.is_definite(head));
        let says = named
            || phrases::is_source(words.noun(head))
            || DOCUMENTS.contains(&words.noun(first))
            || self.pair_at(first).is_some();
        says.then_some((Some(speaker), after, lemma))
    }

    /// Reads بحسب and the like at word `i`; whether it was one.
    fn source(&mut self, i: usize, here: &mut Here) -> bool {
        let Some((subject, after, lemma)) = self.source_at(i, here.end) else { return false };
        let cue = Some(self.cue(i, lemma));
        let speaker = subject.or_else(|| self.carried(i, Agrees::Many, here));
        if let Some(speaker) = subject {
            self.hear(speaker, self.gender(speaker), here.number);
        }
        let mut before = i;
        while before > here.first && self.words.is_comma(before - 1) {
            before -= 1;
        }
        if before == here.first {
            // وبحسب المصدر، فإن ...
            let begin = (after..here.end.min(after + 8)).find_map(|j| {
                if self.words.is_comma(j) {
                    return Some(j + 1);
                }
                self.words.key(j).starts_with("فان").then_some(j)
            });
            let Some(begin) = begin.filter(|&begin| begin < here.end) else { return true };
            // وبحسب الوكالة، قالت الوزارة إن: the verb tells it.
            let told = (begin..here.end.min(begin + 3))
                .any(|j| self.verb(j).is_some_and(|(verb, _)| verb.form == Form::Finite));
            if !told {
                if let Some(pair) =
                    self.pair_at(begin).filter(|&pair| self.pairs[pair].words >= FRAGMENT && !self.is_name(pair))
                {
                    self.marked(pair, speaker, cue, here);
                } else {
                    let end = self.clause_end(begin, here.end);
                    self.reported(begin, end, speaker, cue, here);
                }
            }
            return true;
        }
        // «...»، بحسب المصدر
        let quoted = self.pairs.partition_point(|pair| pair.next < before);
        if let Some(pair) = self.pairs.get(quoted).filter(|pair| pair.next == before && pair.open >= here.first) {
            let whole = pair.open == here.first || self.pairs[quoted].words >= FRAGMENT && !self.is_name(quoted);
            if whole && !self.used[quoted] {
                self.marked(quoted, speaker, cue, here);
                return true;
            }
        }
        let begin = here.done.max(here.first);
        let begin = (begin..before).find(|&j| self.words.mark(j).is_none()).unwrap_or(before);
        let said = before.saturating_sub(begin);
        // What a verb already gave to a speaker is theirs, whoever passed it on.
        if here.last.is_none() && (FRAGMENT..=LONGEST_CLAUSE).contains(&said) {
            self.reported(begin, before, speaker, cue, here);
        }
        true
    }

    /// A title with a colon: البابا: مقتل ثلاثة.
    fn title(&mut self, here: &mut Here) {
        let Some(colon) = (here.first + 1..here.end.min(here.first + 9)).find(|&j| self.words.mark(j) == Some(':'))
        else {
            return;
        };
        if colon + 2 >= here.end || !self.starts_phrase(here.first) {
            return;
        }
        let Some((end, speaker)) = self.phrase(here.first, colon) else { return };
        let says = speaker.name.is_some() || phrases::is_source(self.words.noun(here.first));
        if end != colon || !says {
            return;
        }
        self.hear(speaker, self.gender(speaker), here.number);
        match self.pair_at(colon + 1) {
            Some(pair) if self.pairs[pair].words >= FRAGMENT => self.marked(pair, Some(speaker), None, here),
            _ => self.reported(colon + 1, here.end, Some(speaker), None, here),
        }
    }

    /// A quotation that no verb before it took.
    fn left_over(&mut self, pair: usize, here: &mut Here) {
        let Pair { open, close, next, .. } = self.pairs[pair];
        let count = self.pairs[pair].words;
        if (self.words.is_comma(next) || count >= FRAGMENT && !self.is_name(pair))
            && let Some((speaker, cue)) = self.verb_behind(next, here)
        {
            self.marked(pair, speaker, cue, here);
            return;
        }
        if open > here.first + 1
            && self.words.mark(open - 1) == Some(':')
            && open - here.first <= 12
            && self.starts_phrase(here.first)
            && let Some((end, speaker)) = self.phrase(here.first, open - 1)
            && end == open - 1
        {
            let says = speaker.name.is_some() || phrases::is_source(self.words.noun(here.first));
            if says {
                self.hear(speaker, self.gender(speaker), here.number);
                self.marked(pair, Some(speaker), None, here);
                return;
            }
        }
        if self.is_name(pair) {
            return;
        }
        // «...» و«...»
        if let Some((speaker, cue, after)) = here.last
            && open >= after
            && open <= after + 3
            && count >= FRAGMENT
        {
            self.marked(pair, speaker, cue, here);
            return;
        }
        // A paragraph of its own goes on with what was quoted last.
        let whole = open == here.first && close + 2 >= here.end && count > FRAGMENT;
        let last = self.heard.last().filter(|last| last.sentence + 1 >= here.number).map(|last| last.speaker);
        if whole && let Some(speaker) = last {
            let number = here.number;
            self.marked(pair, Some(Speaker { carried: true, ..speaker }), None, here);
            if let Some(last) = self.heard.last_mut() {
                last.sentence = number;
            }
            return;
        }
        if count >= ALONE {
            self.marked(pair, None, None, here);
        }
    }

    /// The verb behind a quotation: «...»، قال المتحدث.
    fn verb_behind(&mut self, next: usize, here: &Here) -> Option<(Option<Speaker>, Option<Cue>)> {
        let mut i = next;
        while self.words.is_comma(i) {
            i += 1;
        }
        while matches!(self.words.key(i), "كما" | "هكذا" | "بهذا" | "بهذه") {
            i += 1;
        }
        // A word of the same paragraph.
        let gap = self.words.words.get(next - 1)?.end..self.words.words.get(i)?.start;
        if self.words.text[gap].contains('\n') {
            return None;
        }
        let (verb, joined) = self.verb(i)?;
        if joined || verb.form != Form::Finite || matches!(verb.takes, Takes::From | Takes::Document | Takes::Behind) {
            return None;
        }
        let end = self.words.len().min(i + REACH);
        let behind = Here {
            number: here.number,
            first: i,
            end,
            before: (here.first, here.first),
            done: i,
            begun: 0,
            last: None,
        };
        let (subject, from) = self.subject(i, &verb, joined, &behind);
        if matches!(self.said(from, end, &verb, REACH), Some(Said::Clause(_) | Said::Colon(_))) {
            return None;
        }
        let speaker = match subject {
            Some(speaker) => {
                self.hear(speaker, verb.agrees, here.number);
                Some(speaker)
            }
            None => self.carried(i, verb.agrees, here),
        };
        Some((speaker, Some(self.cue(i, verb.lemma))))
    }
}
