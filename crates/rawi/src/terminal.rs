//! What may be shown on a terminal, and how wide it is.

use unicode_width::UnicodeWidthStr as _;

/// Columns where the terminal does not say.
const WIDTH: usize = 88;

/// The columns of the terminal at standard output, 40 at least.
#[must_use]
pub fn width() -> usize {
    let known = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    known.unwrap_or(WIDTH).max(40)
}

/// `text` with everything escaped that a terminal would obey or hide: control characters, escape sequences, what turns the
/// direction of the text, blanks that are none. Line ends and visible characters stay. All that comes from a file, a pipeline,
/// a plugin or a document goes through here.
///
/// ```
/// assert_eq!(rawi::terminal::shown("حلب\u{1B}[2J\nب"), "حلب\\u{1b}[2J\nب");
/// ```
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | ' '..='~' => out.push(c),
            _ => {
                // Behind a letter the tables of the standard library leave a combining mark alone.
                let mut bytes = [b'a'; 5];
                let length = c.encode_utf8(&mut bytes[1..]).len();
                let joined = std::str::from_utf8(&bytes[..=length]).unwrap_or_default();
                if joined.escape_debug().eq(joined.chars()) {
                    out.push(c);
                } else {
                    out.extend(c.escape_unicode());
                }
            }
        }
    }
    out
}

/// The same on one line.
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

/// Columns that `text` takes at most: some terminals give a mark of isolation a column of its own.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width() + text.matches(['\u{2068}', '\u{2069}']).count()
}
