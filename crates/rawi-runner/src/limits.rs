//! How a run goes about it.

use rawi_config::OnError;

/// The most threads that a run may have.
pub const MOST_THREADS: usize = 1024;

/// How a run goes about it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Threads that process documents, [`MOST_THREADS`] at most; 0 for as many as the machine has.
    pub threads: usize,
    /// What a failure does.
    pub on_error: OnError,
    /// Documents that may be in work at once, between the one read last and the one written next.
    pub window_documents: usize,
    /// The most memory that they may hold, in bytes: as they were read, and what was made of them as long as it waits for a
    /// document before it. One larger document may be in work alone.
    pub window_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { threads: 0, on_error: OnError::Keep, window_documents: 1024, window_bytes: 64_000_000 }
    }
}
