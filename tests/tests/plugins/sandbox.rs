//! Modules of WebAssembly: the same stage gives the same, and one that goes wrong costs its document only, the same way every time.
//! They are compiled here, so these tests need clang and wasm-ld, and are ignored where those may be missing.

use super::{TOKENS, load, outcomes, pipeline, with_workers};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi::transcript::{Options, render};
use rawi_tests::{built, root};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A module, made as `rawi_wasm.c` says.
fn module(folder: &TempDir, name: &str, source: &str) -> PathBuf {
    let module = folder.path().join(name);
    let output = Command::new("clang")
        .args(["--target=wasm32", "-O2", "-mbulk-memory", "-ffreestanding", "-nostdlib", "-fvisibility=hidden", "-w"])
        .args([
            "-Icrates/rawi-plugin/include/wasm",
            "-Icrates/rawi-plugin/include",
            "-Wl,--no-entry",
            "-Wl,--strip-all",
        ])
        .args(["-Wl,--export=rawi_plugin_v1", "-Wl,--export-table", "-Wl,--growable-table", "-o"])
        .arg(&module)
        .args([source, "crates/rawi-plugin/include/wasm/rawi_wasm.c"])
        .current_dir(root())
        .output()
        .expect("these tests need clang and wasm-ld");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    module
}

fn stage(module: &Path, options: &str) -> String {
    format!("{TOKENS}[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{options}", module.display().to_string())
}

#[test]
#[ignore = "needs clang and wasm-ld"]
fn weapons_gives_the_same_as_a_library_and_in_its_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let library = rawi_tests::weapons(folder.path());
    let sandboxed = module(&folder, "weapons.wasm", "plugins/weapons/weapons.c");
    // Which file it was says the provenance.
    let without_hash = |doc: &String| -> String { doc.lines().filter(|line| !line.contains("hash")).collect() };
    let of = |plugin: &Path, options: &str| {
        let stages = pipeline(&with_workers(), &folder, &stage(plugin, options)).unwrap_or_else(|why| panic!("{why}"));
        outcomes(stages).iter().map(without_hash).collect::<Vec<_>>()
    };
    for options in ["", "classes = [\"mine\", \"small-arms\"]\nextra = [\"بيت\", \"\\u0628يروت\"]\n"] {
        let loaded = of(&library, options);
        assert!(loaded.iter().any(|doc| doc.contains("weapons")), "no weapon in any report");
        assert_eq!(loaded, of(&sandboxed, options));
    }
    let refused = |plugin: &Path| pipeline(&with_workers(), &folder, &stage(plugin, "extra = [\"\"]\n")).unwrap_err();
    assert_eq!(refused(&library), refused(&sandboxed));
}

/// What becomes of three documents, the second of which a fault strikes.
fn struck(module: &Path, folder: &TempDir, fault: &str) -> [String; 3] {
    let options = format!("fault = {fault:?}\nsandbox = {{ fuel = 2_000_000, memory = \"4 MB\" }}\n");
    let stages =
        pipeline(&with_workers(), folder, &stage(module, &options)).unwrap_or_else(|why| panic!("{fault}: {why}"));
    let pipeline = Pipeline::from(stages);
    ["وصل الوفد.", "وصل الوفد!", "وصل أمس."].map(|text| {
        match pipeline.process(Document::new("a", text).unwrap(), OnError::Keep) {
            Outcome::Kept(doc) => render(&doc, &Options::only(["odd"])),
            other => panic!("{fault}: {other:?}"),
        }
    })
}

