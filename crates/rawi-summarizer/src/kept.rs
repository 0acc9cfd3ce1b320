//! The sentences that are kept, to be asked whether another repeats one of them.

use crate::steps;

/// From this cosine on, two sentences say the same.
const REDUNDANT: f64 = 0.5;

/// A sentence is compared with so many better ones, so that time stays linear. A summary is rarely longer.
const COMPARED: usize = 64;

/// A word's weight in a sentence.
#[derive(Clone, Copy)]
pub(crate) struct Weight {
    pub(crate) term: u32,
    pub(crate) row: u32,
    pub(crate) weight: f64,
}

/// Kept sentences by their words, as an inverted index: most share hardly a word with another.
#[derive(Default)]
pub(crate) struct Kept {
    sentences: usize,
    /// Of each term the posting that was added last, counted from 1; 0 for none.
    last: Vec<u32>,
    postings: Vec<Posting>,
}

/// That a kept sentence has a term.
struct Posting {
    sentence: usize,
    weight: f64,
    /// The one added before it for the same term, as in [`Kept::last`].
    before: u32,
}

impl Kept {
    /// Keeps the sentence that has these weights, unless there are enough.
    pub(crate) fn add(&mut self, weights: &[Weight]) {
        if self.sentences == COMPARED {
            return;
        }
        for of in weights {
            let term = of.term as usize;
            if self.last.len() <= term {
                self.last.resize(term + 1, 0);
            }
            let before = self.last[term];
            self.postings.push(Posting { sentence: self.sentences, weight: of.weight, before });
            self.last[term] = self.postings.len() as u32;
        }
        self.sentences += 1;
    }

    /// Whether the sentence that has these weights, in the order of their terms, repeats a kept one.
    pub(crate) fn has_like(&self, weights: &[Weight]) -> bool {
        self.cosines(weights).iter().any(|&cosine| cosine >= REDUNDANT)
    }

    /// The cosines of such a sentence with each that is kept.
    pub(crate) fn cosines(&self, weights: &[Weight]) -> [f64; COMPARED] {
        let mut cosines = [0.0; COMPARED];
        for of in weights {
            steps::take(1);
            let mut next = self.last.get(of.term as usize).copied().unwrap_or(0);
            while let Some(posting) = next.checked_sub(1).and_then(|at| self.postings.get(at as usize)) {
                steps::take(1);
                cosines[posting.sentence] += of.weight * posting.weight;
                next = posting.before;
            }
        }
        cosines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(weights: &[(u32, f64)]) -> Vec<Weight> {
        weights.iter().map(|&(term, weight)| Weight { term, row: 0, weight }).collect()
    }

    #[test]
    fn a_cosine_is_the_sum_of_what_both_have() {
        let mut kept = Kept::default();
        kept.add(&sentence(&[(0, 0.6), (3, 0.8)]));
        kept.add(&sentence(&[(1, 0.8), (3, 0.6)]));
        let both = sentence(&[(1, 0.6), (3, 0.8)]);
        let cosines = kept.cosines(&both);
        assert!((cosines[0] - 0.64).abs() < 1e-12 && (cosines[1] - 0.96).abs() < 1e-12, "{cosines:?}");
        assert!(kept.has_like(&both));
        assert!(!kept.has_like(&sentence(&[(0, 0.6), (7, 0.8)])));
        assert!(!kept.has_like(&[]));
    }

    #[test]
    fn only_the_first_are_compared_with() {
        let mut kept = Kept::default();
        for term in 0..100 {
            kept.add(&sentence(&[(term, 1.0)]));
        }
        assert!(kept.has_like(&sentence(&[(COMPARED as u32 - 1, 1.0)])));
        assert!(!kept.has_like(&sentence(&[(COMPARED as u32, 1.0)])));
    }
}
