//! What crosses, what is refused, and what a plugin may do wrong inside rawi.

use super::{ISOLATED, TOKENS, built, compile, faults, load, outcomes, pipeline, with_workers};
use rawi::config::{PluginRequest, Registry, check_file};
use rawi::core::{DocError, Document};
use rawi::loader::{Loader, PluginFile};
use rawi::runner::{OnError, Outcome, Pipeline};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[test]
fn years_gives_the_same_linked_loaded_and_in_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let options = "id = \"years\"\nfrom = 1950\n";
    let linked = format!("{TOKENS}[[stage]]\nuses = \"years\"\n{options}");
    let linked = pipeline(&rawi::builtin_stages().stage::<rawi_years::YearsConfig>(), &folder, &linked).unwrap();
    let linked = outcomes(linked);
    assert!(linked.iter().any(|doc| doc.contains("years")), "no year in any report");
    let library = built("rawi-years-plugin");
    for isolation in ["", ISOLATED] {
        let stage = format!(
            "{TOKENS}[[stage]]\nuses = \"years\"\nplugin = {:?}\nallow-unpinned = true\n{isolation}{options}",
            library.display().to_string()
        );
        assert_eq!(linked, outcomes(pipeline(&with_workers(), &folder, &stage).unwrap()));
    }
}

#[test]
fn all_that_crosses_is_the_same_linked_loaded_and_in_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("words.txt"), "في\nمن\nعلى\n").unwrap();
    let library = built("rawi-trial").display().to_string();
    for options in [
        "",
        "words = \"words.txt\"\n",
        "fault = \"note\"\n",
        "fault = \"drop\"\n",
        "fault = \"fail\"\n",
        "fault = \"panic\"\n",
        "fault = \"panic-odd\"\n",
        "fault = \"index\"\n",
        "fault = \"undeclared\"\n",
    ] {
        let stage = |plugin: &str| format!("{TOKENS}[[stage]]\nuses = \"crossing\"\n{plugin}{options}");
        let linked = rawi::builtin_stages().stage::<rawi_trial::CrossingConfig>();
        let linked = outcomes(pipeline(&linked, &folder, &stage("")).unwrap());
        for isolation in ["", ISOLATED] {
            let plugin = format!("plugin = {library:?}\nallow-unpinned = true\n{isolation}");
            let loaded = outcomes(pipeline(&with_workers(), &folder, &stage(&plugin)).unwrap());
            for (linked, loaded) in linked.iter().zip(&loaded) {
                assert_eq!(linked, loaded, "{options}{isolation}");
            }
        }
    }
    for isolation in ["", ISOLATED] {
        for (options, expected) in [
            ("words = \"nowhere.txt\"\n", "nowhere.txt"),
            ("fault = \"refuse\"\n", "asks to be refused"),
            ("fault = \"panic-create\"\n", "the stage panicked: no stage today"),
            ("fault = 3\n", "`fault` must be a string"),
            ("falt = \"\"\n", "did you mean `fault`?"),
        ] {
            let plugin = format!("plugin = {library:?}\nallow-unpinned = true\n{isolation}{options}");
            let stage = format!("{TOKENS}[[stage]]\nuses = \"crossing\"\n{plugin}");
            let problems = pipeline(&with_workers(), &folder, &stage).expect_err(options);
            assert!(problems.contains(expected), "{options}: {problems}");
        }
    }
}

#[test]
fn warnings_cross() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = format!("plugin = {:?}\nallow-unpinned = true\n", built("rawi-trial").display().to_string());
    let of = |registry: Registry, plugin: &str| {
        let stage = format!("rawi = 1\n{TOKENS}[[stage]]\nuses = \"crossing\"\nfault = \"warn\"\n{plugin}");
        std::fs::write(folder.path().join("p.toml"), stage).unwrap();
        let checked = check_file(&folder.path().join("p.toml"), &registry);
        assert!(checked.plan.is_some(), "{}", checked.problems);
        checked.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    let linked = of(rawi::builtin_stages().stage::<rawi_trial::CrossingConfig>(), "");
    assert!(linked.len() == 1 && linked[0].contains("`fault` is of no use"), "{linked:?}");
    assert_eq!(linked, of(with_workers(), &plugin));
    assert_eq!(linked, of(with_workers(), &(plugin + ISOLATED)));
}

