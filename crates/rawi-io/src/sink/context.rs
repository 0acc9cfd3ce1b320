//! What a sink is opened with.

use crate::disk::Disk;
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
    /// The names of the layers that documents will have, in order.
    pub given: Vec<String>,
    /// The disk that files are made on.
    pub disk: Disk,
    /// The part of a folder that the sink writes, `part-00001`: its files are called so, with their sha256 told.
    pub part: Option<String>,
}
