//! What tokens are by their first character.

use crate::key::is_alphanumeric;
use crate::written::{is_close, is_hyphen, is_open, is_quote};

/// What a token is, as far as names care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word of letters or a number.
    Word,
    /// " “ ” « » and their like.
    Quote,
    /// ( [
    Open,
    /// ) ]
    Close,
    /// - – / inside names.
    Hyphen,
    /// Any other sign.
    #[default]
    Sign,
}

/// The shape of the token that has this key.
pub(crate) fn shape(key: &str) -> Shape {
    match key.chars().next() {
        Some(c) if is_alphanumeric(c) => Shape::Word,
        Some(c) if is_quote(c) => Shape::Quote,
        Some(c) if is_open(c) => Shape::Open,
        Some(c) if is_close(c) => Shape::Close,
        Some(c) if is_hyphen(c) => Shape::Hyphen,
        _ => Shape::Sign,
    }
}
