use super::github::comment;
use super::samples::Samples;
use super::{Failure, Outcome, Result, columns, pipeline, print, print_data, print_json};
use crate::terminal::one_line;
use rawi_config::{Plan, closest};
use rawi_core::Document;
use rawi_io::SourceContext;
use rawi_runner::{OnError, Pipeline};
use rawi_transcript::{Comparison, Options, Tally, compare, render};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Changes of one layer in one document that are told; the diff below shows all.
const SHOWN: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records of a run (.jsonl, also .gz); with --samples a pipeline file, or the name of an embedded pipeline
    old: String,
    /// The same of another run, or another pipeline
    new: String,
    /// Files, globs or folders that both pipelines are run on
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    samples: Vec<String>,
    /// Only these layers and views, by name
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    layer: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How differences are printed.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For reading
    #[default]
    Text,
    /// For programs
    Json,
    /// Markdown for a comment on a pull request, of at most 60,000 characters
    Github,
}

pub(crate) fn run(args: &Args, plugins: pipeline::Plugins<'_>) -> Result {
    let mut differences = Differences {
        options: Options { show: (!args.layer.is_empty()).then(|| args.layer.clone()), provenance: false },
        ..Differences::default()
    };
    if args.samples.is_empty() {
        differences.records(&args.old, &args.new)?;
    } else {
        differences.pipelines(args, plugins)?;
    }
    if let Some(name) = args.layer.iter().find(|name| !differences.known.contains_key(*name)) {
        let known: Vec<&str> = differences.known.keys().map(String::as_str).collect();
        let hint = match closest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", known.join(", ")),
        };
        return Err(Failure::usage(format!("nothing is called `{name}`; {hint}")));
    }
    match args.format {
        Format::Text => print(&differences.text())?,
        Format::Json => print_json(&differences.json())?,
        Format::Github => print_data(&differences.comment())?,
    };
    let same = differences.changed.is_empty() && differences.only_old.is_empty() && differences.only_new.is_empty();
    Ok(if same { Outcome::Fine } else { Outcome::Findings })
}

/// Of every layer and label how much changed.
pub(crate) type Tallies = BTreeMap<(String, String), Tally>;

/// The tallies in which something changed, as rows of a table with a head.
pub(crate) fn rows(tallies: &Tallies) -> Vec<Vec<String>> {
    let head = ["layer", "label", "old", "new", "gone", "added", "changed"].map(str::to_owned).to_vec();
    let changed = tallies.iter().filter(|(_, tally)| !tally.is_same()).map(|((layer, label), tally)| {
        let numbers = [tally.old, tally.new, tally.gone, tally.added, tally.changed];
        let label = if label.is_empty() { "-" } else { label };
        [layer.clone(), label.to_owned()].into_iter().chain(numbers.map(|number| number.to_string())).collect()
    });
    [head].into_iter().chain(changed).collect()
}

/// The same for a terminal; nothing if nothing changed.
pub(crate) fn table(tallies: &Tallies) -> String {
    let rows = rows(tallies);
    if rows.len() == 1 {
        return String::new();
    }
    columns(&rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect::<Vec<_>>())
}

/// The same for programs.
pub(crate) fn tallies_json(tallies: &Tallies) -> serde_json::Value {
    let counts = tallies.iter().map(|((layer, label), t)| {
        json!({ "layer": layer, "label": label, "old": t.old, "new": t.new,
            "gone": t.gone, "added": t.added, "changed": t.changed })
    });
    counts.collect()
}

#[derive(Default)]
struct Differences {
    options: Options,
    tallies: Tallies,
    same: usize,
    changed: Vec<(String, Comparison)>,
    only_old: Vec<String>,
    only_new: Vec<String>,
    /// Names of all layers and views that were met, and whether in the old and in the new.
    known: BTreeMap<String, [bool; 2]>,
}

