//! Speed of the two stages on a document that has its tokens, in bytes of source text.
//!
//! `cargo bench -p rawi-values`; with `RAWI_BENCH_TEXT=FILE` on the text of a file instead of the reports in `seeds/`.
#![allow(clippy::disallowed_methods)] // a bench may look at the environment

use divan::Bencher;
use divan::counter::BytesCount;
use rawi_core::{Doc, Document, Output, Stage};
use rawi_segmenter::Segmenter;
use rawi_values::{Dates, Numbers};

fn main() {
    divan::main();
}

/// Half a megabyte with its tokens.
fn document() -> Document {
    let text = match std::env::var("RAWI_BENCH_TEXT") {
        Ok(file) => std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}")),
        Err(_) => {
            let reports = concat!(
                include_str!("../../../seeds/aleppo-1.txt"),
                include_str!("../../../seeds/palmyra-4.txt"),
                include_str!("../../../seeds/south-5.txt"),
            );
            reports.repeat(1 + 500_000 / reports.len())
        }
    };
    let end = (0..=text.len().min(500_000)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    let mut document = Document::new("bench", &text[..end]).unwrap();
    document.meta_mut().set("published", "2025-11-27");
    document.apply(&Segmenter::default()).unwrap();
    document
}

/// The stage as a runner calls it, but for the check of what it gave.
fn run(bencher: Bencher<'_, '_>, document: &Document, stages: &[&dyn Stage]) {
    bencher.counter(BytesCount::of_str(document.source())).bench_local(|| {
        for stage in stages {
            let mut out = Output::new(&stage.contract());
            stage.process(Doc::new(document), &mut out).unwrap();
            divan::black_box(out);
        }
    });
}

#[divan::bench]
fn numbers(bencher: Bencher<'_, '_>) {
    let mut document = document();
    document.apply(&Dates::new()).unwrap();
    run(bencher, &document, &[&Numbers::new()]);
}

#[divan::bench]
fn dates(bencher: Bencher<'_, '_>) {
    run(bencher, &document(), &[&Dates::new()]);
}

#[divan::bench]
fn both(bencher: Bencher<'_, '_>) {
    run(bencher, &document(), &[&Dates::new(), &Numbers::new()]);
}
