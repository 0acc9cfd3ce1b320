//! What the dossier keeps of a document: its text, and what the stages said of it.

use crate::day::day_number;
use crate::shared::{Pool, Shared};
use rawi_core::layers::{DATES, MENTIONS, MENTIONS_NESTED, SENTENCES, SUMMARY, SentenceKind};
use rawi_core::{Document, Span, published_day};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The layer of claims.
pub(crate) const CLAIMS: &str = "claims";

/// A report: a document without its views, and only the layers that say who, where, when and how many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The document's id.
    pub id: String,
    /// Who published it; empty where that is not known.
    pub outlet: String,
    /// When, ISO 8601; empty where that is not known.
    pub published: String,
    /// Its headline in the metadata; empty where it stands in the text or is not known.
    pub title: String,
    /// Where; empty where that is not known.
    pub url: String,
    /// The text as received.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
    /// Its sentences, in order.
    pub sentences: Vec<Part>,
    /// Its names, in order; names inside names behind them.
    pub names: Vec<Name>,
    /// Its dates that have a value, in order.
    pub dates: Vec<Dated>,
    /// Its claims, in order; the index is the row in the layer.
    pub claims: Vec<Claim>,
    /// Whether the document had the layer of claims at all.
    pub has_claims: bool,
    /// Rows of `sentences` that make its summary, with their worth, in the order of the text.
    pub summary: Vec<(u32, f32)>,
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// Whether it is running text, and no headline, deck or crosshead.
    pub body: bool,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// PERS ORG GPE ...
    pub label: Shared,
    /// What it names: the same in every report; empty where that is not known.
    pub entity: Shared,
    /// The usual name; empty where that is not known.
    pub usual: Shared,
}

/// A date with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// ISO 8601.
    pub value: String,
}

/// A claim: the row of the layer `claims`, as far as the dossier reads it. Words that a newer layer has besides are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// The words that state the quantity, in bytes of the text.
    pub at: (usize, usize),
    /// What was done: `killed`, `injured` ...
    pub predicate: String,
    /// How many.
    pub count: Option<u64>,
    /// The least it can be.
    pub min: Option<u64>,
    /// The most it can be.
    pub max: Option<u64>,
    /// How the figure is hedged: `at_least`, `about` ...
    pub modifier: Option<String>,
    /// The size that a vague word gives: `tens` ...
    pub vague: Option<String>,
    /// How the quantity is written: `number`, `dual`, `singular`, `vague`, `plural`, `zero`.
    pub form: String,
    /// Whom or what it was done to.
    pub subject: Subject,
    /// Who did it.
    pub actor: Option<Named>,
    /// Where.
    pub place: Option<Named>,
    /// When.
    pub date: Option<When>,
    /// According to whom; none where the report says it in its own voice.
    pub source: Option<Source>,
    /// It is said not to have been.
    pub negated: bool,
    /// It is a plan, a threat, a condition.
    pub hypothetical: bool,
    /// It belongs to an older event.
    pub historic: bool,
    /// It is an accusation.
    pub alleged: bool,
    /// The attacker's own death.
    pub suicide: bool,
    /// One figure for dead and wounded together.
    pub joint: bool,
    /// A running toll.
    pub total: bool,
    /// The report itself gives a newer figure in its place.
    pub superseded: bool,
    /// The row whose figure this one is part of.
    pub subset_of: Option<usize>,
    /// The row of `sentences`.
    pub sentence: usize,
    /// The line of the lexicon that made it.
    pub rule: String,
}

/// Whom or what a claim counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// `militants`, `civilians` ... `unknown`.
    pub class: String,
    /// The words.
    pub words: Option<String>,
    /// Where they stand.
    pub span: Option<Span>,
}

/// Words that name someone or something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Named {
    /// Where they stand.
    pub span: Option<Span>,
    /// The row of `mentions`.
    pub mention: Option<usize>,
}

/// When it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct When {
    /// ISO 8601.
    pub value: Option<String>,
}

/// According to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// The words that say who.
    pub span: Option<Span>,
    /// `official`, `unnamed`, `witness` ...
    pub kind: String,
    /// The row of `mentions`.
    pub mention: Option<usize>,
    /// They stand with an earlier sentence.
    pub inherited: bool,
}

