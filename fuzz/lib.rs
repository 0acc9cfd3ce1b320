//! What the targets share. Each target states a law of rawi; `cargo xtask fuzz` runs them.

use rawi::config::{MemoryAssets, check_text};
use rawi::core::{Document, Span};
use rawi::io::{OpenSource, SourceContext};
use rawi::normalizer::{Normalizer, Profile, Rules};
use rawi::runner::{OnError, Outcome, Pipeline};
use std::path::Path;
use std::sync::LazyLock;

/// A normalizer of every profile.
pub static NORMALIZERS: LazyLock<[Normalizer; 3]> = LazyLock::new(|| {
    [Profile::Search, Profile::Display, Profile::Lucene].map(|profile| Normalizer::new(Rules::profile(profile)))
});

/// The pipeline of a file.
///
/// # Panics
/// If it has a mistake.
pub fn pipeline(file: &str) -> Pipeline {
    let checked = check_text("fuzz.toml", file, &MemoryAssets::default(), &rawi::builtin_stages());
    let plan = checked.plan.unwrap_or_else(|| panic!("{}", checked.problems.render(false, 120)));
    Pipeline::from(plan.stages)
}

/// What a pipeline makes of a text: always a document, on which no stage failed.
///
/// # Panics
/// If a stage failed.
pub fn processed(pipeline: &Pipeline, text: &str) -> Option<Document> {
    let doc = Document::new("a", text).ok()?;
    match pipeline.process(doc, OnError::Keep) {
        Outcome::Kept(doc) => {
            assert!(doc.errors().is_empty(), "{:?}", doc.errors());
            Some(doc)
        }
        other => panic!("{other:?}"),
    }
}

/// Reads all that a source finds in `folder`: documents, or errors that say where.
///
/// # Panics
/// If an error says nothing.
pub fn read_all(source: &dyn OpenSource, folder: &Path) {
    let context = SourceContext { base: folder.to_owned(), ..SourceContext::default() };
    let Ok(mut source) = source.open(&context) else { return };
    let decoder = source.decoder();
    while let Some(raw) = source.next() {
        match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(_) => {}
            Err(error) => assert!(!error.message.is_empty()),
        }
    }
}

/// Some spans of a text: from `first` on, between its characters.
pub fn spans(text: &str, first: usize) -> impl Iterator<Item = Span> {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let first = first % bounds.len();
    (1..16).filter_map(move |length| Some(Span::new(bounds[first], *bounds.get(first + length * length)?)))
}
