//! `rawi run`.

mod args;
mod closing;
mod execute;
mod log;
mod outputs;
mod signals;

pub(crate) use args::Args;
pub(crate) use execute::run;
