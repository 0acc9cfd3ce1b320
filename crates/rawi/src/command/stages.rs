#[cfg(target_os = "linux")]
use super::pipeline::Mode;
use super::pipeline::Plugins;
use super::{Failure, Format, Result, columns, lexicon, print, print_json};
use crate::terminal::{one_line, shown};
use rawi_config::{StageEntry, closest};
use rawi_core::{Contract, Slot};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A stage; all stages, sources and sinks if left out
    name: Option<String>,
    /// Its word lists instead: every class with what it means, how many words it has and a few of them
    #[arg(long, requires = "name")]
    lexicon: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The stages of plugins in RAWI_PLUGIN_PATH, with their files.
#[cfg(target_os = "linux")]
fn of_plugins(plugins: Plugins<'_>) -> Vec<(PathBuf, Arc<StageEntry>)> {
    if plugins.mode == Mode::Off { Vec::new() } else { super::plugin::listed_stages(plugins) }
}

#[cfg(not(target_os = "linux"))]
fn of_plugins(_: Plugins<'_>) -> Vec<(PathBuf, Arc<StageEntry>)> {
    Vec::new()
}

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    let registry = crate::builtin_stages();
    let Some(name) = &args.name else {
        let plugins = of_plugins(plugins);
        if args.format == Format::Json {
            let mut stages: Vec<Value> = registry.stages().map(|stage| as_json(stage, None)).collect();
            stages.extend(plugins.iter().map(|(file, stage)| as_json(stage, Some(file))));
            return print_json(&json!(stages));
        }
        let row = |name: &str, summary: &str| vec![format!("  {name}"), summary.to_owned()];
        let mut rows = vec![vec!["stages".to_owned()]];
        rows.extend(registry.stages().map(|entry| row(&entry.name, &entry.summary)));
        if !plugins.is_empty() {
            rows.push(vec!["stages of plugins".to_owned()]);
            rows.extend(plugins.iter().map(|(file, entry)| {
                row(&entry.name, &format!("{} ({})", one_line(&entry.summary), one_line(&file.display().to_string())))
            }));
        }
        rows.push(vec!["sources".to_owned()]);
        rows.extend(registry.sources().map(|entry| row(&entry.name, &entry.summary)));
        rows.push(vec!["sinks".to_owned()]);
        rows.extend(registry.sinks().map(|entry| row(&entry.name, &entry.summary)));
        return print(&format!("{}\n`rawi stages NAME` tells all about one.\n", columns(&rows)));
    };
    if let Some(stage) = registry.get_stage(name) {
        if args.lexicon {
            return lexicon::run(stage, args.format);
        }
        return match args.format {
            Format::Json => print_json(&as_json(stage, None)),
            Format::Text => print(&describe(stage)),
        };
    }
    // `jsonl` and `csv` are both.
    let source = registry.get_source(name).map(|e| ("source", &e.summary, &e.schema));
    let sink = registry.get_sink(name).map(|e| ("sink", &e.summary, &e.schema));
    let parts: Vec<_> = source.into_iter().chain(sink).collect();
    if args.lexicon && !parts.is_empty() {
        return Err(Failure::usage(format!("`{name}` is no stage; only stages have word lists")));
    }
    if parts.is_empty() {
        let plugins = of_plugins(plugins);
        if let Some((file, stage)) = plugins.iter().find(|(_, stage)| stage.name == *name) {
            if args.lexicon {
                return lexicon::run(stage, args.format);
            }
            return match args.format {
                Format::Json => print_json(&as_json(stage, Some(file))),
                Format::Text => {
                    print(&format!("{}\nplugin {}\n", shown(&describe(stage)), shown(&file.display().to_string())))
                }
            };
        }
        let stages = registry.stages().map(|stage| stage.name.as_str());
        let stages: Vec<&str> = stages.chain(plugins.iter().map(|(_, stage)| stage.name.as_str())).collect();
        let ends = registry.sources().map(|e| e.name.as_str()).chain(registry.sinks().map(|e| e.name.as_str()));
        let hint = match closest(name, stages.iter().copied().chain(ends)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the stages are {}", stages.join(", ")),
        };
        return Err(Failure::usage(format!("there is no stage `{name}`; {hint}")));
    }
    match args.format {
        Format::Json => {
            let part =
                |(what, summary, schema)| json!({ "name": name, "kind": what, "summary": summary, "options": schema });
            print_json(&parts.into_iter().map(part).collect())
        }
        Format::Text => {
            let part = |(what, summary, schema)| format!("{name} ({what})\n{summary}\n\n{}", options(schema));
            print(&parts.into_iter().map(part).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn as_json(stage: &StageEntry, plugin: Option<&PathBuf>) -> Value {
    let names = |slots: &[Slot]| slots.iter().map(ToString::to_string).collect::<Vec<_>>();
    let contract = stage.default_contract().map(|contract| {
        json!({
            "requires": names(&contract.requires),
            "optional": names(&contract.optional),
            "provides": names(&contract.provides),
            "refines": names(&refined(&contract)),
        })
    });
    json!({
        "name": stage.name, "version": stage.version, "summary": stage.summary,
        "contract": contract, "options": stage.schema, "plugin": plugin,
    })
}

fn refined(contract: &Contract) -> Vec<Slot> {
    contract.provides.iter().filter(|slot| contract.is_refined(slot)).cloned().collect()
}

fn describe(stage: &StageEntry) -> String {
    let mut text = format!("{} {}\n{}\n", stage.name, stage.version, stage.summary);
    if let Some(contract) = stage.default_contract() {
        let refined = refined(&contract);
        for (head, slots) in [
            ("requires", &contract.requires),
            ("reads if there", &contract.optional),
            ("provides", &contract.provides),
            ("refines", &refined),
        ] {
            let own = |slot: &&Slot| head == "refines" || !refined.contains(slot);
            let names: Vec<String> = slots.iter().filter(own).map(ToString::to_string).collect();
            if !names.is_empty() {
                let _ = write!(text, "\n{head:<15} {}", names.join(", "));
            }
        }
        text.push('\n');
    } else {
        text.push_str("\nwhat it requires and provides depends on its options\n");
    }
    let _ = write!(text, "\n{}", options(&stage.schema));
    if let Some(example) = example(&stage.cases) {
        let _ = write!(text, "\nexample\n\n{example}");
    }
    text
}

/// The options by their schema: name, type, default, and the first paragraph of the description.
fn options(schema: &Value) -> String {
    let Some(properties) = schema["properties"].as_object().filter(|p| !p.is_empty()) else {
        return "no options\n".to_owned();
    };
    let mut text = "options\n".to_owned();
    for (name, option) in properties {
        let _ = write!(text, "\n  {name}");
        if let Some(kind) = type_name(option, schema) {
            let _ = write!(text, "  ({kind})");
        }
        if let Some(default) = option.get("default").filter(|default| !default.is_null()) {
            let _ = write!(text, " = {default}");
        }
        text.push('\n');
        for line in option["description"].as_str().unwrap_or_default().split("\n\n").next().unwrap_or_default().lines()
        {
            let _ = writeln!(text, "      {line}");
        }
    }
    text
}

fn type_name(option: &Value, schema: &Value) -> Option<String> {
    if let Some(reference) = option["$ref"].as_str() {
        return type_name(schema.pointer(reference.strip_prefix('#')?)?, schema);
    }
    if let Some(values) = option["enum"].as_array() {
        return Some(values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "));
    }
    if let Some(value) = option.get("const") {
        return Some(value.to_string());
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = option[key].as_array() {
            let names: Vec<String> =
                choices.iter().filter_map(|c| type_name(c, schema)).filter(|n| n != "null").collect();
            return Some(names.join(" | "));
        }
    }
    match &option["type"] {
        Value::String(name) if name == "array" => {
            Some(format!("list of {}", type_name(&option["items"], schema).unwrap_or_else(|| "any".to_owned())))
        }
        Value::String(name) => Some(name.clone()),
        Value::Array(names) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect();
            Some(names.join(" | "))
        }
        _ => None,
    }
}

/// The first case of a casebook: its blocks, indented.
fn example(cases: &str) -> Option<String> {
    let mut text = String::new();
    let (mut inside, mut shown) = (false, false);
    for line in cases.lines() {
        if line.starts_with("```") {
            inside = !inside;
            if let Some(name) = line.strip_prefix("```file ") {
                let _ = writeln!(text, "  {name}:");
            }
            shown |= !inside && line == "```" && text.contains("  line  ");
            text.push('\n');
            if shown {
                break;
            }
        } else if inside {
            let _ = writeln!(text, "  {line}");
        }
    }
    shown.then(|| text.trim_matches('\n').replace("\n\n\n", "\n\n") + "\n")
}
