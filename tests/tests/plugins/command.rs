//! `rawi plugin`, and what other commands do with plugins.

use super::{ISOLATED, TOKENS, built, compile, faults, root};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn rawi(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(built("rawi"));
    command.args(args).current_dir(folder).env_remove("RAWI_PLUGIN_PATH").output().expect("rawi runs")
}

fn with_path(folder: &Path, path: &Path, args: &[&str]) -> String {
    let mut command = Command::new(built("rawi"));
    let output = command.args(args).current_dir(folder).env("RAWI_PLUGIN_PATH", path).output().expect("rawi runs");
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// All that it printed.
fn told(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn fine(folder: &Path, args: &[&str]) -> String {
    let output = rawi(folder, args);
    assert!(output.status.success(), "{args:?}: {}", told(&output));
    told(&output)
}

fn fails(folder: &Path, args: &[&str], code: i32) -> String {
    let output = rawi(folder, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", told(&output));
    told(&output)
}

/// What `plugin check` finds, by case.
fn findings(folder: &Path, args: &[&str]) -> Vec<(String, String)> {
    let output = rawi(folder, &[&["plugin", "check", "--json"], args].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(&output)));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut found = Vec::new();
    for case in report["cases"].as_array().unwrap() {
        found.extend(case["findings"].as_array().unwrap().iter().map(|finding| (text(&case["name"]), text(finding))));
    }
    assert_eq!(output.status.code(), Some(i32::from(!found.is_empty())), "{}", told(&output));
    found
}

#[test]
fn check_finds_nothing_in_a_good_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let library = built("rawi-years-plugin");
    assert_eq!(findings(folder.path(), &[library.to_str().unwrap()]), []);
}

#[test]
fn a_plugin_that_ends_the_process_is_told_and_the_run_has_failed() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    fs::write(folder.path().join("in.txt"), "قال!").unwrap();
    let stage = format!("[[stage]]\nplugin = {:?}\nallow-unpinned = true\nfault = \"exit\"\n", library.display());
    fs::write(folder.path().join("p.toml"), format!("rawi = 1\n{stage}")).unwrap();
    let said = fails(folder.path(), &["run", "p.toml", "in.txt", "-o", "out.jsonl"], 1);
    assert!(said.contains("plugin faults.so, stage faults ended the whole process (exit) at document"), "{said}");
    assert!(said.contains("isolation = \"process\""), "{said}");
    assert!(!folder.path().join("out.jsonl").exists());
}

