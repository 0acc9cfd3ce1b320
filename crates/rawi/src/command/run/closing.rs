//! What is said when a run has ended.

use super::log::Log;
use crate::command::{Failure, Outcome};
use crate::digest::grouped;
use crate::terminal;
use rawi_runner::Report;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// What is said of it, and how it ended.
pub(super) fn finish(log: Log, report: &Report, time: Duration, shown_only: bool, keeps_rejected: bool) -> Outcome {
    for message in &report.counts.failures {
        log.failed(message);
    }
    let lost = report.counts.not_kept();
    if !keeps_rejected && lost > 0 {
        log.warning(&format!("{} rejected documents were not kept; `--rejected FILE` writes them down", grouped(lost)));
    }
    if !log.quiet {
        report.counts.warnings.iter().for_each(|message| log.warning(message));
        report.notes.iter().for_each(|note| log.warning(note));
    }
    log.end(&table(report, time, shown_only), &as_json(report, time));
    if report.counts.has_failures() { Outcome::Findings } else { Outcome::Fine }
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
            "{:>10}  finished shards from before, {} from now; the counts are of all",
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
    if counts.kept_with_warnings > 0 {
        let _ = writeln!(
            out,
            "{:>10}  written with a stage's warning (see `warnings` in the records)",
            grouped(counts.kept_with_warnings)
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

/// What the run did, for programs.
fn as_json(report: &Report, time: Duration) -> Value {
    let stages = report.stages.iter();
    let stages: Vec<Value> =
        stages.map(|stage| json!({ "stage": stage.stage, "seconds": stage.time.as_secs_f64() })).collect();
    let outputs: Vec<String> = report.outputs.iter().map(|path| path.display().to_string()).collect();
    let shards = report.shards.map(|shards| json!({ "finished": shards.finished, "before": shards.before }));
    json!({
        "rawi": env!("CARGO_PKG_VERSION"),
        "counts": report.counts,
        "bytes": report.bytes,
        "seconds": time.as_secs_f64(),
        "stages": stages,
        "shards": shards,
        "outputs": outputs,
        "notes": report.notes,
    })
}

/// Writes what the run did into a file.
pub(super) fn write_report(path: &Path, report: &Report, time: Duration) -> Result<(), Failure> {
    rawi_io::replace(path, format!("{:#}\n", as_json(report, time)).as_bytes())
        .map_err(|error| Failure::run(format!("cannot write {}: {error}", path.display())))
}
