use crate::error::StageError;
use crate::span::{Span, ViewSpan};

/// A derived text and its alignment to the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    text: String,
    alignment: Alignment,
}

impl View {
    /// A view of `source`.
    ///
    /// # Errors
    /// `Bug`, if the alignment does not lead from all of `source` to all of `text`, or a run cuts a character.
    pub fn new(source: &str, text: String, alignment: Alignment) -> Result<Self, StageError> {
        alignment.check(source, &text)?;
        Ok(Self { text, alignment })
    }

    /// The derived text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is aligned to the source.
    #[must_use]
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// The part of the view's text that lies wholly within `span`, `""` where there is none.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.alignment.to_view(span).map_or("", |v| &self.text[v.range()])
    }

    /// See [`Alignment::to_view`].
    #[must_use]
    pub fn to_view(&self, span: Span) -> Option<ViewSpan> {
        self.alignment.to_view(span)
    }

    /// See [`Alignment::to_source`].
    #[must_use]
    pub fn to_source(&self, span: ViewSpan) -> Span {
        self.alignment.to_source(span)
    }
}

/// Bytes of the source that became other bytes of the view, as one indivisible unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First byte in the source.
    pub source: u32,
    /// First byte in the view.
    pub view: u32,
    /// Length in the source, in bytes; never 0.
    pub source_len: u32,
    /// Length in the view, in bytes; 0 for what was dropped and belongs to no neighbour.
    pub view_len: u32,
}

impl Run {
    fn source_end(self) -> u32 {
        self.source + self.source_len
    }
    fn view_end(self) -> u32 {
        self.view + self.view_len
    }
}

/// How the bytes of a view lead back to the source: only the places where lengths differ are stored, as
/// [runs](Run); between them every character kept its byte length. Folding أ to ا costs no run.
///
/// ```
/// use rawi_core::{Alignment, Span, ViewSpan};
/// // كَتب -> كتب : the fatha (2 bytes) belongs to the letter before it.
/// let mut builder = Alignment::builder();
/// builder.copy(2);
/// builder.absorb(2, 2);
/// builder.copy(4);
/// let alignment = builder.finish();
/// assert_eq!(alignment.to_source(ViewSpan::new(0, 2)), Span::new(0, 4));
/// assert_eq!(alignment.to_view(Span::new(0, 2)), None); // the letter without its mark is no whole unit
/// assert_eq!(alignment.runs().len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Alignment {
    runs: Vec<Run>,
}

impl Alignment {
    /// Starts an alignment at the beginning of both texts.
    #[must_use]
    pub fn builder() -> AlignmentBuilder {
        AlignmentBuilder::default()
    }

    /// The alignment of a text with an equal one.
    #[must_use]
    pub fn identity() -> Self {
        Self::default()
    }

    /// The stored runs, in order.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// From runs that were stored, as in a record; [`View::new`] checks them against the texts.
    #[must_use]
    pub fn from_runs(runs: Vec<Run>) -> Self {
        Self { runs }
    }

    /// The view of what lies wholly within `span` (rounded inward), or `None` if no character of the view
    /// does. Monotone: a wider span never gives less.
    #[must_use]
    #[allow(clippy::wrong_self_convention)] // the law's own name
    pub fn to_view(&self, span: Span) -> Option<ViewSpan> {
        let (s, e) = (span.start() as u32, span.end() as u32);
        let start = match self.runs[..self.runs.partition_point(|r| r.source <= s)].last() {
            None => s,
            Some(r) if s == r.source => r.view,
            Some(r) if s < r.source_end() => r.view_end(),
            Some(r) => r.view_end() + (s - r.source_end()),
        };
        let end = match self.runs[..self.runs.partition_point(|r| r.source < e)].last() {
            None => e,
            Some(r) if e < r.source_end() => r.view,
            Some(r) => r.view_end() + (e - r.source_end()),
        };
        (start < end).then(|| ViewSpan::new(start as usize, end as usize))
    }

    /// The source of `span`, rounded outward to whole units. What was dropped at its edges and belongs to no
    /// neighbour (bidi controls) stays outside. Monotone.
    #[must_use]
    #[allow(clippy::wrong_self_convention)] // the law's own name
    pub fn to_source(&self, span: ViewSpan) -> Span {
        let (s, e) = (span.start() as u32, span.end() as u32);
        let start = match self.runs[..self.runs.partition_point(|r| r.view <= s)].last() {
            None => s,
            Some(r) if s < r.view_end() => r.source,
            Some(r) => r.source_end() + (s - r.view_end()),
        };
        if span.is_empty() {
            return Span::new(start as usize, start as usize);
        }
        let end = match self.runs[..self.runs.partition_point(|r| r.view < e)].last() {
            None => e,
            Some(r) if e <= r.view_end() => r.source_end(),
            Some(r) => r.source_end() + (e - r.view_end()),
        };
        Span::new(start as usize, end as usize)
    }

