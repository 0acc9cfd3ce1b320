//! The summarizer stage: sentences ranked for a summary.
//!
//! `summarizer` reads the layers `sentences` and `tokens` and provides `summary`: rows of `sentences`, each with its
//! rank (1 is the best) and a score. Sentences are taken as they stand; none is cut or joined. A sentence is worth
//! more if it shares words with many others (a document graph) and stands early, and one that repeats a better one goes
//! behind; the sources of the method stand in `rank.rs`. On EASC, cut at the length of its references, that is about
//! one point of ROUGE above the first sentences alone.
//!
//! Look elsewhere for summaries in words of their own: this stage only selects.
//!
//! ```
//! use rawi_core::layers::{SENTENCES, SUMMARY, Sentence, SentenceKind, TOKENS, Token, TokenKind};
//! use rawi_core::{Assets, Document, Layer, Span, StageConfig};
//! use rawi_summarizer::SummarizerConfig;
//!
//! # fn main() -> Result<(), rawi_core::StageError> {
//! let text = "أعلنت الوزارة إغلاق الجسر. الطقس صاف. يغلق الجسر أسبوعا بأمر الوزارة.";
//! let mut doc = Document::new("a", text)?;
//! // In a pipeline `segmenter` gives these two layers.
//! let spans = |parts: Vec<&str>| -> Vec<Span> {
//!     let span = |part: &str| (part.as_ptr() as usize - doc.source().as_ptr() as usize, part.len());
//!     parts.into_iter().map(span).map(|(start, len)| Span::new(start, start + len)).collect()
//! };
//! let sentences = spans(doc.source().split_inclusive('.').map(str::trim).collect());
//! let tokens = spans(doc.source().split([' ', '.']).filter(|word| !word.is_empty()).collect());
//! let body = vec![Sentence { kind: SentenceKind::Body }; sentences.len()];
//! let word = vec![Token::new(TokenKind::Word); tokens.len()];
//! doc.insert_layer("sentences", Layer::new(text, sentences, body)?)?;
//! doc.insert_layer("tokens", Layer::new(text, tokens, word)?)?;
//!
//! let stage = SummarizerConfig { sentences: Some(2), ..Default::default() }.build(&Assets::none())?;
//! doc.apply(&*stage)?;
//! let summary = doc.layer(&SUMMARY)?.unwrap();
//! let chosen: Vec<_> = summary.iter().map(|(span, row)| (row.rank, doc.text(span))).collect();
//! assert_eq!(chosen, [(1, "أعلنت الوزارة إغلاق الجسر."), (2, "يغلق الجسر أسبوعا بأمر الوزارة.")]);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

#[cfg(test)]
mod growth;
mod kept;
mod keys;
mod rank;
mod steps;
mod summarizer;

pub use summarizer::SummarizerConfig;
