//! JSON Schema of pipeline files, for editors.

use crate::file;
use crate::registry::{Entry, Registry};
use serde_json::{Map, Value, json};

/// JSON Schema (draft 7, which editors know) of a pipeline file that uses what `registry` knows.
///
/// ```
/// let schema = rawi_config::schema(&rawi_config::Registry::new());
/// assert_eq!(schema["properties"]["rawi"]["const"], 1);
/// ```
#[must_use]
pub fn schema(registry: &Registry) -> Value {
    let mut shared = Map::new();
    let mut plugin = embed("plugin", file::PLUGIN.schema.clone(), &mut shared);
    plugin["title"] = "a stage of a plugin".into();
    plugin["required"] = json!(["plugin"]);
    let keys = file::STAGE.properties();
    let mut stages: Vec<Value> = registry.stages().map(|e| member("stage", e, &keys, &mut shared)).collect();
    stages.push(plugin);
    let keys = file::SOURCE.properties();
    let sources: Vec<Value> = registry.sources().map(|e| member("source", e, &keys, &mut shared)).collect();
    let keys = file::SINK.properties();
    let sinks: Vec<Value> = registry.sinks().map(|e| member("sink", e, &keys, &mut shared)).collect();
    let run = embed("run", file::RUN.schema.clone(), &mut shared);
    let test = embed("test", file::TEST.schema.clone(), &mut shared);
    let one_of = |choices: Vec<Value>| match choices.is_empty() {
        true => json!({ "type": "object" }),
        false => json!({ "oneOf": choices }),
    };
    let mut properties = Map::new();
    for (key, mut schema) in [
        ("rawi", json!({ "const": 1 })),
        ("source", one_of(sources)),
        ("stage", json!({ "type": "array", "minItems": 1, "items": one_of(stages) })),
        (
            "sink",
            json!({ "anyOf": [one_of(sinks.clone()), { "type": "array", "minItems": 1, "items": one_of(sinks) }] }),
        ),
        ("run", run),
        ("test", json!({ "type": "array", "items": test })),
    ] {
        schema["description"] = file::FILE.properties()[key]["description"].clone();
        properties.insert(key.to_owned(), schema);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "rawi pipeline",
        "type": "object",
        "required": ["rawi", "stage"],
        "additionalProperties": false,
        "properties": properties,
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
    properties.extend(more.as_object().cloned().unwrap_or_default());
    properties.insert("uses".to_owned(), json!({ "const": entry.name, "description": entry.summary }));
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
