//! Tests of the whole workspace; see `tests/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// What cargo builds of `package`, one of those that tests load or start: its library, or its program.
///
/// # Panics
/// If cargo fails, or builds nothing of it.
#[must_use]
pub fn built(package: &str) -> PathBuf {
    static BUILT: OnceLock<String> = OnceLock::new();
    let messages = BUILT.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json", "-p", "rawi-years-plugin", "-p", "rawi-trial"])
            .args(["-p", "rawi-quotes-plugin", "-p", "rawi", "--bin", "rawi", "--lib"])
            .args(["-p", "rawi-loader", "--example", "news"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("JSON is UTF-8")
    });
    for line in messages.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let of_package = message["manifest_path"].as_str().is_some_and(|path| path.contains(&format!("/{package}/")));
        let mut files = message["filenames"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        let library = files.find(|file| file.ends_with(".so"));
        if of_package && let Some(file) = library.or(message["executable"].as_str()) {
            return file.into();
        }
    }
    panic!("cargo built nothing of {package}");
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
