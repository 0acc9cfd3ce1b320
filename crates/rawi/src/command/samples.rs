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
    /// Opens `inputs`: with the options of the pipeline's own source, if that reads their format.
    pub(crate) fn open(
        inputs: &[String],
        own: Option<&PlannedSource>,
        context: &SourceContext,
    ) -> Result<Self, Failure> {
        let usage = |error: rawi_io::OpenError| Failure::usage(error.to_string());
        let context = SourceContext { inputs: Some(inputs.to_vec()), ..context.clone() };
        let format = Format::of_inputs(inputs, None).map_err(usage)?;
        let source = match own.filter(|own| own.uses == format.name()) {
            Some(own) => own.open.open(&context).map_err(usage)?,
            None => source_for(inputs, Some(format.name())).and_then(|open| open.open(&context)).map_err(usage)?,
        };
        let decoder = source.decoder();
        Ok(Self { source, decoder })
    }
}

impl Iterator for Samples {
    type Item = Result<Document, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.source.next()?.and_then(|raw| self.decoder.decode(raw));
        Some(read.map_err(|error| Failure::run(error.to_string())))
    }
}
