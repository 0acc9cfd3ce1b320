//! Verse by its form: lines one below the other that are short, end without a full stop and hold few names. What the learned model takes for
//! names there is mostly none: it has learned from news.

use crate::rules::Rules;
use crate::shape::Shape;
use crate::steps;
use std::ops::Range;

/// So many lines make verse.
const LINES: usize = 4;

/// So many words a line of verse has.
const WORDS: std::ops::RangeInclusive<usize> = 2..=11;

/// Of so many of its words, so many at most are parts of persons' names: a list of players has more.
const NAMES: (usize, usize) = (2, 5);

impl Rules<'_> {
    /// The words of verse, in order.
    pub(crate) fn verses(&self) -> Vec<Range<usize>> {
        let mut verses = Vec::new();
        let (mut first, mut lines, mut start) = (0, 0, 0);
        for end in 1..=self.words.len() {
            steps::take(1);
            if end < self.words.len() && self.joined(end) {
                continue;
            }
            if self.is_line_of_verse(start..end) {
                first = if lines == 0 { start } else { first };
                lines += 1;
            } else {
                if lines >= LINES {
                    verses.push(first..start);
                }
                lines = 0;
            }
            start = end;
        }
        if lines >= LINES {
            verses.push(first..start);
        }
        verses
    }

    fn is_line_of_verse(&self, line: Range<usize>) -> bool {
        let words = || line.clone().filter(|&i| self.shape(i) == Some(Shape::Word));
        let count = if line.len() > 4 * WORDS.end() { 0 } else { words().count() };
        WORDS.contains(&count)
            && !self.words.key(line.end - 1).ends_with(['.', ':', '؟'])
            && !words().any(|i| self.words.key(i).starts_with(|c: char| c.is_numeric()))
            && words().filter(|&i| self.facts(i).part() >= 2).count() * NAMES.1 <= count * NAMES.0
    }
}
