//! What tells whether a stage will do the same.

use crate::registry::StageEntry;
use rawi_core::{Contract, Renames};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// How far below the options' table defaults are filled in; a schema may lead back to itself.
const DEPTH: usize = 16;

/// sha256 of all that decides what a stage does in its pipeline: its name, the fingerprint of its code (its version, where
/// there is none), its options with every default written out, the bytes of the files it was made from, and the names that
/// its layers have. Not of what its files are called, nor of how the pipeline file is laid out.
pub(crate) fn of(
    entry: &StageEntry,
    options: &Value,
    assets: &[(String, String)],
    contract: Option<&Contract>,
    renames: &Renames,
) -> String {
    let code = if entry.fingerprint.is_empty() { &entry.version } else { &entry.fingerprint };
    let mut options = resolved(options, &entry.schema, &entry.schema, DEPTH);
    let files: BTreeMap<&str, &str> = assets.iter().map(|(name, hash)| (name.as_str(), hash.as_str())).collect();
    let mut named = BTreeSet::new();
    name_by_content(&mut options, &files, &mut named);
    let mut hasher = Sha256::new();
    // JSON strings have no line feeds, so that no two lists read the same.
    hasher.update(format!("{}\n{options}\n", Value::from([entry.name.as_str(), code].as_slice())));
    // Files that no option names: the stage knows them by name.
    for (name, hash) in assets.iter().filter(|(name, _)| !named.contains(name)) {
        hasher.update(format!("{}\n", Value::from([name.as_str(), hash].as_slice())));
    }
    let slots = contract.into_iter().flat_map(|c| c.requires.iter().chain(&c.optional).chain(&c.provides));
    let renamed: BTreeMap<String, &str> = slots
        .filter(|slot| renames.apply(&slot.name) != slot.name)
        .map(|slot| (slot.to_string(), renames.apply(&slot.name)))
        .collect();
    for (slot, name) in renamed {
        hasher.update(format!("{}\n", Value::from([slot.as_str(), name].as_slice())));
    }
    base16ct::lower::encode_string(&hasher.finalize())
}

/// `value` with the defaults that its schema states, keys in order; a whole number where any number is wanted is the same
/// as one with a fraction of 0.
fn resolved(value: &Value, schema: &Value, root: &Value, depth: usize) -> Value {
    let schema = target(schema, root);
    match value {
        Value::Object(given) => {
            let mut table: BTreeMap<&str, Value> = BTreeMap::new();
            let properties = schema.get("properties").and_then(Value::as_object);
            for (key, value) in given {
                let property = properties.and_then(|p| p.get(key)).or_else(|| schema.get("additionalProperties"));
                let value = match property {
                    Some(property) if depth > 0 => resolved(value, property, root, depth - 1),
                    _ => value.clone(),
                };
                table.insert(key, value);
            }
            for (key, property) in properties.into_iter().flatten() {
                let default = property.get("default").filter(|default| !default.is_null());
                if let (Some(default), false, true) = (default, given.contains_key(key), depth > 0) {
                    table.insert(key, resolved(default, property, root, depth - 1));
                }
            }
            Value::Object(table.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let of = schema.get("items").unwrap_or(&Value::Null);
            items
                .iter()
                .map(|item| if depth > 0 { resolved(item, of, root, depth - 1) } else { item.clone() })
                .collect()
        }
        Value::Number(number) if takes_any_number(schema) => {
            let float = number.as_f64().and_then(Number::from_f64);
            Value::Number(float.unwrap_or_else(|| number.clone()))
        }
        value => value.clone(),
    }
}

fn takes_any_number(schema: &Value) -> bool {
    match schema.get("type") {
        Some(Value::String(kind)) => kind == "number",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "number"),
        _ => false,
    }
}

/// What a schema refers to: through `$ref`, and through the choice between one thing and `null`.
fn target<'a>(mut schema: &'a Value, root: &'a Value) -> &'a Value {
    for _ in 0..DEPTH {
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?));
        let choices = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(key)?.as_array());
        let only = choices.and_then(|choices| {
            let mut real = choices.iter().filter(|c| c.get("type").and_then(Value::as_str) != Some("null"));
            real.next().filter(|_| real.next().is_none())
        });
        match reference.or(only) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// Puts in place of each file's name what it holds, and the ending that says how it is read.
fn name_by_content(options: &mut Value, files: &BTreeMap<&str, &str>, named: &mut BTreeSet<String>) {
    match options {
        Value::String(name) => {
            if let Some(hash) = files.get(name.as_str()) {
                let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
                let by_content = Value::from([*hash, ending].as_slice());
                named.insert(std::mem::take(name));
                *options = by_content;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_by_content(item, files, named)),
        Value::Object(table) => table.values_mut().for_each(|item| name_by_content(item, files, named)),
        _ => {}
    }
}
