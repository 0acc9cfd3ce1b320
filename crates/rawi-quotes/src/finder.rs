//! What the rules know while they read: the words, the names, who spoke before, what was found.

use crate::forms::Agrees;
use crate::lexicon::{FEH, LAM};
use crate::lists::List;
use crate::marks::Pair;
use crate::steps;
use crate::verbs::{Takes, Text, Traits, Verb};
use crate::words::Words;
use rawi_core::Span;

/// No more marks are trimmed from what is said.
const MARKS: usize = 16;
/// No name behind a preposition has so many words.
const LONG_NAME: usize = 6;

/// What is said is looked for in so many words behind its verb.
pub(crate) const REACH: usize = 40;
/// And in so many, where the verb has no subject of its own and may have an object instead.
pub(crate) const NEAR: usize = 14;
/// Fewer quoted words are mostly a name or a doubted word, unless a verb of saying stands right before them.
pub(crate) const FRAGMENT: usize = 3;

/// Words in which someone keeps his name to himself: طالبا عدم الكشف عن هويته.
const UNNAMED: usize = 7;

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
    pub(crate) lemma: Text,
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

/// A speaker of an earlier verb, for verbs without a subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PastSpeaker {
    pub(crate) speaker: Speaker,
    pub(crate) agrees: Agrees,
    pub(crate) sentence: usize,
}

/// The sentence being read.
pub(crate) struct Context {
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
    /// Whether all behind a colon in it is attributed.
    pub(crate) colon: bool,
    /// The last quotation in it: its speaker, its cue, where the text goes on.
    pub(crate) last: Option<(Option<Speaker>, Option<Cue>, usize)>,
    /// Whether all that was said in it was told by what stands behind it: قتل 12 [بحسب الشرطة].
    pub(crate) sourced: bool,
}

impl Context {
    /// Of sentence `number`, whose words are `first..end`, before anything of it is read.
    pub(crate) fn new(number: usize, first: usize, end: usize, before: (usize, usize)) -> Self {
        Self { number, first, end, before, done: first, begun: 0, colon: false, last: None, sourced: false }
    }
}

/// Reads a text sentence by sentence.
pub(crate) struct Finder<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) names: &'a [Name],
    pub(crate) pairs: Vec<Pair>,
    pub(crate) used: Vec<bool>,
    pub(crate) past: Vec<PastSpeaker>,
    pub(crate) found: Vec<Speech>,
}

