//! Sentences and what each is in the layout: headline, deck, crosshead, body.
//!
//! A line end closes, as a report's lines are its paragraphs, unless the lines were broken at a width. Within a line `.` `؟` `!` close before a space, with
//! the quotes and brackets behind them, also inside a quotation unless [`Quotations::Whole`]; `،` `؛` `:` never do, nor a `؟`
//! with a comma behind it. `..` and `...` close only before words that plainly begin a sentence. Dots of abbreviations,
//! numbers and addresses lie inside their tokens, where nothing is cut.

use crate::classes::{BREAK, CLOSE, COMMA, CONTROL, DIGIT, ELLIPSIS, OPEN, QUERY, QUOTE, SPACE, STOP, class_at, code};
use crate::layout::{self, CROSSHEAD, Line};
use crate::letters::Letters;
use crate::steps;
use crate::tokens::{Piece, Sink, scan};
use crate::words::WordLists;
use rawi_arabic::{is_wrapped, wrapped_lines};
use rawi_core::layers::SentenceKind;
use schemars::JsonSchema;
use serde::Deserialize;
use std::ops::Range;

/// The sentences of `text`: byte ranges without outer space, and kinds, in order, not overlapping. `lists` say
/// which words a dot may follow without closing. Lines without a word or number hold no sentence.
///
/// ```
/// use rawi_segmenter::{sentences::split, words::WordLists};
/// let text = "قال د. أحمد: \"نعم.\" ثم غادر.";
/// let found: Vec<&str> = split(text, WordLists::built_in()).map(|(range, _)| &text[range]).collect();
/// assert_eq!(found, ["قال د. أحمد: \"نعم.\"", "ثم غادر."]);
/// ```
pub fn split(text: &str, lists: &WordLists) -> impl Iterator<Item = (Range<usize>, SentenceKind)> + use<> {
    split_as(text, lists, Quotations::Parted)
}

/// The same with quotations parted or whole.
///
/// ```
/// use rawi_segmenter::{sentences::{Quotations, split_as}, words::WordLists};
/// let text = "قال: «جئنا أمس. نعود غدا.» ثم غادر.";
/// let found: Vec<&str> =
///     split_as(text, WordLists::built_in(), Quotations::Whole).map(|(range, _)| &text[range]).collect();
/// assert_eq!(found, ["قال: «جئنا أمس. نعود غدا.»", "ثم غادر."]);
/// ```
pub fn split_as(
    text: &str,
    lists: &WordLists,
    quotations: Quotations,
) -> impl Iterator<Item = (Range<usize>, SentenceKind)> + use<> {
    struct Only<'a>(Cutter<'a>);
    impl Sink for Only<'_> {
        fn token(&mut self, piece: &Piece) {
            self.0.token(piece);
        }
        fn line_end(&mut self) {
            self.0.line_end();
        }
    }
    let mut only = Only(Cutter::new(text, lists, quotations));
    scan(text, lists, &mut only);
    only.0.finish().into_iter().map(|sentence| (sentence.start..sentence.end, sentence.kind))
}

/// A sentence found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: SentenceKind,
    /// It was closed by `..` or `...` alone.
    soft: bool,
    /// Its words.
    words: usize,
}

/// Whether the sentences of one quotation are sentences of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Quotations {
    /// They are.
    #[default]
    Parted,
    /// They are one, with what stands before and behind the quotation up to the next end.
    Whole,
}

/// A place where a sentence may have ended.
#[derive(Clone, Copy, Debug)]
struct Pending {
    end: usize,
    /// Only an ellipsis of so many bytes stands there; 0: a sign that closes.
    dots: usize,
    /// `؟` or `!` stands there, which no abbreviation and no address has.
    query: bool,
}

/// What is remembered of a token.
#[derive(Clone, Copy, Debug)]
struct Last {
    end: usize,
    /// Its class, 0 for a word.
    sign: u8,
    /// The letters of an Arabic word.
    letters: usize,
}

