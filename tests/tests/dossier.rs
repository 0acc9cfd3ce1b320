//! Figures and the dossier of the bundled reports, by the command.

use rawi_tests::{built, root};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// What the command prints; it must end well.
fn rawi(args: &[&str]) -> String {
    let output = Command::new(built("rawi")).args(args).output().expect("rawi is built");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The seeds with their metadata, some of them, as JSONL.
fn reports(path: &Path, ids: &[&str]) -> String {
    let mut lines = String::new();
    for id in ids {
        let (_, text, meta) = rawi::seeds().find(|(other, ..)| other == id).expect("a seed");
        let mut report = json!({"id": id, "text": text});
        for (name, value) in meta {
            report[name] = value.into();
        }
        lines.push_str(&format!("{report}\n"));
    }
    std::fs::write(path, lines).unwrap();
    path.to_str().unwrap().to_owned()
}

const ALL: [&str; 5] = ["aleppo-1", "aleppo-2", "aleppo-3", "palmyra-4", "south-5"];

#[test]
fn any_order_and_any_number_of_threads_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let one = reports(&folder.path().join("one.jsonl"), &ALL);
    let turned =
        reports(&folder.path().join("turned.jsonl"), &["south-5", "aleppo-3", "aleppo-1", "palmyra-4", "aleppo-2"]);
    let figures = rawi(&["figures", &one, "--format", "json", "--threads", "1"]);
    assert_eq!(rawi(&["figures", &turned, "--format", "json", "--threads", "8"]), figures);
    let page = rawi(&["dossier", &one, "-o", "-", "--threads", "8"]);
    assert_eq!(rawi(&["dossier", &turned, "-o", "-", "--threads", "1"]), page);
}

