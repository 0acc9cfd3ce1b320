//! The segmenter stage: sentences and tokens with their clitics.
#![forbid(unsafe_code)]