/// Cuts sentences out of a stream of tokens.
pub(crate) struct Cutter<'a> {
    text: &'a str,
    lists: &'a WordLists,
    found: Vec<Found>,
    lines: Vec<Line>,
    /// The line being read.
    line: Line,
    /// Its tokens.
    tokens: usize,
    /// An odd number of `"` in it.
    quoted: bool,
    /// Where the quotation that is open in it began, and how many are open inside one another.
    opened: usize,
    depth: usize,
    /// Its quotations, if they are to be whole.
    quotations: Option<Vec<Range<usize>>>,
    /// Where the sentence being read begins and ends, and its words.
    start: Option<usize>,
    end: usize,
    words: usize,
    pending: Option<Pending>,
    /// The token before, in this line.
    last: Option<Last>,
    /// The line ends that close nothing.
    wrapped: Vec<usize>,
}

/// A condition opens so many bytes before its answer at most.
const ANSWERED: usize = 300;

/// A sentence behind a full stop without a space has so many words at least, since أخبار.كوم may be an address; and so has one
/// before and behind an ellipsis, since الأمن.. السلام.. التنمية is a list.
const SENTENCE: usize = 4;

impl<'a> Cutter<'a> {
    pub(crate) fn new(text: &'a str, lists: &'a WordLists, quotations: Quotations) -> Self {
        Self {
            text,
            lists,
            found: Vec::new(),
            lines: Vec::new(),
            line: Line::default(),
            tokens: 0,
            quoted: false,
            opened: 0,
            depth: 0,
            quotations: (quotations == Quotations::Whole).then(Vec::new),
            start: None,
            end: 0,
            words: 0,
            pending: None,
            last: None,
            wrapped: wrapped_lines(text),
        }
    }

    #[inline]
    pub(crate) fn token(&mut self, piece: &Piece) {
        if let Some(pending) = self.pending {
            self.pending = self.follow(piece, pending);
        }
        self.start.get_or_insert(piece.start);
        self.end = piece.end;
        self.tokens += 1;
        if piece.sign == 0 {
            self.words += 1;
            self.line.words += 1;
        } else {
            self.sign(piece);
        }
        self.last = Some(Last { end: piece.end, sign: piece.sign, letters: piece.letters.count() });
    }

    /// A quotation mark where quotations are to be whole.
    #[cold]
    fn quote(&mut self, piece: &Piece) {
        let bytes = &self.text.as_bytes()[piece.start..piece.end];
        if matches!(bytes, b"(" | b")" | b"[" | b"]" | b"{" | b"}" | b"'") {
            return;
        }
        let opens = piece.sign == OPEN || (piece.sign == QUOTE && self.quoted);
        if opens {
            if self.depth == 0 {
                self.opened = piece.start;
            }
            self.depth += 1;
        } else if self.depth > 0 {
            self.depth -= 1;
            if let (0, Some(quotations)) = (self.depth, &mut self.quotations) {
                quotations.push(self.opened..piece.end);
            }
        }
    }

    /// A token that is no word.
    fn sign(&mut self, piece: &Piece) {
        let numbered = self.tokens == 2 && self.last.is_some_and(|last| last.sign == DIGIT);
        let sign = self.text.as_bytes()[piece.start];
        match piece.sign {
            DIGIT => {
                self.words += 1;
                self.line.words += 1;
                return;
            }
            QUOTE if sign == b'"' => self.quoted = !self.quoted,
            _ if self.tokens == 1 && !matches!(piece.sign, OPEN | CLOSE | QUOTE) => self.line.item = true,
            // 1. 1) 1-
            _ if numbered && !piece.space && matches!(sign, b'.' | b')' | b'-') => self.line.item = true,
            _ => {}
        }
        if self.quotations.is_some() && matches!(piece.sign, OPEN | CLOSE | QUOTE) {
            self.quote(piece);
        }
        if self.pending.is_some() || self.words == 0 {
            return;
        }
        self.pending = match piece.sign {
            STOP if !self.abbreviated(piece) && !numbered => Some(Pending { end: piece.end, dots: 0, query: false }),
            QUERY => Some(Pending { end: piece.end, dots: 0, query: true }),
            ELLIPSIS => Some(Pending { end: piece.end, dots: piece.end - piece.start, query: false }),
            _ => None,
        };
    }

