use std::fmt;

/// Why tests could not be run, or their outcome not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestError {
    /// What was asked for cannot be done as it was asked.
    Usage(String),
    /// A file could not be read or written, or a stage stopped the run.
    Run(String),
}

impl fmt::Display for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(message) | Self::Run(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for TestError {}
