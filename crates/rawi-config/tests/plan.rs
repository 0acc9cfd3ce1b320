//! What a sound pipeline becomes.

mod common;

use rawi_config::{ByteSize, OnError, Plan, TestInput};

const NEWS: &str = r#"
rawi = 1
[source]
uses = "text"
files = ["reports/*.txt"]
[[stage]]
uses = "normalizer"
[[stage]]
uses = "segmenter"
[[stage]]
uses = "tagger"
rename = { mentions = "mentions.world" }
[[stage]]
uses = "tagger"
gazetteers = ["names.tsv"]
rename = { mentions = "mentions.mine" }
[[stage]]
uses = "merge"
layers = ["mentions.mine", "mentions.world"]
[[stage]]
uses = "numbers"
[[stage]]
uses = "summarizer"
[sink]
uses = "jsonl"
[run]
threads = 2
max-document = "1 MB"
[[test]]
name = "a place"
text = "وبيروت عاصمة لبنان."
meta = { published = "2025-11-27" }
expect = '''
line 1
'''
"#;

fn plan(text: &str) -> Plan {
    let checked = common::check(text);
    checked.plan.unwrap_or_else(|| panic!("{}", checked.problems))
}

#[test]
fn stages_have_ids_and_hashes() {
    let plan = plan(NEWS);
    let ids: Vec<_> = plan.stages.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["normalizer", "segmenter", "tagger", "tagger-2", "merge", "numbers", "summarizer"]);
    assert_eq!(plan.stages[3].provides()[0].to_string(), "layer `mentions.mine`");
    assert_eq!(plan.stages[3].contract.provides[0].name, "mentions");
    assert_ne!(plan.stages[2].hash, plan.stages[3].hash);
    let provenance = plan.stages[3].provenance();
    assert_eq!((provenance.stage.as_str(), provenance.uses.as_str()), ("tagger-2", "tagger"));
    assert_eq!(plan.stage("merge").unwrap().uses, "merge");
}

#[test]
fn a_hash_is_of_meaning_not_of_layout() {
    let one = plan("rawi = 1\n[[stage]]\nuses = 'normalizer'\nprofile = 'search'\nnfc = true\n");
    let two =
        plan("rawi = 1\n[[stage]]\nnfc = true # a comment\nprofile = \"search\"\nid = 'n'\nuses = 'normalizer'\n");
    let three = plan("rawi = 1\n[[stage]]\nuses = 'normalizer'\nprofile = 'search'\nnfc = false\n");
    assert_eq!(one.stages[0].hash, two.stages[0].hash);
    assert_ne!(one.stages[0].hash, three.stages[0].hash);
}

#[test]
fn stages_that_could_run_side_by_side() {
    assert_eq!(plan(NEWS).waves, [vec![0, 1], vec![2, 3, 6], vec![4], vec![5]]);
    // A stage that would read a layer if it were there must not run after the one that gives it.
    let late = plan("rawi = 1\n[[stage]]\nuses='segmenter'\n[[stage]]\nuses='numbers'\n[[stage]]\nuses='tagger'\n");
    assert_eq!(late.waves, [vec![0], vec![1], vec![2]]);
}

#[test]
fn run_options_source_sink_and_tests() {
    let plan = plan(NEWS);
    assert_eq!((plan.run.threads, plan.run.on_error, plan.run.max_document), (2, OnError::Keep, ByteSize(1_000_000)));
    let source = plan.source.as_ref().unwrap();
    assert_eq!((source.uses.as_str(), source.options["files"][0].as_str()), ("text", Some("reports/*.txt")));
    assert_eq!(plan.sinks[0].uses, "jsonl");
    let test = &plan.tests[0];
    assert_eq!(test.input, TestInput::Text("وبيروت عاصمة لبنان.".to_owned()));
    assert_eq!(test.meta.published(), Some("2025-11-27"));
    let (expect, span) = test.expect.clone().unwrap();
    assert_eq!(expect, "line 1\n");
    assert_eq!(&NEWS[span], "'''\nline 1\n'''");
    assert_eq!(&NEWS[test.span.clone()], "[[test]]");
    let bare = self::plan("rawi = 1\n[[stage]]\nuses = 'segmenter'\n");
    assert!(bare.source.is_none() && bare.sinks.is_empty() && bare.base.is_none());
}

