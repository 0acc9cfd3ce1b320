//! The pronouns at the end of a token.

use crate::schema::{Check, FieldValue, Kind, Wrong};
use crate::span::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Up to four enclitics at the end of a token, one after the other. Stored inline, as [`Clitics`](super::Clitics) are.
///
/// ```
/// use rawi_core::{layers::Enclitics, Span};
/// // بيتهم at byte 10: هم are the last two letters, of two bytes each.
/// let enclitics = Enclitics::new(20, &[4]).unwrap();
/// assert_eq!(enclitics.iter().collect::<Vec<_>>(), [Span::new(16, 20)]);
/// assert_eq!(enclitics.start(), 16);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Enclitics {
    end: u32,
    // Where each begins, in bytes back from the token's end, descending; 0 where there is none.
    starts: [u8; 4],
}

impl Enclitics {
    /// No enclitic.
    pub const NONE: Self = Self { end: 0, starts: [0; 4] };

    /// The enclitics of a token that ends at byte `token_end` of the source, by where each begins, in bytes back from there,
    /// the first of them first. `None` if there are more than four, or they do not descend or exceed 255.
    #[must_use]
    pub fn new(token_end: usize, starts: &[usize]) -> Option<Self> {
        let mut found = [0; 4];
        for (i, &start) in starts.iter().enumerate() {
            *found.get_mut(i)? = u8::try_from(start).ok().filter(|&start| start != 0)?;
        }
        Self::from_starts(token_end, found)
    }

    /// The same from four places, 0 behind the last.
    #[inline]
    #[must_use]
    pub fn from_starts(token_end: usize, starts: [u8; 4]) -> Option<Self> {
        let descend = starts.windows(2).all(|pair| pair[0] > pair[1] || pair == [0, 0]);
        let end = if starts[0] == 0 { 0 } else { u32::try_from(token_end).ok()? }; // all tokens without compare equal
        (descend && u32::from(starts[0]) <= end).then_some(Self { end, starts })
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts[0] == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.iter().take_while(|&&start| start != 0).count()
    }

    /// Where each begins, in bytes back from the end of their token, 0 behind the last; `None` if they do not stand at the end
    /// of `token`.
    ///
    /// ```
    /// use rawi_core::{layers::Enclitics, Span};
    /// let enclitics = Enclitics::new(20, &[4]).unwrap();
    /// assert_eq!(enclitics.starts_in(Span::new(10, 20)), Some([4, 0, 0, 0]));
    /// assert_eq!(enclitics.starts_in(Span::new(10, 18)), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn starts_in(&self, token: Span) -> Option<[u8; 4]> {
        let inside = self.is_empty() || (self.end as usize == token.end() && self.start() >= token.start());
        inside.then_some(self.starts)
    }

    /// Their spans in the source.
    pub fn iter(&self) -> impl Iterator<Item = Span> {
        let Self { end, starts } = *self;
        let at = move |i: usize| (end - u32::from(starts.get(i).copied().unwrap_or(0))) as usize;
        (0..self.len()).map(move |i| Span::new(at(i), at(i + 1)))
    }

    /// Where the first one begins, in bytes of the source; meaningless if there is none.
    #[inline]
    #[must_use]
    pub fn start(&self) -> usize {
        (self.end - u32::from(self.starts[0])) as usize
    }
}

impl fmt::Debug for Enclitics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// As a list of spans.
impl Serialize for Enclitics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Enclitics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spans = Vec::<Span>::deserialize(deserializer)?;
        let Some(last) = spans.last() else { return Ok(Self::NONE) };
        let contiguous = spans.windows(2).all(|pair| pair[0].end() == pair[1].start());
        let starts: Vec<usize> = spans.iter().map(|span| last.end().saturating_sub(span.start())).collect();
        Self::new(last.end(), &starts).filter(|_| contiguous).ok_or_else(|| {
            serde::de::Error::custom(
                "enclitics are at most four spans, one after the other, in the last 255 bytes of a token",
            )
        })
    }
}

impl FieldValue for Enclitics {
    fn kind() -> Kind {
        Kind::spans()
    }
    #[inline]
    fn check(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        if self.is_empty() { Ok(()) } else { self.check_in(check) }
    }
}

impl Enclitics {
    fn check_in(&self, check: &mut Check<'_>) -> Result<(), Wrong> {
        if self.starts_in(check.row()).is_none() {
            return Err(Wrong::new(format!("enclitics {self:?} do not stand at the end of their token")));
        }
        self.iter().enumerate().try_for_each(|(i, span)| check.span(span).map_err(|wrong| wrong.within(&i.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_spans_that_end_where_the_token_ends() {
        let two = Enclitics::new(20, &[6, 4]).unwrap();
        assert_eq!(two.iter().collect::<Vec<_>>(), [Span::new(14, 16), Span::new(16, 20)]);
        assert_eq!((two.len(), two.start()), (2, 14));
        assert_eq!(serde_json::to_string(&two).unwrap(), "[[14,16],[16,20]]");
        assert_eq!(serde_json::from_str::<Enclitics>("[[14,16],[16,20]]").unwrap(), two);
        assert_eq!(serde_json::from_str::<Enclitics>("[]").unwrap(), Enclitics::NONE);
        for wrong in ["[[14,15],[16,20]]", "[[16,20],[14,16]]", "[[0,300]]"] {
            assert!(serde_json::from_str::<Enclitics>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn places_that_cannot_be_are_refused() {
        for (end, starts) in
            [(20, &[4, 6][..]), (20, &[4, 4]), (20, &[0]), (3, &[4]), (900, &[256]), (20, &[9, 8, 7, 6, 5])]
        {
            assert_eq!(Enclitics::new(end, starts), None, "{starts:?} before {end}");
        }
        assert_eq!(Enclitics::new(20, &[]), Some(Enclitics::NONE));
    }
}
