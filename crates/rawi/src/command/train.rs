use super::{Failure, Outcome, Result};
use crate::terminal::{overwrite, say};
use rawi_model::{GoldText, Knowledge, KnowledgeBytes, Model, TrainConfig, Word, read_conll, read_jsonl, train};
use rawi_segmenter::{tokens::tokenize, words::WordLists};
use std::collections::BTreeSet;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// A model for the tagger's option `model`, from texts whose names are marked
    Tagger(TaggerArgs),
}

#[derive(clap::Args)]
struct TaggerArgs {
    /// Texts with their names: .jsonl (`text`, and `gold.mentions` as [start, end, label] in characters) or .conll (a word and
    /// its BIO label a line)
    #[arg(required = true)]
    gold: Vec<String>,
    /// Where the model goes; its name ends in `.model`
    #[arg(short, long, value_name = "MODEL")]
    output: String,
    /// The labels to learn; all that the texts have if left out
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    labels: Vec<String>,
    /// Read a report twice when tagging: better, and half as fast
    #[arg(long)]
    twice: bool,
    /// Where the knowledge of words comes from (frequencies, vectors, lists): an embedded model, a file, or `none`
    #[arg(long, value_name = "MODEL", default_value = "accurate")]
    knowledge: String,
    /// Passes over the texts
    #[arg(long, value_name = "N", default_value_t = 16)]
    epochs: usize,
    /// The same seed and texts give the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Replace a model that exists
    #[arg(long)]
    overwrite: bool,
}

pub(crate) fn run(args: &Args, quiet: bool) -> Result {
    let What::Tagger(args) = &args.what;
    if !args.output.ends_with(".model") {
        return Err(Failure::usage(format!(
            "`{}` does not end in .model: the tagger would not know it as one",
            args.output
        )));
    }
    if !args.overwrite && std::path::Path::new(&args.output).exists() {
        return Err(Failure::usage(format!("`{}` exists; --overwrite replaces it", args.output)));
    }
    let mut texts: Vec<GoldText> = Vec::new();
    for path in &args.gold {
        let file = std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("cannot read `{path}`: {e}")))?;
        let read = if path.ends_with(".jsonl") {
            read_jsonl(&file)
        } else if path.ends_with(".conll") {
            read_conll(&file, &|label| Some(label.to_owned()))
        } else {
            return Err(Failure::usage(format!("`{path}` is neither .jsonl nor .conll; rename it to what it holds")));
        };
        texts.extend(read.map_err(|error| Failure::usage(format!("{path}: {error}")))?);
    }
    let seen: BTreeSet<&str> = texts.iter().flat_map(|text| &text.names).map(|name| name.2.as_str()).collect();
    if let Some(unknown) = args.labels.iter().find(|label| !seen.contains(label.as_str())) {
        let seen: Vec<&str> = seen.into_iter().collect();
        return Err(Failure::usage(format!("no name has the label `{unknown}`; there are {}", seen.join(", "))));
    }
    if seen.is_empty() {
        return Err(Failure::usage("the texts have no names to learn"));
    }
    let labels: Vec<String> =
        if args.labels.is_empty() { seen.iter().map(|&label| label.to_owned()).collect() } else { args.labels.clone() };

    let mut config = TrainConfig::new(labels);
    config.cut = segmented;
    config.second_pass = args.twice;
    config.learner.epochs = args.epochs;
    config.learner.seed = args.seed;
    let mut progress = |what: &str, loss: f64| {
        if !quiet {
            overwrite(&format!("{what}: {loss:.4}   "));
        }
    };
    let bytes = train(&config, &knowledge(&args.knowledge)?, None, None, &texts, &mut progress)
        .map_err(|error| Failure::usage(error.to_string()))?;
    if !quiet {
        say(&format!("\n{} texts, {} labels, {} bytes", texts.len(), config.classes.len(), bytes.len()));
    }
    rawi_io::replace(std::path::Path::new(&args.output), &bytes)
        .map_err(|error| Failure::run(format!("cannot write `{}`: {error}", args.output)))?;
    Ok(Outcome::Fine)
}

/// The words of a text as a pipeline with segmenter and tagger has them.
fn segmented(text: &str) -> Vec<(usize, Word<'_>)> {
    rawi_tagger::model_words(text, tokenize(text, WordLists::built_in()))
}

fn knowledge(name: &str) -> std::result::Result<KnowledgeBytes, Failure> {
    if name == "none" {
        return Ok(KnowledgeBytes::from(&Knowledge::default()));
    }
    let bytes = match rawi_tagger::MODELS.iter().find(|(known, _)| *known == name) {
        Some((_, bytes)) => bytes.to_vec(),
        None => std::fs::read(name).map_err(|error| {
            let known: String = rawi_tagger::MODELS.iter().map(|(known, _)| format!("`{known}`, ")).collect();
            Failure::usage(format!("--knowledge {name}: {error}; there are {known}`none` and model files"))
        })?,
    };
    let model = Model::from_bytes(bytes).map_err(|error| Failure::usage(format!("--knowledge {name}: {error}")))?;
    Ok(KnowledgeBytes::from(&model))
}
