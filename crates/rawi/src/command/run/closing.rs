//! What is said when a run has ended.

use crate::command::{Failure, Outcome, Result};
use crate::digest::grouped;
use crate::terminal::{self, shown};
use anstream::eprintln;
use rawi_runner::Report;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

pub(super) fn finish(report: &Report, time: Duration, shown_only: bool, keeps_rejected: bool, quiet: bool) -> Result {
    for message in &report.counts.failures {
        eprintln!("\x1b[1;33mfailed\x1b[0m: {}", shown(message));
    }
    let lost = report.counts.not_kept();
    if !keeps_rejected && lost > 0 {
        eprintln!(
            "\x1b[1;33mwarning\x1b[0m: {} rejected documents were not kept; `--rejected FILE` writes them down",
            grouped(lost)
        );
    }
    if !quiet {
        for note in &report.notes {
            eprintln!("\x1b[1;33mwarning\x1b[0m: {}", shown(note));
        }
        eprintln!("{}", shown(&table(report, time, shown_only)));
    }
    Ok(if report.counts.has_failures() { Outcome::Findings } else { Outcome::Fine })
}

/// The closing table.
fn table(report: &Report, time: Duration, shown_only: bool) -> String {
    let mut out = String::new();
    let counts = &report.counts;
    let seconds = time.as_secs_f64().max(1e-9);
    let places: Vec<String> = report.outputs.iter().map(|path| path.display().to_string()).collect();
    if let Some(shards) = report.shards.filter(|shards| shards.before > 0) {
        let _ = writeln!(
            out,
            "{:>10}  shards were finished before, {} now; the counts are of all",
            grouped(shards.before as u64),
            grouped(u64::from(shards.finished))
        );
    }
    let place = match (shown_only, places.is_empty()) {
        (true, _) => " (shown only; `-o out.jsonl` keeps the records)".to_owned(),
        (false, true) => String::new(),
        (false, false) => format!(" to {}", places.join(", ")),
    };
    let _ = writeln!(out, "{:>10}  documents read, {} written{place}", grouped(counts.read), grouped(counts.kept));
    for ((stage, reason), count) in &counts.dropped {
        let _ = writeln!(out, "{:>10}  dropped by `{stage}`: {}", grouped(*count), terminal::one_line(reason));
    }
    for (stage, count) in &counts.rejected {
        let _ = writeln!(out, "{:>10}  rejected by `{stage}`", grouped(*count));
    }
    if counts.kept_with_errors > 0 {
        let _ = writeln!(
            out,
            "{:>10}  written with a failed stage (see `errors` in the records)",
            grouped(counts.kept_with_errors)
        );
    }
    let rate = counts.read as f64 / seconds;
    let _ = writeln!(
        out,
        "{:>10}  {:.0} documents/s, {:.1} MB/s",
        format!("{seconds:.2} s"),
        rate,
        report.bytes as f64 / 1e6 / seconds
    );
    let total: Duration = report.stages.iter().map(|stage| stage.time).sum();
    for stage in &report.stages {
        let share = 100.0 * stage.time.as_secs_f64() / total.as_secs_f64().max(1e-9);
        let _ = writeln!(
            out,
            "{:>10}  {share:3.0} %  {}",
            format!("{:.1} ms", stage.time.as_secs_f64() * 1e3),
            stage.stage
        );
    }
    out.truncate(out.trim_end().len());
    out
}

/// Writes what the run did as JSON.
pub(super) fn write_report(path: &Path, report: &Report, time: Duration) -> std::result::Result<(), Failure> {
    let stages = report.stages.iter();
    let stages: Vec<Value> =
        stages.map(|stage| json!({ "stage": stage.stage, "seconds": stage.time.as_secs_f64() })).collect();
    let outputs: Vec<String> = report.outputs.iter().map(|path| path.display().to_string()).collect();
    let shards = report.shards.map(|shards| json!({ "finished": shards.finished, "before": shards.before }));
    let value = json!({
        "rawi": env!("CARGO_PKG_VERSION"),
        "counts": report.counts,
        "bytes": report.bytes,
        "seconds": time.as_secs_f64(),
        "stages": stages,
        "shards": shards,
        "outputs": outputs,
        "notes": report.notes,
    });
    rawi_io::replace(path, format!("{value:#}\n").as_bytes())
        .map_err(|error| Failure::run(format!("cannot write {}: {error}", path.display())))
}
