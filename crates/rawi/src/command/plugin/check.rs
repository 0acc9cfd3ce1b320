use crate::command::pipeline::Plugins;
use crate::command::{Failure, Outcome, Result, print, print_json};
use rawi_config::{DiskAssets, Registry, WorkerLimits};
use rawi_core::host;
use rawi_core::{Assets, Contract, Document, ErrorKind, Layer, Slot, SlotKind, Stage, Verdict};
use rawi_loader::{Description, Loader, PluginFile, Probe, StageDescription};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The plugin
    file: PathBuf,
    /// Only this stage
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,
    /// Options for a stage that cannot be made without, as a JSON object
    #[arg(long, value_name = "JSON")]
    options: Option<String>,
    /// The folder of the files that the options name
    #[arg(long, value_name = "DIR")]
    assets: Option<PathBuf>,
    /// Print the cases as JSON
    #[arg(long)]
    json: bool,
}

/// What was tried, and what came of it.
#[derive(Serialize)]
struct Case {
    /// The stage; none where it is about the plugin.
    stage: Option<String>,
    name: &'static str,
    /// What is wrong; empty if all is well.
    findings: Vec<String>,
}

/// How often a stage is made and ended, unless it takes much memory.
const REMADE: u64 = 1000;

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    let options: Value = match &args.options {
        None => json!({}),
        Some(text) => serde_json::from_str(text)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| Failure::usage("--options takes a JSON object, as {\"min\": 3}"))?,
    };
    let loader = plugins.loader();
    let (cases, about) = check(args, &options, &loader)?;
    let failed = cases.iter().filter(|case| !case.findings.is_empty()).count();
    if args.json {
        print_json(&json!({ "file": args.file, "plugin": about, "cases": cases, "failed": failed }))?;
    } else {
        print(&text(args, &cases, about.as_ref(), failed))?;
    }
    Ok(if failed == 0 { Outcome::Fine } else { Outcome::Findings })
}

fn check(
    args: &Args,
    options: &Value,
    loader: &Loader,
) -> std::result::Result<(Vec<Case>, Option<Description>), Failure> {
    let plugin = |name, findings| Case { stage: None, name, findings };
    let file = match PluginFile::read(&args.file) {
        Ok(file) => file,
        Err(refusal) => return Ok((vec![plugin("it is a plugin for this machine", vec![refusal.message])], None)),
    };
    let mut cases = vec![plugin("it is a plugin for this machine", Vec::new())];
    let about = match loader.describe(&file) {
        Ok(about) => about,
        Err(refusal) => {
            cases.push(plugin("it can be loaded", vec![refusal.message]));
            return Ok((cases, None));
        }
    };
    cases.push(plugin("it can be loaded", Vec::new()));
    let wanted = |stage: &&StageDescription| args.stage.as_ref().is_none_or(|name| stage.name == *name);
    let stages: Vec<&StageDescription> = about.stages.iter().filter(wanted).collect();
    if stages.is_empty() {
        let names: Vec<&str> = about.stages.iter().map(|stage| stage.name.as_str()).collect();
        return Err(Failure::usage(format!("there is no such stage; there is {}", names.join(", "))));
    }
    for stage in stages {
        let assets = args.assets.as_deref().map(DiskAssets::new);
        let mut found = Stages { loader, file: &file, stage, assets, cases: Vec::new() };
        found.check(options)?;
        cases.append(&mut found.cases);
    }
    Ok((cases, Some(about)))
}

fn text(args: &Args, cases: &[Case], about: Option<&Description>, failed: usize) -> String {
    let mut out = String::new();
    if let Some(about) = about {
        let _ = writeln!(
            out,
            "{}: {} {}, built with {}, ABI {}.{}",
            args.file.display(),
            about.name,
            about.version,
            about.built_with,
            about.abi.0,
            about.abi.1
        );
    }
    let mut stage = None;
    for case in cases {
        if case.stage != stage {
            stage.clone_from(&case.stage);
            let _ = writeln!(out, "stage {}", stage.as_deref().unwrap_or_default());
        }
        let fine = case.findings.is_empty();
        let _ = writeln!(out, "  {}  {}", if fine { "fine  " } else { "FAILED" }, case.name);
        for finding in &case.findings {
            out.push_str("          ");
            rawi_transcript::escape(finding, &mut out);
            out.push('\n');
        }
    }
    let _ = writeln!(out, "{} cases, {failed} failed", cases.len());
    out
}

struct Stages<'a> {
    loader: &'a Loader,
    file: &'a PluginFile,
    stage: &'a StageDescription,
    assets: Option<DiskAssets>,
    cases: Vec<Case>,
}

