//! Speed of the stage, and of its parts, in bytes of source text.
//!
//! `cargo bench -p rawi-segmenter`; with `RAWI_BENCH_TEXT=FILE` on the text of a file instead of the crate's own cases.
#![allow(clippy::disallowed_methods)] // a bench may look at the environment

use divan::Bencher;
use divan::counter::BytesCount;
use rawi_core::{Doc, Document, Output, Stage};
use rawi_segmenter::words::WordLists;
use rawi_segmenter::{Segmenter, clitics, sentences, tokens};

fn main() {
    divan::main();
}

/// Half a megabyte: the given file, else what is Arabic in the casebooks, repeated.
fn text() -> String {
    let cases = concat!(
        include_str!("../tests/cases/tokens.md"),
        include_str!("../tests/cases/sentences.md"),
        include_str!("../tests/cases/clitics.md")
    );
    let text = match std::env::var("RAWI_BENCH_TEXT") {
        Ok(file) => std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}")),
        Err(_) => {
            let arabic = |line: &&str| line.starts_with(rawi_arabic::is_letter);
            let lines: Vec<&str> = cases.lines().filter(arabic).collect();
            lines.join("\n").repeat(40)
        }
    };
    let end = (0..=text.len().min(500_000)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    text[..end].to_owned()
}

/// The stage as a runner calls it, but for the check of what it gave.
#[divan::bench]
fn stage(bencher: Bencher<'_, '_>) {
    let document = Document::new("bench", text()).unwrap();
    let stage = Segmenter::default();
    let contract = stage.contract();
    bencher.counter(BytesCount::of_str(document.source())).bench_local(|| {
        let mut out = Output::new(&contract);
        stage.process(Doc::new(&document), &mut out).unwrap();
        out
    });
}

#[divan::bench]
fn tokenize(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| tokens::tokenize(&text, WordLists::built_in()));
}

#[divan::bench]
fn split_sentences(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| sentences::split(&text, WordLists::built_in()));
}

#[divan::bench]
fn split_clitics(bencher: Bencher<'_, '_>) {
    let text = text();
    let words: Vec<&str> = tokens::tokenize(&text, WordLists::built_in()).map(|(range, _)| &text[range]).collect();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| words.iter().map(|word| clitics::split(word).ends().len()).sum::<usize>());
}
