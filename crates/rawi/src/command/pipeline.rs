//! Finding a pipeline by the name a user gives.

use super::Failure;
use anstream::eprintln;
use rawi_config::{Checked, MemoryAssets, Plan, Problems, check_file, check_text};
use std::path::Path;

/// Columns that problems may take; a line of a pipeline file is rarely longer.
pub(crate) const WIDTH: usize = 120;

/// Checks a pipeline file, or the embedded pipeline of that name.
pub(crate) fn check(name: &str) -> Result<Checked, Failure> {
    let registry = rawi::stages_with_plugins();
    let path = Path::new(name);
    if path.exists() {
        return Ok(check_file(path, &registry));
    }
    if let Some(text) = rawi::embedded_pipeline(name) {
        return Ok(check_text(&format!("<{name}>"), text, &MemoryAssets::default(), &registry));
    }
    let embedded: Vec<&str> = rawi::EMBEDDED_PIPELINES.iter().map(|(name, _)| *name).collect();
    Err(Failure::usage(format!(
        "there is no pipeline file `{name}`, and no embedded pipeline of that name (there is `{}`); `rawi new pipeline {name}` writes one",
        embedded.join("`, `")
    )))
}

/// The plan of a pipeline; its problems are told on stderr.
pub(crate) fn load(name: &str) -> Result<Plan, Failure> {
    let Checked { plan, problems } = check(name)?;
    match plan {
        Some(plan) => {
            if !problems.is_empty() {
                eprintln!("{}", problems.render(true, WIDTH));
            }
            Ok(plan)
        }
        None => {
            eprintln!("{}", problems.render(true, WIDTH));
            Err(Failure {
                code: exit_code(&problems),
                message: format!("pipeline `{name}` cannot run; `rawi explain CODE` says more of a problem"),
            })
        }
    }
}

/// The exit code for a pipeline that cannot run: 3 if a plugin was refused.
pub(crate) fn exit_code(problems: &Problems) -> u8 {
    if problems.iter().any(|problem| problem.code == "plugin-refused") { 3 } else { 2 }
}