/// What a stage warns of stands in the record, in process and in a worker the same; what it logs is shown, as far as it is asked for.
#[test]
fn what_a_plugin_says_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let (path, library) = (folder.path(), faults(&folder, "faults.so", &[]));
    fs::write(path.join("in.txt"), "قال!").unwrap();
    let mut records = Vec::new();
    for isolation in ["", ISOLATED] {
        let stage = format!(
            "[[stage]]\nplugin = {:?}\nallow-unpinned = true\n{isolation}fault = \"note\"\n",
            library.display()
        );
        fs::write(path.join("p.toml"), format!("rawi = 1\n{stage}")).unwrap();
        let run = |args: &[&str]| fine(path, &[&["run", "p.toml", "in.txt", "-o", "-"][..], args].concat());
        let said = run(&[]);
        assert!(said.contains("warning: plugin faults.so, stage faults: document in: why"), "{said}");
        assert!(said.contains("warning: in: stage `faults`: odd \u{FFFD}"), "{said}");
        assert!(said.contains("1  written with a stage's warning"), "{said}");
        assert!(!said.contains("only for its author"), "{said}");
        let said = run(&["-vv"]);
        assert!(said.contains("note: plugin faults.so, stage faults: document in: only for its author"), "{said}");
        let said = run(&["-q"]);
        assert!(!said.contains("warning: "), "{said}");
        let said = run(&["--log", "json"]);
        let of =
            r#"{"event":"log","level":"warn","from":"plugin faults.so, stage faults","message":"document in: why"}"#;
        assert!(said.contains(of), "{said}");
        assert!(said.contains(r#"{"event":"warning","message":"in: stage `faults`: why"}"#), "{said}");
        records.push(rawi(path, &["run", "p.toml", "in.txt", "-o", "-", "-q"]).stdout);
    }
    assert_eq!(records[0], records[1]);
    let record: Value = serde_json::from_slice(&records[0]).unwrap();
    let warnings = record["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 100);
    assert_eq!(warnings[0], serde_json::json!({ "stage": "faults", "message": "why", "span": [0, 2] }));
    assert_eq!(warnings[1], serde_json::json!({ "stage": "faults", "message": "odd \u{FFFD}" }));
    assert_eq!(warnings[99]["message"], "further warnings are left out");
}

#[test]
fn a_plugin_in_the_program_neither_prints_among_the_records_nor_ends_the_run_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let library = faults(&folder, "faults.so", &[]);
    fs::write(folder.path().join("in.txt"), "قال!").unwrap();
    let file = |fault: &str| {
        let stage = format!("[[stage]]\nplugin = {:?}\nallow-unpinned = true\nfault = {fault:?}\n", library.display());
        fs::write(folder.path().join("p.toml"), format!("rawi = 1\n{stage}")).unwrap();
    };
    // At once, and what the C library keeps back until the end.
    for fault in ["print", "mutter"] {
        file(fault);
        let output = rawi(folder.path(), &["run", "p.toml", "in.txt", "-o", "-"]);
        let (records, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(records.lines().count(), 1, "{records}");
        assert!(records.starts_with("{\"rawi\":1,"), "{records}");
        assert!(errors.contains("ed\": true}"), "{errors}");
    }
    file("thread-exit");
    let said = fails(folder.path(), &["run", "p.toml", "in.txt", "-o", "out.jsonl"], 1);
    assert!(said.contains("a plugin, on a thread of its own, ended the whole process (exit)"), "{said}");
    assert!(!folder.path().join("out.jsonl").exists());
}

#[test]
fn check_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    faults(&folder, "faults.so", &[]);
    for (fault, expected) in [
        ("umask", "it changes the umask of the whole process"),
        ("folder", "it changes the working folder"),
        ("locale", "it changes the locale"),
        ("handler", "it changes the signal handlers"),
        ("rounding", "it changes the floating point mode"),
        ("variable", "it changes the environment"),
        ("lent", "it writes to what it was lent to read"),
        ("unstable", "gave something else the second time"),
        ("leak", "bytes whenever it is made and ended"),
        ("inside", "cuts a character"),
        ("abort", "its worker was ended by SIGABRT"),
    ] {
        let options = format!("{{\"fault\": {fault:?}}}");
        let found = findings(path, &["faults.so", "--options", &options]);
        assert!(found.iter().any(|(_, finding)| finding.contains(expected)), "{fault}: {found:?}");
    }
    // Its schema leaves the door open.
    let found = findings(path, &["faults.so"]);
    assert!(found.iter().all(|(case, _)| case == "it refuses unknown options") && found.len() == 1, "{found:?}");
    fs::write(path.join("text.so"), "text").unwrap();
    assert!(findings(path, &["text.so"])[0].1.contains("a text file"));
    faults(&folder, "constructor.so", &["CONSTRUCTOR"]);
    assert!(findings(path, &["constructor.so"])[0].1.contains("SIGABRT"));
    assert!(fails(path, &["plugin", "check", "faults.so", "--stage", "other"], 2).contains("there is faults"));
}

#[test]
fn list_and_stages_show_plugins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("plugins")).unwrap();
    fs::copy(built("rawi-years-plugin"), path.join("plugins/years.so")).unwrap();
    let listed = fine(path, &["plugin", "list", "plugins"]);
    for part in ["rawi-years-plugin 0.1.0", "years", "rawi-plugin 0.1.0 (ABI 1.0)", "plugins/years.so"] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    let stages = with_path(path, &path.join("plugins"), &["stages"]);
    assert!(stages.contains("stages of plugins") && stages.contains("marks years written in digits"), "{stages}");
    let stage = with_path(path, &path.join("plugins"), &["stages", "years"]);
    assert!(stage.contains("provides        layer `years`") && stage.contains("from  (integer) = 1900"), "{stage}");
    let off = with_path(path, &path.join("plugins"), &["stages", "--no-plugins"]);
    assert!(!off.contains("stages of plugins"), "{off}");
    faults(&folder, "plugins/broken.so", &["CONSTRUCTOR"]);
    let listed = fails(path, &["plugin", "list", "plugins"], 1);
    assert!(
        listed.contains("years.so") && listed.contains("broken.so: when it was loaded, its worker was"),
        "{listed}"
    );
    assert!(fails(path, &["plugin", "list"], 2).contains("RAWI_PLUGIN_PATH"));
}

