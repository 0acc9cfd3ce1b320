/// The work of a crate, counted: what its tests of growth look at, for a clock tells of the machine. Put it into a module of its
/// own, which then has `take(n)`, to be called where `n` units of work are done (free outside of the crate's own tests), and for
/// those tests `count(work)`: the steps that `work` takes on this thread, and `on_a_small_stack(test)`: runs it on 256 KB, so that
/// a recursion whose depth the text sets ends the test.
///
/// ```
/// mod steps {
///     rawi_arabic::count_steps!();
/// }
/// steps::take("كلمة".len());
/// ```
#[macro_export]
macro_rules! count_steps {
    () => {
        /// Says that `n` units of work are done.
        #[cfg(not(test))]
        #[inline(always)]
        pub(crate) fn take(_n: usize) {}

        #[cfg(test)]
        #[allow(unused_imports)] // a crate may need one of them
        pub(crate) use counted::{count, on_a_small_stack, take};

        #[cfg(test)]
        mod counted {
            use std::cell::Cell;

            thread_local!(static STEPS: Cell<u64> = const { Cell::new(0) });

            pub(crate) fn take(n: usize) {
                STEPS.set(STEPS.get() + n as u64);
            }

            /// The steps that `work` takes on this thread.
            pub(crate) fn count(work: impl FnOnce()) -> u64 {
                let before = STEPS.get();
                work();
                STEPS.get() - before
            }

            /// Runs `test` on a stack of 256 KB; panics if it does.
            #[allow(dead_code)] // a crate may only count
            pub(crate) fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
                let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(test).expect("a thread starts");
                if let Err(panic) = thread.join() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    };
}
