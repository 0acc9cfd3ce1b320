use super::contract::{Decode, OpenSource, Raw, Source, SourceConfig, SourceContext, SourceError};
use super::fields::{Fields, Role, default_id};
use super::files::{Listing, list};
use super::flat;
use super::input::{Input, InputFile, Line, next_line, too_long};
use super::published::Undated;
use super::title::with_title;
use super::vet::vet;
use crate::error::OpenError;
use crate::format::Format;
use crate::record;
use encoding_rs::UTF_8;
use rawi_core::{Document, Meta};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// JSON, one object a line, each a document. Empty lines are passed over.
///
/// A line that is a rawi record (`"rawi": 1`) keeps its metadata, views, layers and errors, and the options for fields do
/// not touch it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct JsonlSource {
    /// Files, globs (`news/*.jsonl.gz`), folders (every `.jsonl` and `.jsonl.gz` below them, but no file of rejected
    /// documents), or `-` for standard input. Relative to the pipeline file.
    pub files: Vec<String>,
    /// The field that holds the id. A line without it has the number of its line, from 0, or `file:number` if there are
    /// several files.
    pub id: String,
    /// The field that holds the text.
    pub text: String,
    /// The field that holds the headline.
    pub title: String,
    /// The field that holds the outlet.
    pub outlet: String,
    /// The field that holds the day of publication.
    pub published: String,
    /// The field that holds the address.
    pub url: String,
    /// Further fields to keep as metadata, under their names.
    pub meta: Vec<String>,
    /// Whether text that is written backwards, as programs take it out of PDF files, is turned round; else it is refused.
    pub repair: bool,
    /// Whether a title that the text does not begin with is put above it, as a line of its own: names and figures are then found in it
    /// too, in a sentence that is a headline.
    pub title_in_text: bool,
}

impl Default for JsonlSource {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            id: "id".into(),
            text: "text".into(),
            title: "title".into(),
            outlet: "outlet".into(),
            published: "published".into(),
            url: "url".into(),
            meta: Vec::new(),
            repair: false,
            title_in_text: false,
        }
    }
}

impl SourceConfig for JsonlSource {
    const NAME: &'static str = Format::Jsonl.name();
    const SUMMARY: &'static str = "reads JSON, one document a line, and rawi's own records";

    fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl OpenSource for JsonlSource {
    fn open(&self, cx: &SourceContext) -> Result<Box<dyn Source>, OpenError> {
        let Listing { files, total, notes, .. } = list(cx, &self.files, Format::Jsonl)?;
        let decoder = Arc::new(self.lines_decoder(files.len() > 1));
        let files: Vec<InputFile> = files.into_iter().map(|file| file.input).collect();
        Ok(Box::new(Lines {
            files: files.into_iter(),
            open: None,
            total,
            max_document: cx.max_document,
            read: Arc::default(),
            decoder,
            notes,
        }))
    }
}

impl JsonlSource {
    fn lines_decoder(&self, several: bool) -> Decoder {
        let standard =
            [("title", &*self.title), ("outlet", &*self.outlet), ("published", &*self.published), ("url", &*self.url)];
        let fields = Fields::new(&self.id, &self.text, standard, &self.meta);
        let (repair, title_in_text) = (self.repair, self.title_in_text);
        Decoder { fields, several, repair, title_in_text, undated: Undated::default() }
    }

    /// What makes documents of lines of JSON, for sources whose rows are that.
    #[cfg(feature = "parquet")]
    pub(crate) fn decoder(&self, several: bool) -> Arc<dyn Decode> {
        Arc::new(self.lines_decoder(several))
    }

