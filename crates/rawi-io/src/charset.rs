//! Text out of bytes: UTF-8 first, then the two old character sets of Arabic.

use crate::error::OpenError;
use crate::wide::Wide;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, WINDOWS_1256};

/// Decoded text.
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// The name of what was detected, if it is not UTF-8 and was not named.
    pub(crate) detected: Option<&'static str>,
}

/// The character set that the option `encoding` names.
pub(crate) fn named(label: Option<&str>) -> Result<Option<&'static Encoding>, OpenError> {
    label
        .map(|label| {
            Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                OpenError::of(
                    "encoding",
                    format!("`{label}` is no character set known here; the usual ones are utf-8, windows-1256 and iso-8859-6"),
                )
            })
        })
        .transpose()
}

/// The text of `bytes`, in the character set that is named, or UTF-8, or the old Arabic one that it looks like.
///
/// A byte order mark at the beginning tells the character set and is no part of the text. UTF-8 that is damaged or cut
/// off is an error and never taken for another character set: it would turn into letters that nobody wrote.
pub(crate) fn decode(bytes: Vec<u8>, named: Option<&'static Encoding>) -> Result<Decoded, String> {
    if let Some(wide) = Wide::of(&bytes).filter(|wide| named.is_none_or(|named| wide.is(named))) {
        let text = wide.decode(&bytes)?;
        return Ok(Decoded { text, detected: named.is_none().then(|| wide.name()) });
    }
    let mark = Encoding::for_bom(&bytes);
    if let Some(encoding) = named.or(mark.map(|(encoding, _)| encoding)).filter(|&encoding| encoding != UTF_8) {
        let skip = mark.filter(|&(found, _)| found == encoding).map_or(0, |(_, length)| length);
        return match encoding.decode_without_bom_handling_and_without_replacement(&bytes[skip..]) {
            Some(text) => Ok(Decoded { text: text.into_owned(), detected: named.is_none().then(|| encoding.name()) }),
            None => Err(format!("not all of it is {}; name the right character set in `encoding`", encoding.name())),
        };
    }
    let error = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{FEFF}') {
                text.drain(..'\u{FEFF}'.len_utf8());
            }
            return Ok(Decoded { text, detected: None });
        }
        Err(error) => error,
    };
    let (at, bytes) = (error.utf8_error(), error.into_bytes());
    let place = place(&bytes, at.valid_up_to());
    if bytes.contains(&0) {
        return Err(format!("no text: neither UTF-8 ({place}) nor any character set without NUL bytes"));
    }
    if named.is_some() || is_damaged_utf8(&bytes) {
        return Err(match at.error_len() {
            None => format!(
                "the text is cut off in the middle of a UTF-8 character, at its very end ({place}); get the file again"
            ),
            Some(_) => format!("damaged UTF-8 ({place}); mend it there, or name the right character set in `encoding`"),
        });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    // A short text can be read in many ways; here Arabic is expected, so among likely ones it wins.
    let encoding = detector.guess(Some(b"sy"), Utf8Detection::Deny);
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    match text.filter(|text| (encoding == WINDOWS_1256 || encoding == ISO_8859_6) && is_arabic(text)) {
        Some(text) => Ok(Decoded { text: text.into_owned(), detected: Some(encoding.name()) }),
        None => Err(format!(
            "not UTF-8 ({place}), and not Arabic in windows-1256 or ISO 8859-6; name its character set in `encoding`"
        )),
    }
}

/// Whether most of what is not ASCII is well-formed UTF-8. In the old sets a letter of Arabic is one byte from C0 on, which
/// UTF-8 never has two of in a row, so hardly any pair is well formed by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Whether it reads as Arabic: windows-1256 has letters of French too, and what is none of the two sets comes out as a mix.
fn is_arabic(text: &str) -> bool {
    let (mut arabic, mut latin) = (0, 0);
    for c in text.chars() {
        arabic += usize::from(('\u{0620}'..='\u{06D3}').contains(&c));
        latin += usize::from(('\u{00C0}'..='\u{0192}').contains(&c));
    }
    arabic > 20 * latin
}

fn place(bytes: &[u8], at: usize) -> String {
    let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
    format!("byte {:#04X} in line {line}, {at} bytes into the file", bytes[at])
}
