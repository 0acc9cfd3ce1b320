//! What the plugin border costs for a report of 6 KB: in this process and in a worker; `news` with its tagger linked and loaded.
#![allow(missing_docs)] // divan makes functions of its own

use divan::{Bencher, black_box};
use rawi_config::{MemoryAssets, PluginRequest, Registry, WorkerLimits, check_text};
use rawi_core::host::Scope;
use rawi_core::layers::{TOKENS, Token, TokenKind};
use rawi_core::{Assets, Contract, Doc, Document, Output, Renames, Span, Stage, StageError, Verdict};
use rawi_loader::Loader;
use rawi_runner::{OnError, Outcome, Pipeline};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

fn main() -> std::process::ExitCode {
    // The workers are this program, started once more.
    if std::env::args().any(|arg| arg == "worker") {
        return rawi_loader::serve().into();
    }
    if std::env::args().any(|arg| arg == "compare") {
        compare();
        return std::process::ExitCode::SUCCESS;
    }
    divan::main();
    std::process::ExitCode::SUCCESS
}

/// `cargo bench --bench border -- compare`: `news` with its tagger linked and loaded, turn by turn, so that what else the
/// machine does meets both.
#[allow(clippy::print_stdout, clippy::disallowed_methods)] // it measures and tells
fn compare() {
    let only = std::env::args().find(|arg| arg == "linked" || arg == "loaded");
    let (linked, loaded) = (pipeline(""), pipeline(&loaded()));
    let text = text();
    let time = |pipeline: &Pipeline| {
        let doc = Document::new("a", text.as_str()).expect("6 KB");
        let begin = std::time::Instant::now();
        let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!("it failed") };
        let time = begin.elapsed().as_nanos() as f64 / 1000.0;
        drop(black_box(doc));
        time
    };
    for _ in 0..10 {
        let mut times: [Vec<f64>; 2] = Default::default();
        for _ in 0..1000 {
            for (pipeline, (times, how)) in
                [&linked, &loaded].into_iter().zip(times.iter_mut().zip(["linked", "loaded"]))
            {
                if only.as_deref().is_none_or(|only| only == how) {
                    times.push(time(pipeline));
                }
            }
        }
        let [linked, loaded] = times.map(|mut times| {
            times.sort_by(f64::total_cmp);
            (times.first().copied().unwrap_or(f64::NAN), times.get(times.len() / 2).copied().unwrap_or(f64::NAN))
        });
        let more = |linked: f64, loaded: f64| (loaded / linked - 1.0) * 100.0;
        println!(
            "linked {:.1} us fastest, {:.1} median; loaded {:.1}, {:.1}: {:+.1} %, {:+.1} %",
            linked.0,
            linked.1,
            loaded.0,
            loaded.1,
            more(linked.0, loaded.0),
            more(linked.1, loaded.1)
        );
    }
}

/// What stands before `uses` for the plugin of the stages of `news`.
fn loaded() -> String {
    format!("plugin = {:?}\nallow-unpinned = true\n", news())
}

fn text() -> String {
    let mut text = include_str!("../../../seeds/aleppo-1.txt").repeat(8);
    let cut = (0..=6000).rev().find(|&i| text.is_char_boundary(i)).unwrap_or_default();
    text.truncate(cut);
    text
}

/// A report with its tokens, or as many bytes of one letter.
fn document(tokens: bool) -> Document {
    if !tokens {
        return Document::new("a", "ب".repeat(3000)).expect("6 KB");
    }
    let mut doc = Document::new("a", text()).expect("6 KB");
    let segmenter = registry(Loader::new()).get_stage("segmenter").expect("it is there").clone();
    doc.apply(segmenter.build(&serde_json::json!({}), &Assets::none()).expect("no options").as_ref()).expect("tokens");
    doc
}

fn registry(loader: Loader) -> Registry {
    Registry::new()
        .stage::<rawi_normalizer::NormalizerConfig>()
        .stage::<rawi_segmenter::Segmenter>()
        .stage::<rawi_tagger::TaggerConfig>()
        .stage::<rawi_tagger::MergeConfig>()
        .stage::<rawi_values::DatesConfig>()
        .stage::<rawi_values::NumbersConfig>()
        .stage::<rawi_quotes::QuotesConfig>()
        .stage::<rawi_claims::ClaimsConfig>()
        .stage::<rawi_summarizer::SummarizerConfig>()
        .plugins(move |request| loader.resolve(request))
}

fn loader() -> Loader {
    Loader::new().workers("/proc/self/exe", &["worker"])
}

