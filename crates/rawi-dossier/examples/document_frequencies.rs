//! Makes `data/wikipedia.df`: in how many articles each stem stands. Reads `{"text": ...}` lines from standard input.
//!
//! `zcat wikipedia_ar.jsonl.gz | cargo run -p rawi-dossier --example document_frequencies > data/wikipedia.df`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, Write as _};

fn main() {
    /// Bytes of an article that are read: the first thousand words, as long as a report at most.
    const READ: usize = 12_000;
    /// A stem in fewer articles is as good as unknown.
    const LEAST: u32 = 6;
    let (mut articles, mut in_articles) = (0_u32, BTreeMap::<u32, u32>::new());
    for line in std::io::stdin().lock().lines() {
        let article: serde_json::Value = serde_json::from_str(&line.expect("a line of UTF-8")).expect("a line of JSON");
        let text = article["text"].as_str().expect("a text");
        let end = (0..=READ.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        for term in rawi_dossier::stems(&text[..end]).into_iter().collect::<BTreeSet<u32>>() {
            *in_articles.entry(term).or_default() += 1;
        }
        articles += 1;
    }
    let mut out = std::io::stdout().lock();
    for (term, count) in in_articles.into_iter().filter(|&(_, count)| count >= LEAST) {
        let level = (8.0 * (f64::from(count) * 4096.0 / f64::from(articles)).log2()).round().clamp(0.0, 255.0);
        out.write_all(&term.to_le_bytes()).and_then(|()| out.write_all(&[level as u8])).expect("a place to write");
    }
}
