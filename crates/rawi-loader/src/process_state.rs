//! What `plugin check` looks at in a worker beside what a stage gives: what it changes in its process, what it leaks.

use std::ffi::{CStr, c_char, c_int};
use std::hint::black_box;

/// What belongs to the whole process, and so to other stages too.
#[derive(PartialEq)]
pub(crate) struct State(Vec<(&'static str, String)>);

impl State {
    pub(crate) fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = |head: &str| {
            let found = status.lines().find_map(|line| line.strip_prefix(head));
            found.unwrap_or_default().trim().to_owned()
        };
        let folder = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
        let third = (black_box(1.0_f64) / black_box(3.0)).to_bits();
        let tiny = (black_box(f64::MIN_POSITIVE) / black_box(2.0)).to_bits();
        let mut variables: Vec<String> = std::env::vars_os().map(|pair| format!("{pair:?}")).collect();
        variables.sort();
        Self(vec![
            ("signal handlers", format!("{} {}", line("SigCgt:"), line("SigIgn:"))),
            ("blocked signals", line("SigBlk:")),
            ("umask", line("Umask:")),
            ("working folder", folder),
            ("floating point mode", format!("{third:x} {tiny:x}")),
            ("locale", locale()),
            ("environment", variables.join(" ")),
        ])
    }

    /// What has changed since, in words.
    pub(crate) fn changes(&self) -> Vec<String> {
        let now = Self::now();
        let changed = self.0.iter().zip(&now.0).filter(|(before, after)| before != after);
        changed.map(|((what, _), _)| format!("it changes the {what} of the whole process")).collect()
    }
}

fn locale() -> String {
    const ALL: c_int = 6;
    unsafe extern "C" {
        fn setlocale(category: c_int, locale: *const c_char) -> *const c_char;
    }
    // SAFETY: a null pointer asks for the name and changes nothing; the name stays until the next call.
    let name = unsafe { setlocale(ALL, std::ptr::null()) };
    if name.is_null() {
        return String::new();
    }
    // SAFETY: not null, and a C string.
    unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
}

/// Makes and ends a stage up to `times` times, the less often the more memory it takes; what was found.
pub(crate) fn remade<T>(times: u64, make: &dyn Fn() -> Option<T>) -> Vec<String> {
    /// Less may be the allocator's, more is the stage's.
    const LEAK: u64 = 1000;
    /// All stages together take so much, in bytes, however long a machine needs for it.
    const ALL: u64 = 1 << 30;
    /// And so often one is made at least.
    const LEAST: u64 = 20;
    let empty = memory();
    let Some(first) = make() else { return vec!["it cannot be made again, the 2. time".to_owned()] };
    let size = memory().saturating_sub(empty);
    drop(first);
    let times = times.min((ALL / size.max(1)).max(LEAST));
    let mut before = 0;
    // The first ones fill pools and caches.
    let warm = times / 10;
    for i in 0..times {
        if i == warm {
            before = memory();
        }
        if make().is_none() {
            return vec![format!("it cannot be made again, the {}. time", i + 3)];
        }
    }
    let made = times - warm;
    let leaked = memory().saturating_sub(before) / made.max(1);
    if before > 0 && leaked > LEAK {
        return vec![format!("it loses {leaked} bytes whenever it is made and ended ({made} times)")];
    }
    Vec::new()
}

/// Bytes of memory that this process takes.
fn memory() -> u64 {
    pages(1)
}

/// Bytes of address space that this process has; an allocator may reserve much more than it uses.
pub(crate) fn address_space() -> u64 {
    pages(0)
}

/// A field of `/proc/self/statm`, in bytes.
fn pages(field: usize) -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = pages.split(' ').nth(field).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    pages * rustix::param::page_size() as u64
}
