//! The `[[test]]`s of a pipeline file, and what its stages give on samples.

use crate::comparison::{Kept, TranscriptCase};
use crate::error::TestError;
use crate::files::{entries, file_name, inside, read};
use rawi_config::{Plan, Test, TestInput};
use rawi_core::host;
use rawi_core::{Document, Slot, SlotKind};
use rawi_runner::{OnError, Outcome, Pipeline};
use rawi_transcript::{Options, escape, render};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which of the tests and samples are run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// Only what this stage gives.
    pub stage: Option<&'a str>,
    /// Only the test of this name, or the sample with this id.
    pub name: Option<&'a str>,
}

/// A pipeline with its tests, ready to run them.
///
/// ```
/// use rawi_config::{MemoryAssets, Registry, check_text};
/// use rawi_testkit::{PipelineTests, Selection, State, TestError};
/// let registry = Registry::new().stage::<rawi_segmenter::Segmenter>();
/// let text = "rawi = 1\n[[stage]]\nuses = 'segmenter'\n\
///             [[test]]\nname = 'a sentence'\ntext = 'عاد الوفد.'\nshow = ['sentences']\n";
/// let plan = check_text("a.toml", text, &MemoryAssets::default(), &registry).plan.unwrap();
/// let cases = PipelineTests::new(plan).tests(Selection::default(), |_| -> Result<_, TestError> { unreachable!() });
/// let cases = cases.unwrap();
/// assert!(matches!(cases[0].state, State::Missing));
/// assert!(cases[0].got.starts_with("line  عاد الوفد."), "{}", cases[0].got);
/// ```
pub struct PipelineTests {
    pipeline: Pipeline,
    /// What each stage gives, in the pipeline's names.
    provides: Vec<(String, Vec<Slot>)>,
    tests: Vec<Test>,
    base: Option<PathBuf>,
    name: String,
}

