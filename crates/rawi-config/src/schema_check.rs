//! Options against their JSON Schema, at their places in the file.
//!
//! Reading into the Rust type would stop at the first mistake and knows neither what else could have been written nor
//! where; the schema does, and it is all that is known of a plugin's options. What a schema cannot say is left to
//! the type.

use crate::options::{Node, Table, integer, node_text};
use crate::problem::Problem;
use crate::wording::{self, Owner};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::DeValue;

/// What was found in a table of options.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) problems: Vec<Problem>,
    /// Keys with a problem in their name or value.
    pub(crate) bad: BTreeSet<String>,
    /// Whether a required key is missing.
    pub(crate) incomplete: bool,
}

/// Checks `table`, which begins at `span`, against `schema`. `reserved` are further keys that its place in the file
/// takes, for suggestions.
pub(crate) fn check(
    schema: &Value,
    table: &Table<'_>,
    span: &Range<usize>,
    owner: &Owner<'_>,
    reserved: &[&str],
) -> Found {
    let mut checker = Checker { root: schema, owner, reserved, problems: Vec::new(), depth: 0 };
    let mut found = Found::default();
    let schema = checker.resolve(schema);
    for (key, value) in table {
        let before = checker.problems.len();
        checker.entry(schema, key.get_ref(), key.span(), value, "");
        if checker.problems.len() > before {
            found.bad.insert(key.get_ref().to_string());
        }
    }
    let before = checker.problems.len();
    checker.missing(schema, table, span, "");
    found.incomplete = checker.problems.len() > before;
    found.problems = checker.problems;
    found
}

struct Checker<'a> {
    root: &'a Value,
    owner: &'a Owner<'a>,
    reserved: &'a [&'a str],
    problems: Vec<Problem>,
    depth: usize,
}