/// The C plugin of the benchmarks.
fn border() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("border.so");
        let built = Command::new("cc")
            .args(["-std=c99", "-shared", "-fPIC", "-O2", "-I"])
            .arg(folder.join("../rawi-plugin/include"))
            .args([&folder.join("benches/border.c"), Path::new("-o"), &library])
            .status();
        assert!(built.is_ok_and(|status| status.success()), "the benchmarks need a C compiler named cc");
        library
    })
}

/// The plugin that exports the stages of `news`, as it is shipped.
fn news() -> String {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--offline", "--message-format=json", "-p", "rawi-loader", "--example", "news"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::null())
        .output()
        .expect("cargo runs");
    let messages = String::from_utf8(built.stdout).expect("JSON is UTF-8");
    let files = messages.split('"').find(|part| part.ends_with("libnews.so"));
    files.expect("cargo built the plugin").to_owned()
}

fn stage(name: &str, worker: Option<&WorkerLimits>) -> Box<dyn Stage> {
    let plugin = border().to_str().expect("a plain path");
    let request = PluginRequest {
        plugin,
        base: None,
        uses: Some(name),
        sha256: None,
        worker,
        sandbox: None,
        allow_unpinned: true,
    };
    let entry = loader().resolve(&request).unwrap_or_else(|error| panic!("{}", error.message));
    entry.build(&serde_json::json!({}), &Assets::none()).unwrap_or_else(|error| panic!("{error}"))
}

/// Times `process` alone: what is made before and taken after is the same for every stage.
fn run(bencher: Bencher<'_, '_>, stage: &dyn Stage) {
    let contract: Contract = stage.contract();
    let (doc, renames) = (document(!contract.requires.is_empty()), Renames::default());
    bencher.with_inputs(|| Output::new(&contract)).bench_local_refs(|out| {
        let reader = Scope::new(&doc, &contract, &renames);
        black_box(stage.process(Doc::new(&reader), out)).expect("it gives what it gives")
    });
}

#[divan::bench]
fn nothing_in_process(bencher: Bencher<'_, '_>) {
    run(bencher, stage("nothing", None).as_ref());
}

#[divan::bench]
fn giving_600_tokens_in_process(bencher: Bencher<'_, '_>) {
    run(bencher, stage("tokens", None).as_ref());
}

#[divan::bench]
fn filling_and_giving_600_tokens_in_process(bencher: Bencher<'_, '_>) {
    run(bencher, stage("filled", None).as_ref());
}

/// What the same costs without a border.
#[divan::bench]
fn giving_600_tokens_linked(bencher: Bencher<'_, '_>) {
    struct Linked;
    impl Stage for Linked {
        fn contract(&self) -> Contract {
            Contract::new().provides(&TOKENS)
        }
        fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
            let tokens = out.layer(&TOKENS)?;
            tokens.reserve(600);
            for i in 0..600 {
                tokens.push(Span::new(i * 10, i * 10 + 8), Token::new(TokenKind::Word));
            }
            Ok(Verdict::Keep)
        }
    }
    run(bencher, &Linked);
}

#[divan::bench]
fn reading_tokens_in_process(bencher: Bencher<'_, '_>) {
    run(bencher, stage("reader", None).as_ref());
}

#[divan::bench]
fn nothing_in_a_worker(bencher: Bencher<'_, '_>) {
    run(bencher, stage("nothing", Some(&WorkerLimits::default())).as_ref());
}

#[divan::bench]
fn giving_600_tokens_in_a_worker(bencher: Bencher<'_, '_>) {
    run(bencher, stage("tokens", Some(&WorkerLimits::default())).as_ref());
}

#[divan::bench]
fn reading_tokens_in_a_worker(bencher: Bencher<'_, '_>) {
    run(bencher, stage("reader", Some(&WorkerLimits::default())).as_ref());
}

/// `news`, with what stands before `uses = "tagger"`.
fn pipeline(plugin: &str) -> Pipeline {
    let text = include_str!("../../rawi/pipelines/news.toml");
    let text = text.replace("uses = \"tagger\"", &format!("{plugin}uses = \"tagger\""));
    let checked = check_text("<news>", &text, &MemoryAssets::default(), &registry(loader()));
    let plan = checked.plan.unwrap_or_else(|| panic!("{}", checked.problems));
    Pipeline::from(plan.stages)
}

#[divan::bench(args = ["linked", "loaded", "in a worker"])]
fn news_with_the_tagger(bencher: Bencher<'_, '_>, how: &str) {
    let plugin = match how {
        "linked" => String::new(),
        "loaded" => loaded(),
        _ => loaded() + "isolation = \"process\"\n",
    };
    let pipeline = pipeline(&plugin);
    let text = text();
    bencher.with_inputs(|| Document::new("a", text.as_str()).expect("6 KB")).bench_local_values(|doc| {
        let Outcome::Kept(doc) = pipeline.process(doc, OnError::Stop) else { panic!("it failed") };
        doc
    });
}
