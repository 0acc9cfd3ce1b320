//! `rawi test`: the `[[test]]`s of a pipeline file, and what its stages give on samples against what they gave before.

use super::diff::{coloured, escaped};
use super::samples::Samples;
use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use rawi_config::{Plan, Test, TestInput};
use rawi_core::{Document, Slot, SlotKind};
use rawi_io::SourceContext;
use rawi_runner::{OnError, Pipeline};
use rawi_transcript::{Comparison, Options, compare, diff, render};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// Changes of one layer in one transcript that are told; the diff below shows all.
const SHOWN: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline
    pipeline: String,
    /// Files, globs or folders of reports; what each stage gives on them is kept under `snapshots/` beside the pipeline file
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    samples: Vec<String>,
    /// Accept everything that is found: rewrite `expect` and snapshots, delete snapshots that nothing refers to
    #[arg(long, conflicts_with_all = ["ci", "review"])]
    update: bool,
    /// Write nothing, and fail on snapshots that are missing or that nothing refers to
    #[arg(long, conflicts_with = "review")]
    ci: bool,
    /// Walk through the changes: accept, reject or skip each (answers are read from stdin)
    #[arg(long, conflicts_with = "format")]
    review: bool,
    /// Only what this stage gives
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only the sample with this id, or the test with this name
    #[arg(long, value_name = "ID")]
    doc: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins) -> Result {
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let mut writer = Writer::new(args, &plan)?;
    let cases = cases(args, plan)?;
    let same = cases.iter().filter(|case| matches!(case.state, State::Same)).count();
    let mut told = Vec::new();
    let mut stopped = false;
    for case in cases.iter().filter(|case| !matches!(case.state, State::Same)) {
        let action = if args.review && !stopped {
            print(&format!("{}\n", case.text(None)))?;
            ask(&mut stopped)?
        } else {
            decide(args, case)
        };
        if matches!(action, Action::Accepted) {
            writer.accept(case)?;
        }
        told.push((case, action));
    }
    let findings = told.iter().filter(|(_, action)| action.is_finding()).count();
    match args.format {
        Format::Json => print_json(&json!({
            "same": same, "findings": findings,
            "cases": told.iter().map(|(case, action)| case.json(*action)).collect::<Vec<_>>(),
        }))?,
        Format::Text => {
            let mut text = String::new();
            for (case, action) in told.iter().filter(|_| !args.review) {
                let case = case.text(Some(*action));
                text.push_str(&case);
                // What is told in one line needs no line between it and the next.
                if case.lines().count() > 1 {
                    text.push('\n');
                }
            }
            text.push_str(&summary(args, same, &told));
            print(&text)?
        }
    };
    Ok(if findings == 0 { Outcome::Fine } else { Outcome::Findings })
}

/// A transcript that is kept somewhere, and what is found now.
struct Case {
    /// `test NAME` or `sample ID, stage STAGE`.
    name: String,
    kept: Kept,
    got: String,
    state: State,
}

/// Where a transcript is kept.
enum Kept {
    /// In the pipeline file, as the nth test's `expect`.
    Expect { test: usize, place: Option<Range<usize>>, header: Range<usize> },
    /// In a file.
    File(PathBuf),
}

enum State {
    Same,
    Changed(Difference),
    /// Nothing is kept yet.
    Missing,
    /// A file is kept that nothing refers to.
    Unreferenced,
}

/// Two transcripts compared; in words only, where one of them is none.
enum Difference {
    Meaning(Box<Comparison>),
    Words { message: String, diff: String },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Told, nothing else; `finding` if it is one.
    Told {
        finding: bool,
    },
    Accepted,
    Rejected,
    Skipped,
}

impl Action {
    fn is_finding(self) -> bool {
        !matches!(self, Self::Accepted | Self::Told { finding: false })
    }

    fn word(self) -> &'static str {
        match self {
            Self::Told { .. } => "none",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Skipped => "skipped",
        }
    }
}

