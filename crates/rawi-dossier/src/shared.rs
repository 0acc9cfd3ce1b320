//! Texts that many reports have, each kept once.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

/// A text whose clones are one: a label, an id or a usual name, which stands in thousands of reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared(Arc<Box<str>>); // a box within, so that the many that point to it are half as large

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| text.as_str().into())
    }
}

/// The texts that the reports taken so far have.
#[derive(Debug, Default)]
pub(crate) struct Pool(HashSet<Shared>);

impl Pool {
    /// The one copy of `text`.
    pub(crate) fn of(&mut self, text: &Shared) -> Shared {
        if let Some(same) = self.0.get(text) {
            return same.clone();
        }
        self.0.insert(text.clone());
        text.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_same_text_is_kept_once() {
        let text = Shared::from("SY/aleppo");
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(json, "\"SY/aleppo\"");
        let other: Shared = serde_json::from_str(&json).unwrap();
        assert_eq!(other, text);
        let mut pool = Pool::default();
        assert!(!Arc::ptr_eq(&text.0, &other.0));
        assert!(Arc::ptr_eq(&pool.of(&text).0, &pool.of(&other).0));
    }
}
