//! Rust source as what it does: without comments, layout and tests.

/// A source file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its tokens; comments, white space between them and what only tests see are left out.
    pub(crate) code: String,
    /// What it embeds.
    pub(crate) embedded: Vec<Include>,
    /// Modules in files of their own that only tests see.
    pub(crate) tests: Vec<String>,
}

/// An `include_str!`, `include_bytes!` or `include!`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Include {
    /// The file; a folder where a macro's variable names the file in it.
    pub(crate) path: String,
    /// Whether it is relative to the crate (`CARGO_MANIFEST_DIR`), not to the source file.
    pub(crate) of_crate: bool,
}

/// Reads a source file. Whatever it holds, each of its bytes is passed over a bounded number of times.
pub(crate) fn read(text: &str) -> Source {
    let mut source = Source::default();
    let tokens = without_tests(&tokens(text), &mut source.tests);
    for (i, token) in tokens.iter().enumerate() {
        // Two words stay two; elsewhere no space says anything.
        let ends_word = source.code.ends_with(is_word) || source.code.ends_with(['"', '\'']);
        if ends_word && token.starts_with(|c| is_word(c) || c == '"' || c == '\'') {
            source.code.push(' ');
        }
        source.code.push_str(token);
        if matches!(*token, "include_str" | "include_bytes" | "include") && tokens.get(i + 1) == Some(&"!") {
            source.embedded.extend(include(&tokens[i + 2..]));
        }
    }
    source
}

/// What the arguments of an include name. A file made by a build script (`OUT_DIR`) is told by the script's own source.
fn include(rest: &[&str]) -> Option<Include> {
    let mut depth = 0_usize;
    let mut literals = Vec::new();
    let mut variable = false;
    for token in rest.iter().take(100) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "$" => variable = true,
            literal if literal.starts_with('"') => literals.push(literal.trim_matches('"')),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    if literals.contains(&"OUT_DIR") {
        return None;
    }
    let of_crate = literals.first() == Some(&"CARGO_MANIFEST_DIR");
    let path = literals.get(usize::from(of_crate))?;
    let path = match variable {
        true => path.rsplit_once('/').map_or(".", |(folder, _)| folder),
        false => path,
    };
    Some(Include { path: path.to_owned(), of_crate })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of Rust source: words, literals, and all else sign by sign.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c.is_whitespace() || rest.starts_with("//") || rest.starts_with("/*") {
            rest = &rest[skipped(rest, c)..];
            continue;
        } else if let Some(length) = string(rest) {
            length
        } else if c == '\'' {
            character(rest)
        } else if is_word(c) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Bytes of the white space or the comment that `rest` begins with.
fn skipped(rest: &str, first: char) -> usize {
    if first.is_whitespace() {
        return rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    }
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    let mut depth = 0_usize;
    let mut at = 0;
    let bytes = rest.as_bytes();
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    rest.len()
}

/// Bytes of the string literal that `rest` begins with, its prefix (`r`, `b`, `c`, `br`, `cr`) and its quotes included.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix)
            .is_some_and(|after| after.starts_with('"') || prefix.ends_with('r') && after.starts_with('#'))
    })?;
    let after = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = after.bytes().take_while(|&b| b == b'#').count();
        // A raw identifier is none.
        after[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", &after[..hashes]);
        let from = prefix.len() + hashes + 1;
        return Some(rest[from..].find(&end).map_or(rest.len(), |at| from + at + end.len()));
    }
    let mut escaped = false;
    for (at, b) in after.bytes().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(prefix.len() + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// Bytes of the character literal that `rest` begins with; of the quote alone if it is a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            let from = rest.char_indices().nth(3).map_or(rest.len(), |(at, _)| at);
            rest[from..].find('\'').map_or(rest.len(), |at| from + at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Leaves out each item behind `#[cfg(test)]`; a module that is only named there goes to `modules`.
fn without_tests<'t>(tokens: &[&'t str], modules: &mut Vec<String>) -> Vec<&'t str> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].starts_with(&TEST) {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        let end = end_of_item(tokens, at + TEST.len());
        if let [.., "mod", name, ";"] = &tokens[at..end] {
            modules.push((*name).to_owned());
        }
        at = end;
    }
    kept
}

