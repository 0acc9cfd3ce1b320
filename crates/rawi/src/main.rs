//! The command `rawi`.
#![forbid(unsafe_code)]

use rawi::cli::{Program, run};
use std::process::ExitCode;

// Documents are made on one thread and freed on another, which the allocator of glibc answers with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os(), &Program::default()))
}
