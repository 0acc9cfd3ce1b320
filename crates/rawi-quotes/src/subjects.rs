//! Who: the noun phrases that say it, where they stand beside a verb, and who is meant where there is none.

use crate::finder::{Context, Finder, REACH, Said, Speaker};
use crate::forms::{Agrees, Ends};
use crate::lexicon::{BEH, LAM, TEH};
use crate::lists::{List, Lists};
use crate::marks::Pair;
use crate::verbs::{Form, Takes, Traits, Verb};
use crate::words::Class;
use rawi_core::Span;

/// A speaker is remembered for so many sentences.
const MEMORY: usize = 8;
/// The ending of a plural of men in the nominative.
const PLURAL: &str = "ون";
/// No medium that is told something has more words: قال [لـ«الشرق الأوسط»] مصدر.
const ADDRESSED: usize = 8;

impl Finder<'_> {
    /// The words of a phrase, as who says it.
    pub(crate) fn speaker(&self, first: usize, end: usize, start: usize) -> Speaker {
        let span = Span::new(start, self.words.words[end - 1].end());
        let mut name = None;
        for (index, found) in self.names_from(start).take(12) {
            if found.span.start() >= span.end() {
                break;
            }
            if !span.contains(found.span) {
                continue;
            }
            let at = self.words.words.partition_point(|word| word.end() <= found.span.start());
            // The one spoken for, or spoken about: المتحدث باسم الرئيس, مقربون من الرئيس.
            let deputy = (at.saturating_sub(2).max(first)..at).any(|word| self.words.is(word, List::Deputy));
            if (first..at).any(|word| self.words.is_any(word, Lists::of(&[List::From, List::In, List::About]))) {
                break;
            }
            if found.person && !deputy {
                name = Some(index);
                break;
            }
            if found.body && found.span.start() == start && name.is_none() {
                name = Some(index);
            }
        }
        Speaker { span, name, carried: false }
    }

    /// The noun phrase that begins with word `first`: who it is. Behind its last word, and who.
    pub(crate) fn phrase(&self, first: usize, end: usize) -> Option<(usize, Speaker)> {
        let start = self.words.get(first)?.start();
        self.phrase_from(first, end, start)
    }

    /// The same where it begins at byte `start`, behind a proclitic.
    pub(crate) fn phrase_from(&self, first: usize, end: usize, start: usize) -> Option<(usize, Speaker)> {
        let mut last = self.phrase_end(first, end, start)?;
        let mut speaker = self.speaker(first, last, start);
        if let Some(pair) = self.pair_at(first).filter(|&pair| self.pairs[pair].next == last) {
            speaker.span =
                Span::new(self.words.words[first + 1].start(), self.words.words[self.pairs[pair].close - 1].end());
        }
        // قائد القيادة، الأدميرال براد كوبر: the name stands behind the comma.
        let person = speaker.name.is_some_and(|name| self.names[name].person);
        if !person
            && self.words.is_comma(last)
            && last + 1 < end
            && self.starts_phrase(last + 1)
            && let Some(more) = self.phrase_end(last + 1, end, self.words.words[last + 1].start())
        {
            let apposed = self.speaker(last + 1, more, self.words.words[last + 1].start());
            let closes = self.words.is_comma(more)
                || self.words.mark(more) == Some(':')
                || self.clause_begins(more)
                || self.pair_at(more).is_some();
            if closes && apposed.name.is_some_and(|name| self.names[name].person) {
                speaker.span = speaker.span.cover(apposed.span);
                speaker.name = apposed.name;
                last = more;
            }
        }
        Some((last, speaker))
    }

    pub(crate) fn phrase_end(&self, first: usize, end: usize, start: usize) -> Option<usize> {
        let words = &self.words;
        let source_head = words.noun_is(first, List::Speaker) && !words.is_definite(first);
        let mut last = first;
        let mut j = first;
        while j < end.min(first + 14) {
            if let Some(pair) = self.pair_at(j) {
                // «حزب الله», تنظيم «داعش»
                let Pair { open, next, .. } = self.pairs[pair];
                let named = open > 0 && (words.noun_is(open - 1, List::Naming) || words.is(open - 1, List::Deputy));
                if self.pairs[pair].words > 4 || !(j == first || named) {
                    break;
                }
                last = next;
                j = next;
                continue;
            }
            let word = &words.words[j];
            match word.class {
                Class::Mark('(') if j > first => {
                    // (واع), (45 عاما)
                    let Some(close) = (j + 1..end.min(j + 8)).find(|&k| words.mark(k) == Some(')')) else { break };
                    j = close + 1;
                    continue;
                }
                Class::Mark(_) => break,
                Class::Number if j == first => return None,
                Class::Number | Class::Other => {
                    last = j + 1;
                    j += 1;
                    continue;
                }
                Class::Word => {}
            }
            let name = self.names_from(word.start()).next().filter(|(_, name)| name.span.start() < word.end());
            // قال كرافت للصحافيين: whoever is told it belongs to no name.
            let people = || words.lexicon.forms.ends(words.noun(j), Ends::ObjectSpeaker);
            let told = j > first && word.preposition == Some(LAM) && words.noun_is(j, List::Medium) && people();
            let in_name = name.is_some_and(|(_, name)| name.span.start() <= word.start()) && !told;
            if !in_name {
                if j == first && (words.is(j, List::Stop) || words.bare_is(j, List::Stop)) {
                    return None;
                }
                // واستطرد قائلا: the subject is dropped.
                if j == first && self.verb(j).is_some_and(|(verb, _)| verb.form == Form::Participle) {
                    return None;
                }
                // No subject is in the accusative: مؤكدا.
                let tanwin = words.text[word.start()..word.end()].contains('\u{64B}');
                if tanwin || words.lexicon.forms.is_accusative(words.key(j)) {
                    break;
                }
                let behind = |list| (first..j).rev().take(2).any(|k| words.noun_is(k, list));
                let within = words.is(j, List::In);
                if source_head && (within || words.is(j, List::From))
                    || within && behind(List::Expert)
                    || words.is(j, List::On) && behind(List::InCharge)
                    || words.is(j, List::About) && behind(List::Responsible)
                {
                    // مصدر في الوزارة, but: قال في بيان
                    let occasion = words.noun_is(j + 1, List::Occasion) || words.is(j + 1, List::Stop);
                    if occasion || j + 1 >= end || words.words[j + 1].class != Class::Word {
                        break;
                    }
                    j += 1;
                    last = j + 1;
                    j += 1;
                    continue;
                }
                if words.is(j, List::Stop) || (j > first && words.bare_is(j, List::Stop)) || self.clause_begins(j) {
                    break;
                }
                if j > first && (self.withholds(j) || self.verb(j).is_some()) {
                    break;
                }
                let goes_on = match word.preposition {
                    _ if word.stem() == start => true,
                    Some(BEH) => j > first && (words.is(j, List::Deputy) || words.noun_is(j, List::Office)),
                    Some(LAM) => j > first && words.is(j - 1, List::BeforeLi) && !words.noun_is(j, List::Medium),
                    Some(_) => false,
                    None => true,
                };
                // Alone: لـ, بـ
                if !goes_on || words.is(j, List::Proclitic) {
                    break;
                }
            }
            last = j + 1;
            j += 1;
        }
        (last > first).then_some(last)
    }

    /// Where the phrase from word `first` to `last` turns from a verb's subject to its object (السلطات سقوط قتلى), unless
    /// what is said follows.
    pub(crate) fn subject_end(&self, first: usize, last: usize, verb: &Verb) -> usize {
        let words = &self.words;
        // أكد الوزير سقوط قتلى, أفاد مصدر أمني سقوط قتلى; but: مدير إدارة تنفيذ المشاريع
        let ends = |k: usize| {
            let joined = words.words[k - 1].core() > words.words[k - 1].start();
            let adjective = words.lexicon.forms.ends(words.key(k - 1), Ends::Nisba) && !joined;
            // ناشطون: nothing belongs to a plural that has kept its ن.
            let plural = words.noun_is(k - 1, List::Speaker) && words.key(k - 1).ends_with(PLURAL);
            words.is_definite(k - 1) || self.in_name(k - 1) || plural || adjective && !words.is(k - 1, List::Stop)
        };
        let is_said = |k: usize| {
            verb.has(Traits::ANNOUNCES) && self.is_verbal_noun(k) || verb.has(Traits::COUNTS) && self.is_count(k)
        };
        if let Some(noun) = (first + 1..last).find(|&k| is_said(k) && ends(k)) {
            return noun;
        }
        if verb.has(Traits::NO_OBJECT) {
            return last;
        }
        let followed = words.is_comma(last)
            || words.mark(last) == Some(':')
            || self.clause_begins(last)
            || self.pair_at(last).is_some();
        // محمد الأحمد رئيس البلدية: who he is.
        let role = |k: usize| words.noun_is(k, List::Speaker);
        let turns = |&k: &usize| words.is_definite(k - 1) && !words.is_definite(k) && !self.in_name(k) && !role(k);
        if followed { last } else { (first + 1..last).find(turns).unwrap_or(last) }
    }

    /// Whether word `i` belongs to a name.
    pub(crate) fn in_name(&self, i: usize) -> bool {
        let word = &self.words.words[i];
        self.names_from(word.start()).next().is_some_and(|(_, name)| name.span.start() <= word.core())
    }

    /// Whether a phrase that says who can begin with word `i`.
    pub(crate) fn starts_phrase(&self, i: usize) -> bool {
        let Some(word) = self.words.get(i) else { return false };
        let name = || self.names_from(word.core()).next().is_some_and(|(_, name)| name.span.start() <= word.core());
        word.class == Class::Word
            && word.preposition.is_none()
            && !self.words.is(i, List::Stop)
            && !self.words.bare_is(i, List::Stop)
            && (self.words.is_definite(i) || self.words.noun_is(i, List::Speaker) || name())
            || self.pair_at(i).is_some_and(|pair| self.pairs[pair].words <= 4)
    }

    /// The subject before the verb at word `i`, in the same clause.
    pub(crate) fn subject_before(&self, i: usize, first: usize) -> Option<Speaker> {
        let words = &self.words;
        let mut end = i;
        while end > first && words.bare_is(end - 1, List::Auxiliary) {
            end -= 1;
        }
        let clause_start = |from: usize| {
            let mut start = from;
            while start > first && from - start < 16 {
                match words.mark(start - 1) {
                    Some('،' | ',' | ':' | '؛' | '.' | '-' | '–' | '—' | '…' | '؟' | '!') => break,
                    Some(_) => {
                        // A name in marks is passed over as a whole.
                        let pair = self.pairs.partition_point(|pair| pair.next < start);
                        match self.pairs.get(pair).filter(|pair| pair.next == start) {
                            Some(pair) if pair.open >= first => start = pair.open,
                            _ => start -= 1,
                        }
                    }
                    // لكن الخبراء يحذرون
                    None if from > start && words.bare_is(start - 1, List::Particle) => break,
                    None => start -= 1,
                }
            }
            start
        };
        let mut start = clause_start(end);
        let mut apposed = usize::MAX;
        if start == end && end > first + 1 {
            // مرهف أبو قصرة، وزير الدفاع، قال إن
            end -= 1;
            start = clause_start(end);
            if start > first && words.is_comma(start - 1) {
                let earlier = clause_start(start - 1);
                // A name that no stage before knew can begin the sentence.
                let name =
                    earlier == first && words.key(earlier).chars().count() > 2 && !words.bare_is(earlier, List::Stop);
                if name || self.starts_phrase(earlier) {
                    start = earlier;
                    apposed = earlier;
                }
            }
        }
        while start < end && (words.bare_is(start, List::Particle) || words.is(start, List::Particle)) {
            start += 1;
        }
        if start >= end || !(start == apposed || self.starts_phrase(start)) {
            return None;
        }
        let (last, speaker) = self.phrase_from(start, end, words.words[start].core())?;
        (last + 6 >= end).then_some(speaker)
    }

    /// Who gave the document whose noun is word `noun`: بيان لوزارة الدفاع, حصيلة أعلنها الجيش; else the document itself.
    pub(crate) fn document(&self, noun: usize, end: usize) -> Option<(usize, Speaker)> {
        let words = &self.words;
        let mut j = noun + 1;
        while j < end.min(noun + 4) {
            let word = &words.words[j];
            if word.class != Class::Word {
                break;
            }
            if word.preposition == Some(LAM) {
                return self.phrase_from(j, end, word.stem());
            }
            if words.is_any(j, Lists::of(&[List::About, List::From])) {
                let issued = words.is(j - 1, List::Issued);
                return if issued { self.phrase(j + 1, end) } else { break };
            }
            if words.lexicon.gives(words.key(j)) {
                return self.phrase(j + 1, end);
            }
            let names = j == noun + 1 && !words.is_definite(noun) && self.starts_phrase(j);
            if names {
                return self.phrase(j, end);
            }
            if words.is(j, List::Stop) || self.verb(j).is_some() {
                break;
            }
            j += 1;
        }
        let word = words.words[noun];
        Some((
            noun + 1,
            self.speaker(noun, noun + 1, if word.preposition.is_some() { word.stem() } else { word.core() }),
        ))
    }

    /// The subject of the verb at word `i`, if it has one of its own; and behind which word what is said is looked for.
    pub(crate) fn subject(&self, i: usize, verb: &Verb, joined: bool, here: &Context) -> (Option<Speaker>, usize) {
        let words = &self.words;
        if verb.takes == Takes::From {
            // نقلت الوكالة عن المتحدث قوله إن
            let from = (i + 1..here.end.min(i + 10)).find(|&j| words.is(j, List::About));
            return match from.and_then(|from| self.source_phrase(from + 1, here.end)) {
                Some((end, speaker)) => (Some(speaker), end),
                None => (None, i + 1),
            };
        }
        if verb.takes == Takes::Document {
            let noun = (i + 1..here.end.min(i + 4)).find(|&j| words.noun_is(j, List::Document));
            return match noun.filter(|_| words.is(i + 1, List::In)).and_then(|noun| self.document(noun, here.end)) {
                Some((end, speaker)) => (Some(speaker), end),
                None => (None, i + 1),
            };
        }
        if verb.form == Form::Participle {
            return (None, i + 1);
        }
        let first = self.behind_asides(i + 1, here.end);
        if let Some(pair) = self.pair_at(first) {
            // «سنتكوم» says it, if what it says comes behind.
            let behind = self.pairs[pair].next;
            if self.pairs[pair].words > 4
                || !matches!(self.said(behind, here.end, verb, REACH), Some(Said::Clause(_) | Said::Colon(_)))
            {
                return (None, i + 1);
            }
        }
        // قال بيان للجيش: whoever gave it.
        if words.noun_is(first, List::Document)
            && let Some((end, speaker)) = self.document(first, here.end).filter(|(end, _)| *end > first + 1)
        {
            return (Some(speaker), end);
        }
        let subject = if self.is_no_subject(first, here.end, verb) { None } else { self.phrase(first, here.end) };
        if let Some((end, speaker)) = subject {
            // وصفت الوزارة الاتفاق بأنه: what is described stands between.
            if verb.takes == Takes::Marks {
                return (Some(self.agent(first, here.end).unwrap_or(speaker)), end);
            }
            let last = self.subject_end(first, end, verb);
            let start = words.words[first].start();
            return (Some(if last < end { self.speaker(first, last, start) } else { speaker }), last);
        }
        if i > here.first && words.is(i - 1, List::Relative) {
            return (self.antecedent(i - 1, here.first), i + 1);
        }
        let topic = i > here.first && words.bare_is(here.first, List::Topic);
        let before = if joined && !topic { None } else { self.subject_before(i, here.first) };
        (before, i + 1)
    }

    /// Behind what can stand between a verb and its subject, from word `first` on: [أمس الأربعاء] مسؤول, [لوكالة كذا] مصدر أمني.
    pub(crate) fn behind_asides(&self, first: usize, end: usize) -> usize {
        let words = &self.words;
        let mut at = first;
        while at < end && (words.is(at, List::Between) || at > first && words.is(at, List::BetweenMore)) {
            at += 1;
        }
        let addressed = words.is_letter(at, LAM)
            || words.get(at).is_some_and(|word| word.preposition == Some(LAM)) && words.noun_is(at, List::Medium);
        let speaks =
            |j: &usize| words.noun_is(*j, List::Speaker) && !words.noun_is(*j, List::Medium) && !words.is_definite(*j);
        let ends = |j: &usize| self.clause_begins(*j) || words.is(*j, List::Stop) || words.is_comma(*j);
        let subject = || (at + 1..end.min(at + ADDRESSED)).take_while(|j| !ends(j)).find(speaks);
        addressed.then(subject).flatten().unwrap_or(at)
    }

    /// Whether what stands behind the verb, at word `first`, cannot be its subject: it is what is said (وأكد ضرورة الحوار),
    /// has the case of an object (وحذر المواطنين), or does not agree (ودعت المجتمع الدولي).
    fn is_no_subject(&self, first: usize, end: usize, verb: &Verb) -> bool {
        let words = &self.words;
        if self.announced(first, end, verb) == Some(first) {
            return true;
        }
        if !words.is_definite(first) || self.in_name(first) {
            return false;
        }
        let noun = words.noun(first);
        let forms = &words.lexicon.forms;
        let accusative = || {
            forms.ends(noun, Ends::Object)
                || words.noun_is(first, List::Speaker) && forms.ends(noun, Ends::ObjectSpeaker)
        };
        verb.has(Traits::ADDRESSES) && accusative()
            || match verb.agrees {
                Agrees::Masculine => forms.ends(noun, Ends::Feminine) && !words.noun_is(first, List::MasculineInTeh),
                Agrees::Feminine => words.noun_is(first, List::Masculine),
                Agrees::Many => false,
            }
    }

    /// Who الذي is, if a name stands before it.
    pub(crate) fn antecedent(&self, relative: usize, first: usize) -> Option<Speaker> {
        let mut end = relative;
        if end > first && self.words.is_comma(end - 1) {
            end -= 1;
        }
        let before = self.words.get(end.checked_sub(1)?)?;
        let (index, name) = self.names_from(before.start()).next()?;
        (name.span.start() <= before.start() && end > first).then_some(Speaker {
            span: name.span,
            name: Some(index),
            carried: false,
        })
    }

    /// A phrase that says who, behind بحسب or عن; a document is resolved.
    pub(crate) fn source_phrase(&self, first: usize, end: usize) -> Option<(usize, Speaker)> {
        let word = self.words.get(first)?;
        if self.words.noun_is(first, List::Document) {
            return self.document(first, end);
        }
        let start = if word.preposition == Some(LAM) { word.stem() } else { word.core() };
        self.phrase_from(first, end, start)
    }

    /// Who a verb without a subject is about: the subject of this sentence, else the last one that agrees.
    pub(crate) fn carried(&self, i: usize, agrees: Agrees, here: &Context) -> Option<Speaker> {
        let carry = |speaker: Speaker| Speaker { carried: true, ..speaker };
        let last = self.past.iter().rev().find(|past| past.agrees.with(agrees));
        if let Some(last) = last.filter(|last| last.sentence == here.number) {
            return Some(carry(last.speaker));
        }
        if let Some(topic) = self.topic(here.first, i, agrees) {
            return Some(carry(topic));
        }
        if let Some(last) = last.filter(|last| last.sentence + 1 >= here.number) {
            return Some(carry(last.speaker));
        }
        if let Some(topic) = self.topic(here.before.0, here.before.1, agrees) {
            return Some(carry(topic));
        }
        last.filter(|last| last.sentence + MEMORY >= here.number).map(|last| carry(last.speaker))
    }

    /// The subject of the verb that the clause before word `end` begins with, or of the last verb in ت.
    pub(crate) fn topic(&self, first: usize, end: usize, agrees: Agrees) -> Option<Speaker> {
        let words = &self.words;
        let is_verb = |j: usize| {
            let word = &words.words[j];
            let key = words.noun(j);
            let feminine = key.ends_with(TEH) && !words.lexicon.forms.ends(key, Ends::Feminine);
            word.class == Class::Word
                && word.preposition.is_none()
                && !words.is_definite(j)
                && key.chars().count() >= 3
                && !words.is(j, List::Stop)
                && !words.bare_is(j, List::Stop)
                && !words.noun_is(j, List::Speaker)
                && match agrees {
                    Agrees::Feminine if j == first && key.starts_with(TEH) => true,
                    Agrees::Feminine => feminine && !words.noun_is(j, List::NotVerb),
                    _ => j == first && !feminine && !key.starts_with(TEH),
                }
        };
        (first..end.saturating_sub(1))
            .rev()
            .take(REACH)
            .filter(|&j| is_verb(j) && words.words[j + 1].preposition.is_none() && self.starts_phrase(j + 1))
            .filter_map(|j| Some((j, self.agent(j + 1, end)?)))
            // فتح الدكان: what cannot speak did not.
            .find(|(j, agent)| agent.name.is_some() || words.noun_is(j + 1, List::Speaker))
            .map(|(_, agent)| agent)
    }

    /// The subject of any verb, which an object can follow: a name, or a noun with its adjectives.
    pub(crate) fn agent(&self, first: usize, end: usize) -> Option<Speaker> {
        let start = self.words.get(first)?.start();
        let limit = self.phrase_end(first, end, start)?;
        let adjective =
            |j: usize| self.words.is_definite(j) && self.words.lexicon.forms.ends(self.words.key(j), Ends::Nisba);
        let mut last = first + 1;
        while last < limit && (adjective(last) || self.in_name(last)) {
            last += 1;
        }
        Some(self.speaker(first, last, start))
    }

    /// What a verb would agree with, by the first word that says who.
    pub(crate) fn gender(&self, speaker: Speaker) -> Agrees {
        let head = self.words.words.partition_point(|word| word.end() <= speaker.span.start());
        if self.words.lexicon.forms.ends(self.words.key(head), Ends::Feminine) {
            Agrees::Feminine
        } else {
            Agrees::Masculine
        }
    }
}
