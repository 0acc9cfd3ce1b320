//! Buffers that hold what was learned from the last documents: a document takes some and puts them back.

use std::sync::{Mutex, PoisonError};

/// As many as documents were read at once.
#[derive(Debug, Default)]
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    /// Does `work` with one of them.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = lock().pop();
        let mut one = taken.unwrap_or_default();
        let done = work(&mut one);
        lock().push(one);
        done
    }
}
