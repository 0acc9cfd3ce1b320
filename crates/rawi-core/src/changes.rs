use crate::alignment::View;
use crate::layer::Layer;
use crate::slot::Slot;
use crate::span::Span;

/// Checked views, layers and metadata that a stage gave, in the stage's own names.
#[derive(Debug, Default)]
pub struct Changes {
    /// Views by name.
    pub views: Vec<(String, View)>,
    /// Layers by name.
    pub layers: Vec<(String, Layer)>,
    /// Metadata by name.
    pub meta: Vec<(String, String)>,
    /// The slots that take the place of what was there: the stage read them and gives them anew.
    pub refined: Vec<Slot>,
    /// What it warned of, and where.
    pub warnings: Vec<(Option<Span>, String)>,
}
