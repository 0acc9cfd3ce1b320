use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;

/// `[[start,end,value],...]`, where the value may be missing, or `[{"start":...,"end":...,"text":...,...},...]`.
#[derive(Default)]
pub(crate) struct StoredRows {
    pub(crate) offsets: Vec<(u32, u32)>,
    pub(crate) values: Vec<Value>,
}

/// The keys of a row that is an object and are none of its value's.
pub(crate) const ROW_KEYS: [&str; 3] = ["start", "end", "text"];

/// The key of a row that is an object, under which its value stands whole, if its own keys cannot stand beside
/// [`ROW_KEYS`].
pub(crate) const WHOLE: &str = "_value";

impl<'de> Deserialize<'de> for StoredRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = StoredRows;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of rows [start, end, value]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<StoredRows, A::Error> {
                let mut rows = StoredRows::default();
                while seq.next_element_seed(Row(&mut rows))?.is_some() {}
                Ok(rows)
            }
        }
        deserializer.deserialize_seq(All)
    }
}

struct Row<'a>(&'a mut StoredRows);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row [start, end, value]")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let start = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let end = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        self.0.offsets.push((start, end));
        self.0.values.push(seq.next_element()?.unwrap_or(Value::Null));
        if seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(4, &self));
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut start, mut end, mut whole) = (None, None, None);
        let mut value = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "start" => start = Some(map.next_value()?),
                "end" => end = Some(map.next_value()?),
                // The words are the text's; they stand there for who reads columns.
                "text" => _ = map.next_value::<IgnoredAny>()?,
                WHOLE => whole = Some(map.next_value()?),
                _ => {
                    let field: Value = map.next_value()?;
                    let field = without_null(field);
                    if !field.is_null() {
                        value.insert(key, field);
                    }
                }
            }
        }
        let start = start.ok_or_else(|| A::Error::missing_field("start"))?;
        let end = end.ok_or_else(|| A::Error::missing_field("end"))?;
        self.0.offsets.push((start, end));
        self.0.values.push(match whole {
            Some(whole) => whole,
            None if value.is_empty() => Value::Null,
            None => Value::Object(value),
        });
        Ok(())
    }
}

/// A value without the keys that are null: in columns a key is there for all or for none.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object.into_iter().map(|(key, value)| (key, without_null(value))).filter(|(_, v)| !v.is_null()).collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_null).collect()),
        other => other,
    }
}
