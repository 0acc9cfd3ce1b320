//! Speed of the stage, in bytes of source text.
//!
//! `cargo bench -p rawi-claims`; with `RAWI_BENCH_TEXT=FILE` on the text of a file instead of the crate's own cases.
#![allow(clippy::disallowed_methods)] // a bench may look at the environment

use divan::Bencher;
use divan::counter::BytesCount;
use rawi_claims::ClaimsConfig;
use rawi_core::{Assets, Doc, Document, Output, StageConfig};
use rawi_segmenter::Segmenter;

fn main() {
    divan::main();
}

/// Half a megabyte: the given file, else what is Arabic in the casebooks, repeated.
fn text() -> String {
    let cases = include_str!("../tests/cases/claims.md");
    let text = match std::env::var("RAWI_BENCH_TEXT") {
        Ok(file) => std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}")),
        Err(_) => {
            let arabic = |line: &&str| line.starts_with(rawi_arabic::is_letter);
            let lines: Vec<&str> = cases.lines().filter(arabic).collect();
            lines.join("\n").repeat(80)
        }
    };
    let end = (0..=text.len().min(500_000)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    text[..end].to_owned()
}

/// The stage as a runner calls it, but for the check of what it gave.
#[divan::bench]
fn stage(bencher: Bencher<'_, '_>) {
    let mut document = Document::new("bench", text()).unwrap();
    document.apply(&Segmenter::default()).unwrap();
    document.apply(&rawi_values::Dates::new()).unwrap();
    document.apply(&rawi_values::Numbers::new()).unwrap();
    let stage = ClaimsConfig::default().build(&Assets::none()).unwrap();
    let contract = stage.contract();
    bencher.counter(BytesCount::of_str(document.source())).bench_local(|| {
        let mut out = Output::new(&contract);
        stage.process(Doc::new(&document), &mut out).unwrap();
        out
    });
}
