use super::config::{OpenSink, Opened, SinkConfig};
use super::context::SinkContext;
use super::contract::{Prepare, Sink};
use super::error::SinkError;
use super::output::{Output, WholeFile};
use super::place::{Place, Target};
use crate::error::OpenError;
use crate::record;
use crate::rejected::Rejected;
use rawi_core::{Document, SlotKind};
use schemars::JsonSchema;
use serde::Deserialize;

/// Documents that do not go on, one JSON object a line: dropped, failed under `on-error = "drop"`, or not readable. Those
/// that could be read can be an input again. The file is made only if there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RejectedSink {
    /// A file ending in `.jsonl` or `.jsonl.gz`, a folder (the file is `rejected.jsonl` there), or `-` for standard
    /// output. Relative to the pipeline file.
    pub path: Option<String>,
    /// Whether a file that is there already is replaced, or taken away where nothing was rejected.
    pub overwrite: bool,
}

impl RejectedSink {
    /// The sink for what is rejected beside an output: `rejected.jsonl` in its folder, `x.rejected.jsonl` beside `x.csv`; none
    /// beside a stream.
    ///
    /// # Errors
    /// If the file is there already and may not be replaced.
    pub fn beside(place: &Place) -> Result<Option<Opened>, OpenError> {
        Ok(place.rejected()?.map(|target| opened(target, place.clone())))
    }
}

fn opened(target: Target, place: Place) -> Opened {
    let files = target.path().map(ToOwned::to_owned).into_iter().collect();
    Opened { sink: Rejects { target, out: None }.into(), place, files }
}

impl SinkConfig for RejectedSink {
    const NAME: &'static str = "rejected";
    const SUMMARY: &'static str = "writes the documents that do not go on, with the reason";

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSink for RejectedSink {
    fn open(&self, cx: &SinkContext) -> Result<Opened, OpenError> {
        let place = Place::find(cx, self.path.as_deref(), self.overwrite, ".jsonl")?;
        Ok(opened(place.file("rejected.jsonl")?, place))
    }

    fn slots_written(&self) -> Vec<(Option<SlotKind>, String)> {
        Vec::new()
    }
}

struct Rejects {
    target: Target,
    out: Option<Output>,
}

struct Line;

impl Prepare for Line {
    type Part = Vec<u8>;

    fn document(&self, _: &Document) -> Result<Option<Vec<u8>>, String> {
        Ok(None)
    }

    fn rejected(&self, rejected: &Rejected) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        record::write_rejected(rejected, &mut line);
        Some(line)
    }

    fn held(&self, part: &Vec<u8>) -> usize {
        part.capacity()
    }
}

impl Sink for Rejects {
    type Prepare = Line;

    fn prepare(&self) -> Line {
        Line
    }

    fn take(&mut self, line: Vec<u8>) -> Result<(), SinkError> {
        let out = match &mut self.out {
            Some(out) => out,
            none => {
                let out = Output::create(self.target.clone());
                none.insert(out.map_err(|error| SinkError { message: error.message, closed: false })?)
            }
        };
        out.write(line)
    }

    fn finish(self) -> Result<Vec<WholeFile>, SinkError> {
        Ok(match self.out {
            Some(out) => Vec::from_iter(out.finish()?),
            None if self.target.overwrite => vec![WholeFile::stale(self.target)],
            None => Vec::new(),
        })
    }
}
