//! The problems of a pipeline file together, as text and as JSON.

use crate::problem::{Problem, Severity};
use crate::text::shown;
use crate::wording;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::fmt;
use std::ops::Range;

/// The problems of one pipeline file, sorted by place, with what it takes to show them.
#[derive(Clone, Debug)]
pub struct Problems {
    name: String,
    /// The file, with what could disturb a terminal replaced by characters of the same length in bytes.
    text: String,
    list: Vec<Problem>,
}

/// Problems that are shown; beyond this nobody reads on.
const MOST: usize = 100;

impl Problems {
    pub(crate) fn new(name: &str, text: &str, mut list: Vec<Problem>) -> Self {
        list.sort_by_key(|p| {
            let span = p.span.clone().unwrap_or(0..0);
            (span.start, span.end, p.severity, p.code)
        });
        list.dedup();
        if list.len() > MOST {
            let rest = list.split_off(MOST);
            let worst = rest.iter().map(|p| p.severity).min().unwrap_or(Severity::Note);
            list.push(wording::too_many_problems(rest.len(), worst));
        }
        // The byte order mark at the beginning stays: no column counts it.
        let (mark, rest) = text.split_at(if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 });
        Self { name: shown(name), text: mark.chars().chain(rest.chars().map(harmless)).collect(), list }
    }

    /// The file's name as messages show it: control characters as escapes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|p| p.severity == severity).count()
    }

    /// Whether the pipeline cannot run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|p| p.severity == Severity::Error)
    }

    /// Line and column of a byte of the file, both from 1; the column counts characters.
    #[must_use]
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let byte = self.boundary(byte);
        let start = self.text[..byte].rfind('\n').map_or(0, |i| i + 1);
        let line = self.text[..start].matches('\n').count() + 1;
        (line, self.text[start..byte].trim_start_matches('\u{FEFF}').chars().count() + 1)
    }

    /// As text: each with `file:line:column`, the excerpt, why and what to do. `styled` adds terminal colours;
    /// `width` is the terminal's, in columns.
    #[must_use]
    pub fn render(&self, styled: bool, width: usize) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() }.term_width(width);
        let mut out = String::new();
        for problem in &self.list {
            out.push_str(renderer.render(&[self.group(problem)]).trim_end());
            out.push_str("\n\n");
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// As JSON: a list of objects with `code`, `severity`, `message`, `why`, `help`, `file`, `line`, `column` (both from
    /// 1, in characters), `start`, `end` (bytes) and `notes`.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let place = |span: &Range<usize>, to: &mut serde_json::Map<String, serde_json::Value>| {
            let (line, column) = self.place(span.start);
            for (name, number) in [("line", line), ("column", column), ("start", span.start), ("end", span.end)] {
                to.insert(name.to_owned(), number.into());
            }
        };
        let one = |problem: &Problem| {
            let mut object = serde_json::Map::new();
            object.insert("code".to_owned(), problem.code.into());
            object.insert("severity".to_owned(), serde_json::json!(problem.severity));
            object.insert("message".to_owned(), problem.message.as_str().into());
            object.insert("why".to_owned(), problem.label.as_str().into());
            object.insert("help".to_owned(), serde_json::json!(problem.help));
            object.insert("file".to_owned(), self.name.as_str().into());
            if let Some(span) = &problem.span {
                place(span, &mut object);
            }
            let notes = problem.notes.iter().map(|note| {
                let mut object = serde_json::Map::new();
                object.insert("message".to_owned(), note.message.as_str().into());
                place(&note.span, &mut object);
                serde_json::Value::Object(object)
            });
            object.insert("notes".to_owned(), notes.collect());
            serde_json::Value::Object(object)
        };
        self.list.iter().map(one).collect()
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = level.primary_title(problem.message.as_str()).id(problem.code).elements(None::<Origin<'a>>);
        match &problem.span {
            None => group = group.element(Origin::path(self.name.as_str())),
            Some(span) => {
                let primary = self.line_part(span);
                let notes: Vec<_> =
                    problem.notes.iter().map(|n| (self.line_part(&n.span), n.message.as_str())).collect();
                // One excerpt for what lies close together; far notes get their own, so that no excerpt is large.
                const CLOSE: usize = 20_000;
                let close = |r: &Range<usize>| r.start.abs_diff(primary.start) <= CLOSE;
                let near: Vec<_> = notes.iter().filter(|(r, _)| close(r)).cloned().collect();
                let from = near.iter().map(|(r, _)| r.start).chain([primary.start]).min().unwrap_or(0);
                let to = near.iter().map(|(r, _)| r.end).chain([primary.end]).max().unwrap_or(0);
                let (snippet, base) = self.snippet(from..to);
                let shift = |r: &Range<usize>| r.start - base..r.end - base;
                let label = (!problem.label.is_empty()).then_some(problem.label.as_str());
                let snippet = snippet.annotation(AnnotationKind::Primary.span(shift(&primary)).label(label));
                let context = near.iter().map(|(r, text)| AnnotationKind::Context.span(shift(r)).label(*text));
                group = group.element(snippet.annotations(context));
                for (range, message) in notes.iter().filter(|(r, _)| !close(r)) {
                    let (snippet, base) = self.snippet(range.clone());
                    let at = AnnotationKind::Context.span(range.start - base..range.end - base).label(*message);
                    group = group.element(snippet.annotation(at));
                }
            }
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }

    /// The whole lines around `range`, and where they begin.
    fn snippet(&self, range: Range<usize>) -> (Snippet<'_, annotate_snippets::Annotation<'_>>, usize) {
        let mut start = self.text[..range.start].rfind('\n').map_or(0, |i| i + 1);
        if start == 0 && self.text.starts_with('\u{FEFF}') && range.start >= 3 {
            start = 3;
        }
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |i| range.end + i);
        let line = self.text[..start].matches('\n').count() + 1;
        (Snippet::source(&self.text[start..end]).line_start(line).path(self.name.as_str()), start)
    }

    /// `span` on character boundaries, cut at the end of its first line.
    fn line_part(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.boundary(span.start);
        let end = self.boundary(span.end.max(start));
        let end = self.text[start..end].find(['\n', '\r']).map_or(end, |i| start + i);
        start..end
    }

    fn boundary(&self, byte: usize) -> usize {
        (0..=byte.min(self.text.len())).rev().find(|&i| self.text.is_char_boundary(i)).unwrap_or(0)
    }
}

/// What a terminal would obey or hide, and the renderer lets through, as a visible character of as many bytes.
fn harmless(c: char) -> char {
    match c {
        '\0'..='\u{7F}' => c,
        _ if rawi_transcript::is_visible(c) => c,
        _ => match c.len_utf8() {
            2 => '\u{B7}',
            3 => '\u{FFFD}',
            _ => '\u{1F6C8}',
        },
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false, 120))
    }
}

impl std::error::Error for Problems {}
