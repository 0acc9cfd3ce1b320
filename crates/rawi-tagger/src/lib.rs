//! The tagger stage: names from gazetteers and patterns; and the merge stage.
#![forbid(unsafe_code)]
