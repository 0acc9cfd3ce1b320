//! Offsets of the gold, in characters, and of documents, in bytes.

use rawi_core::Span;

/// Both numberings of one text, each looked up in one step.
pub(crate) struct Offsets {
    /// By character, the byte where it begins; the length of the text at the end.
    bytes: Vec<u32>,
    /// By byte, the number of the character that it belongs to.
    chars: Vec<u32>,
}

impl Offsets {
    /// Of a document's text, which has less than 4 GiB.
    pub(crate) fn new(text: &str) -> Self {
        let (mut bytes, mut chars) = (Vec::new(), Vec::with_capacity(text.len() + 1));
        for (number, (at, c)) in text.char_indices().enumerate() {
            bytes.push(at as u32);
            chars.extend(std::iter::repeat_n(number as u32, c.len_utf8()));
        }
        chars.push(bytes.len() as u32);
        bytes.push(text.len() as u32);
        Self { bytes, chars }
    }

    /// The characters of a span.
    pub(crate) fn chars(&self, span: Span) -> (usize, usize) {
        (self.chars[span.start()] as usize, self.chars[span.end()] as usize)
    }

    /// The bytes of characters; none if the text has not as many, or they run backwards.
    pub(crate) fn span(&self, start: usize, end: usize) -> Option<Span> {
        if start > end {
            return None;
        }
        Some(Span::new(*self.bytes.get(start)? as usize, *self.bytes.get(end)? as usize))
    }

    /// How many characters the text has.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() - 1
    }
}
