//! UTF-16 and UTF-32, with a byte order mark and without.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

/// How wide the units of a text are, and in which order their bytes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide {
    /// Bytes of a unit: 2 or 4.
    width: usize,
    little: bool,
}

/// Units at the beginning that are looked at.
const SAMPLE: usize = 2048;

impl Wide {
    /// What `bytes` begin a text of, told by the byte order mark or, without one, by the look of its first units; none for all else.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let wide = |width, little| Some(Self { width, little });
        match bytes {
            [0xFF, 0xFE, 0, 0, ..] => return wide(4, true),
            [0, 0, 0xFE, 0xFF, ..] => return wide(4, false),
            [0xFF, 0xFE, ..] => return wide(2, true),
            [0xFE, 0xFF, ..] => return wide(2, false),
            _ => {}
        }
        // Arabic and ASCII have other bytes in every second place than any text of single bytes has.
        let is_wide = |&(width, little): &(usize, bool)| {
            let found = Self { width, little };
            let (mut units, mut sure, mut likely) = (0_usize, 0_usize, 0_usize);
            for unit in bytes.chunks_exact(width).take(SAMPLE) {
                units += 1;
                match found.unit(unit) {
                    0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x600..=0x6FF => sure += 1,
                    // Signs, which two blanks of single bytes look like.
                    0x2000..=0x206F | 0xFE70..=0xFEFF => likely += 1,
                    // Emoji, in halves where units are narrow.
                    0xD800..=0xDFFF | 0x1F300..=0x1FAFF => likely += 1,
                    _ => {}
                }
            }
            units >= 2 && sure > likely && (sure + likely) * 50 >= units * 49
        };
        [(4, true), (4, false), (2, true), (2, false)]
            .iter()
            .find(|way| is_wide(way))
            .map(|&(width, little)| Self { width, little })
    }

    /// As character sets are called.
    pub(crate) fn name(self) -> &'static str {
        match (self.width, self.little) {
            (2, true) => "UTF-16LE",
            (2, false) => "UTF-16BE",
            (_, true) => "UTF-32LE",
            (_, false) => "UTF-32BE",
        }
    }

    /// Whether it is what a character set's label names.
    pub(crate) fn is(self, named: &'static Encoding) -> bool {
        // `utf-16` names the one that is used most.
        self.width == 2 && (named == UTF_16LE || named == UTF_16BE)
    }

    fn unit(self, bytes: &[u8]) -> u32 {
        let shifted = |(i, &byte): (usize, &u8)| {
            let place = if self.little { i } else { self.width - 1 - i };
            u32::from(byte) << (8 * place)
        };
        bytes.iter().enumerate().map(shifted).sum()
    }

    /// The text of all `bytes`, without the byte order mark.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<String, String> {
        let mut text = Vec::with_capacity(bytes.len());
        let mut decoder = Units { wide: self, at: 0, high: None };
        let rest = decoder.decode(bytes, &mut text)?;
        decoder.finish(&bytes[bytes.len() - rest..])?;
        String::from_utf8(text).map_err(|error| error.to_string())
    }
}

/// Decodes units as they come.
struct Units {
    wide: Wide,
    /// Bytes before the next unit.
    at: u64,
    /// The first half of a pair of UTF-16.
    high: Option<u32>,
}

impl Units {
    /// Appends the characters of whole units; how many bytes are left.
    fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, String> {
        let units = bytes.chunks_exact(self.wide.width);
        let rest = units.remainder().len();
        for unit in units {
            let code = self.wide.unit(unit);
            let wrong = || format!("no {} at byte {}", self.wide.name(), self.at);
            let code = match (self.high.take(), self.wide.width, code) {
                (None, 2, 0xD800..0xDC00) => {
                    self.high = Some(code);
                    self.at += 2;
                    continue;
                }
                (Some(high), _, 0xDC00..0xE000) => 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00),
                (Some(_), ..) => return Err(wrong()),
                (None, ..) => code,
            };
            let c = char::from_u32(code).ok_or_else(wrong)?;
            if self.at > 0 || c != '\u{FEFF}' {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            self.at += self.wide.width as u64;
        }
        Ok(rest)
    }

