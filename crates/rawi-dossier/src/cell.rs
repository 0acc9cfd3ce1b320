//! One figure in one report.

use crate::report::{Claim, Report};
use rawi_core::Span;
use serde::Serialize;

/// One figure in one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// The report's id.
    pub report: String,
    /// The report's place in the event, from 0.
    #[serde(skip)]
    pub at: usize,
    /// The row of the layer `claims`.
    pub row: usize,
    /// The words that state the figure, in bytes of the report's text.
    #[serde(serialize_with = "pair")]
    pub span: Span,
    /// These words.
    pub text: String,
    /// How many; none for a vague figure or a range.
    pub count: Option<u64>,
    /// The least it can be, as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most it can be, as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// `at_least`, `more_than`, `about`, `at_most`, `less_than`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// `tens`, `hundreds` ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vague: Option<String>,
    /// Who says so, in the report's words; empty for the report's own voice.
    pub speaker: String,
    /// `official`, `unnamed`, `witness`, `agency`, `group`, `outlet`, `person`.
    pub kind: String,
    /// Who is counted, in the report's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The report says that they are civilians, and not only people.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub civilians: bool,
    /// The report itself gives a newer figure in its place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// It is an accusation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub alleged: bool,
    /// It belongs to another event, told as background.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub historic: bool,
    /// The sentence, in bytes of the report's text.
    #[serde(serialize_with = "pair")]
    pub sentence: Span,
}

fn pair<S: serde::Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    [span.start(), span.end()].serialize(serializer)
}

impl Cell {
    /// The figure of a claim, the row `row` of a report that is the event's `at`-th.
    pub(crate) fn of(report: &Report, at: usize, row: usize, claim: &Claim) -> Self {
        let source = claim.source.as_ref();
        let speaker = source.and_then(|source| source.span).map(|span| report.words(span)).unwrap_or_default();
        let kind = source.map_or("outlet", |source| if source.kind.is_empty() { "person" } else { &source.kind });
        let sentence = report.sentences.get(claim.sentence).map_or_else(|| claim.span(), |part| part.span);
        Self {
            report: report.id.clone(),
            at,
            row,
            span: claim.span(),
            text: report.words(claim.span()).to_owned(),
            count: claim.count,
            min: claim.min,
            max: claim.max,
            modifier: claim.modifier.clone(),
            vague: claim.vague.clone(),
            speaker: speaker.split_whitespace().collect::<Vec<_>>().join(" "),
            kind: kind.to_owned(),
            subject: claim.subject.words.clone().unwrap_or_default(),
            civilians: claim.subject.class == "civilians",
            superseded: claim.superseded,
            alleged: claim.alleged,
            historic: claim.historic,
            sentence,
        }
    }

    /// The least and the most that the words allow; the most is open where they say so.
    #[must_use]
    pub fn bounds(&self) -> (u64, Option<u64>) {
        let vague = match self.vague.as_deref() {
            Some("tens") => Some((20, Some(99))),
            Some("hundreds") => Some((200, Some(999))),
            Some("thousands") => Some((2_000, Some(9_999))),
            Some("hundreds_of_thousands") => Some((200_000, Some(999_999))),
            Some(_) => Some((2, None)),
            None => None,
        };
        match (self.count, vague) {
            (None, Some((low, high))) => (self.min.unwrap_or(low), self.max.or(high)),
            (None, None) => (self.min.unwrap_or(0), self.max),
            (Some(count), _) => match self.modifier.as_deref() {
                Some("at_least") => (count, self.max),
                Some("more_than") => (count.saturating_add(1), self.max),
                Some("at_most") => (self.min.unwrap_or(0), Some(count)),
                Some("less_than") => (self.min.unwrap_or(0), Some(count.saturating_sub(1))),
                _ => (self.min.unwrap_or(count), Some(self.max.unwrap_or(count))),
            },
        }
    }

    /// The figure as short as it can be said: `>15`, `10-12`, `tens`.
    #[must_use]
    pub fn amount(&self) -> String {
        match (self.count, self.min, self.max, self.vague.as_deref()) {
            (Some(count), ..) => match self.modifier.as_deref() {
                Some("at_least") => format!("≥{count}"),
                Some("more_than") => format!(">{count}"),
                Some("at_most") => format!("≤{count}"),
                Some("less_than") => format!("<{count}"),
                Some("about") => format!("~{count}"),
                _ => count.to_string(),
            },
            (None, Some(min), Some(max), _) => format!("{min}-{max}"),
            (None, Some(min), None, _) => format!("≥{min}"),
            (None, None, Some(max), _) => format!("≤{max}"),
            (None, None, None, vague) => vague.unwrap_or("?").to_owned(),
        }
    }

    /// The figure as one number: the count, or the least that is said.
    #[must_use]
    pub fn figure(&self) -> Option<u64> {
        self.count.or(self.min).or(self.max)
    }
}
