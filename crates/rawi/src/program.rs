use std::path::PathBuf;

/// How this program is started again, to become a worker of plugins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The program.
    pub path: PathBuf,
    /// What stands before a subcommand: nothing for the command `rawi`.
    pub args: Vec<String>,
}

/// The running executable, with nothing before its subcommands.
impl Default for Program {
    fn default() -> Self {
        Self { path: "/proc/self/exe".into(), args: Vec::new() }
    }
}
