//! Running other programs.

use std::path::Path;
use std::process::Command;

pub(crate) type Result<T = ()> = std::result::Result<T, String>;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Runs a command in the folder of the workspace.
pub(crate) fn run(command: &mut Command) -> Result {
    println!("$ {command:?}");
    let status = command.current_dir(root()).status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}
