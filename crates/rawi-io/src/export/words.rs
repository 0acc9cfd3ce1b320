//! Sentences and words of a document, for formats that go word by word.

use super::names::Name;
use rawi_core::{Document, Span, layers};

/// A word with what it is cut into.
pub(crate) struct Word {
    pub(crate) span: Span,
    /// Its clitics and the rest, if it has any that have letters of their own.
    pub(crate) parts: Vec<Span>,
}

/// The words of each sentence. Where the record has no tokens, what stands between blanks and signs.
pub(crate) fn sentences(doc: &Document) -> Result<Vec<Vec<Word>>, String> {
    let failed = |error: rawi_core::StageError| error.to_string();
    let words: Vec<Word> = match doc.layer(&layers::TOKENS).map_err(failed)? {
        Some(tokens) => tokens.iter().map(|(span, token)| Word { span, parts: parts(span, token) }).collect(),
        None => between_blanks(doc.source()),
    };
    let ends: Vec<usize> = match doc.layer(&layers::SENTENCES).map_err(failed)? {
        Some(sentences) => sentences.iter().map(|(span, _)| span.end()).collect(),
        None => Vec::new(),
    };
    let (mut all, mut current) = (Vec::new(), Vec::new());
    let mut ends = ends.into_iter().peekable();
    for word in words {
        while ends.next_if(|&end| end <= word.span.start()).is_some() {
            if !current.is_empty() {
                all.push(std::mem::take(&mut current));
            }
        }
        current.push(word);
    }
    if !current.is_empty() {
        all.push(current);
    }
    Ok(all)
}

fn parts(span: Span, token: &layers::Token) -> Vec<Span> {
    let clitics: Vec<Span> = token.clitics.iter().collect();
    let Some(end) = clitics.last().map(|last| last.end()).filter(|&end| end < span.end()) else { return Vec::new() };
    // A clitic inside of a ligature has no letter of its own.
    let own =
        clitics.windows(2).all(|two| two[0].end() <= two[1].start()) && clitics.iter().all(|clitic| !clitic.is_empty());
    if own { clitics.into_iter().chain([Span::new(end, span.end())]).collect() } else { Vec::new() }
}

/// What stands between blanks, with the signs before and behind it as words of their own.
fn between_blanks(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = |start: usize, end: usize| {
        if start < end {
            words.push(Word { span: Span::new(start, end), parts: Vec::new() });
        }
    };
    let is_sign = |c: char| !c.is_alphanumeric();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let chunk = piece.trim_end();
        let inner = chunk.trim_matches(is_sign);
        let start = chunk.len() - chunk.trim_start_matches(is_sign).len();
        let signs = |from: usize, to: usize| {
            chunk[from..to].char_indices().map(move |(i, c)| (from + i, from + i + c.len_utf8()))
        };
        signs(0, start).for_each(|(from, to)| word(at + from, at + to));
        word(at + start, at + start + inner.len());
        signs(start + inner.len(), chunk.len()).for_each(|(from, to)| word(at + from, at + to));
        at += piece.len();
    }
    words
}

/// For each of `spans` the name that it belongs to, and whether it begins it; and how many names begin or end inside of one.
pub(crate) fn labelled<'n>(spans: &[Span], names: &'n [Name]) -> (Vec<Option<(&'n Name, bool)>>, u64) {
    let mut out: Vec<Option<(&Name, bool)>> = vec![None; spans.len()];
    let (mut inside, mut from) = (0, 0);
    for name in names {
        while from < spans.len() && spans[from].end() <= name.span.start() {
            from += 1;
        }
        let mut at = from;
        let mut first = true;
        while at < spans.len() && spans[at].start() < name.span.end() {
            // What two names share is the first one's.
            if out[at].is_none() {
                out[at] = Some((name, first));
                first = false;
            }
            at += 1;
        }
        if at > from && (spans[from].start() != name.span.start() || spans[at - 1].end() != name.span.end()) {
            inside += 1;
        }
    }
    (out, inside)
}
