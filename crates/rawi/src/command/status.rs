//! `rawi status` and `rawi errors`: what a run has left in its folder.

use super::{Failure, Format, Outcome, Result, print, print_json};
use crate::digest::grouped;
use crate::terminal::{apart, one_line};
use rawi_io::Disk;
use rawi_runner::Ledger;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct StatusArgs {
    /// An output folder
    folder: PathBuf,
    /// Read every file of a finished shard and compare its sha256 with the ledger
    #[arg(long)]
    verify: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(clap::Args)]
pub(crate) struct ErrorsArgs {
    /// An output folder, or a file of rejected documents
    output: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn ledger(folder: &Path) -> std::result::Result<Ledger, Failure> {
    let ledger = Ledger::read(folder, &Disk::default()).map_err(Failure::run)?;
    if ledger.is_begun() {
        return Ok(ledger);
    }
    Err(Failure::usage(format!("{} holds no run with a ledger", folder.display())))
}

/// What is done, what became of the documents, and what is left.
pub(crate) fn status(args: &StatusArgs) -> Result {
    let ledger = ledger(&args.folder)?;
    let counts = ledger.counts();
    let mut wrong = Vec::new();
    for file in ledger.files() {
        let path = args.folder.join(&file.name);
        let found = match std::fs::metadata(&path) {
            Err(error) => Some(error.to_string()),
            Ok(meta) if meta.len() != file.bytes => Some(format!("{} bytes, not {}", meta.len(), file.bytes)),
            Ok(_) if args.verify => match sha256(&path) {
                Ok(hash) if hash == file.sha256 => None,
                Ok(_) => Some("its sha256 is another".to_owned()),
                Err(error) => Some(error.to_string()),
            },
            Ok(_) => None,
        };
        wrong.extend(found.map(|what| (file.name.clone(), what)));
    }
    let read = ledger.parts().iter().map(|part| part.read).max().unwrap_or(0);
    let left = ledger.total().map(|total| if ledger.is_ended() { 0 } else { total.saturating_sub(read) });
    let dropped: Vec<(&str, &str, u64)> =
        counts.dropped.iter().map(|((stage, reason), count)| (stage.as_str(), reason.as_str(), *count)).collect();
    if args.format == Format::Json {
        let wrong: Vec<Value> = wrong.iter().map(|(file, what)| json!({ "file": file, "what": what })).collect();
        let dropped: Vec<Value> = dropped
            .iter()
            .map(|(stage, reason, count)| json!({ "stage": stage, "reason": reason, "count": count }))
            .collect();
        print_json(&json!({
            "ended": ledger.is_ended(), "shards": ledger.parts().len(), "documents": counts.read, "kept": counts.kept,
            "kept-with-errors": counts.kept_with_errors, "kept-with-warnings": counts.kept_with_warnings,
            "dropped": dropped, "rejected": counts.rejected,
            "bytes-left": left, "wrong-files": wrong,
        }))?;
    } else {
        let mut out = String::new();
        let mut row = |count: u64, what: &str| {
            let _ = writeln!(out, "{:>12}  {what}", grouped(count));
        };
        row(ledger.parts().len() as u64, if ledger.is_ended() { "shards, all of the input" } else { "shards so far" });
        row(counts.read, "documents read");
        row(counts.kept, "written");
        if counts.kept_with_errors > 0 {
            row(counts.kept_with_errors, "of them with a failed stage (see `errors` in the records)");
        }
        if counts.kept_with_warnings > 0 {
            row(counts.kept_with_warnings, "of them with a stage's warning (see `warnings` in the records)");
        }
        for (stage, reason, count) in &dropped {
            row(*count, &format!("dropped by `{}`: {}", one_line(stage), one_line(reason)));
        }
        for (by, count) in &counts.rejected {
            row(*count, &format!("rejected by `{}`", one_line(by)));
        }
        match left {
            Some(0) | None if ledger.is_ended() => {}
            Some(left) => row(left, "bytes of input are left; the same command goes on"),
            None => out.push_str("The input's size is not known; the same command goes on.\n"),
        }
        for (file, what) in &wrong {
            let _ = writeln!(out, "wrong: {}: {}", one_line(file), one_line(what));
        }
        print(&out)?;
    }
    Ok(if wrong.is_empty() && !counts.has_failures() { Outcome::Fine } else { Outcome::Findings })
}

fn sha256(path: &Path) -> std::io::Result<String> {
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    Ok(base16ct::lower::encode_string(&hash.finalize()))
}

/// Rejected documents of one kind.
#[derive(Default)]
struct Group {
    count: u64,
    place: String,
    id: Option<String>,
    message: String,
    words: String,
}

/// Rejected documents in groups: those that the same stage rejected with the same words, but for numbers and what stands in
/// quotes.
pub(crate) fn errors(args: &ErrorsArgs) -> Result {
    let mut groups: BTreeMap<(String, String, String), Group> = BTreeMap::new();
    for path in rejected_files(&args.output)? {
        let failed = |error: &dyn std::fmt::Display| Failure::run(format!("cannot read {}: {error}", path.display()));
        let file = File::open(&path).map_err(|error| failed(&error))?;
        for (number, line) in BufReader::new(file).split(b'\n').enumerate() {
            let line = line.map_err(|error| failed(&error))?;
            if line.is_empty() {
                continue;
            }
            let line: Value = serde_json::from_slice(&line).map_err(|error| failed(&error))?;
            let rejected = &line["rejected"];
            if !rejected.is_object() {
                return Err(Failure::usage(format!(
                    "{}:{}: this document was not rejected; a run writes those that it rejects to `OUT.rejected.jsonl`, beside OUT",
                    path.display(),
                    number + 1
                )));
            }
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let by = rejected["stage"].as_str().unwrap_or("source").to_owned();
            let message = text(&rejected["message"]);
            let key = (by, text(&rejected["kind"]), pattern(&message));
            let group = groups.entry(key).or_default();
            group.count += 1;
            if group.count == 1 {
                let number = rejected["line"].as_u64().map_or_else(String::new, |line| format!(":{line}"));
                group.place = format!("{}{number}", text(&rejected["file"]));
                group.id = line["id"].as_str().map(str::to_owned);
                group.message = message;
                let source = line["text"].as_str().or(rejected["raw"].as_str()).unwrap_or_default();
                group.words = around(source, rejected["span"][0].as_u64());
            }
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.count));
    let all: u64 = groups.iter().map(|(_, group)| group.count).sum();
    if args.format == Format::Json {
        let rows: Vec<Value> = groups
            .iter()
            .map(|((by, kind, _), group)| {
                json!({
                    "by": by, "kind": kind, "count": group.count,
                    "example": { "place": group.place, "id": group.id, "message": group.message, "text": group.words },
                })
            })
            .collect();
        print_json(&json!({ "rejected": all, "groups": rows }))?;
    } else if groups.is_empty() {
        print("No document was rejected.\n")?;
    } else {
        let mut out = String::new();
        for ((by, kind, _), group) in &groups {
            let _ = writeln!(
                out,
                "{:>8}  `{}` ({}): {}",
                grouped(group.count),
                one_line(by),
                one_line(kind),
                one_line(&group.message)
            );
            let id = group.id.as_ref().map_or_else(String::new, |id| format!(", document `{}`", one_line(id)));
            let _ = writeln!(out, "          for example {}{id}", one_line(&group.place));
            if !group.words.is_empty() {
                let _ = writeln!(out, "          {}", apart(&group.words));
            }
        }
        let _ = writeln!(
            out,
            "{} rejected in all. After a mend `rawi run ... --retry-rejected` tries them again.",
            grouped(all)
        );
        print(&out)?;
    }
    Ok(if all == 0 { Outcome::Fine } else { Outcome::Findings })
}

fn rejected_files(output: &Path) -> std::result::Result<Vec<PathBuf>, Failure> {
    if !output.is_dir() {
        return Ok(vec![output.to_owned()]);
    }
    let failed = |error: std::io::Error| Failure::run(format!("cannot read {}: {error}", output.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(output).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == "rejected.jsonl" || name.ends_with(".rejected.jsonl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A message without what differs from document to document: numbers, and what stands in quotes.
fn pattern(message: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    for c in message.chars() {
        match c {
            '`' | '"' => {
                quoted = !quoted;
                out.push(c);
            }
            _ if quoted => {}
            c if c.is_numeric() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Some words of a text, around byte `at`.
fn around(text: &str, at: Option<u64>) -> String {
    const BEFORE: usize = 40;
    const WORDS: usize = 120;
    let at = at.and_then(|at| usize::try_from(at).ok()).unwrap_or(0).min(text.len());
    let start = (0..=at.saturating_sub(BEFORE)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text[start..].chars().take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::{around, pattern};

    #[test]
    fn messages_that_differ_in_numbers_and_names_are_one_kind() {
        assert_eq!(pattern("row 12: `a` is no 7"), pattern("row 3: `bc` is no 88"));
        assert_ne!(pattern("row 12: no id"), pattern("row 12: no text"));
    }

    #[test]
    fn words_begin_at_a_character() {
        let text = "س".repeat(100);
        for at in 0..250 {
            assert!(around(&text, Some(at)).starts_with('س') || at >= 200 + 40, "{at}");
        }
    }
}
