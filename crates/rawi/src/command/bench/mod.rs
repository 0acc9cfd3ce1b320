//! `rawi bench`: how fast a pipeline is, how much memory it takes, and where the time goes.

mod measure;
mod memory;
mod show;

use super::samples::{Reading, open_source};
use super::{Format, Outcome, Result, pipeline, print, print_json};
use measure::Kept;
use rawi_io::SourceContext;
use rawi_runner::Pipeline;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline (`news`)
    pipeline: String,
    /// Files, globs, folders or `-`; they replace the source's files
    inputs: Vec<String>,
    /// The most threads that are tried, from 1 doubled up to it; 0 for as many as the machine has
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=rawi_runner::MOST_THREADS as i64))]
    threads: u16,
    /// The most documents that are read; they are held in memory, so that reading is not measured
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    documents: u32,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html", "parquet"])]
    input_format: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let context = SourceContext {
        base: plan.base.clone().unwrap_or_default(),
        inputs: None,
        max_document: plan.run.max_document.0,
    };
    let reading = Reading { format: args.input_format.as_deref(), ..Reading::default() };
    let mut source = open_source(&args.inputs, &reading, plan.source.as_ref(), &context)?;
    let kept = Kept::read(source.as_mut(), args.documents as usize)?;
    let pipeline = Pipeline::from(plan.stages);
    let bench = measure::bench(&pipeline, &kept, rawi_runner::threads(usize::from(args.threads)))?;
    match args.format {
        Format::Text => print(&show::text(&args.pipeline, &bench))?,
        Format::Json => print_json(&show::json(&args.pipeline, &bench))?,
    };
    Ok(if bench.failed == 0 { Outcome::Fine } else { Outcome::Findings })
}
