//! Sentences in the order of their worth for a summary.
//!
//! Four things decide, as in the extractive summarisers this follows:
//!
//! - **centrality in the document graph**: sentences are nodes, an edge weighs the cosine of their words (term
//!   frequency times inverse sentence frequency), and a sentence's degree is the sum of its edges (degree centrality
//!   without a threshold of Erkan and Radev 2004, LexRank);
//! - **position**: reports tell the most important first, so that the first sentences alone are a strong summary (the
//!   lead; Edmundson 1969, Nenkova 2005);
//! - **leaning**: a sentence whose first word points back (وأضاف أن, هو, لديه) goes behind all that stand for themselves, unless
//!   the one before it is better and so stands before it;
//! - **redundancy**: a sentence that repeats a better one goes behind all others (the subsumption that LexRank and
//!   MEAD put after the ranking; Radev et al. 2004. The thought is Carbonell and Goldstein's MMR, 1998).
//!
//! The graph is never built. With `v` the unit vector of a sentence, its degree is `v · Σ v - v · v`, and the sum is
//! the same for all: all degrees together take time linear in the number of words, and a report of 100,000
//! sentences needs no cap.

use crate::kept::{Kept, Weight};
use crate::steps;
use std::collections::VecDeque;

/// How much one standard deviation of centrality weighs against one of position. Chosen on the half of EASC that is
/// for tuning: 0.3 to 0.4 serve alike, on either half of it; 0 is the lead.
const CENTRALITY: f64 = 0.35;

/// Position weighs -ln(i + 10) for the i-th sentence from 0: about evenly less over the first ten, then ever more
/// slowly. 6 to 15 serve alike.
const HEAD: f64 = 10.0;

/// With fewer words, a sentence is a byline, a list mark or a torn line: it comes after the full ones.
const LEAST_WORDS: u32 = 3;

/// What a ranking must know of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Whether it may stand in a summary; if not, it still has its say on the others' centrality.
    pub(crate) candidate: bool,
    /// How many words it has, stop words included.
    pub(crate) words: u32,
    /// Whether it cannot be understood without the sentence before: its first word points back to it.
    pub(crate) leans: bool,
}

/// What is to be said against a sentence in a summary, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing.
    Full,
    /// It leans on a sentence that is not better than it.
    Leaning,
    /// It has hardly any words.
    Fragment,
    /// It repeats a better one.
    Redundant,
}

/// Weights of words that stand in several sentences, by row, then term.
struct Weights {
    all: Vec<Weight>,
    /// Where those of each row end.
    ends: Vec<u32>,
}

impl Weights {
    fn of(&self, row: u32) -> &[Weight] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.all[start..self.ends[row] as usize]
    }
}

/// The candidates, best first, each with its score; scores never rise. Ties are broken by position.
pub(crate) struct Ranking {
    weights: Weights,
    // What is still to be given, best last.
    left: Vec<(f64, u32)>,
    kept: Kept,
    // Of each row whether it is given; whether it leans, and on which.
    given: Vec<bool>,
    leans_on: Vec<Option<u32>>,
    fragments: Vec<bool>,
    // Those that are to come later, best first, by what is to be said against them.
    behind: [VecDeque<(f64, u32)>; 3],
    tier: f64,
}

/// Ranks `rows` by their words: `(key, row)` in any order, one for each occurrence.
pub(crate) fn rank(rows: &[Row], words: &[(u64, u32)]) -> Ranking {
    let (degrees, weights) = degrees(rows.len(), &sorted(words));
    let candidates: Vec<u32> = (0u32..).zip(rows).filter(|(_, row)| row.candidate).map(|(i, _)| i).collect();
    let centrality = standardised(candidates.iter().map(|&i| degrees[i as usize]).collect());
    let position = standardised((0..candidates.len()).map(|i| -(i as f64 + HEAD).ln()).collect());
    let mut left: Vec<(f64, u32)> =
        candidates.iter().zip(position.iter().zip(&centrality)).map(|(&i, (p, c))| (p + CENTRALITY * c, i)).collect();
    let highest = left.iter().map(|&(score, _)| score).fold(0.0, f64::max);
    let lowest = left.iter().map(|&(score, _)| score).fold(0.0, f64::min);
    // So much lower, and the best is below the worst.
    let tier = highest - lowest + 1.0;
    left.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let mut before = None;
    let leans_on = (0u32..)
        .zip(rows)
        .map(|(i, row)| {
            let leans = before.filter(|_| row.leans && row.candidate);
            before = if row.candidate { Some(i) } else { before };
            leans
        })
        .collect();
    let fragments = rows.iter().map(|row| row.words < LEAST_WORDS).collect();
    let given = vec![false; rows.len()];
    Ranking { weights, left, kept: Kept::default(), given, leans_on, fragments, behind: Default::default(), tier }
}

