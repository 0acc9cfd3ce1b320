//! Which modules of a crate use which, read from its source, and the circles among them.
//!
//! A module is a file. It uses another where it names something of it: by `use crate::`, `use super::` or `use self::`, by such
//! a path in the code, or through a module that it declares itself. A name is followed through re-exports to the file that has
//! it; `mod` and `pub use` alone are no use, so a file that only declares and re-exports uses nothing and is used by no one.
//! What only tests compile does not count.

use crate::rust::{Kind, Token, tokens, without_tests};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The modules of a crate by their paths (`""` is the root, `a::b` a module), each with the modules it uses and, for each of
/// these, a line where it does.
pub type Uses = BTreeMap<String, BTreeMap<String, usize>>;

/// A file of the crate.
struct Module {
    /// Paths that it names anywhere but in a re-export, split at `::`, as they stand after its own imports.
    paths: Vec<(Vec<String>, usize)>,
    /// What it imports, private or not: the name here, and where that comes from.
    imports: BTreeMap<String, Vec<String>>,
    /// Modules that it re-exports as a whole.
    globs: Vec<Vec<String>>,
    /// Names of what it has itself.
    items: BTreeSet<String>,
}

/// Reads the crate whose root is the file `root`.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn uses(root: &Path) -> Uses {
    let modules: BTreeMap<String, Module> = files(root)
        .into_iter()
        .map(|(name, file)| {
            let source = source(&file);
            let module = read(&name, &without_tests(&tokens(&source)).0);
            (name, module)
        })
        .collect();
    let mut uses = Uses::new();
    for (name, module) in &modules {
        let used = uses.entry(name.clone()).or_default();
        for (path, line) in &module.paths {
            if let Some(to) = resolve(&modules, path)
                && to != *name
            {
                used.entry(to).or_insert(*line);
            }
        }
    }
    uses
}

fn source(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The files of the crate whose root is the file `root`, by the paths of their modules, without those that only tests compile.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn files(root: &Path) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    let mut open = vec![(String::new(), root.to_path_buf())];
    while let Some((name, file)) = open.pop() {
        let source = source(&file);
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let folder = file.parent().expect("a folder");
        let folder = if matches!(stem, "lib" | "main" | "mod") { folder.to_path_buf() } else { folder.join(stem) };
        for child in declared(&without_tests(&tokens(&source)).0) {
            let places = [folder.join(format!("{child}.rs")), folder.join(child).join("mod.rs")];
            let place = places.iter().find(|place| place.is_file());
            let place = place.unwrap_or_else(|| panic!("{}: no file of `mod {child}`", file.display()));
            open.push((join(&name, child), place.clone()));
        }
        files.insert(name, file);
    }
    files
}

/// Groups of modules of which each uses the others, be it through others of the group; each group as the shortest circle
/// through its first module.
#[must_use]
pub fn circles(uses: &Uses) -> Vec<Vec<String>> {
    let mut circles: Vec<Vec<String>> = Vec::new();
    let mut done = BTreeSet::new();
    for start in uses.keys() {
        if done.contains(start) {
            continue;
        }
        let reached = reach(uses, start);
        let group: Vec<&String> = reached.keys().filter(|to| reach(uses, to).contains_key(start)).collect();
        if group.is_empty() {
            continue;
        }
        let mut circle = vec![start.clone()];
        let mut at = &reached[start];
        while at != start {
            circle.push(at.clone());
            at = &reached[at];
        }
        circle[1..].reverse();
        circle.extend(
            group
                .iter()
                .filter(|member| !circle.contains(member))
                .map(|member| format!("({member})"))
                .collect::<Vec<_>>(),
        );
        done.extend(group.into_iter().cloned());
        circles.push(circle);
    }
    circles
}

/// The modules that `start` uses, be it through others, each with the module before it on a shortest way there.
fn reach(uses: &Uses, start: &str) -> BTreeMap<String, String> {
    let mut before = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start.to_owned()]);
    while let Some(from) = open.pop_front() {
        for to in uses.get(&from).into_iter().flat_map(BTreeMap::keys) {
            if !before.contains_key(to) {
                before.insert(to.clone(), from.clone());
                open.push_back(to.clone());
            }
        }
    }
    before
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

/// Modules in files of their own: `mod name;`.
fn declared<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let three = tokens.windows(3).filter(|three| three[0].text == "mod" && three[2].text == ";");
    three.map(|three| three[1].text).collect()
}

