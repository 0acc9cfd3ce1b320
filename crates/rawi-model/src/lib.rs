//! The learned tagger: a conditional random field over hashed features, read from one file and trained here.
//!
//! A [`Model`] tags the words of a document with names and how sure it is of each. It knows nothing of documents and
//! layers: the caller brings [`Word`]s (whole written words, proclitics included; the model cuts them off itself) and
//! maps the indices of a [`Name`] back. [`train`] makes the file from gold texts; docs/models.md tells what was tried
//! and with which result.
//!
//! Look elsewhere for names from lists and patterns and for finer labels (`rawi-tagger`), and for the words of a document (`rawi-segmenter`).
//!
//! ```
//! use rawi_model::{GoldText, KnowledgeBytes, Knowledge, Model, Scratch, TrainConfig, split_words, train};
//!
//! let gold = |text: &str, name: &str| {
//!     let start = text.find(name).unwrap();
//!     GoldText { text: text.to_owned(), names: vec![(start, start + name.len(), "PERS".to_owned())] }
//! };
//! let texts = [gold("قال الوزير سامر إن العمل بدأ", "سامر"), gold("قال الوزير فادي إن العمل انتهى", "فادي")];
//! let config = TrainConfig::new(["PERS"]);
//! let bytes = train(&config, &KnowledgeBytes::from(&Knowledge::default()), None, None, &texts, &mut |_, _| {}).unwrap();
//!
//! let model = Model::from_bytes(bytes).unwrap();
//! let words: Vec<_> = split_words("قال الوزير رامي إن العمل بدأ").into_iter().map(|(_, word)| word).collect();
//! let names = model.tag(&words, &mut Scratch::default());
//! assert_eq!((names[0].first, names[0].last), (2, 2));
//! assert_eq!(model.classes()[names[0].class], "PERS");
//! ```
#![forbid(unsafe_code)]

mod bootstrap;
mod bytes;
mod context;
mod corpus;
mod counts;
mod crf;
mod document;
mod error;
mod exp;
mod features;
mod ftrl;
mod hash;
mod knowledge;
mod model;
mod phrases;
mod random;
mod resources;
mod rows;
mod scores;
mod skipgram;
mod steps;
mod table;
mod tag;
mod train;
mod triggers;
mod weights;
mod words;

pub use bootstrap::bootstrap;
pub use corpus::{GoldText, read_conll, read_jsonl};
pub use error::Error;
pub use ftrl::LearnerConfig;
pub use knowledge::{Knowledge, Lists, list, read_raw_text};
pub use model::{Model, Name};
pub use skipgram::VectorConfig;
pub use tag::Scratch;
pub use train::{KnowledgeBytes, LearnedPrior, Prior, Silver, TrainConfig, learn_prior, train};
pub use words::{Cutter, Word, WordKind, split_words};