/// The pairs in order. Dealt by the highest bits of their keys, which are well mixed, into about as many buckets as there are
/// pairs, most of them are in place.
fn sorted(pairs: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let bits = pairs.len().max(2).ilog2().min(16);
    let bucket = |key: u64| (key >> (64 - bits)) as usize;
    // First the size of each bucket at the next one's place, then where it begins, then where it ends.
    let mut places = vec![0; (1 << bits) + 1];
    for &(key, _) in pairs {
        places[bucket(key) + 1] += 1;
    }
    for i in 1..places.len() {
        places[i] += places[i - 1];
    }
    let mut sorted = vec![(0, 0); pairs.len()];
    for &pair in pairs {
        let place: &mut usize = &mut places[bucket(pair.0)];
        sorted[*place] = pair;
        *place += 1;
    }
    let mut start = 0;
    for &end in &places[..1 << bits] {
        if end - start > 1 {
            sorted[start..end].sort_unstable();
        }
        start = end;
    }
    sorted
}

/// Each row's degree, and the weights of words that stand in several rows, by row and then term. `words` is sorted.
fn degrees(rows: usize, words: &[(u64, u32)]) -> (Vec<f64>, Weights) {
    let mut norms = vec![0.0; rows];
    let mut weights: Vec<Weight> = Vec::with_capacity(words.len());
    let rarest = ((rows + 1) as f64).ln();
    steps::take(rows + words.len());
    for (term, occurrences) in (0u32..).zip(words.chunk_by(|a, b| a.0 == b.0)) {
        let first = weights.len();
        for in_row in occurrences.chunk_by(|a, b| a.1 == b.1) {
            weights.push(Weight { term, row: in_row[0].1, weight: in_row.len() as f64 });
        }
        let in_rows = weights.len() - first;
        let rarity = if in_rows == 1 { rarest } else { rarest - (in_rows as f64).ln() };
        for weight in &mut weights[first..] {
            weight.weight *= rarity;
            norms[weight.row as usize] += weight.weight * weight.weight;
        }
        if in_rows == 1 {
            weights.truncate(first); // it makes its sentence longer and joins it to none
        }
    }
    for norm in &mut norms {
        *norm = f64::sqrt(*norm);
    }
    for weight in &mut weights {
        weight.weight /= norms[weight.row as usize];
    }
    let mut degrees = vec![0.0; rows];
    let mut ends = vec![0u32; rows + 1];
    for term in weights.chunk_by(|a, b| a.term == b.term) {
        let sum: f64 = term.iter().map(|w| w.weight).sum();
        for w in term {
            degrees[w.row as usize] += w.weight * (sum - w.weight);
            ends[w.row as usize + 1] += 1;
        }
    }
    // By row, with a counting sort; terms stay in order within a row.
    for i in 1..ends.len() {
        ends[i] += ends[i - 1];
    }
    let mut by_row = weights.clone();
    for w in &weights {
        let place = &mut ends[w.row as usize];
        by_row[*place as usize] = *w;
        *place += 1;
    }
    (degrees, Weights { all: by_row, ends })
}

/// The values as distances from their mean in standard deviations; all 0 where they do not differ.
fn standardised(mut values: Vec<f64>) -> Vec<f64> {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count).sqrt();
    // Below this they differ by rounding only.
    let scale = if deviation > 1e-9 { 1.0 / deviation } else { 0.0 };
    for value in &mut values {
        *value = (*value - mean) * scale;
    }
    values
}

impl Iterator for Ranking {
    type Item = (u32, f64, Standing);