/// What happens to a case that nobody is asked about. A snapshot that is missing is written by and by: nothing is lost. All
/// else that would change a file has to be asked for.
fn decide(args: &Args, case: &Case) -> Action {
    match (&case.state, &case.kept) {
        _ if args.update => Action::Accepted,
        _ if args.review => Action::Skipped,
        (State::Missing, Kept::File(_)) if !args.ci => Action::Accepted,
        (State::Unreferenced, _) => Action::Told { finding: args.ci },
        _ => Action::Told { finding: true },
    }
}

/// One answer of `--review`. At the end of stdin all that is left is skipped.
fn ask(stopped: &mut bool) -> std::result::Result<Action, Failure> {
    loop {
        print("accept, reject, skip or quit (a r s q)? ")?;
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer).map_err(|e| Failure::run(format!("stdin: {e}")))?;
        let action = match answer.trim() {
            "a" | "accept" => Action::Accepted,
            "r" | "reject" => Action::Rejected,
            "s" | "skip" => Action::Skipped,
            "q" | "quit" => {
                *stopped = true;
                Action::Skipped
            }
            _ if read == 0 => {
                *stopped = true;
                Action::Skipped
            }
            _ => continue,
        };
        print("\n")?;
        return Ok(action);
    }
}

fn cases(args: &Args, plan: Plan) -> std::result::Result<Vec<Case>, Failure> {
    let Plan { base, source, stages, tests, run, name, .. } = plan;
    let provides: Vec<(String, Vec<Slot>)> = stages.iter().map(|s| (s.id.clone(), s.provides())).collect();
    if let Some(stage) = args.stage.as_ref().filter(|stage| !provides.iter().any(|(id, _)| id == *stage)) {
        let ids: Vec<&str> = provides.iter().map(|(id, _)| id.as_str()).collect();
        return Err(Failure::usage(format!("there is no stage `{stage}`; the stages are {}", ids.join(", "))));
    }
    let context = SourceContext {
        base: base.clone().unwrap_or_default(),
        max_document: run.max_document.0,
        ..SourceContext::default()
    };
    let pipeline = Pipeline::new(stages.into_iter().map(Into::into).collect());
    let mut cases = Vec::new();
    for (number, test) in tests.iter().enumerate() {
        if args.doc.as_ref().is_some_and(|doc| *doc != test.name) || !concerns(test, args.stage.as_deref(), &provides) {
            continue;
        }
        let doc = input(test, &context)?;
        let got = outcome(&pipeline, doc, test)?;
        let (kept, expected) = match (&test.expect, &test.snapshot) {
            (Some((text, place)), _) => {
                let place = Some(place.clone());
                (Kept::Expect { test: number, place, header: test.span.clone() }, Some(text.clone()))
            }
            (None, Some(file)) => {
                let path = inside(&context.base, file)?;
                let text = read(&path)?;
                (Kept::File(path), text)
            }
            (None, None) => (Kept::Expect { test: number, place: None, header: test.span.clone() }, None),
        };
        cases.push(Case { name: format!("test {}", test.name), kept, state: state(expected.as_deref(), &got), got });
    }
    if !args.samples.is_empty() {
        let Some(base) = &base else {
            return Err(Failure::usage(
                "an embedded pipeline has no folder to keep snapshots in; `rawi new pipeline FILE` writes it to a file",
            ));
        };
        let stem =
            Path::new(&name).file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
        let folder = base.join("snapshots").join(file_name(&stem));
        let documents = Samples::open(&args.samples, source.as_ref(), &context)?;
        let mut ids = BTreeSet::new();
        for doc in documents {
            let doc = doc?;
            let id = doc.id().to_owned();
            if !ids.insert(id.clone()) {
                return Err(Failure::usage(format!("two samples have the id `{id}`; each needs its own")));
            }
            if args.doc.as_ref().is_some_and(|only| *only != id) {
                continue;
            }
            for (stage, got) in given(&pipeline, doc, &provides)? {
                if args.stage.as_ref().is_some_and(|only| only != stage) {
                    continue;
                }
                let path = folder.join(file_name(&id)).join(file_name(stage) + ".txt");
                let state = state(read(&path)?.as_deref(), &got);
                cases.push(Case { name: format!("sample {id}, stage {stage}"), kept: Kept::File(path), state, got });
            }
        }
        // With a part of the samples or stages, what the rest refers to is not known.
        if args.doc.is_none() && args.stage.is_none() {
            unreferenced(&folder, &mut cases)?;
        }
    }
    if let (Some(doc), true) = (&args.doc, cases.is_empty()) {
        return Err(Failure::usage(format!("no test and no sample is called `{doc}`")));
    }
    if tests.is_empty() && args.samples.is_empty() {
        return Err(Failure::usage(format!(
            "there is nothing to test: `{}` has no [[test]], and no --samples are named",
            args.pipeline
        )));
    }
    Ok(cases)
}

