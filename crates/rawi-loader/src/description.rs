use crate::refusal::Refusal;
use rawi_config::{PluginError, StageEntry};
use rawi_core::{Assets, Stage, StageError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a plugin says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The compiler or SDK it was built with.
    pub built_with: String,
    /// Major and least minor of the ABI that it speaks.
    pub abi: (u16, u16),
    /// Its stages.
    pub stages: Vec<StageDescription>,
}

/// What a plugin says of one of its stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageDescription {
    /// The name after `uses =`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it does, in a line.
    pub summary: String,
    /// Its casebook; may be empty.
    pub cases: String,
    /// JSON Schema of its options.
    pub schema: Value,
}

impl Description {
    /// The place of the stage `uses`, or of the only stage.
    pub(crate) fn pick(&self, uses: Option<&str>) -> Result<usize, PluginError> {
        let names: Vec<String> = self.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let names = names.join(", ");
        match uses {
            None if self.stages.len() == 1 => Ok(0),
            None => {
                let message = format!("it has {} stages: {names}", self.stages.len());
                Err(Refusal::new(message, "say which one with `uses`").at("plugin"))
            }
            Some(uses) => self.stages.iter().position(|stage| stage.name == uses).ok_or_else(|| {
                let message = format!("plugin `{}` has no stage `{uses}`; it has {names}", self.name);
                Refusal::new(message, "correct `uses`").at("uses")
            }),
        }
    }
}

impl StageDescription {
    pub(crate) fn entry(
        &self,
        hash: &str,
        build: impl Fn(Value, &Assets<'_>) -> Result<Box<dyn Stage>, StageError> + Send + Sync + 'static,
    ) -> StageEntry {
        let mut entry = StageEntry::from_json(&self.name, &self.version, self.schema.clone(), build);
        entry.summary.clone_from(&self.summary);
        entry.cases.clone_from(&self.cases);
        hash.clone_into(&mut entry.fingerprint);
        entry
    }
}
