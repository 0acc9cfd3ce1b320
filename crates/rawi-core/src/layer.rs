use crate::{Slot, Span, StageError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// What a layer can hold. Implemented for every type with these traits; nothing to do by hand.
pub trait LayerValue: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {}
impl<T: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static> LayerValue for T {}

/// The name of a layer and the type of its values.
///
/// Standard layers have theirs in [`layers`](crate::layers); a custom stage declares its own:
///
/// ```
/// use rawi_core::LayerKey;
/// #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
/// pub struct Weapon { kind: String }
/// pub static WEAPONS: LayerKey<Weapon> = LayerKey::new("org.example.weapons");
/// ```
pub struct LayerKey<T> {
    name: Cow<'static, str>,
    values: PhantomData<fn() -> T>,
}

impl<T: LayerValue> LayerKey<T> {
    /// A key with a fixed name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), values: PhantomData }
    }

    /// A key whose name comes from an option.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self { name: Cow::Owned(name), values: PhantomData }
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T: LayerValue> From<&LayerKey<T>> for Slot {
    fn from(key: &LayerKey<T>) -> Self {
        Self::layer(key.name())
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

/// Which stage made a layer, and from what. The runner writes it; no stage can forge it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The stage's id in the pipeline.
    pub stage: String,
    /// What the stage uses: the name of a built-in stage or of a plugin's.
    pub uses: String,
    /// Its version.
    pub version: String,
    /// Hash of its options and assets.
    pub hash: String,
}

/// The values of a layer without their type.
pub(crate) trait Values: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn len(&self) -> usize;
    fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()>;
    fn clone_box(&self) -> Box<dyn Values>;
    fn type_name(&self) -> &'static str;
}

impl<T: LayerValue> Values for Vec<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn len(&self) -> usize {
        self.len()
    }
    fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self[index])
    }
    fn clone_box(&self) -> Box<dyn Values> {
        Box::new(self.clone())
    }
    fn type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }
}

/// A named, ordered set of annotations of one type: spans and values side by side, in the order of [`Span`]
/// (by start, the longest first). Overlap is allowed; a span covers at least one character.
pub struct Layer {
    provenance: Provenance,
    spans: Vec<Span>,
    values: Box<dyn Values>,
    // Bounds how far back `covering` has to look.
    longest: usize,
}

impl Layer {
    /// A layer of `spans` with their `values`; it is put in order.
    ///
    /// # Errors
    /// `Bug`, if there are more spans than values or the reverse, or if a span is empty or is no range of whole
    /// characters of `source`.
    pub fn new<T: LayerValue>(source: &str, spans: Vec<Span>, values: Vec<T>) -> Result<Self, StageError> {
        if spans.len() != values.len() {
            return Err(StageError::bug(format!("{} spans and {} values", spans.len(), values.len())));
        }
        let mut longest = 0;
        let mut sorted = true;
        for (i, &span) in spans.iter().enumerate() {
            check_span(source, span)?;
            longest = longest.max(span.len());
            sorted &= i == 0 || spans[i - 1] <= span;
        }
        let (spans, values) = if sorted {
            (spans, values)
        } else {
            let mut rows: Vec<(Span, T)> = spans.into_iter().zip(values).collect();
            rows.sort_by_key(|&(span, _)| span); // stable: equal spans stay as the stage gave them
            rows.into_iter().unzip()
        };
        Ok(Self { provenance: Provenance::default(), spans, values: Box::new(values), longest })
    }

    /// Which stage made it, and from what.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    pub(crate) fn set_provenance(&mut self, provenance: Provenance) {
        self.provenance = provenance;
    }

    /// Adds who made it, as a reader of stored records must.
    #[must_use]
    pub fn with_provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
    }

    /// The spans, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How many annotations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Appends the value of annotation `index` to `out`, as JSON.
    ///
    /// # Errors
    /// If the type's own `Serialize` fails.
    pub fn write_json(&self, index: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
        self.values.write_json(index, out)
    }

    /// The value of annotation `index` as JSON; `Null` if its type cannot be written as JSON.
    #[must_use]
    pub fn json(&self, index: usize) -> Value {
        // Through text, so that an f32 reads as it is written (0.9, not 0.8999999761581421).
        let mut text = Vec::new();
        match self.values.write_json(index, &mut text) {
            Ok(()) => serde_json::from_slice(&text).unwrap_or(Value::Null),
            Err(_) => Value::Null,
        }
    }

    /// The annotations with typed values; values that came as JSON (from a record or a plugin) are decoded.
    ///
    /// # Errors
    /// `Input`, if the values are not of type `T`; it names the first that is not.
    pub fn typed<T: LayerValue>(&self, name: &str) -> Result<Annotations<'_, T>, StageError> {
        let any = self.values.as_any();
        let values = if let Some(values) = any.downcast_ref::<Vec<T>>() {
            Cow::Borrowed(values.as_slice())
        } else if let Some(values) = any.downcast_ref::<Vec<Value>>() {
            let decode = |(i, value): (usize, &Value)| {
                T::deserialize(value).map_err(|error| {
                    StageError::input(format!("layer `{name}`: value {i} is not what this stage reads"))
                        .at(self.spans[i])
                        .cause(error)
                })
            };
            Cow::Owned(values.iter().enumerate().map(decode).collect::<Result<_, _>>()?)
        } else {
            // Two types under one name, from one program: through JSON, as a plugin would get them.
            let decode = |i: usize| {
                T::deserialize(self.json(i)).map_err(|error| {
                    StageError::input(format!(
                        "layer `{name}` holds {}, not {}",
                        self.values.type_name(),
                        std::any::type_name::<T>()
                    ))
                    .at(self.spans[i])
                    .cause(error)
                })
            };
            Cow::Owned((0..self.values.len()).map(decode).collect::<Result<_, _>>()?)
        };
        Ok(Annotations { spans: &self.spans, values, longest: self.longest })
    }
}