/// Whether a test shows what the stage gives.
fn concerns(test: &Test, stage: Option<&str>, provides: &[(String, Vec<Slot>)]) -> bool {
    let Some(stage) = stage else { return true };
    let at = |id: &str| provides.iter().position(|(other, _)| other == id);
    let runs = test.after.as_deref().is_none_or(|after| at(stage) <= at(after));
    let given = provides.iter().filter(|(id, _)| id == stage).flat_map(|(_, slots)| slots);
    runs && given.into_iter().any(|slot| match test.show.as_slice() {
        [] => slot.kind == SlotKind::Layer,
        show => show.contains(&slot.name),
    })
}

fn input(test: &Test, context: &SourceContext) -> std::result::Result<Document, Failure> {
    let failed = |message: String| Failure::usage(format!("test `{}`: {message}", test.name));
    let mut doc = match &test.input {
        TestInput::Text(text) => Document::new(&*test.name, text.as_str()).map_err(|e| failed(e.to_string()))?,
        TestInput::File(file) => {
            let path = context.base.join(file).to_string_lossy().into_owned();
            let mut documents = Samples::open(&[path], None, context)?;
            let first = documents.next().ok_or_else(|| failed(format!("{file} holds no document")))??;
            if documents.next().is_some() {
                return Err(failed(format!("{file} holds more than one document; a test has one")));
            }
            first
        }
    };
    for (name, value) in test.meta.iter() {
        doc.meta_mut().set(name, value);
    }
    Ok(doc)
}

/// The transcript of a test, or a line that says which stage dropped its document.
fn outcome(pipeline: &Pipeline, doc: Document, test: &Test) -> std::result::Result<String, Failure> {
    let steps = test.after.as_ref().and_then(|id| pipeline.steps().iter().position(|step| step.id() == id));
    let steps = steps.map_or(pipeline.steps().len(), |index| index + 1);
    let show = (!test.show.is_empty()).then(|| test.show.clone());
    match pipeline.process_until(doc, OnError::Keep, steps) {
        rawi_runner::Outcome::Kept(doc) => Ok(render(&doc, &Options { show, provenance: false })),
        rawi_runner::Outcome::Dropped { stage, reason, .. } => Ok(dropped(&stage, &reason)),
        rawi_runner::Outcome::Failed(failure) => Err(failed(&failure)),
    }
}

fn dropped(stage: &str, reason: &str) -> String {
    format!("dropped {stage}  {}\n", escaped(reason))
}

fn failed(failure: &rawi_runner::Failure) -> Failure {
    Failure::run(format!("{}, stage `{}`: {}", failure.document.id(), failure.stage, failure.message))
}

