//! Texts that many reports have, each kept once.

use crate::report::Report;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

/// A text whose clones are one: a label, an id or a usual name, which stands in thousands of reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared(Arc<str>);

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        Self(text.into())
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
    /// Lets the names of `report` share their texts with those of the reports before it.
    pub(crate) fn take(&mut self, report: &mut Report) {
        for name in &mut report.names {
            for text in [&mut name.label, &mut name.entity, &mut name.usual] {
                match self.0.get(text) {
                    Some(same) => *text = same.clone(),
                    None => {
                        self.0.insert(text.clone());
                    }
                }
            }
        }
        report.names.shrink_to_fit();
        report.sentences.shrink_to_fit();
        report.claims.shrink_to_fit();
        report.dates.shrink_to_fit();
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
        let mut reports: Vec<Report> = ["a", "b"]
            .iter()
            .map(|id| {
                let mut report = Report::of(&rawi_core::Document::new(*id, "حلب").unwrap()).unwrap();
                let entity: Shared = serde_json::from_str(&json).unwrap();
                let (label, usual) = ("GPE".into(), "حلب".into());
                report.names.push(crate::Name { span: rawi_core::Span::new(0, 6), label, entity, usual });
                report
            })
            .collect();
        let mut pool = Pool::default();
        reports.iter_mut().for_each(|report| pool.take(report));
        assert!(Arc::ptr_eq(&reports[0].names[0].entity.0, &reports[1].names[0].entity.0));
        assert_eq!(reports[1].names[0].entity, text);
    }
}
