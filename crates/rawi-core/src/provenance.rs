use serde::{Deserialize, Serialize};

/// Which stage made a layer, and from what. The runner writes it; no stage can forge it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The stage's id in the pipeline.
    pub stage: String,
    /// What the stage uses: the name of a built-in stage or of a plugin's.
    pub uses: String,
    /// Its version.
    pub version: String,
    /// Hash of its options and assets.
    pub hash: String,
}
