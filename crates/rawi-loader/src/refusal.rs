use rawi_config::PluginError;

/// Why a file is no plugin that can be used: what was expected and what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    pub(crate) fn at(self, key: &'static str) -> PluginError {
        PluginError { key, message: self.message, help: Some(self.help) }
    }
}