#[test]
fn a_plugin_is_found_in_the_plugin_path_and_beside_the_pipeline_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("elsewhere")).unwrap();
    fs::copy(built("rawi-years-plugin"), path.join("elsewhere/years.so")).unwrap();
    fs::write(
        path.join("p.toml"),
        format!("rawi = 1\n{TOKENS}[[stage]]\nplugin = \"years.so\"\nallow-unpinned = true\n"),
    )
    .unwrap();
    assert!(fails(path, &["check", "p.toml"], 3).contains("RAWI_PLUGIN_PATH"));
    with_path(path, &path.join("elsewhere"), &["check", "p.toml"]);
    let shown =
        with_path(path, &path.join("elsewhere"), &["inspect", "p.toml", "--text", "في 1990", "--show", "years"]);
    assert!(shown.contains("years 5..9 value=1990  1990"), "{shown}");
    fs::write(path.join("years.so"), "not a plugin").unwrap();
    let output = Command::new(built("rawi"))
        .args(["check", "p.toml"])
        .current_dir(path)
        .env("RAWI_PLUGIN_PATH", path.join("elsewhere"))
        .output()
        .unwrap();
    assert!(told(&output).contains("a text file"), "{}", told(&output));
}

#[test]
fn without_plugins_no_file_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("p.toml"), "rawi = 1\n[[stage]]\nplugin = \"nowhere.so\"\nallow-unpinned = true\n").unwrap();
    for args in [&["check", "p.toml"][..], &["run", "p.toml", "x"], &["inspect", "p.toml", "--text", "x"]] {
        let message = fails(path, &[args, &["--no-plugins"]].concat(), 3);
        assert!(message.contains("plugins are off (--no-plugins); its file was not looked at"), "{message}");
        assert!(message.contains("help: "), "it does not say what to do: {message}");
    }
}

#[test]
fn check_runs_nothing_of_a_plugin_in_its_own_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    faults(&folder, "faults.so", &["CONSTRUCTOR"]);
    fs::write(path.join("p.toml"), "rawi = 1\n[[stage]]\nplugin = \"faults.so\"\nallow-unpinned = true\n").unwrap();
    // Its constructor aborts: that costs a worker, and the check goes on.
    let message = fails(path, &["check", "p.toml"], 3);
    assert!(message.contains("p.toml:3:10") && message.contains("its worker was ended by SIGABRT"), "{message}");
    // Options are checked by the schema that the plugin carries, at their place.
    fs::copy(built("rawi-years-plugin"), path.join("years.so")).unwrap();
    let stage = format!("rawi = 1\n{TOKENS}[[stage]]\nplugin = \"years.so\"\nallow-unpinned = true\n");
    for (options, place, expected) in [
        ("form = 3\n", "p.toml:7:1", "did you mean `from`?"),
        ("from = \"x\"\n", "p.toml:7:8", "`from` must be a whole number"),
        ("from = 2000\nto = 1990\n", "p.toml:5:10", "swap them"),
    ] {
        fs::write(path.join("p.toml"), format!("{stage}{options}")).unwrap();
        let message = fails(path, &["check", "p.toml"], 2);
        assert!(message.contains(expected), "{message}");
        assert!(message.contains(place) || options.contains("to ="), "{message}");
    }
}

#[test]
fn pin_writes_hashes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::copy(built("rawi-years-plugin"), path.join("years.so")).unwrap();
    let before = "# نص\nrawi = 1 # one\n\n[[stage]]\nuses = \"segmenter\"\n\n[[stage]] # years\n  plugin = \"years.so\" # mine\n  from = 1950\n\n\
                  [[stage]]\nid = \"second\"\nsha256 = \"00\" # old\nplugin = 'years.so'\nrename = { years = \"other\" }\n";
    fs::write(path.join("p.toml"), before).unwrap();
    fine(path, &["plugin", "pin", "p.toml"]);
    let after = fs::read_to_string(path.join("p.toml")).unwrap();
    let hash = after.split("sha256 = \"").nth(1).unwrap()[..64].to_owned();
    let expected = before
        .replace("\"years.so\" # mine\n", &format!("\"years.so\" # mine\n  sha256 = \"{hash}\"\n"))
        .replace("\"00\" # old", &format!("\"{hash}\" # old"));
    assert_eq!(after, expected);
    fine(path, &["check", "p.toml"]);
    assert!(fine(path, &["plugin", "pin", "p.toml"]).contains("pinned already"));
    assert_eq!(fs::read_to_string(path.join("p.toml")).unwrap(), after);
    // A table on one line, and line ends of another system.
    fs::write(path.join("q.toml"), "rawi = 1\r\nstage = [{ uses = \"segmenter\" }, { plugin = \"years.so\" }]\r\n")
        .unwrap();
    fine(path, &["plugin", "pin", "q.toml"]);
    let text = fs::read_to_string(path.join("q.toml")).unwrap();
    assert!(text.ends_with(&format!("{{ plugin = \"years.so\", sha256 = \"{hash}\" }}]\r\n")), "{text}");
    fine(path, &["check", "q.toml"]);
    fs::write(path.join("years.so"), "another").unwrap();
    assert!(fails(path, &["plugin", "pin", "q.toml"], 3).contains("a text file"));
    assert!(fails(path, &["check", "q.toml"], 3).contains("a text file"));
}

