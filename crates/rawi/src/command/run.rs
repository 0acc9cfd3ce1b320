//! `rawi run`.

use super::samples::open_source;
use super::{Failure, Outcome, Result, pipeline};
use crate::digest::{Digests, grouped};
use crate::terminal::{self, shown};
use anstream::eprintln;
use indicatif::{ProgressBar, ProgressStyle};
use rawi_config::{Plan, PlannedSink};
use rawi_io::{OpenError, OpenSink, Opened, RejectedSink, SinkConfig as _, SinkContext, SourceContext, sink_for};
use rawi_runner::{Limits, Pipeline, Progress, Report, Run, RunError};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Digests that are shown where the records are written too; what comes after stands in them.
const DIGESTS: u64 = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline (`news`)
    pipeline: String,
    /// Files, globs, folders or `-`; they replace the source's files. The format is told by the ending: .txt .jsonl .csv
    /// .html, each also .gz
    inputs: Vec<String>,
    /// Where the output goes; replaces the sinks' paths: a file ending in .jsonl, .csv or .txt (also .gz), a folder, `-`. Several
    /// times for several outputs
    #[arg(short, long, value_name = "OUT")]
    output: Vec<String>,
    /// The layers that are written; in CSV each is a table
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    layer: Vec<String>,
    /// Where documents go that do not go on, a file ending in .jsonl; else `out.rejected.jsonl` beside the first output
    #[arg(long, value_name = "FILE")]
    rejected: Option<String>,
    /// Threads that process documents, 1024 at most; 0 for as many as the machine has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=rawi_runner::MOST_THREADS as i64))]
    threads: Option<u16>,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html"])]
    input_format: Option<String>,
    /// Replace output that exists
    #[arg(long)]
    overwrite: bool,
    /// Whether to show a digest of each report: on stdout, on stderr if the records go to stdout
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

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>, quiet: bool) -> Result {
    let mut plan = pipeline::load(&args.pipeline, plugins)?;
    let context = SourceContext {
        base: plan.base.clone().unwrap_or_default(),
        inputs: None,
        max_document: plan.run.max_document.0,
    };
    let mut source = open_source(&args.inputs, args.input_format.as_deref(), plan.source.as_ref(), &context)?;
    let Outputs { mut open, rejected, digests } = outputs(args, &mut plan)?;
    let to_stdout = open.iter().any(|output| output.place.is_stdout());
    let keeps_rejected = rejected.is_some();
    open.extend(rejected);

    let limits = Limits {
        threads: args.threads.map_or(plan.run.threads, usize::from),
        on_error: plan.run.on_error,
        window_documents: plan.run.window_documents,
        window_bytes: usize::try_from(plan.run.window_bytes.0).unwrap_or(usize::MAX),
    };
    let pipeline = Pipeline::new(plan.stages.into_iter().map(Into::into).collect());
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    // The second Ctrl-C ends at once: a batch may take long.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            #[cfg(target_os = "linux")]
            rawi_loader::leaving();
            std::process::exit(130);
        }
    });

    let began = Instant::now();
    let bar = progress_bar(source.total_bytes(), quiet);
    let advance = |progress: Progress| {
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} documents", grouped(progress.documents)));
    };
    let shown_only = open.is_empty();
    let mut run = Run::new(&pipeline, source.as_mut()).limits(limits).progress(&advance).cancel(&cancel);
    for output in open {
        run = run.sink(output.sink);
    }
    if digests {
        // Where nothing else is kept, the digests are the output.
        let most = if shown_only { u64::MAX } else { DIGESTS };
        run = run.sink(Digests::new(terminal::width(), most, |digest| {
            bar.suspend(|| match to_stdout {
                true => anstream::stderr().write_all(digest.as_bytes()),
                false => anstream::stdout().write_all(digest.as_bytes()),
            })
        }));
    }
    #[cfg(target_os = "linux")]
    let watch = rawi_loader::Watch::begin(to_stdout)
        .map_err(|error| Failure::run(format!("cannot keep what plugins print apart: {error}")))?;
    let result = run.execute();
    #[cfg(target_os = "linux")]
    drop(watch);
    bar.finish_and_clear();
    let left = if to_stdout { "what was written to stdout is not all" } else { "no output was kept" };
    match result {
        Ok(report) => finish(&report, began.elapsed(), shown_only, keeps_rejected, quiet),
        Err(RunError::Sink(error)) if error.closed => Ok(Outcome::Fine),
        Err(error @ RunError::Interrupted { .. }) => Err(Failure { code: 130, message: format!("{error}; {left}") }),
        Err(error) => Err(Failure::run(format!("{error}; {left}"))),
    }
}

