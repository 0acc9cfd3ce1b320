use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What is known of a report beside its text: names and values, all optional.
///
/// The standard stages read `title`, `outlet`, `url` and `published` (an ISO 8601 date).
///
/// ```
/// let mut meta = rawi_core::Meta::default();
/// meta.set("published", "2025-05-18");
/// meta.set("section", "");
/// assert_eq!((meta.get("published"), meta.get("section")), (Some("2025-05-18"), None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Meta(BTreeMap<String, String>);

impl Meta {
    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets `name`; an empty value removes it, as an empty cell of a table means that nothing is known.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        if value.is_empty() {
            self.0.remove(&name);
        } else {
            self.0.insert(name, value);
        }
    }

    /// The report's headline, if it is kept apart from the text.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.get("title")
    }

    /// Who published it.
    #[must_use]
    pub fn outlet(&self) -> Option<&str> {
        self.get("outlet")
    }

    /// Where it was published.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.get("url")
    }

    /// The day of publication, ISO 8601 (`2025-11-27`, a time may follow); relative dates resolve against it.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.get("published")
    }

    /// The day that [`published`](Self::published) begins with: see [`published_day`].
    #[must_use]
    pub fn published_day(&self) -> Option<&str> {
        published_day(self.published()?)
    }

    /// All of it, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Years in which reports were published. Others are of another calendar, or no years.
pub const PUBLISHED_YEARS: RangeInclusive<i16> = 1900..=2100;

/// The day that the metadata `published` begins with, as it stands there; none if it is no day to count from. Whether there is such a
/// day is not looked at.
///
/// ```
/// use rawi_core::published_day;
/// assert_eq!(published_day("2025-05-17T10:30:00Z"), Some("2025-05-17"));
/// assert_eq!(published_day("1446-11-19"), None, "of the Hijri calendar");
/// ```
#[must_use]
pub fn published_day(published: &str) -> Option<&str> {
    let day = published.get(..10)?;
    let year: i16 = day.split('-').next()?.parse().ok()?;
    PUBLISHED_YEARS.contains(&year).then_some(day)
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Meta {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut meta = Self::default();
        for (name, value) in pairs {
            meta.set(name, value);
        }
        meta
    }
}