#[test]
fn a_new_plugin_in_c_passes_its_own_test() {
    let folder = tempfile::tempdir().unwrap();
    fine(folder.path(), &["plugin", "new", "org.example.weapons", "--lang", "c"]);
    let path = folder.path().join("weapons");
    let made = Command::new("make")
        .args(["test", &format!("RAWI={}", built("rawi").display()), "CFLAGS=-O1 -Wall -Wextra -pedantic -Werror"])
        .current_dir(&path)
        .output()
        .expect("the tests need make");
    assert!(made.status.success(), "{}", told(&made));
    assert!(told(&made).contains("0 failed"), "{}", told(&made));
    // In a worker it gives the same.
    let text = fs::read_to_string(path.join("pipeline.toml")).unwrap();
    fs::write(path.join("pipeline.toml"), text.replace("allow-unpinned", &format!("{ISOLATED}allow-unpinned")))
        .unwrap();
    fine(&path, &["test", "pipeline.toml"]);
    assert!(fails(folder.path(), &["plugin", "new", "weapons", "--lang", "c"], 2).contains("there already"));
    assert!(fails(folder.path(), &["plugin", "new", "Org.Weapons", "--lang", "c"], 2).contains("no name for a stage"));
}

#[test]
fn a_new_plugin_in_cpp_passes_its_own_test() {
    let folder = tempfile::tempdir().unwrap();
    fine(folder.path(), &["plugin", "new", "org.example.weapons", "--lang", "cpp"]);
    let path = folder.path().join("weapons");
    let made = Command::new("make")
        .args(["test", &format!("RAWI={}", built("rawi").display())])
        .arg("CXXFLAGS=-O1 -Wall -Wextra -pedantic -Werror")
        .current_dir(&path)
        .output()
        .expect("the tests need make and c++");
    assert!(made.status.success(), "{}", told(&made));
    assert!(told(&made).contains("0 failed"), "{}", told(&made));
    // It refuses options with its own words.
    let text = fs::read_to_string(path.join("pipeline.toml")).unwrap();
    fs::write(path.join("pipeline.toml"), text.replace("allow-unpinned", "from = 2000\nto = 1990\nallow-unpinned"))
        .unwrap();
    assert!(fails(&path, &["check", "pipeline.toml"], 2).contains("`from` is later than `to`"));
}

#[test]
fn what_a_stage_in_cpp_throws_is_its_documents_error() {
    let folder = tempfile::tempdir().unwrap();
    let source = "tests/plugins/throws_what_it_likes.cpp";
    compile(&folder, "throws.so", &["c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", source, "-static-libstdc++"]);
    let path = folder.path();
    let stage = "[[stage]]\nplugin = \"throws.so\"\nallow-unpinned = true\nwords = [\"\u{628}يت\"]\n";
    fs::write(path.join("p.toml"), format!("rawi = 1\n[[stage]]\nuses = \"segmenter\"\n{stage}")).unwrap();
    for (text, expected) in [
        ("بيت", "org.example.throws 0..6 half=0.5 mentions=false  بيت"),
        ("drop", "dropped by `org.example.throws`: told to"),
        ("now input", "error org.example.throws input 4..9  cannot be read"),
        ("bug", "error org.example.throws bug  broken"),
        ("number", "error org.example.throws bug  it threw what is no std::exception"),
        ("open", "error org.example.throws bug  "),
        ("now warn", "warning org.example.throws 4..8  an odd word"),
    ] {
        let shown = fine(path, &["inspect", "p.toml", "--text", text]);
        assert!(shown.contains(expected), "{text}: {shown}");
    }
    // What is asked for and not there because its stage failed is told by the failure, and those before it.
    let own = ["inspect", "p.toml", "--text", "bug", "--show", "org.example.throws"];
    let failed = "`org.example.throws` is not there: stage `org.example.throws` failed: broken";
    assert!(fails(path, &own, 1).contains(failed));
    let again = format!("id = \"again\"\nrename = {{ \"org.example.throws\" = \"more\" }}\n{stage}");
    let again = again.replacen("[[stage]]\n", "", 1);
    fs::write(path.join("two.toml"), format!("rawi = 1\n[[stage]]\nuses = \"segmenter\"\n{stage}[[stage]]\n{again}"))
        .unwrap();
    let told = fails(path, &["inspect", "two.toml", "--text", "bug", "--show", "more"], 1);
    assert!(
        told.contains("`more` is not there: stage `org.example.throws` failed: broken; stage `again` failed: broken"),
        "{told}"
    );
    let logged = fine(path, &["inspect", "p.toml", "--text", "now warn", "-v"]);
    assert!(logged.contains("note: plugin throws.so, stage org.example.throws: document text: warned"), "{logged}");
}

