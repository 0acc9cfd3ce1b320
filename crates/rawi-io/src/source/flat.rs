//! The usual line of JSON: one object of strings and numbers. Its strings are found many bytes at a time and copied once;
//! whatever else a line holds, or does wrong, is the general parser's.

use std::borrow::Cow;

/// A value of the object.
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    /// A number or truth value, as it is written.
    Literal(&'a str),
    Null,
}

/// Hands every key and value to `take`, in order; `None` if the line is anything but a flat object, or `take` gives up. What was
/// handed over is then worth nothing.
pub(crate) fn read<'a>(line: &'a str, mut take: impl FnMut(&'a str, Value<'a>) -> Option<()>) -> Option<()> {
    // Control characters are blanks between values and mistakes inside them; both are rare.
    if line.bytes().fold(false, |any, b| any | (b < 0x20)) {
        return None;
    }
    let mut rest = line.trim_matches(' ').strip_prefix('{')?.strip_suffix('}')?.trim_matches(' ');
    if rest.is_empty() {
        return Some(());
    }
    loop {
        let (key, behind) = string(rest)?;
        let Cow::Borrowed(key) = key else { return None };
        rest = behind.trim_start_matches(' ').strip_prefix(':')?.trim_start_matches(' ');
        let (value, behind) = value(rest)?;
        take(key, value)?;
        rest = behind.trim_start_matches(' ');
        if rest.is_empty() {
            return Some(());
        }
        rest = rest.strip_prefix(',')?.trim_start_matches(' ');
    }
}

fn value(rest: &str) -> Option<(Value<'_>, &str)> {
    if rest.starts_with('"') {
        let (text, behind) = string(rest)?;
        return Some((Value::Text(text), behind));
    }
    let (word, behind) = rest.split_at(rest.find([',', ' ']).unwrap_or(rest.len()));
    match word {
        "null" => Some((Value::Null, behind)),
        "true" | "false" => Some((Value::Literal(word), behind)),
        _ => is_number(word.as_bytes()).then_some((Value::Literal(word), behind)),
    }
}

/// Whether it is a number of JSON: `-1.5e+3`, and neither `01` nor `1.`.
fn is_number(word: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

/// The string that `rest` begins with, and what stands behind it.
fn string(rest: &str) -> Option<(Cow<'_, str>, &str)> {
    let rest = rest.strip_prefix('"')?;
    let bytes = rest.as_bytes();
    let (mut end, mut escapes) = (0, false);
    loop {
        end += memchr::memchr2(b'"', b'\\', &bytes[end..])?;
        if bytes[end] == b'"' {
            break;
        }
        escapes = true;
        end += 2;
        if end > bytes.len() {
            return None;
        }
    }
    let (text, behind) = (&rest[..end], &rest[end + 1..]);
    Some((if escapes { Cow::Owned(unescaped(text)?) } else { Cow::Borrowed(text) }, behind))
}

/// `text` with its escapes replaced; `None` if one of them is none.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let sign = *rest.as_bytes().get(at + 1)?;
        // An escape is of ASCII, else it is none.
        rest = rest.get(at + 2..)?;
        out.push(match sign {
            b'n' => '\n',
            b'"' | b'\\' | b'/' => char::from(sign),
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'u' => {
                let (unit, behind) = unit(rest)?;
                rest = behind;
                match unit {
                    0xD800..0xDC00 => {
                        let (low, behind) = self::unit(rest.strip_prefix("\\u")?)?;
                        rest = behind;
                        char::decode_utf16([unit, low]).next()?.ok()?
                    }
                    unit => char::from_u32(u32::from(unit))?,
                }
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(out)
}

/// Four hexadecimal digits, and what stands behind them.
fn unit(rest: &str) -> Option<(u16, &str)> {
    let (digits, behind) = rest.split_at_checked(4)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten().map(|unit| (unit, behind))
}
