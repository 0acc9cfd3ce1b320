use crate::span::Span;
use std::borrow::Cow;

/// A layer's annotations with typed values, in order.
#[derive(Clone, Debug)]
pub struct Annotations<'a, T: Clone> {
    spans: &'a [Span],
    values: Cow<'a, [T]>,
    // Bounds how far back `covering` has to look.
    longest: usize,
}

impl<'a, T: Clone> Annotations<'a, T> {
    /// `spans` in order, the longest of which has `longest` bytes, with as many values.
    pub(crate) fn new(spans: &'a [Span], values: Cow<'a, [T]>, longest: usize) -> Self {
        Self { spans, values, longest }
    }

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
