//! Word by word: CoNLL-2003 and CoNLL-U.

use super::names::{Dropped, Name, flat};
use super::words::{Word, labelled, sentences};
use rawi_core::{Document, Span};
use std::io::Write as _;

/// A field of a line: without what would end it.
fn field(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("\u{A0}")
}

pub(crate) fn conll2003(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let names = flat(doc, dropped)?;
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "-DOCSTART- -X- -X- O\n\n");
    for words in sentences(doc)? {
        let spans: Vec<Span> = words.iter().map(|word| word.span).collect();
        let (labels, widened) = labelled(&spans, within(&names, &spans));
        dropped.widened += widened;
        for (span, label) in spans.iter().zip(labels) {
            let _ = write!(out, "{} -X- -X- ", field(doc.text(*span)));
            let _ = match label {
                Some((name, first)) => writeln!(out, "{}-{}", if first { 'B' } else { 'I' }, field(&name.label)),
                None => writeln!(out, "O"),
            };
        }
        out.push(b'\n');
    }
    Ok(())
}

/// The names that stand in these words.
fn within<'n>(names: &'n [Name], spans: &[Span]) -> &'n [Name] {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return &[] };
    let from = names.partition_point(|name| name.span.end() <= first.start());
    let to = names.partition_point(|name| name.span.start() < last.end());
    &names[from..to.max(from)]
}

pub(crate) fn conllu(doc: &Document, out: &mut Vec<u8>, dropped: &mut Dropped) -> Result<(), String> {
    let names = flat(doc, dropped)?;
    let _ = writeln!(out, "# newdoc id = {}", field(doc.id()));
    for (number, words) in sentences(doc)?.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}-{}", field(doc.id()), number + 1);
        let text: String = words
            .iter()
            .enumerate()
            .flat_map(|(i, word)| {
                [field(doc.text(word.span)), if space_after(doc, words, i) { " ".to_owned() } else { String::new() }]
            })
            .collect();
        let _ = writeln!(out, "# text = {}", text.trim_end());
        let parts: Vec<Span> = words.iter().flat_map(pieces).collect();
        let (labels, widened) = labelled(&parts, within(&names, &parts));
        dropped.widened += widened;
        let mut labels = labels.into_iter();
        let mut id = 1;
        for (i, word) in words.iter().enumerate() {
            let pieces = pieces(word);
            let space = if space_after(doc, words, i) || i + 1 == words.len() {
                None
            } else {
                Some("SpaceAfter=No".to_owned())
            };
            let several = pieces.len() > 1;
            if several {
                let misc = space.clone().unwrap_or_else(|| "_".to_owned());
                let range = format!("{id}-{}", id + pieces.len() - 1);
                let _ = writeln!(out, "{range}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", field(doc.text(word.span)));
            }
            for piece in pieces {
                let mut misc = Vec::new();
                if let Some((name, first)) = labels.next().flatten() {
                    misc.push(format!(
                        "NER={}-{}",
                        if first { 'B' } else { 'I' },
                        field(&name.label).replace('|', "/")
                    ));
                    if let Some(entity) = &name.entity {
                        misc.push(format!("Entity={}", field(entity).replace('|', "/")));
                    }
                }
                misc.extend(space.clone().filter(|_| !several));
                let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
                let _ = writeln!(out, "{id}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", field(doc.text(piece)));
                id += 1;
            }
        }
        out.push(b'\n');
    }
    Ok(())
}

fn pieces(word: &Word) -> Vec<Span> {
    if word.parts.is_empty() { vec![word.span] } else { word.parts.clone() }
}

/// Whether something stands between a word and the next.
fn space_after(doc: &Document, words: &[Word], at: usize) -> bool {
    let (this, next) = (words[at].span, words.get(at + 1));
    next.is_some_and(|next| doc.source()[this.end()..next.span.start()].contains(char::is_whitespace))
}
