//! Ctrl-C and what else asks a run to stop.

use super::log::Log;
use rawi_io::Disk;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The exit code of a run that somebody ended.
pub(super) const INTERRUPTED: u8 = 130;

/// How long a run has that waits for standard input, which may never come.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// What is said of the output of a run that ends at once.
pub(super) struct Left {
    /// Of the output that a run has not finished, once there is one.
    pub(super) unfinished: Arc<OnceLock<String>>,
    /// Whether the run may wait for standard input.
    pub(super) waits: bool,
    pub(super) log: Log,
}

/// Watches for Ctrl-C, SIGTERM and SIGHUP, as long as this program obeys them (`nohup` says that it does not). The first sets
/// what is returned; the second ends the program at once and takes its temporary files away.
pub(super) fn watch(disk: &Disk, left: Left) -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    let (flag, disk) = (Arc::clone(&asked), disk.clone());
    on_signal(move |_| {
        let second = flag.swap(true, Ordering::Relaxed);
        if !second && !left.waits {
            return;
        }
        if !second {
            std::thread::sleep(PATIENCE);
        }
        let named = disk.end();
        let unfinished = left.unfinished.get().map_or("nothing was written", String::as_str);
        let at_once = if second { "stopped at once" } else { "stopped" };
        match named.last() {
            None => left.log.error(INTERRUPTED, &format!("{at_once}; {unfinished}")),
            Some(last) => {
                let last = last.display();
                let message = format!("{at_once}; the files up to {last} are whole, of the others nothing was kept");
                left.log.error(INTERRUPTED, &message);
            }
        }
        #[cfg(target_os = "linux")]
        rawi_loader::leaving();
        std::process::exit(i32::from(INTERRUPTED));
    });
    asked
}

#[cfg(unix)]
fn on_signal(act: impl Fn(i32) + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let obeyed: Vec<i32> = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|&signal| !is_ignored(signal)).collect();
    if let Ok(mut signals) = signal_hook::iterator::Signals::new(obeyed) {
        std::thread::spawn(move || signals.forever().for_each(act));
    }
}

/// Whether whoever started this program wants it to ignore a signal: as `nohup` does, or a shell for a job in the background.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal - 1)) != 0
}

#[cfg(not(unix))]
fn on_signal(act: impl Fn(i32) + Send + 'static) {
    let _ = ctrlc::set_handler(move || act(2));
}
