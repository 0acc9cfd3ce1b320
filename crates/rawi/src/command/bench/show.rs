//! What was measured, for people and for programs.

use super::measure::{Bench, PerDocument, Timed};
use crate::command::columns;
use crate::digest::grouped;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;

/// No time is no divisor.
fn seconds(time: Duration) -> f64 {
    time.as_secs_f64().max(1e-9)
}

fn speed_up(bench: &Bench, run: &Timed) -> f64 {
    bench.runs.first().map_or(1.0, |first| seconds(first.time) / seconds(run.time))
}

pub(super) fn text(pipeline: &str, bench: &Bench) -> String {
    let rate = |time| format!("{:.0}", bench.documents as f64 / seconds(time));
    let megabytes = |time| format!("{:.1}", bench.bytes as f64 / 1e6 / seconds(time));
    let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    let mut out = String::new();
    let megabytes_in_all = bench.bytes as f64 / 1e6;
    let _ = writeln!(out, "`{pipeline}` on {} documents, {megabytes_in_all:.1} MB", grouped(bench.documents));
    if bench.failed > 0 {
        let _ = writeln!(out, "{} documents failed or could not be read", grouped(bench.failed));
    }
    let all: f64 = bench.stages.iter().map(|stage| stage.time.as_secs_f64()).sum();
    let mut rows = vec![["stage", "time", "documents/s", "MB/s"].map(str::to_owned).to_vec()];
    for stage in &bench.stages {
        let share = 100.0 * stage.time.as_secs_f64() / all.max(1e-9);
        rows.push(vec![stage.stage.clone(), format!("{share:.0} %"), rate(stage.time), megabytes(stage.time)]);
    }
    let _ = write!(out, "\n{}", columns(&rows));
    let PerDocument { median, p90, p99, most, slowest } = &bench.per_document;
    let _ = writeln!(
        out,
        "\na document takes {}; 90 of 100 at most {}, 99 of 100 {}, the slowest {} (`{slowest}`)\n",
        milliseconds(*median),
        milliseconds(*p90),
        milliseconds(*p99),
        milliseconds(*most),
    );
    let mut rows = vec![["threads", "documents/s", "MB/s", "times 1", "memory"].map(str::to_owned).to_vec()];
    for run in &bench.runs {
        let memory = run.memory.map_or("unknown".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
        let times = format!("{:.2}", speed_up(bench, run));
        rows.push(vec![run.threads.to_string(), rate(run.time), megabytes(run.time), times, memory]);
    }
    out + &columns(&rows)
}

pub(super) fn json(pipeline: &str, bench: &Bench) -> Value {
    let timed = |what: &str, which: Value, time: Duration| {
        let seconds = seconds(time);
        json!({
            (what): which, "seconds": seconds, "documents-per-second": bench.documents as f64 / seconds,
            "bytes-per-second": bench.bytes as f64 / seconds,
        })
    };
    let stages = bench.stages.iter().map(|stage| timed("stage", stage.stage.as_str().into(), stage.time));
    let stages: Vec<Value> = stages.collect();
    let runs = bench.runs.iter().map(|run| {
        let mut timed = timed("threads", run.threads.into(), run.time);
        timed["speed-up"] = speed_up(bench, run).into();
        timed["peak-memory"] = run.memory.into();
        timed
    });
    let runs: Vec<Value> = runs.collect();
    let PerDocument { median, p90, p99, most, slowest } = &bench.per_document;
    json!({
        "rawi": env!("CARGO_PKG_VERSION"), "pipeline": pipeline, "documents": bench.documents, "bytes": bench.bytes,
        "failed": bench.failed, "stages": stages,
        "document-seconds": {
            "median": median.as_secs_f64(), "p90": p90.as_secs_f64(), "p99": p99.as_secs_f64(), "max": most.as_secs_f64(),
            "slowest": slowest,
        },
        "threads": runs,
    })
}
