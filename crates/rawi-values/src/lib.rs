//! The stages `numbers` and `dates`.
#![forbid(unsafe_code)]

mod atoms;
mod cardinals;
mod digits;
mod letters;
mod lexicon;
mod numbers;
mod quantities;

pub use numbers::{Numbers, NumbersConfig};