    fn next(&mut self) -> Option<(u32, f64, Standing)> {
        while let Some((score, row)) = self.left.pop() {
            let leans = || self.leans_on[row as usize].is_some_and(|before| !self.given[before as usize]);
            let standing = match () {
                () if self.fragments[row as usize] => Standing::Fragment,
                () if self.kept.has_like(self.weights.of(row)) => Standing::Redundant,
                () if leans() => Standing::Leaning,
                () => Standing::Full,
            };
            if standing != Standing::Full {
                let tiers = f64::from(standing as u8);
                self.behind[standing as usize - 1].push_back((score - tiers * self.tier, row));
                continue;
            }
            self.kept.add(self.weights.of(row));
            self.given[row as usize] = true;
            return Some((row, score, standing));
        }
        let standings = [Standing::Leaning, Standing::Fragment, Standing::Redundant];
        self.behind.iter_mut().zip(standings).find_map(|(behind, standing)| {
            let (score, row) = behind.pop_front()?;
            Some((row, score, standing))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: Row = Row { candidate: true, words: 9, leans: false };

    /// Each string is a sentence, each letter in it a word.
    fn words(sentences: &[&str]) -> Vec<(u64, u32)> {
        (0..).zip(sentences).flat_map(|(i, s)| s.bytes().map(move |b| (u64::from(b), i))).collect()
    }

    fn order(sentences: &[&str]) -> Vec<u32> {
        rank(&vec![FULL; sentences.len()], &words(sentences)).map(|(row, ..)| row).collect()
    }

    #[test]
    fn pairs_are_sorted_whatever_their_keys() {
        for step in [0, 1, 3, 0x9e37_79b9_7f4a_7c15, u64::MAX / 7] {
            for count in [0, 1, 2, 3, 20, 1000] {
                let pairs: Vec<(u64, u32)> =
                    (0..count).map(|i| (u64::from(i % 300).wrapping_mul(step), count - i)).collect();
                let mut expected = pairs.clone();
                expected.sort_unstable();
                assert_eq!(sorted(&pairs), expected, "{count} pairs by {step}");
            }
        }
    }

    #[test]
    fn degrees_are_the_sums_of_the_cosines() {
        let sentences = ["abcab", "bcd", "xyz", "dax", ""];
        let mut words = words(&sentences);
        words.sort_unstable();
        let (degrees, weights) = degrees(sentences.len(), &words);
        let cosine = |a: u32, b: u32| {
            let mut kept = Kept::default();
            kept.add(weights.of(a));
            kept.cosines(weights.of(b))[0]
        };
        for i in 0..5 {
            let sum: f64 = (0..5).filter(|&j| j != i).map(|j| cosine(i, j)).sum();
            assert!((degrees[i as usize] - sum).abs() < 1e-12, "{i}: {} and {sum}", degrees[i as usize]);
        }
        // a stands in 2 of 5 sentences, b in 2: ln(6/2) each; c, d, x twice too; y, z once.
        assert!((cosine(0, 1) - 3.0 / (9f64.sqrt() * 3f64.sqrt())).abs() < 1e-12);
        assert_eq!(cosine(4, 0), 0.0);
    }

    #[test]
    fn without_common_words_the_order_is_that_of_the_text() {
        assert_eq!(order(&["ab", "cd", "ef", "gh"]), [0, 1, 2, 3]);
        assert_eq!(order(&["", "", ""]), [0, 1, 2]);
        assert_eq!(order(&[]), [0; 0]);
        assert_eq!(order(&["abc"]), [0]);
    }

    #[test]
    fn a_central_sentence_moves_up() {
        let order = order(&["abcde", "fghij", "klmno", "afpqr", "pstuv", "wxyzA"]);
        assert!(order.iter().position(|&i| i == 3) < order.iter().position(|&i| i == 2), "{order:?}");
    }

    #[test]
    fn what_repeats_a_better_sentence_comes_last() {
        assert_eq!(order(&["abcd", "abcd", "efgh", "ijkl"]), [0, 2, 3, 1]);
        assert_eq!(order(&["abcdefgh", "xhgfedcba", "ijklm", "nopqr"]), [0, 2, 3, 1]);
    }

    #[test]
    fn a_fragment_comes_after_full_sentences_and_before_redundant_ones() {
        let mut rows = vec![FULL; 4];
        rows[0].words = 1;
        let ranking = rank(&rows, &words(&["a", "bcd", "bcd", "efg"]));
        assert_eq!(ranking.map(|(row, ..)| row).collect::<Vec<_>>(), [1, 3, 0, 2]);
    }

    #[test]
    fn a_sentence_that_leans_comes_behind_unless_the_one_before_is_better() {
        let mut rows = vec![FULL; 4];
        rows[1].leans = true;
        rows[3].leans = true;
        let sentences = ["abc", "def", "ghi", "gjkaxy"];
        let given: Vec<(u32, Standing)> =
            rank(&rows, &words(&sentences)).map(|(row, _, standing)| (row, standing)).collect();
        let place = |row| given.iter().position(|&(given, _)| given == row);
        assert!(place(1) > place(0), "{given:?}");
        assert_eq!(given.iter().find(|(row, _)| *row == 1).map(|given| given.1), Some(Standing::Full));
        // Without the second sentence's sentence before, it is last.
        rows[0].candidate = false;
        rows[2].leans = true;
        let given: Vec<(u32, Standing)> =
            rank(&rows, &words(&["abc", "def", "ghi", "ghixyz"])).map(|(row, _, standing)| (row, standing)).collect();
        assert!(given.iter().all(|&(_, standing)| standing != Standing::Fragment), "{given:?}");
    }

    #[test]
    fn a_row_that_is_no_candidate_still_has_its_say() {
        let title = Row { candidate: false, ..FULL };
        let sentences = ["xyzuv", "abcde", "fghij", "xyklm", "nopqr", "stABC"];
        let with = rank(&[title, FULL, FULL, FULL, FULL, FULL], &words(&sentences));
        let order: Vec<u32> = with.map(|(row, ..)| row).collect();
        assert_eq!(order.len(), 5);
        assert!(order.iter().position(|&i| i == 3) < order.iter().position(|&i| i == 2), "{order:?}");
    }
}
