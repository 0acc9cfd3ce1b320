//! docs/lexicons.md: its classes are those of the stages, as their lexicons describe them.

#![allow(clippy::disallowed_methods)] // the switch that updates what a test expects

use rawi_arabic::lexicon::{self, Description};
use rawi_tests::root;
use std::fmt::Write as _;

const BEGIN: &str = "<!-- classes: RAWI_UPDATE=1 cargo test -p rawi-tests --test lexicons writes them -->\n";
const END: &str = "<!-- end of classes -->\n";

/// The classes of all stages as Markdown, by stage and file.
fn classes() -> String {
    let registry = rawi::builtin_stages();
    let mut page = String::new();
    for stage in registry.stages().filter(|stage| !stage.lexicons.is_empty()) {
        let _ = write!(page, "\n### Classes of {}\n\n| class | file | what it is |\n| --- | --- | --- |\n", stage.name);
        for (file, text) in stage.lexicons {
            let mut described: Vec<(&str, String)> = Vec::new();
            for Description { class, text, .. } in lexicon::descriptions(text) {
                match described.iter_mut().find(|(known, _)| *known == class) {
                    Some((_, all)) => *all = format!("{all} {text}"),
                    None => described.push((class, text.to_owned())),
                }
            }
            for class in lexicon::words(text).map(|word| word.class) {
                assert!(described.iter().any(|(known, _)| *known == class), "{file}: nothing says what `{class}` is");
            }
            for (class, what) in described {
                let _ = writeln!(page, "| `{class}` | `{file}` | {} |", what.replace('|', "\\|"));
            }
        }
    }
    page.push('\n');
    page
}

#[test]
fn the_page_lists_every_class_of_every_stage() {
    let path = root().join("docs/lexicons.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let start = page.find(BEGIN).expect("the list begins") + BEGIN.len();
    let end = page.find(END).expect("the list ends");
    let expected = classes();
    if std::env::var("RAWI_UPDATE").is_ok_and(|value| value == "1") {
        std::fs::write(&path, [&page[..start], &expected, &page[end..]].concat()).expect("it can be written");
        return;
    }
    assert!(
        page[start..end] == expected,
        "docs/lexicons.md: its classes are not those of the stages; {}",
        BEGIN.trim()
    );
}
