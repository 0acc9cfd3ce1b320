//! Where the documents of a run go.

use super::args::{Args, When};
use crate::command::Failure;
use rawi_config::{Plan, PlannedSink};
use rawi_io::{Disk, OpenError, OpenSink, Opened, RejectedSink, SinkConfig as _, SinkContext, sink_for};
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Where the documents of a run go.
pub(super) struct Outputs {
    pub(super) open: Vec<Opened>,
    pub(super) rejected: Option<Opened>,
    pub(super) folder: Option<Folder>,
    pub(super) digests: bool,
}

/// A folder that is written shard by shard.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// What is written there, in words that differ if it is another.
    pub(super) what: String,
    sink: Box<dyn OpenSink>,
    context: SinkContext,
}

impl Folder {
    /// Opens the sinks of a shard.
    pub(super) fn open(&self, part: &str) -> Result<Vec<Opened>, OpenError> {
        let sink = self.sink.open(&SinkContext { part: Some(part.to_owned()), ..self.context.clone() })?;
        let rejected = RejectedSink::beside(&sink.place)?;
        Ok([sink].into_iter().chain(rejected).collect())
    }
}

pub(super) fn outputs(args: &Args, plan: &mut Plan, disk: &Disk) -> Result<Outputs, Failure> {
    let usage = |error: OpenError| Failure::usage(error.to_string());
    let given = plan.layers();
    if let Some(layer) = args.layer.iter().find(|layer| !given.contains(layer)) {
        return Err(Failure::usage(format!(
            "no stage gives a layer `{layer}`; there is {}. If the records bring it, say so: `provides = [\"{layer}\"]` in [source]",
            given.join(", ")
        )));
    }
    let schemas = plan.schemas();
    let context = |out: Option<&str>| SinkContext {
        base: plan.base.clone().unwrap_or_default(),
        out: out.map(str::to_owned),
        layers: (!args.layer.is_empty()).then(|| args.layer.clone()),
        overwrite: args.overwrite,
        schemas: schemas.clone(),
        given: given.clone(),
        disk: disk.clone(),
        part: None,
    };
    let (own_rejected, own): (Vec<PlannedSink>, Vec<PlannedSink>) =
        std::mem::take(&mut plan.sinks).into_iter().partition(|sink| sink.uses == RejectedSink::NAME);

    let mut sinks = chosen(args, own);
    let mut folder = None;
    if let [Chosen { sink, out, .. }] = sinks.as_slice()
        && args.rejected.is_none()
        && own_rejected.is_empty()
    {
        let cx = context(*out);
        if let Some(path) = sink.folder(&cx).map_err(usage)? {
            folder = sinks.pop().map(|Chosen { sink, what, .. }| {
                let what = format!("{what} {}", args.layer.join(","));
                Folder { path, what, sink, context: cx }
            });
        }
    }
    if folder.is_none() && (args.restart || args.retry_rejected) {
        return Err(Failure::usage(
            "only a run whose one output is a folder of records can be resumed, begun anew or tried again: name it with `-o out/`",
        ));
    }
    let mut open = Vec::new();
    for Chosen { sink, out, .. } in sinks {
        open.push(sink.open(&context(out)).map_err(usage)?);
    }
    let digests = match args.digest {
        When::Auto => std::io::stdout().is_terminal() && !open.iter().any(|output| output.place.is_stdout()),
        When::Always => true,
        When::Never => false,
    };
    // With a digest to read and no place named, the records go nowhere: nobody reads JSON on a terminal.
    if open.is_empty() && folder.is_none() && (!digests || !args.layer.is_empty()) {
        open.push(sink_for("-").open(&context(Some("-"))).map_err(usage)?);
    }
    let rejected = match (&args.rejected, own_rejected.into_iter().next()) {
        (Some(file), _) => Some(RejectedSink::default().open(&context(Some(file))).map_err(usage)?),
        (None, Some(own)) => Some(own.open.open(&context(None)).map_err(usage)?),
        (None, None) => {
            let mut beside = open.iter().map(|output| RejectedSink::beside(&output.place).map_err(usage));
            beside.find_map(Result::transpose).transpose()?
        }
    };
    apart(open.iter().chain(&rejected))?;
    Ok(Outputs { open, rejected, folder, digests })
}

/// A sink that the command line or the pipeline asks for.
struct Chosen<'a> {
    sink: Box<dyn OpenSink>,
    /// Where the command line wants it.
    out: Option<&'a str>,
    /// What it is, for a run that goes on in a folder.
    what: String,
}

/// The sinks for the outputs of the command line, or the pipeline's `own` where it names none.
fn chosen(args: &Args, mut own: Vec<PlannedSink>) -> Vec<Chosen<'_>> {
    let own_sink =
        |PlannedSink { uses, options, open }, out| Chosen { sink: open, out, what: format!("{uses} {options}") };
    if args.output.is_empty() {
        return own.into_iter().map(|sink| own_sink(sink, None)).collect();
    }
    let mut sinks = Vec::new();
    for out in &args.output {
        // The pipeline's own sink keeps its options, unless the ending asks for another.
        let fits = |sink: &PlannedSink| sink_name_for(out).is_none_or(|name| name == sink.uses);
        sinks.push(match own.iter().position(fits) {
            Some(at) => own_sink(own.remove(at), Some(out.as_str())),
            None => {
                Chosen { sink: sink_for(out), out: Some(out), what: sink_name_for(out).unwrap_or("jsonl").to_owned() }
            }
        });
    }
    sinks
}

/// Refuses outputs of which two would stand in one place.
fn apart<'a>(outputs: impl Iterator<Item = &'a Opened> + Clone) -> Result<(), Failure> {
    if outputs.clone().filter(|output| output.place.is_stdout()).count() > 1 {
        return Err(Failure::usage(
            "two outputs would stand in stdout, one between the other; name a file for one of them",
        ));
    }
    let mut files: Vec<&PathBuf> = outputs.flat_map(|output| &output.files).collect();
    files.sort();
    match files.windows(2).find(|two| two[0] == two[1]) {
        Some(twice) => {
            let file = twice[0].display();
            Err(Failure::usage(format!("two outputs would be {file}; give each a name of its own")))
        }
        None => Ok(()),
    }
}

/// The sink that a file's ending asks for; none if it leaves the choice.
fn sink_name_for(out: &str) -> Option<&'static str> {
    let plain = out.strip_suffix(".gz").unwrap_or(out);
    [(".jsonl", "jsonl"), (".csv", "csv"), (".txt", "transcript"), (".parquet", "parquet")]
        .into_iter()
        .find_map(|(ending, name)| plain.ends_with(ending).then_some(name))
}