impl PipelineTests {
    /// The tests of a checked pipeline file.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let Plan { base, stages, tests, name, .. } = plan;
        let provides = stages.iter().map(|stage| (stage.id.clone(), stage.provides())).collect();
        let pipeline = Pipeline::from(stages);
        Self { pipeline, provides, tests, base, name }
    }

    /// Runs the `[[test]]`s. `open` reads the one document of a file that a test names, relative to the working folder.
    ///
    /// # Errors
    /// If a stage is selected that is not there, a file cannot be read, or a stage stops the run; the error of `open`.
    pub fn tests<E: From<TestError>>(
        &self,
        selection: Selection<'_>,
        mut open: impl FnMut(&Path) -> Result<Document, E>,
    ) -> Result<Vec<TranscriptCase>, E> {
        self.selects(selection)?;
        let base = self.base.clone().unwrap_or_default();
        let mut cases = Vec::new();
        for (number, test) in self.tests.iter().enumerate() {
            if selection.name.is_some_and(|name| name != test.name) || !self.concerns(test, selection.stage) {
                continue;
            }
            let mut doc = match &test.input {
                TestInput::Text(text) => Document::new(&*test.name, text.as_str())
                    .map_err(|error| TestError::Usage(format!("test `{}`: {error}", test.name)))?,
                TestInput::File(file) => open(&base.join(file))?,
            };
            for (name, value) in test.meta.iter() {
                doc.meta_mut().set(name, value);
            }
            let got = self.outcome(doc, test)?;
            let header = test.span.clone();
            let (kept, expected) = match (&test.expect, &test.snapshot) {
                (Some((text, place)), _) => {
                    (Kept::Expect { test: number, place: Some(place.clone()), header }, Some(text.clone()))
                }
                (None, Some(file)) => {
                    let path = inside(&base, file)?;
                    let text = read(&path)?;
                    (Kept::File(path), text)
                }
                (None, None) => (Kept::Expect { test: number, place: None, header }, None),
            };
            cases.push(TranscriptCase::new(format!("test {}", test.name), kept, expected.as_deref(), got));
        }
        Ok(cases)
    }

    /// Runs the stages over samples, and compares what each gives with what is kept of it below `snapshots/` beside the
    /// pipeline file. With everything selected, files there that no sample refers to are cases too.
    ///
    /// # Errors
    /// If the pipeline is no file, two samples have the same id, a file cannot be read, or a stage stops the run; the errors of
    /// `documents`.
    pub fn samples<E: From<TestError>>(
        &self,
        selection: Selection<'_>,
        documents: impl IntoIterator<Item = Result<Document, E>>,
    ) -> Result<Vec<TranscriptCase>, E> {
        self.selects(selection)?;
        let base = self.base.as_ref().ok_or_else(|| {
            TestError::Usage(
                "an embedded pipeline has no folder to keep snapshots in; `rawi new pipeline FILE` writes it to a file"
                    .to_owned(),
            )
        })?;
        let stem = Path::new(&self.name).file_stem();
        let stem = stem.map_or_else(|| self.name.clone(), |stem| stem.to_string_lossy().into_owned());
        let folder = base.join("snapshots").join(file_name(&stem));
        let mut cases = Vec::new();
        let mut ids = BTreeSet::new();
        for doc in documents {
            let doc = doc?;
            let id = doc.id().to_owned();
            if !ids.insert(id.clone()) {
                return Err(TestError::Usage(format!("two samples have the id `{id}`; each needs its own")).into());
            }
            if selection.name.is_some_and(|only| only != id) {
                continue;
            }
            for (stage, got) in self.given(doc)? {
                if selection.stage.is_some_and(|only| only != stage) {
                    continue;
                }
                let path = folder.join(file_name(&id)).join(file_name(stage) + ".txt");
                let expected = read(&path)?;
                let name = format!("sample {id}, stage {stage}");
                cases.push(TranscriptCase::new(name, Kept::File(path), expected.as_deref(), got));
            }
        }
        // With a part of the samples or stages, what the rest refers to is not known.
        if selection.name.is_none() && selection.stage.is_none() {
            cases.extend(unreferenced(&folder, &cases)?);
        }
        Ok(cases)
    }

    fn selects(&self, selection: Selection<'_>) -> Result<(), TestError> {
        let Some(stage) = selection.stage else { return Ok(()) };
        if self.provides.iter().any(|(id, _)| id == stage) {
            return Ok(());
        }
        let ids: Vec<&str> = self.provides.iter().map(|(id, _)| id.as_str()).collect();
        Err(TestError::Usage(format!("there is no stage `{stage}`; the stages are {}", ids.join(", "))))
    }

    /// Whether a test shows what the stage gives.
    fn concerns(&self, test: &Test, stage: Option<&str>) -> bool {
        let Some(stage) = stage else { return true };
        let at = |id: &str| self.provides.iter().position(|(other, _)| other == id);
        let runs = test.after.as_deref().is_none_or(|after| at(stage) <= at(after));
        let given = self.provides.iter().filter(|(id, _)| id == stage).flat_map(|(_, slots)| slots);
        runs && given.into_iter().any(|slot| match test.show.as_slice() {
            [] => slot.kind != SlotKind::View,
            show => show.contains(&slot.name),
        })
    }

    /// The transcript of a test, or a line that says which stage dropped its document.
    fn outcome(&self, doc: Document, test: &Test) -> Result<String, TestError> {
        let steps = self.pipeline.steps();
        let last = test.after.as_ref().and_then(|id| steps.iter().position(|step| step.id() == id));
        let show = (!test.show.is_empty()).then(|| test.show.clone());
        match self.pipeline.process_until(doc, OnError::Keep, last.map_or(steps.len(), |index| index + 1)) {
            Outcome::Kept(doc) => Ok(render(&doc, &Options { show, provenance: false })),
            Outcome::Dropped { stage, reason, .. } => Ok(dropped(&stage, &reason)),
            Outcome::Failed(failure) => Err(stopped(&failure)),
        }
    }

    /// What each stage gives on a sample. One run shows what each of them gave, but for what a later one refined: that is looked at
    /// before it.
    fn given(&self, doc: Document) -> Result<Vec<(&str, String)>, TestError> {
        let again = |index: usize, slots: &[Slot]| {
            self.provides[index + 1..].iter().any(|(_, later)| later.iter().any(|slot| slots.contains(slot)))
        };
        let whole =
            self.provides.iter().enumerate().any(|(index, (_, slots))| again(index, slots)).then(|| doc.clone());
        let (doc, end) = match self.pipeline.process(doc, OnError::Keep) {
            Outcome::Kept(doc) => (doc, None),
            Outcome::Dropped { document, stage, reason } => (document, Some((stage, reason))),
            Outcome::Failed(failure) => return Err(stopped(&failure)),
        };
        let mut given = Vec::new();
        for (index, (id, slots)) in self.provides.iter().enumerate() {
            if let Some((_, reason)) = end.as_ref().filter(|(stage, _)| stage == id) {
                given.push((id.as_str(), dropped(id, reason)));
                break;
            }
            let before = whole.as_ref().filter(|_| again(index, slots)).map(|whole| {
                match self.pipeline.process_until(whole.clone(), OnError::Keep, index + 1) {
                    Outcome::Kept(doc) | Outcome::Dropped { document: doc, .. } => Ok(doc),
                    Outcome::Failed(failure) => Err(stopped(&failure)),
                }
            });
            let before = before.transpose()?;
            let part =
                only(before.as_ref().unwrap_or(&doc), id, slots).map_err(|error| TestError::Run(error.to_string()))?;
            given.push((id.as_str(), render(&part, &Options::only(slots.iter().map(|slot| slot.name.clone())))));
        }
        Ok(given)
    }
}

