//! What makes a run stop before its end.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the run is to stop: somebody asked for it, or it has failed. Workers look before each document and before each stage.
pub(crate) struct Halt<'a> {
    /// Set from outside.
    asked: &'a AtomicBool,
    /// Set by the run itself, when what is still in work can no longer be written.
    failed: AtomicBool,
}

impl<'a> Halt<'a> {
    pub(crate) fn new(asked: &'a AtomicBool) -> Self {
        Self { asked, failed: AtomicBool::new(false) }
    }

    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked for it.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.is_asked() || self.failed.load(Ordering::Relaxed)
    }
}
