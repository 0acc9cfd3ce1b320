//! Documents a second of the stage alone: sentences and tokens are given.
//!
//! On `seeds/`, or on the file that RAWI_BENCH_TEXT names: documents parted by a form feed (U+000C).

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rawi_core::host::{self, Scope};
use rawi_core::{Assets, Contract, Doc, Document, Output, StageConfig};
use rawi_segmenter::Segmenter;
use rawi_summarizer::SummarizerConfig;

fn main() {
    divan::main();
}

#[allow(clippy::disallowed_methods)] // a benchmark may be pointed at another text
fn documents() -> Vec<Document> {
    let texts: Vec<String> = match std::env::var("RAWI_BENCH_TEXT") {
        Ok(path) => std::fs::read_to_string(path).unwrap().split('\u{C}').map(str::to_owned).collect(),
        Err(_) => ["aleppo-1", "aleppo-2", "aleppo-3", "palmyra-4", "south-5"]
            .map(|seed| {
                std::fs::read_to_string(format!("{}/../../seeds/{seed}.txt", env!("CARGO_MANIFEST_DIR"))).unwrap()
            })
            .to_vec(),
    };
    let segmented = |text| {
        let mut doc = Document::new("a", text).unwrap();
        doc.apply(&Segmenter::default()).unwrap();
        doc
    };
    texts.into_iter().map(segmented).collect()
}

#[divan::bench(sample_count = 20, args = [3, u32::MAX])]
fn summarizer(bencher: Bencher<'_, '_>, sentences: u32) {
    let documents = documents();
    let stage = SummarizerConfig { sentences: Some(sentences), ..Default::default() }.build(&Assets::none()).unwrap();
    let contract: Contract = stage.contract();
    let renames = Default::default();
    bencher
        .counter(ItemsCount::new(documents.len()))
        .counter(BytesCount::new(documents.iter().map(|doc| doc.source().len()).sum::<usize>()))
        .bench(|| {
            for doc in &documents {
                let mut out = Output::new(&contract);
                stage.process(Doc::new(&Scope::new(doc, &contract, &renames)), &mut out).unwrap();
                divan::black_box(host::finish(out, doc.source()).unwrap());
            }
        });
}