/// What each stage gives on a sample. As every layer and view has one writer, one run shows what each of them gave.
fn given<'a>(
    pipeline: &Pipeline,
    doc: Document,
    provides: &'a [(String, Vec<Slot>)],
) -> std::result::Result<Vec<(&'a str, String)>, Failure> {
    let (doc, end) = match pipeline.process(doc, OnError::Keep) {
        rawi_runner::Outcome::Kept(doc) => (doc, None),
        rawi_runner::Outcome::Dropped { document, stage, reason } => (document, Some((stage, reason))),
        rawi_runner::Outcome::Failed(failure) => return Err(failed(&failure)),
    };
    let mut given = Vec::new();
    for (id, slots) in provides {
        if let Some((_, reason)) = end.as_ref().filter(|(stage, _)| stage == id) {
            given.push((id.as_str(), dropped(id, reason)));
            break;
        }
        let part = only(&doc, id, slots).map_err(|error| Failure::run(error.to_string()))?;
        given.push((id.as_str(), render(&part, &Options::only(slots.iter().map(|slot| slot.name.clone())))));
    }
    Ok(given)
}

/// The document as if no other stage had been there.
fn only(doc: &Document, stage: &str, slots: &[Slot]) -> std::result::Result<Document, rawi_core::StageError> {
    let mut part = Document::new(doc.id(), doc.source())?;
    for Slot { kind, name, .. } in slots {
        match kind {
            SlotKind::Layer => {
                doc.raw_layer(name).map(|layer| part.insert_layer(name.as_str(), layer.clone())).transpose()?
            }
            SlotKind::View => doc.view(name).map(|view| part.insert_view(name.as_str(), view.clone())).transpose()?,
        };
    }
    for error in doc.errors().iter().filter(|error| error.stage == stage) {
        part.push_error(error.clone());
    }
    Ok(part)
}

/// Files below `folder` that no case is kept in.
fn unreferenced(folder: &Path, cases: &mut Vec<Case>) -> std::result::Result<(), Failure> {
    let mut files = Vec::new();
    for sample in entries(folder)? {
        if sample.is_dir() {
            files.extend(entries(&sample)?);
        } else {
            files.push(sample);
        }
    }
    let kept = |path: &PathBuf| cases.iter().any(|case| matches!(&case.kept, Kept::File(kept) if kept == path));
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt") && !kept(path));
    cases.extend(files.into_iter().map(|path| Case {
        name: format!("snapshot {}", path.display()),
        kept: Kept::File(path),
        got: String::new(),
        state: State::Unreferenced,
    }));
    Ok(())
}

/// What lies in a folder, in order; nothing if there is no such folder.
fn entries(folder: &Path) -> std::result::Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| Failure::run(format!("{}: {error}", folder.display()));
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = found.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> std::result::Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::run(format!("{}: {error}", path.display()))),
    }
}

/// A file that a pipeline names for writing: it may lie nowhere but below the pipeline's folder.
fn inside(base: &Path, name: &str) -> std::result::Result<PathBuf, Failure> {
    let path = Path::new(name);
    if name.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Failure::usage(format!(
            "snapshot `{name}` has to lie below the pipeline's folder; name it without `..` and relative to that"
        )));
    }
    Ok(base.join(path))
}

/// An id as a file's name: letters and digits of any script, `-`, `_` and inner dots stay, every other byte is `%XX`.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for (i, c) in id.char_indices() {
        if c.is_alphanumeric() || matches!(c, '-' | '_') || (c == '.' && i > 0 && i + 1 < id.len()) {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    if name.len() <= 120 {
        return name;
    }
    // Too long for some file systems: its beginning, and a hash (FNV-1a) that is the same everywhere.
    let hash =
        id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let cut = (0..=80).rev().find(|&i| name.is_char_boundary(i)).unwrap_or(0);
    format!("{}%{hash:016x}", &name[..cut])
}