impl<'a> Checker<'a> {
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        // A few steps are enough for what people write, and a circle ends.
        for _ in 0..16 {
            let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) else {
                break;
            };
            match self.root.pointer(target) {
                Some(found) => schema = found,
                None => break,
            }
        }
        schema
    }

    /// The schemas of which one has to hold; `null`, which TOML has not, left out.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a Value> {
        let Some(list) = ["anyOf", "oneOf"].iter().find_map(|k| schema.get(k)?.as_array()) else {
            return vec![schema];
        };
        let is_null = |s: &Value| s.get("type").and_then(Value::as_str) == Some("null");
        list.iter().map(|s| self.resolve(s)).filter(|s| !is_null(s)).collect()
    }

    fn entry(&mut self, schema: &'a Value, key: &str, key_span: Range<usize>, value: &Node<'_>, within: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let path = if within.is_empty() { key.to_owned() } else { format!("{within}.{key}") };
        if let Some(property) = properties.and_then(|p| p.get(key)) {
            self.value(property, value, &path, false);
            return;
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {
                let mut known: Vec<&str> = properties.map_or_else(Vec::new, |p| p.keys().map(String::as_str).collect());
                if within.is_empty() {
                    known.extend(self.reserved);
                }
                self.problems.push(wording::unknown_key(key_span, key, self.owner, within, &known));
            }
            Some(rest @ Value::Object(_)) => self.value(rest, value, &path, false),
            _ => {}
        }
    }

    fn missing(&mut self, schema: &'a Value, table: &Table<'_>, span: &Range<usize>, within: &str) {
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                let property = schema.get("properties").and_then(|p| p.get(key)).unwrap_or(&Value::Null);
                let about = property.get("description").and_then(Value::as_str);
                let kind = self.describe(property);
                let path = if within.is_empty() { key.to_owned() } else { format!("{within}.{key}") };
                self.problems.push(wording::missing_key(span.clone(), &path, self.owner, &kind, about));
            }
        }
    }

    fn value(&mut self, schema: &'a Value, node: &Node<'_>, path: &str, item: bool) {
        self.depth += 1;
        // Deeper than any file can nest: a schema that leads back to itself without going into the value.
        if self.depth < 200 {
            self.checked_value(schema, node, path, item);
        }
        self.depth -= 1;
    }

    fn checked_value(&mut self, schema: &'a Value, node: &Node<'_>, path: &str, item: bool) {
        let schema = self.resolve(schema);
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.value(part, node, path, item);
        }
        let alternatives = self.alternatives(schema);
        if alternatives.len() == 1 && std::ptr::eq(alternatives[0], schema) {
            self.single(schema, node, path, item);
            return;
        }
        if let Some(allowed) = constants(&alternatives) {
            self.one_of(&allowed, node, path, item);
            return;
        }
        let fitting: Vec<_> =
            alternatives.iter().copied().filter(|s| accepts(self.resolve(s), node.get_ref())).collect();
        let mut first = None;
        for alternative in fitting {
            let before = self.problems.len();
            self.value(alternative, node, path, item);
            let found = self.problems.split_off(before);
            if found.is_empty() {
                return;
            }
            first.get_or_insert(found);
        }
        match first {
            Some(found) => self.problems.extend(found),
            None => self.wrong_type(schema, node, path, item),
        }
    }

    fn single(&mut self, schema: &'a Value, node: &Node<'_>, path: &str, item: bool) {
        if let Some(allowed) = constants(&[schema]) {
            self.one_of(&allowed, node, path, item);
            return;
        }
        if !accepts(schema, node.get_ref()) {
            self.wrong_type(schema, node, path, item);
            return;
        }
        match node.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => self.number(schema, node, path, item),
            DeValue::String(text) => {
                let at_least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
                if (text.chars().count() as u64) < at_least {
                    self.problems.push(wording::too_short(node.span(), path, item, at_least, "character"));
                }
            }
            DeValue::Array(array) => {
                let at_least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
                if (array.len() as u64) < at_least {
                    self.problems.push(wording::too_short(node.span(), path, item, at_least, "item"));
                }
                if let Some(items) = schema.get("items") {
                    for node in array.iter() {
                        self.value(items, node, path, true);
                    }
                }
            }
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.entry(schema, key.get_ref(), key.span(), value, path);
                }
                self.missing(schema, table, &node.span(), path);
            }
            DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    fn number(&mut self, schema: &Value, node: &Node<'_>, path: &str, item: bool) {
        let (low, high) = bounds(schema);
        let inside = match integer(node) {
            // What JSON and the options' types can hold.
            Some(i) if i64::try_from(i).is_ok() || u64::try_from(i).is_ok() => {
                low.is_none_or(|low| i as f64 >= low) && high.is_none_or(|high| i as f64 <= high)
            }
            Some(_) => false,
            None => match node.get_ref().as_float().and_then(|f| f.as_str().parse::<f64>().ok()) {
                Some(f) if f.is_finite() => low.is_none_or(|low| f >= low) && high.is_none_or(|high| f <= high),
                _ => false,
            },
        };
        if !inside {
            self.problems.push(wording::out_of_range(node.span(), path, item, &node_text(node), low, high));
        }
    }

    fn one_of(&mut self, allowed: &[&str], node: &Node<'_>, path: &str, item: bool) {
        match node.get_ref() {
            DeValue::String(text) if allowed.contains(&text.as_ref()) => {}
            DeValue::String(text) => self.problems.push(wording::not_one_of(node.span(), path, item, text, allowed)),
            other => {
                let expected = wording::one_of(allowed);
                let help = unwrapped(node, &|inner| inner.is_str());
                self.problems.push(wording::wrong_type(node.span(), path, item, &expected, other.type_str(), help));
            }
        }
    }

    fn wrong_type(&mut self, schema: &'a Value, node: &Node<'_>, path: &str, item: bool) {
        let expected = self.describe(schema);
        let any = |test: &dyn Fn(&'a Value) -> bool| self.alternatives(schema).into_iter().any(test);
        let text = node_text(node);
        let takes = |kind: &str| any(&|s| types(s).contains(&kind));
        let only_strings = !any(&|s| types(s) != ["string"]);
        let help = match node.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) if only_strings => {
                Some(format!("write it in quotes: `\"{text}\"`"))
            }
            DeValue::String(_)
                if (takes("integer") && text.parse::<i64>().is_ok())
                    || (takes("number") && text.parse::<f64>().is_ok_and(f64::is_finite))
                    || (takes("boolean") && (text == "true" || text == "false")) =>
            {
                Some(format!("write it without quotes: `{text}`"))
            }
            DeValue::String(_) if takes("array") && text.chars().count() < 40 => {
                Some(format!("write it in brackets: `[\"{}\"]`", crate::text::shown(&text)))
            }
            DeValue::Integer(_) | DeValue::Float(_) if takes("array") => {
                Some(format!("write it in brackets: `[{text}]`"))
            }
            _ => unwrapped(node, &|inner| any(&|s| accepts(self.resolve(s), inner))),
        };
        self.problems.push(wording::wrong_type(node.span(), path, item, &expected, node.get_ref().type_str(), help));
    }

    /// What `schema` takes, in words.
    fn describe(&self, schema: &'a Value) -> String {
        let schema = self.resolve(schema);
        let alternatives = self.alternatives(schema);
        if let Some(allowed) = constants(&alternatives) {
            return wording::one_of(&allowed);
        }
        let mut words: Vec<String> = Vec::new();
        for alternative in alternatives {
            for kind in types(alternative) {
                let word = match kind {
                    "string" => "a string".to_owned(),
                    "integer" => "a whole number".to_owned(),
                    "number" => "a number".to_owned(),
                    "boolean" => "`true` or `false`".to_owned(),
                    "object" => "a table".to_owned(),
                    "array" => match alternative.get("items").map(|i| types(self.resolve(i))).as_deref() {
                        Some(["string"]) => "a list of strings".to_owned(),
                        Some(["integer"]) => "a list of whole numbers".to_owned(),
                        Some(["number"]) => "a list of numbers".to_owned(),
                        Some(["object"]) => "a list of tables".to_owned(),
                        _ => "a list".to_owned(),
                    },
                    _ => continue,
                };
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        if words.is_empty() { "another type".to_owned() } else { words.join(" or ") }
    }
}

/// `[x]` where `x` is wanted.
fn unwrapped(node: &Node<'_>, fits: &dyn Fn(&DeValue<'_>) -> bool) -> Option<String> {
    let array = node.get_ref().as_array()?;
    (array.len() == 1 && fits(array[0].get_ref())).then(|| "write it without brackets".to_owned())
}

