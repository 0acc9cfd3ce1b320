//! What cannot be seen, and back.

use std::fmt::Write as _;

/// Appends `text` to `out` with what cannot be seen escaped (rule 6).
pub fn escape(text: &str, out: &mut String) {
    let last = text.char_indices().next_back().map_or(0, |(i, _)| i);
    for (i, c) in text.char_indices() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' if i == 0 || i == last => out.push_str("\\u{20}"),
            ' '..='~' => out.push(c),
            _ if is_visible_behind(c, i > 0) => out.push(c),
            _ => {
                let _ = write!(out, "\\u{{{:X}}}", c as u32);
            }
        }
    }
}

/// `text` as a terminal may show it: all that it would obey or hide is escaped (control characters, escape sequences, what turns
/// the direction of the text, blanks that are none). Line ends and visible characters stay.
///
/// ```
/// assert_eq!(rawi_transcript::shown("حلب\u{1B}[2J\nب"), "حلب\\u{1b}[2J\nب");
/// ```
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || is_visible(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

/// Whether a character is seen as itself, behind another one that it may combine with.
#[must_use]
pub fn is_visible(c: char) -> bool {
    matches!(c, ' '..='~') || is_visible_behind(c, true)
}

/// By the standard library's tables: `escape_debug` of a character escapes what is not printable (Cc, Cf, Co, Cn, Z*) and
/// combining marks; behind another character it leaves the marks.
fn is_visible_behind(c: char, another: bool) -> bool {
    let mut bytes = [b'a'; 5];
    let len = c.encode_utf8(&mut bytes[1..]).len();
    let joined = std::str::from_utf8(&bytes[usize::from(!another)..=len]).unwrap_or_default();
    joined.escape_debug().eq(joined.chars())
}

/// The reverse of [`escape`].
///
/// # Errors
/// If a backslash begins none of `\\`, `\n`, `\r`, `\t` and `\u{HEX}`.
pub fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let code = &rest[at + 1..];
        let (c, used) = match code.as_bytes().first() {
            Some(b'\\') => ('\\', 1),
            Some(b'n') => ('\n', 1),
            Some(b'r') => ('\r', 1),
            Some(b't') => ('\t', 1),
            Some(b'u') => {
                let hex = code[1..].strip_prefix('{').and_then(|hex| hex.split_once('}'));
                let (hex, _) = hex.ok_or("`\\u` needs `{HEX}`")?;
                let code = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
                (code.ok_or_else(|| format!("`\\u{{{hex}}}` is no character"))?, hex.len() + 3)
            }
            _ => return Err("a backslash is written `\\\\`".to_owned()),
        };
        out.push(c);
        rest = &code[used..];
    }
    out.push_str(rest);
    Ok(out)
}
