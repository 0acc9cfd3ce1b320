//! `rawi why`.

use super::samples::Samples;
use super::{Failure, Format, Outcome, Result, pipeline, print, print_json};
use crate::terminal::{apart, isolated, one_line};
use rawi_config::Registry;
use rawi_core::{Document, Span};
use rawi_dossier::Report;
use rawi_io::SourceContext;
use rawi_runner::{OnError, Outcome as Processed, Pipeline};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records, or texts, which go through the pipeline first: a file, a glob, a folder
    #[arg(value_name = "RECORDS|TEXTS")]
    input: String,
    /// The report
    id: String,
    /// What is asked about: the number of a claim, or a place in the text as `120-140`, in bytes; left out, all claims
    #[arg(value_name = "CLAIM|SPAN")]
    what: Option<String>,
    /// What texts go through: a pipeline file, or the name of an embedded pipeline
    #[arg(long, value_name = "PIPELINE", default_value = "news")]
    pipeline: String,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const CLAIMS: &str = "claims";

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let plan = pipeline::load(&args.pipeline, plugins)?;
    let context = SourceContext { base: Default::default(), inputs: None, max_document: plan.run.max_document.0 };
    let inputs = [args.input.clone()];
    let mut samples = Samples::open(&inputs, None, &context)?;
    let found = samples.find(|doc| doc.as_ref().map_or(true, |doc| doc.id() == args.id)).transpose()?;
    let Some(mut doc) = found else {
        return Err(Failure::usage(format!("no report is called `{}` in {}", args.id, args.input)));
    };
    if doc.layers().next().is_none() {
        let texts = Pipeline::from(plan.stages);
        doc = match texts.process(doc, OnError::Keep) {
            Processed::Kept(doc) => doc,
            Processed::Dropped { stage, reason, .. } => {
                return Err(Failure::run(format!("the pipeline drops it: `{stage}`: {reason}")));
            }
            Processed::Failed(failure) => return Err(Failure::run(failure.message)),
        };
    }
    let report = Report::of(&doc).map_err(Failure::run)?;
    let rows = rows(&doc, args.what.as_deref())?;
    let stages = crate::builtin_stages();
    let answers: Vec<Value> = rows.iter().map(|&(layer, row)| answer(&doc, &report, &stages, layer, row)).collect();
    match args.format {
        Format::Json => print_json(&json!({"report": report.id, "sha256": report.sha256, "answers": answers})),
        Format::Text => print(&answers.iter().map(text).collect::<String>()),
    }?;
    Ok(Outcome::Fine)
}

/// The rows that are asked about.
fn rows<'d>(doc: &'d Document, what: Option<&str>) -> std::result::Result<Vec<(&'d str, usize)>, Failure> {
    let claims = doc.raw_layer(CLAIMS);
    let count = claims.map_or(0, rawi_core::Layer::len);
    let no_claims = || match claims {
        Some(_) => Failure::usage("the report has no claims; name a place in its text, as `120-140`"),
        None => Failure::usage(
            "the report has no layer `claims`; run a pipeline with the stage `claims`, or name a place in its text",
        ),
    };
    let Some(what) = what else {
        return if count == 0 { Err(no_claims()) } else { Ok((0..count).map(|row| (CLAIMS, row)).collect()) };
    };
    if let Ok(row) = what.parse::<usize>() {
        return match row < count {
            true => Ok(vec![(CLAIMS, row)]),
            false if count == 0 => Err(no_claims()),
            false => Err(Failure::usage(format!("the report has claims 0 to {}, and no claim {row}", count - 1))),
        };
    }
    let ends = what.split_once("..").or_else(|| what.split_once('-'));
    let ends = ends.and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    let span = ends.and_then(|(start, end)| Span::checked(start, end)).filter(|span| span.end() <= doc.source().len());
    let Some(span) = span else {
        return Err(Failure::usage(format!(
            "`{what}` is no claim's number and no place in a text of {} bytes; write a place as `120-140`",
            doc.source().len()
        )));
    };
    let rows = overlapping(doc, span, None);
    if rows.is_empty() {
        return Err(Failure::usage(format!("nothing is said of the bytes {}-{}", span.start(), span.end())));
    }
    Ok(rows)
}

/// Rows of all layers but the sentences that touch `span`, and are not of the document as a whole.
fn overlapping<'d>(doc: &'d Document, span: Span, but: Option<(&str, usize)>) -> Vec<(&'d str, usize)> {
    let mut all = Vec::new();
    for (name, layer) in doc.layers().filter(|(name, _)| !matches!(*name, "sentences" | "summary" | "tokens")) {
        if layer.is_whole() {
            continue;
        }
        let touching = (0..layer.len()).filter(|&row| layer.spans()[row].overlaps(span) && but != Some((name, row)));
        all.extend(touching.map(|row| (name, row)));
    }
    all
}

