//! `[run]`: how a pipeline is run.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// How a pipeline is run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RunOptions {
    /// Threads that work on documents; 0 is as many as the machine has.
    #[schemars(range(min = 0, max = 1024))]
    pub threads: usize,
    /// What happens to a document that a stage fails on.
    pub on_error: OnError,
    /// The most bytes one document may have, unpacked; larger ones are rejected.
    pub max_document: ByteSize,
    /// Documents that may be in work at once, between the one read last and the one written next.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub window_documents: usize,
    /// The most memory they may hold, as they were read and as what was made of them waits; one larger document may be in work alone.
    pub window_bytes: ByteSize,
    /// Documents of a shard of an output folder, at most: what is finished stays when a run is cut off, and the same command goes on.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub shard_documents: u64,
    /// Bytes of a shard, as they were read; it ends with the document that reaches this.
    pub shard_bytes: ByteSize,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            threads: 0,
            on_error: OnError::default(),
            max_document: ByteSize(rawi_io::source::MAX_DOCUMENT),
            window_documents: 1024,
            window_bytes: ByteSize(64_000_000),
            shard_documents: 10_000,
            shard_bytes: ByteSize(64_000_000),
        }
    }
}

/// What a worker process of a plugin may use, and how often it may fail: the table `worker` of a plugin's stage.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct WorkerLimits {
    /// Seconds that a document may take, and the making of the stage; then the worker is ended.
    #[schemars(range(min = 0.001, max = 1_000_000))]
    pub deadline: f64,
    /// The most memory the plugin may ask for in its worker, as address space.
    pub memory: ByteSize,
    /// Documents in a row that may break their worker before the run ends; 0 for any number.
    #[schemars(range(max = 1_000_000))]
    pub faults: u32,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        Self { deadline: 60.0, memory: ByteSize(4_000_000_000), faults: 10 }
    }
}

/// What a module of WebAssembly may use for one document, and to be made: the table `sandbox` of a plugin's stage. Both are counted, not
/// measured: the same document meets them on every machine.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SandboxLimits {
    /// Steps, about as many as instructions; bytes that it hands over count as well.
    #[schemars(range(min = 1, max = 1_000_000_000_000_000_i64))]
    pub fuel: u64,
    /// The most memory, with the document in it; 4 GiB is the most that there is.
    pub memory: ByteSize,
}

impl Default for SandboxLimits {
    fn default() -> Self {
        Self { fuel: 10_000_000_000, memory: ByteSize(512_000_000) }
    }
}

/// What the worker of a plugin's stage broke down with: the [cause](rawi_core::StageError::cause) of the document's error.
/// Whoever runs many documents counts those in a row, in the order of the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerFault {
    /// What happened.
    pub what: String,
    /// [`WorkerLimits::faults`] of the stage.
    pub limit: u32,
}

impl fmt::Display for WorkerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for WorkerFault {}

/// What happens to a document that a stage fails on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnError {
    /// The run ends.
    Stop,
    /// The document goes to the rejected ones.
    Drop,
    /// It goes on without what the stage would have given; the failure stands in its record.
    #[default]
    Keep,
}

/// A number of bytes: `8_000_000`, `"8 MB"` (millions) or `"8 MiB"` (powers of 1024).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(pub u64);

const UNITS: [(&str, u64); 8] = [
    ("", 1),
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
];

impl ByteSize {
    /// Reads `"8 MB"`; `None` if it is none, or 0.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let unit = text[digits..].trim_start().to_ascii_lowercase();
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let bytes = text[..digits].parse::<u64>().ok()?.checked_mul(*factor)?;
        (bytes > 0).then_some(Self(bytes))
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, factor) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)] {
            if self.0 >= factor && self.0.is_multiple_of(factor) {
                return write!(f, "{} {unit}", self.0 / factor);
            }
        }
        write!(f, "{} bytes", self.0)
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Size;
        impl Visitor<'_> for Size {
            type Value = ByteSize;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of bytes, or a size such as \"8 MB\"")
            }
            fn visit_i64<E: Error>(self, v: i64) -> Result<ByteSize, E> {
                u64::try_from(v).map_err(|_| E::custom("a size is not negative")).and_then(|v| self.visit_u64(v))
            }
            fn visit_u64<E: Error>(self, v: u64) -> Result<ByteSize, E> {
                if v == 0 { Err(E::custom("a size is at least 1 byte")) } else { Ok(ByteSize(v)) }
            }
            fn visit_str<E: Error>(self, v: &str) -> Result<ByteSize, E> {
                ByteSize::parse(v).ok_or_else(|| E::custom("no size; write 8000000, \"8 MB\" or \"8 MiB\""))
            }
        }
        deserializer.deserialize_any(Size)
    }
}

impl JsonSchema for ByteSize {
    fn schema_name() -> Cow<'static, str> {
        "ByteSize".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of bytes, or a size such as \"8 MB\" (millions) or \"8 MiB\" (powers of 1024).",
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": "^ *[0-9]+ *([bB]|[kKmMgG][iI]?[bB])? *$" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown() {
        for (text, bytes) in [("8 MB", 8_000_000), ("8MiB", 8 << 20), ("12", 12), (" 1 gb ", 1_000_000_000)] {
            assert_eq!(ByteSize::parse(text), Some(ByteSize(bytes)), "{text}");
        }
        for text in ["", "MB", "8 megs", "-1", "0", "99999999999 GB", "٨ MB", "8.5 MB"] {
            assert_eq!(ByteSize::parse(text), None, "{text}");
        }
        assert_eq!(ByteSize(8_000_000).to_string(), "8 MB");
        assert_eq!(ByteSize(8 << 20).to_string(), "8388608 bytes");
    }
}
