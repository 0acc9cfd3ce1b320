//! From candidates that overlap to flat mentions and nested ones.
//!
//! The rules, in this order:
//! 1. the longer candidate wins;
//! 2. of two with the same span, one from a gazetteer before one from a pattern, a user's gazetteer before an embedded
//!    one, an earlier entry before a later one;
//! 3. what lies strictly inside a winner becomes a nested mention; what crosses its border is dropped.

use crate::steps;
use std::collections::BTreeMap;

/// A candidate as the rules see it: bytes of the source, and its rank among those with the same span (the least wins).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) rank: u32,
}

/// The winners and the nested ones, as indices into `claims`, each in text order.
pub(crate) fn resolve(claims: &[Claim]) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(claims[i].end - claims[i].start), claims[i].rank, claims[i].start, i));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new(); // start -> end of the winners
    let (mut flat, mut nested) = (Vec::new(), Vec::new());
    let mut inside: BTreeMap<(usize, usize), ()> = BTreeMap::new();
    for i in order {
        steps::take(1);
        let claim = claims[i];
        match taken.range(..claim.end).next_back() {
            Some((&start, &end)) if end > claim.start => {
                let strictly = start <= claim.start && claim.end <= end && (start, end) != (claim.start, claim.end);
                if strictly && inside.insert((claim.start, claim.end), ()).is_none() {
                    nested.push(i);
                }
            }
            _ => {
                taken.insert(claim.start, claim.end);
                flat.push(i);
            }
        }
    }
    for list in [&mut flat, &mut nested] {
        list.sort_by_key(|&i| (claims[i].start, std::cmp::Reverse(claims[i].end)));
    }
    (flat, nested)
}

/// Rank by rank, what does not overlap an earlier winner; within a rank the longest first. In text order.
pub(crate) fn by_rank(claims: &[Claim]) -> Vec<usize> {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&i| (claims[i].rank, std::cmp::Reverse(claims[i].end - claims[i].start), claims[i].start));
    order.retain(|&i| {
        steps::take(1);
        let free = taken.range(..claims[i].end).next_back().is_none_or(|(_, &end)| end <= claims[i].start);
        if free {
            taken.insert(claims[i].start, claims[i].end);
        }
        free
    });
    order.sort_unstable_by_key(|&i| claims[i].start);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_grows_as_the_claims() {
        type Make = fn(usize) -> (usize, usize);
        let same: Make = |_| (0, 4);
        let side_by_side: Make = |i| (4 * i, 4 * i + 4);
        let inside: Make = |i| (i, 200_000 - i);
        let crossing: Make = |i| (4 * i, 4 * i + 6);
        for make in [same, side_by_side, inside, crossing] {
            let claims = |n: usize| -> Vec<Claim> {
                (0..n).map(make).map(|(start, end)| Claim { start, end, rank: (start % 3) as u32 }).collect()
            };
            let (once, twice) = (claims(50_000), claims(100_000));
            for run in [|claims: &[Claim]| drop(resolve(claims)), |claims: &[Claim]| drop(by_rank(claims))] {
                let (once, twice) = (steps::count(|| run(&once)), steps::count(|| run(&twice)));
                assert!(once >= 50_000 && twice as f64 <= 2.2 * once as f64, "{once}, then {twice}");
            }
        }
    }

    #[test]
    fn longest_then_rank_then_nested() {
        let claim = |start, end, rank| Claim { start, end, rank };
        let claims =
            [claim(0, 4, 0), claim(0, 10, 9), claim(8, 14, 0), claim(20, 24, 2), claim(20, 24, 1), claim(14, 18, 0)];
        let (flat, nested) = resolve(&claims);
        assert_eq!(flat, [1, 5, 4]);
        assert_eq!(nested, [0]);
    }
}