fn state(expected: Option<&str>, got: &str) -> State {
    let Some(expected) = expected else { return State::Missing };
    let expected = expected.replace("\r\n", "\n");
    if expected.trim_end_matches('\n') == got.trim_end_matches('\n') {
        return State::Same;
    }
    let words = |message: String| {
        // What is no transcript may hold anything; on a terminal it must not move the cursor.
        let shown: String = diff(&expected, got).lines().fold(String::new(), |shown, line| {
            let (sign, text) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
            let plain = text.chars().all(|c| !c.is_control() && !is_bidi_control(c));
            shown + sign + &if plain { text.to_owned() } else { escaped(text) } + "\n"
        });
        State::Changed(Difference::Words { message, diff: shown })
    };
    if got.starts_with("dropped ") {
        return words("the document is dropped now".to_owned());
    }
    if expected.starts_with("dropped ") {
        return words("the document is not dropped any more".to_owned());
    }
    match compare(&expected, got) {
        Ok(comparison) if comparison.is_same() => State::Same,
        Ok(comparison) => State::Changed(Difference::Meaning(Box::new(comparison))),
        Err(error) => words(format!("what is expected is no transcript: {}", escaped(&error.to_string()))),
    }
}

/// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl Case {
    fn text(&self, action: Option<Action>) -> String {
        let accepted = action == Some(Action::Accepted);
        let (word, body) = match &self.state {
            State::Same => ("same", String::new()),
            State::Missing if accepted => ("written", String::new()),
            State::Missing => ("missing", coloured(&diff("", &self.got))),
            State::Unreferenced if accepted => ("deleted", String::new()),
            State::Unreferenced => ("unreferenced", String::new()),
            State::Changed(difference) => (if accepted { "accepted" } else { "changed" }, difference.text()),
        };
        let colour = if action.is_some_and(|action| !action.is_finding()) { "1;36" } else { "1;33" };
        format!("\x1b[{colour}m{word}\x1b[0m  {}\n{body}", escaped(&self.name))
    }

    fn json(&self, action: Action) -> Value {
        let (state, difference) = match &self.state {
            State::Same => ("same", None),
            State::Missing => ("missing", None),
            State::Unreferenced => ("unreferenced", None),
            State::Changed(difference) => ("changed", Some(difference)),
        };
        let mut value = json!({ "name": self.name, "state": state, "action": action.word() });
        if let Kept::File(path) = &self.kept {
            value["file"] = json!(path.display().to_string());
        }
        match difference {
            Some(Difference::Meaning(comparison)) => {
                value["changes"] = comparison.to_json();
                value["diff"] = json!(comparison.diff());
            }
            Some(Difference::Words { message, diff }) => {
                value["message"] = json!(message);
                value["diff"] = json!(diff);
            }
            None => {}
        }
        value
    }
}

impl Difference {
    fn text(&self) -> String {
        match self {
            Self::Meaning(comparison) => comparison.describe(SHOWN) + &coloured(&comparison.diff()),
            Self::Words { message, diff } => format!("{message}\n{}", coloured(diff)),
        }
    }
}

fn summary(args: &Args, same: usize, told: &[(&Case, Action)]) -> String {
    let mut parts = vec![format!("{same} the same")];
    let mut part = |word: &str, is: &dyn Fn(&Case, Action) -> bool| {
        let count = told.iter().filter(|(case, action)| is(case, *action)).count();
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    };
    let accepted = |action| action == Action::Accepted;
    part("changed", &|case, action| matches!(case.state, State::Changed(_)) && !accepted(action));
    part("accepted", &|case, action| matches!(case.state, State::Changed(_)) && accepted(action));
    part("missing", &|case, action| matches!(case.state, State::Missing) && !accepted(action));
    part("written", &|case, action| matches!(case.state, State::Missing) && accepted(action));
    part("unreferenced", &|case, action| matches!(case.state, State::Unreferenced) && !accepted(action));
    part("deleted", &|case, action| matches!(case.state, State::Unreferenced) && accepted(action));
    let mut text = parts.join(", ") + "\n";
    for (case, _) in told.iter().filter(|(_, action)| *action == Action::Rejected) {
        let _ = writeln!(text, "rejected, so a rule has to change: {}", escaped(&case.name));
    }
    if !args.ci && !args.review && told.iter().any(|(_, action)| *action != Action::Accepted) {
        text.push_str("`--review` walks through what is not the same, `--update` accepts all of it\n");
    }
    text
}

