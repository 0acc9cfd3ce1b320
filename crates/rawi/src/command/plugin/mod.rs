//! `rawi plugin`: for those who write plugins, and those who use them.

use super::{Failure, Outcome, Result};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Become a worker: only rawi itself starts one
    #[command(hide = true)]
    Worker,
}

pub(crate) fn run(args: &Args) -> Result {
    match &args.what {
        What::Worker => match rawi_loader::serve() {
            0 => Ok(Outcome::Fine),
            code => Err(Failure { code, message: "the worker and rawi do not understand each other".to_owned() }),
        },
    }
}
