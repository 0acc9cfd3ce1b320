//! Work counted instead of timed: what a piece of code asked of the allocator. The same on every machine, busy or not.
//!
//! A test file that counts makes [`Counting`] its allocator:
//!
//! ```
//! #[global_allocator]
//! static COUNTING: rawi_tests::work::Counting = rawi_tests::work::Counting;
//!
//! let ten = rawi_tests::work::of(|| drop(vec![0_u8; 10]));
//! assert_eq!((ten.calls, ten.bytes, ten.most), (1, 10, 10));
//! ```
//!
//! It does not see a loop that reads the same words again without keeping anything: where that could be, a stage counts its
//! own steps.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static SO_FAR: Cell<Work> = const { Cell::new(Work { calls: 0, bytes: 0, held: 0, most: 0 }) };
}

/// The system's allocator, which keeps count for each thread.
#[derive(Debug)]
pub struct Counting;

/// What one thread asked of the allocator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Pieces of memory asked for or resized.
    pub calls: u64,
    /// Bytes in them, all together.
    pub bytes: u64,
    /// Bytes held at the end more than at the beginning; less than zero where others' memory was let go.
    pub held: i64,
    /// The most bytes held at once.
    pub most: i64,
}

/// The work of `code`, on this thread. Nothing is counted unless [`Counting`] is the allocator.
pub fn of<T>(code: impl FnOnce() -> T) -> Work {
    let before = SO_FAR.replace(Work::default());
    let result = code();
    let work = SO_FAR.get();
    drop(result);
    SO_FAR.set(before);
    work
}

fn count(asked: usize, let_go: usize) {
    // A thread that ends may let go of memory after its counters are gone.
    let _ = SO_FAR.try_with(|so_far| {
        let mut work = so_far.get();
        if asked > 0 {
            work.calls += 1;
            work.bytes += asked as u64;
        }
        work.held += asked as i64 - let_go as i64;
        work.most = work.most.max(work.held);
        so_far.set(work);
    });
}

// SAFETY: every call is passed on to the system's allocator as it came; counting touches no memory of the caller's, and
// does not allocate (`const` thread-locals without a destructor).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps what `GlobalAlloc::alloc` asks.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller keeps what `GlobalAlloc::dealloc` asks; `memory` came from the system's allocator.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: as for `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: the caller keeps what `GlobalAlloc::realloc` asks; `memory` came from the system's allocator.
        unsafe { System.realloc(memory, layout, size) }
    }
}
