//! Documents read one by one, for the commands that compare.

use super::Failure;
use rawi_config::PlannedSource;
use rawi_core::Document;
use rawi_io::{Decode, Format, Source, SourceContext, source_for};
use std::sync::Arc;

/// Reads documents from files, globs, folders or `-`, as the command line names them.
pub(crate) struct Samples {
    source: Box<dyn Source>,
    decoder: Arc<dyn Decode>,
}

impl Samples {
    /// Opens `inputs`, as [`open_source`] does.
    pub(crate) fn open(
        inputs: &[String],
        own: Option<&PlannedSource>,
        context: &SourceContext,
    ) -> Result<Self, Failure> {
        let source = open_source(inputs, None, own, context)?;
        let decoder = source.decoder();
        Ok(Self { source, decoder })
    }
}

/// Opens `inputs`, with the options of the pipeline's own source if that reads their format; without inputs, that source.
pub(crate) fn open_source(
    inputs: &[String],
    format: Option<&str>,
    own: Option<&PlannedSource>,
    context: &SourceContext,
) -> Result<Box<dyn Source>, Failure> {
    let usage = |error: rawi_io::OpenError| Failure::usage(error.to_string());
    if inputs.is_empty() {
        let own =
            own.ok_or_else(|| Failure::usage("nothing to read: the pipeline has no [source]; name the reports"))?;
        return own.open.open(context).map_err(usage);
    }
    let context = SourceContext { inputs: Some(inputs.to_vec()), ..context.clone() };
    let format = Format::of_inputs(inputs, format).map_err(usage)?;
    match own.filter(|own| own.uses == format.name()) {
        Some(own) => own.open.open(&context).map_err(usage),
        None => source_for(inputs, Some(format.name())).and_then(|open| open.open(&context)).map_err(usage),
    }
}

impl Iterator for Samples {
    type Item = Result<Document, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.source.next()?.and_then(|raw| self.decoder.decode(raw));
        Some(read.map_err(|error| Failure::run(error.to_string())))
    }
}
