//! The command as a user runs it.

mod support;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::rawi;

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds")
}

#[track_caller]
fn fine(folder: &Path, args: &[&str]) -> String {
    let output = rawi(folder, args);
    assert_eq!(output.status.code(), Some(0), "rawi {args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn fails(folder: &Path, args: &[&str], code: i32) -> String {
    let output = rawi(folder, args);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "rawi {args:?}\n{stderr}");
    stderr
}

fn temp() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a record is JSON")).collect()
}

#[test]
fn the_main_job_on_the_seeds() {
    let temp = temp();
    let seeds = seeds();
    let out = records(&fine(temp.path(), &["run", "news", seeds.to_str().unwrap()]));
    assert_eq!(out.len(), 5);
    for record in &out {
        assert_eq!(record["rawi"], 1);
        assert!(record["meta"]["outlet"].is_string() && record["meta"]["published"].is_string());
        assert!(record.get("errors").is_none_or(|errors| errors.as_array().is_some_and(Vec::is_empty)));
        let text = record["text"].as_str().unwrap();
        for layer in ["sentences", "mentions", "quotes", "dates", "numbers", "claims", "summary"] {
            let rows = record["layers"][layer]["rows"].as_array().unwrap_or_else(|| panic!("layer {layer}"));
            assert!(!rows.is_empty(), "{}: nothing in {layer}", record["id"]);
            for row in rows {
                let (start, end) = (row[0].as_u64().unwrap() as usize, row[1].as_u64().unwrap() as usize);
                assert!(text.get(start..end).is_some_and(|words| !words.trim().is_empty()), "{layer} {row}");
            }
        }
        let names: Vec<&str> = record["layers"]["mentions"]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &text[row[0].as_u64().unwrap() as usize..row[1].as_u64().unwrap() as usize])
            .collect();
        assert!(names.iter().any(|name| name.contains("داعش") || name.contains("الدولة")), "{names:?}");
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let temp = temp();
    let seeds = seeds();
    let run = |threads| fine(temp.path(), &["run", "news", seeds.to_str().unwrap(), "--threads", threads]);
    let one = run("1");
    assert_eq!(one, run("2"));
    assert_eq!(one, run("8"));
}

#[test]
fn a_file_is_whole_or_not_there() {
    let temp = temp();
    let folder = temp.path();
    fs::write(
        folder.join("in.jsonl"),
        "{\"id\":\"a\",\"text\":\"وبيروت\"}\nnot json\n{\"id\":\"b\",\"text\":\"حلب\"}\n",
    )
    .unwrap();
    let stderr = fails(folder, &["run", "news", "in.jsonl", "-o", "out.jsonl"], 1);
    assert!(stderr.contains("in.jsonl:2"), "{stderr}");
    assert_eq!(records(&fs::read_to_string(folder.join("out.jsonl")).unwrap()).len(), 2);
    assert!(fs::read_to_string(folder.join("out.rejected.jsonl")).unwrap().contains("in.jsonl"));
    // Not over what is there.
    let stderr = fails(folder, &["run", "news", "in.jsonl", "-o", "out.jsonl"], 2);
    assert!(stderr.contains("out.jsonl") && stderr.contains("overwrite"), "{stderr}");
    // Under `stop` nothing appears.
    fs::write(folder.join("stop.toml"), "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[run]\non-error = \"stop\"\n")
        .unwrap();
    fails(folder, &["run", "stop.toml", "in.jsonl", "-o", "stopped.jsonl"], 1);
    assert!(!folder.join("stopped.jsonl").exists());
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");
}