/// The stages of `news`, each from the plugin that exports them all: every standard layer crosses both ways, a plugin is the
/// normalizer and another the tagger, dates resolve against metadata.
#[test]
fn news_gives_the_same_linked_loaded_and_in_workers() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("more.tsv"), "بنايةُ النَّور\tFAC\n").unwrap();
    let news = rawi::embedded_pipeline("news").unwrap();
    let stages = &news[news.find("[[stage]]").unwrap()..news.find("[run]").unwrap()];
    let stages = stages.replace("uses = \"tagger\"", "uses = \"tagger\"\ngazetteers = [\"more.tsv\"]");
    let linked = outcomes(pipeline(&rawi::builtin_stages(), &folder, &stages).unwrap());
    for layer in ["sentences", "tokens", "mentions", "numbers", "dates", "summary", "quotes", "claims"] {
        assert!(linked.iter().any(|doc| doc.contains(&format!("  {layer} "))), "no {layer} in any report");
    }
    let plugin =
        format!("[[stage]]\nplugin = {:?}\nallow-unpinned = true\n", built("rawi-loader").display().to_string());
    let without_hash =
        |text: &str| -> Vec<String> { text.lines().filter(|line| !line.contains("hash")).map(str::to_owned).collect() };
    for isolation in ["", ISOLATED] {
        let stages = stages.replace("[[stage]]\n", &format!("{plugin}{isolation}"));
        let loaded = outcomes(pipeline(&with_workers(), &folder, &stages).unwrap());
        for (linked, loaded) in linked.iter().zip(&loaded) {
            assert_eq!(without_hash(linked), without_hash(loaded));
        }
    }
}

/// What `check` says of a pipeline with this library.
fn refused(folder: &TempDir, library: &Path) -> String {
    let message = load(folder, library, "").expect_err(&library.display().to_string());
    assert!(message.contains("help: "), "it does not say what to do: {message}");
    message
}

#[test]
fn a_file_that_is_no_plugin_is_refused_by_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let good = std::fs::read(faults(&folder, "good.so", &[])).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let cases = [
        ("missing.so", None, "No such file"),
        ("empty.so", Some(Vec::new()), "an empty file"),
        ("text.so", Some("نص\nhello".as_bytes().to_vec()), "a text file"),
        ("pe.so", Some(b"MZ\x90\0\x03".to_vec()), "a Windows program"),
        ("mach.so", Some(b"\xCF\xFA\xED\xFE\x07".to_vec()), "a macOS program"),
        ("archive.so", Some(b"!<arch>\n".to_vec()), "a static library"),
        ("small.so", Some(with(4, 1)), "a 32-bit one"),
        ("order.so", Some(with(5, 2)), "another order of bytes"),
        ("machine.so", Some(with(18, 8)), "built for machine 8"),
        ("object.so", Some(with(16, 1)), "an object file"),
    ];
    for (name, bytes, expected) in cases {
        let path = bytes.map_or_else(|| folder.path().join(name), |bytes| file(name, &bytes));
        let message = refused(&folder, &path);
        assert!(message.contains(expected) && message.contains(name), "{name}: {message}");
    }
    assert!(refused(&folder, folder.path()).contains("a folder"));
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.so")).status();
    assert!(made.is_ok_and(|status| status.success()));
    assert!(refused(&folder, &folder.path().join("pipe.so")).contains("no regular file"));
    // The C library can be started as a program.
    assert!(refused(&folder, &libc()).contains("found a program"));
    let program = std::env::current_exe().unwrap();
    assert!(refused(&folder, &program).contains("found a program"));
    // Cut anywhere, it is refused and nothing breaks.
    for len in (0..good.len()).step_by(512).chain([good.len() - 1]) {
        let message = refused(&folder, &file("cut.so", &good[..len]));
        assert!(message.contains("cut.so"), "{len}: {message}");
    }
    // What looks like a library and is noise.
    let mut noise = 1_u64;
    for _ in 0..2000 {
        let mut bytes = good[..64].to_vec();
        for byte in &mut bytes[24..] {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (noise >> 56) as u8;
        }
        bytes.extend_from_slice(&good[..(noise >> 40) as usize % good.len()]);
        PluginFile::read(&file("noise.so", &bytes)).expect_err("it is noise");
    }
    // One odd byte anywhere in the tables: refused or not, nothing breaks. It is not loaded, for its hash is another.
    let pin = format!("[[stage]]\nplugin = \"odd.so\"\nsha256 = \"{}\"\n", "0".repeat(64));
    for at in (0..good.len()).step_by(97) {
        file("odd.so", &with(at, good[at] ^ 0xFF));
        pipeline(&rawi::stages_with_plugins(), &folder, &pin).expect_err("the hash is another");
    }
}

