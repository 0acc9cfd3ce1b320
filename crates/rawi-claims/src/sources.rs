//! According to whom.

use crate::lexicon::{List, Lists};
use crate::parts::{Name, names_in};
use crate::quantities::{Noun, Quantity, Sentence};
use crate::words::{BI, KI, Words};
use rawi_core::Span;
use rawi_core::layers::SourceKind;

/// Speech of the text, as `quotes` has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speech {
    pub(crate) span: Span,
    /// Its row.
    pub(crate) row: usize,
    pub(crate) speaker: Option<Span>,
    /// The name among the speaker's words.
    pub(crate) mention: Option<usize>,
    pub(crate) carried: bool,
    pub(crate) indirect: bool,
    /// What is said is a promise or a demand: what goes on behind it is the report's.
    pub(crate) pledges: bool,
}

/// No more rows are looked at before a claim.
const LOOK: usize = 12;
/// Nobody who condemns is named by more words.
const SPEAKER: usize = 12;
/// What is reported goes on for no more words.
const FAR: usize = 60;

/// The innermost speech that holds a claim and has a speaker.
pub(crate) fn speech(claim: Span, all: &[Speech]) -> Option<Speech> {
    let behind = all.partition_point(|speech| speech.span.start() <= claim.start());
    all[..behind]
        .iter()
        .rev()
        .take(LOOK)
        .filter(|speech| speech.span.end() >= claim.end() && speech.speaker.is_some())
        .min_by_key(|speech| speech.span.len())
        .copied()
}

/// A speech of the sentence that is attributed behind a claim which it does not hold: ... عندما انهار المبنى، حسبما أفاد مسؤول.
pub(crate) fn attributed(claim: Span, sentence: Span, all: &[Speech]) -> Option<Speech> {
    let first = all.partition_point(|speech| speech.span.start() < sentence.start());
    let mine = all[first..].iter().take(LOOK).take_while(|speech| speech.span.start() < sentence.end());
    let mut behind = None;
    for speech in mine {
        let speaker = speech.speaker?;
        // Whoever speaks before the claim says other things of it.
        if speaker.start() < claim.end() || speaker.end() > sentence.end() || speech.span.end() > speaker.start() {
            return None;
        }
        behind = behind.or(Some(*speech));
    }
    behind
}

/// The reported speech before a claim that goes on to it, though its words end before: قالت الشرطة إن مسلحا ...؛ [فقتل شخصين].
pub(crate) fn going_on(sentence: &Sentence<'_, '_>, claim: &Quantity, all: &[Speech]) -> Option<Speech> {
    let words = sentence.words;
    let begin = words.words.get(sentence.first)?.start as usize;
    let behind = all.partition_point(|speech| speech.span.start() < claim.span.start());
    let last =
        all[..behind].last().filter(|last| last.span.start() >= begin && last.span.end() <= claim.span.start())?;
    let from = words.words.partition_point(|word| (word.start as usize) < last.span.end());
    // ... إن ثلاثة قتلوا، فيما أصيب [عشرة آخرون]: of the same toll.
    let blames = || words.within(last.span).take(2).any(|i| words.is(i, List::Liability));
    let same = matches!(claim.noun, Noun::None | Noun::Others) && !blames();
    let turns = claim.begin > from + FAR || !same && (from..claim.begin).any(|i| sentence.is(i, List::Turn));
    (last.indirect && !last.pledges && last.speaker.is_some() && !turns).then_some(*last)
}