/// Where the documents of a run go.
struct Outputs {
    open: Vec<Opened>,
    rejected: Option<Opened>,
    digests: bool,
}

fn outputs(args: &Args, plan: &mut Plan) -> std::result::Result<Outputs, Failure> {
    let usage = |error: OpenError| Failure::usage(error.to_string());
    if let Some(layer) = args.layer.iter().find(|layer| !gives(plan, layer)) {
        return Err(Failure::usage(format!(
            "no stage gives a layer `{layer}`; there is {}. If the records bring it, say so: `provides = [\"{layer}\"]` in [source]",
            layers(plan).join(", ")
        )));
    }
    let schemas = plan.schemas();
    let context = |out: Option<&str>| SinkContext {
        base: plan.base.clone().unwrap_or_default(),
        out: out.map(str::to_owned),
        layers: (!args.layer.is_empty()).then(|| args.layer.clone()),
        overwrite: args.overwrite,
        schemas: schemas.clone(),
    };
    let (own_rejected, mut own): (Vec<PlannedSink>, Vec<PlannedSink>) =
        std::mem::take(&mut plan.sinks).into_iter().partition(|sink| sink.uses == RejectedSink::NAME);

    let mut open = Vec::new();
    for out in &args.output {
        // The pipeline's own sink keeps its options, unless the ending asks for another.
        let fits = |sink: &PlannedSink| sink_name_for(out).is_none_or(|name| name == sink.uses);
        let sink = match own.iter().position(fits) {
            Some(at) => own.remove(at).open,
            None => sink_for(out),
        };
        open.push(sink.open(&context(Some(out))).map_err(usage)?);
    }
    if args.output.is_empty() {
        for sink in own {
            open.push(sink.open.open(&context(None)).map_err(usage)?);
        }
    }
    let to_stdout = open.iter().filter(|output| output.place.is_stdout()).count();
    let digests = match args.digest {
        When::Auto => std::io::stdout().is_terminal() && to_stdout == 0,
        When::Always => true,
        When::Never => false,
    };
    // With a digest to read and no place named, the records go nowhere: nobody reads JSON on a terminal.
    if open.is_empty() && (!digests || !args.layer.is_empty()) {
        open.push(sink_for("-").open(&context(Some("-"))).map_err(usage)?);
    }
    let rejected = match (&args.rejected, own_rejected.into_iter().next()) {
        (Some(file), _) => Some(RejectedSink::default().open(&context(Some(file))).map_err(usage)?),
        (None, Some(own)) => Some(own.open.open(&context(None)).map_err(usage)?),
        (None, None) => {
            let mut beside = open.iter().map(|output| RejectedSink::beside(&output.place).map_err(usage));
            beside.find_map(std::result::Result::transpose).transpose()?
        }
    };
    if to_stdout + usize::from(rejected.as_ref().is_some_and(|output| output.place.is_stdout())) > 1 {
        return Err(Failure::usage(
            "two outputs would stand in stdout, one between the other; name a file for one of them",
        ));
    }
    let mut files: Vec<&std::path::PathBuf> = open.iter().chain(&rejected).flat_map(|output| &output.files).collect();
    files.sort();
    if let Some(twice) = files.windows(2).find(|two| two[0] == two[1]) {
        return Err(Failure::usage(format!(
            "two outputs would be {}; give each a name of its own",
            twice[0].display()
        )));
    }
    Ok(Outputs { open, rejected, digests })
}

/// The layers that documents have in the end.
fn layers(plan: &Plan) -> Vec<String> {
    let given = plan.stages.iter().flat_map(rawi_config::PlannedStage::provides);
    let given = given.filter(|slot| slot.kind == rawi_core::SlotKind::Layer).map(|slot| slot.name);
    plan.source.iter().flat_map(|source| source.provides.iter().cloned()).chain(given).collect()
}

fn gives(plan: &Plan, layer: &str) -> bool {
    layers(plan).iter().any(|name| name == layer)
}

/// The sink that a file's ending asks for; none if it leaves the choice.
fn sink_name_for(out: &str) -> Option<&'static str> {
    let plain = out.strip_suffix(".gz").unwrap_or(out);
    [(".jsonl", "jsonl"), (".csv", "csv"), (".txt", "transcript")]
        .into_iter()
        .find_map(|(ending, name)| plain.ends_with(ending).then_some(name))
}

fn finish(report: &Report, time: Duration, shown_only: bool, keeps_rejected: bool, quiet: bool) -> Result {
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
