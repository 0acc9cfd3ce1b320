//! Sets of words that nearly every word of a text is asked for.

use crate::packed::{Alphabet, Packed};

/// A set of words. It is a table with more places than words, so that one look tells most words that they are not in it.
///
/// ```
/// use rawi_arabic::{HamzaOnce, Packed, PackedSet};
/// let word = |word| Packed::<HamzaOnce>::new(word).unwrap();
/// let set: PackedSet<HamzaOnce> = ["توجه", "درهم"].into_iter().map(word).collect();
/// assert!(set.has(word("دِرهم")) && !set.has(word("وزيرهم")));
/// ```
#[derive(Clone, Debug)]
pub struct PackedSet<A> {
    /// A power of two of them; one is empty at least.
    places: Vec<Packed<A>>,
}

impl<A: Alphabet + PartialEq> PackedSet<A> {
    /// The place of `word`, or the empty one where it belongs.
    #[inline]
    fn place(&self, word: Packed<A>) -> usize {
        // Fibonacci hashing: the upper bits of the product depend on all letters.
        let hash = word.first_twelve().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let mut place = hash as usize & (self.places.len() - 1);
        while self.places[place] != word && !self.places[place].is_empty() {
            place = (place + 1) & (self.places.len() - 1);
        }
        place
    }

    /// Whether it has `word`.
    #[inline]
    #[must_use]
    pub fn has(&self, word: Packed<A>) -> bool {
        !self.places[self.place(word)].is_empty()
    }
}

impl<A: Alphabet + Default + PartialEq> FromIterator<Packed<A>> for PackedSet<A> {
    fn from_iter<I: IntoIterator<Item = Packed<A>>>(words: I) -> Self {
        let words: Vec<Packed<A>> = words.into_iter().collect();
        let mut set = Self { places: vec![Packed::default(); (2 * words.len() + 1).next_power_of_two()] };
        for word in words {
            let place = set.place(word);
            set.places[place] = word;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::HamzaOnce;

    #[test]
    fn it_has_its_words_and_no_others() {
        let words: Vec<Packed<HamzaOnce>> = ('ا'..='ي')
            .flat_map(|a| ('ا'..='ي').filter_map(move |b| Packed::new(&format!("{a}م{b}استقلالياتهم{b}"))))
            .chain(["و", "بيت"].into_iter().filter_map(Packed::new))
            .collect();
        let (kept, others) = words.split_at(words.len() / 2);
        let set: PackedSet<HamzaOnce> = kept.iter().copied().collect();
        assert!(kept.iter().all(|&word| set.has(word)));
        assert!(!others.iter().any(|&word| set.has(word)));
        assert!(!set.has(Packed::default()));
        assert!(!PackedSet::from_iter([]).has(words[0]));
    }
}
