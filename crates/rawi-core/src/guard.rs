use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many guards this thread stands in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic on this thread happened, as `file:line:column`.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Does `work`; if it panics, what it panicked with and where: `index out of bounds (crates/x/src/lib.rs:7:9)`.
///
/// The hook that prints panics stays silent inside: the caller tells what happened, once. What a panic leaves half done, the
/// caller drops.
///
/// # Errors
/// If `work` panics.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if is_guarded() {
                PLACE.set(place(panic));
            } else {
                before(panic);
            }
        }));
    });
    DEPTH.set(DEPTH.get() + 1);
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

/// Whether this thread is in the work of a [`guard`].
#[must_use]
pub fn is_guarded() -> bool {
    DEPTH.get() > 0
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
