use super::kind::{Field, Kind, Schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::fmt;

/// How deep lists and groups may stand in each other.
const DEEPEST: usize = 8;
/// How many fields a schema may have, at all depths together.
const MOST_FIELDS: usize = 1000;

/// Why JSON is no schema of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// Where in it: `fields[2].kind`.
    pub place: String,
    /// What is wrong and what is expected.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for SchemaError {}

fn at<T>(place: &str, message: impl Into<String>) -> Result<T, SchemaError> {
    Err(SchemaError { place: place.to_owned(), message: message.into() })
}

impl Schema {
    /// The schema as JSON, as a plugin declares it.
    ///
    /// ```
    /// use rawi_core::layers::SENTENCES;
    /// use rawi_core::schema::Schema;
    /// let schema = SENTENCES.schema().unwrap();
    /// let json = schema.to_json();
    /// assert_eq!(json["overlap"], false);
    /// assert_eq!(json["fields"][0]["names"][0], "headline");
    /// assert_eq!(Schema::from_json(&json), Ok(schema));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut json = json!({ "overlap": self.overlap() });
        if self.is_whole() {
            json["whole"] = true.into();
        }
        json["fields"] = fields_json(self.fields());
        json
    }

    /// The schema that JSON declares: `{"overlap": false, "fields": [{"name": "class", "kind": "text", "doc": "What it is."}]}`.
    ///
    /// A field has `name` and `kind`, and may have `doc` and `optional`. Kinds: `text`; `integer`, with `min` and `max`;
    /// `decimal`; `boolean`; `enum`, with `names` and `open`; `span`; `spans`; `ref`, with `layer`; `list`, with `of`, a kind in
    /// an object of its own; `group`, with `fields`.
    ///
    /// ```
    /// use rawi_core::schema::Schema;
    /// let error = Schema::from_json(&serde_json::json!({ "fields": [{ "name": "year", "kind": "int" }] })).unwrap_err();
    /// assert!(error.to_string().starts_with("fields[0].kind: `int` is no kind; expected text, integer"));
    /// ```
    ///
    /// # Errors
    /// The first thing that is none of these, with its place.
    pub fn from_json(value: &Value) -> Result<Self, SchemaError> {
        let object = keys(value, "", &["overlap", "whole", "fields", "doc"])?;
        let overlap = boolean(object, "", "overlap", true)?;
        let mut count = 0;
        let fields = fields(object.get("fields"), "fields", 0, &mut count)?;
        let schema = Self::new(fields);
        let schema = if boolean(object, "", "whole", false)? { schema.whole() } else { schema };
        Ok(if overlap { schema } else { schema.flat() })
    }

    /// JSON Schema (draft 2020-12) of a value.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        group_schema(self.fields())
    }
}

fn fields_json(fields: &[Field]) -> Value {
    let field = |field: &Field| {
        let mut object = kind_json(&field.kind);
        let mut first = Map::new();
        first.insert("name".to_owned(), field.name.as_ref().into());
        first.append(&mut object);
        if field.optional {
            first.insert("optional".to_owned(), true.into());
        }
        if !field.doc.is_empty() {
            first.insert("doc".to_owned(), field.doc.as_ref().into());
        }
        Value::Object(first)
    };
    fields.iter().map(field).collect()
}

fn kind_json(kind: &Kind) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("kind".to_owned(), kind.name().into());
    match kind {
        Kind::Integer { min, max } => {
            if *min != i64::MIN {
                object.insert("min".to_owned(), (*min).into());
            }
            if *max != u64::MAX {
                object.insert("max".to_owned(), (*max).into());
            }
        }
        Kind::Enum { names, open } => {
            object.insert("names".to_owned(), names.iter().map(AsRef::as_ref).collect());
            if *open {
                object.insert("open".to_owned(), true.into());
            }
        }
        Kind::Ref(layer) => _ = object.insert("layer".to_owned(), layer.as_ref().into()),
        Kind::List(item) if **item != Kind::Span => {
            object.insert("of".to_owned(), Value::Object(kind_json(item)));
        }
        Kind::Group(fields) => _ = object.insert("fields".to_owned(), fields_json(fields)),
        _ => {}
    }
    object
}

fn keys<'a>(value: &'a Value, place: &str, known: &[&str]) -> Result<&'a Map<String, Value>, SchemaError> {
    let Some(object) = value.as_object() else { return at(place, "expected an object") };
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => at(place, format!("`{key}` is no key here; there are {}", known.join(", "))),
        None => Ok(object),
    }
}

fn boolean(object: &Map<String, Value>, place: &str, key: &str, default: bool) -> Result<bool, SchemaError> {
    match object.get(key) {
        None => Ok(default),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => at(&below(place, key), "expected true or false"),
    }
}

fn text<'a>(object: &'a Map<String, Value>, place: &str, key: &str) -> Result<Option<&'a str>, SchemaError> {
    match object.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => at(&below(place, key), "expected a text"),
    }
}

fn name(object: &Map<String, Value>, place: &str, key: &str) -> Result<Cow<'static, str>, SchemaError> {
    match text(object, place, key)? {
        Some(name) if !name.is_empty() && name.chars().all(|c| !c.is_control()) => Ok(name.to_owned().into()),
        Some(_) => at(&below(place, key), "is empty or holds what cannot be seen"),
        None => at(place, format!("`{key}` is missing")),
    }
}

fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn fields(value: Option<&Value>, place: &str, depth: usize, count: &mut usize) -> Result<Vec<Field>, SchemaError> {
    let Some(Value::Array(items)) = value else { return at(place, "expected a list of fields") };
    let mut fields: Vec<Field> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let place = format!("{place}[{i}]");
        *count += 1;
        if *count > MOST_FIELDS {
            return at(&place, format!("a schema has at most {MOST_FIELDS} fields"));
        }
        let known = ["name", "kind", "doc", "optional", "min", "max", "names", "open", "layer", "of", "fields"];
        let object = keys(item, &place, &known)?;
        let name = name(object, &place, "name")?;
        if fields.iter().any(|field| field.name == name) {
            return at(&place, format!("`{name}` is there twice"));
        }
        let kind = kind(object, &place, depth, count)?;
        let field = Field::new(name, kind, text(object, &place, "doc")?.unwrap_or("").to_owned());
        fields.push(if boolean(object, &place, "optional", false)? { field.optional() } else { field });
    }
    Ok(fields)
}

fn kind(object: &Map<String, Value>, place: &str, depth: usize, count: &mut usize) -> Result<Kind, SchemaError> {
    if depth > DEEPEST {
        return at(place, format!("lists and groups stand at most {DEEPEST} deep in each other"));
    }
    let Some(kind_name) = text(object, place, "kind")? else { return at(place, "`kind` is missing") };
    let (kind, used): (Kind, &[&str]) = match kind_name {
        "text" => (Kind::Text, &[]),
        "decimal" => (Kind::Decimal, &[]),
        "boolean" => (Kind::Boolean, &[]),
        "span" => (Kind::Span, &[]),
        "spans" => (Kind::spans(), &[]),
        "integer" => {
            let bound = |key: &str| match object.get(key) {
                Some(number) if number.is_u64() || number.is_i64() => Ok(Some(number)),
                Some(_) => at(&below(place, key), "expected a whole number of 64 bits"),
                None => Ok(None),
            };
            let min = bound("min")?.map_or(i64::MIN, |number| number.as_i64().unwrap_or(i64::MAX));
            let max = match bound("max")?.map(|number| number.as_u64()) {
                Some(None) => return at(&below(place, "max"), "expected no negative number"),
                Some(Some(max)) => max,
                None => u64::MAX,
            };
            (Kind::Integer { min, max }, &["min", "max"])
        }
        "enum" => {
            let names = object.get("names").and_then(Value::as_array);
            let names = names.map(|names| names.iter().map(|name| Some(name.as_str()?.to_owned().into())).collect());
            let Some(Some(names)) = names else { return at(place, "an `enum` has `names`, a list of texts") };
            let names: Vec<Cow<'static, str>> = names;
            (Kind::Enum { names, open: boolean(object, place, "open", false)? }, &["names", "open"])
        }
        "ref" => (Kind::Ref(name(object, place, "layer")?), &["layer"]),
        "list" => {
            let place = below(place, "of");
            let Some(item) = object.get("of") else { return at(&place, "a `list` says what it is a list `of`") };
            let item = keys(item, &place, &["kind", "min", "max", "names", "open", "layer", "of", "fields"])?;
            (Kind::List(Box::new(kind(item, &place, depth + 1, count)?)), &["of"])
        }
        "group" => (Kind::Group(fields(object.get("fields"), &below(place, "fields"), depth + 1, count)?), &["fields"]),
        other => {
            let kinds = "text, integer, decimal, boolean, enum, span, spans, ref, list or group";
            return at(&below(place, "kind"), format!("`{other}` is no kind; expected {kinds}"));
        }
    };
    let special = ["min", "max", "names", "open", "layer", "of", "fields"];
    match special.iter().find(|key| object.contains_key(**key) && !used.contains(key)) {
        Some(key) => at(&below(place, key), format!("a field of kind `{kind_name}` has no `{key}`")),
        None => Ok(kind),
    }
}

fn group_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = kind_schema(&field.kind);
            if let Value::Object(schema) = &mut schema
                && !field.doc.is_empty()
            {
                schema.insert("description".to_owned(), field.doc.as_ref().into());
            }
            (field.name.clone().into_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = fields.iter().filter(|field| !field.optional).map(|field| field.name.as_ref()).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn kind_schema(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Integer { min, max } => {
            let mut schema = json!({ "type": "integer" });
            if *min != i64::MIN {
                schema["minimum"] = (*min).into();
            }
            if *max != u64::MAX {
                schema["maximum"] = (*max).into();
            }
            schema
        }
        Kind::Decimal => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Enum { names, open: false } => json!({ "enum": names }),
        Kind::Enum { names, open: true } => json!({ "type": "string", "examples": names }),
        Kind::Span => {
            let offset = json!({ "type": "integer", "minimum": 0 });
            json!({ "type": "array", "prefixItems": [offset, offset], "minItems": 2, "maxItems": 2 })
        }
        Kind::Ref(layer) => {
            json!({ "type": "integer", "minimum": 0, "$comment": format!("the number of a row of the layer `{layer}`, from 0") })
        }
        Kind::List(item) => json!({ "type": "array", "items": kind_schema(item) }),
        Kind::Group(fields) => group_schema(fields),
    }
}
