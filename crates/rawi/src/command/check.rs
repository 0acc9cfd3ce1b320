use super::pipeline::{Mode, Plugins};
use super::{Failure, Format, Result, columns, pipeline, print, print_json};
use crate::pipelines::WIDTH;
use rawi_config::Description;
use serde_json::json;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline
    pipeline: String,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    // Whoever checks a pipeline may not trust it yet.
    let plugins = match plugins.mode {
        Mode::Off => plugins,
        Mode::Load | Mode::OnlyInWorkers => plugins.mode(Mode::OnlyInWorkers),
    };
    let checked = pipeline::check(&args.pipeline, plugins)?;
    let description = checked.plan.as_ref().map(rawi_config::Plan::describe);
    let outcome = match args.format {
        Format::Json => print_json(&json!({ "problems": checked.problems.to_json(), "plan": description }))?,
        Format::Text => {
            let mut text = String::new();
            if !checked.problems.is_empty() {
                let _ = writeln!(text, "{}\n", checked.problems.render(true, WIDTH).trim_end());
            }
            if let Some(description) = &description {
                text.push_str(&plan(description));
            }
            print(&text)?
        }
    };
    match description {
        Some(_) => Ok(outcome),
        None => Err(Failure { code: pipeline::exit_code(&checked.problems), message: String::new() }),
    }
}

fn plan(plan: &Description) -> String {
    let list = |names: &[String]| if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let mut rows = vec![["", "stage", "uses", "requires", "reads if there", "provides"].map(str::to_owned).to_vec()];
    // Few pipelines have such a stage.
    let refines = plan.stages.iter().any(|stage| !stage.refines.is_empty());
    rows[0].extend(refines.then(|| "refines".to_owned()));
    for stage in &plan.stages {
        rows.push(vec![
            stage.wave.to_string(),
            stage.id.clone(),
            stage.uses.clone(),
            list(&stage.requires),
            list(&stage.optional),
            list(&stage.provides),
        ]);
        let last = rows.len() - 1;
        rows[last].extend(refines.then(|| list(&stage.refines)));
    }
    let end =
        |names: &[String]| if names.is_empty() { "named on the command line".to_owned() } else { names.join(", ") };
    format!(
        "{} is fine.\nsource: {}; sink: {}; {} tests\n\n{}\nStages with the same number read nothing of each other and could run side by side.\n",
        plan.name,
        end(plan.source.as_slice()),
        end(&plan.sinks),
        plan.tests.len(),
        columns(&rows)
    )
}
