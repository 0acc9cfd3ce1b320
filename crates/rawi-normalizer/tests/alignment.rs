//! The fifth law of `rawi_core::document`, on the views that the normalizer gives.

mod common;

use common::{PROFILES, any_rules, nasty_text};
use proptest::prelude::*;
use rawi_core::{Span, View, ViewSpan};
use rawi_normalizer::Normalizer;

/// Spans between all character boundaries of `text`.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    // All of them would be quadratic in a long text.
    let near = |i: usize| bounds[i + 1..].iter().take(12).chain(bounds.last()).map(move |&end| (i, end));
    (0..bounds.len()).flat_map(near).map(|(i, end)| (bounds[i], end)).collect()
}

fn check_law_5(normalizer: &Normalizer, text: &str) -> Result<(), TestCaseError> {
    let rules = normalizer.rules();
    let (normal, alignment) = normalizer.normalize(text);
    let view = View::new(text, normal, alignment)
        .map_err(|error| TestCaseError::fail(format!("{error} {text:?} {rules:?}")))?;
    for (start, end) in spans(text) {
        let span = Span::new(start, end);
        if let Some(inner) = view.to_view(span) {
            prop_assert!(view.text().get(inner.range()).is_some(), "{span} cuts a character of the view");
            prop_assert!(span.contains(view.to_source(inner)), "{span} {inner}");
        }
    }
    for (start, end) in spans(view.text()) {
        let span = ViewSpan::new(start, end);
        let outer = view.to_source(span);
        prop_assert!(text.get(outer.range()).is_some(), "{span} cuts a character of the source");
        prop_assert!(
            view.to_view(outer).is_some_and(|inner| inner.contains(span)) || span.is_empty(),
            "{span} {outer}"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn law_5_holds_for_every_profile(text in nasty_text()) {
        for normalizer in PROFILES.iter() {
            check_law_5(normalizer, &text)?;
        }
    }

    #[test]
    fn law_5_holds_for_any_mix(rules in any_rules(), text in nasty_text()) {
        check_law_5(&Normalizer::new(rules), &text)?;
    }
}
