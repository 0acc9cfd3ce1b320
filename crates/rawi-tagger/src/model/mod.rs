//! The learned tagger: a conditional random field over hashed features, read from one file and trained here.
//!
//! A [`Model`] tags the words of a document with names and how sure it is of each. It knows nothing of documents and
//! layers: the caller brings [`Word`]s (whole written words, proclitics included; the model cuts them off itself) and
//! maps the indices of a [`Name`] back. [`train`] makes the file from gold texts; docs/models.md tells what was tried
//! and with which result.
//!
//! Look elsewhere for names from lists and patterns (the gazetteer of this crate) and for finer labels.
//!
//! ```
//! use rawi_tagger::model::{GoldText, KnowledgeBytes, Knowledge, Model, Scratch, TrainConfig, split_words, train};
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
mod bootstrap;
mod bytes;
mod context;
mod corpus;
mod crf;
mod document;
mod features;
mod ftrl;
mod hash;
mod lexicon;
mod quads;
mod random;
mod resources;
mod scores;
mod skipgram;
mod tag;
mod train;
mod triggers;
mod words;

pub use bootstrap::bootstrap;
pub use corpus::{GoldText, read_conll, read_jsonl};
pub use ftrl::LearnerConfig;
pub use resources::{Knowledge, Lists, list, read_raw_text};
pub use skipgram::VectorConfig;
pub(crate) use tag::piece;
pub use tag::{Model, Name, Scratch};
pub use train::{KnowledgeBytes, LearnedPrior, Prior, Silver, TrainConfig, learn_prior, train};
pub use words::{Word, WordKind, split_words};

/// What is wrong with a model file or with training data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }

    pub(crate) fn short() -> Self {
        Self::new("the model file ends too early")
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
