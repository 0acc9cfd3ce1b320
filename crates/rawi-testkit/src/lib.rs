//! Snapshot tests, casebooks and the conformance check for stage authors.
#![forbid(unsafe_code)]
