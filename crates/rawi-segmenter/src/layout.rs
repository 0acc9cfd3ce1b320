//! What each line of a report is: headline, deck, crosshead, byline, dateline, tag line, or body.

use crate::classes::{DIGIT, class_at};
use crate::letters::Letters;
use crate::words::{Furniture, WordLists};
use rawi_core::layers::SentenceKind;

/// A line with at least one sentence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    /// Its first sentence.
    pub(crate) first: usize,
    /// Words, numbers and the like.
    pub(crate) words: usize,
    /// It ends with a full stop, `؟` or `!`, quotes behind them left out.
    pub(crate) stopped: bool,
    /// It ends with `:` or `،`: something is to follow.
    pub(crate) open: bool,
    /// It begins with a bullet or the number of a list.
    pub(crate) item: bool,
}

/// Words of the longest headline, deck and crosshead, and of the longest byline and the like.
const HEADLINE: usize = 30;
const DECK: usize = 40;
pub(crate) const CROSSHEAD: usize = 10;
const FURNITURE: usize = 12;
/// Bylines and the like stand among so many lines at the top and at the end.
const TOP: usize = 6;
const END: usize = 4;
/// And names alone or before a place among so many at either end.
const EDGE: usize = 2;
/// Characters of the longest line that text is wrapped to.
const WRAPPED: usize = 100;

impl Line {
    /// Whether it could be a title of at most so many words.
    pub(crate) fn is_title(self, longest: usize) -> bool {
        !self.stopped && !self.open && !self.item && self.words <= longest
    }
}

/// The kinds of lines, of which `text(i)` is the line `i` from its first to its last sentence; `None` for body.
pub(crate) fn kinds<'a>(
    lines: &[Line],
    lists: &WordLists,
    text: impl Fn(usize) -> &'a str + Copy,
) -> Vec<Option<SentenceKind>> {
    let mut kinds = vec![None; lines.len()];
    let mut shown = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let (top, end) = (index < TOP, index + END >= lines.len());
        let edge = index < EDGE || index + EDGE >= lines.len();
        if lines.len() > 1 && (top || end) && !line.open {
            kinds[index] = if line.words <= FURNITURE {
                let listed = line.item && index > 0 && lines[index - 1].item;
                let place = Place { top, edge, end, last: index + 1 == lines.len(), listed };
                furniture(text(index), *line, place, lists)
            } else {
                long_tag_line(text(index), *line, lists)
            };
        }
        if kinds[index].is_none() {
            shown.push(index);
        }
    }
    let wrapped = wrapped(lines, text);
    let line = |place: usize| shown.get(place).map(|&index| lines[index]);
    let headline = shown.len() > 1 && line(0).is_some_and(|line| line.is_title(HEADLINE));
    for (place, &index) in shown.iter().enumerate() {
        let (this, Some(next)) = (lines[index], line(place + 1)) else { break };
        if wrapped.is_some_and(|width| breaks_softly(index, width, text)) {
            continue;
        }
        let before = place.checked_sub(1).and_then(line);
        let runs_on = next.stopped || next.words > 2 * this.words;
        kinds[index] = match before {
            None if headline => Some(SentenceKind::Headline),
            Some(_) if place == 1 && headline && this.is_title(DECK) && runs_on => Some(SentenceKind::Deck),
            Some(before)
                if this.is_title(CROSSHEAD)
                    && runs_on
                    && !next.item
                    && (before.stopped || before.words > CROSSHEAD) =>
            {
                Some(SentenceKind::Crosshead)
            }
            _ => None,
        };
    }
    kinds
}

/// The width in characters that a text was wrapped to, if it was: no line is longer than [`WRAPPED`], and most lines
/// end where the next word would not have fitted. A line of such a text is no title, however it ends.
fn wrapped<'a>(lines: &[Line], text: impl Fn(usize) -> &'a str + Copy) -> Option<usize> {
    if lines.len() < 4 || (0..lines.len()).any(|index| text(index).len() > 4 * WRAPPED) {
        return None;
    }
    let width = (0..lines.len()).map(|index| text(index).chars().count()).max()?;
    let breaks = lines.len() - 1;
    let soft = (0..breaks).filter(|&index| breaks_softly(index, width, text)).count();
    (width <= WRAPPED && 2 * soft > breaks).then_some(width)
}

