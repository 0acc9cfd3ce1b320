//! JSON, written by hand.

/// A further key of an object, with the comma before it.
pub(crate) fn key(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

pub(crate) fn integer(number: u64, out: &mut Vec<u8>) {
    let mut digits = [0; DIGITS];
    let from = digits_before(&mut digits, DIGITS, number);
    out.extend_from_slice(&digits[from..]);
}

/// `[a,b,c,d]`, written at once: alignments have many.
pub(crate) fn integers(numbers: [u64; 4], out: &mut Vec<u8>) {
    let mut bytes = [0; 4 * DIGITS + 5];
    let mut at = bytes.len() - 1;
    bytes[at] = b']';
    for (i, number) in numbers.into_iter().enumerate().rev() {
        at = digits_before(&mut bytes, at, number) - 1;
        bytes[at] = if i == 0 { b'[' } else { b',' };
    }
    out.extend_from_slice(&bytes[at..]);
}

/// Digits that a number of 64 bits has at most.
const DIGITS: usize = 20;

/// Writes the digits of `number` so that they end before `at`; where they begin.
fn digits_before(bytes: &mut [u8], mut at: usize, mut number: u64) -> usize {
    loop {
        at -= 1;
        bytes[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return at;
        }
    }
}

/// The next byte that must be escaped.
fn next_special(bytes: &[u8], line_ends_only: bool) -> Option<usize> {
    if line_ends_only {
        return memchr::memchr3(b'"', b'\\', b'\n', bytes);
    }
    bytes.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\')
}

/// A JSON string. Arabic text has few bytes to escape, so what is between them is copied at once.
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    // Of control characters a text has line ends and hardly ever another: without one three bytes are all to look for.
    let line_ends_only = !rest.iter().fold(false, |any, &b| any | ((b < 0x20) & (b != b'\n')));
    loop {
        let clean = next_special(rest, line_ends_only).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..clean]);
        let Some(&byte) = rest.get(clean) else { break };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[HEX[usize::from(control >> 4)], HEX[usize::from(control & 15)]]);
            }
        }
        rest = &rest[clean + 1..];
    }
    out.push(b'"');
}