    /// Whether only controls stand between this dot and a single letter (د. with marks of direction).
    fn abbreviated(&self, piece: &Piece) -> bool {
        self.last.is_some_and(|last| last.letters == 1 && last.end < piece.start && !piece.space)
    }

    /// What becomes of an end when `piece` follows: it moves behind `piece`, or it is settled.
    fn follow(&mut self, piece: &Piece, pending: Pending) -> Option<Pending> {
        let closes = match piece.sign {
            STOP => return Some(Pending { end: piece.end, dots: 0, ..pending }),
            QUERY => return Some(Pending { end: piece.end, dots: 0, query: true }),
            ELLIPSIS => return Some(Pending { end: piece.end, ..pending }),
            OPEN | CLOSE | QUOTE if self.closing(piece) => return Some(Pending { end: piece.end, ..pending }),
            COMMA => false,
            _ if pending.dots > 0 => self.begins_plainly(piece, pending.dots > 2) && !self.goes_on(piece, pending.end),
            _ => piece.space || self.begins_glued(piece, pending.query),
        };
        if closes {
            self.close(pending.end, pending.dots > 0);
        }
        None
    }

    /// Whether a quote or bracket behind an end belongs to what has ended.
    fn closing(&self, piece: &Piece) -> bool {
        let bracket = matches!(self.text.as_bytes()[piece.start], b'(' | b')' | b'[' | b']' | b'{' | b'}');
        let space_behind = piece.end == self.text.len()
            || matches!(class_at(self.text, piece.end).0, SPACE | BREAK | CONTROL | COMMA | STOP);
        match piece.sign {
            // Quotes are often turned round: the side that has no space decides, then the sign itself.
            _ if !bracket && piece.space != space_behind => space_behind,
            OPEN => false,
            CLOSE => true,
            _ => self.quoted,
        }
    }

    /// Whether `piece`, without a space behind a full stop, plainly begins a sentence: a word of three letters or more, or a
    /// particle, behind a sentence of some length, but not a domain written in Arabic (.كوم). Behind `؟` and `!` any word does.
    fn begins_glued(&self, piece: &Piece, query: bool) -> bool {
        let bracket = matches!(self.text.as_bytes()[piece.start], b'(' | b'[' | b'{');
        let word = &self.text[piece.start..piece.end];
        let begins = match piece.sign {
            OPEN | QUOTE => !bracket,
            0 if query => true,
            _ => (piece.letters.count() >= 3 || self.lists.is_particle(piece.letters)) && !self.lists.is_domain(word),
        };
        begins && (query || self.words >= SENTENCE)
    }

    /// Whether `piece` plainly begins a sentence behind two dots, or `three`: a verb of saying with و (وقال), a word that begins
    /// sentences (إن, هل, هذا), or a definite noun, with ف behind two dots.
    #[cold]
    fn begins_plainly(&self, piece: &Piece, three: bool) -> bool {
        let letters = piece.letters;
        let definite = |letters: Letters| letters.has_article() && letters.count() > 4;
        let noun = if three { definite(letters) } else { letters.code(0) == code::FEH && definite(letters.without(1)) };
        let begins = || noun || self.lists.opens(letters) || is_jussive(letters) || self.opens_with_next(piece);
        (piece.space || letters.count() >= 3) && self.words >= SENTENCE && begins()
    }

    /// Whether `piece` and the word behind it plainly begin a sentence together, as they do where they are written as one: ولا شك.
    fn opens_with_next(&self, piece: &Piece) -> bool {
        let next = self.text[piece.end..].strip_prefix(' ').and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        let short = piece.letters.code(0) == code::WAW && piece.letters.count() + next.chars().count() < 9;
        short && self.lists.opens(Letters::of(&[&self.text[piece.start..piece.end], next].concat()))
    }

