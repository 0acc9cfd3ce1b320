//! Sources, sinks and the JSONL record.
#![forbid(unsafe_code)]