/// Whether the first word of the next line would not have fitted into line `index`, which is not the last.
fn breaks_softly<'a>(index: usize, width: usize, text: impl Fn(usize) -> &'a str + Copy) -> bool {
    let word = text(index + 1).split(char::is_whitespace).next().unwrap_or_default();
    text(index).chars().count() + 1 + word.chars().count() > width
}

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    top: bool,
    edge: bool,
    end: bool,
    last: bool,
    /// The line before is an item of a list, too.
    listed: bool,
}

/// Whether a longer line is one that begins as a tag line, as رابط الخبر does before a title.
fn long_tag_line(text: &str, line: Line, lists: &WordLists) -> Option<SentenceKind> {
    if line.stopped || line.words > HEADLINE {
        return None;
    }
    let mut words = text.split_whitespace().map(bare);
    let two = [words.next()?, words.next()?].concat();
    (lists.furniture(&two) == Some(Furniture::TagLine)).then_some(SentenceKind::TagLine)
}

/// Whether the sentence that ends a report is its tags: سمات أمريكا تنظيم الدولة.
pub(crate) fn is_tags(text: &str, lists: &WordLists) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let few = text.split_whitespace().nth(HEADLINE).is_none();
    few && lists.furniture(first) == Some(Furniture::Tags) && !text.ends_with(['.', '؟', '!', ':', '،'])
}

/// Whether `line` is a byline, a dateline or a tag line, which the reader of a report does not miss.
fn furniture(text: &str, line: Line, place: Place, lists: &WordLists) -> Option<SentenceKind> {
    let Place { top, edge, end, last: at_end, listed } = place;
    let parts = Part::all(text, lists);
    let words: usize = parts.iter().map(|part| part.words).sum();
    let (first, last) = (parts.first()?, parts.last()?);
    let any = |what| parts.iter().any(|part| part.is == Some(what));
    let address = text.contains('@') && !text.contains(' ');
    if first.is == Some(Furniture::TagLine) || address || is_time(text) {
        return Some(SentenceKind::TagLine);
    }
    if line.stopped {
        return None;
    }
    // المدينة alone may be a crosshead.
    let source = parts.len() > 1 || !top || text.starts_with(['(', '[']);
    if source && parts.iter().all(|part| part.is == Some(Furniture::Source)) {
        return Some(if parts.len() > 1 && top { SentenceKind::Dateline } else { SentenceKind::TagLine });
    }
    // الرياض 26 شوال 1436 هـ واس
    let digits = |word: &str| word.chars().all(|c| rawi_arabic::digit_value(c).is_some()).then(|| word.chars().count());
    let numbers = || text.split_whitespace().filter_map(digits);
    let dated = || numbers().count() > 1 && numbers().any(|digits| digits == 4);
    if top && dated() && lists.furniture(last.last) == Some(Furniture::Source) {
        return Some(SentenceKind::Dateline);
    }
    // 737221 - Zain
    if parts.len() == 2 && first.code && line.words <= 3 {
        return Some(SentenceKind::TagLine);
    }
    // تحقيق مع الوزير is a title.
    if first.is == Some(Furniture::Byline) && (parts.len() > 1 || (first.names && first.words <= 6)) {
        return Some(SentenceKind::Byline);
    }
    // فخامة الرئيس / عبدالفتاح السيسي further down is whom a letter is to.
    let few = words <= 8 && parts.iter().all(|part| part.words <= 4) && !line.item;
    if parts.len() > 1 && few {
        if any(Furniture::Person) && edge {
            return Some(SentenceKind::Byline);
        }
        // محتوى «جوال» is a title.
        let place = top && edge && parts.len() == 2 && first.words + last.words <= 4 && last.dash;
        if any(Furniture::Source) || place {
            return Some(SentenceKind::Dateline);
        }
    }
    let alone = parts.len() == 1 && (2..=5).contains(&words);
    let name = alone && edge && first.is == Some(Furniture::Person) && first.name;
    // د. لطيفة العبيد, عقيل الشمري: whoever wrote signs at the end.
    let titled = end && (3..=8).contains(&words) && first.is == Some(Furniture::Title);
    let signed = !line.item && (titled || (at_end && alone && first.surname));
    ((name && !listed) || signed).then_some(SentenceKind::Byline)
}

