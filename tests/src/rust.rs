//! Rust source read as far as the workspace's own rules need it: words, signs and literals, without comments and without what
//! only tests compile.

/// A piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it is written; of a literal what stands between its quotes.
    pub text: &'a str,
    /// Its line, counted from 1.
    pub line: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// One character of punctuation.
    Sign,
    /// A string of any kind.
    Text,
    /// A character.
    Char,
    /// `'a`.
    Lifetime,
}

impl Token<'_> {
    fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }
}

/// The tokens of a file that compiles. Comments and documentation are left out.
#[must_use]
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let (kind, len, inside) = if c.is_whitespace() {
            (None, c.len_utf8(), 0..0)
        } else if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()), 0..0)
        } else if rest.starts_with("/*") {
            (None, block_comment(rest), 0..0)
        } else if let Some((len, inside)) = string(rest) {
            (Some(Kind::Text), len, inside)
        } else if let Some(len) = character(rest) {
            (Some(Kind::Char), len, rest.find('\'').map_or(0, |quote| quote + 1)..len - 1)
        } else if c == '\'' {
            let len = 1 + word(&rest[1..]);
            (Some(Kind::Lifetime), len, 0..len)
        } else if word(rest) > 0 {
            (Some(Kind::Word), word(rest), 0..word(rest))
        } else {
            (Some(Kind::Sign), c.len_utf8(), 0..c.len_utf8())
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, text: &rest[inside], line });
        }
        line += rest[..len].matches('\n').count();
        at += len;
    }
    tokens
}

/// Bytes of the name, keyword or number at the beginning.
fn word(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Bytes of the string at the beginning, and where in it its content is.
fn string(text: &str) -> Option<(usize, std::ops::Range<usize>)> {
    let prefix = text.find(|c: char| !matches!(c, 'b' | 'c' | 'r'))?;
    if !matches!(&text[..prefix], "" | "b" | "c" | "r" | "br" | "cr") {
        return None;
    }
    let raw = text[..prefix].ends_with('r');
    let hashes = if raw { text[prefix..].find(|c| c != '#')? } else { 0 };
    let open = prefix + hashes + 1;
    if text.as_bytes().get(open - 1) != Some(&b'"') {
        return None;
    }
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let end = open + text[open..].find(&close)?;
        return Some((end + close.len(), open..end));
    }
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some((i + 1, open..i)),
            _ => {}
        }
    }
    None
}

/// Bytes of the character literal at the beginning; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let open = if text.starts_with("b'") { 2 } else { 1 };
    let mut inside = text[open - 1..].strip_prefix('\'')?.chars();
    if inside.next()? == '\\' {
        // What is escaped may be a quote itself.
        let escaped = inside.next()?.len_utf8();
        let close = text[open + 1 + escaped..].find('\'')?;
        return Some(open + 1 + escaped + close + 1);
    }
    let len = text.len() - inside.as_str().len();
    inside.as_str().starts_with('\'').then_some(len + 1)
}

/// The tokens that are compiled outside tests: without the items under `#[cfg(test)]`, `#[test]` and their like. The names of
/// modules that are left out and lie in files of their own come second.
#[must_use]
pub fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let Some(end) = attribute(tokens, at) else {
            kept.push(tokens[at]);
            at += 1;
            continue;
        };
        if !only_for_tests(&tokens[at..end]) {
            kept.extend(&tokens[at..end]);
            at = end;
            continue;
        }
        let mut item = end;
        while let Some(end) = attribute(tokens, item) {
            item = end;
        }
        let end = item_end(tokens, item);
        if let [.., module, name, semicolon] = &tokens[item..end]
            && module.text == "mod"
            && semicolon.is(";")
        {
            modules.push(name.text);
        }
        at = end;
    }
    (kept, modules)
}

/// Where the attribute that begins at `at` ends.
fn attribute(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    if !tokens.get(at)?.is("#") || !tokens.get(at + 1)?.is("[") {
        return None;
    }
    Some(closing(tokens, at + 1))
}

