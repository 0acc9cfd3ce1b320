//! `rawi plugin`: for those who write plugins, and those who use them.

mod check;
mod list;
mod new;
mod pin;
mod refused;

pub(crate) use list::stages as listed_stages;

use super::pipeline::Plugins;
use super::{Failure, Outcome, Result};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Write a plugin to start from, with its tests: a crate in Rust, or a C file with a Makefile
    New(new::Args),
    /// Try a plugin with everything it must bear, in worker processes
    Check(check::Args),
    /// List plugins: versions, stages, hashes; those in RAWI_PLUGIN_PATH, or these files
    List(list::Args),
    /// Write the hashes of its plugins into a pipeline file
    Pin(pin::Args),
    /// Become a worker: only rawi itself starts one
    #[command(hide = true)]
    Worker,
}

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    match &args.what {
        What::New(args) => new::run(args, plugins.quiet),
        What::Check(args) => check::run(args, plugins),
        What::List(args) => list::run(args, plugins),
        What::Pin(args) => pin::run(args, plugins),
        What::Worker => match rawi_loader::serve() {
            0 => Ok(Outcome::Fine),
            code => {
                Err(Failure { code, message: "a worker is started by rawi alone, and talks to it alone".to_owned() })
            }
        },
    }
}
