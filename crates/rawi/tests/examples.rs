//! The examples do what they say.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What an example prints, run in the folder of the workspace.
fn example(name: &str, args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // With the features of the whole workspace, for which its tests have built the examples already.
    let build = ["build", "--offline", "--quiet", "--workspace", "--message-format", "json", "--example", name];
    let built = Command::new(env!("CARGO")).args(build).current_dir(&root).output().expect("cargo runs");
    assert!(built.status.success(), "{name}: {}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).expect("UTF-8");
    let mut messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages.find_map(|message| {
        (message["target"]["name"] == name).then(|| message["executable"].as_str().map(str::to_owned))?
    });
    let output = Command::new(program.expect("an example")).args(args).current_dir(root).output().expect("it runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn they_run_and_find_something() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let said = example("one_text", &[]);
    assert!(said.contains("دمشق") && said.contains("أمس is 2025-05-17"), "{said}");
    let said = example("own_stage", &[]);
    assert!(said.contains("مدفع"), "{said}");
    let said = example("own_step", &["seeds/"]);
    assert!(said.lines().count() > 20 && said.contains(" حلب\n"), "{said}");
    let said = example("folder", &["seeds/", out.to_str().unwrap()]);
    assert!(said.starts_with("5 of 5 reports are in "), "{said}");
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), 5);
}