/// All that is known of a row: its value, the rule and the line of the lexicon that made it, where it stands, what it refers to, and
/// what else was read there.
fn answer(doc: &Document, report: &Report, stages: &Registry, name: &str, row: usize) -> Value {
    let Some(found) = doc.raw_layer(name) else { return Value::Null };
    let (span, value) = (found.spans()[row], found.json(row));
    let sentence = report.sentences.iter().find(|part| part.span.overlaps(span)).map_or(span, |part| part.span);
    let by = found.provenance();
    let rule = value.get("rule").or_else(|| value.get("by")).and_then(Value::as_str).unwrap_or_default();
    let line = lexicon_line(stages, &by.uses, rule);
    let refers: Vec<Value> = found
        .references()
        .into_iter()
        .filter_map(|(field, to)| {
            let number = field.split('.').try_fold(&value, |value, key| value.get(key))?.as_u64()?;
            let number = usize::try_from(number).ok()?;
            let target = doc.raw_layer(&to).filter(|layer| number < layer.len())?;
            let words = doc.text(target.spans()[number]);
            let words = if to == "sentences" { String::new() } else { words.to_owned() };
            Some(json!({"field": field, "layer": to, "row": number, "words": words, "value": target.json(number)}))
        })
        .collect();
    let considered: Vec<Value> = overlapping(doc, span, Some((name, row)))
        .into_iter()
        .filter_map(|(other, at)| {
            let layer = doc.raw_layer(other)?;
            // Speech around the words says who tells it, and `refers` has that.
            let inside = !layer.spans()[at].contains(sentence);
            inside.then(
                || json!({"layer": other, "row": at, "words": doc.text(layer.spans()[at]), "value": layer.json(at)}),
            )
        })
        .collect();
    json!({
        "report": report.id, "layer": name, "row": row, "span": [span.start(), span.end()], "words": doc.text(span), "value": value,
        "rule": rule, "lexicon": line, "sentence": doc.text(sentence), "sentence_span": [sentence.start(), sentence.end()],
        "bytes": doc.source().len(), "sha256": report.sha256, "published": report.published,
        "stage": by.stage, "uses": by.uses, "version": by.version, "hash": by.hash, "refers": refers, "considered": considered,
    })
}

/// The line of a lexicon that a rule names by its file, class and word: `predicates.tsv verb قتل`.
fn lexicon_line(stages: &Registry, stage: &str, rule: &str) -> Option<String> {
    let mut parts = rule.splitn(3, ' ');
    let (file, class, word) = (parts.next()?, parts.next()?, parts.next()?);
    let entry = stages.get_stage(stage)?;
    let (_, text) = entry.lexicons.iter().find(|(name, _)| *name == file)?;
    let line = text.lines().find(|line| {
        let mut fields = line.split('\t');
        fields.next() == Some(class) && fields.next() == Some(word)
    })?;
    Some(line.split('\t').collect::<Vec<_>>().join("  "))
}

fn text(answer: &Value) -> String {
    let mut out = String::new();
    let said = |key: &str| one_line(answer[key].as_str().unwrap_or_default());
    let short = |value: &Value| {
        let mut value = value.clone();
        if let Some(object) = value.as_object_mut() {
            object.remove("rule");
        }
        apart(&value.to_string())
    };
    let mut line = |head: &str, text: &str| {
        let _ = writeln!(out, "  \x1b[36m{head:<10}\x1b[0m {text}");
    };
    line("words", &isolated(&said("words")));
    line("value", &short(&answer["value"]));
    match (said("rule").as_str(), answer["lexicon"].as_str()) {
        ("", _) => {}
        (rule, None) => line("rule", &isolated(rule)),
        (rule, Some(entry)) => line("rule", &format!("{}  {}", isolated(rule), apart(entry))),
    }
    line("sentence", &isolated(&said("sentence")));
    line(
        "bytes",
        &format!("{}-{} of {}, sha256 {}", answer["span"][0], answer["span"][1], answer["bytes"], said("sha256")),
    );
    let made = format!("{} {} {}", said("stage"), said("version"), said("hash"));
    if !made.trim().is_empty() {
        line("made by", made.trim());
    }
    for refers in answer["refers"].as_array().into_iter().flatten().filter(|refers| refers["layer"] != "sentences") {
        let words = apart(refers["words"].as_str().unwrap_or_default());
        let field = refers["field"].as_str().unwrap_or_default().split('.').next().unwrap_or_default();
        line(
            &one_line(field),
            &format!(
                "{words}  {} {}: {}",
                one_line(refers["layer"].as_str().unwrap_or_default()),
                refers["row"],
                short(&refers["value"])
            ),
        );
    }
    let anchored = answer["value"].get("anchor").and_then(Value::as_str);
    if let Some(anchor) = anchored {
        line("anchor", &format!("{}, published {}", apart(anchor), isolated(&said("published"))));
    }
    for other in answer["considered"].as_array().into_iter().flatten() {
        let words = apart(other["words"].as_str().unwrap_or_default());
        line(
            "also",
            &format!(
                "{} {}: {words}  {}",
                one_line(other["layer"].as_str().unwrap_or_default()),
                other["row"],
                short(&other["value"])
            ),
        );
    }
    let head = format!("\x1b[1m{} {}\x1b[0m of {}", said("layer"), answer["row"], isolated(&said("report")));
    format!("{head}\n{out}\n")
}
