//! What other stages found in a report whose claims are read.

use crate::flags::{When, last_day};
use crate::lexicon::{Lexicon, List};
use crate::parts::{Kind, Name, names_in};
use crate::quantities::Figure;
use crate::sources::Speech;
use rawi_core::layers::{DATES, Date, Label, MENTIONS, Mentions, NUMBERS, QUOTES, Quote, QuoteKind};
use rawi_core::schema::Ref;
use rawi_core::{Annotations, Doc, Span, StageError};

/// What is known of a report beside its words; all in the order of the text.
pub(crate) struct Report<'d> {
    pub(crate) text: &'d str,
    pub(crate) figures: Vec<Figure>,
    pub(crate) names: Vec<Name>,
    pub(crate) dates: Vec<When>,
    pub(crate) speech: Vec<Speech>,
    /// The day of publication, counted from 1970.
    pub(crate) published: Option<i64>,
    date_rows: Option<Annotations<'d, Date>>,
}

impl<'d> Report<'d> {
    pub(crate) fn of(doc: Doc<'d>, lexicon: &Lexicon) -> Result<Self, StageError> {
        let mentions = doc.optional(&MENTIONS)?;
        let names = rows(mentions.as_ref());
        let date_rows = doc.optional(&DATES)?;
        let quotes = doc.optional(&QUOTES)?;
        Ok(Self {
            text: doc.source(),
            figures: doc.layer(&NUMBERS)?.iter().map(|(span, number)| Figure::new(span, number)).collect(),
            names: names.map(|(row, span, mention)| Name { span, row, kind: Kind::of(&mention.label) }).collect(),
            dates: rows(date_rows.as_ref()).map(|(row, span, date)| when(row, span, date)).collect(),
            speech: rows(quotes.as_ref()).map(|(row, span, quote)| speech(row, span, quote, lexicon)).collect(),
            published: doc.meta().published_day().and_then(last_day),
            date_rows,
        })
    }

    /// The figures of a sentence; those before `from` end before it.
    pub(crate) fn figures_in(&self, from: usize, sentence: Span) -> &[Figure] {
        let figures = &self.figures[from..];
        &figures[..figures.partition_point(|figure| (figure.start as usize) < sentence.end())]
    }

    /// The dates of a sentence.
    pub(crate) fn dates_in(&self, sentence: Span) -> &[When] {
        let from = self.dates.partition_point(|date| date.span.end() <= sentence.start());
        let to = self.dates.partition_point(|date| date.span.start() < sentence.end());
        &self.dates[from..to.max(from)]
    }

    /// The value of a row of `dates`.
    pub(crate) fn value(&self, date: &When) -> Option<String> {
        self.date_rows.as_ref()?.values().get(date.row)?.value.clone()
    }

    /// The first name in `span`, as a row of `mentions`.
    pub(crate) fn named(&self, span: Span) -> Option<Ref<Mentions>> {
        names_in(span, &self.names).next().map(|name| Ref::new(name.row))
    }
}

/// The rows of a layer that may be missing, with their numbers.
fn rows<'a, T: Clone>(layer: Option<&'a Annotations<'_, T>>) -> impl Iterator<Item = (usize, Span, &'a T)> {
    layer.into_iter().flat_map(|layer| layer.iter()).enumerate().map(|(row, (span, value))| (row, span, value))
}

fn when(row: usize, span: Span, date: &Date) -> When {
    When {
        span,
        row,
        last: date.value.as_deref().and_then(last_day),
        day: !matches!(
            date.granularity.as_str(),
            "month" | "season" | "quarter" | "half" | "year" | "decade" | "century"
        ),
        time: date.label == Label::TIME,
    }
}

fn speech(row: usize, span: Span, quote: &Quote, lexicon: &Lexicon) -> Speech {
    Speech {
        span,
        row,
        speaker: quote.speaker.map(|speaker| speaker.span),
        mention: quote.speaker.and_then(|speaker| speaker.mention).map(Ref::row),
        carried: quote.speaker.is_some_and(|speaker| speaker.carried),
        indirect: quote.kind == QuoteKind::Indirect,
        pledges: quote.cue.as_ref().is_some_and(|cue| lexicon.is(&cue.lemma, List::Pledge)),
    }
}
