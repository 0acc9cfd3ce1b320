//! No text hurts a pipeline: the stages of `news`, the example stages and the plugins together, with words of their own
//! lexicons, signs and scraps, thousands of times in a row, on a thread with a stack of 256 KB. Every document comes through
//! without an error, and twice as much of it takes at most 2.2 times the work.
//!
//! Here a word of every class and every sign; `cargo xtask laws` takes every word, 50,000 times. What sources read is tried in
//! `crates/rawi-io/tests/law.rs`, the steps of single stages in their own crates.

use rawi::config::{MemoryAssets, Registry, check_text};
use rawi::core::Document;
use rawi::runner::{OnError, Outcome, Pipeline};
use rawi_tests::work::{self, Counting};
use rawi_tests::{built, weapons};

#[global_allocator]
static COUNTING: Counting = Counting;

/// The stack of the thread, in bytes.
const STACK: usize = 256 << 10;

/// Whether every word is tried, and more often.
fn all() -> bool {
    #[allow(clippy::disallowed_methods)] // how much is tried, not what comes of it
    std::env::var("RAWI_LAWS").is_ok_and(|value| value == "all")
}

/// The stages of the embedded pipeline and the example plugins, loaded into this program.
fn everything(folder: &std::path::Path) -> (Registry, String) {
    let loader = rawi::loader::Loader::new();
    let registry = rawi::builtin_stages().plugins(move |request| loader.resolve(request));
    let mut file = rawi::embedded_pipeline("news").expect("it is embedded").to_owned();
    let stages = file.find("[run]").expect("news has a table `run` behind its stages");
    file.truncate(stages);
    for library in [weapons(folder), built("rawi-years-plugin")] {
        file.push_str(&format!("[[stage]]\nplugin = {:?}\nallow-unpinned = true\n", library.display().to_string()));
    }
    (registry, file)
}

fn pipeline(registry: &Registry, file: &str) -> Pipeline {
    let checked = check_text("laws.toml", file, &MemoryAssets::default(), registry);
    assert!(checked.plan.is_some(), "{}", checked.problems.render(false, 120));
    Pipeline::from(checked.plan.expect("it is there").stages)
}

/// What is repeated: signs, scraps, and words of every class of every lexicon.
fn units(registry: &Registry) -> Vec<String> {
    let mut units: Vec<String> = (' '..='~').filter(|c| !c.is_ascii_alphabetic()).map(String::from).collect();
    units.extend("،؛؟٪٫٬«»“”‘’…–—۔ـ٠٩۰۹\u{64B}\u{651}\u{670}\u{A0}\u{200C}\u{200D}\u{200F}\u{202B}\u{2067}\u{FEFF}\n\r\t\0ﷺﻻ😀²½".chars().map(String::from));
    let scraps = [
        "1/",
        "1-",
        "1,",
        "1.",
        "1 ",
        "٣٫",
        "1/2/",
        "12:",
        "5% ",
        "و ",
        "و",
        "ال",
        "\"a",
        "«\"(",
        "()",
        "a@",
        "a.",
        "http://a ",
        "\r\n",
        "ن. ",
        "ن، ",
        "ب\u{64E}",
        "a\u{301}",
        "و\u{200F}",
        "المئة والمئة ",
        "من 1 إلى ",
        "بين 1 و",
        "قال: «",
        "قال إن ",
        "وقال إن محمد بن ",
        "يوم الأحد ",
        "«الرئيس ",
    ];
    units.extend(scraps.map(str::to_owned));
    for stage in registry.stages() {
        for (_, text) in stage.lexicons {
            let mut last = "";
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let mut cells = line.split('\t');
                let (Some(class), Some(word)) = (cells.next(), cells.next()) else { continue };
                if all() || class != last {
                    units.extend([format!("{word} "), format!("و{word} "), word.to_owned()]);
                    last = class;
                }
            }
        }
    }
    units.sort();
    units.dedup();
    units
}

/// Bytes that are asked for while the document goes through, and what failed. The pipeline is a new one, since stages keep what
/// they worked with for the next document.
fn work_of(registry: &Registry, file: &str, text: String) -> (u64, Vec<String>) {
    let pipeline = pipeline(registry, file);
    std::thread::scope(|scope| {
        let process = move || {
            let doc = Document::new("a", text).expect("a short text");
            let mut errors = Vec::new();
            let work = work::of(|| match pipeline.process(doc, OnError::Keep) {
                Outcome::Kept(doc) => {
                    errors = doc.errors().iter().map(|error| format!("{}: {}", error.stage, error.message)).collect();
                    Some(doc)
                }
                other => {
                    errors.push(format!("{other:?}"));
                    None
                }
            });
            (work.bytes, errors)
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, process);
        thread.expect("a thread starts").join().expect("it ends without a panic")
    })
}

#[test]
fn anything_any_number_of_times() {
    let folder = tempfile::tempdir().expect("a folder");
    let (registry, file) = everything(folder.path());
    let times = if all() { 25_000 } else { 5_000 };
    let units = units(&registry);
    assert!(units.len() > 250, "{} units", units.len());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let (registry, file) = (&registry, file.as_str());
        let part = |units: &'_ [String]| {
            let units = units.to_vec();
            scope.spawn(move || units.iter().flat_map(|unit| tried(registry, file, unit, times)).collect::<Vec<_>>())
        };
        let parts: Vec<_> = units.chunks(units.len().div_ceil(threads)).map(part).collect();
        parts.into_iter().flat_map(|part| part.join().expect("it ends without a panic")).collect()
    });
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), units.len());
}

/// What is wrong with `unit`, so many times and twice as many.
fn tried(registry: &Registry, file: &str, unit: &str, times: usize) -> Vec<String> {
    let (once, failed) = work_of(registry, file, unit.repeat(times));
    let (twice, failed_twice) = work_of(registry, file, unit.repeat(2 * times));
    let failed = failed.into_iter().chain(failed_twice).next();
    let mut wrong: Vec<String> = failed.into_iter().map(|error| format!("{unit:?}: {error}")).collect();
    // Tables that double when they are full are at most half empty.
    if twice as f64 > 2.2 * once as f64 + 200_000.0 {
        wrong.push(format!("{unit:?}: {once} bytes for {times}, {twice} for twice as many"));
    }
    wrong
}
