//! The summarizer stage: sentences ranked for a summary.
#![forbid(unsafe_code)]
