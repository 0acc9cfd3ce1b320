//! Sinks of any type side by side.

use super::contract::{Prepare, Sink};
use super::error::SinkError;
use super::output::WholeFile;
use crate::rejected::Rejected;
use rawi_core::Document;
use std::any::Any;

/// A sink of any type.
pub struct BoxSink<'a>(Box<dyn AnySink + 'a>);

/// What makes the parts for a [`BoxSink`].
pub struct BoxPrepare(Box<dyn AnyPrepare>);

/// What one [`BoxSink`] takes of one document.
pub struct Part {
    value: Box<dyn Any + Send>,
    held: usize,
}

impl Part {
    /// Memory that it holds, in bytes.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held
    }
}

impl<'a, S: Sink + 'a> From<S> for BoxSink<'a> {
    fn from(sink: S) -> Self {
        Self(Box::new(sink))
    }
}

impl BoxSink<'_> {
    /// What makes the parts that [`take`](Self::take) takes.
    #[must_use]
    pub fn prepare(&self) -> BoxPrepare {
        BoxPrepare(self.0.prepare())
    }

    /// As [`Sink::take`].
    ///
    /// # Errors
    /// As there; also if the part was prepared for another sink.
    pub fn take(&mut self, part: Part) -> Result<(), SinkError> {
        self.0.take(part)
    }

    /// As [`Sink::finish`].
    ///
    /// # Errors
    /// As there.
    pub fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        self.0.finish()
    }
}

impl BoxPrepare {
    /// As [`Prepare::document`].
    ///
    /// # Errors
    /// As there.
    pub fn document(&self, doc: &Document) -> Result<Option<Part>, String> {
        self.0.document(doc)
    }

    /// As [`Prepare::rejected`].
    #[must_use]
    pub fn rejected(&self, rejected: &Rejected) -> Option<Part> {
        self.0.rejected(rejected)
    }
}

trait AnySink: Send {
    fn prepare(&self) -> Box<dyn AnyPrepare>;
    fn take(&mut self, part: Part) -> Result<(), SinkError>;
    fn finish(self: Box<Self>) -> Result<Vec<WholeFile>, SinkError>;
}

impl<S: Sink> AnySink for S {
    fn prepare(&self) -> Box<dyn AnyPrepare> {
        Box::new(Sink::prepare(self))
    }
    fn take(&mut self, part: Part) -> Result<(), SinkError> {
        match part.value.downcast::<<S::Prepare as Prepare>::Part>() {
            Ok(part) => Sink::take(self, *part),
            Err(_) => Err(SinkError { message: "a part that was prepared for another sink".to_owned(), closed: false }),
        }
    }
    fn finish(self: Box<Self>) -> Result<Vec<WholeFile>, SinkError> {
        Sink::finish(*self)
    }
}

trait AnyPrepare: Send + Sync {
    fn document(&self, doc: &Document) -> Result<Option<Part>, String>;
    fn rejected(&self, rejected: &Rejected) -> Option<Part>;
}

impl<P: Prepare> AnyPrepare for P {
    fn document(&self, doc: &Document) -> Result<Option<Part>, String> {
        Ok(Prepare::document(self, doc)?.map(|part| any(self, part)))
    }
    fn rejected(&self, rejected: &Rejected) -> Option<Part> {
        Prepare::rejected(self, rejected).map(|part| any(self, part))
    }
}

fn any<P: Prepare>(prepare: &P, part: P::Part) -> Part {
    Part { held: size_of::<P::Part>() + prepare.held(&part), value: Box::new(part) }
}