/// Writes what is accepted, each at once: an interrupted review keeps what was accepted so far.
struct Writer {
    path: PathBuf,
    /// The pipeline file as it was read, which the places of the tests are in.
    original: String,
    /// What replaces what in it.
    edits: Vec<(Range<usize>, String)>,
}

impl Writer {
    fn new(args: &Args, plan: &Plan) -> std::result::Result<Self, Failure> {
        let path = PathBuf::from(&args.pipeline);
        let original = if plan.base.is_some() && !plan.tests.is_empty() {
            read(&path)?.unwrap_or_default()
        } else {
            String::new()
        };
        Ok(Self { path, original, edits: Vec::new() })
    }

    fn accept(&mut self, case: &Case) -> std::result::Result<(), Failure> {
        let failed = |path: &Path, error: std::io::Error| Failure::run(format!("{}: {error}", path.display()));
        match &case.kept {
            Kept::File(path) if matches!(case.state, State::Unreferenced) => {
                fs::remove_file(path).map_err(|error| failed(path, error))?;
                // The sample's folder, if that was its last file.
                let _ = path.parent().map(fs::remove_dir);
                Ok(())
            }
            Kept::File(path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
                }
                rawi_io::replace(path, case.got.as_bytes()).map_err(|error| failed(path, error))
            }
            Kept::Expect { test, place, header } => {
                if self.original.is_empty() {
                    return Err(Failure::usage(
                        "an embedded pipeline cannot be rewritten; `rawi new pipeline FILE` writes it to a file",
                    ));
                }
                let edit = expectation(&self.original, *test, place.clone(), header, &case.got);
                self.edits.push(edit.ok_or_else(|| {
                    Failure::run(format!("{}: the file has changed while it was tested", self.path.display()))
                })?);
                self.edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
                let mut text = self.original.clone();
                for (place, new) in &self.edits {
                    text.replace_range(place.clone(), new);
                }
                rawi_io::replace(&self.path, text.as_bytes()).map_err(|error| failed(&self.path, error))
            }
        }
    }
}

/// What to write where in a pipeline file, so that a test expects `got`. Everything else of the file, comments and layout,
/// stays byte for byte. `None` if the file is not the one that was read.
fn expectation(
    file: &str,
    test: usize,
    place: Option<Range<usize>>,
    header: &Range<usize>,
    got: &str,
) -> Option<(Range<usize>, String)> {
    let end = if file.contains("\r\n") { "\r\n" } else { "\n" };
    // In a literal string a backslash is a backslash; only three quotes cannot stand in one.
    let value = if got.contains("'''") {
        format!("\"\"\"\n{}\"\"\"", got.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'''\n{got}'''")
    };
    if let Some(place) = place {
        let quoted = file.get(place.clone())?.starts_with(['\'', '"']);
        return quoted.then(|| (place, value.replace('\n', end)));
    }
    let root = toml::de::DeTable::parse(file).ok()?;
    let table = root.get_ref().get("test")?.get_ref().as_array()?.get(test)?.get_ref().as_table()?;
    // Not `meta`: it may have a header of its own, further down.
    let keys = ["name", "text", "file", "after", "show", "snapshot"];
    let last = keys.iter().filter_map(|key| Some(table.get(*key)?.span().end)).max()?;
    if !file.get(header.clone())?.trim_start().starts_with("[[") {
        return Some((last..last, format!(", expect = {value}").replace('\n', end)));
    }
    let at = file[last..].find('\n').map_or(file.len(), |line_end| last + line_end);
    let at = if file[..at].ends_with('\r') { at - 1 } else { at };
    Some((at..at, format!("\nexpect = {value}").replace('\n', end)))
}
