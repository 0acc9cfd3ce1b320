//! The command as a process.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs rawi in `folder`, with nothing on stdin.
pub(crate) fn rawi(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rawi"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("rawi runs")
}
