//! The values stages: numbers and dates, read as values.
#![forbid(unsafe_code)]