    fn finish(&self, rest: &[u8]) -> Result<(), String> {
        match rest.is_empty() && self.high.is_none() {
            true => Ok(()),
            false => Err(format!(
                "the text is cut off in the middle of a character of {}, at its very end",
                self.wide.name()
            )),
        }
    }
}

/// A file of wide characters, read as UTF-8.
pub(crate) struct Widened<R> {
    input: R,
    units: Units,
    /// Bytes of a unit that is not whole yet.
    carry: Vec<u8>,
    out: Vec<u8>,
    given: usize,
}

impl<R> Widened<R> {
    pub(crate) fn new(input: R, wide: Wide) -> Self {
        let units = Units { wide, at: 0, high: None };
        Self { input, units, carry: Vec::new(), out: Vec::new(), given: 0 }
    }
}

impl<R: BufRead> Read for Widened<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
        while self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                self.units.finish(&self.carry).map_err(damaged)?;
                return Ok(0);
            }
            let taken = bytes.len();
            self.carry.extend_from_slice(bytes);
            self.input.consume(taken);
            let rest = self.units.decode(&self.carry, &mut self.out).map_err(damaged)?;
            self.carry.drain(..self.carry.len() - rest);
        }
        let given = buffer.len().min(self.out.len() - self.given);
        buffer[..given].copy_from_slice(&self.out[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, width: usize, little: bool) -> Vec<u8> {
        let units: Vec<u32> = match width {
            2 => text.encode_utf16().map(u32::from).collect(),
            _ => text.chars().map(u32::from).collect(),
        };
        let bytes = |unit: u32| {
            let mut bytes = unit.to_le_bytes()[..width].to_vec();
            if !little {
                bytes.reverse();
            }
            bytes
        };
        units.into_iter().flat_map(bytes).collect()
    }

    #[test]
    fn wide_texts_are_told_and_read_with_and_without_a_mark() {
        let text = "أعلنت الوزارة في 2020، Damascus 😀.\nسطر ثان\n";
        for mark in ["", "\u{FEFF}"] {
            for (width, little) in [(2, true), (2, false), (4, true), (4, false)] {
                let bytes = encoded(&format!("{mark}{text}"), width, little);
                let wide = Wide::of(&bytes).unwrap();
                assert_eq!((wide.width, wide.little), (width, little));
                assert_eq!(wide.decode(&bytes).as_deref(), Ok(text));
                let input = io::BufReader::with_capacity(7, io::Cursor::new(bytes.clone()));
                let mut read = String::new();
                Widened::new(input, wide).read_to_string(&mut read).unwrap();
                assert_eq!(read, text);
                assert!(wide.decode(&bytes[..bytes.len() - 1]).unwrap_err().contains("cut off"));
            }
        }
    }

    #[test]
    fn no_other_text_is_taken_for_one() {
        for text in ["", "a", "نص", "plain words, in ASCII", "أعلنت الوزارة\n", "{\"id\": 1}\n", "          \n  "]
        {
            assert_eq!(Wide::of(text.as_bytes()), None, "{text:?}");
            assert_eq!(Wide::of(&encoding_rs::WINDOWS_1256.encode(text).0), None, "{text:?}");
        }
    }

    #[test]
    fn half_a_pair_is_an_error_with_its_place() {
        let wide = Wide { width: 2, little: true };
        assert_eq!(wide.decode(&[0x41, 0, 0, 0xDC]).unwrap_err(), "no UTF-16LE at byte 2");
        assert_eq!(wide.decode(&[0x00, 0xD8, 0x41, 0]).unwrap_err(), "no UTF-16LE at byte 2");
    }
}
