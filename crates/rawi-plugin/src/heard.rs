//! What a stage says while it works: through the crate `log`, and to the host.

use crate::abi::{Bytes, HostTable, Setup};
use log::{LevelFilter, Log, Metadata, Record};
use std::sync::OnceLock;

/// The host's table, which lives as long as the program.
static HOST: OnceLock<&'static HostTable> = OnceLock::new();

/// Hands what this library logs to the host.
struct ToHost;

impl Log for ToHost {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if let Some(host) = HOST.get().filter(|_| self.enabled(record.metadata())) {
            let text = record.args().to_string();
            // SAFETY: the host's function, which may be called by any thread and copies the text.
            unsafe { (host.log)(record.level() as u32, Bytes::of(text.as_bytes())) };
        }
    }

    fn flush(&self) {}
}

/// The host's table, if it is of ABI 1.2 or later: those before are shorter.
///
/// # Safety
/// `host` is the table that a host lends, which lives as long as the program.
pub(crate) unsafe fn of_1_2(host: *const HostTable) -> Option<&'static HostTable> {
    // SAFETY: by the contract; every table begins with its size.
    let size = unsafe { (*host).struct_size } as usize;
    // SAFETY: as above, and as long as this type.
    (size >= size_of::<HostTable>()).then(|| unsafe { &*host })
}

/// From here on what this library logs goes to the host of `setup`, if it hears it.
///
/// # Safety
/// `setup` is what a host lends to `create`.
pub(crate) unsafe fn listen(setup: *const Setup) {
    // SAFETY: by the contract; every struct begins with its size.
    let (size, host) = unsafe { ((*setup).struct_size as usize, of_1_2((*setup).host)) };
    let Some(host) = host.filter(|_| size >= size_of::<Setup>()) else { return };
    HOST.get_or_init(|| host);
    // A library has a logger of its own, unless its author set one; only the first is taken.
    if log::set_logger(&ToHost).is_ok() {
        // SAFETY: as long as this type, as just seen.
        let level = unsafe { (*setup).log_level };
        log::set_max_level(LevelFilter::iter().nth(level as usize).unwrap_or(LevelFilter::Trace));
    }
}
