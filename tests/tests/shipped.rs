//! The plugin of this repository, `plugins/weapons`, on the seeds: what it finds stands in snapshots, and is the same loaded
//! and in a worker.

use rawi::config::{MemoryAssets, Registry, check_text};
use rawi::core::Document;
use rawi::loader::Loader;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi::transcript::{Options, render};
use rawi_tests::{built, root};
use std::process::Command;

fn with_plugins() -> Registry {
    let loader = Loader::new().workers(built("rawi"), &["plugin", "worker"]);
    rawi::builtin_stages().plugins(move |request| loader.resolve(request))
}

/// The transcripts of the seeds and of odd texts behind segmenter and tagger, with their ids.
fn transcripts(registry: &Registry, stage: &str, layer: &str) -> Vec<(String, String)> {
    let before = "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\nuses = \"tagger\"\n[[stage]]\n";
    let checked = check_text("pipeline.toml", &format!("{before}{stage}"), &MemoryAssets::default(), registry);
    assert!(checked.plan.is_some(), "{}", checked.problems.render(false, 120));
    let plan = checked.plan.expect("it is there");
    let pipeline = Pipeline::from(plan.stages);
    let odd = rawi_testkit::odd_texts().into_iter().enumerate().map(|(i, (_, text))| (format!("odd-{i}"), text));
    rawi::seeds()
        .map(|(id, text, _)| (id.to_owned(), text.to_owned()))
        .chain(odd)
        .map(|(id, text)| {
            let doc = Document::new(&id, text).expect("a short text");
            let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!("{id} did not pass") };
            (id, render(&doc, &Options::only([layer])))
        })
        .collect()
}

/// One snapshot a seed.
fn snapshots(layer: &str, transcripts: &[(String, String)]) {
    for (id, transcript) in transcripts.iter().filter(|(id, _)| !id.starts_with("odd")) {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("{id}@{layer}"), transcript);
        });
    }
}

fn stage(library: &std::path::Path, isolation: &str) -> String {
    format!("plugin = {:?}\nallow-unpinned = true\n{isolation}", library.display().to_string())
}

const ISOLATED: &str = "isolation = \"process\"\n";

#[test]
fn weapons_is_the_same_loaded_and_in_a_worker() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = rawi_tests::weapons(folder.path());
    let loaded = transcripts(&with_plugins(), &stage(&library, ""), "weapons");
    snapshots("weapons", &loaded);
    assert_eq!(loaded, transcripts(&with_plugins(), &stage(&library, ISOLATED), "weapons"));
}

/// `make check`: odd words and odd options under the sanitizers.
#[test]
fn weapons_is_clean_under_sanitizers() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("check");
    let compile = |flags: &[&str]| {
        Command::new("cc")
            .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-O1", "-I"])
            .arg(root().join("crates/rawi-plugin/include"))
            .args(["check.c", "weapons.c"].map(|file| root().join("plugins/weapons").join(file)))
            .args(flags)
            .arg("-o")
            .arg(&program)
            .output()
            .expect("the tests need a C compiler named cc")
    };
    let mut output = compile(&["-fsanitize=address,undefined", "-fno-sanitize-recover"]);
    if !output.status.success() {
        output = compile(&[]); // a compiler may come without the sanitizers' libraries
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = Command::new(&program).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("all well"), "{said}");
}

/// The pipeline that the documentation has, with what the tests built instead of what its reader would.
#[test]
fn the_pipeline_of_the_documentation_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let with =
        [("../seeds/*.txt", root().join("seeds/*.txt")), ("weapons/libweapons.so", rawi_tests::weapons(folder.path()))];
    let mut pipeline = std::fs::read_to_string(root().join("plugins/pipeline.toml")).expect("it is there");
    for (written, path) in with {
        assert!(pipeline.contains(written), "{written}");
        pipeline = pipeline.replace(written, &path.display().to_string());
    }
    let path = folder.path().join("pipeline.toml");
    std::fs::write(&path, pipeline).expect("a file");
    for command in ["test", "run"] {
        let output = Command::new(built("rawi")).arg(command).arg(&path).output().expect("rawi runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rawi {command}: {said}");
        assert!(command == "test" || said.contains("quotes direct") && said.contains("weapons "), "{said}");
    }
}