/// The speech of an earlier sentence whose speaker is meant by one noun with the article: المكتب after مكتب رئيس الوزراء,
/// البيان after whoever gave it.
pub(crate) fn meant(speech: Speech, words: &Words<'_>, all: &[Speech]) -> Option<Speech> {
    let mine = words.within(speech.speaker?);
    if mine.len() != 1 || !words.words.get(mine.start)?.article {
        return None;
    }
    let noun = words.noun(mine.start);
    let document = words.is(mine.start, List::Document);
    let at = all.partition_point(|other| other.span.start() < speech.span.start());
    all[..at].iter().rev().take(LOOK).filter(|other| other.speaker.is_some()).copied().find(|other| {
        let theirs = other.speaker.map_or(0..0, |speaker| words.within(speaker));
        let other_document = theirs.len() == 1 && words.is(theirs.start, List::Document);
        if document { !other_document } else { theirs.len() > 1 && theirs.take(3).any(|i| words.noun(i) == noun) }
    })
}

/// Whether a speech takes the blame for a deed of which others tell more: أعلنت الجماعة [مسؤوليتها عن الهجوم] الذي قتل فيه عشرة.
pub(crate) fn takes_blame(speech: &Speech, claim: Span, words: &Words<'_>) -> bool {
    let mine = words.within(speech.span);
    let blame = mine.clone().take(2).any(|i| words.is(i, List::Liability));
    blame
        && mine
            .take(FAR)
            .take_while(|&i| (words.words[i].start as usize) < claim.start())
            .any(|i| words.is(i, List::Relative))
}

/// The words of whoever condemns a deed before a claim tells its toll: دانت [المنظمة] الهجوم الذي ....
pub(crate) fn condemner(sentence: &Sentence<'_, '_>, claim: &Quantity, names: &[Name]) -> Option<Span> {
    let words = sentence.words;
    let from = sentence.first.max(claim.begin.saturating_sub(FAR));
    let verb = (from..claim.begin).find(|&i| sentence.is(i, List::Condemns))?;
    // بشدة, أمس
    let light = |i: usize| words.words[i].preposition.is_some() || sentence.is(i, List::Time);
    let first = (verb + 1..claim.begin).find(|&i| !light(i))?;
    // استنكر المفتي العام [قيام] مستوطن: what is condemned.
    let turns = |i: usize| {
        let noun = Span::new(words.words[i].core as usize, words.words[i].end as usize);
        let (word, before) = (&words.words[i], &words.words[i - 1]);
        let plain = !word.article && !word.joined && word.preposition.is_none();
        before.article && plain && names_in(noun, names).next().is_none()
    };
    let ends = |&i: &usize| {
        let around = Lists::of(&[List::Preposition, List::Relative]);
        let by = matches!(words.words[i].preposition, Some(BI | KI));
        !words.is_word(i) || by || i > first && turns(i) || sentence.lists(i).any(around) || words.facts(i).is_event()
    };
    let end = (first..claim.begin.min(first + SPEAKER)).find(ends).unwrap_or(first);
    let word = |i: usize| &words.words[i];
    let span = (first < end).then(|| Span::new(word(first).core as usize, word(end - 1).end as usize))?;
    let named = names_in(span, names).next().is_some_and(|name| name.span.start() == span.start());
    (named || known_kind(words, span).is_some()).then_some(span)
}

/// What kind of speaker the words name.
pub(crate) fn kind(words: &Words<'_>, speaker: Span) -> SourceKind {
    known_kind(words, speaker).unwrap_or(SourceKind::Person)
}

fn known_kind(words: &Words<'_>, speaker: Span) -> Option<SourceKind> {
    let first = words.words.partition_point(|word| word.end as usize <= speaker.start());
    let mut later = None;
    for i in first..words.len().min(first + 12) {
        if words.words[i].start as usize >= speaker.end() {
            break;
        }
        // اللواء: what is known of the whole word may be something else.
        let known = || words.lexicon.get(words.lexicon.find(words.noun(i))).kind;
        match words.facts(i).kind.or_else(known) {
            // وزارة الصحة والسكان: what is joined goes on with a name.
            Some((kind, false)) if i == first || !words.words[i].joined => return Some(kind),
            Some((kind, _)) => later = later.or(Some(kind)),
            None => {}
        }
    }
    later
}
