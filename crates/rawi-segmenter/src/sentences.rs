//! Sentences and what each is in the layout: headline, deck, crosshead, body.
//!
//! A line end always closes: a report's lines are its paragraphs. Within a line `.` `؟` `!` close before a space, with
//! the quotes and brackets behind them, also inside a quotation; `،` `؛` `:` never do, nor a `؟` with a comma behind it.
//! `..` and `...` close only before words that plainly begin a sentence. Dots of abbreviations, numbers and addresses
//! lie inside their tokens, where nothing is cut.

use crate::classes::{BREAK, CLOSE, COMMA, CONTROL, DIGIT, ELLIPSIS, OPEN, QUERY, QUOTE, SPACE, STOP, class_at, code};
use crate::steps;
use crate::tokens::{Piece, Sink, scan};
use crate::words::WordLists;
use rawi_core::layers::SentenceKind;
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
    struct Only<'a>(Cutter<'a>);
    impl Sink for Only<'_> {
        fn token(&mut self, piece: &Piece) {
            self.0.token(piece);
        }
        fn line_end(&mut self) {
            self.0.line_end();
        }
    }
    let mut only = Only(Cutter::new(text, lists));
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
}

/// A line with at least one sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// Its first sentence.
    first: usize,
    /// Words, numbers and the like.
    words: usize,
    /// It ends with a full stop, `؟` or `!`, quotes behind them left out.
    stopped: bool,
    /// It ends with `:` or `،`: something is to follow.
    open: bool,
    /// It begins with a bullet or the number of a list.
    item: bool,
}

impl Line {
    /// Whether it could be a title of at most so many words.
    fn is_title(self, longest: usize) -> bool {
        !self.stopped && !self.open && !self.item && self.words <= longest
    }
}

/// A place where a sentence may have ended.
#[derive(Clone, Copy, Debug)]
struct Pending {
    end: usize,
    /// Only an ellipsis of so many bytes stands there; 0: a sign that closes.
    dots: usize,
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
    /// Where the sentence being read begins and ends, and its words.
    start: Option<usize>,
    end: usize,
    words: usize,
    pending: Option<Pending>,
    /// The token before, in this line.
    last: Option<Last>,
}

/// Words of the longest headline, deck and crosshead.
const HEADLINE: usize = 30;
const DECK: usize = 40;
const CROSSHEAD: usize = 10;
/// Characters of the longest line that text is wrapped to.
const WRAPPED: usize = 100;

