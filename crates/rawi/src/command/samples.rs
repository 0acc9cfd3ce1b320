//! Documents read one by one, for the commands that compare.

use super::Failure;
use rawi_config::PlannedSource;
use rawi_core::Document;
use rawi_io::{
    CsvSource, Decode, Format, HtmlSource, JsonlSource, OpenSource, Source, SourceContext, TextSource, source_for,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
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
        open_source(inputs, &Reading::default(), own, context).map(Self::of)
    }

    /// The documents of an open source.
    pub(crate) fn of(source: Box<dyn Source>) -> Self {
        let decoder = source.decoder();
        Self { source, decoder }
    }
}

/// Opens `inputs`, with the options of the pipeline's own source if that reads their format; without inputs, that source. What
/// standard input holds the pipeline's source says, where the command line does not.
pub(crate) fn open_source(
    inputs: &[String],
    reading: &Reading<'_>,
    own: Option<&PlannedSource>,
    context: &SourceContext,
) -> Result<Box<dyn Source>, Failure> {
    let usage = |error: rawi_io::OpenError| Failure::usage(error.to_string());
    let of_stdin = own
        .map(|own| own.uses.as_str())
        .filter(|uses| inputs == ["-"] && Format::ALL.iter().any(|format| format.name() == *uses));
    let format = reading.format.or(of_stdin);
    if inputs.is_empty() && reading.is_own() {
        let own =
            own.ok_or_else(|| Failure::usage("nothing to read: the pipeline has no [source]; name the reports"))?;
        return own.open.open(context).map_err(usage);
    }
    let named = (!inputs.is_empty()).then(|| inputs.to_vec());
    let context = SourceContext { inputs: named, ..context.clone() };
    let format = match own {
        Some(own) if inputs.is_empty() => Format::of_inputs(&["-".to_owned()], Some(&own.uses)).map_err(usage)?,
        _ => Format::of_inputs(inputs, format).map_err(usage)?,
    };
    if !reading.is_own() {
        let options = own.filter(|own| own.uses == format.name()).map(|own| own.options.clone());
        return reading.source(format, options.unwrap_or_default())?.open(&context).map_err(usage);
    }
    match own.filter(|own| own.uses == format.name()) {
        Some(own) => own.open.open(&context).map_err(usage),
        None => source_for(inputs, Some(format.name())).and_then(|open| open.open(&context)).map_err(usage),
    }
}

/// What the command line says of the inputs, beside their names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading<'a> {
    pub(crate) format: Option<&'a str>,
    pub(crate) encoding: Option<&'a str>,
    pub(crate) delimiter: Option<&'a str>,
}

impl Reading<'_> {
    /// Whether the source's own options say how it is read.
    fn is_own(&self) -> bool {
        self.encoding.is_none() && self.delimiter.is_none()
    }

    /// The source for `format` with these `options`, but for what the command line says.
    fn source(&self, format: Format, options: Value) -> Result<Box<dyn OpenSource>, Failure> {
        let mut options = if options.is_object() { options } else { Value::Object(Map::new()) };
        for (name, value) in [("encoding", self.encoding), ("delimiter", self.delimiter)] {
            let Some(value) = value else { continue };
            if format != Format::Csv && (name == "delimiter" || format == Format::Jsonl) {
                return Err(Failure::usage(format!("--{name} says nothing of {}", format.name())));
            }
            // A shell makes it hard to write a tab.
            options[name] =
                if name == "delimiter" && matches!(value, "tab" | "\\t") { "\t".into() } else { value.into() };
        }
        fn read<C: DeserializeOwned + OpenSource + 'static>(options: Value) -> Result<Box<dyn OpenSource>, Failure> {
            let source: C = serde_json::from_value(options).map_err(|error| Failure::usage(error.to_string()))?;
            Ok(Box::new(source))
        }
        match format {
            Format::Csv => read::<CsvSource>(options),
            Format::Html => read::<HtmlSource>(options),
            Format::Text => read::<TextSource>(options),
            Format::Jsonl => read::<JsonlSource>(options),
            Format::Parquet => Err(Failure::usage("--encoding and --delimiter say nothing of parquet")),
        }
    }
}

impl Iterator for Samples {
    type Item = Result<Document, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.source.next()?.and_then(|raw| self.decoder.decode(raw));
        Some(read.map_err(|error| Failure::run(error.to_string())))
    }
}
