//! JSON Schema of pipeline files, for editors.

use crate::check::TestTable;
use crate::registry::{Entry, Registry};
use crate::run::{RunOptions, WorkerLimits};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The schema of one type.
pub(crate) fn of<T: JsonSchema>() -> Value {
    SchemaGenerator::new(SchemaSettings::draft07()).into_root_schema_for::<T>().to_value()
}

/// JSON Schema (draft 7, which editors know) of a pipeline file that uses what `registry` knows.
///
/// ```
/// let schema = rawi_config::schema(&rawi_config::Registry::new());
/// assert_eq!(schema["properties"]["rawi"]["const"], 1);
/// ```
#[must_use]
pub fn schema(registry: &Registry) -> Value {
    let mut shared = Map::new();
    let stage_keys = json!({
        "id": { "type": "string", "description": "Names the stage in records; what it uses, unless given." },
        "rename": {
            "type": "object",
            "additionalProperties": { "type": "string" },
            "description": "The stage's name for a layer or view, and the name it has in this pipeline.",
        },
    });
    let worker = embed("worker", of::<WorkerLimits>(), &mut shared);
    let plugin = json!({
        "title": "a stage of a plugin",
        "type": "object",
        "required": ["plugin"],
        "properties": {
            "uses": { "type": "string", "description": "Which of the plugin's stages." },
            "plugin": { "type": "string", "description": "The plugin's library, relative to this file." },
            "sha256": { "type": "string", "pattern": "^[0-9a-fA-F]{64}$", "description": "The library's hash." },
            "isolation": { "enum": ["none", "process"], "description": "`process` runs it in a worker process." },
            "allow-unpinned": { "type": "boolean", "description": "Load it though its hash is not given." },
            "worker": worker,
            "id": stage_keys["id"],
            "rename": stage_keys["rename"],
        },
    });
    let mut stages: Vec<Value> = registry.stages().map(|e| member("stage", e, &stage_keys, &mut shared)).collect();
    stages.push(plugin);
    let source_keys = json!({
        "provides": {
            "type": "array",
            "items": { "type": "string" },
            "description": "Layers and views that the records of the input have already.",
        },
    });
    let sources: Vec<Value> = registry.sources().map(|e| member("source", e, &source_keys, &mut shared)).collect();
    let sinks: Vec<Value> = registry.sinks().map(|e| member("sink", e, &json!({}), &mut shared)).collect();
    let run = embed("run", of::<RunOptions>(), &mut shared);
    let test = embed("test", of::<TestTable>(), &mut shared);
    let one_of = |choices: Vec<Value>, what: &str| match choices.is_empty() {
        true => json!({ "type": "object", "description": what }),
        false => json!({ "description": what, "oneOf": choices }),
    };
    let stage = one_of(stages, "One step; stages run in the order of the file.");
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "rawi pipeline",
        "type": "object",
        "required": ["rawi", "stage"],
        "additionalProperties": false,
        "properties": {
            "rawi": { "const": 1, "description": "Version of the pipeline format." },
            "source": one_of(sources, "Where documents come from."),
            "stage": { "type": "array", "minItems": 1, "items": stage, "description": "The stages, in order." },
            "sink": one_of(sinks, "Where documents go."),
            "run": run,
            "test": { "type": "array", "items": test, "description": "Texts and the transcripts they should give." },
        },
        "definitions": shared,
    })
}

/// The schema of an entry's options with the keys that its place in the file takes.
fn member<T: ?Sized>(kind: &str, entry: &Entry<T>, more: &Value, shared: &mut Map<String, Value>) -> Value {
    let mut schema = embed(&format!("{kind}.{}", entry.name), entry.schema.clone(), shared);
    let Some(object) = schema.as_object_mut() else { return json!({ "type": "object" }) };
    object.insert("title".to_owned(), entry.name.as_str().into());
    if !entry.summary.is_empty() {
        object.insert("description".to_owned(), entry.summary.as_str().into());
    }
    object.insert("type".to_owned(), "object".into());
    let mut required = vec![Value::from("uses")];
    required.extend(object.get("required").and_then(Value::as_array).cloned().unwrap_or_default());
    object.insert("required".to_owned(), required.into());
    let mut properties = Map::new();
    properties.insert("uses".to_owned(), json!({ "const": entry.name, "description": entry.summary }));
    properties.extend(more.as_object().cloned().unwrap_or_default());
    if let Some(Value::Object(own)) = object.remove("properties") {
        properties.extend(own);
    }
    object.insert("properties".to_owned(), properties.into());
    schema
}

/// Takes the definitions of a schema out to `shared`, under names that begin with `prefix`.
fn embed(prefix: &str, mut schema: Value, shared: &mut Map<String, Value>) -> Value {
    let Some(object) = schema.as_object_mut() else { return schema };
    object.remove("$schema");
    let mut own = Map::new();
    for key in ["$defs", "definitions"] {
        if let Some(Value::Object(definitions)) = object.remove(key) {
            own.extend(definitions);
        }
    }
    point(&mut schema, prefix);
    for (name, mut definition) in own {
        point(&mut definition, prefix);
        shared.insert(format!("{prefix}.{name}"), definition);
    }
    schema
}

/// Lets references lead to where [`embed`] puts their targets.
fn point(schema: &mut Value, prefix: &str) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(target) if key == "$ref" => {
                        for folder in ["#/$defs/", "#/definitions/"] {
                            if let Some(name) = target.strip_prefix(folder) {
                                *target = format!("#/definitions/{prefix}.{name}");
                                break;
                            }
                        }
                    }
                    value => point(value, prefix),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| point(item, prefix)),
        _ => {}
    }
}
