//! The stages `dates` and `numbers`: what a report says in figures and days, read as values.
//!
//! Dates come out as ISO 8601, of both calendars and all names of the months, relative ones resolved against the
//! document's day of publication. Numbers come out as `f64`, in digits and in words with every form that case and gender
//! give them, with their bounds, their units, and durations as ISO 8601. `dates` runs before `numbers`: a number inside
//! a date is no loose number.
//!
//! ```
//! use rawi_core::{Document, layers::{DATES, NUMBERS}};
//! use rawi_values::{Dates, Numbers};
//!
//! let mut doc = Document::new("a", "قتل خمسة وعشرون مسلحا يوم السبت 24 أيار/مايو.").unwrap();
//! doc.meta_mut().set("published", "2025-05-27");
//! doc.apply(&rawi_segmenter::Segmenter::default()).unwrap();
//! doc.apply(&Dates::new()).unwrap();
//! doc.apply(&Numbers::new()).unwrap();
//!
//! let dates = doc.layer(&DATES).unwrap().unwrap();
//! assert_eq!(doc.text(dates.span(0)), "يوم السبت 24 أيار/مايو");
//! assert_eq!(dates.values()[0].value.as_deref(), Some("2025-05-24"));
//! let numbers = doc.layer(&NUMBERS).unwrap().unwrap();
//! assert_eq!((doc.text(numbers.span(0)), numbers.values()[0].value), ("خمسة وعشرون", Some(25.0)));
//! assert_eq!(numbers.len(), 1);
//! ```
//!
//! Both stages are deterministic grammars over one small lexicon; neither learns. Look elsewhere for dates in other
//! languages (Duckling, dateparser), and for arithmetic on the values (`jiff`).
#![forbid(unsafe_code)]

mod atoms;
mod bounds;
mod calendar;
mod cardinals;
mod dates;
mod digits;
mod flag;
#[cfg(test)]
mod growth;
mod letters;
mod lexicon;
mod load;
mod numbers;
mod proclitics;
mod quantities;
mod quantity;
mod ranges;
mod reading;
mod resolve;
mod steps;
mod umm_al_qura;
mod uncounted;
mod units;
mod vocabulary;

pub use dates::{Dates, DatesConfig};
pub use numbers::{Numbers, NumbersConfig};
