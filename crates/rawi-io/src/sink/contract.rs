//! What a sink is.

use super::error::SinkError;
use super::output::WholeFile;
use crate::rejected::Rejected;
use rawi_core::Document;

/// Takes documents out of a run: [`Prepare`] makes its part of each, on the workers, and the sink takes the parts in the
/// order of the documents.
///
/// Dropped before [`finish`](Self::finish) it leaves no file that looks whole.
///
/// ```
/// use rawi_core::Document;
/// use rawi_io::{Prepare, Sink, SinkError, WholeFile};
///
/// /// Collects how long the texts are.
/// struct Lengths(Vec<usize>);
/// struct Length;
///
/// impl Prepare for Length {
///     type Part = usize;
///     fn document(&self, doc: &Document) -> Result<Option<usize>, String> {
///         Ok(Some(doc.source().len()))
///     }
///     fn held(&self, _: &usize) -> usize {
///         0
///     }
/// }
/// impl Sink for &mut Lengths {
///     type Prepare = Length;
///     fn prepare(&self) -> Length {
///         Length
///     }
///     fn take(&mut self, length: usize) -> Result<(), SinkError> {
///         self.0.push(length);
///         Ok(())
///     }
///     fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
///         Ok(Vec::new())
///     }
/// }
///
/// let mut lengths = Lengths(Vec::new());
/// let mut sink = rawi_io::BoxSink::from(&mut lengths);
/// let part = sink.prepare().document(&Document::new("a", "نص").unwrap()).unwrap().unwrap();
/// sink.take(part).unwrap();
/// sink.finish().unwrap();
/// assert_eq!(lengths.0, [4]);
/// ```
pub trait Sink: Send {
    /// What makes the parts.
    type Prepare: Prepare;

    /// What makes the parts that [`take`](Self::take) takes; many threads share it.
    fn prepare(&self) -> Self::Prepare;

    /// Takes the part of the next document.
    ///
    /// # Errors
    /// If the medium fails; nothing more can be written then.
    fn take(&mut self, part: <Self::Prepare as Prepare>::Part) -> Result<(), SinkError>;

    /// Makes the files whole. They get their names when those of all sinks are; none for standard output.
    ///
    /// # Errors
    /// If the medium fails; no file appears then.
    fn finish(self) -> Result<Vec<WholeFile>, SinkError>;
}

/// Makes a sink's part of a document, on any thread.
pub trait Prepare: Send + Sync + 'static {
    /// What the sink takes of one document.
    type Part: Send + 'static;

    /// The part of a document that went through the stages; none if the sink has no use for it.
    ///
    /// # Errors
    /// What hinders it, if a value cannot be written: the document is then one that failed.
    fn document(&self, doc: &Document) -> Result<Option<Self::Part>, String>;

    /// The part of a document that does not go on; none for most sinks.
    fn rejected(&self, _rejected: &Rejected) -> Option<Self::Part> {
        None
    }

    /// Memory that `part` holds outside itself, in bytes: what waits to be taken is bounded by it.
    fn held(&self, part: &Self::Part) -> usize;
}