impl Finder<'_> {
    /// The verb of saying that word `i` is, and whether و or ف stands before it.
    pub(crate) fn verb(&self, i: usize) -> Option<(Verb, bool)> {
        let word = self.words.get(i)?;
        let (verb, joined) = self.words.verb(i)?;
        // فيري, فرد: a word that begins with ف, unless the segmenter knows better.
        let whole = joined && word.core() == word.start() && self.words.key(i).starts_with(FEH);
        // تابع للجيش is "belonging to the army".
        let belongs =
            verb.has(Traits::ADJECTIVE) && self.words.get(i + 1).is_some_and(|next| next.preposition == Some(LAM));
        // أُعلن, ذُكر: nobody in the text says it. In قُلت the vowel is that of the root.
        let passive = verb.past && self.words.text[word.core()..].chars().nth(1) == Some('\u{64F}');
        // وبيّن is "between" unless a shadda says otherwise or أن follows.
        let between = verb.takes == Takes::Near
            && self.words.bare(i) == self.words.lexicon.get_text(verb.lemma)
            && !self.words.text[word.start()..word.end()].contains('\u{651}')
            && !(self.clause_begins(i + 1) && (joined || i == 0 || self.words.mark(i - 1).is_some()));
        let unsaid = self.negated(i) || self.withholds(i);
        (!whole && !belongs && !between && !passive && !unsaid).then_some((verb, joined))
    }

    /// Whether the verb at word `i` says what nobody did: لم يقل, دون أن يقول; not بحسب ما قال.
    pub(crate) fn negated(&self, i: usize) -> bool {
        let before = |back: usize, list| i.checked_sub(back).is_some_and(|at| self.words.is(at, list));
        if before(1, List::What) {
            !before(2, List::Attribution)
        } else if before(1, List::That) {
            before(2, List::Without)
        } else {
            i > 0 && self.words.bare_is(i - 1, List::Negation)
        }
    }

    /// Whether from word `i` on it is told that someone keeps his name to himself: [طالبا عدم ذكر اسمه].
    pub(crate) fn withholds(&self, i: usize) -> bool {
        let words = &self.words;
        let near = |list| (i + 1..i + UNNAMED).take_while(|&j| words.mark(j).is_none()).any(|j| words.is(j, list));
        words.is(i, List::Withholds) && near(List::Withheld) && near(List::Identity)
    }

    pub(crate) fn pair_at(&self, open: usize) -> Option<usize> {
        self.words.mark(open)?;
        self.pairs.binary_search_by_key(&open, |pair| pair.open).ok()
    }

    /// Whether what is quoted is a name: of a paper, a group, a film.
    pub(crate) fn is_name(&self, pair: usize) -> bool {
        let Pair { open, close, .. } = self.pairs[pair];
        let range = self.words.range(open + 1, close);
        let named = self.names_from(range.start).next().is_some_and(|(_, name)| {
            name.span.start() <= range.start && name.span.end() >= self.words.words[close - 1].start()
        });
        let Some(before) = open.checked_sub(1) else { return named };
        let behind_preposition = self.words.bare_is(before, List::BeforeName);
        named || self.words.noun_is(before, List::Naming) || behind_preposition && self.pairs[pair].words < LONG_NAME
    }

    /// The names that start at byte `start` or later, or hold it.
    pub(crate) fn names_from(&self, start: usize) -> impl Iterator<Item = (usize, &Name)> {
        let first = self.names.partition_point(|name| name.span.end() <= start);
        self.names.iter().enumerate().skip(first)
    }

    /// Whether a clause of what is said begins with word `i`.
    pub(crate) fn clause_begins(&self, i: usize) -> bool {
        self.words.is(i, List::Clause)
    }

    /// The first word of what is said.
    pub(crate) fn begins(&self, said: Said) -> usize {
        match said {
            Said::Colon(colon) => colon + 1,
            Said::Clause(begin) | Said::Noun(begin) => begin,
            Said::Marks(pair) => self.pairs[pair].open,
        }
    }

    /// Whether the words are a name or a noun of someone who can speak.
    pub(crate) fn can_speak(&self, speaker: Speaker) -> bool {
        let head = self.words.words.partition_point(|word| word.end() <= speaker.span.start());
        speaker.name.is_some() || self.words.noun_is(head, List::Speaker)
    }

    pub(crate) fn remember(&mut self, speaker: Speaker, agrees: Agrees, sentence: usize) {
        // Only the last few can ever be asked for.
        if self.past.len() >= 16 {
            self.past.remove(0);
        }
        self.past.push(PastSpeaker { speaker, agrees, sentence });
    }

    /// `end` without the marks before it; what was quoted last keeps its own.
    pub(crate) fn trim(&self, first: usize, end: usize) -> usize {
        let mut end = end;
        // Its partner was forgotten.
        let lone = |end: usize| {
            let pair = self.pairs.partition_point(|pair| pair.next < end);
            matches!(self.words.mark(end - 1), Some('"' | '”' | '“' | '»' | '«'))
                && self.pairs.get(pair).is_none_or(|pair| pair.next != end)
        };
        let least = end.saturating_sub(MARKS).max(first + 1);
        while end > least
            && (matches!(self.words.mark(end - 1), Some('.' | '،' | ',' | '؛' | ':' | '-' | '–' | '—')) || lone(end))
        {
            steps::take(1);
            end -= 1;
        }
        end
    }

    /// Word `i`, as what makes it speech; `whole` with the preposition before it: بالقول.
    pub(crate) fn cue(&self, i: usize, lemma: Text, whole: bool) -> Cue {
        let word = &self.words.words[i];
        let start = if whole && word.preposition.is_some() { word.start() } else { word.core() };
        Cue { span: Span::new(start, word.end()), lemma }
    }
}
