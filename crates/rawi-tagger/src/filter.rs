// A table of bits that refuses most words which a list does not hold, so that the list itself need not be read. The build script fills it.

/// A number for a key.
pub(crate) fn hash(key: &str) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |h: u64, v: u64| {
        let h = (h ^ v).wrapping_mul(K);
        h ^ (h >> 29)
    };
    let (chunks, rest) = key.as_bytes().as_chunks::<8>();
    let h = chunks.iter().fold(key.len() as u64, |h, &chunk| mix(h, u64::from_le_bytes(chunk)));
    mix(h, rest.iter().fold(0, |last, &byte| last << 8 | u64::from(byte)))
}

/// Which byte of a table of `bytes` bytes (a power of two) and which bit of it a key has.
pub(crate) fn place(key: &str, bytes: usize) -> (usize, u8) {
    let h = hash(key) >> 20;
    ((h >> 3) as usize & (bytes - 1), 1 << (h & 7))
}
