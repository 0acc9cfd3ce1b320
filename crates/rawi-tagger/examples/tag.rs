//! Reads documents as JSON lines (`id`, `text`) and writes their mentions as records, as the `jsonl` sink would.
#![allow(clippy::print_stdout)] // an example talks to whoever runs it

use rawi_core::layers::{MENTIONS, MENTIONS_NESTED};
use rawi_core::{Assets, Document, LayerKey};
use rawi_segmenter::Segmenter;
use rawi_tagger::{Tagger, TaggerConfig};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tagger = Tagger::new(&TaggerConfig::default(), &Assets::none())?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let record: Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().or(record["content"].as_str()).unwrap_or_default();
        let id = record["id"].as_str().map_or_else(|| number.to_string(), str::to_owned);
        let mut doc = Document::new(&id, text)?;
        if let Some(outlet) = record["outlet"].as_str().or(record["source"].as_str()) {
            doc.meta_mut().set("outlet", outlet);
        }
        doc.apply(&Segmenter::default())?;
        doc.apply(&tagger)?;
        let rows = |key: &LayerKey<rawi_core::layers::Mention>| -> Result<Value, Box<dyn std::error::Error>> {
            let layer = doc.layer(key)?.ok_or("no layer")?;
            Ok(layer.iter().map(|(span, value)| json!([span.start(), span.end(), value])).collect())
        };
        let layers =
            json!({"mentions": {"rows": rows(&MENTIONS)?}, "mentions.nested": {"rows": rows(&MENTIONS_NESTED)?}});
        writeln!(out, "{}", json!({"id": id, "text": text, "layers": layers}))?;
    }
    Ok(())
}
