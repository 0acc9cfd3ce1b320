//! Rows of numbers, one for each label. All loops over a row have the same constant length, `W`, so that they are worked on in vector registers;
//! a model with fewer labels has rows that are filled up.

/// The length of a row of `labels` numbers: that of the four classes which the shipped models have, or else a power of two.
pub(crate) fn width(labels: usize) -> usize {
    match labels {
        9 => 9,
        _ => labels.next_power_of_two().max(8),
    }
}

/// Calls `$call` with the constant `$N` set to a value that is one of `$few`, or else `$last`.
macro_rules! by_constant {
    ($value:expr, $N:ident in $($few:literal)|+ else $last:literal => $call:expr) => {
        match $value {
            $($few => {
                const $N: usize = $few;
                $call
            })+
            _ => {
                const $N: usize = $last;
                $call
            }
        }
    };
}
pub(crate) use by_constant;

/// Calls `$call` with the constant `$W` set to the length of a row.
macro_rules! by_width {
    ($width:expr, $W:ident => $call:expr) => {
        $crate::rows::by_constant!($width, $W in 8 | 9 | 16 | 32 else 64 => $call)
    };
}
pub(crate) use by_width;

/// The rows that lie one behind the other in `numbers`.
#[inline]
pub(crate) fn rows<T, const W: usize>(numbers: &[T]) -> &[[T; W]] {
    numbers.as_chunks().0
}

/// How many numbers of a row are labels' own: a constant for rows that are never filled up.
#[inline]
pub(crate) fn own<const W: usize>(labels: usize) -> usize {
    if W == 9 { W } else { labels }
}

/// Adds the scores of a row.
#[inline]
pub(crate) fn add_row<const W: usize>(sums: &mut [i16; W], row: &[i16; W]) {
    // Copies, as the compiler cannot tell that both lie apart, and would add one number after the other.
    let (mut sum, row) = (*sums, *row);
    sum.iter_mut().zip(row).for_each(|(sum, score)| *sum = sum.wrapping_add(score));
    *sums = sum;
}

/// Adds the weights of a row.
#[inline]
pub(crate) fn add_weights<const W: usize>(sums: &mut [i16; W], row: &[i8; W]) {
    let (mut sum, row) = (*sums, *row);
    sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum = sum.wrapping_add(i16::from(weight)));
    *sums = sum;
}

/// How far the score for O, the first, is above all others of `labels`.
#[inline]
pub(crate) fn margin<const W: usize>(scores: &[i16; W], labels: usize) -> i32 {
    let mut others = *scores;
    others[0] = i16::MIN;
    others[own::<W>(labels)..].fill(i16::MIN);
    let most = others.iter().fold(i16::MIN, |most, &s| most.max(s));
    i32::from(scores[0]) - i32::from(most)
}

/// The greatest number of a row.
#[inline]
pub(crate) fn most<const W: usize>(row: &[f32; W]) -> f32 {
    let more = |most: f32, x: f32| if x > most { x } else { most };
    let (fours, rest) = row.as_chunks::<4>();
    let mut lanes = [f32::MIN; 4];
    for four in fours {
        lanes.iter_mut().zip(four).for_each(|(lane, &x)| *lane = more(*lane, x));
    }
    lanes.iter().chain(rest).fold(f32::MIN, |most, &x| more(most, x))
}

/// The first `W` rows, of which each has `W` numbers: loops over both are unrolled.
#[inline]
pub(crate) fn square<const W: usize>(numbers: &[f32]) -> &[[f32; W]; W] {
    rows(numbers).first_chunk().expect("a row for each label")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_labels_have_room() {
        for labels in 3..64 {
            let width = width(labels);
            assert!(width >= labels);
            by_width!(width, W => assert_eq!((W, own::<W>(labels)), (width, labels)));
        }
    }

    #[test]
    fn rows_are_added() {
        let mut sums = [5, -3, 7, i16::MAX];
        add_row(&mut sums, &[1, 1, -1, 1]);
        assert_eq!(sums, [6, -2, 6, i16::MIN]);
        assert_eq!((margin(&sums, 4), margin(&sums, 2)), (0, 8));
        add_weights(&mut sums, &[-128, 127, 0, -1]);
        assert_eq!(sums, [-122, 125, 6, i16::MAX]);
        assert_eq!((most(&[-3.0, -1.0, -2.0]), most(&[1.0, 2.0, 3.0, 4.0, 9.0, 8.0, 7.0, 6.0, 5.0])), (-1.0, 9.0));
    }
}