/// The JSON types that `schema` names, but `null`.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) if one != "null" => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect(),
        _ => Vec::new(),
    }
}

fn accepts(schema: &Value, value: &DeValue<'_>) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|kind| match value {
            DeValue::String(_) => *kind == "string",
            DeValue::Integer(_) => matches!(*kind, "integer" | "number"),
            DeValue::Float(_) => *kind == "number",
            DeValue::Boolean(_) => *kind == "boolean",
            DeValue::Datetime(_) => false,
            DeValue::Array(_) => *kind == "array",
            DeValue::Table(_) => *kind == "object",
        })
}

/// The strings that are allowed, if all of `alternatives` name such.
fn constants<'a>(alternatives: &[&'a Value]) -> Option<Vec<&'a str>> {
    let mut allowed = Vec::new();
    for schema in alternatives {
        match (schema.get("const"), schema.get("enum").and_then(Value::as_array)) {
            (Some(Value::String(one)), _) => allowed.push(one.as_str()),
            (None, Some(several)) => {
                let strings: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
                if strings.is_empty() {
                    return None;
                }
                allowed.extend(strings);
            }
            _ => return None,
        }
    }
    (!allowed.is_empty()).then_some(allowed)
}

/// Smallest and largest value of a number. schemars states a 32-bit range by its format only.
fn bounds(schema: &Value) -> (Option<f64>, Option<f64>) {
    let given = |key| schema.get(key).and_then(Value::as_f64);
    let (low, high) = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (Some(0.0), Some(f64::from(u8::MAX))),
        Some("uint16") => (Some(0.0), Some(f64::from(u16::MAX))),
        Some("uint32") => (Some(0.0), Some(f64::from(u32::MAX))),
        Some("uint" | "uint64") => (Some(0.0), None),
        Some("int8") => (Some(f64::from(i8::MIN)), Some(f64::from(i8::MAX))),
        Some("int16") => (Some(f64::from(i16::MIN)), Some(f64::from(i16::MAX))),
        Some("int32") => (Some(f64::from(i32::MIN)), Some(f64::from(i32::MAX))),
        _ => (None, None),
    };
    let low = given("minimum").or(low);
    (low, given("maximum").or(high))
}
