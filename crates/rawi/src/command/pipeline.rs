//! Finding a pipeline by the name a user gives.

use super::Failure;
use anstream::eprintln;
use rawi_config::{CheckOutcome, MemoryAssets, Plan, Problems, Registry, check_file, check_text, closest};
use std::path::Path;

/// Columns that problems may take; a line of a pipeline file is rarely longer.
pub(crate) const WIDTH: usize = 120;

/// How a subcommand deals with plugins.
#[derive(Clone, Copy)]
pub(crate) enum Plugins {
    /// They are loaded.
    Load,
    /// Nothing of them runs in this process.
    OnlyInWorkers,
    /// They are refused (`--no-plugins`).
    Off,
}

impl Plugins {
    /// The stages that a pipeline may name.
    #[cfg(target_os = "linux")]
    fn registry(self) -> Registry {
        let loader = loader();
        let loader = match self {
            Self::Load => loader,
            Self::OnlyInWorkers => loader.only_workers(),
            Self::Off => loader.off("--no-plugins"),
        };
        rawi::builtin_stages().plugins(move |request| loader.resolve(request))
    }

    /// The stages that a pipeline may name.
    #[cfg(not(target_os = "linux"))]
    fn registry(self) -> Registry {
        rawi::builtin_stages()
    }
}

/// What loads plugins: from beside the pipeline, then from RAWI_PLUGIN_PATH; this program becomes its workers.
#[cfg(target_os = "linux")]
pub(crate) fn loader() -> rawi_loader::Loader {
    rawi_loader::Loader::new().folders(plugin_path()).workers("/proc/self/exe", &["plugin", "worker"])
}

/// The folders that RAWI_PLUGIN_PATH lists.
#[cfg(target_os = "linux")]
pub(crate) fn plugin_path() -> Vec<std::path::PathBuf> {
    let folders = std::env::var_os("RAWI_PLUGIN_PATH").unwrap_or_default();
    std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// Checks a pipeline file, or the embedded pipeline of that name.
pub(crate) fn check(name: &str, plugins: Plugins) -> Result<CheckOutcome, Failure> {
    let registry = plugins.registry();
    let path = Path::new(name);
    if path.exists() {
        return Ok(check_file(path, &registry));
    }
    if let Some(text) = rawi::embedded_pipeline(name) {
        return Ok(check_text(&format!("<{name}>"), text, &MemoryAssets::default(), &registry));
    }
    let embedded: Vec<&str> = rawi::EMBEDDED_PIPELINES.iter().map(|(name, _)| *name).collect();
    let hint = match closest(name, embedded.iter().copied().chain(files(path).iter().map(String::as_str))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("rawi brings `{}`; `rawi new pipeline {name}` writes one", embedded.join("`, `")),
    };
    let what = if name.ends_with(".toml") { "" } else { ", and no embedded pipeline of that name" };
    Err(Failure::usage(format!("there is no pipeline file `{name}`{what}; {hint}")))
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

/// The plan of a pipeline; its problems are told on stderr.
pub(crate) fn load(name: &str, plugins: Plugins) -> Result<Plan, Failure> {
    let CheckOutcome { plan, problems } = check(name, plugins)?;
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
