use crate::alignment::View;
use crate::annotations::Annotations;
use crate::error::StageError;
use crate::key::{LayerKey, ViewKey};
use crate::layer::Layer;
use crate::meta::Meta;
use crate::slot::Slot;
use crate::span::Span;
use crate::value::LayerValue;

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
///
/// ```
/// use rawi_core::layers::{TOKENS, Token, TokenKind};
/// use rawi_core::{Doc, Document, Layer, Span};
///
/// let mut document = Document::new("a", "وصل الوفد").unwrap();
/// document.meta_mut().set("outlet", "الوكالة");
/// let tokens = Layer::new(document.source(), vec![Span::new(7, 17)], vec![Token::new(TokenKind::Word)]).unwrap();
/// document.insert_layer(TOKENS.name(), tokens).unwrap();
///
/// let doc = Doc::new(&document);
/// let words: Vec<&str> = doc.layer(&TOKENS).unwrap().iter().map(|(span, _)| doc.text(span)).collect();
/// assert_eq!((words, doc.meta().get("outlet")), (vec!["الوفد"], Some("الوكالة")));
/// ```
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
    /// `Bug`, if the contract does not name it; `Input`, if its values are of another type or cannot stand there.
    pub fn layer<T: LayerValue>(self, key: &LayerKey<T>) -> Result<Annotations<'a, T>, StageError> {
        self.optional(key)?.ok_or_else(|| absent(&Slot::from(key)))
    }

    /// A layer that may be missing.
    ///
    /// # Errors
    /// `Bug`, if the contract does not name it; `Input`, if its values are of another type or cannot stand there.
    pub fn optional<T: LayerValue>(self, key: &LayerKey<T>) -> Result<Option<Annotations<'a, T>>, StageError> {
        self.0.layer(key.name())?.map(|layer| layer.read(key, self.0.source())).transpose()
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
