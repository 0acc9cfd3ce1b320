//! A run, from the pipeline file to the closing table.

use super::args::Args;
use super::closing::{finish, write_report};
use super::log::Log;
use super::outputs::{Folder, Outputs, outputs};
use super::signals::{INTERRUPTED, Left, watch};
use crate::command::samples::{Reading, open_source};
use crate::command::{Failure, Format, Outcome, Result, pipeline};
use crate::digest::{Digests, grouped};
use crate::logger;
use crate::terminal;
use indicatif::{ProgressBar, ProgressStyle};
use rawi_config::Plan;
use rawi_io::{Disk, SourceContext};
use rawi_runner::{
    Again, FINGERPRINT, Ledger, Limits, Made, Pipeline, Progress, Retry, Run, RunError, ShardSize, Shards, ShardsError,
};
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Digests that are shown where the records are written too; what comes after stands in them.
const DIGESTS: u64 = 20;

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let log = Log { format: args.log, quiet: plugins.quiet };
    if log.format == Format::Json {
        logger::as_json();
    }
    execute(args, plugins, log).map_err(|Failure { code, message }| match log.format {
        Format::Text => Failure { code, message },
        Format::Json => {
            log.error(code, &message);
            Failure { code, message: String::new() }
        }
    })
}

fn execute(args: &Args, plugins: pipeline::Plugins<'_>, log: Log) -> Result {
    let mut plan = pipeline::load(&args.pipeline, plugins)?;
    let context = SourceContext {
        base: plan.base.clone().unwrap_or_default(),
        inputs: None,
        max_document: plan.run.max_document.0,
    };
    let reading = Reading {
        format: args.input_format.as_deref(),
        encoding: args.encoding.as_deref(),
        delimiter: args.delimiter.as_deref(),
    };
    let mut source = open_source(&args.inputs, &reading, plan.source.as_ref(), &context)?;
    let disk = Disk::default();
    // Before the first temporary file is made: no signal may leave one.
    let unfinished = Arc::new(OnceLock::new());
    let waits = args.inputs.iter().any(|input| input == "-");
    let cancel = watch(&disk, Left { unfinished: Arc::clone(&unfinished), waits, log });
    let Outputs { mut open, rejected, folder, digests } = outputs(args, &mut plan, &disk)?;
    let to_stdout = open.iter().any(|output| output.place.is_stdout());
    let keeps_rejected = rejected.is_some() || folder.is_some();
    open.extend(rejected);
    let shards = match &folder {
        Some(folder) => Some(begin(args, &plan, folder, &disk, source.total_bytes())?),
        None => None,
    };
    if let Some(shards) = shards.as_ref().filter(|_| args.retry_rejected) {
        source = Box::new(Retry::new(shards, source.decoder()));
    }

    let limits = Limits {
        threads: args.threads.map_or(plan.run.threads, usize::from),
        on_error: plan.run.on_error,
        window_documents: plan.run.window_documents,
        window_bytes: usize::try_from(plan.run.window_bytes.0).unwrap_or(usize::MAX),
    };
    let pipeline = Pipeline::from(plan.stages);
    let unfinished = unfinished.get_or_init(|| match (&folder, to_stdout, open.is_empty()) {
        (Some(folder), ..) => {
            format!("what is finished stays in {}, and the same command goes on behind it", folder.path.display())
        }
        (None, true, _) => "what was written to stdout is not all".to_owned(),
        (None, false, true) => "no output was asked for".to_owned(),
        (None, false, false) => "no output was kept (a run into a folder can be resumed: `-o out/`)".to_owned(),
    });

    let began = Instant::now();
    let bar = progress_bar(source.total_bytes(), log);
    log.begin(&args.pipeline, source.total_bytes());
    let told = Mutex::new(began);
    let advance = |progress: Progress| {
        log.progress(progress, &told);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} documents", grouped(progress.documents)));
    };
    let shown_only = open.is_empty() && folder.is_none();
    let mut run = Run::new(&pipeline, source.as_mut()).limits(limits).progress(&advance).cancel(&cancel);
    for output in open {
        run = run.sink(output.sink);
    }
    if digests {
        // Where nothing else is kept, the digests are the output.
        let most = if shown_only { u64::MAX } else { DIGESTS };
        run = run.sink(Digests::new(terminal::width(), most, |digest| {
            bar.suspend(|| if to_stdout { terminal::print_aside(digest) } else { terminal::print(digest) })
        }));
    }
    if let Some(shards) = shards {
        run = run.shards(shards);
    }
    #[cfg(target_os = "linux")]
    let watch = rawi_loader::Watch::begin(to_stdout)
        .map_err(|error| Failure::run(format!("cannot keep what plugins print apart: {error}")))?;
    let result = run.execute();
    #[cfg(target_os = "linux")]
    drop(watch);
    bar.finish_and_clear();
    let left = || match &folder {
        Some(folder) => finished(&folder.path, &disk),
        None => unfinished.clone(),
    };
    match result {
        Ok(report) => {
            let time = began.elapsed();
            if let Some(path) = &args.report {
                write_report(path, &report, time)?;
            }
            Ok(finish(log, &report, time, shown_only, keeps_rejected))
        }
        Err(RunError::Sink(error)) if error.closed => Ok(Outcome::Fine),
        Err(error @ RunError::Interrupted { .. }) => {
            Err(Failure { code: INTERRUPTED, message: format!("{error}; {}", left()) })
        }
        Err(error) => Err(Failure::run(format!("{error}; {}", left()))),
    }
}

