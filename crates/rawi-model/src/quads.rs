//! Scores of labels, four in each word of 64 bits, so that a few additions of plain numbers add the scores of all labels.
//!
//! A word is the sum of its four scores, each times 65,536 to the power of its place. Such words are added as numbers are; a
//! score below zero borrows from the next one, which is given back on reading. A weight is at most 127 and a word has a
//! hundred rows, most of them small, so that sums stay far below the bounds; were they crossed by a damaged model, its
//! names would be wrong and nothing else.

/// 32,768 in each place: makes every score positive.
const BIAS: u64 = 0x8000_8000_8000_8000;

/// How many words hold the scores of `labels` labels: one of the numbers that [`by_quads`] knows.
pub(crate) fn quads(labels: usize) -> usize {
    match labels.div_ceil(4) {
        few @ 0..=4 => few.max(1),
        some => some.next_power_of_two(),
    }
}

/// Calls `$call` with the constant `$Q` set to a number of words.
macro_rules! by_quads {
    ($quads:expr, $Q:ident => $call:expr) => {
        $crate::rows::by_constant!($quads, $Q in 1 | 2 | 3 | 4 | 8 else 16 => $call)
    };
}
pub(crate) use by_quads;

/// Scores as words.
pub(crate) fn pack(scores: &[i16]) -> Vec<u64> {
    let place = |(i, &score): (usize, &i16)| (score as u64) << (16 * i);
    let mut words: Vec<u64> =
        scores.chunks(4).map(|four| four.iter().enumerate().map(place).fold(0, u64::wrapping_add)).collect();
    words.resize(quads(scores.len()), 0);
    words
}

/// Four weights, one signed byte each.
#[inline]
fn four(weights: [u8; 4]) -> u64 {
    let x = u64::from(u32::from_le_bytes(weights) ^ 0x8080_8080);
    let x = (x | x << 16) & 0x0000_FFFF_0000_FFFF;
    let x = (x | x << 8) & 0x00FF_00FF_00FF_00FF;
    x.wrapping_sub(0x0080_0080_0080_0080)
}

/// Adds scores.
#[inline]
pub(crate) fn add<const Q: usize>(sums: &mut [u64; Q], scores: &[u64; Q]) {
    for (sum, score) in sums.iter_mut().zip(scores) {
        *sum = sum.wrapping_add(*score);
    }
}

/// Adds weights, four labels in each.
#[inline]
pub(crate) fn add_weights<const Q: usize>(sums: &mut [u64; Q], weights: &[[u8; 4]; Q]) {
    for (sum, weights) in sums.iter_mut().zip(weights) {
        *sum = sum.wrapping_add(four(*weights));
    }
}

/// The scores as numbers.
#[inline]
pub(crate) fn unpack<const Q: usize>(sums: &[u64; Q]) -> [[i16; 4]; Q] {
    sums.map(|sum| {
        let biased = sum.wrapping_add(BIAS) ^ BIAS;
        [biased as i16, (biased >> 16) as i16, (biased >> 32) as i16, (biased >> 48) as i16]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_in_words_are_sums() {
        let rows: [[i8; 9]; 3] = [
            [0, -1, 127, -128, 5, -6, 7, -8, 9],
            [-3, -100, 127, -128, 0, 0, 1, -1, -9],
            [1, -2, 3, -4, 5, -6, 7, -8, 0],
        ];
        let (mut one, mut other) = ([0u64; 3], [0u64; 3]);
        let mut plain = [0i16; 9];
        for row in &rows {
            let wide = row.map(i16::from);
            plain.iter_mut().zip(wide).for_each(|(p, w)| *p += w);
            add(&mut one, pack(&wide).first_chunk().unwrap());
            let mut fours = [[0; 4]; 3];
            fours.as_flattened_mut().iter_mut().zip(row).for_each(|(four, &w)| *four = w as u8);
            add_weights(&mut other, &fours);
        }
        assert_eq!(unpack(&one).as_flattened()[..9], plain);
        assert_eq!(unpack(&other).as_flattened()[..9], plain);
    }

    #[test]
    fn all_labels_have_room() {
        assert!((1..64).all(|labels| 4 * quads(labels) >= labels && quads(labels) <= 16));
    }
}
