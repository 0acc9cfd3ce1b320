//! Pages of every layout that we know, in `pages/`: of each the article alone is read. Written by us; what other programs make
//! of them `xtask/peers/pages.py` compares.

mod common;

use common::{Folder, read, strings};
use rawi_io::HtmlSource;
use std::collections::HashMap;
use std::path::Path;

/// How many of each word.
fn words(text: &str) -> HashMap<&str, usize> {
    let mut words = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word).or_default() += 1;
    }
    words
}

/// F1 of the words, whatever their order.
fn f1(read: &str, article: &str) -> f64 {
    let (read, article) = (words(read), words(article));
    let both: usize = read.iter().map(|(word, &n)| n.min(article.get(word).copied().unwrap_or(0))).sum();
    2.0 * both as f64 / (read.values().sum::<usize>() + article.values().sum::<usize>()) as f64
}

#[test]
fn of_every_layout_the_article_is_read() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let folder = Folder::new();
    let mut articles = HashMap::new();
    for entry in std::fs::read_dir(&pages).unwrap() {
        let path = entry.unwrap().path();
        let (name, text) = (path.file_stem().unwrap().to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        if path.extension().is_some_and(|ending| ending == "html") {
            folder.write(&format!("{name}.html"), text);
        } else {
            articles.insert(name.to_owned(), text);
        }
    }
    let found = read(&HtmlSource { files: strings(&["*.html"]), ..HtmlSource::default() }, &folder.context());
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert!(found.docs.len() >= 30 && found.docs.len() == articles.len(), "{} pages", found.docs.len());
    // The headline may open the text or not.
    let score = |doc: &rawi_core::Document| {
        let (text, article) = (doc.source(), &articles[doc.id()]);
        let headline = doc.meta().title().unwrap_or_default();
        f1(text, article).max(f1(text, &format!("{headline} {article}")))
    };
    let scores: Vec<(&str, f64)> = found.docs.iter().map(|doc| (doc.id(), score(doc))).collect();
    let low: Vec<_> = scores.iter().filter(|(_, score)| *score < 0.95).collect();
    assert!(low.is_empty(), "{low:?}");
    let mean = scores.iter().map(|(_, score)| score).sum::<f64>() / scores.len() as f64;
    assert!(mean > 0.99, "{mean}");
}