fn read(name: &str, tokens: &[Token<'_>]) -> Module {
    let mut module = Module { paths: Vec::new(), imports: BTreeMap::new(), globs: Vec::new(), items: items(tokens) };
    let children: BTreeSet<&str> = declared(tokens).into_iter().collect();
    let mut rest = Vec::new();
    let mut exported: Vec<(String, Vec<String>)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].kind != Kind::Word || tokens[at].text != "use" {
            rest.push(tokens[at]);
            at += 1;
            continue;
        }
        let public = at > 0 && (tokens[at - 1].text == "pub" || tokens[at - 1].text == ")");
        let end = at + tokens[at..].iter().position(|token| token.text == ";").unwrap_or(tokens.len() - at - 1);
        for (path, alias, line) in tree(&tokens[at + 1..end], tokens[at].line) {
            let Some(path) = absolute(name, &path, &children) else { continue };
            match (alias.as_str(), public) {
                ("*", true) => module.globs.push(path),
                ("*", false) => module.paths.push((path, line)),
                (_, true) => exported.push((alias, path)),
                (_, false) => {
                    module.paths.push((path.clone(), line));
                    module.imports.insert(alias, path);
                }
            }
        }
        at = end;
    }
    // A name that is re-exported may be used here too.
    for (alias, path) in exported {
        let named = |pair: &&[Token<'_>]| {
            pair[1].kind == Kind::Word && pair[1].text == alias && !matches!(pair[0].text, "mod" | "fn" | ".")
        };
        if let Some(pair) = rest.windows(2).find(named) {
            module.paths.push((path.clone(), pair[1].line));
        }
        module.imports.insert(alias, path);
    }
    for (i, token) in rest.iter().enumerate() {
        // Not what follows `::`, nor a method; a range may stand before a path.
        let before = |n: usize| i.checked_sub(n).map_or("", |i| rest[i].text);
        let inside = (before(1) == ":" || before(1) == ".") && before(2) == before(1);
        let begins = token.kind == Kind::Word && if before(1) == "." { inside } else { !inside };
        if !begins || !is_path(&rest, i) {
            continue;
        }
        let mut path = vec![token.text.to_owned()];
        let mut end = i + 1;
        while is_path(&rest, end - 1) && rest.get(end + 2).is_some_and(|token| token.kind == Kind::Word) {
            path.push(rest[end + 2].text.to_owned());
            end += 3;
        }
        let path = match module.imports.get(&path[0]) {
            Some(from) => Some([from, &path[1..]].concat()),
            None => absolute(name, &path, &children),
        };
        module.paths.extend(path.map(|path| (path, token.line)));
    }
    module
}

/// Whether `::` follows the token.
fn is_path(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|token| token.text == ":")
        && tokens.get(at + 2).is_some_and(|token| token.text == ":")
}

/// Names that the file gives to something of its own.
fn items(tokens: &[Token<'_>]) -> BTreeSet<String> {
    const ITEMS: [&str; 9] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "macro_rules"];
    let named = |(i, token): (usize, &Token<'_>)| {
        let name = tokens[i + 1..].iter().find(|token| token.text != "mut" && token.text != "!")?;
        (ITEMS.contains(&token.text) && name.kind == Kind::Word).then(|| name.text.to_owned())
    };
    tokens.iter().enumerate().filter_map(named).collect()
}

/// The paths of a `use`, each with the name it has here (`*` for all).
fn tree(tokens: &[Token<'_>], line: usize) -> Vec<(Vec<String>, String, usize)> {
    let mut found = Vec::new();
    let mut prefixes: Vec<Vec<String>> = Vec::new();
    let (mut path, mut alias, mut line): (Vec<String>, Option<String>, usize) = (Vec::new(), None, line);
    let mut end = |path: &mut Vec<String>, alias: &mut Option<String>, prefixes: &[Vec<String>], line: usize| {
        let own = prefixes.last().map_or(0, Vec::len);
        if path.len() > own {
            if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
                path.pop();
            }
            let name = alias.take().or_else(|| path.last().cloned()).unwrap_or_default();
            if name == "*" {
                path.pop();
            }
            found.push((path.clone(), name, line));
        }
        *path = prefixes.last().cloned().unwrap_or_default();
    };
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        line = token.line;
        match token.text {
            "{" => prefixes.push(path.clone()),
            "," => end(&mut path, &mut alias, &prefixes, line),
            "}" => {
                end(&mut path, &mut alias, &prefixes, line);
                prefixes.pop();
                // The group itself is done; nothing of it stays open.
                path = prefixes.last().cloned().unwrap_or_default();
            }
            "as" => alias = tokens.next().map(|token| token.text.to_owned()),
            ":" => {}
            name => path.push(name.to_owned()),
        }
    }
    end(&mut path, &mut alias, &prefixes, line);
    found
}

