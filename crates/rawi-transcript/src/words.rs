//! How a line of a transcript is taken apart.

pub(crate) fn is_place(word: &str) -> bool {
    word.contains("..") && word.bytes().all(|b| b.is_ascii_digit() || b"+-:.".contains(&b))
}

/// Words between single blanks; a blank inside quotes does not part.
pub(crate) fn split_words(head: &str) -> impl Iterator<Item = &str> {
    let mut rest = head;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return None;
        }
        let end = unquoted(rest, |b| b == b' ').unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        rest = tail;
        Some(word)
    })
}

pub(crate) fn split_attribute(word: &str) -> Option<(&str, &str)> {
    let at = unquoted(word, |b| b == b'=')?;
    Some((&word[..at], &word[at + 1..]))
}

/// The first byte outside double quotes that `is` accepts.
pub(crate) fn unquoted(text: &str, is: impl Fn(u8) -> bool) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (i, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if !quoted && is(b) => return Some(i),
            _ => {}
        }
    }
    None
}
