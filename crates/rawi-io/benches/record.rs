//! Writing and reading records of the shape that the pipeline `news` gives: `cargo bench -p rawi-io`.

#![allow(missing_docs)] // a benchmark has no readers of its docs

use divan::Bencher;
use divan::counter::BytesCount;
use rawi_core::{Document, Layer, Provenance, Span, layers::*};
use rawi_io::record::{Offsets, RecordOptions, read, write};

fn main() {
    divan::main();
}

/// A report of 40 sentences with 4 names each.
fn document() -> Document {
    const SENTENCE: &str = "وأعلنت السلطات في بيروت يوم الخميس، بحسب المتحدث باسمها \"سامي الأحمد\"، عن بدء المرحلة الثانية من إعادة الإعمار.\n";
    let source = SENTENCE.repeat(40);
    let mut doc = Document::new("report-1", source.as_str()).unwrap();
    doc.meta_mut().set("title", "بدء المرحلة الثانية");
    doc.meta_mut().set("published", "2025-11-27");
    let by =
        Provenance { stage: "tagger".into(), uses: "tagger".into(), version: "0.1.0".into(), hash: "0".repeat(64) };
    let (mut sentences, mut mentions, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    for start in (0..source.len()).step_by(SENTENCE.len()) {
        sentences.push(Span::new(start, start + SENTENCE.len() - 1));
        let mut at = start;
        for (i, word) in SENTENCE.trim_end().split(' ').enumerate() {
            let span = Span::new(at, at + word.len());
            at += word.len() + 1;
            tokens.push(span);
            if i % 5 == 1 {
                mentions.push(span);
            }
        }
    }
    let body = vec![Sentence { kind: SentenceKind::Body }; sentences.len()];
    let mention = Mention {
        label: Label::GPE,
        entity: Some("LB-BA".into()),
        name: Some("بيروت".into()),
        confidence: 0.95,
        by: "gazetteer:cldr".into(),
    };
    let mention = vec![mention; mentions.len()];
    let token = vec![Token::new(TokenKind::Word); tokens.len()];
    for (name, layer) in [
        ("sentences", Layer::new(&source, sentences, body)),
        ("mentions", Layer::new(&source, mentions, mention)),
        ("tokens", Layer::new(&source, tokens, token)),
    ] {
        doc.insert_layer(name, layer.unwrap().with_provenance(by.clone())).unwrap();
    }
    doc
}

fn cases() -> [(&'static str, RecordOptions); 3] {
    let default = RecordOptions::default();
    let all = RecordOptions {
        layers: Some(["sentences", "mentions", "tokens"].map(str::to_owned).to_vec()),
        ..default.clone()
    };
    [
        ("default", default.clone()),
        ("with-tokens", all),
        ("chars", RecordOptions { offsets: Offsets::Chars, ..default }),
    ]
}

#[divan::bench(args = [0, 1, 2])]
fn write_record(bencher: Bencher<'_, '_>, case: usize) {
    let (doc, (_, options)) = (document(), cases()[case].clone());
    let mut out = Vec::new();
    write(&doc, &options, &mut out).unwrap();
    bencher.counter(BytesCount::new(out.len())).bench_local(|| {
        out.clear();
        write(&doc, &options, &mut out)
    });
}

#[divan::bench(args = [0, 1, 2])]
fn read_record(bencher: Bencher<'_, '_>, case: usize) {
    let (doc, (_, options)) = (document(), cases()[case].clone());
    let mut out = Vec::new();
    write(&doc, &options, &mut out).unwrap();
    bencher.counter(BytesCount::new(out.len())).bench_local(|| read(&out));
}
