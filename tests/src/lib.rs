//! Tests of the whole workspace; see `tests/`.

pub mod modules;
pub mod rust;
pub mod work;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// What cargo builds of `package`, one of those that tests load or start: its `cdylib`, or its program; of `rawi-loader` its
/// example `news`.
///
/// # Panics
/// If cargo fails, or builds nothing of it.
#[must_use]
pub fn built(package: &str) -> PathBuf {
    static BUILT: OnceLock<Vec<Value>> = OnceLock::new();
    let messages = BUILT.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json", "-p", "rawi-years-plugin", "-p", "rawi-trial"])
            .args(["-p", "rawi", "--bin", "rawi", "--lib"])
            .args(["-p", "rawi-loader", "--example", "news"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).expect("a line is JSON")).collect()
    });
    let example = if package == "rawi-loader" { Some("news") } else { None };
    artifact(messages, package, example).unwrap_or_else(|| panic!("cargo built nothing of {package}"))
}

/// The file that the messages of `cargo build --message-format=json` have of `package`: the library or program itself, or one
/// of its examples. Found by the package and the kind of target: folders may have any name, and examples are built beside.
fn artifact(messages: &[Value], package: &str, example: Option<&str>) -> Option<PathBuf> {
    let wanted = |message: &&Value| {
        let target = &message["target"];
        let is = |kind: &str| target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == kind));
        let of_kind = match example {
            Some(name) => is("example") && target["name"] == name,
            None => is("cdylib") || is("bin"),
        };
        of_kind && message["package_id"].as_str().and_then(name) == Some(package)
    };
    let file = |message: &Value| {
        let mut files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let library = files.find(|file| file.ends_with(".so"));
        library.or(message["executable"].as_str()).map(PathBuf::from)
    };
    messages.iter().filter(wanted).find_map(file)
}

/// The name in a package id: `path+file:///a/b/rawi-io#0.1.0`, or `...#rawi-tests@0.1.0` where the folder has another name.
fn name(id: &str) -> Option<&str> {
    let (place, version) = id.rsplit_once('#')?;
    version.split_once('@').map(|(name, _)| name).or_else(|| place.rsplit('/').next())
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

#[cfg(test)]
mod tests {
    use super::{artifact, name};
    use serde_json::json;
    use std::path::Path;

    #[test]
    fn an_artifact_is_found_by_its_package_wherever_the_clone_lies() {
        let message = |id: &str, kind: &str, files: &[&str], executable: Option<&str>| {
            json!({
                "reason": "compiler-artifact", "package_id": id, "manifest_path": "/home/rawi/rawi/Cargo.toml",
                "target": { "kind": [kind], "name": "news" }, "filenames": files, "executable": executable,
            })
        };
        let clone = "path+file:///home/rawi/rawi/crates";
        let messages = [
            message(&format!("{clone}/rawi-loader#0.1.0"), "example", &["/t/examples/libnews.so"], None),
            message(&format!("{clone}/rawi#0.1.0"), "example", &["/t/examples/librawi.so"], None),
            message(&format!("{clone}/rawi#0.1.0"), "lib", &["/t/librawi.rlib"], None),
            message(&format!("{clone}/rawi#0.1.0"), "test", &["/t/rawi-1"], Some("/t/rawi-1")),
            message(&format!("{clone}/rawi#0.1.0"), "bin", &["/t/rawi"], Some("/t/rawi")),
            message(&format!("{clone}/x#rawi-years@0.1.0"), "cdylib", &["/t/libyears.rlib", "/t/libyears.so"], None),
            json!({ "reason": "build-finished", "success": true }),
        ];
        let found = |package, example| artifact(&messages, package, example);
        assert_eq!(found("rawi", None).as_deref(), Some(Path::new("/t/rawi")));
        assert_eq!(found("rawi-years", None).as_deref(), Some(Path::new("/t/libyears.so")));
        assert_eq!(found("rawi-loader", Some("news")).as_deref(), Some(Path::new("/t/examples/libnews.so")));
        assert_eq!(found("rawi-loader", None), None);
        assert_eq!(name("path+file:///a/rawi#rawi-tests@0.1.0"), Some("rawi-tests"));
    }
}