impl Stages<'_> {
    fn case(&mut self, name: &'static str, findings: Vec<String>) {
        self.cases.push(Case { stage: Some(self.stage.name.clone()), name, findings });
    }

    fn make(&self, options: &Value) -> std::result::Result<Probe, String> {
        // A fault ends one case, never the check; and 10 MB may take their time.
        let limits = WorkerLimits { faults: 0, deadline: 600.0, ..WorkerLimits::default() };
        let assets = self.assets.as_ref().map_or_else(Assets::none, |assets| Assets::new(assets));
        self.loader.probe(self.file, &self.stage.name, options, &limits, &assets)
    }

    fn check(&mut self, options: &Value) -> std::result::Result<(), Failure> {
        let stage = self.stage;
        let mut findings = Vec::new();
        for (what, text) in [("version", &stage.version), ("summary", &stage.summary)] {
            if text.is_empty() {
                findings.push(format!("its {what} is empty"));
            }
        }
        if stage.schema["type"] != "object" {
            findings.push("the schema of its options is not one of an object: `\"type\": \"object\"`".to_owned());
        }
        self.case("it says what it is", findings);

        let closed = stage.schema["additionalProperties"] == false;
        let mut junk = options.clone();
        junk["no-such-option"] = json!(1);
        let accepted = !closed && self.make(&junk).is_ok();
        let finding =
            "an option that it does not have is accepted; say `\"additionalProperties\": false` in the schema";
        self.case("it refuses unknown options", accepted.then(|| finding.to_owned()).into_iter().collect());

        let mut defaults = options.clone();
        for (name, option) in stage.schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = option.get("default").filter(|value| !value.is_null() && options.get(name).is_none()) {
                defaults[name] = value.clone();
            }
        }
        let made = self.make(&defaults).map(drop);
        self.case("it takes the defaults of its own schema", made.err().into_iter().collect());

        let probe = match self.make(options) {
            Ok(probe) => probe,
            Err(why) => {
                self.case(
                    "it can be made",
                    vec![format!(
                        "{why}; --options gives it the options that it needs, --assets the folder of its files"
                    )],
                );
                return Ok(());
            }
        };
        self.case("it can be made", Vec::new());
        let leaks = probe.remake(REMADE).unwrap_or_else(|fault| vec![fault]);
        self.case("it can be made and ended again and again", leaks);

        let before = providers(&crate::builtin_stages(), &probe.contract());
        for (name, text) in rawi_testkit::odd_texts() {
            self.document(&probe, &before, name, &text)?;
        }
        let reports: Vec<&str> = crate::seeds().map(|(_, text, _)| text).collect();
        let report = reports.join("\n\n");
        self.document(&probe, &before, "the bundled reports", &report)?;
        let mut large = report.repeat(10_000_000 / report.len() + 1);
        large.truncate((0..=10_000_000).rev().find(|&i| large.is_char_boundary(i)).unwrap_or_default());
        self.document(&probe, &before, "10 MB", &large)
    }

    /// Tries a document: again and again, on 8 threads, with an eye on what is lent and on the process.
    fn document(
        &mut self,
        probe: &Probe,
        before: &[Box<dyn Stage>],
        name: &'static str,
        text: &str,
    ) -> std::result::Result<(), Failure> {
        let contract = probe.contract();
        let mut doc = Document::new("check", text).map_err(|error| Failure::run(error.to_string()))?;
        doc.meta_mut().set("published", "2025-11-27");
        for stage in before {
            doc.apply(stage.as_ref()).map_err(|error| Failure::run(error.to_string()))?;
        }
        // What no stage of rawi gives is there, and empty.
        for slot in contract.requires.iter().filter(|slot| slot.kind == SlotKind::Layer) {
            if !doc.has(slot) {
                let empty = Layer::new::<Value>(text, Vec::new(), Vec::new());
                let inserted = empty.and_then(|empty| doc.insert_layer(slot.name.clone(), empty));
                inserted.map_err(|error| Failure::run(error.to_string()))?;
            }
        }
        for slot in contract.provides.iter().filter(|slot| !contract.is_refined(slot)) {
            host::remove(&mut doc, slot);
        }
        // A large document once: it is there for what it takes, not for what it says.
        let findings = match probe.attempt(&mut doc, text.len() < 1_000_000) {
            Ok((Verdict::Keep | Verdict::Drop(_), findings)) => findings,
            // It may say that a document is none it can read; nothing else may go wrong.
            Err(error) if error.kind() == ErrorKind::Input => Vec::new(),
            Err(error) => vec![error.to_string()],
        };
        self.case(name, findings);
        Ok(())
    }
}

/// The stages of rawi that give what `contract` reads, and what those require, in the order they run.
fn providers(registry: &Registry, contract: &Contract) -> Vec<Box<dyn Stage>> {
    fn visit(registry: &Registry, slot: &Slot, order: &mut Vec<String>) {
        let gives = |contract: &Contract| contract.provides.contains(slot);
        let found = registry.stages().find(|entry| entry.default_contract().as_ref().is_some_and(gives));
        let Some(entry) = found.filter(|entry| !order.contains(&entry.name)) else { return };
        for need in entry.default_contract().into_iter().flat_map(|contract| contract.requires) {
            visit(registry, &need, order);
        }
        order.push(entry.name.clone());
    }
    let mut order = Vec::new();
    for slot in contract.requires.iter().chain(&contract.optional) {
        visit(registry, slot, &mut order);
    }
    let build = |name: &String| registry.get_stage(name)?.build(&json!({}), &Assets::none()).ok();
    order.iter().filter_map(build).collect()
}
