//! The phrases of the lists in a text, and the features that they are.

use crate::hash::{feature, row};
use crate::resources::{LONGER, LONGEST, Resources, phrase_hash};
use crate::steps;

/// Beside the templates of other features.
const TEMPLATE: u32 = 11;

/// Marks of the lists at a word: bit `4 * list` and more for the [`place`].
pub(crate) type Marks = u64;

pub(crate) fn mark_row(bit: u32, offset: i32) -> u32 {
    row(feature(TEMPLATE, u64::from(bit)), offset)
}

/// Finds the phrases of the lists in a sentence, given as the hashes of its stems: the longest at each word.
pub(crate) fn mark_phrases(stems: &[u64], resources: &Resources, bytes: &[u8], marks: &mut Vec<Marks>) {
    marks.clear();
    marks.resize(stems.len(), 0);
    for start in 0..stems.len() {
        let (length, lists) = phrase_at(stems[start..].iter().copied(), None, resources, bytes);
        mark(&mut marks[start..start + length], lists);
    }
}

/// The longest phrase of the lists that begins with `stems`: how many of them it has, and its lists. `first` says what the
/// table holds for the first stem, if that is known.
pub(crate) fn phrase_at(
    stems: impl Iterator<Item = u64>,
    mut first: Option<u16>,
    resources: &Resources,
    bytes: &[u8],
) -> (usize, u16) {
    let (mut h, mut found, mut lists) = (0, 0, 0);
    for (i, stem) in stems.take(LONGEST).enumerate() {
        steps::take(1);
        h = phrase_hash(h, stem);
        let bits = first.take().unwrap_or_else(|| resources.phrase(bytes, h));
        if bits & !LONGER != 0 {
            found = i + 1;
            lists = bits & !LONGER;
        }
        if bits & LONGER == 0 {
            break;
        }
    }
    (found, lists)
}

/// Where word `i` stands in a phrase of `length` words: 0 alone, 1 first, 2 inside, 3 last.
pub(crate) fn place(i: usize, length: usize) -> u32 {
    match i {
        _ if length == 1 => 0,
        0 => 1,
        i if i + 1 == length => 3,
        _ => 2,
    }
}

/// Marks the words of a phrase that stands in `lists`.
pub(crate) fn mark(marks: &mut [Marks], lists: u16) {
    let n = marks.len();
    for (i, marks) in marks.iter_mut().enumerate() {
        let place = place(i, n);
        let mut lists = lists;
        while lists != 0 {
            *marks |= 1 << (4 * lists.trailing_zeros() + place);
            lists &= lists - 1;
        }
    }
}
