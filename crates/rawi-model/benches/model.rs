//! Speed of the learned tagger alone, given words, on one core, and the time to load a model.
//!
//! The texts are `seeds/*.txt` of the repository, each tagged as a document of its own; the words seen before stay in
//! the scratch, as they do when documents are read one after the other.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rawi_model::{Model, Scratch, Word, split_words};

fn model(name: &str) -> Model {
    let bytes: &[u8] = black_box(include_bytes!("../../../models/accurate.model"));
    let model = if name == "fast" { Model::first_pass(bytes) } else { Model::from_bytes(bytes) };
    model.expect("a model")
}

#[divan::bench(args = ["fast", "accurate"])]
fn tag(bencher: Bencher<'_, '_>, name: &str) {
    let seeds = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds")).expect("seeds");
    let texts: Vec<String> = seeds
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| std::fs::read_to_string(path).expect("a seed"))
        .collect();
    let documents: Vec<Vec<Word<'_>>> =
        texts.iter().map(|text| split_words(text).into_iter().map(|w| w.1).collect()).collect();
    let model = model(name);
    let mut scratch = Scratch::default();
    bencher
        .counter(ItemsCount::new(documents.iter().map(Vec::len).sum::<usize>()))
        .bench_local(|| documents.iter().map(|words| model.tag(black_box(words), &mut scratch).len()).sum::<usize>());
}

#[divan::bench(args = ["fast", "accurate"])]
fn load(name: &str) -> Model {
    model(name)
}

fn main() {
    divan::main();
}