/// A library that looks for copies may take all numbers for one, and keep the first of these.
#[test]
fn reports_that_differ_in_their_figures_alone_are_one_source_and_keep_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("days.jsonl");
    let of = |(day, killed, injured): (&str, &str, &str)| {
        let text = format!("قتل {killed} شخصا وأصيب {injured} آخرون في زلزال ضرب المدينة الساحلية.");
        format!("{}\n", json!({"id": day, "published": day, "text": text}))
    };
    let days = [("2025-05-16", "312", "280"), ("2025-05-17", "1,045", "96"), ("2025-05-18", "٥٨", "٤٤٠")];
    std::fs::write(&path, days.map(of).concat()).unwrap();
    let found: Value = serde_json::from_str(&rawi(&["figures", path.to_str().unwrap(), "--format", "json"])).unwrap();
    let event = &found["events"][0];
    let counts = |quantity: usize| {
        let cells = event["figures"][quantity]["cells"].as_array().unwrap();
        cells.iter().filter_map(|cell| cell["count"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!((event["sources"].as_u64(), counts(0), counts(1)), (Some(1), vec![312, 1045, 58], vec![280, 96, 440]));
}

/// The matrix of the raid on Aleppo: for each quantity the figures of each report, as they stand, and who is told as background.
fn matrix() -> String {
    let seeds = root().join("seeds");
    let figures = rawi(&["figures", seeds.to_str().unwrap(), "--event", "aleppo-1", "--format", "json"]);
    let figures: Value = serde_json::from_str(&figures).unwrap();
    let event = &figures["events"][0];
    let mut lines = Vec::new();
    for (list, note) in [("figures", ""), ("background", ", background")] {
        for quantity in event[list].as_array().unwrap() {
            let suicide = if quantity["suicide"] == true { ", suicide" } else { "" };
            let of = |report: &str| {
                let cells = quantity["cells"].as_array().unwrap().iter().filter(|cell| cell["report"] == report);
                let counts: Vec<String> = cells.map(|cell| cell["count"].to_string()).collect();
                let distinct: std::collections::BTreeSet<&String> = counts.iter().collect();
                distinct.into_iter().map(String::as_str).collect::<Vec<_>>().join(" and ")
            };
            let name = format!("{} {}{suicide}{note}", quantity["predicate"], quantity["class"]).replace('"', "");
            lines.push(format!("{name}: {}", ["aleppo-1", "aleppo-2", "aleppo-3"].map(of).join(" / ")));
        }
    }
    lines.sort();
    lines.join("\n")
}

#[test]
fn the_matrix_of_the_seeds_holds_what_they_were_written_from_and_nothing_else() {
    // The five dead of the month before are background; days, years and the number of a partner stand nowhere.
    let written_from = [
        "detained people: 10 and 4 / 10 / 4",
        "killed militants, suicide: 1 / 1 / 1",
        "killed militants: 3 / 1 / 3",
        "killed people:  / 1 / ",
        "killed security_forces, background: 5 /  / ",
        "killed security_forces: 1 / 1 / 1 and 2",
    ];
    assert_eq!(matrix(), written_from.join("\n"));
}

#[test]
fn reports_added_day_by_day_give_what_all_at_once_give() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let all = reports(&path("all.jsonl"), &ALL);
    let first = reports(&path("first.jsonl"), &["aleppo-3", "south-5"]);
    let then = reports(&path("then.jsonl"), &["palmyra-4", "aleppo-2", "aleppo-1", "aleppo-3"]);
    let store = path("events.db").to_str().unwrap().to_owned();
    rawi(&["figures", &first, "--store", &store]);
    let added = rawi(&["figures", &then, "--store", &store, "--format", "json"]);
    assert_eq!(added, rawi(&["figures", &all, "--format", "json"]));
    assert_eq!(added, rawi(&["figures", "--store", &store, "--format", "json"]));
}

#[test]
fn a_run_that_is_killed_leaves_the_store_as_it_was_or_as_it_becomes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let first = reports(&folder.path().join("first.jsonl"), &["aleppo-3", "south-5"]);
    let mut lines = String::new();
    for i in 0..300 {
        let report = json!({"rawi": 1, "id": format!("r{i}"), "meta": {"published": "2025-05-17"}, "layers": {"claims": {"rows": []}},
            "text": format!("قال مصدر رقم {i} إن القوات دخلت الحي رقم {} مساء السبت وإن التحقيق مستمر في الموقع {}", i % 17, i % 5)});
        lines.push_str(&format!("{report}\n"));
    }
    std::fs::write(path("many.jsonl"), lines).unwrap();
    let read = |store: &str| rawi(&["figures", "--store", store, "--format", "json"]);
    rawi(&["figures", &first, "--store", &path("whole.db")]);
    let before = read(&path("whole.db"));
    rawi(&["figures", &path("many.jsonl"), "--store", &path("whole.db")]);
    let after = read(&path("whole.db"));
    for wait in [5, 20, 60, 120, 200, 400, 800] {
        let store = path(&format!("{wait}.db"));
        rawi(&["figures", &first, "--store", &store]);
        let mut run = Command::new(built("rawi"))
            .args(["figures", &path("many.jsonl"), "--store", &store])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = run.kill();
        run.wait().unwrap();
        let now = read(&store);
        assert!(now == before || now == after, "after {wait} ms the store is neither as it was nor as it becomes");
    }
}