/// Where the item, the field or the statement ends that begins at `at`.
fn end_of_item(tokens: &[&str], mut at: usize) -> usize {
    const ITEMS: [&str; 15] = [
        "pub",
        "fn",
        "mod",
        "use",
        "impl",
        "struct",
        "enum",
        "const",
        "static",
        "type",
        "trait",
        "unsafe",
        "extern",
        "macro_rules",
        "async",
    ];
    let mut depth = 0_usize;
    let mut item = None;
    while let Some(token) = tokens.get(at) {
        // Behind further attributes.
        if item.is_none() && depth == 0 && !matches!(*token, "#" | "[") {
            item = Some(ITEMS.contains(token));
        }
        match *token {
            "(" | "[" | "{" => depth += 1,
            // The end of what the field or the last statement stands in.
            ")" | "]" | "}" if depth == 0 => return at,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return at + 1 + usize::from(matches!(tokens.get(at + 1), Some(&(";" | ","))));
                }
            }
            ";" if depth == 0 => return at + 1,
            "," if depth == 0 && item == Some(false) => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Include, read};

    fn same(one: &str, other: &str) -> bool {
        read(one).code == read(other).code
    }

    #[test]
    fn comments_layout_and_tests_are_not_code() {
        let code = "fn f<'a>(x: &'a str) -> char { if x == \"//a  b\" { '\\'' } else { 'x' } }";
        let other = "//! About.\nfn f<'a>(\n  x: &'a str) /* /* deep */ \" */ -> char {\n // it's\n if x == \"//a  b\" { '\\'' } else { 'x' }\n}\n\
                     #[cfg(test)]\nmod tests { fn g() -> [u8; 2] { [1, 2] } }\n";
        assert!(same(code, other), "{}\n{}", read(code).code, read(other).code);
        assert!(same("use a::b; fn g() {}", "#[cfg(test)] use x::{y};\nuse a::b;\nfn g() {}"));
        assert!(same(
            "struct A { b: u8 }",
            "struct A { #[cfg(test)] steps: Cell<usize>, b: u8, }".replace(", }", "}").as_str()
        ));
        assert!(same("fn f() { b(); c() }", "fn f() { #[cfg(test)] count(1, 2); b(); #[cfg(test)] { d() } c() }"));
        assert!(same(
            "struct A; struct B;",
            "struct A; #[cfg(test)] #[derive(Debug)] impl<T, U> C<T, U> { fn d() {} } struct B;"
        ));
    }

    #[test]
    fn what_stands_in_literals_is_code() {
        assert!(!same("\"a b\"", "\"a  b\""));
        assert!(!same("r#\"a // b\"#", "r#\"a // c\"#"));
        assert!(!same("'\"' /* x */ 'a'", "'\"' 'b'"));
        assert!(!same("b\"\\\" // a\"", "b\"\\\" // b\""));
        assert!(!same("let a = 1;", "let a = 2;"));
        assert!(!same("a b", "ab"));
        assert!(!same("\"مليون\"", "\"مليار\""));
    }

    #[test]
    fn what_is_embedded_is_found() {
        let source = "const A: &str = include_str!(\"../a.tsv\"); // include_str!(\"b\")\n\
                      m!(include_bytes!(concat!(\"../lists/\", $name)));\n\
                      const C: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/c.tsv\"));\n\
                      include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));";
        let found = read(source).embedded;
        let include = |path: &str, of_crate| Include { path: path.to_owned(), of_crate };
        assert_eq!(found, [include("../a.tsv", false), include("../lists", false), include("/c.tsv", true)]);
    }

    #[test]
    fn modules_that_only_tests_see_are_named() {
        let found =
            read("mod a;\n#[cfg(test)]\nmod b;\n#[cfg(test)] pub(crate) mod c;\n#[cfg(test)] mod d { mod e; }\n");
        assert_eq!((found.tests, found.code.as_str()), (vec!["b".to_owned(), "c".to_owned()], "mod a;"));
    }

    #[test]
    fn odd_source_is_read_to_its_end() {
        for odd in [
            "\"",
            "r#\"",
            "'",
            "'\\",
            "/*",
            "/* /* */",
            "b'",
            "r#fn",
            "#[cfg(test)]",
            "#[cfg(test)] mod",
            "include_str!(",
            "include!",
        ] {
            read(odd);
            read(&odd.repeat(10_000));
        }
    }
}
