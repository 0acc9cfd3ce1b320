//! Pipeline files: parsed to a spanned tree, checked, and turned into a plan.
#![forbid(unsafe_code)]