/// The C library that this program runs with.
fn libc() -> PathBuf {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let path = maps.lines().filter_map(|line| line.split_whitespace().last()).find(|path| path.contains("libc.so"));
    path.expect("tests run with a C library").into()
}

#[test]
fn a_plugin_must_bring_along_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let beside = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("sibling.c"), "int sibling(void) { return 0; }").unwrap();
    compile(&folder, "libsibling.so", &["cc", &format!("{beside}/sibling.c")]);
    let source = "tests/plugins/faults.c";
    let with = |args: &[&str]| compile(&folder, "needs.so", &[&["cc", "-w", source][..], args, &["-lm"]].concat());
    let rpath = "-Wl,-rpath,$ORIGIN";
    let message = refused(&folder, &with(&["-DSIBLING", rpath, "-L", beside, "-lsibling"]));
    assert!(message.contains("libsibling.so") && message.contains("bring along what it needs"), "{message}");
    // musl calls its C library so.
    compile(&folder, "libmusl.so", &["cc", "-Wl,-soname,libc.so", &format!("{beside}/sibling.c")]);
    let message = refused(&folder, &with(&["-DSIBLING", "-L", beside, "-lmusl"]));
    assert!(message.contains("built for another C library"), "{message}");
    // The constant of a library that it needs is not its own.
    std::fs::rename(faults(&folder, "good.so", &[]), folder.path().join("libgood.so")).unwrap();
    let message = refused(&folder, &with(&["-DNO_PLUGIN", rpath, "-Wl,--no-as-needed", "-L", beside, "-lgood"]));
    assert!(message.contains("it does not define `rawi_plugin_v1`"), "{message}");
    // More static thread-local memory than is kept for libraries that come late.
    let message = refused(&folder, &faults(&folder, "tls.so", &["TLS"]));
    assert!(message.contains("TLS"), "{message}");
    // A name that the host has too stays the plugin's own.
    load(&folder, &faults(&folder, "names.so", &["NAMES_OF_THE_HOST"]), "fault = \"one\"\n").expect("it is loaded");
}

#[test]
fn many_plugins_at_once_are_many_plugins() {
    let folder = tempfile::tempdir().unwrap();
    let other = faults(&folder, "other.so", &["PLUGIN_VERSION=\"2.0\""]);
    let bytes = std::fs::read(faults(&folder, "faults.so", &[])).unwrap();
    let rename = |i: usize| format!("rename = {{ tokens = \"tokens.{i}\", mentions = \"mentions.{i}\" }}\n");
    let stage = |path: &Path, i: usize| {
        format!(
            "[[stage]]\nplugin = {:?}\nallow-unpinned = true\nfault = \"one\"\n{}",
            path.display().to_string(),
            rename(i)
        )
    };
    // Two versions of one plugin, each with a stage of the same name, and 200 files that differ in their last byte.
    let mut stages = stage(&folder.path().join("faults.so"), 1000) + &stage(&other, 1001);
    for i in 0..200 {
        let path = folder.path().join(format!("{i}.so"));
        std::fs::write(&path, [&bytes[..], &[i as u8]].concat()).unwrap();
        stages += &stage(&path, i);
    }
    let stages = pipeline(&with_workers(), &folder, &stages).unwrap_or_else(|problems| panic!("{problems}"));
    let ids: std::collections::BTreeSet<String> = stages.iter().map(|stage| stage.id.clone()).collect();
    let hashes: std::collections::BTreeSet<String> = stages.iter().map(|stage| stage.hash.clone()).collect();
    assert_eq!((ids.len(), hashes.len()), (202, 202));
    let pipeline = Pipeline::from(stages);
    let Outcome::Kept(doc) = pipeline.process(Document::new("a", "بيروت").unwrap(), OnError::Stop) else {
        panic!()
    };
    assert_eq!(doc.layers().count(), 404);
}

#[test]
fn an_exception_that_leaves_a_plugin_ends_its_worker() {
    let folder = tempfile::tempdir().unwrap();
    let library = compile(&folder, "throws.so", &["c++", "-std=c++11", "tests/plugins/throws.cc", "-static-libstdc++"]);
    let stages = load(&folder, &library, ISOLATED).unwrap_or_else(|problems| panic!("{problems}"));
    let pipeline = Pipeline::from(stages);
    for (text, fine) in [("ب", true), ("بيروت", false), ("ب", true)] {
        let Outcome::Kept(doc) = pipeline.process(Document::new("a", text).unwrap(), OnError::Keep) else { panic!() };
        assert_eq!(doc.errors().is_empty(), fine, "{:?}", doc.errors());
        assert!(fine || doc.errors()[0].message.contains("its worker was ended by SIG"), "{:?}", doc.errors());
    }
}

