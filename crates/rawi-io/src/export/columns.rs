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
            let pieces: Vec<_> = pieces(word).into_iter().zip(&mut labels).collect();
            let no_space = (i + 1 < words.len() && !space_after(doc, words, i)).then(|| "SpaceAfter=No".to_owned());
            // Of the whole token: stanza reads it, which knows no names of the words in one.
            let of_token =
                pieces.iter().find_map(|(_, label)| label.as_ref()).map(|label| format!("ner={}", tag(label)));
            let of_token: Vec<String> = of_token.into_iter().chain(no_space).collect();
            let several = pieces.len() > 1;
            if several {
                let range = format!("{id}-{}", id + pieces.len() - 1);
                line(out, &range, doc.text(word.span), &of_token);
            }
            for (piece, label) in pieces {
                let mut misc = Vec::new();
                if let Some(label) = label {
                    // spaCy reads it, and skips the lines of ranges.
                    misc.push(format!("NE={}", tag(&label)));
                    misc.extend(label.0.entity.as_ref().map(|entity| format!("Entity={}", value(entity))));
                }
                misc.extend(of_token.iter().filter(|_| !several).cloned());
                line(out, &id.to_string(), doc.text(piece), &misc);
                id += 1;
            }
        }
        out.push(b'\n');
    }
    Ok(())
}

/// A line of CoNLL-U: its number or numbers, the form, and what stands under MISC.
fn line(out: &mut Vec<u8>, id: &str, form: &str, misc: &[String]) {
    let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
    let _ = writeln!(out, "{id}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", field(form));
}

/// A value under MISC: without what would end it.
fn value(text: &str) -> String {
    field(text).replace('|', "/")
}

/// What a word is of a name: `B-GPE`, `I-GPE`.
fn tag((name, first): &(&Name, bool)) -> String {
    format!("{}-{}", if *first { 'B' } else { 'I' }, value(&name.label))
}

fn pieces(word: &Word) -> Vec<Span> {
    if word.parts.is_empty() { vec![word.span] } else { word.parts.clone() }
}

/// Whether something stands between a word and the next.
fn space_after(doc: &Document, words: &[Word], at: usize) -> bool {
    let (this, next) = (words[at].span, words.get(at + 1));
    next.is_some_and(|next| doc.source()[this.end()..next.span.start()].contains(char::is_whitespace))
}
