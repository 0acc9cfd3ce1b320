//! What a person reads of a report after a run: who, where, when, how many, and the summary.

use crate::terminal::{ISOLATION, apart, columns, isolated, one_line};
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
    let _ = write!(page.out, "\x1b[1m{}\x1b[0m", apart(doc.id()));
    for part in [doc.meta().published(), doc.meta().outlet()].into_iter().flatten() {
        let _ = write!(page.out, " \x1b[2m·\x1b[0m {}", apart(part));
    }
    page.out.push('\n');
    if let Some(title) = doc.meta().title() {
        page.paragraph("title", title);
    }
    let around = Around::of(doc);
    if let Ok(Some(mentions)) = doc.layer(&layers::MENTIONS) {
        for (head, labels) in [("who", &["PERS"][..]), ("groups", &["ORG"]), ("where", &["GPE", "LOC", "FAC"])] {
            let found = mentions
                .iter()
                .filter(|&(span, mention)| labels.contains(&mention.label.as_str()) && !around.contains(span));
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
    let mut claims: Vec<String> = Vec::new();
    if let Ok(Some(found)) = doc.layer(&layers::CLAIMS) {
        for text in found.values().iter().filter_map(|claim| claimed(doc, claim)) {
            // The same words a second time say nothing.
            if !claims.contains(&text) {
                claims.push(text);
            }
        }
    }
    page.items("what", &claims);
    // What was done to how many says more than the bare figures.
    if claims.is_empty()
        && let Ok(Some(numbers)) = doc.layer(&layers::NUMBERS)
    {
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
    for warning in doc.warnings() {
        page.paragraph("warning", &format!("{}: {}", warning.stage, warning.message));
    }
    for error in doc.errors() {
        page.paragraph("failed", &format!("{}: {}", error.stage, error.message));
    }
    page.out
}

/// The lines that say who made the report and where it comes from: names there are none of those it tells of.
struct Around(Vec<Span>);

impl Around {
    fn of(doc: &Document) -> Self {
        let Ok(Some(sentences)) = doc.layer(&layers::SENTENCES) else { return Self(Vec::new()) };
        let around = |kind| {
            use layers::SentenceKind::{Byline, Dateline, TagLine};
            matches!(kind, Byline | Dateline | TagLine)
        };
        Self(sentences.iter().filter(|(_, sentence)| around(sentence.kind)).map(|(span, _)| span).collect())
    }

    fn contains(&self, span: Span) -> bool {
        let before = self.0.partition_point(|line| line.end() <= span.start());
        self.0.get(before).is_some_and(|line| line.start() <= span.start())
    }
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
        const BETWEEN: &str = " · ";
        let more = items.len().saturating_sub(SHOWN);
        let mut shown: Vec<String> = items.iter().take(SHOWN).cloned().collect();
        if more > 0 {
            shown.push(format!("+{more}"));
        }
        let mut line = String::new();
        let mut head = Some(head);
        for item in shown {
            let set_apart = isolated(&item);
            if !line.is_empty() && INDENT + columns(&line) + columns(BETWEEN) + columns(&set_apart) > self.width {
                self.line(head.take().unwrap_or_default(), &line);
                line.clear();
            }
            // Too long for any line, so it stands behind none.
            if INDENT + ISOLATION + columns(&item) > self.width {
                self.paragraph(head.take().unwrap_or_default(), &item);
                continue;
            }
            if !line.is_empty() {
                line.push_str(BETWEEN);
            }
            line.push_str(&set_apart);
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
            if taken > 0 && INDENT + indent + ISOLATION + taken + 1 + columns(word) > self.width {
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

/// What a claim says in a few words, as `killed 3 militants - وزارة الداخلية`; none of what did not happen or is told as
/// background, of parts, and of what has no figure.
fn claimed(doc: &Document, claim: &layers::Claim) -> Option<String> {
    use layers::CountModifier as M;
    let told = claim.negated || claim.hypothetical || claim.historic || claim.superseded || claim.subset_of.is_some();
    if told {
        return None;
    }
    let hedge = match claim.modifier {
        Some(M::AtLeast) => ">= ",
        Some(M::MoreThan) => "> ",
        Some(M::About) => "~",
        Some(M::AtMost) => "<= ",
        Some(M::LessThan) => "< ",
        _ => "",
    };
    let count = match (claim.count, claim.min, claim.max, claim.vague) {
        (Some(count), ..) => format!("{hedge}{}", grouped(count)),
        (None, Some(min), Some(max), _) => format!("{}-{}", grouped(min), grouped(max)),
        (None, _, _, Some(vague)) => vague.as_str().replace('_', " "),
        _ => return None,
    };
    let mut text = format!("{} {count}", claim.predicate);
    if claim.joint {
        text = format!("killed or injured {count}");
    }
    if claim.subject.class != layers::SubjectClass::Unknown {
        text = format!("{text} {}", counted_as(claim.subject.class, claim.count));
    }
    if let Some(source) = claim.source {
        text = format!("{text} - {}", doc.text(source.span));
    }
    Some(one_line(&text))
}

/// Those who are counted, behind their number.
fn counted_as(class: layers::SubjectClass, count: Option<u64>) -> String {
    use layers::SubjectClass as C;
    let name = class.as_str().replace('_', " ");
    match class {
        _ if count != Some(1) => name,
        C::Children => "child".to_owned(),
        C::Women => "woman".to_owned(),
        C::SecurityForces | C::ForeignForces => format!("of {name}"),
        _ => name.strip_suffix('s').unwrap_or(&name).to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use rawi_core::Layer;
    use rawi_core::layers::{Label, MENTIONS, Mention};

    fn report(names: usize) -> Document {
        let words: Vec<String> = (0..names).map(|i| format!("مدينةبعيدة{i}")).collect();
        let text = words.join(" ");
        let mut doc = Document::new("a\u{1B}[2J", text.clone()).unwrap();
        doc.meta_mut().set("title", "عنوان طويل يحتاج إلى أكثر من سطر واحد على شاشة ضيقة، وفيه 2025-05-18 أيضا");
        doc.meta_mut().set("outlet", "الرواق");
        doc.meta_mut().set("published", "2025-05-18");
        let mut at = 0;
        let (mut spans, mut values) = (Vec::new(), Vec::new());
        for word in &words {
            spans.push(Span::new(at, at + word.len()));
            values.push(Mention { label: Label::GPE, entity: None, name: None, confidence: 1.0, by: "me".into() });
            at += word.len() + 1;
        }
        doc.insert_layer(MENTIONS.name(), Layer::new(&text, spans, values).unwrap()).unwrap();
        doc
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_what_is_left_out_is_said() {
        for width in [40, 60, 80, 120] {
            let digest = digest(&report(9), width);
            for line in digest.lines() {
                let plain: String =
                    line.replace("\x1b[36m", "").replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[2m", "");
                assert!(columns(&plain) <= width, "{width}: {plain}");
            }
            assert!(digest.contains("\u{2068}+3\u{2069}"), "{digest}");
        }
    }

    #[test]
    fn each_part_stands_apart_and_nothing_of_the_report_is_obeyed() {
        let digest = digest(&report(2), 80);
        assert!(digest.contains("\u{2068}2025-05-18\u{2069} \x1b[2m·\x1b[0m \u{2068}الرواق\u{2069}"), "{digest}");
        assert!(digest.contains("a\\u{1b}[2J") && !digest.contains("\u{1B}[2J"), "{digest}");
        assert_eq!(digest.matches('\u{2068}').count(), digest.matches('\u{2069}').count());
    }

    #[test]
    fn names_of_a_byline_are_none_of_the_report() {
        let mut doc = report(2);
        let text = doc.source().to_owned();
        let first = text.find(' ').unwrap();
        let kinds = [layers::SentenceKind::Byline, layers::SentenceKind::Body].map(|kind| layers::Sentence { kind });
        let spans = vec![Span::new(0, first), Span::new(first + 1, text.len())];
        doc.insert_layer("sentences", Layer::new(&text, spans, kinds.to_vec()).unwrap()).unwrap();
        let digest = digest(&doc, 80);
        assert!(!digest.contains("بعيدة0") && digest.contains("بعيدة1"), "{digest}");
    }

    #[test]
    fn what_happened_stands_in_place_of_bare_numbers() {
        let text = "قالت الشرطة إن ثلاثة مسلحين قتلوا وإن طفلا منهم. وقتل خمسة من قبل.";
        let mut doc = Document::new("a", text).unwrap();
        let place = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let claim = serde_json::json!({
            "predicate": "killed", "count": 3, "modifier": "at_least", "form": "number", "sentence": 0, "rule": "",
            "subject": { "class": "militants" },
            "source": { "span": [place("الشرطة").start(), place("الشرطة").end()], "kind": "official" }
        });
        let mut part = claim.clone();
        (part["count"], part["subset_of"]) = (1.into(), 0.into());
        let mut old = claim.clone();
        (old["count"], old["historic"]) = (5.into(), true.into());
        let claims: Vec<layers::Claim> =
            [claim, part, old].into_iter().map(|claim| serde_json::from_value(claim).unwrap()).collect();
        let spans = vec![place("ثلاثة"), place("طفلا"), place("خمسة")];
        let sentence = layers::Sentence { kind: layers::SentenceKind::Body };
        let whole = Layer::new(text, vec![Span::new(0, text.len())], vec![sentence]).unwrap();
        doc.insert_layer("sentences", whole).unwrap();
        doc.insert_layer("claims", Layer::new(text, spans, claims).unwrap()).unwrap();
        let digest = digest(&doc, 80);
        assert!(digest.contains("killed >= 3 militants - الشرطة"), "{digest}");
        assert!(!digest.contains("killed >= 1") && !digest.contains("killed >= 5"), "{digest}");
    }

    #[test]
    fn seasons_are_written_as_people_do() {
        assert_eq!(readable("2015-SU"), "summer 2015");
        assert_eq!(readable("2015-07-01"), "2015-07-01");
    }
}
