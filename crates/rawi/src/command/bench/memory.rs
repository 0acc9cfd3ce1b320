//! The most memory that this process had.

/// What stands behind a name in `/proc/self/status`, in bytes.
fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The most memory since [`forget_peak`], in bytes; none on systems that do not tell.
pub(super) fn peak() -> Option<u64> {
    status("VmHWM")
}

/// From here on the peak is counted anew. Where the system does not allow it, it goes on from the highest so far.
pub(super) fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