    /// The names of all fields that are used.
    #[cfg(feature = "parquet")]
    pub(crate) fn field_names(&self) -> Vec<String> {
        let standard = [&self.id, &self.text, &self.title, &self.outlet, &self.published, &self.url];
        standard.into_iter().chain(&self.meta).cloned().collect()
    }
}

struct Lines {
    files: std::vec::IntoIter<InputFile>,
    /// The file being read, and how many of its lines have been.
    open: Option<(InputFile, Input, u64)>,
    total: Option<u64>,
    max_document: u64,
    read: Arc<AtomicU64>,
    decoder: Arc<Decoder>,
    notes: Vec<String>,
}

impl Source for Lines {
    fn next(&mut self) -> Option<Result<Raw, SourceError>> {
        loop {
            let Some((file, input, line)) = &mut self.open else {
                let file = self.files.next()?;
                match file.open_text(&self.read) {
                    Ok(input) => self.open = Some((file, input, 0)),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            *line += 1;
            // The byte order mark of the file is no part of its first line.
            let found = next_line(input, self.max_document.saturating_add(if *line == 1 { 3 } else { 0 }));
            let origin = file.origin(*line);
            let mut bytes = match found {
                Ok(Line::Whole(bytes)) => bytes,
                Ok(Line::TooLong) => return Some(Err(SourceError::new(origin, None, too_long(self.max_document)))),
                Ok(Line::End) => {
                    self.open = None;
                    continue;
                }
                Err(error) => {
                    let error = file.failed(*line, &error);
                    self.open = None;
                    return Some(Err(error));
                }
            };
            if *line == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let read = self.read.load(Ordering::Relaxed);
            return Some(Ok(Raw { origin, id: None, meta: Meta::default(), bytes, read }));
        }
    }

    fn decoder(&self) -> Arc<dyn Decode> {
        Arc::clone(&self.decoder) as _
    }

    fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    fn notes(&mut self) -> Vec<String> {
        let field = self.decoder.fields.of(&Role::Meta("published".to_owned()));
        self.notes.extend(self.decoder.undated.note(field));
        std::mem::take(&mut self.notes)
    }
}

struct Decoder {
    fields: Fields,
    several: bool,
    repair: bool,
    title_in_text: bool,
    undated: Undated,
}

impl Decode for Decoder {
    fn decode(&self, raw: Raw) -> Result<Document, SourceError> {
        let Raw { origin, bytes, .. } = raw;
        let rejected = |id, message| SourceError::new(origin.clone(), id, message);
        let as_record = || record::read(&bytes).map_err(|error| rejected(error.id, error.message));
        if bytes.trim_ascii_start().starts_with(b"{\"rawi\":1,") {
            return as_record();
        }
        let at = Cell::new(None);
        let plain = Plain { fields: &self.fields, at: &at };
        // A whole line is checked for UTF-8 many bytes at a time, its strings would be one by one.
        let parsed = match UTF_8.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(Cow::Borrowed(line)) => match flat(&self.fields, line) {
                Some(found) => Ok(found),
                None => plain.read(serde_json::Deserializer::from_str(line)),
            },
            _ => plain.read(serde_json::Deserializer::from_slice(&bytes)),
        };
        let found = match parsed {
            Ok(found) if found.is_record => return as_record(),
            Ok(found) => found,
            Err(error) => return Err(rejected(None, wrong(&bytes, &error, at.get()))),
        };
        let id = found.id.unwrap_or_else(|| default_id(&origin, self.several));
        let Some(text) = found.text else { return Err(rejected(Some(id), self.without_text(&bytes))) };
        let text = match vet(&text, self.repair) {
            Ok(Cow::Borrowed(_)) => text,
            Ok(Cow::Owned(turned)) => turned,
            Err(error) => return Err(rejected(Some(id), error)),
        };
        let mut meta = found.meta;
        if let Some(published) = meta.published().map(|published| self.undated.read(published, &origin)) {
            meta.set("published", published);
        }
        let text = if self.title_in_text { with_title(text.into(), &meta).into_owned() } else { text };
        match Document::new(id.clone(), text) {
            Ok(mut doc) => {
                *doc.meta_mut() = meta;
                Ok(doc)
            }
            Err(error) => Err(rejected(Some(id), error.to_string())),
        }
    }
}

/// What is wrong with a line; `field` is the one of use that was read last.
fn wrong(line: &[u8], error: &serde_json::Error, field: Option<&str>) -> String {
    match (std::str::from_utf8(line), field) {
        (Err(_), _) if line.starts_with(b"\xFF\xFE") || line.starts_with(b"\xFE\xFF") || line.contains(&0) => {
            "not UTF-8 but UTF-16, or no text at all; save the file as UTF-8".to_owned()
        }
        (Err(error), _) => {
            format!("not UTF-8 (byte {} of the line); JSON is UTF-8, convert the file", error.valid_up_to())
        }
        (Ok(_), Some(field)) if error.is_data() => format!("field `{field}`, {}", record::malformed(error)),
        (Ok(_), _) => record::malformed(error),
    }
}

impl Decoder {
    fn without_text(&self, line: &[u8]) -> String {
        let field = self.fields.of(&Role::Text);
        let there = match serde_json::from_slice(line) {
            Ok(Value::Object(entries)) => entries.keys().take(12).map(|key| format!("`{key}`")).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        format!(
            "no field `{field}` with the text among {}; name it with `text = \"...\"` in [source]",
            there.join(", ")
        )
    }
}

/// What a line holds, as far as it is of use.
#[derive(Debug, Default, PartialEq)]
struct Found {
    id: Option<String>,
    text: Option<String>,
    meta: Meta,
    is_record: bool,
}

impl Found {
    fn set(&mut self, role: &Role, value: &str) {
        match role {
            Role::Id => self.id = Some(value.to_owned()).filter(|id| !id.is_empty()),
            Role::Text => self.text = Some(value.to_owned()),
            Role::Meta(name) => self.meta.set(name, value),
        }
    }
}

/// What a line holds, if it is a usual one: then it is what [`Plain`] would find.
fn flat(fields: &Fields, line: &str) -> Option<Found> {
    let mut found = Found::default();
    flat::read(line, |key, value| {
        let mut roles = fields.roles(key);
        let Some(role) = roles.next() else { return (key != "rawi").then_some(()) };
        match (role, roles.next(), value) {
            (Role::Text, None, flat::Value::Text(text)) => found.text = Some(text.into_owned()),
            // Null takes back the text that stood there, and what is no string is a mistake.
            (Role::Text, None, _) => return None,
            (_, _, flat::Value::Null) => {}
            (role, second, flat::Value::Text(Cow::Borrowed(value)) | flat::Value::Literal(value)) => {
                [role].into_iter().chain(second).chain(roles).for_each(|role| found.set(role, value));
            }
            (role, second, flat::Value::Text(Cow::Owned(value))) => {
                [role].into_iter().chain(second).chain(roles).for_each(|role| found.set(role, &value));
            }
        }
        Some(())
    })?;
    Some(found)
}

/// Reads an object and keeps the fields that have a use. The others are passed over without being built.
struct Plain<'a> {
    fields: &'a Fields,
    /// The field whose value is read, if it is of use.
    at: &'a Cell<Option<&'a str>>,
}

impl Plain<'_> {
    fn read<'de, R: serde_json::de::Read<'de>>(
        self,
        mut line: serde_json::Deserializer<R>,
    ) -> Result<Found, serde_json::Error> {
        let found = line.deserialize_map(self)?;
        line.end()?;
        Ok(found)
    }
}

impl<'de> Visitor<'de> for Plain<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object, one a line")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::default();
        while let Some(key) = map.next_key_seed(Key(self.fields))? {
            self.at.set(None);
            match key {
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
                Field::Rawi => found.is_record |= map.next_value::<Value>()?.is_u64(),
                Field::Used(roles) => {
                    self.at.set(roles.first().map(|role| self.fields.of(role)));
                    let Some(value) = scalar::<A::Error>(map.next_value()?)? else { continue };
                    roles.into_iter().for_each(|role| found.set(role, &value));
                }
                Field::Text => {
                    self.at.set(Some(self.fields.of(&Role::Text)));
                    found.text = map.next_value()?;
                }
            }
        }
        self.at.set(None);
        Ok(found)
    }
}

