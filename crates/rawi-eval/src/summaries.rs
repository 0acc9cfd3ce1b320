//! The order of the summary's sentences, by ROUGE, beside the first sentences of the text.

use crate::error::EvalError;
use crate::reading::Reading;
use crate::scorer::{Rouge, Scorer, TaskScore};
use crate::sentences::trimmed;
use rawi_arabic::Fold;
use rawi_core::Span;
use std::collections::BTreeMap;

/// ROUGE of the ranked sentences and of the first ones, cut at the mean length of the references.
#[derive(Default)]
pub(crate) struct Summaries {
    /// Sums over reports: of the pipeline and of the first sentences, by words and by pairs of words.
    sums: [[f64; 2]; 2],
    reports: usize,
}

impl Scorer for Summaries {
    fn add(&mut self, reading: &Reading<'_>) -> Result<(), EvalError> {
        let references: Vec<Vec<String>> = reading.gold.summaries.iter().map(|text| words(text)).collect();
        if references.is_empty() {
            return Err(EvalError(format!(
                "{}: no `summaries`; rank needs at least one of every report",
                reading.gold.place
            )));
        }
        let layer = reading.layer("summary")?;
        let mut ranked: Vec<(u64, Span)> = layer
            .into_iter()
            .flat_map(|layer| layer.spans().iter().enumerate().map(move |(row, &span)| (layer.json(row), span)))
            .map(|(value, span)| (value["rank"].as_u64().unwrap_or(u64::MAX), span))
            .collect();
        ranked.sort_by_key(|(rank, span)| (*rank, span.start()));
        let ranked: Vec<Span> = ranked.into_iter().map(|(_, span)| span).collect();
        for (sums, order) in self.sums.iter_mut().zip([ranked, lead_sentences(reading.text())]) {
            let chosen = words(&pick(reading.text(), &references, &order));
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum += references.iter().map(|r| rouge(&chosen, r, n + 1)).sum::<f64>() / references.len() as f64;
            }
        }
        self.reports += 1;
        Ok(())
    }

    fn score(self: Box<Self>, _: &mut Vec<String>) -> TaskScore {
        let mean = |[one, two]: [f64; 2]| {
            let reports = self.reports.max(1) as f64;
            Rouge { one: one / reports, two: two / reports }
        };
        TaskScore { name: "rank".to_owned(), rows: Vec::new(), rouge: Some(self.sums.map(mean)) }
    }
}

/// ة is ه.
const FOLD: Fold = Fold { teh_marbuta: true, ..Fold::STRICT };

/// Words for ROUGE: compatibility forms, marks and tatweel gone, letters folded.
fn words(text: &str) -> Vec<String> {
    let text = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{640}' | '\u{300}'..='\u{36F}' => {}
            c if rawi_arabic::is_mark(c) => {}
            c => folded.push(FOLD.char(c)),
        }
    }
    folded
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn rouge(a: &[String], b: &[String], n: usize) -> f64 {
    let count = |words: &[String]| {
        let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        words.windows(n).for_each(|gram| *counts.entry(gram.to_vec()).or_default() += 1);
        counts
    };
    let (x, y) = (count(a), count(b));
    let common: usize = x.iter().map(|(gram, times)| *times.min(y.get(gram).unwrap_or(&0))).sum();
    let p = common as f64 / x.values().sum::<usize>().max(1) as f64;
    let r = common as f64 / y.values().sum::<usize>().max(1) as f64;
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// Sentences in their order until the mean length of the references is reached; then as in the text.
fn pick(text: &str, references: &[Vec<String>], order: &[Span]) -> String {
    let budget = references.iter().map(Vec::len).sum::<usize>() as f64 / references.len() as f64;
    let mut chosen: Vec<Span> = Vec::new();
    let mut length = 0.0;
    for &span in order {
        let own = words(&text[span.range()]).len() as f64;
        if !chosen.is_empty() && length + own / 2.0 > budget {
            break;
        }
        chosen.push(span);
        length += own;
    }
    chosen.sort_by_key(|span| (span.start(), span.end()));
    chosen.iter().map(|span| &text[span.range()]).collect::<Vec<_>>().join(" ")
}

/// The baseline's sentences: cut at line ends, and at . ؟ ! before white space.
fn lead_sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let span = trimmed(text, Span::new(start, end));
        if text[span.range()].chars().any(|c| c.is_alphanumeric() || c == '_') {
            out.push(span);
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let closes =
            matches!(c, '.' | '؟' | '!') && at > start && chars.peek().is_some_and(|(_, next)| next.is_whitespace());
        if c == '\n' || closes {
            push(start, end);
            start = end;
        }
    }
    push(start, text.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rouge_compares_arabic_words_and_not_the_digits_alone() {
        let score = |a: &str, b: &str| rouge(&words(a), &words(b), 1);
        assert_eq!(score("انفجار في المدينة", "انفجارٌ في المدينه."), 1.0);
        let same_numbers = score("قتل 12 شخصا في حلب يوم 5", "افتتح الوزير 5 مدارس و 12 مستشفى");
        assert!((same_numbers - 4.0 / 14.0).abs() < 1e-9, "{same_numbers}");
    }
}
