//! The readable rendering of a document.
#![forbid(unsafe_code)]