/// A part of a line between dashes, bars and brackets.
struct Part<'a> {
    words: usize,
    is: Option<Furniture>,
    /// It ends as the name of a person may, with a given name or the article.
    name: bool,
    /// Its second word is a given name.
    names: bool,
    /// A dash, a stroke or a bar stands before it.
    dash: bool,
    /// Its last word.
    last: &'a str,
    /// It is digits alone.
    code: bool,
    /// It is words without the article, and behind them a nisba with it, as family names are: ناصر الشمري.
    surname: bool,
}

impl<'a> Part<'a> {
    fn all(text: &'a str, lists: &WordLists) -> Vec<Self> {
        let mut parts = Vec::new();
        for (at, part) in split(text) {
            let words: Vec<&str> = part.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            let person = |word: &str| lists.furniture(word) == Some(Furniture::Person);
            let letters: String = words.concat();
            let is = if lists.furniture(&letters) == Some(Furniture::Source) {
                Some(Furniture::Source)
            } else {
                // Of two words, as رابط الخبر, or of one.
                let two = words.get(..2).map(<[_]>::concat);
                let two = two.and_then(|two| lists.furniture(&two)).filter(|&is| is == Furniture::TagLine);
                let one = |is: &Furniture| match is {
                    Furniture::Source => false,
                    Furniture::TagLine => words.len() == 1,
                    _ => true,
                };
                two.or_else(|| lists.furniture(first).filter(one))
            };
            let name = person(last) || Letters::of(last).has_article();
            let names = words.get(1).is_some_and(|word| person(word));
            let dash = text[..at].trim_end().ends_with(DASHES);
            let code =
                words.len() == 1 && first.len() > 3 && first.chars().all(|c| rawi_arabic::digit_value(c).is_some());
            let article = |word: &str| Letters::of(word).has_article();
            let nisba = last.ends_with('ي') && article(last) && last.chars().count() > 4;
            let surname =
                nisba && (2..=4).contains(&words.len()) && !words[..words.len() - 1].iter().any(|word| article(word));
            parts.push(Self { words: words.len(), is, name, names, dash, last, code, surname });
        }
        parts
    }
}

/// The signs between a name and a place.
const DASHES: [char; 6] = ['-', '–', '—', '|', '/', '\u{640}'];

/// The parts of a line and where they begin.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = |c: char| matches!(c, '-' | '–' | '—' | '|' | '/' | ':' | '(' | ')' | '[' | ']' | '«' | '»' | '"');
    text.split(parts)
        // A tatweel is a dash only where it stands alone.
        .flat_map(|part| part.split(" \u{640} "))
        .map(move |part| (part.as_ptr() as usize - text.as_ptr() as usize, part))
}

/// A word without dots and signs around and inside: أ.ف.ب is أفب.
fn bare(word: &str) -> &str {
    word.trim_matches(|c| !rawi_arabic::is_alphanumeric(c))
}

/// Whether a line is nothing but a time: 11:12 ت م.
fn is_time(text: &str) -> bool {
    let mut digits = false;
    text.contains(':')
        && text.split_whitespace().all(|word| {
            let number = word.chars().all(|c| c == ':' || class_at(c.encode_utf8(&mut [0; 4]), 0).0 == DIGIT);
            digits |= number;
            number || word.chars().count() <= 2
        })
        && digits
}
