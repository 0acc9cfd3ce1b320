//! Lines that were broken at a width, as mail, PDF and old text files have them.

use std::ops::{Range, RangeInclusive};

/// So many lines in a row, without an empty one, tell of a width.
const LINES: usize = 4;
/// The longest line of such a row has so many characters.
const WIDTHS: RangeInclusive<usize> = 30..=140;
/// No line of such a row has more bytes.
const BYTES: usize = 600;
/// What ends a line beside `\n`, and says that this one was not broken at a width.
const OTHER_ENDS: [char; 6] = ['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The line ends of `text` over which a sentence may go on, as its lines were broken at a width: the bytes of their `\n`, in order.
///
/// Lines were broken if four or more stand in a row, the next word would have had no room in most of them, few end with a full
/// stop, and the row does, or more stand within lines: poems and lists of titles have none, and lists of sentences have one at the
/// end of each line.
///
/// ```
/// let text = "وصل الوفد إلى العاصمة صباح أمس بعد رحلة\nطويلة قطع فيها مئات الكيلومترات. واستقبله\n\
///             في المطار عدد من المسؤولين الذين رحبوا\nبه، ثم غادر إلى مقر إقامته.\n";
/// assert_eq!(rawi_arabic::wrapped_lines(text).len(), 3);
/// assert!(rawi_arabic::wrapped_lines("عنوان\nوصل الوفد إلى العاصمة.\nوغادر بعد يومين.\n").is_empty());
/// ```
#[must_use]
pub fn wrapped_lines(text: &str) -> Vec<usize> {
    let mut wrapped = Vec::new();
    let mut row: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    // A row ends with an empty line, and with the text.
    while start <= text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[start..end].strip_suffix('\r').unwrap_or(&text[start..end]);
        let fits = line.len() <= BYTES && !line.trim().is_empty() && !has_other_end(line);
        if fits {
            row.push(start..end);
        }
        if !fits || end == text.len() {
            if row.len() >= LINES {
                read_row(text, &row, &mut wrapped);
            }
            row.clear();
        }
        start = end + 1;
    }
    wrapped
}

/// Whether the line that byte `from` of `text` stands in, or ends before, was broken at a width; `wrapped` are the text's [`wrapped_lines`].
///
/// ```
/// use rawi_arabic::{is_wrapped, wrapped_lines};
/// let text = "وصل الوفد إلى العاصمة صباح أمس بعد رحلة\nطويلة قطع فيها مئات الكيلومترات. واستقبله\n\
///             في المطار عدد من المسؤولين الذين رحبوا\nبه، ثم غادر إلى مقر إقامته.\n";
/// let wrapped = wrapped_lines(text);
/// assert!(is_wrapped(text, &wrapped, 0) && !is_wrapped(text, &wrapped, text.len() - 1));
/// ```
#[must_use]
pub fn is_wrapped(text: &str, wrapped: &[usize], from: usize) -> bool {
    // Up to the first line end of any kind: a text of many lines that end otherwise is not read again for each.
    let ends = |c: char| {
        steps::take(1);
        c == '\n' || OTHER_ENDS.contains(&c)
    };
    let end = || text[from..].find(ends).map(|at| from + at);
    let feed = |end: usize| if text[end..].starts_with("\r\n") { end + 1 } else { end };
    !wrapped.is_empty() && end().is_some_and(|end| wrapped.binary_search(&feed(end)).is_ok())
}

/// Whether a line holds one of [`OTHER_ENDS`]. Most have none of the bytes that these begin with, which many bytes at once tell.
fn has_other_end(line: &str) -> bool {
    let may_begin = |byte| matches!(byte, b'\r' | 0xB | 0xC | 0xC2 | 0xE2);
    line.bytes().fold(false, |found, byte| found | may_begin(byte)) && line.contains(OTHER_ENDS)
}

