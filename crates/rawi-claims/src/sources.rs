//! According to whom.

use crate::words::Words;
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
}

/// No more rows are looked at before a claim.
const LOOK: usize = 12;

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

/// What kind of speaker the words name.
pub(crate) fn kind(words: &Words<'_>, speaker: Span) -> SourceKind {
    let first = words.words.partition_point(|word| word.end as usize <= speaker.start());
    let mut later = None;
    for i in first..words.len().min(first + 12) {
        if words.words[i].start as usize >= speaker.end() {
            break;
        }
        match words.facts(i).kind {
            Some((kind, false)) => return kind,
            Some((kind, true)) => later = later.or(Some(kind)),
            None => {}
        }
    }
    later.unwrap_or(SourceKind::Person)
}