enum Field<'a> {
    Rawi,
    /// The text and nothing else: the long one, which is not copied and must be a string.
    Text,
    Used(Vec<&'a Role>),
    Other,
}

struct Key<'a>(&'a Fields);

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Field<'a>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field<'a>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Field<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Field<'a>, E> {
        let roles: Vec<&Role> = self.0.roles(name).collect();
        Ok(match roles.as_slice() {
            [] if name == "rawi" => Field::Rawi,
            [] => Field::Other,
            [Role::Text] => Field::Text,
            _ => Field::Used(roles),
        })
    }
}

/// A string, or a number or truth value as it is written, to the last digit: ids are told apart by it. `null` is nothing.
fn scalar<E: serde::de::Error>(value: &RawValue) -> Result<Option<String>, E> {
    let json = value.get();
    match json.as_bytes() {
        [b'"', inner @ ..] if inner.iter().all(|&b| b != b'\\') => Ok(Some(json[1..json.len() - 1].to_owned())),
        [b'"', ..] => serde_json::from_str(json).map(Some).map_err(E::custom),
        [b'n', ..] => Ok(None),
        [b'[', ..] => Err(E::invalid_type(Unexpected::Seq, &"a string, a number or null")),
        [b'{', ..] => Err(E::invalid_type(Unexpected::Map, &"a string, a number or null")),
        _ => Ok(Some(json.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn general(fields: &Fields, line: &str) -> Option<Found> {
        let plain = Plain { fields, at: &Cell::new(None) };
        plain.read(serde_json::Deserializer::from_str(line)).ok()
    }

    fn fields() -> Fields {
        // One field with one use, one with two, one that is the text and more.
        let standard = [("title", "title"), ("outlet", "both"), ("published", "both"), ("url", "url")];
        Fields::new("id", "text", standard, &["more".to_owned(), "text2".to_owned()])
    }

    /// What the quick reader reads, the general one reads the same.
    fn same(line: &str) -> bool {
        let fields = fields();
        let found = flat(&fields, line);
        if let Some(found) = &found {
            assert_eq!(general(&fields, line).as_ref(), Some(found), "{line}");
        }
        found.is_some()
    }

    #[test]
    fn usual_lines_are_read_quickly_and_odd_ones_left_to_the_general_parser() {
        for line in [
            "{}",
            " { } ",
            r#"{"id":"a","text":"نص"}"#,
            r#"{ "id" : 7 , "text" : "\u0628\n\"\\\/\b\f\t\r" , "both" : "x" }"#,
            r#"{"text":"\ud83d\ude00","more":-1.50e+7,"title":null,"url":true,"x":false,"id":""}"#,
            r#"{"text":"a","text":"b","id":1,"id":null}"#,
        ] {
            assert!(same(line), "{line}");
        }
        for line in [
            "",
            "{",
            "}",
            "[1]",
            r#"{"text":"a""#,
            r#"{"text":"a"} x"#,
            r#"{"text":"a",}"#,
            r#"{"text" "a"}"#,
            r#"{"text":"\ud83d"}"#,
            r#"{"text":"\ude00"}"#,
            r#"{"text":"\x"}"#,
            r#"{"text":"\"}"#,
            r#"{"text":"\u12"}"#,
            r#"{"text":"\u+123"}"#,
            r#"{"text":7}"#,
            r#"{"text":"a","text":null}"#,
            r#"{"rawi":1,"id":"a"}"#,
            r#"{"x":[1],"text":"a"}"#,
            r#"{"id":01,"text":"a"}"#,
            r#"{"id":1.,"text":"a"}"#,
            r#"{"id":-,"text":"a"}"#,
            r#"{"id":nul,"text":"a"}"#,
            r#"{"id":1e,"text":"a"}"#,
            r#"{"\u0069d":"a","text":"a"}"#,
            "{\"text\":\"a\tb\"}",
            "{\t\"text\":\"a\"}",
        ] {
            assert!(!same(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn both_readers_find_the_same(line in r#"\{("(id|text|title|both|more|x)" ?: ?("([ -~نب😀]|\\[nu"\\/x]|\\u[dD0-9][0-9a-f]{3}){0,8}"|-?[0-9]{1,3}(\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?|null|true|\[\]) ?,?){0,4}\}"#) {
            same(&line);
        }

        #[test]
        fn every_string_is_found_as_it_is(id in any::<String>(), text in any::<String>(), title in any::<String>()) {
            let line = serde_json::json!({"id": id, "text": text, "title": title}).to_string();
            let found = flat(&fields(), &line);
            prop_assert!(found.is_some());
            prop_assert_eq!(found, general(&fields(), &line));
        }
    }
}
