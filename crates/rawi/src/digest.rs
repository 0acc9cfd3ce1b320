//! What a person reads of a report after a run: who, where, when, how many, and the summary.

use crate::terminal::{columns, isolated, one_line};
use rawi_core::{Document, Span, layers};
use rawi_io::{Prepare, Sink, SinkError, WholeFile};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many names of a kind, dates or numbers are shown; how many more there are is said.
const SHOWN: usize = 6;

/// Columns that a line has before its words.
const INDENT: usize = 11;

/// The digest of a document, `width` columns wide, with colours as ANSI escapes; what the document says is escaped, so that
/// it cannot disturb the terminal.
#[must_use]
pub fn digest(doc: &Document, width: usize) -> String {
    let mut page = Page { out: String::new(), width };
    let _ = write!(page.out, "\x1b[1m{}\x1b[0m", isolated(&one_line(doc.id())));
    for part in [doc.meta().published(), doc.meta().outlet()].into_iter().flatten() {
        let _ = write!(page.out, " \x1b[2m·\x1b[0m {}", isolated(&one_line(part)));
    }
    page.out.push('\n');
    if let Some(title) = doc.meta().title() {
        page.paragraph("title", title);
    }
    if let Ok(Some(mentions)) = doc.layer(&layers::MENTIONS) {
        for (head, labels) in [("who", &["PERS"][..]), ("groups", &["ORG"]), ("where", &["GPE", "LOC", "FAC"])] {
            let found = mentions.iter().filter(|(_, mention)| labels.contains(&mention.label.as_str()));
            let named = found.map(|(span, mention)| {
                let text = mention.name.as_deref().unwrap_or_else(|| doc.text(span));
                (mention.entity.as_deref().unwrap_or(text), text)
            });
            page.items(head, &counted(named));
        }
    }
    if let Ok(Some(dates)) = doc.layer(&layers::DATES) {
        let values: Vec<String> = dates.iter().filter_map(|(_, date)| Some(readable(date.value.as_deref()?))).collect();
        page.items("when", &counted(values.iter().map(|value| (value.as_str(), value.as_str()))));
    }
    if let Ok(Some(numbers)) = doc.layer(&layers::NUMBERS) {
        let counts = numbers
            .iter()
            .filter(|(_, number)| matches!(number.label.as_str(), "CARDINAL" | "MONEY" | "PERCENT" | "QUANTITY"));
        let found: Vec<String> = counts.map(|(span, number)| one_line(with_unit(doc, span, number))).collect();
        page.items("numbers", &found);
    }
    if let Ok(Some(summary)) = doc.layer(&layers::SUMMARY) {
        // In the order of the text, as a summary is read.
        for (i, (span, _)) in summary.iter().enumerate() {
            page.paragraph(if i == 0 { "summary" } else { "" }, doc.text(span));
        }
    }
    for error in doc.errors() {
        page.paragraph("failed", &format!("{}: {}", error.stage, error.message));
    }
    page.out
}

/// Lines that fit a terminal. It would cut them in the middle of a word, and go on at the left.
struct Page {
    out: String,
    width: usize,
}

impl Page {
    fn line(&mut self, head: &str, text: &str) {
        let _ = writeln!(self.out, "  \x1b[36m{head:<8}\x1b[0m {text}");
    }

    /// The first of `items`, and how many more there are, with a sign between them.
    fn items(&mut self, head: &str, items: &[String]) {
        let more = items.len().saturating_sub(SHOWN);
        let mut shown: Vec<String> = items.iter().take(SHOWN).cloned().collect();
        if more > 0 {
            shown.push(format!("+{more}"));
        }
        let (mut line, mut taken) = (String::new(), 0);
        let mut head = Some(head);
        for item in shown {
            let needed = columns(&item) + if line.is_empty() { 0 } else { 3 };
            if !line.is_empty() && INDENT + taken + needed > self.width {
                self.line(head.take().unwrap_or_default(), &line);
                (line, taken) = (String::new(), 0);
            }
            if !line.is_empty() {
                line.push_str(" · ");
            }
            taken += columns(&item) + if line.is_empty() { 0 } else { 3 };
            line.push_str(&isolated(&item));
        }
        if !line.is_empty() {
            self.line(head.take().unwrap_or_default(), &line);
        }
    }

