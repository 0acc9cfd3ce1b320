//! Sums that a report lets one check: three killed and four detained of a cell of seven.

use crate::report::{Claim, Report};
use serde::Serialize;

/// A sum that a report allows to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The report's id.
    pub report: String,
    /// Predicates and counts that are added.
    pub parts: Vec<(String, u64)>,
    /// What the report says they are together.
    pub total: u64,
    /// Whether the sum is that.
    pub holds: bool,
    /// The rows of `claims` that are added, then that of the total.
    pub rows: Vec<usize>,
}

/// The sums of `report`: parts that claims say are of one whole, and a group whose members were killed or taken.
pub(crate) fn checks(report: &Report) -> Vec<Check> {
    let mut all = wholes(report);
    all.extend(groups(report));
    all
}

/// Parts of one claim, where at least two are given and each has a figure.
fn wholes(report: &Report) -> Vec<Check> {
    let mut all = Vec::new();
    for (row, whole) in report.claims.iter().enumerate() {
        let Some(total) = exact(whole) else { continue };
        let parts: Vec<usize> =
            (0..report.claims.len()).filter(|&part| report.claims[part].subset_of == Some(row)).collect();
        let counts: Option<Vec<u64>> = parts.iter().map(|&part| exact(&report.claims[part])).collect();
        let Some(counts) = counts.filter(|counts| counts.len() > 1) else { continue };
        let sum: u64 = counts.iter().fold(0, |sum, &count| sum.saturating_add(count));
        // Parts may overlap or leave some out: only a sum that comes out, or is too large, says something.
        if sum >= total {
            all.push(check(report, &parts, row, total, sum));
        }
    }
    all
}

/// A group of so many: what became of its members adds up to it.
fn groups(report: &Report) -> Vec<Check> {
    const MEMBERS: [&str; 2] = ["militants", "detainees"];
    let mut all = Vec::new();
    for (row, group) in report.claims.iter().enumerate() {
        if group.predicate != "other" || !MEMBERS.contains(&group.subject.class.as_str()) || !group.is_told() {
            continue;
        }
        let Some(total) = exact(group).filter(|&total| total > 1) else { continue };
        let fate = |predicate: &str| {
            let of = |claim: &&Claim| {
                claim.predicate == predicate
                    && claim.is_told()
                    && !claim.suicide
                    && !claim.superseded
                    && claim.subset_of.is_none()
                    && matches!(claim.subject.class.as_str(), "militants" | "detainees" | "unknown")
            };
            let at = report.claims.iter().position(|claim| of(&claim) && exact(claim).is_some())?;
            Some((at, exact(&report.claims[at])?))
        };
        let found: Vec<(usize, u64)> = ["killed", "detained"].into_iter().filter_map(fate).collect();
        if let [(killed, dead), (detained, taken)] = found[..] {
            all.push(check(report, &[killed, detained], row, total, dead.saturating_add(taken)));
        }
    }
    all
}

fn exact(claim: &Claim) -> Option<u64> {
    claim.count.filter(|_| claim.modifier.is_none() && claim.vague.is_none())
}

fn check(report: &Report, parts: &[usize], whole: usize, total: u64, sum: u64) -> Check {
    let part = |&row: &usize| (report.claims[row].predicate.clone(), report.claims[row].count.unwrap_or_default());
    let rows = parts.iter().copied().chain([whole]).collect();
    Check { report: report.id.clone(), parts: parts.iter().map(part).collect(), total, holds: sum == total, rows }
}
