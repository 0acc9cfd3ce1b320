//! Which call of a plugin a thread is in, and what happens if the plugin ends the process there.

use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    // The call that this thread is in now: a pointer from a plugin is followed only if it is this one.
    static CALL: Cell<usize> = const { Cell::new(0) };
    // What is said of it: who, and the document, which both live as long as the call.
    static WHO: Cell<(*const u8, usize)> = const { Cell::new(NOBODY) };
    static DOCUMENT: Cell<(*const u8, usize)> = const { Cell::new(NOBODY) };
}

/// Whether a run is under way that no thread but rawi's own may end.
static RUN: AtomicBool = AtomicBool::new(false);

const NOBODY: (*const u8, usize) = (std::ptr::null(), 0);

/// Marks a call as what this thread is in, until dropped.
pub(crate) struct Current<'a> {
    before: usize,
    texts: [(*const u8, usize); 2],
    _lent: std::marker::PhantomData<&'a str>,
}

impl<'a> Current<'a> {
    /// `place` is what the plugin gets; `who` is `plugin libx.so, stage y`, `document` the id of what it reads, or nothing.
    pub(crate) fn enter<T>(place: *mut T, who: &'a str, document: &'a str) -> Self {
        let text = |text: &str| (text.as_ptr(), text.len());
        Self {
            before: CALL.replace(place as usize),
            texts: [WHO.replace(text(who)), DOCUMENT.replace(text(document))],
            _lent: std::marker::PhantomData,
        }
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        CALL.set(self.before);
        WHO.set(self.texts[0]);
        DOCUMENT.set(self.texts[1]);
    }
}

/// Who this thread is in a call of, and which document it reads; empty if none.
pub(crate) fn names() -> (String, String) {
    // SAFETY: texts that `Current` borrows on this thread; the call that it marks is below this function on the same stack.
    unsafe { (borrowed(WHO.get()).to_owned(), borrowed(DOCUMENT.get()).to_owned()) }
}

/// # Safety
/// The text still lives.
unsafe fn borrowed<'a>((ptr, len): (*const u8, usize)) -> &'a str {
    if len == 0 {
        return "";
    }
    // SAFETY: by the contract of this function.
    std::str::from_utf8(unsafe { std::slice::from_raw_parts(ptr, len) }).unwrap_or_default()
}

pub(crate) fn is_current<T>(place: *mut T) -> bool {
    !place.is_null() && CALL.get() == place as usize
}

/// From here on a plugin of this process that calls `exit` ends it with 1 and a word: with its own code, and no word, a run whose
/// output is missing would look like one that went well.
pub(crate) fn watch_exit() {
    unsafe extern "C" {
        fn atexit(function: extern "C" fn()) -> c_int;
    }
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the function lives as long as the program. If there is no room for it, all is as without it.
        unsafe { atexit(at_exit) };
    });
}

pub(crate) fn run_begins() {
    RUN.store(true, Ordering::SeqCst);
}

pub(crate) fn run_ends() {
    RUN.store(false, Ordering::SeqCst);
}

/// Runs on the thread that called `exit`.
extern "C" fn at_exit() {
    unsafe extern "C" {
        fn _exit(code: c_int) -> !;
    }
    let (who, document) = (WHO.get(), DOCUMENT.get());
    if who == NOBODY && !RUN.load(Ordering::SeqCst) {
        return; // rawi ends by itself
    }
    // SAFETY: texts that `Current` borrows; the call that it marks is below this function on the same stack.
    let (name, document) = unsafe { (borrowed(who), borrowed(document)) };
    let who = if who == NOBODY { "a plugin, on a thread of its own," } else { name };
    let at = if document.is_empty() { String::new() } else { format!(" at document {document}") };
    let message = format!(
        "rawi: error: {who} ended the whole process (exit){at}; what was not written yet is lost\n  help: run it with `isolation = \"process\"`, which costs the document only, and tell its author\n"
    );
    // Not through the standard library, whose locks this thread may hold.
    let _ = rustix::io::write(rustix::stdio::stderr(), message.as_bytes());
    // SAFETY: ends the process without running anything more of it.
    unsafe { _exit(1) }
}