#[test]
fn an_analysts_questions_have_a_command_each() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("dossier.html");
    let (seeds, out) = (root().join("seeds"), page.to_str().unwrap());
    let seeds = seeds.to_str().unwrap();
    let events: Value = serde_json::from_str(&rawi(&["figures", seeds, "--format", "json"])).unwrap();
    assert_eq!(
        events["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["reports"].as_array().unwrap().len())
            .sum::<usize>(),
        5
    );
    assert!(rawi(&["timeline", seeds, "--event", "aleppo-1"]).contains("2025-05-17"));
    let there = rawi(&["timeline", seeds, "--place", "حلب", "--since", "2025-05-12", "--until", "2025-05-18"]);
    assert!(there.contains("aleppo-1") && !there.contains("south-5"), "{there}");
    let later = rawi(&["figures", seeds, "--place", "SY", "--since", "2025-06-01"]);
    assert!(later.contains("south-5") && !later.contains("aleppo-1"), "{later}");
    let before = rawi(&["find", seeds, "--label", "GPE", "--until", "2025-05-31", "--format", "json"]);
    assert!(before.contains("aleppo-1") && !before.contains("south-5"), "{before}");
    let found = rawi(&["find", seeds, "داعش"]);
    assert!(found.contains("org:isis") && found.contains("تنظيم الدولة الاسلامية"), "{found}");
    let why = rawi(&["why", seeds, "aleppo-1", "124-130"]);
    assert!(why.contains("gazetteer:syria") && why.contains("sha256"), "{why}");
    rawi(&["dossier", seeds, "-o", out]);
    assert!(std::fs::read_to_string(&page).unwrap().contains("<html lang=\"ar\" dir=\"rtl\">"));
    let again = Command::new(built("rawi")).args(["dossier", seeds, "-o", out]).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--overwrite"));
    rawi(&["dossier", seeds, "-o", out, "--overwrite", "--lang", "en"]);
    assert!(std::fs::read_to_string(&page).unwrap().contains("<html lang=\"en\" dir=\"ltr\">"));
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.db");
    std::fs::write(&other, "this is no database, but it is long enough to be taken for a header of one ".repeat(20))
        .unwrap();
    let one = reports(&folder.path().join("one.jsonl"), &["south-5"]);
    let told = |args: &[&str]| {
        let output = Command::new(built("rawi")).args(args).output().unwrap();
        assert!(!output.status.success(), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told(&["figures", &one, "--store", other.to_str().unwrap()]).contains("other.db"));
    assert!(told(&["figures", "--store", folder.path().join("none.db").to_str().unwrap()]).contains("no store"));
    assert!(told(&["figures", &one, "--event", "nobody"]).contains("nobody"));
    assert!(told(&["figures", &one, "--since", "yesterday"]).contains("2025-05-17"));
    assert!(told(&["timeline", &one, "--place", "nowhere"]).contains("no event at `nowhere`"));
    assert!(told(&["dossier", &one, "-o", "dossier.pdf"]).contains(".html"));
    assert!(told(&["why", &one, "nobody"]).contains("nobody"));
    assert!(told(&["why", &one, "south-5", "9999999-9999999999"]).contains("bytes"));
}

#[test]
#[ignore = "needs chromium and node"]
fn the_page_works_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let hostile =
        "</script><script>window.owned=1</script><img src=x onerror=\"window.owned=2\"> \u{202E}مقلوب\u{202C} ";
    let long = "كلمة".repeat(25_000);
    let report = json!({"id": "h\"><img src=x onerror=owned=1>", "title": format!("{hostile}عنوان"), "outlet": "<b>\u{202E}",
        "published": "2025-05-17", "url": "javascript:window.owned=4", "text": format!("قتل ثلاثة أشخاص. {hostile}\n\n{long}")});
    std::fs::write(path("hostile.jsonl"), report.to_string()).unwrap();
    rawi(&["dossier", &path("hostile.jsonl"), "-o", &path("hostile.html")]);
    rawi(&["dossier", root().join("seeds").to_str().unwrap(), "-o", &path("seeds.html")]);
    let script = root().join("crates/rawi-dossier/tests/browser.mjs");
    let output = Command::new("node")
        .arg(script)
        .args(["chromium".to_owned(), path("seeds.html"), path("hostile.html"), path("shots")])
        // A copy of axe.min.js, if what it finds is wanted too.
        .args(std::env::var_os("AXE"))
        .output();
    let output = output.expect("there is a node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "needs python3 with openpyxl"]
fn openpyxl_reads_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("dossier.xlsx");
    rawi(&["dossier", root().join("seeds").to_str().unwrap(), "-o", book.to_str().unwrap()]);
    let script = root().join("tests/python/workbook.py");
    let output = Command::new("python3").arg(script).arg(&book).output().expect("there is a python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
