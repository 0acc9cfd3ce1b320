//! Tokens as words of the learned model, when it tags and when it learns.

use rawi_core::layers::TokenKind;
use rawi_model::{Word, WordKind};
use std::ops::Range;

/// The words of a text for training a model ([`TrainConfig::cut`](rawi_model::TrainConfig)), from its `tokens` (byte ranges): as the stage
/// `tagger` reads them, each with the byte where it begins.
pub fn model_words(text: &str, tokens: impl IntoIterator<Item = (Range<usize>, TokenKind)>) -> Vec<(usize, Word<'_>)> {
    let mut words: Vec<(usize, Word<'_>)> = Vec::new();
    let mut end = 0;
    for (range, token) in tokens {
        let starts_sentence =
            words.last().is_none_or(|(_, before)| ends_sentence(before.text, &text[end..range.start]));
        end = range.end;
        words.push((range.start, Word { text: &text[range], kind: kind(token), starts_sentence }));
    }
    words
}

/// The kind of a token as the model reads it.
pub(crate) fn kind(kind: TokenKind) -> WordKind {
    match kind {
        TokenKind::Word => WordKind::Word,
        TokenKind::Number => WordKind::Number,
        TokenKind::Punctuation => WordKind::Punctuation,
        TokenKind::Latin | TokenKind::Other => WordKind::Latin,
        _ => WordKind::Other,
    }
}

/// Whether a sentence begins for the model behind `token` and the text `between` it and the next: as [`rawi_model::split_words`] has it.
fn ends_sentence(token: &str, between: &str) -> bool {
    between.contains('\n') || (!between.is_empty() && closes_sentence(token))
}

/// Whether a sentence ends for the model with `token` if a space follows.
pub(crate) fn closes_sentence(token: &str) -> bool {
    token.ends_with(['.', '!', '؟'])
}