    fn check(&self, source: &str, view: &str) -> Result<(), StageError> {
        let bug = |what: String| Err(StageError::bug(format!("alignment: {what}")));
        let (mut s, mut v) = (0u64, 0u64);
        for r in &self.runs {
            let (run_s, run_v) = (u64::from(r.source), u64::from(r.view));
            if r.source_len == 0 || run_s < s || run_v < v || run_s - s != run_v - v {
                return bug(format!("run {r:?} does not follow the one before it"));
            }
            (s, v) = (run_s + u64::from(r.source_len), run_v + u64::from(r.view_len));
            let whole = |text: &str, from: u64, to: u64| {
                text.is_char_boundary(from as usize) && to <= text.len() as u64 && text.is_char_boundary(to as usize)
            };
            if !whole(source, run_s, s) || !whole(view, run_v, v) {
                return bug(format!("run {r:?} is not on character boundaries"));
            }
        }
        if (source.len() as u64).checked_sub(s) != (view.len() as u64).checked_sub(v) || (source.len() as u64) < s {
            return bug(format!(
                "it leads from {} source bytes to {} view bytes, the texts have {} and {}",
                s,
                v,
                source.len(),
                view.len()
            ));
        }
        // Between runs a character must keep its length, else a span of one text cuts a character of the other.
        let (mut s, mut v) = (0, 0);
        for (end_s, end_v, next_s, next_v) in self
            .runs
            .iter()
            .map(|r| (r.source as usize, r.view as usize, r.source_end() as usize, r.view_end() as usize))
            .chain([(source.len(), view.len(), source.len(), view.len())])
        {
            let (a, b) = (&source.as_bytes()[s..end_s], &view.as_bytes()[v..end_v]);
            if !same_boundaries(a, b) {
                return bug(format!("characters of other byte lengths face each other in source bytes {s}..{end_s}"));
            }
            (s, v) = (next_s, next_v);
        }
        Ok(())
    }
}

/// Whether two texts of one length have their character boundaries at the same places. Without an early exit, eight bytes at a
/// time: a whole document passes through here, in pieces of some dozens of bytes.
fn same_boundaries(a: &[u8], b: &[u8]) -> bool {
    // Of eight bytes, the top bit of those that continue a character: 10 and no other bits.
    let continues = |eight: [u8; 8]| {
        let eight = u64::from_le_bytes(eight);
        eight & !(eight << 1) & 0x8080_8080_8080_8080
    };
    let (Some(last_a), Some(last_b)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) else {
        return a.iter().zip(b).all(|(&x, &y)| (x & 0xC0 == 0x80) == (y & 0xC0 == 0x80));
    };
    // The last eight bytes may have been looked at in part.
    let differ = continues(*last_a) ^ continues(*last_b);
    let eights = a.as_chunks().0.iter().zip(b.as_chunks().0);
    eights.fold(differ, |differ, (&x, &y)| differ | (continues(x) ^ continues(y))) == 0
}

/// Builds an [`Alignment`] from left to right.
#[derive(Clone, Debug, Default)]
pub struct AlignmentBuilder {
    runs: Vec<Run>,
    source: u32,
    view: u32,
}

impl AlignmentBuilder {
    /// The next `bytes` of both texts: characters that kept their byte length.
    #[inline]
    pub fn copy(&mut self, bytes: usize) {
        self.source += bytes as u32;
        self.view += bytes as u32;
    }

    /// The next `source_len` bytes became `view_len` bytes, as one unit; `view_len` 0 drops them, as nobody's.
    #[inline]
    pub fn replace(&mut self, source_len: usize, view_len: usize) {
        let run =
            Run { source: self.source, view: self.view, source_len: source_len as u32, view_len: view_len as u32 };
        self.runs.push(run);
        self.source += run.source_len;
        self.view += run.view_len;
    }

    /// The next `source_len` bytes are dropped and belong to the unit before them: a mark to its letter. If that
    /// unit was copied, its last character had `previous` bytes. At the very start they are nobody's.
    #[inline]
    pub fn absorb(&mut self, previous: usize, source_len: usize) {
        let (previous, source_len) = (previous as u32, source_len as u32);
        match self.runs.last_mut() {
            Some(run) if run.source_end() == self.source => run.source_len += source_len,
            _ if self.view == 0 => {
                self.replace(source_len as usize, 0);
                return;
            }
            _ => self.runs.push(Run {
                source: self.source - previous,
                view: self.view - previous,
                source_len: previous + source_len,
                view_len: previous,
            }),
        }
        self.source += source_len;
    }

    /// The finished alignment.
    #[must_use]
    pub fn finish(self) -> Alignment {
        Alignment { runs: self.runs }
    }
}