/// What a run that has ended early leaves in its folder.
fn finished(folder: &Path, disk: &Disk) -> String {
    match Ledger::read(folder, disk).map(|ledger| (ledger.parts().len() as u64, ledger.counts().read)) {
        Ok((shards, documents)) => format!(
            "{} shards with {} documents are finished in {}, and the same command goes on behind them",
            grouped(shards),
            grouped(documents),
            folder.display()
        ),
        Err(error) => error,
    }
}

/// Has the folder for this run.
fn begin<'f>(
    args: &Args,
    plan: &Plan,
    folder: &'f Folder,
    disk: &Disk,
    total: Option<u64>,
) -> std::result::Result<Shards<'f>, Failure> {
    let mut made = vec![Made::new("rawi itself, what reads, runs and writes,", FINGERPRINT)];
    let source = plan.source.as_ref().map_or_else(String::new, |source| format!("{} {}", source.uses, source.options));
    let said = [&args.input_format, &args.encoding, &args.delimiter].map(|said| said.as_deref().unwrap_or_default());
    made.push(Made::new("[source]", format!("{source} {}", said.join(" "))));
    let stages: Vec<&str> = plan.stages.iter().map(|stage| stage.id.as_str()).collect();
    made.push(Made::new("the order of the stages", stages.join(", ")));
    for stage in &plan.stages {
        let name = format!("stage `{}`", stage.id);
        made.push(Made::new(&name, &stage.hash));
        let code = match &stage.plugin {
            Some(plugin) => format!("{name}: its plugin {plugin}"),
            None => format!("{name}: its code"),
        };
        made.push(Made::new(code, format!("{} {}", stage.version, stage.code)));
        made.extend(stage.assets.iter().map(|(file, hash)| Made::new(format!("{name}: its file {file}"), hash)));
    }
    made.push(Made::new("[sink]", &folder.what));
    made.push(Made::new("`on-error`", format!("{:?}", plan.run.on_error).to_lowercase()));
    made.push(Made::new("`max-document`", plan.run.max_document.to_string()));
    let size = ShardSize { documents: plan.run.shard_documents, bytes: plan.run.shard_bytes.0 };
    let again = match (args.restart, args.overwrite) {
        (true, _) => Again::Restart,
        (false, true) => Again::GoOnOrRestart,
        (false, false) => Again::GoOn,
    };
    let open = Box::new(|part: &str| folder.open(part));
    let shards = match args.retry_rejected {
        true => Shards::retry(&folder.path, disk, made, size, open),
        false => Shards::begin(&folder.path, disk, made, size, again, total, open),
    };
    shards.map_err(|ShardsError(message)| Failure::usage(message))
}

fn progress_bar(total: Option<u64>, log: Log) -> ProgressBar {
    if log.quiet || log.format == Format::Json || !std::io::stderr().is_terminal() {
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