    /// Whether `piece` goes on with the sentence before the dots that end at `end`: behind a word that hangs (لكن..), with the
    /// answer to a condition (إذا عاد.. فهذا يعني), or with أن, whose letters are those of إن.
    #[cold]
    fn goes_on(&self, piece: &Piece, end: usize) -> bool {
        let mut from = end.saturating_sub(ANSWERED).max(self.start.unwrap_or(end));
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        steps::take(end - from);
        let word = |word: &str| Letters::of(word.trim_matches(|c| !rawi_arabic::is_alphanumeric(c)));
        let before = self.text[from..end].trim_end_matches(|c| !rawi_arabic::is_alphanumeric(c));
        let mut words = before.split_whitespace().rev().map(word);
        let that = piece.letters.count() == 2 && self.text[piece.start..].starts_with('أ');
        let hangs = words.next().is_some_and(|last| self.lists.hangs(last));
        that || hangs || (piece.letters.code(0) == code::FEH && words.any(|word| self.lists.is_condition(word)))
    }

    fn close(&mut self, end: usize, soft: bool) {
        if let Some(start) = self.start.take() {
            self.found.push(Found { start, end, kind: SentenceKind::Body, soft, words: self.words });
        }
        self.words = 0;
    }

    pub(crate) fn line_end(&mut self) {
        if self.tokens == 0 || is_wrapped(self.text, &self.wrapped, self.end) {
            return;
        }
        let first = self.line.first;
        if self.words > 0 {
            self.line.stopped = self.pending.is_some_and(|pending| pending.dots == 0);
            self.line.open = self.last.is_some_and(|last| last.sign == COMMA);
            self.close(self.end, false);
        } else if let Some(before) = self.found[first..].last_mut() {
            // Signs behind the last sentence of a line are its own.
            before.end = self.end;
            self.line.stopped = true;
        }
        if self.found.len() > first + 1 {
            // In a title an ellipsis closes nothing.
            let title = !self.line.stopped && (first == 0 || self.line.is_title(CROSSHEAD));
            self.join(first, |before, next| before.soft && (title || next.words < SENTENCE));
            if let Some(quotations) = self.quotations.take() {
                let mut left = quotations.iter().peekable();
                self.join(first, |before, _| {
                    while left.next_if(|quotation| quotation.end <= before.end).is_some() {}
                    left.peek().is_some_and(|quotation| quotation.start < before.end)
                });
                self.quotations = Some(quotations);
            }
        }
        if self.found.len() > first {
            self.lines.push(self.line);
        }
        self.line = Line { first: self.found.len(), ..Line::default() };
        (self.tokens, self.quoted, self.start, self.words, self.depth) = (0, false, None, 0, 0);
        (self.pending, self.last) = (None, None);
        self.quotations.iter_mut().for_each(Vec::clear);
    }

    /// Joins the sentences from `first` on of which `joins` says so of the one before, as far as it is joined, and the next.
    fn join(&mut self, first: usize, mut joins: impl FnMut(&Found, &Found) -> bool) {
        let mut kept = first;
        for next in first + 1..self.found.len() {
            steps::take(1);
            let (before, after) = (self.found[kept], self.found[next]);
            if joins(&before, &after) {
                self.found[kept] = Found { start: before.start, words: before.words + after.words, ..after };
            } else {
                kept += 1;
                self.found[kept] = after;
            }
        }
        self.found.truncate(kept + 1);
    }

    /// The sentences, their kinds read off the lines around them.
    pub(crate) fn finish(mut self) -> Vec<Found> {
        let kinds = layout::kinds(&self.lines, self.lists, |index| self.line_text(index));
        for (index, kind) in kinds.into_iter().enumerate() {
            let Some(kind) = kind else { continue };
            let end = self.lines.get(index + 1).map_or(self.found.len(), |next| next.first);
            for sentence in &mut self.found[self.lines[index].first..end] {
                sentence.kind = kind;
            }
        }
        if self.found.len() > 1
            && let Some(last) = self.found.last_mut()
            && layout::is_tags(&self.text[last.start..last.end], self.lists)
        {
            last.kind = SentenceKind::TagLine;
        }
        self.found
    }

