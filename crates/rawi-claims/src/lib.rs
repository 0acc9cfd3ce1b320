//! The stage `claims`: what a figure says. Who did what to how many, where, when, according to whom.
//!
//! It reads tokens, sentences and numbers, and mentions, dates and quotes where there are any, and gives the layer
//! [`CLAIMS`](rawi_core::layers::CLAIMS): rows whose span is the words that state the quantity. Rules and word lists, no model:
//! verbs in all their forms, verbal nouns, nouns that say themselves what was done (قتيل), coordinated counts, dropped nouns,
//! parts of a whole, running totals, denials and plans, background.
//!
//! ```
//! use rawi_core::{Assets, Document, StageConfig};
//! use rawi_core::layers::{CLAIMS, Predicate};
//! use rawi_claims::ClaimsConfig;
//!
//! let mut doc = Document::new("a", "أسفر الحريق عن مقتل ثلاثة عمال وإصابة خمسة.").unwrap();
//! # doc.apply(&rawi_segmenter::Segmenter::default()).unwrap();
//! # doc.apply(&rawi_values::Numbers::new()).unwrap();
//! let stage = ClaimsConfig::default().build(&Assets::none()).unwrap();
//! // ... behind the segmenter and the numbers:
//! doc.apply(stage.as_ref()).unwrap();
//! let claims = doc.layer(&CLAIMS).unwrap().unwrap();
//! let told: Vec<_> = claims.iter().map(|(span, claim)| (doc.text(span), claim.predicate, claim.count)).collect();
//! assert_eq!(told, [("ثلاثة عمال", Predicate::Killed, Some(3)), ("خمسة", Predicate::Injured, Some(5))]);
//! ```
#![forbid(unsafe_code)]

mod ages;
mod circumstances;
mod figures;
mod flags;
mod forms;
mod governs;
#[cfg(test)]
mod laws;
mod lexicon;
mod listed;
mod named;
mod parts;
mod quantities;
mod raids;
mod reader;
mod report;
mod rows;
mod sources;
mod stage;
mod state;
mod steps;
mod suicides;
mod triggers;
mod victims;
mod whose;
mod words;

pub use stage::ClaimsConfig;
