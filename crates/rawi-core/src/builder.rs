use crate::error::StageError;
use crate::layer::{Layer, Rules};
use crate::span::Span;
use crate::value::LayerValue;
use std::any::Any;

/// Collects a layer's annotations, in any order.
#[derive(Debug)]
pub struct LayerBuilder<T> {
    spans: Vec<Span>,
    values: Vec<T>,
    rules: Rules,
}

impl<T> LayerBuilder<T> {
    pub(crate) fn new(rules: Rules) -> Self {
        Self { spans: Vec::new(), values: Vec::new(), rules }
    }

    /// Adds an annotation of the document as a whole, of a layer [of such](crate::LayerKey::whole). A document without text gets none.
    pub fn push_whole(&mut self, value: T) {
        // Its place, until the text is known.
        self.push(Span::default(), value);
    }

    /// Gives those that are of the document as a whole their place.
    fn stand_on(&mut self, source: &str) {
        if source.is_empty() {
            self.spans.clear();
            self.values.clear();
        }
        let whole = Span::new(0, source.len());
        self.spans.iter_mut().filter(|span| **span == Span::default()).for_each(|span| *span = whole);
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
    fn finish(mut self: Box<Self>, source: &str) -> Result<Layer, StageError> {
        if self.rules.whole {
            self.stand_on(source);
        }
        Layer::build(source, self.spans, self.values, self.rules)
    }
}
