use super::samples::{Reading, open_source};
use super::{Failure, Outcome, Result, pipeline, print};
use crate::terminal::{Message, shown, tell};
use rawi_io::SourceContext;
use rawi_runner::{OnError, Pipeline};
use rawi_transcript::Options;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline
    pipeline: String,
    /// Files, globs, folders or `-`; the pipeline's own source if left out
    inputs: Vec<String>,
    /// A text instead of inputs
    #[arg(long, conflicts_with = "inputs")]
    text: Option<String>,
    /// Only the document with this id
    #[arg(long, value_name = "ID")]
    doc: Option<String>,
    /// Only these layers and views, by name
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    show: Vec<String>,
    /// Stop after this stage
    #[arg(long, value_name = "STAGE")]
    after: Option<String>,
    /// Also who made what, and how sure it is
    #[arg(long)]
    provenance: bool,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html"])]
    input_format: Option<String>,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let base = plan.base.clone().unwrap_or_default();
    let max_document = plan.run.max_document.0;
    let sets = plan.set_meta();
    let pipeline = Pipeline::from(plan.stages);
    let steps = match &args.after {
        None => pipeline.steps().len(),
        Some(id) => match pipeline.steps().iter().position(|step| step.id() == id) {
            Some(index) => index + 1,
            None => {
                let ids: Vec<&str> = pipeline.steps().iter().map(rawi_runner::Step::id).collect();
                return Err(Failure::usage(format!("there is no stage `{id}`; the stages are {}", ids.join(", "))));
            }
        },
    };
    let options = Options { show: (!args.show.is_empty()).then(|| args.show.clone()), provenance: args.provenance };
    let show = |doc: rawi_core::Document| -> std::result::Result<String, Failure> {
        match pipeline.process_until(doc, OnError::Keep, steps) {
            rawi_runner::Outcome::Kept(doc) => {
                // Metadata that a stage left as it was is not missing.
                let known =
                    |name: &String| doc.raw_layer(name).is_some() || doc.view(name).is_some() || sets.contains(name);
                if let Some(name) = args.show.iter().find(|name| !known(name)) {
                    // It may be missing because its stage failed: that is what a person wants to know then.
                    let failures =
                        doc.errors().iter().map(|error| format!("stage `{}` failed: {}", error.stage, error.message));
                    let failures: Vec<String> = failures.collect();
                    if !failures.is_empty() {
                        return Err(Failure::run(format!("`{name}` is not there: {}", failures.join("; "))));
                    }
                    let there: Vec<&str> =
                        doc.layers().map(|(name, _)| name).chain(doc.views().map(|(name, _)| name)).collect();
                    return Err(Failure::usage(format!("nothing is called `{name}`; there is {}", there.join(", "))));
                }
                Ok(rawi_transcript::render(&doc, &options))
            }
            rawi_runner::Outcome::Dropped { stage, reason, .. } => {
                Ok(shown(&format!("dropped by `{stage}`: {reason}\n")))
            }
            rawi_runner::Outcome::Failed(failure) => {
                Ok(shown(&format!("failed in `{}`: {}\n", failure.stage, failure.message)))
            }
        }
    };
    if let Some(text) = &args.text {
        let doc = rawi_core::Document::new("text", text.as_str()).map_err(|error| Failure::usage(error.to_string()))?;
        return print(&show(doc)?);
    }

    let context = SourceContext { base, inputs: None, max_document };
    let mut source = open_source(
        &args.inputs,
        &Reading { format: args.input_format.as_deref(), ..Reading::default() },
        plan.source.as_ref(),
        &context,
    )?;
    let decoder = source.decoder();
    let (mut outcome, mut found) = (Outcome::Fine, false);
    while let Some(raw) = source.next() {
        match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(doc) if args.doc.as_ref().is_some_and(|id| id != doc.id()) => {}
            Ok(doc) => {
                found = true;
                let mut text = String::from("document ");
                rawi_transcript::escape(doc.id(), &mut text);
                let _ = write!(text, "\n{}\n", show(doc)?);
                print(&text)?;
            }
            Err(error) if error.fatal => return Err(Failure::run(error.to_string())),
            Err(error) => {
                tell(Message::Failed, &error.to_string());
                outcome = Outcome::Findings;
            }
        }
    }
    match &args.doc {
        Some(id) if !found => Err(Failure::usage(format!("no document has the id `{id}`"))),
        _ => Ok(outcome),
    }
}
