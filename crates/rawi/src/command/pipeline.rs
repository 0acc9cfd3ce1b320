//! Finding a pipeline by the name a user gives.

use super::Failure;
use crate::pipelines::{self, WIDTH};
use crate::program::Program;
use crate::terminal::say;
use rawi_config::{CheckOutcome, Plan, Problems, Registry};

/// How a subcommand deals with plugins, what becomes their workers, and whether what a pipeline is only warned of goes unsaid.
#[derive(Clone, Copy)]
pub(crate) struct Plugins<'a> {
    pub(crate) mode: Mode,
    pub(crate) program: &'a Program,
    pub(crate) quiet: bool,
}

/// What becomes of the plugins that a pipeline names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They are loaded.
    Load,
    /// Nothing of them runs in this process.
    OnlyInWorkers,
    /// They are refused (`--no-plugins`).
    Off,
}

impl Plugins<'_> {
    /// The same with what they do replaced.
    pub(crate) fn mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// What loads plugins: from beside the pipeline, then from RAWI_PLUGIN_PATH.
    #[cfg(target_os = "linux")]
    pub(crate) fn loader(self) -> rawi_loader::Loader {
        pipelines::loader(self.program)
    }

    /// The stages that a pipeline may name.
    #[cfg(target_os = "linux")]
    fn registry(self) -> Registry {
        let loader = match self.mode {
            Mode::Load => self.loader(),
            Mode::OnlyInWorkers => self.loader().only_workers(),
            Mode::Off => self.loader().off("--no-plugins"),
        };
        crate::builtin_stages().plugins(move |request| loader.resolve(request))
    }

    /// The stages that a pipeline may name.
    #[cfg(not(target_os = "linux"))]
    fn registry(self) -> Registry {
        crate::builtin_stages()
    }
}

/// Checks a pipeline file, or the embedded pipeline of that name.
pub(crate) fn check(name: &str, plugins: Plugins<'_>) -> Result<CheckOutcome, Failure> {
    pipelines::check(name, &plugins.registry()).map_err(Failure::usage)
}

/// The plan of a pipeline; its problems are told on stderr, and what it is only warned of unless `--quiet`.
pub(crate) fn load(name: &str, plugins: Plugins<'_>) -> Result<Plan, Failure> {
    let CheckOutcome { plan, problems } = check(name, plugins)?;
    match plan {
        Some(plan) => {
            if !problems.is_empty() && !plugins.quiet {
                say(&problems.render(true, WIDTH));
            }
            Ok(plan)
        }
        None => {
            say(&problems.render(true, WIDTH));
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