#[test]
#[ignore = "needs clang and wasm-ld"]
fn what_a_module_does_wrong_is_its_documents_error_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let module = module(&folder, "odd.wasm", "tests/plugins/sandbox.c");
    let found = "  odd 0..6 ={}  وصل\n";
    for (fault, expected) in [
        ("none", found),
        ("loop", "it took more than 2000000 steps (`sandbox.fuel`)"),
        ("talk", "it took more than 2000000 steps (`sandbox.fuel`)"),
        ("grow", "bug  why"),
        ("stack", "nested too deep"),
        ("abort", "it gave up (`unreachable`"),
        ("write", "it touched what lies outside of its memory"),
        ("wreck", "error odd bug"),
        ("null-function", "it called a function that is none"),
        ("wrong-function", "it called a function that is none"),
        ("rows", "output 0 lies outside of its memory"),
        ("count", "output 0 lies outside of its memory"),
        ("heap", "output 0 lies outside of its memory"),
        ("data", "output 0 lies outside of its memory"),
        ("null", "null"),
        ("unaligned", "unaligned"),
        ("size", "rows have 8 bytes, 16 were expected"),
        ("range", "layer `odd`: row 0"),
        ("stale", "`process` returned -15"),
        ("message", "why it fails lies outside of its memory"),
        ("nothing", "`process` returned 5 and did not say why"),
        ("warn", "what it warns of lies outside of its memory"),
    ] {
        let first = struck(&module, &folder, fault);
        assert!(first[0].contains(found) && first[2].contains(found), "{fault}: {first:?}");
        assert!(first[1].contains(expected), "{fault}: {}", first[1]);
        assert_eq!(first, struck(&module, &folder, fault), "{fault}");
    }
    for (fault, expected) in [
        ("create-loop", "it took more than"),
        ("silent", "`create` returned -7 and did not say why"),
        ("ports", "its ports lie outside of its memory"),
    ] {
        let options = format!("fault = {fault:?}\nsandbox = {{ fuel = 2_000_000 }}\n");
        let problems = pipeline(&with_workers(), &folder, &stage(&module, &options)).expect_err(fault);
        assert!(problems.contains(expected), "{fault}: {problems}");
    }
    let stages = load(&folder, &module, "isolation = \"process\"\n").expect_err("it is a sandbox");
    assert!(stages.contains("runs in a sandbox inside rawi"), "{stages}");
}

#[test]
#[ignore = "needs clang and wasm-ld"]
fn many_threads_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (path, module) = (folder.path(), module(&folder, "odd.wasm", "tests/plugins/sandbox.c"));
    for (fault, good) in [("loop", true), ("wreck", true), ("none", false)] {
        let options = format!("fault = {fault:?}\nsandbox = {{ fuel = 200_000, memory = \"4 MB\" }}\n");
        std::fs::write(path.join("p.toml"), format!("rawi = 1\n{}", stage(&module, &options))).unwrap();
        let lines: String = (0..200)
            .map(|i| format!("{{\"id\": \"{i}\", \"text\": \"وصل الوفد{}\"}}\n", if i % 10 == 3 { "!" } else { "." }))
            .collect();
        std::fs::write(path.join("in.jsonl"), lines).unwrap();
        let run = |threads: &str| {
            let args = ["run", "p.toml", "in.jsonl", "-o", "-", "-q", "--threads", threads];
            let output = Command::new(built("rawi")).args(args).current_dir(path).output().unwrap();
            assert_eq!(output.status.code(), Some(i32::from(good)), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        };
        let one = run("1");
        assert_eq!(one.iter().filter(|&&byte| byte == b'\n').count(), 200);
        assert_eq!(one, run("4"));
    }
}

#[test]
#[ignore = "needs clang and wasm-ld"]
fn a_module_is_checked_listed_and_pinned_as_a_library_is() {
    let folder = tempfile::tempdir().unwrap();
    let (path, module) = (folder.path(), module(&folder, "odd.wasm", "tests/plugins/sandbox.c"));
    let rawi = |args: &[&str]| {
        let output = Command::new(built("rawi")).args(args).current_dir(path).output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let said = rawi(&["plugin", "list", "odd.wasm"]);
    assert!(said.contains("odd 1.0"), "{said}");
    std::fs::write(
        path.join("p.toml"),
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\nplugin = \"odd.wasm\"\n",
    )
    .unwrap();
    rawi(&["plugin", "pin", "p.toml"]);
    let said = rawi(&["inspect", "p.toml", "--text", "وصل الوفد.", "--show", "odd"]);
    assert!(said.contains("  odd 0..6 ={}  وصل"), "{said}");
    // It is cut off everywhere, and one byte is another.
    let bytes = std::fs::read(&module).unwrap();
    for cut in (8..bytes.len()).step_by(256) {
        std::fs::write(path.join("cut.wasm"), &bytes[..cut]).unwrap();
        let said = rawi(&["plugin", "list", "cut.wasm"]);
        assert!(said.contains("refused") && said.contains("cut.wasm"), "{cut}: {said}");
    }
}
