//! Every command on a terminal, with inputs that would like to rule it.
#![cfg(unix)]

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::process::Command;

/// Sets the title, clears the screen, hides what follows, colours it, turns its direction, and ends an isolation that it did not
/// begin.
const HOSTILE: &str = "h\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[8;5m\u{9b}31m\u{202E}\u{2067}\u{2069}x";

/// What a command says on a terminal of so many columns, standard error too.
fn on_terminal(folder: &Path, args: &[&str], columns: u16) -> String {
    let main = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&main).unwrap();
    unlockpt(&main).unwrap();
    tcsetwinsize(&main, Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let name = std::ffi::OsString::from_vec(ptsname(&main, Vec::new()).unwrap().into_bytes());
    let side = || OwnedFd::from(File::options().read(true).write(true).open(&name).unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_rawi"));
    command.args(args).current_dir(folder).env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("CI");
    let mut child = command.stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
    drop(command); // it holds the other side open
    let (mut told, mut main) = (Vec::new(), File::from(main));
    let mut buffer = [0; 4096];
    // Once nobody has the other side open any more, reading it fails.
    while let Ok(count @ 1..) = main.read(&mut buffer) {
        told.extend_from_slice(&buffer[..count]);
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(0..=3)), "{args:?} ended with {code:?}");
    String::from_utf8(told).unwrap_or_else(|error| panic!("{args:?} says what is no UTF-8: {error}"))
}

/// `told` without what rawi itself may ask of a terminal: colours, and what redraws its line of progress.
fn without_own(told: &str) -> String {
    let mut left = String::new();
    let mut rest = told;
    while let Some(at) = rest.find("\u{1b}[") {
        left.push_str(&rest[..at]);
        let sequence = &rest[at + 2..];
        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).map_or(sequence.len(), |end| end + 1);
        let (arguments, letter) = sequence[..end].split_at(end.saturating_sub(1));
        let is_own = match letter {
            "m" => arguments.split(';').all(|n| matches!(n.parse(), Ok(0..=4 | 30..=39 | 90..=97)) || n.is_empty()),
            "K" | "A" | "B" => arguments.len() < 3 && arguments.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        };
        if !is_own {
            left.push_str(&rest[at..at + 2 + end]);
        }
        rest = &sequence[end..];
    }
    left + rest
}

fn assert_harmless(args: &[&str], told: &str) {
    let left = without_own(told);
    let bad = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}')
    };
    assert_eq!(left.chars().find(bad), None, "{args:?}:\n{}", left.escape_debug());
    for line in left.lines() {
        let depth = line.chars().try_fold(0_i32, |depth, c| match c {
            '\u{2068}' => Some(depth + 1),
            '\u{2069}' => (depth > 0).then_some(depth - 1),
            _ => Some(depth),
        });
        assert_eq!(depth, Some(0), "{args:?}: isolation is not kept: {}", line.escape_debug());
    }
}

/// A folder with inputs of every kind whose names and contents are hostile.
fn prepare() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let hostile = json(HOSTILE);
    let text = json(&format!(
        "مقتل 7 جنود في حلب\nحلب - {HOSTILE} - قتل 7 جنود وأصيب 12 مدنيا في هجوم على حلب يوم الجمعة، وفق ما قال المتحدث أحمد سالم {HOSTILE}."
    ));
    let report = |id: &str| {
        format!(
            "{{\"id\":{},\"title\":{hostile},\"outlet\":{hostile},\"published\":\"2015-05-18\",\"url\":{hostile},\"text\":{text}}}\n",
            json(id)
        )
    };
    write("in.jsonl", &(report(HOSTILE) + &report("b") + &format!("{{{hostile}:1}}\n")));
    write(&format!("{HOSTILE}.txt"), &format!("وصل {HOSTILE} إلى بيروت."));
    write("broken.txt", "\u{0}");
    write(&format!("{HOSTILE}.toml"), &format!("rawi = 1\n[[stage]]\nuses = {hostile}\n{hostile} = 1\n\u{202E}"));
    write(
        "p.toml",
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\nuses = \"tagger\"\nmodel = \"none\"\ngazetteers = [\"g.tsv\"]\n",
    );
    write("g.tsv", &format!("حلب\tGPE\t{HOSTILE}\t\n{HOSTILE}\n"));
    write("gold.jsonl", &format!("{{\"id\":\"b\",\"text\":{text},\"mentions\":[[0,4,{hostile}]]}}\n"));
    write("gold.bio", &format!("حلب B-{HOSTILE}\n{HOSTILE}\n\n"));
    temp
}

