//! The stages `numbers` and `dates`.
#![forbid(unsafe_code)]

mod atoms;
mod calendar;
mod cardinals;
mod dates;
mod digits;
mod expressions;
mod letters;
mod lexicon;
mod numbers;
mod quantities;

pub use dates::{Dates, DatesConfig};
pub use numbers::{Numbers, NumbersConfig};