/// `rawi_json.h` against serde_json: the same texts are JSON, and what it reads and writes again is the same.
#[test]
fn the_json_of_c_is_json() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("json");
    let compile = |sanitize: &[&str]| {
        let flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-g", "-I"];
        Command::new("cc")
            .args(flags)
            .args(["crates/rawi-plugin/include", "tests/plugins/json.c", "-lm", "-o"])
            .arg(&program)
            .args(sanitize)
            .current_dir(root())
            .output()
            .expect("the tests need a C compiler named cc")
    };
    // Not every compiler has its sanitizers at hand.
    let mut built = compile(&["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]);
    if !built.status.success() {
        built = compile(&[]);
    }
    assert!(built.status.success(), "{}", told(&built));
    let texts = json_texts();
    let mut input = Vec::new();
    for text in &texts {
        input.extend((text.len() as u32).to_le_bytes());
        input.extend(text);
    }
    let given = folder.path().join("in");
    fs::write(&given, input).unwrap();
    let output = Command::new(&program)
        .stdin(fs::File::open(given).unwrap())
        .env("ASAN_OPTIONS", "detect_leaks=0") // which wants to trace the process
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let lines: Vec<&[u8]> = output.stdout.split(|&byte| byte == b'\n').collect();
    let (mut json, mut none) = (0, 0);
    for (text, line) in texts.iter().zip(&lines) {
        let shown = String::from_utf8_lossy(text);
        // Half of a character is told when the string is read, and a number too large then too.
        match serde_json::from_slice::<Value>(text) {
            Ok(value) => {
                json += 1;
                let again: Value = serde_json::from_slice(line).unwrap_or_else(|e| panic!("{shown}: {e}"));
                assert!(same(&again, &value), "{shown}: {again}");
            }
            Err(error)
                if ["surrogate", "hex escape", "out of range"].iter().any(|why| error.to_string().contains(why)) => {}
            Err(_) => {
                none += 1;
                assert_eq!(*line, b"no", "{shown}");
            }
        }
    }
    assert!(json > 400 && none > 400, "{json} and {none}");
}

/// Equal, but for the type that a number is read as.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        (one, other) => one == other,
    }
}

