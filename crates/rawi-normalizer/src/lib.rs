//! The normalizer stage: a normalised [view](rawi_core::View) of the text, aligned to the source in both directions.
//!
//! A [`Profile`] is a set of [`Rules`]; each rule can be set by itself. All rules are applied in one pass, and
//! normalising a normalised text changes nothing.
//!
//! Look elsewhere for stemming and lemmas (rawi has none), and for merging spellings of names (the tagger does it, with the
//! source spelling at hand). To compare two words without a document, `rawi_arabic::fold_into` is enough.
//!
//! ```
//! use rawi_core::layers::NORMAL;
//! use rawi_core::{Assets, Document, Span, StageConfig};
//! use rawi_normalizer::NormalizerConfig;
//!
//! let stage = NormalizerConfig::default().build(&Assets::none()).unwrap();
//! let mut doc = Document::new("a", "أعلنت الإدارةُ إعـــادة الإعمار").unwrap();
//! doc.apply(stage.as_ref()).unwrap();
//!
//! let view = doc.view(NORMAL.name()).unwrap();
//! assert_eq!(view.text(), "اعلنت الادارة اعادة الاعمار");
//! let start = doc.source().find("إعـــادة").unwrap();
//! let word = Span::new(start, start + "إعـــادة".len());
//! assert_eq!(view.slice(word), "اعادة");
//! assert_eq!(view.to_source(view.to_view(word).unwrap()), word);
//! ```
#![forbid(unsafe_code)]

#[cfg(test)]
mod growth;
mod normalize;
mod normalizer;
mod rewrite;
pub mod rules;
mod scan;
mod steps;

pub use normalize::Normalizer;
pub use normalizer::NormalizerConfig;
pub use rules::{Controls, Form, Marks, Profile, Rules, Tatweel, WhiteSpace};
