use crate::assets::Assets;
use crate::contract::Contract;
use crate::doc::Doc;
use crate::error::StageError;
use crate::output::Output;
use serde::de::DeserializeOwned;

/// Whether the document goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Keep,
    /// It leaves the run, for this reason; counted by reason and kept in `rejected.jsonl`.
    Drop(String),
}

impl Verdict {
    /// Drops the document for `reason`.
    pub fn drop(reason: impl Into<String>) -> Self {
        Self::Drop(reason.into())
    }
}

/// Reads a document and gives new views and layers.
///
/// ```
/// use rawi_core::layers::{TOKENS, TokenKind};
/// use rawi_core::{Contract, Doc, Document, LayerKey, Output, Stage, StageError, Verdict};
///
/// /// Marks the tokens that are written in Latin letters.
/// struct Latin;
/// static LATIN: LayerKey<()> = LayerKey::flat("latin");
///
/// impl Stage for Latin {
///     fn contract(&self) -> Contract {
///         Contract::new().requires(&TOKENS).provides(&LATIN)
///     }
///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
///         let latin = out.layer(&LATIN)?;
///         for (span, token) in doc.layer(&TOKENS)?.iter() {
///             if token.kind == TokenKind::Latin {
///                 latin.push(span, ());
///             }
///         }
///         Ok(Verdict::Keep)
///     }
/// }
///
/// // Without the tokens it cannot run: whoever drives it says so.
/// let error = Document::new("a", "CNN").unwrap().apply(&Latin).unwrap_err();
/// assert!(error.message().contains("tokens"), "{error}");
/// ```
///
/// One stage serves many threads at once; it keeps no state between documents, so that the same document gives
/// the same output wherever it runs.
pub trait Stage: Send + Sync {
    /// What it reads and gives; asked once, after it is built.
    fn contract(&self) -> Contract;

    /// Reads one document. An error or a panic leaves the document as it was.
    ///
    /// # Errors
    /// [`StageError::input`] if this document cannot be read; the run goes on as `on-error` says.
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError>;

    /// How many documents it would read at once, at most, where work costs less in bulk, as that of a large model does; 1 for most
    /// stages. Whoever drives the stage may give it fewer.
    fn batch_size(&self) -> usize {
        1
    }

    /// Reads several documents at once; one result for each, in order. Which documents come together is for whoever drives the stage to
    /// say, so each must come out as it would alone. A panic, or another number of results, is a bug in all of them.
    ///
    /// ```
    /// use rawi_core::{Contract, Doc, Output, Stage, StageError, Verdict};
    ///
    /// /// Drops what a model, asked once for all documents, finds dull.
    /// struct Dull;
    /// # fn asked(texts: &[&str]) -> Vec<f32> { texts.iter().map(|text| text.len() as f32).collect() }
    ///
    /// impl Stage for Dull {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new()
    ///     }
    ///     fn batch_size(&self) -> usize {
    ///         32
    ///     }
    ///     fn process_batch(&self, docs: &[Doc<'_>], _: &mut [Output]) -> Vec<Result<Verdict, StageError>> {
    ///         let texts: Vec<&str> = docs.iter().map(|doc| doc.source()).collect();
    ///         let verdict = |score: f32| Ok(if score < 8.0 { Verdict::drop("dull") } else { Verdict::Keep });
    ///         asked(&texts).into_iter().map(verdict).collect()
    ///     }
    ///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
    ///         self.process_batch(&[doc], std::slice::from_mut(out)).remove(0)
    ///     }
    /// }
    /// # let mut doc = rawi_core::Document::new("a", "نص").unwrap();
    /// # assert_eq!(doc.apply(&Dull).unwrap(), Verdict::drop("dull"));
    /// ```
    fn process_batch(&self, docs: &[Doc<'_>], outs: &mut [Output]) -> Vec<Result<Verdict, StageError>> {
        docs.iter().zip(outs).map(|(doc, out)| self.process(*doc, out)).collect()
    }
}

/// The options of a stage: the TOML table a user writes is read into this type.
///
/// ```
/// # use rawi_core::{Contract, Doc, Output, Verdict};
/// use rawi_core::{Assets, Stage, StageConfig, StageError};
/// use serde::Deserialize;
///
/// #[derive(Default, Deserialize)]
/// #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
/// struct ShortConfig {
///     /// Reports of fewer characters are dropped.
///     least: usize,
/// }
///
/// impl StageConfig for ShortConfig {
///     const NAME: &'static str = "short";
///     const VERSION: &'static str = env!("CARGO_PKG_VERSION");
///     const SUMMARY: &'static str = "drops short reports";
///     const CASES: &'static str = "";
///
///     fn schema() -> serde_json::Value {
///         serde_json::json!({
///             "type": "object", "additionalProperties": false,
///             "properties": { "least": { "type": "integer", "minimum": 0 } },
///         })
///     }
///     fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
///         Ok(Box::new(Short(self.least)))
///     }
/// }
///
/// struct Short(usize);
/// # impl Stage for Short {
/// #     fn contract(&self) -> Contract {
/// #         Contract::new()
/// #     }
/// #     fn process(&self, doc: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
/// #         let short = doc.source().chars().nth(self.0).is_none();
/// #         Ok(if short { Verdict::drop("too short") } else { Verdict::Keep })
/// #     }
/// # }
/// let config: ShortConfig = serde_json::from_str(r#"{ "least": 200 }"#).unwrap();
/// assert!(config.build(&Assets::none()).unwrap().contract().provides.is_empty());
/// assert!(serde_json::from_str::<ShortConfig>(r#"{ "lest": 200 }"#).is_err());
/// ```
///
/// Derive `Deserialize` with `#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]`; never use
/// `flatten`, `tag` or `untagged`, which lose the place of an error.
pub trait StageConfig: DeserializeOwned + 'static {
    /// The name after `uses =`.
    const NAME: &'static str;
    /// The version that provenance states: `env!("CARGO_PKG_VERSION")`.
    const VERSION: &'static str;
    /// What it does, in a line.
    const SUMMARY: &'static str;
    /// Its casebook (Markdown); the first case is the example that `rawi stages NAME` prints.
    const CASES: &'static str;
    /// Its word lists that a user can extend: the name of each file and its text, lines of
    /// `class TAB word TAB feature TAB ...`. `rawi stages NAME --lexicon` shows them.
    const LEXICONS: &'static [(&'static str, &'static str)] = &[];
    /// What tells this code from other code of the same version, made when the stage's crate is built; empty where
    /// something else tells it, as the hash of a plugin's file. Goes into [`Provenance::hash`](crate::Provenance).
    const FINGERPRINT: &'static str = "";

    /// JSON Schema of the options, for editors and `rawi check`.
    fn schema() -> serde_json::Value;

    /// Makes the stage.
    ///
    /// # Errors
    /// [`StageError::asset`] if an option's value or a file does not serve; it names it and says what to do. All that is
    /// wrong at once, a line of the message each, spares the user a round for each mistake.
    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError>;
}