impl Differences {
    /// Two files of records, matched by id. They are read side by side, so that files in one order need no memory.
    fn records(&mut self, old: &str, new: &str) -> std::result::Result<(), Failure> {
        for name in [old, new] {
            if name.ends_with(".toml") || crate::embedded_pipeline(name).is_some() {
                return Err(Failure::usage(format!(
                    "`{name}` is a pipeline; two pipelines are compared over samples: --samples FOLDER"
                )));
            }
        }
        let open = |name: &str| Samples::open(&[name.to_owned()], None, &SourceContext::default());
        let (mut old, mut new) = (open(old)?, open(new)?);
        let (mut old_waits, mut new_waits) = (Waiting::default(), Waiting::default());
        loop {
            let (next_old, next_new) = (old.next().transpose()?, new.next().transpose()?);
            if next_old.is_none() && next_new.is_none() {
                break;
            }
            next_old.into_iter().for_each(|doc| old_waits.push(doc));
            next_new.into_iter().for_each(|doc| new_waits.push(doc));
            // Only what came just now can have found its other half.
            for id in [old_waits.last.take(), new_waits.last.take()].into_iter().flatten() {
                if old_waits.docs.contains_key(&id)
                    && let Some(new) = new_waits.docs.remove(&id)
                    && let Some(old) = old_waits.docs.remove(&id)
                {
                    self.add(&old, &new)?;
                }
            }
        }
        self.only_old = old_waits.left();
        self.only_new = new_waits.left();
        Ok(())
    }

