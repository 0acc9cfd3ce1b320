use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Range;

macro_rules! span_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name {
            // Invariant: start <= end.
            start: u32,
            end: u32,
        }

        impl $name {
            /// The bytes from `start` up to, not including, `end`.
            ///
            /// # Panics
            /// If `start > end`, or if `end` does not fit in 32 bits; see [`checked`](Self::checked).
            #[inline]
            #[must_use]
            #[track_caller]
            pub fn new(start: usize, end: usize) -> Self {
                match Self::checked(start, end) {
                    Some(span) => span,
                    None => panic!("{start}..{end} is no span: it must not end before it starts and must fit in 32 bits"),
                }
            }

            /// Like [`new`](Self::new), with `None` instead of a panic.
            #[inline]
            #[must_use]
            pub fn checked(start: usize, end: usize) -> Option<Self> {
                if start > end {
                    return None;
                }
                Some(Self { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
            }

            /// The first byte.
            #[inline]
            #[must_use]
            pub fn start(self) -> usize {
                self.start as usize
            }

            /// One past the last byte.
            #[inline]
            #[must_use]
            pub fn end(self) -> usize {
                self.end as usize
            }

            /// Length in bytes.
            #[inline]
            #[must_use]
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// Whether it covers nothing.
            #[inline]
            #[must_use]
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// The same as a range of `usize`, to slice with.
            #[inline]
            #[must_use]
            pub fn range(self) -> Range<usize> {
                self.start()..self.end()
            }

            /// Whether `other` lies wholly within this span.
            #[must_use]
            pub fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// Whether the two share at least one byte.
            #[must_use]
            pub fn overlaps(self, other: Self) -> bool {
                self.start < other.end && other.start < self.end
            }

            /// The smallest span that holds both.
            #[must_use]
            pub fn cover(self, other: Self) -> Self {
                Self { start: self.start.min(other.start), end: self.end.max(other.end) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}..{}", self.start, self.end)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}..{}", self.start, self.end)
            }
        }

        /// By start, the longer first: the order of a layer.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                (self.start, std::cmp::Reverse(self.end)).cmp(&(other.start, std::cmp::Reverse(other.end)))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        /// As `[start, end]`.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                (self.start, self.end).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (start, end) = <(u32, u32)>::deserialize(deserializer)?;
                if start > end {
                    return Err(D::Error::custom(format_args!("span {start}..{end} ends before it starts")));
                }
                Ok(Self { start, end })
            }
        }
    };
}

span_type! {
    /// A byte range of a document's source text, half open.
    ///
    /// ```
    /// use rawi_core::Span;
    /// let span = Span::new(2, 12);
    /// assert_eq!(&"وبيروت"[span.range()], "بيروت");
    /// ```
    Span
}
span_type! {
    /// A byte range of a view's text, half open. Only the view's [`Alignment`](crate::Alignment) turns it
    /// into a [`Span`].
    ViewSpan
}