#[test]
fn options_may_be_long() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    let loader = Loader::new().workers(built("rawi"), &["plugin", "worker"]);
    let limits = rawi::config::WorkerLimits::default();
    for worker in [None, Some(&limits)] {
        let plugin = library.to_str().unwrap();
        let request =
            PluginRequest { plugin, base: None, uses: None, sha256: None, worker, sandbox: None, allow_unpinned: true };
        let entry = loader.resolve(&request).unwrap();
        let options = serde_json::json!({ "fault": "x".repeat(10_000_000) });
        entry.build(&options, &rawi::core::Assets::none()).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn a_plugin_of_another_abi_is_refused_before_its_code_runs() {
    let folder = tempfile::tempdir().unwrap();
    // Each aborts when it is loaded.
    for (define, expected) in [
        ("MAGIC=1", "starts with 0x0000000000000001"),
        ("MAJOR=2", "speaks plugin ABI 2.0, this rawi speaks 1.4"),
        ("MAJOR=0", "speaks plugin ABI 0.0, this rawi speaks 1.4"),
        ("MINOR=5", "needs plugin ABI 1.5 or later"),
        ("LAYOUT=7", "its header was changed"),
        ("SIZE=8", "says it has 8 bytes"),
        ("STAGES=4000000000u", "4000000000 stages"),
        ("STAGES=0", "0 stages"),
        ("SYMBOL=rawi_plugin_v9", "found `rawi_plugin_v9`"),
        ("NO_PLUGIN", "it is a library, but no plugin"),
    ] {
        let message = refused(&folder, &faults(&folder, "other.so", &["CONSTRUCTOR", define]));
        assert!(message.contains(expected), "{define}: {message}");
    }
}

#[test]
fn a_plugin_with_a_broken_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (define, expected) in [
        ("STAGES=2", "two stages named `faults`"),
        ("STAGE_NAME=\"\\xff\"", "the name of stage 0 is not UTF-8"),
        ("STAGE_NAME=\"\"", "stage 0 has no name"),
        ("STAGE_SIZE=16", "stage 0 says it has 16 bytes"),
        ("PROCESS=0", "its function `process` is null"),
        ("UNDEFINED", "nowhere_to_be_found"),
    ] {
        let message = refused(&folder, &faults(&folder, "broken.so", &[define]));
        assert!(message.contains(expected), "{define}: {message}");
    }
}

#[test]
fn a_plugin_is_pinned_by_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    faults(&folder, "pinned.so", &[]);
    let registry = rawi::stages_with_plugins();
    let with = |keys: &str| pipeline(&registry, &folder, &format!("[[stage]]\nplugin = \"pinned.so\"\n{keys}"));
    let message = with("").expect_err("it is not pinned");
    assert!(message.contains("it is not pinned"), "{message}");
    let hash = message.split("sha256 = \"").nth(1).and_then(|rest| rest.get(..64)).expect("the hash to paste");
    with(&format!("sha256 = \"{hash}\"\n")).expect("it is pinned");
    let message = with(&format!("sha256 = \"{}\"\n", "0".repeat(64))).expect_err("another hash");
    assert!(message.contains("not the file that was pinned") && message.contains(hash), "{message}");
    let message = with("allow-unpinned = true\nisolation = \"process\"\n").expect_err("no workers");
    assert!(message.contains("this program has no workers"), "{message}");
    let message = with("allow-unpinned = true\nuses = \"other\"\n").expect_err("no such stage");
    assert!(message.contains("has no stage `other`; it has `faults`"), "{message}");
    // The same content under another name is the same plugin; other content under the same name is not.
    faults(&folder, "again.so", &[]);
    load(&folder, &folder.path().join("again.so"), "").expect("it is a plugin");
}

/// The end of every message about a plugin that breaks the rules of the border.
const NEXT: &str = "tell its author what `rawi plugin check` says of it";