/// A path from the root of the crate; of other crates none.
fn absolute(module: &str, path: &[String], children: &BTreeSet<&str>) -> Option<Vec<String>> {
    let mut base: Vec<String> = module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let first = path.first()?.as_str();
    let mut rest = path;
    match first {
        "crate" => {
            base.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        child if children.contains(child) => {}
        _ => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The file that has what `path` names.
fn resolve(modules: &BTreeMap<String, Module>, path: &[String]) -> Option<String> {
    let mut path = path.to_vec();
    // Re-exports of re-exports end; the bound is for source that does not compile.
    for _ in 0..16 {
        let mut module = String::new();
        let mut parts = path.iter();
        let mut item = None;
        for part in parts.by_ref() {
            let next = join(&module, part);
            if modules.contains_key(&next) {
                module = next;
            } else {
                item = Some(part);
                break;
            }
        }
        let Some(item) = item else { return Some(module) };
        let here = modules.get(&module)?;
        if here.items.contains(item) {
            return Some(module);
        }
        let rest: Vec<String> = parts.cloned().collect();
        if let Some(from) = here.imports.get(item) {
            path = [from.as_slice(), &rest].concat();
            continue;
        }
        let glob = here.globs.iter().find(|glob| {
            modules.get(&glob.join("::")).is_some_and(|m| m.items.contains(item) || m.imports.contains_key(item))
        });
        match glob {
            Some(glob) => path = [glob.as_slice(), std::slice::from_ref(item), &rest].concat(),
            None => return Some(module),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{circles, uses};

    /// What each module of a crate of these files uses, and its circles.
    fn read(files: &[(&str, &str)]) -> (Vec<String>, Vec<Vec<String>>) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, text).expect("a file");
        }
        let uses = uses(&folder.path().join("lib.rs"));
        let arrows = uses.iter().flat_map(|(from, to)| to.keys().map(move |to| format!("{from} > {to}"))).collect();
        (arrows, circles(&uses))
    }

    #[test]
    fn names_are_followed_to_the_file_that_has_them() {
        let (arrows, circles) = read(&[
            ("lib.rs", "mod a; mod b; pub mod c; pub use a::{A, Other as Same}; pub use c::*; pub fn own() {}"),
            ("a.rs", "use crate::{B as Bee, Deep, own}; use std::fmt; pub struct A; pub struct Other;"),
            (
                "b.rs",
                "pub struct B; fn f(x: crate::Same) -> u8 { c::no() } #[cfg(test)] mod tests { use crate::c::in_c; }",
            ),
            ("c/mod.rs", "mod d; pub use d::Deep; pub use crate::b::B; pub fn in_c() { d::f(); }"),
            (
                "c/d.rs",
                "use super::super::own; pub struct Deep; pub fn f() { Box::new(crate::a::A); 0..crate::b::N; x.crate_::y }",
            ),
        ]);
        assert_eq!(arrows, ["a > ", "a > b", "a > c::d", "b > a", "c > c::d", "c::d > ", "c::d > a", "c::d > b"]);
        assert_eq!(circles, [vec!["a", "b", "(c::d)"]]);
    }

    #[test]
    fn a_file_that_only_declares_and_re_exports_is_in_no_circle() {
        let (arrows, circles) = read(&[
            ("lib.rs", "mod a; mod b; pub use a::A; pub(crate) use b::{self, B};"),
            ("a.rs", "use crate::B; pub struct A;"),
            ("b.rs", "pub struct B;"),
        ]);
        assert_eq!(arrows, ["a > b"]);
        assert!(circles.is_empty());
        let (_, circles) = read(&[
            ("lib.rs", "mod a; pub use a::A; fn f(x: A) {} pub struct Own;"),
            ("a.rs", "use crate::Own; pub struct A;"),
        ]);
        assert_eq!(circles, [vec!["", "a"]]);
    }
}
