//! How a run goes about it.

use rawi_config::OnError;

/// The most threads that a run may have.
pub const MOST_THREADS: usize = 1024;

/// The stack of a thread that works on documents, in bytes: the same on every machine and for any number of threads. It is
/// address space; memory is taken as it is used.
pub const STACK: usize = 64 << 20;

/// How many threads work if so many are asked for: 0 for as many as the machine has, [`MOST_THREADS`] at most.
///
/// ```
/// assert_eq!(rawi_runner::threads(3), 3);
/// assert!(rawi_runner::threads(0) >= 1);
/// ```
#[must_use]
pub fn threads(asked: usize) -> usize {
    let threads = if asked == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { asked };
    threads.min(MOST_THREADS)
}

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
