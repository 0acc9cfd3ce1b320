//! A pipeline that was checked and made, and what it does with a text.

use crate::errors::{self, InputError, PipelineError};
use crate::inner::{Inner, Rejection};
use pyo3::prelude::*;
use rawi::cli::Program;
use rawi_config::{
    CheckOutcome, Description, DiskAssets, MemoryAssets, OnError, Plan, Problems, Registry, StageEntry, check_text,
};
use rawi_core::schema::Schema;
use rawi_core::{AssetSource as _, Document, ErrorKind};
use rawi_io::Offsets;
use rawi_runner::{Failure, Outcome, Pipeline};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How wide problems are shown, in columns.
const WIDTH: usize = 120;

/// Where a pipeline comes from.
#[derive(Clone)]
pub(crate) enum From {
    /// A file, or the name of an embedded pipeline.
    Name(String),
    /// The text of a pipeline file and the folder that its names are relative to.
    Text { name: String, text: String, base: PathBuf },
    /// The same with the files that it names, by name: what travels to another machine.
    Parcel { name: String, text: String, files: BTreeMap<String, Vec<u8>> },
}

/// A pipeline, ready to run; threads share it.
pub(crate) struct Loaded {
    pub(crate) pipeline: Pipeline,
    pub(crate) on_error: OnError,
    pub(crate) threads: usize,
    pub(crate) max_document: u64,
    pub(crate) description: Description,
    /// What the layers hold that documents have in the end.
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// The layers that documents have in the end, by name, with what they hold as far as that is declared.
    pub(crate) layers: Vec<(String, Option<Schema>)>,
    pub(crate) from: From,
    /// Files that its stages were made from, by name.
    pub(crate) assets: Vec<String>,
}

/// Checks a pipeline and makes its stages.
pub(crate) fn load(py: Python<'_>, from: From, stages: Vec<StageEntry>) -> PyResult<Loaded> {
    let registry = registry(py, stages)?;
    // Learned models are unpacked, which takes a while.
    let (name, checked) = py.detach(|| match &from {
        From::Name(name) => (name.clone(), rawi::pipelines::check(name, &registry)),
        From::Text { name, text, base } => {
            (name.clone(), Ok(check_text(name, text, &DiskAssets::new(base), &registry)))
        }
        From::Parcel { name, text, files } => {
            let files: MemoryAssets = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            (name.clone(), Ok(check_text(name, text, &files, &registry)))
        }
    });
    let CheckOutcome { plan, problems } = checked.map_err(PipelineError::new_err)?;
    let Some(plan) = plan else { return Err(refused(py, &name, &problems)) };
    if !problems.is_empty() {
        errors::warn(py, &problems.render(false, WIDTH))?;
    }
    Ok(of_plan(plan, from))
}

fn of_plan(plan: Plan, from: From) -> Loaded {
    let mut assets: Vec<String> =
        plan.stages.iter().flat_map(|stage| &stage.assets).map(|(name, _)| name.clone()).collect();
    assets.sort();
    assets.dedup();
    let schemas = plan.schemas();
    let mut layers = plan.layers();
    layers.sort();
    layers.dedup();
    Loaded {
        on_error: plan.run.on_error,
        threads: plan.run.threads,
        max_document: plan.run.max_document.0,
        description: plan.describe(),
        layers: layers.into_iter().map(|name| (name.clone(), schemas.get(&name).cloned())).collect(),
        schemas,
        pipeline: Pipeline::from(plan.stages),
        from,
        assets,
    }
}

/// The stages that a pipeline may name: the built-in ones, those of plugins, and `stages`.
fn registry(py: Python<'_>, stages: Vec<StageEntry>) -> PyResult<Registry> {
    let registry = stages.into_iter().fold(rawi::builtin_stages(), Registry::stage_entry);
    #[cfg(target_os = "linux")]
    let registry = {
        let loader = rawi::pipelines::loader(&program(py)?);
        registry.plugins(move |request| loader.resolve(request))
    };
    Ok(registry)
}

/// How this Python is started again as the command: with the same modules, as a virtual environment is told by the path alone.
pub(crate) fn program(py: Python<'_>) -> PyResult<Program> {
    let sys = py.import("sys")?;
    let path: PathBuf = sys.getattr("executable")?.extract()?;
    let modules = sys.getattr("path")?.repr()?.to_string();
    let code = format!("import sys; sys.path[:] = {modules}; from rawi.__main__ import main; sys.exit(main())");
    Ok(Program { path, args: vec!["-c".to_owned(), code] })
}

impl Loaded {
    /// Runs the stages on a document; an error is one that ends all work.
    pub(crate) fn process(&self, document: Document, offsets: Offsets) -> Result<Inner, Box<Failure>> {
        let outcome = self.small_enough(document).map_or_else(
            |failure| Outcome::Failed(*failure),
            |document| self.pipeline.process(document, self.on_error),
        );
        became(outcome, offsets, self.on_error)
    }

