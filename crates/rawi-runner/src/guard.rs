//! The one place where a panic is caught: whatever breaks on a document breaks nothing else. And where it is noticed that a
//! plugin ends the whole program, which nobody can catch.

use rawi_core::host;

thread_local! {
    static EXIT: Exit = const { Exit };
}

/// Dropped when its thread ends, or when the thread calls `exit`, as a plugin in C may: then a guard is still open, and the
/// program must not look as if it had done its work. (The C library of Linux drops what is local to the thread that exits.)
struct Exit;

impl Drop for Exit {
    #[allow(clippy::print_stderr, clippy::exit)] // nobody is left to hand an error to
    fn drop(&mut self) {
        if host::is_guarded() {
            eprintln!(
                "error: a stage ended the program in the middle of a document; no output was kept but finished shards. If it is a plugin's, run it \
                 with `isolation = \"process\"`, where that costs one document, and tell its author"
            );
            std::process::exit(1);
        }
    }
}

/// Does `work`; if it panics, what it panicked with and where, as [`host::guard`] tells it.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    EXIT.with(|_| ()); // from now on this thread has one to drop
    host::guard(work)
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn a_panic_is_told_with_its_place_and_the_next_work_goes_on() {
        let line = line!() + 1;
        let told = guard(|| panic!("no {}", "luck")).unwrap_err();
        assert!(told.starts_with("no luck (") && told.contains(&format!("guard.rs:{line}:")), "{told}");
        assert_eq!(guard(|| 7), Ok(7));
        // One guard inside another: each tells its own.
        let outer = guard(|| {
            let inner = guard(|| panic!("inner")).unwrap_err();
            assert!(inner.starts_with("inner ("), "{inner}");
            std::panic::panic_any(7_u8);
        });
        assert!(outer.unwrap_err().starts_with("without a message ("));
    }
}
