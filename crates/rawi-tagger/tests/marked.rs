//! Sentences with their names marked, `tests/marked/*.txt`: a line is a sentence of its own.
//!
//! `[PERS أحمد الخالدي]` is a name with its label; `[GPE=JO/amman عمان]` one with its entity, `[GPE=? طرابلس]` one whose entity stays
//! open, `[GPE=JO/amman? عمان]` one that is open or right; `{نادي }` within the brackets may belong to the name or not. A line that begins with `!` is a known fault: it is told when it
//! is one no more. `#` begins a comment; `@almadina` at the beginning is the outlet of the report.

use rawi_core::layers::MENTIONS;
use rawi_core::{Assets, Document};
use rawi_segmenter::Segmenter;
use rawi_tagger::{Tagger, TaggerConfig};
use std::fmt::Write;

/// Labels that are marked; titles and nationalities are not.
const LABELS: [&str; 7] = ["PERS", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT"];

#[derive(Debug, PartialEq)]
struct Name {
    label: String,
    /// None: not told; `?`: none.
    entity: Option<String>,
    /// Where it may begin.
    starts: Vec<usize>,
    end: usize,
}

/// Whether the entity that was found is the marked one.
fn is_meant(marked: &str, found: Option<&str>) -> bool {
    match (marked.strip_suffix('?'), found) {
        (Some(""), Some(_)) | (None, None) => false,
        (Some(_), None) => true,
        (id, Some(found)) => found == id.unwrap_or(marked),
    }
}

/// The text of a marked line, and its names.
fn parse(line: &str) -> (String, Vec<Name>) {
    let (mut text, mut names) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, after) = after.split_once(']').expect("a mark is closed");
        let (mark, name) = inside.split_once(' ').expect("a mark has a label and a name");
        let (label, entity) = mark.split_once('=').map_or((mark, None), |(label, id)| (label, Some(id.to_owned())));
        assert!(LABELS.contains(&label), "{label} in {line}");
        let mut starts = vec![text.len()];
        match name.strip_prefix('{').and_then(|name| name.split_once('}')) {
            Some((head, name)) => {
                text.push_str(head);
                starts.push(text.len());
                text.push_str(name);
            }
            None => text.push_str(name),
        }
        names.push(Name { label: label.to_owned(), entity, starts, end: text.len() });
        rest = after;
    }
    text.push_str(rest);
    (text, names)
}

/// What is wrong with the names that the tagger finds in the sentence, if anything.
fn fault(tagger: &Tagger, outlet: Option<&str>, line: &str) -> Option<String> {
    let (text, names) = parse(line);
    let mut doc = Document::new("a", &*text).expect("a sentence is a document");
    if let Some(outlet) = outlet {
        doc.meta_mut().set("outlet", outlet);
    }
    doc.apply(&Segmenter::default()).expect("a sentence is segmented");
    doc.apply(tagger).expect("a sentence is tagged");
    let found = doc.layer(&MENTIONS).expect("the tagger gives mentions").expect("they were made");
    let mut left: Vec<&Name> = names.iter().collect();
    let mut wrong = String::new();
    for (span, mention) in found.iter().filter(|(_, mention)| LABELS.contains(&mention.label.as_str())) {
        let at = left.iter().position(|name| {
            name.starts.contains(&span.start())
                && name.end == span.end()
                && name.label == mention.label.as_str()
                && name.entity.as_deref().is_none_or(|id| is_meant(id, mention.entity.as_deref()))
        });
        match at {
            Some(at) => _ = left.remove(at),
            None => {
                let id = mention.entity.as_deref().unwrap_or("?");
                write!(wrong, " +[{}={id} {}]", mention.label, doc.text(span)).expect("memory takes all");
            }
        }
    }
    for name in left {
        write!(wrong, " -[{} {}]", name.label, &text[name.starts[0]..name.end]).expect("memory takes all");
    }
    (!wrong.is_empty()).then_some(wrong)
}

#[test]
fn marked_sentences_are_read_as_marked() {
    let tagger = Tagger::new(&TaggerConfig::default(), &Assets::none()).expect("the embedded gazetteers are good");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/marked");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder is there").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a file of sentences");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            count += 1;
            let (known, line) = line.strip_prefix('!').map_or((false, line), |line| (true, line));
            let (outlet, line) = match line.strip_prefix('@').and_then(|line| line.split_once(' ')) {
                Some((outlet, line)) => (Some(outlet), line),
                None => (None, line),
            };
            let at = format!("{name}:{}", number + 1);
            match (fault(&tagger, outlet, line), known) {
                (Some(fault), false) => writeln!(wrong, "{at}: {line}\n   {fault}").expect("memory takes all"),
                (None, true) => {
                    writeln!(wrong, "{at}: no fault any more, take the ! away: {line}").expect("memory takes all");
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} lines:\n{wrong}", wrong.lines().count());
    assert!(count > 100, "{count}");
}

#[test]
fn marks_are_read() {
    let (text, names) = parse("زار [PERS سامر] [GPE=SY01 دمشق] و[ORG {نادي }الجيش].");
    assert_eq!(text, "زار سامر دمشق ونادي الجيش.");
    assert_eq!(names.len(), 3);
    assert_eq!(&text[names[2].starts[1]..names[2].end], "الجيش");
    assert_eq!(names[1].entity.as_deref(), Some("SY01"));
}
