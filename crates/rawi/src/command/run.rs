use super::samples::open_source;
use super::{Failure, Outcome, Result, pipeline};
use anstream::{eprintln, print, println};
use indicatif::{ProgressBar, ProgressStyle};
use rawi_io::{SinkContext, SourceContext, sink_for};
use rawi_runner::{Limits, Pipeline, Progress, Report, RunError};
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Digests that a terminal shows; what comes after stands in the records.
const DIGESTS: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline (`news`)
    pipeline: String,
    /// Files, globs, folders or `-`; they replace the source's files. The format is told by the ending: .txt .jsonl .csv
    /// .html, each also .gz
    inputs: Vec<String>,
    /// Where the output goes; replaces the sink's path: a file ending in .jsonl or .csv (also .gz), a folder, `-`
    #[arg(short, long, value_name = "OUT")]
    output: Option<String>,
    /// Threads that process documents, 1024 at most; 0 for as many as the machine has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=rawi_runner::MOST_THREADS as i64))]
    threads: Option<u16>,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html"])]
    input_format: Option<String>,
    /// Replace output that exists
    #[arg(long)]
    overwrite: bool,
    /// Whether to show a digest of each report on stdout
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    digest: When,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum When {
    /// If stdout is a terminal
    #[default]
    Auto,
    Always,
    Never,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins, quiet: bool) -> Result {
    let mut plan = pipeline::load(&args.pipeline, plugins)?;
    let terminal = std::io::stdout().is_terminal();
    let show_digest = match args.digest {
        When::Auto => terminal && args.output.as_deref() != Some("-"),
        When::Always => true,
        When::Never => false,
    };

    let base = plan.base.clone().unwrap_or_default();
    let context = SourceContext { base: base.clone(), inputs: None, max_document: plan.run.max_document.0 };
    let mut source = open_source(&args.inputs, args.input_format.as_deref(), plan.source.as_ref(), &context)?;

    // With a digest to read and no place named, the records go nowhere: nobody reads JSON on a terminal.
    let has_sink = plan.sink.is_some();
    let nowhere = args.output.is_none() && !has_sink && show_digest;
    let open_sink = match (plan.sink.take(), args.output.as_deref()) {
        // The pipeline's own sink keeps its options, unless the ending asks for another.
        (Some(sink), None) => sink.open,
        (Some(sink), Some(out)) if sink_name_for(out).is_none_or(|name| name == sink.uses) => sink.open,
        (_, out) => sink_for(out.unwrap_or("-")),
    };
    let out = args.output.clone().or_else(|| (!has_sink).then(|| "-".to_owned()));
    let context = SinkContext { base, out, overwrite: args.overwrite };
    let sink = if nowhere {
        Box::new(Nowhere)
    } else {
        open_sink.open(&context).map_err(|error| Failure::usage(error.to_string()))?
    };

    let limits = Limits {
        threads: args.threads.map_or(plan.run.threads, usize::from),
        on_error: plan.run.on_error,
        window_documents: plan.run.window_documents,
        window_bytes: usize::try_from(plan.run.window_bytes.0).unwrap_or(usize::MAX),
        digests: if show_digest { DIGESTS } else { 0 },
    };
    let pipeline = Pipeline::new(plan.stages.into_iter().map(Into::into).collect());
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    // The second Ctrl-C ends at once: a batch may take long.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });

    let began = Instant::now();
    let bar = progress_bar(source.total_bytes(), quiet);
    let advance = |progress: Progress| {
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} documents", grouped(progress.documents)));
    };
    let result = rawi_runner::run(&pipeline, source.as_mut(), sink, &limits, &rawi::digest::digest, &advance, &cancel);
    bar.finish_and_clear();
    match result {
        Ok(report) => finish(&report, began.elapsed(), nowhere, quiet),
        Err(RunError::Sink(error)) if error.closed => Ok(Outcome::Fine),
        Err(error @ RunError::Interrupted { .. }) => {
            Err(Failure { code: 130, message: format!("{error}; no output was kept") })
        }
        Err(error) => Err(Failure::run(format!("{error}; no output was kept"))),
    }
}

/// The sink that a file's ending asks for; none if it leaves the choice.
fn sink_name_for(out: &str) -> Option<&'static str> {
    let plain = out.strip_suffix(".gz").unwrap_or(out);
    [(".jsonl", "jsonl"), (".csv", "csv"), (".txt", "transcript")]
        .into_iter()
        .find_map(|(ending, name)| plain.ends_with(ending).then_some(name))
}

fn finish(report: &Report, time: Duration, nowhere: bool, quiet: bool) -> Result {
    for digest in &report.digests {
        println!("{digest}");
    }
    let more = report.kept.saturating_sub(report.digests.len() as u64);
    if !report.digests.is_empty() && more > 0 {
        print!("... and {} more documents\n\n", grouped(more));
    }
    for message in &report.failures {
        eprintln!("\x1b[1;33mfailed\x1b[0m: {}", escaped(message));
    }
    if !quiet {
        for note in &report.notes {
            eprintln!("\x1b[1;33mwarning\x1b[0m: {}", escaped(note));
        }
        eprintln!("{}", table(report, time, nowhere));
    }
    Ok(if report.has_failures() { Outcome::Findings } else { Outcome::Fine })
}

/// The closing table.
fn table(report: &Report, time: Duration, nowhere: bool) -> String {
    let mut out = String::new();
    let seconds = time.as_secs_f64().max(1e-9);
    let places: Vec<String> = report.outputs.iter().map(|path| path.display().to_string()).collect();
    let place = match (nowhere, places.is_empty()) {
        (true, _) => " (shown only; `-o out.jsonl` keeps the records)".to_owned(),
        (false, true) => String::new(),
        (false, false) => format!(" to {}", places.join(", ")),
    };
    let _ = writeln!(out, "{:>10}  documents read, {} written{place}", grouped(report.read), grouped(report.kept));
    for ((stage, reason), count) in &report.dropped {
        let _ = writeln!(out, "{:>10}  dropped by `{stage}`: {}", grouped(*count), escaped(reason));
    }
    for (stage, count) in &report.rejected {
        let _ = writeln!(out, "{:>10}  rejected by `{stage}`", grouped(*count));
    }
    if report.kept_with_errors > 0 {
        let _ = writeln!(
            out,
            "{:>10}  written with a failed stage (see `errors` in the records)",
            grouped(report.kept_with_errors)
        );
    }
    let rate = report.read as f64 / seconds;
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

fn escaped(text: &str) -> String {
    let mut out = String::new();
    rawi_transcript::escape(text, &mut out);
    out
}

/// 12,345.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn progress_bar(total: Option<u64>, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner}  {msg}  {binary_bytes} read  {binary_bytes_per_sec}"),
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Takes documents for their digests only.
struct Nowhere;

impl rawi_io::Encode for Nowhere {
    fn encode(&self, _: &rawi_core::Document, _: &mut Vec<u8>) -> std::result::Result<(), String> {
        Ok(())
    }
}

impl rawi_io::Sink for Nowhere {
    fn encoder(&self) -> Arc<dyn rawi_io::Encode> {
        Arc::new(Self)
    }
    fn write(&mut self, _: &str, _: &[u8]) -> std::result::Result<(), rawi_io::SinkError> {
        Ok(())
    }
    fn reject(&mut self, _: &rawi_io::Rejected) -> std::result::Result<(), rawi_io::SinkError> {
        Ok(())
    }
    fn finish(self: Box<Self>) -> std::result::Result<Vec<PathBuf>, rawi_io::SinkError> {
        Ok(Vec::new())
    }
}
