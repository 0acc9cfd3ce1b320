//! Reports read for the commands that set them side by side.

use super::samples::{Reading, open_source};
use super::{Failure, pipeline};
use crate::digest::grouped;
use crate::terminal::{Message, tell};
use rawi_dossier::{Collector, Report, Store, StoreError, sort};
use rawi_io::SourceContext;
use rawi_runner::{Limits, Pipeline, Run};
use std::path::Path;

/// What is read.
#[derive(clap::Args)]
pub(crate) struct Input {
    /// Records, or texts, which go through the pipeline first: files, globs, folders or `-`. The format is told by the ending:
    /// .txt .jsonl .csv .html, each also .gz, and .parquet
    #[arg(required_unless_present = "store", value_name = "RECORDS|TEXTS")]
    pub(crate) inputs: Vec<String>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// How it is read.
#[derive(clap::Args)]
pub(crate) struct How {
    /// A file that keeps the reports and their events from run to run (SQLite; docs/dossier.md tells its tables): what is read is
    /// added to it, and the result is that of all that it holds then
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<String>,
    /// What texts go through: a pipeline file, or the name of an embedded pipeline. Records are taken as they are
    #[arg(long, value_name = "PIPELINE", default_value = "news")]
    pub(crate) pipeline: String,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html", "parquet"])]
    pub(crate) input_format: Option<String>,
    /// Threads that read reports, 1024 at most; 0 for as many as the machine has
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=rawi_runner::MOST_THREADS as i64))]
    pub(crate) threads: u16,
}

/// The reports, in their order, and whether a document failed.
pub(crate) fn read(input: &Input, plugins: pipeline::Plugins<'_>) -> Result<(Vec<Report>, bool), Failure> {
    read_from(&input.inputs, &input.how, plugins)
}

/// The same for these inputs; none if all that is wanted stands in the store.
pub(crate) fn read_from(
    inputs: &[String],
    how: &How,
    plugins: pipeline::Plugins<'_>,
) -> Result<(Vec<Report>, bool), Failure> {
    let (mut reports, failed) = if inputs.is_empty() { (Vec::new(), false) } else { collect(inputs, how, plugins)? };
    match &how.store {
        Some(file) => {
            let failed = |error: StoreError| Failure::run(error.to_string());
            let path = Path::new(file);
            if inputs.is_empty() && !path.exists() {
                return Err(Failure::usage(format!(
                    "there is no store {file}, and nothing to read into one; name reports"
                )));
            }
            reports = Store::open(path).map_err(failed)?.add(reports).map_err(failed)?;
        }
        None => sort(&mut reports),
    }
    Ok((reports, failed))
}

/// The reports of the inputs.
fn collect(inputs: &[String], how: &How, plugins: pipeline::Plugins<'_>) -> Result<(Vec<Report>, bool), Failure> {
    let plan = pipeline::load(&how.pipeline, plugins)?;
    let context = SourceContext { base: Default::default(), inputs: None, max_document: plan.run.max_document.0 };
    let reading = Reading { format: how.input_format.as_deref(), ..Reading::default() };
    let mut source = open_source(inputs, &reading, None, &context)?;
    let texts = Pipeline::from(plan.stages);
    let nothing = Pipeline::from(Vec::new());
    let limits = Limits { threads: usize::from(how.threads), ..Limits::default() };
    let mut collector = Collector::new(texts);
    let run = Run::new(&nothing, source.as_mut()).limits(limits).sink(&mut collector);
    let report = run.execute().map_err(|error| Failure::run(error.to_string()))?;
    for message in &report.counts.failures {
        tell(Message::Failed, message);
    }
    if !plugins.quiet {
        for note in &report.notes {
            tell(Message::Warning, note);
        }
        if collector.without_claims > 0 {
            tell(
                Message::Warning,
                &format!(
                    "{} of {} reports are records without a layer `claims`, so no figures come from them; \
                 read the texts instead, or run a pipeline with the stage `claims`",
                    grouped(collector.without_claims),
                    grouped(collector.reports.len() as u64),
                ),
            );
        }
    }
    Ok((collector.reports, report.counts.has_failures()))
}
