use crate::schema::Schema;
use crate::slot::Slot;
use crate::value::LayerValue;
use std::borrow::Cow;
use std::marker::PhantomData;

/// The name of a layer, the type of its values, and whether its annotations may overlap.
///
/// Standard layers have theirs in [`layers`](crate::layers); a custom stage declares its own:
///
/// ```
/// use rawi_core::LayerKey;
/// rawi_core::schema! {
///     /// A weapon.
///     pub struct Weapon {
///         /// What it is.
///         pub kind: String,
///     }
/// }
/// pub static WEAPONS: LayerKey<Weapon> = LayerKey::flat("org.example.weapons");
/// ```
pub struct LayerKey<T> {
    name: Cow<'static, str>,
    overlap: bool,
    whole: bool,
    values: PhantomData<fn() -> T>,
}

impl<T: LayerValue> LayerKey<T> {
    /// A key with a fixed name, of a layer whose annotations may overlap.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), overlap: true, whole: false, values: PhantomData }
    }

    /// A key with a fixed name, of a layer whose annotations are of the document as a whole: what it is about, how it is written.
    /// Each stands at the whole text; a document without text has none.
    ///
    /// ```
    /// use rawi_core::{Contract, Doc, Document, LayerKey, Output, Span, Stage, StageError, Verdict};
    /// rawi_core::schema! {
    ///     /// What a report is about.
    ///     pub struct Topic {
    ///         /// Its name.
    ///         pub name: String,
    ///     }
    /// }
    /// static TOPICS: LayerKey<Topic> = LayerKey::whole("topics");
    ///
    /// struct Topics;
    /// impl Stage for Topics {
    ///     fn contract(&self) -> Contract {
    ///         Contract::new().provides(&TOPICS)
    ///     }
    ///     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
    ///         if doc.source().contains("مباراة") {
    ///             out.layer(&TOPICS)?.push_whole(Topic { name: "sport".to_owned() });
    ///         }
    ///         Ok(Verdict::Keep)
    ///     }
    /// }
    /// let mut doc = Document::new("a", "انتهت مباراة الأمس بالتعادل.").unwrap();
    /// doc.apply(&Topics).unwrap();
    /// let topics = doc.layer(&TOPICS).unwrap().unwrap();
    /// assert_eq!((topics.span(0), topics.values()[0].name.as_str()), (Span::new(0, doc.source().len()), "sport"));
    /// ```
    #[must_use]
    pub const fn whole(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), overlap: true, whole: true, values: PhantomData }
    }

    /// A key with a fixed name, of a layer whose annotations must not overlap: a stage that gives such is refused, and so is
    /// a document that brings such along.
    #[must_use]
    pub const fn flat(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), overlap: false, whole: false, values: PhantomData }
    }

    /// A key whose name comes from an option.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self { name: Cow::Owned(name), overlap: true, whole: false, values: PhantomData }
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether annotations may overlap.
    #[must_use]
    pub fn overlap(&self) -> bool {
        self.overlap
    }

    /// Whether annotations are of the document as a whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What the values hold, if their type declares it.
    #[must_use]
    pub fn schema(&self) -> Option<Schema> {
        let schema = Schema::new(T::fields()?.clone());
        let schema = if self.whole { schema.whole() } else { schema };
        Some(if self.overlap { schema } else { schema.flat() })
    }
}

impl<T: LayerValue> From<&LayerKey<T>> for Slot {
    fn from(key: &LayerKey<T>) -> Self {
        Self::layer(key.name()).with_schema(key.schema())
    }
}

/// The name of a view.
pub struct ViewKey(Cow<'static, str>);

impl ViewKey {
    /// A key with a fixed name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A key whose name comes from an option.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The view's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<&ViewKey> for Slot {
    fn from(key: &ViewKey) -> Self {
        Self::view(key.name())
    }
}
