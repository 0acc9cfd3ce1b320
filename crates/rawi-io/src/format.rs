//! The formats of input.

/// The formats a source can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Plain text, one document a file.
    Text,
    /// JSON, one document a line.
    Jsonl,
    /// A table, one document a row.
    Csv,
    /// A web page, one document a file.
    Html,
    /// Parquet, one document a row.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Jsonl, Self::Csv, Self::Html, Self::Parquet];

    /// The name of its source: `text`, `jsonl`, `csv`, `html`, `parquet`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Parquet => "parquet",
        }
    }

    /// The endings of its files, each also with `.gz` and `.zst`.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[".txt"],
            Self::Jsonl => &[".jsonl"],
            Self::Csv => &[".csv"],
            Self::Html => &[".html", ".htm"],
            Self::Parquet => &[".parquet"],
        }
    }

    /// The format of a file by its name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
        Self::ALL.into_iter().find(|format| format.endings().iter().any(|ending| plain.ends_with(ending)))
    }
}
