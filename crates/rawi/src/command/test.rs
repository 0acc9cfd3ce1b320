//! `rawi test`: the `[[test]]`s of a pipeline file, and what its stages give on samples against what they gave before.

use super::diff::{Tallies, coloured, table, tallies_json};
use super::samples::Samples;
use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::one_line;
use rawi_core::Document;
use rawi_io::SourceContext;
use rawi_testkit::{Acceptance, Difference, Kept, PipelineTests, Selection, State, TestError, TranscriptCase};
use rawi_transcript::diff;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

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
    /// With --update or --review: accept also that a stage has a bug (it panicked, or broke its contract)
    #[arg(long)]
    accept_bugs: bool,
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

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let is_file = plan.base.is_some() && !plan.tests.is_empty();
    let mut acceptance = Acceptance::new(Path::new(&args.pipeline), is_file)?.accept_bugs(args.accept_bugs);
    let cases = cases(args, plan)?;
    let same = cases.iter().filter(|case| matches!(case.state, State::Same)).count();
    let mut told = Vec::new();
    let mut stopped = false;
    for case in cases.iter().filter(|case| !matches!(case.state, State::Same)) {
        let mut action = if args.review && !stopped {
            print(&format!("{}\n", text_of(case, None)))?;
            ask(&mut stopped)?
        } else {
            decide(args, case)
        };
        if action == Action::Accepted && !acceptance.accept(case)? {
            action = Action::Refused;
        }
        if args.review {
            acceptance.write()?;
        }
        told.push((case, action));
    }
    acceptance.write()?;
    let totals = totals(&told);
    let findings = told.iter().filter(|(_, action)| action.is_finding()).count();
    match args.format {
        Format::Json => print_json(&json!({
            "same": same, "findings": findings, "totals": tallies_json(&totals),
            "cases": told.iter().map(|(case, action)| case.to_json(action.word())).collect::<Vec<_>>(),
        }))?,
        Format::Text => {
            let mut text = String::new();
            for (case, action) in told.iter().filter(|_| !args.review) {
                let case = text_of(case, Some(*action));
                text.push_str(&case);
                // What is told in one line needs no line between it and the next.
                if case.lines().count() > 1 {
                    text.push('\n');
                }
            }
            let totals = table(&totals);
            if told.len() > 1 && !totals.is_empty() {
                text.push_str(&format!("in all\n{totals}\n"));
            }
            text.push_str(&summary(args, same, &told));
            print(&text)?
        }
    };
    Ok(if findings == 0 { Outcome::Fine } else { Outcome::Findings })
}

impl From<TestError> for Failure {
    fn from(error: TestError) -> Self {
        match error {
            TestError::Usage(message) => Self::usage(message),
            TestError::Run(message) => Self::run(message),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Told, nothing else; `finding` if it is one.
    Told {
        finding: bool,
    },
    Accepted,
    /// Not accepted, because a stage has a bug.
    Refused,
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
            Self::Refused => "refused",
            Self::Rejected => "rejected",
            Self::Skipped => "skipped",
        }
    }
}

/// What happens to a case that nobody is asked about. A snapshot that is missing is written by and by: nothing is lost. All
/// else that would change a file has to be asked for.
fn decide(args: &Args, case: &TranscriptCase) -> Action {
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

fn cases(args: &Args, plan: rawi_config::Plan) -> std::result::Result<Vec<TranscriptCase>, Failure> {
    if plan.tests.is_empty() && args.samples.is_empty() {
        return Err(Failure::usage(format!(
            "there is nothing to test: `{}` has no [[test]], and no --samples are named",
            args.pipeline
        )));
    }
    let context = SourceContext {
        base: plan.base.clone().unwrap_or_default(),
        max_document: plan.run.max_document.0,
        ..SourceContext::default()
    };
    let mut plan = plan;
    let source = plan.source.take();
    let selection = Selection { stage: args.stage.as_deref(), name: args.doc.as_deref() };
    let tests = PipelineTests::new(plan);
    let mut cases = tests.tests(selection, |path| one_document(path, &context))?;
    if !args.samples.is_empty() {
        cases.extend(tests.samples(selection, Samples::open(&args.samples, source.as_ref(), &context)?)?);
    }
    if let (Some(doc), true) = (&args.doc, cases.is_empty()) {
        return Err(Failure::usage(format!("no test and no sample is called `{doc}`")));
    }
    Ok(cases)
}

/// The document of a file that a test names.
fn one_document(path: &Path, context: &SourceContext) -> std::result::Result<Document, Failure> {
    let mut documents = Samples::open(&[path.to_string_lossy().into_owned()], None, context)?;
    let failed = |what: &str| Failure::usage(format!("{} {what}", path.display()));
    let first = documents.next().ok_or_else(|| failed("holds no document"))??;
    match documents.next() {
        Some(_) => Err(failed("holds more than one document; a test has one")),
        None => Ok(first),
    }
}

/// Of every layer and label how much changed, over all cases.
fn totals(told: &[(&TranscriptCase, Action)]) -> Tallies {
    let mut totals = Tallies::new();
    for (case, _) in told {
        if let State::Changed(Difference::Meaning(comparison)) = &case.state {
            for (key, tally) in &comparison.tallies {
                totals.entry(key.clone()).or_default().add(tally);
            }
        }
    }
    totals
}

/// What a case tells: how it differs, and the stages that failed in what it found.
fn text_of(case: &TranscriptCase, action: Option<Action>) -> String {
    let accepted = action == Some(Action::Accepted);
    let (word, body) = match &case.state {
        State::Same => ("same", String::new()),
        _ if action == Some(Action::Refused) => ("refused", String::new()),
        State::Missing if accepted => ("written", String::new()),
        State::Missing => ("missing", coloured(&diff("", &case.got))),
        State::Unreferenced if accepted => ("deleted", String::new()),
        State::Unreferenced => ("unreferenced", String::new()),
        State::Changed(difference) => (if accepted { "accepted" } else { "changed" }, differs(difference)),
    };
    let colour = if action.is_some_and(|action| !action.is_finding()) { "1;36" } else { "1;33" };
    let mut text = format!("\x1b[{colour}m{word}\x1b[0m  {}\n{body}", one_line(&case.name));
    for failure in case.failures() {
        let what = if failure.bug { "has a bug" } else { "failed" };
        let _ = writeln!(
            text,
            "\x1b[1;31mstage `{}` {what}\x1b[0m: {}",
            one_line(&failure.stage),
            one_line(&failure.message)
        );
    }
    text
}

fn differs(difference: &Difference) -> String {
    match difference {
        Difference::Meaning(comparison) => comparison.describe(SHOWN) + &coloured(&comparison.diff()),
        Difference::Words { message, diff } => format!("{message}\n{}", coloured(diff)),
    }
}

fn summary(args: &Args, same: usize, told: &[(&TranscriptCase, Action)]) -> String {
    let mut parts = vec![format!("{same} the same")];
    let mut part = |word: &str, is: &dyn Fn(&TranscriptCase, Action) -> bool| {
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
        let _ = writeln!(text, "rejected, so a rule has to change: {}", one_line(&case.name));
    }
    let refused = told.iter().filter(|(_, action)| *action == Action::Refused).count();
    if refused > 0 {
        let _ = writeln!(
            text,
            "{refused} not accepted because a stage has a bug: mend it, or accept it with --accept-bugs"
        );
    }
    if !args.ci && !args.review && !args.update && told.iter().any(|(_, action)| *action != Action::Accepted) {
        text.push_str("`--review` walks through what is not the same, `--update` accepts all of it\n");
    }
    text
}