impl<'a> Cutter<'a> {
    pub(crate) fn new(text: &'a str, lists: &'a WordLists) -> Self {
        Self {
            text,
            lists,
            found: Vec::new(),
            lines: Vec::new(),
            line: Line::default(),
            tokens: 0,
            quoted: false,
            start: None,
            end: 0,
            words: 0,
            pending: None,
            last: None,
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
        if self.pending.is_some() || self.words == 0 {
            return;
        }
        self.pending = match piece.sign {
            STOP if !self.abbreviated(piece) && !numbered => Some(Pending { end: piece.end, dots: 0 }),
            QUERY => Some(Pending { end: piece.end, dots: 0 }),
            ELLIPSIS => Some(Pending { end: piece.end, dots: piece.end - piece.start }),
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
            STOP | QUERY => return Some(Pending { end: piece.end, dots: 0 }),
            ELLIPSIS => return Some(Pending { end: piece.end, ..pending }),
            OPEN | CLOSE | QUOTE if self.closing(piece) => return Some(Pending { end: piece.end, ..pending }),
            COMMA => false,
            _ if pending.dots > 0 => pending.dots > 2 && self.begins_plainly(piece),
            _ => piece.space || self.begins_glued(piece),
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

    /// Whether `piece`, without a space behind a full stop, plainly begins a sentence: a word of three letters or more
    /// behind a sentence of some length, but not a domain written in Arabic (.كوم).
    fn begins_glued(&self, piece: &Piece) -> bool {
        let bracket = matches!(self.text.as_bytes()[piece.start], b'(' | b'[' | b'{');
        let word = &self.text[piece.start..piece.end];
        let begins = match piece.sign {
            OPEN | QUOTE => !bracket,
            _ => piece.letters.count() >= 3 && !self.lists.is_domain(word),
        };
        begins && self.words >= 4
    }

    /// Whether `piece` plainly begins a sentence behind three dots: a verb of saying with و (وقال), or a definite noun.
    fn begins_plainly(&self, piece: &Piece) -> bool {
        let letters = piece.letters;
        let definite = letters.code(0) == code::ALEF && letters.code(1) == code::LAM && letters.count() > 4;
        piece.space && self.words >= 4 && (definite || self.lists.opens(letters))
    }

    fn close(&mut self, end: usize, soft: bool) {
        if let Some(start) = self.start.take() {
            self.found.push(Found { start, end, kind: SentenceKind::Body, soft });
        }
        self.words = 0;
    }

    pub(crate) fn line_end(&mut self) {
        if self.tokens == 0 {
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
        if self.found.len() > first {
            if first == 0 || self.line.is_title(CROSSHEAD) {
                self.join_soft(first);
            }
            self.lines.push(self.line);
        }
        self.line = Line { first: self.found.len(), ..Line::default() };
        (self.tokens, self.quoted, self.start, self.words) = (0, false, None, 0);
        (self.pending, self.last) = (None, None);
    }

    /// In a title an ellipsis closes nothing.
    fn join_soft(&mut self, first: usize) {
        if self.line.stopped {
            return;
        }
        let mut kept = first;
        for next in first + 1..self.found.len() {
            steps::take(1);
            if self.found[kept].soft {
                (self.found[kept].end, self.found[kept].soft) = (self.found[next].end, self.found[next].soft);
            } else {
                kept += 1;
                self.found[kept] = self.found[next];
            }
        }
        self.found.truncate(kept + 1);
    }

    /// The sentences, their kinds read off the lines around them.
    pub(crate) fn finish(mut self) -> Vec<Found> {
        let wrapped = self.wrapped();
        let headline = self.lines.len() > 1 && self.lines[0].is_title(HEADLINE);
        for (index, line) in self.lines.iter().enumerate() {
            let Some(next) = self.lines.get(index + 1) else { break };
            if wrapped.is_some_and(|width| self.breaks_softly(index, width)) {
                continue;
            }
            let before = index.checked_sub(1).map(|before| self.lines[before]);
            let runs_on = next.stopped || next.words > 2 * line.words;
            let kind = match before {
                None if headline => SentenceKind::Headline,
                Some(_) if index == 1 && headline && line.is_title(DECK) && runs_on => SentenceKind::Deck,
                Some(before)
                    if line.is_title(CROSSHEAD)
                        && runs_on
                        && !next.item
                        && (before.stopped || before.words > CROSSHEAD) =>
                {
                    SentenceKind::Crosshead
                }
                _ => continue,
            };
            for sentence in &mut self.found[line.first..next.first] {
                sentence.kind = kind;
            }
        }
        self.found
    }

    /// The width in characters that a text was wrapped to, if it was: no line is longer than [`WRAPPED`], and most lines
    /// end where the next word would not have fitted. A line of such a text is no title, however it ends.
    fn wrapped(&self) -> Option<usize> {
        if self.lines.len() < 4 || (0..self.lines.len()).any(|index| self.line_text(index).len() > 4 * WRAPPED) {
            return None;
        }
        let width = (0..self.lines.len()).map(|index| self.line_text(index).chars().count()).max()?;
        let breaks = self.lines.len() - 1;
        let soft = (0..breaks).filter(|&index| self.breaks_softly(index, width)).count();
        (width <= WRAPPED && 2 * soft > breaks).then_some(width)
    }

    /// Whether the first word of the next line would not have fitted into line `index`.
    fn breaks_softly(&self, index: usize, width: usize) -> bool {
        let word = self.line_text(index + 1).split(char::is_whitespace).next().unwrap_or_default();
        self.line_text(index).chars().count() + 1 + word.chars().count() > width
    }

    /// The line from its first to its last sentence.
    fn line_text(&self, index: usize) -> &'a str {
        let next = self.lines.get(index + 1).map_or(self.found.len(), |next| next.first);
        let line = &self.text[self.found[self.lines[index].first].start..self.found[next - 1].end];
        steps::take(line.len());
        line
    }
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
    fn every_line_end_closes() {
        let text = "نص\r\nنص\rنص\u{85}نص\u{2028}نص\u{2029}نص\u{B}نص\u{C}نص\n***\nنص";
        check(text, &["نص"; 9]);
    }
}
