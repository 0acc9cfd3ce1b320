use crate::{
    Annotations, Contract, Document, Layer, LayerKey, LayerValue, Meta, Output, Renames, Slot, SlotKind, Span,
    StageError, View, ViewKey,
};
use serde::de::DeserializeOwned;
use std::sync::Arc;

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

/// Reads a document and gives new views and layers. See the [crate's example](crate).
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
}

/// The options of a stage: the TOML table a user writes is read into this type.
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

/// Where the files that stages name come from.
pub trait AssetSource {
    /// The bytes of the file `name`, relative to the pipeline file.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read.
    fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError>;

    /// Takes note of what [`Assets::warn`] says; a source that shows nothing to anybody passes over it.
    fn warn(&self, message: &str) {
        let _ = message;
    }
}

/// The files that a stage may load while it is built. What is loaded is hashed into its provenance.
#[derive(Clone, Copy)]
pub struct Assets<'a>(Option<&'a dyn AssetSource>);

impl<'a> Assets<'a> {
    /// Files from `source`.
    #[must_use]
    pub fn new(source: &'a dyn AssetSource) -> Self {
        Self(Some(source))
    }

    /// No files at all: every read fails.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The bytes of the file `name`, relative to the pipeline file.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read.
    pub fn read(&self, name: &str) -> Result<Arc<[u8]>, StageError> {
        match self.0 {
            Some(source) => source.read(name),
            None => Err(StageError::asset(format!("there is no file `{name}`: this stage is built without files"))),
        }
    }

    /// Tells the user of something that does not hinder the stage but is most likely a mistake, as a name that stands
    /// in a file twice: what, with file and line, and what to do. `rawi check` shows it at the stage.
    pub fn warn(&self, message: impl AsRef<str>) {
        if let Some(source) = self.0 {
            source.warn(message.as_ref());
        }
    }

    /// The same as text.
    ///
    /// # Errors
    /// `Asset`, if it cannot be read or is not UTF-8.
    pub fn read_text(&self, name: &str) -> Result<String, StageError> {
        let bytes = self.read(name)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
                Err(StageError::asset(format!("{name}:{line}: not UTF-8; save the file as UTF-8")))
            }
        }
    }
}

/// What a [`Doc`] can read from: an owned document, part of one, or a plugin call.
pub trait Readable {
    /// The document's id.
    fn id(&self) -> &str;
    /// The source text.
    fn source(&self) -> &str;
    /// The metadata.
    fn meta(&self) -> &Meta;
    /// The view `name`, if it is there.
    ///
    /// # Errors
    /// `Bug`, if the stage may not read it.
    fn view(&self, name: &str) -> Result<Option<&View>, StageError>;
    /// The layer `name`, if it is there.
    ///
    /// # Errors
    /// `Bug`, if the stage may not read it.
    fn layer(&self, name: &str) -> Result<Option<&Layer>, StageError>;
}

/// What a stage reads of a document. A layer is decoded when asked for, so a stage pays for what it reads.
#[derive(Clone, Copy)]
pub struct Doc<'a>(&'a dyn Readable);

impl<'a> Doc<'a> {
    /// A reader over `readable`.
    #[must_use]
    pub fn new(readable: &'a dyn Readable) -> Self {
        Self(readable)
    }

    /// The document's id.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.0.id()
    }

    /// The source text.
    #[must_use]
    pub fn source(self) -> &'a str {
        self.0.source()
    }

    /// The source text of `span`.
    ///
    /// # Panics
    /// If `span` is no range of whole characters of the source; spans of layers always are.
    #[must_use]
    #[track_caller]
    pub fn text(self, span: Span) -> &'a str {
        &self.source()[span.range()]
    }

    /// The metadata.
    #[must_use]
    pub fn meta(self) -> &'a Meta {
        self.0.meta()
    }

    /// A layer that the contract requires.
    ///
    /// # Errors
    /// `Bug`, if the contract does not name it; `Input`, if its values are of another type.
    pub fn layer<T: LayerValue>(self, key: &LayerKey<T>) -> Result<Annotations<'a, T>, StageError> {
        self.optional(key)?.ok_or_else(|| absent(&Slot::from(key)))
    }

    /// A layer that may be missing.
    ///
    /// # Errors
    /// `Bug`, if the contract does not name it; `Input`, if its values are of another type.
    pub fn optional<T: LayerValue>(self, key: &LayerKey<T>) -> Result<Option<Annotations<'a, T>>, StageError> {
        self.0.layer(key.name())?.map(|layer| layer.typed(key.name())).transpose()
    }

    /// A view that the contract requires.
    ///
    /// # Errors
    /// `Bug`, if the contract does not name it.
    pub fn view(self, key: &ViewKey) -> Result<&'a View, StageError> {
        self.optional_view(key)?.ok_or_else(|| absent(&Slot::from(key)))
    }

    /// A view that may be missing.
    ///
    /// # Errors
    /// `Bug`, if the contract does not name it.
    pub fn optional_view(self, key: &ViewKey) -> Result<Option<&'a View>, StageError> {
        self.0.view(key.name())
    }
}

fn absent(slot: &Slot) -> StageError {
    StageError::bug(format!("reads {slot}, which is not there; require it in the contract"))
}

/// A document as one stage may see it: the slots that its contract reads, under the stage's own names.
pub struct Scope<'a> {
    document: &'a Document,
    contract: &'a Contract,
    renames: &'a Renames,
}

impl<'a> Scope<'a> {
    /// `document` for a stage with `contract` (in its own names) and `renames`.
    #[must_use]
    pub fn new(document: &'a Document, contract: &'a Contract, renames: &'a Renames) -> Self {
        Self { document, contract, renames }
    }

    fn declared(&self, kind: SlotKind, name: &str) -> Result<(), StageError> {
        if self.contract.reads(kind, name) {
            return Ok(());
        }
        let slot = Slot { kind, name: name.to_owned() };
        Err(StageError::bug(format!("reads {slot}, which its contract neither requires nor names as optional")))
    }
}

impl Readable for Scope<'_> {
    fn id(&self) -> &str {
        self.document.id()
    }
    fn source(&self) -> &str {
        self.document.source()
    }
    fn meta(&self) -> &Meta {
        self.document.meta()
    }
    fn view(&self, name: &str) -> Result<Option<&View>, StageError> {
        self.declared(SlotKind::View, name)?;
        Ok(self.document.view(self.renames.apply(name)))
    }
    fn layer(&self, name: &str) -> Result<Option<&Layer>, StageError> {
        self.declared(SlotKind::Layer, name)?;
        Ok(self.document.raw_layer(self.renames.apply(name)))
    }
}
