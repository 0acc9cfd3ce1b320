//! What a sink is opened with.

use rawi_core::schema::Schema;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a sink is opened with.
#[derive(Clone, Debug, Default)]
pub struct SinkContext {
    /// The folder of the pipeline file; the sink's `path` is relative to it.
    pub base: PathBuf,
    /// File, folder or `-` from the command line, relative to the working folder; it replaces `path`.
    pub out: Option<String>,
    /// Layers from the command line; they replace those of the sink's options.
    pub layers: Option<Vec<String>>,
    /// Whether files that are there already may be replaced, besides the sink's own option.
    pub overwrite: bool,
    /// The schemas of the layers that documents will have, by name; what is missing has none.
    pub schemas: BTreeMap<String, Schema>,
}
