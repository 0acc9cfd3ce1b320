//! The gold: reports with what is to be found in them.

use crate::error::EvalError;
use rawi_core::Meta;
use serde_json::{Map, Value, json};

/// Reports with what is to be found in them, as checked as can be without a pipeline.
#[derive(Clone, Debug)]
pub struct Gold {
    pub(crate) file: String,
    pub(crate) reports: Vec<GoldReport>,
}

/// A report of the gold.
#[derive(Clone, Debug)]
pub(crate) struct GoldReport {
    /// `FILE:LINE`, or the file and the number of the text.
    pub(crate) place: String,
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) meta: Meta,
    /// What is to be found, by layer; beside the layers `optional` and `ignore`, which do not count.
    pub(crate) layers: Map<String, Value>,
    /// Reference summaries.
    pub(crate) summaries: Vec<String>,
}

/// A name of the gold: its bytes in the text, and its label.
pub type GoldName = (usize, usize, String);

/// Keys of `gold` that hold spans which neither count nor are false alarms.
pub(crate) const UNCOUNTED: [&str; 2] = ["optional", "ignore"];

impl Gold {
    /// Reads gold of a report a line: `text`; `gold`, an object with a list of rows for each layer (`claims` may stand beside it); `id`, `meta`, `published`,
    /// `title` and `summaries` if there are. `file` is named in messages.
    ///
    /// # Errors
    /// Every line that is no such report, a line of the message each, with the place.
    pub fn from_jsonl(file: &str, text: &str) -> Result<Self, EvalError> {
        let (mut reports, mut wrong) = (Vec::new(), Vec::new());
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = format!("{file}:{}", number + 1);
            match report(place.clone(), reports.len(), line.trim_start_matches('\u{FEFF}')) {
                Ok(report) => reports.push(report),
                Err(message) => wrong.push(format!("{place}: {message}")),
            }
            // Beyond this nobody reads on.
            if wrong.len() == 20 {
                wrong.push("further lines were not read".to_owned());
                break;
            }
        }
        if reports.is_empty() && wrong.is_empty() {
            wrong.push(format!("{file}: there is no report in it"));
        }
        if wrong.is_empty() { Ok(Self { file: file.to_owned(), reports }) } else { Err(EvalError(wrong.join("\n"))) }
    }

    /// Gold of names alone: texts, each with the bytes and the label of every name.
    ///
    /// # Panics
    /// If the bytes are no whole characters of the text.
    #[must_use]
    pub fn from_names(file: &str, texts: impl IntoIterator<Item = (String, Vec<GoldName>)>) -> Self {
        let read = texts.into_iter().enumerate().map(|(number, (text, names))| {
            let offsets = crate::offsets::Offsets::new(&text);
            let row = |(start, end, label): GoldName| {
                let (start, end) = offsets.chars(rawi_core::Span::new(start, end));
                json!([start, end, label])
            };
            let names: Vec<Value> = names.into_iter().map(row).collect();
            GoldReport {
                place: format!("{file}: text {number}"),
                id: number.to_string(),
                text,
                meta: Meta::default(),
                layers: Map::from_iter([("mentions".to_owned(), names.into())]),
                summaries: Vec::new(),
            }
        });
        Self { file: file.to_owned(), reports: read.collect() }
    }

    /// The layers that it has rows of, by name.
    #[must_use]
    pub fn layers(&self) -> Vec<&str> {
        let all = self.reports.iter().flat_map(|report| report.layers.iter());
        let named = all.filter(|(name, rows)| rows.is_array() && !UNCOUNTED.contains(&name.as_str()));
        let names: std::collections::BTreeSet<&str> = named.map(|(name, _)| name.as_str()).collect();
        names.into_iter().collect()
    }

    /// Whether it has reference summaries.
    #[must_use]
    pub fn has_summaries(&self) -> bool {
        self.reports.iter().any(|report| !report.summaries.is_empty())
    }
}

/// A report; what is wrong with it otherwise.
fn report(place: String, number: usize, line: &str) -> Result<GoldReport, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("no JSON: {error}"))?;
    let Value::Object(mut report) = value else {
        return Err("a report is an object: {\"id\", \"text\", \"gold\"}".to_owned());
    };
    let Some(Value::String(text)) = report.remove("text") else {
        return Err("`text` is missing, or is no string".to_owned());
    };
    if text.len() as u64 > u64::from(u32::MAX) {
        return Err("`text` has 4 GiB or more".to_owned());
    }
    let id = match report.get("id") {
        None | Some(Value::Null) => number.to_string(),
        Some(Value::String(id)) => id.clone(),
        Some(other) => other.to_string(),
    };
    let mut meta = Meta::default();
    // The day of publication may stand beside the text, as in records of news.
    for key in ["published", "title"] {
        if let Some(value) = report.get(key).and_then(Value::as_str) {
            meta.set(key, value);
        }
    }
    match report.get("meta") {
        None | Some(Value::Null) => {}
        Some(Value::Object(given)) => {
            for (name, value) in given {
                if let Some(value) = value.as_str() {
                    meta.set(name, value);
                }
            }
        }
        Some(_) => return Err("`meta` is no object".to_owned()),
    }
    let claims = report.remove("claims");
    let mut layers = match report.remove("gold") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(layers)) => layers,
        Some(_) => return Err("`gold` is no object; write {\"mentions\": [[START, END, LABEL], ...]}".to_owned()),
    };
    // Gold of claims alone has them beside the text.
    if let Some(claims) = claims {
        layers.entry("claims").or_insert(claims);
    }
    if let Some((name, _)) = layers.iter().find(|(_, rows)| !rows.is_array()) {
        return Err(format!("`gold.{name}` is no list of rows"));
    }
    let summaries = match report.remove("summaries") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Ok(text),
                _ => Err("`summaries` holds something that is no string".to_owned()),
            })
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("`summaries` is no list of texts".to_owned()),
    };
    Ok(GoldReport { place, id, text, meta, layers, summaries })
}
