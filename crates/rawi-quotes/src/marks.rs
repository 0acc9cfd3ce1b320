//! Quotation marks in pairs.
//!
//! Writers turn the marks round, leave blanks on the wrong side, forget one of two, and open every paragraph of a long
//! quotation again. What opens and what closes is therefore decided by turns within a paragraph; the letters beside a mark
//! decide only where one is missing.

use crate::words::Words;
use std::ops::Range;

/// What stands between two marks, as indices of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The opening mark.
    pub(crate) open: usize,
    /// Behind the last quoted word: the closing mark, if there is one.
    pub(crate) close: usize,
    /// Where the text goes on.
    pub(crate) next: usize,
    /// How many words are quoted, marks not counted.
    pub(crate) words: usize,
}

/// Marks that close each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Guillemets,
    Double,
    Single,
}

fn family(mark: char) -> Option<Family> {
    match mark {
        '«' | '»' | '‹' | '›' | '《' | '》' => Some(Family::Guillemets),
        '"' | '“' | '”' | '„' | '‟' | '＂' => Some(Family::Double),
        '\'' | '‘' | '’' | '‚' | '‛' => Some(Family::Single),
        _ => None,
    }
}

/// So many paragraphs without a mark may follow one within a quotation.
const PARAGRAPHS: usize = 3;

/// The outermost pairs, in order. `lines` and `sentences` are ranges of words; a mark belongs to one line.
pub(crate) fn pairs(words: &Words<'_>, lines: &[Range<usize>], sentences: &[Range<usize>]) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    let marks: Vec<(usize, Family)> =
        (0..words.len()).filter_map(|i| Some((i, words.mark(i).and_then(family)?))).collect();
    for kind in [Family::Guillemets, Family::Double, Family::Single] {
        let own: Vec<usize> = marks.iter().filter(|(_, of)| *of == kind).map(|&(i, _)| i).collect();
        pair(words, kind, &own, lines, sentences, &mut found);
    }
    found.sort_by_key(|pair| (pair.open, std::cmp::Reverse(pair.next)));
    let mut end = 0;
    found.retain_mut(|pair| {
        let outer = pair.open >= end && pair.close > pair.open + 1;
        if outer {
            end = pair.next;
            pair.words = (pair.open + 1..pair.close).filter(|&i| words.mark(i).is_none()).count();
        }
        outer
    });
    found
}

fn pair(
    words: &Words<'_>,
    kind: Family,
    own: &[usize],
    lines: &[Range<usize>],
    sentences: &[Range<usize>],
    found: &mut Vec<Pair>,
) {
    // An opening mark without its partner so far, and the line its text goes on to.
    let mut open: Option<(usize, usize)> = None;
    let abandon = |open: usize, found: &mut Vec<Pair>| {
        // A lone apostrophe quotes nothing.
        if kind != Family::Single {
            let sentence = sentences.partition_point(|sentence| sentence.end <= open);
            let end = sentences.get(sentence).map_or(open + 1, |sentence| sentence.end);
            found.push(Pair { open, close: end, next: end, words: 0 });
        }
    };
    let mut rest = own;
    for (line, range) in lines.iter().enumerate() {
        let (mut marks, later) = rest.split_at(rest.partition_point(|&mark| mark < range.end));
        rest = later;
        if let Some((before, last)) = open {
            match marks {
                [] if line - last <= PARAGRAPHS => continue,
                [first, others @ ..] if *first == range.start => {
                    // Opened again, as every paragraph of a long quotation is.
                    let Some((&close, others)) = others.split_first() else {
                        open = Some((before, line));
                        continue;
                    };
                    found.push(Pair { open: before, close, next: close + 1, words: 0 });
                    marks = others;
                }
                [first, others @ ..] if others.len() % 2 == 0 && closes(words, *first) && !opens(words, *first) => {
                    found.push(Pair { open: before, close: *first, next: first + 1, words: 0 });
                    marks = others;
                }
                _ => abandon(before, found),
            }
            open = None;
        }
        let missing = marks.len() % 2 == 1;
        let plainly_opens = |mark| opens(words, mark) && !closes(words, mark);
        let plainly_closes = |mark| closes(words, mark) && !opens(words, mark);
        let mut turn = marks.iter().copied().enumerate();
        while let Some((i, mark)) = turn.next() {
            match open {
                // The same marks within: "... "..." ...".
                Some(_)
                    if plainly_opens(mark)
                        && marks.get(i + 1).is_some_and(|&next| plainly_closes(next))
                        && marks.get(i + 2).is_some_and(|&next| !plainly_opens(next)) =>
                {
                    turn.next();
                }
                // This one plainly opens, so the partner of the one before was forgotten.
                Some((before, _)) if missing && plainly_opens(mark) => {
                    abandon(before, found);
                    open = Some((mark, line));
                }
                Some((before, _)) => {
                    found.push(Pair { open: before, close: mark, next: mark + 1, words: 0 });
                    open = None;
                }
                // Nothing to close: its partner was forgotten, or it is an inch or an apostrophe.
                None if missing && plainly_closes(mark) => {}
                None => open = Some((mark, line)),
            }
        }
    }
    if let Some((before, _)) = open {
        abandon(before, found);
    }
}

/// Whether a letter stands right behind the mark and none right before.
fn opens(words: &Words<'_>, i: usize) -> bool {
    let mark = &words.words[i];
    let after = words.text[mark.end()..].chars().next();
    let before = words.text[..mark.start()].chars().next_back();
    // لـ" and و" open: a proclitic, a tatweel or not.
    let proclitic = i > 0 && words.words[i - 1].end() == mark.start() && words.key(i - 1).chars().nth(1).is_none();
    after.is_some_and(char::is_alphanumeric) && (proclitic || before.is_none_or(|c| !c.is_alphanumeric()))
}

/// Whether the mark stands right behind a word or a full stop.
fn closes(words: &Words<'_>, i: usize) -> bool {
    let mark = &words.words[i];
    i > 0 && words.words[i - 1].end() == mark.start() && words.key(i - 1).chars().nth(1).is_some()
        || words.text[..mark.start()].chars().next_back().is_some_and(|c| matches!(c, '.' | '!' | '؟' | '?' | '…'))
}
