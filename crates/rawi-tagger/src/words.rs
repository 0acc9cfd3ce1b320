//! A text as the matcher sees it: words with comparison keys, and where a name may begin inside a word.

use crate::cuts::{Cut, key_behind};
use crate::gazetteer::Gazetteer;
use crate::lexemes::{Lexeme, Lexemes};
use crate::lists::{Begun, Facts};
use crate::model_words::kind;
use crate::shape::Shape;
use crate::steps;
use rawi_arabic::LOOSE;
use rawi_core::Span;
use rawi_core::layers::Token;
use rawi_model::WordKind;
use std::borrow::Cow;

/// A token with what is known of its word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    lexeme: u32,
    /// See [`Lexeme::id`].
    pub(crate) id: u32,
    /// See [`Lexeme::class`].
    pub(crate) class: u64,
    /// See [`Lexeme::class_cut`].
    pub(crate) class_cut: Cut,
    pub(crate) shape: Shape,
    /// A paragraph begins here: no name reaches across.
    pub(crate) opens_line: bool,
    /// A sentence begins here for the learned model.
    pub(crate) opens_sentence: bool,
    /// What it is to the learned model.
    pub(crate) kind: WordKind,
    /// See [`Lexeme::hamza_end`].
    pub(crate) hamza_end: bool,
    /// See [`Lexeme::tanwin`].
    pub(crate) tanwin: bool,
}

/// Tokens that are looked at together.
const SEEN: usize = 256;

/// The words of a text.
pub(crate) struct Words<'l> {
    pub(crate) list: Vec<Word>,
    /// Where names may begin: word, cut and the number of what stands there, in text order, the whole word first.
    pub(crate) starts: Vec<(u32, Cut, u32)>,
    /// Where places of the long list may begin: word and cut, in text order, and the list's names from there.
    pub(crate) places: Vec<(u32, Cut, Begun)>,
    lexemes: &'l Lexemes,
}

impl<'l> Words<'l> {
    /// The words of `source`, looked up. A token that is no part of it, or begins before the last one's end, is passed over: layers
    /// that records or other stages bring may hold such.
    pub(crate) fn read<'t>(
        source: &str,
        tokens: impl Iterator<Item = (Span, &'t Token)>,
        gazetteer: &Gazetteer,
        lexemes: &'l mut Lexemes,
    ) -> Self {
        lexemes.age();
        let mut list: Vec<Word> = Vec::with_capacity(tokens.size_hint().0);
        let (mut starts, mut places) = (Vec::with_capacity(list.capacity() / 2), Vec::new());
        let mut seen = Vec::with_capacity(list.capacity().min(SEEN));
        let (mut before, mut closed) = (0, true);
        let mut tokens = tokens.filter_map(|(span, token)| {
            let (start, end) = (span.start(), span.end());
            let (written, between) = (source.get(span.range())?, source.get(before..start)?);
            let clitics = if token.clitics.is_empty() { 0 } else { token.clitics.end().min(end).saturating_sub(start) };
            before = end;
            Some((span, written, between, if written.is_char_boundary(clitics) { clitics } else { 0 }, token.kind))
        });
        loop {
            seen.extend(tokens.by_ref().take(SEEN).map(|(span, written, between, clitics, kind)| {
                (span, written, between, clitics, kind, lexemes.look(written, clitics))
            }));
            if seen.is_empty() {
                break;
            }
            for (span, written, between, clitics, token, look) in seen.drain(..) {
                let number = lexemes.number(look, written, clitics, gazetteer);
                let lexeme = lexemes.get(number);
                let i = list.len() as u32;
                starts.extend(lexeme.starts.iter().map(|&(cut, id)| (i, cut, id)));
                places.extend(lexeme.places.iter().map(|&(cut, begun)| (i, cut, begun)));
                let breaks = between != " " && between.contains('\n');
                list.push(Word {
                    start: span.start() as u32,
                    end: span.end() as u32,
                    lexeme: number,
                    id: lexeme.id,
                    class: lexeme.class,
                    class_cut: lexeme.class_cut,
                    shape: lexeme.shape,
                    opens_line: breaks && i > 0,
                    opens_sentence: i == 0 || breaks || closed && !between.is_empty(),
                    kind: kind(token),
                    hamza_end: lexeme.hamza_end,
                    tanwin: lexeme.tanwin,
                });
                closed = lexeme.closes_sentence;
            }
        }
        Self { list, starts, places, lexemes }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    fn lexeme(&self, i: usize) -> &'l Lexeme {
        self.lexemes.get(self.list[i].lexeme)
    }

    /// The key of a word of the list.
    pub(crate) fn key_of(&self, word: &Word) -> &'l str {
        self.lexemes.key(word.lexeme)
    }

    pub(crate) fn key(&self, i: usize) -> &'l str {
        steps::take(1);
        self.key_of(&self.list[i])
    }

    /// The key of what begins at `cut` of word `i`: لشرع is الشرع.
    pub(crate) fn key_from(&self, i: usize, cut: Cut) -> Cow<'l, str> {
        key_behind(self.key(i), cut)
    }

    /// What the long lists know of word `i`.
    pub(crate) fn facts(&self, i: usize, gazetteer: &Gazetteer) -> Facts {
        self.lexemes.facts(self.list[i].lexeme, gazetteer)
    }

    /// Whether word `i` may be one that is nearly always a given name.
    pub(crate) fn may_be_given(&self, i: usize) -> bool {
        self.lexeme(i).may_be_given
    }

    /// The byte of the source at which a name begins that begins at `cut` of word `i`.
    pub(crate) fn start(&self, source: &str, i: usize, cut: Cut) -> usize {
        let word = &self.list[i];
        let (start, end) = (word.start as usize, word.end as usize);
        if cut.at == 0 { start } else { start + LOOSE.source_offset(&source[start..end], cut.at as usize) }
    }

    /// Whether the segmenter, too, ends a proclitic at `cut` of word `i`.
    pub(crate) fn supported(&self, i: usize, cut: Cut) -> bool {
        cut.at <= self.lexeme(i).clitics
    }

    /// Where the segmenter ends the proclitics of word `i`; its ال is part of a name.
    pub(crate) fn own_cut(&self, i: usize) -> Cut {
        self.lexeme(i).own_cut
    }

    /// Whether word `i` is written with the article, after `cut`.
    pub(crate) fn definite(&self, i: usize, cut: Cut) -> bool {
        let key = &self.key(i)[cut.at as usize..];
        let article = || key.starts_with(crate::key::ARTICLE) && key.len() > 6;
        cut.article || (article() && !(cut.at == 0 && self.lexeme(i).hamza_start))
    }
}
