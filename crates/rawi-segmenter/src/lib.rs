//! The `segmenter` stage: sentences with their kinds, and tokens with their clitics, in one pass over the source text.
//!
//! ```
//! use rawi_core::{Document, layers::{SENTENCES, TOKENS}};
//! use rawi_segmenter::Segmenter;
//!
//! let mut doc = Document::new("a", "وصل د. سامي إلى لبنان. ثم عاد لباريس!").unwrap();
//! doc.apply(&Segmenter::default()).unwrap();
//! let sentences = doc.layer(&SENTENCES).unwrap().unwrap();
//! assert_eq!(doc.text(sentences.span(1)), "ثم عاد لباريس!");
//! let tokens = doc.layer(&TOKENS).unwrap().unwrap();
//! let clitics: Vec<&str> = tokens.iter().flat_map(|(_, token)| token.clitics.iter()).map(|span| doc.text(span)).collect();
//! assert_eq!(clitics, ["ل"]); // وصل and لبنان begin with their own letters
//! ```
//!
//! The algorithms stand alone, take `&str` and return byte offsets: [`tokens`], [`sentences`], [`clitics`], [`stems`]. Look
//! elsewhere for full morphology (CAMeL Tools), and for words in scripts without spaces (`icu_segmenter`).
#![forbid(unsafe_code)]

mod classes;
pub mod clitics;
mod enclitics;
#[cfg(test)]
mod growth;
mod layout;
mod letters;
pub mod lexicon;
mod segmenter;
pub mod sentences;
pub mod stems;
mod steps;
pub mod tokens;
pub mod words;

pub use letters::Letters;
pub use segmenter::Segmenter;