#[test]
fn no_command_lets_an_input_rule_the_terminal() {
    let temp = prepare();
    let folder = temp.path();
    let (hostile_text, hostile_toml) = (format!("{HOSTILE}.txt"), format!("{HOSTILE}.toml"));
    let run = |args: &[&str]| {
        let told = on_terminal(folder, args, 80);
        assert_harmless(args, &told);
        told
    };
    // What other commands read. A digest is shown on the way.
    let digest = run(&["run", "news", "in.jsonl", "-o", "a.jsonl"]);
    assert!(digest.contains("\\u{1b}]0;owned\\u{7}") && digest.contains("\\u{202e}"), "{digest}");
    run(&["run", "news", "in.jsonl", "-o", "out/"]);
    let record = fs::read_to_string(folder.join("a.jsonl")).unwrap();
    let foreign = format!("\"layers\":{{{}:{{\"rows\":[[0,8,{{{0}:{0}}}]]}},", serde_json::Value::from(HOSTILE));
    fs::write(folder.join("foreign.jsonl"), record.replacen("\"layers\":{", &foreign, 1)).unwrap();

    let commands: &[&[&str]] = &[
        &["demo"],
        &["run", "news", "in.jsonl", "-o", "-"],
        &["run", "news", "in.jsonl", "-o", "b.jsonl", "--report", "report.json"],
        &["run", "news", &hostile_text],
        &["run", "p.toml", &hostile_text, "-o", "c.csv", "--layer", "mentions"],
        &["run", &hostile_toml, "in.jsonl"],
        &["run", "news", HOSTILE],
        &["run", "news", "broken.txt", "-o", HOSTILE, "--layer", HOSTILE],
        &["run", "news", "in.jsonl", "-o", "out/", "--retry-rejected"],
        &["run", "p.toml", "in.jsonl", "-o", "out/"],
        &["status", "out"],
        &["status", "out", "--format", "json"],
        &["status", HOSTILE],
        &["errors", "out"],
        &["errors", "out", "--format", "json"],
        &["check", &hostile_toml],
        &["check", &hostile_toml, "--format", "json"],
        &["check", "p.toml"],
        &["test", &hostile_toml],
        &["test", "p.toml", "--update"],
        &["bench", "p.toml", "in.jsonl", "--threads", "2"],
        &["bench", "p.toml", "in.jsonl", "--threads", "1", "--format", "json"],
        &["diff", "a.jsonl", "foreign.jsonl"],
        &["diff", "a.jsonl", "foreign.jsonl", "--format", "json"],
        &["export", "foreign.jsonl", "--to", "doccano"],
        &["export", "a.jsonl", "--to", "conll2003"],
        &["export", "a.jsonl", "--to", "webannotation"],
        &["eval", "p.toml", "gold.jsonl"],
        &["eval", "p.toml", "gold.bio"],
        &["figures", "a.jsonl"],
        &["figures", "a.jsonl", "--format", "csv"],
        &["figures", "a.jsonl", "--format", "json"],
        &["dossier", "a.jsonl", "-o", "-"],
        &["dossier", "a.jsonl", "-o", "d.html", "--event", HOSTILE],
        &["timeline", "a.jsonl"],
        &["timeline", "a.jsonl", "--format", "json"],
        &["why", "a.jsonl", HOSTILE, "7"],
        &["why", "a.jsonl", "b", "7", "--format", "json"],
        &["find", "حلب", "a.jsonl"],
        &["find", HOSTILE, "a.jsonl"],
        &["find", "حلب", "a.jsonl", "--format", "json"],
        &["train", "gold.jsonl", "-o", "m.model"],
        &["inspect", "news", "in.jsonl"],
        &["inspect", "news", "foreign.jsonl", "--show", HOSTILE],
        &["stages", HOSTILE],
        &["stages", "tagger", "--lexicon"],
        &["entities", HOSTILE],
        &["entities", "حلب"],
        &["new", "pipeline", HOSTILE],
        &["new", "stage", HOSTILE],
        #[cfg(target_os = "linux")]
        &["plugin", "check", &hostile_text],
        #[cfg(target_os = "linux")]
        &["plugin", "list", &hostile_text],
        #[cfg(target_os = "linux")]
        &["plugin", "pin", &hostile_toml],
        #[cfg(target_os = "linux")]
        &["plugin", "new", HOSTILE],
        &["schema", HOSTILE],
        &["schema", "record"],
        &["explain", HOSTILE],
        &["explain"],
        &["completions", HOSTILE],
        &[HOSTILE],
    ];
    let mut told = String::new();
    for args in commands {
        let one = run(args);
        assert!(!one.is_empty(), "{args:?} says nothing");
        told += &one;
    }
    assert!(told.matches("owned").count() > 40, "what is hostile comes in everywhere");

    // No command is left out.
    let help = on_terminal(folder, &["--help"], 80);
    let listed = help.lines().map(without_own).skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let listed: BTreeSet<String> = listed
        .take_while(|line| line.starts_with(' '))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    let tried: BTreeSet<String> = commands.iter().map(|args| args[0].to_owned()).collect();
    assert!(listed.len() > 20 && listed.is_subset(&tried), "{:?} are not tried", listed.difference(&tried));
}

#[test]
fn a_digest_keeps_to_the_columns_of_its_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let temp = tempfile::tempdir().unwrap();
    for columns in [60, 80, 120] {
        let told = on_terminal(temp.path(), &["demo"], columns);
        let lines: Vec<String> = told.lines().map(without_own).collect();
        let widest = lines.iter().filter(|line| !line.starts_with("These reports")).map(|line| line.trim_end().width());
        let widest = widest.max().unwrap();
        assert!(widest <= usize::from(columns) && widest > usize::from(columns) * 3 / 4, "{widest} of {columns}");
    }
}
