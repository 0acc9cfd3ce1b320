//! Who says what.
//!
//! A verb of saying is looked up by its form; its subject stands behind it (قال المتحدث إن), before it (المتحدث قال إن), or
//! is dropped (وأضاف أن) and then is the last one that agrees with the verb. What is said is a clause with أن or إن,
//! what follows a colon, or what stands in quotation marks. Every search looks at a bounded number of words, so that the time
//! is linear in the text.

use crate::finder::{Context, Cue, FRAGMENT, Finder, NEAR, Name, REACH, Said, Speaker, Speech};
use crate::forms::Agrees;
use crate::lexicon::{Attribution, BEH, FEH, LAM, Lexicon, TEH};
use crate::lists::List;
use crate::marks::{Pair, pairs};
use crate::steps;
use crate::verbs::{Form, Takes, Text, Traits, Verb};
use crate::words::{Class, Words};
use rawi_core::Span;
use rawi_core::layers::{Sentence, SentenceKind, Token};

/// What بحسب attributes has no fewer words: قتل ثلاثة، بحسب الشرطة.
const SHORTEST: usize = 2;
/// Nor more.
const LONGEST: usize = 200;
/// So many quoted words are speech even if nobody is named.
const ALONE: usize = 8;

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
    read(Words::new(text, tokens, lexicon), sentences, names).found
}

/// Reads all sentences.
pub(crate) fn read<'a, 't>(
    words: Words<'a>,
    sentences: impl Iterator<Item = (Span, &'t Sentence)>,
    names: &'a [Name],
) -> Finder<'a> {
    let text = words.text;
    let mut ranges = Vec::new();
    let mut kinds = Vec::new();
    for (span, sentence) in sentences {
        let first = words.words.partition_point(|word| word.start() < span.start());
        let end = words.words.partition_point(|word| word.start() < span.end());
        if first < end {
            ranges.push(first..end);
            kinds.push(sentence.kind);
        }
    }
    let mut lines = Vec::new();
    let mut first = 0;
    for (i, word) in words.words.iter().enumerate() {
        let end = words.get(i + 1).map_or(text.len(), |next| next.start());
        // Mostly one space, for which a search costs more than a look.
        if text.as_bytes()[word.end()..end].contains(&b'\n') || i + 1 == words.len() {
            lines.push(first..i + 1);
            first = i + 1;
        }
    }
    let pairs = pairs(&words, &lines, &ranges);
    let used = vec![false; pairs.len()];
    let mut finder = Finder { words, names, pairs, used, past: Vec::new(), found: Vec::new() };
    let mut resume = 0;
    let mut before = (0, 0);
    for (number, (range, kind)) in ranges.into_iter().zip(kinds).enumerate() {
        // A quotation of several sentences was read with its first.
        let first = range.start.max(resume);
        if first < range.end {
            resume = finder.sentence(Context::new(number, first, range.end, before), kind);
            before = (first, range.end);
        }
    }
    finder
}

