//! What stands in a worker's answer to a document.

/// What precedes an output in a worker's answer.
pub(crate) const OUTPUT: u64 = 1;

/// The stage kept the document.
pub(crate) const KEPT: u64 = 2;
/// It dropped it; a reason follows.
pub(crate) const DROPPED: u64 = 3;
/// It failed; kind, place and message follow.
pub(crate) const FAILED: u64 = 4;
/// It warned of something; place and message follow, and then the rest of the answer.
pub(crate) const WARNED: u64 = 5;
/// As the start of a place: none.
pub(crate) const NOWHERE: u64 = u64::MAX;
