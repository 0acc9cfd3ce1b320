//! Tests of the whole workspace; see `tests/`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// The plugin `plugins/weapons`, compiled into `folder` as strictly as its Makefile does.
///
/// # Panics
/// If there is no C compiler named `cc`, or it has something to say.
#[must_use]
pub fn weapons(folder: &Path) -> PathBuf {
    let library = folder.join("libweapons.so");
    let output = Command::new("cc")
        .args([
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-fPIC",
            "-fvisibility=hidden",
            "-O2",
            "-shared",
            "-I",
        ])
        .arg(root().join("crates/rawi-plugin/include"))
        .arg(root().join("plugins/weapons/weapons.c"))
        .arg("-o")
        .arg(&library)
        .output()
        .expect("the tests need a C compiler named cc");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}
