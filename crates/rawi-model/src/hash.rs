//! The one hash of the model: keys of its tables and names of its features. It is part of the file format.

const MUL: u64 = 0x9FB2_1C65_1E98_DF25;

/// Hashes bytes, eight at a time.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64 ^ 0x2545_F491_4F6C_DD1D;
    for chunk in bytes.as_chunks().0 {
        state = mix(state, u64::from_le_bytes(*chunk));
    }
    mix(state, last(bytes))
}

/// What stands behind the last eight bytes that were read together, as a number. Read in pieces that overlap.
#[inline]
fn last(bytes: &[u8]) -> u64 {
    let n = bytes.len() % 8;
    if n == 0 {
        0
    } else if let Some(chunk) = bytes.last_chunk() {
        u64::from_le_bytes(*chunk) >> (64 - 8 * n)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (n - 4))
    } else {
        let at = |i: usize| u64::from(bytes[i]) << (8 * i);
        at(0) | at(n / 2) | at(n - 1)
    }
}

/// Mixes one more value into a hash.
#[inline]
pub(crate) fn mix(state: u64, value: u64) -> u64 {
    let x = (state ^ value).wrapping_mul(MUL);
    (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ (x >> 32)
}

/// Names a feature: what it is (`template`), its value, and how far from the word it was seen.
#[inline]
pub(crate) fn feature(template: u32, value: u64) -> u64 {
    mix(u64::from(template).wrapping_mul(0xD6E8_FEB8_6659_FD93), value)
}

/// The row of a feature seen `offset` words away; never 0, which marks an empty slot.
#[inline]
pub(crate) fn row(feature: u64, offset: i32) -> u32 {
    let h = mix(feature, (offset + 8) as u64);
    ((h >> 32) as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_are_read_whole() {
        let bytes: Vec<u8> = (1..40).collect();
        for length in 0..bytes.len() {
            let mut rest = [0; 8];
            rest[..length % 8].copy_from_slice(&bytes[length - length % 8..length]);
            assert_eq!(last(&bytes[..length]), u64::from_le_bytes(rest));
        }
    }
}