    /// A text on as many lines as it needs.
    fn paragraph(&mut self, head: &str, text: &str) {
        let text = one_line(text);
        let mut lines: Vec<String> = Vec::new();
        let (mut line, mut taken) = (String::new(), 0);
        for word in text.split(' ') {
            // What goes on is set in, so that the next sentence is seen to begin.
            let indent = if lines.is_empty() { 0 } else { 2 };
            if taken > 0 && INDENT + indent + taken + 1 + columns(word) > self.width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += columns(word);
        }
        lines.push(line);
        for (i, line) in lines.iter().enumerate() {
            let (head, indent) = if i == 0 { (head, "") } else { ("", "  ") };
            self.line(head, &format!("{indent}{}", isolated(line)));
        }
    }
}

/// The most frequent first, then in the order of the text.
fn counted<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
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
    let shown = |(text, count): (&str, usize)| match count {
        1 => one_line(text),
        _ => format!("{} ×{count}", one_line(text)),
    };
    order.into_iter().map(shown).collect()
}

/// A date as people write it: `2015-SU` is the summer of 2015.
fn readable(value: &str) -> String {
    const SEASONS: [(&str, &str); 4] = [("-SP", "spring"), ("-SU", "summer"), ("-FA", "autumn"), ("-WI", "winter")];
    let season = SEASONS.iter().find_map(|(ending, name)| Some(format!("{name} {}", value.strip_suffix(ending)?)));
    season.unwrap_or_else(|| value.to_owned())
}

/// The number with its unit, where it is written beside it.
fn with_unit<'a>(doc: &'a Document, span: Span, number: &layers::Number) -> &'a str {
    let beside =
        number.unit.as_ref().filter(|unit| unit.span.start() >= span.end() && unit.span.start() - span.end() < 4);
    doc.text(beside.map_or(span, |unit| span.cover(unit.span)))
}

/// Shows digests as the documents come.
pub struct Digests<F> {
    show: F,
    makes: Makes,
    more: u64,
}

/// Makes digests, as long as they are wanted.
#[derive(Clone)]
pub struct Makes {
    width: usize,
    most: u64,
    /// Digests that were shown.
    shown: Arc<AtomicU64>,
}

impl<F: FnMut(&str) -> io::Result<()> + Send> Digests<F> {
    /// Digests of the first `most` documents, `width` columns wide. How many more there were is said at the end.
    pub fn new(width: usize, most: u64, show: F) -> Self {
        Self { show, makes: Makes { width, most, shown: Arc::default() }, more: 0 }
    }

    fn show(&mut self, text: &str) -> Result<(), SinkError> {
        (self.show)(text).map_err(|error| SinkError {
            closed: error.kind() == io::ErrorKind::BrokenPipe,
            message: format!("cannot show a digest: {error}"),
        })
    }
}

impl Prepare for Makes {
    /// None for a document whose digest nobody wants.
    type Part = Option<String>;

    fn document(&self, doc: &Document) -> Result<Option<Option<String>>, String> {
        // Those shown only get more, so every document that stands before the bound has its digest.
        let wanted = self.shown.load(Ordering::Relaxed) < self.most;
        Ok(Some(wanted.then(|| digest(doc, self.width))))
    }

    fn held(&self, part: &Option<String>) -> usize {
        part.as_ref().map_or(0, String::capacity)
    }
}

impl<F: FnMut(&str) -> io::Result<()> + Send> Sink for Digests<F> {
    type Prepare = Makes;

    fn prepare(&self) -> Makes {
        self.makes.clone()
    }

    fn take(&mut self, part: Option<String>) -> Result<(), SinkError> {
        match part.filter(|_| self.makes.shown.load(Ordering::Relaxed) < self.makes.most) {
            Some(digest) => {
                self.makes.shown.fetch_add(1, Ordering::Relaxed);
                self.show(&format!("{digest}\n"))
            }
            None => {
                self.more += 1;
                Ok(())
            }
        }
    }

    fn finish(mut self) -> Result<Vec<WholeFile>, SinkError> {
        if self.more > 0 {
            self.show(&format!("... and {} more documents\n\n", grouped(self.more)))?;
        }
        Ok(Vec::new())
    }
}

/// 12,345.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