fn dropped(stage: &str, reason: &str) -> String {
    let mut text = format!("dropped {stage}  ");
    escape(reason, &mut text);
    text + "\n"
}

fn stopped(failure: &rawi_runner::Failure) -> TestError {
    TestError::Run(format!("{}, stage `{}`: {}", failure.document.id(), failure.stage, failure.message))
}

/// The document as if no other stage had been there.
fn only(doc: &Document, stage: &str, slots: &[Slot]) -> Result<Document, rawi_core::StageError> {
    let mut part = Document::new(doc.id(), doc.source())?;
    for Slot { kind, name, .. } in slots {
        match kind {
            SlotKind::Layer => {
                doc.raw_layer(name).map(|layer| part.insert_layer(name.as_str(), layer.clone())).transpose()?
            }
            SlotKind::View => doc.view(name).map(|view| part.insert_view(name.as_str(), view.clone())).transpose()?,
            SlotKind::Meta => doc.meta_changes().find(|(changed, _)| changed == name).map(|(_, change)| {
                part.meta_mut().set(name.as_str(), doc.meta().get(name).unwrap_or_default());
                host::insert_meta_change(&mut part, name.clone(), change.clone());
            }),
        };
    }
    for warning in doc.warnings().iter().filter(|warning| warning.stage == stage) {
        host::push_warning(&mut part, warning.clone());
    }
    for error in doc.errors().iter().filter(|error| error.stage == stage) {
        host::push_error(&mut part, error.clone());
    }
    Ok(part)
}

/// Files below `folder` that no case is kept in.
fn unreferenced(folder: &Path, cases: &[TranscriptCase]) -> Result<Vec<TranscriptCase>, TestError> {
    let mut files = Vec::new();
    for sample in entries(folder)? {
        if sample.is_dir() {
            files.extend(entries(&sample)?);
        } else {
            files.push(sample);
        }
    }
    let kept: BTreeSet<&PathBuf> = cases
        .iter()
        .filter_map(|case| match &case.kept {
            Kept::File(path) => Some(path),
            Kept::Expect { .. } => None,
        })
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt") && !kept.contains(path));
    Ok(files.into_iter().map(TranscriptCase::unreferenced).collect())
}
