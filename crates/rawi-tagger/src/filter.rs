// A table of bits that refuses most words which a list does not hold, so that the list itself need not be read. The build script fills it.

/// Which byte of a table of `bytes` bytes (a power of two) and which bit of it a key has.
pub(crate) fn place(key: &str, bytes: usize) -> (usize, u8) {
    let h = super::hashed::hash(key) >> 20;
    ((h >> 3) as usize & (bytes - 1), 1 << (h & 7))
}
