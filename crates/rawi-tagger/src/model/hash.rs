//! The one hash of the model: keys of its tables and names of its features. It is part of the file format.

const MUL: u64 = 0x9FB2_1C65_1E98_DF25;

/// Hashes bytes, eight at a time.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64 ^ 0x2545_F491_4F6C_DD1D;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        state = mix(state, u64::from_le_bytes(chunk.try_into().expect("eight bytes")));
    }
    let mut last = [0u8; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    mix(state, u64::from_le_bytes(last))
}

/// Mixes one more value into a hash.
pub(crate) fn mix(state: u64, value: u64) -> u64 {
    let x = (state ^ value).wrapping_mul(MUL);
    (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ (x >> 32)
}

/// Names a feature: what it is (`template`), its value, and how far from the word it was seen.
pub(crate) fn feature(template: u32, value: u64) -> u64 {
    mix(u64::from(template).wrapping_mul(0xD6E8_FEB8_6659_FD93), value)
}

/// The row of a feature seen `offset` words away; never 0, which marks an empty slot.
pub(crate) fn row(feature: u64, offset: i32) -> u32 {
    let h = mix(feature, (offset + 8) as u64);
    ((h >> 32) as u32).max(1)
}
