//! Rules on the source itself: what stands where, how long a file is, and that words of the language lie in lexicons.

use super::{name, packages};
use rawi_tests::modules::{circles, uses};
use rawi_tests::rust::{Kind, arabic_words, tokens, without_tests};
use rawi_tests::{modules, root};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Files of the workspace with one of these endings, sorted.
pub(crate) fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> =
        ["crates", "tests", "xtask", "plugins", "findings"].map(|folder| root().join(folder)).to_vec();
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The pages at the top and in `docs/`, sorted.
pub(crate) fn pages() -> Vec<PathBuf> {
    let folders = [root().to_path_buf(), root().join("docs")];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.sort();
    pages
}

/// As the reader of a message wants it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The roots of a package's library, programs and build script.
fn crate_roots(package: &serde_json::Value) -> Vec<PathBuf> {
    let targets = package["targets"].as_array().expect("targets");
    let of_crate = |target: &&serde_json::Value| {
        let kinds = target["kind"].as_array().expect("kinds");
        !kinds.iter().any(|kind| kind == "test" || kind == "bench" || kind == "example")
    };
    targets.iter().filter(of_crate).map(|target| target["src_path"].as_str().expect("a path").into()).collect()
}

/// `docs/STYLE.md`: nouns below, doers above.
#[test]
fn modules_use_each_other_in_no_circle() {
    let mut found = String::new();
    let mut count = 0;
    for package in packages() {
        for root in crate_roots(&package) {
            let uses = uses(&root);
            for circle in circles(&uses) {
                count += 1;
                let _ = writeln!(found, "{}:", name(&package));
                let members: Vec<&str> = circle.iter().map(|name| name.trim_matches(['(', ')'])).collect();
                for from in &members {
                    for (to, line) in uses[*from].iter().filter(|(to, _)| members.contains(&to.as_str())) {
                        let shown = |name: &str| if name.is_empty() { "the root" } else { name }.to_owned();
                        let _ = writeln!(found, "    {} uses {} (line {line})", shown(from), shown(to));
                    }
                }
            }
        }
    }
    assert!(count == 0, "{count} circles; move what both need into a file below both:\n{found}");
}

#[test]
fn no_file_is_longer_than_700_lines() {
    const MOST: usize = 700;
    let mut long = Vec::new();
    for path in files(&["rs", "c", "cc", "h", "py", "sh"]) {
        let lines = std::fs::read_to_string(&path).expect("UTF-8").lines().count();
        if lines > MOST {
            long.push(format!("{}: {lines} lines", shown(&path)));
        }
    }
    assert!(long.is_empty(), "each of these has two ideas; give the second a file: {long:#?}");
}

/// `docs/lexicons.md`: what a linguist would want to read or add lies in a lexicon; code has the function words that a rule
/// names one by one.
#[test]
fn words_of_the_language_lie_in_lexicons() {
    const MOST: usize = 400;
    /// Crates that only tests use.
    const TESTS: [&str; 3] = ["rawi-tests", "rawi-testkit", "rawi-trial"];
    let mut by_crate: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for package in packages().iter().filter(|package| !TESTS.contains(&name(package))) {
        let files = crate_roots(package).into_iter().flat_map(|root| modules::files(&root).into_values());
        for file in files {
            let source = std::fs::read_to_string(&file).expect("UTF-8");
            let (tokens, _) = without_tests(&tokens(&source));
            let literals = tokens.iter().filter(|token| matches!(token.kind, Kind::Text | Kind::Char));
            let words = literals.map(|token| arabic_words(token.text)).sum();
            by_crate.entry(name(package).to_owned()).or_default().insert(shown(&file), words);
        }
    }
    let all: usize = by_crate.values().flat_map(BTreeMap::values).sum();
    let mut table = String::new();
    for (name, files) in &by_crate {
        let _ = writeln!(table, "{:6} {name}", files.values().sum::<usize>());
        for (file, words) in files.iter().filter(|(_, words)| **words > 0) {
            let _ = writeln!(table, "  {words:6} {file}");
        }
    }
    assert!(all <= MOST, "{all} Arabic words in code, {MOST} are allowed; move them into lexicons:\n{table}");
}
