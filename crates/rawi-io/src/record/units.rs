use super::options::Offsets;
use rawi_core::Span;
use rawi_core::schema::{Schema, each_span};
use serde_json::Value;
use std::borrow::Cow;

/// What it takes to convert between bytes of a text and units, without the text: for who keeps both.
#[derive(Clone, Debug)]
pub struct Marks {
    offsets: Offsets,
    // Units before every STEP-th byte, so that a conversion looks at STEP bytes at most; empty for bytes.
    marks: Vec<usize>,
}

/// Converts between bytes of a text and the units that offsets count.
///
/// ```
/// use rawi_io::record::{Marks, Offsets, Units};
/// let text = "وبيروت عاصمة لبنان.";
/// let marks = Marks::new(text, Offsets::Chars);
/// let units = Units::with(text, &marks);
/// assert_eq!((units.of_byte(2), units.of_byte(12)), (1, 6));
/// assert_eq!((units.to_byte(6), units.to_byte(100)), (Some(12), None));
/// ```
pub struct Units<'a> {
    text: &'a str,
    offsets: Offsets,
    marks: Cow<'a, [usize]>,
}

const STEP: usize = 64;

impl Marks {
    /// Of `text`, for offsets that count `offsets`.
    #[must_use]
    pub fn new(text: &str, offsets: Offsets) -> Self {
        let mut marks = Vec::new();
        if offsets != Offsets::Bytes {
            let mut units = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                marks.push(units);
                units += chunk.iter().map(|&b| weight(b, offsets)).sum::<usize>();
            }
        }
        Self { offsets, marks }
    }
}

impl<'a> Units<'a> {
    /// Of `text`, for offsets that count `offsets`.
    #[must_use]
    pub fn new(text: &'a str, offsets: Offsets) -> Self {
        let Marks { marks, .. } = Marks::new(text, offsets);
        Self { text, offsets, marks: marks.into() }
    }

    /// The units of `text`, of which `marks` were made.
    #[must_use]
    pub fn with(text: &'a str, marks: &'a Marks) -> Self {
        Self { text, offsets: marks.offsets, marks: Cow::Borrowed(&marks.marks) }
    }

    /// Whether offsets count anything else than bytes.
    #[must_use]
    pub fn are_converted(&self) -> bool {
        self.offsets != Offsets::Bytes
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Units before byte `byte`, which must begin a character or end the text.
    #[must_use]
    pub fn of_byte(&self, byte: usize) -> usize {
        if self.offsets == Offsets::Bytes {
            return byte;
        }
        let mark = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let rest = &self.text.as_bytes()[mark * STEP..byte];
        self.marks.get(mark).copied().unwrap_or(0) + rest.iter().map(|&b| weight(b, self.offsets)).sum::<usize>()
    }

    /// The byte before which there are `units`; `None` past the end of the text or inside a character.
    #[must_use]
    pub fn to_byte(&self, units: usize) -> Option<usize> {
        if self.offsets == Offsets::Bytes {
            return self.text.is_char_boundary(units).then_some(units);
        }
        let mark = self.marks.partition_point(|&before| before <= units).saturating_sub(1);
        let mut before = self.marks.get(mark).copied().unwrap_or(0);
        for (i, &b) in self.text.as_bytes().iter().enumerate().skip(mark * STEP) {
            let weight = weight(b, self.offsets);
            if weight > 0 && before >= units {
                return (before == units).then_some(i);
            }
            before += weight;
        }
        (before == units).then_some(self.text.len())
    }

    /// Converts the spans in a value from bytes, by its schema and by the keys of spans.
    ///
    /// # Errors
    /// If one is no place in the text.
    pub fn value_of_bytes(&self, schema: Option<&Schema>, value: &mut Value) -> Result<(), String> {
        let convert = |byte: usize| self.text.is_char_boundary(byte).then(|| self.of_byte(byte));
        each_span(schema, value, &mut |span| both(span, convert))
    }

    /// Converts the spans in a value to bytes; those at the dotted names `at` too.
    pub(crate) fn value_to_bytes(
        &self,
        schema: Option<&Schema>,
        at: &[String],
        value: &mut Value,
    ) -> Result<(), String> {
        let convert = |units: usize| self.to_byte(units);
        each_span(schema, value, &mut |span| both(span, convert))?;
        for name in at {
            spans_at(value, &name.split('.').collect::<Vec<_>>(), &mut |span| both(span, convert))?;
        }
        Ok(())
    }
}

fn both(span: Span, convert: impl Fn(usize) -> Option<usize>) -> Result<Span, String> {
    let ends = convert(span.start()).zip(convert(span.end()));
    let converted = ends.and_then(|(start, end)| Span::checked(start, end));
    converted.ok_or_else(|| format!("[{},{}] is no place in the text", span.start(), span.end()))
}

/// Converts the spans that stand at the keys `path`, also those in lists.
fn spans_at(
    value: &mut Value,
    path: &[&str],
    convert: &mut dyn FnMut(Span) -> Result<Span, String>,
) -> Result<(), String> {
    match (value, path) {
        (Value::Array(items), _) => match items.as_mut_slice() {
            [Value::Number(start), Value::Number(end)] if path.is_empty() => {
                let number = |n: &serde_json::Number| n.as_u64().and_then(|n| usize::try_from(n).ok());
                let span = number(start).zip(number(end)).and_then(|(start, end)| Span::checked(start, end));
                let span = convert(span.ok_or_else(|| format!("[{start},{end}] is no span"))?)?;
                (*start, *end) = (span.start().into(), span.end().into());
                Ok(())
            }
            items => items.iter_mut().try_for_each(|item| spans_at(item, path, convert)),
        },
        (Value::Object(object), [key, rest @ ..]) => match object.get_mut(*key) {
            Some(value) => spans_at(value, rest, convert),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// How many units the character begun by this byte has; none for its other bytes.
fn weight(byte: u8, offsets: Offsets) -> usize {
    usize::from(byte & 0xC0 != 0x80) + usize::from(offsets == Offsets::Utf16 && byte >= 0xF0)
}