#[test]
fn a_record_is_an_input() {
    let temp = temp();
    let folder = temp.path();
    let seeds = seeds();
    fine(folder, &["run", "news", seeds.to_str().unwrap(), "-o", "first.jsonl"]);
    let output = rawi(folder, &["run", "news", "first.jsonl", "-o", "second.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("replaced"), "the run says which layers it replaced");
    assert_eq!(
        fs::read_to_string(folder.join("first.jsonl")).unwrap(),
        fs::read_to_string(folder.join("second.jsonl")).unwrap()
    );
}

#[test]
fn a_new_pipeline_checks_and_runs() {
    let temp = temp();
    let folder = temp.path();
    fine(folder, &["new", "pipeline", "my.toml"]);
    fs::create_dir(folder.join("reports")).unwrap();
    fs::write(folder.join("reports/a.txt"), "وصل أحمد الشرع إلى بيروت أمس.").unwrap();
    assert!(fine(folder, &["check", "my.toml"]).contains("tagger"));
    fine(folder, &["run", "my.toml"]);
    assert_eq!(records(&fs::read_to_string(folder.join("out.jsonl")).unwrap())[0]["id"], "a");
    assert!(fails(folder, &["new", "pipeline", "my.toml"], 2).contains("there already"));
}

#[test]
fn mistakes_of_a_pipeline_are_told_with_their_place() {
    let temp = temp();
    fs::write(
        temp.path().join("wrong.toml"),
        "rawi = 1\n[[stage]]\nuses = \"tager\"\n[[stage]]\nuses = \"summarizer\"\nsentence = 3\n",
    )
    .unwrap();
    let output = rawi(temp.path(), &["check", "wrong.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["wrong.toml:3:8", "tagger", "wrong.toml:6:1", "sentences"] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    let stderr = fails(temp.path(), &["run", "wrong.toml", "x"], 2);
    assert!(stderr.contains("wrong.toml:3:8"), "{stderr}");
    assert!(fails(temp.path(), &["run", "no-such-pipeline", "x"], 2).contains("news"));
}

#[test]
fn every_listing_prints() {
    let temp = temp();
    let stages = fine(temp.path(), &["stages"]);
    for name in ["normalizer", "segmenter", "tagger", "merge", "quotes", "dates", "numbers", "claims", "summarizer"] {
        assert!(stages.contains(name), "{stages}");
        let text = fine(temp.path(), &["stages", name]);
        assert!(text.contains("provides") && text.contains("example"), "{text}");
    }
    for of in ["pipeline", "record"] {
        let schema: Value = serde_json::from_str(&fine(temp.path(), &["schema", of])).unwrap();
        assert!(schema["properties"].is_object());
    }
    let codes = fine(temp.path(), &["explain"]);
    let code = codes.split_whitespace().next().unwrap();
    assert!(fine(temp.path(), &["explain", code]).len() > 80);
    assert!(fine(temp.path(), &["demo"]).contains("aleppo-1"));
    assert!(fine(temp.path(), &["--licenses"]).contains("Unicode-3.0"));
    assert!(fine(temp.path(), &["completions", "bash"]).contains("rawi"));
}

#[test]
fn a_stage_tells_which_option_takes_words() {
    let temp = temp();
    fs::write(temp.path().join("mine.tsv"), "").expect("a file");
    // `words` of the summarizer is a length.
    for (stage, option) in [("numbers", "words"), ("tagger", "words"), ("summarizer", "stop-words")] {
        let line = format!("{option} = [\"mine.tsv\"]");
        let shown = fine(temp.path(), &["stages", stage, "--lexicon"]);
        assert!(shown.lines().any(|shown| shown.starts_with(&line)), "{stage}: {shown}");
        let pipeline = format!("rawi = 1\n[[stage]]\nuses = 'segmenter'\n[[stage]]\nuses = '{stage}'\n{line}\n");
        fs::write(temp.path().join("p.toml"), pipeline).expect("a file");
        fine(temp.path(), &["check", "p.toml"]);
    }
}

#[test]
fn a_report_cannot_disturb_the_terminal() {
    let temp = temp();
    fs::write(temp.path().join("a.txt"), "وصل \u{1b}[2J\u{202E}أحمد الشرع إلى \u{7}بيروت.").unwrap();
    let digest = fine(temp.path(), &["run", "news", "a.txt", "--digest", "always"]);
    let shown = fine(temp.path(), &["inspect", "news", "a.txt"]);
    for text in [digest, shown] {
        assert!(!text.contains(['\u{1b}', '\u{202E}', '\u{7}']), "{}", text.escape_debug());
    }
}

#[test]
fn inspect_shows_what_is_asked_for() {
    let temp = temp();
    let text = fine(temp.path(), &["inspect", "news", "--text", "وبيروت عاصمة لبنان.", "--show", "mentions"]);
    assert!(text.starts_with("line  وبيروت عاصمة لبنان.\n  mentions GPE 2..12"), "{text}");
    assert!(fails(temp.path(), &["inspect", "news", "--text", "نص", "--after", "nobody"], 2).contains("segmenter"));
    assert!(fails(temp.path(), &["inspect", "news", "--text", "نص", "--show", "nothing"], 2).contains("mentions"));
}

#[test]
fn standard_input_is_what_the_pipelines_source_says() {
    let temp = temp();
    let run = |source: &str, args: &[&str]| {
        fs::write(temp.path().join("p.toml"), format!("rawi = 1\n{source}[[stage]]\nuses = \"segmenter\"\n")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rawi"));
        let run = command.args(["run", "p.toml", "-", "-o", "-", "-q"]).args(args).current_dir(temp.path());
        let mut child =
            run.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("rawi runs");
        // It may not be read at all.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), "id;body\na;وصل الوفد.\n".as_bytes());
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
    };
    let source = "[source]\nuses = \"csv\"\ntext = \"body\"\ndelimiter = \";\"\n";
    let (code, said) = run(source, &[]);
    assert!(code == Some(0) && said.contains("\"id\":\"a\""), "{said}");
    let (code, said) = run("", &[]);
    assert!(code == Some(2) && said.contains("what standard input holds is not known"), "{said}");
    // The command line says more.
    let (code, said) = run(source, &["--input-format", "text"]);
    assert!(code == Some(0) && said.contains("id;body"), "{said}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let temp = temp();
    let report = format!("{{\"text\":\"{}\"}}\n", "وصل أحمد إلى بيروت. ".repeat(50));
    fs::write(temp.path().join("in.jsonl"), report.repeat(2000)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rawi"))
        .args(["run", "news", "in.jsonl", "--quiet"])
        .current_dir(temp.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn several_outputs_of_one_run() {
    let temp = temp();
    let folder = temp.path();
    let report = "{\"id\":\"a\",\"title\":\"خبر\",\"outlet\":\"الرواق\",\"published\":\"2025-05-18\",\"text\":\"وصل 12 شخصا إلى بيروت أمس.\"}\n";
    fs::write(folder.join("in.jsonl"), report).unwrap();
    let outs = ["run", "news", "in.jsonl", "-o", "r.jsonl", "-o", "t.csv", "-o", "t.txt", "--layer", "mentions,dates"];
    fine(folder, &outs);
    let record = &records(&fs::read_to_string(folder.join("r.jsonl")).unwrap())[0];
    let layers: Vec<&String> = record["layers"].as_object().unwrap().keys().collect();
    assert_eq!(layers, ["dates", "mentions"]);
    let table = fs::read_to_string(folder.join("t.mentions.csv")).unwrap();
    assert!(table.starts_with("\u{FEFF}id,title,outlet,published,start,end,text,label,entity,"), "{table}");
    assert!(table.contains("\na,خبر,الرواق,2025-05-18,"), "{table}");
    assert!(fs::read_to_string(folder.join("t.dates.csv")).unwrap().contains("2025-05-17"));
    assert!(fs::read_to_string(folder.join("t.txt")).unwrap().contains("mentions GPE"));
    // Each of the pipeline's sinks keeps its options; one without a place on the command line stays out then.
    let pipeline = "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[sink]]\nuses = \"jsonl\"\npath = \"a.jsonl\"\ntext = false\n\
                    [[sink]]\nuses = \"csv\"\npath = \"b.csv\"\nlayer = \"sentences\"\nbom = false\n";
    fs::write(folder.join("two.toml"), pipeline).unwrap();
    assert!(fine(folder, &["check", "two.toml"]).contains("sink: jsonl, csv"));
    fine(folder, &["run", "two.toml", "in.jsonl"]);
    assert!(fs::read_to_string(folder.join("b.csv")).unwrap().starts_with("id,title,"));
    fine(folder, &["run", "two.toml", "in.jsonl", "-o", "c.jsonl"]);
    assert!(records(&fs::read_to_string(folder.join("c.jsonl")).unwrap())[0].get("text").is_none());
    // What cannot be done is said before anything is read.
    for (args, told) in [
        (vec!["-o", "x.jsonl", "-o", "x.jsonl"], "two outputs would be x.jsonl"),
        (vec!["-o", "-", "--rejected", "-"], "two outputs would stand in stdout"),
        (vec!["-o", "x.csv", "--layer", "mention"], "no stage gives a layer `mention`"),
        (vec!["-o", "-", "--layer", "mention"], "no stage gives a layer `mention`"),
        (vec!["-o", "x.jsonl", "--threads", "5000"], "5000 is not in 0..=1024"),
    ] {
        let all = [vec!["run", "news", "in.jsonl"], args].concat();
        let stderr = fails(folder, &all, 2);
        assert!(stderr.contains(told), "{stderr}");
    }
    assert!(!folder.join("x.jsonl").exists());
}

#[test]
fn rejected_documents_are_written_down_or_missed() {
    let temp = temp();
    let folder = temp.path();
    fs::write(folder.join("in.jsonl"), "{\"id\":\"a\",\"text\":\"حلب\"}\nnot \u{1b}[2Jjson\n").unwrap();
    let run = |args: &[&str]| {
        let output = rawi(folder, &[&["run", "news", "in.jsonl"], args].concat());
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(records(&String::from_utf8(output.stdout).unwrap()).len(), 1);
        String::from_utf8(output.stderr).unwrap()
    };
    let told = run(&["-o", "-"]);
    assert!(told.contains("1 rejected documents were not kept; `--rejected FILE` writes them down"), "{told}");
    let told = run(&["-o", "-", "--rejected", "bad.jsonl"]);
    assert!(!told.contains("were not kept"), "{told}");
    assert!(fs::read_to_string(folder.join("bad.jsonl")).unwrap().contains("\"line\":2"));
    fs::write(
        folder.join("own.toml"),
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[sink]]\nuses = \"rejected\"\npath = \"own.jsonl\"\n",
    )
    .unwrap();
    let output = rawi(folder, &["run", "own.toml", "in.jsonl", "-o", "-"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(records(&fs::read_to_string(folder.join("own.jsonl")).unwrap()).len(), 1);
}

#[test]
fn nothing_of_an_input_reaches_the_terminal_as_it_is() {
    let temp = temp();
    let folder = temp.path();
    let hostile = "a\u{1b}[31mb\u{202E}";
    fs::write(folder.join(format!("{hostile}.txt")), b"\xff\0\x80").unwrap();
    fs::write(folder.join("keys.jsonl"), format!("{{\"{}\":1}}\n", hostile.replace('\u{1b}', "\\u001b"))).unwrap();
    fs::write(folder.join("p.toml"), "rawi = 1\n[[stage]]\nuses = \"segmenter\"\nid = \"a\\u001B[31m\"\n").unwrap();
    for args in [
        vec!["run", "news", &format!("{hostile}.txt"), "-o", "a.jsonl"],
        vec!["run", "news", "keys.jsonl", "-o", "b.jsonl"],
        vec!["run", "news", &format!("{hostile}.html"), "-o", "c.jsonl"],
        vec!["run", &format!("{hostile}.toml"), "keys.jsonl", "-o", "d.jsonl"],
        vec!["run", "news", "keys.jsonl", "-o", &format!("{hostile}/x.jsonl")],
        vec!["run", "p.toml", "keys.jsonl", "-o", "e.jsonl"],
        vec!["inspect", "news", "keys.jsonl"],
        vec!["inspect", "news", &format!("{hostile}.txt")],
        vec!["inspect", "news", "--text", "x", "--show", hostile],
        vec!["inspect", "news", "--text", "x", "--after", hostile],
        vec!["check", &format!("{hostile}.toml")],
    ] {
        let output = rawi(folder, &args);
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert!(!told.contains(['\u{1b}', '\u{202E}']), "{args:?}: {}", told.escape_debug());
        assert_ne!(output.status.code(), Some(0), "{args:?}: {told}");
    }
}

#[test]
fn a_program_reads_what_happens_in_a_run() {
    let temp = temp();
    let folder = temp.path();
    fs::write(folder.join("in.jsonl"), "{\"id\":\"a\",\"text\":\"حلب\"}\nnot \u{202E}json\n").unwrap();
    let run = ["run", "news", "in.jsonl", "-o", "out.jsonl", "--report", "report.json", "--log", "json"];
    let output = rawi(folder, &run);
    assert_eq!(output.status.code(), Some(1));
    let events = records(&String::from_utf8(output.stderr).unwrap());
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["begin", "failed", "end"]);
    assert_eq!(events[0]["pipeline"], "news");
    assert!(events[1]["message"].as_str().unwrap().starts_with("in.jsonl:2: "), "{}", events[1]);
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap();
    let mut of_event = events[2]["report"].clone();
    of_event["seconds"] = report["seconds"].clone();
    assert_eq!(of_event, report);
    assert_eq!((report["counts"]["read"].as_u64(), report["counts"]["kept"].as_u64()), (Some(2), Some(1)));
    assert_eq!(report["stages"].as_array().map(Vec::len), Some(8));
    assert_eq!(report["outputs"][0], "out.jsonl");
    let output = rawi(folder, &run);
    let events = records(&String::from_utf8(output.stderr).unwrap());
    assert_eq!((events[0]["event"].as_str(), events[0]["code"].as_u64()), (Some("error"), Some(2)));
}

#[test]
fn a_bench_says_where_the_time_goes() {
    let temp = temp();
    let seeds = seeds();
    let run = ["bench", "news", seeds.to_str().unwrap(), "--threads", "2", "--format", "json"];
    let bench: Value = serde_json::from_str(&fine(temp.path(), &run)).unwrap();
    assert_eq!((bench["documents"].as_u64(), bench["failed"].as_u64()), (Some(5), Some(0)));
    let stages: Vec<&str> = bench["stages"].as_array().unwrap().iter().map(|s| s["stage"].as_str().unwrap()).collect();
    assert_eq!(stages[..2], ["normalizer", "segmenter"]);
    let positive = |value: &Value, key: &str| value[key].as_f64().is_some_and(|number| number > 0.0);
    for stage in bench["stages"].as_array().unwrap() {
        assert!(
            ["seconds", "documents-per-second", "bytes-per-second"].iter().all(|key| positive(stage, key)),
            "{stage}"
        );
    }
    let threads: Vec<u64> =
        bench["threads"].as_array().unwrap().iter().map(|t| t["threads"].as_u64().unwrap()).collect();
    assert_eq!(threads, [1, 2]);
    assert_eq!(bench["threads"][0]["speed-up"], 1.0);
    assert!(bench["threads"].as_array().unwrap().iter().all(|run| positive(run, "seconds")), "{bench}");
    #[cfg(target_os = "linux")]
    assert!(bench["threads"].as_array().unwrap().iter().all(|run| positive(run, "peak-memory")), "{bench}");
    let of_documents = &bench["document-seconds"];
    let order = ["median", "p90", "p99", "max"].map(|key| of_documents[key].as_f64().unwrap());
    assert!(order.is_sorted() && order[0] > 0.0, "{of_documents}");
    assert!(of_documents["slowest"].is_string());
    let text = fine(temp.path(), &["bench", "news", seeds.to_str().unwrap(), "--threads", "1"]);
    assert!(text.starts_with("`news` on 5 documents, ") && text.contains("\nthreads  documents/s"), "{text}");
    assert!(fails(temp.path(), &["bench", "news", "none.jsonl"], 2).contains("none.jsonl"));
}