fn only_for_tests(attribute: &[Token<'_>]) -> bool {
    let words: Vec<&str> = attribute.iter().filter(|t| t.kind == Kind::Word).map(|t| t.text).collect();
    match words.as_slice() {
        ["cfg", rest @ ..] => rest.contains(&"test") && !rest.contains(&"not") && !rest.contains(&"any"),
        [.., last] => *last == "test",
        [] => false,
    }
}

/// Behind the bracket that closes the one at `at`.
fn closing(tokens: &[Token<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(at) {
        if token.is("(") || token.is("[") || token.is("{") {
            depth += 1;
        } else if token.is(")") || token.is("]") || token.is("}") {
            depth -= 1;
            if depth == 0 {
                return i + 1;
            }
        }
    }
    tokens.len()
}

/// Behind the item at `at`: its semicolon, or its last brace.
fn item_end(tokens: &[Token<'_>], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        if token.is(";") {
            return at + 1;
        }
        if token.is("{") {
            let end = closing(tokens, at);
            // `use a::{b, c};` goes on behind its brace.
            return if tokens.get(end).is_some_and(|token| token.is(";")) { end + 1 } else { end };
        }
        at = if token.is("(") || token.is("[") { closing(tokens, at) } else { at + 1 };
    }
    tokens.len()
}

/// How many Arabic words stand in a literal: runs of letters of the script with their marks.
#[must_use]
pub fn arabic_words(literal: &str) -> usize {
    let letter = |c: char| {
        matches!(c, '\u{620}'..='\u{64A}' | '\u{66E}'..='\u{6D3}' | '\u{6FA}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
    };
    let mark = |c: char| matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}');
    literal.split(|c: char| !letter(c) && !mark(c)).filter(|word| word.contains(letter)).count()
}

#[cfg(test)]
mod tests {
    use super::{Kind, arabic_words, tokens, without_tests};

    fn texts(source: &str, kind: Kind) -> Vec<&str> {
        let (kept, _) = without_tests(&tokens(source));
        kept.iter().filter(|token| token.kind == kind).map(|token| token.text).collect()
    }

    #[test]
    fn literals_are_told_from_comments_and_lifetimes() {
        let source = r##"
            /// "حلب" 'ب'
            fn a<'a>(x: &'a str) -> char { /* "لا" /* "ولا" */ */
                let s = "قال \" لا"; let r = r#"من "هنا""#; let b = b"x\\"; // "أيضا"
                if x == "'" { '\'' } else if x == "//" { 'و' } else { '\u{64B}' }
            }
        "##;
        assert_eq!(texts(source, Kind::Text), ["قال \\\" لا", "من \"هنا\"", "x\\\\", "'", "//"]);
        assert_eq!(texts(source, Kind::Char), ["\\'", "و", "\\u{64B}"]);
        assert_eq!(texts(source, Kind::Lifetime), ["'a", "'a"]);
    }

    #[test]
    fn what_only_tests_compile_is_left_out() {
        let source = r#"
            #[cfg(test)]
            mod helpers;
            #[cfg(test)]
            #[derive(Debug)]
            struct A { a: [u8; 2] }
            #[cfg(not(test))]
            const B: &str = "b";
            #[test]
            fn c() { "c"; }
            #[cfg(all(test, unix))]
            use x::{y, z};
            const D: &str = "d";
            #[cfg(test)]
            mod tests { fn e() { "e"; } }
        "#;
        assert_eq!(texts(source, Kind::Text), ["b", "d"]);
        assert_eq!(without_tests(&tokens(source)).1, ["helpers"]);
        let lines: Vec<usize> = without_tests(&tokens(source)).0.iter().map(|token| token.line).collect();
        assert_eq!((lines.first(), lines.last()), (Some(&7), Some(&13)));
    }

    #[test]
    fn words_are_counted_with_their_marks() {
        assert_eq!(arabic_words("قالَ إنّ 12 abc ـ"), 2 + 1); // a tatweel is a letter of its own here
        assert_eq!(arabic_words("\\u{64B}"), 0);
        assert_eq!(arabic_words("و،ب"), 2);
        assert_eq!(arabic_words("١٢٪"), 0);
    }
}
