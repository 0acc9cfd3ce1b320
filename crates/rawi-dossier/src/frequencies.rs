//! In how many reports words stand.

use crate::digest::Digest;
use crate::features::Weighted;
use std::collections::HashMap;

/// In how many reports each word stands, by the number of its stem: what says how rare it is. Frequencies of parts of a corpus add up to
/// those of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequencies {
    /// All reports.
    pub reports: u64,
    /// The reports of each word.
    pub words: HashMap<u32, u32>,
}

impl Frequencies {
    /// Of the reports of these digests.
    #[must_use]
    pub fn of<'d>(digests: impl IntoIterator<Item = &'d Digest>) -> Self {
        let mut all = Self::default();
        digests.into_iter().for_each(|digest| all.add(&digest.words));
        all
    }

    /// Counts a report, by its words.
    pub(crate) fn add(&mut self, words: &[Weighted]) {
        self.reports += 1;
        for &(word, _) in words {
            *self.words.entry(word).or_default() += 1;
        }
    }
}
