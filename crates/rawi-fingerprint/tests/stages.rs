//! The fingerprint of a real stage's crate changes with what it does, and with nothing else.

use rawi_fingerprint::of_crate;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates of a workspace that a stage stands on, and one more, copied to a folder that tests may change.
struct Checkout(tempfile::TempDir);

impl Checkout {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copy = Self(tempfile::tempdir().unwrap());
        for file in ["Cargo.toml", "Cargo.lock"] {
            fs::copy(root.join(file), copy.path(file)).unwrap();
        }
        for krate in ["rawi-fingerprint", "rawi-arabic", "rawi-core", "rawi-values", "rawi-summarizer"] {
            copy_folder(&root.join("crates").join(krate), &copy.path("crates").join(krate));
        }
        copy
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn of_values(&self) -> String {
        of_crate(&self.path("crates/rawi-values"), ["DEFAULT".to_owned()]).unwrap().hash
    }

    fn edit(&self, file: &str, edit: impl Fn(&str) -> String) {
        let path = self.path(file);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let edited = edit(&text);
        assert_ne!(text, edited, "{file} stays as it is");
        fs::write(path, edited).unwrap();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_folder(&path, &to) } else { _ = fs::copy(&path, to).unwrap() }
    }
}

/// A source file of the stage's crate that has a rule with a number in it.
const RULE: &str = "crates/rawi-values/src/rule.rs";

fn with_rule() -> Checkout {
    let checkout = Checkout::new();
    checkout.edit(RULE, |_| {
        "/// Words.\npub const LIST: &str = include_str!(\"../lexicons/added.tsv\");\n\
         /// A rule.\npub fn rule(words: usize) -> bool {\n    words > 3 // more than three\n}\n\
         #[cfg(test)]\nmod tests {\n    #[test]\n    fn three() {\n        assert!(!super::rule(3));\n    }\n}\n"
            .to_owned()
    });
    fs::create_dir_all(checkout.path("crates/rawi-values/lexicons")).unwrap();
    checkout.edit("crates/rawi-values/lexicons/added.tsv", |_| "# Units.\nunit\tذراع\tsymbol=ell\n".to_owned());
    checkout
}

#[test]
fn a_rule_a_word_and_what_the_crate_stands_on_change_it() {
    let checkout = with_rule();
    let mut seen = vec![checkout.of_values()];
    let mut changed = |what: &str| {
        let now = checkout.of_values();
        assert!(!seen.contains(&now), "{what} left it as it was");
        seen.push(now);
    };
    checkout.edit(RULE, |text| text.replace("words > 3", "words > 4"));
    changed("a rule");
    checkout.edit("crates/rawi-values/lexicons/added.tsv", |text| text.replace("symbol=ell", "symbol=cubit"));
    changed("a feature of a word");
    checkout.edit("crates/rawi-values/lexicons/added.tsv", |text| text.to_owned() + "unit\tباع\tsymbol=fathom\n");
    changed("a word");
    checkout.edit("crates/rawi-arabic/src/lib.rs", |text| text.to_owned() + "\n#[doc(hidden)]\npub fn added() {}\n");
    changed("the crate of Arabic letters");
    checkout.edit("crates/rawi-core/src/lib.rs", |text| text.to_owned() + "\n#[doc(hidden)]\npub fn added() {}\n");
    changed("the crate of documents and layers");
    checkout.edit("Cargo.lock", |text| {
        let (before, serde) = text.split_once("name = \"serde\"\nversion = \"").unwrap();
        format!("{before}name = \"serde\"\nversion = \"9{serde}")
    });
    changed("a version of a library");
    let other = of_crate(&checkout.path("crates/rawi-values"), ["DEFAULT".to_owned(), "MORE".to_owned()]).unwrap();
    assert!(!seen.contains(&other.hash), "a feature left it as it was");
}

#[test]
fn nothing_else_changes_it() {
    let checkout = with_rule();
    let before = checkout.of_values();
    let same = |what: &str| assert_eq!(checkout.of_values(), before, "{what} changed it");
    checkout.edit(RULE, |text| text.replace("// more than three", "// why, in other words"));
    same("a comment");
    checkout.edit(RULE, |text| text.replace("/// A rule.", "/// A rule, told better.\n///"));
    same("a doc comment");
    checkout.edit(RULE, |text| text.replace("    words > 3 ", "\n\n  words>3\n"));
    same("the layout");
    checkout.edit(RULE, |text| text.replace("rule(3)", "rule(2)"));
    same("a test beside the code");
    fs::create_dir_all(checkout.path("crates/rawi-values/src/rule")).unwrap();
    let growth = |text: &str| checkout.edit("crates/rawi-values/src/rule/growth.rs", |_| text.to_owned());
    growth("fn steps() {}\n");
    checkout.edit(RULE, |text| text.to_owned() + "#[cfg(test)]\nmod growth;\n");
    same("a module of tests");
    growth("fn steps() { steps() }\n");
    same("a test in a module of its own");
    checkout.edit("crates/rawi-values/lexicons/added.tsv", |text| text.replace("# Units.", "# Units of old.\n"));
    same("a comment in a word list");
    checkout.edit("crates/rawi-values/README.md", |_| "About.\n".to_owned());
    same("a README");
    checkout.edit("crates/rawi-values/tests/cases/numbers.md", |text| text.to_owned() + "\nMore.\n");
    same("a casebook");
    checkout
        .edit("crates/rawi-summarizer/src/lib.rs", |text| text.to_owned() + "\n#[doc(hidden)]\npub fn added() {}\n");
    same("the crate of another stage");
    checkout.edit("Cargo.lock", |text| {
        let (before, clap) = text.split_once("name = \"clap\"\nversion = \"").unwrap();
        format!("{before}name = \"clap\"\nversion = \"9{clap}")
    });
    same("the version of a library that it does not use");
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("a folder of another name");
    copy_folder(checkout.0.path(), &moved);
    assert_eq!(of_crate(&moved.join("crates/rawi-values"), ["DEFAULT".to_owned()]).unwrap().hash, before);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let checkout = with_rule();
    fs::remove_file(checkout.path("crates/rawi-values/lexicons/added.tsv")).unwrap();
    let told = of_crate(&checkout.path("crates/rawi-values"), []).unwrap_err();
    assert!(told.contains("rule.rs embeds") && told.contains("added.tsv"), "{told}");
    assert!(of_crate(&checkout.path("crates/none"), []).is_err());
}
