//! Reports of one event side by side: which share copy, which tell of the same event, what figures they give and who says so,
//! where they agree and where they differ.
//!
//! A [`Collector`] is a sink of a run and keeps a [`Report`] of each document; [`events`](events()) finds the events, [`figures`]
//! the figures of one, [`json`] and [`table`] write them down. Nothing depends on the order in which documents come.
//!
//! Look elsewhere for how a figure is read in a sentence (`rawi-claims`) and who speaks (`rawi-quotes`).
//!
//! ```
//! use rawi_core::Document;
//! use rawi_dossier::{Report, events, sort};
//!
//! let report = |id: &str, text: &str| Report::of(&Document::new(id, text).unwrap()).unwrap();
//! let mut reports = vec![
//!     report("b", "غرق مركب في النهر قرب الوراق مساء الأربعاء بعد اصطدامه بصندل نهري كان ينقل الرمل"),
//!     report("a", "المركب غرق في النهر قرب الوراق بعد اصطدامه بصندل نهري، وقال شهود إن الصندل كان ينقل الرمل"),
//!     report("c", "أغلقت سوق الأسهم على ارتفاع طفيف بعد تداولات ضعيفة قادها قطاع المصارف"),
//! ];
//! sort(&mut reports);
//! let events = events(&reports);
//! assert_eq!(events.iter().map(|event| event.reports.len()).collect::<Vec<_>>(), [2, 1]);
//! ```
#![forbid(unsafe_code)]

mod arithmetic;
mod background;
mod cell;
mod cluster;
mod collect;
mod copies;
mod day;
mod digest;
mod events;
mod features;
mod figures;
mod file;
mod find;
mod forest;
mod frequencies;
mod labels;
mod likeness;
mod links;
mod page;
mod pairs;
mod policy;
mod prior;
mod report;
mod shared;
#[cfg(feature = "store")]
mod store;
mod summary;
mod terms;
mod timeline;
mod write;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use arithmetic::Check;
pub use cell::Cell;
pub use collect::{Collector, Collects};
pub use copies::shared_copy;
pub use day::{date_of, day_number};
pub use digest::Digest;
pub use events::{Event, Place, event_of, events, sort};
pub use figures::{Figures, Quantity, Verdict, figures};
pub use file::{DossierFile, FileError};
pub use find::{Found, FoundIn, find, named};
pub use frequencies::Frequencies;
pub use labels::{Lang, label};
pub use links::{Key, Link, Membership, Tie, Windows, clusters_of, groups, links};
pub use page::page;
pub use policy::{Columns, Estimate, Policy};
pub use report::{Claim, Dated, Name, Named, Part, Report, Source, Subject, When};
pub use shared::Shared;
#[cfg(feature = "store")]
pub use store::{Store, StoreError};
pub use summary::{Sentence, summary};
pub use timeline::{Happened, Known, happened, known};
pub use write::{csv, csv_head, figure_columns, figure_rows, json, json_by, table};
#[cfg(feature = "xlsx")]
pub use xlsx::workbook;

/// The words of `text` as numbers of their stems, as the likeness of reports counts them.
///
/// ```
/// assert_eq!(rawi_dossier::stems("والمدينة"), rawi_dossier::stems("مدينة"));
/// ```
#[must_use]
pub fn stems(text: &str) -> Vec<u32> {
    terms::terms(text)
}
