//! The workspace's own rules: the table of crates is the truth, dependencies go downwards, lints are inherited; no circle
//! among modules, no long file, no word list in code (`source`).

mod source;

use rawi_tests::root;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// Rank of each crate by the table in docs/ARCHITECTURE.md.
fn ranks() -> BTreeMap<String, u32> {
    let mut ranks = BTreeMap::new();
    for line in read("docs/ARCHITECTURE.md").lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, rank, name, ..] = cells.as_slice()
            && let Ok(rank) = rank.parse()
        {
            assert!(ranks.insert((*name).to_owned(), rank).is_none(), "{name} stands twice in the table");
        }
    }
    ranks
}

fn packages() -> Vec<Value> {
    metadata()["packages"].as_array().expect("packages").clone()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a package has a name")
}

#[test]
fn the_table_lists_every_crate_and_no_other() {
    let table: Vec<String> = ranks().into_keys().collect();
    let mut members: Vec<String> = packages().iter().map(|p| name(p).to_owned()).collect();
    members.sort();
    assert_eq!(table, members, "docs/ARCHITECTURE.md against `cargo metadata`");
}

#[test]
fn dependencies_go_to_a_lower_rank() {
    let ranks = ranks();
    let mut wrong = Vec::new();
    for package in packages() {
        let from = name(&package);
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let to = dependency["name"].as_str().expect("a dependency has a name");
            let Some(rank) = ranks.get(to) else { continue };
            let dev = dependency["kind"] == "dev";
            if dev && ranks[from] == 0 {
                wrong.push(format!("{from} (rank 0) has the dev-dependency {to}"));
            }
            if !dev && *rank >= ranks[from] {
                wrong.push(format!("{from} (rank {}) depends on {to} (rank {rank})", ranks[from]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_crate_lies_in_the_folder_of_its_name_and_inherits_the_lints() {
    for package in packages() {
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
        let folder = manifest.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        assert!(folder == name(&package) || folder == "tests", "{} lies in {folder}", name(&package));
        let text = std::fs::read_to_string(manifest).expect("a manifest");
        assert!(text.contains("[lints]\nworkspace = true"), "{} does not inherit the lints", name(&package));
    }
}

#[test]
fn unsafe_is_forbidden_but_at_the_borders() {
    for package in packages() {
        let crate_root = Path::new(package["manifest_path"].as_str().expect("a path")).with_file_name("src/lib.rs");
        if matches!(name(&package), "rawi-plugin" | "rawi-loader" | "rawi-python" | "xtask" | "rawi-tests") {
            continue;
        }
        let text = std::fs::read_to_string(&crate_root).expect("a lib.rs");
        assert!(text.contains("#![forbid(unsafe_code)]"), "{} allows unsafe code", name(&package));
    }
}

#[test]
fn the_facade_without_the_command_has_nothing_of_it() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "rawi",
            "--no-default-features",
            "--features",
            "model",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(["--offline", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"rawi-tagger"), "{tree}");
    for unwanted in ["clap", "indicatif", "mimalloc", "ctrlc", "signal-hook", "rusqlite", "rawi-testkit", "rawi-eval"] {
        assert!(
            !names.contains(&unwanted),
            "{unwanted} comes with the library: `cargo tree -p rawi --no-default-features -i {unwanted}`"
        );
    }
}

#[test]
fn every_allow_says_why() {
    let mut wrong = Vec::new();
    for path in source::files(&["rs"]) {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        for (i, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let marked = code.starts_with("#[allow(") || code.starts_with("#![allow(");
            if marked && !code.contains("//") && !code.contains("reason") {
                wrong.push(format!("{}:{}: {code}", path.display(), i + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "an exception needs a reason beside it: {wrong:#?}");
}

#[test]
fn links_of_the_documentation_lead_somewhere() {
    let mut wrong = Vec::new();
    let pages = source::files(&["md"])
        .into_iter()
        .chain(source::pages())
        .filter(|page| !page.components().any(|part| part.as_os_str() == "cases"));
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("UTF-8");
        for (i, line) in text.lines().enumerate() {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let file = link.split('#').next().unwrap_or_default();
                let elsewhere = file.is_empty() || file.contains(':') || file.contains(' ');
                if !elsewhere && !page.with_file_name(file).exists() {
                    wrong.push(format!("{}:{}: {link}", page.display(), i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "no such files: {wrong:#?}");
}
