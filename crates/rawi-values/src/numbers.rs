//! The stage `numbers`.

use crate::letters::{Ending, pack};
use crate::lexicon::Lexicon;
use crate::proclitics::look;
use crate::quantities;
use crate::quantity::{self, Form, Quantity};
use crate::vocabulary::{Card, Role};
use crate::{load, reading};
use rawi_core::layers::{DATES, Label, MENTIONS, NUMBERS, Number, NumberForm, TOKENS, Unit};
use rawi_core::{Annotations, Assets, Contract, Doc, Output, Span, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashSet;

/// The options of the stage `numbers`.
///
/// It reads `tokens`. Where `dates` and `mentions` are there, a number inside a date or a name is left to them, so a
/// pipeline runs the tagger and `dates` before `numbers`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct NumbersConfig {
    /// Word lists of your own (`.tsv`), relative to the pipeline file: units, currencies, number words; see
    /// `rawi stages numbers --lexicon`. Later files override earlier ones and the built-in ones.
    pub words: Vec<String>,
}

impl StageConfig for NumbersConfig {
    const NAME: &'static str = "numbers";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Reads numbers in digits and words as values, with their units and bounds.";
    const CASES: &'static str = include_str!("../tests/cases/numbers.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");
    const LEXICONS: &'static [(&'static str, &'static str)] = &load::FILES;

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let lexicon = load::with_words(&self.words, assets, quantities::begins)?;
        Ok(Box::new(Numbers { lexicon }))
    }
}

/// The stage `numbers`, built.
pub struct Numbers {
    lexicon: Lexicon,
}

impl Numbers {
    /// With the built-in words; takes about a millisecond.
    #[must_use]
    pub fn new() -> Self {
        Self { lexicon: load::built_in(quantities::begins) }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage for Numbers {
    fn contract(&self) -> Contract {
        Contract::new().requires(&TOKENS).optional(&MENTIONS).optional(&DATES).provides(&NUMBERS)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let tokens = doc.layer(&TOKENS)?;
        let mentions = doc.optional(&MENTIONS)?;
        let dates = doc.optional(&DATES)?;
        let atoms = reading::atoms(doc.source(), &tokens, &self.lexicon);
        let names = mentions.as_ref().map_or(&[][..], Annotations::spans);
        let names = without_numbers(doc.source(), names, &self.lexicon);
        let days = dates.as_ref().map_or(&[][..], Annotations::spans);
        let numbers = out.layer(&NUMBERS)?;
        for quantity in quantities::find(&atoms, merged(&names, days)) {
            let (span, number) = number(quantity);
            numbers.push(span, number);
        }
        Ok(Verdict::Keep)
    }
}

/// The names of `text` but for those that number words make up (ستون, مليونان), which a model may take for a person; one
/// that ends a longer name of the text is a surname and stays.
fn without_numbers<'a>(text: &str, names: &'a [Span], lexicon: &Lexicon) -> Cow<'a, [Span]> {
    let is_number = |span: &Span| {
        // Most names end in letters that no number word ends in.
        let ending = Ending::of(text.as_bytes(), span.start(), span.end());
        ending.is_none_or(|ending| lexicon.may_begin(ending))
            && text[span.range()].split_whitespace().all(|word| {
                let entry = pack(word).and_then(|letters| look(lexicon, letters, word));
                let entry = lexicon.entry(entry.map_or(0, |(.., entry)| entry));
                entry.card != Card::No && entry.role != Role::OneOf && entry.weekday == 0
            })
    };
    if !names.iter().any(is_number) {
        return Cow::Borrowed(names);
    }
    let last = |span: &Span| text[span.range()].rsplit_once(' ').map(|(_, word)| word);
    let surnames: HashSet<&str> = names.iter().filter(|span| !is_number(span)).filter_map(last).collect();
    let stays = |span: &&Span| !is_number(span) || surnames.contains(&text[span.range()]);
    Cow::Owned(names.iter().filter(stays).copied().collect())
}

/// Two lists of spans in text order as one.
fn merged<'a>(a: &'a [Span], b: &'a [Span]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let next = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x.start() <= y.start() => (x, true),
            (_, Some(y)) => (y, false),
            (Some(x), None) => (x, true),
            (None, None) => return None,
        };
        if next.1 {
            i += 1;
        } else {
            j += 1;
        }
        Some((next.0.start(), next.0.end()))
    })
}

fn number(quantity: Quantity<'_>) -> (Span, Number) {
    let label = match quantity.label {
        quantity::Label::Cardinal => Label::CARDINAL,
        quantity::Label::Ordinal => Label::ORDINAL,
        quantity::Label::Percent => Label::PERCENT,
        quantity::Label::Money => Label::MONEY,
        quantity::Label::Quantity => Label::QUANTITY,
        quantity::Label::Duration => Label::DURATION,
    };
    let form = match quantity.form {
        Form::Digits => NumberForm::Digits,
        Form::Words => NumberForm::Words,
        Form::Mixed => NumberForm::Mixed,
        Form::Dual => NumberForm::Dual,
    };
    let unit = quantity.unit.map(|unit| Unit { name: unit.name.into_owned(), span: Span::new(unit.start, unit.end) });
    let number =
        Number { label, value: quantity.value, min: quantity.min, max: quantity.max, unit, form, iso: quantity.iso };
    (Span::new(quantity.start, quantity.end), number)
}
