//! What of a report decides with which others it is one event.

use crate::copies::Shingles;
use crate::day::day_number;
use crate::features::{Features, Weighted, words};
use crate::report::Report;
use rawi_core::published_day;
use serde::{Deserialize, Serialize};

/// What of a report decides with which others it is one event, and shares copy: about a third as large as its record, so that a machine
/// holds more of them.
///
/// ```
/// use rawi_core::Document;
/// use rawi_dossier::{Digest, Report};
/// let report = Report::of(&Document::new("a", "غرق مركب في النهر").unwrap()).unwrap();
/// let digest = Digest::of(&report);
/// assert_eq!(Digest::from_bytes(&digest.to_bytes()), Ok(digest));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// The report's id.
    pub id: String,
    /// When it was published, ISO 8601; empty where that is not known.
    pub published: String,
    pub(crate) features: Features,
    pub(crate) words: Vec<Weighted>,
    pub(crate) shingles: Shingles,
}

impl Digest {
    /// Of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        Self {
            id: report.id.clone(),
            published: report.published.clone(),
            features: Features::of(report),
            words: words(report),
            shingles: Shingles::of(&report.text),
        }
    }

    /// The day of publication.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        published_day(&self.published).and_then(day_number)
    }

    /// As bytes, which only the version of rawi reads that made them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Only a type that does not know its length is refused, and none is here.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// From the bytes of [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// If they are not those of a digest of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        postcard::from_bytes(bytes).map_err(|error| {
            format!(
                "no digest of this version of rawi ({error}); make digests and what is found of them with one version"
            )
        })
    }
}
