//! The runner: drives a plan over a source into a sink, in order and in parallel.
#![forbid(unsafe_code)]
