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
    for (sum, score) in sums.iter_mut().zip(row) {
        *sum = sum.wrapping_add(*score);
    }
}

/// How far the score for O, the first, is above all others.
#[inline]
pub(crate) fn margin(scores: &[i16]) -> i32 {
    let most = scores[1..].iter().fold(i16::MIN, |most, &s| most.max(s));
    i32::from(scores[0]) - i32::from(most)
}

/// The greatest number of a row, or of a part of it.
#[inline]
pub(crate) fn most(row: &[f32]) -> f32 {
    row.iter().fold(f32::MIN, |most, &x| if x > most { x } else { most })
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
        assert_eq!((margin(&sums), margin(&sums[..2])), (0, 8));
    }
}
