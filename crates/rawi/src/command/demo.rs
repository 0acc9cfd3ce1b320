use super::{Failure, Result, pipeline, print};
use rawi_core::Document;
use rawi_runner::{OnError, Outcome, Pipeline};
use std::fmt::Write as _;

/// The embedded pipeline on the bundled reports.
pub(crate) fn run(plugins: pipeline::Plugins<'_>) -> Result {
    let plan = pipeline::load("news", plugins.mode(pipeline::Mode::Off))?;
    let pipeline = Pipeline::from(plan.stages);
    let mut text = String::new();
    for (id, source, meta) in crate::seeds() {
        let mut doc = Document::new(id, source).map_err(|error| Failure::run(error.to_string()))?;
        for (name, value) in meta {
            doc.meta_mut().set(name, value);
        }
        match pipeline.process(doc, OnError::Stop) {
            Outcome::Kept(doc) => {
                let _ = writeln!(text, "{}", crate::digest::digest(&doc, crate::terminal::width()));
            }
            Outcome::Dropped { stage, reason, .. } => {
                let _ = writeln!(text, "{id}: dropped by `{stage}`: {reason}\n");
            }
            Outcome::Failed(failure) => {
                return Err(Failure::run(format!("{id}, stage `{}`: {}", failure.stage, failure.message)));
            }
        }
    }
    text.push_str("These reports are bundled with rawi. Your own: rawi run news FOLDER -o out.jsonl\n");
    print(&text)
}
