//! What stages and plugins log while they work, shown on standard error.

use crate::terminal::{self, Message, say, tell};
use log::{Level, LevelFilter, Log, Metadata, Record};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether what is logged is told as lines of JSON.
static AS_JSON: AtomicBool = AtomicBool::new(false);

struct Shown;

impl Log for Shown {
    /// Libraries that rawi stands on say nothing to whoever runs it.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level() && ["rawi", "plugin"].iter().any(|of| metadata.target().starts_with(of))
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let (level, from) = (record.level(), record.target());
        if AS_JSON.load(Ordering::Relaxed) {
            let level = level.as_str().to_ascii_lowercase();
            let text = record.args().to_string();
            return say(&terminal::json_line(
                &json!({ "event": "log", "level": level, "from": from, "message": text }),
            ));
        }
        let what = if level <= Level::Warn { Message::Warning } else { Message::Note };
        tell(what, &format!("{from}: {}", record.args()));
    }

    fn flush(&self) {}
}

/// From here on shows what is logged: warnings, from `verbose` 1 on what stages do, from 2 on what their authors want to know;
/// when `quiet`, errors only.
pub(crate) fn show(quiet: bool, verbose: u8) {
    let level = match (quiet, verbose) {
        (true, _) => LevelFilter::Error,
        (false, 0) => LevelFilter::Warn,
        (false, 1) => LevelFilter::Info,
        (false, _) => LevelFilter::Debug,
    };
    // A program that is the command under another name may have its own.
    if log::set_logger(&Shown).is_ok() {
        log::set_max_level(level);
    }
}

/// From here on what is logged is told as lines of JSON.
pub(crate) fn as_json() {
    AS_JSON.store(true, Ordering::Relaxed);
}
