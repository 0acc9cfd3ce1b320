//! The one place where a panic is caught: whatever breaks on a document breaks nothing else. And where it is noticed that a
//! plugin ends the whole program, which nobody can catch.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many guards this thread stands in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic on this thread happened, as `file:line:column`.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
    static EXIT: Exit = const { Exit };
}

/// Dropped when its thread ends, or when the thread calls `exit`, as a plugin in C may: then a guard is still open, and the
/// program must not look as if it had done its work. (The C library of Linux drops what is local to the thread that exits.)
struct Exit;

impl Drop for Exit {
    #[allow(clippy::print_stderr, clippy::exit)] // nobody is left to hand an error to
    fn drop(&mut self) {
        if DEPTH.get() > 0 {
            eprintln!(
                "error: a stage ended the program in the middle of a document; no output was kept. If it is a plugin's, run it \
                 with `isolation = \"process\"`, where that costs one document, and tell its author"
            );
            std::process::exit(1);
        }
    }
}

/// Does `work`; if it panics, what it panicked with and where: `index out of bounds (crates/x/src/lib.rs:7:9)`.
///
/// The hook that prints panics stays silent inside: the caller tells what happened, once.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if DEPTH.get() == 0 {
                before(panic);
            } else {
                PLACE.set(place(panic));
            }
        }));
    });
    EXIT.with(|_| DEPTH.set(DEPTH.get() + 1));
    // What a panic leaves half done is dropped by every caller: a document, an output, the bytes of a part.
    let result = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|panic| {
        let message = message(panic.as_ref());
        std::mem::forget(panic); // dropping what something panicked with could panic again
        match PLACE.take() {
            Some(place) => format!("{message} ({place})"),
            None => message,
        }
    })
}

fn place(panic: &PanicHookInfo<'_>) -> Option<String> {
    let location = panic.location()?;
    // Of a library only its own folder counts, not where this machine keeps it.
    let file = location.file();
    let file = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/')).map_or(file, |(_, f)| f);
    Some(format!("{file}:{}:{}", location.line(), location.column()))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
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
