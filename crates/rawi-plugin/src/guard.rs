//! Nothing may unwind over the border.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many guards this thread stands in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic on this thread happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `body`; a panic becomes a message with its place, `the stage panicked: no verb (src/lib.rs:7:9)`.
///
/// The hook of this library stays silent inside: the host tells of the panic at its document.
pub(crate) fn guarded<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if DEPTH.get() == 0 {
                before(panic);
            } else {
                PLACE.set(panic.location().map(place));
            }
        }));
    });
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(body));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|payload| {
        let text = panic_text(payload.as_ref());
        // A payload may panic when it is dropped.
        std::mem::forget(payload);
        match PLACE.take() {
            Some(place) => format!("the stage panicked: {text} ({place})"),
            None => format!("the stage panicked: {text}"),
        }
    })
}

fn place(location: &Location<'_>) -> String {
    // Of a library only its own folder counts, not where this machine keeps it.
    let file = location.file();
    let file = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/')).map_or(file, |(_, f)| f);
    format!("{file}:{}:{}", location.line(), location.column())
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
