//! How deep a page nests, before anything is built of it: the time a parser of HTML takes grows with the square of it.

/// Browsers (Blink) nest no deeper either.
pub(crate) const DEEPEST: usize = 512;

/// Elements that have no end tag, or often go without.
const UNCOUNTED: [&[u8]; 35] = [
    b"area",
    b"base",
    b"body",
    b"br",
    b"col",
    b"colgroup",
    b"dd",
    b"dt",
    b"embed",
    b"head",
    b"hr",
    b"html",
    b"img",
    b"input",
    b"li",
    b"link",
    b"meta",
    b"optgroup",
    b"option",
    b"p",
    b"param",
    b"path",
    b"rect",
    b"rp",
    b"rt",
    b"source",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
    b"track",
    b"use",
    b"wbr",
];

/// Whether more than [`DEEPEST`] elements are open at once, as far as counting tags can tell.
pub(crate) fn is_too_deep(page: &str) -> bool {
    let bytes = page.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(found) = page[at..].find('<') {
        at += found + 1;
        if page[at..].starts_with("!--") {
            at = page[at..].find("-->").map_or(page.len(), |end| at + end);
            continue;
        }
        let closing = bytes.get(at) == Some(&b'/');
        at += usize::from(closing);
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        let name = bytes[at..at + length].to_ascii_lowercase();
        at += length;
        if name.is_empty() || UNCOUNTED.contains(&name.as_slice()) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
            continue;
        }
        depth += 1;
        if depth > DEEPEST {
            return true;
        }
        // What these hold is no markup; `a<b` in a script opens nothing.
        if matches!(name.as_slice(), b"script" | b"style") {
            let end = [b"</".as_slice(), &name].concat();
            at = bytes[at..]
                .windows(end.len())
                .position(|w| w.eq_ignore_ascii_case(&end))
                .map_or(page.len(), |e| at + e);
        }
    }
    false
}
