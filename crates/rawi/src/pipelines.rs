//! Pipelines by the name that a user gives: a file, or an embedded one.

#[cfg(all(feature = "cli", target_os = "linux"))]
use crate::program::Program;
use rawi_config::{CheckOutcome, MemoryAssets, Registry, check_file, check_text, closest};
use rawi_runner::Pipeline;
use std::path::Path;

/// Columns that problems may take; a line of a pipeline file is rarely longer.
pub(crate) const WIDTH: usize = 120;

/// Checks a pipeline file, or the embedded pipeline of that name.
///
/// ```
/// let checked = rawi::pipelines::check("news", &rawi::builtin_stages()).unwrap();
/// assert!(checked.plan.is_some());
/// let error = rawi::pipelines::check("new", &rawi::builtin_stages()).unwrap_err();
/// assert!(error.ends_with("did you mean `news`?"), "{error}");
/// ```
///
/// # Errors
/// If there is neither; it says what there is. What is wrong inside a pipeline stands in the outcome.
pub fn check(name: &str, registry: &Registry) -> Result<CheckOutcome, String> {
    let path = Path::new(name);
    if path.exists() {
        return Ok(check_file(path, registry));
    }
    if let Some(text) = crate::embedded_pipeline(name) {
        return Ok(check_text(&format!("<{name}>"), text, &MemoryAssets::default(), registry));
    }
    let embedded: Vec<&str> = crate::EMBEDDED_PIPELINES.iter().map(|(name, _)| *name).collect();
    let hint = match closest(name, embedded.iter().copied().chain(files(path).iter().map(String::as_str))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("rawi brings `{}`; `rawi new pipeline {name}` writes one", embedded.join("`, `")),
    };
    let what = if name.ends_with(".toml") { "" } else { ", and no embedded pipeline of that name" };
    Err(format!("there is no pipeline file `{name}`{what}; {hint}"))
}

/// A pipeline file, or the embedded pipeline of that name, with its stages made: for a program that reads documents itself.
///
/// ```
/// let pipeline = rawi::pipelines::load("news", &rawi::builtin_stages()).unwrap();
/// assert_eq!(pipeline.steps()[0].id(), "normalizer");
/// ```
///
/// # Errors
/// If there is neither, or it cannot run: every mistake at its place, as `rawi check` shows them. What `check` only warns of is left
/// unsaid; [`check`] has it.
pub fn load(name: &str, registry: &Registry) -> Result<Pipeline, String> {
    let CheckOutcome { plan, problems } = check(name, registry)?;
    let plan = plan.ok_or_else(|| format!("pipeline `{name}` cannot run\n{}", problems.render(false, WIDTH)))?;
    Ok(Pipeline::from(plan.stages))
}

/// The pipeline files that stand where `path` would, as one would name them.
fn files(path: &Path) -> Vec<String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let entries = std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let names = entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with(".toml"))
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What loads plugins as the command does: from beside the pipeline, then from RAWI_PLUGIN_PATH; `program` becomes its workers
/// (it runs [`cli::run`](crate::cli::run)).
#[cfg(all(feature = "cli", target_os = "linux"))]
#[must_use]
pub fn loader(program: &Program) -> rawi_loader::Loader {
    let args: Vec<&str> = program.args.iter().map(String::as_str).chain(["plugin", "worker"]).collect();
    rawi_loader::Loader::new().folders(plugin_path()).workers(&program.path, &args)
}

/// The folders that RAWI_PLUGIN_PATH lists.
#[cfg(target_os = "linux")]
#[must_use]
pub fn plugin_path() -> Vec<std::path::PathBuf> {
    let folders = std::env::var_os("RAWI_PLUGIN_PATH").unwrap_or_default();
    std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty()).collect()
}
