//! Plugins: a stage gives the same linked, loaded and in a worker; a file that is no plugin is refused before any code of it
//! runs; what a plugin does wrong with a document is that document's error and leaves it as it was.
//!
//! `docs/plugins.md` has the table of faults, with the test of each.

mod border;
mod command;
mod frozen;
mod isolation;
mod meta;
mod sandbox;
mod schema;

use rawi::config::{PlannedStage, Registry, check_file};
use rawi::core::Document;
use rawi::loader::Loader;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi_tests::{built, root};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// `tests/plugins/faults.c` as a library, with these definitions.
fn faults(folder: &TempDir, name: &str, defines: &[&str]) -> PathBuf {
    let defines: Vec<String> = defines.iter().map(|define| format!("-D{define}")).collect();
    let defines: Vec<&str> = defines.iter().map(String::as_str).collect();
    compile(folder, name, &[&["cc", "-std=gnu99", "-w", "tests/plugins/faults.c"][..], &defines, &["-lm"]].concat())
}

/// A library, made by a compiler with these arguments.
fn compile(folder: &TempDir, name: &str, command: &[&str]) -> PathBuf {
    let library = folder.path().join(name);
    let output = Command::new(command[0])
        .args(["-shared", "-fPIC", "-O1", "-I", "crates/rawi-plugin/include", "-o"])
        .arg(&library)
        .args(&command[1..])
        .current_dir(root())
        .output()
        .expect("the tests need a C compiler named cc, and c++");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}

/// A pipeline of tokens and the stage that `stage` (TOML) tells of; on failure the problems as they are shown.
fn pipeline(registry: &Registry, folder: &TempDir, stage: &str) -> Result<Vec<PlannedStage>, String> {
    let path = folder.path().join("pipeline.toml");
    std::fs::write(&path, format!("rawi = 1\n{stage}")).expect("a file");
    let checked = check_file(&path, registry);
    checked.plan.map(|plan| plan.stages).ok_or_else(|| checked.problems.render(false, 160))
}

/// Stages with plugins that have workers.
fn with_workers() -> Registry {
    let loader = Loader::new().workers(built("rawi"), &["plugin", "worker"]);
    rawi::builtin_stages().plugins(move |request| loader.resolve(request))
}

/// The same for a library that is not pinned.
fn load(folder: &TempDir, library: &Path, options: &str) -> Result<Vec<PlannedStage>, String> {
    let stage = format!("[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{options}\n", library.display().to_string());
    pipeline(&with_workers(), folder, &stage)
}

const ISOLATED: &str = "isolation = \"process\"\n";

fn documents() -> impl Iterator<Item = Document> {
    let odd = [
        ("empty", ""),
        ("one", "ا"),
        ("marks", "\u{64B}\u{64B}"),
        ("odd", "وبـيروت\r\n\u{202B}ﷺ 1990 لأحمد\u{200F} 😀"),
    ];
    let odd = odd.into_iter().map(|(id, text)| (id, text, Vec::new()));
    rawi::seeds().chain(odd).map(|(id, text, meta)| {
        let mut doc = Document::new(id, text).expect("a short text");
        for (name, value) in meta {
            doc.meta_mut().set(name, value);
        }
        doc
    })
}

/// What becomes of every document, in words.
fn outcomes(stages: Vec<PlannedStage>) -> Vec<String> {
    let pipeline = Pipeline::from(stages);
    let outcome = |doc| match pipeline.process(doc, OnError::Keep) {
        Outcome::Kept(doc) => {
            let views: Vec<_> = doc.views().map(|(name, view)| format!("{name}: {view:?}")).collect();
            let layers: Vec<_> = doc.layers().map(|(name, layer)| format!("{name}: {layer:?}")).collect();
            let transcript = rawi::transcript::render(&doc, &rawi::transcript::Options::default());
            format!("{transcript}\n{:?}\n{views:#?}\n{layers:#?}", doc.errors())
        }
        Outcome::Dropped { reason, .. } => format!("dropped: {reason}"),
        Outcome::Failed(failure) => format!("failed: {} {:?}", failure.message, failure.span),
    };
    documents().map(outcome).collect()
}

const TOKENS: &str = "[[stage]]\nuses = \"segmenter\"\n";
