//! A stage's hash in provenance: the same if and only if the stage will do the same.

use rawi::config::{CheckOutcome, MemoryAssets, StageEntry, check_text};
use serde_json::{Map, Value};

fn check(stage: &str, files: &[(&str, &str)]) -> CheckOutcome {
    let assets: MemoryAssets = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    check_text("a.toml", &format!("rawi = 1\n{stage}"), &assets, &rawi::builtin_stages())
}

/// The hash of the last stage.
fn hash(stage: &str, files: &[(&str, &str)]) -> String {
    let CheckOutcome { plan, problems } = check(stage, files);
    plan.unwrap_or_else(|| panic!("{stage}\n{problems}")).stages.pop().unwrap().hash
}

#[test]
fn every_stage_tells_its_code() {
    for stage in rawi::builtin_stages().stages() {
        assert_eq!(stage.fingerprint.len(), 64, "{}", stage.name);
    }
}

/// `table` as TOML, in a line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let pairs: Vec<String> =
                table.iter().map(|(key, value)| format!("\"{key}\" = {}", inline(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}

/// The options that a stage has a default for, with it; options that its schema gives no default are left out.
fn defaults(stage: &StageEntry) -> Map<String, Value> {
    let options = stage.schema["properties"].as_object().cloned().unwrap_or_default();
    let default = |option: &Value| option.get("default").filter(|default| !default.is_null()).cloned();
    options.iter().filter_map(|(name, option)| Some((name.clone(), default(option)?))).collect()
}

#[test]
fn a_default_written_out_is_the_default() {
    let registry = rawi::builtin_stages();
    let mut tried = 0;
    for stage in registry.stages() {
        let given = "[source]\nuses = 'jsonl'\nprovides = ['sentences', 'tokens', 'mentions', 'normal', 'quotes']\n";
        let of = |options: &[(&String, &Value)]| {
            let options: String = options.iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect();
            let outcome = check(&format!("{given}[[stage]]\nuses = '{}'\n{options}", stage.name), &[]);
            outcome.plan.map(|mut plan| plan.stages.pop().unwrap().hash)
        };
        // A stage that cannot be made without options has nothing to compare.
        let Some(bare) = of(&[]) else { continue };
        let defaults = defaults(stage);
        for option in &defaults {
            assert_eq!(of(&[option]).as_ref(), Some(&bare), "{}: {option:?}", stage.name);
            tried += 1;
        }
        let all: Vec<_> = defaults.iter().rev().collect();
        assert_eq!(of(&all), Some(bare), "{}", stage.name);
    }
    assert!(tried >= 5, "only {tried} defaults were tried");
}

const SEGMENTER: &str = "[[stage]]\nuses = 'segmenter'\n";

#[test]
fn what_a_stage_is_made_from_changes_it() {
    let tagger = |file: &str, text: &str, more: &str| {
        hash(&format!("{SEGMENTER}[[stage]]\nuses = 'tagger'\ngazetteers = ['{file}']\n{more}"), &[(file, text)])
    };
    let one = tagger("names.tsv", "بيروت\tGPE\n", "");
    assert_ne!(tagger("names.tsv", "حلب\tGPE\n", ""), one, "a line of a file");
    assert_ne!(tagger("names.tsv", "بيروت\tGPE\n", "rename = { mentions = 'mine' }\n"), one, "a layer's name");
    assert_eq!(tagger("other.tsv", "بيروت\tGPE\n", ""), one, "a file's name");
    assert_eq!(tagger("names.tsv", "بيروت\tGPE\n", "id = 'mine'\n[run]\nthreads = 3\n"), one, "ids and threads");
    assert_eq!(
        tagger("names.tsv", "بيروت\tGPE\n", "rename = { mentions = 'mentions' }\n"),
        one,
        "a rename to the same"
    );
    let none = hash(&format!("{SEGMENTER}[[stage]]\nuses = 'tagger'\n"), &[]);
    assert_ne!(none, one, "an option");
}

#[test]
fn the_layout_of_the_file_changes_nothing() {
    let one = "[[stage]]\nuses = 'summarizer'\nsentences = 3 # enough\n";
    let other = "[[stage]]\n# in another order\nsentences = 0x3\nid = 's'\nuses = \"summarizer\"\n";
    let given = "[source]\nuses = 'jsonl'\nprovides = ['sentences', 'tokens', 'mentions', 'quotes']\n";
    assert_eq!(hash(&format!("{given}{one}"), &[]), hash(&format!("{given}{other}"), &[]));
}
