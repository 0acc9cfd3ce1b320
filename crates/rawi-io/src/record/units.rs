use super::Offsets;
use rawi_core::layers::SPAN_KEYS;
use serde_json::Value;

/// Converts between bytes of a text and the units a record counts in.
pub(crate) struct Units<'a> {
    text: &'a str,
    offsets: Offsets,
    // Units before every STEP-th byte, so that a conversion looks at STEP bytes at most; empty for bytes.
    marks: Vec<usize>,
}

const STEP: usize = 64;

impl<'a> Units<'a> {
    pub(crate) fn new(text: &'a str, offsets: Offsets) -> Self {
        let mut marks = Vec::new();
        if offsets != Offsets::Bytes {
            let mut units = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                marks.push(units);
                units += chunk.iter().map(|&b| weight(b, offsets)).sum::<usize>();
            }
        }
        Self { text, offsets, marks }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Units before byte `byte`, which must begin a character or end the text.
    pub(crate) fn of_byte(&self, byte: usize) -> usize {
        if self.offsets == Offsets::Bytes {
            return byte;
        }
        let mark = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let rest = &self.text.as_bytes()[mark * STEP..byte];
        self.marks.get(mark).copied().unwrap_or(0) + rest.iter().map(|&b| weight(b, self.offsets)).sum::<usize>()
    }

    /// The byte before which there are `units`; `None` past the end of the text or inside a character.
    pub(crate) fn to_byte(&self, units: usize) -> Option<usize> {
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

    /// Converts the spans in a value from bytes.
    pub(crate) fn value_of_bytes(&self, value: &mut Value) -> Result<(), String> {
        let convert = |byte: usize| self.text.is_char_boundary(byte).then(|| self.of_byte(byte));
        spans(value, false, &convert)
    }

    /// Converts the spans in a value to bytes.
    pub(crate) fn value_to_bytes(&self, value: &mut Value) -> Result<(), String> {
        spans(value, false, &|units| self.to_byte(units))
    }
}

/// How many units the character begun by this byte has; none for its other bytes.
fn weight(byte: u8, offsets: Offsets) -> usize {
    usize::from(byte & 0xC0 != 0x80) + usize::from(offsets == Offsets::Utf16 && byte >= 0xF0)
}

/// Every `[start, end]` under a key of [`SPAN_KEYS`], at any depth.
fn spans(value: &mut Value, is_span: bool, convert: &dyn Fn(usize) -> Option<usize>) -> Result<(), String> {
    match value {
        Value::Object(entries) => {
            entries.iter_mut().try_for_each(|(key, value)| spans(value, SPAN_KEYS.contains(&key.as_str()), convert))
        }
        Value::Array(items) => match items.as_mut_slice() {
            [Value::Number(start), Value::Number(end)] if is_span => {
                for offset in [start, end] {
                    let converted = offset.as_u64().and_then(|o| usize::try_from(o).ok()).and_then(convert);
                    *offset = converted.ok_or_else(|| format!("{offset} is no place in the text"))?.into();
                }
                Ok(())
            }
            items => items.iter_mut().try_for_each(|item| spans(item, is_span, convert)),
        },
        _ => Ok(()),
    }
}