    fn pipelines(&mut self, args: &Args, plugins: pipeline::Plugins<'_>) -> std::result::Result<(), Failure> {
        let (old_plan, new_plan) = (pipeline::load(&args.old, plugins)?, pipeline::load(&args.new, plugins)?);
        let context = SourceContext {
            base: new_plan.base.clone().unwrap_or_default(),
            max_document: new_plan.run.max_document.0,
            ..SourceContext::default()
        };
        let documents = Samples::open(&args.samples, new_plan.source.as_ref(), &context)?;
        let make = |plan: Plan| Pipeline::from(plan.stages);
        let (old, new) = (make(old_plan), make(new_plan));
        for doc in documents {
            let doc = doc?;
            let id = doc.id().to_owned();
            match (kept(&old, doc.clone())?, kept(&new, doc)?) {
                (Some(a), Some(b)) => self.add(&a, &b)?,
                (Some(_), None) => self.only_old.push(id),
                (None, Some(_)) => self.only_new.push(id),
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, old: &Document, new: &Document) -> std::result::Result<(), Failure> {
        for (side, doc) in [old, new].into_iter().enumerate() {
            let names = doc.layers().map(|(name, _)| name).chain(doc.views().map(|(name, _)| name));
            for name in names {
                match self.known.get_mut(name) {
                    Some(met) => met[side] = true,
                    None => _ = self.known.insert(name.to_owned(), [side == 0, side == 1]),
                }
            }
        }
        let comparison = compare(&render(old, &self.options), &render(new, &self.options))
            .map_err(|error| Failure::run(format!("document `{}` cannot be compared: {error}", old.id())))?;
        for (key, tally) in &comparison.tallies {
            self.tallies.entry(key.clone()).or_default().add(tally);
        }
        if comparison.is_same() {
            self.same += 1;
        } else {
            self.changed.push((new.id().to_owned(), comparison));
        }
        Ok(())
    }

    /// Layers and views of those that are compared that only the old, and that only the new has, in any document.
    fn one_sided(&self) -> [Vec<&str>; 2] {
        [[true, false], [false, true]].map(|wanted| {
            let found = self.known.iter().filter(|(_, met)| **met == wanted).map(|(name, _)| name.as_str());
            found.filter(|name| self.options.show.as_ref().is_none_or(|show| show.iter().any(|s| s == name))).collect()
        })
    }

    /// The layers and views of which only one side has any, a line each.
    fn one_sided_lines(&self) -> Vec<String> {
        let sides = self.one_sided().into_iter().zip(["old", "new"]);
        sides
            .flat_map(|(names, which)| names.into_iter().map(move |name| format!("`{name}` is in the {which} only")))
            .collect()
    }

    /// The documents, counted.
    fn summary(&self) -> String {
        let all = self.same + self.changed.len() + self.only_old.len() + self.only_new.len();
        let labels = self.tallies.values().filter(|tally| tally.is_same()).count();
        format!(
            "{all} documents: {} the same, {} changed, {} only in the old, {} only in the new; {labels} labels without a change",
            self.same,
            self.changed.len(),
            self.only_old.len(),
            self.only_new.len()
        )
    }

    fn comment(&self) -> String {
        let lines: Vec<String> = [self.summary()].into_iter().chain(self.one_sided_lines()).collect();
        let only = [(&self.only_old, "-only in the old"), (&self.only_new, "+only in the new")];
        let only = only.into_iter().flat_map(|(ids, told)| ids.iter().map(move |id| (id.as_str(), told.to_owned())));
        let changed = self.changed.iter().map(|(id, comparison)| (id.as_str(), comparison.diff()));
        comment(&lines, &rows(&self.tallies), &only.chain(changed).collect::<Vec<_>>())
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for line in self.one_sided_lines() {
            let _ = writeln!(out, "{}", one_line(&line));
        }
        for part in [table(&self.tallies), self.summary() + "\n"] {
            if !out.is_empty() && !part.is_empty() {
                out.push('\n');
            }
            out.push_str(&part);
        }
        for (ids, which) in [(&self.only_old, "old"), (&self.only_new, "new")] {
            for id in ids {
                let _ = writeln!(out, "\ndocument {}: only in the {which}", one_line(id));
            }
        }
        for (id, comparison) in &self.changed {
            let _ = writeln!(out, "\ndocument {}", one_line(id));
            out.push_str(&comparison.describe(SHOWN));
            out.push_str(&coloured(&comparison.diff()));
        }
        out
    }

    fn json(&self) -> serde_json::Value {
        let documents = self
            .changed
            .iter()
            .map(|(id, comparison)| json!({ "id": id, "changes": comparison.to_json(), "diff": comparison.diff() }));
        let [old, new] = self.one_sided();
        json!({
            "layers-only-old": old, "layers-only-new": new,
            "counts": tallies_json(&self.tallies), "same": self.same, "documents": documents.collect::<Vec<_>>(),
            "only-old": self.only_old, "only-new": self.only_new,
        })
    }
}

/// Documents of one side that the other has not given yet.
#[derive(Default)]
struct Waiting {
    docs: BTreeMap<String, Document>,
    last: Option<String>,
}

impl Waiting {
    fn push(&mut self, doc: Document) {
        let id = doc.id().to_owned();
        self.last = Some(id.clone());
        self.docs.insert(id, doc);
    }

    fn left(self) -> Vec<String> {
        self.docs.into_keys().collect()
    }
}

fn kept(pipeline: &Pipeline, doc: Document) -> std::result::Result<Option<Document>, Failure> {
    match pipeline.process(doc, OnError::Keep) {
        rawi_runner::Outcome::Kept(doc) => Ok(Some(doc)),
        rawi_runner::Outcome::Dropped { .. } => Ok(None),
        rawi_runner::Outcome::Failed(failure) => {
            Err(Failure::run(format!("{}, stage `{}`: {}", failure.document.id(), failure.stage, failure.message)))
        }
    }
}

/// A diff for a terminal.
pub(crate) fn coloured(diff: &str) -> String {
    let mut out = String::new();
    for line in diff.lines() {
        let _ = match line.as_bytes().first() {
            Some(b'+') => writeln!(out, "\x1b[32m{line}\x1b[0m"),
            Some(b'-') => writeln!(out, "\x1b[31m{line}\x1b[0m"),
            Some(b'@') => writeln!(out, "\x1b[36m{line}\x1b[0m"),
            _ => writeln!(out, "{line}"),
        };
    }
    out
}