/// Adds the line ends within a row of lines that were broken at a width.
fn read_row(text: &str, row: &[Range<usize>], wrapped: &mut Vec<usize>) {
    let line = |at: usize| text[row[at].clone()].trim();
    let chars = |text: &str| text.chars().inspect(|_| steps::take(1)).count();
    let lengths: Vec<usize> = (0..row.len()).map(|at| chars(line(at))).collect();
    let width = lengths.iter().copied().max().unwrap_or(0);
    if !WIDTHS.contains(&width) {
        return;
    }
    let first_word = |at: usize| line(at).split_whitespace().next().map_or(0, chars);
    // Letters have widths of their own: the lines of a PDF are not as long in characters.
    let is_full = |&at: &usize| lengths[at] + 1 + first_word(at + 1) > width - width / 8;
    let last = row.len() - 1;
    let full: Vec<usize> = (0..last).filter(is_full).collect();
    let stopped = full.iter().filter(|&&at| ends_a_sentence(line(at))).count();
    let within = |at: usize| line(at).split(' ').rev().skip(1).filter(|word| ends_a_sentence(word)).count();
    let prose = || ends_a_sentence(line(last)) || (0..row.len()).map(within).sum::<usize>() > stopped;
    if 10 * full.len() >= 7 * last && 3 * stopped <= full.len() && prose() {
        wrapped.extend(full.into_iter().map(|at| row[at].end));
    }
}

/// Whether a line ends with a full stop, or with one and the marks that close behind it.
fn ends_a_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '»', '”', ')', '\'', ']']).ends_with(['.', '؟', '?', '!', '…'])
}

mod steps {
    crate::count_steps!();
}

#[cfg(test)]
mod tests {
    use super::{is_wrapped, steps, wrapped_lines};

    #[test]
    fn lists_poems_and_paragraphs_are_not_wrapped() {
        let titles = "افتتاح معرض الكتاب في العاصمة اليوم\nوصول الوفد الثقافي إلى مدينة حلب\n".repeat(4);
        assert!(wrapped_lines(&titles).is_empty());
        let sentences = "افتتح معرض الكتاب في العاصمة اليوم.\nوصل الوفد الثقافي إلى مدينة حلب.\n".repeat(4);
        assert!(wrapped_lines(&sentences).is_empty());
        let text = "كان الطريق إلى القرية طويلا ووعرا ولم\nيعرفه سوى قلة من الناس الذين اعتادوا\n".repeat(4) + "عليه.";
        assert_eq!(wrapped_lines(&text).len(), 8);
        assert!(wrapped_lines(&text.replace(" سوى", "\u{2028}سوى")).is_empty());
        let paragraphs = "وصل الوفد إلى العاصمة. ".repeat(20) + "\n";
        assert!(wrapped_lines(&paragraphs.repeat(6)).is_empty());
    }

    #[test]
    fn a_short_line_ends_a_paragraph() {
        let text = "كان الطريق إلى القرية طويلا ووعرا ولم\nيعرفه سوى قلة من الناس الذين اعتادوا\n\
                    عليه. وكانت القرية صغيرة.\nوفي الصباح خرج الأولاد إلى الحقول التي\n\
                    تحيط بها من كل جانب وعادوا في المساء\nوقد حملوا معهم سلالا من التين والعنب\nوالرمان.";
        let found = wrapped_lines(text);
        assert_eq!(found.len(), 5);
        assert!(!found.contains(&text.match_indices('\n').nth(2).map_or(0, |(at, _)| at)));
    }

    #[test]
    fn work_is_linear() {
        let line = "كلمة ".repeat(12) + "\n";
        let work = |lines: usize| {
            let text = line.repeat(lines);
            steps::count(|| drop(wrapped_lines(&text)))
        };
        assert!(work(2000) <= 10 * work(200) + 1000);
    }

    #[test]
    fn a_line_is_read_up_to_its_end_of_any_kind() {
        let before =
            "كان الطريق إلى القرية طويلا ووعرا ولم\nيعرفه سوى قلة من الناس الذين اعتادوا\n".repeat(4) + "عليه.\n\n";
        let work = |lines: usize| {
            let text = format!("{before}{}", "كلمة\r".repeat(lines));
            let wrapped = wrapped_lines(&text);
            assert_eq!(wrapped.len(), 8);
            let starts: Vec<usize> = text.match_indices('\r').map(|(at, _)| at).collect();
            steps::count(|| assert!(!starts.iter().any(|&at| is_wrapped(&text, &wrapped, at))))
        };
        assert_eq!((work(200), work(2000)), (200, 2000));
    }
}
