//! What a stage author tests with: casebooks, transcripts as insta snapshots, documents marked by words, and the check
//! that every stage must pass. And what `rawi test` does, for programs: the `[[test]]`s of a pipeline file and what its stages
//! give on samples ([`PipelineTests`]), compared with what is kept and, where that is wanted, accepted ([`Acceptance`]).
//!
//! Used from `tests/*.rs` of a stage's crate, never from `#[cfg(test)]` modules of crates that rawi-testkit itself depends on.
//!
//! ```
//! # #[cfg(feature = "snapshots")] {
//! use rawi_testkit::{DocumentBuilder, assert_transcript};
//! use rawi_core::LayerKey;
//! static YEARS: LayerKey<u32> = LayerKey::new("years");
//! let doc = DocumentBuilder::new("أعلنت في 1990").mark(&YEARS, "1990", 1, 1990).build();
//! assert_transcript!(doc, @r"
//! line  أعلنت في 1990
//!   years 16..20 =1990  1990
//! ");
//! # }
//! ```
#![forbid(unsafe_code)]

mod acceptance;
mod builder;
mod casebook;
mod comparison;
mod error;
mod files;
mod markdown;
mod pipeline_tests;
mod stage;

pub use acceptance::Acceptance;
pub use builder::DocumentBuilder;
#[cfg(feature = "harness")]
pub use casebook::casebooks;
pub use casebook::check_casebooks;
pub use comparison::{Difference, Kept, StageFailure, State, TranscriptCase};
pub use error::TestError;
pub use pipeline_tests::{PipelineTests, Selection};
pub use stage::{check_stage, check_stage_from, check_stage_with, odd_texts};

#[cfg(feature = "snapshots")]
#[doc(hidden)]
pub use {insta, rawi_transcript};

/// Compares the transcript of a document with a snapshot: a file named after the test, or inline.
///
/// `assert_transcript!(doc)`, `assert_transcript!(doc, @"...")`, and with names of the layers and views to show:
/// `assert_transcript!(doc, ["mentions"])`, `assert_transcript!(doc, ["mentions"], @"...")`. Review with `cargo insta`. Needs the feature
/// `snapshots`, which brings insta.
#[cfg(feature = "snapshots")]
#[macro_export]
macro_rules! assert_transcript {
    ($doc:expr, [$($name:expr),* $(,)?] $(, @$snapshot:literal)?) => {
        $crate::assert_transcript!(@ $doc, $crate::rawi_transcript::Options::only([$($name),*]) $(, @$snapshot)?)
    };
    ($doc:expr $(, @$snapshot:literal)?) => {
        $crate::assert_transcript!(@ $doc, $crate::rawi_transcript::Options::default() $(, @$snapshot)?)
    };
    (@ $doc:expr, $options:expr $(, @$snapshot:literal)?) => {
        // The expression would stand in the snapshot's head and change with the test's code.
        $crate::insta::with_settings!({ omit_expression => true }, {
            $crate::insta::assert_snapshot!($crate::rawi_transcript::render(&$doc, &$options) $(, @$snapshot)?)
        })
    };
}
