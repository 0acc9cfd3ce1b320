use rawi_core::layers;
use rawi_core::schema::Schema;
use serde_json::{Map, Value, json};

/// The record as JSON Schema (draft 2020-12). What holds the layers is written by hand, since it is the contract and must not
/// follow a Rust type that changes; what the standard layers hold comes from their declaration.
#[must_use]
pub fn json_schema() -> Value {
    json_schema_of(layers::standard().into_iter().map(|(name, schema)| (name, Some(schema))))
}

/// The same for a pipeline that gives these layers, by name with what their values hold: custom ones too.
#[must_use]
pub fn json_schema_of<'a>(layers: impl IntoIterator<Item = (&'a str, Option<Schema>)>) -> Value {
    let layers: Map<String, Value> =
        layers.into_iter().map(|(name, schema)| (name.to_owned(), layer(schema.as_ref()))).collect();
    let offset = json!({"type": "integer", "minimum": 0});
    let span = json!({"type": "array", "prefixItems": [offset, offset], "minItems": 2, "maxItems": 2});
    let text = |description: &str| json!({"type": "string", "description": description});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rawi record, version 1",
        "description": "One document a line: source text, metadata, and the views and layers that stages gave.",
        "type": "object",
        "required": ["rawi", "id", "layers"],
        "properties": {
            "rawi": {"const": 1, "description": "Version of this format; a reader refuses one it does not know."},
            "offsets": {
                "enum": ["bytes", "chars", "utf16"],
                "default": "bytes",
                "description": "What all offsets count: bytes of UTF-8, Unicode scalar values, or UTF-16 units."
            },
            "id": text("Unique within a run."),
            "meta": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "properties": {
                    "title": text("The headline, if it is kept apart from the text."),
                    "outlet": text("Who published it."),
                    "published": text("The day of publication, ISO 8601; a time may follow."),
                    "url": text("Where it was published."),
                    "encoding": text("The character set that was detected, if the input was not UTF-8.")
                },
                "description": "What is known beside the text; any further names."
            },
            "changed": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["by"],
                    "properties": {
                        "by": provenance("Which stage set it, and from what."),
                        "earlier": {
                            "type": "array",
                            "items": provenance("A stage, and from what it was made."),
                            "description": "Which stages set it before that one, the first first."
                        },
                        "was": text("What the source said; missing if it said nothing.")
                    }
                },
                "description": "Metadata that stages set, by name."
            },
            "text": text("The source text as received. Missing if the sink was told so."),
            "views": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["text", "runs"],
                    "properties": {
                        "text": text("The derived text."),
                        "runs": {
                            "type": "array",
                            "items": {
                                "type": "array",
                                "prefixItems": [offset, offset, offset, offset],
                                "minItems": 4,
                                "maxItems": 4
                            },
                            "description": "Where lengths differ: [source, view, source length, view length]; between runs every character kept its length in bytes."
                        }
                    }
                },
                "description": "Derived texts by name, `normal`."
            },
            "layers": {
                "type": "object",
                "properties": layers,
                "additionalProperties": layer(None),
                "description": "Annotations by name, `mentions`. A layer of a kind that is not listed holds any values; in them the keys `span`, `spans` and `clitics` hold offsets too."
            },
            "warnings": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["stage", "message"],
                    "properties": {
                        "stage": text("The stage's id in the pipeline."),
                        "message": text("What should be known."),
                        "span": span
                    }
                },
                "description": "What stages warn of without failing."
            },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["stage", "kind", "message"],
                    "properties": {
                        "stage": text("The stage's id in the pipeline."),
                        "kind": {"enum": ["input", "asset", "bug", "skipped"]},
                        "message": text("What happened."),
                        "span": span
                    }
                },
                "description": "Stages that failed on this document, which was kept all the same."
            },
            "rejected": {
                "type": "object",
                "required": ["file", "kind", "message"],
                "properties": {
                    "file": text("Where the document was read."),
                    "line": {"type": "integer", "minimum": 1},
                    "stage": text("The stage that dropped it or failed; missing if it could not be read."),
                    "kind": {"enum": ["dropped", "source", "input", "asset", "bug"]},
                    "message": text("The reason, or what happened."),
                    "span": span
                },
                "description": "Only in files of rejected documents."
            }
        }
    })
}

/// A stage that made a layer.
fn provenance(description: &str) -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    json!({
        "type": "object",
        "required": ["stage", "uses", "version", "hash"],
        "properties": {
            "stage": text("The stage's id in the pipeline."),
            "uses": text("The stage it uses."),
            "version": text("Its version."),
            "hash": text("What the stage was made of: the same if and only if it does the same.")
        },
        "description": description
    })
}

/// A layer with what made it, its values by their schema.
fn layer(schema: Option<&Schema>) -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let offset = json!({"type": "integer", "minimum": 0});
    let value = schema.map_or_else(|| json!({}), Schema::json_schema);
    let mut columns = Map::new();
    columns.insert("start".to_owned(), offset.clone());
    columns.insert("end".to_owned(), offset.clone());
    let whole = schema.is_some_and(Schema::is_whole);
    columns.insert("text".to_owned(), if whole { json!({"type": "null"}) } else { text("The words of the row.") });
    if let Some(Value::Object(fields)) = value.get("properties") {
        columns.extend(fields.iter().map(|(name, field)| (name.clone(), json!({"anyOf": [field, {"type": "null"}]}))));
    }
    // A value may be missing where none of its fields must be there.
    let least = if schema.is_some_and(|schema| schema.fields().iter().any(|field| !field.optional)) { 3 } else { 2 };
    json!({
        "type": "object",
        "required": ["rows"],
        "properties": {
            "by": provenance("Which stage made the layer, and from what."),
            "earlier": {
                "type": "array",
                "items": provenance("A stage, and from what it was made."),
                "description": "Which stages made it before that one refined it, the first first."
            },
            "spans": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Dotted names of fields that hold offsets, beside those under `span`, `spans` and `clitics`."
            },
            "refs": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Dotted names of fields that hold the number of a row, from 0, and the layer whose row it is."
            },
            "schema": {
                "type": "object",
                "description": "What the values of a layer that is no standard one hold, as a plugin declares it: `fields`, each with `name` and `kind`, `overlap`, and `whole`, if every row is of the whole text."
            },
            "rows": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"type": "array", "prefixItems": [offset, offset, value], "minItems": least, "maxItems": 3},
                        {"type": "object", "required": ["start", "end"], "properties": columns}
                    ]
                },
                "description": "[start, end, value], half open, sorted by start, the longest first; a row without a value ends after its span. Or, with `rows = \"objects\"`, objects with every key in every row, null where a value lacks it."
            }
        }
    })
}
