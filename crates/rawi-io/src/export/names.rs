//! The names of a document, and where its characters stand.

use crate::record::{Offsets, Units};
use rawi_core::{Document, Span, layers};
use std::fmt::Write as _;

/// A name.
pub(crate) struct Name {
    pub(crate) span: Span,
    pub(crate) label: String,
    pub(crate) entity: Option<String>,
    pub(crate) name: Option<String>,
}

/// The names of a document, also those within others, in order, the longer one first.
pub(crate) fn names(doc: &Document) -> Result<Vec<Name>, String> {
    let mut all = Vec::new();
    for (key, must) in [(&layers::MENTIONS, true), (&layers::MENTIONS_NESTED, false)] {
        match doc.layer(key).map_err(|error| error.to_string())? {
            Some(found) => all.extend(found.iter().map(|(span, mention)| Name {
                span,
                label: mention.label.as_str().to_owned(),
                entity: mention.entity.clone(),
                name: mention.name.clone(),
            })),
            None if must => {
                return Err(format!(
                    "document `{}` has no layer `{}`; run a pipeline that gives it",
                    doc.id(),
                    key.name()
                ));
            }
            None => {}
        }
    }
    all.sort_by_key(|name| (name.span.start(), std::cmp::Reverse(name.span.end())));
    Ok(all)
}

/// Those that overlap none before them, counted. Of two the longer one stays, which stands first.
pub(crate) fn flat(doc: &Document, dropped: &mut Dropped) -> Result<Vec<Name>, String> {
    let mut kept: Vec<Name> = Vec::new();
    for name in names(doc)? {
        if kept.last().is_some_and(|last| last.span.end() > name.span.start()) {
            dropped.overlapping += 1;
        } else {
            kept.push(name);
        }
    }
    dropped.names += kept.len() as u64;
    Ok(kept)
}

/// Characters before bytes of the text.
pub(crate) fn characters(doc: &Document) -> Units<'_> {
    Units::new(doc.source(), Offsets::Chars)
}

/// What of names was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// Documents that were written.
    pub documents: u64,
    /// Names that were written.
    pub names: u64,
    /// Names that overlap another, in a format whose names may not.
    pub overlapping: u64,
    /// Names that begin or end inside of a word, in a format that marks whole words: they mark the whole word.
    pub widened: u64,
}

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = format!("{} documents with {} names", self.documents, self.names);
        if self.overlapping > 0 {
            let _ = write!(text, "; {} names are left out because they overlap another", self.overlapping);
        }
        if self.widened > 0 {
            let _ = write!(text, "; {} names that begin or end inside of a word mark the whole word", self.widened);
        }
        f.write_str(&text)
    }
}
