//! The work of a stage, counted: what the tests of growth look at. Outside tests a step costs nothing.

/// Says that `n` units of work were done: words weighed, pairs compared.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn take(_n: usize) {}

#[cfg(test)]
pub(crate) use counted::{count, take};

#[cfg(test)]
mod counted {
    use std::cell::Cell;

    thread_local!(static STEPS: Cell<u64> = const { Cell::new(0) });

    pub(crate) fn take(n: usize) {
        STEPS.with(|steps| steps.set(steps.get() + n as u64));
    }

    /// The steps that `work` takes on this thread.
    pub(crate) fn count(work: impl FnOnce()) -> u64 {
        let before = STEPS.with(Cell::get);
        work();
        STEPS.with(Cell::get) - before
    }
}