/// Texts that are JSON, and the same with a byte put in, taken out or changed; by a generator of fixed numbers.
fn json_texts() -> Vec<Vec<u8>> {
    let mut state = 1_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    const LEAVES: [&str; 14] = [
        "null",
        "true",
        "false",
        "0",
        "-7",
        "1990",
        "9223372036854775807",
        "-9223372036854775808",
        "0.5",
        "-1.25e-3",
        "5e-324",
        "\"بيت \\u0628 \\\"\\\\ \\n\"",
        "\"\\ud83d\\ude00\"",
        "\"\"",
    ];
    const BYTES: &[u8] = b"{}[]\",:\\u0123eE+-. tfn";
    let mut texts = vec![format!("{}{}", "[".repeat(127), "]".repeat(127)).into_bytes(), Vec::new(), b" ".to_vec()];
    for _ in 0..2_000 {
        let (mut text, mut open) = (String::new(), Vec::new());
        for i in 0..1 + next(12) {
            let last: Option<&char> = open.last();
            if last == Some(&'}') {
                text += &format!("\"k{i}\" : ");
            }
            match next(4) {
                0 if open.len() < 5 => {
                    text.push('[');
                    open.push(']');
                    text += LEAVES[next(14) as usize];
                }
                1 if open.len() < 5 => {
                    text += "{\"a\\tb\": ";
                    open.push('}');
                    text += LEAVES[next(14) as usize];
                }
                _ => text += LEAVES[next(14) as usize],
            }
            if open.is_empty() {
                break;
            }
            if next(4) == 0 {
                text.push(open.pop().unwrap());
            }
            if open.is_empty() {
                break;
            }
            text += ", ";
        }
        if text.ends_with(", ") {
            let last = if open.last() == Some(&'}') { "\"z\": 1" } else { "[]" };
            text += last;
        }
        text.extend(open.into_iter().rev());
        let mut bytes = text.into_bytes();
        texts.push(bytes.clone());
        for _ in 0..1 + next(2) {
            let at = next(bytes.len() as u64) as usize;
            match next(3) {
                0 => bytes[at] = BYTES[next(BYTES.len() as u64) as usize],
                1 => bytes.insert(at, BYTES[next(BYTES.len() as u64) as usize]),
                _ if bytes.len() > 1 => _ = bytes.remove(at),
                _ => {}
            }
        }
        // What is cut is no UTF-8, of which the helper says nothing.
        if std::str::from_utf8(&bytes).is_ok() {
            texts.push(bytes);
        }
    }
    texts
}

/// What a plugin's crate says of how its dependencies are built, once.
const LEAN: &str = "incremental = false\ncodegen-units = 1\n";

#[test]
fn a_new_plugin_in_rust_passes_its_own_test() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weapons");
    let sdk = root().display().to_string();
    fine(folder.path(), &["plugin", "new", "org.example.weapons", "--lang", "rust", "--sdk", &sdk]);
    // The versions and the settings of this workspace, so that what is built for it serves here too: all crates of the
    // registry. Its own cannot serve, since cargo keeps those of another workspace apart by their path; they are built
    // without optimisation, and once as long as they stay as they are.
    fs::copy(root().join("Cargo.lock"), path.join("Cargo.lock")).unwrap();
    let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(LEAN));
    fs::write(path.join("Cargo.toml"), manifest.replace(LEAN, "")).unwrap();
    let target = built("rawi").parent().and_then(Path::parent).unwrap().to_owned();
    let mut settings = vec!["package.\"*\".opt-level=1".to_owned(), "package.\"*\".debug=false".to_owned()];
    for name in ["core", "arabic", "transcript", "io", "config", "runner", "segmenter", "testkit", "plugin"] {
        settings.push(format!("package.rawi-{name}.opt-level=0"));
    }
    let cargo = |args: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(args)
            .arg("--offline")
            .args(settings.iter().flat_map(|setting| ["--config".to_owned(), format!("profile.dev.{setting}")]))
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&path)
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", told(&output));
        told(&output)
    };
    assert!(cargo(&["test"]).contains("it_gives_what_its_casebook_says ... ok"));
    cargo(&["build"]);
    let library = target.join("debug/libweapons.so");
    let text = fs::read_to_string(path.join("pipeline.toml")).unwrap();
    let text = text.replace("target/release/libweapons.so", library.to_str().unwrap());
    fs::write(path.join("pipeline.toml"), text).unwrap();
    fine(&path, &["test", "pipeline.toml"]);
    assert_eq!(findings(&path, &[library.to_str().unwrap()]), []);
}

#[test]
fn a_new_plugin_says_where_its_crates_come_from() {
    let folder = tempfile::tempdir().unwrap();
    for (sdk, expected) in [
        (
            "https://example.org/rawi.git@v0.1.0",
            "rawi-core = { git = \"https://example.org/rawi.git\", rev = \"v0.1.0\" }",
        ),
        ("0.1.0", "rawi-core = { version = \"0.1.0\" }"),
    ] {
        let name = if sdk.starts_with('0') { "version" } else { "git" };
        fine(folder.path(), &["plugin", "new", name, "--lang", "rust", "--sdk", sdk]);
        let manifest = fs::read_to_string(folder.path().join(name).join("Cargo.toml")).unwrap();
        assert!(manifest.contains(expected) && manifest.contains("rawi-plugin"), "{manifest}");
    }
    let message = fails(folder.path(), &["plugin", "new", "nowhere", "--lang", "rust", "--sdk", "no/such/folder"], 2);
    assert!(message.contains("GIT@REV"), "{message}");
    assert!(fails(folder.path(), &["plugin", "new", "nowhere", "--lang", "rust"], 2).contains("--sdk"));
}
