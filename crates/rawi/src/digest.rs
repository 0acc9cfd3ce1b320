//! What a person reads of a report after a run: who, where, when, how many, and the summary.

use rawi_core::{Document, Span, layers};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Columns that a line of a paragraph takes.
const WIDTH: usize = 88;

/// How many names of a kind are shown.
const SHOWN: usize = 6;

/// The digest of a document, with colours as ANSI escapes; what the document says is escaped, so that it cannot disturb
/// the terminal.
#[must_use]
pub fn digest(doc: &Document) -> String {
    let mut out = String::new();
    let _ = write!(out, "\x1b[1m{}\x1b[0m", clean(doc.id()));
    // Arabic stands last: behind it a terminal turns 2025-05-18 to 18-05-2025.
    for part in [doc.meta().published(), doc.meta().outlet()].into_iter().flatten() {
        let _ = write!(out, " \x1b[2m·\x1b[0m {}", clean(part));
    }
    out.push('\n');
    if let Some(title) = doc.meta().title() {
        paragraph(&mut out, "title", &clean(title));
    }
    if let Ok(Some(mentions)) = doc.layer(&layers::MENTIONS) {
        for (head, labels) in [("who", &["PERS"][..]), ("groups", &["ORG"]), ("where", &["GPE", "LOC", "FAC"])] {
            let found = mentions.iter().filter(|(_, mention)| labels.contains(&mention.label.as_str()));
            let named = found.map(|(span, mention)| {
                let text = mention.name.as_deref().unwrap_or_else(|| doc.text(span));
                (mention.entity.as_deref().unwrap_or(text), text)
            });
            row(&mut out, head, &counted(named));
        }
    }
    if let Ok(Some(dates)) = doc.layer(&layers::DATES) {
        let valued = dates.iter().filter_map(|(_, date)| date.value.as_deref()).map(|value| (value, value));
        row(&mut out, "when", &counted(valued));
    }
    if let Ok(Some(numbers)) = doc.layer(&layers::NUMBERS) {
        let counts =
            numbers.iter().filter(|(_, number)| matches!(number.label.as_str(), "CARDINAL" | "MONEY" | "PERCENT"));
        let shown: Vec<String> = counts.map(|(span, number)| clean(with_unit(doc, span, number))).take(SHOWN).collect();
        row(&mut out, "numbers", &shown.join(" · "));
    }
    if let Ok(Some(summary)) = doc.layer(&layers::SUMMARY) {
        // In the order of the text, as a summary is read.
        for (i, (span, _)) in summary.iter().enumerate() {
            paragraph(&mut out, if i == 0 { "summary" } else { "" }, &clean(doc.text(span)));
        }
    }
    for error in doc.errors() {
        row(&mut out, "failed", &format!("{}: {}", error.stage, clean(&error.message)));
    }
    out
}

fn row(out: &mut String, head: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "  \x1b[36m{head:<8}\x1b[0m {text}");
    }
}

/// A text on as many lines as it needs. A terminal would cut them in the middle of a word, and go on at the left.
fn paragraph(out: &mut String, head: &str, text: &str) {
    let (mut lines, mut width) = (vec![String::new()], 0);
    for word in text.split(' ') {
        let columns = word.chars().count();
        if width > 0 && width + columns > WIDTH {
            // What goes on is set in, so that the next sentence is seen to begin.
            lines.push("  ".to_owned());
            width = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if width > 0 { " " } else { "" });
            line.push_str(word);
        }
        width += columns + 1;
    }
    for (i, line) in lines.iter().enumerate() {
        row(out, if i == 0 { head } else { "" }, line);
    }
}

/// The most frequent first, then in the order of the text.
fn counted<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut order: Vec<(&str, usize)> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    for (key, text) in items {
        let at = *index.entry(key).or_insert_with(|| {
            order.push((text, 0));
            order.len() - 1
        });
        order[at].1 += 1;
    }
    order.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let more = order.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = order
        .iter()
        .take(SHOWN)
        .map(|&(text, count)| if count > 1 { format!("{} ×{count}", clean(text)) } else { clean(text) })
        .collect();
    if more > 0 {
        shown.push(format!("+{more}"));
    }
    shown.join(" · ")
}

/// The number with its unit, where it is written beside it.
fn with_unit<'a>(doc: &'a Document, span: Span, number: &layers::Number) -> &'a str {
    let beside =
        number.unit.as_ref().filter(|unit| unit.span.start() >= span.end() && unit.span.start() - span.end() < 4);
    doc.text(beside.map_or(span, |unit| span.cover(unit.span)))
}

/// On one line, and nothing in it that moves the cursor or turns the direction of the text.
fn clean(text: &str) -> String {
    let mut out = String::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    rawi_transcript::escape(&words.join(" "), &mut out);
    out
}