#[test]
fn a_plan_in_words() {
    let words = serde_json::to_value(plan(NEWS).describe()).unwrap();
    assert_eq!(words["stages"][0]["provides"][0], "view normal");
    assert_eq!(words["stages"][2]["requires"][0], "tokens");
    assert_eq!(words["stages"][2]["wave"], 2);
    assert_eq!(words["stages"][5]["optional"][0], "mentions");
    assert_eq!(words["stages"][3]["assets"][0], "names.tsv");
    assert_eq!(words["run"]["on-error"], "keep");
}

#[test]
fn an_entry_can_be_built_from_json() {
    let registry = common::registry();
    let options = serde_json::json!({ "files": ["a.txt"] });
    assert!(registry.get_source("text").unwrap().build(&options, &rawi_core::Assets::none()).is_ok());
    let wrong = serde_json::json!({ "fils": ["a.txt"] });
    let error = registry.get_source("text").unwrap().build(&wrong, &rawi_core::Assets::none()).err().unwrap();
    assert!(error.to_string().contains("fils"), "{error}");
}

/// Every string that `schema` says in `$ref` leads somewhere, and the choices tell themselves apart by `uses`.
#[test]
fn the_schema_for_editors_is_sound() {
    let schema = rawi_config::schema(&common::registry());
    fn refs<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(object) => {
                if let Some(target) = object.get("$ref").and_then(|t| t.as_str()) {
                    found.push(target);
                }
                object.values().for_each(|v| refs(v, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| refs(v, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    refs(&schema, &mut found);
    assert!(found.len() > 2, "{schema:#}");
    for target in found {
        assert!(schema.pointer(target.strip_prefix('#').unwrap()).is_some(), "{target} leads nowhere");
    }
    let choices = schema["properties"]["stage"]["items"]["oneOf"].as_array().unwrap();
    assert_eq!(choices.len(), 7);
    for choice in &choices[..6] {
        assert!(choice["properties"]["uses"]["const"].is_string(), "{choice:#}");
        assert_eq!(choice["additionalProperties"], false, "{choice:#}");
        assert_eq!(choice["required"][0], "uses");
    }
}

#[test]
fn one_sink_or_several() {
    let text = "rawi = 1\n[[stage]]\nuses='segmenter'\n[[sink]]\nuses='jsonl'\npath='a.jsonl'\n[[sink]]\nuses='csv'\npath='b.csv'\nlayer=['sentences', 'tokens']\n";
    let several = plan(text);
    assert_eq!(several.sinks.iter().map(|sink| sink.uses.as_str()).collect::<Vec<_>>(), ["jsonl", "csv"]);
    assert_eq!(several.describe().sinks, ["jsonl", "csv"]);
    // Each is checked at its own place.
    let wrong = text.replace("'tokens'", "'tokns'").replace("path='a.jsonl'", "pat='a.jsonl'");
    let outcome = common::check(&wrong);
    let found: Vec<_> = outcome.problems.iter().map(|p| (p.code, &wrong[p.span.clone().unwrap()])).collect();
    assert_eq!(found, [("unknown-key", "pat"), ("sink-slot", "'tokns'")]);
    let outcome = common::check("rawi = 1\nsink = 3\n[[stage]]\nuses='segmenter'\n");
    assert_eq!(outcome.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["wrong-type"]);
}

#[test]
fn schemas_of_the_layers_in_the_end() {
    let text = "rawi = 1\n[source]\nuses='jsonl'\nprovides=['quotes', 'own']\n[[stage]]\nuses='segmenter'\nrename={tokens='words'}\n";
    let names: Vec<String> = plan(text).schemas().into_keys().collect();
    assert!(names.contains(&"quotes".to_owned()) && !names.contains(&"own".to_owned()), "{names:?}");
}