impl Claim {
    /// Where the words stand that state the quantity.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.at.0, self.at.1)
    }

    /// The figure as one number: the count, or the least that is said.
    #[must_use]
    pub fn figure(&self) -> Option<u64> {
        self.count.or(self.min).or(self.max)
    }

    /// Whether it says that something was, in this event: no denial, plan or background.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !self.negated && !self.hypothetical && !self.historic
    }
}

impl Report {
    /// What the dossier keeps of `doc`.
    ///
    /// # Errors
    /// If a layer has values of another kind than its standard schema.
    pub fn of(doc: &Document) -> Result<Self, String> {
        let failed = |error: rawi_core::StageError| error.to_string();
        let meta = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let mut report = Self {
            id: doc.id().to_owned(),
            outlet: meta(doc.meta().outlet()),
            published: meta(doc.meta().published()),
            title: meta(doc.meta().title()),
            url: meta(doc.meta().url()),
            text: doc.source().to_owned(),
            sha256: base16ct::lower::encode_string(&Sha256::digest(doc.source().as_bytes())),
            sentences: Vec::new(),
            names: Vec::new(),
            dates: Vec::new(),
            claims: Vec::new(),
            has_claims: doc.raw_layer(CLAIMS).is_some(),
            summary: Vec::new(),
        };
        if let Some(rows) = doc.layer(&SENTENCES).map_err(failed)? {
            report.sentences =
                rows.iter().map(|(span, row)| Part { span, body: row.kind == SentenceKind::Body }).collect();
        }
        for layer in [&MENTIONS, &MENTIONS_NESTED] {
            for (span, row) in doc.layer(layer).map_err(failed)?.iter().flat_map(|rows| rows.iter()) {
                report.names.push(Name {
                    span,
                    label: row.label.as_str().into(),
                    entity: row.entity.as_deref().unwrap_or_default().into(),
                    usual: row.name.as_deref().unwrap_or_default().into(),
                });
            }
        }
        for (span, row) in doc.layer(&DATES).map_err(failed)?.iter().flat_map(|rows| rows.iter()) {
            report.dates.extend(row.value.clone().map(|value| Dated { span, value }));
        }
        if let Some(layer) = doc.raw_layer(CLAIMS) {
            for (row, span) in layer.spans().iter().enumerate() {
                let value = layer.json(row);
                let mut claim: Claim =
                    serde_json::from_value(value).map_err(|error| format!("layer `{CLAIMS}`, row {row}: {error}"))?;
                claim.at = (span.start(), span.end());
                report.claims.push(claim);
            }
        }
        if let Some(rows) = doc.layer(&SUMMARY).map_err(failed)? {
            for (span, row) in rows.iter() {
                let sentence = report.sentences.partition_point(|part| part.span.start() < span.start());
                report.summary.push((u32::try_from(sentence).unwrap_or(u32::MAX), row.score));
            }
        }
        Ok(report)
    }

    /// Lets its names share their texts with those of the reports before it, and holds no more memory than it needs.
    pub(crate) fn share(&mut self, pool: &mut Pool) {
        for name in &mut self.names {
            for text in [&mut name.label, &mut name.entity, &mut name.usual] {
                *text = pool.of(text);
            }
        }
        self.names.shrink_to_fit();
        self.sentences.shrink_to_fit();
        self.claims.shrink_to_fit();
        self.dates.shrink_to_fit();
    }

    /// The day of publication.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        published_day(&self.published).and_then(day_number)
    }

    /// The words at `span`.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The headline: that of the metadata, or the first line of the text.
    #[must_use]
    pub fn headline(&self) -> &str {
        if !self.title.is_empty() {
            return &self.title;
        }
        self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// Where the lead ends: what a report begins with says what it is about. In bytes of the text.
    #[must_use]
    pub fn lead_end(&self) -> usize {
        /// Bytes of a lead, about forty words.
        const LEAD: usize = 480;
        let past = self.sentences.iter().find(|part| part.span.end() >= LEAD);
        let end = past.map_or(self.text.len(), |part| part.span.end().min(2 * LEAD)).min(self.text.len());
        (0..=end).rev().find(|&end| self.text.is_char_boundary(end)).unwrap_or(0)
    }

    /// Where its first sentence ends, in bytes of the text: that alone says for certain what the report is about.
    #[must_use]
    pub fn opening_end(&self) -> usize {
        self.sentences.iter().find(|part| part.body).map_or_else(|| self.lead_end(), |part| part.span.end())
    }
}