impl Finder<'_> {
    /// Reads a sentence; returns where the next may begin.
    fn sentence(&mut self, mut here: Context, kind: SentenceKind) -> usize {
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

    fn verb_of_saying(&mut self, i: usize, verb: Verb, joined: bool, here: &mut Context) {
        let (subject, from) = self.subject(i, &verb, joined, here);
        let own = matches!(verb.takes, Takes::From | Takes::Document | Takes::Count);
        let far = subject.is_some() || verb.has(Traits::NO_OBJECT);
        let mut said = self.said(from, here.end, &verb, if far { REACH } else { NEAR });
        if verb.form == Form::Finite
            && let Some(noun) = self.announced(from, here.end, &verb)
            && said.is_none_or(|said| self.begins(said) > noun)
        {
            said = Some(Said::Noun(noun));
        }
        if said.is_none() && verb.has(Traits::TELLS) {
            // قال الوزير لن نسمح
            let bare = subject.is_some() && self.words.is(from, List::BareClause);
            said = bare.then_some(Said::Clause(from));
        }
        // Who speaks within what another says does not go on speaking, nor who may be no speaker at all (الإجراء يعتبر).
        if let Some(speaker) = subject
            && i >= here.done
            && verb.takes != Takes::Marks
            && (said.is_some() || from > i + 1 && self.can_speak(speaker))
        {
            self.remember(speaker, verb.agrees, here.number);
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
        here.sourced = false;
        let mut agrees = verb.agrees;
        if i > here.first && self.words.is(i, List::Saying) {
            // واكتفت بالقول
            agrees = if self.words.key(i - 1).ends_with(TEH) { Agrees::Feminine } else { Agrees::Masculine };
        }
        let speaker = subject.or_else(|| self.carried(i, agrees, here));
        let cue = Some(self.cue(i, verb.lemma, verb.irregular));
        match said {
            Said::Marks(pair) => self.marked(pair, speaker, cue, here),
            Said::Colon(colon) => {
                if let Some(pair) = self.pair_at(colon + 1) {
                    self.marked(pair, speaker, cue, here);
                } else if self.words.words[colon + 1..here.end].iter().any(|word| word.class == Class::Word) {
                    let end = self.trim(colon + 1, here.end);
                    self.push(true, colon + 1, end, speaker, cue);
                    if !here.colon {
                        self.use_pairs(colon + 1, here.end);
                    }
                    here.colon = true;
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
            // وكانت حصيلة أولية تحدثت عن: its subject is one that does not speak.
            Said::Noun(_) if subject.is_none() && !joined && verb.has(Traits::COUNTS) => {}
            Said::Noun(begin) => {
                let end = self.noun_end(begin, here.end);
                // أعلن رفضه: of what is not said.
                if self.trim(begin, end) > begin + 1 {
                    self.reported(begin, end, speaker, cue, here);
                }
            }
        }
    }

    /// Whether word `i` begins a clause behind ف: وبحسب المصدر، [فإن] ...
    fn so_begins(&self, i: usize) -> bool {
        self.words.bare_is(i, List::Clause) && self.words.key(i).starts_with(FEH)
    }

    fn push(&mut self, direct: bool, first: usize, end: usize, speaker: Option<Speaker>, cue: Option<Cue>) {
        let range = self.words.range(first, end);
        let mut start = range.start;
        // بأن, فإن: the clause is أن.
        let key = self.words.key(first);
        let with_ba = || key.starts_with(BEH) && self.words.stem(first) != key;
        let joined = (self.clause_begins(first) || self.is_verbal_noun(first)) && with_ba();
        if !direct && (joined || self.so_begins(first)) {
            start += self.words.text[start..].chars().next().map_or(0, char::len_utf8);
        }
        self.found.push(Speech { span: Span::new(start, range.end), direct, speaker, cue });
    }

    fn marked(&mut self, pair: usize, speaker: Option<Speaker>, cue: Option<Cue>, here: &mut Context) {
        let Pair { open, close, next, .. } = self.pairs[pair];
        self.used[pair] = true;
        self.push(true, open + 1, close, speaker, cue);
        here.done = here.done.max(next);
        here.last = Some((speaker, cue, next));
    }

    /// A reported clause, and what stands in quotation marks in it.
    fn reported(&mut self, begin: usize, end: usize, speaker: Option<Speaker>, cue: Option<Cue>, here: &mut Context) {
        let end = self.trim(begin, end);
        // إن «...»: nothing is reported that is not quoted.
        let whole =
            self.pair_at(begin + 1).is_some_and(|pair| self.pairs[pair].next >= end && self.pairs[pair].words > 1);
        if !whole {
            self.push(false, begin, end, speaker, cue);
        }
        let mut pair = self.pairs.partition_point(|pair| pair.open < begin);
        while let Some(&Pair { open, close, .. }) = self.pairs.get(pair).filter(|pair| pair.open < end) {
            steps::take(1);
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
            steps::take(1);
            if self.pairs[pair].open >= end {
                break;
            }
            self.used[pair] = true;
        }
    }

    /// The speaker behind بحسب at word `i`, where the text goes on behind, and what tells of it.
    pub(crate) fn source_at(&self, i: usize, end: usize) -> Option<(Option<Speaker>, usize, Cue)> {
        let words = &self.words;
        if !words.is(i, List::Attribution) {
            return None;
        }
        let Attribution { lemma, with, verb, count } = words.lexicon.attribution(words.key(i))?;
        let cue = |at: usize, lemma: Text| self.cue(at, lemma, false);
        if count {
            return self.count_at(i, end).map(|(after, speaker)| (Some(speaker), after, cue(i, lemma)));
        }
        let with = words.lexicon.get_text(with);
        let mut first = i + 1;
        if words.is_letter(first, LAM) || !with.is_empty() && words.key(first) == with {
            first += 1;
        }
        if !with.is_empty() && first == i + 1 {
            return None;
        }
        // كما أفادت الشرطة, حسبما ذكر مسؤول: the verb without ما.
        let said = self.verb(first).filter(|(verb, _)| verb.form == Form::Finite).map(|(verb, _)| verb);
        if verb && !(said.is_some() && i > 0 && words.is_comma(i - 1)) {
            return None;
        }
        if let Some(said) = said.filter(|_| verb || with.is_empty()) {
            let (after, speaker) = self.phrase(self.behind_asides(first + 1, end), end)?;
            // In كما قالت the verb says it.
            let cue = cue(if verb { first } else { i }, said.lemma);
            return (!verb || !self.clause_begins(after)).then_some((Some(speaker), after, cue));
        }
        // وفقا لما أعلنه
        let what = || words.key(first).strip_prefix(LAM).is_some_and(|rest| words.lexicon.lists(rest).has(List::What));
        if words.stem_is(first, List::What) || what() {
            let (verb, _) =
                self.verb(first + 1).or_else(|| self.words.lexicon.verb_with_object(words.key(first + 1)))?;
            return match self.phrase(self.behind_asides(first + 2, end), end) {
                Some((after, speaker)) => Some((Some(speaker), after, cue(i, verb.lemma))),
                None => Some((None, first + 2, cue(i, verb.lemma))),
            };
        }
        if words.noun_is(first, List::OwnWords) {
            return Some((None, first + 1, cue(i, lemma)));
        }
        let (after, speaker) = self.source_phrase(first, end)?;
        let head = (first..after).find(|&j| words.words[j].end() > speaker.span.start()).unwrap_or(first);
        let named = speaker
            .name
            .is_some_and(|name| self.names[name].span.start() == speaker.span.start() || words.is_definite(head));
        let says = named
            || words.noun_is(head, List::Speaker)
            || words.noun_is(first, List::Document)
            || self.pair_at(first).is_some();
        says.then_some((Some(speaker), after, cue(i, lemma)))
    }

    /// Who gave the count behind the preposition at word `i`, where a clause begins with it: ...، في حصيلة نشرتها الوزارة.
    fn count_at(&self, i: usize, end: usize) -> Option<(usize, Speaker)> {
        let words = &self.words;
        let begins = i == 0 || words.is_comma(i - 1) || words.mark(i - 1) == Some('.');
        let (after, speaker) =
            (begins && words.noun_is(i + 1, List::Count)).then(|| self.document(i + 1, end)).flatten()?;
        // Nobody gave it: the count alone.
        (after > i + 2).then_some((after, speaker))
    }

    /// Reads بحسب and the like at word `i`; whether it was one.
    fn source(&mut self, i: usize, here: &mut Context) -> bool {
        let Some((subject, after, cue)) = self.source_at(i, here.end) else { return false };
        let cue = Some(cue);
        let speaker = subject.or_else(|| self.carried(i, Agrees::Many, here));
        if let Some(speaker) = subject {
            self.remember(speaker, self.gender(speaker), here.number);
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
                self.so_begins(j).then_some(j)
            });
            let Some(begin) = begin.filter(|&begin| begin < here.end) else { return true };
            // وبحسب الوكالة، قالت الوزارة إن: the verb tells it.
            let reported = (begin..here.end.min(begin + 3))
                .any(|j| self.verb(j).is_some_and(|(verb, _)| verb.form == Form::Finite));
            if !reported {
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
        let begin = (begin..before).take(LONGEST).find(|&j| self.words.mark(j).is_none()).unwrap_or(before);
        let said = before.saturating_sub(begin);
        let whole = said >= SHORTEST || (begin..before).any(|j| self.words.words[j].class == Class::Number);
        // What a verb already gave to a speaker is theirs, whoever passed it on.
        if (here.last.is_none() || here.sourced) && whole && said <= LONGEST {
            self.reported(begin, before, speaker, cue, here);
            // قتل 12 بحسب الشرطة، و20 بحسب ناشطين
            here.done = here.done.max(after);
            here.sourced = true;
        }
        true
    }

    /// A title with a colon: البابا: مقتل ثلاثة.
    fn title(&mut self, here: &mut Context) {
        let Some(colon) = (here.first + 1..here.end.min(here.first + 9)).find(|&j| self.words.mark(j) == Some(':'))
        else {
            return;
        };
        if colon + 2 >= here.end || !self.starts_phrase(here.first) {
            return;
        }
        let Some((end, speaker)) = self.phrase(here.first, colon) else { return };
        let says = speaker.name.is_some() || self.words.noun_is(here.first, List::Speaker);
        if end != colon || !says {
            return;
        }
        self.remember(speaker, self.gender(speaker), here.number);
        match self.pair_at(colon + 1) {
            Some(pair) if self.pairs[pair].words >= FRAGMENT => self.marked(pair, Some(speaker), None, here),
            _ => self.reported(colon + 1, here.end, Some(speaker), None, here),
        }
    }

    /// A quotation that no verb before it took.
    fn left_over(&mut self, pair: usize, here: &mut Context) {
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
            let says = speaker.name.is_some() || self.words.noun_is(here.first, List::Speaker);
            if says {
                self.remember(speaker, self.gender(speaker), here.number);
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
        let last = self.past.last().filter(|last| last.sentence + 1 >= here.number).map(|last| last.speaker);
        if whole && let Some(speaker) = last {
            let number = here.number;
            self.marked(pair, Some(Speaker { carried: true, ..speaker }), None, here);
            if let Some(last) = self.past.last_mut() {
                last.sentence = number;
            }
            return;
        }
        if count >= ALONE {
            self.marked(pair, None, None, here);
        }
    }

    /// The verb behind a quotation: «...»، قال المتحدث.
    fn verb_behind(&mut self, next: usize, here: &Context) -> Option<(Option<Speaker>, Option<Cue>)> {
        let mut i = next;
        while self.words.is_comma(i) {
            i += 1;
        }
        while self.words.is(i, List::Likewise) {
            i += 1;
        }
        // A word of the same paragraph.
        let gap = self.words.get(next - 1)?.end()..self.words.get(i)?.start();
        if self.words.text[gap].contains('\n') {
            return None;
        }
        let (verb, joined) = self.verb(i)?;
        if joined
            || verb.form != Form::Finite
            || matches!(verb.takes, Takes::From | Takes::Document | Takes::Behind | Takes::Count)
        {
            return None;
        }
        let end = self.words.len().min(i + REACH);
        let behind = Context::new(here.number, i, end, (here.first, here.first));
        let (subject, from) = self.subject(i, &verb, joined, &behind);
        if matches!(self.said(from, end, &verb, REACH), Some(Said::Clause(_) | Said::Colon(_))) {
            return None;
        }
        let speaker = match subject {
            Some(speaker) => {
                self.remember(speaker, verb.agrees, here.number);
                Some(speaker)
            }
            None => self.carried(i, verb.agrees, here),
        };
        Some((speaker, Some(self.cue(i, verb.lemma, false))))
    }
}
