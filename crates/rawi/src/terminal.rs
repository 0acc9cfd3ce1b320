//! What may be shown on a terminal, how it gets there, and how wide it is.
#![allow(clippy::disallowed_macros)] // the one place that prints

use rawi_transcript::is_visible;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use unicode_width::UnicodeWidthChar as _;

/// Columns where the terminal does not say.
const WIDTH: usize = 88;

/// The columns of the terminal at standard output, 40 at least.
#[must_use]
pub fn width() -> usize {
    let known = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    known.unwrap_or(WIDTH).max(40)
}

/// What a document, a file or a plugin says goes through here, before it is put beside anything else.
pub use rawi_transcript::shown;

/// `text` as a terminal may [show](shown) it, on one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    shown(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `text` kept apart from what stands beside it, so that neither turns the other's direction: behind Arabic a terminal shows
/// `2025-05-18` as `18-05-2025`.
#[must_use]
pub fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// What a document says, on [one line](one_line) and [kept apart](isolated) from what stands beside it.
#[must_use]
pub fn apart(text: &str) -> String {
    isolated(&one_line(text))
}

/// Columns that [`isolated`] adds at most.
pub const ISOLATION: usize = 2;

/// Columns that `text` takes at most: some terminals give a mark of isolation a column of its own, and lam-alef two.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_isolation(c) { 1 } else { c.width().unwrap_or(0) }).sum()
}

/// `text` as it may be printed: everything that the command says goes through here. Lines, [isolation](isolated) that ends in its
/// line and colours of letters stay; whatever else a terminal would obey or hide is escaped, wherever it came from.
///
/// ```
/// use rawi::terminal::safe;
/// assert_eq!(safe("\u{1B}[1;31merror\u{1B}[0m: \u{1B}[2J\u{202E}"), "\u{1B}[1;31merror\u{1B}[0m: \\u{1b}[2J\\u{202e}");
/// ```
#[must_use]
pub fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let isolates = isolates(line);
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let length = match colour(rest) {
                Some(length) => length,
                None => c.len_utf8(),
            };
            let (part, behind) = rest.split_at(length);
            let stays = length > c.len_utf8() || matches!(c, '\n' | '\t') || is_visible(c);
            if stays || (isolates && is_isolation(c)) {
                out.push_str(part);
            } else {
                out.extend(c.escape_unicode());
            }
            rest = behind;
        }
    }
    out
}

fn is_isolation(c: char) -> bool {
    matches!(c, '\u{2068}' | '\u{2069}')
}

/// Whether every isolation of a line begins and ends in it.
fn isolates(line: &str) -> bool {
    let depth = line.chars().try_fold(0_usize, |depth, c| match c {
        '\u{2068}' => Some(depth + 1),
        '\u{2069}' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// The length in bytes of the escape sequence that `text` begins with, if all that it does is give letters a colour or a weight.
fn colour(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1B}[")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';').filter(|&end| rest[end..].starts_with('m'))?;
    let plain = |number: &str| matches!(number.parse::<u8>(), Ok(0..=4 | 22..=24 | 30..=37 | 39 | 90..=97));
    rest[..end].split(';').all(|number| number.is_empty() || plain(number)).then_some(end + 3)
}

/// Prints text to standard output for people to read.
///
/// # Errors
/// What the system says.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(safe(text).as_bytes())?;
    out.flush()
}

/// The same to standard error, where standard output has other things.
///
/// # Errors
/// What the system says.
pub fn print_aside(text: &str) -> io::Result<()> {
    anstream::stderr().write_all(safe(text).as_bytes())
}

/// Prints a result for other programs to standard output: byte for byte, unless that is a terminal.
///
/// # Errors
/// What the system says.
pub fn print_data(data: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.is_terminal() {
        true => out.write_all(safe(&String::from_utf8_lossy(data)).as_bytes())?,
        false => out.write_all(data)?,
    }
    out.flush()
}

/// JSON for programs and for eyes, indented; what a terminal would obey stands as the escapes that JSON has for it.
#[must_use]
pub fn json(value: &serde_json::Value) -> String {
    escaped_json(&format!("{value:#}\n"))
}

/// The same on one line, without its end.
#[must_use]
pub fn json_line(value: &serde_json::Value) -> String {
    escaped_json(&value.to_string())
}

fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_visible(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// What a message on standard error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Why the command ended.
    Error,
    /// What became of a document.
    Failed,
    /// A plugin that is not used.
    Refused,
    /// What may be a mistake.
    Warning,
    /// What is worth knowing.
    Note,
}

impl Message {
    /// As it stands before the message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Says something on standard error.
pub fn tell(what: Message, message: &str) {
    let colour = if what == Message::Error { 31 } else { 33 };
    say(&format!("\x1b[1;{colour}m{}\x1b[0m: {}", what.name(), shown(message)));
}

/// Says lines on standard error.
pub fn say(text: &str) {
    anstream::eprintln!("{}", safe(text));
}

/// Says on standard error how far something is, over what was said so before.
pub fn overwrite(text: &str) {
    anstream::eprint!("\r{}", safe(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_and_isolation_that_ends_get_through() {
        for stays in ["\u{1B}[1;33mحلب\u{1B}[0m\n", "\u{1B}[m", &isolated(&isolated("2025-05-18")), "ـُـ", "a\n\tb"]
        {
            assert_eq!(safe(stays), stays);
        }
        for (hostile, escaped) in [
            ("\u{1B}[8mx", "\\u{1b}[8mx"),
            ("\u{1B}]0;x\u{7}", "\\u{1b}]0;x\\u{7}"),
            ("\u{1B}[1;41m", "\\u{1b}[1;41m"),
            ("\u{1B}[1", "\\u{1b}[1"),
            ("\u{1B}", "\\u{1b}"),
            ("\u{9B}2J", "\\u{9b}2J"),
            ("\u{2068}a\nb\u{2069}", "\\u{2068}a\nb\\u{2069}"),
            ("\u{2069}\u{2068}", "\\u{2069}\\u{2068}"),
            ("\u{202E}\u{2067}\u{200F}\r", "\\u{202e}\\u{2067}\\u{200f}\\u{d}"),
        ] {
            assert_eq!(safe(hostile), escaped);
        }
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({ "a\u{202E}": ["\u{1B}[2J\u{9B}", "حلب \u{E0001}\u{1F6C8}", 1.5] });
        let text = json(&value);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(text.chars().all(|c| c == '\n' || is_visible(c)) && text.contains("حلب"));
    }
}
