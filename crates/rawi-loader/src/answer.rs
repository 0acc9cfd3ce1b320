//! What stands in a worker's answer to a document.

/// What precedes an output in a worker's answer.
pub(crate) const OUTPUT: u64 = 1;

/// The stage kept the document.
pub(crate) const KEPT: u64 = 2;
/// It dropped it; a reason follows.
pub(crate) const DROPPED: u64 = 3;
/// It failed; kind, place and message follow.
pub(crate) const FAILED: u64 = 4;
/// As the start of a failure's place: none.
pub(crate) const NOWHERE: u64 = u64::MAX;