#[test]
fn what_create_refuses_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    for (fault, expected) in [
        ("silent", "`create` returned -7 and did not say why"),
        ("long-refusal", "xxx"),
        ("odd-refusal", "why"),
        ("refuse-then-ok", "no, yes"),
    ] {
        for isolation in ["", ISOLATED] {
            let message = load(&folder, &library, &format!("fault = {fault:?}\n{isolation}")).expect_err(fault);
            assert!(message.contains(expected) && message.len() < 100_000, "{fault}: {message}");
            assert!(fault != "silent" || message.contains(NEXT), "{message}");
        }
    }
    for _ in 0..200 {
        load(&folder, &library, "fault = \"one\"\n").expect("it can be made and ended any number of times");
    }
}

#[test]
fn what_a_plugin_does_wrong_is_its_documents_error() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    for (fault, expected) in [
        ("past", "layer `tokens`: row 0: 0..26 ends past the text (24 bytes)"),
        ("reversed", "row 0: 4..2 covers nothing"),
        ("empty", "row 0: 0..0 covers nothing"),
        ("inside", "row 0: 0..1 cuts a character"),
        ("max", "ends past the text"),
        ("null", "the pointer to 1 rows is null"),
        ("unaligned", "the pointer to 1 rows is unaligned"),
        ("overflow", "too many"),
        ("terabyte", "too many"),
        ("port", "gives output 7; it has 2"),
        ("wrong-size", "rows have 8 bytes, 20 were expected"),
        ("not-utf8", "layer `mentions`: the text is not UTF-8"),
        ("bad-text", "the string 0+9 is none of the heap"),
        ("huge-text", "bytes in one call are too many"),
        ("bad-kind", "99 is no kind of token"),
        ("null-data", "null pointer"),
        ("ignored", "cuts a character"),
        ("twice", "layer `tokens`: is given twice"),
        ("positive", "`process` returned 5 and did not say why"),
        ("negative", "`process` returned -3 and did not say why"),
        ("fail-then-ok", "why"),
        ("long-message", "xxx ..."),
        ("odd-message", "odd \u{FFFD}"),
        ("drop-then-ok", "gave a reason to drop the document, and returned 0"),
        ("drop-without-reason", "drops the document without a reason"),
        ("pieces", "row 0: 0..0 covers nothing"),
    ] {
        for isolation in ["", ISOLATED] {
            let stages = load(&folder, &library, &format!("fault = {fault:?}\n{isolation}"))
                .unwrap_or_else(|problems| panic!("{problems}"));
            let pipeline = Pipeline::from(stages);
            let before = Document::new("a", "بيروت عاصمة.  ").unwrap();
            let Outcome::Kept(mut after) = pipeline.process(before.clone(), OnError::Keep) else {
                panic!("{fault}: not kept")
            };
            let [DocError { message, .. }] = after.errors() else { panic!("{fault}: {:?}", after.errors()) };
            assert!(message.contains(expected) && message.len() < 20_000, "{fault}: {message}");
            let told = ["fail-then-ok", "long-message", "odd-message"].contains(&fault);
            let complete = message.starts_with("plugin faults.so, stage faults: ") && message.ends_with(NEXT);
            assert!(told || complete, "{fault}: {message}");
            assert!(after.layers().next().is_none() && after.views().next().is_none(), "{fault}: {after:?}");
            // But for the error it is the document it was.
            after = Document::new(after.id(), after.source()).unwrap();
            assert_eq!(after, before);
        }
    }
}

#[test]
fn a_call_belongs_to_its_thread_and_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    for fault in ["thread", "stale", "nothing", "threads", "tls", "fork"] {
        for isolation in ["", ISOLATED] {
            let stages = load(&folder, &library, &format!("fault = {fault:?}\n{isolation}"))
                .unwrap_or_else(|problems| panic!("{problems}"));
            for outcome in outcomes(stages) {
                assert!(outcome.contains("[]"), "{fault}: {outcome}");
            }
        }
    }
    let stages = load(&folder, &library, "fault = \"one\"\n").unwrap_or_else(|problems| panic!("{problems}"));
    let pipeline = Pipeline::from(stages);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for i in 0..500 {
                    let doc = Document::new(i.to_string(), if i % 10 == 0 { "a" } else { "بيروت" }).unwrap();
                    let Outcome::Kept(doc) = pipeline.process(doc, OnError::Keep) else { panic!("not kept") };
                    // One character of one byte has no token of two.
                    assert_eq!(doc.errors().is_empty(), i % 10 != 0, "{:?}", doc.errors());
                    assert_eq!(doc.layers().count(), if i % 10 == 0 { 0 } else { 2 });
                }
            });
        }
    });
}
