//! `rawi eval`: a pipeline measured against gold.

use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::{Message, one_line, shown, tell};
use rawi_eval::{EvalError, Gold, Settings, TaskScore, evaluate};
use serde_json::Value;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline
    pipeline: String,
    /// The gold: .jsonl, a report a line with `text` and `gold`, an object that has a list of rows for each layer (`[start, end,
    /// label]`, or an object with `start`, `end` and fields; in characters), or .conll, a word and its label a line
    gold: String,
    /// What to measure: a layer, or `rank` for the order of the summary's sentences, by ROUGE (ask the summarizer for all
    /// sentences); everything the gold has and the pipeline gives if left out
    #[arg(long, value_name = "LAYER")]
    task: Option<String>,
    /// The fields that have to be equal, by name, as `speaker.span` of `quotes`; left out, names, sentences, numbers and dates are
    /// compared by the rules of their corpora, any other layer by its span and all fields that the gold has
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "task")]
    fields: Vec<String>,
    /// Which labels of names count: all (`full`, with numbers and dates), persons, organisations and places (`places`), or the
    /// four classes of ANERcorp, into which finer labels fold
    #[arg(long, value_enum, default_value_t)]
    classes: Classes,
    /// Compare names as they are, also where the gold marks whole written words (وبيروت)
    #[arg(long)]
    exact: bool,
    /// Exit 1 if the F1 of a task is below this: a share from 0 to 1, or percent
    #[arg(long, value_name = "F1")]
    min_f1: Option<f64>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Classes {
    #[default]
    Full,
    Places,
    Anercorp,
}

impl From<Classes> for rawi_eval::Classes {
    fn from(classes: Classes) -> Self {
        match classes {
            Classes::Full => Self::Full,
            Classes::Places => Self::Places,
            Classes::Anercorp => Self::Anercorp,
        }
    }
}

impl From<EvalError> for Failure {
    fn from(error: EvalError) -> Self {
        Self::usage(shown(&error.to_string()))
    }
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let gold = gold(&args.gold)?;
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let settings = Settings {
        task: args.task.clone(),
        classes: args.classes.into(),
        exact: args.exact,
        fields: args.fields.clone(),
    };
    let scores = evaluate(&gold, plan.stages, &settings)?;
    for warning in scores.warnings.iter().filter(|_| !plugins.quiet) {
        tell(Message::Warning, warning);
    }
    match args.format {
        Format::Text => {
            let text: String = scores.tasks.iter().map(|task| as_text(task, scores.reports)).collect();
            print(&text)?
        }
        Format::Json => {
            print_json(&Value::Object(scores.tasks.iter().map(|task| (task.name.clone(), task.to_json())).collect()))?
        }
    };
    let lowest = scores.tasks.iter().map(TaskScore::f1).fold(f64::INFINITY, f64::min);
    let wanted = args.min_f1.map(|min| if min > 1.0 { min / 100.0 } else { min });
    Ok(if wanted.is_some_and(|wanted| lowest < wanted) { Outcome::Findings } else { Outcome::Fine })
}

fn gold(name: &str) -> std::result::Result<Gold, Failure> {
    let text =
        std::fs::read_to_string(name).map_err(|error| Failure::usage(format!("cannot read `{name}`: {error}")))?;
    if !name.ends_with(".conll") {
        return Ok(Gold::from_jsonl(name, &text)?);
    }
    let texts = rawi_model::read_conll(&text, &|label| Some(label.to_owned()))
        .map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    Ok(Gold::from_names(name, texts.into_iter().map(|text| (text.text, text.names))))
}

fn as_text(task: &TaskScore, reports: usize) -> String {
    let mut text = String::new();
    for (name, rouge) in ["rawi", "lead"].iter().zip(task.rouge.iter().flatten()) {
        let _ = writeln!(
            text,
            "{name:<12} ROUGE-1 F {:6.2}   ROUGE-2 F {:6.2}   ({reports} articles, mean over the reference summaries)",
            100.0 * rouge.one,
            100.0 * rouge.two,
        );
    }
    for (label, counts) in &task.rows {
        let _ = writeln!(text, "{:<12} {counts}", one_line(label));
    }
    text
}
