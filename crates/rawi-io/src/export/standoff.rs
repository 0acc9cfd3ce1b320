//! brat: offsets in characters beside the text.

use super::names::{Dropped, characters, names};
use rawi_core::Document;
use std::io::Write as _;

/// Appends the `.ann` of a document.
pub(crate) fn brat(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let units = characters(doc);
    let mut references = 0;
    for (i, name) in names(doc)?.iter().enumerate() {
        // brat wants a place on each line that a name goes over.
        let mut places: Vec<String> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        let mut at = name.span.start();
        for line in doc.text(name.span).split_inclusive(['\n', '\r']) {
            let inner = line.trim_end_matches(['\n', '\r']);
            if !inner.is_empty() {
                places.push(format!("{} {}", units.of_byte(at), units.of_byte(at + inner.len())));
                words.push(inner);
            }
            at += line.len();
        }
        let label: String = name.label.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
        // Writing to a `Vec` cannot fail.
        let _ = writeln!(out, "T{}\t{label} {}\t{}", i + 1, places.join(";"), words.join(" "));
        if let Some(entity) = &name.entity {
            references += 1;
            let text = name.name.as_deref().unwrap_or_else(|| doc.text(name.span));
            let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let entity: String = entity.split_whitespace().collect();
            let _ = writeln!(out, "N{references}\tReference T{} rawi:{entity}\t{}", i + 1, one_line(text));
        }
        dropped.names += 1;
    }
    Ok(())
}

/// A name for the files of a document: its id without what a file's name may not have. Two ids may give one; number them then.
#[must_use]
pub fn file_name(id: &str) -> String {
    let name: String = id
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .take(100)
        .collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "document".to_owned() } else { name.to_owned() }
}
