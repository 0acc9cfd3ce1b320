//! The normalizer stage: a normalised view aligned to the source.
#![forbid(unsafe_code)]
