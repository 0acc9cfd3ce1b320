// Tables in the binary that hold what is known of a key and are read at one look. The build script fills them.

/// The hash of a key; also of the tables of bits.
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

/// The slot of a key in a table (open addressing, a power of two), or the one that is free for it. A slot begins with the upper half of
/// the hash, which stands for the key; zeros are none.
pub(crate) fn slot<const N: usize>(table: &[[u8; N]], key: &str) -> (usize, [u8; 4]) {
    let hash = hash(key);
    let (mask, tag) = (table.len() - 1, (((hash >> 32) as u32).max(1)).to_le_bytes());
    let mut slot = hash as usize & mask;
    while table[slot].first_chunk().is_some_and(|found| *found != tag && *found != [0; 4]) {
        slot = (slot + 1) & mask;
    }
    (slot, tag)
}

/// What a table holds for a key, behind the hash.
pub(crate) fn get<'t, const N: usize>(table: &'t [[u8; N]], key: &str) -> Option<&'t [u8]> {
    let (tag, value) = table[slot(table, key).0].split_at(4);
    (tag != [0; 4]).then_some(value)
}