    /// The line from its first to its last sentence.
    fn line_text(&self, index: usize) -> &'a str {
        let next = self.lines.get(index + 1).map_or(self.found.len(), |next| next.first);
        let line = &self.text[self.found[self.lines[index].first].start..self.found[next - 1].end];
        steps::take(line.len());
        line
    }
}

/// فلنعد, فليكن: a wish, which is a sentence of its own; not فلين.
fn is_jussive(letters: Letters) -> bool {
    let person = [code::NOON, code::YEH].contains(&letters.code(2));
    letters.code(0) == code::FEH && letters.code(1) == code::LAM && person && letters.count() >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = split(text, WordLists::built_in()).map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn quotes_and_brackets_close_with_their_sentence() {
        check("قال: «جئنا أمس.» ثم عاد.", &["قال: «جئنا أمس.»", "ثم عاد."]);
        check("أين الناس؟! (أين الجميع؟!) هنا.", &["أين الناس؟!", "(أين الجميع؟!)", "هنا."]);
        check("سأل \"من هنا؟\"، ثم عاد.", &["سأل \"من هنا؟\"، ثم عاد."]);
        check("قال \"نعم\". وعاد.", &["قال \"نعم\".", "وعاد."]);
        check("قال “نعم.“ وعاد.", &["قال “نعم.“", "وعاد."]);
        check("عاد أمس. \"نعم\" قال.", &["عاد أمس.", "\"نعم\" قال."]);
        check("عاد أمس . \"", &["عاد أمس . \""]);
    }

    #[test]
    fn a_missing_space_closes_where_a_sentence_plainly_begins() {
        check("وصل الوفد إلى جنيف أمس.وقال الوزير نعم.", &["وصل الوفد إلى جنيف أمس.", "وقال الوزير نعم."]);
        check("نشر الخبر موقع دمشق اليوم.كوم قبل ساعة.", &["نشر الخبر موقع دمشق اليوم.كوم قبل ساعة."]);
    }

    #[test]
    fn a_line_of_wrapped_text_is_no_title() {
        let wrapped = "تقع المدينة القديمة على ضفة النهر وتحيط\nبها أسوار عالية بناها الحرفيون قبل قرون\n\
                       وفيها سوق كبير يقصده التجار من كل صوب\nوعلى بابه الشرقي كتابة لم يقرأها أحد.\n";
        assert!(split(wrapped, WordLists::built_in()).all(|(_, kind)| kind == SentenceKind::Body));
        let titled =
            "المدينة القديمة\nتقع المدينة على ضفة النهر.\nوتحيط بها أسوار.\nوفيها سوق كبير يقصده التجار من كل صوب.\n";
        assert_eq!(split(titled, WordLists::built_in()).next().map(|(_, kind)| kind), Some(SentenceKind::Headline));
    }

    #[test]
    fn a_sentence_goes_on_over_lines_that_were_broken_at_a_width() {
        let text = "كان الطريق إلى القرية طويلا ووعرا ولم\nيعرفه سوى قلة من الناس. وكانت القرية\n\
                    صغيرة لا يسكنها سوى الرعاة وأولادهم\nالذين خرجوا إلى الحقول.\nعاد الوفد.";
        let found: Vec<usize> =
            split(text, WordLists::built_in()).map(|(range, _)| text[range].lines().count()).collect();
        assert_eq!(found, [2, 3, 1]);
    }

    #[test]
    fn every_line_end_closes() {
        let text = "نص\r\nنص\rنص\u{85}نص\u{2028}نص\u{2029}نص\u{B}نص\u{C}نص\n***\nنص";
        check(text, &["نص"; 9]);
    }
}
