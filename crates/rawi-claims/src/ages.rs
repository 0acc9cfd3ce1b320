//! Which figures of a report are older than others of the same.

use rawi_core::Span;
use rawi_core::layers::{Claim, SubjectClass};
use std::collections::HashMap;

/// Two events have the same toll by chance up to this one.
const FEW: u64 = 2;
/// Rows before a correction in which what it corrects is looked for.
const CORRECTED: usize = 40;

/// How a row stands to others that tell of the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Age {
    /// Told as what had been before.
    pub(crate) was: bool,
    /// It corrects one before it.
    pub(crate) corrects: bool,
    /// The same sentence gives the newer one: من 10 إلى 15.
    pub(crate) replaced: bool,
}

/// A figure that is told as an earlier one is superseded where the report has a larger one of the same; of those that are told
/// as what had been before the others belong to an older event.
pub(crate) fn supersede(rows: &mut [(Span, Claim)], age: &[Age]) {
    let key = |claim: &Claim| (claim.predicate.as_str(), claim.subject.class.as_str());
    let mut largest: HashMap<(&str, &str), u64> = HashMap::new();
    for ((_, claim), age) in rows.iter().zip(age) {
        let newer = !age.was && !age.replaced && !claim.superseded && !claim.historic && claim.subset_of.is_none();
        if let Some(count) = claim.count.filter(|_| newer) {
            let known = largest.entry(key(claim)).or_default();
            *known = count.max(*known);
        }
    }
    let unknown = SubjectClass::Unknown.as_str();
    for ((_, claim), age) in rows.iter_mut().zip(age).filter(|((_, claim), age)| claim.superseded || age.was) {
        // Of whom no class is told may be the same people.
        let (predicate, class) = key(claim);
        let same = |other: &str| other == class || other == unknown || class == unknown;
        let newer = largest
            .iter()
            .filter(|((done, other), _)| *done == predicate && same(other))
            .map(|(_, count)| *count)
            .max();
        claim.superseded = newer.zip(claim.count).is_some_and(|(newer, count)| count < newer);
        // The same figure is told of the same event.
        let told_again = newer == claim.count && claim.count > Some(FEW);
        claim.historic |= age.was && !claim.superseded && !told_again;
    }
}

/// What a later sentence corrects is superseded wherever it is told, and what the same sentence replaces.
pub(crate) fn correct(rows: &mut [(Span, Claim)], age: &[Age]) {
    for row in 0..rows.len() {
        rows[row].1.superseded |= age[row].replaced;
        let (predicate, count) = (rows[row].1.predicate, rows[row].1.count);
        if !age[row].corrects || count.is_none() {
            continue;
        }
        let same = |claim: &Claim| claim.predicate == predicate && claim.subset_of.is_none() && !claim.historic;
        let told = |claim: &Claim| same(claim) && claim.count.is_some() && claim.count != count && !claim.negated;
        let wrong =
            rows[..row].iter().rev().take(CORRECTED).find(|(_, claim)| told(claim)).map(|(_, claim)| claim.count);
        let before = row.saturating_sub(CORRECTED);
        for (_, claim) in rows[before..row].iter_mut().filter(|(_, claim)| same(claim) && Some(claim.count) == wrong) {
            claim.superseded = true;
        }
    }
}