    /// The same for documents side by side, which stages that want several at once get so.
    /// `forgive`: none but a failed file of a stage ends the work, whatever the pipeline says.
    pub(crate) fn process_batch(
        &self,
        documents: Vec<Document>,
        offsets: Offsets,
        forgive: bool,
    ) -> Vec<Result<Inner, Box<Failure>>> {
        let on_error = if forgive { OnError::Keep } else { self.on_error };
        let mut together = Vec::new();
        let mut too_long = |document| self.small_enough(document).map(|document| together.push(document)).err();
        let failures: Vec<Option<Box<Failure>>> = documents.into_iter().map(&mut too_long).collect();
        let mut outcomes = self.pipeline.process_batch(together, on_error).into_iter();
        let outcome = |failure: Option<Box<Failure>>| {
            failure.map(|failure| Outcome::Failed(*failure)).or_else(|| outcomes.next())
        };
        failures.into_iter().filter_map(outcome).map(|outcome| became(outcome, offsets, on_error)).collect()
    }

    /// The document, if it is none that is too long to be read.
    fn small_enough(&self, document: Document) -> Result<Document, Box<Failure>> {
        let size = document.source().len() as u64;
        if size <= self.max_document {
            return Ok(document);
        }
        let message = format!("the text has {size} bytes, and `max-document` lets it have {}", self.max_document);
        let stage = "source".to_owned();
        Err(Box::new(Failure { document, stage, kind: ErrorKind::Input, message, span: None }))
    }

    /// Names of the views that documents have in the end.
    pub(crate) fn views(&self) -> Vec<String> {
        let slots = self.description.stages.iter().flat_map(|stage| &stage.provides);
        slots.filter_map(|slot| slot.strip_prefix("view ").map(str::to_owned)).collect()
    }

    /// The pipeline as it travels: its text, and every file that it was made from.
    pub(crate) fn parcel(&self) -> PyResult<(String, String, BTreeMap<String, Vec<u8>>)> {
        let (name, text, base) = match &self.from {
            From::Parcel { name, text, files } => return Ok((name.clone(), text.clone(), files.clone())),
            From::Text { name, text, base } => (name.clone(), text.clone(), base.clone()),
            From::Name(name) => {
                let path = Path::new(name);
                match rawi::embedded_pipeline(name) {
                    Some(text) if !path.exists() => (format!("<{name}>"), text.to_owned(), PathBuf::new()),
                    _ => {
                        let text = std::fs::read_to_string(path);
                        let text = text.map_err(|error| InputError::new_err(format!("{name}: {error}")))?;
                        (name.clone(), text, path.parent().unwrap_or(Path::new("")).to_owned())
                    }
                }
            }
        };
        let disk = DiskAssets::new(base);
        let read = |name: &String| {
            let bytes = disk.read(name).map_err(|error| InputError::new_err(error.message().to_owned()))?;
            Ok((name.clone(), bytes.to_vec()))
        };
        Ok((name, text, self.assets.iter().map(read).collect::<PyResult<_>>()?))
    }
}

/// What became of a document, as its caller sees it.
fn became(outcome: Outcome, offsets: Offsets, on_error: OnError) -> Result<Inner, Box<Failure>> {
    match outcome {
        Outcome::Kept(document) => Ok(Inner::new(document, offsets, None)),
        Outcome::Dropped { document, stage, reason } => {
            let rejection = Rejection { stage, kind: "dropped".to_owned(), message: reason };
            Ok(Inner::new(document, offsets, Some(rejection)))
        }
        Outcome::Failed(failure) => failed(failure, offsets, on_error),
    }
}

/// As the run does: a failed asset is never forgiven.
fn failed(failure: Failure, offsets: Offsets, on_error: OnError) -> Result<Inner, Box<Failure>> {
    if on_error == OnError::Stop || failure.kind == ErrorKind::Asset {
        return Err(Box::new(failure));
    }
    let Failure { document, stage, kind, message, .. } = failure;
    Ok(Inner::new(document, offsets, Some(Rejection { stage, kind: kind.as_str().to_owned(), message })))
}

/// A pipeline given as a dict, as the text of its file.
pub(crate) fn toml_text(value: &Value) -> PyResult<String> {
    let Value::Object(tables) = value else {
        return Err(InputError::new_err("a pipeline is a dict with `stage`, a list of dicts with `uses`"));
    };
    let mut tables = tables.clone();
    tables.entry("rawi").or_insert(1.into());
    // Plain values stand before tables in TOML.
    let (plain, nested): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|(_, value)| !value.is_object() && !value.is_array());
    let tables: serde_json::Map<String, Value> = plain.into_iter().chain(nested).collect();
    toml::to_string(&tables).map_err(|error| {
        InputError::new_err(format!("the pipeline cannot be written as TOML: {error}; leave out what is None"))
    })
}

/// The problems of a pipeline file, as the command shows them.
fn refused(py: Python<'_>, name: &str, problems: &Problems) -> PyErr {
    let error =
        PipelineError::new_err(format!("pipeline `{name}` cannot run\n{}", problems.render(false, WIDTH).trim_end()));
    if let Ok(listed) = crate::values::json(py, &problems.to_json()) {
        let _ = error.value(py).setattr("problems", listed);
    }
    error
}