/// Refuses a span that is empty or is no range of whole characters of `source`.
#[inline]
pub(crate) fn check_span(source: &str, span: Span) -> Result<(), StageError> {
    let whole = source.is_char_boundary(span.start()) && source.is_char_boundary(span.end());
    if whole && !span.is_empty() { Ok(()) } else { Err(refused(source, span)) }
}

#[cold]
fn refused(source: &str, span: Span) -> StageError {
    let what = if span.is_empty() {
        "covers nothing"
    } else if span.end() > source.len() {
        "ends past the text"
    } else {
        "cuts a character"
    };
    StageError::bug(format!("span {span} {what} (the text has {} bytes)", source.len()))
}

impl Clone for Layer {
    fn clone(&self) -> Self {
        Self {
            provenance: self.provenance.clone(),
            spans: self.spans.clone(),
            values: self.values.clone_box(),
            longest: self.longest,
        }
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..self.len()).map(|i| (self.spans[i], self.json(i)))).finish()
    }
}

/// By spans, values as JSON, and provenance: a layer read back from a record equals the one written.
impl PartialEq for Layer {
    fn eq(&self, other: &Self) -> bool {
        self.provenance == other.provenance
            && self.spans == other.spans
            && (0..self.len()).all(|i| self.json(i) == other.json(i))
    }
}

/// A layer's annotations with typed values, in order.
#[derive(Clone, Debug)]
pub struct Annotations<'a, T: Clone> {
    spans: &'a [Span],
    values: Cow<'a, [T]>,
    longest: usize,
}

impl<'a, T: Clone> Annotations<'a, T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// All spans.
    #[must_use]
    pub fn spans(&self) -> &'a [Span] {
        self.spans
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The span of annotation `index`.
    ///
    /// # Panics
    /// If there is no such annotation.
    #[must_use]
    pub fn span(&self, index: usize) -> Span {
        self.spans[index]
    }

    /// Annotation `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<(Span, &T)> {
        Some((*self.spans.get(index)?, &self.values[index]))
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Span, &T)> + ExactSizeIterator {
        self.spans.iter().copied().zip(self.values.iter())
    }

    /// Those that lie wholly within `span`, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = (Span, &T)> {
        self.indices_within(span).map(|i| (self.spans[i], &self.values[i]))
    }

    /// The indices of [`within`](Self::within).
    pub fn indices_within(&self, span: Span) -> impl Iterator<Item = usize> {
        let first = self.spans.partition_point(|s| s.start() < span.start());
        let last = self.spans.partition_point(|s| s.start() < span.end());
        (first..last).filter(move |&i| self.spans[i].end() <= span.end())
    }

    /// Those that hold all of `span`, in order.
    pub fn covering(&self, span: Span) -> impl Iterator<Item = (Span, &T)> {
        let first = self.spans.partition_point(|s| s.start() + self.longest < span.end());
        let last = self.spans.partition_point(|s| s.start() <= span.start());
        (first..last.max(first)).map(|i| (self.spans[i], &self.values[i])).filter(move |(s, _)| s.end() >= span.end())
    }

    /// Those that cover the byte at `position`, in order.
    pub fn at(&self, position: usize) -> impl Iterator<Item = (Span, &T)> {
        self.covering(Span::new(position, position + 1))
    }
}

/// Collects a layer's annotations, in any order.
#[derive(Debug)]
pub struct LayerBuilder<T> {
    spans: Vec<Span>,
    values: Vec<T>,
}

impl<T> LayerBuilder<T> {
    pub(crate) fn new() -> Self {
        Self { spans: Vec::new(), values: Vec::new() }
    }

    /// Adds an annotation. Whether the span is one of the text is checked when the stage is done.
    #[inline]
    pub fn push(&mut self, span: Span, value: T) {
        self.spans.push(span);
        self.values.push(value);
    }

    /// Adds many annotations: spans, and as many values.
    ///
    /// # Panics
    /// If there are more of one than of the other.
    pub fn append(&mut self, mut spans: Vec<Span>, mut values: Vec<T>) {
        assert_eq!(spans.len(), values.len(), "each span has its value");
        if self.is_empty() {
            (self.spans, self.values) = (spans, values);
        } else {
            self.spans.append(&mut spans);
            self.values.append(&mut values);
        }
    }

    /// Makes room for `additional` more.
    pub fn reserve(&mut self, additional: usize) {
        self.spans.reserve(additional);
        self.values.reserve(additional);
    }

    /// How many were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether none was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// A builder without its type.
pub(crate) trait ErasedBuilder: Any + Send {
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn finish(self: Box<Self>, source: &str) -> Result<Layer, StageError>;
}

impl<T: LayerValue> ErasedBuilder for LayerBuilder<T> {
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn finish(self: Box<Self>, source: &str) -> Result<Layer, StageError> {
        Layer::new(source, self.spans, self.values)
    }
}
