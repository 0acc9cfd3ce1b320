//! How common words are where the reports at hand are too few to tell.

/// Sorted by their first four bytes, the number of a stem, little-endian; then how many of 4,096 articles have it, by its
/// logarithm: `round(8 · log2)`. Made by `examples/document_frequencies.rs`; see `data/README.md`.
const TABLE: &[u8] = include_bytes!("../data/wikipedia.df");

/// Bytes of an entry.
const ENTRY: usize = 5;

/// What a word has that does not stand in the table.
const RARE: f64 = 1.6e-4;

/// In which share of texts the word stands.
pub(crate) fn share(term: u32) -> f64 {
    let (mut low, mut high) = (0, TABLE.len() / ENTRY);
    while low < high {
        let middle = (low + high) / 2;
        let entry = &TABLE[middle * ENTRY..];
        let key = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
        match key.cmp(&term) {
            std::cmp::Ordering::Equal => return (f64::from(entry[4]) / 8.0).exp2() / 4096.0,
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    RARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::terms;

    #[test]
    fn a_common_word_is_common() {
        let of = |word: &str| share(terms(word)[0]);
        assert!(of("في") > 0.9 && of("مدينة") > 0.1 && of("الحيدرية") < 0.01, "{} {}", of("مدينة"), of("الحيدرية"));
        assert!(TABLE.len().is_multiple_of(ENTRY));
    }
}
