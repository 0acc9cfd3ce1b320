//! The stage `quotes`: quoted and reported speech, with who says it.
//!
//! It reads tokens and sentences, and mentions where there are any, and gives the layer [`QUOTES`](rawi_core::layers::QUOTES): the words
//! said, whether they are the speaker's own, the speaker, and the verb of saying. Rules and word lists, no model: verbs of saying in
//! all their forms, before and behind their subject, dropped subjects, `بحسب` and the like, quotation marks of every style.
//!
//! Look elsewhere for numbers attributed to a source, or for what a speaker thinks.
//!
//! ```
//! use rawi_core::{Assets, Document, StageConfig};
//! use rawi_core::layers::{QUOTES, QuoteKind};
//! use rawi_quotes::QuotesConfig;
//!
//! let mut doc = Document::new("a", "وقالت الوزيرة: «لن نغلق المعبر». وأضافت أن العمل مستمر.").unwrap();
//! # doc.apply(&rawi_segmenter::Segmenter::default()).unwrap();
//! let stage = QuotesConfig::default().build(&Assets::none()).unwrap();
//! // ... behind the segmenter:
//! doc.apply(stage.as_ref()).unwrap();
//! let quotes = doc.layer(&QUOTES).unwrap().unwrap();
//! let (span, quote) = quotes.get(0).unwrap();
//! assert_eq!((doc.text(span), quote.kind), ("لن نغلق المعبر", QuoteKind::Direct));
//! let (span, quote) = quotes.get(1).unwrap();
//! assert_eq!((doc.text(span), quote.kind), ("أن العمل مستمر", QuoteKind::Indirect));
//! assert_eq!(doc.text(quote.speaker.unwrap().span), "الوزيرة");
//! ```
#![forbid(unsafe_code)]

mod finder;
mod forms;
#[cfg(test)]
mod laws;
mod lexicon;
mod lists;
mod marks;
mod said;
mod speech;
mod stage;
mod steps;
mod subjects;
mod verbs;
mod words;

pub use stage::QuotesConfig;
